"""Is a sentence borne out by the reports? Supported, contradicted, or not found.

A figure of the statement is held against the figures of the reports that speak of the same
measure, unit, period, place, operation and force, each told by the same reading as the
reports'. Whatever is less than certain is "not found": that the number is the same proves
nothing, and a word of the statement that the passage does not have may change its meaning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.canonical import key_tokens
from audit.intervals import Interval, printed
from audit.series import earlier_period
from audit.statement import Stated, Statement, read_statement
from audit.wording import during, figure, measure
from audit.working import Finder, Quote, Records
from extract.profiles import Profile
from extract.series import normalise, same_series
from quarterline.periods import Quarter
from quarterline.records import Claim, Passage

SUPPORTED, CONTRADICTED, NOT_FOUND = "supported", "contradicted", "not found"
_SAME = 0.93  # of `same_series`, for measures whose words differ by an ending only
_ALIKE = 0.7
_MOST_SHOWN = 3
_LEVELS = frozenset({"level", "baseline", "share"})
_OPERATION = re.compile(r"\b(?:Ops?\.?|Operations?|Project)\s+['‘“]?[A-Z]")


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer for one figure of a statement (offsets in the statement)."""

    text: str
    start: int
    end: int
    verdict: str
    why: str
    quotes: tuple[Quote, ...] = ()


@dataclass(frozen=True, slots=True)
class Verification:
    """The answer for a statement: the worst of its figures'."""

    statement: str
    verdict: str
    why: str
    figures: tuple[Judgement, ...]


def verify(text: str, records: Records, profiles: Mapping[str, Profile]) -> Verification:
    """Hold a statement against the reports.

    `profiles` by the force of the documents (`Document.force`), so that places and operations
    are read as in the reports.
    """
    forces = sorted({d.force for d in records.documents if d.force})
    statement = read_statement(text, forces, profiles)
    if statement.problem:
        return Verification(text, NOT_FOUND, statement.problem, ())
    if not statement.figures:
        why = "There is no figure in this sentence that could be looked up."
        return Verification(text, NOT_FOUND, why, ())
    court = _Court(records, statement, profiles)
    figures = tuple(court.judge(told) for told in statement.figures)
    verdicts = {judged.verdict for judged in figures}
    verdict = next(v for v in (CONTRADICTED, NOT_FOUND, SUPPORTED) if v in verdicts)
    first = next(judged for judged in figures if judged.verdict == verdict)
    return Verification(text, verdict, first.why, figures)


class _Court:
    """The reports of one force, by what the figures of a statement are looked up with."""

    def __init__(
        self, records: Records, statement: Statement, profiles: Mapping[str, Profile]
    ) -> None:
        self._statement = statement
        self._documents = {
            d.id: d for d in records.documents if not statement.force or d.force == statement.force
        }
        self._passages = {p.id: p for p in records.passages if p.document in self._documents}
        self._claims = [c for c in records.claims if c.document in self._documents]
        self._finder = Finder(records.documents, records.passages)
        self._profiles = profiles

    def judge(self, told: Stated) -> Judgement:
        """The answer for one figure."""
        claim = told.claim
        if told.period is None:
            return self._answer(
                told, NOT_FOUND, "The sentence does not say when.", self._same_measure(told)
            )
        if not told.tokens:
            return self._answer(
                told,
                NOT_FOUND,
                "What the figure counts could not be told.",
                self._same_number(told),
            )
        matching = [c for c in self._claims if self._matches(told, c)]
        if not matching:
            return self._nearest(told)
        mine = printed(claim).magnitude
        theirs = [(c, printed(c).magnitude) for c in matching]
        bearing = [c for c, value in theirs if value.within(mine)]
        against = [c for c, value in theirs if not value.meets(mine)]
        if bearing and not against:
            words = f"The reports give {_about(bearing[0])}."
            return self._answer(told, SUPPORTED, words, bearing)
        if against and len(against) == len(theirs) and _one(v for _, v in theirs):
            words = f"The reports give {_about(against[0])}, not {_worded(claim)}."
            return self._answer(told, CONTRADICTED, words, against)
        if bearing or len(against) > 1:
            words = "The reports give different figures for this, so it cannot be settled."
            return self._answer(told, NOT_FOUND, words, [*bearing, *against])
        words = f"The reports give {_about(matching[0])}, which is not precise enough to say."
        return self._answer(told, NOT_FOUND, words, matching)

    # ------------------------------------------------------------------------------ matching

    def _matches(self, told: Stated, claim: Claim) -> bool:
        """Whether a figure of the reports is of the very thing that the statement speaks of."""
        if claim.period != told.period or not self._same_kind(told, claim):
            return False
        if not self._same_thing(told, claim) or not self._same_where(told, claim):
            return False
        return not self._missing(told, claim)

    def _same_kind(self, told: Stated, claim: Claim) -> bool:
        mine = told.claim
        if mine.unit != claim.unit:
            return False
        if _role(mine) != _role(claim):
            return False
        if _role(mine) in ("change", "percent_change"):
            return (
                mine.direction == claim.direction
                and mine.direction != "none"
                and self._compared(told, claim)
            )
        return True

    def _compared(self, told: Stated, claim: Claim) -> bool:
        """Whether both changes are from the same earlier time, and both say from which."""
        document, passage = self._documents[claim.document], self._passages.get(claim.passage)
        if document.quarter is None or passage is None or told.period is None:
            return False
        theirs = earlier_period(_sentence(passage, claim), document.quarter)
        mine = earlier_period(self._statement.text, Quarter.of(told.period.end))
        return mine is not None and mine == theirs

    def _same_thing(self, told: Stated, claim: Claim) -> bool:
        tokens = key_tokens(claim)
        if not tokens:
            return False
        # "Live Chat had 4,999 interactions": what the measure leaves out, the sentence has.
        # "Wardens issued 31 warnings": who did it stands elsewhere in the report's sentence.
        left = told.tokens - tokens
        if tokens - told.tokens <= told.words and tokens & told.tokens and left <= told.agent:
            return not left or left <= self._said_beside(claim)
        if len(tokens) != len(told.tokens):
            return False
        return same_series(" ".join(tokens), " ".join(told.tokens)) >= _SAME

    def _said_beside(self, claim: Claim) -> frozenset[str]:
        passage = self._passages.get(claim.passage)
        return frozenset(normalise(_sentence(passage, claim)).split()) if passage else frozenset()

    def _same_where(self, told: Stated, claim: Claim) -> bool:
        if frozenset(claim.operations) != told.operations:
            return False
        passage = self._passages.get(claim.passage)
        profile = self._profiles.get(self._documents[claim.document].force)
        places = _narrow(claim.places, profile)
        if told.places:
            return places == told.places
        if told.operations:
            return True
        if places or passage is None or _narrow(passage.places, profile):
            return False
        # A place or an operation that the sentence names may be where the figure is from,
        # though it was not read so: "Southend: 12 arrests".
        words = _sentence(passage, claim)
        named = {f.place.name for f in profile.gazetteer.find(words)} if profile else set()
        return not _narrow(tuple(named), profile) and _OPERATION.search(words) is None

    def _missing(self, told: Stated, claim: Claim) -> frozenset[str]:
        """Words of the statement that its counterpart in the reports does not have."""
        passage = self._passages.get(claim.passage)
        if passage is None:
            return told.words
        held = normalise(" ".join((*passage.context, passage.text, claim.measure))).split()
        # "call-handling" and "emergencies" differ from the statement's words by little more
        # than an ending, which the stem leaves.
        return frozenset(w for w in told.words if not any(h == w or _inflected(h, w) for h in held))

    # ---------------------------------------------------------------------------- what is near

    def _same_measure(self, told: Stated) -> list[Claim]:
        scored = [
            (same_series(" ".join(key_tokens(c)), " ".join(told.tokens)), c)
            for c in self._claims
            if c.unit == told.claim.unit and _role(c) == _role(told.claim)
        ]
        near = sorted((p for p in scored if p[0] >= _ALIKE), key=lambda p: -p[0])
        return [c for _, c in near[:_MOST_SHOWN]]

    def _same_number(self, told: Stated) -> list[Claim]:
        value = abs(told.claim.value)
        return [c for c in self._claims if abs(c.value) == value][:_MOST_SHOWN]

    def _nearest(self, told: Stated) -> Judgement:
        """Why nothing matches, with what comes nearest."""
        same = [c for c in self._claims if self._same_kind(told, c) and self._same_thing(told, c)]
        if not same:
            near = self._same_measure(told)
            words = "No report gives a figure for this."
            if not near and (found := self._same_number(told)):
                words += " The same number stands in the reports, but of something else."
                near = found
            return self._answer(told, NOT_FOUND, words, near)
        timely = [c for c in same if c.period == told.period]
        if not timely:
            undated = all(c.period is None for c in same)
            when = "without saying for when" if undated else "only for other periods"
            words = f"The reports give figures for this {when}."
            ordered = sorted(same, key=lambda c: abs(c.value) != abs(told.claim.value))
            return self._answer(told, NOT_FOUND, words, ordered)
        placed = [c for c in timely if self._same_where(told, c)]
        if not placed:
            words = "The reports give this only for other places or operations."
            return self._answer(told, NOT_FOUND, words, timely)
        missing = ", ".join(sorted(self._missing(told, placed[0])))
        words = f"The nearest passage does not speak of: {missing}."
        return self._answer(told, NOT_FOUND, words, placed)

    def _answer(self, told: Stated, verdict: str, why: str, claims: Sequence[Claim]) -> Judgement:
        quotes = tuple(self._finder.quote(c.document, c.start, c.end) for c in claims[:_MOST_SHOWN])
        claim = told.claim
        return Judgement(claim.text, claim.start, claim.end, verdict, why, quotes)


def _role(claim: Claim) -> str:
    """Levels of any kind are one: a baseline is the level of an earlier time."""
    if claim.role in _LEVELS and claim.unit != "percent":
        return "level"
    return "level" if claim.role == "baseline" else claim.role


def _one(values: Iterable[Interval]) -> bool:
    """Whether all figures can stand for one value."""
    held = list(values)
    return all(first.meets(other) for first in held for other in held)


def _narrow(places: Sequence[str], profile: Profile | None) -> frozenset[str]:
    """Places without the force's whole area and without those that hold another of them."""
    if profile is None:
        return frozenset(places)
    tree = profile.gazetteer
    wide = {name for name in places if (place := tree.get(name)) and place.kind == "force"}
    for name in places:
        wide.update(tree.up(name))
    return frozenset(places) - wide


def _sentence(passage: Passage, claim: Claim) -> str:
    """The words between the full stops around a claim."""
    text, place = passage.text, claim.start - passage.start
    start = max((m.end() for m in re.finditer(r"[.!?]\s", text[:place])), default=0)
    stop = re.search(r"[.!?](?:\s|$)", text[claim.end - passage.start :])
    return text[start : claim.end - passage.start + stop.end() if stop else len(text)]


def _inflected(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) > 3 and long.startswith(short) and len(long) - len(short) <= 3


def _worded(claim: Claim) -> str:
    """A figure of the statement with its qualifier: "more than 95,000"."""
    words = {"over": "more than", "under": "fewer than", "about": "about", "up_to": "up to"}
    return f"{words.get(claim.qualifier, '')} {figure(claim)}".strip()


def _about(claim: Claim) -> str:
    return f"{figure(claim)} for {measure(claim)} {during(claim.period)}"
