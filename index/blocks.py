"""The vectors of passages in memory: put together for writing, or taken from a generation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, overload

import numpy as np

from index.nearest import Rows, Vectors


@dataclass(frozen=True, slots=True)
class Texts:
    """What is encoded of a passage: the whole, what lies beyond its reach, its sentences."""

    whole: str
    windows: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every text, the whole first."""
        return (self.whole, *self.windows, *self.pieces)


@dataclass(frozen=True, slots=True)
class Block:
    """The vectors of one passage, shape (k, d): the whole, then windows, then pieces.

    `windows` counts the windows.
    """

    vectors: Vectors
    windows: int = 0


class Blocks(Sequence[Block]):
    """The vectors of many passages.

    Those of passage i are the rows of `vectors` that `ids` names from `starts[i]` to
    `starts[i + 1]` (exclusive), in the order of a `Block`; `windows[i]` counts its windows.
    Passages of the same text share its row.
    """

    def __init__(self, vectors: Vectors, ids: Rows, counts: Rows, windows: Rows) -> None:
        self.vectors = vectors
        self.ids = ids
        self.counts = counts
        self.windows = windows
        self.starts = ends(counts)

    @staticmethod
    def of(blocks: Sequence[Block], dimensions: int) -> Blocks:
        """Blocks as they are, else put into one array."""
        if isinstance(blocks, Blocks):
            return blocks
        counts = np.array([len(b.vectors) for b in blocks], dtype=np.int64)
        windows = np.array([b.windows for b in blocks], dtype=np.int64)
        vectors = stacked([b.vectors for b in blocks], dimensions)
        return Blocks(vectors, np.arange(len(vectors)), counts, windows)

    def __len__(self) -> int:
        return len(self.windows)

    @overload
    def __getitem__(self, at: int) -> Block: ...
    @overload
    def __getitem__(self, at: slice) -> Blocks: ...
    def __getitem__(self, at: int | slice) -> Block | Blocks:
        rows = np.arange(len(self))[at]
        if isinstance(at, slice):
            return self.take(rows)
        own = self.ids[self.starts[rows] : self.starts[rows + 1]]
        return Block(self.vectors[own], int(self.windows[rows]))

    def take(self, rows: Rows) -> Blocks:
        """Those of given passages; the vectors are not copied."""
        counts = self.counts[rows]
        at, _ = spans(self.starts[rows], counts)
        return Blocks(self.vectors, self.ids[at], counts, self.windows[rows])

    @property
    def firsts(self) -> Rows:
        """The rows of the vectors of the whole passages."""
        return self.ids[self.starts[:-1]]

    @property
    def beyond(self) -> Vectors:
        """The vectors of all windows."""
        at, _ = spans(self.starts[:-1] + 1, self.windows)
        return self.vectors[self.ids[at]]

    @property
    def pieces(self) -> Vectors:
        """The vectors of all pieces."""
        further = 1 + self.windows
        at, _ = spans(self.starts[:-1] + further, self.counts - further)
        return self.vectors[self.ids[at]]


class Held(Protocol):
    """Vectors of an earlier generation, by row."""

    @property
    def counts(self) -> Rows:
        """How many vectors each passage has."""
        ...

    @property
    def windows(self) -> Rows:
        """How many of them are windows."""
        ...

    def take(self, rows: Rows) -> Blocks:
        """Those of given passages."""
        ...


def assemble(
    texts: Sequence[Texts],
    keys: Sequence[str],
    encode: Callable[[list[str]], Vectors],
    known: Mapping[str, int] | None = None,
    held: Held | None = None,
) -> Blocks:
    """The vectors of each passage: those that an earlier generation held for its key, where
    they stand for its texts, else encoded now, each text once.

    `known` gives the row in `held` of each key.
    """
    windows = np.array([len(one.windows) for one in texts], dtype=np.int64)
    counts = 1 + windows + np.array([len(one.pieces) for one in texts], dtype=np.int64)
    if not known or held is None:
        vectors, ids = _encoded(texts, encode)
        return Blocks(vectors, ids, counts, windows)
    rows = np.array([known.get(key, -1) for key in keys], dtype=np.int64)
    fits = (rows >= 0) & (held.counts[rows] == counts) & (held.windows[rows] == windows)
    kept = held.take(rows[fits])
    fresh, places = _encoded([texts[at] for at in np.flatnonzero(~fits).tolist()], encode)
    ids = np.empty(int(counts.sum()), dtype=np.int64)
    old = np.repeat(fits, counts)
    ids[old] = kept.ids
    ids[~old] = places + len(kept.vectors)
    vectors = np.concatenate([kept.vectors, fresh]) if len(fresh) else kept.vectors
    return Blocks(vectors, ids, counts, windows)


def _encoded(
    texts: Iterable[Texts], encode: Callable[[list[str]], Vectors]
) -> tuple[Vectors, Rows]:
    """The vectors of all distinct texts, and the place of each text's own among them."""
    spoken: list[str] = []
    for one in texts:
        spoken.append(one.whole)
        if one.windows or one.pieces:
            spoken += one.windows
            spoken += one.pieces
    if not spoken:
        return np.zeros((0, 0), dtype=np.float32), np.zeros(0, dtype=np.int64)
    # Alike lengths together, since the longest text of a batch pads the others.
    order = sorted(sorted(set(spoken)), key=len)
    at = {text: place for place, text in enumerate(order)}
    places = np.fromiter(map(at.__getitem__, spoken), np.int64, len(spoken))
    return np.asarray(encode(order), dtype=np.float32), places


def spans(first: Rows, counts: Rows) -> tuple[Rows, Rows]:
    """The numbers of several spans one after the other, and for each the place of its span."""
    at = np.repeat(np.arange(len(first)), counts)
    before = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) - before[at] + first[at], at


def ends(counts: Rows) -> Rows:
    """Where each of so many begins and, last, where all end."""
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts, dtype=np.int64)])


def stacked(blocks: Sequence[Vectors], dimensions: int) -> Vectors:
    """Several arrays of vectors in one."""
    filled = [block for block in blocks if len(block)]
    return np.concatenate(filled) if filled else np.zeros((0, dimensions), dtype=np.float32)
