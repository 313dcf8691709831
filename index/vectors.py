"""The passages' vectors: FAISS for the whole passages, and a vector for each piece of one.

A passage that says several things is near a question that asks for one of them by a sentence,
not by its whole. So each sentence has a vector too, held in a byte a number; these are looked
at for the candidates only. What lies beyond the encoder's reach in a long passage has vectors
of its own in FAISS (`windows`), so that it is found at all. All products are of unit vectors,
which makes them cosines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.manifest import MEND
from quarterline.errors import DamagedLibraryError

if TYPE_CHECKING:
    from models.encoder import Encoder

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]

# From so many vectors on, FAISS holds a byte a number instead of four: a quarter of the memory
# to run through, which is what one question waits for. 5 ms instead of 15 at 100,000 here.
COMPRESSED = 20_000
# The share of the nearest sentence beside the whole passage. Of 0 to 1 in steps of a quarter,
# .5 and .75 did best on our own questions.
PIECE_SHARE = 0.5
_BYTE = 127


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
    """Write the index at `path`, and beside it whose each vector is, and the pieces."""
    import faiss  # noqa: PLC0415 - loaded by those who search or build

    whole = [b.vectors[:1] for b in blocks]
    windows = [b.vectors[1 : 1 + b.windows] for b in blocks]
    pieces = [b.vectors[1 + b.windows :] for b in blocks]
    matrix = _stacked([*whole, *windows], dimensions)
    write_flat(path, matrix, faiss)
    owners = np.repeat(np.arange(len(blocks)), [len(w) for w in windows])
    starts = np.concatenate([[0], np.cumsum([len(p) for p in pieces])])
    held = _stacked(pieces, dimensions)
    scales = np.abs(held).max(axis=1, initial=1e-12) / _BYTE
    _save(path, "windows", owners.astype(np.int64))
    _save(path, "starts", starts.astype(np.int64))
    _save(path, "scales", scales.astype(np.float32))
    _save(path, "pieces", np.rint(held / scales[:, None]).astype(np.int8))


def write_flat(path: Path, matrix: Vectors, faiss: Any) -> None:
    """Write a FAISS index of unit vectors: exact, or a byte a number where there are many."""
    dimensions = matrix.shape[1]
    if len(matrix) < COMPRESSED:
        index = faiss.IndexFlatIP(dimensions)
    else:
        kind = faiss.ScalarQuantizer.QT_8bit
        index = faiss.IndexScalarQuantizer(dimensions, kind, faiss.METRIC_INNER_PRODUCT)
        index.train(matrix)
    if len(matrix):
        index.add(np.ascontiguousarray(matrix, dtype=np.float32))
    faiss.write_index(index, str(path))


def read_flat(path: Path) -> Any:
    """Read a FAISS index; raises DamagedLibraryError."""
    import faiss  # noqa: PLC0415

    try:
        return faiss.read_index(str(path))
    except RuntimeError as error:
        raise DamagedLibraryError(f"{path} cannot be read as a FAISS index; {MEND}") from error


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
        self._index = read_flat(path)
        # Generations that were written before passages had pieces hold none of these files.
        self._windows = _load(path, "windows", np.zeros(0, dtype=np.int64))
        self._count = int(self._index.ntotal) - len(self._windows)
        self._starts = _load(path, "starts", np.zeros(self._count + 1, dtype=np.int64))
        self._scales = _load(path, "scales", np.zeros(0, dtype=np.float32))
        self._pieces = _load(path, "pieces", np.zeros((0, self.dimensions), dtype=np.int8))
        if len(self._starts) != self._count + 1 or self._starts[-1] != len(self._pieces):
            raise DamagedLibraryError(f"the pieces beside {path} do not fit it; {MEND}")

    def __len__(self) -> int:
        return self._count

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def all(self) -> Vectors:
        """The vector of every whole passage, by row."""
        if not len(self):
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.asarray(self._index.reconstruct_n(0, len(self)), dtype=np.float32)

    def blocks(self) -> list[Block]:
        """All vectors of every passage, by row."""
        return [Block(self.of(row), int((self._windows == row).sum())) for row in range(len(self))]

    def of(self, row: int) -> Vectors:
        """All vectors of a passage, shape (k, d): the whole, then windows, then pieces."""
        ids = np.concatenate([[row], len(self) + np.flatnonzero(self._windows == row)])
        pieces, _ = self._piece_ids(np.array([row]))
        held = self._pieces[pieces].astype(np.float32) * self._scales[pieces][:, None]
        return np.concatenate([self._at(ids), held])

    def found_by(self, row: int) -> Vectors:
        """The vectors by which `nearest` finds a passage, shape (k, d): the whole, windows."""
        beyond = len(self) + np.flatnonzero(self._windows == row)
        return self._at(np.concatenate([[row], beyond]))

    def nearest(
        self, query: Vectors, count: int, allowed: Rows | None = None
    ) -> tuple[Rows, Vectors]:
        """Rows and cosines of the `count` nearest to one unit vector, nearest first.

        With `allowed`, only those rows are looked at, so that a filter never hides a hit
        that lies far down the list of all.
        """
        import faiss  # noqa: PLC0415

        count = min(count, len(self) if allowed is None else len(allowed))
        if count == 0:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        options = None
        if allowed is not None:
            inside = len(self) + np.flatnonzero(np.isin(self._windows, allowed))
            options = faiss.SearchParameters()
            options.sel = faiss.IDSelectorBatch(np.concatenate([allowed, inside]))
        # A passage may come several times, once by each window.
        wanted = min(count + len(self._windows), int(self._index.ntotal), 2 * count)
        cosines, ids = self._index.search(
            np.ascontiguousarray(query.reshape(1, -1)), wanted, params=options
        )
        found = ids[0] >= 0
        rows, cosines = self._owners(ids[0][found]), cosines[0][found]
        _, first = np.unique(rows, return_index=True)
        first.sort()
        return rows[first][:count], cosines[first][:count]

    def at(self, rows: Rows) -> Vectors:
        """The vectors of given whole passages."""
        return self._at(rows)

    def wholes(self, query: Vectors, rows: Rows) -> Vectors:
        """Cosines of given whole passages with one unit vector."""
        return np.asarray(self._at(rows) @ query, dtype=np.float32)

    def cosines(self, query: Vectors, rows: Rows) -> Vectors:
        """How near given passages are to one unit vector: the whole, and its nearest sentence
        or window where that is nearer, by `PIECE_SHARE`."""
        if not len(rows):
            return np.zeros(0, dtype=np.float32)
        whole = self.wholes(query, rows)
        best = whole.copy()
        ids, at = self._piece_ids(rows)
        near = (self._pieces[ids].astype(np.float32) @ query) * self._scales[ids]
        np.maximum.at(best, at, near)
        beyond = np.flatnonzero(np.isin(self._windows, rows))
        if len(beyond):
            order = np.argsort(rows)
            at = order[np.searchsorted(rows, self._windows[beyond], sorter=order)]
            near = np.asarray(self._at(len(self) + beyond) @ query, dtype=np.float32)
            np.maximum.at(whole, at, near)
            np.maximum(best, whole, out=best)
        return ((1 - PIECE_SHARE) * whole + PIECE_SHARE * best).astype(np.float32)

    def _at(self, ids: Rows) -> Vectors:
        if not len(ids):
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.asarray(self._index.reconstruct_batch(ids), dtype=np.float32)

    def _owners(self, ids: Rows) -> Rows:
        rows = ids.copy()
        beyond = ids >= len(self)
        rows[beyond] = self._windows[ids[beyond] - len(self)]
        return rows

    def _piece_ids(self, rows: Rows) -> tuple[Rows, Rows]:
        """The pieces of passages, and for each piece the place of its passage in `rows`."""
        first = self._starts[rows]
        counts = self._starts[rows + 1] - first
        at = np.repeat(np.arange(len(rows)), counts)
        before = np.cumsum(counts) - counts
        return np.arange(int(counts.sum())) - before[at] + first[at], at


def _stacked(blocks: Sequence[Vectors], dimensions: int) -> Vectors:
    filled = [block for block in blocks if len(block)]
    return np.concatenate(filled) if filled else np.zeros((0, dimensions), dtype=np.float32)


def _save(path: Path, name: str, array: NDArray[Any]) -> None:
    np.save(path.with_name(f"{path.stem}-{name}.npy"), array)


def _load(path: Path, name: str, empty: NDArray[Any]) -> NDArray[Any]:
    file = path.with_name(f"{path.stem}-{name}.npy")
    if not file.is_file():
        return empty
    try:
        # Mapped, not read: of a large library only the pieces of candidates are ever touched.
        held = np.load(file, mmap_mode="r")
    except (OSError, ValueError) as error:
        raise DamagedLibraryError(f"{file} cannot be read: {error}; {MEND}") from error
    return np.asarray(held) if held.ndim == 1 else held
