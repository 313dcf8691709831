"""The FAISS index of a generation: exact while small, a byte a number in lists when large.

A large index is cut into lists by k-means, and a question looks into the nearest ones only
(Jégou, Douze and Schmid, "Product Quantization for Nearest Neighbor Search", PAMI 2011). The
file of such an index is mapped, not read: opening it takes no time, and several processes
share one copy in memory.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.manifest import MEND
from models.encoder import settle_environment
from quarterline.errors import DamagedLibraryError

Vectors = NDArray[np.float32]
Rows = NDArray[np.int64]
# Vectors in several parts, given a step of every so-manieth vector of each part.
Parts = Callable[[int], Iterator[Vectors]]

# From so many vectors on, FAISS holds a byte a number instead of four: a quarter of the memory
# to run through, which is what one question waits for.
COMPRESSED = 20_000
# From so many on, they lie in lists. Below, running through all of them takes 2 ms at most.
CLUSTERED = 40_000
# There are some sqrt(n) lists and no more than this; for a question one in so many is looked
# into, and no fewer than the third number. `python -m bench.scale` prints the recall.
_LISTS = 1024
_ONE_IN = 8
_FEWEST = 96
# Vectors for each list from which the width of a byte is learned, and at most by k-means, which
# sees no more than one in so many of all and no fewer than the third number for each list; and
# its rounds. Of ten seeds each, all of the sample in ten rounds found .994 of the nearest ten at
# 50,000 vectors and .990 at 100,000, and this .993 and .992 in a quarter of the time. Its seed
# makes the lists the same for the same vectors.
_SAMPLE = 40
_SEEN = 8
_LEAST = 16
_ROUNDS = 4
_SEED = 20_201_231
# From so many vectors on, an index is made by as many threads as there are cores.
_MANY = 200_000
_BYTE = 127
_FEW = 1024
# So many times more are found in bytes than are wanted, since bytes may order them wrongly.
_SPARE = 8
# Numbers that are multiplied at a time: from 460,800 on OpenBLAS starts threads, which then wait
# busily for more to do.
_ALONE = 400_000


@cache
def _faiss() -> Any:
    """FAISS, without the stubs that know only half of it."""
    settle_environment()  # its threads, too, are told here not to spin
    import faiss  # noqa: PLC0415 - loaded by those who search or build

    return faiss


def make(
    count: int,
    parts: Parts,
    dimensions: int,
    lost: Callable[[Vectors], object] | None = None,
) -> Any:
    """A FAISS index of `count` unit vectors, in the order in which `parts(1)` gives them.

    `parts` is asked twice: for a sample to learn from, then for all. `lost` is told, in the
    same order, what rounding takes from the vectors of an index that is not exact.
    """
    with _threads(count):
        index = _trained(count, parts, dimensions)
        if lost is None or is_exact(index):
            for part in parts(1):
                index.add(np.ascontiguousarray(part, dtype=np.float32))
            return index
        let_reconstruct(index)
        for part in parts(1):
            first = index.ntotal
            index.add(np.ascontiguousarray(part, dtype=np.float32))
            lost(part - index.reconstruct_batch(np.arange(first, index.ntotal)))
        let_reconstruct(index, False)  # or the way to each vector would be written as well
        return index


def _threads(count: int) -> AbstractContextManager[None]:
    """One thread alone makes an index that is not large.

    Each of the many small steps ends with a wait of all threads for the last of them, and
    FAISS's wait busily: two took twice the processor's time of one, and on a machine that has
    other work to do more of the clock's as well. The index is the same, byte for byte.
    """
    return alone() if count < _MANY else nullcontext()


def _trained(count: int, parts: Parts, dimensions: int) -> Any:
    """An index that holds nothing yet."""
    faiss = _faiss()
    kind = faiss.ScalarQuantizer.QT_8bit
    if count < COMPRESSED:
        index = faiss.IndexFlatIP(dimensions)
    elif count < CLUSTERED:
        index = faiss.IndexScalarQuantizer(dimensions, kind, faiss.METRIC_INNER_PRODUCT)
        index.train(np.concatenate(list(parts(1))))
    else:
        lists = min(_LISTS, 2 ** round(math.log2(math.sqrt(count))))
        coarse = faiss.IndexFlatIP(dimensions)
        index = faiss.IndexIVFScalarQuantizer(
            coarse, dimensions, lists, kind, faiss.METRIC_INNER_PRODUCT
        )
        index.own_fields = True
        coarse.this.disown()
        index.cp.seed, index.cp.niter, index.cp.spherical = _SEED, _ROUNDS, True
        index.cp.max_points_per_centroid = min(_SAMPLE, max(_LEAST, count // (_SEEN * lists)))
        index.cp.min_points_per_centroid = 1  # or FAISS prints that it would like more
        index.train(np.concatenate(list(parts(max(count // (_SAMPLE * lists), 1)))))
    return index


@contextmanager
def alone() -> Iterator[None]:
    """Let FAISS start no threads for what this thread asks of it meanwhile.

    For one question they have too little to do: to start them, and to wait, takes more of the
    processor than to find the answer.
    """
    faiss = _faiss()
    before = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(before)


def read(path: Path) -> Any:
    """Read a FAISS index; the lists of a large one are mapped. Raises DamagedLibraryError."""
    faiss = _faiss()
    try:
        with path.open("rb") as file:
            large = file.read(4) in (b"IwSq", b"IwSQ")
        index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP if large else 0)
    except (OSError, RuntimeError) as error:
        raise DamagedLibraryError(f"{path} cannot be read as a FAISS index; {MEND}") from error
    if large:
        # Threads that fetch lists ahead of each question take longer to start than it takes.
        faiss.downcast_InvertedLists(index.invlists).prefetch_nthread = 0
        let_reconstruct(index)
    return index


def let_reconstruct(index: Any, let: bool = True) -> None:
    """Let an index give its vectors by number, which one in lists does not of itself."""
    if hasattr(index, "nlist"):
        index.make_direct_map(let)


def is_exact(index: Any) -> bool:
    """Whether an index holds its vectors as they were given."""
    faiss = _faiss()
    return isinstance(faiss.downcast_index(index), faiss.IndexFlat)


def held(index: Any) -> Vectors | None:
    """All vectors of an exact index, shape (n, d), which live as long as it does; else None."""
    if not is_exact(index):
        return None
    faiss = _faiss()
    numbers = faiss.rev_swig_ptr(index.get_xb(), index.ntotal * index.d)
    return np.asarray(numbers.reshape(index.ntotal, index.d))


def products(vectors: Vectors, query: Vectors) -> Vectors:
    """The product of one vector with each of some: a third of the time that FAISS takes."""
    found = np.empty(len(vectors), dtype=np.float32)
    step = max(_ALONE // max(vectors.shape[1], 1), 1)
    for start in range(0, len(vectors), step):
        part = slice(start, start + step)
        np.matmul(vectors[part], query, out=found[part])
    return found


class Coarse:
    """Unit vectors in a byte a number, to find which of many may be nearest to another.

    What is looked through for one word of a question lies in memory, not near the processor, and
    a quarter of it is fetched in a quarter of the time. The nearest are then held against the
    vectors themselves.
    """

    def __init__(self, vectors: Vectors) -> None:
        faiss = _faiss()
        self._vectors = vectors
        self._scale = _BYTE / max(float(np.abs(vectors).max(initial=0)), 1e-12)
        self._index = faiss.IndexScalarQuantizer(
            vectors.shape[1],
            faiss.ScalarQuantizer.QT_8bit_direct_signed,
            faiss.METRIC_INNER_PRODUCT,
        )
        self._index.is_trained = True
        for start in range(0, len(vectors), _FEW):
            self._index.add(self._whole(vectors[start : start + _FEW]))

    def nearest(self, query: Vectors, count: int) -> tuple[Rows, Vectors]:
        """Rows and cosines of the `count` nearest to one unit vector, nearest first."""
        looked = min(max(count * _SPARE, 1), len(self._vectors))
        if not looked:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        with alone():
            _, found = self._index.search(self._whole(query[None]), looked)
        rows = np.sort(found[0])
        cosines = self._vectors[rows] @ query
        order = np.argsort(-cosines, kind="stable")[:count]
        return rows[order], cosines[order]

    def _whole(self, vectors: Vectors) -> Vectors:
        """Whole numbers that fit a byte, as numbers, since FAISS asks for these."""
        return np.asarray(np.clip(np.rint(vectors * self._scale), -_BYTE, _BYTE))


def parameters(index: Any, mask: NDArray[np.bool_] | None) -> Any:
    """How to search an index, looking only at the ids whose place in `mask` is true.

    Of an index in lists, the more are looked into the fewer may be found, so that a filter
    costs no hits.
    """
    faiss = _faiss()
    lists = getattr(index, "nlist", 0)
    chosen = faiss.SearchParametersIVF() if lists else faiss.SearchParameters()
    share = 1.0
    if mask is not None:
        chosen.sel = faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
        share = max(float(np.count_nonzero(mask)), 1.0) / len(mask)
    if lists:
        chosen.nprobe = min(lists, math.ceil(max(lists / _ONE_IN, _FEWEST) / share))
    return chosen
