"""Expressions of time, resolved to closed intervals of dates from the report's own quarter.

What cannot be known stays unresolved: "this year", "recently", or a month without a year in
a text whose quarter is unknown give no period. A figure gets a period only from an
expression that is found here (see `extract.when`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from extract.dated_forms import ABSOLUTE, number_of
from extract.dated_forms import since as named_since
from extract.endings import ending
from extract.time_forms import EXPRESSION, HINT, PARTS, PAST
from quarterline.errors import PeriodError
from quarterline.periods import Period, Quarter, shift_months

_SINCE = ending(
    r"\b(?:since|counted\s+from)\s+(?:(?:the|its|their|it|they)\s+)?(?:(?:start|beginning|launch"
    r"|introduction|end|creation|began|started|opened|was\s+launched)\b[^.;]{0,60}?\s+)?"
    r"(?:on\s+|in\s+|of\s+|early\s+|late\s+|mid-?\s?)?\Z",
    re.I,
)
# "From January 2021 to date", "from 3 May onwards"
_TO_NOW = re.compile(r"\s+(?:to\s+date|until\s+now|to\s+the\s+present|onwards?)\b", re.I)
_OPENED = ending(
    r"\b(?:launched|opened|started|began|begun|introduced|live|established|run|running|formed)\s+"
    r"(?:on|in|from|since|fully\s+as\s+of)\s+(?:the\s+)?\Z",
    re.I,
)
_AGAINST_DAY = ending(r"\b(?:than|versus|vs\.?|compared\s+(?:to|with))\s+(?:on\s+)?\Z", re.I)
_OR = re.compile(r"\s+(?:or|and|nor)\s+", re.I)
_AGAINST = ending(
    r"\b(?:than(?:\s+either)?(?:\s+in)?|versus|vs\.?|against|compared\s+(?:to|with)|on|from"
    r"|over\s+that\s+of|by\s+comparison\s+with)\s+(?:in\s+)?\Z",
    re.I,
)
# Parts of a year that have no agreed ends.
# "the highest level since 2017": that dates the record, not the figure.
_SUPERLATIVE = ending(
    r"\b(?:highest|lowest|most|fewest|best|worst|largest|smallest|biggest|first|record)\b[^.;,]{0,30}"
    r"\bsince\s+(?:the\s+)?\Z",
    re.I,
)
_VAGUE = ending(
    r"\b(?:early|late|mid|middle\s+of|end\s+of|start\s+of|beginning\s+of|spring|summer|autumn"
    r"|winter)[\s-]+(?:of\s+)?\Z",
    re.I,
)
_YEAR_LEFT = ending(
    r"\b(?:in|during|for|of|since|from|on|than|to|by|until|throughout|over|versus|vs\.?|and"
    r"|year|early|late|mid|spring|summer|autumn|winter)[\s-]+\Z",
    re.I,
)
_BY = ending(r"\b(?:by|until|before|ahead\s+of)\s+(?:the\s+)?\Z", re.I)


@dataclass(frozen=True, slots=True)
class When:
    """A time expression: offsets in the text given, what it resolves to, and how it is used.

    `period` is None where it cannot be known. `kind` names the form ("last_quarter", "same",
    "month"); `since` and `opened` say that the words make it a beginning, `against` that a
    comparison word stands before it, `by` that it is a limit ("by March 2020").
    """

    start: int
    end: int
    text: str
    kind: str
    period: Period | None
    since: bool = False
    opened: bool = False
    against: bool = False
    by: bool = False


def find_periods(text: str, quarter: Quarter | None) -> list[When]:
    """Every time expression of `text`, left to right, resolved as far as `quarter` allows."""
    return list(_find_periods(text, quarter))


# A sentence's times are asked for by several rules, and a table's heads for each of its rows.
@lru_cache(maxsize=1024)
def _find_periods(text: str, quarter: Quarter | None) -> Sequence[When]:
    if not HINT.search(text):
        return ()
    found: list[When] = []
    for match in EXPRESSION.finditer(text):
        kind = match.lastgroup if match.lastgroup in _KINDS else _kind(match)
        before = text[max(0, match.start() - 80) : match.start()]
        if (kind == "month" and _not_a_month(text, match)) or _no_time(
            kind, before, text[match.end() :]
        ):
            continue
        if _SUPERLATIVE.search(before):
            continue
        against = _AGAINST.search(before) is not None
        since = _SINCE.search(before) is not None or (
            before.casefold().endswith("from ") and _TO_NOW.match(text, match.end()) is not None
        )
        try:
            period = _resolve(kind, match, quarter, against)
            if since and period is None:
                period = named_since(kind, match, quarter)
        except (ValueError, PeriodError):  # 31 June, Q4 of the year 9999
            period = None
        if kind in ("year", "fy_named") and _VAGUE.search(before):
            period = None
        if since and period is not None:
            period = _until_now(period, quarter)
        if kind == "months" and before.casefold().endswith("from "):
            against = False  # "from April to June": its own span
        if kind in (
            "day",
            "dates",
            "span",
            "week",
            "end_of",
            "end_quarter",
        ):  # "on 23 October": no comparison
            against = _AGAINST_DAY.search(before) is not None
        if found and found[-1].against and _OR.fullmatch(text, found[-1].end, match.start()):
            against = True
        found.append(
            When(
                match.start(),
                match.end(),
                match.group(),
                kind,
                period,
                since,
                _OPENED.search(before) is not None,
                against,
                _BY.search(before) is not None,
            )
        )
    return found


_KINDS = {name for name, _ in PARTS}


def _kind(match: re.Match[str]) -> str:
    return next(name for name, _ in PARTS if match[name])


def _not_a_month(text: str, match: re.Match[str]) -> bool:
    """The verbs "may" and "march", and "Mar", "Dec" inside names, are no months."""
    word = match.group()
    return word[0].islower() or (
        word == "May"
        and re.match(
            r"\s+(?:be|have|not|also|still|well|I|we|they)\b", text[match.end() : match.end() + 8]
        )
        is not None
    )


def _no_time(kind: str, before: str, after: str) -> bool:
    """A year that dates nothing ("Act 1999", "the new 2021 strategy"), and "kept up to date"."""
    if kind in ("year", "fy_named"):
        labels = before.endswith("(") and re.match(r"\s*:\s*[£\d]", after) is not None
        return not labels and _YEAR_LEFT.search(before) is None
    return kind == "to_date" and before.casefold().endswith("up ")


def _until_now(period: Period, quarter: Quarter | None) -> Period | None:
    """From the beginning of `period` to the end of the quarter: README's "since X"."""
    if quarter is None or quarter.period.end < period.start:
        return None
    return Period(period.start, quarter.period.end)


def _resolve(kind: str, m: re.Match[str], quarter: Quarter | None, against: bool) -> Period | None:
    absolute = ABSOLUTE.get(kind)
    if absolute is not None:
        return absolute(m, quarter)
    if quarter is None:
        return None
    if kind == "last_quarter":
        # In these reports "in the last quarter" is the reporting quarter; set against it
        # ("lower this quarter than last quarter", "a decrease on last quarter") the one before.
        return quarter.previous.period if against else quarter.period
    relative = {
        "same_last": quarter.year_ago,
        "this_quarter": quarter,
        "reporting": quarter,
        "previous_quarter": quarter.previous,
        "next_quarter": quarter.shift(1),
    }.get(kind)
    if relative is not None:
        return relative.period
    if kind == "year_to_date":
        return Period(quarter.financial_year.start, quarter.period.end)
    made = _MADE.get(kind)
    return made(m, quarter) if made is not None else None


def _same_named(m: re.Match[str], quarter: Quarter) -> Period:
    """The report's quarter in the year named ("the same period in 2018", "in 2019/20")."""
    if m["same_fy"]:
        return Quarter(int(m["same_fy"][:4]), quarter.number).period
    start = quarter.period.start
    return _shift_years(quarter.period, int(m["same_year"]) - start.year)


def _quarter_end(m: re.Match[str], quarter: Quarter) -> Period:
    """The last day of a quarter ("at the end of the previous quarter")."""
    named = quarter.previous if m["eqpast"] else quarter.year_ago if m["eqyear"] else quarter
    return Period(named.period.end, named.period.end)


def _shift_years(period: Period, years: int) -> Period:
    return Period(shift_months(period.start, 12 * years), shift_months(period.end, 12 * years))


def _financial(m: re.Match[str], quarter: Quarter) -> Period:
    word = m["fw"].casefold()
    if "next" in word:
        return quarter.shift(4).financial_year
    if re.search(PAST, word):
        return quarter.year_ago.financial_year
    return quarter.financial_year


def _window(m: re.Match[str], quarter: Quarter) -> Period | None:
    """Months back from the quarter's end ("in the last six months", "rolling 12 months")."""
    count = number_of(m["wn"] or m["rn"])
    unit = (m["wu"] or "month").casefold()
    past = (m["wpast"] or "").casefold()
    if not count or count > 600:
        return None
    months = count * (12 if unit.startswith("year") else 3 if unit.startswith("quarter") else 1)
    end = quarter.period.end
    if past in ("previous", "preceding") and unit.startswith(("month", "quarter")):
        end = quarter.previous.period.end  # the months before those that are reported
    return Period(shift_months(end, -months) + timedelta(days=1), end)


_MADE: dict[str, Callable[[re.Match[str], Quarter], Period | None]] = {
    "end_quarter": _quarter_end,
    "same_named": _same_named,
    "financial": _financial,
    "window": _window,
}
