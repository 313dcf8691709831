"""Write fictional reports: `python -m bench.generator --seed 7 --quarters 24 --slips 2 FOLDER`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.generator.corpus import generate, make_world
from bench.generator.scale import passages
from bench.generator.slips import KINDS
from bench.generator.write import write_profile, write_reports


def main(arguments: Sequence[str] | None = None) -> int:
    """Write reports with their truth, or passages; the exit status is 0."""
    parser = argparse.ArgumentParser(prog="python -m bench.generator", description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write; made if it is missing")
    parser.add_argument("--seed", type=int, default=7, help="of the first force")
    parser.add_argument("--forces", type=int, default=1, help="seeds one after the other")
    parser.add_argument("--quarters", type=int, default=24, help="reports of each force")
    parser.add_argument("--slips", type=int, default=0, help="slips in each report")
    parser.add_argument("--kind", action="append", default=[], choices=KINDS, help="of slip")
    parser.add_argument("--scale", type=int, help="write this many passages instead, one a line")
    options = parser.parse_args(arguments)
    begun = time.perf_counter()
    if options.scale is not None:
        options.folder.mkdir(parents=True, exist_ok=True)
        with (options.folder / "passages.txt").open("w", encoding="utf-8") as out:
            out.writelines(text + "\n" for text in passages(options.seed, options.scale))
        print(f"wrote {options.scale:,} passages in {time.perf_counter() - begun:.1f} s")
        return 0
    reports = slips = 0
    for seed in range(options.seed, options.seed + options.forces):
        world = make_world(seed, options.quarters)
        folder = options.folder if options.forces == 1 else options.folder / f"force{seed}"
        made = generate(seed, options.quarters, options.slips, options.kind, world)
        counts = write_reports(made, folder)
        write_profile(world.county, folder / "profile.toml")
        reports, slips = reports + counts[0], slips + counts[1]
    seconds = time.perf_counter() - begun
    print(f"wrote {reports:,} reports with {slips:,} slips in {seconds:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
