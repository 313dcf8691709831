"""The tables of a generation as PostgreSQL has them, and how their values are written there.

They are those of `index.layout`, with each row's `rowid`. Text is compared byte by byte (COLLATE
"C"), as SQLite does, so that both give one order.
"""

from __future__ import annotations

import hashlib
import json
import math
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from index import layout

# A column without a type in SQLite holds numbers and words: JSON tells them apart.
_TYPES = {
    "TEXT": 'TEXT COLLATE "C"',
    "INTEGER": "BIGINT",
    "REAL": "DOUBLE PRECISION",
    "BLOB": "BYTEA",
    "": "JSON",
}
# PostgreSQL's trees take no text over some 2,700 bytes, and a report may print a longer name.
_OTHERWISE = {
    "mentions_canonical": ("CREATE INDEX mentions_canonical ON mentions (label)",),
    "tags_kind": (
        'CREATE INDEX tags_kind ON tags (kind, "row")',
        "CREATE INDEX tags_value ON tags USING hash (value)",
    ),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `texts` and `mixed` are the places of the values that may have to be written
    otherwise than SQLite has them, in a row that begins with its `rowid`."""

    name: str
    columns: tuple[str, ...]
    declaration: str
    keys: tuple[str, ...]
    texts: tuple[int, ...]
    mixed: tuple[int, ...]

    def written(self, row: list[Any]) -> bool:
        """Make a row of SQLite's one of PostgreSQL's; whether any text of it was escaped."""
        escapes = False
        for place in (*self.texts, *self.mixed):
            text = row[place]
            if isinstance(text, str) and ("\x00" in text or "\x01" in text):
                row[place] = escaped(text)
                escapes = True
        for place in self.mixed:
            row[place] = _json(row[place])
        return escapes


def escaped(text: str) -> str:
    """`text` without U+0000, which PostgreSQL takes in no text; order and equality are kept.

    U+0000 becomes U+0001 U+0001, and U+0001 becomes U+0001 U+0002.
    """
    if "\x00" in text or "\x01" in text:
        return text.replace("\x01", "\x01\x02").replace("\x00", "\x01\x01")
    return text


def unescaped(text: str) -> str:
    """The text that `escaped` was given."""
    if "\x01" in text:
        return text.replace("\x01\x01", "\x00").replace("\x01\x02", "\x01")
    return text


def _json(value: Any) -> str | None:
    if value in (math.inf, -math.inf):
        return "1e999" if value > 0 else "-1e999"  # JSON has no word for it
    return None if value is None else json.dumps(value)


def _tables() -> tuple[Table, ...]:
    """What SQLite makes of `layout.TABLES`."""
    found = []
    with closing(sqlite3.connect(":memory:")) as made:
        for statement in layout.TABLES:
            made.execute(statement)
        names = made.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid")
        for (name,) in names.fetchall():
            info = made.execute("SELECT name, type, pk FROM pragma_table_info(?)", (name,))
            columns = info.fetchall()
            declared = ", ".join(f'"{column}" {_TYPES[kind]}' for column, kind, _ in columns)
            keys = tuple(column for column, _, key in columns if key)
            found.append(
                Table(
                    name,
                    tuple(column for column, _, _ in columns),
                    f'CREATE TABLE "{name}" (rowid BIGINT, {declared})',
                    tuple(f'ALTER TABLE "{name}" ADD PRIMARY KEY ("{key}")' for key in keys),
                    tuple(n for n, (_, kind, _) in enumerate(columns, start=1) if kind == "TEXT"),
                    tuple(n for n, (_, kind, _) in enumerate(columns, start=1) if not kind),
                )
            )
    return tuple(found)


def _indexes() -> tuple[str, ...]:
    found: list[str] = []
    for statement in layout.INDEXES:
        name = statement.partition(" ON ")[0].split()[-1]
        found += _OTHERWISE.get(name, (statement,))
    return tuple(found)


TABLES = _tables()
INDEXES = (*(key for table in TABLES for key in table.keys), *_indexes())
# Names what is written above: what another version of Quarterline loaded is not read.
FORM = hashlib.sha256(
    "\n".join([*(table.declaration for table in TABLES), *INDEXES, "escapes 1"]).encode()
).hexdigest()[:8]
