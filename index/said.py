"""What a passage says, taken apart once: by which words it was found, how surely it answers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from index import texts
from quarterline.records import Passage

# Headings that are kept in mind: many passages stand under one.
_REMEMBERED = 4_096


class Words:
    """The words of a text, to be asked which of some stems it has.

    `stems` are theirs, in order, those of stop words included.
    """

    __slots__ = ("_read", "stems")

    def __init__(self, text: str) -> None:
        self._read = texts.read(text)
        # A set would take forty times the memory, and longer to make than all that it is asked.
        self.stems = [stem for _, stem in self._read]

    def written(self, stems: frozenset[str]) -> dict[str, str]:
        """Those of some stems that it has, in its order, each with its first word as written."""
        held = stems.intersection(self.stems)
        if not held:
            return {}
        places = sorted(map(self.stems.index, held))
        return {self.stems[at]: self._read[at][0] for at in places}


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
