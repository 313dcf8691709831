"""Reading NumPy's own files, from several threads at once, whole, mapped or row by row."""

from __future__ import annotations

import os
import threading
import weakref
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

# NumPy reads a file's header with Python's parser, which in 3.11 counts its depth for all threads
# together: two readers at once met "AST constructor recursion depth mismatch".
_ONE_AT_A_TIME = threading.Lock()


def load(path: Path, mapped: Literal["r"] | None = None) -> NDArray[Any]:
    """The array of a .npy file; with `mapped`, read from disk as it is touched."""
    with _ONE_AT_A_TIME:
        held: NDArray[Any] = np.load(path, mmap_mode=mapped)
    return held


class RowFile:
    """The rows of a large two-dimensional .npy file, read as they are asked for.

    Of a mapped file the system keeps 16 pages for each one touched, so that scattered rows
    bring nearly all of it into the process's memory; these bring themselves alone. Python's
    own way in takes a microsecond a row: for thousands at once the file is mapped meanwhile.
    """

    _FEW = 4_096

    def __init__(self, path: Path) -> None:
        held = load(path, "r")
        if held.ndim != 2 or not held.flags.c_contiguous or not isinstance(held, np.memmap):
            raise ValueError(f"{path} holds no table of rows")
        self._path, self._dtype, self.shape = path, held.dtype, held.shape
        self._first, self._size = int(held.offset), held.shape[1] * held.itemsize
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)

    def __len__(self) -> int:
        return int(self.shape[0])

    def __getitem__(self, ids: NDArray[np.int64]) -> NDArray[Any]:
        """The rows of ids, shape (n, d); each from 0 to before the number of rows."""
        if len(ids) > self._FEW:
            return np.asarray(load(self._path, "r")[ids])
        if len(ids) and not 0 <= int(ids.min()) <= int(ids.max()) < len(self):
            raise IndexError(f"rows {ids.min()} to {ids.max()} of {len(self)} in {self._path}")
        size, first = self._size, self._first
        found = b"".join(os.pread(self._file, size, first + at * size) for at in ids.tolist())
        return np.frombuffer(found, dtype=self._dtype).reshape(len(ids), self.shape[1])
