"""The library's folder: generations, the swap of CURRENT, the writer's lock, the originals.

A generation is written whole into `generations/.new-…`, every file and folder flushed to the
disk, renamed to its number, and only then named by CURRENT, itself replaced by rename. So at
any instant CURRENT names a generation that is complete; what a killed writer leaves behind is
named by nothing and is swept by the next writer.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quarterline.errors import DamagedLibraryError, LibraryError, LibraryLockedError

SCHEMA = 1
DATABASE = "library.sqlite"
VECTORS = "vectors.faiss"
LEXICAL = "lexical"
MANIFEST = "manifest.json"

# How long a writer waits for another one before it gives up. An upload in the app and an
# `add` in a terminal that meet by chance should both succeed; a long build should not block.
LOCK_SECONDS = 3.0

_NUMBER = re.compile(r"^\d{6,}$")
_STAGING = ".new-"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds.

    `pipeline` names the state of the reading rooms, `profiles` that of each force's terms;
    `files` gives sha256 and bytes of every file but this one.
    """

    schema: int
    generation: int
    created: str
    encoder: str
    dimensions: int
    pipeline: str
    profiles: dict[str, str]
    counts: dict[str, int]
    files: dict[str, dict[str, Any]]


def folder_of(root: Path, number: int) -> Path:
    """The folder of generation `number`."""
    return root / "generations" / f"{number:06d}"


def current(root: Path) -> int | None:
    """Number of the generation in use; None where there is no library.

    Raises DamagedLibraryError when CURRENT does not hold a number.
    """
    try:
        text = (root / "CURRENT").read_text(encoding="ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise DamagedLibraryError(f"{root / 'CURRENT'} cannot be read: {error}") from error
    if not _NUMBER.match(text):
        raise DamagedLibraryError(
            f"{root / 'CURRENT'} holds {text!r}, expected a generation's number such as 000007; "
            f"write into it the name of the newest folder under {root / 'generations'}"
        )
    return int(text)


@contextmanager
def writer(root: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold the writer's lock; raises LibraryLockedError after `seconds`.

    The lock is the operating system's: it falls with the process that held it, however that
    ended. Leftovers of killed writers are swept once it is held.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - readers never need it

    try:
        root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(root / ".lock", timeout=seconds)
        lock.acquire()
    except Timeout:
        raise LibraryLockedError(
            f"another process is writing to the library at {root}; "
            "wait until it has finished and try again (searching is possible meanwhile)"
        ) from None
    except OSError as error:
        raise LibraryError(
            f"the library at {root} cannot be written: {error.strerror or error}; "
            "check the folder's permissions, or name another one with --library"
        ) from error
    try:
        _sweep(root)
        yield
    finally:
        lock.release()


@contextmanager
def staging(root: Path) -> Iterator[Path]:
    """A folder for a new generation beside the others; removed unless it was published."""
    parent = root / "generations"
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=_STAGING, dir=parent))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(root: Path, staged: Path, manifest: Manifest) -> None:
    """Make the staged folder the generation in use, and prune all but the previous one.

    The files' hashes in `manifest` are replaced by those of the staged files.
    """
    files = {
        path.relative_to(staged).as_posix(): {"sha256": sha256(path), "bytes": path.stat().st_size}
        for path in sorted(staged.rglob("*"))
        if path.is_file()
    }
    record = {name: getattr(manifest, name) for name in Manifest.__slots__} | {"files": files}
    (staged / MANIFEST).write_text(
        json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    for path in sorted(staged.rglob("*"), reverse=True):
        flush(path)
    flush(staged)
    target = folder_of(root, manifest.generation)
    staged.rename(target)
    flush(target.parent)
    previous = current(root)
    replace(root / "CURRENT", f"{manifest.generation:06d}\n".encode("ascii"))
    _prune(root, keep={manifest.generation, previous})


def adopt(root: Path) -> bool:
    """Put a lost CURRENT back, naming the newest whole generation; whether there was one.

    Happens to a first writer killed just before the swap, and to a CURRENT deleted by hand.
    """
    for number in reversed(_numbers(root)):
        try:
            read_manifest(root, number)
        except DamagedLibraryError:
            continue
        replace(root / "CURRENT", f"{number:06d}\n".encode("ascii"))
        return True
    return False


def next_number(root: Path) -> int:
    """A number above every generation's, so that a name is never used twice."""
    return max([*_numbers(root), current(root) or 0], default=0) + 1


def read_manifest(root: Path, number: int) -> Manifest:
    """The manifest of a generation, its files present and of the recorded size.

    Hashes are left to `verify`, since hashing a large library takes long. Raises
    DamagedLibraryError for anything else than a whole generation of this schema.
    """
    folder = folder_of(root, number)
    try:
        data = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        manifest = Manifest(**{name: data[name] for name in Manifest.__slots__})
    except FileNotFoundError:
        raise DamagedLibraryError(
            f"{folder / MANIFEST} is missing; restore the library from a copy, or remove "
            f"{root} and add the reports again"
        ) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedLibraryError(f"{folder / MANIFEST} cannot be read: {error}") from error
    if manifest.schema != SCHEMA:
        raise DamagedLibraryError(
            f"the library at {root} has schema {manifest.schema}, this version reads {SCHEMA}; "
            "add its originals to a new library: quarterline --library NEW add "
            f"{root / 'originals'}"
        )
    for name, expected in manifest.files.items():
        problem = _size_problem(folder / name, expected)
        if problem:
            raise DamagedLibraryError(
                f"{folder / name} {problem}; restore the library from a copy, or add the reports "
                f"in {root / 'originals'} to a new one"
            )
    return manifest


def verify(root: Path, manifest: Manifest) -> dict[str, str]:
    """Each file's name with what is wrong with it, empty when size and sha256 are as recorded."""
    folder = folder_of(root, manifest.generation)
    found: dict[str, str] = {}
    for name, expected in manifest.files.items():
        problem = _size_problem(folder / name, expected)
        if not problem and sha256(folder / name) != expected["sha256"]:
            problem = "does not hash to the sha256 in the manifest"
        found[name] = problem
    return found


def keep_original(root: Path, data: bytes, digest: str, name: str) -> None:
    """Keep a report as it was given, once."""
    target = _original(root, digest, name)
    if not target.is_file() or target.stat().st_size != len(data):
        target.parent.mkdir(parents=True, exist_ok=True)
        replace(target, data)


def original(root: Path, digest: str) -> Path | None:
    """Where the bytes with this sha256 are kept; None when they are not."""
    return next(iter(sorted((root / "originals").glob(f"{digest}.*"))), None)


def drop_original(root: Path, digest: str) -> None:
    """Forget a report's bytes."""
    for path in (root / "originals").glob(f"{digest}.*"):
        path.unlink(missing_ok=True)


def size_on_disk(root: Path) -> int:
    """Bytes of all files under the library's folder."""
    total = 0
    for path in root.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except FileNotFoundError:  # pruned by a writer while we look
            continue
    return total


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


def _original(root: Path, digest: str, name: str) -> Path:
    extension = re.sub(r"[^a-z0-9]", "", Path(name).suffix.lower())[:8] or "bin"
    return root / "originals" / f"{digest}.{extension}"


def _size_problem(path: Path, expected: dict[str, Any]) -> str:
    try:
        size = path.stat().st_size
    except OSError:
        return "is missing"
    wanted = expected["bytes"]
    return "" if size == wanted else f"has {size} bytes, expected {wanted}"


def _numbers(root: Path) -> list[int]:
    folder = root / "generations"
    names = [p.name for p in folder.iterdir()] if folder.is_dir() else []
    return sorted(int(name) for name in names if _NUMBER.match(name))


def _sweep(root: Path) -> None:
    """Remove what a killed writer left: staged folders, and generations never swapped in."""
    for path in (root / "generations").glob(f"{_STAGING}*"):
        shutil.rmtree(path, ignore_errors=True)
    for path in (*root.glob(".CURRENT-*"), *(root / "originals").glob(".*")):
        path.unlink(missing_ok=True)
    newest = current(root)
    for number in _numbers(root):
        if newest is not None and number > newest:
            shutil.rmtree(folder_of(root, number), ignore_errors=True)


def _prune(root: Path, keep: set[int | None]) -> None:
    for number in _numbers(root):
        if number not in keep:
            shutil.rmtree(folder_of(root, number), ignore_errors=True)
