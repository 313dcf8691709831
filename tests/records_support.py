"""A library of small reports, for the tests of the records on a server."""

from __future__ import annotations

from pathlib import Path

from index.fake import FakeIngest
from index.library import Library
from models.fake import FakeEncoder

REPORT = "force: Testshire\nquarter: 2020-21 Q{}\n\n# 1 Order\nKnife arches stood there {} times.\n"


def small_library(root: Path) -> Path:
    """A library of one report, at `root`."""
    Library(root, encoder=FakeEncoder(), ingest=FakeIngest(), create=True, records="")
    add(opened_at(root), 1)
    return root


def opened_at(root: Path, records: str = "") -> Library:
    """The library at `root`, its records in the folder or on a server."""
    return Library(root, encoder=FakeEncoder(), ingest=FakeIngest(), records=records)


def add(library: Library, number: int) -> None:
    """Add the report of a quarter."""
    path = library.path.parent / f"{number}.txt"
    path.write_text(REPORT.format(number, number), encoding="utf-8")
    library.add([path])
