"""The library's folder: whole generations, the swap, the lock, and kills at any instant."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from index import generations
from index.fake import FakeIngest
from index.library import Library
from models.fake import FakeEncoder
from quarterline.errors import (
    DamagedLibraryError,
    LibraryError,
    LibraryLockedError,
    LibraryNotFoundError,
)

REPORT = "force: Testshire\nquarter: 2019-20 Q3\n\n# 1 Order\nOperation ALPHA made 12 arrests.\n"


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(REPORT)
    return path


def library(root: Path, *, create: bool = True) -> Library:
    return Library(root, encoder=FakeEncoder(), ingest=FakeIngest(), create=create)


def test_a_library_must_exist_or_be_asked_for(tmp_path: Path) -> None:
    with pytest.raises(LibraryNotFoundError, match="add a report first: quarterline add"):
        library(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()
    made = library(tmp_path / "new")
    assert made.generation == 1
    assert made.documents() == []
    assert made.search("anything").hits == ()


def test_the_folder_is_laid_out_as_designed(tmp_path: Path, report: Path) -> None:
    root = tmp_path / "lib"
    made = library(root)
    made.add([report])
    (document,) = made.documents()
    assert (root / "CURRENT").read_text() == "000002\n"
    folder = root / "generations" / "000002"
    assert {p.name for p in folder.iterdir()} >= {
        "library.sqlite",
        "lexical",
        "vectors.faiss",
        "manifest.json",
    }
    assert (root / "originals" / f"{document.sha256}.txt").read_text() == REPORT
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["encoder"] == "fake"
    assert manifest["schema"] == generations.SCHEMA
    assert list(manifest["profiles"]) == ["Testshire"]
    assert manifest["counts"]["documents"] == 1
    assert [source[:2] for source in manifest["sources"]] == [[document.sha256, "a.txt"]]
    written = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert set(manifest["files"]) == written - {"manifest.json"}
    assert (root / "copies" / "000002.json").read_bytes() == (folder / "manifest.json").read_bytes()
    for name, entry in manifest["files"].items():
        assert entry["bytes"] == (folder / name).stat().st_size
        assert entry["sha256"] == generations.sha256(folder / name)


def test_only_the_previous_generation_is_kept_and_a_reader_in_flight_survives(
    tmp_path: Path, report: Path
) -> None:
    root = tmp_path / "lib"
    made = library(root)
    made.add([report])
    reader = library(root)
    for number in range(3):
        other = tmp_path / f"b{number}.txt"
        other.write_text(REPORT.replace("2019-20", f"{2000 + number}-{number + 1:02d}"))
        made.add([other])
    assert sorted(p.name for p in (root / "generations").iterdir()) == ["000004", "000005"]
    # The reader's generation is gone from the folder, and yet it can be read to the end.
    assert [d.source for d in reader.documents()] == ["a.txt"]
    assert reader.passages()[0].text.startswith("Operation ALPHA")
    # Its indexes were never loaded and are gone: a search turns to the generation in use.
    assert len(reader.search("arrests").hits) == 4
    assert len(reader.documents()) == 4
    assert not reader.refresh()


def test_one_writer_at_a_time(
    tmp_path: Path, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations.writer.__wrapped__, "__defaults__", (0.05,))  # type: ignore[attr-defined]
    root = tmp_path / "lib"
    made = library(root)
    with (
        generations.writer(root),
        pytest.raises(LibraryLockedError, match="wait until it has finished and try again"),
    ):
        made.add([report])
    assert made.add([report])[0].status == "added"


def test_leftovers_of_a_killed_writer_are_swept(tmp_path: Path, report: Path) -> None:
    root = tmp_path / "lib"
    made = library(root)
    for name in (".new-abc", "000009"):
        (root / "generations" / name).mkdir()
        (root / "generations" / name / "library.sqlite").write_text("half")
    (root / ".CURRENT-x").write_text("00")
    made.add([report])
    assert sorted(p.name for p in (root / "generations").iterdir()) == ["000001", "000002"]
    assert not (root / ".CURRENT-x").exists()


def test_a_lost_current_is_put_back_not_overwritten(tmp_path: Path, report: Path) -> None:
    root = tmp_path / "lib"
    library(root).add([report])
    (root / "CURRENT").unlink()
    assert [d.source for d in library(root).documents()] == ["a.txt"]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda root, folder: (root / "CURRENT").write_text("seven\n"), "holds 'seven'"),
        (lambda root, folder: (folder / "manifest.json").unlink(), "manifest.json is missing"),
        (lambda root, folder: (folder / "manifest.json").write_text("{"), "cannot be read"),
        (lambda root, folder: (folder / "vectors.faiss").write_bytes(b""), "has 0 bytes, expected"),
        (lambda root, folder: (folder / "library.sqlite").unlink(), "library.sqlite is missing"),
    ],
)
def test_a_damaged_library_is_named_not_guessed(
    tmp_path: Path, report: Path, damage: object, message: str
) -> None:
    root = tmp_path / "lib"
    library(root).add([report])
    damage(root, root / "generations" / "000002")  # type: ignore[operator]
    with pytest.raises(DamagedLibraryError, match=message):
        library(root, create=False)


def test_bytes_changed_at_the_same_size_are_found_by_health(tmp_path: Path, report: Path) -> None:
    root = tmp_path / "lib"
    made = library(root)
    made.add([report])
    assert made.health().ok
    vectors = root / "generations" / "000002" / "vectors.faiss"
    data = bytearray(vectors.read_bytes())
    data[-1] ^= 1
    vectors.write_bytes(bytes(data))
    health = made.health()
    assert not health.ok
    assert [f.name for f in health.files if f.problem] == ["vectors.faiss"]
    assert "does not hash to the sha256 in the manifest" in health.problems[0]


def test_a_file_in_the_place_of_the_library_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lib").write_text("not a folder")
    with pytest.raises(LibraryError, match="cannot be written"):
        library(tmp_path / "lib")


KILLED = textwrap.dedent(
    """
    import os, sys
    from index import generations
    from index.fake import FakeIngest
    from index.library import Library
    from models.fake import FakeEncoder

    root, report, left = sys.argv[1], sys.argv[2], int(sys.argv[3])
    library = Library(root, encoder=FakeEncoder(), ingest=FakeIngest())
    flush = generations.flush

    def flush_or_die(path):
        global left
        left -= 1
        if left < 0:
            os._exit(9)
        flush(path)

    generations.flush = flush_or_die
    library.add([report])
    """
)


@pytest.mark.slow
def test_a_kill_at_any_flush_leaves_the_old_library_or_the_new_one(
    tmp_path: Path, report: Path
) -> None:
    root, second = tmp_path / "lib", tmp_path / "b.txt"
    second.write_text(REPORT.replace("2019-20 Q3", "2020-21 Q1"))
    library(root).add([report])
    seen = set()
    for left in range(40):
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(root), str(second), str(left)], check=False
        )
        now = library(root, create=False)
        sources = [d.source for d in now.documents()]
        assert sources in (["a.txt"], ["a.txt", "b.txt"])
        assert now.health().ok
        assert now.search("arrests").hits
        seen.add(len(sources))
        if done.returncode == 0:
            break
        assert done.returncode == 9
        if len(sources) == 2:
            now.remove("b.txt")
    else:
        pytest.fail("the writer was never let through")
    assert seen == {1, 2}
