"""Words of texts, each spelling looked at once.

Reports say the same few thousand words over and over. A text is therefore cut at its blanks,
and what a rule makes of each stretch is kept: neither a word, nor a figure, nor a sign of
punctuation reaches across a blank, so that the stretches' results in a row are the text's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from index.stop_words import STOP_WORDS
from index.texts import stem, tokens

# Far more spellings than a thousand reports have; when they are reached all are forgotten.
_MOST = 1 << 18
_SIGNS = '.,;:!?()[]"“”'


class Stretches(dict[str, tuple[str, ...]]):
    """What `make` gives for each stretch without blanks, made when first asked for."""

    def __init__(self, make: Callable[[str], tuple[str, ...]]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, stretch: str) -> tuple[str, ...]:
        if len(self) >= _MOST:
            self.clear()
        made = self[stretch] = self._make(stretch)
        return made

    def read(self, text: str) -> Iterator[str]:
        """What `make` gives for the stretches of `text`, in order."""
        return chain.from_iterable(map(self.__getitem__, text.split()))


def _stems(stretch: str) -> tuple[str, ...]:
    word = stretch.strip(_SIGNS)
    if not word.isalpha():
        return tuple(tokens(stretch))
    low = word.lower()  # one word, as most are
    return () if low in STOP_WORDS else (stem(low),)


_STEMS = Stretches(_stems)


def stems(text: str) -> list[str]:
    """As `index.texts.tokens`: the stems of a text in order, without stop words."""
    return list(_STEMS.read(text))


def distinct_stems(text: str) -> set[str]:
    """The stems of a text, each once."""
    return set(_STEMS.read(text))
