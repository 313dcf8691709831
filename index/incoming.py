"""Files on their way into a library: which ones are named, their bytes, what is awaited."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.ingest import Ingested
from quarterline.errors import LimitError, ReadError
from quarterline.periods import Quarter
from quarterline.settings import Limits

_SKIPPED = (".", "~$", "__")  # hidden files, Word's lock files, Python's caches
# Files that tell of a folder and are no report, in any format.
_ABOUT = frozenset("readme license licence changelog contributing notice".split())


@dataclass(slots=True)
class Sent:
    """A file on its way: its bytes, and its records to wait for.

    Without `wait` there is none: a problem told why, or the library holds it already.
    """

    path: Path
    problem: Exception | None = None
    data: bytes = b""
    digest: str = ""
    quarter: Quarter | None = None
    force: str = ""
    wait: Callable[[], Ingested] | None = None

    @property
    def given(self) -> tuple[str, str]:
        """What the user said of it: quarter and force, each empty where nothing was said."""
        return "" if self.quarter is None else str(self.quarter), self.force


def files(paths: Iterable[Path], root: Path) -> Iterator[tuple[Path, str]]:
    """Every file named or in a folder named, with a problem where there is none to read.

    The library's own folder is passed over when it stands among the reports.
    """
    for path in paths:
        if path.is_dir():
            inside = [
                found
                for found in sorted(path.rglob("*"))
                if found.is_file()
                and found.stem.lower() not in _ABOUT
                and not found.resolve().is_relative_to(root)
                and not any(p.startswith(_SKIPPED) for p in found.relative_to(path).parts)
            ]
            yield from ((found, "") for found in inside)
            if not inside:
                yield path, f"{path} holds no file; name a folder with reports in it"
        elif path.is_file():
            yield path, ""
        elif path.exists():
            yield path, f"{path} is not a file; name a report or a folder of reports"
        else:
            yield path, f"{path} does not exist; check the spelling of the path"


def opened(path: Path, problem: str) -> Sent:
    """A file with its bytes and their sha256, or the problem with it."""
    if problem:
        return Sent(path, ReadError(problem))
    try:
        data = _bytes(path)
    except ReadError as error:
        return Sent(path, error)
    return Sent(path, None, data, hashlib.sha256(data).hexdigest())


def _bytes(path: Path) -> bytes:
    limit = Limits().bytes
    try:
        size = path.stat().st_size
        if size > limit:
            raise LimitError(
                f"{path.name} has {size:,} bytes, more than the {limit:,} that are taken; "
                "split the report or save it without pictures"
            )
        return path.read_bytes()
    except OSError as error:
        raise ReadError(
            f"{path.name} cannot be opened: {error.strerror or error}; check its permissions"
        ) from error
