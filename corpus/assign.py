"""Which heading a part of the text belongs to, when headings stand at the top or foot of pages.

A converter may print a page's heading below its bullets. Whether a heading stands above or
below its part cannot be told from one page; it follows from the whole report: every heading
has a part, and the style changes rarely.
"""

from __future__ import annotations

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
    options = [
        (
            max((h for h in headings if h < p), default=None),
            min((h for h in headings if h > p), default=None),
        )
        for p in parts
    ]
    # state: 0 = top, 1 = foot; value: (cost, choices so far)
    states: dict[int, tuple[float, list[int | None]]] = {}
    for index, part in enumerate(parts):
        following: dict[int, tuple[float, list[int | None]]] = {}
        for style in (0, 1):
            heading = options[index][style]
            if heading is None:
                continue
            own = _FOOT * style + _FAR * (abs(heading - part) > 1)
            best: tuple[float, list[int | None]] | None = None
            for before, (cost, chosen) in states.items() if index else [(style, (0.0, []))]:
                last = chosen[-1] if chosen else None
                total = cost + own + _CHANGE * (before != style)
                total += _ORPHAN * _skipped(headings, last, heading)
                if best is None or total < best[0]:
                    best = (total, [*chosen, heading])
            if best is not None:
                following[style] = best
        states = following
    finals = [
        (cost + _ORPHAN * _skipped(headings, chosen[-1], None), style, chosen)
        for style, (cost, chosen) in states.items()
    ]
    for part, heading in zip(parts, min(finals, key=lambda f: (f[0], f[1]))[2], strict=True):
        owner[part] = heading
    return owner


def _skipped(headings: Sequence[int], last: int | None, following: int | None) -> int:
    """Headings strictly between two that were chosen: they would have no part."""
    low = -1 if last is None else last
    high = headings[-1] + 1 if following is None else following
    return sum(1 for h in headings if low < h < high)
