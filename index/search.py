"""Search: words and meaning fused, what was understood raised, filters kept, reasons given."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index import texts
from index.answers import answers, asks_for_figure
from index.assemble import EncoderSource
from index.copies import near_copies
from index.exact import exact_rows
from index.filters import allowed_rows
from index.fusion import LEXICAL_SHARE, convex
from index.questions import Boost, Question, understand
from index.results import Answer, Filters, Hit, Results
from index.snapshot import Snapshot
from index.texts import NAMED
from models.register import REGISTER
from quarterline.errors import LibraryError, QueryError
from quarterline.records import Passage

if TYPE_CHECKING:
    from index.vectors import Rows, Vectors

# Each list's depth before fusion. Every candidate of either list gets its exact score in both.
POOL = 1_000
# A cosine from which a passage counts as close in meaning, and as found at all.
CLOSE = 0.45
RELATED = 0.3
# Passages whose figures are looked at for an answer.
ANSWERING = 25
# The best of so many hits tells how sure the answer is, however many are shown.
SURE_WITHIN = 10
# Below this confidence the hits are only the nearest that there is.
UNSURE = 0.5

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Scored:
    """The candidates of a question, best first."""

    rows: Rows
    fused: Scores
    lexical: Scores
    cosine: Scores
    reasons: list[list[str]]
    total: int


def search_many(
    snapshot: Snapshot,
    queries: Sequence[str],
    encoder: EncoderSource,
    *,
    limit: int = 10,
    filters: Filters,
    without: Collection[str] = (),
    lexical_share: float = LEXICAL_SHARE,
) -> list[Results]:
    """Answer questions, encoding them together. See `Library.search`.

    `lexical_share` is the share of the words in the fused score; the bench moves it.
    """
    if limit < 1:
        raise QueryError(f"limit is {limit}; expected 1 or more")
    names, lexical = snapshot.names, snapshot.lexical
    questions = [understand(query, names, lexical, without) for query in queries]
    allowed = allowed_rows(snapshot, filters)
    if not snapshot.indexed or (allowed is not None and not len(allowed)):
        return [Results(q.understood, (), 0, 0.0) for q in questions]
    vectors = _encode(snapshot, questions, encoder)
    return [
        _answer(snapshot, _Asked(question, vector, lexical_share), allowed, limit)
        for question, vector in zip(questions, vectors, strict=True)
    ]


def _encode(snapshot: Snapshot, questions: Sequence[Question], source: EncoderSource) -> Vectors:
    if source.name != snapshot.manifest.encoder:
        raise LibraryError(
            f"the library at {snapshot.root} was built with the model "
            f"{snapshot.manifest.encoder}, not {source.name}; add any report to build it anew, "
            "or open it with the model that it was built with"
        )
    prefix = REGISTER[source.name].prefix if source.name in REGISTER else ""
    return source.load().encode([prefix + question.meaning for question in questions])


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with its vector, and how much its words count beside its meaning."""

    question: Question
    vector: Vectors
    lexical_share: float


def _answer(snapshot: Snapshot, asked: _Asked, allowed: Rows | None, limit: int) -> Results:
    question = asked.question
    scored = _score(snapshot, asked, exact_rows(snapshot, question.understood, allowed))
    rows = [int(row) for row in scored.rows[:limit]]
    passages = snapshot.store.passages_at(rows)
    mentions = snapshot.store.mentions_in([p.id for p in passages.values()])
    copies = near_copies(snapshot, rows, passages, scored.rows)
    named = set(question.understood.operations)
    hits = []
    for at, row in enumerate(rows):
        passage = passages[row]
        tagged = tuple(mentions.get(passage.id, ()))
        held = set(texts.tokens(texts.lexical_text(passage, tagged)))
        cosine = float(scored.cosine[at])
        hits.append(
            Hit(
                rank=at + 1,
                score=round(float(scored.fused[at]), 6),
                confidence=_confidence(
                    cosine,
                    snapshot.lexical.coverage(question.sought, held),
                    question,
                    named=not named.isdisjoint(m.canonical for m in tagged if m.label in NAMED),
                ),
                passage=passage,
                document=snapshot.document(passage.document),
                mentions=tagged,
                why=_why(question, passage, cosine, scored.reasons[at]),
                also=copies.get(row, ()),
            )
        )
    confidence = max((hit.confidence for hit in hits[:SURE_WITHIN]), default=0.0)
    figures = _figures(snapshot, question, scored) if confidence >= UNSURE else ()
    return Results(question.understood, tuple(hits), scored.total, confidence, figures)


def _figures(snapshot: Snapshot, question: Question, scored: _Scored) -> tuple[Answer, ...]:
    """The figures of the best passages that answer the question, whatever the limit on hits."""
    if not asks_for_figure(question.understood.text):
        return ()
    passages = snapshot.store.passages_at([int(row) for row in scored.rows[:ANSWERING]])
    by_id = {p.id: p for p in passages.values()}
    return answers(
        question,
        snapshot.store.claims_in(list(by_id)),
        by_id,
        {p.document: snapshot.document(p.document) for p in by_id.values()},
        snapshot.names,
        snapshot.lexical,
    )


def _score(snapshot: Snapshot, asked: _Asked, allowed: Rows | None) -> _Scored:
    """Score every candidate of either list in both, add what was understood, and sort."""
    question, vector = asked.question, asked.vector
    lexical_index, vector_index = snapshot.lexical, snapshot.vectors
    words = lexical_index.scores(question.sought)
    if allowed is not None:
        mask = np.zeros(len(words), dtype=bool)
        mask[allowed] = True
        words = np.where(mask, words, 0)
    near, _ = vector_index.nearest(vector, POOL, allowed)
    boosts = [(boost, _rows(snapshot, boost)) for boost in question.boosts]
    named = [rows for boost, rows in boosts if boost.kind == "operation"]
    rows = np.unique(np.concatenate([near, _top(words, POOL), *named]))
    if allowed is not None:
        rows = rows[mask[rows]]
    cosine = vector_index.cosines(vector, rows)
    lexical = words[rows].astype(np.float32)
    fused = convex(lexical, np.maximum(cosine, 0), asked.lexical_share)
    gains = np.zeros(len(rows), dtype=np.float32)
    reasons: list[list[str]] = [[] for _ in rows]
    for boost, boosted in boosts:
        for at in np.flatnonzero(np.isin(rows, boosted)):
            gains[at] += boost.weight
            reasons[at].append(boost.why)
    found = (lexical > 0) | (cosine >= RELATED) | (gains > 0)
    order = np.lexsort((rows, -(fused + gains)))
    return _Scored(
        rows=rows[order],
        fused=(fused + gains)[order],
        lexical=lexical[order],
        cosine=cosine[order],
        reasons=[reasons[at] for at in order],
        total=int(found.sum()),
    )


def _top(scores: Scores, count: int) -> Rows:
    """Rows of the `count` largest scores above zero, in no order."""
    rows = np.flatnonzero(scores > 0)
    if len(rows) > count:
        rows = rows[np.argpartition(-scores[rows], count)[:count]]
    return rows.astype(np.int64)


def _rows(snapshot: Snapshot, boost: Boost) -> Rows:
    rows = snapshot.rows(boost.kind, boost.values)
    return np.setdiff1d(rows, snapshot.rows(boost.kind, boost.unless)) if boost.unless else rows


def _confidence(cosine: float, coverage: float, question: Question, *, named: bool) -> float:
    """How sure it is that a passage speaks of what was asked, in 0..1: a logistic curve.

    Its slopes were fitted on forty questions that the five reports answer and forty that they
    do not, none of them from the annotated set; nine in ten fell on the right side of one
    half in tenfold cross-validation. A passage that names the operation asked for speaks of
    it. An operation that no report names cannot be answered for, however near its words come
    to others.
    """
    logit = 7.0 * cosine + 5.5 * coverage - 5.0 + (4.0 if named else 0.0)
    sure = 1 / (1 + math.exp(-logit))
    if question.understood.unknown and not named:
        sure *= 0.3
    return round(sure, 4)


def _why(
    question: Question, passage: Passage, cosine: float, reasons: Sequence[str]
) -> tuple[str, ...]:
    why = []
    spoken = _matched(question, passage.text)
    if spoken:
        why.append(f"words matched: {', '.join(spoken)}")
    above = _matched(question, " ".join([*passage.context, passage.objective]))
    above = [word for word in above if texts.stem(word.lower()) not in map(_stem_of, spoken)]
    if above:
        why.append(f"words matched above it: {', '.join(above)}")
    if cosine >= CLOSE:
        why.append("meaning close")
    why += reasons
    return tuple(why) or ("meaning nearest",)


def _stem_of(word: str) -> str:
    return texts.stem(word.lower())


def _matched(question: Question, text: str) -> list[str]:
    """The words of a text that were looked for, as written there, each once."""
    found: dict[str, str] = {}
    sought = {token for one in question.sought for way in one.ways for token in way}
    for word in texts.words(text):
        stem = texts.stem(word.lower())
        if stem in sought:
            found.setdefault(stem, word)
    return list(found.values())
