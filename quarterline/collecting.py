"""Python's search for rings of objects, put off while many records are made."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# Objects made, and rounds among the younger ones, before the older ones and before the oldest
# are looked through.
_YOUNG, _MIDDLE, _OLD = 50_000, 100, 1_000

_lock = threading.Lock()
_inside: list[tuple[int, int, int]] = []


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Within it, older objects are hardly ever searched for rings that nothing holds.

    Adding makes records by the ten thousand, none of which holds what holds it, and each
    search through all of them, and all that is imported, takes a fifth of a second: with five
    reports a sixth of the work. What is made in rings is still found while it is young. For
    the whole process, and for as long as any thread is within it.
    """
    with _lock:
        before = gc.get_threshold()
        _inside.append(before)
        if len(_inside) == 1 and before[0]:  # 0: whoever runs this has turned it off
            wanted = zip(before, (_YOUNG, _MIDDLE, _OLD), strict=True)
            gc.set_threshold(*map(max, wanted))
    try:
        yield
    finally:
        with _lock:
            if len(_inside) == 1:
                gc.set_threshold(*_inside[0])
                _inside.clear()
            else:
                _inside.pop()
