"""The reports of a force, one after the other, each knowing what the earlier ones printed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.generator.chance import stream
from bench.generator.plan import make_plan
from bench.generator.report import Seen, make_report, printed_figures
from bench.generator.slips import KINDS, plant
from bench.generator.statement import Key
from bench.generator.truth import GeneratedReport
from bench.generator.world import World, index_of
from quarterline.periods import Quarter

_REMEMBERED = 14  # quarters: a baseline lies four back, a running total at most eleven


def make_world(seed: int, quarters: int) -> World:
    """The force of a seed; its first report is of some quarter from 2012 to 2021."""
    rng = stream(seed, "first")
    return World(seed, Quarter(rng.randint(2012, 2021), rng.randint(1, 4)), quarters)


def generate(
    seed: int,
    quarters: int = 24,
    slips_per_report: int = 0,
    kinds: Sequence[str] = (),
    world: World | None = None,
) -> Iterator[GeneratedReport]:
    """The reports of one fictional force, quarter by quarter.

    `slips_per_report`: how many slips each report gets (fewer where none can be planted);
    `kinds`: which, of `bench.generator.slips.KINDS`, all when empty. The same arguments
    give the same reports. Raises ValueError if `quarters` is not positive or a kind is
    unknown.
    """
    unknown = sorted(set(kinds) - set(KINDS))
    if quarters < 1 or unknown:
        raise ValueError(
            f"quarters is {quarters} and unknown kinds of slip are {unknown}; expected at least "
            f"one quarter and kinds of {', '.join(KINDS)}"
        )
    return _generate(world or make_world(seed, quarters), quarters, slips_per_report, kinds)


def _generate(
    world: World, quarters: int, slips_per_report: int, kinds: Sequence[str]
) -> Iterator[GeneratedReport]:
    tainted: set[Key] = set()
    seen: dict[Key, Seen] = {}
    for number in range(quarters):
        quarter = world.first.shift(number)
        now = index_of(quarter)
        seen = {key: s for key, s in seen.items() if now - key[1] <= _REMEMBERED}
        intervals = {key: s.interval for key, s in seen.items()}
        plan = make_plan(world, quarter, tainted, intervals)
        rng = stream(world.seed, "slips", number)
        planted = plant(plan, rng, slips_per_report, tainted, intervals, kinds)
        name = f"force{world.seed}-{quarter.year}-q{quarter.number}.txt"
        report = make_report(plan, name, planted, seen)
        yield report
        for key, figure in printed_figures(plan, report).items():
            if key not in tainted:
                seen.setdefault(key, figure)
