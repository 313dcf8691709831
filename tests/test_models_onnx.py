"""The ONNX files that are made from registered weights, and the encoder that runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from models import made as store
from models.bert_graph import bert, quantised
from models.encoder import load_encoder
from models.made import FILE, LICENCE, RECORD, folder_for, made
from models.onnx_encoder import OnnxEncoder
from models.reference import ReferenceEncoder
from models.register import DEFAULT, EXACT, artefact
from quarterline.errors import ModelError

SAMPLE = Path(__file__).resolve().parents[1] / "corpus" / "sample" / "reports"
TEXTS = [
    "a man was arrested",
    "officers detained a suspect",
    "a budget for new chairs",
    "",
    "patrol " * 400,
]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture
def own_models(models: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of models that the tests of this file share."""
    monkeypatch.setenv("QUARTERLINE_MODELS", str(models))
    return models


@pytest.fixture
def empty_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of models with nothing in it, where to make a file takes no time."""
    monkeypatch.setenv("QUARTERLINE_MODELS", str(tmp_path))
    monkeypatch.setattr("models.bert_graph.bert", lambda folder, precision: b"graph " * 1000)
    return tmp_path


# ---- the file


def test_the_file_is_made_once_with_its_record_and_licence(empty_models: Path) -> None:
    first = made(artefact())
    assert first.fresh
    assert first.path == empty_models / DEFAULT / FILE
    record = json.loads((empty_models / DEFAULT / RECORD).read_text())
    assert record["bytes"] == len(first.data)
    assert record["made_from"]["sha256"] == artefact().sha256
    assert record["licence"] == "Apache-2.0"
    assert artefact().source in (empty_models / DEFAULT / LICENCE).read_text()
    again = made(artefact())
    assert not again.fresh
    assert again.data == first.data


@pytest.mark.parametrize(
    "harm",
    [
        lambda folder: (folder / FILE).write_bytes(b"x" + (folder / FILE).read_bytes()[1:]),
        lambda folder: (folder / FILE).write_bytes((folder / FILE).read_bytes()[:-1]),
        lambda folder: (folder / FILE).unlink(),
        lambda folder: (folder / RECORD).unlink(),
        lambda folder: (folder / RECORD).write_text("[1]"),
        lambda folder: (folder / RECORD).write_text('{"sha256": '),
    ],
    ids=["a byte changed", "cut", "no file", "no record", "another record", "half a record"],
)
def test_a_damaged_file_is_made_anew(empty_models: Path, harm: object) -> None:
    whole = made(artefact()).data
    harm(empty_models / DEFAULT)  # type: ignore[operator]
    again = made(artefact())
    assert again.fresh
    assert again.data == whole
    assert not made(artefact()).fresh


def test_a_file_of_another_recipe_is_made_anew(
    empty_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert made(artefact()).path == empty_models / DEFAULT / FILE
    monkeypatch.setattr(store, "RECIPE", store.RECIPE + 1)
    assert made(artefact()).fresh


def test_what_a_killed_process_left_is_no_hindrance(empty_models: Path) -> None:
    folder = folder_for(artefact())
    folder.mkdir()
    (folder / f".{FILE}.new").write_bytes(b"half")
    assert made(artefact()).fresh
    assert not made(artefact()).fresh
    assert empty_models in folder.parents


def test_where_nothing_can_be_kept_it_is_made_in_memory(
    empty_models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (empty_models / "file").write_text("in the way")
    monkeypatch.setenv("QUARTERLINE_MODELS", str(empty_models / "file"))
    found = made(artefact())
    assert found.path is None
    assert found.data


@pytest.mark.slow
def test_two_processes_make_one_file(tmp_path: Path) -> None:
    code = (
        "from models.made import made; from models.register import artefact;"
        "import hashlib; found = made(artefact());"
        "print(found.fresh, hashlib.sha256(found.data).hexdigest())"
    )
    environment = {"QUARTERLINE_MODELS": str(tmp_path), "PATH": ""}
    running = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=environment)
        for _ in range(3)
    ]
    said = sorted(process.communicate(timeout=120)[0].split() for process in running)
    assert [fresh for fresh, _ in said] == [b"False", b"False", b"True"]
    assert len({digest for _, digest in said}) == 1
    record = json.loads((tmp_path / DEFAULT / RECORD).read_text())
    assert record["sha256"].encode() == said[0][1]


# ---- the graph


@given(
    arrays(np.float32, (5, 3), elements=st.floats(-8, 8, width=32, allow_subnormal=False)),
)
def test_quantised_weights_are_near_and_of_seven_bits(weight: np.ndarray) -> None:
    whole, scale = quantised(weight)
    assert whole.dtype == np.int8
    assert scale.dtype == np.float32
    assert np.abs(whole.astype(int)).max() <= 63
    # Half a step, and what float32 loses on the way.
    assert np.all(np.abs(whole * scale - weight) <= scale * 0.5001)
    assert np.all(scale > 0)


def test_another_architecture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"model_type": "mpnet", "hidden_act": "gelu"}')
    with pytest.raises(ModelError, match="holds a mpnet with gelu; expected a bert with gelu"):
        bert(tmp_path, "int8")


# ---- the encoder


@pytest.mark.slow
def test_the_encoder_gives_unit_vectors_that_know_meaning(own_models: Path) -> None:
    encoder = load_encoder()
    assert isinstance(encoder, OnnxEncoder)
    assert (own_models / DEFAULT / FILE).is_file()
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (len(TEXTS), 384) == (len(TEXTS), encoder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2
    assert encoder.encode([]).shape == (0, 384)
    # What lies beyond 256 tokens is cut, so that it cannot change the vector.
    assert np.array_equal(vectors[4], encoder.encode([TEXTS[4] + "burglary"])[0])


@pytest.mark.slow
@pytest.mark.usefixtures("own_models")
def test_a_text_has_one_vector_alone_among_others_and_on_any_number_of_threads() -> None:
    one, two = OnnxEncoder(artefact(), threads=1), OnnxEncoder(artefact(), threads=2)
    together = two.encode(TEXTS)
    assert np.array_equal(together, one.encode(TEXTS))
    for row, text in enumerate(TEXTS):
        assert np.array_equal(together[row], two.encode([text])[0])


@pytest.mark.slow
@pytest.mark.usefixtures("own_models")
def test_the_vectors_are_those_of_sentence_transformers() -> None:
    lines = [
        " ".join(block.split())
        for path in sorted(SAMPLE.glob("*.md"))[:2]
        for block in path.read_text(encoding="utf-8").split("\n\n")
    ]
    lines = [line for line in lines if len(line) > 40][:80]
    assert len(lines) > 20
    expected = ReferenceEncoder().encode(lines)
    exact = (load_encoder(EXACT).encode(lines) * expected).sum(axis=1)
    assert exact.min() > 0.99999
    int8 = (load_encoder(DEFAULT).encode(lines) * expected).sum(axis=1)
    assert int8.mean() > 0.985
    assert int8.min() > 0.96


@pytest.mark.slow
def test_a_made_file_is_run_without_what_made_it_and_without_a_network(own_models: Path) -> None:
    made(artefact())
    code = (
        "import socket, sys\n"
        "def refuse(*_): raise AssertionError('the network was asked for')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
        "from models.encoder import load_encoder\n"
        "load_encoder().encode(['county lines'])\n"
        "unwanted = 'torch sentence_transformers transformers onnx safetensors huggingface_hub'\n"
        "print([m for m in unwanted.split() if m in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={"QUARTERLINE_MODELS": str(own_models)},
    )
    assert done.stdout.strip() == "[]"
