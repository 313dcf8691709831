"""Many executions, each format in a process of its own, so that a crash is counted and not died of.

The file of execution n follows from the seed, the format and n: a fault is told by these three,
and its file is written beside.
"""

from __future__ import annotations

import multiprocessing
import random
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path
from typing import TYPE_CHECKING

from bench.fuzz.changes import changed

if TYPE_CHECKING:
    from multiprocessing.queues import Queue

HANG = 90.0
"""Seconds without a finished execution after which the process is ended."""
MEMORY = 3 << 30
"""Bytes of address space that the process may have."""
SHARES = {"txt": 0.35, "md": 0.15, "html": 0.25, "docx": 0.15, "pdf": 0.1}
"""Of the executions, by format: a text is read fifty times while a PDF is read once."""
_PULSE = 0.2


@dataclass(frozen=True, slots=True)
class Found:
    """A fault: the execution that showed it, and what it was."""

    form: str
    seed: int
    number: int
    what: str

    def file(self) -> bytes:
        """The file that showed it, made again."""
        return made(self.form, self.seed, self.number)


@dataclass(slots=True)
class Summary:
    """What became of the executions of one format."""

    form: str
    runs: int = 0
    seconds: float = 0.0
    outcomes: Counter[str] = field(default_factory=Counter)
    found: list[Found] = field(default_factory=list)


def made(form: str, seed: int, number: int) -> bytes:
    """The file of execution `number`."""
    return changed(form, random.Random(f"{seed} {form} {number}"))  # noqa: S311 - no secret


def fuzz(
    form: str, runs: int, seed: int, tell: Callable[[Summary], None] = lambda _: None
) -> Summary:
    """Run executions 0 to `runs` of a format; faults are gathered, not raised."""
    summary = Summary(form)
    context = multiprocessing.get_context("spawn")
    started = time.monotonic()
    first = 0
    while first < runs:
        at = context.Value("q", first)
        results: Queue[tuple[str, int, str]] = context.Queue()
        worker = context.Process(target=_work, args=(form, seed, first, runs, at, results))
        worker.start()
        hung = _watch(worker, at, results, summary, lambda: tell(summary))
        worker.join()
        _drain(results, summary)
        stopped = int(at.value)
        if stopped >= runs:
            break
        what = f"no end within {HANG:g} seconds" if hung else f"crash, exit {worker.exitcode}"
        summary.found.append(Found(form, seed, stopped, what))
        summary.outcomes["crash"] += 1
        first = stopped + 1
    summary.runs = sum(summary.outcomes.values())
    summary.seconds = time.monotonic() - started
    return summary


def _watch(
    worker: multiprocessing.process.BaseProcess,
    at: Synchronized[int],
    results: Queue[tuple[str, int, str]],
    summary: Summary,
    tell: Callable[[], None],
) -> bool:
    """Wait for the worker; True when it had to be ended since it stood still."""
    last, since = -1, time.monotonic()
    while worker.is_alive():
        _drain(results, summary)
        tell()
        if int(at.value) != last:
            last, since = int(at.value), time.monotonic()
        elif time.monotonic() - since > HANG:
            worker.kill()
            return True
        worker.join(_PULSE)
    return False


def _drain(results: Queue[tuple[str, int, str]], summary: Summary) -> None:
    while not results.empty():
        outcome, number, what = results.get()
        if what:
            summary.found.append(Found(summary.form, number >> 40, number & (1 << 40) - 1, what))
        summary.outcomes[outcome] += 1 if what else number


def _work(
    form: str,
    seed: int,
    first: int,
    runs: int,
    at: Synchronized[int],
    results: Queue[tuple[str, int, str]],
) -> None:
    from bench.fuzz.check import execute  # noqa: PLC0415 - heavy, and only the worker needs it

    _confine()
    counts: Counter[str] = Counter()
    for number in range(first, runs):
        at.value = number
        data = made(form, seed, number)
        try:
            counts[execute(data, f"a.{form}")] += 1
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            what = f"{type(error).__name__}: {error} ({Path(last.filename).name}:{last.lineno})"
            results.put(("fault", seed << 40 | number, what[:500]))
        if number % 200 == 199:
            _send(counts, results)
    _send(counts, results)
    at.value = runs


def _send(counts: Counter[str], results: Queue[tuple[str, int, str]]) -> None:
    for outcome, count in counts.items():
        results.put((outcome, count, ""))
    counts.clear()


def _confine() -> None:
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
