"""What is seen of a question and the passages found, from which it is judged whether they answer.

What belongs to the question alone is made ready once, since several passages are looked at.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from index import texts
from index.confidence import Signs
from index.coverage import Coverage
from index.dates import MONTHS
from index.lexical import Sought
from index.questions import Question
from index.said import Said
from index.texts import NAMED, PLACES
from quarterline.records import Mention, Passage

if TYPE_CHECKING:
    from index.snapshot import Snapshot
    from index.vectors import Vectors

_YEAR = re.compile(r"(?:19|20)\d\d")
# "Op" and its like announce a name and say nothing of what is asked about it.
_DESIGNATORS = frozenset(texts.tokens("op operation operational project"))
# Words that any question may hold, whatever it is about: that they are not there says nothing.
_LIGHT = frozenset(
    texts.tokens(
        "affect area became become begin being bring brought call carry case cause change come "
        "deal different do done every example find found gave get give given go going got happen "
        "happened help history involve involving issue keep kept kind know known link local look "
        "lot make making matter mean new number old other part people person problem progress "
        "reason recent relate related report reported result say said see seen show take taken "
        "tell thing time told total try type update use used using various want way work working"
    )
)
_NAMELESS = _DESIGNATORS | _LIGHT
# How much nearer to a word the question may be than a sentence that says nothing of it. Of .25
# to .5 little changes (`python -m bench.confidence`).
_FAR = 0.35
# What meaning alone can do for a word that is not there: nearly as much as the word itself.
_MEANT = 0.9
# Of a passage of the area that holds the place asked for, of one of no place, of one elsewhere.
_AROUND, _NOWHERE, _ELSEWHERE = 0.2, 0.6, 1.0
# Names whose tokens are kept in mind.
_REMEMBERED = 4096


def signs(
    snapshot: Snapshot,
    question: Question,
    vector: Vectors,
    rows: Sequence[int],
    passages: Sequence[Passage],
    said: Sequence[Said],
    mentions: Mapping[str, Sequence[Mention]],
    cosines: Sequence[float],
) -> list[Signs]:
    """What tells of each passage how sure it is that it answers, in the order of `rows`.

    `vector` is that of the question, `cosines` how near each passage is to it, and `said` what
    each says.
    """
    asked = _Asked.of(snapshot, question, vector)
    held = [asked.held(one) for one in said]
    unsaid = _unsaid(snapshot, asked, vector, rows, held)
    return [
        asked.signs(passage, mentions.get(passage.id, ()), one, own, cosine, missing)
        for passage, one, own, cosine, missing in zip(
            passages, said, held, cosines, unsaid, strict=True
        )
    ]


class _Held(NamedTuple):
    """What a passage has of the tokens asked for: in its text, in its labels, and above it."""

    own: frozenset[str]
    labels: frozenset[str]
    above: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as its passages are held against it.

    `operations` are those asked for, `named` the tokens of their names; `subject` is what names
    no place or time; `told` the places in it of what names nothing, with its `vectors` and how
    `near` to each the question is. `at` are the places asked for with those inside, `sited` the
    tokens of the former, `around` the places that hold them.
    """

    question: Question
    words: float
    unknown: bool
    operations: frozenset[str]
    named: frozenset[str]
    subject: Coverage
    told: tuple[int, ...]
    vectors: Vectors
    near: NDArray[np.float32]
    at: frozenset[str]
    sited: frozenset[str]
    around: frozenset[str]
    away: bool
    dated: frozenset[str]

    @staticmethod
    def of(snapshot: Snapshot, question: Question, vector: Vectors) -> _Asked:
        """What of a question is held against every passage."""
        lexical, understood = snapshot.lexical, question.understood
        # What names a place or a time is left out: to be there or then is not to be on the
        # subject.
        subject = [one for one in question.sought if one.weight == 1.0] or list(question.sought)
        named = _all_tokens(understood.operations)
        told = [at for at, one in enumerate(subject) if not _names(one, named)]
        none = np.zeros(len(vector), dtype=np.float32)
        phrases = [subject[at].phrase for at in told]
        known = [snapshot.related.meaning(phrase) if phrase else None for phrase in phrases]
        vectors = np.array([none if v is None else v for v in known]).reshape(-1, len(vector))
        # Of what has no vector the question is endlessly near: only its words can say it.
        near = np.array([math.inf if v is None else 0.0 for v in known], dtype=np.float32)
        away = _away(snapshot, question)
        around = [snapshot.names.around(place) for place in understood.places]
        return _Asked(
            question,
            math.log(max(len(question.sought), 1)),
            bool(understood.unknown),
            frozenset(understood.operations),
            named,
            lexical.coverage(subject),
            tuple(told),
            vectors,
            np.asarray(near + vectors @ vector, dtype=np.float32),
            frozenset(understood.places).union(*(inside for _, inside in around)),
            _all_tokens(understood.places),
            frozenset(outer for above, _ in around for outer in above),
            away,
            _dated(question) if away else frozenset(),
        )

    def held(self, said: Said) -> _Held:
        """What a passage has of what was asked."""
        tokens, heading = self.subject.tokens, said.heading
        return _Held(
            tokens.intersection(said.words.stems), tokens & heading.labels, tokens & heading.tokens
        )

    def signs(
        self,
        passage: Passage,
        mentions: Sequence[Mention],
        said: Said,
        held: _Held,
        cosine: float,
        unsaid: float,
    ) -> Signs:
        """What is seen of one passage."""
        away, unknown = self.away, self.unknown
        if self.question.elsewhere or away:
            named = [m.canonical for m in mentions if m.label in (*NAMED, *PLACES)]
            every = said.heading.tokens.union(
                said.words.stems, _all_tokens((*passage.places, *named))
            )
            unknown = unknown or not all(one.is_in(every) for one in self.question.elsewhere)
            away = away and not (self.dated and self.dated <= every)
        unnamed = self._unnamed(mentions) if self.operations else 0.0
        unplaced = self._unplaced(passage, mentions) if self.at else 0.0
        # A misprinted or another name stands for the one that was asked for.
        above = held.above
        if self.named and not unnamed:
            above |= self.named
        if self.sited and not unplaced:
            above |= self.sited
        return Signs(
            match=cosine + self._said_together(said, held.own, above),
            unsaid=unsaid,
            words=self.words,
            unnamed=unnamed,
            unplaced=unplaced,
            unknown=float(unknown),
            away=float(away),
        )

    def _said_together(self, said: Said, own: frozenset[str], above: frozenset[str]) -> float:
        """The share of the subject's words that the best sentence holds, or what stands above.

        Words that a long passage has in different sentences say little: "police car chases
        ending in a crash" is not answered by police here, a car there and a crash elsewhere.
        """
        best, share = self.subject.of(above), self.subject.by(own).share
        # No sentence says more than all of them, and one word stands in one sentence.
        if share <= best or len(own) < 2:
            return max(best, share)
        return max(best, *[self.subject.by(own & sentence).share for sentence in said.sentences])

    def _unnamed(self, mentions: Sequence[Mention]) -> float:
        """Whether it names none of the operations asked for."""
        here = any(m.canonical in self.operations for m in mentions if m.label in NAMED)
        return float(not here)

    def _unplaced(self, passage: Passage, mentions: Sequence[Mention]) -> float:
        """How far from the places asked for it is: 0 there."""
        placed = {*passage.places, *(m.canonical for m in mentions if m.label in PLACES)}
        if placed & self.at:
            return 0.0
        if placed & self.around:
            return _AROUND
        return _ELSEWHERE if placed else _NOWHERE


def _unsaid(
    snapshot: Snapshot,
    asked: _Asked,
    vector: Vectors,
    rows: Sequence[int],
    held: Sequence[_Held],
) -> list[float]:
    """How far each passage fails to say what it says least of what was asked, in 0..1.

    "Shoplifting arrests" is not answered by arrests. A word that is not there may yet be
    meant: then the nearest sentence is as near to it as the question itself is. What the
    question means beyond the sentence is their difference; a word that lies far along it is
    what the sentence does not say.
    """
    if not asked.told or not rows:
        return [0.0] * len(rows)
    nearest = snapshot.vectors.nearest_parts(vector, np.asarray(rows, dtype=np.int64))
    beyond = asked.near[:, None] - asked.vectors @ nearest.T
    meant = np.clip(1 - beyond / _FAR, 0, _MEANT).astype(np.float32)
    covered = [asked.subject.by(one.own | one.labels).each for one in held]
    said = np.array([[each[at] for each in covered] for at in asked.told])
    missing: list[float] = (1 - np.maximum(said, meant)).max(axis=0, initial=0.0).tolist()
    return missing


def _names(one: Sought, operations: AbstractSet[str]) -> bool:
    """Whether it is the name of an operation, what announces one, or a year."""
    way = one.ways[0]
    if not operations.isdisjoint(way):
        return True
    return len(way) == 1 and (way[0] in _NAMELESS or _YEAR.fullmatch(way[0]) is not None)


@lru_cache(maxsize=_REMEMBERED)
def _tokens(text: str) -> frozenset[str]:
    return frozenset(texts.tokens(text))


@lru_cache(maxsize=_REMEMBERED)
def _all_tokens(said: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*map(_tokens, said))


def _away(snapshot: Snapshot, question: Question) -> bool:
    """Whether a time was asked for that no report covers."""
    covered = snapshot.names.covered
    return bool(question.periods and covered) and not any(
        asked.start <= period.end and period.start <= asked.end
        for asked in question.periods
        for period in covered
    )


def _dated(question: Question) -> frozenset[str]:
    """The years and months written in a question, which a report may give as an earlier time."""
    words = texts.words(question.understood.text.lower())
    return frozenset(texts.stem(w) for w in words if _YEAR.fullmatch(w) or w in MONTHS)
