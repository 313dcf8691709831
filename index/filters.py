"""Filters that really filter: from what was asked for to the rows that may be found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from index.dates import read_quarter
from index.names import Names, nearest
from index.results import Filters
from index.snapshot import Snapshot
from index.tagged import both
from index.vectors import Rows
from quarterline.errors import NotFoundError, PeriodError, QueryError
from quarterline.periods import Quarter

# What people call the kinds of passages, in the singular.
_KINDS = {
    "bullet": "bullet",
    "bullet point": "bullet",
    "paragraph": "paragraph",
    "row": "row",
    "table row": "row",
}


def resolved(snapshot: Snapshot, filters: Filters) -> dict[str, tuple[str, ...]]:
    """The tags that a passage must have, one of the values of each kind.

    Values are resolved ("southend", "Q2 2020/21", "5"); one that the library does not know
    raises QueryError, which names the nearest.
    """
    names = snapshot.names
    wanted = {
        "place": _resolve(filters.places, lambda v: _place(snapshot, v)),
        "quarter": _resolve(filters.quarters, lambda v: _quarter(names, v)),
        "priority": _resolve(filters.priorities, lambda v: _priority(names, v)),
        "operation": _resolve(filters.operations, lambda v: _operation(names, v)),
        "document": _resolve(filters.documents, lambda v: _document(snapshot, v)),
    }
    wanted["kind"] = _resolve(filters.kinds, _kind)
    return {kind: tuple(values) for kind, values in wanted.items() if values}


def allowed_rows(snapshot: Snapshot, required: Mapping[str, Sequence[str]]) -> Rows | None:
    """Ascending rows that have every tag required; None where none is."""
    allowed: Rows | None = None
    for kind, values in required.items():
        rows = _rows(snapshot, kind, values)
        allowed = rows if allowed is None else both(allowed, rows)
    return allowed


def _rows(snapshot: Snapshot, kind: str, values: Sequence[str]) -> Rows:
    """Ascending rows that have one of the values; a force has all passages of its reports."""
    if kind == "kind":
        return np.array(snapshot.store.rows_of_kinds(values), dtype=np.int64)
    rows = snapshot.rows(kind, tuple(values))
    if kind == "place":
        for force in snapshot.forces:
            if force.name in values:
                rows = np.union1d(rows, snapshot.rows("document", force.documents))
    return rows


def _resolve(values: Iterable[str], one: Callable[[str], Sequence[str]]) -> list[str]:
    return list(dict.fromkeys(name for value in values for name in one(value)))


def _kind(value: str) -> list[str]:
    found = _KINDS.get(value.strip().casefold().removesuffix("s"))
    if found is None:
        raise QueryError(
            f"{value!r} is not a kind of passage; expected bullet, paragraph or table row"
        )
    return [found]


def _place(snapshot: Snapshot, value: str) -> list[str]:
    names = snapshot.names
    known = names.place_named(value)
    if known is not None:
        return [known]
    force = next((f.name for f in snapshot.forces if f.is_called(value)), None)
    if force is not None:
        return [force]
    # Places outside every gazetteer are known only as the reports wrote them.
    same = [p for p in names.places if p.casefold() == value.strip().casefold()]
    return same or _unknown("place", value, names.places)


def _quarter(names: Names, value: str) -> list[str]:
    try:
        quarter = read_quarter(value) or Quarter.parse(value)
    except PeriodError:
        raise QueryError(
            f"{value!r} is not a quarter; expected a form such as 2019-20 Q3 or Q3 2019/20"
        ) from None
    known = str(quarter)
    return [known] if known in names.quarters else _unknown("quarter", known, names.quarters)


def _priority(names: Names, value: str) -> list[str]:
    return names.priorities_like(value) or _unknown("priority", value, names.priorities)


def _operation(names: Names, value: str) -> list[str]:
    found = names.operation(value)
    if found is not None and found.exact:
        return [found.name]
    return _unknown("operation", value, names.operations)


def _document(snapshot: Snapshot, value: str) -> list[str]:
    try:
        return [snapshot.document(value).id]
    except NotFoundError as error:
        raise QueryError(str(error)) from None


def _unknown(kind: str, value: str, known: Sequence[str]) -> list[str]:
    close = nearest(value, known)
    if close:
        hint = f"did you mean {' or '.join(close)}?"
    elif known:
        hint = f"expected one of {', '.join(known[:8])}{' …' if len(known) > 8 else ''}"
    else:
        hint = f"the reports in the library have no {kind}"
    raise QueryError(f"no passage has the {kind} {value!r}; {hint}")
