"""BM25 of every word in every passage, as lists of passages by word: what a search reads.

The score is Lucene's form of Robertson's: idf * tf / (k1 * (1 - b + b * length / mean) + tf),
with idf = ln(1 + (N - n + 0.5) / (n + 0.5)) (Kamphuis, de Vries, Boytsov and Lin, "Which BM25
Do You Mean?", ECIR 2020). The arrays are those that bm25s 0.3 makes of the same tokens, bit for
bit; it takes a Python object for each occurrence of a word, which was most of the time.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.analysis import Counted
from index.lexical import COLUMNS, EMPTY, K1, VOCABULARY, B


@dataclass(frozen=True, slots=True)
class Postings:
    """The passages that hold each word, ascending, with its score in each.

    Those of word w lie at `starts[w]` to `starts[w + 1]` (exclusive) of `rows` and `scores`.
    """

    scores: NDArray[np.float32]
    rows: NDArray[np.int32]
    starts: NDArray[np.int64]


def write(folder: Path, counted: Counted) -> None:
    """Write what `LexicalIndex` reads; with no word at all, an empty folder."""
    folder.mkdir()
    if not len(counted.stems):
        (folder / EMPTY).write_text("no words\n", encoding="ascii")
        return
    made = bm25(counted)
    arrays: tuple[NDArray[Any], ...] = (made.scores, made.rows, made.starts)
    for name, array in zip(COLUMNS, arrays, strict=True):
        np.save(folder / name, array)
    words = {word: at for at, word in enumerate(counted.vocabulary)}
    data = json.dumps(words, ensure_ascii=False)
    (folder / VOCABULARY).write_text(data, encoding="utf-8")


def bm25(counted: Counted, k1: float = K1, b: float = B) -> Postings:
    """The postings of passages; there must be at least one word."""
    words, passages = len(counted.vocabulary), counted.passages
    lengths = np.bincount(counted.rows, counted.weights, passages)
    # One number for an occurrence sorts by word, then by passage; what it weighs rides along.
    # Most libraries get by with short numbers, which take half the time to sort.
    kind: Any = np.uint32 if words * passages < 2**31 else np.uint64
    keys: NDArray[Any] = counted.stems.astype(kind)
    keys *= kind(passages)
    keys += counted.rows.astype(kind)
    keys <<= kind(1)
    keys |= counted.weights == 1
    keys.sort()
    once = (keys & kind(1)).astype(np.int8)
    keys >>= kind(1)
    first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    tf = np.add.reduceat(2 - once, first, dtype=np.float32)
    keys = keys[first]
    of_word = np.arange(words + 1, dtype=kind) * kind(passages)
    starts = np.searchsorted(keys, of_word)
    holders = np.diff(starts)
    rows = (keys - np.repeat(of_word[:-1], holders)).astype(np.int32)
    norm = k1 * ((1 - b) + b * lengths / lengths.mean())
    scores = norm[rows]
    scores += tf
    np.divide(tf, scores, out=scores)
    # In single precision, as the scores are: two passages that tie must go on to tie.
    scores *= np.repeat(_idf(holders, passages).astype(np.float32), holders)
    return Postings(scores.astype(np.float32), rows, starts.astype(np.int64))


def _idf(holders: NDArray[np.int64], passages: int) -> NDArray[np.float64]:
    """The rarity of words, given how many passages hold each."""
    numbers, of = np.unique(holders, return_inverse=True)
    rarities = [math.log(1 + (passages - n + 0.5) / (n + 0.5)) for n in numbers.tolist()]
    return np.array(rarities)[of]
