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
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index import texts
from index.confidence import Signs
from index.coverage import Coverage
from index.dates import MONTHS
from index.lexical import Sought
from index.questions import Question
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
# How much nearer to a word the question may be than a sentence that says nothing of it. Of .25
# to .5 little changes (`python -m bench.confidence`).
_FAR = 0.35
# What meaning alone can do for a word that is not there: nearly as much as the word itself.
_MEANT = 0.9
# Of a passage of the area that holds the place asked for, of one of no place, of one elsewhere.
_AROUND, _NOWHERE, _ELSEWHERE = 0.2, 0.6, 1.0
# Passages whose sentences are kept in mind.
_REMEMBERED = 4096


def signs(
    snapshot: Snapshot,
    question: Question,
    vector: Vectors,
    rows: Sequence[int],
    found: Mapping[int, Passage],
    mentions: Mapping[str, Sequence[Mention]],
    cosines: Sequence[float],
) -> list[Signs]:
    """What tells of each passage how sure it is that it answers, in the order of `rows`.

    `vector` is that of the question, `cosines` how near each passage is to it.
    """
    asked = _Asked.of(snapshot, question, vector)
    meant = _meant(snapshot, asked, vector, rows)
    return [
        asked.signs(found[row], mentions.get(found[row].id, ()), cosine, meant[:, at])
        for at, (row, cosine) in enumerate(zip(rows, cosines, strict=True))
    ]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question as its passages are held against it.

    `operations` are those asked for, `named` the tokens of their names; `subject` is what names
    no place or time; `told` the part of it that names nothing, with its `vectors` and how `near`
    to each the question is. `at` are the places asked for with those inside, `sited` the tokens
    of the former, `around` the places that hold them.
    """

    question: Question
    words: float
    unknown: bool
    operations: frozenset[str]
    named: frozenset[str]
    subject: Coverage
    told: tuple[Coverage, ...]
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
        told = [one for one in subject if not _names(one, named)]
        none = np.zeros_like(vector)
        known = [snapshot.related.meaning(one.phrase) if one.phrase else None for one in told]
        vectors = np.array([none if v is None else v for v in known]).reshape(-1, len(vector))
        # Of what has no vector the question is endlessly near: only its words can say it.
        near = np.array([math.inf if v is None else 0.0 for v in known], dtype=np.float32)
        around = [snapshot.names.around(place) for place in understood.places]
        return _Asked(
            question,
            math.log(max(len(question.sought), 1)),
            bool(understood.unknown),
            frozenset(understood.operations),
            named,
            lexical.coverage(subject),
            tuple(lexical.coverage([one]) for one in told),
            vectors,
            np.asarray(near + vectors @ vector, dtype=np.float32),
            frozenset(understood.places).union(*(inside for _, inside in around)),
            _all_tokens(understood.places),
            frozenset(outer for above, _ in around for outer in above),
            _away(snapshot, question),
            frozenset(_dated(question)),
        )

    def signs(
        self,
        passage: Passage,
        mentions: Sequence[Mention],
        cosine: float,
        meant: NDArray[np.float32],
    ) -> Signs:
        """What is seen of one passage; `meant` is how far it means each thing told, in 0..1."""
        own, labels = _stems(passage.text), _all_tokens(passage.context)
        above = _all_tokens((*passage.context, passage.objective))
        away, unknown = self.away, self.unknown
        if self.question.elsewhere or away:
            named = [m.canonical for m in mentions if m.label in (*NAMED, *PLACES)]
            held = own | above | _all_tokens((*passage.places, *named))
            unknown = unknown or not all(one.is_in(held) for one in self.question.elsewhere)
            away = away and not (self.dated and self.dated <= held)
        unnamed = self._unnamed(mentions) if self.operations else 0.0
        unplaced = self._unplaced(passage, mentions) if self.at else 0.0
        # A misprinted or another name stands for the one that was asked for.
        above |= (frozenset() if unnamed else self.named) | (
            frozenset() if unplaced else self.sited
        )
        return Signs(
            match=cosine + self._said_together(passage.text, own, above),
            unsaid=self._unsaid(own | labels, meant),
            words=self.words,
            unnamed=unnamed,
            unplaced=unplaced,
            unknown=float(unknown),
            away=float(away),
        )

    def _said_together(self, text: str, own: frozenset[str], above: frozenset[str]) -> float:
        """The share of the subject's words that the best sentence holds, or what stands above.

        Words that a long passage has in different sentences say little: "police car chases
        ending in a crash" is not answered by police here, a car there and a crash elsewhere.
        """
        best, share = self.subject.of(above), self.subject.of(own)
        # No sentence says more than all of them, and one word stands in one sentence.
        if share <= best or len(self.subject.tokens & own) < 2:
            return max(best, share)
        return max(best, *map(self.subject.of, _sentences(text)))

    def _unsaid(self, held: frozenset[str], meant: NDArray[np.float32]) -> float:
        """How far the passage fails to say what it says least of what was asked, in 0..1.

        "Shoplifting arrests" is not answered by arrests. A word that is not there may yet be
        meant: then the nearest sentence is as near to it as the question itself is.
        """
        worst = 0.0
        for one, share in zip(self.told, meant.tolist(), strict=True):
            if 1 - share > worst:
                worst = max(worst, 1 - max(one.of(held), share))
        return worst

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


def _meant(
    snapshot: Snapshot, asked: _Asked, vector: Vectors, rows: Sequence[int]
) -> NDArray[np.float32]:
    """How far the nearest sentence of each passage means each thing told, shape (told, rows).

    What the question means beyond the sentence is their difference; a word that lies far along
    it is what the sentence does not say.
    """
    if not asked.told or not rows:
        return np.zeros((len(asked.told), len(rows)), dtype=np.float32)
    nearest = snapshot.vectors.nearest_parts(vector, np.asarray(rows, dtype=np.int64))
    beyond = asked.near[:, None] - asked.vectors @ nearest.T
    return np.clip(1 - beyond / _FAR, 0, _MEANT).astype(np.float32)


def _names(one: Sought, operations: AbstractSet[str]) -> bool:
    """Whether it is the name of an operation, what announces one, or a year."""
    way = one.ways[0]
    if not operations.isdisjoint(way):
        return True
    return len(way) == 1 and (
        way[0] in (_DESIGNATORS | _LIGHT) or _YEAR.fullmatch(way[0]) is not None
    )


@lru_cache(maxsize=_REMEMBERED)
def _tokens(text: str) -> frozenset[str]:
    return frozenset(texts.tokens(text))


@lru_cache(maxsize=_REMEMBERED)
def _all_tokens(said: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*map(_tokens, said))


@lru_cache(maxsize=_REMEMBERED)
def _stems(text: str) -> frozenset[str]:
    # Read from what search remembers to say why a passage was found.
    return frozenset(stem for _, stem in texts.stemmed(text))


_sentences = lru_cache(maxsize=_REMEMBERED)(texts.sentences)


def _away(snapshot: Snapshot, question: Question) -> bool:
    """Whether a time was asked for that no report covers."""
    covered = snapshot.names.covered
    return bool(question.periods and covered) and not any(
        asked.start <= period.end and period.start <= asked.end
        for asked in question.periods
        for period in covered
    )


def _dated(question: Question) -> set[str]:
    """The years and months written in a question, which a report may give as an earlier time."""
    words = texts.words(question.understood.text.lower())
    return {texts.stem(word) for word in words if _YEAR.fullmatch(word) or word in MONTHS}
