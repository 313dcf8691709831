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
    from index.lexical import LexicalIndex, Sought
    from index.questions import Boost
    from index.snapshot import Snapshot
    from index.vectors import Vectors

# Passages made ready, and sent, at a time.
BATCH = 256
# Words of an indexed passage, labels included, in the sample reports. The library's BM25 takes the
# average of what it holds; here it stands still, else each report would change every point.
AVERAGE = 45.0
# The longest list of passages that is sent along with a question.
ONLY = 5_000


@dataclass(frozen=True, slots=True)
class Point:
    """A passage as an engine holds it.

    `vectors` are the unit vectors by which it is found, shape (k, d): of the whole, and of what
    lies beyond the encoder's reach;
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

    def candidates(self, retrieval: Retrieval) -> list[str]:
        """Ids of the likeliest passages, best first, by the fused score as far as it can tell."""
        ...


def weights(sought: Sequence[Sought], lexical: LexicalIndex) -> dict[str, float]:
    """The words of a question, such that their product with `Point.words` nears the score of
    `LexicalIndex.scores`.

    A sum stands where that takes the best of several ways to say one thing, so a passage that
    says it in two ways comes a little too early; the library's own scores then put it right.
    """
    bound = sum(map(lexical.bound, sought)) or 1.0
    found: dict[str, float] = {}
    for one in sought:
        most = lexical.bound(one) / bound
        ways = [(way, 1.0) for way in one.ways] + [(o.tokens, o.weight) for o in one.others]
        for way, worth in ways:
            rarity = {token: lexical.idf(token) for token in way}
            for token, idf in rarity.items():
                if token in lexical:
                    weight = most * worth * idf / sum(rarity.values())
                    found[token] = max(found.get(token, 0.0), weight)
    return found


def points(snapshot: Snapshot) -> Iterator[Point]:
    """The indexed passages of a generation, by row."""
    tags = snapshot.store.tags_by_row()
    forces = {key: force.name for force in snapshot.forces for key in force.documents}
    total = snapshot.indexed
    for start in range(0, total, BATCH):
        rows = list(range(start, min(start + BATCH, total)))
        passages = snapshot.store.passages_at(rows)
        mentions = snapshot.store.mentions_in([p.id for p in passages.values()])
        for row in rows:
            passage = passages[row]
            counts = Counter(texts.indexed_tokens(passage, mentions.get(passage.id, [])))
            own = dict(tags.get(row, {})) | {"kind": (passage.kind,)}
            if passage.document in forces:
                own["place"] = (*own.get("place", ()), forces[passage.document])
            vectors = snapshot.vectors.found_by(row)
            key = _key(snapshot, vectors, counts, own)
            yield Point(passage.id, vectors, _saturated(counts), own, key)


def _saturated(counts: Counter[str]) -> dict[str, float]:
    """The part of BM25 that a passage brings: how often it has each word, for its length."""
    length = K1 * (1 - B + B * counts.total() / AVERAGE)
    return {token: count / (count + length) for token, count in counts.items()}


def _key(
    snapshot: Snapshot,
    vectors: Vectors,
    counts: Counter[str],
    tags: Mapping[str, tuple[str, ...]],
) -> str:
    """A hash of what a point is made of."""
    digest = hashlib.sha256(snapshot.manifest.encoder.encode())
    digest.update(vectors.tobytes())
    digest.update(repr(sorted(counts.items())).encode())
    digest.update(repr(sorted(tags.items())).encode())
    return digest.hexdigest()[:16]
