"""A file of JSON Lines that is only ever appended to: nothing in it is changed or deleted.

One object a line, each line flushed to the disk under a lock before the writer goes on. A
line torn by a crash is passed over, and the next one begins on a line of its own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from quarterline.errors import DamagedLibraryError, LibraryLockedError

_LOCK_SECONDS = 3.0

Row = dict[str, Any]


class Journal:
    """The journal at `path`; the file need not exist."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)

    def read(self) -> list[Row]:
        """Every line, oldest first; a torn last line is left out.

        Raises DamagedLibraryError for any other line that is no JSON object.
        """
        try:
            lines = self.path.read_bytes().split(b"\n")
        except FileNotFoundError:
            return []
        found = []
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            row = _parsed(line)
            if row is not None:
                found.append(row)
            elif number < len(lines):
                raise DamagedLibraryError(
                    f"{self.path}, line {number}: {line[:60]!r} is no JSON object; correct or "
                    "remove that line"
                )
        return found

    def append(self, make: Callable[[Sequence[Row]], Row]) -> Row:
        """Append what `make` gives for the lines that are there; returns it.

        Raises LibraryLockedError while another process writes for longer than a few seconds.
        """
        try:
            with FileLock(f"{self.path}.lock", timeout=_LOCK_SECONDS):
                row = make(self.read())
                self._write(row)
        except Timeout as error:
            raise LibraryLockedError(
                f"another process is writing to {self.path}; try again in a moment"
            ) from error
        return row

    def _write(self, row: Row) -> None:
        line = json.dumps(row, ensure_ascii=False).encode("utf-8")
        with self.path.open("a+b") as file:
            file.seek(0)
            kept = file.read()
            whole = kept.rfind(b"\n") + 1
            if kept[whole:] and _parsed(kept[whole:]) is not None:
                line = b"\n" + line
            else:
                file.truncate(whole)
            file.seek(0, os.SEEK_END)
            file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())


def _parsed(line: bytes) -> Row | None:
    try:
        row = json.loads(line.decode("utf-8"))
    except ValueError:
        return None
    return row if isinstance(row, dict) else None
