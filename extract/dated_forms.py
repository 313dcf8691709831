"""From a matched form of words to the dates it names, for forms that name dates of their own.

Each function takes the match of `time_forms.EXPRESSION` and the report's quarter, by which a
month without a year is placed; it gives None where the words do not tell.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from extract.time_forms import SMALL
from quarterline.periods import Period, Quarter, month, shift_months

_MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
}


def number_of(word: str | None) -> int:
    """The number of a small numeral or word ("three"), 0 if it is none."""
    if not word:
        return 0
    return int(word) if word.isdigit() else SMALL.get(word.casefold(), 0)


def _month_number(word: str) -> int:
    return _MONTHS[word.casefold()[:3]]


def _year_of(number: int, quarter: Quarter | None, most: int = 6) -> int | None:
    """The year of a month that stands without one: the last such month up to the quarter's end.

    Months more than half a year back are as likely to lie ahead ("booked for February" in a
    report to December), so they stay unknown; `most` is how far back they may lie.
    """
    if quarter is None:
        return None
    end = quarter.period.end
    year = end.year if number <= end.month else end.year - 1
    back = (end.year - year) * 12 + end.month - number
    return year if back <= most else None


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


def _span_period(m: re.Match[str], quarter: Quarter | None) -> Period | None:
    """ "from 1 October 2021 to 31 March 2022"; a first day without a year is the one before the
    last."""
    kind = "x" if m["xd1"] else "z"
    last = _day(m[f"{kind}d2"], m[f"{kind}m2"], m[f"{kind}y2"], quarter)
    if last is None:
        return None
    number = _month_number(m[f"{kind}m1"])
    year = m[f"{kind}y1"] or str(last.year - (number > last.month))
    first = _day(m[f"{kind}d1"], m[f"{kind}m1"], year, quarter)
    return Period(first, last) if first else None


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
    first, last = _short_day(m["v1"], quarter), _short_day(m["v2"], quarter)
    return Period(first, last) if first and last else None


def _short_day(text: str, quarter: Quarter | None) -> date | None:
    day, number = (int(x) for x in text.split("/"))
    year = _year_of(number, quarter) if 1 <= number <= 12 else None
    return date(year, number, day) if year else None


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
    end = (
        date(year, number, int(re.sub(r"\D", "", m["td"]))) if m["td"] else month(year, number).end
    )
    back = {"year": 12, "quarter": 3}.get((m["tu"] or "").casefold()) or number_of(m["tn"])
    return Period(shift_months(end, -back) + timedelta(days=1), end)


def since(kind: str, m: re.Match[str], quarter: Quarter | None) -> Period | None:
    """The last such month or day: what "since 1 April" names lies in the past, up to a year."""
    if kind == "month" and not m["my"] and not m["mshort"]:
        number = _month_number(m["mm"])
        year = _year_of(number, quarter, 11)
        return month(year, number) if year else None
    if kind == "day" and not m["ay"] and not m["by"]:
        day, name = (m["ad"], m["am"]) if m["ad"] else (m["bd"], m["bm"])
        year = _year_of(_month_number(name), quarter, 11)
        return _one_day(_day(day, name, str(year), quarter)) if year else None
    return None


def _first_of(m: re.Match[str], quarter: Quarter | None) -> Period | None:
    """ "the first six months of 2022/23"."""
    months = 6 if m["hh"] else number_of(m["hn"])
    start = Quarter(int(m["hfy"][:4]), 1).period.start
    return Period(start, shift_months(start, months) - timedelta(days=1)) if months <= 12 else None


def _end_of(m: re.Match[str], quarter: Quarter | None) -> Period | None:
    number = _month_number(m["em"])
    year = int(m["ey"]) if m["ey"] else _year_of(number, quarter)
    return _one_day(month(year, number).end) if year else None


_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4}


def _quarter_period(m: re.Match[str], quarter: Quarter | None) -> Period | None:
    word = (m["q"] or m["qn"] or "").casefold()
    number = number_of(word) if word else _ORDINALS[m["qw"].casefold()]
    if m["qfy"]:
        head = (
            m["qfy"][:4] if m["qfy"][:2] == "20" and m["qfy"][:4].isdigit() else "20" + m["qfy"][:2]
        )
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
    if m["qlast"]:
        return Quarter(quarter.year - 1, number).period
    named = Quarter(quarter.year, number)
    return (named if named <= quarter else named.year_ago).period


def _fy_period(m: re.Match[str], quarter: Quarter | None) -> Period | None:
    first = int(m["fy"][:4])
    last = int(re.split(r"[/–-]", m["fy"])[1])
    if (first + 1) % 100 != last % 100:  # "2016-2020" is a plan's years, no financial year
        return (
            Period(date(first, 4, 1), date(2000 + last % 100, 3, 31))
            if last % 100 > first % 100
            else None
        )
    return Quarter(first, 1).financial_year


def _calendar_year(m: re.Match[str], quarter: Quarter | None) -> Period:
    year = int(m["yy"])
    return Period(date(year, 1, 1), date(year, 12, 31))


ABSOLUTE = {
    "span": _span_period,
    "dates": _days_period,
    "slashes": lambda m, q: Period(_slash(m["s1"]), _slash(m["s2"])),
    "slash_days": _slash_days,
    "slash_short": lambda m, q: _one_day(_short_day(m["ss"], q)),
    "slash_day": lambda m, q: _one_day(_slash(m["sd"])),
    "week": _week_period,
    "months_to": _months_to,
    "first_of": _first_of,
    "end_of": _end_of,
    "day": _day_period,
    "months": _months_period,
    "month": _month_period,
    "quarter": _quarter_period,
    "fy_named": _fy_period,
    "year": _calendar_year,
}
