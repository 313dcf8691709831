"""Sentences in which a report says what is to happen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from quarterline.periods import Quarter
from track.due import Due, due_in, dues

SCHEDULED, EXPECTED, ANNOUNCED, PREPARED, AMBITION, POSTPONED = (
    "scheduled",
    "expected",
    "announced",
    "in preparation",
    "ambition",
    "postponed",
)

# What follows from a thing ("this will ensure …") and what always holds ("kits will be
# retained …") is no commitment; these verbs announce one.
_STARTS = (
    r"(?:be\s+)?(?:re-?)?(?:launch(?:ed)?|commence[d]?|begin|start(?:ed)?|open(?:ed)?|introduce[d]?"
    r"|establish(?:ed)?|extend(?:ed)?|expand(?:ed)?|creat(?:e|ed)|form|formed|pilot(?:ed)?|trial(?:led)?"
    r"|recruit(?:ed)?|resum(?:e|ed)|roll(?:ed)? out|implement(?:ed)?|publish(?:ed)?|complet(?:e|ed)"
    r"|present(?:ed)?|replac(?:e|ed)|reinstat(?:e|ed)|relocat(?:e|ed)|deliver(?:ed)?)\b"
)
_PASSIVE = (
    r"be\s+(?:\w+ly\s+)?(?:actioned|formalised|divided|separated|developed|held|led|run|set up"
    r"|given|fed back"
    r"|identified|targeted|onboarded|put in place|brought|trained|appointed|built|installed"
    r"|prepared|tried|explored|linked|offered|paid)\b"
)
_ACTIVE = (
    r"(?:join|go live|take place|target|be (?:exploring|working|targeting|supporting|leading"
    r"|attending)"
    r"|be able to recommence|recommence|now be|support the|work with"
    r"|become|follow|return|come back|pay for)\b"
)
_SOON = r"(?:also |shortly |soon |now |then |further |initially )*"
_CONSEQUENCE = r"(?<!this )(?<!that )(?<!which )(?<!who )(?<!it )(?<!these )"

# Kind, letters of which some stand in every text that the pattern matches, pattern.
_RULES: tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...] = tuple(
    (kind, tuple(letters.split("|")), re.compile(words, re.IGNORECASE))
    for kind, letters, words in (
        (POSTPONED, "postponed|deferred|delayed|rescheduled",
            r"\b(?:postponed|deferred|delayed|rescheduled)\s+(?:until|to|for)\b"),
        (
            SCHEDULED,
            "planned|scheduled|booked|timetabled|plans|pending|plan for|scoping for",
            r"(?<!pre-)(?<!pre )\b(?:planned|scheduled|booked|timetabled)(?:\s+(?:to|for|in|from"
            r"|on|over|this"
            r"|next|by|throughout|at|during|between|until)\b|\s*[,.;:)]|\s*$)"
            r"|\b(?:more|further|another|\d+|two|three|four|five|six) planned\b"
            r"|\bplans (?:are|is) (?:in place|underway)|\bplans to include\b|\bthere are plans\b"
            r"|\b(?:is|are) (?:currently )?pending\b|\b(?:plans?"
            r"|scoping) for (?:\w+ ){0,2}?roll[- ]?out\b",
        ),
        (
            EXPECTED,
            "anticipated|expected|due|set|hoped|intended|forecast",
            r"\b(?:is|are|it is) (?:now |also )?(?:anticipated|expected|due|set|hoped|intended)\s"
            r"(?=to|that|in|by|for|from|early|late|on|before|at|until|next)(?!to be (?:higher"
            r"|lower|more|less|fewer|statistically))"
            r"|\banticipated (?:\w+ ){1,3}of\b|\bforecast\b(?! to be)"
            r"|\bdue for\b",
        ),
        (
            EXPECTED,
            "should|is to |are to ",
            rf"\bshould {_SOON}(?:{_STARTS}|{_PASSIVE}|follow|come|reach|open)"
            rf"|\b(?:is|are) to (?:{_STARTS}|{_PASSIVE}|receive|follow|come)\b",
        ),
        (AMBITION, "ambition|target|goal|aspiration",
            r"\b(?:ambition|target|goal|aspiration)\s+(?:of|to|is to|for)\b"),
        (ANNOUNCED, "will", rf"{_CONSEQUENCE}\bwill\s+{_SOON}(?:{_STARTS}|{_PASSIVE}|{_ACTIVE})"),
        # The passive of a start is a plan even of "this": "After a trial, this will be actioned".
        (ANNOUNCED, "will", rf"\bwill\s+{_SOON}(?=be\s)(?:{_STARTS}|be (?:actioned|piloted"
            rf"|developed|separated)\b)"),
        (ANNOUNCED, "to be ",
            r"(?<!continue )(?<!continues )\bto be (?:launched|introduced|rolled out"
            r"|established|implemented|piloted|involved|held)\b"),
        (
            PREPARED,
            "being|plan is|development|ongoing|underway|looking to|introducing|exploring",
            r"\b(?:is|are) (?:currently )?being (?:developed|prepared|introduced|launched"
            r"|planned|drafted|designed|explored"
            r"|put in place)\b|\bplan is (?:being developed|in progress) to\b|\bin development\b"
            r"|\b(?:work|negotiations|discussions|talks|development plans)\s(?:is"
            r"|are)\s(?:ongoing|underway) to\b"
            r"|\b(?:is|are) (?:also )?(?:looking to|introducing|exploring)\b",
        ),
    )
)  # fmt: skip
# One look that spares most sentences the rules below.
_MAYBE = re.compile(
    r"\b(?:will|should|plan|schedul|book|timetabl|anticipat|expect|due|set|hope|intend|forecast"
    r"|ambition|target|goal|aspiration|aim|postpon|defer|delay|reschedul|pending|to|being"
    r"|development|underway|ongoing|looking|introducing|exploring|continue|scoping)",
    re.IGNORECASE,
)
_ANY_WILL_LETTERS = ("will", "should", "continue", "plan", "intend", "hope", "aim")
_ANY_WILL = re.compile(
    r"\b(?:will|should)\s+(?:(?:also|soon|shortly|now|then|further|\w+ly)\s+)?[a-z]+"
    r"|\bcontinues? (?:throughout|into|until)\b"
    r"|\b(?:plans?|intends?|hopes?|aims?) to\b|\bthere should be\b",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"\b(?:will not|won['’]t|no longer|not (?:be )?(?:planned|expected|scheduled))\b", re.I
)
_CONDITION = re.compile(
    r"(?:\b(?:subject to|if|once|after|dependent on|provided that)\b|^post\b)[^,.;]{3,60}", re.I
)
_NUMBER = re.compile(r"\d")
# The patterns run without regard to case, which is slow; whether the letters are there is not.
_LETTERS = tuple(
    dict.fromkeys([letter for _, letters, _ in _RULES for letter in letters] + [*_ANY_WILL_LETTERS])
)


@dataclass(frozen=True, slots=True)
class Promise:
    """What makes a sentence a commitment: the words and their characters in the sentence,
    the kind, when it is due if the sentence says, and on what it depends."""

    kind: str
    words: str
    start: int
    end: int
    due: Due | None
    condition: str


@lru_cache(maxsize=4096)
def promise_in(text: str, quarter: Quarter | None) -> Promise | None:
    """The commitment that a sentence makes; None if it makes none.

    `quarter` is the report's: what was due before its end lies behind the report. "Will"
    with a time to come is a commitment whatever its verb.
    """
    low = text.casefold()
    present = {letters for letters in _LETTERS if letters in low}
    if not present or not _MAYBE.search(text):
        return None
    if ("not" in low or "won" in low or "no longer" in low) and _NOT.search(text):
        return None
    for kind, letters, pattern in _RULES:
        match = None if present.isdisjoint(letters) else pattern.search(text)
        if match is None:
            continue
        due = _due(text, quarter, match.start())
        if kind == AMBITION and (due is None or not _NUMBER.search(text)):
            continue
        if due is None and _behind(text, quarter, match.start()):
            continue
        return _promise(kind, text, match, due)
    # "Continues throughout 2020" says as much.
    match = None if present.isdisjoint(_ANY_WILL_LETTERS) else _ANY_WILL.search(text)
    if match is not None and (due := _due(text, quarter, match.start())) is not None:
        return _promise(ANNOUNCED, text, match, due)
    return None


def _promise(kind: str, text: str, match: re.Match[str], due: Due | None) -> Promise:
    condition = _CONDITION.search(text)
    return Promise(
        kind=kind,
        words=" ".join(match.group().split()),
        start=match.start(),
        end=match.end(),
        due=due,
        condition=" ".join(condition.group().split()) if condition else "",
    )


def _due(text: str, quarter: Quarter | None, at: int) -> Due | None:
    """The time to come that is named nearest after the words, else before them."""
    due = due_in(text, quarter, at)
    if due is None or quarter is None:
        return due
    ahead = [d for d in dues(text, quarter) if d.period.end > quarter.period.end]
    after = [d for d in ahead if d.start >= at]
    return after[0] if after else (ahead[-1] if ahead else None)


def _behind(text: str, quarter: Quarter | None, at: int) -> bool:
    """Whether the words are tied to a time that the report's quarter already saw out."""
    due = due_in(text, quarter, at)
    return due is not None and quarter is not None and due.start >= at and due.start - at < 40
