"""The words of the passages: BM25 by bm25s over stemmed words."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quarterline.errors import DamagedLibraryError

# The defaults of Lucene and of Robertson and Zaragoza (2009), "The Probabilistic Relevance
# Framework: BM25 and Beyond"; not tuned.
K1 = 1.2
B = 0.75

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Other:
    """Another way to say a thing, as tokens that must all occur, worth `weight` of the first."""

    tokens: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Sought:
    """One thing to look for: the ways to say it, each as tokens, the way typed first.

    `others` are ways that nobody typed and that say it less surely.
    """

    ways: tuple[tuple[str, ...], ...]
    weight: float = 1.0
    others: tuple[Other, ...] = ()


def write(folder: Path, texts: Sequence[list[str]]) -> None:
    """Write an index of tokenised texts; with no word at all, an empty folder."""
    folder.mkdir()
    if not any(texts):
        (folder / "empty").write_text("no words\n", encoding="ascii")
        return
    import bm25s  # noqa: PLC0415 - loads SciPy

    index = bm25s.BM25(k1=K1, b=B, method="lucene")
    index.index(list(texts), show_progress=False)
    index.save(str(folder), show_progress=False)


class LexicalIndex:
    """The lexical index of a generation, for searching."""

    def __init__(self, folder: Path, passages: int) -> None:
        self._passages = passages
        self._index: Any = None
        if passages and not (folder / "empty").exists():
            import bm25s  # noqa: PLC0415

            try:
                self._index = bm25s.BM25.load(
                    str(folder), mmap=False, load_corpus=False, show_progress=False
                )
            except (OSError, ValueError, KeyError) as error:
                raise DamagedLibraryError(
                    f"{folder} cannot be read as a lexical index: {error}; see `quarterline doctor`"
                ) from error

    def __contains__(self, token: str) -> bool:
        return self._index is not None and token in self._index.vocab_dict

    def scores(self, sought: Sequence[Sought]) -> Scores:
        """The words sought, as a share of the BM25 that they could reach: 0 to 1 a passage.

        The bound is the sum of their idf, which Lucene's BM25 nears as a word is repeated. Of
        several ways to say one thing, a passage is given the best, never the sum: to write an
        abbreviation beside its words is not to speak of it twice.
        """
        total = np.zeros(self._passages, dtype=np.float32)
        bound = sum(self.bound(one) for one in sought)
        for one in sought:
            best = np.zeros(self._passages, dtype=np.float32)
            for way in one.ways:
                score = np.zeros(self._passages, dtype=np.float32)
                for token in way:
                    if token in self:
                        rows, values = self._postings(token)
                        score[rows] += values
                np.maximum(best, score / self._rarity(way), out=best)
            for other in one.others:
                rows, values = self._all_of(other.tokens)
                best[rows] = np.maximum(best[rows], other.weight * values)
            total += np.float32(self.bound(one) / bound) * best
        return total

    def coverage(self, sought: Sequence[Sought], held: AbstractSet[str]) -> float:
        """The share of the words sought, weighed by rarity, that a set of tokens holds."""
        bound = sum(self.bound(one) for one in sought)
        got = sum(
            self.bound(one)
            * max(
                [sum(map(self.idf, held & set(way))) / self._rarity(way) for way in one.ways]
                + [other.weight for other in one.others if held >= set(other.tokens)]
            )
            for one in sought
        )
        return got / bound if bound else 0.0

    def bound(self, one: Sought) -> float:
        """What one thing sought can add: the rarity of its first way, times its weight."""
        return one.weight * self._rarity(one.ways[0])

    def _all_of(self, tokens: tuple[str, ...]) -> tuple[NDArray[np.int64], Scores]:
        """Rows that hold every token, and their BM25 as a share of what it could reach."""
        if not tokens or any(token not in self for token in tokens):
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        rows, total = self._postings(tokens[0])
        for token in tokens[1:]:
            more, values = self._postings(token)
            rows, left, right = np.intersect1d(rows, more, True, return_indices=True)
            total = total[left] + values[right]
        share = np.asarray(total / self._rarity(tokens), dtype=np.float32)
        return np.asarray(rows, dtype=np.int64), share

    def _rarity(self, way: tuple[str, ...]) -> float:
        return sum(self.idf(token) for token in dict.fromkeys(way))

    def matches(self, token: str) -> NDArray[np.int64]:
        """Rows of the passages that hold a token."""
        if token not in self:
            return np.zeros(0, dtype=np.int64)
        return np.asarray(self._postings(token)[0], dtype=np.int64)

    def idf(self, token: str) -> float:
        """Inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5)), as Lucene has it.

        A token that occurs nowhere has the largest value: to ask for it and not find it is
        the clearest sign that the reports do not speak of it.
        """
        n = len(self._postings(token)[0]) if token in self else 0
        return float(np.log(1 + (self._passages - n + 0.5) / (n + 0.5)))

    def vocabulary(self) -> list[str]:
        """All tokens."""
        return [] if self._index is None else [t for t in self._index.vocab_dict if t]

    def _postings(self, token: str) -> tuple[Any, Any]:
        number = self._index.vocab_dict[token]
        columns = self._index.scores
        start, end = columns["indptr"][number], columns["indptr"][number + 1]
        return columns["indices"][start:end], columns["data"][start:end]
