"""The passages' vectors: FAISS for the whole passages, and a vector for each piece of one.

A passage that says several things is near a question that asks for one of them by a sentence,
not by its whole. So each sentence has a vector too, held in a byte a number; these are looked
at for the candidates only. What lies beyond the encoder's reach in a long passage has vectors
of its own in FAISS (`windows`), so that it is found at all. All products are of unit vectors,
which makes them cosines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import IO, Any, Self

import numpy as np
from numpy.typing import NDArray

from index import nearest
from index.arrays import RowFile, load
from index.blocks import Block, Blocks, ends, spans, stacked
from index.manifest import MEND
from index.nearest import Rows, Vectors
from index.stored import BLOCK, Stored
from quarterline.errors import DamagedLibraryError

__all__ = ["Block", "Blocks", "Rows", "VectorIndex", "Vectors"]

# The share of the nearest sentence beside the whole passage. Of 0 to 1 in steps of a quarter,
# .5 and .75 did best on our own questions.
PIECE_SHARE = 0.5
_BYTE = 127
# Blocks that are written at a time, so that a large library needs no memory for all at once.
_PART = 20_000
_FEW = 1024
# A byte a number puts neighbours of nearly one cosine in the wrong order; of so many of the
# nearest, what the rounding took away is added again. Recall@10 rises from .98 to 1.
_REFINED = 64
# Pieces up to which all are multiplied, which is sooner done than to gather those of candidates.
_FEW_PIECES = 4_096
# Bytes from which a file that is read here and there is not mapped.
_LARGE = 64 << 20


def write(path: Path, blocks: Sequence[Block], dimensions: int) -> None:
    """Write the index at `path`, and beside it whose each vector is, and the pieces.

    `blocks` is read in slices, each several times, and need not be held in memory.
    """
    import faiss  # noqa: PLC0415 - loaded by those who search or build

    windows, pieces, scales, counts, owners = [], [], [], [], []
    for start, part in _parts(blocks, dimensions):
        windows.append(part.beyond)
        owners.append(np.repeat(np.arange(start, start + len(part)), part.windows))
        counts.append(part.counts - 1 - part.windows)
        small, scale = _bytes(part.pieces)
        pieces.append(small)
        scales.append(scale)
    further = stacked(windows, dimensions)

    def parts(step: int) -> Iterator[Vectors]:
        for _, part in _parts(blocks, dimensions):
            ids = part.firsts[::step]
            # Few at a time, so that all that is done with them finds them near the processor.
            for at in range(0, len(ids), _FEW):
                yield part.vectors[ids[at : at + _FEW]]
        for at in range(0, len(further), _FEW * step):
            yield further[at : at + _FEW * step : step]

    total = len(blocks) + len(further)
    with _Fine(path, total, dimensions) as fine:
        faiss.write_index(nearest.make(total, parts, dimensions, fine.add), str(path))
    _save(path, "windows", np.concatenate([np.zeros(0, dtype=np.int64), *owners]))
    _save(path, "starts", ends(np.concatenate([np.zeros(0, dtype=np.int64), *counts])))
    _save(path, "scales", np.concatenate([np.zeros(0, dtype=np.float32), *scales]))
    _save(path, "pieces", np.concatenate([np.zeros((0, dimensions), dtype=np.int8), *pieces]))


def _parts(blocks: Sequence[Block], dimensions: int) -> Iterator[tuple[int, Blocks]]:
    for start in range(0, len(blocks), _PART):
        yield start, Blocks.of(blocks[start : start + _PART], dimensions)


class _Fine:
    """Writes what rounding took from the vectors of a compressed index, itself in bytes."""

    def __init__(self, path: Path, total: int, dimensions: int) -> None:
        self._path = path
        self._shape = (total, dimensions)
        self._file: IO[bytes] | None = None
        self._scales: list[Vectors] = []

    def __enter__(self) -> Self:
        return self

    def add(self, lost: Vectors) -> None:
        """What was taken from the next vectors; an exact index loses nothing."""
        if self._file is None:
            self._file = _beside(self._path, "fine").open("wb")
            head = {"descr": "|i1", "fortran_order": False, "shape": self._shape}
            np.lib.format.write_array_header_1_0(self._file, head)
        small, scales = _bytes(lost)
        self._file.write(small.data)
        self._scales.append(scales)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._file is not None:
            self._file.close()
            if kind is None:
                _save(self._path, "fine-scales", np.concatenate(self._scales))


def _bytes(held: Vectors) -> tuple[NDArray[np.int8], Vectors]:
    """Vectors in a byte a number, each with the scale that brings it back."""
    small = np.empty(held.shape, dtype=np.int8)
    scales = np.empty(len(held), dtype=np.float32)
    for start in range(0, len(held), _FEW):
        some = held[start : start + _FEW]
        scale = np.abs(some).max(axis=1, initial=1e-12) / _BYTE
        turned = some / scale[:, None]
        small[start : start + _FEW] = np.rint(turned, out=turned)
        scales[start : start + _FEW] = scale
    return small, scales


class VectorIndex:
    """The vectors of a generation, for searching."""

    def __init__(self, path: Path) -> None:
        self._index = nearest.read(path)
        self._stored = Stored(self._index)
        self._exact = self._stored.exact
        # Generations that were written before passages had pieces hold none of these files.
        self._windows = _load(path, "windows", np.zeros(0, dtype=np.int64))
        self._count = int(self._index.ntotal) - len(self._windows)
        self._starts = _load(path, "starts", np.zeros(self._count + 1, dtype=np.int64))
        self._scales = _load(path, "scales", np.zeros(0, dtype=np.float32))
        self._pieces = _load(path, "pieces", np.zeros((0, self.dimensions), dtype=np.int8))
        # Compressed indexes alone have these, and not those of earlier versions.
        self._fine = _scattered(path, "fine", np.zeros((0, self.dimensions), dtype=np.int8))
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

    @property
    def windows(self) -> Rows:
        """How many windows each passage has."""
        return np.bincount(self._windows, minlength=len(self))

    @property
    def counts(self) -> Rows:
        """How many vectors each passage has."""
        return 1 + self.windows + np.diff(self._starts)

    def take(self, rows: Rows) -> Blocks:
        """All vectors of given passages."""
        windows, counts = self.windows[rows], self.counts[rows]
        # Windows lie in the order of their passages.
        beyond, _ = spans(np.searchsorted(self._windows, rows), windows)
        pieces, _ = self._piece_ids(rows)
        found = np.concatenate(
            [
                self._exactly(rows),
                self._exactly(len(self) + beyond),
                self._pieces[pieces].astype(np.float32) * self._scales[pieces][:, None],
            ]
        )
        first = ends(counts)[:-1]
        ids = np.empty(len(found), dtype=np.int64)
        ids[first] = np.arange(len(rows))
        ids[spans(first + 1, windows)[0]] = np.arange(len(beyond)) + len(rows)
        at, _ = spans(first + 1 + windows, counts - 1 - windows)
        ids[at] = np.arange(len(pieces)) + len(rows) + len(beyond)
        return Blocks(found, ids, counts, windows)

    def of(self, row: int) -> Vectors:
        """All vectors of a passage, shape (k, d): the whole, then windows, then pieces."""
        return self.take(np.array([row]))[0].vectors

    def found_by(self, row: int) -> Vectors:
        """The vectors by which `nearest` finds a passage, shape (k, d): the whole, windows."""
        first, end = np.searchsorted(self._windows, [row, row + 1])
        return self._exactly(np.concatenate([[row], np.arange(first, end) + len(self)]))

    def _exactly(self, ids: Rows) -> Vectors:
        """Vectors by their place in the index, with what rounding took from them."""
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
        if self._exact is not None:
            return self._nearest_exactly(query, count, allowed)
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

    def _nearest_exactly(
        self, query: Vectors, count: int, allowed: Rows | None
    ) -> tuple[Rows, Vectors]:
        """As `nearest`, of an exact index: all are multiplied at once, or all that are allowed."""
        if allowed is None and self._exact is not None:
            all_of_them = nearest.products(self._exact, query)
            cosines, beyond = all_of_them[: len(self)], all_of_them[len(self) :]
            np.maximum.at(cosines, self._windows, beyond)
        else:
            cosines = self.wholes(query, np.asarray(allowed))
            self._raise_by_windows(query, np.asarray(allowed), cosines)
        at = np.arange(len(cosines))
        if count < len(cosines):
            at = np.argpartition(-cosines, count)[:count]
        at = at[np.argsort(-cosines[at], kind="stable")]
        return (at if allowed is None else allowed[at]), cosines[at]

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
        return self._stored.products(rows, query)

    def cosines(self, query: Vectors, rows: Rows, wholes: Vectors | None = None) -> Vectors:
        """How near given passages are to one unit vector: the whole, and its nearest sentence
        or window where that is nearer, by `PIECE_SHARE`.

        `wholes` are the cosines of the whole passages, where they are known.
        """
        if not len(rows):
            return np.zeros(0, dtype=np.float32)
        whole = self.wholes(query, rows) if wholes is None else wholes.copy()
        if len(self._pieces) <= _FEW_PIECES:
            best = np.maximum(whole, self._nearest_pieces(query)[rows])
        else:
            best = whole.copy()
            ids, at = self._piece_ids(rows)
            near = self._piece_products(ids, query) * self._scales[ids]
            np.maximum.at(best, at, near)
        if self._raise_by_windows(query, rows, whole):
            np.maximum(best, whole, out=best)
        return ((1 - PIECE_SHARE) * whole + PIECE_SHARE * best).astype(np.float32)

    def _nearest_pieces(self, query: Vectors) -> Vectors:
        """The cosine of the nearest piece of every passage; of one without, less than any."""
        whole, spoken, firsts = self._few_pieces
        found = np.full(len(self), -np.inf, dtype=np.float32)
        if len(spoken):
            found[spoken] = np.maximum.reduceat(nearest.products(whole, query), firsts)
        return found

    @cached_property
    def _few_pieces(self) -> tuple[Vectors, Rows, Rows]:
        """All pieces as numbers, the passages that have some, and the first of each."""
        spoken = np.flatnonzero(np.diff(self._starts))
        return (
            self._piece(np.arange(len(self._pieces))) * self._scales[:, None],
            spoken,
            (self._starts[spoken]),
        )

    def _raise_by_windows(self, query: Vectors, rows: Rows, cosines: Vectors) -> bool:
        """Give passages the cosine of their nearest window where that is nearer, in place;
        whether there was any window."""
        if not len(self._windows):
            return False
        first = np.searchsorted(self._windows, rows)
        counts = np.searchsorted(self._windows, rows, side="right") - first
        beyond, at = spans(first, counts)
        np.maximum.at(cosines, at, self._stored.products(len(self) + beyond, query))
        return bool(len(beyond))

    def nearest_parts(self, query: Vectors, rows: Rows) -> Vectors:
        """Of each of a few passages the vector that is nearest to one unit vector, shape (n, d):
        that of the whole, of a window or of a sentence."""
        best = self._at(rows)
        cosine = best @ query
        ids, at = self._piece_ids(rows)
        first = np.searchsorted(self._windows, rows)
        beyond, owner = spans(first, np.searchsorted(self._windows, rows, side="right") - first)
        held = self._pieces[ids].astype(np.float32) * self._scales[ids][:, None]
        if len(beyond):
            held = np.concatenate([held, self._at(len(self) + beyond)])
            at = np.concatenate([at, owner])
        near = held @ query
        # The nearest of each passage comes last among its parts, so that it is what stays.
        order = np.argsort(near, kind="stable")
        order = order[near[order] > cosine[at[order]]]
        best[at[order]] = held[order]
        return best

    def _at(self, ids: Rows) -> Vectors:
        return self._stored.at(ids)

    def _piece(self, ids: Rows) -> Vectors:
        """Pieces, each still to be multiplied by its scale."""
        return self._pieces[ids].astype(np.float32)

    def _piece_products(self, ids: Rows, query: Vectors) -> Vectors:
        found = np.empty(len(ids), dtype=np.float32)
        for start in range(0, len(ids), BLOCK):
            part = slice(start, start + BLOCK)
            found[part] = self._piece(ids[part]) @ query
        return found

    def _owners(self, ids: Rows) -> Rows:
        rows = ids.copy()
        beyond = ids >= len(self)
        rows[beyond] = self._windows[ids[beyond] - len(self)]
        return rows

    def _piece_ids(self, rows: Rows) -> tuple[Rows, Rows]:
        """The pieces of passages, and for each piece the place of its passage in `rows`."""
        first = self._starts[rows]
        return spans(first, self._starts[rows + 1] - first)


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


def _scattered(path: Path, name: str, empty: NDArray[Any]) -> NDArray[Any] | RowFile:
    """As `_load`, for few rows at a time, far apart."""
    held = _load(path, name, empty)
    return held if held.nbytes < _LARGE else RowFile(_beside(path, name))
