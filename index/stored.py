"""The vectors that a FAISS index holds, read back by their ids.

FAISS decodes those of an index in lists one by one; of the thousand candidates of a question
that takes longer than to find them. Here the bytes of many are gathered from the mapped file
and decoded at once, to the same numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.nearest import Rows, Vectors, held

_BYTE = 255
# Vectors that are multiplied at a time: to get memory for all at once takes longer than to fill
# it, and from 460,800 numbers on OpenBLAS starts threads, which then wait for more to do.
BLOCK = 256
_OFFSET = (1 << 32) - 1  # FAISS's DirectMap: the list in the upper half, the place in the lower


class Stored:
    """The vectors of an index, which it keeps alive; `exact` are all, if not compressed."""

    def __init__(self, index: Any) -> None:
        import faiss as typed  # noqa: PLC0415 - loaded by those who search or build

        faiss: Any = typed  # whose stubs know only half of it
        self._index = index
        self.exact = held(index)
        self._codes: NDArray[Any] | None = None
        self._steps: Vectors | None = None
        if not isinstance(index, faiss.IndexIVFScalarQuantizer) or not index.by_residual:
            return
        lists = faiss.downcast_InvertedLists(index.invlists)
        flat = faiss.downcast_index(index.quantizer)
        mapped = index.direct_map.type == faiss.DirectMap.Array
        if not mapped or not isinstance(lists, faiss.OnDiskInvertedLists):
            return
        # All of these are views of what the index holds, but for a number a list.
        size, whole = index.code_size, faiss.rev_swig_ptr(lists.ptr, lists.totsize)
        self._codes = np.ndarray(
            len(whole) - size + 1, dtype=f"V{size}", buffer=whole, strides=(1,)
        )
        self._starts = np.array(
            [lists.lists.at(number).offset for number in range(index.nlist)], dtype=np.int64
        )
        self._places = faiss.rev_swig_ptr(index.direct_map.array.data(), index.ntotal)
        centroids = faiss.rev_swig_ptr(flat.get_xb(), index.nlist * index.d)
        self._centroids = centroids.reshape(index.nlist, index.d)
        if index.sq.qtype == faiss.ScalarQuantizer.QT_8bit:
            # A byte b of a dimension stands for least + (b + 1/2) / 255 * span (`faiss`,
            # ScalarQuantizer.cpp).
            least, span = faiss.vector_to_array(index.sq.trained).reshape(2, index.d)
            self._steps = span / _BYTE
            self._least = least + self._steps / 2

    def at(self, ids: Rows) -> Vectors:
        """The vectors of ids, shape (n, d)."""
        if not len(ids):
            return np.zeros((0, self._index.d), dtype=np.float32)
        if self.exact is not None:
            return self.exact[ids]
        if self._codes is None:
            return np.asarray(self._index.reconstruct_batch(ids), dtype=np.float32)
        codes, lists = self._coded(self._codes, ids)
        vectors: Vectors = self._index.sq.decode(codes)
        vectors += self._centroids[lists]
        return vectors

    def products(self, ids: Rows, query: Vectors) -> Vectors:
        """The product of one vector with those of ids, shape (n,), without making them whole."""
        found = np.empty(len(ids), dtype=np.float32)
        if self._codes is None or self._steps is None:
            for start in range(0, len(ids), BLOCK):
                part = slice(start, start + BLOCK)
                found[part] = self.at(ids[part]) @ query
            return found
        weights, centroids = self._steps * query, self._centroids @ query + self._least @ query
        for start in range(0, len(ids), BLOCK):
            part = slice(start, start + BLOCK)
            codes, lists = self._coded(self._codes, ids[part])
            found[part] = codes.astype(np.float32) @ weights + centroids[lists]
        return found

    def _coded(self, codes: NDArray[Any], ids: Rows) -> tuple[NDArray[np.uint8], Rows]:
        """The bytes of ids, shape (n, d), and the lists that they lie in."""
        places = self._places[ids]
        lists = places >> 32
        at = self._starts[lists] + (places & _OFFSET) * self._index.code_size
        return codes[at].view(np.uint8).reshape(len(ids), -1), lists
