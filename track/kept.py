"""Answers over all reports, kept beside the library until what they rest on changes.

What became of every commitment and which texts are repeated takes a second for a hundred
reports and a minute for a thousand, too long to be worked out at each asking. The answers are
written when a library is (`track.library`), else when first asked for. They hold for one
generation, one state of the decisions and one state of this code, which their stamp names;
with any other stamp, or where the file cannot be read, they are worked out anew. Nothing is
told by these files alone: they may be deleted at any time.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import sqlite3
import tempfile
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin, get_type_hints

from index.generations import folder_of
from track.decisions import DecisionLog

if TYPE_CHECKING:
    from index.library import Library

FOLDER = "track"
T = TypeVar("T")


class Kept:
    """The kept answers of a library, as it now is: one file for each kind of record."""

    def __init__(self, library: Library) -> None:
        self.folder = library.path / FOLDER
        self._log = DecisionLog(library.path).path
        self._manifest = folder_of(library.path, library.generation) / "manifest.json"

    def stamp(self) -> str:
        """Names what the answers rest on."""
        digest = hashlib.sha256(rules().encode())
        for path in (self._manifest, self._log):
            try:
                digest.update(hashlib.sha256(path.read_bytes()).digest())
            except OSError:
                digest.update(b"\0")
        return digest.hexdigest()

    def read(self, kind: type[T], document: str = "") -> tuple[T, ...] | None:
        """The records of a kind, of all reports or of one; None where they are not kept."""
        where = "WHERE document = ?" if document else "WHERE document > ?"
        sql = f"SELECT records FROM answers {where} ORDER BY position"  # noqa: S608
        uri = f"{self._file(kind).absolute().as_uri()}?mode=ro&immutable=1"
        build = reader(kind)
        try:
            with closing(sqlite3.connect(uri, uri=True)) as file:
                if file.execute("SELECT stamp FROM rests_on").fetchall() != [(self.stamp(),)]:
                    return None
                rows = file.execute(sql, (document,)).fetchall()
            return tuple(build(values) for (packed,) in rows for values in unpacked(packed))
        except (sqlite3.Error, zlib.error, ValueError, TypeError, LookupError):
            return None

    def write(self, kind: type[T], records: Mapping[str, Sequence[T]]) -> bool:
        """Keep the records of a kind by report; whether it could be done.

        Nobody loses anything where it cannot: a library may lie where nothing may be written.
        """
        rows = [(n, document, pack(found)) for n, (document, found) in enumerate(records.items())]
        target = self._file(kind)
        temporary = ""
        try:
            self.folder.mkdir(exist_ok=True)
            handle, temporary = tempfile.mkstemp(prefix=f".{target.name}-", dir=self.folder)
            os.close(handle)
            with closing(sqlite3.connect(temporary)) as file, file:
                file.execute("CREATE TABLE rests_on (stamp TEXT)")
                file.execute("INSERT INTO rests_on VALUES (?)", (self.stamp(),))
                file.execute("CREATE TABLE answers (position INTEGER, document TEXT, records BLOB)")
                file.executemany("INSERT INTO answers VALUES (?, ?, ?)", rows)
                file.execute("CREATE INDEX by_document ON answers (document)")
            Path(temporary).chmod(0o644)
            Path(temporary).replace(target)
        except (OSError, sqlite3.Error):
            if temporary:
                with suppress(OSError):
                    Path(temporary).unlink()
            return False
        return True

    def forget(self) -> None:
        """Delete all answers: they quote reports, and one that is taken out is quoted no more."""
        for path in self.folder.glob("*"):
            with suppress(OSError):
                path.unlink()

    def _file(self, kind: type[object]) -> Path:
        return self.folder / f"{kind.__name__.lower()}.sqlite"


@cache
def rules() -> str:
    """Names the state of the code and data by which the answers are made: a hash over their
    sizes and times. A number to be raised by hand would be forgotten."""
    base = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    files = [base / "index" / "texts.py", base / "index" / "stop_words.py"]
    for room in ("quarterline", "extract", "track"):
        files += sorted(p for p in (base / room).rglob("*") if p.suffix in (".py", ".toml"))
    for path in files:
        stat = path.stat()
        digest.update(f"{path.relative_to(base)} {stat.st_size} {stat.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def pack(records: Iterable[object]) -> bytes:
    """Frozen records with slots as one compressed value: JSON lists in the order of fields."""
    listed = json.dumps(list(records), ensure_ascii=False, separators=(",", ":"), default=_values)
    return zlib.compress(listed.encode("utf-8"), 1)


def unpacked(packed: bytes) -> list[Any]:
    """The lists that `pack` wrote, one a record."""
    found = json.loads(zlib.decompress(packed))
    if not isinstance(found, list):
        raise ValueError(f"expected a list, found {type(found).__name__}")
    return found


def _values(record: Any) -> list[object]:
    return [getattr(record, name) for name in record.__slots__]


def reader(kind: Any) -> Callable[[Any], Any]:
    """What makes a value of an annotated type out of what JSON gives for it.

    Knows frozen records, tuples of one type, "or None", and what JSON has itself.
    """
    origin, inner = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        turned = [
            (n, part)
            for n, f in enumerate(dataclasses.fields(kind))
            if (part := reader(hints[f.name])) is not _same
        ]

        def record(values: list[Any]) -> Any:
            for position, part in turned:
                values[position] = part(values[position])
            return kind(*values)

        return record
    if origin is tuple and inner[1:] == (...,):
        item = reader(inner[0])
        return tuple if item is _same else lambda values: tuple(map(item, values))
    if origin is UnionType and NoneType in inner:
        (some,) = (reader(k) for k in inner if k is not NoneType)
        return lambda value: None if value is None else some(value)
    if kind in (str, int, float, bool):
        return _same
    raise TypeError(f"{kind} is not known here; expected records, tuples, text or numbers")


def _same(value: Any) -> Any:
    return value
