"""Which encoder a library is built and searched with, and what a question loads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from index.fake import FakeIngest
from index.library import Library
from index.snapshot import Snapshot
from models.fake import FakeEncoder
from models.register import DEFAULT, EXACT
from quarterline.errors import ModelError

REPORT = """force: Testshire
plan: Plan 2016-2020
quarter: {quarter}
version: 1.0

# 1 Order
@ South LPA, Seaview
Operation ALPHA made 12 arrests on the {quarter} beat.
"""


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the models that were loaded; each is a fake."""
    names: list[str] = []

    def load(name: str = DEFAULT) -> FakeEncoder:
        names.append(name)
        return FakeEncoder(name=name)

    monkeypatch.setattr("models.encoder.load_encoder", load)
    return names


def report(folder: Path, quarter: str) -> Path:
    path = folder / f"{quarter}.txt"
    path.write_text(REPORT.format(quarter=quarter), encoding="utf-8")
    return path


def built_with(library: Library) -> str:
    return Snapshot.open(library.path).manifest.encoder


def test_a_new_library_is_built_with_the_default(tmp_path: Path, loaded: list[str]) -> None:
    library = Library(tmp_path / "lib", create=True, ingest=FakeIngest())
    library.add(report(tmp_path, "2019-20 Q3"))
    assert built_with(library) == DEFAULT
    assert loaded == [DEFAULT]


def test_a_library_keeps_the_encoder_that_it_was_built_with(
    tmp_path: Path, loaded: list[str]
) -> None:
    first = Library(tmp_path / "lib", create=True, ingest=FakeIngest(), encoder=EXACT)
    first.add(report(tmp_path, "2019-20 Q3"))
    library = Library(tmp_path / "lib", ingest=FakeIngest())
    assert library.search("arrests").hits
    library.add(report(tmp_path, "2019-20 Q4"))
    assert built_with(library) == EXACT
    assert library.search("arrests").total == 2
    assert set(loaded) == {EXACT}


def test_another_encoder_asked_for_by_name_builds_the_library_anew(
    tmp_path: Path, loaded: list[str]
) -> None:
    path = report(tmp_path, "2019-20 Q3")
    old = Library(tmp_path / "lib", create=True, ingest=FakeIngest(), encoder=EXACT)
    old.add(path)
    library = Library(tmp_path / "lib", ingest=FakeIngest(), encoder=DEFAULT)
    # Until something is added, questions go to the vectors that there are.
    assert library.search("arrests").hits
    assert loaded == [EXACT, EXACT]
    (result,) = library.add(path)
    assert result.status == "unchanged"
    assert built_with(library) == DEFAULT
    assert library.search("arrests").hits
    # One that had it open goes over to the new vectors, with their own encoder.
    old.refresh()
    assert old.search("arrests").hits
    assert loaded[-1] == DEFAULT


def test_one_that_has_an_older_generation_open_adds_with_the_newer_ones_encoder(
    tmp_path: Path, loaded: list[str]
) -> None:
    old = Library(tmp_path / "lib", create=True, ingest=FakeIngest(), encoder=None)
    old.add(report(tmp_path, "2019-20 Q3"))
    other = Library(tmp_path / "lib", ingest=FakeIngest(), encoder=EXACT)
    other.add(report(tmp_path, "2019-20 Q3"))
    old.add(report(tmp_path, "2019-20 Q4"))
    assert built_with(old) == EXACT
    assert loaded == [DEFAULT, EXACT, EXACT]


def test_an_encoder_that_is_not_at_hand_is_refused_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUARTERLINE_MODELS", str(tmp_path / "models"))
    with pytest.raises(ModelError, match="quarterline models fetch arctic-embed-s"):
        Library(tmp_path / "lib", create=True, encoder="arctic-embed-s")
    with pytest.raises(ModelError, match="no model is registered as 'bert'"):
        Library(tmp_path / "lib", create=True, encoder="bert")
    assert not (tmp_path / "lib").exists()


@pytest.mark.slow
def test_a_question_in_a_terminal_loads_only_what_it_needs(tmp_path: Path) -> None:
    """The heavy packages take seconds; each belongs to commands that use it."""
    folder = tmp_path / "lib"
    Library(folder, create=True, ingest=FakeIngest()).add(report(tmp_path, "2019-20 Q3"))
    code = (
        "import sys; from ui.cli import main\n"
        f"sys.argv = ['quarterline', '--library', {str(folder)!r}, 'search', 'arrests']\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "heavy = '''torch sentence_transformers transformers spacy thinc pandas streamlit\n"
        "bm25s scipy sklearn onnx safetensors track.api index.build'''.split()\n"
        "print('loaded', [name for name in heavy if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Operation ALPHA made 12 arrests" in done.stdout
    assert done.stdout.splitlines()[-1] == "loaded []"
