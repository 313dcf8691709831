"""An encoder for tests: no model, no download, the same vector for the same text everywhere."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"\w+")


class FakeEncoder:
    """Adds up one pseudo-random direction per word, so that texts that share words lie close.

    Deterministic (BLAKE2b of the word), and knows nothing of meaning. `calls` counts the
    texts encoded, which lets a test say that nothing was encoded twice.
    """

    def __init__(self, dimensions: int = 32, name: str = "fake") -> None:
        self.name = name
        self.dimensions = dimensions
        self.calls = 0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 (n, dimensions), unit length."""
        self.calls += len(texts)
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            words = _WORD.findall(text.lower()) or [""]
            total = np.sum([self._direction(word) for word in words], axis=0)
            rows[row] = total / np.linalg.norm(total)
        return rows

    def _direction(self, word: str) -> NDArray[np.float32]:
        seed = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "big")
        return np.random.default_rng(seed).standard_normal(self.dimensions).astype(np.float32)
