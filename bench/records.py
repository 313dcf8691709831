"""The records in PostgreSQL beside those in the folder: `python -m bench.records --records …`.

Loads a copy of a library into the database named, which should be an empty one, then asks the
questions of `bench/questions` of both in turn, each question of both before the next. The answers
must be the same. Prints what loading took, what it takes on the server, and the time of an answer.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from index.library import Library
from index.records_server import load, server_at, state
from quarterline.errors import QueryError

_QUESTIONS = Path(__file__).resolve().parent / "questions"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 where an answer differs."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--library", type=Path, required=True, help="it is copied, not changed")
    parser.add_argument("--records", required=True, help="postgresql://user@host:5432/database")
    parser.add_argument("--questions", type=int, default=300)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="quarterline-records-") as folder:
        root = Path(folder) / "library"
        shutil.copytree(asked.library, root)
        server = server_at(asked.records)
        before, processor = time.perf_counter(), time.process_time()
        rows = load(root, server, again=True).rows
        took, own = time.perf_counter() - before, time.process_time() - processor
        size = next(one.bytes for one in state(root, server).listed if not one.superseded)
        print(f"{rows:,} rows loaded in {took:.1f} s, of which {own:.1f} s of our processor time; "
              f"{size / 1e6:,.1f} MB on the server")  # fmt: skip
        return _compare(root, asked.records, asked.questions)


def _compare(root: Path, address: str, count: int) -> int:
    times: dict[str, list[float]] = {"folder": [], "PostgreSQL": []}
    opening: dict[str, float] = {}
    libraries: dict[str, Library] = {}
    for name, records in (("folder", ""), ("PostgreSQL", address)):
        before = time.perf_counter()
        libraries[name] = Library(root, engine="", records=records)
        libraries[name].documents()
        opening[name] = time.perf_counter() - before
        libraries[name].search("police")  # what is loaded once
    different = 0
    longer: list[float] = []
    for number, question in enumerate(_questions()[:count]):
        answers = []
        # The one that comes second finds the machine's caches warm: they take turns.
        for name in sorted(libraries, reverse=bool(number % 2)):
            before = time.perf_counter()
            try:
                answers.append(libraries[name].search(question))
            except QueryError:
                continue
            times[name].append(1000 * (time.perf_counter() - before))
        if len(answers) == 2:
            longer.append(times["PostgreSQL"][-1] - times["folder"][-1])
        different += len(answers) == 2 and answers[0] != answers[1]
    for name, taken in times.items():
        taken.sort()
        print(f"{name}: opened in {1000 * opening[name]:.0f} ms; a question "
              f"{taken[len(taken) // 2]:.1f} ms (median), {taken[int(0.95 * len(taken))]:.1f} ms "
              f"(95th percentile) of {len(taken)}")  # fmt: skip
    longer.sort()
    print(f"PostgreSQL took {longer[len(longer) // 2]:.1f} ms longer for one question (median)")
    print(f"answers that differ: {different} of {len(longer)}")
    return 1 if different else 0


def _questions() -> list[str]:
    """Every question once."""
    found = []
    for path in sorted(_QUESTIONS.glob("*questions.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            found.append(str(json.loads(line)["query"]))
    return list(dict.fromkeys(found))


if __name__ == "__main__":
    raise SystemExit(main())
