"""The forms in which English names a time, as one pattern made of named parts."""

from __future__ import annotations

import re

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"\d{1,2}(?:\s?(?:st|nd|rd|th))?"
_YEAR = r"(?:19|20)\d\d"
_FY = r"20\d\d\s?[/–-]\s?(?:20)?\d\d"
SMALL = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
} | {"eighteen": 18, "fifteen": 15, "twenty": 20}
_COUNT = rf"(?:\d{{1,3}}|{'|'.join(SMALL)})"
_SAME = (
    r"(?:the\s+)?(?:same|corresponding|equivalent|comparable)\s+(?:period|quarter|time|point"
    r"|months?|three\s+months)"
)
PAST = r"(?:last|past|previous|preceding|latest|most\s+recent)"
# Named parts, tried in this order at each place; the first that matches wins.
PARTS = (
    (
        "same_named",
        rf"{_SAME}\s+(?:(?:in|of|during|for)\s+)?(?:(?P<same_fy>{_FY})|(?P<same_year>{_YEAR}))",
    ),
    (
        "same_last",
        rf"{_SAME}(?:\s+(?:in|of|during|the))*\s+(?:last|previous|prior"
        rf"|preceding)\s+(?:financial\s+)?year"
        rf"|{_SAME}\s+(?:(?:in|of)\s+)?(?:a|one|the)\s+year\s+(?:ago|earlier|before)"
        rf"|the\s+year\s+before"
        rf"|a\s+year\s+(?:ago|earlier|before(?=\s*(?:[.,;)]|\Z)))",
    ),
    ("same", rf"{_SAME}|(?:this|that)\s+(?:time\b|period)|these\s+(?:three\s+)?months"),
    (
        # "from 1 October 2021 to 31 March 2022"; "and" joins two single days unless between them
        "span",
        rf"(?P<xd1>{_DAY})\s+(?:of\s+)?(?P<xm1>{_MONTH})(?:,?\s+(?P<xy1>{_YEAR}))?\s?"
        r"(?:-|–|to|until|till|up\s+to|through(?:\s+to)?)\s?(?:the\s+)?"
        rf"(?P<xd2>{_DAY})\s+(?:of\s+)?(?P<xm2>{_MONTH})(?:,?\s+(?P<xy2>{_YEAR}))?"
        rf"|(?:(?<=between\s)|(?<=between\sthe\s))"
        rf"(?P<zd1>{_DAY})\s+(?:of\s+)?(?P<zm1>{_MONTH})(?:,?\s+(?P<zy1>{_YEAR}))?\s+and\s+"
        rf"(?:the\s+)?(?P<zd2>{_DAY})\s+(?:of\s+)?(?P<zm2>{_MONTH})(?:,?\s+(?P<zy2>{_YEAR}))?",
    ),
    (
        "dates",
        rf"(?P<d1>{_DAY})\s?(?:-|–|to"
        rf"|and)\s?(?P<d2>{_DAY})\s+(?:of\s+)?(?P<dm>{_MONTH})(?:,?\s+(?P<dy>{_YEAR}))?",
    ),
    (
        "slashes",
        r"(?P<s1>\d{1,2}/\d{1,2}/(?:\d{4}|\d\d))\s?(?:-|–"
        r"|to)\s?(?P<s2>\d{1,2}/\d{1,2}/(?:\d{4}|\d\d))",
    ),
    ("slash_days", r"(?P<v1>\d{1,2}/\d{1,2})\s?(?:-|–|to)\s?(?P<v2>\d{1,2}/\d{1,2})(?![/\d])"),
    ("slash_day", r"(?P<sd>\d{1,2}/\d{1,2}/(?:\d{4}|\d\d))"),
    ("slash_short", r"(?P<ss>[0-3]\d/[01]\d)(?![/\d])"),
    (
        "week",
        rf"week\s+(?:commencing|beginning"
        rf"|starting)\s+(?:the\s+)?(?P<wd>{_DAY})\s+(?:of\s+)?(?P<wm>{_MONTH})(?:,?\s+(?P<wy>{_YEAR}))?",
    ),
    (
        "months_to",
        rf"(?:the\s+)?(?:rolling\s+)?(?:(?P<tn>{_COUNT})[\s-]+months?|(?<!last\s)(?<!previous\s)(?P<tu>year|quarter))\s+"
        r"(?:to|ending|ended|up\s+to)\s+(?:on\s+)?(?:(?:the\s+)?end\s+(?:of\s+)?)?"
        rf"(?:(?:the\s+)?(?P<td>{_DAY})\s+(?:of\s+)?)?(?P<tm>{_MONTH})(?:,?\s+(?P<ty>{_YEAR}))?",
    ),
    (
        "first_of",
        rf"(?:the\s+)?first\s+(?:(?P<hn>{_COUNT})\s+months|(?P<hh>half))\s+of\s+"
        rf"(?:(?:the\s+)?financial\s+year\s+)?(?P<hfy>{_FY})",
    ),
    ("end_of", rf"(?:the\s+)?end\s+of\s+(?P<em>{_MONTH})(?:,?\s+(?P<ey>{_YEAR}))?"),
    (
        "day",
        rf"(?P<ad>{_DAY})\s+(?:of\s+)?(?P<am>{_MONTH})(?:,?\s+(?P<ay>{_YEAR}))?"
        rf"|(?P<bm>{_MONTH})\s+(?:the\s+)?(?P<bd>\d{{1,2}}(?:st|nd|rd|th)?)(?![\d,.%]"
        rf"|\s+[a-z]+s\b)(?:,?\s+(?P<by>{_YEAR}))?",
    ),
    (
        "months",
        rf"(?P<m1>{_MONTH})(?:\s+(?P<y1>{_YEAR}))?\s?(?:-|–|to|and"
        rf"|through)\s?(?:the\s+end\s+of\s+)?(?P<m2>{_MONTH})(?:,?\s+(?P<y2>{_YEAR}))?",
    ),
    ("month", rf"(?P<mm>{_MONTH})(?:,?\s+(?:of\s+)?(?P<my>{_YEAR})|-(?P<mshort>\d\d)\b)?"),
    (
        "quarter",
        rf"(?:Q(?P<q>[1-4])|(?P<qw>first|second|third|fourth|final)\s+quarter"
        rf"|quarter\s+(?P<qn>[1-4]|one|two|three|four))"
        rf"\b(?:\s+(?:of\s+)?(?:the\s+)?(?:(?P<qfy>{_FY}|\d\d/\d\d)|(?P<qy>{_YEAR})"
        rf"|(?P<qlast>(?:{PAST}|the\s+previous)\s+(?:financial\s+)?year)))?",
    ),
    ("fy_named", rf"(?P<fy>{_FY})"),
    (
        "year_to_date",
        r"(?:(?:the|this)\s+)?(?:(?:current\s+)?financial\s+)?year[\s-]to[\s-]date|YTD"
        r"|so\s+far\s+(?:in\s+)?this\s+(?:financial\s+)?year",
    ),
    (
        "financial",
        rf"(?P<fw>this|the\s+current|current|the|{PAST}|the\s+{PAST}|next"
        rf"|the\s+next)\s+financial\s+year",
    ),
    ("last_quarter", r"(?:the\s+)?last\s+quarter"),
    (
        "end_quarter",
        r"(?:the\s+)?(?:end|close)\s+of\s+(?:(?P<eqthis>(?:this|the|the\s+current|the\s+reporting)"
        r"\s+quarter)(?!\s+(?:of|before)\b)|(?P<eqpast>(?:the\s+)?(?:previous|preceding|prior)\s+quarter"
        r"|the\s+quarter\s+before)|(?P<eqyear>(?:the\s+)?same\s+quarter\s+(?:(?:of\s+)?last\s+year"
        r"|(?:a|one)\s+year\s+(?:ago|earlier|before))))",
    ),
    (
        "previous_quarter",
        r"(?:the\s+)?(?:previous|preceding|prior)\s+quarter|the\s+quarter\s+before",
    ),
    ("next_quarter", r"(?:the\s+)?(?:next|coming|following|forthcoming)\s+quarter"),
    (
        "this_quarter",
        r"(?:this|the|the\s+current|the\s+reporting|the\s+latest)\s+quarter(?!\s+on\b)",
    ),
    (
        "window",
        rf"(?:the\s+)?(?P<wpast>{PAST})\s+(?P<wn>{_COUNT})[\s-]+(?P<wu>months?|quarters?|years?)"
        rf"|rolling\s+(?P<rn>{_COUNT})[\s-]+months?",
    ),
    ("reporting", r"(?:this|the)\s+reporting\s+period"),
    ("to_date", r"to\s+date|so\s+far|overall(?=\s*[.,;)]|\s*\Z)"),
    ("year", rf"(?:calendar\s+year\s+)?(?P<yy>{_YEAR})"),
)
EXPRESSION = re.compile(
    r"(?<![\w£$€.,/-])(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in PARTS)
    + r")(?![\w%])",
    re.I,
)
HINT = re.compile(
    r"quarter|month|year|period|time|point|week|date|far|end of|/|\bQ[1-4]\b|\b20\d\d|\b19\d\d"
    r"|\b(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)",
    re.I,
)
