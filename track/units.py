"""Passages and sentences made ready to be found again in later reports.

Two texts that are nearly alike share most of their runs of four words (Broder 1997, shingles),
so that a text is held only against those of another report that share many of its own.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from rapidfuzz import fuzz

from track.holdings import Holdings
from track.redline import masked

# Shorter texts repeat by chance: "Mental Health", "The operation continues."
_SHORTEST = 8
_SHINGLE = 4
# What more texts of one report share says nothing.
_COMMON = 20
# Of the texts that share most, so many are compared letter by letter.
_COMPARED = 8
# Reports kept ready: those that one is held against, and room for as many askers.
_KEPT = 40


@dataclass(frozen=True, slots=True)
class Unit:
    """A passage (`whole`) or sentence; `start`, `end` are characters of the document, `mask`
    is its text with figures masked, `shingles` its runs of four words."""

    passage: str
    start: int
    end: int
    mask: str
    whole: bool
    shingles: frozenset[int]


@dataclass(frozen=True, slots=True)
class Shelf:
    """The units of a report, and for each shingle the numbers of those that have it,
    ascending; `same` has the first number of each mask, of passages and of sentences."""

    units: tuple[Unit, ...]
    index: dict[int, list[int]]
    same: dict[tuple[str, bool], int]

    def best(self, unit: Unit, threshold: float) -> tuple[float, Unit] | None:
        """The unit most like another report's, with its likeness (0 to 100); None below
        `threshold`. Of units equally alike the one that shares more, then the first, counts."""
        common = self.index.keys() & unit.shingles
        least = max(2, len(unit.shingles) // 4)
        if len(common) < least:
            return None
        number = self.same.get((unit.mask, unit.whole))
        # It shares all; and of the others that do, each is on this list, so that too few of
        # them come first for it not to be compared.
        if number is not None and self.index[next(iter(common))].index(number) < _COMPARED:
            return 100.0, self.units[number]
        shared = Counter(chain.from_iterable(map(self.index.__getitem__, common)))
        near = sorted((-count, number) for number, count in shared.items() if count >= least)
        best: tuple[float, Unit] | None = None
        for _, number in near[:_COMPARED]:
            other = self.units[number]
            if other.whole != unit.whole:
                continue
            cutoff = threshold if best is None else best[0]
            score = fuzz.ratio(unit.mask, other.mask, score_cutoff=cutoff)
            if score and (best is None or score > best[0]):
                best = (score, other)
        return best


class Shelves:
    """The shelves of the reports asked for last, each made once while it is kept."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._shelves: OrderedDict[str, Shelf] = OrderedDict()

    def of(self, document: str) -> Shelf:
        """The shelf of a report, by its id."""
        found = self._shelves.get(document)
        if found is None:
            found = self._shelves[document] = _shelf(tuple(_units(self._holdings, document)))
            if len(self._shelves) > _KEPT:
                self._shelves.popitem(last=False)
        else:
            self._shelves.move_to_end(document)
        return found


def _units(holdings: Holdings, document: str) -> Iterator[Unit]:
    for passage in holdings.passages_of[document]:
        sentences = holdings.sentences(passage.id)
        for start, end, text, whole in (
            (passage.start, passage.end, passage.text, True),
            *((s.start, s.end, s.text, False) for s in sentences if len(sentences) > 1),
        ):
            mask = masked(text)
            if mask.count(" ") + 1 >= _SHORTEST:
                yield Unit(passage.id, start, end, mask, whole, _shingles(mask))


def _shingles(mask: str) -> frozenset[int]:
    words = mask.split()
    return frozenset(map(hash, zip(*(words[i:] for i in range(_SHINGLE)), strict=False)))


def _shelf(units: tuple[Unit, ...]) -> Shelf:
    index: defaultdict[int, list[int]] = defaultdict(list)
    same: dict[tuple[str, bool], int] = {}
    for number, unit in enumerate(units):
        same.setdefault((unit.mask, unit.whole), number)
        for shingle in unit.shingles:
            index[shingle].append(number)
    return Shelf(units, {s: n for s, n in index.items() if len(n) <= _COMMON}, same)
