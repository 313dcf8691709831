"""`python -m bench.fuzz --runs 100000`: the readers under changed files, and what came of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.fuzz.run import SHARES, Found, Summary, fuzz
from bench.fuzz.seeds import FORMATS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print a line a format, write the files of faults; 1 when there were any."""
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("--runs", type=int, default=100_000, help="executions over all formats")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", choices=[*FORMATS, "all"], default="all")
    parser.add_argument("--out", type=Path, default=Path("fuzz-found"), help="files of faults")
    parser.add_argument(
        "--guided",
        action="store_true",
        help="by coverage, with atheris (pip install 'quarterline[fuzz]')",
    )
    given = parser.parse_args(arguments)
    forms = FORMATS if given.format == "all" else (given.format,)
    whole = sum(SHARES[form] for form in forms)
    worst = 0
    for form in forms:
        runs = max(1, round(given.runs * SHARES[form] / whole))
        if given.guided:
            from bench.fuzz.guided import guided  # noqa: PLC0415 - atheris is optional

            worst = max(worst, guided(form, runs, given.seed, given.out))
            continue
        summary = fuzz(form, runs, given.seed)
        print(line(summary), flush=True)
        for found in summary.found:
            print(f"  {form} seed {found.seed} run {found.number}: {found.what}", flush=True)
            write(found, given.out)
            worst = 1
    return worst


def line(summary: Summary) -> str:
    """What became of one format's executions, in a line."""
    outcomes = ", ".join(f"{n:,} {what}" for what, n in summary.outcomes.most_common())
    rate = summary.runs / summary.seconds if summary.seconds else 0.0
    return (
        f"{summary.form}: {summary.runs:,} executions in {summary.seconds:.0f} s "
        f"({rate:.0f} a second): {outcomes}; {len(summary.found)} faults"
    )


def write(found: Found, folder: Path) -> None:
    """Keep the file of a fault."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{found.seed}-{found.number}.{found.form}").write_bytes(found.file())


if __name__ == "__main__":
    sys.exit(main())
