"""Where the rows of a generation's records come from: its SQLite file, or a server that holds them.

What asks for rows (`index.store`, `index.series`, `index.names`) writes SQL that both take: `?`
or `?1` for a value, names that are key words in quotation marks, and an order to the last row,
by `rowid` where nothing else tells two apart.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from index import layout
from index.manifest import MEND
from quarterline.errors import DamagedLibraryError


class Rows(Protocol):
    """Rows of one generation's tables (`index.layout.TABLES`), each with its `rowid`.

    May be used from several threads. `where` names what they are read from, `mend` the next step
    where a value cannot be read.
    """

    @property
    def where(self) -> str:
        """What they are read from."""
        ...

    @property
    def mend(self) -> str:
        """What to do where a value of them is damaged."""
        ...

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a SELECT, as tuples of str, int, float, bytes and None."""
        ...

    def elements(self, text: str) -> str:
        """What stands after FROM for the texts of a JSON list, as rows of one column, `value`."""
        ...

    def close(self) -> None:
        """Let go of what it holds."""
        ...


class SqliteRows:
    """Rows of a generation's own file, read only."""

    mend = MEND

    def __init__(self, path: Path) -> None:
        # `immutable`: a published generation is never written again, so no locks are taken.
        uri = f"file:{quote(str(path))}?mode=ro&immutable=1"
        try:
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise DamagedLibraryError(
                f"{path} cannot be opened: {error}; check that you may read it, else {MEND}"
            ) from error
        self.where = str(path)
        self._lock = threading.Lock()
        layout.check(path, self.query("SELECT sql FROM sqlite_master"))

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a SELECT; raises DamagedLibraryError when the file cannot give them."""
        with self._lock:
            try:
                return self._connection.execute(sql, values).fetchall()
            except sqlite3.DatabaseError as error:
                raise DamagedLibraryError(
                    f"{self.where} cannot be read: {error}; {MEND}"
                ) from error

    def elements(self, text: str) -> str:
        """See `Rows.elements`."""
        return f"json_each({text})"

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()
