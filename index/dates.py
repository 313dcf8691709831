"""Quarters and years as people type them in a question."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from quarterline.periods import Period, Quarter, shift_months

_YEARS = r"(?P<year>20\d\d)\s*[/–-]\s*(?P<next>(?:20)?\d\d)"
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_NUMBER = rf"(?:Q(?:uarter)?\s*(?P<number>[1-4])|(?P<ordinal>{'|'.join(_ORDINALS)})\s+quarter)"
_LINK = r"\s*,?\s*(?:of\s+)?"
_MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))

_QUARTER_FIRST = re.compile(rf"\b{_NUMBER}{_LINK}{_YEARS}\b", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"\b{_YEARS}{_LINK}{_NUMBER}\b", re.IGNORECASE)
_RANGE = re.compile(
    rf"\b(?P<first>{_MONTH})\s+(?:(?P<firstyear>20\d\d)\s+)?(?:to|until|–|-)\s*"
    rf"(?P<last>{_MONTH})\s+(?P<year>20\d\d)\b",
    re.IGNORECASE,
)
_ONE_MONTH = re.compile(rf"\b(?P<first>{_MONTH})\s+(?P<year>20\d\d)\b", re.IGNORECASE)
_FINANCIAL = re.compile(rf"\b{_YEARS}\b")
_CALENDAR = re.compile(r"\b(?P<year>20\d\d)\b")
# "since April 2019" opens a period, it does not name one.
_OPEN = re.compile(r"\b(?:since|after|before|until|from)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dated:
    """Words that name a time: offsets in the text (0-based, end exclusive), and its period.

    `named` tells a quarter that was named as one ("Q2 2020/21"): its words say nothing else.
    """

    start: int
    end: int
    period: Period
    named: bool

    def quarters(self, known: tuple[Quarter, ...]) -> tuple[Quarter, ...]:
        """Those of the known quarters that share a day with the period."""
        return tuple(
            q
            for q in known
            if q.period.start <= self.period.end and self.period.start <= q.period.end
        )


def find_dates(text: str) -> list[Dated]:
    """Quarters, ranges of months, months, financial and calendar years, left to right.

    "2020/21" is a financial year from 1 April; "2020" a calendar year. What opens or closes
    a period without naming it ("since April 2019") is left out. Nothing overlaps.
    """
    found: list[Dated] = []
    taken: list[tuple[int, int]] = []
    for pattern, read in (
        (_QUARTER_FIRST, _quarter),
        (_YEAR_FIRST, _quarter),
        (_RANGE, _range),
        (_ONE_MONTH, _one_month),
        (_FINANCIAL, _financial),
        (_CALENDAR, _calendar),
    ):
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            period = None if _OPEN.search(text[: match.start()]) else read(match)
            if period is not None:
                found.append(Dated(*match.span(), period, read is _quarter))
    return sorted(found, key=lambda d: d.start)


def read_quarter(text: str) -> Quarter | None:
    """The quarter that a text is, whole, in any of the forms above; None for anything else."""
    for pattern in (_QUARTER_FIRST, _YEAR_FIRST):
        match = pattern.fullmatch(text.strip())
        if match:
            period = _quarter(match)
            return None if period is None else Quarter.of(period.start)
    return None


def _years(match: re.Match[str]) -> int | None:
    year, following = int(match["year"]), int(match["next"])
    return year if following in ((year + 1) % 100, year + 1) else None


def _quarter(match: re.Match[str]) -> Period | None:
    year = _years(match)
    number = int(match["number"] or 0) or _ORDINALS.get((match["ordinal"] or "").lower(), 0)
    return None if year is None else Quarter(year, number).period


def _range(match: re.Match[str]) -> Period | None:
    year, first, last = int(match["year"]), *_month_numbers(match)
    opening = int(match["firstyear"] or (year if first <= last else year - 1))
    start, end = date(opening, first, 1), _month_end(year, last)
    return Period(start, end) if start <= end <= shift_months(start, 24) else None


def _month_numbers(match: re.Match[str]) -> tuple[int, int]:
    return _MONTHS[match["first"].lower()], _MONTHS[match["last"].lower()]


def _one_month(match: re.Match[str]) -> Period:
    year, month = int(match["year"]), _MONTHS[match["first"].lower()]
    return Period(date(year, month, 1), _month_end(year, month))


def _financial(match: re.Match[str]) -> Period | None:
    year = _years(match)
    return None if year is None else Quarter(year, 1).financial_year


def _calendar(match: re.Match[str]) -> Period:
    year = int(match["year"])
    return Period(date(year, 1, 1), date(year, 12, 31))


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
