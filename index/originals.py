"""The reports as they were given, each under its sha256: what a library is rebuilt from."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from index import disk

FOLDER = "originals"
_DIGEST = re.compile(r"^[0-9a-f]{64}$")


def keep(root: Path, data: bytes, digest: str, name: str) -> None:
    """Keep a report as it was given, once; raises LibraryError where it cannot be written."""
    extension = re.sub(r"[^a-z0-9]", "", Path(name).suffix.lower())[:8] or "bin"
    target = root / FOLDER / f"{digest}.{extension}"
    if target.is_file() and target.stat().st_size == len(data) and not problem(target):
        return
    with disk.telling(target, "The library is as it was"):
        target.parent.mkdir(parents=True, exist_ok=True)
        disk.replace(target, data)


def find(root: Path, digest: str) -> Path | None:
    """Where the bytes with this sha256 are kept; None when they are not."""
    return next(iter(sorted((root / FOLDER).glob(f"{digest}.*"))), None)


def problem(path: Path) -> str:
    """What is wrong with an original, whose name is the hash of its bytes; empty when well."""
    try:
        well = disk.sha256(path) == path.name.partition(".")[0]
    except OSError as error:
        return f"cannot be read: {error.strerror or error}"
    return "" if well else "does not hash to the sha256 in its name"


def listed(root: Path) -> list[Path]:
    """Every original, by name."""
    folder = root / FOLDER
    found = folder.iterdir() if folder.is_dir() else ()
    return sorted(p for p in found if _DIGEST.match(p.name.partition(".")[0]))


def drop(root: Path, digest: str) -> None:
    """Forget a report's bytes; raises LibraryError where they cannot be deleted."""
    for path in (root / FOLDER).glob(f"{digest}.*"):
        with disk.telling(path, "The report is out of the library, its bytes are still there"):
            path.unlink(missing_ok=True)


def sweep(root: Path, held: Collection[str]) -> None:
    """Delete what no generation holds: the leftovers of a killed or failed writer.

    They are the bytes of a report that was being added, or whose removal was all but done.
    """
    for path in listed(root):
        if path.name.partition(".")[0] not in held:
            path.unlink(missing_ok=True)
