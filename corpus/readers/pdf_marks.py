"""Bullet marks that are drawn and not written: the discs, rings and squares of browsers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from corpus.readers.pdf_drawings import Box
from corpus.readers.pdf_lines import is_mark
from corpus.readers.pdf_page import Word

_SIDES = (0.15, 0.55)  # of the type size; browsers draw about 0.3
_HEIGHTS = (0.1, 0.6)  # of the type size: how far above the baseline the mark's middle stands
_FURTHEST = 2.5  # of the type size: between a mark and its text
_FREE = 0.6  # of the type size: without words before the mark
_DOTTED = 2.0  # of a dot's side: the gap to the next dot of a dotted line
_LARGEST = 40.0  # points: type in which an item may be set


def _in_dotted_line(dot: Box, dots: Sequence[Box]) -> bool:
    """Whether another dot of the same size stands so near that both are parts of a line."""
    side = max(dot.x1 - dot.x0, dot.bottom - dot.top)
    for other in dots:
        if abs(other.x1 - other.x0 - (dot.x1 - dot.x0)) > 0.2 * side:
            continue
        across = max(other.x0 - dot.x1, dot.x0 - other.x1)
        down = max(other.top - dot.bottom, dot.top - other.bottom)
        # a ring may be drawn as two outlines, one over the other: these do not part
        if max(across, down) >= 0 and min(across, down) < 0 and max(across, down) < _DOTTED * side:
            return True
    return False


def _text_of(dot: Box, near: Sequence[Word]) -> Word | None:
    """The word that the dot stands before as a bullet mark, if any."""
    side, middle = dot.bottom - dot.top, (dot.top + dot.bottom) / 2
    line = [
        word
        for word in near
        if _SIDES[0] <= side / word.size <= _SIDES[1]
        and _HEIGHTS[0] <= (word.y - middle) / word.size <= _HEIGHTS[1]
    ]
    after = [word for word in line if 0 <= word.x0 - dot.x1 <= _FURTHEST * word.size]
    if not after:
        return None
    first = min(after, key=lambda word: word.x0)
    if is_mark(first):
        return None
    # a small square within a line of words is a sign of its own
    if any(word.x0 < dot.x0 and dot.x0 - word.x1 < _FREE * word.size for word in line):
        return None
    return first


def drawn_marks(words: Sequence[Word], dots: Sequence[Box]) -> list[Word]:
    """A bullet mark, as a word of its own, for each dot that stands alone before a line's text.

    The mark takes the baseline and type size of its text.
    """
    ordered = sorted(words, key=lambda word: word.y)
    baselines = [word.y for word in ordered]
    tops = sorted(dots, key=lambda dot: dot.top)
    starts = [dot.top for dot in tops]
    marks: dict[int, Word] = {}
    for dot in tops:
        reach = dot.bottom + _LARGEST
        near = ordered[bisect_left(baselines, dot.top) : bisect_right(baselines, reach)]
        text = _text_of(dot, near)
        if text is None:
            continue
        side = dot.bottom - dot.top
        span = (1 + _DOTTED) * side
        around = tops[bisect_left(starts, dot.top - span) : bisect_right(starts, dot.top + span)]
        if _in_dotted_line(dot, around):
            continue
        mark = Word("•", dot.x0, dot.x1, text.y, text.size, bold=False, symbol=True, drawn=True)
        last = marks.get(id(text))
        if last is None or last.x0 < mark.x0:
            marks[id(text)] = mark
    return list(marks.values())
