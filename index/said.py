"""What a passage says, taken apart once: by which words it was found, how surely it answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from index import texts
from quarterline.records import Passage

# Headings that are kept in mind: many passages stand under one.
_REMEMBERED = 4_096


class Words:
    """The words of a text, to be asked which of some stems it has."""

    __slots__ = ("_first", "_read")

    def __init__(self, text: str) -> None:
        self._read = texts.stemmed(text)
        stems = [stem for _, stem in self._read]
        # Backwards, so that of a stem that comes again the first place stays.
        self._first = dict(zip(reversed(stems), range(len(stems) - 1, -1, -1), strict=True))

    @property
    def stems(self) -> Iterable[str]:
        """Its stems, those of stop words included, each once."""
        return self._first.keys()

    def among(self, stems: Iterable[str]) -> frozenset[str]:
        """Those of some stems that it has."""
        return frozenset(filter(self._first.__contains__, stems))

    def written(self, stems: Iterable[str]) -> dict[str, str]:
        """Those of some stems that it has, in its order, each with its first word as written."""
        first = self._first
        found = sorted([first[stem] for stem in stems if stem in first])
        return {self._read[at][1]: self._read[at][0] for at in found}


@dataclass(frozen=True, slots=True)
class Heading:
    """What a passage stands under: its words, and the tokens of its labels and of all of it."""

    words: Words
    labels: frozenset[str]
    tokens: frozenset[str]

    @staticmethod
    @lru_cache(maxsize=_REMEMBERED)
    def of(context: tuple[str, ...], objective: str) -> Heading:
        """The heading of the passages with these labels and this objective."""
        labels = frozenset(token for label in context for token in texts.tokens(label))
        return Heading(
            Words(" ".join([*context, objective])),
            labels,
            labels.union(texts.tokens(objective)),
        )


class Said:
    """What a passage says; its sentences are made when they are first asked for.

    May be used from several threads.
    """

    __slots__ = ("_sentences", "_text", "heading", "words")

    def __init__(self, passage: Passage) -> None:
        self._text = passage.text
        self._sentences: tuple[frozenset[str], ...] | None = None
        self.words = Words(passage.text)
        self.heading = Heading.of(passage.context, passage.objective)

    @property
    def sentences(self) -> tuple[frozenset[str], ...]:
        """The stems of each of its sentences."""
        if self._sentences is None:
            self._sentences = texts.sentences(self._text)
        return self._sentences
