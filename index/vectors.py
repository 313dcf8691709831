"""The passages' vectors in FAISS: inner product of unit vectors, which is the cosine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from quarterline.errors import DamagedLibraryError

if TYPE_CHECKING:
    from models.encoder import Encoder

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]


def write(path: Path, vectors: Vectors) -> None:
    """Write an exact index of unit vectors, shape (n, d)."""
    import faiss  # noqa: PLC0415 - loaded by those who search or build

    index = faiss.IndexFlatIP(vectors.shape[1])
    if len(vectors):
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
    faiss.write_index(index, str(path))


def assemble(
    texts: Sequence[str], known: dict[str, Vectors], keys: Sequence[str], encoder: Encoder | None
) -> Vectors:
    """A vector for each text: the known one of its key, else encoded now, each text once.

    `encoder` may be None where every key is known.
    """
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing and encoder is not None:
        # Alike lengths together, since the longest text of a batch pads the others.
        order = sorted(missing, key=lambda key: (len(missing[key]), key))
        fresh = encoder.encode([missing[key] for key in order])
        known = known | dict(zip(order, fresh, strict=True))
    return np.stack([known[key] for key in keys]) if keys else np.zeros((0, 0), dtype=np.float32)


class VectorIndex:
    """The vectors of a generation, for searching."""

    def __init__(self, path: Path) -> None:
        import faiss  # noqa: PLC0415

        try:
            self._index: Any = faiss.read_index(str(path))
        except RuntimeError as error:
            raise DamagedLibraryError(
                f"{path} cannot be read as a FAISS index; see `quarterline doctor`"
            ) from error

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    def all(self) -> Vectors:
        """Every vector, by row."""
        if not len(self):
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.asarray(self._index.reconstruct_n(0, len(self)), dtype=np.float32)

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
            options = faiss.SearchParameters()
            options.sel = faiss.IDSelectorBatch(allowed)
        cosines, rows = self._index.search(
            np.ascontiguousarray(query.reshape(1, -1)), count, params=options
        )
        found = rows[0] >= 0
        return rows[0][found], cosines[0][found]

    def at(self, rows: Rows) -> Vectors:
        """The vectors of given rows."""
        if not len(rows):
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return np.asarray(self._index.reconstruct_batch(rows), dtype=np.float32)

    def cosines(self, query: Vectors, rows: Rows) -> Vectors:
        """Cosines of given rows with one unit vector."""
        if not len(rows):
            return np.zeros(0, dtype=np.float32)
        return np.asarray(self.at(rows) @ query, dtype=np.float32)
