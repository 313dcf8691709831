"""Small libraries with all that one can hold, and the changes that faults strike: each with
the state before and after, so that a third state is told from both.

Reports and encoder are the made-up ones of `index.fake` and `models.fake`: what a kill can
leave on the disk depends on neither, and hundreds of runs take minutes instead of hours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import Any

from audit.keys import Key
from index import generations
from index.fake import FakeIngest
from index.library import Library
from index.repair import Repair, problems
from index.results import Filters
from index.reviews import ReviewLog
from models.fake import FakeEncoder
from quarterline.periods import Quarter
from track.decisions import DecisionLog
from track.library import Library as Followed

HEAD = "force: Testshire\nplan: Plan 2016-2020\nquarter: {quarter}\nversion: {version}\n\n"
BODY = (
    "# 1 Order\n@ South LPA, Seaview\nOperation {name} made {number} arrests.\nFigures fell by 5.\n"
)
KEY = Key("aa11" * 16, "bb22" * 16)
_TIMES = {"when", "at", "saved"}


def report(folder: Path, name: str, quarter: str, version: str = "1.0", number: int = 12) -> Path:
    """Write a made-up report that names the operation `name`."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name.lower()}.txt"
    head = HEAD.format(quarter=quarter, version=version)
    path.write_text(head + BODY.format(name=name, number=number), encoding="utf-8")
    return path


def library(root: Path, *, create: bool = False) -> Library:
    """A library with the fakes."""
    return Library(root, encoder=FakeEncoder(), ingest=FakeIngest(), create=create)


def repaired(root: Path) -> Repair:
    """Mend a library with the fakes."""
    return Library.repair(root, encoder=FakeEncoder(), ingest=FakeIngest())


def furnished(folder: Path) -> Path:
    """Three reports (one superseded, one with a quarter that was given), and users' records."""
    root = folder / "library"
    made = library(root, create=True)
    made.add([report(folder / "in", "ALPHA", "2019-20 Q3")])
    made.add([report(folder / "in", "BRAVO", "2019-20 Q4")], quarter=Quarter(2020, 1))
    made.add([report(folder / "in", "ALPHAB", "2019-20 Q3", "1.1", 13)])
    made.save_search("Arrests", "arrests", filters=Filters(places=("Seaview",)))
    made.save_search("Figures", "figures fell")
    log = ReviewLog(root)
    log.decide("explain", KEY, "10 is not 11.", by="A Reader", note="recounted")
    log.decide("dismiss", KEY, "10 is not 11.", by="A Reader", note="no finding")
    DecisionLog(root).join("ALPHA", "BRAVO", "a slip of the pen", by="kb")
    DecisionLog(root).rename("BRAVO", "CHARLIE", "new name")
    return root


def records(made: Library) -> dict[str, Any]:
    """Every record of a library, superseded versions too, and how each report came in."""
    held = generations.read_manifest(made.path, made.generation).sources
    return {
        "sources": [(s.sha256, s.name, s.quarter, s.force, s.sequence) for s in held],
        "documents": made.documents(superseded=True),
        "passages": [made.passages(d.id) for d in made.documents(superseded=True)],
        "mentions": made.mentions(),
        "claims": made.claims(),
        "comparisons": made.comparisons(),
        "checks": made.checks(),
        "facets": made.facets(),
        "found": [(h.passage.id, h.score) for h in made.search("arrests in Seaview").hits]
        if made.documents()
        else [],
    }


def users(root: Path) -> dict[str, Any]:
    """What only users could give again, without the times at which they gave it."""
    searches = library(root).saved_searches()
    return {
        "searches": [(s.name, s.query, astuple(s.filters), sorted(s.read)) for s in searches],
        "reviews": [_timeless(asdict(r)) for r in ReviewLog(root).read()],
        "decisions": [_timeless(asdict(d)) for d in DecisionLog(root).read()],
    }


def state(root: Path) -> str:
    """A name for all that the library holds; "none" where that is nothing.

    A first report is added to an empty library, made just before: that too holds nothing.
    """
    if generations.current(root) is None and not generations.copied(root):
        return "none"
    made = library(root)
    if not made.documents(superseded=True):
        return "none"
    held = repr((records(made), users(root)))
    return hashlib.sha256(held.encode()).hexdigest()[:12]


def _timeless(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key not in _TIMES}


@dataclass(frozen=True, slots=True)
class Change:
    """One way to change a library: how it begins, and what is done. `root` is the library,
    `root.parent / "in"` holds the reports."""

    name: str
    begin: Callable[[Path], object]
    do: Callable[[Path], object]
    state: Callable[[Path], str] = state


def _begin(root: Path) -> None:
    furnished(root.parent)
    report(root.parent / "new", "DELTA", "2021-22 Q1")
    for number in range(1, 4):
        report(root.parent / "more", f"ECHO{'ABC'[number - 1]}", f"2021-22 Q{number}")


def _begin_without(root: Path) -> None:
    report(root.parent / "new", "DELTA", "2021-22 Q1")


def _begin_damaged(root: Path) -> None:
    _begin(root)
    [path] = generations.folder_of(root, 4).glob(generations.VECTORS)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


def _followed(root: Path) -> Library:
    """With the histories that are kept beside the library."""
    return Followed(root, encoder=FakeEncoder(), ingest=FakeIngest())


def _health(root: Path) -> str:
    with suppress(Exception):
        return state(root) if not problems(root) else "damaged"
    return "damaged"


CHANGES = (
    Change("add", _begin, lambda root: library(root).add([root.parent / "new"])),
    Change("add several", _begin, lambda root: library(root).add([root.parent / "more"])),
    Change(
        "add the first",
        _begin_without,
        lambda root: library(root, create=True).add([root.parent / "new"]),
    ),
    Change("add and follow", _begin, lambda root: _followed(root).add([root.parent / "new"])),
    Change("remove", _begin, lambda root: library(root).remove("alphab.txt")),
    Change("repair", _begin_damaged, repaired, _health),
    Change(
        "review",
        _begin,
        lambda root: ReviewLog(root).decide("accept", KEY, "8 is not 9.", by="B", note="right"),
    ),
    Change(
        "take a review back", _begin, lambda root: ReviewLog(root).undo(KEY.content[:8], by="B")
    ),
    Change("decide", _begin, lambda root: DecisionLog(root).rename("DELTA", "ECHO", "better")),
    Change("save a search", _begin, lambda root: library(root).save_search("New", "arrests")),
    Change("forget a search", _begin, lambda root: library(root).forget_search("Arrests")),
)
