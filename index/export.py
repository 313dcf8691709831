"""The export: JSON Lines, one file a record kind. The contract is in DESIGN.md."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from index import generations
from index.snapshot import Snapshot
from quarterline.errors import LibraryError
from quarterline.records import (
    Check,
    Claim,
    Comparison,
    Document,
    Mention,
    Passage,
    to_row,
)

R = TypeVar("R", Passage, Mention, Claim, Comparison)


def export(snapshot: Snapshot, folder: Path) -> list[Path]:
    """Write every record of every document, superseded versions too; returns the files.

    Rows follow quarters, then offsets, so that two exports of one library are the same
    bytes. `documents.jsonl` says in `superseded_by` which documents are not in use. Each
    file is replaced whole. Raises LibraryError when the folder cannot be written.
    """
    documents = snapshot.documents(superseded=True)
    sources = {d.id: d.source for d in documents}
    ids = [d.id for d in documents]
    kinds: dict[str, Iterable[dict[str, Any]]] = {
        "documents": (_document(d, snapshot.superseded.get(d.id, "")) for d in documents),
        "passages": _rows(snapshot, Passage, ids, sources),
        "mentions": _rows(snapshot, Mention, ids, sources),
        "claims": _rows(snapshot, Claim, ids, sources),
        "comparisons": _rows(snapshot, Comparison, ids, sources),
        "checks": (_check(c, sources) for c in sorted(snapshot.checks(), key=lambda c: c.id)),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = []
        for name, rows in kinds.items():
            target = folder / f"{name}.jsonl"
            lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            generations.replace(target, "".join(lines).encode("utf-8"))
            written.append(target)
    except OSError as error:
        raise LibraryError(
            f"cannot write the export to {folder}: {error.strerror or error}; "
            "name a folder that can be written"
        ) from error
    return written


def _rows(
    snapshot: Snapshot,
    cls: type[R],
    ids: Iterable[str],
    sources: dict[str, str],
) -> Iterator[dict[str, Any]]:
    for key in ids:
        for record in snapshot.records(cls, key):
            yield _with_source(to_row(record), sources[key])


def _with_source(row: dict[str, Any], source: str) -> dict[str, Any]:
    """The row with `source` after `document`, where a reader looks for it."""
    fields = dict(row)
    head = {"id": fields.pop("id"), "document": fields.pop("document"), "source": source}
    return head | fields


def _document(document: Document, superseded_by: str) -> dict[str, Any]:
    row = to_row(document)
    span = {"document": document.id, "start": 0, "end": len(document.text)}
    return _with_source(row | span, document.source) | {"superseded_by": superseded_by}


def _check(check: Check, sources: dict[str, str]) -> dict[str, Any]:
    """A check spans the claims it rests on; its own place is that of the first."""
    first = check.spans[0] if check.spans else None
    document, source = (first.document, first.source) if first else ("", "")
    start, end = (first.start, first.end) if first else (0, 0)
    place = {"document": document, "start": start, "end": end, "text": check.explanation}
    return _with_source(to_row(check) | place, sources.get(document, source))
