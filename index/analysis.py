"""The words of many passages in one pass, as numbers, for all that is made of words.

The words of a text lie apart by blanks, so what stands between two blanks is taken apart the
first time that it is met and never again: reports say the same words over and over. Stems and
stop words are told once a distinct word. All else is counting, which NumPy does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index import texts
from index.stop_words import STOP_WORDS

Numbers = NDArray[np.int32]

# Passages whose words are numbered at a time.
_PART = 256


class Numbered(dict[str, int]):
    """The distinct texts that were asked for, each with its place in their order."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self)
        return number


@dataclass(frozen=True, slots=True)
class Counted:
    """The stems of passages: what stands in which, and how often.

    Of one occurrence each, `rows[i]` is a passage, `stems[i]` a place in `vocabulary`, and
    `weights[i]` how often it counts.
    """

    passages: int
    vocabulary: Sequence[str]
    rows: Numbers
    stems: Numbers
    weights: NDArray[np.int8]

    @staticmethod
    def of(tokens: Sequence[Sequence[str]]) -> Counted:
        """Passages that are given as their stems, each occurrence once."""
        known = Numbered()
        stems = np.fromiter(
            map(known.__getitem__, chain.from_iterable(tokens)), np.int32, sum(map(len, tokens))
        )
        rows = np.repeat(np.arange(len(tokens), dtype=np.int32), [len(t) for t in tokens])
        return Counted(len(tokens), list(known), rows, stems, np.ones(len(stems), dtype=np.int8))


@dataclass(frozen=True, slots=True)
class Analysed:
    """What an `Analyser` was given: `written` says how often each word stands in the passages'
    own texts, as it is written there."""

    written: dict[str, int]
    counted: Counted


class Analyser:
    """Takes the words of passages apart, one passage after the other."""

    def __init__(self) -> None:
        self._chunks, self._labels = Numbered(), Numbered()
        self._waiting: list[Sequence[str]] = []
        self._parts: list[Numbers] = []
        self._lengths: list[int] = []
        self._further: list[tuple[int, int]] = []

    def add(self, chunks: Sequence[str], labels: Sequence[str] = ()) -> None:
        """Add a passage: its text as `str.split` parts it, and what else it is found by."""
        row = len(self._lengths)
        self._lengths.append(len(chunks))
        self._waiting.append(chunks)
        if len(self._waiting) == _PART:
            self._count()
        for label in labels:
            self._further.append((row, self._labels[label]))

    def done(self) -> Analysed:
        """The words of all passages that were added.

        A passage's own words count twice, as `index.texts.indexed_tokens` says.
        """
        self._count()
        known = Numbered()
        chunks, labels = _Texts.of(self._chunks, known), _Texts.of(self._labels, known)
        words = list(known)
        own = np.repeat(np.arange(len(self._lengths), dtype=np.int32), self._lengths)
        own_rows, own_words = chunks.spread(own, np.concatenate(self._parts))
        further = np.array(self._further, dtype=np.int32).reshape(-1, 2)
        rows, further_words = labels.spread(further[:, 0], further[:, 1])
        counts = np.bincount(own_words, minlength=len(words)).tolist()
        written = {word: count for word, count in zip(words, counts, strict=True) if count}
        vocabulary, of = _stems(words)
        at = np.concatenate([own_rows, rows])
        stems = of[np.concatenate([own_words, further_words])]
        weights = np.ones(len(at), dtype=np.int8)
        weights[: len(own_rows)] = 2
        kept = stems >= 0
        counted = Counted(len(self._lengths), vocabulary, at[kept], stems[kept], weights[kept])
        return Analysed(written, counted)

    def _count(self) -> None:
        number = map(self._chunks.__getitem__, chain.from_iterable(self._waiting))
        length = sum(map(len, self._waiting))
        self._parts.append(np.fromiter(number, np.int32, length))
        self._waiting.clear()


@dataclass(frozen=True, slots=True)
class _Texts:
    """The words of texts, as numbers, one text after the other; and where each text ends."""

    words: Numbers
    ends: NDArray[np.int64]

    @staticmethod
    def of(found: Iterable[str], known: Numbered) -> _Texts:
        """Texts by their words, which `known` numbers."""
        numbers: list[int] = []
        ends = [0]
        for text in found:
            if text.isalpha():  # as most are: the whole is a word
                numbers.append(known[text])
            else:
                numbers.extend(map(known.__getitem__, texts.parted(text)))
            ends.append(len(numbers))
        return _Texts(np.array(numbers, dtype=np.int32), np.array(ends, dtype=np.int64))

    def spread(self, rows: Numbers, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """The words of some of the texts, by their numbers: for each the row, and the word."""
        first = self.ends[numbers]
        counts = self.ends[numbers + 1] - first
        ends = np.cumsum(counts)
        at = np.repeat(first - ends + counts, counts)
        at += np.arange(len(at))
        return np.repeat(rows, counts), self.words[at]


def _stems(words: Sequence[str]) -> tuple[list[str], Numbers]:
    """The distinct stems, and for each word the place of its own; -1 for a stop word."""
    low = [word.lower() for word in words]
    known = Numbered()
    of = [
        -1 if word in STOP_WORDS else known[stem]
        for word, stem in zip(low, texts.stems(low), strict=True)
    ]
    return list(known), np.array(of, dtype=np.int32)
