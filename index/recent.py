"""The records of the passages that were found last, kept in mind.

Different questions find the same passages, and what was read of one never changes: to make its
records of the rows of the database again takes longer than to score it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import TypeVar

from index.said import Said
from index.spelt import Spelt
from index.store import Store
from quarterline.records import Claim, Mention, Passage

# Passages whose records are kept: some 10 MB.
_REMEMBERED = 2_000

K = TypeVar("K")
V = TypeVar("V")


class Recent:
    """What a generation's store gives of passages, the last of it remembered.

    `spelt` are the words of passages for comparing them.
    May be used from several threads.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._passages = OrderedDict[int, Passage]()
        self._mentions = OrderedDict[str, Sequence[Mention]]()
        self._claims = OrderedDict[str, Sequence[Claim]]()
        self.spelt = Spelt(store)
        self._said = OrderedDict[str, Said]()

    def passages_at(self, rows: Iterable[int]) -> dict[int, Passage]:
        """The passages at rows of the indexes."""
        found = {row: self._passages.get(row) for row in rows}
        missing = [row for row, passage in found.items() if passage is None]
        read = self._store.passages_at(missing) if missing else {}
        self._keep(self._passages, read)
        return {row: passage for row, passage in (found | read).items() if passage is not None}

    def said(self, passages: Sequence[Passage]) -> list[Said]:
        """What passages say, taken apart, in their order."""
        found = [self._said.get(passage.id) for passage in passages]
        new = {p.id: Said(p) for p, said in zip(passages, found, strict=True) if said is None}
        self._keep(self._said, new)
        return [said or new[p.id] for p, said in zip(passages, found, strict=True)]

    def mentions_in(self, passages: Iterable[str]) -> dict[str, Sequence[Mention]]:
        """The mentions of passages, by passage id, in reading order; empty where there is none."""
        return self._of(self._mentions, passages, self._store.mentions_in)

    def claims_in(self, passages: Iterable[str]) -> list[Claim]:
        """The figures of passages, by document and start."""

        def read(keys: list[str]) -> dict[str, list[Claim]]:
            found: dict[str, list[Claim]] = {}
            for claim in self._store.claims_in(keys):
                found.setdefault(claim.passage, []).append(claim)
            return found

        found = self._of(self._claims, passages, read)
        return sorted(chain.from_iterable(found.values()), key=lambda c: (c.document, c.start))

    def _of(
        self,
        held: OrderedDict[str, Sequence[V]],
        keys: Iterable[str],
        read: Callable[[list[str]], Mapping[str, Sequence[V]]],
    ) -> dict[str, Sequence[V]]:
        """What is held of passages, and what is read now of those of which nothing is."""
        found = {key: held.get(key) for key in keys}
        missing = [key for key, records in found.items() if records is None]
        new: dict[str, Sequence[V]] = dict.fromkeys(missing, ())
        if missing:
            new |= {key: tuple(records) for key, records in read(missing).items()}
        self._keep(held, new)
        return {key: records for key, records in (found | new).items() if records is not None}

    def _keep(self, held: OrderedDict[K, V], read: dict[K, V]) -> None:
        if not read:
            return
        with self._lock:
            held.update(read)
            # In a plain dictionary, to find the first steps over all that went before it.
            while len(held) > _REMEMBERED:
                held.popitem(last=False)
