"""When something is to happen, as a sentence puts it: "by March 2020", "early 2020"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from extract.dates import find_dates
from quarterline.errors import PeriodError
from quarterline.periods import Period, Quarter, month

_MONTHS = (
    "January February March April May June July August September October November December"
).split()
_YEAR = r"(?:19|20)\d\d"
# Thirds of a year; seasons as the weather service has them, winter named by its first year.
_PARTS = {
    "early": (1, 4), "the start of": (1, 3), "mid": (5, 8), "late": (9, 12), "the end of": (10, 12),
    "spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "winter": (12, 14),
}  # fmt: skip
_PART = re.compile(
    rf"\b(?P<part>{'|'.join(_PARTS)})[\s-]+(?:of\s+|in\s+)?(?P<year>{_YEAR})(?:\s*[/–-]\s*\d\d(?:\d\d)?)?\b",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"\b(?P<next>(?:the\s+)?(?:next|coming|forthcoming|following)\s+(?P<unit>quarter|month|year"
    r"|financial year))\b",
    re.IGNORECASE,
)
_THIS_YEAR = re.compile(r"\bthis (?P<kind>financial year|year)\b", re.IGNORECASE)
_MONTH_ALONE = re.compile(
    rf"\b(?:in|for|until|from|by|during|expected|early|late|mid|into|of)\s+(?P<month>{'|'.join(_MONTHS)})\b(?!\s+(?:{_YEAR}|\d))"
)
_INTO_QUARTER = re.compile(r"\b(?:in|into|by|during|for)\s+Q(?P<number>[1-4])\b(?!\s*\d)")
_BARE_YEAR = re.compile(
    rf"\b(?:in|during|throughout|for|by)\s+(?P<year>{_YEAR})\b(?!\s*[/–-]\s*\d)"
)
_DAY_ORDINAL = re.compile(r"(?<=\d)\s+(?=(?:st|nd|rd|th)\b)")
_DIGIT = re.compile(r"\d")
_FROM = re.compile(
    r"\b(?:from|since|commencing|starting|onwards? from)\s+(?:the\s+)?$", re.IGNORECASE
)
_BY = re.compile(
    r"\b(?:by|before|no later than|until|end of)\s+(?:the\s+)?(?:end of\s+)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Due:
    """A time named in a sentence; `start`, `end` are characters of the sentence.

    `how` is "by" (a deadline), "from" (the earliest) or "in". `period` is what the words
    stand for; the thing is overdue once its last day has passed.
    """

    words: str
    start: int
    end: int
    period: Period
    how: str


@lru_cache(maxsize=4096)
def dues(text: str, quarter: Quarter | None) -> tuple[Due, ...]:
    """Every time that `text` names, in order, none overlapping; `quarter` is the report's.

    "Next quarter" and a month without a year need it, and are left out without it.
    """
    found: list[Due] = []
    for start, end, period in sorted(_times(text, quarter), key=lambda t: (t[0], -t[1])):
        if not found or start >= found[-1].end:
            before = text[max(0, start - 30) : start]
            how = "from" if _FROM.search(before) else "by" if _BY.search(before) else "in"
            found.append(Due(" ".join(text[start:end].split()), start, end, period, how))
    return tuple(found)


def due_in(text: str, quarter: Quarter | None, at: int = 0) -> Due | None:
    """The time at which what `text` says is due: the first named after offset `at`, else the
    nearest before it."""
    named = dues(text, quarter)
    after = [d for d in named if d.start >= at]
    return after[0] if after else (named[-1] if named else None)


def _times(text: str, quarter: Quarter | None) -> Iterator[tuple[int, int, Period]]:
    if _DIGIT.search(text):
        yield from _written(text, quarter)
    if quarter is not None:
        yield from _relative(text, quarter)


def _written(text: str, quarter: Quarter | None) -> Iterator[tuple[int, int, Period]]:
    """Times in figures."""
    for match in _PART.finditer(text):
        first, last = _PARTS[match["part"].lower()]
        yield match.start(), match.end(), _months(int(match["year"]), first, last)
    plain = _DAY_ORDINAL.sub(lambda m: "\0" * len(m.group()), text).replace("\0", "")
    shift = text != plain
    for found in () if shift else find_dates(text, quarter):
        period = _period(found.canonical, quarter)
        if period is not None:
            yield found.start, found.end, period
    if shift:
        yield from _spaced(text, quarter)
    for match in _BARE_YEAR.finditer(text):
        yield *match.span("year"), _months(int(match["year"]), 1, 12)


def _spaced(text: str, quarter: Quarter | None) -> Iterator[tuple[int, int, Period]]:
    """Dates of a text in which a converter tore "18 th December" apart."""
    joined = _DAY_ORDINAL.sub("", text)
    kept = [
        i
        for i in range(len(text))
        if not any(m.start() <= i < m.end() for m in _DAY_ORDINAL.finditer(text))
    ]
    for found in find_dates(joined, quarter):
        period = _period(found.canonical, quarter)
        if period is not None:
            yield kept[found.start], kept[found.end - 1] + 1, period


def _relative(text: str, quarter: Quarter) -> Iterator[tuple[int, int, Period]]:
    for match in _NEXT.finditer(text):
        yield *match.span("next"), _next(match["unit"].lower(), quarter)
    for match in _THIS_YEAR.finditer(text):
        year = quarter.period.end.year
        period = (
            quarter.financial_year if "financial" in match["kind"].lower() else _months(year, 1, 12)
        )
        yield match.start(), match.end(), period
    for match in _MONTH_ALONE.finditer(text):
        yield *match.span("month"), _coming(_MONTHS.index(match["month"]) + 1, quarter)
    for match in _INTO_QUARTER.finditer(text):
        number = int(match["number"])
        named = Quarter(quarter.year + (number < quarter.number), number)
        yield match.start() + match.group().index("Q"), match.end(), named.period


def _next(unit: str, quarter: Quarter) -> Period:
    if unit == "quarter":
        return quarter.shift(1).period
    if unit == "month":
        following = quarter.shift(1).period.start
        return month(following.year, following.month)
    if unit == "financial year":
        return Quarter(quarter.year + 1, 1).financial_year
    return _months(quarter.period.end.year + 1, 1, 12)


def _coming(number: int, quarter: Quarter) -> Period:
    """The month of that number nearest to the quarter: in it, or in the nine months after."""
    first = quarter.period.start
    return month(first.year + (number < first.month), number)


def _months(year: int, first: int, last: int) -> Period:
    start = date(year + (first - 1) // 12, (first - 1) % 12 + 1, 1)
    return Period(start, month(year + (last - 1) // 12, (last - 1) % 12 + 1).end)


def _period(canonical: str, quarter: Quarter | None) -> Period | None:
    """What a date's canonical form stands for; a day without a year is the next to come."""
    try:
        if canonical.startswith("--"):
            if quarter is None:
                return None
            number, day = int(canonical[2:4]), int(canonical[5:7])
            start = date(_coming(number, quarter).start.year, number, day)
            return Period(start, start)
        if "Q" in canonical:
            return Quarter.parse(canonical).period
        if "/" in canonical:
            return Period.parse(canonical)
        if len(canonical) == 4:
            return _months(int(canonical), 1, 12)
        if len(canonical) == 7:
            return month(int(canonical[:4]), int(canonical[5:]))
        day_found = date.fromisoformat(canonical)
        return Period(day_found, day_found)
    except (ValueError, PeriodError):
        return None
