"""Our figures on fictional reports whose truth is known: what is found, what is missed.

`python -m bench.recall --seed 11 --quarters 24 [--list]` generates reports of fictional
forces (one without slips, one with), reads and audits them in memory, and prints recall and
precision of figures, names and identity, and of the auditor by kind of slip. `--list` adds
a line for each miss and false alarm.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.generator import KINDS, GeneratedReport, generate, make_world
from bench.generator.names import profile_values
from bench.generator.pipeline import read_corpus
from bench.generator.scoring import (
    FIELDS,
    Score,
    score_audit,
    score_claims,
    score_coverage,
    score_identity,
    score_names,
)
from extract.profiles import Profile, load_profile
from extract.profiles.loading import build_profile

NAMES = ("force", "quarter", "names of operations", "where operations are", "names of places")


def main(arguments: Sequence[str] | None = None) -> int:
    """Generate, read, score and print; the exit status is 0."""
    parser = argparse.ArgumentParser(prog="python -m bench.recall", description=__doc__)
    parser.add_argument("--seed", type=int, default=11, help="of the first force")
    parser.add_argument("--forces", type=int, default=3, help="seeds one after the other")
    parser.add_argument("--quarters", type=int, default=24, help="reports of each force")
    parser.add_argument("--slips", type=int, default=2, help="slips in each spoilt report")
    parser.add_argument("--kind", action="append", default=[], choices=KINDS, help="of slip")
    parser.add_argument("--no-profile", action="store_true", help="places are not made known")
    parser.add_argument("--list", action="store_true", help="list each miss and false alarm")
    parser.add_argument("--out", type=Path, help="write the list to this file instead")
    options = parser.parse_args(arguments)
    clean, spoilt = Score(), Score()
    begun = time.perf_counter()
    for seed in range(options.seed, options.seed + options.forces):
        world = make_world(seed, options.quarters)
        profile = (
            load_profile("")
            if options.no_profile
            else build_profile(profile_values(world.county), f"force {seed}")
        )
        for score, slips in ((clean, 0), (spoilt, options.slips)):
            reports = list(generate(seed, options.quarters, slips, options.kind, world))
            run(reports, profile, score, f"force {seed}, {'with' if slips else 'no'} slips")
    print(f"\n{time.perf_counter() - begun:.0f} s in all\n")
    print_reading(clean)
    print_audit(clean, spoilt)
    if options.list or options.out:
        lines = [
            *(f"clean | {line}" for line in clean.errors),
            *(f"slips | {line}" for line in spoilt.errors if line.startswith(("slip", "false"))),
        ]
        if options.out:
            options.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
        else:
            print("", *lines, sep="\n")
    return 0


def run(reports: Sequence[GeneratedReport], profile: Profile, score: Score, name: str) -> None:
    """Read and audit reports and add to the score."""
    corpus = read_corpus(reports, profile)
    times = ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in corpus.seconds)
    print(f"{name}: {len(reports)} reports, {len(corpus.claims):,} figures; {times}", flush=True)
    score_identity(reports, corpus, score)
    score_claims(reports, corpus, score)
    score_names(reports, corpus, score)
    score_audit(reports, corpus, score)
    score_coverage(reports, corpus, score)


def print_reading(score: Score) -> None:
    """Tables of figures, names and identity."""
    _head("Reading (reports without slips)", "number")
    for name in (*FIELDS, *NAMES):
        tally = score.tallies[name]
        if tally.true or tally.given:
            _row(name, tally.true, tally.recall, tally.precision)


def print_audit(clean: Score, spoilt: Score) -> None:
    """Tables of the auditor: recall by kind of slip, precision by kind of check."""
    _head("Auditor: comparisons within clean reports", "number", "checked", "agrees")
    for name in sorted(n for n in clean.tallies if n.startswith("sum ")):
        tally = clean.tallies[name]
        _row(name[4:], tally.true, tally.recall, tally.precision)
    _head("Auditor: recall by kind of slip", "planted", "found", "right kind")
    total = found = 0
    for name in sorted(n for n in spoilt.tallies if n.startswith("slip ")):
        tally = spoilt.tallies[name]
        total, found = total + tally.true, found + tally.found
        _row(name[5:], tally.true, tally.recall, tally.precision)
    if total:
        _row("all", total, found / total, None)
    for title, score in (("reports with slips", spoilt), ("reports without slips", clean)):
        _head(f"Auditor: precision of disagreements, {title}", "alarms", "right", "")
        alarms = right = 0
        for name in sorted(n for n in score.tallies if n.startswith("check ")):
            tally = score.tallies[name]
            alarms, right = alarms + tally.given, right + tally.right
            _row(name[6:], tally.given, tally.precision, None)
        _row("all", alarms, right / alarms if alarms else 1.0, None)


def _head(title: str, *columns: str) -> None:
    names = columns if len(columns) == 3 else (*columns, "recall", "precision")
    print(f"\n{title}\n{'':32}" + "".join(f"{name:>12}" for name in names))


def _row(name: str, number: int, first: float, second: float | None) -> None:
    print(f"{name:32}{number:>12,}{first:>12.3f}" + ("" if second is None else f"{second:>12.3f}"))


if __name__ == "__main__":
    sys.exit(main())
