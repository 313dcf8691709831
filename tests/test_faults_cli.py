"""`quarterline doctor` and `doctor --repair` on damaged, older, newer and locked libraries."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from index import generations
from index.library import Library
from index.reviews import ReviewLog
from tests.cli_support import run
from tests.faults_support import of_schema

pytestmark = pytest.mark.usefixtures("own_cli")


@pytest.fixture
def library(library: Library) -> Library:
    library.save_search("Lines", "county lines")
    return library


def folder(library: Library) -> Path:
    return generations.folder_of(library.path, library.generation)


def test_help_tells_of_repair() -> None:
    text = run("doctor", "--help").stdout
    assert re.search(r"Example: quarterline doctor\n +quarterline doctor --repair\n", text)
    assert re.search(r"decisions, reviews and saved searches\s+are kept", text)


def test_a_damaged_library_is_named_by_doctor_and_mended_by_repair(library: Library) -> None:
    before = [library.passages(), library.claims(), library.saved_searches()]
    path = folder(library) / "library.sqlite"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 4
    path.write_bytes(bytes(data))
    assert f"wrong  {path} does not hash to the sha256" in run("doctor", status=1).stdout
    text = run("doctor", "--repair").stdout
    assert f"wrong  {path} does not hash to the sha256" in text
    assert "Mended: generation 3 was built from 2 of 2 reports" in text
    again = Library(library.path)
    assert [again.passages(), again.claims(), again.saved_searches()] == before
    assert "wrong" not in run("doctor").stdout
    assert "Nothing to mend" in run("doctor", "--repair").stdout


def test_every_damaged_file_is_named_when_the_library_cannot_be_opened(library: Library) -> None:
    for name in ("vectors.faiss", "library.sqlite"):
        (folder(library) / name).write_bytes(b"cut")
    told = run("doctor", status=1).stdout
    assert "vectors.faiss has 3 bytes" in told
    assert "library.sqlite has 3 bytes" in told
    assert "quarterline doctor --repair" in run("search", "arrests", status=2).stderr


def test_a_damaged_journal_is_named_and_kept_aside(library: Library) -> None:
    path = library.path / "saved-searches.jsonl"
    path.write_bytes(path.read_bytes().replace(b"county", b"bounty"))
    assert f"{path}, line 1" in run("alerts", status=2).stderr
    assert f"{path}, line 1" in run("doctor", status=1).stdout
    text = run("doctor", "--repair").stdout
    kept = library.path / "damaged" / "saved-searches.jsonl-1"
    assert f"Mended: {path}: 1 line kept; as it was: {kept}" in text
    assert b"bounty" in kept.read_bytes()
    assert library.saved_searches()[0].query == "county lines"


def test_an_older_library_is_brought_up_to_date_by_one_command(library: Library) -> None:
    log = ReviewLog(library.path)
    for copy in (library.path / "copies").glob("0*.json"):
        copy.unlink()
    of_schema(folder(library) / "manifest.json", 0)
    words = run("documents", status=2).stderr
    assert "built by an older Quarterline; bring it up to date" in words
    assert "quarterline doctor --repair" in words
    run("doctor", "--repair")
    assert "autumn.txt" in run("documents").stdout
    assert log.read() == ()
    assert Library(library.path).saved_searches()[0].name == "Lines"


def test_a_newer_library_is_refused_in_words(library: Library) -> None:
    path = folder(library) / "manifest.json"
    of_schema(path, 3)
    copy = library.path / "copies" / f"{path.parent.name}.json"
    copy.write_bytes(path.read_bytes())
    for command in (["documents"], ["doctor", "--repair"]):
        assert (
            "built by a newer Quarterline; install that version" in run(*command, status=2).stderr
        )


def test_nothing_is_repaired_where_no_library_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("QUARTERLINE_LIBRARY", str(tmp_path / "none"))
    assert "no library at" in run("doctor", "--repair", status=2).stderr
    assert not (tmp_path / "none").exists()


def test_a_lost_pointer_is_told(library: Library) -> None:
    (library.path / "CURRENT").unlink()
    words = run("documents", status=2).stderr
    assert "CURRENT is missing; mend it with: quarterline doctor --repair" in words
    assert "names generation 2 again" in run("doctor", "--repair").stdout
    assert "autumn.txt" in run("documents").stdout
