"""What is seen of a question and one passage, from which it is judged whether that answers."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from extract.sentences import sentence_spans
from index import texts
from index.confidence import Signs
from index.coverage import Coverage
from index.lexical import Sought
from index.questions import Question
from index.texts import NAMED
from quarterline.records import Mention, Passage

if TYPE_CHECKING:
    from index.snapshot import Snapshot

_YEAR = re.compile(r"(?:19|20)\d\d")
# Texts whose tokens are kept in mind: different questions find the same passages.
_REMEMBERED = 2_000


def signs(
    snapshot: Snapshot,
    question: Question,
    passage: Passage,
    mentions: Sequence[Mention],
    cosine: float,
    covered: Coverage,
) -> Signs:
    """What tells how sure it is that a passage answers; `covered` weighs `subject(question)`."""
    above = _tokens(texts.lexical_text(passage, mentions)[len(passage.text) :])
    asked = question.understood.operations
    named = any(m.canonical in asked for m in mentions if m.label in NAMED)
    away = _away(snapshot, question)
    elsewhere = False
    if away or question.elsewhere:
        held = above.union(*_sentences(passage.text))
        elsewhere = any(not one.is_in(held) for one in question.elsewhere)
        away = away and held.isdisjoint(_years(question))
    return Signs(
        match=cosine + _said_together(covered, passage.text, above),
        words=math.log(max(len(question.sought), 1)),
        named=float(named),
        unknown=float(bool(question.understood.unknown) or elsewhere),
        away=float(away),
    )


def subject(question: Question) -> Sequence[Sought]:
    """What is looked for but for what names a place or a time.

    To be there or then is not to be on the subject.
    """
    return [one for one in question.sought if one.weight == 1.0] or question.sought


def _said_together(covered: Coverage, text: str, above: frozenset[str]) -> float:
    """The share of the subject's words that the best sentence holds, or what stands above all.

    Words that a long passage has in different sentences say little: "police car chases ending
    in a crash" is not answered by police here, a car there and a crash elsewhere.
    """
    return max(covered.of(above), *map(covered.of, _sentences(text)))


@lru_cache(maxsize=_REMEMBERED)
def _tokens(text: str) -> frozenset[str]:
    return frozenset(texts.tokens(text))


@lru_cache(maxsize=_REMEMBERED)
def _sentences(text: str) -> tuple[frozenset[str], ...]:
    """The tokens of each sentence."""
    spans = sentence_spans(text) or [(0, len(text))]
    return tuple(frozenset(texts.tokens(text[start:end])) for start, end in spans)


def _away(snapshot: Snapshot, question: Question) -> bool:
    """Whether a time was asked for that no report covers."""
    covered = snapshot.names.covered
    return bool(question.periods and covered) and not any(
        asked.start <= period.end and period.start <= asked.end
        for asked in question.periods
        for period in covered
    )


def _years(question: Question) -> set[str]:
    """The years written in a question, which a report may give as the earlier year."""
    return {word for word in texts.words(question.understood.text) if _YEAR.fullmatch(word)}
