"""Finds dates, quarters and financial years as a text writes them.

Mentions only: which period a figure belongs to is told elsewhere. Canonical forms are
ISO 8601: a day "2019-10-23", a month "2019-10", a year "2020", an interval
"2019-04-01/2020-03-31" with both days in it; a quarter is "2019-20 Q3".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from extract.found import Found
from quarterline.errors import PeriodError
from quarterline.periods import Period, Quarter, month

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_FULL = "|".join(n.capitalize() for n in _MONTHS if len(n) > 4 or n in ("may", "june", "july"))
_SHORT = "|".join(n.capitalize() for n in sorted(_MONTHS, key=len, reverse=True) if len(n) < 5)
_MONTH = rf"(?:(?:{_FULL})\b|(?:{_SHORT})\b\.?)"
_YEAR = r"(?:19|20)\d\d"
_DAY = r"\d{1,2}(?:\s*(?:st|nd|rd|th))?"
_FINANCIAL = rf"(?P<first>{_YEAR})\s*[/–-]\s*(?P<second>\d\d(?:\d\d)?)"
_FINANCIAL_BEFORE = _FINANCIAL.replace("first", "bf").replace("second", "bs")
_FINANCIAL_ALONE = _FINANCIAL.replace("first", "fy").replace("second", "fz")
_TO = r"\s*(?:to|until|-|–)\s*"

_PATTERN = re.compile(
    r"(?<![\w£$.,/-])(?:"
    rf"(?P<after>{_FINANCIAL_BEFORE}\s*(?:,|-|–)?\s*(?:Q|Quarter\s+)(?P<bn>[1-4]))"
    rf"|(?P<quarter>(?:Q|Quarter\s+)(?P<number>[1-4])(?:\s*(?:of|,|-|–)?\s*{_FINANCIAL})?)"
    rf"|(?P<months>(?P<from>{_MONTH}){_TO}(?P<to>{_MONTH})\s+(?P<months_year>{_YEAR}))"
    rf"|(?P<day>(?P<d>{_DAY})\s+(?P<m>{_MONTH})(?:,?\s+(?P<y>{_YEAR}))?)"
    rf"|(?P<slashed>(?P<sd>\d{{1,2}})/(?P<sm>\d{{1,2}})/(?P<sy>{_YEAR}|\d\d))"
    rf"|(?P<iso>(?P<iy>{_YEAR})-(?P<im>\d\d)-(?P<id>\d\d))"
    rf"|(?P<month>(?P<mm>{_MONTH})\s+(?P<my>{_YEAR}))"
    rf"|(?P<short>(?P<short_month>[A-Z][a-z]{{2}})-(?P<short_year>\d\d))"
    rf"|(?P<year>{_FINANCIAL_ALONE})"
    r")(?![\w%]|/\d)"
)
_DIGIT = re.compile(r"\d")
_BARE_YEAR = re.compile(
    rf"\b(?:in|In|during|During|since|Since|early|late|mid|of|for|by|throughout)\s+(?P<year>{_YEAR})"
    r"(?![\w/–%-]|\s*[/–]\s*\d)"
)


def find_dates(text: str, quarter: Quarter | None = None) -> list[Found]:
    """Dates and quarters of `text`, left to right, labels DATE and QUARTER.

    `quarter` is that of the report: "Q2" without a year is taken to be of its financial
    year, with a lower score, and is left out where the report has none. A day without a
    year has the canonical "--04-28". A date that cannot exist is left out.
    """
    found: list[Found] = []
    if not _DIGIT.search(text):
        return found
    for match in _PATTERN.finditer(text):
        kind = _kind(match)
        try:
            result = _READERS[kind](match, quarter)
        except (PeriodError, ValueError, KeyError):
            continue
        if result is not None:
            label = "QUARTER" if kind in ("after", "quarter") else "DATE"
            canonical, score, how = result
            found.append(
                Found(match.start(), match.end(), match.group(), label, canonical, score, how)
            )
    found += [f for f in _bare_years(text) if not any(k.overlaps(f.start, f.end) for k in found)]
    return sorted(found, key=lambda f: f.start)


_Result = tuple[str, float, str] | None


def _kind(match: re.Match[str]) -> str:
    return next(kind for kind in _READERS if match.group(kind))


def _bare_years(text: str) -> Iterator[Found]:
    for match in _BARE_YEAR.finditer(text):
        year = match["year"]
        yield Found(*match.span("year"), year, "DATE", year)


def _financial_year(first: str, second: str) -> int:
    """The year in which a financial year starts; raises ValueError unless the second follows."""
    if (int(first) + 1) % 100 != int(second) % 100:
        raise ValueError(f"{first}/{second} is no financial year")
    return int(first)


def _quarter(match: re.Match[str], quarter: Quarter | None) -> _Result:
    number = int(match["number"])
    if match["first"]:
        year = _financial_year(match["first"], match["second"])
        return str(Quarter(year, number)), 1.0, "exact"
    if quarter is None:
        return None
    return str(Quarter(quarter.year, number)), 0.8, "year of the report's quarter"


def _quarter_after(match: re.Match[str], _: Quarter | None) -> _Result:
    year = _financial_year(match["bf"], match["bs"])
    return str(Quarter(year, int(match["bn"]))), 1.0, "exact"


def _months(match: re.Match[str], _: Quarter | None) -> _Result:
    year, first, last = int(match["months_year"]), _number(match["from"]), _number(match["to"])
    start = month(year - (first > last), first).start
    return str(Period(start, month(year, last).end)), 1.0, "exact"


def _day(match: re.Match[str], _: Quarter | None) -> _Result:
    day, number = int(re.sub(r"\D", "", match["d"])), _number(match["m"])
    if match["y"]:
        return date(int(match["y"]), number, day).isoformat(), 1.0, "exact"
    date(2020, number, day)
    return f"--{number:02d}-{day:02d}", 0.8, "year not stated"


def _slashed(match: re.Match[str], _: Quarter | None) -> _Result:
    year = int(match["sy"])
    found = date(year if year > 99 else 2000 + year, int(match["sm"]), int(match["sd"]))
    return found.isoformat(), 1.0, "exact"


def _iso(match: re.Match[str], _: Quarter | None) -> _Result:
    return date(int(match["iy"]), int(match["im"]), int(match["id"])).isoformat(), 1.0, "exact"


def _month(match: re.Match[str], _: Quarter | None) -> _Result:
    return f"{match['my']}-{_number(match['mm']):02d}", 1.0, "exact"


def _short_month(match: re.Match[str], _: Quarter | None) -> _Result:
    return f"20{match['short_year']}-{_number(match['short_month']):02d}", 1.0, "exact"


def _year(match: re.Match[str], _: Quarter | None) -> _Result:
    year = _financial_year(match["fy"], match["fz"])
    return str(Quarter(year, 1).financial_year), 1.0, "exact"


def _number(name: str) -> int:
    return _MONTHS[name.rstrip(".").lower()]


_READERS: dict[str, Callable[[re.Match[str], Quarter | None], _Result]] = {
    "after": _quarter_after,
    "quarter": _quarter,
    "months": _months,
    "day": _day,
    "slashed": _slashed,
    "iso": _iso,
    "month": _month,
    "short": _short_month,
    "year": _year,
}
