"""How searching grows: time, memory and disk from a thousand to a million passages.

`python -m bench.scale [--passages N …] [--work FOLDER] [--plot FILE]` makes a library of each
size in the work folder (one that is there is used again), asks it questions end to end, encoder
included, on one thread, and prints a table; the curves go to `docs/scale.svg`. No question is
asked twice. Times are of the clock and, beside it, of the processor, since others may use the
machine; each size is measured in a process of its own. See `bench.scale_library` for what the
passages and vectors are.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench import curves

ROOT = Path(__file__).resolve().parents[1]
WORK = Path(tempfile.gettempdir()) / "quarterline-scale"
SIZES = (1_000, 100_000, 1_000_000)
WRITING = ("records and tags", "words", "vectors")
EACH = 150
WARMED = 30
DEPTH = 10
MODES = ("both", "words alone", "meaning alone", "filtered")
_ASKED = (
    "{subject} in {place}",
    "how many {subject} in {place}",
    "{subject} last quarter compared with the year before",
    "what did Operation {operation} do about {subject}",
    "are {subject} going up or down",
    "{subject} between July and September {year}",
    "which teams dealt with {subject} and {other}",
    "{place} {subject} {other}",
)
_SUBJECTS = (
    "drug driving arrests", "emergency calls", "non-emergency calls", "home visits",
    "vehicle seizures", "hate crime", "robberies", "speeding", "burglary", "knife crime",
    "cannabis seized", "search warrants", "street surgeries", "web chat", "stop and search",
    "domestic abuse", "county lines", "missing children", "fraud against older people",
    "shoplifting", "anti-social behaviour", "rural crime", "school visits", "rape outcomes",
    "online reports", "call-back requests", "community protection warnings", "thefts of cars",
    "special constables", "modern slavery", "weapons sweeps", "bail checks", "victims' letters",
)  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Make, measure, print and plot; the exit status is 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--plot", type=Path, default=ROOT / "docs" / "scale.svg")
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--cold", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure is not None:
        print(json.dumps(measured(options.measure)))
        return 0
    if options.cold is not None:
        return cold(options.cold)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    rows = []
    for count in sorted(options.passages):
        rows.append(one_size(options.work / str(count), count))
        show(rows[-1])
    write_curves(options.plot, rows)
    print(f"\ncurves: {options.plot}")
    return 0


def made_library(folder: Path, count: int) -> dict[str, float]:
    """Make a library where none is; the seconds that each stage took."""
    told = folder / "made.json"
    if not told.is_file():
        from bench.scale_library import make_library  # noqa: PLC0415 - loads the writers

        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        told.write_text(json.dumps(make_library(folder, count).seconds), encoding="utf-8")
    seconds: dict[str, float] = json.loads(told.read_text(encoding="utf-8"))
    return seconds


def one_size(folder: Path, count: int) -> dict[str, Any]:
    """Make a library where none is, and measure it."""
    made = made_library(folder, count)
    row: dict[str, Any] = _child("--measure", folder)
    begun, worked = time.perf_counter(), os.times().children_user
    _child("--cold", folder)
    row["cold"] = time.perf_counter() - begun
    row["cold_cpu"] = os.times().children_user - worked
    row |= {"passages": count, "made": made}
    files = [p for p in folder.rglob("*") if p.is_file() and p.parent != folder]
    row["disk"] = sum(p.stat().st_size for p in files) / count
    row["recall"] = recall(folder, count)
    (folder / "measured.json").write_text(json.dumps(row), encoding="utf-8")
    return row


def _child(option: str, folder: Path) -> Any:
    done = subprocess.run(  # noqa: S603 - this module
        [sys.executable, "-m", "bench.scale", option, str(folder)],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"bench.scale {option} {folder} failed: {done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def cold(folder: Path) -> int:
    """Open a library and answer one question, as a command in a terminal does."""
    from index.library import Library  # noqa: PLC0415 - counted

    print(len(Library(folder).search("emergency calls last quarter").hits))
    return 0


# ---- in a process of its own


def measured(folder: Path) -> dict[str, Any]:
    """Times of each way to ask, in milliseconds, and the memory then held, in MB."""
    from index.library import Library  # noqa: PLC0415
    from index.results import Filters  # noqa: PLC0415

    library = Library(folder)
    facets = library.facets()
    quarters, places = [q for q, _ in facets.quarters], [p for p, _ in facets.places]
    asked = iter(questions(places, [o for o, _ in facets.operations]))
    pick = random.Random(1)  # noqa: S311 - which filter goes with which question

    def filtered(question: str) -> None:
        by_place = Filters(quarters=(pick.choice(quarters),), places=(pick.choice(places),))
        by_quarter = Filters(quarters=(pick.choice(quarters),))
        chosen = by_place if pick.random() < 0.5 else by_quarter
        library.search(question, filters=chosen)

    ways: dict[str, Callable[[str], object]] = {
        "both": library.search,
        "words alone": lambda q: library.search_many([q], lexical_share=1.0),
        "meaning alone": lambda q: library.search_many([q], lexical_share=0.0),
        "filtered": filtered,
    }
    for way in ways.values():
        for _ in range(WARMED):
            way(next(asked))
    times = {name: _timed(way, [next(asked) for _ in range(EACH)]) for name, way in ways.items()}
    return {"times": times, "memory": resident()}


def questions(places: Sequence[str], operations: Sequence[str]) -> list[str]:
    """Questions enough for all ways, no two alike."""
    rng = random.Random(5)  # noqa: S311 - made-up questions
    found: dict[str, None] = {}
    while len(found) < len(MODES) * (EACH + WARMED):
        subject, other = rng.sample(_SUBJECTS, 2)
        found[
            rng.choice(_ASKED).format(
                subject=subject,
                other=other,
                place=rng.choice(places),
                operation=rng.choice(operations),
                year=rng.randint(2012, 2024),
            )
        ] = None
    return list(found)


def _timed(way: Callable[[str], object], asked: Sequence[str]) -> dict[str, float]:
    clock, processor = [], []
    for question in asked:
        begun, worked = time.perf_counter(), time.process_time()
        way(question)
        clock.append((time.perf_counter() - begun) * 1000)
        processor.append((time.process_time() - worked) * 1000)
    return {
        "p50": float(np.percentile(clock, 50)),
        "p95": float(np.percentile(clock, 95)),
        "cpu50": float(np.percentile(processor, 50)),
        "cpu95": float(np.percentile(processor, 95)),
    }


def resident() -> dict[str, float]:
    """Resident MB: the most there was, what is now, and what of it is own memory or mapped."""
    names = {"VmHWM": "peak", "VmRSS": "now", "RssAnon": "own", "RssFile": "mapped"}
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    pairs = (line.split(":") for line in lines)
    return {names[k]: int(v.split()[0]) / 1024 for k, v in pairs if k in names}


# ---- the nearest, held against all


def recall(folder: Path, count: int) -> dict[str, float]:
    """Recall@10 of the vectors' index against exact products, and its own ms of processor."""
    from bench.scale_library import ENCODED, Blocks  # noqa: PLC0415
    from index.snapshot import Snapshot  # noqa: PLC0415
    from index.vectors import Block  # noqa: PLC0415
    from models.encoder import load_encoder  # noqa: PLC0415

    snapshot = Snapshot.open(folder)
    index = snapshot.vectors
    places = [p for p, _ in snapshot.facets().places]
    operations = [o for o, _ in snapshot.facets().operations]
    asked = load_encoder().encode(questions(places, operations)[:EACH])
    encoded = [Block(index.of(row)) for row in range(min(ENCODED, count))]
    exact = _nearest(Blocks(encoded, count), asked)
    found, times = 0, []
    for vector, wanted in zip(asked, exact, strict=True):
        begun = time.process_time()
        rows, _ = index.nearest(vector, 1000)
        times.append((time.process_time() - begun) * 1000)
        found += len(set(rows[:DEPTH].tolist()) & set(wanted))
    return {
        "recall": found / (len(asked) * DEPTH),
        "p50": float(np.percentile(times, 50)),
        "p95": float(np.percentile(times, 95)),
    }


def _nearest(blocks: Sequence[Any], asked: NDArray[np.float32]) -> list[list[int]]:
    """Rows of the `DEPTH` nearest to each vector, by looking at all."""
    rows = np.zeros((len(asked), 0), dtype=np.int64)
    best = np.zeros((len(asked), 0), dtype=np.float32)
    for start in range(0, len(blocks), 20_000):
        part = np.stack([b.vectors[0] for b in blocks[start : start + 20_000]])
        here = np.broadcast_to(np.arange(start, start + len(part)), (len(asked), len(part)))
        cosines = np.concatenate([best, asked @ part.T], axis=1)
        rows = np.concatenate([rows, here], axis=1)
        order = np.argsort(-cosines, axis=1)[:, :DEPTH]
        rows, best = np.take_along_axis(rows, order, 1), np.take_along_axis(cosines, order, 1)
    return [list(map(int, row)) for row in rows]


# ---- told


def show(row: dict[str, Any]) -> None:
    """Print one size."""
    made, memory, near = row["made"], row["memory"], row["recall"]
    print(f"\n{row['passages']:,} passages")
    print(f"{'':<24}{'p50':>8}{'p95':>8}{'CPU p50':>10}{'CPU p95':>9}  ms a question")
    for name, t in row["times"].items():
        print(f"{name:<24}{t['p50']:8.1f}{t['p95']:8.1f}{t['cpu50']:10.1f}{t['cpu95']:9.1f}")
    print(f"{'the vectors themselves':<40}{near['p50']:10.1f}{near['p95']:9.1f}")
    print(f"recall@10 of the vectors {near['recall']:.3f}")
    cold_cpu = f"{row['cold_cpu']:.1f} s of processor"
    print(f"first question of a new process {row['cold']:.1f} s ({cold_cpu})")
    told = f"{memory['peak']:,.0f} MB ({memory['own']:,.0f} own, {memory['mapped']:,.0f} mapped)"
    print(f"resident at most {told}; on disk {row['disk']:,.0f} bytes a passage")
    built = ", ".join(f"{stage} {seconds:.0f}" for stage, seconds in made.items())
    print(f"built in {sum(made.values()):.0f} s: {built}", flush=True)


def write_curves(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Plot time, memory and disk over size; the processor's time, which others do not change."""
    sizes = [row["passages"] for row in rows]
    times = {mode: [row["times"][mode]["cpu95"] for row in rows] for mode in MODES}
    times["vectors themselves"] = [row["recall"]["p95"] for row in rows]
    held = {
        "resident at most": [row["memory"]["peak"] for row in rows],
        "on disk": [row["disk"] * row["passages"] / 1e6 for row in rows],
    }
    panels = [
        curves.Panel("A question, 95th percentile, ms of processor", times),
        curves.Panel("Memory and disk, MB", held),
        curves.Panel(
            "Writing, seconds of the clock",
            {stage: [row["made"][stage] for row in rows] for stage in WRITING},
        ),
    ]
    path.write_text(curves.draw(sizes, panels, "passages"), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
