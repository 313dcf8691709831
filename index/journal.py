"""A file of JSON Lines that is only ever appended to: nothing in it is changed or deleted.

It keeps what no original tells (decisions, reviews, saved searches), so it is kept with care.
One object a line, each line flushed to the disk under a lock before the writer goes on. A
line torn by a crash is passed over, and the next one begins on a line of its own. Each line
ends with `sum`, the first 16 hexadecimal digits of the sha256 of the line before it and of
itself: a changed, lost or moved line is told. `copies/` beside the file holds a second copy,
written after it and so always the beginning of it, from which `index.repair` mends a damage.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from index import disk
from index.manifest import MEND
from quarterline.errors import DamagedLibraryError, LibraryLockedError

COPIES = "copies"
_LOCK_SECONDS = 3.0
_MARK = b', "sum": "'
_END = b'"}'

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mended:
    """What `Journal.mend` did: lines kept, numbers of the lines lost, the files kept aside."""

    kept: int
    lost: tuple[int, ...]
    aside: tuple[Path, ...]


class Journal:
    """The journal at `path`; the file need not exist."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.copy = self.path.parent / COPIES / self.path.name

    def read(self) -> list[Row]:
        """Every line, oldest first; a torn last line is left out.

        Raises DamagedLibraryError for any other line that is not as it was written, and for a
        file that lost lines.
        """
        # The copy first: it is written after the file, so that the file holds all of it.
        copied, held = _bytes(self.copy), _bytes(self.path)
        lines = held.split(b"\n")
        found: list[Row] = []
        before = b""
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            row = _checked(line, before)
            if row is not None:
                found.append(row)
                before = line
            elif number < len(lines) or copied[len(held) - len(line) :]:
                raise DamagedLibraryError(
                    f"{self.path}, line {number}: {line[:60]!r} is not as it was written; {MEND}"
                )
        # A missing end of the last line costs nothing: the line itself was held against its sum.
        if not held.startswith(copied) and copied != held + b"\n":
            what = "lost lines, or was changed by hand" if held else "is missing"
            raise DamagedLibraryError(f"{self.path} {what}; {MEND}")
        return found

    def append(self, make: Callable[[Sequence[Row]], Row]) -> Row:
        """Append what `make` gives for the lines that are there; returns it.

        Raises LibraryLockedError while another process writes for longer than a few seconds,
        LibraryError when the disk is full or out of reach: then nothing was kept of the line.
        """
        safe = "What it held is untouched, the new line was not kept"
        with disk.telling(self.path, safe), self._locked():
            row = make(self.read())
            self._write(row)
        return row

    def problem(self) -> str:
        """What is wrong with the file, in a sentence; empty when it is well."""
        try:
            self.read()
        except (DamagedLibraryError, OSError) as error:
            return str(error)
        return ""

    def mend(self, aside: Path) -> Mended | None:
        """Put together what the file and its copy still tell; None when nothing was wrong.

        The damaged file and its copy are kept in the folder `aside`. A line that neither
        tells is lost, and its number is in what is returned. A missing copy is made.
        """
        with self._locked():
            held = _bytes(self.path)
            if not self.problem():
                if held:
                    self._copy(held[: held.rfind(b"\n") + 1])
                return None
            rows, lost = _salvaged(_lines(held), _lines(_bytes(self.copy)))
            kept = tuple(
                disk.set_aside(p, aside, _kind(p)) for p in (self.path, self.copy) if p.exists()
            )
            lines = [b""]
            for row in rows:
                lines.append(_sealed(row, lines[-1]))
            self.copy.unlink(missing_ok=True)
            disk.replace(self.path, b"".join(line + b"\n" for line in lines[1:]))
            self._copy(_bytes(self.path))
            return Mended(len(rows), tuple(lost), kept)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            with FileLock(f"{self.path}.lock", timeout=_LOCK_SECONDS):
                yield
        except Timeout as error:
            raise LibraryLockedError(
                f"another process is writing to {self.path}; try again in a moment"
            ) from error

    def _write(self, row: Row) -> None:
        new = not self.path.exists()
        with self.path.open("a+b") as file:
            file.seek(0)
            kept = file.read()
            whole = kept.rfind(b"\n") + 1
            last = (_lines(kept[:whole]) or [b""])[-1]
            tail = kept[whole:]
            if tail and _checked(tail, last) is not None:
                added = b"\n" + _sealed(row, tail) + b"\n"
            else:
                file.truncate(whole)
                kept = kept[:whole]
                added = _sealed(row, last) + b"\n"
            file.seek(0, os.SEEK_END)
            try:
                file.write(added)
                file.flush()
                os.fsync(file.fileno())
            except OSError:
                with suppress(OSError):
                    os.ftruncate(file.fileno(), len(kept))
                raise
        if new:
            disk.flush(self.path.parent)
        # The line is kept; the copy catches up with the next one if it cannot be written now.
        with suppress(OSError):
            self._copy(kept + added)

    def _copy(self, held: bytes) -> None:
        self.copy.parent.mkdir(exist_ok=True)
        with self.copy.open("ab") as file:
            file.write(held[file.tell() :])
            file.flush()
            os.fsync(file.fileno())


def next_id(prefix: str, rows: Sequence[Row]) -> str:
    """An id above every one that the rows bear, such as d0007: no id is used twice, even
    where a line was lost."""
    found = (str(row.get("id", "")).removeprefix(prefix) for row in rows)
    return f"{prefix}{max([int(n) for n in found if n.isdecimal()], default=0) + 1:04d}"


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def _kind(path: Path) -> str:
    return "copy-of-" if path.parent.name == COPIES else ""


def _lines(held: bytes) -> list[bytes]:
    return [line for line in held.split(b"\n") if line.strip()]


def _sum(before: bytes, body: bytes) -> bytes:
    return hashlib.sha256(before + b"\n" + body).hexdigest()[:16].encode("ascii")


def _sealed(row: Row, before: bytes) -> bytes:
    """A row as a line, with the sum that ties it to the line before."""
    body = json.dumps(row, ensure_ascii=False).encode("utf-8")[:-1]
    return body + _MARK + _sum(before, body) + _END


def _checked(line: bytes, before: bytes) -> Row | None:
    """The row of a line that is as it was written after `before`; None for any other.

    Lines of older versions bear no sum; none of them follows one that does.
    """
    body, mark, seal = line.rpartition(_MARK)
    if mark:
        well = seal == _sum(before, body) + _END
        return _parsed(body + b"}") if well else None
    return None if _MARK in before else _parsed(line)


def _salvaged(mains: Sequence[bytes], copies: Sequence[bytes]) -> tuple[list[Row], list[int]]:
    """The rows that the lines of the file and of its copy still tell, and the lines lost.

    A line is whole when its sum holds after a line before it, or when the sum of a line after
    it holds: that covers it too. A copy that is whole in itself settles all that it holds; line
    by line, a byte that became an end of line would put the two out of step.
    """
    if copies and (whole := _chained(copies)) is not None:
        last = copies[-1]
        for line in mains:
            if _MARK in line and (row := _checked(line, last)) is not None:
                whole.append(row)
                last = line
        return whole, []
    rows: list[Row] = []
    lost: list[int] = []
    before: list[bytes] = [b""]
    for at in range(max(len(mains), len(copies))):
        ways = [lines[at] for lines in (mains, copies) if lines[at : at + 1]]
        after = [lines[at + 1] for lines in (mains, copies) if lines[at + 1 : at + 2]]
        sound = (_checked(way, last) for way in ways for last in before)
        vouched = (_row(way) for way in ways for later in after if _vouches(later, way))
        row = next((r for r in (*sound, *vouched) if r is not None), None)
        if row is not None:
            rows.append(row)
        else:
            lost.append(at + 1)
        before = ways
    return rows, lost


def _chained(lines: Sequence[bytes]) -> list[Row] | None:
    """The rows of lines each of which is as it was written; None where one is not."""
    rows: list[Row] = []
    for before, line in zip([b"", *lines], lines, strict=False):
        row = _checked(line, before)
        if row is None:
            return None
        rows.append(row)
    return rows


def _vouches(later: bytes, line: bytes) -> bool:
    body, mark, seal = later.rpartition(_MARK)
    return bool(mark) and seal == _sum(line, body) + _END


def _row(line: bytes) -> Row | None:
    body, mark, _ = line.rpartition(_MARK)
    return _parsed(body + b"}" if mark else line)


def _parsed(line: bytes) -> Row | None:
    try:
        row = json.loads(line.decode("utf-8"))
    except ValueError:
        return None
    return row if isinstance(row, dict) else None
