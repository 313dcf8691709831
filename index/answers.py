"""Figures that answer a question: claims as the reports print them, never a new figure.

A question asks for a figure with words such as "how many", "value of" or "rate". A claim is
held against it by measure, unit, period, place and operation; what does not agree lowers it
and is said.
"""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from extract.sentences import sentence_of, sentence_spans
from index import texts
from index.lexical import LexicalIndex
from index.names import Names
from index.questions import Question
from index.results import Answer
from quarterline.periods import Period
from quarterline.records import Claim, Document, Passage

MOST = 3
# A claim must share most of what was asked for; below, it is another figure of the passage.
LEAST = 0.45
# The claim's own measure counts for so much, the sentence and labels around it for the rest.
_OWN = 0.6
# An answer is shown beside the best one only if it is nearly as good.
_BESIDE = 0.8

_ASKS = re.compile(
    r"\b(?:how\s+(?:many|much|often|few)|numbers?\s+of|(?:total|street\s+)?value\s+of|worth|"
    r"amount\s+of|total|percentages?|per\s?cent|proportion|share\s+of|rates?|averages?|costs?|"
    r"figures?|counts?|headcount|volume\s+of)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\b(?:(?:street\s+)?value|worth|costs?|money|cash|pounds|budget|funding)\b|£", re.IGNORECASE
)
_SHARE = re.compile(r"\b(?:percentages?|per\s?cent|proportion|share|rates?)\b|%", re.IGNORECASE)
_MEAN = re.compile(r"\b(?:averages?|(?:per|a|each)\s+(?:day|month|week))\b", re.IGNORECASE)
_MOVED = re.compile(
    r"\b(?:increase[ds]?|decrease[ds]?|chang(?:e|ed|es)|fell|fall(?:en)?|rise[ns]?|rose|more|fewer|"
    r"less|up|down|drop(?:ped)?|growth)\b",
    re.IGNORECASE,
)
# Words that ask, and name no measure.
_ASKING = frozenset(
    texts.tokens(
        "number numbers total value worth amount percentage percent proportion share average "
        "figure figures count volume received receive recorded record record made make given "
        "give much often day month week street"
    )
)
_ROLES = {"level": 1.0, "rate": 0.95, "share": 0.85, "baseline": 0.8, "target": 0.5}


@dataclass(frozen=True, slots=True)
class _Fit:
    """How well something agrees, in 0..1, and what to say where it does not."""

    share: float
    caveat: str = ""


_NEGATED = re.compile(r"\bnon[\s-]+(?P<word>[^\W\d_]+)", re.IGNORECASE)


def asks_for_figure(text: str) -> bool:
    """Whether a question asks for a figure."""
    return _ASKS.search(text) is not None


def answers(
    question: Question,
    claims: Sequence[Claim],
    passages: Mapping[str, Passage],
    documents: Mapping[str, Document],
    names: Names,
    lexical: LexicalIndex,
) -> tuple[Answer, ...]:
    """The claims that answer a question, best first, at most `MOST`.

    `claims` are those of the passages found; `passages` and `documents` are given by id.
    """
    groups = [s for s in question.subject if not _ASKING.issuperset(s.ways[0])]
    text = question.understood.text
    if not groups or not asks_for_figure(text):
        return ()
    covered = lexical.coverage(groups)
    wanted = _Wanted.of(text)
    found = []
    for claim in claims:
        unit = _unit(wanted, claim)
        if unit < LEAST:  # as most, whatever they count
            continue
        measure = _tokens(f"{claim.measure} {claim.series}")
        named = covered.of(measure)
        # What is asked for must be there; when and where may differ, and then it is said.
        if (_OWN * named + 1 - _OWN) * unit < LEAST:
            continue
        passage, document = passages[claim.passage], documents[claim.document]
        quote = _quote(passage, claim)
        around = measure | _tokens(" ".join((quote, *passage.context)))
        subject = _OWN * named + (1 - _OWN) * covered.of(around)
        if subject * unit < LEAST:
            continue
        fits = (
            _Fit(subject * unit),
            _Fit(_role(text, claim)),
            _Fit(_same_sense(text, claim)),
            _period(question.periods, claim, document),
            _place(question.understood.places, claim, passage, names),
            _operation(question.understood.operations, claim, passage),
        )
        score = math.prod(fit.share for fit in fits)
        if score >= LEAST * 0.4:
            caveats = tuple(fit.caveat for fit in fits if fit.caveat)
            found.append(Answer(claim, passage, document, quote, caveats, round(score, 4)))
    ordered = sorted(found, key=lambda a: (-a.score, _age(a.document), a.claim.start))
    best = ordered[0].score if ordered else 0.0
    return tuple(a for a in ordered[:MOST] if a.score >= _BESIDE * best)


def _quote(passage: Passage, claim: Claim) -> str:
    """The sentence in which a claim stands, on one line."""
    spans = sentence_spans(passage.text)
    start, end = sentence_of(spans, claim.start - passage.start)
    return " ".join((passage.text[start:end] or passage.text).split())


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The kind of figure that a question asks for, and its tokens."""

    mean: bool
    share: bool
    money: bool
    tokens: frozenset[str]

    @staticmethod
    def of(text: str) -> _Wanted:
        mean, share, money = (
            pattern.search(text) is not None for pattern in (_MEAN, _SHARE, _MONEY)
        )
        return _Wanted(mean, share, money, _tokens(text))


@lru_cache(maxsize=4096)
def _tokens(text: str) -> frozenset[str]:
    return frozenset(texts.tokens(text))


def _unit(wanted: _Wanted, claim: Claim) -> float:
    if wanted.mean:
        return 1.0 if claim.unit.startswith("per_") or claim.role == "rate" else 0.5
    if wanted.share:
        return 1.0 if claim.unit.startswith("per") else 0.4
    if wanted.money:
        return 1.0 if claim.unit == "gbp" else 0.3
    if claim.unit in ("hours", "kg", "years", "months", "days"):
        return 1.0 if _tokens(claim.unit) & wanted.tokens else 0.3
    return 1.0 if claim.unit == "count" else 0.4


def _role(text: str, claim: Claim) -> float:
    if claim.role in ("change", "percent_change"):
        return 1.0 if _MOVED.search(text) else 0.45
    return _ROLES.get(claim.role, 0.8)


def _same_sense(text: str, claim: Claim) -> float:
    """Non-emergency calls are no emergency calls, and the other way round."""
    asked, said_of = _negated(text), _negated(claim.measure)
    held = {*texts.tokens(text), *texts.tokens(claim.measure)}
    return 0.2 if (asked ^ said_of) & held else 1.0


def _negated(text: str) -> set[str]:
    return {texts.stem(m["word"].lower()) for m in _NEGATED.finditer(text)}


def _period(asked: Sequence[Period], claim: Claim, document: Document) -> _Fit:
    if not asked:
        return _Fit(1.0)
    wanted = asked[0]
    given = claim.period
    if given is None:
        of = None if document.quarter is None else document.quarter.period
        if of is not None and any(p.contains(of) or of.contains(p) for p in asked):
            return _Fit(0.75, "The report gives no period for this figure.")
        told = f"it is in the report of {said(of)}" if of else "nor is the report's quarter known"
        return _Fit(0.3, f"The report gives no period for this figure; {told}.")
    if given in asked:
        return _Fit(1.0)
    caveat = f"This is for {said(given)}, not for {said(wanted)}."
    if given.start == wanted.start and given.end <= wanted.end:
        return _Fit(0.95, f"This is for {said(given)}.")
    if any(p.contains(given) for p in asked):
        return _Fit(0.8, f"This is for {said(given)} only.")
    if any(given.contains(p) for p in asked):
        return _Fit(0.6, caveat)
    overlaps = any(p.start <= given.end and given.start <= p.end for p in asked)
    return _Fit(0.45 if overlaps else 0.25, caveat)


def _place(asked: Sequence[str], claim: Claim, passage: Passage, names: Names) -> _Fit:
    own = claim.places or passage.places[-1:]
    listed = texts.join(own)
    if not asked:
        return _Fit(0.9, f"This is about {listed} only.") if own else _Fit(1.0)
    wanted = texts.join(asked)
    if not own:
        return _Fit(0.5, f"This is for the whole force, not for {wanted}.")
    if set(own) & set(asked):
        return _Fit(1.0)
    for place in asked:
        up, down = names.around(place)
        if set(own) & set(down):
            return _Fit(0.8, f"This is about {listed}, a part of {place}.")
        if set(own) & set(up):
            return _Fit(0.6, f"This is about {listed}, which holds {place}.")
    return _Fit(0.15, f"This is about {listed}, not about {wanted}.")


def _operation(asked: Sequence[str], claim: Claim, passage: Passage) -> _Fit:
    if not asked or set(claim.operations) & set(asked):
        return _Fit(1.0)
    wanted = texts.join([f"Operation {name}" for name in asked])
    if any(name.casefold() in passage.text.casefold() for name in asked):
        return _Fit(0.7)
    return _Fit(0.25, f"The report does not tie this figure to {wanted}.")


def _age(document: Document) -> int:
    """Newer reports first."""
    quarter = document.quarter
    return 0 if quarter is None else -(quarter.year * 4 + quarter.number)


def said(period: Period) -> str:
    """A period in words: "July to September 2020", "1 to 14 June 2020", "since" left open."""
    first, last = period.start, period.end
    if last == date.max:
        return f"the time since {_day(first)}"
    if first.year <= 1900:
        return f"the time before {_day(last)}"
    whole = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    if not whole:
        return _day(first) if first == last else f"{_day(first)} to {_day(last)}"
    start, end = calendar.month_name[first.month], calendar.month_name[last.month]
    if first.year != last.year:
        return f"{start} {first.year} to {end} {last.year}"
    return f"{end} {last.year}" if first.month == last.month else f"{start} to {end} {last.year}"


def _day(day: date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"
