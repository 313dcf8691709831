"""The records of a generation in SQLite: written once, then only read.

`tags` serves filters and facets alike: one row for every value that an indexed passage has,
of a kind: `document`, `quarter`, `priority`, `operation`, `place` (own places and all that
they lie in), `own_place` (own places only) and `theme`. `passages."row"` is the passage's
row in the lexical and vector indexes; it is NULL for superseded documents, which are in neither.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from index import codec, layout
from index.ingest import Ingested
from index.results import FailedAttempt
from index.rows import Rows, SqliteRows
from index.terms import Terms
from quarterline.periods import Quarter
from quarterline.records import Check, Claim, Comparison, Document, Evidence, Mention, Passage

R = TypeVar("R", Passage, Mention, Claim, Comparison, Check)
T = TypeVar("T")

# The row and the hash of a passage that no index holds.
_NOWHERE = (None, "")
_SPAN = 'start, "end"'
_ORDER = {Passage: '"order"', Mention: _SPAN, Claim: _SPAN, Comparison: _SPAN}


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
        # Half as many pages as there would be take a twentieth less time to write.
        connection.execute("PRAGMA page_size = 8192")
        # Nobody else sees the file before it is flushed and renamed: no journal is needed.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        # Nor is anything written twice because it did not fit: so many KB.
        connection.execute("PRAGMA cache_size = -65536")
        connection.execute("BEGIN")
        for statement in layout.TABLES:
            connection.execute(statement)
        for table, rows in _rows(contents):
            _insert(connection, table, rows)
        for statement in layout.INDEXES:
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("ANALYZE")
    finally:
        connection.close()


def _rows(contents: Contents) -> Iterator[tuple[str, Iterable[Sequence[Any]]]]:
    """The rows of each table. Each table is named once: to tell SQLite anew takes as long as
    many rows."""
    holdings = contents.holdings
    read = [h.ingested for h in holdings]
    terms = {i.terms.key: i.terms.packed for i in read}
    yield "documents", codec.encoded(i.document for i in read)
    parts = ((e, i.document.id, n) for i in read for n, e in enumerate(i.document.evidence))
    yield "evidence", ([*codec.encode(e), *more] for e, *more in parts)
    yield "passages", _passages(read, contents.indexed)
    yield "comparisons", codec.encoded(c for i in read for c in i.comparisons)
    yield "holdings", (_held(h, contents.superseded) for h in holdings)
    yield (
        "abbreviations",
        ((i.document.id, n, *pair) for i in read for n, pair in enumerate(i.abbreviations)),
    )
    yield "terms", terms.items()
    yield "mentions", codec.encoded(contents.mentions)
    yield "claims", codec.encoded(contents.claims)
    yield "checks", codec.encoded(contents.checks)
    yield "tags", contents.tags
    yield (
        "failures",
        ((f.path, f.sha256, f.when, f.error, f.message) for f in contents.failures),
    )


def _passages(
    read: Iterable[Ingested], indexed: Mapping[str, tuple[int, str]]
) -> Iterator[tuple[Any, ...]]:
    for ingested in read:
        if ingested.passages:
            places = [indexed.get(p.id, _NOWHERE) for p in ingested.passages]
            yield from zip(
                *codec.by_column(ingested.passages), *zip(*places, strict=True), strict=True
            )


def _held(holding: Holding, superseded: Mapping[str, str]) -> tuple[Any, ...]:
    ingested, document = holding.ingested, holding.document
    return (
        document.id,
        "" if holding.given_quarter is None else str(holding.given_quarter),
        holding.given_force,
        holding.added,
        holding.sequence,
        holding.pipeline,
        superseded.get(document.id, ""),
        codec.pack(ingested.mentions),
        codec.pack(ingested.claims),
        ingested.terms.key,
    )


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    rows = iter(rows)
    if (first := next(rows, None)) is not None:
        marks = ", ".join("?" * len(first))
        connection.executemany(f"INSERT INTO {table} VALUES ({marks})", chain([first], rows))  # noqa: S608


class Store:
    """A generation's records, read only. May be used from several threads."""

    def __init__(self, source: Path | Rows) -> None:
        self._source: Rows = SqliteRows(source) if isinstance(source, Path) else source

    def close(self) -> None:
        """Let go of what the records are read from."""
        self._source.close()

    def query(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a SELECT (see `index.rows`); raises DamagedLibraryError or RecordsError."""
        return self._source.query(sql, values)

    def elements(self, text: str) -> str:
        """See `index.rows.Rows.elements`."""
        return self._source.elements(text)

    def _read(self, make: Callable[..., T], *values: Any) -> T:
        return layout.read(self._source, make, *values)

    def select(self, cls: type[R], where: str, values: Sequence[Any] = ()) -> list[R]:
        """The records of a kind for which a condition in SQL holds."""
        names = codec.listed(cls)
        sql = f"SELECT {names} FROM {codec.TABLES[cls]} WHERE {where}"  # noqa: S608
        return [self._read(codec.decode, cls, row) for row in self.query(sql, values)]

    def documents(self) -> list[Document]:
        """All documents with their evidence, by quarter, force, source and id."""
        evidence: dict[str, list[Evidence]] = {}
        names = codec.listed(Evidence)
        for *values, document in self.query(
            f"SELECT {names}, document FROM evidence ORDER BY document, position"  # noqa: S608
        ):
            evidence.setdefault(document, []).append(self._read(codec.decode, Evidence, values))
        found = []
        for values in self.query(f"SELECT {codec.listed(Document)} FROM documents"):  # noqa: S608
            plain = self._read(codec.decode, Document, values)
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
            where = f'WHERE "row" IN ({_marks(part)}) ORDER BY "row"'
            sql = f'SELECT {names}, "row" FROM passages {where}'  # noqa: S608
            for *values, row in self.query(sql, part):
                found[row] = self._read(codec.decode, Passage, values)
        return found

    def texts_at(self, rows: Sequence[int]) -> dict[int, tuple[str, str]]:
        """The document's id and the text of the passages at rows of the indexes."""
        found: dict[int, tuple[str, str]] = {}
        for part in _parts(rows):
            where = f'WHERE "row" IN ({_marks(part)}) ORDER BY "row"'
            read = self.query(f'SELECT "row", document, text FROM passages {where}', part)  # noqa: S608
            found |= {row: (document, text) for row, document, text in read}
        return found

    def mentions_in(self, passages: Sequence[str]) -> dict[str, list[Mention]]:
        """The mentions of passages, by passage id, in reading order."""
        found: dict[str, list[Mention]] = {}
        for part in _parts(passages):
            where = f"passage IN ({_marks(part)}) ORDER BY {_SPAN}, rowid"
            for mention in self.select(Mention, where, part):
                found.setdefault(mention.passage, []).append(mention)
        return found

    def claims_in(self, passages: Sequence[str]) -> list[Claim]:
        """The figures of passages."""
        found: list[Claim] = []
        for part in _parts(passages):
            where = f"passage IN ({_marks(part)}) ORDER BY document, start, rowid"
            found += self.select(Claim, where, part)
        return found

    def checks(self) -> list[Check]:
        """All checks."""
        return self.select(Check, "TRUE ORDER BY rowid")

    def superseded(self) -> dict[str, str]:
        """Ids of superseded documents, each with the id of the one in its place."""
        return dict(
            self.query(
                "SELECT document, superseded_by FROM holdings WHERE superseded_by <> '' "
                "ORDER BY rowid"
            )
        )

    def rows(self, kind: str, values: Sequence[str]) -> list[int]:
        """Rows of the passages that have one of the values, ascending."""
        where = f'WHERE kind = ? AND value IN ({_marks(values)}) ORDER BY "row"'
        found = self.query(f'SELECT DISTINCT "row" FROM tags {where}', (kind, *values))  # noqa: S608
        return [row for (row,) in found]

    def tags_by_row(self) -> dict[int, dict[str, tuple[str, ...]]]:
        """The values of every kind that each indexed passage has, by row."""
        found: dict[int, dict[str, tuple[str, ...]]] = {}
        for row, kind, value in self.query(
            'SELECT "row", kind, value FROM tags ORDER BY value, kind, "row"'
        ):
            own = found.setdefault(row, {})
            own[kind] = (*own.get(kind, ()), value)
        return found

    def rows_of(self, passages: Sequence[str]) -> dict[str, int]:
        """The rows of passages, by their full ids; those without one are left out."""
        found: dict[str, int] = {}
        for part in _parts(passages):
            where = f'WHERE "row" IS NOT NULL AND id IN ({_marks(part)}) ORDER BY id'
            found |= dict(self.query(f'SELECT id, "row" FROM passages {where}', part))  # noqa: S608
        return found

    def counts(self, kind: str) -> list[tuple[str, int]]:
        """The values of a kind, each with its number of passages."""
        return self.query(
            "SELECT value, COUNT(*) FROM tags WHERE kind = ? GROUP BY value ORDER BY value", (kind,)
        )

    def rows_of_kinds(self, kinds: Sequence[str]) -> list[int]:
        """Rows of the passages of some kinds ("bullet"), ascending."""
        where = f'WHERE "row" IS NOT NULL AND kind IN ({_marks(kinds)}) ORDER BY "row"'
        return [row for (row,) in self.query(f'SELECT "row" FROM passages {where}', kinds)]  # noqa: S608

    def counts_of_kinds(self) -> list[tuple[str, int]]:
        """The kinds of the indexed passages, each with its number of passages."""
        return self.query(
            'SELECT kind, COUNT(*) FROM passages WHERE "row" IS NOT NULL '
            "GROUP BY kind ORDER BY kind"
        )

    def vectors(self) -> dict[str, int]:
        """Hash of embedded text -> a row that has its vector."""
        return dict(
            self.query('SELECT vector, "row" FROM passages WHERE "row" IS NOT NULL ORDER BY "row"')
        )

    def terms(self) -> dict[str, Terms]:
        """Document id -> the terms that it was read with; reports of a force share theirs."""
        packed = dict(self.query("SELECT key, terms FROM terms ORDER BY rowid"))
        known = {key: self._read(Terms.unpack, text) for key, text in packed.items()}
        return {
            d: known[key]
            for d, key in self.query("SELECT document, terms FROM holdings ORDER BY rowid")
        }

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
            'SELECT path, sha256, "when", error, message FROM failures ORDER BY "when", rowid'
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
        return dict(self.query("SELECT document, sequence FROM holdings ORDER BY rowid"))

    def pipelines(self) -> dict[str, str]:
        """Document id -> the state of the reading rooms that it was read with."""
        return dict(self.query("SELECT document, pipeline FROM holdings ORDER BY rowid"))

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
                mentions=self._read(codec.unpack, Mention, mentions),
                claims=self._read(codec.unpack, Claim, claims),
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


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values)) or "NULL"  # PostgreSQL takes no empty list


def _parts(values: Sequence[Any], size: int = 500) -> Iterator[list[Any]]:
    """SQLite takes a limited number of parameters in one statement."""
    for start in range(0, len(values), size):
        yield list(values[start : start + size])
