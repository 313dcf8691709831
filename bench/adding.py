"""How long adding takes: by stage, as libraries grow, and beside txtai's and Haystack's indexing.

`python -m bench.adding [--reports N] [--workers N] [--passages N] [--peers]` prints tables.
Reports are generated (`bench.generator`) unless a folder is given with --folder. Seconds are
wall-clock on this machine; `--repeat` takes the fastest of several. Processor time is that of
all cores, and much the same on a machine that has other work to do. For indexing, rates are
given four times: by the clock, and by processor time, until what was given can be searched and
until it is on disk as well. Ours is on disk, flushed and checked, when it can be searched; the
others hold all in memory first, and then save. Encoding is the model's own
time; everything else is reading, linking, checking, writing and following.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.generator.corpus import generate
from bench.generator.write import write_reports
from bench.peers import indexing
from index.results import Progress
from models.encoder import Encoder, load_encoder
from track.library import Library

_QUARTERS = 24  # reports of one force
_SEED = 301
_STAGES = {
    "Reading": "reading",
    "Linking names": "linking",
    "Encoding passages": "encoding",
    "Writing the library": "writing",
    "Following what was promised": "following",
}


@dataclass
class Timed:
    """An encoder that counts its texts, its seconds and its processor time."""

    inner: Encoder
    name: str = ""
    dimensions: int = 0
    seconds: float = 0.0
    busy: float = 0.0
    texts: int = 0

    def __post_init__(self) -> None:
        self.name, self.dimensions = self.inner.name, self.inner.dimensions

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """As the model does."""
        begun, busy = time.perf_counter(), time.process_time()
        found = self.inner.encode(texts)
        self.seconds += time.perf_counter() - begun
        self.busy += time.process_time() - busy
        self.texts += len(texts)
        return found


@dataclass
class Stages:
    """Seconds spent in each stage, by what `Library.add` tells of its progress."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    _now: str = "reading"
    _since: float = field(default_factory=time.perf_counter)

    def tell(self, step: Progress) -> None:
        """Close the stage that was, open the one that begins."""
        self.close()
        self._now = _STAGES.get(step.stage, step.stage)

    def close(self) -> None:
        """Count what has passed since the last step."""
        now = time.perf_counter()
        self.seconds[self._now] += now - self._since
        self._since = now


@dataclass(frozen=True, slots=True)
class Added:
    """One addition: its reports and passages, its seconds by stage, and what was encoded."""

    reports: int
    passages: int
    stages: dict[str, float]
    busy: float
    encoder: Timed

    @property
    def others(self) -> float:
        """Seconds of everything but the encoder's own."""
        return sum(self.stages.values()) - self.encoder.seconds


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; the exit status is 0."""
    parser = argparse.ArgumentParser(prog="python -m bench.adding", description=__doc__)
    parser.add_argument("--reports", type=int, default=192, help="generated, at most (0: none)")
    parser.add_argument("--folder", type=Path, help="reports to add instead, all at once")
    parser.add_argument("--workers", type=int, default=1, help="processes that read")
    parser.add_argument("--passages", type=int, default=50_000, help="for indexing (0: none)")
    parser.add_argument("--peers", action="store_true", help="run other projects beside ours")
    parser.add_argument("--repeat", type=int, default=1, help="take the fastest of so many")
    options = parser.parse_args(arguments)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.folder is not None or options.reports:
            growth(folder, options)
        if options.passages:
            beside(folder, options.passages, options.repeat, peers=options.peers)
    return 0


def growth(folder: Path, options: argparse.Namespace) -> None:
    """Adding a quarter, a half and all of the reports, each to an empty library."""
    if options.folder is not None:
        files = sorted(p for p in options.folder.rglob("*") if p.is_file())
        counts = [len(files)]
    else:
        files = made(options.reports, folder / "reports")
        counts = sorted({max(len(files) // part, 1) for part in (4, 2, 1)})
    columns = (*_STAGES.values(), "all", "others/encoding", "of processor", "processor ms a report")
    head = f"{'reports':>8}{'passages':>10}{'texts':>8}"
    print("\nAdding to an empty library, seconds", f"with {options.workers} workers")
    print(head + "".join(f"{column:>{len(column) + 3}}" for column in columns))
    model = load_encoder()
    model.encode(["warm"])
    for count in counts:
        runs = [add(files[:count], model, options.workers, folder) for _ in range(options.repeat)]
        best = min(runs, key=lambda run: run.others)
        values = [best.stages.get(stage, 0.0) for stage in _STAGES.values()]
        shown = [f"{value:.2f}" for value in (*values, sum(best.stages.values()))]
        own = best.busy - best.encoder.busy
        shown += [f"{best.others / best.encoder.seconds:.2f}", f"{own / best.encoder.busy:.2f}"]
        shown.append(f"{1000 * own / count:.0f}")
        row = f"{best.reports:>8,}{best.passages:>10,}{best.encoder.texts:>8,}"
        cells = zip(columns, shown, strict=True)
        print(row + "".join(f"{cell:>{len(column) + 3}}" for column, cell in cells), flush=True)


def made(count: int, folder: Path) -> list[Path]:
    """So many generated reports, of as many forces as are needed, each from its first."""
    forces = -(-count // _QUARTERS)
    paths: list[Path] = []
    for seed in range(_SEED, _SEED + forces):
        write_reports(generate(seed, min(_QUARTERS, count - len(paths))), folder / str(seed))
        paths += sorted((folder / str(seed)).glob("*.txt"))
    return paths


def add(files: Sequence[Path], model: Encoder, workers: int, folder: Path) -> Added:
    """Add files to a new library."""
    encoder = Timed(model)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        library = Library(Path(name) / "library", create=True, encoder=encoder)
        stages, busy = Stages(), time.process_time()
        results = library.add(files, progress=stages.tell, workers=workers)
        stages.close()
        busy = time.process_time() - busy
    passages = sum(r.passages for r in results)
    return Added(len(files), passages, dict(stages.seconds), busy, encoder)


def beside(folder: Path, count: int, repeat: int, *, peers: bool) -> None:
    """Indexing the same passages with the same vectors."""
    texts, vectors = indexing.prepare(count, folder)
    print(f"\nIndexing {len(texts):,} passages with given vectors, passages a second")
    columns = ("searchable", "on disk", "of processor", "and on disk")
    print(f"{'':<34}" + "".join(f"{c:>14}" for c in columns) + "   ours is faster by")
    runs = [indexing.ours(texts, vectors, folder / f"library{n}") for n in range(repeat)]
    own = min(runs, key=lambda run: run.spent)
    rows = [("Quarterline, on disk and checked", own)]
    for name, title in indexing.PEERS.items() if peers else ():
        taken = [indexing.peer(name, folder) for _ in range(repeat)]
        rows.append((title, min(taken, key=lambda run: run.spent)))
    for title, run in rows:
        times = (run.indexed, run.saved, run.busy, run.spent)
        rates = "".join(f"{len(texts) / seconds:>14,.0f}" for seconds in times)
        own_times = (own.indexed, own.saved, own.busy, own.spent)
        ratios = (f"{a / b:.1f}" for a, b in zip(times, own_times, strict=True))
        ratio = "" if run is own else ", ".join(ratios)
        print(f"{title:<34}{rates}   {ratio}".rstrip(), flush=True)


if __name__ == "__main__":
    sys.exit(main())
