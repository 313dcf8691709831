"""The passages' vectors: FAISS for the whole passages, and a vector for each piece of one.

A passage that says several things is near a question that asks for one of them by a sentence,
not by its whole. So each sentence has a vector too, held in a byte a number; these are looked
at for the candidates only. What lies beyond the encoder's reach in a long passage has vectors
of its own in FAISS (`windows`), so that it is found at all. All products are of unit vectors,
which makes them cosines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index import nearest
from index.arrays import load
from index.manifest import MEND
from index.nearest import Rows, Vectors
from index.stored import Stored
from quarterline.errors import DamagedLibraryError

if TYPE_CHECKING:
    from models.encoder import Encoder

__all__ = ["Block", "Rows", "Texts", "VectorIndex", "Vectors"]

# The share of the nearest sentence beside the whole passage. Of 0 to 1 in steps of a quarter,
# .5 and .75 did best on our own questions.
PIECE_SHARE = 0.5
_BYTE = 127
# Blocks that are written at a time, so that a large library needs no memory for all at once.
_PART = 20_000
# A byte a number puts neighbours of nearly one cosine in the wrong order; of so many of the
# nearest, what the rounding took away is added again. Recall@10 rises from .98 to 1.
_REFINED = 64
# Vectors that are multiplied at a time: to get memory for all at once takes longer than to fill
# it, and from 460,800 numbers on OpenBLAS starts threads, which then wait for more to do.
_BLOCK = 256


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


def write(path: Path, blocks: Sequence[Block], dimensions: int) -> None:
    """Write the index at `path`, and beside it whose each vector is, and the pieces.

    `blocks` is read in slices, each several times, and need not be held in memory.
    """
    import faiss  # noqa: PLC0415 - loaded by those who search or build

    windows, pieces, scales, counts, owners = [], [], [], [np.zeros(1, dtype=np.int64)], []
    for start, part in _parts(blocks):
        beyond = [b.vectors[1 : 1 + b.windows] for b in part]
        held = _stacked([b.vectors[1 + b.windows :] for b in part], dimensions)
        windows += [w for w in beyond if len(w)]
        owners.append(np.repeat(np.arange(start, start + len(part)), [len(w) for w in beyond]))
        counts.append(np.array([len(b.vectors) - 1 - b.windows for b in part], dtype=np.int64))
        small, scale = _bytes(held)
        pieces.append(small)
        scales.append(scale)
    further = _stacked(windows, dimensions)

    def parts() -> Iterator[Vectors]:
        for _, part in _parts(blocks):
            yield _stacked([b.vectors[:1] for b in part], dimensions)
        if len(further):
            yield further

    index = nearest.make(len(blocks) + len(further), parts, dimensions)
    faiss.write_index(index, str(path))
    del index
    _save(path, "windows", np.concatenate([np.zeros(0, dtype=np.int64), *owners]))
    _save(path, "starts", np.cumsum(np.concatenate(counts)))
    _save(path, "scales", np.concatenate([np.zeros(0, dtype=np.float32), *scales]))
    _save(path, "pieces", np.concatenate([np.zeros((0, dimensions), dtype=np.int8), *pieces]))
    del pieces, scales
    _write_fine(path, parts, dimensions)


def _parts(blocks: Sequence[Block]) -> Iterator[tuple[int, Sequence[Block]]]:
    for start in range(0, len(blocks), _PART):
        yield start, blocks[start : start + _PART]


def _write_fine(path: Path, parts: Callable[[], Iterator[Vectors]], dimensions: int) -> None:
    """Write what rounding took from the vectors of a compressed index, itself in bytes."""
    index = nearest.read(path)
    if nearest.is_exact(index):
        return
    total = int(index.ntotal)
    fine = np.lib.format.open_memmap(
        _beside(path, "fine"), mode="w+", dtype=np.int8, shape=(total, dimensions)
    )
    scales = np.zeros(total, dtype=np.float32)
    start = 0
    for part in parts():
        end = start + len(part)
        lost = part - index.reconstruct_batch(np.arange(start, end))
        fine[start:end], scales[start:end] = _bytes(lost)
        start = end
    fine.flush()
    _save(path, "fine-scales", scales)


def _bytes(held: Vectors) -> tuple[NDArray[np.int8], Vectors]:
    """Vectors in a byte a number, each with the scale that brings it back."""
    scales = np.abs(held).max(axis=1, initial=1e-12) / _BYTE
    return np.rint(held / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def assemble(
    texts: Sequence[Texts], known: Mapping[str, Block], keys: Sequence[str], encoder: Encoder | None
) -> list[Block]:
    """The vectors of each passage: the known ones of its key, else encoded now, each text once.

    `encoder` may be None where every key is known (see `fits`).
    """
    missing = {
        text
        for one, key in zip(texts, keys, strict=True)
        if not fits(known.get(key), one)
        for text in one.all
    }
    fresh: dict[str, Vectors] = {}
    if missing and encoder is not None:
        # Alike lengths together, since the longest text of a batch pads the others.
        order = sorted(missing, key=lambda text: (len(text), text))
        fresh = dict(zip(order, encoder.encode(order), strict=True))
    return [
        known[key]
        if fits(known.get(key), one)
        else Block(np.stack([fresh[text] for text in one.all]), len(one.windows))
        for one, key in zip(texts, keys, strict=True)
    ]


def fits(block: Block | None, texts: Texts) -> bool:
    """Whether vectors that an earlier generation held stand for these texts."""
    return (
        block is not None
        and len(block.vectors) == len(texts.all)
        and block.windows == len(texts.windows)
    )


class VectorIndex:
    """The vectors of a generation, for searching."""

    def __init__(self, path: Path) -> None:
        self._index = nearest.read(path)
        self._stored = Stored(self._index)
        # Generations that were written before passages had pieces hold none of these files.
        self._windows = _load(path, "windows", np.zeros(0, dtype=np.int64))
        self._count = int(self._index.ntotal) - len(self._windows)
        self._starts = _load(path, "starts", np.zeros(self._count + 1, dtype=np.int64))
        self._scales = _load(path, "scales", np.zeros(0, dtype=np.float32))
        self._pieces = _load(path, "pieces", np.zeros((0, self.dimensions), dtype=np.int8))
        # Compressed indexes alone have these, and not those of earlier versions.
        self._fine = _load(path, "fine", np.zeros((0, self.dimensions), dtype=np.int8))
        self._fine_scales = _load(path, "fine-scales", np.zeros(0, dtype=np.float32))
        fitting = len(self._starts) == self._count + 1 and self._starts[-1] == len(self._pieces)
        if not fitting or len(self._fine) not in (0, self._index.ntotal):
            raise DamagedLibraryError(f"the pieces beside {path} do not fit it; {MEND}")

    def __len__(self) -> int:
        return self._count

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def all(self) -> Vectors:
        """The vector of every whole passage, by row."""
        return self._at(np.arange(len(self)))

    def blocks(self) -> list[Block]:
        """All vectors of every passage, by row."""
        counts = np.bincount(self._windows, minlength=len(self)).tolist()
        return [Block(self.of(row), counts[row]) for row in range(len(self))]

    def of(self, row: int) -> Vectors:
        """All vectors of a passage, shape (k, d): the whole, then windows, then pieces."""
        pieces = slice(int(self._starts[row]), int(self._starts[row + 1]))
        held = self._pieces[pieces].astype(np.float32) * self._scales[pieces][:, None]
        return np.concatenate([self.found_by(row), held])

    def found_by(self, row: int) -> Vectors:
        """The vectors by which `nearest` finds a passage, shape (k, d): the whole, windows."""
        # Windows lie in the order of their passages.
        first, end = np.searchsorted(self._windows, [row, row + 1])
        ids = np.concatenate([[row], np.arange(len(self) + first, len(self) + end)])
        found = self._at(ids)
        if len(self._fine):  # or each generation would round what the one before had rounded
            found += self._fine[ids].astype(np.float32) * self._fine_scales[ids][:, None]
        return found

    def nearest(
        self, query: Vectors, count: int, allowed: Rows | None = None
    ) -> tuple[Rows, Vectors]:
        """Rows and cosines of the `count` nearest to one unit vector, nearest first.

        With `allowed`, only those rows are looked at, so that a filter never hides a hit
        that lies far down the list of all.
        """
        count = min(count, len(self) if allowed is None else len(allowed))
        if count == 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        mask = None
        if allowed is not None:
            own = np.zeros(len(self), dtype=bool)
            own[allowed] = True
            mask = np.concatenate([own, own[self._windows]])
        # A passage may come several times, once by each window.
        wanted = min(count + len(self._windows), int(self._index.ntotal), 2 * count)
        found, each = self._index.search(
            np.ascontiguousarray(query.reshape(1, -1)),
            wanted,
            params=nearest.parameters(self._index, mask),
        )[::-1]
        ids, cosines = self._refined(query, found[0], each[0])
        if not len(self._windows):
            return ids[:count], cosines[:count]
        rows = self._owners(ids)
        _, first = np.unique(rows, return_index=True)
        first.sort()
        return rows[first][:count], cosines[first][:count]

    def _refined(self, query: Vectors, ids: Rows, cosines: Vectors) -> tuple[Rows, Vectors]:
        """What a search found, nearest first, with what rounding took from the nearest."""
        ids, cosines = ids[ids >= 0], cosines[ids >= 0]
        if len(self._fine):
            top = ids[:_REFINED]
            lost = self._fine[top].astype(np.float32) @ query * self._fine_scales[top]
            cosines[:_REFINED] += lost
            order = np.argsort(-cosines, kind="stable")
            ids, cosines = ids[order], cosines[order]
        return ids, cosines

    def at(self, rows: Rows) -> Vectors:
        """The vectors of given whole passages."""
        return self._at(rows)

    def wholes(self, query: Vectors, rows: Rows) -> Vectors:
        """Cosines of given whole passages with one unit vector."""
        return _products(self._at, rows, query)

    def cosines(self, query: Vectors, rows: Rows, wholes: Vectors | None = None) -> Vectors:
        """How near given passages are to one unit vector: the whole, and its nearest sentence
        or window where that is nearer, by `PIECE_SHARE`.

        `wholes` are the cosines of the whole passages, where they are known.
        """
        if not len(rows):
            return np.zeros(0, dtype=np.float32)
        whole = self.wholes(query, rows) if wholes is None else wholes.copy()
        best = whole.copy()
        ids, at = self._piece_ids(rows)
        near = _products(self._piece, ids, query) * self._scales[ids]
        np.maximum.at(best, at, near)
        first = np.searchsorted(self._windows, rows)
        counts = np.searchsorted(self._windows, rows, side="right") - first
        if counts.any():
            beyond, at = _spans(first, counts)
            near = _products(self._at, len(self) + beyond, query)
            np.maximum.at(whole, at, near)
            np.maximum(best, whole, out=best)
        return ((1 - PIECE_SHARE) * whole + PIECE_SHARE * best).astype(np.float32)

    def _at(self, ids: Rows) -> Vectors:
        return self._stored.at(ids)

    def _piece(self, ids: Rows) -> Vectors:
        """Pieces, each still to be multiplied by its scale."""
        return self._pieces[ids].astype(np.float32)

    def _owners(self, ids: Rows) -> Rows:
        rows = ids.copy()
        beyond = ids >= len(self)
        rows[beyond] = self._windows[ids[beyond] - len(self)]
        return rows

    def _piece_ids(self, rows: Rows) -> tuple[Rows, Rows]:
        """The pieces of passages, and for each piece the place of its passage in `rows`."""
        first = self._starts[rows]
        return _spans(first, self._starts[rows + 1] - first)


def _products(at: Callable[[Rows], Vectors], ids: Rows, query: Vectors) -> Vectors:
    """The product of one vector with each that `at` gives for ids."""
    found = np.empty(len(ids), dtype=np.float32)
    for start in range(0, len(ids), _BLOCK):
        part = slice(start, start + _BLOCK)
        found[part] = at(ids[part]) @ query
    return found


def _spans(first: Rows, counts: Rows) -> tuple[Rows, Rows]:
    """The numbers of several spans one after the other, and for each the place of its span."""
    at = np.repeat(np.arange(len(first)), counts)
    before = np.cumsum(counts) - counts
    return np.arange(int(counts.sum())) - before[at] + first[at], at


def _stacked(blocks: Sequence[Vectors], dimensions: int) -> Vectors:
    filled = [block for block in blocks if len(block)]
    return np.concatenate(filled) if filled else np.zeros((0, dimensions), dtype=np.float32)


def _beside(path: Path, name: str) -> Path:
    return path.with_name(f"{path.stem}-{name}.npy")


def _save(path: Path, name: str, array: NDArray[Any]) -> None:
    np.save(_beside(path, name), array)


def _load(path: Path, name: str, empty: NDArray[Any]) -> NDArray[Any]:
    file = _beside(path, name)
    if not file.is_file():
        return empty
    try:
        # Mapped, not read: of a large library only the pieces of candidates are ever touched.
        held = load(file, "r")
    except (OSError, ValueError, EOFError) as error:
        raise DamagedLibraryError(f"{file} cannot be read: {error}; {MEND}") from error
    return np.asarray(held)
