"""What the screens need of a library and no screen should work out itself."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from quarterline.errors import NotFoundError
from quarterline.periods import Quarter
from quarterline.records import Document, Passage
from ui.report_cards import Counts
from ui.words import visible

if TYPE_CHECKING:
    from index.library import Library
    from index.results import AddResult, Progress


def counts_of(library: Library, document: Document) -> Counts:
    """Passages, distinct operations and projects, and figures of a report."""
    return Counts(*library.counts(document.id))


def neighbours(library: Library, passage: Passage) -> tuple[Passage | None, Passage | None]:
    """The passages before and after one, None at the report's ends."""
    return (
        _passage(library, passage.document, passage.order - 1),
        _passage(library, passage.document, passage.order + 1),
    )


def _passage(library: Library, document: str, order: int) -> Passage | None:
    try:
        return library.passage(f"{document}#{order}")
    except NotFoundError:
        return None


def newest_first(documents: Iterable[Document]) -> list[Document]:
    """Documents by quarter, the newest first; those without a quarter come last."""
    return sorted(
        documents,
        key=lambda d: (-d.quarter.year * 4 - d.quarter.number if d.quarter else 0, d.source),
    )


def part_start(passage: int, size: int) -> int:
    """Index (from 0) of the first passage of the part that holds passage number `passage`."""
    return (max(passage, 1) - 1) // size * size


def safe_name(name: str) -> str:
    """The last part of an uploaded file's name, so that it can stand for itself in a folder."""
    last = PurePosixPath(visible(name).replace("\\", "/")).name
    return last if last not in ("", ".", "..") else "report"


@contextmanager
def uploaded(files: Iterable[tuple[str, bytes]]) -> Iterator[list[Path]]:
    """Uploaded files (name, content) as files on disk, gone when the block ends.

    Each stands in a folder of its own: two files of one name are two files.
    """
    from index.disk import telling  # noqa: PLC0415 - only where files come in

    with tempfile.TemporaryDirectory(prefix="quarterline-") as folder:
        paths: list[Path] = []
        with telling(Path(folder), "The library is as it was"):
            for number, (name, content) in enumerate(files):
                path = Path(folder, str(number), safe_name(name))
                path.parent.mkdir()
                path.write_bytes(content)
                paths.append(path)
        yield paths


def gap_between(newer: Document | None, older: Document) -> tuple[Quarter, ...]:
    """The quarters between two reports of a list with the newest first: those it misses."""
    if newer is None or newer.quarter is None or older.quarter is None:
        return ()
    found = []
    quarter = older.quarter.shift(1)
    while quarter < newer.quarter:
        found.append(quarter)
        quarter = quarter.shift(1)
    return tuple(found)


def original_bytes(library: Library, document: Document) -> bytes | None:
    """The report as it was given; None when the library no longer has it."""
    from index import originals  # noqa: PLC0415 - only where it is asked for

    path = originals.find(library.path, document.sha256)
    return None if path is None else path.read_bytes()


def correct(
    library: Library,
    document: Document,
    quarter: str,
    force: str,
    progress: Callable[[Progress], None] | None = None,
) -> list[AddResult]:
    """Read a report again under a quarter ("2019-20 Q3") and force given by hand.

    Raises PeriodError for another form, NotFoundError when the original is no longer there.
    """
    given = Quarter.parse(quarter) if quarter else None
    content = original_bytes(library, document)
    if content is None:
        raise NotFoundError(f"the original of {document.source} is no longer in the library")
    with uploaded([(document.source, content)]) as paths:
        return library.add(paths, quarter=given, force=force or None, progress=progress)


def remove(
    library: Library, document: Document, progress: Callable[[Progress], None] | None = None
) -> list[AddResult]:
    """Take a report out of the library; nothing was added."""
    library.remove(document.id, progress=progress)
    return []


def add_uploads(
    library: Library,
    files: Iterable[tuple[str, bytes]],
    progress: Callable[[Progress], None] | None = None,
) -> list[AddResult]:
    """Add uploaded files (name, content) to the library; one result a file."""
    with uploaded(files) as paths:
        return library.add(paths, progress=progress)
