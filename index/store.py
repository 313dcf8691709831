"""The records of a generation in SQLite: written once, then only read.

`tags` serves filters and facets alike: one row for every value that an indexed passage has,
of a kind: `document`, `quarter`, `priority`, `operation`, `place` (own places and all that
they lie in), `own_place` (own places only) and `theme`. `passages."row"` is the passage's
row in the lexical and vector indexes; it is NULL for superseded documents, which are in neither.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

from index import codec, layout
from index.ingest import Ingested
from index.manifest import MEND
from index.results import FailedAttempt
from index.terms import Terms
from quarterline.errors import DamagedLibraryError
from quarterline.periods import Quarter
from quarterline.records import Check, Claim, Comparison, Document, Evidence, Mention, Passage

R = TypeVar("R", Passage, Mention, Claim, Comparison, Check)

# The row and the hash of a passage that no index holds.
_NOWHERE = (None, "")
_ORDER = {Passage: '"order"', Mention: "start, end", Claim: "start, end", Comparison: "start, end"}


@dataclass(frozen=True, slots=True)
class Holding:
    """A report as it was read, before linking, and how it came into the library.

    `sequence` counts additions; `pipeline` names the state of the reading rooms.
    """

    ingested: Ingested
    given_quarter: Quarter | None
    given_force: str
    added: str
    sequence: int
    pipeline: str

    @property
    def document(self) -> Document:
        """The report's own record."""
        return self.ingested.document


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a generation's database holds.

    `indexed` gives each passage's place in the indexes: its row, and the hash of its embedded
    text.
    """

    holdings: tuple[Holding, ...]
    superseded: dict[str, str]
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    checks: tuple[Check, ...]
    indexed: dict[str, tuple[int, str]]
    tags: tuple[tuple[int, str, str], ...]
    failures: tuple[FailedAttempt, ...]

    def counts(self) -> dict[str, int]:
        """Numbers of records, by table."""
        return {
            "documents": len(self.holdings),
            "superseded": len(self.superseded),
            "passages": sum(len(h.ingested.passages) for h in self.holdings),
            "indexed": len(self.indexed),
            "mentions": len(self.mentions),
            "claims": len(self.claims),
            "comparisons": sum(len(h.ingested.comparisons) for h in self.holdings),
            "checks": len(self.checks),
            "failed": len(self.failures),
        }


def write(path: Path, contents: Contents) -> None:
    """Write a new database. It is flushed by whoever publishes the generation."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        # Nobody else sees the file before it is flushed and renamed: no journal is needed.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        # Nor is anything written twice because it did not fit: so many KB.
        connection.execute("PRAGMA cache_size = -65536")
        connection.execute("BEGIN")
        for statement in layout.TABLES:
            connection.execute(statement)
        for holding in contents.holdings:
            _write_holding(connection, holding, contents)
        terms = {h.ingested.terms.key: h.ingested.terms.packed for h in contents.holdings}
        _insert(connection, "terms", terms.items())
        _insert(connection, "mentions", (codec.encode(m) for m in contents.mentions))
        _insert(connection, "claims", (codec.encode(c) for c in contents.claims))
        _insert(connection, "checks", (codec.encode(c) for c in contents.checks))
        _insert(connection, "tags", contents.tags)
        _insert(
            connection,
            "failures",
            ((f.path, f.sha256, f.when, f.error, f.message) for f in contents.failures),
        )
        for statement in layout.INDEXES:
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("ANALYZE")
    finally:
        connection.close()


def _write_holding(connection: sqlite3.Connection, holding: Holding, contents: Contents) -> None:
    ingested, document = holding.ingested, holding.document
    _insert(connection, "documents", [codec.encode(document)])
    _insert(
        connection,
        "evidence",
        ([*codec.encode(e), document.id, n] for n, e in enumerate(document.evidence)),
    )
    place = contents.indexed.get
    rows = [[*codec.encode(p), *place(p.id, _NOWHERE)] for p in ingested.passages]
    _insert(connection, "passages", rows)
    _insert(connection, "comparisons", (codec.encode(c) for c in ingested.comparisons))
    quarter = "" if holding.given_quarter is None else str(holding.given_quarter)
    _insert(
        connection,
        "holdings",
        [
            (
                document.id,
                quarter,
                holding.given_force,
                holding.added,
                holding.sequence,
                holding.pipeline,
                contents.superseded.get(document.id, ""),
                codec.pack(ingested.mentions),
                codec.pack(ingested.claims),
                ingested.terms.key,
            )
        ],
    )
    _insert(
        connection,
        "abbreviations",
        ((document.id, n, *pair) for n, pair in enumerate(ingested.abbreviations)),
    )


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    rows = list(rows)
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608


class Store:
    """A generation's database, read only. May be used from several threads."""

    def __init__(self, path: Path) -> None:
        # `immutable`: a published generation is never written again, so no locks are taken.
        uri = f"file:{quote(str(path))}?mode=ro&immutable=1"
        try:
            self._connection = sqlite3.connect(uri, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise DamagedLibraryError(
                f"{path} cannot be opened: {error}; check that you may read it, else {MEND}"
            ) from error
        self._path = path
        self._lock = threading.Lock()
        layout.check(path, self.query("SELECT sql FROM sqlite_master"))

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a SELECT; raises DamagedLibraryError when the file cannot give them."""
        with self._lock:
            try:
                return self._connection.execute(sql, values).fetchall()
            except sqlite3.DatabaseError as error:
                raise DamagedLibraryError(
                    f"{self._path} cannot be read: {error}; {MEND}"
                ) from error

    def select(self, cls: type[R], where: str, values: Sequence[Any] = ()) -> list[R]:
        """The records of a kind for which a condition in SQL holds."""
        names = codec.listed(cls)
        sql = f"SELECT {names} FROM {codec.TABLES[cls]} WHERE {where}"  # noqa: S608
        return [layout.read(self._path, codec.decode, cls, row) for row in self.query(sql, values)]

    def documents(self) -> list[Document]:
        """All documents with their evidence, by quarter, force, source and id."""
        evidence: dict[str, list[Evidence]] = {}
        names = codec.listed(Evidence)
        for *values, document in self.query(
            f"SELECT {names}, document FROM evidence ORDER BY document, position"  # noqa: S608
        ):
            evidence.setdefault(document, []).append(
                layout.read(self._path, codec.decode, Evidence, values)
            )
        found = []
        for values in self.query(f"SELECT {codec.listed(Document)} FROM documents"):  # noqa: S608
            plain = layout.read(self._path, codec.decode, Document, values)
            found.append(replace(plain, evidence=tuple(evidence.get(plain.id, ()))))
        return sorted(found, key=_document_order)

    def records(self, cls: type[R], document: str) -> list[R]:
        """A document's records of one kind, in reading order."""
        return self.select(cls, f"document = ? ORDER BY {_ORDER[cls]}, id", (document,))

    def passage(self, passage_id: str) -> Passage | None:
        """A passage by its full id."""
        return next(iter(self.select(Passage, "id = ?", (passage_id,))), None)

    def passages_at(self, rows: Sequence[int]) -> dict[int, Passage]:
        """The passages at rows of the indexes."""
        names = codec.listed(Passage)
        found: dict[int, Passage] = {}
        for part in _parts(rows):
            marks = ", ".join("?" * len(part))
            sql = f'SELECT {names}, "row" FROM passages WHERE "row" IN ({marks})'  # noqa: S608
            for *values, row in self.query(sql, part):
                found[row] = layout.read(self._path, codec.decode, Passage, values)
        return found

    def texts_at(self, rows: Sequence[int]) -> dict[int, tuple[str, str]]:
        """The document's id and the text of the passages at rows of the indexes."""
        found: dict[int, tuple[str, str]] = {}
        for part in _parts(rows):
            marks = ", ".join("?" * len(part))
            sql = f'SELECT "row", document, text FROM passages WHERE "row" IN ({marks})'  # noqa: S608
            found |= {row: (document, text) for row, document, text in self.query(sql, part)}
        return found

    def mentions_in(self, passages: Sequence[str]) -> dict[str, list[Mention]]:
        """The mentions of passages, by passage id, in reading order."""
        found: dict[str, list[Mention]] = {}
        for part in _parts(passages):
            marks = ", ".join("?" * len(part))
            for mention in self.select(Mention, f"passage IN ({marks}) ORDER BY start, end", part):
                found.setdefault(mention.passage, []).append(mention)
        return found

    def claims_in(self, passages: Sequence[str]) -> list[Claim]:
        """The figures of passages."""
        found: list[Claim] = []
        for part in _parts(passages):
            marks = ", ".join("?" * len(part))
            found += self.select(Claim, f"passage IN ({marks}) ORDER BY document, start", part)
        return found

    def checks(self) -> list[Check]:
        """All checks."""
        return self.select(Check, "TRUE")

    def superseded(self) -> dict[str, str]:
        """Ids of superseded documents, each with the id of the one in its place."""
        return dict(
            self.query("SELECT document, superseded_by FROM holdings WHERE superseded_by != ''")
        )

    def rows(self, kind: str, values: Sequence[str]) -> list[int]:
        """Rows of the passages that have one of the values, ascending."""
        marks = ", ".join("?" * len(values))
        sql = (
            f'SELECT DISTINCT "row" FROM tags WHERE kind = ? AND value IN ({marks}) ORDER BY "row"'  # noqa: S608
        )
        return [row for (row,) in self.query(sql, (kind, *values))]

    def tags_by_row(self) -> dict[int, dict[str, tuple[str, ...]]]:
        """The values of every kind that each indexed passage has, by row."""
        found: dict[int, dict[str, tuple[str, ...]]] = {}
        for row, kind, value in self.query('SELECT "row", kind, value FROM tags ORDER BY value'):
            own = found.setdefault(row, {})
            own[kind] = (*own.get(kind, ()), value)
        return found

    def rows_of(self, passages: Sequence[str]) -> dict[str, int]:
        """The rows of passages, by their full ids; those without one are left out."""
        found: dict[str, int] = {}
        for part in _parts(passages):
            marks = ", ".join("?" * len(part))
            sql = f'SELECT id, "row" FROM passages WHERE "row" IS NOT NULL AND id IN ({marks})'  # noqa: S608
            found |= dict(self.query(sql, part))
        return found

    def counts(self, kind: str) -> list[tuple[str, int]]:
        """The values of a kind, each with its number of passages."""
        return self.query(
            "SELECT value, COUNT(*) FROM tags WHERE kind = ? GROUP BY value ORDER BY value", (kind,)
        )

    def rows_of_kinds(self, kinds: Sequence[str]) -> list[int]:
        """Rows of the passages of some kinds ("bullet"), ascending."""
        marks = ", ".join("?" * len(kinds))
        sql = (
            f'SELECT "row" FROM passages WHERE "row" IS NOT NULL AND kind IN ({marks}) '  # noqa: S608
            'ORDER BY "row"'
        )
        return [row for (row,) in self.query(sql, kinds)]

    def counts_of_kinds(self) -> list[tuple[str, int]]:
        """The kinds of the indexed passages, each with its number of passages."""
        return self.query(
            'SELECT kind, COUNT(*) FROM passages WHERE "row" IS NOT NULL GROUP BY kind'
        )

    def vectors(self) -> dict[str, int]:
        """Hash of embedded text -> a row that has its vector."""
        return dict(self.query('SELECT vector, "row" FROM passages WHERE "row" IS NOT NULL'))

    def terms(self) -> dict[str, Terms]:
        """Document id -> the terms that it was read with; reports of a force share theirs."""
        packed = dict(self.query("SELECT key, terms FROM terms"))
        known = {key: layout.read(self._path, Terms.unpack, text) for key, text in packed.items()}
        return {d: known[key] for d, key in self.query("SELECT document, terms FROM holdings")}

    def defined(self) -> dict[str, list[tuple[str, str]]]:
        """The abbreviations that documents define, by document."""
        found: dict[str, list[tuple[str, str]]] = {}
        for document, *pair in self.query(
            "SELECT document, short, words FROM abbreviations ORDER BY document, position"
        ):
            found.setdefault(document, []).append((pair[0], pair[1]))
        return found

    def failures(self) -> list[FailedAttempt]:
        """Files that could not be added, oldest first."""
        rows = self.query(
            'SELECT path, sha256, "when", error, message FROM failures ORDER BY "when"'
        )
        return [FailedAttempt(*row) for row in rows]

    def summary(self, document: str) -> tuple[int, int, int]:
        """Numbers of passages (objectives apart), of distinct operations, and of figures."""
        ((passages, operations, figures),) = self.query(
            "SELECT (SELECT COUNT(*) FROM passages WHERE document = ?1 AND kind <> 'objective'), "
            "(SELECT COUNT(DISTINCT canonical) FROM mentions WHERE document = ?1 "
            "AND label IN ('OPERATION', 'PROJECT')), "
            "(SELECT COUNT(*) FROM claims WHERE document = ?1)",
            (document,),
        )
        return passages, operations, figures

    def sequences(self) -> dict[str, int]:
        """Document id -> its place in the order of addition."""
        return dict(self.query("SELECT document, sequence FROM holdings"))

    def pipelines(self) -> dict[str, str]:
        """Document id -> the state of the reading rooms that it was read with."""
        return dict(self.query("SELECT document, pipeline FROM holdings"))

    def holdings(self) -> list[Holding]:
        """Every report as it was read, in the order of addition."""
        documents = {d.id: d for d in self.documents()}
        terms = self.terms()
        defined = self.defined()
        found = []
        for key, quarter, force, added, sequence, pipeline, mentions, claims in self.query(
            "SELECT document, given_quarter, given_force, added, sequence, pipeline, mentions, "
            "claims FROM holdings ORDER BY sequence"
        ):
            ingested = Ingested(
                document=documents[key],
                passages=tuple(self.records(Passage, key)),
                mentions=layout.read(self._path, codec.unpack, Mention, mentions),
                claims=layout.read(self._path, codec.unpack, Claim, claims),
                comparisons=tuple(self.records(Comparison, key)),
                abbreviations=tuple(defined.get(key, ())),
                terms=terms[key],
            )
            given = Quarter.parse(quarter) if quarter else None
            found.append(Holding(ingested, given, force, added, sequence, pipeline))
        return found


def _document_order(document: Document) -> tuple[str, str, str, str]:
    quarter = "" if document.quarter is None else str(document.quarter)
    return quarter, document.force, document.source, document.id


def _parts(values: Sequence[Any], size: int = 500) -> Iterator[list[Any]]:
    """SQLite takes a limited number of parameters in one statement."""
    for start in range(0, len(values), size):
        yield list(values[start : start + size])
