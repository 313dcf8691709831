"""Reading many reports at once, by Dask: worker processes of this machine, or of a cluster.

A worker is sent a file's bytes and gives back records. It keeps one pipeline of its own: tasks
name a function of this module, which a worker imports, so that nothing of a pipeline is ever
sent. A worker that dies loses nothing: its files are read by another.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from index.ingest import Ingested, ReportIngest
from quarterline.errors import EngineError, QuarterlineError, ReadError
from quarterline.periods import Quarter

if TYPE_CHECKING:
    from types import TracebackType

# Files sent ahead for each worker, so that none waits and few are in memory.
_AHEAD = 3
# A file whose reading has ended so many workers is given up, and recorded as failed.
_DEATHS = 3
_CONNECT_SECONDS = 30


@cache
def _ingest() -> ReportIngest:
    """This process's pipeline, made once."""
    return ReportIngest()


def read_one(
    data: bytes, name: str, quarter: Quarter | None, force: str | None, version: str
) -> Ingested | QuarterlineError:
    """Read one report in a worker; a QuarterlineError is a result, so that it comes back whole.

    `version` is the state of the reading rooms (`Ingest.version`) that the asker has; records
    of another state are never mixed with its own.
    """
    ingest = _ingest()
    if ingest.version != version:
        return EngineError(
            f"a worker on process {os.getpid()} runs another version of Quarterline "
            f"({ingest.version}, not {version}); install the same one there"
        )
    try:
        return ingest.read(data, name, quarter, force)
    except QuarterlineError as error:
        return error


@dataclass
class DaskReader:
    """Reads reports on Dask workers; a context manager.

    With `scheduler` ("tcp://host:8786") on the workers of a running cluster, else on `workers`
    processes of this machine, which end with it. Raises EngineError where none answers.
    """

    workers: int = 0
    scheduler: str = ""
    _client: Any = field(default=None, repr=False)
    _cluster: Any = field(default=None, repr=False)

    def __enter__(self) -> DaskReader:
        import dask  # noqa: PLC0415 - only for those who ask for workers
        from distributed import Client, LocalCluster  # noqa: PLC0415

        dask.config.set({"distributed.scheduler.allowed-failures": _DEATHS})
        try:
            if self.scheduler:
                self._client = Client(self.scheduler, timeout=_CONNECT_SECONDS)
            else:
                self._cluster = LocalCluster(
                    n_workers=self.workers,
                    threads_per_worker=1,
                    processes=True,
                    host="127.0.0.1",
                    dashboard_address=None,
                )
                self._client = Client(self._cluster)
        except (OSError, ValueError) as error:
            raise EngineError(
                f"no Dask scheduler answers at {self.scheduler or '127.0.0.1'}: {error}; start one "
                "with `dask scheduler`, workers with `dask worker tcp://HOST:8786`, or use "
                "--workers on this machine"
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for one in (self._client, self._cluster):
            if one is not None:
                one.close()

    @property
    def ahead(self) -> int:
        """How many files are worth sending before the first is waited for."""
        workers = self.workers or len(self._client.scheduler_info()["workers"])
        return _AHEAD * max(workers, 1)

    def submit(
        self, data: bytes, name: str, quarter: Quarter | None, force: str | None, version: str
    ) -> Callable[[], Ingested]:
        """Send a file; call what comes back to wait for its records or its QuarterlineError."""
        from distributed import KilledWorker  # noqa: PLC0415

        future = self._client.submit(read_one, data, name, quarter, force, version, pure=False)

        def wait() -> Ingested:
            try:
                found = future.result()
            except KilledWorker as error:
                raise ReadError(
                    f"{name} ended the {_DEATHS + 1} workers that tried to read it; try it alone, "
                    "without --workers, and please report it with the file"
                ) from error
            finally:
                future.release()
            if isinstance(found, QuarterlineError):
                raise found
            assert isinstance(found, Ingested)  # noqa: S101 - what read_one gives
            return found

        return wait
