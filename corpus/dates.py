"""Quarters and months as reports print them, for telling whose quarter a report is."""

from __future__ import annotations

import re

from quarterline.deadline import NEVER, Deadline
from quarterline.errors import PeriodError
from quarterline.periods import Quarter

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_NUMBER = {name[:3].lower(): i for i, name in enumerate(MONTHS, 1)}
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_YEARS = r"(?P<year>20\d\d)\s*[/–-]\s*(?P<next>(?:20)?\d\d)"
_Q = r"(?:Q|Quarter\s*|Qtr\s*)(?P<number>[1-4]|one|two|three|four)"
_ORDINAL = r"(?P<number>first|second|third|fourth|1st|2nd|3rd|4th)\s+quarter"
_GAP = r"[\s,:–-]*(?:of\s+|\()?"
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "first": 1, "second": 2, "third": 3, "fourth": 4,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4,
}  # fmt: skip
_FORMS = tuple(
    re.compile(form, re.I)
    for form in (
        rf"\b{_Q}{_GAP}{_YEARS}\b",
        rf"\b{_YEARS}\)?[\s,:–-]*\(?{_Q}\b",
        rf"\b{_ORDINAL}{_GAP}{_YEARS}\b",
    )
)
_DATA_TO = re.compile(
    rf"\bdata\s+(?:up\s+)?to\s*(?::\s*)?(?:the\s+)?(?:end\s+(?:of\s+)?)?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?{_MONTH}\s+(?P<year>20\d\d)\b",
    re.I,
)
# "May" is also a verb: it needs a day, a year or a preposition of time beside it.
_BEFORE = (
    r"(?:\b(?:in|during|since|of|from|until|by|to|end|early|mid|late|and|"
    r"[0-3]?\d(?:st|nd|rd|th)?)\s+)"
)
_DATED = re.compile(
    rf"(?:{_BEFORE})?\b{_MONTH}\b(?:,?\s+(?P<year>20\d\d)\b)?(?!\s+(?:be|have|not)\b)"
)

Named = tuple[int, int, Quarter]


def quarter_names(text: str) -> list[Named]:
    """(start, end, quarter) of every quarter of a financial year printed in `text`, in order."""
    found: list[Named] = []
    for form in _FORMS:
        for match in form.finditer(text):
            year, following = int(match["year"]), int(match["next"]) % 100
            if following != (year + 1) % 100:
                continue
            number = match["number"].lower()
            value = int(number) if number.isdigit() else _WORDS[number]
            found.append((match.start(), match.end(), Quarter(year, value)))
    return sorted(found, key=lambda f: (f[0], -f[1]))


def data_to(text: str) -> list[Named]:
    """(start, end, quarter) of each "Data to December 2019" whose month ends a quarter."""
    found: list[Named] = []
    for match in _DATA_TO.finditer(text):
        month = _NUMBER[match["month"][:3].lower()]
        if month % 3:
            continue
        year = int(match["year"]) - (month == 3)
        try:
            found.append(
                (match.start(), match.end(), Quarter(year, {6: 1, 9: 2, 12: 3, 3: 4}[month]))
            )
        except PeriodError:  # pragma: no cover - a year of four digits always fits
            continue
    return found


def dated_months(text: str, deadline: Deadline = NEVER) -> list[tuple[int, int, int, int | None]]:
    """(start, end, month, year or None) of every month that `text` names as a date.

    Raises LimitError when the time is over.
    """
    found: list[tuple[int, int, int, int | None]] = []
    for match in deadline.over(_DATED.finditer(text)):
        year = int(match["year"]) if match["year"] else None
        name = match["month"]
        bare = year is None and match.start() == match.start("month")
        if bare and name in ("May", "March", "Mar", "Jan", "Dec", "Sep", "Sept"):
            continue
        found.append((match.start("month"), match.end(), _NUMBER[name[:3].lower()], year))
    return found
