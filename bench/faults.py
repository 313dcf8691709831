"""Faults while a library is changed: `python -m bench.faults --instants 200 --seed 1`.

For each change (adding, removing, repairing, reviewing, deciding, saving a search):
- kills: SIGKILL at random instants, and at each step at which a file is changed;
- refusals: from each step on, the disk is full, read-only, or permission is lost; and a real
  limit on the size of files, so that SQLite and FAISS meet it too.
After each, the library must open, hold the state before or the state after and no third, be
sound in every byte, take the change again, and keep no leftovers. Ends with 1 on any failure.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.faults_inject import KINDS, Steps
from bench.faults_scenarios import CHANGES, Change, library, report
from index.repair import problems
from quarterline.errors import LibraryError

_NAMED = {
    "disk full": "the disk is full",
    "read-only": "read-only",
    "no permission": "permission denied",
    "": "cannot be written",
}
SAFE = ("as it was", "untouched", "Nothing was changed", "still there")


@dataclass(slots=True)
class Tally:
    """What became of one change under one kind of fault."""

    change: str
    fault: str
    ends: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)


def main(arguments: list[str] | None = None) -> int:
    """Run and print a table; 1 if any run failed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--instants", type=int, default=200, help="random kills of each change")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stride", type=int, default=1, help="strike at each n-th step only")
    names = [change.name for change in CHANGES]
    parser.add_argument(
        "--only", action="append", choices=names, help="only this change (repeatable)"
    )
    options = parser.parse_args(arguments)
    failed = 0
    print(f"{'change':<20}{'fault':<16}{'runs':>6}{'old':>6}{'new':>6}{'failed':>8}")
    for tally in run(options.instants, options.seed, options.stride, options.only):
        ends = tally.ends
        print(
            f"{tally.change:<20}{tally.fault:<16}{ends.total():>6}{ends['old']:>6}"
            f"{ends['new']:>6}{len(tally.failures):>8}",
            flush=True,
        )
        for failure in tally.failures:
            print(f"    {failure}")
        failed += len(tally.failures)
    return 1 if failed else 0


def run(instants: int, seed: int, stride: int, only: list[str] | None) -> Iterator[Tally]:
    """The tallies of all changes, each under each kind of fault."""
    rng = random.Random(seed)  # noqa: S311 - no secret depends on it
    for change in CHANGES:
        if only and change.name not in only:
            continue
        with tempfile.TemporaryDirectory(prefix="quarterline-faults-") as folder:
            yield from _Bench(change, Path(folder)).all(instants, rng, stride)


class _Bench:
    """One change: the library that it begins with, and the two states that may come of it."""

    def __init__(self, change: Change, folder: Path) -> None:
        self.change, self.folder = change, folder
        self.begun = folder / "begun"
        self.begun.mkdir()
        _in_child(lambda: change.begin(self.begun / "library"))
        (self.begun / "library").mkdir(exist_ok=True)
        self.old = self._told(self.begun)
        root = self._twin()
        started = time.monotonic()
        self.steps = int(_in_child(lambda: self._counted(root)))
        self.seconds = time.monotonic() - started
        self.new = self._told(root)
        if self.old == self.new:
            raise AssertionError(f"{change.name} changes nothing")

    def all(self, instants: int, rng: random.Random, stride: int) -> Iterator[Tally]:
        tally = Tally(self.change.name, "kill, instants")
        for _ in range(instants):
            self._kill(rng.uniform(0, self.seconds * 1.05), tally)
        yield tally
        for kind in ("kill", *KINDS):
            tally = Tally(self.change.name, "kill, steps" if kind == "kill" else kind)
            for at in range(1 + rng.randrange(stride), self.steps + 1, stride):
                self._strike(kind, at, tally)
            yield tally
        tally = Tally(self.change.name, "file too large")
        for limit in (0, 100, 4096, 20_000, 60_000, 100_000, 150_000)[:: min(stride, 3)]:
            self._limited(limit, tally)
        yield tally
        tally = Tally(self.change.name, "small disk")
        for spare in (0, 4096, 20_480, 61_440, 102_400, 151_552, 262_144)[:: min(stride, 3)]:
            self._crowded(spare, tally)
        yield tally

    # ---- faults

    def _kill(self, after: float, tally: Tally) -> None:
        root = self._twin()
        child = os.fork()
        if child == 0:
            _run_and_exit(lambda: self.change.do(root / "library"), -1)
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        self._judge(root, f"killed after {after * 1000:.1f} ms", tally)

    def _strike(self, kind: str, at: int, tally: Tally) -> None:
        root = self._twin()

        def work() -> str:
            Steps(root / "library", kind, at)
            return self._tried(root, kind)

        said = _in_child(work, killed_is="")
        what = f"{kind} from step {at} on"
        self._judge(root, what, tally, said)

    def _limited(self, limit: int, tally: Tally) -> None:
        root = self._twin()

        def work() -> str:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            return self._tried(root, "")

        self._judge(root, f"files of at most {limit} bytes", tally, _in_child(work))

    def _crowded(self, spare: int, tally: Tally) -> None:
        """On a disk of its own on which only `spare` bytes are left. Only root may mount one."""
        root = Path(tempfile.mkdtemp(dir=self.folder))
        mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "quarterline-faults", str(root)]
        if subprocess.run(mount, capture_output=True, check=False).returncode:  # noqa: S603
            return
        try:
            shutil.copytree(self.begun, root, dirs_exist_ok=True)
            filler = root / "filler"
            filler.write_bytes(bytes(shutil.disk_usage(root).free - spare))
            said = _in_child(lambda: self._tried(root, ""))
            filler.unlink()
            self._judge(root, f"a disk with {spare} bytes left", tally, said)
        finally:
            subprocess.run(["umount", str(root)], check=False)  # noqa: S603, S607

    def _tried(self, root: Path, kind: str) -> str:
        """Empty when the change was made or refused well, else what was wrong with the refusal."""
        try:
            self.change.do(root / "library")
        except LibraryError as error:
            words = str(error)
            if _NAMED[kind] not in words or not any(safe in words for safe in SAFE):
                return f"says only: {words}"
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return ""

    # ---- judging

    def _judge(self, root: Path, what: str, tally: Tally, said: Any = "") -> None:
        try:
            seen = _in_child(lambda: self._examined(root))
        except AssertionError as error:
            seen = str(error)
        if seen in ("old", "new") and not said:
            tally.ends[seen] += 1
        else:
            tally.ends["failed"] += 1
            tally.failures.append(f"{what}: {said or seen}")
        shutil.rmtree(root, ignore_errors=True)

    def _examined(self, root: Path) -> str:
        place = root / "library"
        state = self.change.state(place)
        if state not in (self.old, self.new):
            return f"a third state {state}"
        repairing = self.old == "damaged"
        if state != "none" and not repairing and (wrong := problems(place)):
            return f"problems: {wrong}"
        if state == self.old:
            self.change.do(place)
            if (again := self.change.state(place)) != self.new:
                return f"done again it gave a third state {again}"
        probe = library(place).add([report(root / "probe", "ZULU", "2022-23 Q1")])
        if [r.status for r in probe] != ["added"]:
            return f"adding afterwards: {probe}"
        left = [p for p in place.rglob("*") if p.name.startswith((".new-", ".CURRENT", ".0"))]
        left += list((place / "originals").glob(".*"))
        if left or len(list((place / "generations").iterdir())) > 2 or problems(place):
            return f"left behind: {left or problems(place)}"
        held = {s.sha256 for s in library(place)._snapshot.manifest.sources}
        if {p.stem for p in (place / "originals").iterdir()} != held:
            return "originals left behind"
        return "old" if state == self.old else "new"

    def _counted(self, root: Path) -> int:
        steps = Steps(root / "library", "kill", 0)
        self.change.do(root / "library")
        return steps.count

    def _told(self, root: Path) -> str:
        return str(_in_child(lambda: self.change.state(root / "library")))

    def _twin(self) -> Path:
        target = Path(tempfile.mkdtemp(dir=self.folder)) / "twin"
        return Path(shutil.copytree(self.begun, target))


def _in_child(work: Callable[[], Any], killed_is: Any = None) -> Any:
    """What `work` gives in a process of its own, which may be killed or spoilt by it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _run_and_exit(work, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        if killed_is is not None and os.WTERMSIG(status) == signal.SIGKILL:
            return killed_is
        raise AssertionError(f"ended by signal {os.WTERMSIG(status)}")
    told = json.loads(answer)
    if "error" in told:
        raise AssertionError(told["error"])
    return told["value"]


def _run_and_exit(work: Callable[[], Any], writing: int) -> None:
    try:
        value = work()
        told = {"value": value if isinstance(value, str | int) else None}
    except BaseException as error:
        told = {"error": f"{type(error).__name__}: {error}"}
    if writing >= 0:
        os.write(writing, json.dumps(told).encode())
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
