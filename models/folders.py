"""Where models are kept that no installed package carries as they are run."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import platformdirs

from quarterline.errors import ModelError

MODELS_VARIABLE = "QUARTERLINE_MODELS"


def models_folder(given: str | os.PathLike[str] | None = None) -> Path:
    """As given, else `QUARTERLINE_MODELS`, else a folder beside the user's library."""
    if given is not None:
        return Path(given)
    from_environment = os.environ.get(MODELS_VARIABLE)
    if from_environment:
        return Path(from_environment)
    return Path(platformdirs.user_data_dir("quarterline", appauthor=False)) / "models"


def sha256(path: Path) -> str:
    """The sha256 of a file, in hex; raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def making(lock: Path, file: Path, seconds: float) -> Iterator[None]:
    """While one process makes `file`, others wait; raises ModelError when that takes longer."""
    from filelock import FileLock, Timeout  # noqa: PLC0415 - what is there needs no lock

    try:
        with FileLock(lock, timeout=seconds):
            yield
    except Timeout:
        raise ModelError(
            f"another process has been making {file} for {seconds:.0f} seconds; "
            "end it, then try again"
        ) from None


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that its name never stands for half of it; raises OSError.

    The caller holds a lock: two writers would share the unfinished file.
    """
    unfinished = path.with_name(f".{path.name}.new")
    try:
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
