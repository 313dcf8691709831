"""The app in a process of its own, for what looks at it from outside: pictures, timings, tests.

It is started as people start it, by the command line, so that this floor imports none above.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from quarterline.errors import QuarterlineError

ROOT = Path(__file__).resolve().parent.parent
_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Served:
    """An app that answers: its port on loopback, and the id of its process."""

    port: int
    process: int

    @property
    def address(self) -> str:
        """Where a browser finds it; ends with a slash."""
        return f"http://127.0.0.1:{self.port}/"


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def app(library: Path, log: Path) -> Iterator[Served]:
    """`quarterline ui` over a library, on a free port; see `started`."""
    port = free_port()
    with started(app_command(library, port), port, log) as served:
        yield served


def app_command(library: Path, port: int) -> list[str]:
    """What follows `python -m` to serve a library."""
    return ["ui.cli", "--library", str(library), "ui", "--port", str(port)]


@contextmanager
def started(
    command: Sequence[str],
    port: int,
    log: Path,
    *,
    folder: Path = ROOT,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Served]:
    """A module, with its arguments, that serves the app on `port`; ended at the end.

    It is run in `folder`, with `environment` beside this process's own, and writes to `log`.
    Raises QuarterlineError, with the last of what it wrote, if it does not answer.
    """
    with log.open("wb") as out:
        server = subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, "-m", *command],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(f"http://127.0.0.1:{port}/_stcore/health", server, log)
        yield Served(port, server.pid)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - loopback
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise QuarterlineError(f"the app did not start: {log.read_text(errors='replace')[-2000:]}")
