"""Search: words and meaning fused, what was understood raised, filters kept, reasons given."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index import texts
from index.answers import answers, asks_for_figure
from index.confidence import Signs, confidence
from index.copies import near_copies
from index.exact import exact_rows
from index.filters import allowed_rows, resolved
from index.fusion import LEXICAL_SHARE, convex
from index.questions import Boost, Question, understand
from index.results import Answer, Filters, Hit, Results
from index.snapshot import Snapshot
from index.texts import NAMED
from models.encoder import EncoderSource
from models.register import as_question
from quarterline.errors import LibraryError, QueryError
from quarterline.periods import Quarter
from quarterline.records import Mention, Passage

if TYPE_CHECKING:
    from index.engine import Engine
    from index.vectors import Rows, Vectors

# Each list's depth before fusion. Every candidate of either list gets its exact score in both.
POOL = 1_000
# So many of the candidates are also compared piece by piece.
REFINED = 400
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
_YEAR = re.compile(r"(?:19|20)\d\d")


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
    required = resolved(snapshot, filters)
    allowed = allowed_rows(snapshot, required)
    if not snapshot.indexed or (allowed is not None and not len(allowed)):
        return [Results(q.understood, (), 0, 0.0) for q in questions]
    vectors = _encode(snapshot, questions, encoder)
    related = snapshot.related
    return [
        _answer(
            snapshot,
            _Asked(
                replace(q, sought=related.expand(q.sought)), vector, lexical_share, engine, required
            ),
            allowed,
            limit,
        )
        for q, vector in zip(questions, vectors, strict=True)
    ]


def _encode(snapshot: Snapshot, questions: Sequence[Question], source: EncoderSource) -> Vectors:
    if source.name != snapshot.manifest.encoder:
        raise LibraryError(
            f"the library at {snapshot.root} was built with the model "
            f"{snapshot.manifest.encoder}, not {source.name}; add any report to build it anew, "
            "or open it with the model that it was built with"
        )
    # The words that the library has not been asked for yet go with the questions.
    words = snapshot.related.unknown(one.word for q in questions for one in q.sought if one.word)
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
    scored = _score(snapshot, asked, exact_rows(snapshot, question.understood, allowed))
    rows = [int(row) for row in scored.rows[: max(limit, SURE_WITHIN)]]
    passages = snapshot.store.passages_at(rows)
    mentions = snapshot.store.mentions_in([p.id for p in passages.values()])
    copies = near_copies(snapshot, rows[:limit], passages, scored.rows)
    seen = [
        _signs(snapshot, question, passages[row], mentions.get(passages[row].id, ()), cosine)
        for row, cosine in zip(rows, scored.cosine.tolist(), strict=False)
    ]
    sure = [confidence(signs) for signs in seen]
    surest = max(sure[:SURE_WITHIN], default=0.0)
    best = max(float(scored.fused[0]), 1e-9) if rows else 1.0
    hits = tuple(
        Hit(
            rank=at + 1,
            score=round(surest * max(float(scored.fused[at]), 0.0) / best, 6),
            confidence=sure[at],
            passage=passages[row],
            document=snapshot.document(passages[row].document),
            mentions=tuple(mentions.get(passages[row].id, ())),
            why=_why(question, passages[row], float(scored.cosine[at]), scored.reasons[at]),
            also=copies.get(row, ()),
            signs=seen[at],
        )
        for at, row in enumerate(rows[:limit])
    )
    # A figure of another time than was asked for is offered too, and says that it is.
    spoken_of = any(confidence(replace(s, away=0.0)) >= UNSURE for s in seen[:SURE_WITHIN])
    figures = _figures(snapshot, question, scored) if spoken_of else ()
    return Results(question.understood, hits, scored.total, surest, figures)


def _signs(
    snapshot: Snapshot,
    question: Question,
    passage: Passage,
    mentions: Sequence[Mention],
    cosine: float,
) -> Signs:
    """What tells how sure it is that a passage answers."""
    held = set(texts.tokens(texts.lexical_text(passage, mentions)))
    # What names a place or a time is left out: to be there or then is not to be on the subject.
    subject = [one for one in question.sought if one.weight == 1.0] or question.sought
    asked = question.understood.operations
    named = any(m.canonical in asked for m in mentions if m.label in NAMED)
    return Signs(
        match=cosine + snapshot.lexical.coverage(subject, held),
        words=math.log(max(len(question.sought), 1)),
        named=float(named),
        unknown=float(bool(question.understood.unknown)),
        away=float(_away(snapshot, question) and held.isdisjoint(_years(question))),
    )


def _away(snapshot: Snapshot, question: Question) -> bool:
    """Whether a time was asked for that no report covers."""
    covered = [Quarter.parse(quarter).period for quarter in snapshot.names.quarters]
    return bool(question.periods and covered) and not any(
        asked.start <= period.end and period.start <= asked.end
        for asked in question.periods
        for period in covered
    )


def _years(question: Question) -> set[str]:
    """The years written in a question, which a report may give as the earlier year."""
    return {word for word in texts.words(question.understood.text) if _YEAR.fullmatch(word)}


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
    boosts = [(boost, _rows(snapshot, boost)) for boost in question.boosts]
    if asked.engine is not None:
        rows = _from_engine(snapshot, asked, asked.engine, allowed)
        cosine = vector_index.wholes(vector, rows)
    else:
        near, near_cosines = vector_index.nearest(vector, POOL, allowed)
        named = [rows for boost, rows in boosts if boost.kind == "operation"]
        rows = np.unique(np.concatenate([near, _top(words, POOL), *named]))
        if allowed is not None:
            rows = rows[mask[rows]]
        cosine = np.full(len(rows), np.nan, dtype=np.float32)
        cosine[np.isin(rows, near)] = near_cosines[np.argsort(near)][np.isin(np.sort(near), rows)]
        unknown = np.isnan(cosine)
        cosine[unknown] = vector_index.wholes(vector, rows[unknown])
    lexical = words[rows].astype(np.float32)
    gains = np.zeros(len(rows), dtype=np.float32)
    reasons: list[list[str]] = [[] for _ in rows]
    for boost, boosted in boosts:
        for at in np.flatnonzero(np.isin(rows, boosted)):
            gains[at] += boost.weight
            reasons[at].append(boost.why)
    fused = convex(lexical, np.maximum(cosine, 0), asked.lexical_share)
    # The pieces of the best are looked at: to look at all would take longer than the rest.
    best = np.argsort(-(fused + gains), kind="stable")[:REFINED]
    cosine[best] = vector_index.cosines(vector, rows[best])
    fused = convex(lexical, np.maximum(cosine, 0), asked.lexical_share)
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


def _top(scores: Scores, count: int) -> Rows:
    """Rows of the `count` largest scores above zero, in no order."""
    rows = np.flatnonzero(scores > 0)
    if len(rows) > count:
        rows = rows[np.argpartition(-scores[rows], count)[:count]]
    return rows.astype(np.int64)


def _rows(snapshot: Snapshot, boost: Boost) -> Rows:
    rows = snapshot.rows(boost.kind, boost.values)
    return np.setdiff1d(rows, snapshot.rows(boost.kind, boost.unless)) if boost.unless else rows


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
    near = {t for one in question.sought for o in one.others if o.related for t in o.tokens}
    alike = [w for w in _found(near, passage.text) if _stem_of(w) not in map(_stem_of, spoken)]
    if alike:
        why.append(f"words of like meaning: {', '.join(alike)}")
    if cosine >= CLOSE:
        why.append("meaning close")
    why += reasons
    return tuple(why) or ("meaning nearest",)


def _stem_of(word: str) -> str:
    return texts.stem(word.lower())


def _matched(question: Question, text: str) -> list[str]:
    """The words of a text that were looked for, as written there, each once."""
    return _found({token for one in question.sought for way in one.ways for token in way}, text)


def _found(sought: Collection[str], text: str) -> list[str]:
    """The words of a text that have one of the stems, as written there, each once."""
    found: dict[str, str] = {}
    for word in texts.words(text):
        stem = texts.stem(word.lower())
        if stem in sought:
            found.setdefault(stem, word)
    return list(found.values())
