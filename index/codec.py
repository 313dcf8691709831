"""Records as rows of SQLite: one column a field, told by the field's annotation.

A record class that gains a field gains a column; a field of a kind not known here fails at
import, so that no record can silently lose a part on its way to the disk.
"""

from __future__ import annotations

import dataclasses
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from typing import Any, TypeVar

from quarterline.periods import Period, Quarter
from quarterline.records import (
    Cell,
    Check,
    Claim,
    Comparison,
    Document,
    Evidence,
    Mention,
    Passage,
    Priority,
    Span,
)

R = TypeVar("R")

# Records whose values are turned at a time.
_TOGETHER = 256
# Evidence has a table of its own, since it is asked for by field.
_ELSEWHERE = {(Document, "evidence")}


@dataclass(frozen=True, slots=True)
class _Kind:
    affinity: str
    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


def _same(value: Any) -> Any:
    return value


# Made once: `json.dumps` makes one for each value, which takes longer than most values do.
_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _text_or_none(value: Any) -> str | None:
    return None if value is None else str(value)


_cell = attrgetter(*(f.name for f in dataclasses.fields(Cell)))
_span = attrgetter(*(f.name for f in dataclasses.fields(Span)))


def _cells_as_text(value: tuple[Cell, ...]) -> str:
    return _json(list(map(_cell, value))) if value else "[]"


def _spans_as_text(value: tuple[Span, ...]) -> str:
    return _json(list(map(_span, value))) if value else "[]"


@lru_cache(maxsize=16384)
def _texts(value: tuple[str, ...]) -> str:
    return _json(value)


@lru_cache(maxsize=4096)
def _priority(value: Priority | None) -> str | None:
    return None if value is None else _json(dataclasses.astuple(value))


# A library says the same few periods and places over and over; what never changes is shared.
_quarter = lru_cache(maxsize=4096)(Quarter.parse)
_period = lru_cache(maxsize=4096)(Period.parse)


@lru_cache(maxsize=16384)
def _strings(value: str) -> tuple[str, ...]:
    return tuple(json.loads(value))


@lru_cache(maxsize=4096)
def _title(value: str) -> Priority:
    return Priority(*json.loads(value))


def _cells(value: str) -> tuple[Cell, ...]:
    if value == "[]":  # as for all but the rows of tables
        return ()
    return tuple(Cell(a, b, column, tuple(heads)) for a, b, column, heads in json.loads(value))


_KINDS: dict[str, _Kind] = {
    "str": _Kind("TEXT", _same, _same),
    "int": _Kind("INTEGER", _same, _same),
    "int | None": _Kind("INTEGER", _same, _same),
    "float": _Kind("REAL", _same, _same),
    "float | None": _Kind("REAL", _same, _same),
    "float | str": _Kind("", _same, _same),
    "Quarter | None": _Kind("TEXT", _text_or_none, lambda v: v and _quarter(v)),
    "Period | None": _Kind("TEXT", _text_or_none, lambda v: v and _period(v)),
    "tuple[str, ...]": _Kind("TEXT", _texts, _strings),
    "tuple[Cell, ...]": _Kind("TEXT", _cells_as_text, _cells),
    "tuple[Span, ...]": _Kind(
        "TEXT", _spans_as_text, lambda v: tuple(Span(*item) for item in json.loads(v))
    ),
    "Priority | None": _Kind(
        "TEXT",
        _priority,
        lambda v: None if v is None else _title(v),
    ),
}

TABLES: dict[type[Any], str] = {
    Document: "documents",
    Evidence: "evidence",
    Passage: "passages",
    Mention: "mentions",
    Claim: "claims",
    Comparison: "comparisons",
    Check: "checks",
}


def _fields(cls: type[Any]) -> tuple[tuple[str, _Kind], ...]:
    return tuple(
        (field.name, _KINDS[str(field.type)])
        for field in dataclasses.fields(cls)
        if (cls, field.name) not in _ELSEWHERE
    )


_FIELDS = {cls: _fields(cls) for cls in TABLES}
_NAMES = {cls: [name for name, _ in fields] for cls, fields in _FIELDS.items()}
_PARTED = {cls for cls, _ in _ELSEWHERE}
# The fields whose values SQLite does not give back as they were, by position.
_TURNED = {
    cls: [(n, kind.decode) for n, (_, kind) in enumerate(fields) if kind.decode is not _same]
    for cls, fields in _FIELDS.items()
}
# The fields whose values SQLite does not take as they are, by position; and all of them at once.
_GIVEN = {
    cls: [(n, kind.encode) for n, (_, kind) in enumerate(fields) if kind.encode is not _same]
    for cls, fields in _FIELDS.items()
}
_VALUES = {cls: attrgetter(*names) for cls, names in _NAMES.items()}


def columns(cls: type[Any]) -> list[str]:
    """The column names of a record class, quoted, in the order of `encode`."""
    return [f'"{name}"' for name, _ in _FIELDS[cls]]


def listed(cls: type[Any]) -> str:
    """The column names in one line, as SQL takes them."""
    return _LISTED[cls]


_LISTED = {cls: ", ".join(columns(cls)) for cls in TABLES}


def declare(cls: type[Any], *extra: str) -> str:
    """The CREATE TABLE statement of a record class, with further column declarations."""
    own = [
        f'"{name}" {kind.affinity}{" PRIMARY KEY" if name == "id" else ""}'
        for name, kind in _FIELDS[cls]
    ]
    return f"CREATE TABLE {TABLES[cls]} ({', '.join([*own, *extra])})"


def encode(record: Any) -> list[Any]:
    """A record's values, in the order of its table's columns."""
    cls = type(record)
    values = list(_VALUES[cls](record))
    for position, turn in _GIVEN[cls]:
        values[position] = turn(values[position])
    return values


def encoded(records: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """The values of many records of one class, each as `encode` gives them."""
    left = iter(records)
    while some := tuple(islice(left, _TOGETHER)):
        yield from zip(*by_column(some), strict=True)


def by_column(records: Sequence[Any]) -> list[Sequence[Any]]:
    """The values of some hundred records of one class, one at least, column after column.

    To turn a column at a time takes two thirds of the time.
    """
    cls = type(records[0])
    found: list[Sequence[Any]] = list(zip(*map(_VALUES[cls], records), strict=True))
    for position, turn in _GIVEN[cls]:
        found[position] = list(map(turn, found[position]))
    return found


def decode(cls: type[R], values: Sequence[Any], **more: Any) -> R:
    """The record of a row; `more` gives fields that are stored elsewhere."""
    fields, turned = _FIELDS[cls], _TURNED[cls]
    if len(values) != len(fields):
        raise ValueError(f"{len(values)} values for the {len(fields)} fields of {cls.__name__}")
    given = list(values)
    for position, turn in turned:
        given[position] = turn(given[position])
    if not more and cls not in _PARTED:
        return cls(*given)
    return cls(**dict(zip(_NAMES[cls], given, strict=True)), **more)


def pack(records: Iterable[Any]) -> bytes:
    """Records as one compressed value, for what is only ever read back whole."""
    return zlib.compress(_json(list(encoded(records))).encode("utf-8"))


def unpack(cls: type[R], packed: bytes) -> tuple[R, ...]:
    """The records of `pack`."""
    return tuple(decode(cls, values) for values in json.loads(zlib.decompress(packed)))
