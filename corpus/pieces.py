"""Passages of a length that can be read: an endless line is cut, at the end of a sentence if any.

The longest passage of real reports has some 1,500 characters. Without a bound a report whose
line ends were lost would be one passage of a megabyte, which no one can use and which rules that
look at every pair of figures in a passage would take hours over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from quarterline.records import Cell

LONGEST = 4_000
"""Characters of a passage, at most."""
LONGEST_WORDS = 1_000
"""Characters of an objective or of a label that passages carry along, at most."""

_SENTENCE_END = re.compile(r"[.!?;:][\"'”’)\]]?\s")


def pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """`start`..`end` of `text` in stretches of at most LONGEST characters, blanks between left out.

    A stretch ends with a sentence where one ends in its last half, else between words, else
    anywhere. What is short enough comes back as it is.
    """
    if end - start <= LONGEST:
        yield (start, end)
        return
    while start < end:
        last = end if end - start <= LONGEST else _cut(text, start)
        piece = text[start:last]
        first = start + len(piece) - len(piece.lstrip())
        if first < last:
            yield (first, start + len(piece.rstrip()))
        start = last


def _cut(text: str, start: int) -> int:
    """Where a stretch from `start` ends, between half of LONGEST and LONGEST behind it."""
    low, high = start + LONGEST // 2, start + LONGEST
    ends = [match.end() for match in _SENTENCE_END.finditer(text, low, high)]
    if ends:
        return ends[-1]
    for at in range(high, low, -1):
        if text[at - 1].isspace():
            return at
    return high


def cells_within(cells: Sequence[Cell], start: int, end: int) -> tuple[Cell, ...]:
    """The cells of a row that lie in `start`..`end`, cut where they reach beyond it."""
    return tuple(
        cell
        if start <= cell.start and cell.end <= end
        else replace(cell, start=max(cell.start, start), end=min(cell.end, end))
        for cell in cells
        if cell.start < end and start < cell.end
    )


def carried(words: str) -> str:
    """Words of a label or objective, as far as passages carry them along."""
    return words if len(words) <= LONGEST_WORDS else words[:LONGEST_WORDS].rstrip() + "…"
