"""The words of many passages in one pass, as numbers, for all that is made of words.

The words of a text lie apart by blanks, so what stands between two blanks is taken apart the
first time that it is met and never again: reports say the same words over and over. Stems and
stop words are told once a distinct word. All else is counting, which NumPy does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from index import texts
from index.stop_words import STOP_WORDS

Numbers = NDArray[np.int32]

# Stands in no word.
_END = "\n"


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
    """Takes the words of passages apart, in the order of the passages."""

    def __init__(self) -> None:
        self._chunks, self._labels = Numbered(), Numbered()
        self._added: list[tuple[list[int], Numbers]] = []
        self._passages = 0
        self._further: list[tuple[int, int]] = []

    def add(self, chunks: Sequence[Sequence[str]], labels: Sequence[Sequence[str]]) -> None:
        """Add passages: the text of each as `str.split` parts it, and what else it is found by.

        To add some hundred at a time takes the least time.
        """
        lengths = list(map(len, chunks))
        numbers = map(self._chunks.__getitem__, chain.from_iterable(chunks))
        self._added.append((lengths, np.fromiter(numbers, np.int32, sum(lengths))))
        for row, further in enumerate(labels, self._passages):
            for label in further:
                self._further.append((row, self._labels[label]))
        self._passages += len(lengths)

    def done(self) -> Analysed:
        """The words of all passages that were added.

        A passage's own words count twice, as `index.texts.indexed_tokens` says.
        """
        known = Numbered()
        chunks = _Texts.of(self._chunks, known)
        labels = _Texts.of((label.replace(_END, " ") for label in self._labels), known)
        words = list(known)
        vocabulary, of = _stems(words)
        counts = np.zeros(len(words), dtype=np.int64)
        parts: list[tuple[Numbers, Numbers]] = []
        first = 0
        # As they were added, so that what is made on the way is small and its memory used again.
        for lengths, numbers in self._added:
            end = first + len(lengths)
            own = np.repeat(np.arange(first, end, dtype=np.int32), lengths)
            rows, found = chunks.spread(own, numbers)
            np.add.at(counts, found, 1)
            parts.append(_without_stop_words(rows, of[found]))
            first = end
        twice = sum(len(rows) for rows, _ in parts)
        further = np.array(self._further, dtype=np.int32).reshape(-1, 2)
        rows, found = labels.spread(further[:, 0], further[:, 1])
        parts.append(_without_stop_words(rows, of[found]))
        at, stems = (np.concatenate(column) for column in zip(*parts, strict=True))
        weights = np.repeat(np.array([2, 1], dtype=np.int8), [twice, len(at) - twice])
        written = {w: n for w, n in zip(words, counts.tolist(), strict=True) if n}
        return Analysed(written, Counted(self._passages, vocabulary, at, stems, weights))


@dataclass(frozen=True, slots=True)
class _Texts:
    """The words of texts, as numbers, one text after the other; and where each text ends."""

    words: Numbers
    ends: NDArray[np.int64]

    @staticmethod
    def of(found: Iterable[str], known: Numbered) -> _Texts:
        """Texts by their words, which `known` numbers."""
        raw = Numbered({_END: 0})
        # All in one go, since most texts are a word or two; a blank ends each.
        every = texts.found_in(_END.join([*found, ""]), _END)
        numbers = np.fromiter(map(raw.__getitem__, every), np.int32, len(every))
        stops = np.flatnonzero(numbers == 0)
        words = [known[texts.bare(word)] for word in islice(raw, 1, None)]
        of = np.array([-1, *words], dtype=np.int32)
        ends = np.concatenate([np.zeros(1, dtype=np.int64), stops - np.arange(len(stops))])
        return _Texts(of[numbers[numbers > 0]], ends)

    def spread(self, rows: Numbers, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """The words of some of the texts, by their numbers: for each the row, and the word."""
        first = self.ends[numbers]
        counts = self.ends[numbers + 1] - first
        ends = np.cumsum(counts)
        at = np.repeat(first - ends + counts, counts)
        at += np.arange(len(at))
        return np.repeat(rows, counts), self.words[at]


def _without_stop_words(rows: Numbers, stems: Numbers) -> tuple[Numbers, Numbers]:
    kept = stems >= 0
    return rows[kept], stems[kept]


def _stems(words: Sequence[str]) -> tuple[list[str], Numbers]:
    """The distinct stems, and for each word the place of its own; -1 for a stop word."""
    known = Numbered()
    of = np.empty(len(words), dtype=np.int32)
    plain: list[int] = []
    for at, word in enumerate(words):
        if word[0].isdecimal():  # a figure is its own stem
            of[at] = known[word]
        else:
            plain.append(at)
    low = [words[at].lower() for at in plain]
    of[plain] = [
        -1 if word in STOP_WORDS else known[stem]
        for word, stem in zip(low, texts.stems(low), strict=True)
    ]
    return list(known), of
