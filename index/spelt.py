"""The texts of passages spelt with a letter for each word, to be held against each other.

How like two texts are in their words is told from such spellings in a fraction of the time that
the words take, and comes out the same.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import count
from sys import intern
from typing import TYPE_CHECKING

from index import texts

if TYPE_CHECKING:
    from index.store import Store

# What is kept: spellings, of some 300 bytes, and what stands between two blanks, of some 250.
_SPELLINGS = 30_000
_CHUNKS = 50_000


class Letters(dict[str, str]):
    """The letters of what stands between two blanks of a text: one for each distinct word,
    whatever its case. May be used from several threads."""

    def __init__(self) -> None:
        super().__init__()
        self._of: dict[str, str] = {}
        self._next = count()

    def __missing__(self, chunk: str) -> str:
        # Another thread may number the same word at once: the first number is kept by both.
        letters = "".join(
            [self._of.setdefault(word, chr(next(self._next))) for word in texts.lowered(chunk)]
        )
        self[chunk] = letters
        return letters

    def spell(self, text: str) -> str:
        """The words of a text, a letter each."""
        return "".join(map(self.__getitem__, text.split()))


class _Held:
    """Spellings by row, with the document's id, and the letters that they are of."""

    __slots__ = ("letters", "spellings")

    def __init__(self) -> None:
        self.letters = Letters()
        self.spellings: dict[int, tuple[str, str]] = {}


class Spelt:
    """The spellings of a generation's passages. May be used from several threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._held = _Held()

    def at(self, rows: Collection[int]) -> dict[int, tuple[str, str]]:
        """For rows of the indexes, the document's id and the spelling; of one call, all are of
        the same letters."""
        held = self._held
        if len(held.spellings) > _SPELLINGS or len(held.letters) > _CHUNKS:
            held = self._held = _Held()
        missing = [row for row in rows if row not in held.spellings]
        if missing:
            for row, (document, text) in self._store.texts_at(missing).items():
                held.spellings[row] = intern(document), held.letters.spell(text)
        return {row: held.spellings[row] for row in rows}
