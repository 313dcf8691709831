"""Copying a generation's records into PostgreSQL: all of them in one transaction, or none."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import errors, sql

from index.postgres import SCHEMA_NAME, Connection, Postgres
from index.postgres_tables import FORM, INDEXES, TABLES, Table
from quarterline.errors import DamagedLibraryError, RecordsError

# Rows read from SQLite, and told of, at a time.
_BATCH = 5_000
# What is no longer the newest is kept for so long after it was replaced: those who still read it
# finish, and an application that was told of the newer one goes over to it.
KEPT_SECONDS = 3_600
# One load at a time over the whole database: any number will do that nobody else uses.
_LOCK = 0x71756172746572
_LOCK_SECONDS = 10
_LIST = """
CREATE SCHEMA IF NOT EXISTS quarterline;
CREATE TABLE IF NOT EXISTS quarterline.generations (
    name TEXT PRIMARY KEY, library TEXT NOT NULL, generation BIGINT NOT NULL,
    database TEXT NOT NULL, form TEXT NOT NULL, escapes BOOLEAN NOT NULL, "rows" BIGINT NOT NULL,
    loaded TIMESTAMPTZ NOT NULL DEFAULT now(), superseded TIMESTAMPTZ)
"""


@dataclass(frozen=True, slots=True)
class Generation:
    """What is to be loaded: a library's name for itself, and one generation of it.

    `database` is the generation's SQLite file, `sha256` its hash.
    """

    library: str
    number: int
    database: Path
    sha256: str

    @property
    def schema(self) -> str:
        """The name of its schema."""
        state = hashlib.sha256(f"{self.sha256} {FORM}".encode()).hexdigest()[:8]
        return f"ql_{self.library}_{self.number:06d}_{state}"


@dataclass(frozen=True, slots=True)
class Copied:
    """What loading did: the rows that were copied (none where they were there already), and the
    schemas of older generations that were taken out."""

    schema: str
    rows: int
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A generation that a server holds. `loaded` and `superseded` (empty for one in use) are
    ISO 8601 times of the server in UTC; `bytes` is its size there, indexes too."""

    schema: str
    library: str
    generation: int
    sha256: str
    rows: int
    bytes: int
    loaded: str
    superseded: str


def load(
    server: Postgres,
    wanted: Generation,
    *,
    again: bool = False,
    kept_seconds: float = KEPT_SECONDS,
    progress: Callable[[int], None] = lambda done: None,
) -> Copied:
    """Copy a generation, unless it is there; those of lower numbers are replaced by it.

    `again` copies it even so. Whatever goes wrong, the server holds what it held before.
    Raises RecordsError.
    """
    with closing(server.connect()) as connection:
        _check(server, connection)
        try:
            with connection.transaction():
                connection.execute(f"SET LOCAL lock_timeout = '{_LOCK_SECONDS}s'")
                connection.execute("SELECT pg_advisory_xact_lock($1)", [_LOCK])
                connection.execute(_LIST, prepare=False)
                rows = _bring(connection, wanted, again, progress)
            removed = tuple(_sweep(connection, wanted, kept_seconds))
        except errors.LockNotAvailable as error:
            raise RecordsError(
                f"somebody else is loading records into {server.address}; wait until they have "
                "finished and try again (it can be read meanwhile)"
            ) from error
        except sqlite3.Error as error:
            raise DamagedLibraryError(f"{wanted.database} cannot be read: {error}") from error
        except psycopg.Error as error:
            raise RecordsError(
                f"the records were not loaded into {server.address}: {server.words(error)}; it "
                f"holds what it held before: {server.command('records load')}"
            ) from error
    return Copied(wanted.schema, rows, removed)


def listed(server: Postgres) -> list[Listed]:
    """The generations that a server holds, by library, the newest last."""
    size = (
        "(SELECT COALESCE(SUM(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = g.name "
        "AND c.relkind = 'r')"
    )
    rows = server.ask(
        "",
        f'SELECT name, library, generation, database, "rows", {size}, '  # noqa: S608
        "to_char(loaded AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS'), "
        "COALESCE(to_char(superseded AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS'), '') "
        "FROM quarterline.generations g ORDER BY library, loaded, name",
    )
    return [Listed(*row) for row in rows]


def _check(server: Postgres, connection: Connection) -> None:
    told = connection.info.parameter_status("server_encoding") or ""
    if told != "UTF8":
        raise RecordsError(
            f"the database of {server.address} keeps text as {told}; expected UTF8: make one "
            "with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
        )


def _bring(
    connection: Connection, wanted: Generation, again: bool, progress: Callable[[int], None]
) -> int:
    """Copy what is wanted where it is missing, and note what it replaces; the rows copied."""
    name, rows = wanted.schema, 0
    tables = connection.execute(
        "SELECT t.tablename FROM quarterline.generations g JOIN pg_tables t "
        "ON t.schemaname = g.name WHERE g.name = $1",
        [name],
    ).fetchall()
    # Somebody may have dropped part of it by hand: then it is copied anew.
    if again or {table.name for table in TABLES} != {table for (table,) in tables}:
        made = f"{name}_new"
        rows, escapes = _copy(connection, made, wanted.database, progress)
        _drop(connection, name)  # last, so that its readers wait for a moment only
        connection.execute(
            sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(*map(sql.Identifier, (made, name)))
        )
        connection.execute(
            "INSERT INTO quarterline.generations "
            '(name, library, generation, database, form, escapes, "rows") '
            "VALUES ($1, $2, $3, $4, $5, $6, $7)",
            [name, wanted.library, wanted.number, wanted.sha256, FORM, escapes, rows],
        )
    # A copy of the folder that lags, or one restored, may load what is not the newest: it takes
    # nothing from those who read that, and is kept for a while after each load.
    connection.execute(
        "UPDATE quarterline.generations SET superseded = CASE "
        "WHEN name = $1 AND NOT EXISTS (SELECT 1 FROM quarterline.generations o "
        "WHERE o.library = $2 AND o.generation > $3) THEN NULL "
        "WHEN name = $1 OR generation <= $3 THEN clock_timestamp() ELSE superseded END "
        "WHERE library = $2 AND (name = $1 OR superseded IS NULL)",
        [name, wanted.library, wanted.number],
    )
    return rows


def _copy(
    connection: Connection, schema: str, database: Path, progress: Callable[[int], None]
) -> tuple[int, bool]:
    """Make a schema and fill it; the number of its rows, and whether any text was escaped."""
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(schema)))
    connection.execute("SELECT set_config('search_path', $1, true)", [schema])
    connection.execute("SET LOCAL maintenance_work_mem = '256MB'")
    total, escapes = 0, False
    # Opened once: should two newer generations come meanwhile, its name goes, its content stays.
    uri = f"file:{quote(str(database))}?mode=ro&immutable=1"
    with closing(sqlite3.connect(uri, uri=True)) as file:
        for table in TABLES:
            connection.execute(table.declaration.encode())
            # FREEZE: no reader has to ask, nor to note on every page, whether the rows hold.
            into = f'COPY "{table.name}" FROM STDIN (FREEZE)'
            with connection.cursor().copy(into.encode()) as copy:
                for row in _rows(file, table):
                    escapes = table.written(row) or escapes
                    copy.write_row(row)
                    total += 1
                    if total % _BATCH == 0:
                        progress(total)
    for statement in INDEXES:
        connection.execute(statement.encode())
    for table in TABLES:
        connection.execute(f'ANALYZE "{table.name}"'.encode())
    progress(total)
    return total, escapes


def _rows(file: sqlite3.Connection, table: Table) -> Iterator[list[Any]]:
    """A table's rows as SQLite has them, each with its `rowid` before it."""
    names = ", ".join(f'"{column}"' for column in table.columns)
    found = file.execute(f'SELECT rowid, {names} FROM "{table.name}" ORDER BY rowid')  # noqa: S608
    while batch := found.fetchmany(_BATCH):
        yield from map(list, batch)


def _sweep(connection: Connection, wanted: Generation, kept_seconds: float) -> Iterator[str]:
    """Take out other generations that were replaced long enough ago; their names.

    One that somebody still reads is left for the next time.
    """
    old = connection.execute(
        "SELECT name FROM quarterline.generations WHERE library = $1 "
        "AND name <> $2 AND superseded < clock_timestamp() - make_interval(secs => $3)",
        [wanted.library, wanted.schema, float(kept_seconds)],
    ).fetchall()
    for (name,) in old:
        with suppress(errors.LockNotAvailable), connection.transaction():
            connection.execute("SET LOCAL lock_timeout = '2s'")
            _drop(connection, name)
            yield name


def _drop(connection: Connection, schema: str) -> None:
    """Take a generation out; what bears no name of ours is left alone."""
    if SCHEMA_NAME.match(schema):
        connection.execute("DELETE FROM quarterline.generations WHERE name = $1", [schema])
        name = sql.Identifier(schema)
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(name))
