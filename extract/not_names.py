"""Numbers that are part of a name: telephone numbers, references, designations, scores."""

from __future__ import annotations

import re

from extract.around import COUNTED, MONTHS, Around, left, right
from extract.directions import VERB
from extract.endings import ending
from extract.tokens import is_plural

_PHONES = {101, 111, 112, 911, 999, 105, 119, 116}
_WELL_KNOWN = {101, 999, 111}
_RUNG = ending(r"\b(?:via|call\w*|dial\w*|ring\w*|phon\w+|contact\w*)\b[^.;]{0,40}\Z", re.I)
_PHONE_LEFT = left(
    r"(?:via|call|calls|calling|called|dial|dialled|dialling|ring|ringing|rang|rung|phone|phoned|on|to|through|contact"
    r"|non-emergency|emergency|public|the|\()\s*"
)
_PHONE_RIGHT = right(
    r"\)|-|\s+(?:calls?|callers?|service|number|response|line|system|operators?|demand|answering|abandonment|contacts?"
    r"|performance|team|waiting)\b"
)
_PER_DAY = right(
    r"(?:\s+[\w-]+){0,3}\s+(?:per|a|an|each|every)\s+(?:hour|day|week|month|quarter)\b"
)
_EARLIER = right(
    r"\s+(?:(?:in|during|over|for|at)\s+(?:the\s+)?(?:same|previous|preceding|corresponding|quarter\s"
    r"|Q[1-4]\b)|a\s+year\s+(?:earlier|ago|before)|the\s+(?:previous|preceding)\s+quarter)"
)
_AVERAGE = left(r"\b(?:averag\w+(?:\s+of)?|mean\s+of|rate\s+of|equals|works\s+out\s+at)\s+")
_FROM_TO = left(r"\bfrom\s+(?!(?:999|101|111)\b)\d[\d,.]*%?(?:\s+[\w’'/-]+){0,8}\s+to\s+")
_BY_TO = left(r"\bby\s+\d[\d,.]*(?:%|\s*per\s*cent)?\s+to\s+")
# "the figure went down to 101.", "knife offences recorded came to 111 in the quarter"
_MOVED_TO = left(
    rf"\b(?:{VERB}(?:\s+(?:up|down|back|sharply|slightly))?|came)\s+to\s+"
    rf"|\b{VERB}\s+(?:in|over|during|for|from|between)\s[^.;:]{{1,36}}\sto\s+"
)
_OF_WHOLE = right(r"\s+(?:out\s+)?of\s+(?:the\s+)?\d")  # "30.1% (101 of 336)"
# "lower than the previous quarter (101)", "27 per cent (111)", "the 101 of April to June"
_BESIDE = left(r"(?:quarter|earlier|ago|before|year|\b\d{4}|%|per\s+cent)\s*\(")
_OF_TIME = right(rf"\s+of\s+(?:{MONTHS}\b|Q[1-4]\b|quarter\b|the\s+(?:previous|preceding|same))")
_THEN = right(r"\s*(?:[.,;)]|(?:in|during|over|this|between|from|at|for)\b|\Z)")
_PHONE_LONG = re.compile(r"0\d{2,}\Z")
_PHONE_TAIL = left(r"\b0\d{2,4}[ -](?:\d{3,4}[ -])?")
_PHONE_CALL = ending(
    r"\b(?:call|dial|ring|phone|text|contact)\b[^.;]{0,48}\b(?:or|on|and)\s+\Z", re.I
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
# A full stop or colon only after a short form: "District. 28 Special Constables" are counted.
_DESIGNATOR_LEFT = left(
    rf"\b(?:(?:{_DESIGNATORS}|junctions)\s*(?:no\.?\s*)?"
    r"|(?:no|nos|pp?|fig|v|vol|ref|para|reference|number|code|id|version)\.?:?\s*)"
)
# Quick looks before the long patterns: the last word, and the joint of a list.
_LONGEST_WORD = 24
_LAST_WORD = re.compile(r"\b[A-Za-z]+\Z")
_LIST_JOINT = ending(r"\d\s?(?:,|and|&|-|–|to|or)\s?\Z")
_DESIGNATOR_WORDS = frozenset(
    form
    for word in re.findall(r"[a-z]+", _DESIGNATORS.replace("\\s+", " ").replace("?", ""))
    for form in (word, word.removesuffix("s"), word + "s")
)
# "(previous quarter 507; same quarter last year 495)": a time and its figure, no name.
_DESIGNATED_TIME = left(r"\b(?P<time>quarter|year|week|day)\s+")
_TIME_PAST = ending(
    r"\b(?:previous|preceding|prior|last|same|this|next|per|the|a|each|every)\s+(?:\w+\s+)?\Z", re.I
)
# These name what they number even where a plural follows: "category 2 patients".
_ALWAYS = frozenset(
    "no number page pages pp category platform level tier grade phase junction section gate "
    "runway terminal priority".split()
)
# And these by a number in words: "tier one offences", "grade two incidents".
_GRADES = frozenset("tier grade category".split())
_GRADE_LIST = left(
    r"\b(?:tiers?|grades?|category|categories)\s+(?:one|two|three|four|\d)\s?(?:,|and|&|to|or)\s?"
)
_DESIGNATOR_LIST = left(rf"\b(?:{_DESIGNATORS})s?\s+\d{{1,3}}(?:\s?(?:,|and|&|-|–|to|or)\s?)")
_ADDRESS_RIGHT = right(
    r"\s+(?:[A-Z][\w'’]+\s+){1,3}(?:Street|Road|Avenue|Lane|Drive|Close|Way|Crescent|Square"
    r"|Terrace|Court|Place)\b"
    r"(?!\s+[A-Z])",
    0,
)
_REFERENCE_LEFT = left(r"\b[A-Z][\w'’.-]+\s", 0)
_NUMBER_IS_LEFT = left(r"(?<!\bthe\s)\b(?:number|reference|code|id)\s+(?:is|was)\s+")
_LIST_LEFT = left(r"(?:\A|[\n•])\s*\(?")
_LIST_RIGHT = right(r"[.)]\s+[A-Z]", 0)
_SCORE_RIGHT = right(
    r"[-–]\d{1,2}\b(?!\s*(?!(?:at|in|on|against|to|away|over|after|with|last|and)\b)(?:[a-z%]))", 0
)
_SCORE_NOUN = right(
    r"[-–]\d{1,2}\s+(?:\w+\s+)?(?:win|victory|defeat|draw|loss|lead|success|thrashing|result"
    r"|scoreline|aggregate)\b"
)
_SCORE_NOUN_TAIL = right(
    r"\s+(?:\w+\s+)?(?:win|victory|defeat|draw|loss|lead|success|thrashing|result|scoreline"
    r"|aggregate)\b"
)
_SCORE_HEAD = left(r"(?<![\d£$€])\d{1,2}[-–]")
_SCORE_LEFT = left(
    r"\b(?:won|win|lost|beat|beaten|drew|draw|defeat|victory|score|by)\s+(?:\w+\s+){0,3}"
)
_SCORE_TAIL = left(
    r"\b(?:won|win|lost|beat|beaten|drew|draw|defeat|victory|score)\s+(?:\w+\s+){0,3}\d{1,2}[-–]"
)


def is_phone(a: Around) -> bool:
    """101, 999 and other numbers to ring."""
    if not a.plain:
        return False
    if _PHONE_LONG.match(a.number.text) or _PHONE_TAIL.search(a.left):
        return True
    if a.number.value not in _PHONES:
        return False
    if _AVERAGE.search(a.left) and _PER_DAY.match(a.right):
        return False  # "averaging 101 contacts per day"
    if (_FROM_TO.search(a.left) and _THEN.match(a.right)) or _EARLIER.match(a.right):
        return False  # "from 112 in the quarter before to 101", "(101 a year earlier)"
    if (
        _BY_TO.search(a.left)
        or (_MOVED_TO.search(a.left) and _THEN.match(a.right))
        or _OF_WHOLE.match(a.right)
        or (_BESIDE.search(a.left) and a.right.startswith(")"))
        or _OF_TIME.match(a.right)
    ):
        return False
    if a.number.value not in _WELL_KNOWN and not _RUNG.search(a.left):
        return False  # "fell to 105"
    if _PHONE_RIGHT.match(a.right) or _PHONE_CALL.search(a.left):
        return True
    return bool(_PHONE_LEFT.search(a.left)) and not (
        COUNTED.match(a.right)
        and not re.search(r"(?:via|call\w*|dial\w*|ring\w*|r[au]ng|phoned)\s+\Z", a.left, re.I)
        and not re.match(r"\s+\w+ing\b", a.right)
    )


# "1.1 Emergency calls. The force …": the number of a paragraph opens it
_SECTION = re.compile(r"\d{1,2}\.\d{1,2}\Z")
_SECTION_LEFT = left(r"(?:\A|[\n•])\s*")
_SECTION_RIGHT = right(r"(?:\.\d{1,2})*\.?\s+[A-Z][a-z]", 0)


def is_reference(a: Around) -> bool:
    """Staff and reference numbers, numbers of lists and paragraphs, addresses, keys."""
    if a.number.form != "numeral":
        return False
    if (
        _SECTION.fullmatch(a.number.text)
        and _SECTION_RIGHT.match(a.right)
        and _SECTION_LEFT.search(a.left)
    ):
        return True
    digits = len(a.number.text)
    if a.plain and (
        digits >= 8
        or (digits >= 5 and _REFERENCE_LEFT.search(a.left) and not COUNTED.match(a.right))
    ):
        return True
    if a.plain and digits >= 5 and _NUMBER_IS_LEFT.search(a.left):
        return True  # "the school's number is 115229"
    if a.plain and _LIST_LEFT.search(a.left) and _LIST_RIGHT.match(a.right):
        return True
    return a.plain and bool(_ADDRESS_RIGHT.match(a.right))


_LAST_OF_TIME = {"quarter": 4, "year": 13, "week": 53, "day": 366}


def is_designated(a: Around) -> bool:
    """A number that is part of a name: Priority 4, Phase 1, Section 28, Offender 2."""
    if a.number.currency or a.number.percent or a.number.form not in ("numeral", "word"):
        return False
    if a.number.form == "word" and _GRADE_LIST.search(a.left):
        return True
    word = _LAST_WORD.search(a.left.rstrip().rstrip(".:")[-_LONGEST_WORD:])
    named = word is not None and word.group().casefold() in _DESIGNATOR_WORDS
    listed = _LIST_JOINT.search(a.left) is not None and _DESIGNATOR_LIST.search(a.left) is not None
    if not (listed or (named and _DESIGNATOR_LEFT.search(a.left))):
        return False
    timed = _DESIGNATED_TIME.search(a.left)
    if timed and (
        _TIME_PAST.search(a.left[: timed.start()])
        or a.number.value > _LAST_OF_TIME[timed["time"].casefold()]
    ):
        return False
    if timed and timed["time"].casefold() == "quarter":
        return True  # "in quarter 3 officers made"
    # "the group 12 people joined": lower-case common words name nothing when a count follows.
    match = re.search(r"([A-Za-z]+)\.?:?\s*\Z", a.left)
    if a.number.form == "word":
        return bool(match and (match[1][0].isupper() or match[1].casefold() in _GRADES))
    lower = bool(match and match[1][0].islower())
    return (
        not (lower and match and match[1].casefold() not in _ALWAYS and COUNTED.match(a.right))
        and "," not in a.number.text
    )


_PER_LEFT = left(r"\bper\s+")
_CAPITAL_LEFT = ending(r"\b((?:[a-z]{1,2})?[A-Z][\w'’-]*)[ ]\Z")
_NO_NAME = frozenset(
    "A About Above After All Almost An And Another Approximately Around As At Before Below "
    "Between But By During Each Every For From Further In Including Just Last Less More "
    "Nearly Next Of On Only Or Other Out Over Some Since So Than That The Their Them There "
    "These This Those To Total Under Up Upto We With Within When Where While Who Additional "
    "Also Now Then Our Its His Her My They Roughly Averaging Average Plus Yet If Until Till "
    "Despite Following Seized Recorded Arrested".split()
)


_NAME_WORD_LEFT = left(r"\b[A-Z][\w&-]*\s", 0)


def is_named(a: Around) -> bool:
    """A number after a capitalised word that counts nothing: Community 360, Fatal 4."""
    if _PER_LEFT.search(a.left):  # "offences per 1,000 of the population"
        return True
    if a.number.form == "word" and a.number.text[:1].isupper() and _NAME_WORD_LEFT.search(a.left):
        return not COUNTED.match(a.right)  # "on BBC Two"
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


def is_score(a: Around) -> bool:
    """The result of a game: won 3-1."""
    if not a.plain:
        return False
    return bool(
        (_SCORE_RIGHT.match(a.right) and _SCORE_LEFT.search(a.left))
        or (a.left.endswith(("-", "–")) and _SCORE_TAIL.search(a.left))
        or _SCORE_NOUN.match(a.right)
        or (_SCORE_HEAD.search(a.left) and _SCORE_NOUN_TAIL.match(a.right))
    )
