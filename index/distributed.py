"""Reading many reports at once, by Dask: the workers of a cluster.

A worker is sent a file's bytes and gives back records. It keeps one pipeline of its own: tasks
name a function of `index.workers`, which a worker imports, so that nothing of a pipeline is
ever sent. A worker that dies loses nothing: its files are read by another. Processes of this
machine alone need no cluster: `index.workers` starts them.
"""

from __future__ import annotations

import contextlib
import importlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from index.ingest import Ingest, Ingested
from index.workers import AHEAD, read_one
from quarterline.errors import EngineError, QuarterlineError, ReadError
from quarterline.periods import Quarter

if TYPE_CHECKING:
    from types import TracebackType

_CONNECT_SECONDS = 30
_LOOK_SECONDS = 20  # after which a task is asked for that nobody may be left to do


def _dask() -> Any:
    """The package `distributed`, loaded only for those who ask for workers."""
    try:
        return importlib.import_module("distributed")
    except ImportError as error:
        raise EngineError(
            f"reading on several processes needs the package {error.name or 'distributed'}; "
            "install it with: pip install 'quarterline[cluster]'"
        ) from error


@dataclass
class DaskReader:
    """Reads reports on Dask workers: an `index.ingest.Reader`.

    They are those of a running cluster, whose scheduler is at `scheduler`
    ("tcp://host:8786"). Nothing is asked of it before the first file is sent. `ingest` tells
    how to read: workers make one of its class within its limits, so that class must need no
    other argument and be importable there.
    """

    ingest: Ingest
    scheduler: str
    # Dask's own objects, whose methods are mostly without types.
    _client: Any = field(default=None, repr=False)
    _sent: dict[str, Any] = field(default_factory=dict, repr=False)

    def __enter__(self) -> DaskReader:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._sent.clear()
        # What was read is safe by now; a cluster that is gone cannot be left any more.
        with contextlib.suppress(OSError, TimeoutError, RuntimeError):
            if self._client is not None:
                self._client.close()
        self._client = None

    @property
    def ahead(self) -> int:
        """How many files are worth sending before the first is waited for."""
        return 1 if self._client is None else AHEAD * max(self._count(), 1)

    def submit(
        self, data: bytes, name: str, quarter: Quarter | None, force: str | None
    ) -> Callable[[], Ingested]:
        """Send a file; see `index.ingest.Reader`."""
        version = self.ingest.version

        def send() -> Any:
            kind, limits = type(self.ingest), self.ingest.limits
            arguments = kind, limits, version, data, name, quarter, force
            future = self._connected().submit(read_one, *arguments, pure=False)
            self._sent[str(future.key)] = future
            return future

        first = send()
        return lambda: self._records(first, send, name)

    def _records(self, first: Any, send: Callable[[], Any], name: str) -> Ingested:
        from distributed import KilledWorker  # noqa: PLC0415

        try:
            found = self._result(first)
        except KilledWorker:
            # A worker that ends takes along all that was sent to it: whose fault it was shows
            # when each of these files is read with no other on its way.
            for other in list(self._sent.values()):
                self._wait(other)
            try:
                found = self._result(send())
            except KilledWorker as error:
                deaths = error.allowed_failures + 1
                raise ReadError(
                    f"{name} ended each of the {deaths} workers that were given it alone; try "
                    "it without --workers, and please report it with the file"
                ) from error
        if isinstance(found, QuarterlineError):
            raise found
        assert isinstance(found, Ingested)  # noqa: S101 - what read_one gives
        return found

    def _result(self, future: Any) -> Any:
        """What a task gives; its error is raised."""
        try:
            self._wait(future)
            return future.result()
        finally:
            self._sent.pop(str(future.key), None)

    def _wait(self, future: Any) -> None:
        """Until a task is done, however long it takes; EngineError when nobody is left to do it."""
        distributed = _dask()
        try:
            while not future.done():
                try:
                    distributed.wait(future, timeout=_LOOK_SECONDS)
                except TimeoutError:
                    if not self._count():
                        raise EngineError(
                            "no Dask worker is left; start some with `dask worker "
                            f"{self.scheduler}`, then run it again"
                        ) from None
            lost = future.status in ("cancelled", "lost")
        except (distributed.CancelledError, OSError) as error:
            raise self._lost() from error
        if lost:
            raise self._lost()

    def _lost(self) -> EngineError:
        return EngineError(
            f"the Dask scheduler {self.scheduler} was lost while reports were being read; the "
            "library is as it was. Start the scheduler again, then run the same command"
        )

    def _count(self) -> int:
        return 0 if self._client is None else len(self._client.nthreads())

    def _connected(self) -> Any:
        if self._client is None:
            self._connect()
        return self._client

    def _connect(self) -> None:
        distributed = _dask()
        import dask  # noqa: PLC0415

        dask.config.set(
            {
                # A report is sent with its task and not kept on a worker, which may die.
                "distributed.admin.large-graph-warning-threshold": "10GB",
            }
        )
        try:
            self._client = distributed.Client(self.scheduler, timeout=_CONNECT_SECONDS)
            self._client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
        except (OSError, ValueError, TimeoutError) as error:
            raise EngineError(
                f"no Dask scheduler with a worker answers at {self.scheduler}: "
                f"{error}; start one with `dask scheduler`, workers with `dask worker "
                "tcp://HOST:8786`, or use --workers on this machine"
            ) from error
