"""Which quarter the words beside a figure speak of: the report's own, or an earlier one.

"Last quarter" is the reporting quarter where work was done over it, and the one before where
something is set against it ("an increase on last quarter").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from quarterline.errors import QuarterlineError
from quarterline.periods import Quarter

MONTHS = (
    "january february march april may june july august september october november december"
).split()
_MONTH = "(?:" + "|".join(MONTHS) + ")"
_PREVIOUS = (
    r"(?:previous|preceding)\s+(?:quarter|three\s+months)|quarter\s+before"
    r"|(?:end\s+of\s+)?the\s+(?:previous|preceding)\s+quarter"
    r"|(?<=\bon\s)(?:the\s+)?last\s+quarter|(?<=than\s)(?:the\s+)?last\s+quarter"
    r"|(?<=from\s)(?:the\s+)?last\s+quarter|(?<=with\s)(?:the\s+)?last\s+quarter"
    r"|(?<=against\s)(?:the\s+)?last\s+quarter"
)
_YEAR_AGO = (
    r"(?:same|corresponding)\s+(?:quarter|period|time|point|three\s+months)\s+"
    r"(?:(?:of|in|the)\s+)*(?:last\s+year|(?:previous|preceding)\s+year|(?:a|one)\s+year\s+(?:ago|earlier|before))"
    r"|(?:a|one)\s+year\s+(?:ago|earlier|before)"
)
_TIME = re.compile(
    rf"\b(?:(?P<year_ago>{_YEAR_AGO})|(?P<previous>{_PREVIOUS})"
    rf"|(?:same|corresponding)\s+(?:quarter|period)\s+(?:of|in)\s+(?P<same>\d{{4}})"
    rf"|(?:Q|quarter\s)\s?(?P<number>[1-4])\s*(?:of\s+)?(?P<year>\d{{4}})\s?[-/]\s?\d{{2,4}}"
    rf"|(?P<first>{_MONTH})(?:\s+(?P<first_year>\d{{4}}))?\s+(?:and|to)\s+(?P<last>{_MONTH})"
    rf"\s+(?P<last_year>\d{{4}})"
    rf"|months\s+to\s+(?:the\s+end\s+of\s+)?(?P<to>{_MONTH})(?:\s+(?P<to_year>\d{{4}}))?"
    rf"|(?:at|by)\s+(?:(?:the\s+)?end\s+of\s+|\d{{1,2}}\s+)(?P<at>{_MONTH})\s+(?P<at_year>\d{{4}})"
    r"|(?P<now>(?:this|the\s+(?:last|reporting))\s+(?:quarter|period)|(?:in|during|over|of)\s+the\s+quarter(?!\s+before)"
    r"|reporting\s+period|end\s+of\s+the\s+quarter))\b",
    re.I,
)
_POINT = re.compile(r"(?:\bend\s+of\s+(?:the\s+)?\w*\s*quarter|\bsame\s+point\b)", re.I)
_AND_MONTH = re.compile(rf"\b({_MONTH}(?:\s+\d{{4}})?\s+)and(\s+{_MONTH})\b", re.I)


@dataclass(frozen=True, slots=True)
class Time:
    """A time named in a text: offsets, and the quarter that it is or ends.

    `point` is whether it is the quarter's last day ("at the end of March 2021").
    """

    start: int
    end: int
    quarter: Quarter
    point: bool = False


# What a text must hold a piece of, small letters, to name a time.
_HINTS = ("q", "year", "period", "month", *MONTHS)


@lru_cache(maxsize=4096)
def times(text: str, quarter: Quarter) -> tuple[Time, ...]:
    """Every quarter that a text names, seen from the report of `quarter`."""
    lower = text.casefold()
    return tuple(_times(text, quarter)) if any(hint in lower for hint in _HINTS) else ()


def _times(text: str, quarter: Quarter) -> Iterator[Time]:
    for match in _TIME.finditer(text):
        found = _quarter(match, quarter)
        if found is not None:
            before = text[max(0, match.start() - 12) : match.start()]
            point = bool(match["at"]) or _POINT.search(f"{before}{match.group()}") is not None
            yield Time(match.start(), match.end(), found, point)


def _quarter(match: re.Match[str], quarter: Quarter) -> Quarter | None:
    for name, found in (
        ("now", quarter),
        ("year_ago", quarter.year_ago),
        ("previous", quarter.previous),
    ):
        if match[name]:
            return found
    if match["same"]:
        return _same_quarter(quarter, int(match["same"]))
    if match["number"]:
        return _made(int(match["year"]), int(match["number"]))
    if match["to"]:
        own = quarter.period.end
        number = MONTHS.index(match["to"].casefold()) + 1
        if not match["to_year"]:
            return quarter if own.month == number else None
        return _ending(int(match["to_year"]), number)
    if match["at"]:
        return _ending(int(match["at_year"]), MONTHS.index(match["at"].casefold()) + 1)
    first = MONTHS.index(match["first"].casefold()) + 1
    last = MONTHS.index(match["last"].casefold()) + 1
    if last - first != 2 or (match["first_year"] or match["last_year"]) != match["last_year"]:
        return None
    return _ending(int(match["last_year"]), last)


def _ending(year: int, month: int) -> Quarter | None:
    """The quarter that ends with a month, None for a month in the middle of one."""
    if month % 3:
        return None
    return _made(year - 1, 4) if month == 3 else _made(year, month // 3 - 1)


def _made(year: int, number: int) -> Quarter | None:
    try:
        return Quarter(year, number)
    except (ValueError, QuarterlineError):
        return None


def _same_quarter(quarter: Quarter, year: int) -> Quarter | None:
    """The quarter of the same months in another calendar year."""
    return _ending(year, quarter.period.end.month)


def without_month_pairs(text: str) -> str:
    """The text, as long, without the "and" of "between July and September"."""
    return _AND_MONTH.sub(r"\1to \2", text)
