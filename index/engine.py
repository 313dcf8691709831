"""What search asks of an engine on other machines: likely passages for a question, filtered.

The records, the words' frequencies and the names stay in the library's folder, which alone
decides how hits are scored and explained; an engine only says which passages are worth scoring.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from index import texts
from index.lexical import K1, B

if TYPE_CHECKING:
    from index.lexical import Sought
    from index.questions import Boost
    from index.snapshot import Snapshot
    from index.vectors import Vectors

# Passages made ready, and sent, at a time.
BATCH = 256


@dataclass(frozen=True, slots=True)
class Point:
    """A passage as an engine holds it.

    `vectors` are its unit vectors, shape (k, d), one for each piece of it that was encoded;
    `words` the weights of its words, by token; `tags` what it can be filtered by (see
    `index.store`). `key` changes whenever any of these does.
    """

    passage: str
    vectors: Vectors
    words: Mapping[str, float]
    tags: Mapping[str, tuple[str, ...]]
    key: str


@dataclass(frozen=True, slots=True)
class Retrieval:
    """A question as an engine needs it.

    `vector` is its unit vector, shape (d,); `words` its words with their weights, such that
    their product with `Point.words` is the lexical score; `share` that score's share beside
    the cosine. `required` are tags that a passage must have, one value of each kind; `only`
    the passages that may be found, None for all.
    """

    vector: Vectors
    words: Mapping[str, float]
    share: float
    boosts: tuple[Boost, ...] = ()
    required: Mapping[str, tuple[str, ...]] | None = None
    only: tuple[str, ...] | None = None
    count: int = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that an engine found, and its cosine with the question."""

    passage: str
    cosine: float


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did: points sent, points that were there already, points taken out."""

    sent: int
    unchanged: int
    removed: int


class Engine(Protocol):
    """An engine on other machines. Its errors are EngineError."""

    @property
    def address(self) -> str:
        """Where it is, as the user named it."""
        ...

    def candidates(self, retrieval: Retrieval) -> list[Candidate]:
        """The likeliest passages, best first, by the fused score as far as it can tell."""
        ...


def weights(sought: Sequence[Sought], idf: Mapping[str, float]) -> dict[str, float]:
    """The words of a question, such that their product with `Point.words` nears the score of
    `LexicalIndex.scores`.

    A sum stands where that takes the best of several ways to say one thing, so a passage that
    says it in two ways comes a little too early; the library's own scores then put it right.
    """
    rarity = [sum(idf.get(t, 0.0) for t in dict.fromkeys(one.ways[0])) for one in sought]
    bound = sum(one.weight * rare for one, rare in zip(sought, rarity, strict=True)) or 1.0
    found: dict[str, float] = {}
    for one, rare in zip(sought, rarity, strict=True):
        most = one.weight * rare / bound
        ways = [(way, 1.0) for way in one.ways] + [(o.tokens, o.weight) for o in one.others]
        for way, worth in ways:
            whole = sum(idf.get(t, 0.0) for t in dict.fromkeys(way))
            for token in way:
                if whole and token in idf:
                    weight = most * worth * idf[token] / whole
                    found[token] = max(found.get(token, 0.0), weight)
    return found


def points(snapshot: Snapshot) -> Iterator[Point]:
    """The indexed passages of a generation, by row."""
    tags = snapshot.store.tags_by_row()
    total = snapshot.indexed
    lengths = 0.0
    counted: list[tuple[str, Counter[str], int]] = []
    for start in range(0, total, BATCH):
        rows = list(range(start, min(start + BATCH, total)))
        passages = snapshot.store.passages_at(rows)
        mentions = snapshot.store.mentions_in([p.id for p in passages.values()])
        for row in rows:
            passage = passages[row]
            tokens = texts.indexed_tokens(passage, mentions.get(passage.id, []))
            counted.append((passage.id, Counter(tokens), row))
            lengths += len(tokens)
    average = lengths / total if total else 1.0
    for passage_id, counts, row in counted:
        vectors = snapshot.vectors.of(row)
        words = _saturated(counts, average)
        own = tags.get(row, {})
        yield Point(passage_id, vectors, words, own, _key(snapshot, vectors, counts, own))


def _saturated(counts: Counter[str], average: float) -> dict[str, float]:
    """The part of BM25 that a passage brings: how often it has each word, for its length."""
    length = K1 * (1 - B + B * counts.total() / average)
    return {token: count / (count + length) for token, count in counts.items()}


def _key(
    snapshot: Snapshot,
    vectors: Vectors,
    counts: Counter[str],
    tags: Mapping[str, tuple[str, ...]],
) -> str:
    """A hash of what a point is made of, the average length of the passages apart.

    That average moves a little with every report; to send all points anew for it would make
    every addition as long as the first, and what is found is scored again by the library.
    """
    digest = hashlib.sha256(snapshot.manifest.encoder.encode())
    digest.update(vectors.tobytes())
    digest.update(repr(sorted(counts.items())).encode())
    digest.update(repr(sorted(tags.items())).encode())
    return digest.hexdigest()[:16]
