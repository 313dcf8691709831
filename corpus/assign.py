"""Which heading a part of the text belongs to, when headings stand at the top or foot of pages.

A converter may print a page's heading below its bullets. Whether a heading stands above or
below its part cannot be told from one page; it follows from the whole report: every heading
has a part, and the style changes rarely.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Literal

HEADING: Literal["heading"] = "heading"
PART: Literal["part"] = "part"
Kind = Literal["heading", "part"]

# Costs, in units of one surprise. A heading without a part is the strongest sign that the
# style was misread; a part far from its heading is ordinary ("We will" twice under one head).
_ORPHAN = 3.0
_CHANGE = 1.5
_FAR = 0.5
_FOOT = 0.1


def assign(sequence: Sequence[Kind]) -> list[int | None]:
    """For each element of `sequence`, the index of the heading it belongs to.

    A heading belongs to itself; a part to a heading before it (top style) or after it (foot
    style), None when there is no heading at all. The cheapest reading is found by dynamic
    programming over the parts; ties go to the top style.
    """
    headings = [i for i, kind in enumerate(sequence) if kind == HEADING]
    parts = [i for i, kind in enumerate(sequence) if kind == PART]
    owner: list[int | None] = [i if kind == HEADING else None for i, kind in enumerate(sequence)]
    if not headings or not parts:
        return owner
    options = [_around(headings, part) for part in parts]
    # the cost so far by the style of the last part: 0 = top, 1 = foot
    states = {
        style: _own(parts[0], heading, style) + _ORPHAN * _skipped(headings, None, heading)
        for style, heading in enumerate(options[0])
        if heading is not None
    }
    came_from: list[dict[int, int]] = [{}]
    for index in range(1, len(parts)):
        following: dict[int, float] = {}
        came: dict[int, int] = {}
        for style in (0, 1):
            heading = options[index][style]
            if heading is None:
                continue
            own = _own(parts[index], heading, style)
            for before, cost in states.items():
                total = cost + own + _CHANGE * (before != style)
                total += _ORPHAN * _skipped(headings, options[index - 1][before], heading)
                if style not in following or total < following[style]:
                    following[style], came[style] = total, before
        states = following
        came_from.append(came)
    _, style = min(
        (cost + _ORPHAN * _skipped(headings, options[-1][style], None), style)
        for style, cost in states.items()
    )
    for index in range(len(parts) - 1, -1, -1):
        owner[parts[index]] = options[index][style]
        style = came_from[index].get(style, style)
    return owner


def _around(headings: Sequence[int], part: int) -> tuple[int | None, int | None]:
    """The headings next before and next after a part."""
    at = bisect_left(headings, part)
    return (
        headings[at - 1] if at else None,
        headings[at] if at < len(headings) else None,
    )


def _own(part: int, heading: int | None, style: int) -> float:
    """What it costs that a part belongs to a heading, the other parts apart."""
    far = heading is not None and abs(heading - part) > 1
    return _FOOT * style + _FAR * far


def _skipped(headings: Sequence[int], last: int | None, following: int | None) -> int:
    """Headings strictly between two that were chosen: they would have no part."""
    low = 0 if last is None else bisect_right(headings, last)
    high = len(headings) if following is None else bisect_left(headings, following)
    return max(0, high - low)
