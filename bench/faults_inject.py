"""Faults at the n-th step of a change: the process is killed, or the system refuses.

A step is a call by which Python or SQLite changes a file below one folder: an open for
writing, a rename, a flush, a deletion. Python tells of most of them through its audit hooks;
`os.fsync` is wrapped. To be used in a process of its own: a hook cannot be taken away.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from pathlib import Path
from typing import Any

KINDS = {"disk full": errno.ENOSPC, "read-only": errno.EROFS, "no permission": errno.EACCES}
_DELETES = {"os.remove", "os.rmdir", "shutil.rmtree"}
_CHANGES = {"os.rename", "os.mkdir", "os.truncate", "os.chmod", "sqlite3.connect", *_DELETES}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Steps:
    """Counts the steps below `root`; from the `at`-th on, the fault strikes.

    `kind` is "kill" or one of KINDS; `at` 0 only counts.
    """

    def __init__(self, root: Path, kind: str, at: int) -> None:
        self.root, self.kind, self.at = str(root), kind, at
        self.count = 0
        self.on = True
        fsync = os.fsync

        def flush(handle: int) -> None:
            self._step("os.fsync")
            fsync(handle)

        os.fsync = flush  # type: ignore[assignment]
        sys.addaudithook(self._heard)

    def _heard(self, event: str, values: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event == "open":
            path, _, flags = values
            if isinstance(flags, int) and flags & _WRITES and self._below(path):
                self._step(event)
        elif event in _CHANGES and self._below(values[0]) and "mode=ro" not in str(values[0]):
            self._step(event)

    def _below(self, path: Any) -> bool:
        if isinstance(path, bytes):
            path = os.fsdecode(path)
        return isinstance(path, str | Path) and str(path).removeprefix("file:").startswith(
            self.root
        )

    def _step(self, event: str) -> None:
        if not self.on:
            return
        self.count += 1
        if not self.at or self.count < self.at:
            return
        if self.kind == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.kind == "disk full" and event in _DELETES:
            return  # a full disk still lets go of files
        number = KINDS[self.kind]
        raise OSError(number, os.strerror(number))
