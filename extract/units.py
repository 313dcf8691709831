"""Units of measurement: which words and signs name them, and the name a claim carries.

The house's own units (count, percent, percentage_points, gbp, hours, kg, years, months, days,
per_day, per_1000_population, position) come without a prefix; every other is `other:<word>`.
"""

from __future__ import annotations

import re

from extract.endings import ending

CURRENCIES = {
    "£": "gbp",
    "$": "other:usd",
    "US$": "other:usd",
    "€": "other:eur",
    "¥": "other:jpy",
    "A$": "other:aud",
    "C$": "other:cad",
    "NZ$": "other:nzd",
    "HK$": "other:hkd",
}

# unit: the words that name it, as a pattern
_NAMES = {
    "hours": r"hours?|hrs?",
    "days": r"days?",
    "months": r"months?",
    "years": r"years?|yrs?",
    "kg": r"kilogram(?:me)?s?|kilos?|kgs?",
    "gbp": r"pounds?(?!\s+(?:of|in\s+weight))",
    "other:weeks": r"weeks?|wks?",
    "other:minutes": r"minutes?|mins?",
    "other:seconds": r"seconds?|secs?",
    "other:decades": r"decades?",
    "other:grams": r"grams?|grammes?|g",
    "other:milligrams": r"milligrams?|mg",
    "other:tonnes": r"tonnes?|tons?",
    "other:pounds_weight": r"lbs?|pounds?(?=\s+(?:of|in\s+weight))",
    "other:ounces": r"ounces?|oz",
    "other:stone": r"stone",
    "other:miles": r"miles?",
    "other:kilometres": r"kilomet(?:re|er)s?|kms?",
    "other:metres": r"met(?:re|er)s?|m",
    "other:centimetres": r"centimet(?:re|er)s?|cm",
    "other:millimetres": r"millimet(?:re|er)s?|mm",
    "other:feet": r"feet|foot|ft",
    "other:inches": r"inch(?:es)?",
    "other:acres": r"acres?",
    "other:hectares": r"hectares?",
    "other:square_miles": r"(?:square|sq)\s+miles?",
    "other:square_metres": r"(?:square|sq)\s+met(?:re|er)s?",
    "other:mph": r"mph|miles\s+(?:per|an)\s+hour",
    "other:kph": r"kph|km/?h|kilomet(?:re|er)s?\s+(?:per|an)\s+hour",
    "other:litres": r"lit(?:re|er)s?",
    "other:millilitres": r"millilit(?:re|er)s?|ml",
    "other:pints": r"pints?",
    "other:barrels": r"barrels?",
    "other:degrees": r"°\s?[cf]?|degrees?(?:\s+(?:celsius|fahrenheit))?|[cf]",
    "other:mw": r"megawatts?|mwh?",
    "other:gw": r"gigawatts?|gwh?",
    "other:kw": r"kilowatts?|kwh?",
    "other:gb": r"gigabytes?|gb",
    "other:mb": r"megabytes?|mb",
    "other:tb": r"terabytes?|tb",
    "other:pence": r"pence|p",
    "other:cents": r"cents?",
    "other:usd": r"(?:us\s+)?dollars?",
    "other:eur": r"euros?",
    "other:basis_points": r"basis\s+points?|bps?",
    "percentage_points": r"(?:percentage|percent|per\s+cent|%)\s*(?:points?|pts?)|pp|ppts?|pts",
    "other:penalty_points": r"penalty\s+points?",
}
GLUED_ONLY = {
    "g",
    "m",
    "p",
    "lb",
    "lbs",
    "oz",
    "mb",
    "gb",
    "tb",
    "kw",
    "mw",
    "gw",
    "°",
    "°c",
    "c",
    "f",
}
"""Short forms that name a unit only when they stand right at the number ("62p")."""

_ORDER = sorted(_NAMES.items(), key=lambda item: -max(len(x) for x in item[1].split("|")))
_GROUPS = {f"u{index}": name for index, (name, _) in enumerate(_ORDER)}
_UNIT = re.compile(
    r"(?P<gap>\s*+-?)(?:"
    + "|".join(f"(?P<u{index}>{pattern})" for index, (_, pattern) in enumerate(_ORDER))
    + r")(?![\w²³])",
    re.I,
)
_GLUED = {f"u{i}" for i, (_, p) in enumerate(_ORDER) if any(x in GLUED_ONLY for x in p.split("|"))}

TIME_UNITS = {
    "hours",
    "days",
    "months",
    "years",
    "other:weeks",
    "other:minutes",
    "other:seconds",
    "other:decades",
}


def unit_after(text: str, position: int) -> tuple[str, int] | None:
    """The unit that is named right after `position`, and where its name ends; None if none."""
    match = _UNIT.match(text, position)
    if not match or not match.lastgroup:
        return None
    word = match.group().casefold().strip(" -")
    if word in GLUED_ONLY and match["gap"]:
        return None
    name = next(g for g, value in match.groupdict().items() if value and g in _GROUPS)
    return _GROUPS[name], match.end()


_PERIODS = {
    "day": "per_day",
    "hour": "other:per_hour",
    "minute": "other:per_minute",
    "week": "other:per_week",
    "month": "other:per_month",
    "quarter": "other:per_quarter",
    "year": "other:per_year",
}
# "56 a year earlier", "40 a month ago" name a time, no rate
_PERIOD_NAME = (
    r"(?P<period>day|hour|minute|week|month|quarter|year)\b(?!\s*-)"
    r"(?!\s+(?:ago|earlier|before|later|previously|after)\b)"
)
_PER_PERIOD = re.compile(rf"\s*+(?:(?:for\s+)?(?:each|every)|per|an?|/)\s*+{_PERIOD_NAME}", re.I)
# "67 contacts per day", "crimes recorded a month": up to three words stand between.
_COUNT_PER_PERIOD = re.compile(
    r"(?:\s++(?!(?:and|or|in|on|at|for|by|from|with|per|an?|the|to|of|over|as|was|were|have|is"
    r"|are)\b)[A-Za-z-]++){1,3}+"
    rf"\s++(?:per|(?:an?|each|every)(?=\s+\w+(?!\s+(?:after|before|later|earlier|when|trip|off"
    rf"|ago|as|for)\b)))"
    rf"\s++{_PERIOD_NAME}(?!\s+(?:after|before|later|earlier|when|ago)\b)",
    re.I,
)
_DAILY = {
    "daily": "per_day",
    "hourly": "other:per_hour",
    "weekly": "other:per_week",
    "monthly": "other:per_month",
    "yearly": "other:per_year",
    "annually": "other:per_year",
}
_ADVERBIAL = re.compile(rf"\s++(?P<adverb>{'|'.join(_DAILY)})\b(?!\s+\w+s\b)", re.I)
_PER_POPULATION = re.compile(
    r"\s*+(?:(?P<what>[A-Za-z]+(?:\s[a-z]+)?)\s++)?per\s++(?P<size>\d[\d,]*+|thousand"
    r"|hundred\s+thousand|million)"
    r"(?P<mag>[kmKM])?+(?:\s++(?P<of>(?:of\s+the\s+)?[A-Za-z]+\.?(?:\s+[a-z]+\b)?))?+",
)
_SHORT = {
    "pop": "population",
    "pop.": "population",
    "veh": "vehicle",
    "kms": "km",
    "head": "population",
    "people": "population",
    "residents": "population",
    "inhabitants": "population",
    "persons": "population",
}


# "An average of 107 reports of litter a day were made", "on average 64 calls were taken each day"
_AVERAGE_LEFT = ending(r"\b(?:on\s+average|average\s+of|averag(?:ed|ing))\s+\Z", re.I)
_AVERAGE_RIGHT = re.compile(
    rf"(?:\s++[A-Za-z()\d-]++){{1,8}}?\s++(?:an?|per|each|every)\s++{_PERIOD_NAME}", re.I
)
# "a daily average of 133", "(daily average 335)"
_DAILY_LEFT = ending(
    rf"\b(?P<adverb>{'|'.join(_DAILY)})\s+(?:average|mean|rate)\s*(?:of|was|is|:|at)?\s*\Z", re.I
)


def rate_around(text: str, start: int, end: int) -> str:
    """The rate of an average whose period stands apart: before it, or behind what is counted."""
    before = text[max(0, start - 30) : start]
    daily = _DAILY_LEFT.search(before)
    if daily:
        return _DAILY[daily["adverb"].casefold()]
    match = _AVERAGE_RIGHT.match(text, end) if _AVERAGE_LEFT.search(before) else None
    return _PERIODS[match["period"].casefold()] if match else ""


def rate_after(text: str, position: int) -> tuple[str, int] | None:
    """The rate that is named right after `position` ("per day", "a year", "per 1,000 pop.")."""
    match = _PER_PERIOD.match(text, position)
    if match:
        return _PERIODS[match["period"].casefold()], match.end()
    match = _COUNT_PER_PERIOD.match(text, position)
    if match:
        return _PERIODS[match["period"].casefold()], position
    match = _ADVERBIAL.match(text, position)
    if match:
        return _DAILY[match["adverb"].casefold()], match.end()
    match = _PER_POPULATION.match(text, position)
    if match:
        size = {"thousand": "1000", "hundred thousand": "100000", "million": "1000000"}.get(
            match["size"].casefold(), match["size"].replace(",", "")
        ) + (match["mag"] or "").casefold()
        of = re.sub(r"^of the ", "", (match["of"] or "").strip()).casefold().split()
        words = [_SHORT.get(w, w.rstrip(".")) for w in of]
        if size == "1000" and (not words or words[0] == "population"):
            return "per_1000_population", match.end()
        what = "_".join((match["what"] or "").casefold().split())
        return "other:" + "_".join(x for x in (what, "per", size, *words) if x), match.end()
    return None
