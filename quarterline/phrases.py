"""Many phrases sought in a text at once, at the cost of those whose first word it holds.

One pattern of a thousand phrases is tried at every letter. Here the words of a text are looked
up in a table of first words, and only the phrases that begin so are tried, in their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

_WORD = re.compile(r"\w+")
# The two letters that a pattern which ignores case takes for an "i", and `casefold` does not.
_DOTS = {0x130: "i", 0x131: "i"}


class Phrases:
    """Finds what `(?<![\\w-])(?:first|second|…)` + `after` finds in a text.

    `forms` are a pattern for each phrase and the words, as they may stand in a text, with
    which it can begin: whole runs of letters and digits. Of two phrases that begin at one
    place, the first in order is found. `fold`: patterns that ignore case are among them.
    """

    def __init__(
        self, forms: Iterable[tuple[str, Iterable[str]]], after: str = r"(?!\w)", fold: bool = False
    ) -> None:
        self._after, self._fold = after, fold
        self._forms: dict[str, list[str]] = {}
        self._patterns: dict[str, re.Pattern[str]] = {}
        every = []
        for form, heads in forms:
            every.append(form)
            for head in {folded(head) for head in heads} if fold else set(heads):
                self._forms.setdefault(head, []).append(form)
        # A phrase that begins with a mark has no first word: then all are sought everywhere.
        self._whole = re.compile(self._framed(every)) if "" in self._forms else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """The phrases of a text from left to right, none overlapping."""
        if self._whole is not None:
            yield from self._whole.finditer(text)
            return
        words = folded_words(text) if self._fold else words_at(text)
        hits = words.keys() & self._forms.keys()
        done = 0
        for start, head in sorted((at, word) for word in hits for at in words[word]):
            match = self._pattern(head).match(text, start) if start >= done else None
            if match is not None:
                done = match.end()
                yield match

    def _pattern(self, head: str) -> re.Pattern[str]:
        pattern = self._patterns.get(head)
        if pattern is None:
            pattern = self._patterns[head] = re.compile(self._framed(self._forms[head]))
        return pattern

    def _framed(self, forms: Iterable[str]) -> str:
        return rf"(?<![\w-])(?:{'|'.join(forms)}){self._after}"


def first_word(phrase: str) -> str:
    """The letters and digits with which a phrase begins."""
    match = _WORD.match(phrase)
    return match.group() if match else ""


@lru_cache(maxsize=16)
def words_at(text: str) -> Mapping[str, list[int]]:
    """Each run of letters and digits of a text, and where it stands."""
    found: dict[str, list[int]] = {}
    for match in _WORD.finditer(text):
        found.setdefault(match.group(), []).append(match.start())
    return found


@lru_cache(maxsize=16)
def folded_words(text: str) -> Mapping[str, list[int]]:
    """As `words_at`, whatever the case."""
    found: dict[str, list[int]] = {}
    for word, starts in words_at(text).items():
        found.setdefault(folded(word), []).extend(starts)
    return found


def folded(word: str) -> str:
    """A word without its case, as patterns that ignore case see it."""
    return word.casefold() if word.isascii() else word.translate(_DOTS).casefold()
