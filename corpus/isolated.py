"""Files read in a process of its own, which can be ended: no file takes the program with it.

The readers of PDF, Word and HTML rest on large parsers in C. A hostile or broken file may make
one crash, run for ever or ask for all memory; here that ends the child and is the failure of
that one file. One child serves file after file, so that starting it is paid once a batch.
Plain text and Markdown are only decoded, which takes time and memory in proportion to their
size: they are read at once.
"""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.child import OUT_OF_MEMORY
from corpus.reading import (
    HTML,
    MARKDOWN,
    PDF,
    TEXT,
    WORD,
    Reading,
    check_size,
    media_type_of,
    read_bytes,
    short_name,
)
from quarterline import errors
from quarterline.errors import DamagedFileError, LimitError, ReadError
from quarterline.settings import Limits

_ROOT = Path(__file__).resolve().parent.parent
_GRACE = 5.0  # seconds for the child to say itself that its time is over
_IDLE = 30.0  # seconds after which an unused child is ended
_LINE = 4 << 20  # bytes of an answer's line: the spans of 100,000 pages
_MOST_NOTES, _LONGEST_NOTE = 20, 1_000
_SERVED = 200  # files, after which a new child starts with fresh memory
_ENDED_BY_TIME = {-getattr(signal, "SIGXCPU", 24)}


class ReadingProcess:
    """A child that reads files. It is started when first needed and after it was ended.

    `command` starts another program in place of `corpus.child`, as tests do.
    """

    def __init__(self, command: Sequence[str] = ()) -> None:
        self._command = command
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._memory = 0
        self._served = 0
        self._idle: threading.Timer | None = None

    @property
    def pid(self) -> int | None:
        """Of the child, None while none runs."""
        return None if self._process is None else self._process.pid

    def read(self, data: bytes, name: str, limits: Limits) -> Reading:
        """As `corpus.reading.read_bytes`, in the child.

        Raises LimitError also when the child ran out of time or memory, DamagedFileError when
        it crashed; another child reads the next file.
        """
        with self._lock:
            if self._idle is not None:
                self._idle.cancel()
            try:
                return self._ask(data, name, limits)
            finally:
                self._served += 1
                if self._served >= _SERVED:
                    self._end()
                self._idle = threading.Timer(_IDLE, self.close)
                self._idle.daemon = True
                self._idle.start()

    def close(self) -> None:
        """End the child, if one runs."""
        with self._lock:
            self._end()

    def _ask(self, data: bytes, name: str, limits: Limits) -> Reading:
        process = self._running(limits.memory)
        late = threading.Event()

        def end() -> None:
            late.set()
            process.kill()

        timer = threading.Timer(limits.seconds + _GRACE, end)
        timer.daemon = True
        timer.start()
        try:
            head, text = _exchange(process, data, name, limits)
        except (OSError, EOFError, ValueError) as error:
            self._end()
            if late.is_set() or process.returncode in _ENDED_BY_TIME:
                raise LimitError(
                    f"{name}: reading took more than {limits.seconds:g} seconds and was ended. "
                    "Split the file into smaller ones, or raise the limit on time."
                ) from error
            raise _crashed(process.returncode, name) from error
        except BaseException:  # the user's Ctrl-C: a half-read answer must not meet the next file
            self._end()
            raise
        finally:
            timer.cancel()
        if "error" not in head:
            return _reading(head, text, name, limits)
        if head["error"] == OUT_OF_MEMORY:
            self._end()
            raise LimitError(
                f"{name}: reading needs more memory than {limits.memory:,} bytes. "
                "Split the file into smaller ones, or raise the limit on memory."
            )
        kind = getattr(errors, str(head["error"]), DamagedFileError)
        known = isinstance(kind, type) and issubclass(kind, ReadError)
        raise (kind if known else DamagedFileError)(str(head.get("message", "")))

    def _running(self, memory: int) -> subprocess.Popen[bytes]:
        if self._owner != os.getpid():  # a copy made by fork: the child is the other process's
            self._process, self._owner = None, os.getpid()
        alive = self._process is not None and self._process.poll() is None
        if not alive or self._memory != memory:
            self._end()
            self._process, self._memory, self._served = _start(self._command, memory), memory, 0
        assert self._process is not None  # noqa: S101 - for mypy
        return self._process

    def _end(self) -> None:
        if self._process is not None and self._owner == os.getpid():
            # a child that serves has nothing to lose: it writes no file
            self._process.kill()
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    try:
                        pipe.close()
                    except OSError:  # what was still to be sent to a child that is gone
                        continue
            self._process.wait()
        self._process = None


def _start(command: Sequence[str], memory: int) -> subprocess.Popen[bytes]:
    # -P: a file `re.py` in the folder that the user stands in is not imported
    command = command or [sys.executable, "-P", "-m", "corpus.child", str(memory)]
    paths = [str(_ROOT), os.environ.get("PYTHONPATH", "")]
    try:
        return subprocess.Popen(  # noqa: S603 - our own module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
            start_new_session=True,  # Ctrl-C in the terminal is the parent's to handle
        )
    except OSError as error:
        raise ReadError(
            f"the process that reads files could not be started ({error.strerror or error}). "
            "Free some memory or close other programs, then add the file again."
        ) from error


def _exchange(
    process: subprocess.Popen[bytes], data: bytes, name: str, limits: Limits
) -> tuple[dict[str, Any], bytes]:
    """Send one file and take the answer; EOFError or ValueError when it is not whole."""
    if process.stdin is None or process.stdout is None:  # pragma: no cover - they are pipes
        raise EOFError
    request = {"name": name, "size": len(data), "limits": asdict(limits)}
    process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
    process.stdin.write(data)
    process.stdin.flush()
    line = process.stdout.readline(_LINE)
    if not line.endswith(b"\n"):
        raise EOFError
    head = json.loads(line)
    if not isinstance(head, dict):
        raise ValueError
    size = int(head.get("size", 0))
    # four bytes a character; a few characters more than were counted join blocks and pages
    if not 0 <= size <= 8 * limits.characters + 1024:
        raise ValueError
    text = process.stdout.read(size)
    if len(text) != size:
        raise EOFError
    return head, text


def _reading(head: dict[str, Any], data: bytes, name: str, limits: Limits) -> Reading:
    """The answer as a Reading, held against what a reading must be."""
    try:
        text = data.decode("utf-8")
        pages = tuple((int(start), int(end)) for start, end in head["pages"])
        notes = tuple(str(note)[:_LONGEST_NOTE] for note in head["notes"][:_MOST_NOTES])
        media_type = head["media_type"]
        last = 0
        for start, end in pages:
            if not last <= start <= end <= len(text):
                raise ValueError
            last = end
        if media_type not in (PDF, WORD, HTML, TEXT, MARKDOWN) or len(pages) > limits.pages:
            raise ValueError
    except (KeyError, TypeError, ValueError) as error:
        raise _crashed(None, name) from error
    return Reading(text, media_type, pages, notes)


def _crashed(code: int | None, name: str) -> DamagedFileError:
    how = ""
    if code is not None and code < 0:
        try:
            how = f" ({signal.Signals(-code).name})"
        except ValueError:
            how = f" (signal {-code})"
    return DamagedFileError(
        f"{name}: the program that reads such files broke off on it{how}. "
        "Save it anew from the program that made it, or print it to PDF."
    )


_SHARED = ReadingProcess()
atexit.register(_SHARED.close)


def _renew() -> None:
    """After a fork: a lock that another thread held is held for ever."""
    global _SHARED  # noqa: PLW0603
    _SHARED = ReadingProcess()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_renew)


def read_isolated(data: bytes, name: str, limits: Limits = Limits()) -> Reading:  # noqa: B008
    """Read a report from its bytes, in a child process unless it is plain text.

    Raises a ReadError, and nothing else, for any bytes and whatever becomes of the child.
    """
    short = short_name(name)
    check_size(len(data), short, limits)
    if not data.startswith(b"PK") and media_type_of(data, short) in (TEXT, MARKDOWN):
        return read_bytes(data, short, limits)
    return _SHARED.read(data, short, limits)
