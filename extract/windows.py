"""Lengths of time that only say when: "in the last six months", "over a two week period"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.endings import ending
from extract.periods import When
from extract.quantities import Quantity
from extract.units import TIME_UNITS

_BEFORE = ending(
    r"\b(?:(?:the\s+)?(?:last|past|previous|preceding|next|first|coming|following|latest"
    r"|rolling|every|each|final)"
    r"|(?:over|during|throughout|across|spanning)(?:\s+(?:a|the|some|about|around|nearly))?"
    r"|within\s+a|in\s+the)\s+(?:\w+\s+)?\Z",
    re.I,
)
_SINGULAR = re.compile(r"\s?-?\s?(?:hour|day|week|month|year|minute|second|decade)\b(?!s)", re.I)
_PERIOD_NOUN = re.compile(
    r"\s+(?:\w+\s+){0,3}?(?:period|window|phase|plan|strategy|campaign|pilot|trial|project"
    r"|programme|scheme|course|high|low|record|history"
    r"|anniversary|average|review|service|inputs?|sessions?|licen[cs]e|basis|spell|stretch"
    r"|span|cycle|intensification|iteration|award)\b",
    re.I,
)
_OPENS = re.compile(r"(?:\A|[.;:]\s+|\n)\W{0,4}\Z")
_AGO = re.compile(r"\s+(?:ago|old|to\s+the\s+end|from\s+(?:the\s+)?\d+)", re.I)


def is_window(text: str, quantity: Quantity, times: Sequence[When]) -> bool:
    """Whether a quantity of time is the frame of other figures and no figure itself."""
    if quantity.unit not in TIME_UNITS:
        return False
    if any(t.start <= quantity.start < t.end for t in times):
        return True
    after = text[quantity.right : quantity.right + 50]
    if _AGO.match(after):
        return True
    before = text[max(0, quantity.left - 40) : quantity.left]
    if _BEFORE.search(before) and quantity.unit != "hours":
        return True
    opening = text[quantity.left : quantity.start]
    if re.match(r"over\s", opening, re.I) and _OPENS.search(before):
        return True  # "Over three months 36 people joined": no "more than three"
    unit = text[quantity.end : quantity.right]
    if quantity.value == 24 and _SINGULAR.fullmatch(unit):
        return True  # "24-hour strike", "24 hour licence": all day
    return (
        _SINGULAR.fullmatch(unit) is not None
        and quantity.value != 1
        and _PERIOD_NOUN.match(after) is not None
    )
