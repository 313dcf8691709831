"""Readers who search while reports are added: `python -m bench.load --readers 50`.

The same readers, in two processes, ask in turn while nothing else happens and while
`quarterline add` runs again and again in a process of its own; idle and busy spells alternate,
so that what else the machine does falls on both. A reader asks, reads for `--pause` seconds on
average, and asks again; with `--pause 0` all ask without a rest, which measures the machine's
limit rather than what a person waits for. An answer's time runs from the question to the
passages, with the look for a newer library that the app makes before each. Ends with 1 if a
question failed or the 95th percentile of the busy spells is above `--limit` times the idle one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.library import Library

SAMPLE = Path(__file__).resolve().parents[1] / "corpus" / "sample" / "reports"
_PROCESSES = 2
QUESTIONS = (
    "county lines in Southend",
    "how many emergency calls in Q2 2020/21",
    "op envison",
    "laughing gas in parks",
    "drug driving arrests",
)


@dataclass(slots=True)
class Spell:
    """The seconds that each answer took, and the errors, of one kind of spell."""

    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def at(self, share: float) -> float:
        """The time that `share` of the answers took at most, in milliseconds."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 on an error or above the limit."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=20.0, help="length of a spell")
    parser.add_argument("--spells", type=int, default=3, help="idle and busy spells, each")
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between questions")
    parser.add_argument("--limit", type=float, default=2.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--reader", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.reader is not None:
        return _serve(options.reader, options.readers, options.pause, options.seed)
    with tempfile.TemporaryDirectory(prefix="quarterline-load-") as folder:
        idle, busy, added = measure(Path(folder), options)
    print(f"{options.readers} readers, {options.pause} s between questions, {os.cpu_count()} cores")
    print(f"{'':<8}{'answers':>9}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'errors':>8}")
    for name, spell in (("idle", idle), ("adding", busy)):
        times = "".join(f"{spell.at(share):>9.1f}" for share in (0.5, 0.95, 0.99))
        print(f"{name:<8}{len(spell.seconds):>9}{times}{len(spell.errors):>8}")
    ratio = busy.at(0.95) / idle.at(0.95)
    print(f"reports added meanwhile: {added}; p95 while adding is {ratio:.2f} times the idle one")
    for error in [*idle.errors, *busy.errors][:10]:
        print(f"    {error}")
    failed = idle.errors or busy.errors or not added or ratio > options.limit
    return 1 if failed else 0


def measure(folder: Path, options: argparse.Namespace) -> tuple[Spell, Spell, int]:
    """The idle spells, the busy ones, and how many reports were added in these."""
    root = folder / "library"
    Library(root, create=True).add([SAMPLE])
    idle, busy = Spell(), Spell()
    writer = _Writer(root, folder)
    share = [options.readers // _PROCESSES] * _PROCESSES
    share[0] += options.readers % _PROCESSES
    readers = [_reader(root, count, options, at) for at, count in enumerate(share)]
    try:
        for _ in range(options.spells):
            _spell(readers, options.seconds, idle)
            with writer:
                _spell(readers, options.seconds, busy)
    finally:
        for reader in readers:
            if reader.stdin is not None:
                reader.stdin.close()
            reader.wait(timeout=60)
    return idle, busy, writer.added


class _Writer:
    """Adds a report by the command line, again and again while it is entered.

    Each is a version of one report, which takes the place of the last: the library that is
    searched stays as large as it was.
    """

    def __init__(self, root: Path, folder: Path) -> None:
        self.root, self.folder = root, folder
        self.added = 0
        self._text = next(iter(sorted(SAMPLE.glob("*.md")))).read_text(encoding="utf-8")
        self._stop = threading.Event()
        self._thread = threading.Thread()

    def __enter__(self) -> None:
        self._stop.clear()
        self._thread = threading.Thread(target=self._work)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stop.is_set():
            path = self.folder / f"version-{self.added}.md"
            line = f"\n- A further visit was paid on {self.added + 1} occasions.\n"
            path.write_text(self._text + line, encoding="utf-8")
            command = [sys.executable, "-m", "ui.cli", "--library", str(self.root), "add"]
            done = subprocess.run([*command, str(path)], capture_output=True, check=False)  # noqa: S603
            if done.returncode:
                raise RuntimeError(done.stderr.decode() + done.stdout.decode())
            self.added += 1


def _reader(
    root: Path, count: int, options: argparse.Namespace, number: int
) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.load", "--reader", str(root), "--readers", str(count)]
    command += ["--pause", str(options.pause), "--seed", str(options.seed * 1000 + number)]
    child = subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    if child.stdout is None or child.stdout.readline().strip() != "ready":
        raise RuntimeError("a process of readers could not be started")
    return child


def _spell(readers: Sequence[subprocess.Popen[str]], seconds: float, told: Spell) -> None:
    for reader in readers:
        if reader.stdin is not None:
            reader.stdin.write(f"{seconds}\n")
            reader.stdin.flush()
    for reader in readers:
        if reader.stdout is not None:
            answer = json.loads(reader.stdout.readline())
            told.seconds += answer["seconds"]
            told.errors += answer["errors"]


def _serve(root: Path, readers: int, pause: float, seed: int) -> int:
    """A process of readers: for each line, a number of seconds, it prints what they met."""
    library = Library(root)
    for question in QUESTIONS:
        library.search(question)
    print("ready", flush=True)
    for line in sys.stdin:
        spell = Spell()
        until = time.monotonic() + float(line)
        threads = [
            threading.Thread(target=_read, args=(library, until, pause, seed * 100 + n, spell))
            for n in range(readers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        seed += 1
        print(json.dumps({"seconds": spell.seconds, "errors": spell.errors}), flush=True)
    return 0


def _read(library: Library, until: float, pause: float, seed: int, spell: Spell) -> None:
    rng = random.Random(seed)  # noqa: S311 - no secret depends on it
    time.sleep(rng.uniform(0, pause))
    while time.monotonic() < until:
        question = rng.choice(QUESTIONS)
        started = time.perf_counter()
        try:
            library.refresh(wait=False)
            if not library.search(question).hits:
                spell.errors.append(f"{question!r} found nothing")
        except Exception as error:
            spell.errors.append(f"{type(error).__name__}: {error}")
        spell.seconds.append(time.perf_counter() - started)
        if pause:
            time.sleep(rng.expovariate(1 / pause))


if __name__ == "__main__":
    sys.exit(main())
