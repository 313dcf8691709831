"""Quarters and months as reports print them, for telling whose quarter a report is."""

from __future__ import annotations

import re

from quarterline.deadline import NEVER, Deadline
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
_DAY = r"(?:\d{1,2}(?:st|nd|rd|th)?\s+)?"
# "Data to December 2019", "Quarter ending 31 March 2022", "three months to June 2023"
_DATA_TO = re.compile(
    r"\b(?:data\s+(?:up\s+)?to|(?:quarter|three\s+months|3\s+months)\s+(?:to|ending|ended))\s*(?::\s*)?"
    rf"(?:the\s+)?(?:end\s+(?:of\s+)?)?{_DAY}{_MONTH}\s+(?P<year>20\d\d)\b",
    re.I,
)
# "July - September 2020", "1 April to 30 June 2023": a quarter by its first and last month
_MONTHS_OF = re.compile(
    rf"\b{_DAY}{_MONTH.replace('month', 'first')}(?:\s+(?P<opening>20\d\d))?\s*(?:[-–]|to)\s*"
    rf"{_DAY}{_MONTH}\s+(?P<year>20\d\d)\b",
    re.I,
)
_CLOSES = {6: 1, 9: 2, 12: 3, 3: 4}
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


def covered(text: str) -> list[Named]:
    """(start, end, quarter) of each time that `text` says it covers and that is a quarter.

    "Data to December 2019" and "quarter ending March 2022" name its last month, "July to
    September 2020" its first too; a time of another length or with other ends is left out.
    """
    found: list[Named] = []
    for match in (*_DATA_TO.finditer(text), *_MONTHS_OF.finditer(text)):
        groups = match.groupdict()
        month = _NUMBER[match["month"][:3].lower()]
        first = groups.get("first")
        if month not in _CLOSES or (first and _NUMBER[first[:3].lower()] != month - 2):
            continue
        if groups.get("opening") not in (None, match["year"]):
            continue
        quarter = Quarter(int(match["year"]) - (month == 3), _CLOSES[month])
        found.append((match.start(), match.end(), quarter))
    return sorted(found)


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
