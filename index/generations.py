"""The library's folder: generations, the swap of CURRENT, and the writer's lock.

A generation is written whole into `generations/.new-…`, every file and folder flushed to the
disk, renamed to its number, and only then named by CURRENT, itself replaced by rename. So at
any instant CURRENT names a generation that is complete; what a killed writer leaves behind is
named by nothing and is swept by the next writer. Numbers alone order generations, never the
clock. `copies/` holds a second copy of each manifest, made after its swap: a CURRENT that
names less than was in use is then known to be damaged, and a damaged manifest can be put back.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace as with_fields
from itertools import chain
from pathlib import Path
from typing import Any

from index import disk, originals
from index.disk import flush, replace, sha256, size_on_disk
from index.manifest import MEND, OLDEST, SCHEMA, Manifest, forbidden, parse, render
from quarterline.errors import (
    DamagedLibraryError,
    LibraryError,
    LibraryLockedError,
    LibraryNotFoundError,
)

__all__ = ["SCHEMA", "Manifest", "flush", "replace", "sha256", "size_on_disk"]

DATABASE = "library.sqlite"
VECTORS = "vectors.faiss"
LEXICAL = "lexical"
MANIFEST = "manifest.json"
COPIES = "copies"

# How long a writer waits for another one before it gives up. An upload in the app and an
# `add` in a terminal that meet by chance should both succeed; a long build should not block.
LOCK_SECONDS = 3.0

_NUMBER = re.compile(r"\A\d{6,}\Z")
_POINTER = re.compile(r"\A\d{6,}\n?\Z")
_STAGING = ".new-"


def folder_of(root: Path, number: int) -> Path:
    """The folder of generation `number`."""
    return root / "generations" / f"{number:06d}"


def copy_of(root: Path, number: int) -> Path:
    """The second copy of the manifest of generation `number`."""
    return root / COPIES / f"{number:06d}.json"


def current(root: Path) -> int | None:
    """Number of the generation in use; None where CURRENT is missing.

    Raises DamagedLibraryError when CURRENT does not hold a number, or one below that of a
    generation that was in use.
    """
    # Copies first: one is made after CURRENT has named its generation, so that a swap between
    # our two looks is no damage.
    used = max(copied(root), default=0)
    path = root / "CURRENT"
    try:
        text = path.read_bytes().decode("ascii")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError:
        raise forbidden(path) from None
    except (OSError, UnicodeDecodeError) as error:
        raise DamagedLibraryError(f"{path} cannot be read: {error}; {MEND}") from error
    if not _POINTER.match(text):
        raise DamagedLibraryError(
            f"{path} holds {text[:40].strip()!r}, expected a generation's number such as 000007; "
            f"{MEND}"
        )
    if int(text) < used:
        raise DamagedLibraryError(
            f"{path} names generation {int(text)}, but {used} was in use after it; {MEND}"
        )
    return int(text)


def nothing_at(root: Path) -> LibraryError:
    """The error to raise where CURRENT is missing: no library yet, or one that lost it."""
    if copied(root):
        return DamagedLibraryError(f"{root / 'CURRENT'} is missing; {MEND}")
    return LibraryNotFoundError(
        f"no library at {root}; add a report first: quarterline add REPORT, "
        "or name another folder with --library"
    )


@contextmanager
def writer(root: Path, seconds: float = LOCK_SECONDS, *, sweep: bool = True) -> Iterator[None]:
    """Hold the writer's lock; raises LibraryLockedError after `seconds`.

    The lock is the operating system's: it falls with the process that held it, however that
    ended. Leftovers of killed writers are swept once it is held, unless `sweep` is False.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - readers never need it

    lock = FileLock(root / ".lock", timeout=seconds)
    with disk.telling(root, "Nothing was changed"):
        root.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire()
        except Timeout:
            raise LibraryLockedError(
                f"another process is writing to the library at {root}; "
                "wait until it has finished and try again (searching is possible meanwhile)"
            ) from None
    try:
        if sweep:
            _sweep(root)
        yield
    finally:
        lock.release()


@contextmanager
def staging(root: Path) -> Iterator[Path]:
    """A folder for a new generation beside the others; removed unless it was published.

    Raises LibraryError when the disk is full, read-only or out of reach: CURRENT then names
    the generation that it named before, which nothing has touched.
    """
    parent = root / "generations"
    with disk.telling(parent, "The library is as it was"):
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=_STAGING, dir=parent))
        try:
            folder.chmod(0o755)
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
    data = render(with_fields(manifest, files=files))
    (staged / MANIFEST).write_bytes(data)
    for path in sorted(staged.rglob("*"), reverse=True):
        flush(path)
    flush(staged)
    previous = named(root)
    target = folder_of(root, manifest.generation)
    staged.rename(target)
    flush(target.parent)
    point(root, manifest.generation)
    # The swap is done: what fails from here on is made good by the next writer.
    with suppress(OSError):
        keep_copy(root, manifest.generation)
        _prune(root, keep={manifest.generation, previous})


def point(root: Path, number: int) -> None:
    """Let CURRENT name a generation."""
    replace(root / "CURRENT", f"{number:06d}\n".encode("ascii"))


def keep_copy(root: Path, number: int) -> None:
    """Make the second copy of a generation's manifest."""
    (root / COPIES).mkdir(exist_ok=True)
    replace(copy_of(root, number), (folder_of(root, number) / MANIFEST).read_bytes())


def adopt(root: Path) -> bool:
    """Put a lost CURRENT back, naming the newest whole generation; whether there was one.

    Happens to a first writer killed just before the swap, and to a CURRENT deleted by hand.
    """
    for number in reversed(numbers(root)):
        try:
            read_manifest(root, number)
        except DamagedLibraryError:
            continue
        point(root, number)
        return True
    return False


def next_number(root: Path) -> int:
    """A number above every generation's, so that a name is never used twice."""
    return max([*numbers(root), *copied(root)], default=0) + 1


def read_manifest(root: Path, number: int) -> Manifest:
    """The manifest of a generation, whole by its own seal, its files of the recorded size.

    Hashes of the files are left to `verify`, since hashing a large library takes long. Raises
    DamagedLibraryError for anything else than a whole generation of a schema that is read.
    """
    folder = folder_of(root, number)
    manifest = parse(folder / MANIFEST, root)
    if manifest.generation != number:
        raise DamagedLibraryError(
            f"{folder / MANIFEST} is that of generation {manifest.generation}; {MEND}"
        )
    for name, expected in manifest.files.items():
        problem = _size_problem(folder / name, expected)
        if problem:
            raise DamagedLibraryError(f"{folder / name} {problem}; {MEND}")
    return manifest


def verify(root: Path, manifest: Manifest) -> dict[str, str]:
    """Each file's name with what is wrong with it, empty when size and sha256 are as recorded."""
    folder = folder_of(root, manifest.generation)
    found: dict[str, str] = {}
    for name, expected in manifest.files.items():
        problem = _size_problem(folder / name, expected)
        try:
            if not problem and sha256(folder / name) != expected["sha256"]:
                problem = "does not hash to the sha256 in the manifest"
        except OSError as error:
            problem = f"cannot be read: {error.strerror or error}"
        found[name] = problem
    return found


def numbers(root: Path) -> list[int]:
    """The numbers of all generations in the folder, ascending, whole or not."""
    folder = root / "generations"
    names = [p.name for p in folder.iterdir()] if folder.is_dir() else []
    return sorted(int(name) for name in names if _NUMBER.match(name))


def _size_problem(path: Path, expected: dict[str, Any]) -> str:
    try:
        size = path.stat().st_size
    except OSError:
        return "is missing"
    wanted = expected["bytes"]
    return "" if size == wanted else f"has {size} bytes, expected {wanted}"


def last_used(root: Path) -> int | None:
    """The newest generation that is known to have been in use; None where none is."""
    return max(copied(root), default=None)


def named(root: Path) -> int | None:
    """What CURRENT names, as far as it can be told."""
    try:
        return current(root)
    except DamagedLibraryError:
        return None


def copied(root: Path) -> list[int]:
    """The numbers of the generations whose manifests have a second copy."""
    try:
        names = [p.name for p in (root / COPIES).iterdir()]
    except OSError:
        return []
    stems = (name.removesuffix(".json") for name in names if name.endswith(".json"))
    return [int(stem) for stem in stems if _NUMBER.match(stem)]


def _sweep(root: Path) -> None:
    """Remove what a killed writer left: staged folders, generations never swapped in, and
    originals that no generation holds."""
    newest = current(root)
    with disk.telling(root, "The library is as it was"):
        for path in (root / "generations").glob(f"{_STAGING}*"):
            shutil.rmtree(path, ignore_errors=True)
        torn = (root.glob(".CURRENT-*"), root.glob(".*.jsonl-*"))
        held = ((root / name).glob(".*") for name in (originals.FOLDER, COPIES))
        for path in chain(*torn, *held):
            path.unlink(missing_ok=True)
        if newest is None:
            return
        for number in numbers(root):
            if number > newest:
                shutil.rmtree(folder_of(root, number), ignore_errors=True)
        manifest = read_manifest(root, newest)
        if manifest.schema > OLDEST:
            originals.sweep(root, {s.sha256 for s in manifest.sources})
            if not copy_of(root, newest).is_file():
                keep_copy(root, newest)


def _prune(root: Path, keep: set[int | None]) -> None:
    for number in numbers(root):
        if number not in keep:
            shutil.rmtree(folder_of(root, number), ignore_errors=True)
    for number in copied(root):
        if number not in keep:
            copy_of(root, number).unlink(missing_ok=True)
