"""Saved searches, and what new reports have brought to them.

They are kept beside the generations, in a journal (`index.journal`), so that building the library
anew or a crash loses none. Each line is an event: a search was saved or read (with the reports
it had then been answered from) or forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.journal import Journal
from index.results import Filters, Hit
from quarterline.errors import NotFoundError, QueryError
from quarterline.records import Document

FILE = "saved-searches.jsonl"
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A question under a name. `saved` is an ISO 8601 time in UTC; `read` holds the ids of the
    reports whose hits have been read."""

    name: str
    query: str
    filters: Filters
    saved: str
    read: frozenset[str]


@dataclass(frozen=True, slots=True)
class Alert:
    """A saved search, the reports that it was not yet read in, and its hits in them.

    `problem` says why it could not be asked: a value that it filters by may have gone with
    the report that had it.
    """

    search: SavedSearch
    documents: tuple[Document, ...]
    hits: tuple[Hit, ...]
    problem: str = ""


def save(root: Path, name: str, query: str, filters: Filters, read: Iterable[str]) -> None:
    """Keep a search under a name, in place of one of that name. Raises QueryError on a bad name."""
    clean = " ".join(name.split())
    if not clean or len(clean) > _LONGEST_NAME:
        raise QueryError(
            f"{name!r} is no name for a saved search; expected 1 to {_LONGEST_NAME} characters, "
            "such as: Southend drugs"
        )
    kept = {field: list(getattr(filters, field)) for field in Filters.__slots__}
    # One line: a search saved without what was read would bring every old report as new.
    event = {"event": "save", "name": clean, "query": query, "filters": kept}
    _append(root, event | {"read": sorted(read)})


def mark_read(root: Path, names: Iterable[str], documents: Iterable[str]) -> None:
    """Note that the hits of these reports have been read."""
    read = sorted(documents)
    for name in names:
        _append(root, {"event": "read", "name": name, "documents": read})


def forget(root: Path, name: str) -> None:
    """Forget a saved search; raises NotFoundError."""
    _append(root, {"event": "forget", "name": named(root, name).name})


def named(root: Path, name: str) -> SavedSearch:
    """The saved search of a name, whatever the case; raises NotFoundError."""
    wanted = " ".join(name.split()).casefold()
    known = searches(root)
    for search in known:
        if search.name.casefold() == wanted:
            return search
    listed = ", ".join(s.name for s in known) or "none yet"
    raise NotFoundError(
        f"no saved search {name!r}; there are: {listed}. Save one with: "
        'quarterline alerts save NAME "QUESTION"'
    )


def searches(root: Path) -> list[SavedSearch]:
    """The saved searches, in the order in which they were first saved."""
    found: dict[str, SavedSearch] = {}
    for event in _events(root):
        name = str(event["name"])
        key = name.casefold()
        if event["event"] == "save":
            read = frozenset(event.get("read", ()))
            found[key] = SavedSearch(
                name, str(event["query"]), _filters(event["filters"]), str(event["at"]), read
            )
        elif event["event"] == "forget":
            found.pop(key, None)
        elif key in found:
            old = found[key]
            found[key] = replace(old, read=old.read | set(event["documents"]))
    return list(found.values())


def _filters(kept: dict[str, list[str]]) -> Filters:
    return Filters(**{field: tuple(kept.get(field, ())) for field in Filters.__slots__})


def _append(root: Path, event: dict[str, Any]) -> None:
    """Add one event."""
    stamped = {"at": datetime.now(UTC).isoformat(timespec="seconds")} | event
    Journal(root / FILE).append(lambda before: stamped)


def _events(root: Path) -> list[dict[str, Any]]:
    """Every event of a kind known here; another version may have written others."""
    events = Journal(root / FILE).read()
    return [e for e in events if _FIELDS.get(e.get("event", ""), {""}) <= set(e)]


_FIELDS: dict[str, set[str]] = {
    "save": {"name", "query", "filters", "at"},
    "read": {"name", "documents"},
    "forget": {"name"},
}
