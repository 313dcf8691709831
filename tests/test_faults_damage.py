"""A changed or cut byte anywhere in a library: told, named, and mended from the originals."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.faults_scenarios import furnished, library, repaired, report
from index import generations
from index.journal import Journal
from index.repair import problems
from index.reviews import ReviewLog
from quarterline.errors import DamagedLibraryError, LibraryError, QuarterlineError
from tests.faults_support import of_schema, records, twin, users
from track.decisions import DecisionLog

NO_LIMIT = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return furnished(tmp_path_factory.mktemp("whole"))


def folder_in_use(root: Path) -> Path:
    number = generations.current(root)
    assert number is not None
    return generations.folder_of(root, number)


def files(root: Path) -> list[Path]:
    """All that matters: the generation in use, the pointer, originals, journals and copies."""
    number = generations.current(root)
    assert number is not None
    kept = [
        *folder_in_use(root).rglob("*"),
        *(root / "originals").iterdir(),
        *root.glob("*.jsonl"),
        *(root / "copies").glob("*.jsonl"),
        generations.copy_of(root, number),
        root / "CURRENT",
    ]
    return sorted(p for p in kept if p.is_file())


def flip(path: Path, at: int, mask: int) -> None:
    data = bytearray(path.read_bytes())
    data[at % len(data)] ^= mask
    path.write_bytes(bytes(data))


# ---- telling


def test_a_sound_library_has_no_problem(whole: Path) -> None:
    assert problems(whole) == []
    names = {p.name for p in files(whole)}
    assert {"library.sqlite", "vectors.faiss", "manifest.json", "CURRENT"} < names
    assert {"reviews.jsonl", "decisions.jsonl", "saved-searches.jsonl"} < names


@NO_LIMIT
@given(st.data())
def test_any_changed_byte_is_told_and_its_file_named(whole: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(files(whole)))
    kept = path.read_bytes()
    flip(path, data.draw(st.integers(0, len(kept) - 1)), data.draw(st.integers(1, 255)))
    try:
        told = problems(whole)
        assert told
        assert any(path.name in words for words in told), (path, told)
    finally:
        path.write_bytes(kept)


@NO_LIMIT
@given(st.data())
def test_any_cut_is_told_and_its_file_named(whole: Path, data: st.DataObject) -> None:
    path = data.draw(st.sampled_from([p for p in files(whole) if p.parent.name != "copies"]))
    kept = path.read_bytes()
    path.write_bytes(kept[: data.draw(st.integers(0, len(kept) - 1))])
    try:
        told = problems(whole)
        only_an_end_of_line = path.read_bytes() + b"\n" == kept
        assert any(path.name in words for words in told) or only_an_end_of_line, (path, told)
    finally:
        path.write_bytes(kept)


@pytest.mark.parametrize("name", ["library.sqlite", "vectors.faiss", "manifest.json"])
def test_a_cut_file_is_refused_on_opening_with_the_next_step(
    whole: Path, tmp_path: Path, name: str
) -> None:
    root = twin(whole, tmp_path)
    path = folder_in_use(root) / name
    path.write_bytes(path.read_bytes()[:-3])
    with pytest.raises(DamagedLibraryError, match=rf"{name}.*quarterline doctor --repair"):
        library(root)


@settings(NO_LIMIT, max_examples=60)
@given(st.data())
def test_a_changed_database_is_never_read_as_anything_but_ours(
    whole: Path, data: st.DataObject
) -> None:
    path = folder_in_use(whole) / "library.sqlite"
    kept = path.read_bytes()
    flip(path, data.draw(st.integers(0, len(kept) - 1)), data.draw(st.integers(1, 255)))
    try:
        made = library(whole)
        records(made)
    except QuarterlineError as error:
        assert "library.sqlite" in str(error) or "no document" in str(error)
    finally:
        path.write_bytes(kept)


def test_a_pointer_that_names_an_earlier_generation_is_told(whole: Path, tmp_path: Path) -> None:
    root = twin(whole, tmp_path)
    earlier = min(generations.numbers(root))
    (root / "CURRENT").write_text(f"{earlier:06d}\n")
    with pytest.raises(DamagedLibraryError, match="but 4 was in use after it; mend it"):
        library(root)
    made = repaired(root)
    assert any("names generation 4 again" in words for words in made.done)
    assert records(library(root)) == records(library(whole))


# ---- mending


def damaged_file(name: str) -> object:
    def damage(root: Path) -> None:
        flip(folder_in_use(root) / name, 40, 1)

    return damage


def without_manifests(root: Path) -> None:
    (folder_in_use(root) / "manifest.json").unlink()
    shutil.rmtree(root / "copies")


def all_but_originals(root: Path) -> None:
    (folder_in_use(root) / "library.sqlite").write_bytes(b"gone")
    (folder_in_use(root) / "manifest.json").write_bytes(b"gone")


@pytest.mark.parametrize(
    "damage",
    [
        damaged_file("library.sqlite"),
        damaged_file("vectors.faiss"),
        damaged_file("manifest.json"),
        lambda root: shutil.rmtree(folder_in_use(root) / "lexical"),
        lambda root: shutil.rmtree(folder_in_use(root)),
        lambda root: (root / "CURRENT").write_bytes(b"\x00\xff"),
        lambda root: (root / "CURRENT").write_text("000777\n"),
        lambda root: (root / "CURRENT").unlink(),
        without_manifests,
        all_but_originals,
    ],
)
def test_a_damaged_library_is_mended_with_the_same_records(
    whole: Path, tmp_path: Path, damage: object
) -> None:
    root = twin(whole, tmp_path)
    damage(root)  # type: ignore[operator]
    assert problems(root)
    made = repaired(root)
    assert (made.found != [], made.done != [], made.lost) == (True, True, [])
    assert problems(root) == []
    assert records(library(root)) == records(library(whole))
    assert users(root) == users(whole)
    added = library(root).add([report(tmp_path, "DELTA", "2021-22 Q1")])
    assert [r.status for r in added] == ["added"]


def test_a_sound_library_is_left_as_it_is(whole: Path, tmp_path: Path) -> None:
    root = twin(whole, tmp_path)
    before = {p: p.read_bytes() for p in files(root)}
    made = repaired(root)
    assert (made.found, made.done, made.lost) == ([], [], [])
    assert {p: p.read_bytes() for p in files(root)} == before


def test_a_damaged_original_is_told_and_healed_by_adding_it_again(
    whole: Path, tmp_path: Path
) -> None:
    root = twin(whole, tmp_path)
    given_again = report(tmp_path, "ALPHA", "2019-20 Q3")
    digest = library(root).document("alpha.txt").sha256
    path = root / "originals" / f"{digest}.txt"
    flip(path, 5, 1)
    assert problems(root) == [f"{path} does not hash to the sha256 in its name"]
    assert repaired(root).done == []
    assert [r.status for r in library(root).add([given_again])] == ["unchanged"]
    assert problems(root) == []


def test_a_report_whose_every_trace_is_damaged_is_named_and_kept_aside(
    whole: Path, tmp_path: Path
) -> None:
    root = twin(whole, tmp_path)
    digest = library(root).document("bravo.txt").sha256
    flip(root / "originals" / f"{digest}.txt", 5, 1)
    for number in generations.numbers(root):
        flip(generations.folder_of(root, number) / "library.sqlite", 40, 1)
    made = repaired(root)
    assert [words.startswith("bravo.txt") for words in made.lost] == [True]
    assert (root / "damaged" / f"{digest}.txt-1").is_file()
    assert {d.source for d in library(root).documents(superseded=True)} == {
        "alpha.txt",
        "alphab.txt",
    }


def test_nothing_but_originals_is_still_a_library(whole: Path, tmp_path: Path) -> None:
    root = twin(whole, tmp_path)
    for name in ("generations", "copies"):
        shutil.rmtree(root / name)
    made = repaired(root)
    assert [words.startswith("the file name of ") for words in made.lost] == [True] * 3
    assert len(library(root).documents(superseded=True)) == 3
    assert users(root) == users(whole)


def test_what_only_the_lost_generation_named_is_rebuilt_and_said(
    whole: Path, tmp_path: Path
) -> None:
    root = twin(whole, tmp_path)
    digest = library(root).document("alphab.txt").sha256
    shutil.rmtree(folder_in_use(root))
    number = max(generations.copied(root))
    generations.copy_of(root, number).write_bytes(b"gone")
    made = repaired(root)
    assert [f"of {digest}.txt" in words for words in made.lost] == [True]
    sources = {d.source for d in library(root).documents(superseded=True)}
    assert sources == {"alpha.txt", "bravo.txt", f"{digest}.txt"}


def test_with_no_original_and_no_record_it_says_so(whole: Path, tmp_path: Path) -> None:
    root = twin(whole, tmp_path)
    shutil.rmtree(root / "originals")
    for number in generations.numbers(root):
        (generations.folder_of(root, number) / "library.sqlite").write_bytes(b"")
    with pytest.raises(LibraryError, match="restore the library from a copy"):
        repaired(root)


# ---- older and newer


def old(root: Path, schema: int) -> None:
    """As an older version left it: no seal, no copies."""
    shutil.rmtree(root / "copies")
    for number in generations.numbers(root):
        of_schema(generations.folder_of(root, number) / "manifest.json", schema)


def test_an_older_schema_is_refused_and_brought_up_to_date_by_one_command(
    whole: Path, tmp_path: Path
) -> None:
    root = twin(whole, tmp_path)
    old(root, 0)
    with pytest.raises(DamagedLibraryError, match=r"schema 0 .* reads 1 to 2: .*older Quarterline"):
        library(root)
    assert repaired(root).lost == []
    assert records(library(root)) == records(library(whole))
    assert users(root) == users(whole)


def test_schema_1_is_read_as_it_is_and_written_as_2(whole: Path, tmp_path: Path) -> None:
    root = twin(whole, tmp_path)
    old(root, 1)
    assert records(library(root)) == records(library(whole))
    library(root).add([report(tmp_path, "DELTA", "2021-22 Q1")])
    assert library(root).health().schema == 2
    assert problems(root) == []


@pytest.mark.parametrize("schema", [1, 2])
def test_another_layout_is_told_on_opening_and_brought_up_to_date(
    whole: Path, tmp_path: Path, schema: int
) -> None:
    root = twin(whole, tmp_path)
    database = folder_in_use(root) / "library.sqlite"
    with sqlite3.connect(database) as connection:
        connection.execute("ALTER TABLE passages RENAME COLUMN page TO leaf")
    connection.close()
    if schema == 1:
        old(root, 1)
        with pytest.raises(DamagedLibraryError, match="kept passages in another form"):
            library(root)
    assert repaired(root).lost == []
    assert records(library(root)) == records(library(whole))


def test_a_newer_schema_is_refused_by_reader_and_repair(whole: Path, tmp_path: Path) -> None:
    root = twin(whole, tmp_path)
    path = folder_in_use(root) / "manifest.json"
    of_schema(path, 3)
    shutil.copy(path, root / "copies" / f"{path.parent.name}.json")
    for ask in (library, repaired):
        with pytest.raises(DamagedLibraryError, match=r"schema 3 .*newer Quarterline; install"):
            ask(root)


# ---- journals


@pytest.mark.parametrize("name", ["reviews.jsonl", "decisions.jsonl", "saved-searches.jsonl"])
@settings(NO_LIMIT, max_examples=25)
@given(data=st.data())
def test_a_damaged_journal_is_put_back_whole_and_kept_aside(
    whole: Path, tmp_path_factory: pytest.TempPathFactory, name: str, data: st.DataObject
) -> None:
    root = twin(whole, tmp_path_factory.mktemp("journal"))
    path = root / name
    size = path.stat().st_size
    at = data.draw(st.integers(0, size - 1))
    if data.draw(st.booleans()):
        flip(path, at, data.draw(st.integers(1, 255)))
    else:
        path.write_bytes(path.read_bytes()[: min(at, size - 2)])
    hurt = path.read_bytes()
    with pytest.raises(DamagedLibraryError, match=f"{name}.*quarterline doctor --repair"):
        Journal(path).read()
    made = repaired(root)
    assert made.lost == []
    assert users(root) == users(whole)
    assert (root / "damaged" / f"{name}-1").read_bytes() == hurt


def test_a_line_damaged_in_both_copies_is_named_and_the_others_are_kept(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    for name in ("ALPHA", "BRAVO", "CHARLIE", "DELTA"):
        log.join(name, "ECHO", "one name")
    for path in (log.path, tmp_path / "copies" / "decisions.jsonl"):
        path.write_bytes(path.read_bytes().replace(b"BRAVO", b"BRAVA"))
    mended = Journal(log.path).mend(tmp_path / "damaged")
    assert mended is not None
    assert (mended.kept, mended.lost) == (3, (2,))
    assert [d.name for d in log.read()] == ["ALPHA", "CHARLIE", "DELTA"]
    assert b"BRAVA" in mended.aside[0].read_bytes()
    assert log.join("FOXTROT", "ECHO", "one name").id == "d0005"


def test_a_byte_that_became_an_end_of_line_loses_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "a.jsonl")
    for number in range(3):
        journal.append(lambda rows, number=number: {"n": number, "why": "so"})  # type: ignore[misc]
    before = journal.path.read_bytes()
    for at in range(len(before) - 1):
        journal.path.write_bytes(before[:at] + b"\n" + before[at + 1 :])
        mended = journal.mend(tmp_path / "damaged")
        assert mended is None or mended.lost == ()
        assert journal.path.read_bytes() == before


def test_lines_without_sums_are_still_read_and_protected_from_then_on(tmp_path: Path) -> None:
    path = tmp_path / "reviews.jsonl"
    path.write_text('{"n": 1}\n{"n": 2}\n')
    journal = Journal(path)
    journal.append(lambda rows: {"n": len(rows) + 1})
    assert [row["n"] for row in journal.read()] == [1, 2, 3]
    path.write_bytes(path.read_bytes().replace(b'"n": 1', b'"n": 7'))
    with pytest.raises(DamagedLibraryError, match="changed by hand"):
        journal.read()
    assert journal.mend(tmp_path / "damaged") is not None
    assert ReviewLog(tmp_path).path.exists()


def test_a_copy_that_lags_behind_is_no_damage(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "a.jsonl")
    for number in range(3):
        journal.append(lambda rows, number=number: {"n": number})  # type: ignore[misc]
    lines = journal.copy.read_bytes().splitlines(keepends=True)
    journal.copy.write_bytes(lines[0] + lines[1][:5])  # killed while the copy was written
    assert len(journal.read()) == 3
    journal.append(lambda rows: {"n": 3})
    assert journal.copy.read_bytes() == journal.path.read_bytes()
