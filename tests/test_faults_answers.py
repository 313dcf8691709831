"""A search over a library with a damaged index: an answer, or an error that names the file."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench.faults_scenarios import furnished, library
from index import generations
from quarterline.errors import DamagedLibraryError

_FLIPS = 24  # of a file, half of them in its first bytes, which say what the others are
QUESTIONS = ("arrests in Seaview", "figures fell", "alpha", '"arrests"')


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnished(tmp_path_factory.mktemp("damaged"))


def test_a_changed_byte_of_an_index_is_an_answer_or_an_error_that_names_the_file(
    root: Path,
) -> None:
    rng = random.Random(1)  # noqa: S311
    folder = generations.folder_of(root, 4)
    files = [p for p in folder.rglob("*") if p.is_file() and p.suffix != ".sqlite"]
    assert {p.parent.name for p in files} == {"lexical", "000004"}
    told, unnamed = set(), {}
    for path in files:
        kept = path.read_bytes()
        for number in range(_FLIPS):
            changed = bytearray(kept)
            at = rng.randrange(min(len(kept), 256) if number % 2 else len(kept))
            changed[at] ^= rng.randrange(1, 256)
            path.write_bytes(bytes(changed))
            try:
                made = library(root)
                made.facets()
                for question in QUESTIONS:
                    made.search(question)
            except DamagedLibraryError as error:
                assert str(folder) in str(error)
                assert "quarterline doctor --repair" in str(error)
                told.add(path.name)
            except Exception as error:
                unnamed[f"{path.name} at {at}"] = repr(error)[:80]
        path.write_bytes(kept)
    assert unnamed == {}
    assert len(told) > len(files) / 2


def test_a_fault_of_ours_is_not_called_damage(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise IndexError("a slip of ours")

    monkeypatch.setattr("index.search.search_many", fail)
    with pytest.raises(IndexError, match="a slip of ours"):
        library(root).search("arrests")
