"""Numbers that are no figures: dates, years, ages, telephone numbers, names and references.

Each rule looks at one number and the few characters around it, so that the whole is linear
in the text. A rule is added for a form of words, never for one number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from extract.numbers import Number
from extract.tokens import is_plural

MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_BEFORE, _AFTER = 48, 40


@dataclass(frozen=True, slots=True)
class Around:
    """A number with the text before it (`left`) and after it (`right`), both cut short."""

    number: Number
    left: str
    right: str

    @property
    def plain(self) -> bool:
        """Bare digits: no comma, decimal point, sign, currency, percent or magnitude."""
        return self.number.text.isdigit()


def _right(pattern: str, flags: int = re.I) -> re.Pattern[str]:
    return re.compile(pattern, flags)


def _left(pattern: str, flags: int = re.I) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})\Z", flags)


# --- forms glued to the number -------------------------------------------------------
# Case counts: "62p" is pence and "4P" a plan, "5g" grams and "5G" a network.
_UNIT_GLUED = _right(
    r"(?:[kK]gs?|mg|grams?|g|lbs?|oz|km/?h|kms?|cm|mm|m|mph|kph|hrs?|mins?|secs?|ml|litres?|l"
    r"|[kMGT][Ww]h?|[KMGT][Bb]|ft|p|°[cC]?|bps?|pp|ppts?)(?![\w²])",
    0,
)
_ORDINAL = _right(r"\s?(?:st|nd|rd|th)\b")
_LETTER = _right(r"[^\W\d_]")
_CLOCK_RIGHT = _right(
    r"(?::\d\d|\.\d\d(?=\s?[ap]\.?m)|\s?[ap]\.?m\b|\s?o.clock|\s?hrs?\b(?=\s+on))"
)
_DEGREES = _right(r"[CF]\b", 0)
_TRAIN = _right(r"\s+(?:from|to|train|service|departure|flight)\b")
_CLOCK_LEFT = _left(r"\d:")
_GLUED_LEFT = _left(r"[^\W\d_][-–./]|\d[./]|[\w]_|\$_\{|no\.?\s?|№\s?")
_SLASH_RIGHT = _right(r"\s?/\s?\d")
_SLASH_LEFT = _left(r"\d\s?/\s?")
_COMPOUND = _right(
    r"-(?!\d)(?!(?:and|or|to)\s)(?!(?:years?|months?|weeks?|days?|hours?|minutes?|miles?|metres?"
    r"|kilos?|kilograms?|tonnes?|tons?|points?|strong|litres?|acres?|foot|inch|second|pound"
    r"|plus)\b)\w"
)
# "a 5,000-seat arena" is a figure, "a 4-door car" hardly.
_LARGE_COMPOUND = 50
_SUSPENDED = _right(r"-\s+(?:and|or|to)\b")
_TIMES_SIGN = _right(r"\s?[x×]\s?\d|[x×]\b")


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
_DAY_RIGHT = _right(rf"\s?(?:(?:st|nd|rd|th)\s)?(?:of\s+)?{MONTHS}\b(?!\s+(?:be|have|not|also)\b)")
_DAYS_RIGHT = _right(
    rf"(?:st|nd|rd|th)?\s?[-–/&]\s?\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTHS}\b"
    rf"|\s+(?:and|to)\s+\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTHS}\b"
)
_MONTH_LEFT = _left(rf"\b{MONTHS}\.?\s+(?:the\s+)?|\b{MONTHS}\s+\d{{1,2}}\s?(?:and|[-–])\s?")
_COUNTED = _right(r"\s+(?!(?:the|a|an|in|on|at|to|and|or|of|with|by|for|from|as|was|is)\b)[a-z]")
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d\Z")
_YEAR_RANGE_RIGHT = _right(r"\s?[/–-]\s?(?:\d{4}|\d\d)\b")
_YEAR_LEFT = _left(r"(?:19|20)\d\d\s?[/–-]\s?")
_AMOUNT_LEFT = _left(
    r"\b(?:total(?:led|s|ling)?(?:\s+of)?|over|approximately|about|around|nearly|almost"
    r"|more\s+than|less\s+than|fewer\s+than|at\s+least|up\s+to|another|further|additional"
    r"|reached|recorded|seized|arrested)\s+"
)
_AGE_LEFT = _left(
    r"\b(?:aged?|ages(?:\s+of)?|age\s+of)\s+(?:(?:between|from|under|over|about|around)\s+)?"
    r"|\b(?:aged?|ages(?:\s+of)?)\s+(?:between\s+)?\d{1,3}\s?(?:-|–|to|and|or)\s?"
    r"|\b(?:under|over)-|\((?:under|over)\s+"
    r"|\b(?:his|her|their)\s+(?:early\s+|mid\s+|late\s+)?"
)
_AGE_RIGHT = _right(
    r"[\s-]years?[\s-](?:old|of\s+age)|[\s-]months?[\s-]old|[\s-]weeks?[\s-]old|[\s-]days?[\s-]old"
    r"|\s+and\s+(?:under|over|above)\b(?!\s+\d)|\s?(?:-|–|to|or"
    r"|and)\s?\d{1,3}[\s-]years?[\s-](?:old|of\s+age)"
    r"|s\b"
)
_AGE_STATE_LEFT = _left(r"\b(?:is|are|was|were|children|people|those|anyone)\s+(?:under|over)\s+")
_AGE_STATE_RIGHT = _right(r"[.,;)]|\Z|\s+(?:were|are|was|is|and|or)\b")
_AGE_BRACKET = _right(r"\s?(?:-|–|to)\s?\d{1,2}\s+(?:years|yrs)(?:\s+old)?\)")
_AGE_BRACKET_LEFT = _left(r"\(\d{1,2}\s?(?:-|–|to)\s?")
_AGE_CLOSED = _right(r"\s+(?:years|yrs)(?:\s+old)?\)")
# "John Smith, 34, of Witham": an age between commas after a surname.
_NAMED_AGE_LEFT = _left(r"\b[A-Z][a-z’']+(?:-[A-Z][a-z]+)?,\s+|\b[A-Z][a-z]+\s\(", 0)
_NAMED_AGE_RIGHT = _right(
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
    return bool(_MONTH_LEFT.search(a.left)) and not _COUNTED.match(a.right)


def _year(a: Around) -> bool:
    """A year or financial year: 2019, 2019/20, 2016-2021."""
    if not a.plain:
        return False
    if _YEAR_LEFT.search(a.left):
        return True
    if not _YEAR.match(a.number.text):
        return False
    if _YEAR_RANGE_RIGHT.match(a.right):
        return True
    if _UNIT_GLUED.match(a.right):
        return False
    return not (_AMOUNT_LEFT.search(a.left) and _COUNTED.match(a.right))


def _age(a: Around) -> bool:
    """An age: aged 14, 16-year-old, under-18s, (18 to 24 years), Smith, 34, of Witham."""
    if a.number.currency or a.number.percent or a.number.value > 120:
        return False
    if _AGE_RIGHT.match(a.right) or (_AGE_LEFT.search(a.left) and _ages_follow(a)):
        return True
    if a.number.form != "numeral":
        return False
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


# --- telephone numbers, names, references -----------------------------------------------
_PHONES = {101, 111, 112, 911, 999, 105, 119, 116}
_PHONE_LEFT = _left(
    r"(?:via|call|calls|calling|called|dial|dialling|ring|ringing|phone|on|to|through|contact"
    r"|non-emergency|emergency|public|the|\()\s*"
)
_PHONE_RIGHT = _right(
    r"\)|-|\s+(?:calls?|callers?|service|number|response|line|system|operators?|demand|answering)\b"
)
_PHONE_LONG = re.compile(r"0\d{2,}\Z")
_PHONE_TAIL = _left(r"\b0\d{2,4}[ -](?:\d{3,4}[ -])?")
_PHONE_CALL = re.compile(
    r"\b(?:call|dial|ring|phone|text|contact)\b[^.;]{0,40}\b(?:or|on)\s+\Z", re.I
)
_DESIGNATORS = (
    r"priority|quarter|class|category|section|sections|chapter|articles?|annex|appendix|pages?|pp?"
    r"|table|figure|fig|phase|level|tier|grade|stage|step|part|schedule|rule|version|v|no|nos"
    r"|number|room|unit|channel|route|junction|flight|offender|suspect|victim|defendant|item|point"
    r"|paragraph|para|clause|type|model|series|season|episode|formula|project|operation|platform"
    r"|terminal|zone|block|flat|plot|lot|group|ward|district|key\s+stage|year|week|day|round|game"
    r"|match|act|volume|issue|chapter|band|gate|runway|bus|train|covid|agenda|objective|strand"
    r"|option|question|q|ref|reference|id|code|postcode|court|test|exhibit|case|studio|apollo"
    r"|world\s+war"
)
_DESIGNATOR_LEFT = _left(rf"\b(?:{_DESIGNATORS}|junctions)\.?:?\s*(?:no\.?\s*)?")
_DESIGNATOR_LIST = _left(rf"\b(?:{_DESIGNATORS})s?\s+\d{{1,3}}(?:\s?(?:,|and|&|-|–|to|or)\s?)")
_ADDRESS_RIGHT = _right(
    r"\s+(?:[A-Z][\w'’]+\s+){1,3}(?:Street|Road|Avenue|Lane|Drive|Close|Way|Crescent|Square"
    r"|Terrace|Court|Place)\b"
    r"(?!\s+[A-Z])",
    0,
)
_REFERENCE_LEFT = _left(r"\b[A-Z][\w'’.-]+\s", 0)
_LIST_LEFT = _left(r"(?:\A|[\n•])\s*\(?")
_LIST_RIGHT = _right(r"[.)]\s+[A-Z]", 0)
_SCORE_RIGHT = _right(
    r"[-–]\d{1,2}\b(?!\s*(?!(?:at|in|on|against|to|away|over|after|with|last|and)\b)(?:[a-z%]))", 0
)
_SCORE_NOUN = _right(
    r"[-–]\d{1,2}\s+(?:\w+\s+)?(?:win|victory|defeat|draw|loss|lead|success|thrashing|result"
    r"|scoreline|aggregate)\b"
)
_SCORE_NOUN_TAIL = _right(
    r"\s+(?:\w+\s+)?(?:win|victory|defeat|draw|loss|lead|success|thrashing|result|scoreline"
    r"|aggregate)\b"
)
_SCORE_HEAD = _left(r"(?<![\d£$€])\d{1,2}[-–]")
_SCORE_LEFT = _left(
    r"\b(?:won|win|lost|beat|beaten|drew|draw|defeat|victory|score|by)\s+(?:\w+\s+){0,3}"
)
_SCORE_TAIL = _left(
    r"\b(?:won|win|lost|beat|beaten|drew|draw|defeat|victory|score)\s+(?:\w+\s+){0,3}\d{1,2}[-–]"
)


def _phone(a: Around) -> bool:
    """101, 999 and other numbers to ring."""
    if not a.plain:
        return False
    if _PHONE_LONG.match(a.number.text) or _PHONE_TAIL.search(a.left):
        return True
    if a.number.value not in _PHONES:
        return False
    if _PHONE_RIGHT.match(a.right) or _PHONE_CALL.search(a.left):
        return True
    return bool(_PHONE_LEFT.search(a.left)) and not (
        _COUNTED.match(a.right)
        and not re.search(r"(?:via|call\w*|dial\w*|ring\w*)\s+\Z", a.left, re.I)
        and not re.match(r"\s+\w+ing\b", a.right)
    )


def _reference(a: Around) -> bool:
    """Staff and reference numbers, list numbers, addresses, keys."""
    if a.number.form != "numeral":
        return False
    digits = len(a.number.text)
    if a.plain and (
        digits >= 8
        or (digits >= 5 and _REFERENCE_LEFT.search(a.left) and not _COUNTED.match(a.right))
    ):
        return True
    if a.plain and _LIST_LEFT.search(a.left) and _LIST_RIGHT.match(a.right):
        return True
    return a.plain and bool(_ADDRESS_RIGHT.match(a.right))


def _designated(a: Around) -> bool:
    """A number that is part of a name: Priority 4, Phase 1, Section 28, Offender 2."""
    if a.number.currency or a.number.percent or a.number.form not in ("numeral", "word"):
        return False
    if not (_DESIGNATOR_LEFT.search(a.left) or _DESIGNATOR_LIST.search(a.left)):
        return False
    # "the group 12 people joined": lower-case common words name nothing when a count follows.
    match = re.search(r"([A-Za-z]+)\.?:?\s*\Z", a.left)
    if a.number.form == "word":
        return bool(match and match[1][0].isupper())
    lower = bool(match and match[1][0].islower())
    return (
        not (
            lower
            and match
            and match[1].casefold() not in ("no", "number", "page", "pages", "pp")
            and _COUNTED.match(a.right)
        )
        and "," not in a.number.text
    )


_PER_LEFT = _left(r"\bper\s+")
_CAPITAL_LEFT = re.compile(r"\b((?:[a-z]{1,2})?[A-Z][\w'’-]*)[ ]\Z")
_NO_NAME = frozenset(
    "A About Above After All Almost An And Another Approximately Around As At Before Below "
    "Between But By During Each Every For From Further In Including Just Last Less More "
    "Nearly Next Of On Only Or Other Out Over Some Since So Than That The Their Them There "
    "These This Those To Total Under Up Upto We With Within When Where While Who Additional "
    "Also Now Then Our Its His Her My They Roughly Averaging Average Plus Yet If Until Till "
    "Despite Following Seized Recorded Arrested".split()
)


def _named(a: Around) -> bool:
    """A number after a capitalised word that counts nothing: Community 360, Fatal 4."""
    if _PER_LEFT.search(a.left):  # "offences per 1,000 of the population"
        return True
    if not a.plain:
        return False
    match = _CAPITAL_LEFT.search(a.left)
    if not match or match[1] in _NO_NAME:
        return False
    if match[1][0].islower():
        return True  # iPhone 14
    words = re.match(
        r"(?:\s+\(?(?!(?:and|or|to|in|on|at|for|of|with|by|from|as|is"
        r"|was)\b)[a-zA-Z/&’'-]+\)?){0,6}",
        a.right,
    )
    return not any(is_plural(word) for word in re.findall(r"[\w’']+", words[0] if words else ""))


def _score(a: Around) -> bool:
    """The result of a game: won 3-1."""
    if not a.plain:
        return False
    return bool(
        (_SCORE_LEFT.search(a.left) and _SCORE_RIGHT.match(a.right))
        or _SCORE_TAIL.search(a.left)
        or _SCORE_NOUN.match(a.right)
        or (_SCORE_HEAD.search(a.left) and _SCORE_NOUN_TAIL.match(a.right))
    )


# --- the word "one" and other words that count nothing -------------------------------------
_ONE_LEFT = _left(
    r"\b(?:no|any|every|each|another|the|this|that|which|only|first|last|some|as|an?)[\s-]+|-"
)
_ONE_RIGHT = _right(
    r"\s+(?:of|such|another|or|day|thing|way|side|hand|by|could|can|may|might|should|must|would"
    r"|is|was|has|who|that|which|where|to|on|in|at|with|and\s+(?:the|only)|year\s+ago|example"
    r"|option)\b"
    r"|\s*[.,;:)?!]|\Z|-|['’]s|\s+\w+\s+and\s+the\s+other\b"
)
_ONE_PART = _right(r"\s+(?:against|for|in|from|at|of\s+(?:them|these|those|whom|which))\b")


def _one(a: Around) -> bool:
    """The pronoun and idioms of "one"; as a count it stands before a noun or lists a part."""
    if a.number.form != "word" or a.number.text.casefold() != "one":
        return False
    if _ONE_LEFT.search(a.left):
        return not re.search(r"\bonly\s+\Z", a.left, re.I) or bool(_ONE_RIGHT.match(a.right))
    if re.search(r"\bincluding\s+\Z", a.left, re.I) and _ONE_PART.match(a.right):
        return False
    return bool(_ONE_RIGHT.match(a.right) or _ONE_PART.match(a.right))


RULES: tuple[tuple[str, Callable[[Around], bool]], ...] = (
    ("date", _date),
    ("year", _year),
    ("age", _age),
    ("glued", _glued),
    ("phone", _phone),
    ("reference", _reference),
    ("name", _designated),
    ("name", _named),
    ("score", _score),
    ("one", _one),
)


def why_not(text: str, number: Number) -> str:
    """The name of the rule by which `number` is no figure in `text`, or "" if it may be one."""
    around = Around(
        number,
        text[max(0, number.start - _BEFORE) : number.start],
        text[number.end : number.end + _AFTER],
    )
    return next((name for name, rule in RULES if rule(around)), "")
