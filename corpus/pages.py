"""On which page a passage stands, and only when that is certain.

A PDF says where its pages are. A text does not: its pages follow from form feeds, runs of
empty lines, running heads or repeated headings, and are believed only if the page numbers
that they give agree with the report's own contents list.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

from corpus.headings import priority_heading
from corpus.outline import Outline, Role

# Only from where a run of blanks begins, or a long run would be tried from each of them.
_GAP = re.compile(r"(?<![ \t])(?:[ \t]*\n){5,}")
_MIN_AGREEING = 3


class Pages:
    """Page of an offset: 1-based, or None where the pages are not known."""

    def __init__(self, starts: Sequence[int], first: int = 1) -> None:
        self._starts = list(starts)
        self._first = first

    def at(self, offset: int) -> int | None:
        """The page that holds character `offset` of the text."""
        index = bisect.bisect_right(self._starts, offset) - 1
        return self._first + index if self._starts and index >= 0 else None


def find_pages(outline: Outline, given: Sequence[tuple[int, int]] = ()) -> Pages:
    """The pages as the format gives them, else the first reading that the contents confirm."""
    if given:
        return Pages([start for start, _ in given])
    text = outline.text
    if "\f" in text:
        return Pages([0, *(m.end() for m in re.finditer("\f", text))])
    heads = [
        line.start
        for line in outline.lines
        if outline.roles[line.number] is Role.FURNITURE and len(outline.words(line)) > 6
    ]
    headings = [line.start for line in outline.lines if outline.roles[line.number] is Role.PRIORITY]
    firsts = _contents_pages(outline)
    candidates = [
        Pages([0, *(m.end() for m in _GAP.finditer(text, _first_words(text)))]),
        Pages([0, *heads]),
        Pages(headings, min(firsts.values(), default=1)),
    ]
    return next((pages for pages in candidates if _confirmed(outline, pages, firsts)), Pages([]))


def _first_words(text: str) -> int:
    return len(text) - len(text.lstrip())


def _contents_pages(outline: Outline) -> dict[int, int]:
    """Priority number to first page, from the contents list."""
    pages: dict[int, int] = {}
    for entry in outline.entries:
        found = priority_heading(entry.title)
        if found is not None and entry.first:
            pages.setdefault(found.number, entry.first)
    return pages


def _confirmed(outline: Outline, pages: Pages, expected: dict[int, int]) -> bool:
    """Whether every priority starts on the page that the contents list gives it."""
    starts: dict[int, int | None] = {}
    for number, priority in outline.priorities.items():
        starts.setdefault(priority.number, pages.at(outline.lines[number].start))
    common = [n for n in expected if n in starts]
    return len(common) >= _MIN_AGREEING and all(starts[n] == expected[n] for n in common)
