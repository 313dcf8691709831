"""Reading NumPy's own files, from several threads at once."""

from __future__ import annotations

import threading
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
