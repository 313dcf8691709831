"""Quarters, months, seasons and years as people type them in a question."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from extract.profiles.model import Era
from extract.remembered import remembered
from quarterline.periods import Period, Quarter, shift_months

_YEARS = r"(?P<year>20\d\d)\s*[/–-]\s*(?P<next>(?:20)?\d\d)"
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}
_NUMBER = rf"(?:Q(?:uarter)?\s*(?P<number>[1-4])|(?P<ordinal>{'|'.join(_ORDINALS)})\s+quarter)"
_LINK = r"\s*,?\s*(?:of\s+)?"
MONTHS = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
}
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_SEASON = rf"(?:last\s+)?(?P<season>{'|'.join(_SEASONS)})"

_QUARTER_FIRST = re.compile(rf"\b{_NUMBER}{_LINK}{_YEARS}\b", re.IGNORECASE)
_YEAR_FIRST = re.compile(rf"\b{_YEARS}{_LINK}{_NUMBER}\b", re.IGNORECASE)
_ONE_YEAR = re.compile(rf"\b{_NUMBER}{_LINK}(?P<year>20\d\d)\b", re.IGNORECASE)
_RANGE = re.compile(
    rf"\b(?P<first>{_MONTH})\s*(?:(?P<firstyear>20\d\d)\s*)?(?:to|until|–|-)\s*"
    rf"(?P<last>{_MONTH})\s+(?P<year>20\d\d)\b",
    re.IGNORECASE,
)
_ONE_MONTH = re.compile(rf"\b(?P<first>{_MONTH})\s+(?P<year>20\d\d)\b", re.IGNORECASE)
_SEASON_YEARS = re.compile(rf"\b{_SEASON}(?:\s+of)?\s+{_YEARS}\b", re.IGNORECASE)
_SEASON_YEAR = re.compile(rf"\b{_SEASON}(?:\s+of)?\s+(?P<year>20\d\d)\b", re.IGNORECASE)
_BARE_SEASON = re.compile(rf"\blast\s+(?P<season>{'|'.join(_SEASONS)})\b", re.IGNORECASE)
_RELATIVE = re.compile(
    r"\b(?:the\s+)?(?P<which>latest|newest|most\s+recent|this|last|previous)\s+"
    r"(?:quarter|report)\b",
    re.IGNORECASE,
)
_FINANCIAL = re.compile(rf"\b{_YEARS}\b")
_CALENDAR = re.compile(r"\b(?P<year>20\d\d)\b")
_RELATION = re.compile(
    r"\b(?P<since>since|from|starting)|\b(?P<after>after)|\b(?P<until>before|until|till|up\s+to|by)",
    re.IGNORECASE,
)
_BEFORE_IT = re.compile(
    r"\b(?:since|from|starting|after|before|until|till|up\s+to|by)\s+"
    r"(?:(?:the\s+)?(?:start|beginning|end)\s+of\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)


# A pattern, what reads its matches, and whether they name a quarter as one.
_Read = tuple[re.Pattern[str], Callable[[re.Match[str]], Period | None], bool]


@dataclass(frozen=True, slots=True)
class Dated:
    """Words that name a time: offsets in the text (0-based, end exclusive), and its period.

    `named` tells a quarter that was named as one ("Q2 2020/21"): its words say nothing else.
    `relation` is "in", or "since" (the period's first day opens what is asked for), "after"
    (its last day does) or "until" (its first day closes it). The offsets include the word of
    the relation. `others` are further periods of one name (there were three lockdowns).
    """

    start: int
    end: int
    period: Period
    named: bool
    relation: str = "in"
    others: tuple[Period, ...] = ()

    def asked(self, latest: date) -> tuple[Period, ...]:
        """The periods asked for; what is open ends with `latest`, or began long ago."""
        if self.relation == "in":
            return (self.period, *self.others)
        if self.relation == "until":
            return (Period(date(1900, 1, 1), self.period.start),)
        opens = self.period.end if self.relation == "after" else self.period.start
        return (Period(opens, max(opens, latest)),)

    def quarters(self, known: tuple[Quarter, ...]) -> tuple[Quarter, ...]:
        """Those of the known quarters that share a day with what is asked for.

        "Before" leaves out the quarter that it names, "after" likewise.
        """
        if self.relation == "until":
            return tuple(q for q in known if q.period.end < self.period.start)
        if self.relation == "after":
            return tuple(q for q in known if q.period.end > self.period.end)
        if self.relation == "since":
            return tuple(q for q in known if q.period.end >= self.period.start)
        return tuple(
            q
            for q in known
            for p in (self.period, *self.others)
            if q.period.start <= p.end and p.start <= q.period.end
        )


def find_dates(text: str, eras: Iterable[Era] = (), latest: Quarter | None = None) -> list[Dated]:
    """Quarters, ranges of months, months, seasons, years and eras, left to right.

    "2020/21" is a financial year from 1 April, "2020" a calendar year; "Q2 2020" is quarter 2
    of the financial year that begins in 2020, but "the last quarter of 2019" and its like are
    of the calendar year. Winter runs from December. `latest` is the newest quarter held, from
    which "last summer" and "the latest quarter" count. Nothing overlaps.
    """
    found: list[Dated] = []
    taken: list[tuple[int, int]] = []
    patterns: tuple[_Read, ...] = (
        # Most questions name no year, and need not be held against what has one.
        *(_WITH_YEAR if "20" in text else ()),
        (_BARE_SEASON, lambda m: _last_season(m, latest), False),
        (_RELATIVE, lambda m: _relative(m, latest), True),
    )
    for pattern, read, named in patterns:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            period = read(match)
            if period is not None:
                found.append(_related(text, match.span(), (period,), named))
    for era, span in _era_names(text, tuple(eras)):
        if not any(span[0] < end and start < span[1] for start, end in taken):
            taken.append(span)
            dated = _related(text, span, era.periods, named=False)
            # To speak of lockdown is to ask for what it brought as much as for its time.
            if dated.relation != "in" or _during(text, span[0]):
                found.append(dated)
    return sorted(found, key=lambda d: d.start)


def read_quarter(text: str) -> Quarter | None:
    """The quarter that a text is, whole, in any of the forms above; None for anything else."""
    for pattern in (_QUARTER_FIRST, _YEAR_FIRST):
        match = pattern.fullmatch(text.strip())
        if match:
            period = _quarter(match)
            return None if period is None else Quarter.of(period.start)
    return None


def _related(text: str, span: tuple[int, int], periods: tuple[Period, ...], named: bool) -> Dated:
    before = _BEFORE_IT.search(text[: span[0]])
    if before is None:
        return Dated(*span, periods[0], named, "in", periods[1:])
    match = _RELATION.match(before.group())
    relation = "in" if match is None else str(match.lastgroup)
    if "end of" in before.group().lower():
        relation = {"since": "after", "until": "until"}.get(relation, relation)
    return Dated(before.start(), span[1], periods[0], named, relation)


def _era_names(text: str, eras: tuple[Era, ...]) -> list[tuple[Era, tuple[int, int]]]:
    """Names of eras, the longest first, so that "first lockdown" is not a lockdown."""
    pattern, forms = _era_forms(eras)
    if pattern is None:
        return []
    return [(forms[m.group().casefold()], m.span()) for m in pattern.finditer(text)]


@remembered
def _era_forms(eras: tuple[Era, ...]) -> tuple[re.Pattern[str] | None, dict[str, Era]]:
    forms = {name.casefold(): era for era in reversed(eras) for name in (era.name, *era.terms)}
    if not forms:
        return None, {}
    names = "|".join(re.escape(n) for n in sorted(forms, key=lambda name: (-len(name), name)))
    return re.compile(rf"(?<!\w)(?:{names})(?!\w)", re.IGNORECASE), forms


def _during(text: str, at: int) -> bool:
    return re.search(r"\b(?:during|in|throughout|over)\s+(?:the\s+)?$", text[:at], re.I) is not None


def _years(match: re.Match[str]) -> int | None:
    year, following = int(match["year"]), int(match["next"])
    return year if following in ((year + 1) % 100, year + 1) else None


def _number(match: re.Match[str]) -> int:
    return int(match["number"] or 0) or _ORDINALS.get((match["ordinal"] or "").lower(), 0)


def _quarter(match: re.Match[str]) -> Period | None:
    year = _years(match)
    return None if year is None else Quarter(year, _number(match)).period


def _one_year(match: re.Match[str]) -> Period:
    year, number = int(match["year"]), _number(match)
    if match["number"]:
        return Quarter(year, number).period
    return Period(date(year, 3 * number - 2, 1), _month_end(year, 3 * number))


def _range(match: re.Match[str]) -> Period | None:
    year, first, last = int(match["year"]), *_month_numbers(match)
    opening = int(match["firstyear"] or (year if first <= last else year - 1))
    start, end = date(opening, first, 1), _month_end(year, last)
    return Period(start, end) if start <= end <= shift_months(start, 24) else None


def _month_numbers(match: re.Match[str]) -> tuple[int, int]:
    return MONTHS[match["first"].lower()], MONTHS[match["last"].lower()]


def _one_month(match: re.Match[str]) -> Period:
    year, month = int(match["year"]), MONTHS[match["first"].lower()]
    return Period(date(year, month, 1), _month_end(year, month))


def _season(name: str, year: int) -> Period:
    """Three months; winter of a year begins in its December."""
    first = date(year, _SEASONS[name.lower()], 1)
    last = shift_months(first, 2)
    return Period(first, _month_end(last.year, last.month))


def _season_year(match: re.Match[str]) -> Period:
    return _season(match["season"], int(match["year"]))


def _season_years(match: re.Match[str]) -> Period | None:
    year = _years(match)
    if year is None:
        return None
    # Spring of the financial year 2020/21 is that of 2020 but for March; so is its winter.
    return _season(match["season"], year)


def _last_season(match: re.Match[str], latest: Quarter | None) -> Period | None:
    """The last season of that name that had begun when the newest report closed."""
    if latest is None:
        return None
    year = latest.period.end.year
    period = _season(match["season"], year)
    return period if period.start <= latest.period.end else _season(match["season"], year - 1)


def _relative(match: re.Match[str], latest: Quarter | None) -> Period | None:
    """Reports call the quarter that they are of the last quarter."""
    if latest is None:
        return None
    previous = match["which"].lower() == "previous"
    return (latest.previous if previous else latest).period


def _financial(match: re.Match[str]) -> Period | None:
    year = _years(match)
    return None if year is None else Quarter(year, 1).financial_year


def _calendar(match: re.Match[str]) -> Period:
    year = int(match["year"])
    return Period(date(year, 1, 1), date(year, 12, 31))


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


# In this order: what one of them reads is left alone by those after it.
_WITH_YEAR: tuple[_Read, ...] = (
    (_QUARTER_FIRST, _quarter, True),
    (_YEAR_FIRST, _quarter, True),
    (_ONE_YEAR, _one_year, True),
    (_RANGE, _range, False),
    (_SEASON_YEARS, _season_years, False),
    (_SEASON_YEAR, _season_year, False),
    (_ONE_MONTH, _one_month, False),
    (_FINANCIAL, _financial, False),
    (_CALENDAR, _calendar, False),
)
