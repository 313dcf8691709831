"""What is seen of a question and one passage, from which it is judged whether that answers."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extract.sentences import sentence_spans
from index import texts
from index.confidence import Signs
from index.questions import Question
from index.texts import NAMED
from quarterline.records import Mention, Passage

if TYPE_CHECKING:
    from index.snapshot import Snapshot

_YEAR = re.compile(r"(?:19|20)\d\d")


def signs(
    snapshot: Snapshot,
    question: Question,
    passage: Passage,
    mentions: Sequence[Mention],
    cosine: float,
) -> Signs:
    """What tells how sure it is that a passage answers."""
    whole = texts.lexical_text(passage, mentions)
    held = set(texts.tokens(whole))
    asked = question.understood.operations
    named = any(m.canonical in asked for m in mentions if m.label in NAMED)
    elsewhere = any(not one.is_in(held) for one in question.elsewhere)
    return Signs(
        match=cosine + _said_together(snapshot, question, passage, whole),
        words=math.log(max(len(question.sought), 1)),
        named=float(named),
        unknown=float(bool(question.understood.unknown) or elsewhere),
        away=float(_away(snapshot, question) and held.isdisjoint(_years(question))),
    )


def _said_together(snapshot: Snapshot, question: Question, passage: Passage, whole: str) -> float:
    """The share of the subject's words that the best sentence holds, or what stands above all.

    Words that a long passage has in different sentences say little: "police car chases ending
    in a crash" is not answered by police here, a car there and a crash elsewhere.
    """
    # What names a place or a time is left out: to be there or then is not to be on the subject.
    subject = [one for one in question.sought if one.weight == 1.0] or question.sought
    text = passage.text
    stretches = [text[start:end] for start, end in sentence_spans(text)] or [text]
    stretches.append(whole[len(text) :])
    held = (set(texts.tokens(stretch)) for stretch in stretches)
    return max(snapshot.lexical.coverage(subject, tokens) for tokens in held)


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
