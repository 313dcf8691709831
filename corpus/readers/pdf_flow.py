"""The lines of a PDF's columns, each with where its column's right edge is."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.readers.pdf_layout import Region, Row
from corpus.readers.pdf_lines import SENTENCE_ENDS, Fragment
from corpus.readers.pdf_page import Word
from corpus.readers.pdf_tables import Table
from corpus.readers.rendering import one_line

_TYPED_DASHES = frozenset("-–—−‐")
_TYPED_NUMBER = re.compile(r"\(?(?:(\d{1,2})|([a-z])|([ivx]{1,5}))[.)]")
_SPACE = 0.25  # of the type size: a usual space between words
_WRAPPED_PITCH = (0.7, 1.7)  # of the type size: between the lines of one paragraph
_LEAST_WRAPPED = 3  # pairs of lines that tell a column's right edge
_NARROWER = 3.0  # of the type size: a box of text with a right edge of its own
_SAME_PLACE = 2.0  # points
_HANGS = 3.0  # points by which a wrapped line stands right of its item's number


@dataclass(slots=True)
class Line:
    """One line of a column, with what decides whether the next goes on with it.

    `limit` is the right edge of the column, `pieces` are its fragments from left to right.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold_start: bool
    bold_end: bool
    bold: bool
    first_width: float
    limit: float
    mark: Word | None = None
    number: str = ""
    pieces: list[Fragment] = field(default_factory=list)

    def room_for(self, width: float) -> bool:
        """Whether a word of this width would still have stood on the line."""
        return self.x1 + _SPACE * self.size + width < self.limit - 1.0

    @property
    def ended(self) -> bool:
        """Whether the line ends as a sentence does."""
        return self.text.endswith(SENTENCE_ENDS)


def _line(row: Row, limit: float) -> Line:
    pieces = row.pieces
    words = [word for piece in pieces for word in piece.words]
    main = max(pieces, key=lambda piece: len(piece.text)).main
    first = words[0] if words else main
    number, mark = pieces[0].number, pieces[0].mark
    heading = bool(number) and mark is not None and (mark.bold or first.bold)
    texts = _texts(pieces)
    if heading:
        texts.insert(0, number)
    return Line(
        text=one_line(" ".join(texts)),
        number="" if heading else number,
        mark=None if heading else mark,
        x0=first.x0,
        x1=max(piece.x1 for piece in pieces),
        y=main.y,
        size=main.size,
        bold_start=first.bold,
        bold_end=words[-1].bold if words else main.bold,
        bold=all(word.bold for word in words) if words else main.bold,
        first_width=first.x1 - first.x0,
        limit=limit,
        pieces=pieces,
    )


def _texts(pieces: Sequence[Fragment]) -> list[str]:
    """The texts of a row's pieces; marks after the first are text again (a lone dash)."""
    texts = [pieces[0].text]
    for piece in pieces[1:]:
        texts.append(f"{piece.mark.text} {piece.text}" if piece.mark else piece.text)
    return texts


def _take_mark(line: Line, number: str = "") -> None:
    """Make the line's first word its mark."""
    words = line.pieces[0].words
    line.mark, line.number = words[0], number
    second = words[1]
    del words[0]
    line.text = one_line(" ".join(_texts(line.pieces)))
    line.x0, line.first_width = second.x0, second.x1 - second.x0
    line.bold_start = second.bold
    line.bold = all(word.bold for piece in line.pieces for word in piece.words)


def _typed_dash(line: Line, before: Line | None) -> None:
    """Take a dash that begins a line, with no more than a space after it, for a bullet's mark.

    The dash may also be text that was wrapped: then the line before is full and in the middle
    of a sentence.
    """
    words = line.pieces[0].words
    if line.mark is not None or len(words) < 2 or words[0].text not in _TYPED_DASHES:
        return
    if before is not None and line.y - before.y < 1.6 * line.size:
        full = not before.room_for(words[0].x1 - words[0].x0)
        if full and not before.ended:
            return
    _take_mark(line)


def _typed_numbers(lines: Sequence[Line | Table]) -> None:
    """Take a number before a line, with no more than a space after it, for an item's mark.

    Browsers and some word processors print "1. Text" so. It is a mark where the next line
    hangs under the text, or where text at the same place has the number before or after.
    """
    held: list[tuple[int, Line, str]] = []
    for index, line in enumerate(lines):
        if not isinstance(line, Line) or line.mark is not None:
            continue
        words = line.pieces[0].words
        if len(words) > 1 and not words[0].bold and _TYPED_NUMBER.fullmatch(words[0].text):
            held.append((index, line, words[0].text))
    taken: list[tuple[Line, str]] = []
    for index, line, number in held:
        x = line.pieces[0].words[1].x0
        after = lines[index + 1] if index + 1 < len(lines) else None
        hangs = (
            isinstance(after, Line)
            and after.mark is None
            and abs(after.x0 - x) < _SAME_PLACE
            and x - line.x0 > _HANGS
            and after.y - line.y < _WRAPPED_PITCH[1] * line.size
        )
        series = any(
            _next_number(a, b) and abs(other.pieces[0].words[1].x0 - x) < _SAME_PLACE
            for _, other, text in held
            for a, b in ((number, text), (text, number))
        )
        if hangs or series:
            taken.append((line, number))
    for line, number in taken:
        _take_mark(line, number)


def _next_number(first: str, second: str) -> bool:
    """Whether the second mark comes right after the first in a list ("1." and "2.")."""
    a, b = _TYPED_NUMBER.fullmatch(first), _TYPED_NUMBER.fullmatch(second)
    if a is None or b is None or first[-1] != second[-1]:
        return False
    if a[1] and b[1]:
        return int(b[1]) == int(a[1]) + 1
    if a[2] and b[2] and ord(b[2]) == ord(a[2]) + 1:
        return True
    romans = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"]
    one, two = a[2] or a[3], b[2] or b[3]
    return one in romans and two in romans and romans.index(two) == romans.index(one) + 1


def _wrapped(lines: Sequence[Line | Table]) -> Iterator[tuple[int, float]]:
    """(index, x) of lines that surely had no room for the next word, which would have reached x.

    Such a line ends in the middle of a sentence, and the next begins with a small letter.
    """
    for index, (above, below) in enumerate(pairwise(lines)):
        if isinstance(above, Table) or isinstance(below, Table) or below.mark is not None:
            continue
        pitch = (below.y - above.y) / max(above.size, below.size)
        same = abs(above.size - below.size) < 0.05 * above.size
        tight = same and _WRAPPED_PITCH[0] < pitch < _WRAPPED_PITCH[1]
        if tight and not above.ended and below.text[:1].islower():
            yield index, above.x1 + _SPACE * above.size + below.first_width


def _edge(ends: Sequence[float], reached: Sequence[float]) -> float:
    """The right edge that most lines agree on.

    No line should end right of it, and no wrapped word should have stood left of it; a page
    number far out or a line broken by hand is out-voted.
    """
    right, wrapped = sorted(ends), sorted(reached)

    def against(edge: float) -> int:
        return len(right) - bisect_right(right, edge + 0.5) + bisect_left(wrapped, edge)

    return min(right, key=lambda edge: (against(edge), edge))


def _stacks(lines: Sequence[Line | Table]) -> Iterator[list[Line]]:
    """Lines that stand tightly under one another."""
    stack: list[Line] = []
    for line in lines:
        if isinstance(line, Table):
            yield stack
            stack = []
            continue
        if stack:
            pitch = (line.y - stack[-1].y) / max(line.size, stack[-1].size)
            if not _WRAPPED_PITCH[0] < pitch < _WRAPPED_PITCH[1]:
                yield stack
                stack = []
        stack.append(line)
    yield stack


def _set_limits(lines: Sequence[Line | Table], otherwise: float | None) -> None:
    held = [line for line in lines if isinstance(line, Line)]
    reached = [x for _, x in _wrapped(lines)]
    limit = otherwise
    if len(reached) >= _LEAST_WRAPPED:
        limit = _edge([line.x1 for line in held], reached)
    for line in held:
        line.limit = limit or line.limit
    for stack in _stacks(lines):
        own = [x for _, x in _wrapped(stack)]
        if len(own) < _LEAST_WRAPPED:
            continue
        edge = _edge([line.x1 for line in stack], own)
        for line in stack:
            if edge < line.limit - _NARROWER * line.size:
                line.limit = edge


def _beside(region: Region, page: Sequence[Region]) -> bool:
    """Whether another column stands beside the region."""
    top, bottom = region.span
    return any(
        min(bottom, other.span[1]) - max(top, other.span[0]) > 0
        for other in page
        if other is not region
    )


def flow_of(
    pages: Sequence[Sequence[Region]], widths: Sequence[float]
) -> list[list[list[Line | Table]]]:
    """The lines and tables of each region of each page.

    A column's right edge is told by its own wrapped lines; where it has too few of these, by
    those of all the pages that are as wide and have text in one column.
    """
    flow = [
        [[e if isinstance(e, Table) else _line(e, r.x1) for e in r.entries] for r in page]
        for page in pages
    ]
    # what stands at one place of many pages is a running head, and counts once
    ends: dict[int, dict[tuple[int, int], float]] = {}
    reached: dict[int, list[float]] = {}
    alone: dict[int, int] = {}
    for page, lines, width in zip(pages, flow, widths, strict=True):
        for region, held in zip(page, lines, strict=True):
            if _beside(region, page):
                continue
            key = alone[id(region)] = round(width)
            places = {(round(e.x1), round(e.y)): e.x1 for e in held if isinstance(e, Line)}
            ends.setdefault(key, {}).update(places)
            reached.setdefault(key, []).extend(x for _, x in _wrapped(held))
    edges = {
        key: _edge(list(ends[key].values()), found)
        for key, found in reached.items()
        if len(found) >= _LEAST_WRAPPED
    }
    for page, lines in zip(pages, flow, strict=True):
        for region, held in zip(page, lines, strict=True):
            _set_limits(held, edges.get(alone.get(id(region), -1)))
            _typed_numbers(held)
            before: Line | None = None
            for entry in held:
                if isinstance(entry, Line):
                    _typed_dash(entry, before)
                before = entry if isinstance(entry, Line) else None
    return flow
