"""The words of the passages: BM25 by bm25s over stemmed words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.manifest import MEND
from quarterline.errors import DamagedLibraryError

# The defaults of Lucene and of Robertson and Zaragoza (2009), "The Probabilistic Relevance
# Framework: BM25 and Beyond"; not tuned.
K1 = 1.2
B = 0.75

# The postings as bm25s keeps them: a score and a row for each, and where each token's begin.
_COLUMNS = ("data", "indices", "indptr")

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Other:
    """Another way to say a thing, as tokens that must all occur, worth `weight` of the first.

    `related` ones were not written down as such: their meaning lies near (`index.related`).
    """

    tokens: tuple[str, ...]
    weight: float
    related: bool = False


@dataclass(frozen=True, slots=True)
class Sought:
    """One thing to look for: the ways to say it, each as tokens, the way typed first.

    `others` are ways that nobody typed and that say it less surely. `word` is the single plain
    word that was typed, lower case, where words of like meaning may stand for it.
    """

    ways: tuple[tuple[str, ...], ...]
    weight: float = 1.0
    others: tuple[Other, ...] = ()
    word: str = ""


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
        self._words: dict[str, int] = {}
        # bm25s's own files, read without it: to import it loads SciPy, a tenth of a second of
        # every question that is asked in a terminal.
        if passages and not (folder / "empty").exists():
            try:
                vocabulary = (folder / "vocab.index.json").read_text(encoding="utf-8")
                self._words = {str(word): int(at) for word, at in json.loads(vocabulary).items()}
                self._data, self._rows, self._starts = (
                    np.load(folder / f"{name}.csc.index.npy") for name in _COLUMNS
                )
            except (OSError, ValueError, EOFError, AttributeError) as error:
                raise DamagedLibraryError(
                    f"{folder} cannot be read as a lexical index: {error}; {MEND}"
                ) from error

    def __contains__(self, token: str) -> bool:
        return token in self._words

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
        # The rarest first: what is left of it is looked up in the sorted rows of the others.
        postings = sorted(map(self._postings, dict.fromkeys(tokens)), key=lambda p: len(p[0]))
        rows, total = postings[0]
        for more, values in postings[1:]:
            at = np.searchsorted(more, rows)
            at[at == len(more)] = 0
            both = more[at] == rows
            rows, total = rows[both], total[both] + values[at[both]]
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
        return [token for token in self._words if token]

    def _postings(self, token: str) -> tuple[Any, Any]:
        number = self._words[token]
        start, end = self._starts[number], self._starts[number + 1]
        return self._rows[start:end], self._data[start:end]
