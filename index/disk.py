"""Bytes that reach the disk whole or not at all, and what went wrong when they could not."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from quarterline.errors import LibraryError, QuarterlineError

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_FORBIDDEN = (errno.EACCES, errno.EPERM)


@contextmanager
def telling(place: Path, safe: str) -> Iterator[None]:
    """Turn what the system says of a failed write into a LibraryError with the next step.

    `place` is what was being written, `safe` says in a clause what is untouched. FAISS reports
    a full disk as RuntimeError, SQLite as an error of its own.
    """
    try:
        yield
    except QuarterlineError:
        raise
    except (OSError, sqlite3.Error, RuntimeError) as error:
        raise LibraryError(explain(place, error, safe)) from error


def explain(place: Path, error: Exception, safe: str) -> str:
    """What happened, what is safe, and what to do, in one sentence of each."""
    number = error.errno if isinstance(error, OSError) else None
    words = str(error).lower()
    if number in _FULL or "is full" in words or "no space left" in words or "too large" in words:
        what = f"{place} cannot be written: the disk is full ({_free(place)})"
        step = "make room on the disk, then run the same command again"
    elif number == errno.EROFS or "readonly" in words or "read-only" in words:
        what = f"{place} cannot be written: the disk or folder is read-only"
        step = "make it writable, or name another library with --library"
    elif number in _FORBIDDEN or "permission denied" in words:
        what = f"{place} cannot be written: permission denied"
        step = "ask for the right to write there, or name another library with --library"
    else:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        what = f"{place} cannot be written: {reason}"
        step = "check the disk, then run the same command again"
    return f"{what}. {safe}; {step}"


def replace(target: Path, data: bytes) -> None:
    """Write a file so that others see the old bytes or the new ones, and a crash either."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    flush(target.parent)


def set_aside(path: Path, folder: Path, kind: str = "") -> Path:
    """Keep a damaged file's bytes in a folder, under a name that is free; returns where."""
    folder.mkdir(parents=True, exist_ok=True)
    names = (folder / f"{kind}{path.name}-{number}" for number in count(1))
    target = next(name for name in names if not name.exists())
    target.write_bytes(path.read_bytes())
    flush(target)
    flush(folder)
    return target


def flush(path: Path) -> None:
    """Push a file or folder to the disk."""
    if os.name == "nt" and path.is_dir():  # Windows cannot open folders, and journals them
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256(path: Path) -> str:
    """Hexadecimal sha256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def size_on_disk(root: Path) -> int:
    """Bytes of all files under a folder."""
    total = 0
    for path in root.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:  # pruned by a writer while we look
            continue
    return total


def _free(place: Path) -> str:
    for folder in (place, *place.parents):
        try:
            return f"{shutil.disk_usage(folder).free / 1e6:,.1f} MB free"
        except OSError:
            continue
    return "free space unknown"
