"""The generation that a library reads, changed for a newer one while others go on reading."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from index import generations
from index.snapshot import Snapshot
from quarterline.errors import QuarterlineError, RecordsLagError

if TYPE_CHECKING:
    from index.postgres import Postgres

# How long a generation is read on while a server of records does not hold the newer one, in
# seconds: as long as loading may take. After that its readers are told, since they would miss
# the latest reports without a word.
PATIENCE = 600.0


class Opened:
    """`snapshot` is the generation that is read now.

    With a `server` of records it is opened when first asked for, so that a library can be opened
    to bring a server up to date that lags behind.
    """

    def __init__(self, root: Path, server: Postgres | None = None) -> None:
        self._root = root
        self._server = server
        self._opening = threading.Lock()
        self._lagging: float | None = None
        self._snapshot = Snapshot.open(root) if server is None else None

    @property
    def snapshot(self) -> Snapshot:
        """The generation that is read. Raises RecordsError where the server lacks it."""
        if self._snapshot is None:
            with self._opening:
                if self._snapshot is None:
                    self._snapshot = Snapshot.open(self._root, self._server)
        return self._snapshot

    @property
    def number(self) -> int:
        """The generation's number, or the one that CURRENT names while none is opened yet."""
        if self._snapshot is not None:
            return self._snapshot.number
        return generations.current(self._root) or self.snapshot.number

    @property
    def is_current(self) -> bool:
        """Whether CURRENT names it."""
        return self._snapshot is None or generations.current(self._root) == self._snapshot.number

    def refresh(self, make_ready: Callable[[Snapshot], object], *, wait: bool = True) -> bool:
        """Open the generation that CURRENT names, if it is another; whether it was.

        Until it is made ready, others are answered from the one before. Where another thread
        is at it already, False is returned at once unless it is to `wait` for that.
        Where a server of records does not hold it yet, the one before is read on for some
        minutes; then RecordsLagError is raised.
        """
        if self.is_current or not self._opening.acquire(blocking=wait):
            return False
        try:
            if self.is_current:
                return False
            try:
                made = Snapshot.open(self._root, self._server)
            except RecordsLagError:
                now = time.monotonic()
                self._lagging = self._lagging or now
                if now - self._lagging > PATIENCE:
                    raise
                return False
            with contextlib.suppress(QuarterlineError):  # whoever asks next is told
                make_ready(made)
            self._snapshot = made
            self._lagging = None
            return True
        finally:
            self._opening.release()
