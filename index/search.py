"""Search: words and meaning fused, what was understood raised, filters kept, reasons given."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.answers import answers, asks_for_figure
from index.confidence import confidence
from index.copies import AMONG, close_rows, near_copies
from index.exact import exact_rows
from index.filters import allowed_rows, resolved
from index.fusion import LEXICAL_SHARE, convex
from index.nearest import alone
from index.questions import Boost, Question, understand
from index.results import Answer, Filters, Hit, Results
from index.signs import signs
from index.snapshot import Snapshot
from index.tagged import both
from index.why import Wanted, why
from models.encoder import EncoderSource
from models.register import as_question
from quarterline.errors import LibraryError, QueryError

if TYPE_CHECKING:
    from index.engine import Engine
    from index.vectors import Rows, Vectors

# Each list's depth before fusion. Every candidate of either list gets its exact score in both.
POOL = 1_000
_SAMPLED = 16
# So many of the candidates are also compared piece by piece.
REFINED = 400
# What a passage of a few words loses: it is all subject, so it matches too well for what it says.
SHORT_LESS = 0.05
# A cosine from which a passage counts as close in meaning, and as found at all.
CLOSE = 0.45
RELATED = 0.3
# Passages whose figures are looked at for an answer.
ANSWERING = 25
# The best of so many hits tells how sure the answer is, however many are shown.
SURE_WITHIN = 5
# Below this confidence the hits are only the nearest that there is. To be told "nothing found"
# of what is there is held to be twice as bad as to be shown strangers, and no more than three
# answers in a hundred may be hidden: of the thresholds that hide no more of our own questions in
# cross-validation, this costs least (`python -m bench.confidence`).
UNSURE = 0.18
# From this on a passage is counted as one that speaks of a theme that was searched for.
LIKELY = 0.4

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Scored:
    """The best candidates of a question, best first, and how many were found at all."""

    rows: Rows
    fused: Scores
    lexical: Scores
    cosine: Scores
    raised: tuple[tuple[str, NDArray[np.bool_]], ...]
    total: int

    def reasons(self, at: int) -> list[str]:
        """Why the candidate at a place was raised."""
        return [why for why, which in self.raised if which[at]]


def search_many(
    snapshot: Snapshot,
    queries: Sequence[str],
    encoder: EncoderSource,
    *,
    limit: int = 10,
    filters: Filters,
    without: Collection[str] = (),
    lexical_share: float = LEXICAL_SHARE,
    engine: Engine | None = None,
) -> list[Results]:
    """Answer questions, encoding them together. See `Library.search`.

    `lexical_share` is the share of the words in the fused score; the bench moves it. With an
    `engine`, it says which passages are scored; without one, the library's own indexes do.
    """
    if limit < 1:
        raise QueryError(f"limit is {limit}; expected 1 or more")
    names, lexical = snapshot.names, snapshot.lexical
    questions = [understand(query, names, lexical, without) for query in queries]
    required = resolved(snapshot, filters) if filters else {}
    allowed = allowed_rows(snapshot, required)
    if not snapshot.indexed or (allowed is not None and not len(allowed)):
        return [Results(q.understood, (), 0, 0.0) for q in questions]
    vectors = _encode(snapshot, questions, encoder)
    related = snapshot.related
    asked = [
        _Asked(replace(q, sought=related.expand(q.sought)), vector, lexical_share, engine, required)
        for q, vector in zip(questions, vectors, strict=True)
    ]
    with alone():
        return [_answer(snapshot, one, allowed, limit) for one in asked]


def make_ready(snapshot: Snapshot, encoder: EncoderSource) -> None:
    """Load what the first question waits for: names, words and vectors, and the encoder."""
    search_many(snapshot, ["police"], encoder, limit=1, filters=Filters())


def _encode(snapshot: Snapshot, questions: Sequence[Question], source: EncoderSource) -> Vectors:
    if source.name != snapshot.manifest.encoder:
        raise LibraryError(
            f"the library at {snapshot.root} was built with the model "
            f"{snapshot.manifest.encoder}, not {source.name}; add any report to build it anew, "
            "or open it with the model that it was built with"
        )
    # The words that the library has not been asked for yet go with the questions.
    words = snapshot.related.unknown(
        one.phrase for q in questions for one in q.sought if one.phrase
    )
    found = source.load().encode(
        [*(as_question(source.name, q.meaning) for q in questions), *words]
    )
    snapshot.related.learn(words, found[len(questions) :])
    return found[: len(questions)]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question with its vector, how much its words count beside its meaning, the engine that
    is asked, if any, and the tags that it must keep to."""

    question: Question
    vector: Vectors
    lexical_share: float
    engine: Engine | None
    required: Mapping[str, tuple[str, ...]]


def _answer(snapshot: Snapshot, asked: _Asked, allowed: Rows | None, limit: int) -> Results:
    question = asked.question
    allowed = exact_rows(snapshot, question.understood, allowed)
    scored = _score(snapshot, asked, allowed, limit)
    rows = scored.rows[: max(limit, SURE_WITHIN)].tolist()
    close = close_rows(snapshot, scored.rows, limit)
    found = snapshot.recent.passages_at(rows)
    passages = [found[row] for row in rows]
    said = snapshot.recent.said(passages)
    mentions = snapshot.recent.mentions_in([passage.id for passage in passages])
    copies = near_copies(snapshot, close)
    near = scored.cosine[: len(rows)].tolist()
    seen = signs(snapshot, question, asked.vector, rows, passages, said, mentions, near)
    sure = [confidence(one) for one in seen]
    surest = max(sure[:SURE_WITHIN], default=0.0)
    fused = [max(one, 0.0) for one in scored.fused[: len(rows)].tolist()]
    best = max(fused[0], 1e-9) if rows else 1.0
    wanted = Wanted.of(question)
    hits = tuple(
        Hit(
            rank=at + 1,
            score=round(surest * fused[at] / best, 6),
            confidence=sure[at],
            passage=passage,
            document=snapshot.document(passage.document),
            mentions=tuple(mentions.get(passage.id, ())),
            why=why(wanted, said[at], near[at] >= CLOSE, scored.reasons(at)),
            also=copies.get(rows[at], ()),
            signs=seen[at],
        )
        for at, passage in enumerate(passages[:limit])
    )
    figures: tuple[Answer, ...] = ()
    if asks_for_figure(question.understood.text):
        # A figure of another time than was asked for is offered too, and says that it is.
        spoken_of = any(confidence(replace(s, away=0.0)) >= UNSURE for s in seen[:SURE_WITHIN])
        figures = _figures(snapshot, question, scored) if spoken_of else ()
    return Results(question.understood, hits, scored.total, surest, figures)


def _figures(snapshot: Snapshot, question: Question, scored: _Scored) -> tuple[Answer, ...]:
    """The figures of the best passages that answer the question, whatever the limit on hits."""
    passages = snapshot.recent.passages_at(scored.rows[:ANSWERING].tolist())
    by_id = {p.id: p for p in passages.values()}
    return answers(
        question,
        snapshot.recent.claims_in(by_id),
        by_id,
        {p.document: snapshot.document(p.document) for p in by_id.values()},
        snapshot.names,
        snapshot.lexical,
    )


def _score(snapshot: Snapshot, asked: _Asked, allowed: Rows | None, limit: int) -> _Scored:
    """Score every candidate of either list in both, add what was understood, and sort."""
    question, vector = asked.question, asked.vector
    vector_index = snapshot.vectors
    words = snapshot.lexical.scores(question.sought)
    if allowed is not None:
        mask = np.zeros(len(words), dtype=bool)
        mask[allowed] = True
        words[~mask] = 0
    if asked.engine is not None:
        rows = _from_engine(snapshot, asked, asked.engine, allowed)
        cosine = vector_index.wholes(vector, rows)
    else:
        rows, cosine = _candidates(snapshot, asked, words, allowed)
    lexical = words[rows]
    gains = np.zeros(len(rows), dtype=np.float32)
    raised = [(boost, _raised(snapshot, boost, rows)) for boost in question.boosts]
    for boost, which in raised:
        gains[which] += boost.weight
    fused = convex(lexical, np.maximum(cosine, 0), asked.lexical_share)
    # The pieces of the best are looked at: to look at all would take longer than the rest.
    best = _best(fused + gains, REFINED)
    cosine[best] = vector_index.cosines(vector, rows[best], cosine[best])
    fused = convex(lexical, np.maximum(cosine, 0), asked.lexical_share)
    found = (lexical > 0) | (cosine >= RELATED) | (gains > 0)
    gains[snapshot.have("length", ("short",), rows)] -= SHORT_LESS
    fused += gains
    best = _best(fused, max(limit, AMONG))
    order = best[np.argsort(-fused[best], kind="stable")]  # of equals, the first row first
    return _Scored(
        rows=rows[order],
        fused=fused[order],
        lexical=lexical[order],
        cosine=cosine[order],
        raised=tuple((boost.why, which[order]) for boost, which in raised),
        total=int(np.count_nonzero(found)),
    )


def _candidates(
    snapshot: Snapshot, asked: _Asked, words: Scores, allowed: Rows | None
) -> tuple[Rows, Scores]:
    """What is worth scoring, ascending, and how near each whole passage is in meaning."""
    near, cosines = snapshot.vectors.nearest(asked.vector, POOL, allowed)
    # As long as all rows: of zeroed memory only what is touched costs anything.
    known = np.zeros(len(words), dtype=bool)
    known[near] = True
    cosine_of = np.zeros(len(words), dtype=np.float32)
    cosine_of[near] = cosines
    taken = known.copy()
    taken[_top(words, POOL)] = True
    for boost in asked.question.boosts:
        if boost.kind == "operation":
            taken[snapshot.rows(boost.kind, boost.values)] = True
    rows = np.flatnonzero(taken)
    if allowed is not None:
        rows = both(rows, allowed)
    cosine = cosine_of[rows]
    unknown = ~known[rows]
    if unknown.any():
        cosine[unknown] = snapshot.vectors.wholes(asked.vector, rows[unknown])
    return rows, cosine


def _from_engine(snapshot: Snapshot, asked: _Asked, engine: Engine, allowed: Rows | None) -> Rows:
    """The rows that an engine finds worth scoring, ascending; of `allowed` where that is given."""
    from index.engine import ONLY, Retrieval, weights  # noqa: PLC0415 - only with an engine

    understood = asked.question.understood
    letter = allowed is not None and bool(understood.phrases or understood.excluded)
    only = None
    if letter and allowed is not None and len(allowed) <= ONLY:
        only = tuple(p.id for p in snapshot.store.passages_at(allowed.tolist()).values())
    found = engine.candidates(
        Retrieval(
            vector=asked.vector,
            words=weights(asked.question.sought, snapshot.lexical),
            share=asked.lexical_share,
            boosts=asked.question.boosts,
            required=asked.required,
            only=only,
        )
    )
    rows = np.array(sorted(snapshot.store.rows_of(found).values()), dtype=np.int64)
    return rows if allowed is None else np.intersect1d(rows, allowed)


def _best(scores: Scores, count: int) -> Rows:
    """Places of the `count` largest scores, ascending; of equals, the first."""
    if len(scores) <= count:
        return np.arange(len(scores))
    cut = np.partition(scores, -count)[-count]
    places = np.flatnonzero(scores >= cut)
    if len(places) > count:
        equal = np.flatnonzero(scores == cut)
        places = np.setdiff1d(places, equal[count - len(places) :], assume_unique=True)
    return places


def _top(scores: Scores, count: int) -> Rows:
    """Rows of the `count` largest scores above zero, in no order."""
    if len(scores) <= count:
        return np.flatnonzero(scores > 0)
    # A sample tells about where the cut is; what lies above it is all that need be compared.
    sample = scores[::_SAMPLED]
    sample, deep = sample[sample > 0], 2 * count // _SAMPLED
    cut = np.partition(sample, -deep)[-deep] if len(sample) > 2 * deep else 0.0
    rows = np.flatnonzero(scores >= cut) if cut > 0 else np.zeros(0, dtype=np.int64)
    if len(rows) < count:
        rows = np.flatnonzero(scores > 0)
    if len(rows) > count:
        rows = rows[np.argpartition(-scores[rows], count)[:count]]
    return rows.astype(np.int64)


def _raised(snapshot: Snapshot, boost: Boost, rows: Rows) -> NDArray[np.bool_]:
    """Which of some rows a boost raises."""
    raised = snapshot.have(boost.kind, boost.values, rows)
    if boost.unless:
        # There are often many others, and few rows to look for among them.
        raised[raised] = ~snapshot.have(boost.kind, boost.unless, rows[raised])
    return raised
