"""The register of models, the check of their weights, and the encoders."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.encoder import check_files, check_model, model_folder
from models.fake import FakeEncoder
from models.register import DEFAULT, REGISTER, artefact, as_passage, as_question
from quarterline.errors import ModelError


def test_every_artefact_says_all_that_is_needed_to_trust_it() -> None:
    for name, model in REGISTER.items():
        assert model.name == name
        assert model.source.startswith("https://")
        assert model.licence
        assert len(model.sha256) == 64
        assert model.dimensions > 0
        assert model.tokens > 0
        assert model.pooling in ("mean", "cls")
        assert all(len(expected) == 64 for _, expected in model.files)
        # An ONNX file is made from a model, or is its weights.
        assert bool(model.made) == (model.runtime == "onnx" and not model.weights.endswith(".onnx"))


def test_an_unregistered_model_is_refused_with_the_ones_there_are() -> None:
    with pytest.raises(ModelError, match=f"'big-model'; expected one of .*{DEFAULT}"):
        artefact("big-model")


def test_the_installed_weights_are_the_registered_ones() -> None:
    folder = check_model(artefact())
    assert (folder / "model.safetensors").is_file()


def test_altered_weights_are_refused_by_value_and_next_step(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"not the model")
    found = hashlib.sha256(b"not the model").hexdigest()
    with pytest.raises(ModelError, match=f"{found}, expected 53aa5117.*install it again with"):
        check_model(artefact(), tmp_path)


def test_an_altered_tokeniser_is_refused(tmp_path: Path) -> None:
    for name, _ in artefact().files:
        (tmp_path / name).write_bytes((model_folder(artefact()) / name).read_bytes())
    check_files(artefact(), tmp_path)
    with (tmp_path / "tokenizer.json").open("ab") as file:
        file.write(b" ")
    with pytest.raises(ModelError, match=r"tokenizer\.json hashes to .*not the registered"):
        check_files(artefact(), tmp_path)


def test_questions_and_passages_are_put_as_each_model_was_trained() -> None:
    assert as_question("arctic-embed-s", "drugs").endswith("relevant passages: drugs")
    assert as_passage("arctic-embed-s", "drugs") == "drugs"
    assert as_question(DEFAULT, "drugs") == as_question("fake", "drugs") == "drugs"


def test_a_model_that_must_be_fetched_says_how(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUARTERLINE_MODELS", str(tmp_path))
    with pytest.raises(ModelError, match="quarterline models fetch arctic-embed-s"):
        model_folder(artefact("arctic-embed-s"))


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"has no model\.safetensors"):
        check_model(artefact(), tmp_path)


def test_weights_are_hashed_once_while_the_file_stays_the_same(tmp_path: Path) -> None:
    weights = tmp_path / "model.safetensors"
    weights.write_bytes(b"good")
    model = replace(artefact(), sha256=hashlib.sha256(b"good").hexdigest())
    check_model(model, tmp_path)
    status = weights.stat()
    weights.write_bytes(b"evil")
    os.utime(weights, ns=(status.st_atime_ns, status.st_mtime_ns))
    check_model(model, tmp_path)  # same path, size and time: not read again
    weights.write_bytes(b"evil!")
    with pytest.raises(ModelError, match="it is not the registered"):
        check_model(model, tmp_path)


def test_a_model_that_is_not_installed_says_what_to_install() -> None:
    model = replace(artefact(), package="no-such-package", version="1.2")
    with pytest.raises(ModelError, match=r"pip install no-such-package==1\.2"):
        model_folder(model)


@given(st.lists(st.text(max_size=40), max_size=6))
def test_the_fake_gives_unit_vectors_and_the_same_ones_each_time(texts: list[str]) -> None:
    vectors = FakeEncoder().encode(texts)
    assert vectors.shape == (len(texts), 32)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert np.array_equal(vectors, FakeEncoder().encode(texts))


def test_the_fake_puts_texts_with_shared_words_close() -> None:
    one, near, far = FakeEncoder(dimensions=64).encode(
        ["county lines in town", "county lines elsewhere", "a quiet village fete"]
    )
    assert one @ near > one @ far


def test_importing_the_encoder_loads_no_torch() -> None:
    code = (
        "import models.encoder, models.register, sys;"
        "print([m for m in ('torch', 'sentence_transformers', 'transformers') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
