"""The tables of a generation's database, and what to say of one that has others or is damaged."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from index import codec
from quarterline.errors import DamagedLibraryError
from quarterline.records import Check, Claim, Comparison, Document, Evidence, Mention, Passage

T = TypeVar("T")


class Source(Protocol):
    """What values are read from, and what to do where one of them is damaged."""

    @property
    def where(self) -> str:
        """Its name."""
        ...

    @property
    def mend(self) -> str:
        """The next step."""
        ...


TABLES = (
    codec.declare(Document),
    codec.declare(Evidence, "document TEXT", "position INTEGER"),
    codec.declare(Passage, '"row" INTEGER', "vector TEXT"),
    codec.declare(Mention),
    codec.declare(Claim),
    codec.declare(Comparison),
    codec.declare(Check),
    "CREATE TABLE holdings (document TEXT PRIMARY KEY, given_quarter TEXT, given_force TEXT, "
    "added TEXT, sequence INTEGER, pipeline TEXT, superseded_by TEXT, mentions BLOB, claims BLOB, "
    "terms TEXT)",
    "CREATE TABLE terms (key TEXT PRIMARY KEY, terms TEXT)",
    "CREATE TABLE abbreviations (document TEXT, position INTEGER, short TEXT, words TEXT)",
    'CREATE TABLE tags ("row" INTEGER, kind TEXT, value TEXT)',
    'CREATE TABLE failures (path TEXT, sha256 TEXT, "when" TEXT, error TEXT, message TEXT)',
)
INDEXES = (
    "CREATE INDEX documents_sha256 ON documents (sha256)",
    'CREATE INDEX passages_document ON passages (document, "order")',
    'CREATE UNIQUE INDEX passages_row ON passages ("row")',
    "CREATE INDEX mentions_document ON mentions (document, start)",
    "CREATE INDEX mentions_passage ON mentions (passage)",
    "CREATE INDEX mentions_canonical ON mentions (label, canonical)",
    "CREATE INDEX claims_document ON claims (document, start)",
    "CREATE INDEX claims_passage ON claims (passage)",
    "CREATE INDEX comparisons_document ON comparisons (document, start)",
    "CREATE INDEX evidence_document ON evidence (document, position)",
    'CREATE UNIQUE INDEX tags_kind ON tags (kind, value, "row")',
)


def check(path: Path, found: Iterable[tuple[str | None]]) -> None:
    """Hold the statements that made a database against those of this version.

    A record that gained a field is so told on opening, not when its column is first missed.
    Raises DamagedLibraryError.
    """
    made = {sql for (sql,) in found}
    other = [sql.split(" (")[0].split()[-1] for sql in TABLES if sql not in made]
    if other:
        raise DamagedLibraryError(
            f"{path} was built by another version of Quarterline, which kept {', '.join(other)} "
            "in another form; bring it up to date, with all decisions and saved searches, by: "
            "quarterline doctor --repair"
        )


def read(source: Source, make: Callable[..., T], *values: Any) -> T:
    """What `make` makes of values of `source`; raises DamagedLibraryError where it cannot."""
    try:
        return make(*values)
    except (ValueError, TypeError, LookupError, zlib.error) as error:
        raise DamagedLibraryError(
            f"{source.where} holds a value that cannot be read: {error}; {source.mend}"
        ) from error
