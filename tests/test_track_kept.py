"""Kept answers are those that would be worked out, and fall with what they rest on."""

from __future__ import annotations

import gc
import sqlite3
import weakref
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import track
from index.fake import FakeIngest
from models.fake import FakeEncoder
from track import api
from track.commitments import Commitment, commitments_of
from track.holdings import holdings_of
from track.kept import Kept, pack, reader, unpacked
from track.library import Library
from track.recycled import Repeat, recycled_of

SAID = (
    "Operation KINGLET will launch a Rural Contact Point at the village hall by March 2021.",
    "Officers of the rural team visited 214 remote farms to speak about stolen machinery.",
)
LATER = ("Operation KINGLET: the Rural Contact Point was launched at the village hall.", SAID[1])


def report(folder: Path, quarter: str, lines: tuple[str, ...]) -> Path:
    path = folder / f"{quarter.replace(' ', '-')}.txt"
    head = f"force: Testshire\nquarter: {quarter}\n\n"
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def library(tmp_path: Path) -> Library:
    made = Library(tmp_path / "lib", create=True, encoder=FakeEncoder(64), ingest=FakeIngest())
    results = made.add(
        [report(tmp_path, "2020-21 Q2", SAID), report(tmp_path, "2020-21 Q4", LATER)]
    )
    assert {r.status for r in results} == {"added"}
    return made


def refused(*_: object) -> object:
    raise AssertionError("worked out again")


@pytest.fixture
def only_kept(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def refuse() -> None:
        monkeypatch.setattr(api, "commitments_of", refused)
        monkeypatch.setattr(api, "recycled_of", refused)

    return refuse


def test_answers_are_kept_when_reports_are_added(
    library: Library, only_kept: Callable[[], None]
) -> None:
    holdings = holdings_of(library)
    promised, repeats = commitments_of(holdings), recycled_of(holdings)
    assert len(promised.commitments) == 1
    assert [r.times for r in repeats.repeats] == [1]
    only_kept()
    assert track.commitments(library) == promised
    assert track.recycled(library) == repeats


def test_answers_of_one_report(library: Library, only_kept: Callable[[], None]) -> None:
    first, second = library.documents()
    only_kept()
    assert [c.quarter for c in track.commitments(library, document=first.id).commitments] == [
        "2020-21 Q2"
    ]
    assert track.commitments(library, document=second.id).commitments == ()
    assert track.recycled(library, document=first.id).repeats == ()
    assert len(track.recycled(library, document=second.id).repeats) == 1


def test_another_threshold_is_worked_out(library: Library) -> None:
    assert track.recycled(library, threshold=99.5).threshold == 99.5


def test_a_decision_makes_them_anew(library: Library) -> None:
    assert Kept(library).read(Commitment) is not None
    track.rename(library, "KINGLET", "REDPOLL", "renamed in April")
    assert Kept(library).read(Commitment) is None
    (commitment,) = track.commitments(library).commitments
    assert commitment.operations == ("REDPOLL",)
    assert Kept(library).read(Commitment) == (commitment,)


def test_a_new_report_makes_them_anew(library: Library, tmp_path: Path) -> None:
    library.add(report(tmp_path, "2021-22 Q1", (SAID[1],)))
    kept = Kept(library).read(Repeat)
    assert kept is not None
    assert [r.times for r in kept] == [1, 2]


def test_a_report_taken_out_is_quoted_no_more(library: Library) -> None:
    kinds = (Commitment, Repeat)
    assert [len(Kept(library).read(kind) or ()) for kind in kinds] == [1, 1]
    library.remove(library.documents()[0].id)
    assert [Kept(library).read(kind) for kind in kinds] == [(), ()]


@pytest.mark.parametrize("damage", [b"", b"no database", None])
def test_a_damaged_file_is_made_anew(library: Library, damage: bytes | None) -> None:
    path = Kept(library).folder / "commitment.sqlite"
    before = track.commitments(library)
    if damage is None:
        with sqlite3.connect(path) as file:
            file.execute("UPDATE answers SET records = ?", (pack([[1, 2]]),))
    else:
        path.write_bytes(damage)
    assert Kept(library).read(Commitment) is None
    assert track.commitments(library) == before
    assert Kept(library).read(Commitment) == before.commitments


def test_a_library_that_cannot_be_written_answers(library: Library) -> None:
    folder = Kept(library).folder
    before = track.commitments(library)
    Kept(library).forget()
    folder.rmdir()
    folder.write_text("in the way")
    assert not Kept(library).write(Commitment, {})
    assert track.commitments(library) == before


def test_what_is_in_memory_goes_with_its_library(tmp_path: Path) -> None:
    library = Library(tmp_path / "l", create=True, encoder=FakeEncoder(64), ingest=FakeIngest())
    held = weakref.ref(holdings_of(library))
    assert held() is not None
    del library
    gc.collect()
    assert held() is None


@dataclass(frozen=True, slots=True)
class Inner:
    words: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Outer:
    page: int | None
    sure: bool
    one: Inner | None
    many: tuple[Inner, ...]


def test_records_come_back_as_they_were() -> None:
    inner = Inner(("£5m", "a “b”", ""), 0.1 + 0.2)
    records = [Outer(None, True, None, ()), Outer(3, False, inner, (inner, inner))]
    assert [reader(Outer)(v) for v in unpacked(pack(records))] == records


def test_a_type_that_would_be_lost_is_refused() -> None:
    with pytest.raises(TypeError, match="not known here"):
        reader(dict[str, int])
    with pytest.raises(ValueError, match="expected a list"):
        unpacked(zlib.compress(b"{}"))
