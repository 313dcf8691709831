"""The words of the passages: BM25 over stemmed words."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import load
from index.coverage import Coverage
from index.manifest import MEND
from quarterline.errors import DamagedLibraryError

# The defaults of Lucene and of Robertson and Zaragoza (2009), "The Probabilistic Relevance
# Framework: BM25 and Beyond"; not tuned.
K1 = 1.2
B = 0.75

# The postings, in files named as bm25s names them: a score and a row for each, and where each
# token's begin.
COLUMNS = ("data.csc.index.npy", "indices.csc.index.npy", "indptr.csc.index.npy")
VOCABULARY = "vocab.index.json"
EMPTY = "empty"

_REMEMBERED = 50_000
# Rows, of 8 bytes each, that are kept of terms, and the most of one.
_HELD = 1_000_000
_LONGEST = 20_000

Scores = NDArray[np.float32]
_NO_ROWS = np.zeros(0, dtype=np.int32)
_NOTHING = _NO_ROWS, np.zeros(0, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Other:
    """Another way to say a thing, as tokens that must all occur, worth `weight` of the first.

    `near` ones do not say it but stand near it. `related` ones were not written down as such:
    their meaning lies near (`index.related`).
    """

    tokens: tuple[str, ...]
    weight: float
    related: bool = False
    near: bool = False


@dataclass(frozen=True, slots=True)
class Sought:
    """One thing to look for: the ways to say it, each as tokens, the way typed first.

    `others` are ways that nobody typed and that say it less surely; those that are the same
    evidence stand together. `word` is the single plain
    word that was typed, lower case, where words of like meaning may stand for it. `phrase` is
    what was typed, slips put right, where its meaning can be looked at: no name, no figure.
    `part` is what some words of the first way are worth without the rest: "sniffer dogs" is no
    dog.
    """

    ways: tuple[tuple[str, ...], ...]
    weight: float = 1.0
    others: tuple[Other, ...] = ()
    word: str = ""
    phrase: str = ""
    part: float = 1.0


def _kind(other: Other) -> tuple[str, ...]:
    """What others are the same evidence: all terms, all words of like meaning, else each alone."""
    if other.related:
        return ("like",)
    return other.tokens if other.near else ("term",)


def write(folder: Path, texts: Sequence[list[str]]) -> None:
    """Write an index of tokenised texts; with no word at all, an empty folder."""
    from index import analysis, postings  # noqa: PLC0415 - searching never writes

    postings.write(folder, analysis.Counted.of(texts))


class LexicalIndex:
    """The lexical index of a generation, for searching."""

    def __init__(self, folder: Path, passages: int) -> None:
        self._passages = passages
        self._words: dict[str, int] = {}
        self._rarities: dict[tuple[str, ...], float] = {}
        self._terms: dict[tuple[str, ...], tuple[Any, Scores]] = {}
        self._held = 0
        self._idfs: dict[str, float] = {}
        self._lists: dict[str, tuple[Any, Scores]] = {}
        if passages and not (folder / EMPTY).exists():
            try:
                vocabulary = (folder / VOCABULARY).read_text(encoding="utf-8")
                self._words = {str(word): int(at) for word, at in json.loads(vocabulary).items()}
                # Mapped, not read: a question touches the postings of its own words alone.
                self._data, self._rows, self._starts = (
                    np.asarray(load(folder / name, "r")) for name in COLUMNS
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
        abbreviation beside its words is not to speak of it twice. See `_mark` for what was not
        typed.
        """
        total = np.zeros(self._passages, dtype=np.float32)
        bounds = [self.bound(one) for one in sought]
        bound = sum(bounds)
        # Zeroed memory that is not touched costs nothing, so these may be as long as all rows.
        best, scratch = (np.zeros(self._passages, dtype=np.float32) for _ in range(2))
        for one, own in zip(sought, bounds, strict=True):
            share = np.float32(own / bound)
            plain = self._plain(one)
            if plain is not None:
                rows, values = plain
                np.add.at(total, rows, share * values)
                continue
            rows = self._mark(one, best, scratch)
            # A row of two lists stands twice in these, and is written twice the same.
            total[rows] += share * best[rows]
            best[rows] = 0
        return total

    def _plain(self, one: Sought) -> tuple[Any, Scores] | None:
        """Rows and scores of what is a single word that is sought in no other way."""
        if len(one.ways) > 1 or len(one.ways[0]) > 1 or one.others:
            return None
        return self._all_of(one.ways[0])

    def _mark(self, one: Sought, best: Scores, scratch: Scores) -> Any:
        """Write what is found of a thing sought into `best`; the rows that it wrote.

        Of the ways to say it a passage is given the best. What nobody typed adds to that as
        evidence that is independent of it (noisy or): the best of the terms, the best of the
        words of like meaning, and every related word, since a passage that speaks of a subject
        uses several. Only rows of postings are touched. Both arrays are zero before, `scratch`
        after.
        """
        touched: list[Any] = [_NO_ROWS]
        for at, way in enumerate(one.ways):
            worth = one.part if at == 0 and len(way) > 1 else 1.0
            scale = np.float32(worth / self.rarity(way))
            lists = [self._postings(token) for token in way if token in self._words]
            if len(lists) == 1:
                ((rows, values),) = lists
                best[rows] = np.maximum(best[rows], values * scale) if at else values * scale
                touched.append(rows)
            elif lists:
                rows = _gathered(np.add, scratch, lists)
                best[rows] = np.maximum(best[rows], scratch[rows] * scale)
                scratch[rows] = 0
                touched.append(rows)
            if worth < 1 and len(lists) > 1:
                rows, values = self._all_of(way)
                best[rows] = np.maximum(best[rows], values)
        for _, together in groupby(one.others, key=_kind):
            found = [(self._all_of(other.tokens), other.weight) for other in together]
            lists = [(rows, weight * values) for (rows, values), weight in found if len(rows)]
            if not lists:
                continue
            rows, gained = lists[0]
            if len(lists) > 1:
                rows = _gathered(np.maximum, scratch, lists)
                gained = scratch[rows]
                scratch[rows] = 0
            held = best[rows]
            best[rows] = held + np.maximum(1 - held, 0) * gained
            touched.append(rows)
        return np.concatenate(touched)

    def coverage(self, sought: Sequence[Sought]) -> Coverage:
        """What holds stretches of text against the words sought, weighed by rarity."""
        return Coverage(self, sought)

    def bound(self, one: Sought) -> float:
        """What one thing sought can add: the rarity of its first way, times its weight."""
        return one.weight * self.rarity(one.ways[0])

    def _all_of(self, tokens: tuple[str, ...]) -> tuple[Any, Scores]:
        """Rows that hold every token, and their BM25 as a share of what it could reach."""
        # Questions ask for the same terms of the vocabulary of the field over and over.
        known = self._terms.get(tokens)
        if known is None:
            known = self._joined(tokens)
            if len(known[0]) <= _LONGEST:
                if self._held > _HELD:
                    self._terms.clear()
                    self._held = 0
                self._terms[tokens] = known
                self._held += len(known[0]) + 1
        return known

    def _joined(self, tokens: tuple[str, ...]) -> tuple[Any, Scores]:
        if not tokens or any(token not in self._words for token in tokens):
            return _NOTHING
        # The rarest first: what is left of it is looked up in the sorted rows of the others.
        postings = sorted(map(self._postings, dict.fromkeys(tokens)), key=lambda p: len(p[0]))
        rows, total = postings[0]
        for more, values in postings[1:]:
            at = np.searchsorted(more, rows)
            at[at == len(more)] = 0
            both = more[at] == rows
            rows, total = rows[both], total[both] + values[at[both]]
        return rows, total / self.rarity(tokens)

    def rarity(self, way: tuple[str, ...]) -> float:
        """The idf of the tokens of a way to say a thing, each once."""
        # The same few ways are weighed for every hit of a question.
        known = self._rarities.get(way)
        if known is None:
            if len(self._rarities) > _REMEMBERED:
                self._rarities.clear()
            known = sum(self.idf(token) for token in dict.fromkeys(way))
            self._rarities[way] = known
        return known

    def matches(self, token: str) -> NDArray[np.int64]:
        """Rows of the passages that hold a token."""
        if token not in self:
            return np.zeros(0, dtype=np.int64)
        return np.asarray(self._postings(token)[0], dtype=np.int64)

    def holds(self, ways: Iterable[AbstractSet[str]]) -> bool:
        """Whether some passage holds every token of one of the ways."""
        return any(len(self._all_of(tuple(way))[0]) for way in ways)

    def idf(self, token: str) -> float:
        """Inverse document frequency, ln(1 + (N - n + 0.5) / (n + 0.5)), as Lucene has it.

        A token that occurs nowhere has the largest value: to ask for it and not find it is
        the clearest sign that the reports do not speak of it.
        """
        known = self._idfs.get(token)
        if known is None:
            if len(self._idfs) > _REMEMBERED:
                self._idfs.clear()
            n = len(self._postings(token)[0]) if token in self._words else 0
            known = math.log(1 + (self._passages - n + 0.5) / (n + 0.5))
            self._idfs[token] = known
        return known

    def vocabulary(self) -> list[str]:
        """All tokens."""
        return [token for token in self._words if token]

    def _postings(self, token: str) -> tuple[Any, Any]:
        known = self._lists.get(token)
        if known is None:
            number = self._words[token]
            start, end = self._starts[number : number + 2].tolist()
            known = self._rows[start:end], self._data[start:end]
            if len(self._lists) > _REMEMBERED:
                self._lists.clear()
            self._lists[token] = known
        return known


def _gathered(add: np.ufunc, total: Scores, lists: Sequence[tuple[Any, Scores]]) -> Any:
    """Bring the values of several lists together in `total`; all of their rows, one after the
    other."""
    rows = np.concatenate([rows for rows, _ in lists])
    add.at(total, rows, np.concatenate([values for _, values in lists]))
    return rows
