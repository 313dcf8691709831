"""Where on a printed page the words of its text stand.

A reader puts the words of a page into reading order, mends words broken at a hyphen and leaves
out what is printed twice, so that the page's letters and its text have the same words but not
always in the same order. `align` finds for each character of the text the letter that it was
taken from. What it cannot tell it leaves out: a box in a wrong place would be worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from corpus.readers.pdf_drawings import Box

_WORD = re.compile(r"\S+")
# Lines and cells are what a reader may put into another order; their own words keep theirs.
_UNIT = re.compile(r"[^\n\t]+")
_RUNS = (8, 5, 3, 2, 1)  # words: a run that stands once in the text and once on the page is sure
_MOST_LEFT = 4_000  # characters that are compared one by one, which takes their square
_SHORT = 2  # characters: so few agree by chance
_LINE = 0.5  # of the lower of two boxes: how far they share a height on one line
_COLUMN_GAP = 2.0  # of the lower of two boxes: a wider gap parts columns


@dataclass(frozen=True, slots=True)
class Letter:
    """One character of a printed page; `word` counts the page's words in its own order."""

    text: str
    box: Box
    word: int


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word, or the part of one that was asked for: 0-based offsets in the document's text,
    end exclusive, and where it is printed. `boxes` holds one box a line; none where the word's
    place could not be told."""

    start: int
    end: int
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """The characters of a text from `start` on, each with its place or None (blanks, unplaced)."""

    start: int
    text: str
    places: tuple[Box | None, ...]

    def words(self, start: int, end: int) -> tuple[PlacedWord, ...]:
        """The words within `start`..`end` of the document's text, those cut by it in part."""
        first, last = max(start - self.start, 0), min(end - self.start, len(self.text))
        return tuple(
            PlacedWord(
                self.start + match.start(),
                self.start + match.end(),
                _lines([box for box in self.places[match.start() : match.end()] if box]),
            )
            for match in _WORD.finditer(self.text, first, max(first, last))
        )

    def lines(self, start: int, end: int) -> tuple[Box, ...]:
        """One box a line over the placed words within `start`..`end` of the document's text."""
        first, last = max(start - self.start, 0), min(end - self.start, len(self.text))
        return _lines([box for box in self.places[first : max(first, last)] if box])


def place_words(text: str, start: int, letters: Sequence[Letter]) -> Placed:
    """Each character of `text`, which begins at `start` of its document, on the page."""
    found = align(text, letters)
    return Placed(start, text, tuple(letters[i].box if i >= 0 else None for i in found))


def align(text: str, letters: Sequence[Letter]) -> list[int]:
    """For each character of `text` the index of its letter, -1 where there is none or none sure.

    Words come first: runs of them that stand once on either side, the longest first, each
    followed both ways within its line or cell and then beyond. Characters of words that are
    left, which were broken or joined otherwise, are set against each other in order.
    """
    found = [-1] * len(text)
    words = [match.span() for match in _WORD.finditer(text)]
    printed = _printed_words(letters)
    pairs = _pair_words(
        [text[start:end] for start, end in words],
        _units(text, words),
        ["".join(letters[i].text for i in held) for held in printed],
    )
    taken: set[int] = set()
    for (start, _), other in zip(words, pairs, strict=True):
        if other >= 0:
            taken.add(other)
            at = start
            for index in printed[other]:
                for _ in letters[index].text:
                    found[at] = index
                    at += 1
    left = [i for number, held in enumerate(printed) if number not in taken for i in held]
    _pair_characters(text, found, letters, left)
    return found


def _printed_words(letters: Sequence[Letter]) -> list[list[int]]:
    words: list[list[int]] = []
    for index, letter in enumerate(letters):
        if index == 0 or letter.word != letters[index - 1].word:
            words.append([])
        words[-1].append(index)
    return words


def _units(text: str, words: Sequence[tuple[int, int]]) -> list[int]:
    """For each word the number of its line or cell."""
    ends = [match.end() for match in _UNIT.finditer(text)]
    units: list[int] = []
    number = 0
    for _, end in words:
        while number < len(ends) and ends[number] < end:
            number += 1
        units.append(number)
    return units


def _pair_words(words: Sequence[str], units: Sequence[int], printed: Sequence[str]) -> list[int]:
    """For each word the index of its printed word, -1 for none."""
    pairs = [-1] * len(words)
    free = [True] * len(printed)

    def follow(at: int, other: int, step: int, unit: int = -1) -> None:
        while (
            0 <= at < len(words)
            and 0 <= other < len(printed)
            and pairs[at] < 0
            and free[other]
            and words[at] == printed[other]
            and unit in (-1, units[at])
        ):
            pairs[at], free[other] = other, False
            at, other = at + step, other + step

    for size in _RUNS:
        for at, other in _once(words, printed, size, pairs, free):
            follow(at, other, 1, units[at])
            follow(at - 1, other - 1, -1, units[at])
    # What stands several times, such as a row of zeros, follows what stands once.
    for at in range(1, len(words)):
        if pairs[at] < 0 <= pairs[at - 1]:
            follow(at, pairs[at - 1] + 1, 1)
    for at in range(len(words) - 2, -1, -1):
        if pairs[at] < 0 <= pairs[at + 1]:
            follow(at, pairs[at + 1] - 1, -1)
    _in_order(words, printed, pairs, free)
    return pairs


def _in_order(
    words: Sequence[str], printed: Sequence[str], pairs: list[int], free: list[bool]
) -> None:
    """Words that are left between two paired ones and their printed neighbours, if as many.

    A page of nothing but rows that repeat has no run that stands once; there only the order
    tells which is which, and only where both sides have the same words.
    """
    edges = [-1, *(i for i, other in enumerate(pairs) if other >= 0), len(words)]
    for before, after in pairwise(edges):
        low = pairs[before] if before >= 0 else -1
        high = pairs[after] if after < len(words) else len(printed)
        own = list(words[before + 1 : after])
        others = [i for i in range(low + 1, high) if free[i]]
        if own and own == [printed[i] for i in others]:
            for at, other in zip(range(before + 1, after), others, strict=True):
                pairs[at], free[other] = other, False


def _once(
    words: Sequence[str],
    printed: Sequence[str],
    size: int,
    pairs: Sequence[int],
    free: Sequence[bool],
) -> Iterator[tuple[int, int]]:
    """Where runs of `size` words begin that stand once among those left of either side."""
    own = _runs(words, size, [other < 0 for other in pairs])
    others = _runs(printed, size, free)
    for run, at in own.items():
        other = others.get(run, -1)
        if at >= 0 and other >= 0:
            yield at, other


def _runs(words: Sequence[str], size: int, free: Sequence[bool]) -> dict[tuple[str, ...], int]:
    """Runs by their first word's index; -1 for those that stand several times."""
    found: dict[tuple[str, ...], int] = {}
    for at in range(len(words) - size + 1):
        if all(free[at : at + size]):
            run = tuple(words[at : at + size])
            found[run] = -1 if run in found else at
    return found


def _pair_characters(
    text: str, found: list[int], letters: Sequence[Letter], left: Sequence[int]
) -> None:
    """Pair words that are left with letters that are left, where all their letters go together.

    "COVID-19" was printed as two words where a line ended at its hyphen.
    """
    words = [m.span() for m in _WORD.finditer(text) if found[m.start()] < 0]
    others = [(index, char) for index in left for char in letters[index].text]
    one = "".join(text[start:end] for start, end in words)
    two = "".join(char for _, char in others)
    if not one or not two or max(len(one), len(two)) > _MOST_LEFT:
        return
    other_of = [-1] * len(one)
    for block in LCSseq.opcodes(one, two):
        if block.tag == "equal":
            for step in range(block.src_end - block.src_start):
                other_of[block.src_start + step] = block.dest_start + step
    at = 0
    for start, end in words:
        run = other_of[at : at + end - start]
        at += end - start
        together = run[0] >= 0 and run == list(range(run[0], run[0] + len(run)))
        if together and len(run) > _SHORT:
            for step, other in enumerate(run):
                found[start + step] = others[other][0]


def _goes_on(line: Box, box: Box) -> bool:
    """Whether a box stands on the same line, and not in another column or cell."""
    high = min(line.bottom - line.top, box.bottom - box.top)
    shared = min(line.bottom, box.bottom) - max(line.top, box.top)
    gap = max(box.x0 - line.x1, line.x0 - box.x1)
    return shared > _LINE * high and gap < _COLUMN_GAP * high


def _lines(boxes: Sequence[Box]) -> tuple[Box, ...]:
    """Boxes of letters as one box a line."""
    merged: list[Box] = []
    for box in boxes:
        last = merged[-1] if merged else None
        if last is not None and _goes_on(last, box):
            merged[-1] = Box(
                min(last.x0, box.x0), min(last.top, box.top),
                max(last.x1, box.x1), max(last.bottom, box.bottom),
            )  # fmt: skip
        else:
            merged.append(box)
    return tuple(merged)
