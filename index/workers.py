"""Reading many reports at once, by processes of this machine.

A worker is sent a file's bytes and gives back records; it keeps one pipeline of its own. A
worker that dies loses nothing: its files are read by another. Python's own pool does this here:
beside Dask's cluster on one machine it took a third of the work off the critical path (60
generated reports, two workers), and needs no package. `index.distributed` reads on clusters.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING

from index.ingest import Ingest, Ingested
from quarterline.errors import EngineError, QuarterlineError, ReadError
from quarterline.periods import Quarter
from quarterline.settings import Limits

if TYPE_CHECKING:
    from types import TracebackType

AHEAD = 3
"""Files sent ahead for each worker, so that none waits and few are in memory."""
_DEATHS = 2  # workers that a file may end, given to them alone
# A worker with several threads still reads one report at a time: spaCy is not made for more.
_READING = threading.Lock()

Answer = Ingested | QuarterlineError


@cache
def _ingest(kind: Callable[..., Ingest], limits: Limits) -> Ingest:
    """This process's pipeline within these limits, made once."""
    return kind(limits=limits)


def read_one(
    kind: type[Ingest],
    limits: Limits,
    version: str,
    data: bytes,
    name: str,
    quarter: Quarter | None,
    force: str | None,
) -> Answer:
    """Read one report in a worker; a QuarterlineError is a result, so that it comes back whole.

    `kind` is made with `limits` and nothing else. `version` is the state of the reading rooms
    (`Ingest.version`) that the asker has; records of another are never mixed with its own.
    """
    with _READING:
        ingest = _ingest(kind, limits)
        if ingest.version != version:
            return EngineError(
                f"a worker (process {os.getpid()}) runs another version of Quarterline "
                f"({ingest.version}, not {version}); install the same one there and start the "
                "workers again"
            )
        try:
            return ingest.read(data, name, quarter, force)
        except QuarterlineError as error:
            return error


def _begin() -> None:
    """In a new worker: Ctrl-C is its parent's to handle, and it ends when its parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        # A worker holds both ends of its queue, so that it would wait for ever.
        os._exit(1)


@dataclass
class PoolReader:
    """Reads reports on `workers` processes of this machine: an `index.ingest.Reader`.

    Nothing is started before the first file is sent. `ingest` tells how to read: workers make
    one of its class within its limits, so that class must need no other argument and be
    importable.
    """

    ingest: Ingest
    workers: int
    _pool: ProcessPoolExecutor | None = field(default=None, repr=False)
    _sent: set[Future[Answer]] = field(default_factory=set, repr=False)
    _others: set[BaseProcess] = field(default_factory=set, repr=False)

    def __post_init__(self) -> None:
        if self.workers < 2:
            raise EngineError(
                f"workers is {self.workers}; give 2 or more processes of this machine"
            )

    def __enter__(self) -> PoolReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._sent.clear()
        if self._pool is None:
            return
        self._pool.shutdown(wait=error is None, cancel_futures=True)
        # What was read is safe by now, and nobody waits for what is still being read.
        for worker in set(multiprocessing.active_children()) - self._others:
            worker.kill()
            worker.join()
        self._pool = None

    @property
    def ahead(self) -> int:
        """How many files are worth sending before the first is waited for."""
        return 1 if self._pool is None else AHEAD * self.workers

    def submit(
        self, data: bytes, name: str, quarter: Quarter | None, force: str | None
    ) -> Callable[[], Ingested]:
        """Send a file; see `index.ingest.Reader`."""
        version = self.ingest.version

        def send() -> Future[Answer]:
            kind, limits = type(self.ingest), self.ingest.limits
            arguments = kind, limits, version, data, name, quarter, force
            try:
                future = self._running().submit(read_one, *arguments)
            except BrokenProcessPool:  # a worker died since the last file was sent
                self._pool = None
                future = self._running().submit(read_one, *arguments)
            self._sent.add(future)
            return future

        first = send()
        return lambda: self._records(first, send, name)

    def _running(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._others = set(multiprocessing.active_children())
            # Not forked: a copy of a process with threads may stand still for ever.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.workers, context, _begin)
        return self._pool

    def _records(
        self, first: Future[Answer], send: Callable[[], Future[Answer]], name: str
    ) -> Ingested:
        found = self._result(first)
        deaths = 0
        while found is None:
            # A worker that ends takes all along that was sent to any: whose fault it was shows
            # when each of these files is read with no other on its way.
            if deaths == _DEATHS:
                raise ReadError(
                    f"{name} ended each of the {deaths} workers that were given it alone; try "
                    "it without --workers, and please report it with the file"
                )
            wait(self._sent)
            found = self._result(send())
            deaths += 1
        if isinstance(found, QuarterlineError):
            raise found
        return found

    def _result(self, future: Future[Answer]) -> Answer | None:
        """What a task gives, its error raised; None where a worker ended meanwhile."""
        try:
            return future.result()
        except BrokenProcessPool:
            return None
        finally:
            self._sent.discard(future)
