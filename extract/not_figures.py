"""Numbers that are no figures: dates, years, ages, and (in `not_names`) parts of names.

Each rule looks at one number and the few characters around it, so that the whole is linear
in the text. A rule is added for a form of words, never for one number.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from extract.around import AFTER, BEFORE, COUNTED, MONTHS, Around, left, right
from extract.directions import NOUN
from extract.endings import LETTER
from extract.not_names import is_designated, is_named, is_phone, is_reference, is_score
from extract.numbers import Number

# --- forms glued to the number -------------------------------------------------------
# Case counts: "62p" is pence and "4P" a plan, "5g" grams and "5G" a network.
_UNIT_GLUED = right(
    r"(?:[kK]gs?|mg|grams?|g|lbs?|oz|km/?h|kms?|cm|mm|m|mph|kph|hrs?|mins?|secs?|ml|litres?|l"
    r"|[kMGT][Ww]h?|[KMGT][Bb]|ft|p|°[cC]?|bps?|pp|p?pts?)(?![\w²])",
    0,
)
_ORDINAL = right(r"\s?(?:st|nd|rd|th)\b")
_LETTER = right(r"[^\W\d_]")
_CLOCK_RIGHT = right(r"(?::\d\d|\.\d\d(?=\s?[ap]\.?m)|\s?[ap]\.?m\b|\s?o.clock|\s?hrs?\b(?=\s+on))")
_DEGREES = right(r"[CF]\b", 0)
_TRAIN = right(r"\s+(?:from|to|train|service|departure|flight)\b")
_CLOCK_LEFT = left(r"\d:")
_GLUED_LEFT = left(r"[^\W\d_][-–./]|\d[./]|[\w]_|\$_\{|no\.?\s?|№\s?")
_SLASH_RIGHT = right(r"\s?/\s?\d")
_SLASH_LEFT = left(r"\d\s?/\s?")
_COMPOUND = right(
    r"-(?!\d)(?!(?:and|or|to)\s)(?!(?:years?|months?|weeks?|days?|hours?|minutes?|miles?|metres?"
    r"|kilos?|kilograms?|tonnes?|tons?|points?|strong|litres?|acres?|foot|inch|second|pound"
    r"|plus)\b)\w"
)
# "a 5,000-seat arena" is a figure, "a 4-door car" hardly.
_LARGE_COMPOUND = 50
_SUSPENDED = right(r"-\s+(?:and|or|to)\b")
_TIMES_SIGN = right(r"\s?[x×]\s?\d|[x×]\b")


def _glued(a: Around) -> bool:
    """A number with a letter or sign grown onto it: 4E, C17, COVID-19, 1st, 24/7, 4x4."""
    if a.number.form in ("ratio", "fraction"):
        return False
    if a.number.form != "numeral":
        return bool(_COMPOUND.match(a.right) or _SUSPENDED.match(a.right) or a.left.endswith("-"))
    if _ORDINAL.match(a.right) or _SLASH_RIGHT.match(a.right) or _TIMES_SIGN.match(a.right):
        return True
    degrees = _DEGREES.match(a.right) and len(a.number.text) >= 2  # "38C", but flat "4C"
    if _LETTER.match(a.right) and not degrees and not _UNIT_GLUED.match(a.right):
        return True
    if a.number.currency:
        return False
    if _CLOCK_RIGHT.match(a.right) or _CLOCK_LEFT.search(a.left):
        return True
    if (
        re.fullmatch(r"\d{1,2}\.[0-5]\d", a.number.text)
        and a.left.casefold().endswith("the ")
        and _TRAIN.match(a.right)
    ):
        return True  # "the 10.42 from Reading"
    return bool(
        (_GLUED_LEFT.search(a.left) and not _sentence_glue(a.left))
        or _SLASH_LEFT.search(a.left)
        or (_COMPOUND.match(a.right) and a.number.value < _LARGE_COMPOUND)
    )


def _sentence_glue(left: str) -> bool:
    """A sentence's full stop with no space after it ("posts.11 CSCs") is no glue."""
    return re.search(r"[a-z]{3}\.\Z", left) is not None


# --- dates, years, ages ----------------------------------------------------------------
_DAY_RIGHT = right(
    # "lower than the 28 of April to June 2022": a count of three months
    rf"(?!\s+of\s+{MONTHS}\s+(?:to|and)\s+{MONTHS}\b)"
    rf"\s*(?:(?:st|nd|rd|th)\s+)?(?:of\s+)?{MONTHS}\b(?!\s+(?:be|have|not|also)\b)"
)
_DAYS_RIGHT = right(
    rf"(?:st|nd|rd|th)?\s?[-–/&]\s?\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTHS}\b"
    rf"|\s+(?:and|to)\s+\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTHS}\b"
)
_MONTH_LEFT = left(rf"\b{MONTHS}\.?\s+(?:the\s+)?|\b{MONTHS}\s+\d{{1,2}}\s?(?:and|[-–])\s?")
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d\Z")
_YEAR_RANGE_RIGHT = right(r"\s?[/–-]\s?(?:\d{4}|\d\d)\b")
_YEAR_LEFT = left(r"(?:19|20)(?P<last>\d\d)\s?[/–-]\s?")
# "between July and September 2022 - 58 per day": a dash, and the rate behind it
_RATE_RIGHT = right(r"\s+(?:per|an?|each|every)\s+(?:hour|day|week|month)\b")
_LONGEST_SPAN = 30  # years, of a plan
_AMOUNT_LEFT = left(
    r"\b(?:total(?:led|s|ling)?(?:\s+of)?|over|approximately|about|around|nearly|almost"
    r"|more\s+than|less\s+than|fewer\s+than|at\s+least|up\s+to|another|further|additional"
    r"|reached|recorded|seized|arrested|made|there\s+(?:were|are|(?:have|had)\s+been)"
    r"|(?:baseline|average|level|figure|count|volume)\s+of)\s+"
)
_AGE_LEFT = left(
    r"\b(?:aged?|ages(?:\s+of)?|age\s+of)\s+(?:(?:between|from|under|over|about|around)\s+)?"
    r"|\b(?:aged?|ages(?:\s+of)?)\s+(?:between\s+)?\d{1,3}\s?(?:-|–|to|and|or)\s?"
    r"|\b(?:under|over)-|\((?:under|over)\s+"
    r"|\b(?:his|her|their)\s+(?:early\s+|mid\s+|late\s+)?"
)
_AGE_RIGHT = right(
    r"[\s-]years?[\s-](?:old|of\s+age)|[\s-]months?[\s-]old|[\s-]weeks?[\s-]old|[\s-]days?[\s-]old"
    r"|\s+and\s+(?:under|over|above)\b(?!\s+\d)|\s?(?:-|–|to|or"
    r"|and)\s?\d{1,3}[\s-]years?[\s-](?:old|of\s+age)"
    r"|s\b"
)
# "who turned 80 on Tuesday"
_TURNED_LEFT = left(r"\bturn(?:s|ed|ing)\s+")
_TURNED_RIGHT = right(r"\s*[.,;)]|\Z|\s+(?:on|in|this|last|next|and|earlier|today)\b")
_AGE_STATE_LEFT = left(r"\b(?:is|are|was|were|children|people|those|anyone)\s+(?:under|over)\s+")
_AGE_STATE_RIGHT = right(
    r"[.,;)]|\s*\(|\Z|\s+(?:were|are|was|is|and|or|in|during|over|between|from|this|last)\b"
)
_AGE_BRACKET = right(r"\s?(?:-|–|to)\s?\d{1,2}\s+(?:years|yrs)(?:\s+old)?\)")
_AGE_BRACKET_LEFT = left(r"\(\d{1,2}\s?(?:-|–|to)\s?")
_AGE_CLOSED = right(r"\s+(?:years|yrs)(?:\s+old)?\)")
# "John Smith, 34, of Witham": an age between commas after a surname.
_NAMED_AGE_LEFT = left(r"\b[A-Z][a-z’']+(?:-[A-Z][a-z]+)?,\s+|\b[A-Z][a-z]+\s\(", 0)
_NAMED_AGE_RIGHT = right(
    r",\s+(?:of|from|who|was|has|is|a|an|the|and|pleaded|appeared|died|said)\b|\)\s*(?:,|of"
    r"|from|who|was)|,\s+\d|\Z|\.\Z"
)


def _date(a: Around) -> bool:
    """A day beside a month: 23 October, 1st-7th June, May 5, 24th May."""
    if a.number.form != "numeral" or not a.plain or a.number.value > 31:
        return False
    if _DAY_RIGHT.match(a.right) or _DAYS_RIGHT.match(a.right):
        return True
    # "In March 12 people were arrested": a counted thing follows, so it is no day of March.
    return bool(_MONTH_LEFT.search(a.left)) and not COUNTED.match(a.right)


def _year(a: Around) -> bool:
    """A year or financial year: 2019, 2019/20, 2016-2021."""
    if not a.plain:
        return False
    if (first := _YEAR_LEFT.search(a.left)) and _ends_years(a, int(first["last"])):
        return True
    if not _YEAR.match(a.number.text):
        return False
    if _YEAR_RANGE_RIGHT.match(a.right):
        return True
    if _UNIT_GLUED.match(a.right):
        return False
    return not (_AMOUNT_LEFT.search(a.left) and COUNTED.match(a.right))


def _ends_years(a: Around, first: int) -> bool:
    """Whether a number behind "2016-" is the year in which a span ends: 2016-17, 2016-2021."""
    digits = len(a.number.text)
    if digits == 2:
        return (int(a.number.value) - first) % 100 <= _LONGEST_SPAN and not _RATE_RIGHT.match(
            a.right
        )
    return digits == 4


def _age(a: Around) -> bool:
    """An age: aged 14, 16-year-old, under-18s, (18 to 24 years), Smith, 34, of Witham."""
    if a.number.currency or a.number.percent or a.number.value > 120:
        return False
    if _AGE_RIGHT.match(a.right) or (_AGE_LEFT.search(a.left) and _ages_follow(a)):
        return True
    if a.number.form != "numeral":
        return False
    if a.plain and _TURNED_LEFT.search(a.left) and _TURNED_RIGHT.match(a.right):
        return True
    if a.plain and _AGE_STATE_LEFT.search(a.left) and _AGE_STATE_RIGHT.match(a.right):
        return True  # "half of them were under 25"
    if a.left.endswith("(") and _AGE_BRACKET.match(a.right):
        return True
    if _AGE_BRACKET_LEFT.search(a.left) and _AGE_CLOSED.match(a.right):
        return True
    return bool(_NAMED_AGE_LEFT.search(a.left) and _NAMED_AGE_RIGHT.match(a.right))


def _ages_follow(a: Around) -> bool:
    """After "his", "over-" and the like only a decade or a bare number is an age."""
    left = a.left.casefold()
    if re.search(r"\b(?:his|her|their)\s+(?:\w+\s+)?\Z", left):
        return a.right[:1] == "s" or a.number.text.endswith("ties")
    if re.search(r"\((?:under|over)\s+\Z", left):
        return a.right.startswith(")")
    return True


# --- the word "one" and other words that count nothing -------------------------------------
_ONE_LEFT = left(
    r"\b(?:no|any|every|each|another|the|this|that|which|only|first|last|some|as|an?)[\s-]+|-"
)
_ONE_RIGHT = right(
    r"\s+(?:of|such|another|or|day|thing|way|side|hand|by|could|can|may|might|should|must|would"
    r"|is|was|has|who|that|which|where|to|on|in|at|with|and\s+(?:the|only)|year\s+ago|example"
    r"|option)\b"
    r"|\s*[.,;:)?!]|\Z|-|['’]s|\s+\w+\s+and\s+the\s+other\b"
)
_ONE_CHANGE = left(
    rf"\b(?:(?:{NOUN}|difference)\s+of|change\b[^.;]{{0,40}}\swas|the\s+{NOUN}\s+(?:is|was)|by|up|down)\s+"
)
_ONE_CLOSES = right(
    r"\s*(?:[,.;:()]|\Z)|\s+(?:or|to)\s+(?:\d|two|three|four|five"
    r"|six|seven|eight|nine|ten)"
)
# "39 were attended: down one on the previous quarter"
_ONE_MOVED = left(rf"\b(?:{NOUN}\s+of|(?<!one )(?:up|down))\s+")
_ONE_THEN = right(r"\s+(?:on|from|against|compared)\s+(?:with\s+)?(?:the|last|a|Q[1-4]|\d)")
# "has led to 12 seizures to date, one of them from April to June"
_ONE_OF_THEM = right(r"\s+of\s+(?:these|them)\b")
_LISTED_LEFT = left(r"\d[^.;:]{0,44}(?:,|,?\s+with)\s+")
_ONE_PART = right(r"\s+(?:against|for|in|from|at|of\s+(?:them|these|those|whom|which))\b")


def _one(a: Around) -> bool:
    """The pronoun and idioms of "one"; as a count it stands before a noun or lists a part."""
    if a.number.form != "word" or a.number.text.casefold() != "one":
        return False
    if _ONE_CHANGE.search(a.left) and _ONE_CLOSES.match(a.right):
        return False  # "(down one, 1%)", "a reduction of one."
    if _ONE_MOVED.search(a.left) and _ONE_THEN.match(a.right):
        return False
    if _ONE_LEFT.search(a.left):
        return not re.search(r"\bonly\s+\Z", a.left, re.I) or bool(_ONE_RIGHT.match(a.right))
    if _LISTED_LEFT.search(a.left) and _ONE_OF_THEM.match(a.right):
        return False
    if re.search(r"\bincluding\s+\Z", a.left, re.I) and _ONE_PART.match(a.right):
        return False
    return bool(_ONE_RIGHT.match(a.right) or _ONE_PART.match(a.right))


RULES: tuple[tuple[str, Callable[[Around], bool]], ...] = (
    ("date", _date),
    ("year", _year),
    ("age", _age),
    ("glued", _glued),
    ("phone", is_phone),
    ("reference", is_reference),
    ("name", is_designated),
    ("name", is_named),
    ("score", is_score),
    ("one", _one),
)


# The rules that signs and digits alone can meet; in a list of bare numbers no other can.
_SIGN_RULES = tuple(
    (name, rule)
    for name, rule in RULES
    if rule in (_year, _age, _glued, is_phone, is_reference, is_score)
)


def why_not(text: str, number: Number) -> str:
    """The name of the rule by which `number` is no figure in `text`, or "" if it may be one."""
    around = Around(
        number,
        text[max(0, number.start - BEFORE) : number.start],
        text[number.end : number.end + AFTER],
    )
    lettered = LETTER.search(around.left) or LETTER.search(around.right)
    rules = RULES if lettered else _SIGN_RULES
    return next((name for name, rule in rules if rule(around)), "")
