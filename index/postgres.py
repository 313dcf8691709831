"""A PostgreSQL server that holds the records of libraries for many readers.

Each generation that was loaded (`index.postgres_load`) has a schema of its own, which never
changes. The schema `quarterline` lists them; a reader finds its own by the sha256 of the
generation's SQLite file, so that records and indexes are always of one generation, whichever
machine reads them and wherever its copy of the library lies.
"""

from __future__ import annotations

import re
import shlex
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NoReturn
from urllib.parse import quote

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus

from index.postgres_tables import FORM, escaped, unescaped
from quarterline.errors import RecordsError, RecordsLagError

Connection = psycopg.Connection[tuple[Any, ...]]

SCHEMES = ("postgresql://", "postgres://")
EXPECTED = "postgresql://user@host:5432/database"
# Connections of one process: each serves one question to the server at a time.
CONNECTIONS = 8
# Seconds until a free connection, an answer to a connection, and a row are waited for.
_WAIT = 30.0
_CONNECT = 5
_STATEMENT = 60
# A server that fell off the network is told within so many seconds.
_NETWORK = {
    "connect_timeout": str(_CONNECT),
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
    "application_name": "quarterline",
}
# Parameters that belong to an address and are no secret.
_TOLD = (
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "channel_binding",
    "gssencmode",
    "target_session_attrs",
)
# What a connection is told before it is asked anything. `work_mem`: the list of passages that
# are no statements of figures must be looked up in memory, not gone through for every figure.
_SETTINGS = (
    "SELECT set_config('search_path', $1, false), "
    "set_config('default_transaction_read_only', 'on', false), "
    f"set_config('statement_timeout', '{_STATEMENT}s', false), "
    "set_config('work_mem', '64MB', false), set_config('jit', 'off', false), "
    "set_config('extra_float_digits', '1', false), set_config('bytea_output', 'hex', false)"
)
_FIND = (
    "SELECT name, escapes FROM quarterline.generations WHERE database = $1 AND form = $2 "
    "ORDER BY superseded DESC NULLS FIRST"
)
SCHEMA_NAME = re.compile(r"\Aql_[0-9a-f]{8}_[0-9]{6,19}_[0-9a-f]{8}\Z")
_MARK = re.compile(r"\?(\d*)")


@dataclass(frozen=True, slots=True)
class Held:
    """The schema that holds a generation; `escapes`: whether any text in it is written otherwise
    than it reads (see `index.postgres_tables.escaped`)."""

    schema: str
    escapes: bool


@dataclass
class Postgres:
    """A database of a server; `parameters` are libpq's, a password among them perhaps."""

    parameters: dict[str, str] = field(repr=False)
    _idle: list[_Open] = field(default_factory=list, repr=False)
    _room: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(CONNECTIONS), repr=False
    )

    @staticmethod
    def at(address: str) -> Postgres:
        """By its address; raises RecordsError for one that is none. Nothing is sent yet."""
        wrong = RecordsError(
            f"what was given is not the address of a PostgreSQL server; expected {EXPECTED}, "
            "with libpq's parameters after it where they are needed, as in ?sslmode=verify-full"
        )
        if not address.startswith(SCHEMES):
            raise wrong
        try:
            parsed = conninfo_to_dict(address)
        except (psycopg.Error, ValueError):
            # What libpq says quotes the address, and with it the password.
            raise wrong from None
        return Postgres({key: str(value) for key, value in parsed.items() if value is not None})

    @property
    def address(self) -> str:
        """Where it is, without any password: only parameters known to be no secret are told."""
        get = self.parameters.get
        user = f"{quote(get('user', ''), safe='')}@" if get("user") else ""
        hosts = get("host", "").split(",")
        ports = get("port", "").split(",")
        ports = ports * len(hosts) if len(ports) == 1 else ports
        named = (_place(h, p) for h, p in zip(hosts, ports, strict=False))
        told = "&".join(
            f"{key}={quote(self.parameters[key], safe='/')}"
            for key in _TOLD
            if key in self.parameters
        )
        database = quote(get("dbname", ""), safe="")
        return f"postgresql://{user}{','.join(named)}/{database}{'?' if told else ''}{told}"

    def command(self, words: str) -> str:
        """A command line that names it."""
        return f"quarterline --records {shlex.quote(self.address)} {words}"

    # ---- reading

    def has_list(self) -> bool:
        """Whether anything was ever loaded."""
        return bool(self.ask("", "SELECT to_regclass('quarterline.generations')")[0][0])

    def find(self, database: str) -> Held | None:
        """The schema that holds the generation whose SQLite file has this sha256, if any does."""
        try:
            found = self.ask("", _FIND, (database, FORM))
        except RecordsLagError:  # there is not even a list of generations
            return None
        return Held(_checked(found[0][0]), bool(found[0][1])) if found else None

    def ask(self, schema: str, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a SELECT over the tables of a schema. Raises RecordsError.

        Asked once more on a new connection where the old one was lost, as it is after the server
        was started again: it only reads.
        """
        try:
            return self._asked(schema, sql, values)
        except _LostError:
            return self._asked(schema, sql, values)

    def _asked(self, schema: str, sql: str, values: Sequence[Any]) -> list[Any]:
        with self._connection(schema) as connection:
            try:
                return connection.execute(sql, values or None).fetchall()
            except psycopg.Error as error:
                if connection.closed:
                    self.close()  # the others were lost with it
                    raise _LostError(self._told(error)) from error
                self._refuse(error)

    @contextmanager
    def _connection(self, schema: str) -> Iterator[Connection]:
        if not self._room.acquire(timeout=_WAIT):
            raise RecordsError(
                f"{self.address}: all {CONNECTIONS} connections of this process were busy for "
                f"{_WAIT:.0f} seconds; try again, or serve the app by more processes"
            )
        try:
            held = self._take(schema)
            try:
                yield held.connection
            finally:
                self._put_back(held)
        finally:
            self._room.release()

    def _take(self, schema: str) -> _Open:
        try:
            held = self._idle.pop()
        except IndexError:
            held = _Open(self.connect(), None)
        try:
            if held.schema != schema:
                held.connection.execute(_SETTINGS, [schema])
                held.schema = schema
        except psycopg.Error as error:
            held.connection.close()
            self.close()
            raise _LostError(self._told(error)) from error
        return held

    def _put_back(self, held: _Open) -> None:
        """Keep a connection for the next question, unless it was lost or broken off in one."""
        if held.connection.info.transaction_status == TransactionStatus.IDLE:
            self._idle.append(held)
        else:
            held.connection.close()

    def close(self) -> None:
        """Close the connections that nobody uses; later questions open others."""
        while self._idle:
            with suppress(IndexError, psycopg.Error):
                self._idle.pop().connection.close()

    # ---- connecting

    def connect(self) -> Connection:
        """A new connection, each statement a transaction of its own. Raises RecordsError."""
        try:
            return psycopg.connect(
                make_conninfo("", **(_NETWORK | self.parameters | {"client_encoding": "UTF8"})),
                autocommit=True,
                cursor_factory=psycopg.RawCursor,
            )
        except (psycopg.Error, ValueError) as error:
            raise RecordsError(
                f"{self.address} cannot be asked for records: {self.words(error)}; check that "
                "the server runs and that the address, user and password (PGPASSFILE) are right"
            ) from None

    def _told(self, error: psycopg.Error) -> str:
        return (
            f"{self.address} was lost while it was asked: {self.words(error)}; try again, and "
            "check that the server runs"
        )

    def _refuse(self, error: psycopg.Error) -> NoReturn:
        """Raise what an error of the server means to the user."""
        words = self.words(error)
        if isinstance(error, errors.UndefinedTable | errors.InvalidSchemaName):
            raise self.lags() from error
        if isinstance(error, errors.QueryCanceled):
            raise RecordsError(
                f"{self.address} did not answer within {_STATEMENT} seconds ({words}); ask for "
                "less, or look at what else the server does"
            ) from error
        if isinstance(error, errors.InsufficientPrivilege):
            raise RecordsError(
                f"{self.address}: the user may not read what was loaded ({words}); grant it, as "
                "docs/operations.md says"
            ) from error
        raise RecordsError(
            f"{self.address} refused a question: {words}; check that its version is 12 or later"
        ) from error

    def lags(self, what: str = "the library as it now is") -> RecordsLagError:
        """The error to raise where it does not hold something."""
        return RecordsLagError(
            f"the records at {self.address} are not those of {what}; bring them up to date "
            f"with: {self.command('records load')}"
        )

    def words(self, error: Exception) -> str:
        """What the server said, on one line, without the password."""
        words = " ".join(str(error).split()) or type(error).__name__
        for key in ("password", "sslpassword"):
            if secret := self.parameters.get(key):
                words = words.replace(secret, "***")
        return words


class _LostError(RecordsError):
    """The connection was lost; worth one more try."""


@dataclass
class _Open:
    connection: Connection
    schema: str | None


@dataclass
class PostgresRows:
    """The rows of one generation (see `index.rows.Rows`)."""

    server: Postgres
    held: Held

    @property
    def where(self) -> str:
        """The server's address."""
        return self.server.address

    @property
    def mend(self) -> str:
        """What to do where a value is damaged."""
        return f"load it anew with: {self.server.command('records load --again')}"

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a SELECT. Raises RecordsError."""
        given = [escaped(v) if isinstance(v, str) else v for v in values]
        found = self.server.ask(self.held.schema, numbered(sql), given)
        if not self.held.escapes:
            return found
        return [tuple(unescaped(v) if isinstance(v, str) else v for v in row) for row in found]

    def elements(self, text: str) -> str:
        """See `Rows.elements`."""
        return f"json_array_elements_text(CAST({text} AS json)) AS elements(value)"

    def close(self) -> None:
        """Its connections serve other generations too."""


@lru_cache(maxsize=2_000)
def numbered(sql: str) -> str:
    """A statement with `$1` for each `?` or `?1`."""
    count = 0

    def mark(found: re.Match[str]) -> str:
        nonlocal count
        count += 1
        return f"${found[1] or count}"

    return _MARK.sub(mark, sql)


def _checked(schema: str) -> str:
    if not SCHEMA_NAME.match(schema):
        raise RecordsError(
            f"the list of generations names a schema {schema[:80]!r}; expected one such as "
            "ql_1a2b3c4d_000007_1a2b3c4d; somebody else wrote there: name another database"
        )
    return schema


def _place(host: str, port: str) -> str:
    shown = f"[{host}]" if ":" in host else quote(host, safe="")
    return f"{shown}:{port}" if port else shown
