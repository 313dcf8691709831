"""The generation that a library reads, changed for a newer one while others go on reading."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path

from index import generations
from index.snapshot import Snapshot
from quarterline.errors import QuarterlineError


class Opened:
    """`snapshot` is the generation that is read now."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._opening = threading.Lock()
        self.snapshot = Snapshot.open(root)

    @property
    def is_current(self) -> bool:
        """Whether CURRENT names it."""
        return generations.current(self._root) == self.snapshot.number

    def refresh(self, make_ready: Callable[[Snapshot], object], *, wait: bool = True) -> bool:
        """Open the generation that CURRENT names, if it is another; whether it was.

        Until it is made ready, others are answered from the one before. Where another thread
        is at it already, False is returned at once unless it is to `wait` for that.
        """
        if self.is_current or not self._opening.acquire(blocking=wait):
            return False
        try:
            if self.is_current:
                return False
            made = Snapshot.open(self._root)
            with contextlib.suppress(QuarterlineError):  # whoever asks next is told
                make_ready(made)
            self.snapshot = made
            return True
        finally:
            self._opening.release()
