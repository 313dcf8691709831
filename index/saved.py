"""Saved searches, and what new reports have brought to them.

They are kept beside the generations, in a file to which lines are only added, so that building
the library anew or a crash loses none: a line is whole or it is passed over. Each line is an
event: a search was saved, read (with the reports it had then been answered from) or forgotten.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

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
    _append(root, {"event": "save", "name": clean, "query": query, "filters": kept})
    _append(root, {"event": "read", "name": clean, "documents": sorted(read)})


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
            found[key] = SavedSearch(
                name, str(event["query"]), _filters(event["filters"]), str(event["at"]), frozenset()
            )
        elif event["event"] == "forget":
            found.pop(key, None)
        elif key in found:
            old = found[key]
            read = old.read | set(event["documents"])
            found[key] = SavedSearch(old.name, old.query, old.filters, old.saved, read)
    return list(found.values())


def _filters(kept: dict[str, list[str]]) -> Filters:
    return Filters(**{field: tuple(kept.get(field, ())) for field in Filters.__slots__})


def _append(root: Path, event: dict[str, Any]) -> None:
    """Add one line in one write, and push it to the disk."""
    stamped = {"at": datetime.now(UTC).isoformat(timespec="seconds")} | event
    line = json.dumps(stamped, ensure_ascii=False) + "\n"
    path = root / FILE
    # A line that a crash cut short must not swallow this one.
    before = path.read_bytes() if path.exists() else b""
    torn = bool(before) and not before.endswith(b"\n")
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(handle, (("\n" if torn else "") + line).encode("utf-8"))
        os.fsync(handle)
    finally:
        os.close(handle)


def _events(root: Path) -> list[dict[str, Any]]:
    try:
        lines = (root / FILE).read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return []
    events = []
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict) and _FIELDS.get(event.get("event", ""), {""}) <= set(event):
            events.append(event)
    return events


_FIELDS: dict[str, set[str]] = {
    "save": {"name", "query", "filters", "at"},
    "read": {"name", "documents"},
    "forget": {"name"},
}
