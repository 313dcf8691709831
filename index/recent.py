"""The records of the passages that were found last, kept in mind.

Different questions find the same passages, and what was read of one never changes: to make its
records of the rows of the database again takes longer than to score it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from typing import TypeVar

from index.store import Store
from quarterline.records import Mention, Passage

# Passages whose records are kept: some 10 MB.
_REMEMBERED = 2_000

K = TypeVar("K")
V = TypeVar("V")


class Recent:
    """What a generation's store gives of passages, the last of it remembered.

    May be used from several threads.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._passages: dict[int, Passage] = {}
        self._mentions: dict[str, Sequence[Mention]] = {}

    def passages_at(self, rows: Iterable[int]) -> dict[int, Passage]:
        """The passages at rows of the indexes."""
        found = {row: self._passages.get(row) for row in rows}
        missing = [row for row, passage in found.items() if passage is None]
        read = self._store.passages_at(missing) if missing else {}
        self._keep(self._passages, read)
        return {row: passage for row, passage in (found | read).items() if passage is not None}

    def mentions_in(self, passages: Iterable[str]) -> dict[str, Sequence[Mention]]:
        """The mentions of passages, by passage id, in reading order; empty where there is none."""
        found = {key: self._mentions.get(key) for key in passages}
        missing = [key for key, mentions in found.items() if mentions is None]
        read: dict[str, Sequence[Mention]] = dict.fromkeys(missing, ())
        if missing:
            read |= {key: tuple(m) for key, m in self._store.mentions_in(missing).items()}
        self._keep(self._mentions, read)
        return {key: mentions for key, mentions in (found | read).items() if mentions is not None}

    def _keep(self, held: dict[K, V], read: dict[K, V]) -> None:
        if not read:
            return
        with self._lock:
            held |= read
            while len(held) > _REMEMBERED:
                del held[next(iter(held))]
