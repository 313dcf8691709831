"""Expressions of time, resolved to closed intervals of dates from the report's own quarter.

What cannot be known stays unresolved: "this year", "recently", or a month without a year in
a text whose quarter is unknown give no period. A figure gets a period only from an
expression that is found here (see `extract.when`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from quarterline.errors import PeriodError
from quarterline.periods import Period, Quarter, month, shift_months

_MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
}
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"\d{1,2}(?:\s?(?:st|nd|rd|th))?"
_YEAR = r"(?:19|20)\d\d"
_FY = r"20\d\d\s?[/–-]\s?(?:20)?\d\d"
_SMALL = {w: n for n, w in enumerate(
    "one two three four five six seven eight nine ten eleven twelve eighteen".split(), start=1)}
_SMALL["eighteen"] = 18
_COUNT = rf"(?:\d{{1,3}}|{'|'.join(_SMALL)})"
_SAME = r"(?:the\s+)?(?:same|corresponding|equivalent|comparable)\s+(?:period|quarter|time|point|months?|three\s+months)"
_PAST = r"(?:last|past|previous|preceding|latest|most\s+recent)"

# Named parts, tried in this order at each place; the first that matches wins.
_PARTS = (
    ("same_named", rf"{_SAME}\s+(?:(?:in|of|during|for)\s+)?(?:(?P<same_fy>{_FY})|(?P<same_year>{_YEAR}))"),
    ("same_last", rf"{_SAME}(?:\s+(?:in|of|during|the))*\s+(?:last|previous|prior|preceding)\s+(?:financial\s+)?year"
                  rf"|{_SAME}\s+(?:a|one)\s+year\s+(?:ago|earlier|before)|the\s+year\s+before|a\s+year\s+(?:ago|earlier)"),
    ("same", rf"{_SAME}|(?:this|that)\s+(?:time\b|period)|these\s+(?:three\s+)?months"),
    ("dates", rf"(?P<d1>{_DAY})\s?(?:-|–|to|and)\s?(?P<d2>{_DAY})\s+(?:of\s+)?(?P<dm>{_MONTH})(?:,?\s+(?P<dy>{_YEAR}))?"),
    ("slashes", r"(?P<s1>\d{1,2}/\d{1,2}/(?:\d{4}|\d\d))\s?(?:-|–|to)\s?(?P<s2>\d{1,2}/\d{1,2}/(?:\d{4}|\d\d))"),
    ("slash_days", r"(?P<v1>\d{1,2}/\d{1,2})\s?(?:-|–|to)\s?(?P<v2>\d{1,2}/\d{1,2})(?![/\d])"),
    ("slash_day", r"(?P<sd>\d{1,2}/\d{1,2}/(?:\d{4}|\d\d))"),
    ("week", rf"week\s+(?:commencing|beginning|starting)\s+(?:the\s+)?(?P<wd>{_DAY})\s+(?:of\s+)?(?P<wm>{_MONTH})(?:,?\s+(?P<wy>{_YEAR}))?"),
    ("months_to", rf"(?P<tn>{_COUNT})[\s-]+months?\s+(?:to|ending|ended|up\s+to)\s+(?:(?:the\s+)?end\s+(?:of\s+)?)?(?P<tm>{_MONTH})(?:,?\s+(?P<ty>{_YEAR}))?"),
    ("end_of", rf"(?:the\s+)?end\s+of\s+(?P<em>{_MONTH})(?:,?\s+(?P<ey>{_YEAR}))?"),
    ("day", rf"(?P<ad>{_DAY})\s+(?:of\s+)?(?P<am>{_MONTH})(?:,?\s+(?P<ay>{_YEAR}))?"
            rf"|(?P<bm>{_MONTH})\s+(?:the\s+)?(?P<bd>\d{{1,2}}(?:st|nd|rd|th)?)(?![\d,.%]|\s+[a-z]+s\b)(?:,?\s+(?P<by>{_YEAR}))?"),
    ("months", rf"(?P<m1>{_MONTH})(?:\s+(?P<y1>{_YEAR}))?\s?(?:-|–|to|and|through)\s?(?P<m2>{_MONTH})(?:,?\s+(?P<y2>{_YEAR}))?"),
    ("month", rf"(?P<mm>{_MONTH})(?:,?\s+(?:of\s+)?(?P<my>{_YEAR})|-(?P<mshort>\d\d)\b)?"),
    ("quarter", rf"(?:Q(?P<q>[1-4])|(?P<qw>first|second|third|fourth|final)\s+quarter|quarter\s+(?P<qn>[1-4]|one|two|three|four))"
                rf"\b(?:\s+(?:of\s+)?(?:the\s+)?(?:(?P<qfy>{_FY}|\d\d/\d\d)|(?P<qy>{_YEAR})))?"),
    ("fy_named", rf"(?P<fy>{_FY})"),
    ("financial", rf"(?P<fw>this|the\s+current|current|the|{_PAST}|the\s+{_PAST}|next|the\s+next)\s+financial\s+year"),
    ("last_quarter", r"(?:the\s+)?last\s+quarter"),
    ("previous_quarter", r"(?:the\s+)?(?:previous|preceding|prior)\s+quarter|the\s+quarter\s+before"),
    ("next_quarter", r"(?:the\s+)?(?:next|coming|following|forthcoming)\s+quarter"),
    ("this_quarter", r"(?:this|the|the\s+current|the\s+reporting|the\s+latest)\s+quarter(?!\s+(?:on|of)\b)"),
    ("window", rf"(?:the\s+)?(?P<wpast>{_PAST})\s+(?P<wn>{_COUNT})[\s-]+(?P<wu>months?|quarters?|years?)"
               rf"|rolling\s+(?P<rn>{_COUNT})[\s-]+months?"),
    ("reporting", r"(?:this|the)\s+reporting\s+period"),
    ("to_date", r"to\s+date|so\s+far"),
    ("year", rf"(?:calendar\s+year\s+)?(?P<yy>{_YEAR})"),
)
_EXPRESSION = re.compile(
    r"(?<![\w£$€.,/-])(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _PARTS) + r")(?![\w%])",
    re.I,
)
_HINT = re.compile(
    r"quarter|month|year|period|time|point|week|date|far|end of|/|\bQ[1-4]\b|\b20\d\d|\b19\d\d"
    r"|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)",
    re.I,
)
_SINCE = re.compile(r"\bsince\s+(?:the\s+)?(?:(?:start|beginning|launch|introduction|end|creation)\b[^.;]{0,60}?\s+)?"
                    r"(?:on\s+|in\s+|of\s+|early\s+|late\s+|mid-?\s?)?\Z", re.I)
_OPENED = re.compile(r"\b(?:launched|opened|started|began|begun|introduced|live|established|run|running|formed)\s+"
                     r"(?:on|in|from|since|fully\s+as\s+of)\s+(?:the\s+)?\Z", re.I)
_AGAINST = re.compile(r"\b(?:than|versus|vs\.?|against|compared\s+(?:to|with)|on|from|over\s+that\s+of|by\s+comparison\s+with)\s+(?:in\s+)?\Z", re.I)
# Parts of a year that have no agreed ends.
_VAGUE = re.compile(r"\b(?:early|late|mid|middle\s+of|end\s+of|start\s+of|beginning\s+of|spring|summer|autumn|winter)[\s-]+\Z", re.I)
_YEAR_LEFT = re.compile(r"\b(?:in|during|for|of|since|from|on|than|to|by|until|throughout|versus|vs\.?|and|early|late|mid|spring|summer|autumn|winter)[\s-]+\Z", re.I)
_BY = re.compile(r"\b(?:by|until|before|ahead\s+of)\s+(?:the\s+)?\Z", re.I)


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
    if not _HINT.search(text):
        return []
    found: list[When] = []
    for match in _EXPRESSION.finditer(text):
        kind = match.lastgroup if match.lastgroup in _KINDS else _kind(match)
        before = text[max(0, match.start() - 80) : match.start()]
        if (kind == "month" and _not_a_month(text, match)) or _no_time(kind, before):
            continue
        against = _AGAINST.search(before) is not None
        try:
            period = _resolve(kind, match, quarter, against)
        except (ValueError, PeriodError):  # 31 June, Q4 of the year 9999
            period = None
        since = _SINCE.search(before) is not None
        if kind in ("year", "fy_named") and _VAGUE.search(before):
            period = None
        if since and period is not None:
            period = _until_now(period, quarter)
        found.append(
            When(match.start(), match.end(), match.group(), kind, period, since,
                 _OPENED.search(before) is not None, against, _BY.search(before) is not None)
        )
    return found


_KINDS = {name for name, _ in _PARTS}


def _kind(match: re.Match[str]) -> str:
    return next(name for name, _ in _PARTS if match[name])


def _not_a_month(text: str, match: re.Match[str]) -> bool:
    """The verbs "may" and "march", and "Mar", "Dec" inside names, are no months."""
    word = match.group()
    return word[0].islower() or (
        word == "May" and re.match(r"\s+(?:be|have|not|also|still|well|I|we|they)\b", text[match.end() : match.end() + 8]) is not None
    )


def _no_time(kind: str, before: str) -> bool:
    """A year that dates nothing ("Act 1999", "the new 2021 strategy"), and "kept up to date"."""
    if kind == "year":
        return _YEAR_LEFT.search(before) is None
    return kind == "to_date" and before.casefold().endswith("up ")


def _until_now(period: Period, quarter: Quarter | None) -> Period | None:
    """From the beginning of `period` to the end of the quarter: README's "since X"."""
    if quarter is None or quarter.period.end < period.start:
        return None
    return Period(period.start, quarter.period.end)


def _resolve(kind: str, m: re.Match[str], quarter: Quarter | None, against: bool) -> Period | None:
    absolute = _ABSOLUTE.get(kind)
    if absolute is not None:
        return absolute(m, quarter)
    if quarter is None:
        return None
    if kind == "last_quarter":
        # In these reports "in the last quarter" is the reporting quarter; set against it
        # ("lower this quarter than last quarter", "a decrease on last quarter") the one before.
        return quarter.previous.period if against else quarter.period
    relative = {
        "this_quarter": quarter, "reporting": quarter, "previous_quarter": quarter.previous,
        "next_quarter": quarter.shift(1),
    }.get(kind)
    if relative is not None:
        return relative.period
    if kind == "same_last":
        return quarter.year_ago.period
    if kind == "same_named":
        return _same_named(m, quarter)
    if kind == "financial":
        return _financial(m["fw"].casefold(), quarter)
    if kind == "window":
        return _window(m, quarter)
    return None


def _same_named(m: re.Match[str], quarter: Quarter) -> Period:
    """The report's quarter in the year named ("the same period in 2018", "in 2019/20")."""
    if m["same_fy"]:
        return Quarter(int(m["same_fy"][:4]), quarter.number).period
    start = quarter.period.start
    return _shift_years(quarter.period, int(m["same_year"]) - start.year)


def _shift_years(period: Period, years: int) -> Period:
    return Period(shift_months(period.start, 12 * years), shift_months(period.end, 12 * years))


def _financial(word: str, quarter: Quarter) -> Period:
    if "next" in word:
        return quarter.shift(4).financial_year
    if re.search(_PAST, word):
        return quarter.year_ago.financial_year
    return quarter.financial_year


def _window(m: re.Match[str], quarter: Quarter) -> Period | None:
    """Months back from the quarter's end ("in the last six months", "rolling 12 months")."""
    count = _number(m["wn"] or m["rn"])
    unit = (m["wu"] or "month").casefold()
    past = (m["wpast"] or "").casefold()
    if not count or count > 600:
        return None
    months = count * (12 if unit.startswith("year") else 3 if unit.startswith("quarter") else 1)
    end = quarter.period.end
    if past in ("previous", "preceding") and unit.startswith(("month", "quarter")):
        end = quarter.previous.period.end  # the months before those that are reported
    return Period(shift_months(end, -months) + timedelta(days=1), end)


def _number(word: str | None) -> int:
    if not word:
        return 0
    return int(word) if word.isdigit() else _SMALL.get(word.casefold(), 0)


def _month_number(word: str) -> int:
    return _MONTHS[word.casefold()[:3]]


def _year_of(number: int, quarter: Quarter | None) -> int | None:
    """The year of a month that stands without one: the last such month up to the quarter's end.

    Months more than half a year back are as likely to lie ahead ("booked for February" in a
    report to December), so they stay unknown.
    """
    if quarter is None:
        return None
    end = quarter.period.end
    year = end.year if number <= end.month else end.year - 1
    back = (end.year - year) * 12 + end.month - number
    return year if back <= 6 else None


def _day(day: str, name: str, year: str | None, quarter: Quarter | None) -> date | None:
    number = _month_number(name)
    known = int(year) if year else _year_of(number, quarter)
    return date(known, number, int(re.sub(r"\D", "", day))) if known else None


def _one_day(day: date | None) -> Period | None:
    return Period(day, day) if day else None


def _day_period(m: re.Match[str], quarter: Quarter | None) -> Period | None:
    if m["ad"]:
        return _one_day(_day(m["ad"], m["am"], m["ay"], quarter))
    return _one_day(_day(m["bd"], m["bm"], m["by"], quarter))


def _days_period(m: re.Match[str], quarter: Quarter | None) -> Period | None:
    first, last = (_day(m[d], m["dm"], m["dy"], quarter) for d in ("d1", "d2"))
    return Period(first, last) if first and last else None


def _week_period(m: re.Match[str], quarter: Quarter | None) -> Period | None:
    first = _day(m["wd"], m["wm"], m["wy"], quarter)
    return Period(first, first + timedelta(days=6)) if first else None


def _slash(text: str) -> date:
    day, number, year = (int(x) for x in text.split("/"))
    return date(year + (2000 if year < 100 else 0), number, day)


def _slash_days(m: re.Match[str], quarter: Quarter | None) -> Period | None:
    days = []
    for text in (m["v1"], m["v2"]):
        day, number = (int(x) for x in text.split("/"))
        year = _year_of(number, quarter)
        if year is None or not 1 <= number <= 12:
            return None
        days.append(date(year, number, day))
    return Period(days[0], days[1])


def _month_period(m: re.Match[str], quarter: Quarter | None) -> Period | None:
    number = _month_number(m["mm"])
    if m["mshort"]:  # "Sep-17"
        return month(2000 + int(m["mshort"]), number)
    year = int(m["my"]) if m["my"] else _year_of(number, quarter)
    return month(year, number) if year else None


def _months_period(m: re.Match[str], quarter: Quarter | None) -> Period | None:
    first, last = _month_number(m["m1"]), _month_number(m["m2"])
    year = int(m["y2"]) if m["y2"] else _year_of(last, quarter)
    if not year:
        return None
    start = int(m["y1"]) if m["y1"] else year - (first > last)
    return Period(month(start, first).start, month(year, last).end)


def _months_to(m: re.Match[str], quarter: Quarter | None) -> Period | None:
    number = _month_number(m["tm"])
    year = int(m["ty"]) if m["ty"] else _year_of(number, quarter)
    if not year:
        return None
    end = month(year, number).end
    return Period(shift_months(end, -_number(m["tn"])) + timedelta(days=1), end)


def _end_of(m: re.Match[str], quarter: Quarter | None) -> Period | None:
    number = _month_number(m["em"])
    year = int(m["ey"]) if m["ey"] else _year_of(number, quarter)
    return _one_day(month(year, number).end) if year else None


_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4}


def _quarter_period(m: re.Match[str], quarter: Quarter | None) -> Period | None:
    word = (m["q"] or m["qn"] or "").casefold()
    number = _number(word) if word else _ORDINALS[m["qw"].casefold()]
    if m["qfy"]:
        head = m["qfy"][:4] if m["qfy"][:2] == "20" and m["qfy"][:4].isdigit() else "20" + m["qfy"][:2]
        return Quarter(int(head), number).period
    if m["qy"]:
        year = int(m["qy"])
        if quarter is None:
            return None  # a financial or a calendar year's quarter: it does not say
        # "Q4 2021" in a report of January to March 2021 is Q4 of 2020-21: take the reading
        # that is not after the report.
        named = Quarter(year, number)
        return (named if named <= quarter else Quarter(year - 1, number)).period
    if quarter is None:
        return None
    named = Quarter(quarter.year, number)
    return (named if named <= quarter else named.year_ago).period


def _fy_period(m: re.Match[str], quarter: Quarter | None) -> Period | None:
    first = int(m["fy"][:4])
    last = int(re.split(r"[/–-]", m["fy"])[1])
    if (first + 1) % 100 != last % 100:  # "2016-2020" is a plan's years, no financial year
        return Period(date(first, 4, 1), date(2000 + last % 100, 3, 31)) if last % 100 > first % 100 else None
    return Quarter(first, 1).financial_year


def _calendar_year(m: re.Match[str], quarter: Quarter | None) -> Period:
    year = int(m["yy"])
    return Period(date(year, 1, 1), date(year, 12, 31))


_ABSOLUTE = {
    "dates": _days_period,
    "slashes": lambda m, q: Period(_slash(m["s1"]), _slash(m["s2"])),
    "slash_days": _slash_days,
    "slash_day": lambda m, q: _one_day(_slash(m["sd"])),
    "week": _week_period,
    "months_to": _months_to,
    "end_of": _end_of,
    "day": _day_period,
    "months": _months_period,
    "month": _month_period,
    "quarter": _quarter_period,
    "fy_named": _fy_period,
    "year": _calendar_year,
}
