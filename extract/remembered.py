"""Remembers what was made of a value that is large, and the same object every time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")
_MOST = 16


def remembered(make: Callable[[K], V]) -> Callable[[K], V]:
    """As `functools.lru_cache`, but by which object it is, not by what it holds.

    The hash of a profile's terms reads all of them, which for every passage costs more than
    the search. For values that never change; the last 16 are kept.
    """
    kept: dict[int, tuple[K, V]] = {}

    def found(key: K) -> V:
        held = kept.get(id(key))
        if held is None:
            if len(kept) >= _MOST:
                kept.pop(next(iter(kept)), None)
            # The key is kept as well, so that no other object gets its id.
            held = kept[id(key)] = (key, make(key))
        return held[1]

    return found
