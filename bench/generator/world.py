"""A simulated force: every measure by quarter, so that what reports say of it can agree.

All values are functions of the seed and the quarter; nothing depends on the order in which
they are asked for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from functools import cached_property

from bench.generator.chance import stream
from bench.generator.measures import (
    MEASURES,
    PARTS,
    RATIOS,
    STOCKS,
    THEMES,
    Measure,
    Part,
    Ratio,
    Stock,
)
from bench.generator.names import OPERATION_WORDS, County, make_county
from quarterline.periods import Period, Quarter, month

FORCE = ""  # the place of a figure that is of the whole force
_COUNTS = {"arrests": 0.9, "warrants": 0.5, "charges": 0.6, "vehicles": 0.4, "visits": 0.5}


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation: active from `start` for `length` quarters, silent in some of them."""

    name: str
    kind: str
    theme: str
    place: str
    start: Quarter
    length: int
    counts: tuple[str, ...]
    scale: float


@dataclass
class World:
    """All values of one fictional force. `first` is the quarter of its first report."""

    seed: int
    first: Quarter
    quarters: int
    _values: dict[tuple[str, str, int], float] = field(default_factory=dict, repr=False)

    @cached_property
    def county(self) -> County:
        """The force's county."""
        return make_county(stream(self.seed, "county"))

    @cached_property
    def priorities(self) -> tuple[tuple[str, str], ...]:
        """(theme, title) of each priority of the plan, in order."""
        rng = stream(self.seed, "plan")
        themes = list(THEMES)
        rng.shuffle(themes)
        chosen = themes[: rng.randint(6, len(themes))]
        return tuple((theme, rng.choice(THEMES[theme])) for theme in chosen)

    @cached_property
    def themes(self) -> frozenset[str]:
        """The themes of the plan; what lies outside it is not reported."""
        return frozenset(theme for theme, _ in self.priorities)

    # ---- flows

    def flow(self, measure: Measure, place: str, quarter: Quarter) -> float:
        """The value of a quarter; the areas' values add up to the force's."""
        if measure.by == "area" and place == FORCE:
            return sum(self.flow(measure, area, quarter) for area in self.county.areas)
        key = (measure.key, place, index_of(quarter))
        if key not in self._values:
            self._values[key] = self._flow(measure, place, quarter)
        return self._values[key]

    def _flow(self, measure: Measure, place: str, quarter: Quarter) -> float:
        shape = stream(self.seed, measure.key, place)
        base = measure.base * math.exp(shape.gauss(0, 0.25))
        if measure.by == "area":
            base /= len(self.county.areas)
        wave, phase = shape.uniform(9, 40), shape.uniform(0, 6.28)
        swing, season = shape.uniform(0.05, 0.3), [shape.uniform(-0.12, 0.12) for _ in range(4)]
        at = index_of(quarter)
        noise = stream(self.seed, measure.key, place, at).gauss(0, 0.06)
        value = base * math.exp(
            swing * math.sin(2 * math.pi * at / wave + phase) + season[quarter.number - 1] + noise
        )
        if measure.unit == "kg":
            return round(max(value, 0.3), 1)
        return float(max(3, round(value)))

    def part(self, part: Part, whole: Measure, quarter: Quarter) -> int:
        """The count of a part of the force's value."""
        share = part.share * math.exp(
            0.12 * stream(self.seed, "part", part.key, index_of(quarter)).gauss(0, 1)
        )
        total = self.flow(whole, FORCE, quarter)
        return max(1, min(int(total) - 1, round(total * min(share, 97) / 100)))

    def months(self, measure: Measure, quarter: Quarter) -> tuple[tuple[Period, int], ...]:
        """The force's value split over the three months."""
        total = int(self.flow(measure, FORCE, quarter))
        rng = stream(self.seed, "months", measure.key, index_of(quarter))
        weights = [rng.uniform(0.8, 1.2) for _ in range(3)]
        first = int(total * weights[0] / sum(weights))
        second = int(total * weights[1] / sum(weights))
        start = quarter.period.start
        periods = [month(start.year, start.month + n) for n in range(3)]
        return tuple(zip(periods, (first, second, total - first - second), strict=True))

    # ---- stocks and ratios

    def joined(self, stock: Stock, quarter: Quarter) -> int:
        """Who joined in the quarter."""
        rng = stream(self.seed, "joined", stock.key, index_of(quarter))
        return 2 + int(stock.base * rng.uniform(0.02, 0.09))

    def left(self, stock: Stock, quarter: Quarter) -> int:
        """Who left in the quarter, never so many that the headcount wanders off."""
        rng = stream(self.seed, "left", stock.key, index_of(quarter))
        pull = (self.headcount(stock, quarter.previous) - stock.base) / stock.base
        return 1 + int(stock.base * max(0.005, rng.uniform(0.02, 0.08) + 0.2 * pull))

    def headcount(self, stock: Stock, quarter: Quarter) -> int:
        """The headcount at the quarter's end: the one before, with joiners, less leavers."""
        key = (stock.key, "", index_of(quarter))
        begin = index_of(self.first) - 9
        for at in range(begin, key[2] + 1):
            if (stock.key, "", at) in self._values:
                continue
            if at == begin:
                value = stock.base
            else:
                then = quarter_at(at)
                before = int(self._values[stock.key, "", at - 1])
                value = before + self.joined(stock, then) - self.left(stock, then)
            self._values[stock.key, "", at] = value
        return int(self._values[key])

    def ratio(self, ratio: Ratio, quarter: Quarter) -> float:
        """A percentage with one decimal."""
        at = index_of(quarter)
        rng = stream(self.seed, "ratio", ratio.key, at)
        phase = stream(self.seed, "ratio", ratio.key).uniform(0, 6.28)
        spread = min(ratio.base, 100 - ratio.base) * 0.25
        value = ratio.base + spread * (0.5 * math.sin(at / 3 + phase) + 0.5 * rng.uniform(-1, 1))
        return round(value, 1)

    # ---- operations

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """All operations over the life of the reports, by the order in which they begin."""
        rng = stream(self.seed, "operations")
        words = list(OPERATION_WORDS)
        rng.shuffle(words)
        found = []
        themes = [theme for theme, _ in self.priorities]
        for number in range(min(len(words), 14 + self.quarters)):
            start = self.first.shift(rng.randint(-8, 0) if number < 14 else number - 14)
            counts = sorted(_COUNTS, key=lambda _: rng.random())[: rng.randint(1, 3)]
            found.append(
                Operation(
                    name=words[number],
                    kind="project" if rng.random() < 0.12 else "operation",
                    theme=rng.choice(themes),
                    place=rng.choice((FORCE, *self.county.areas, *self.county.districts)),
                    start=start,
                    length=rng.randint(3, 20),
                    counts=tuple(counts),
                    scale=rng.choice((6, 14, 30)),
                )
            )
        return tuple(found)

    def speaks_of(self, operation: Operation, quarter: Quarter) -> bool:
        """Whether a report of the quarter names the operation; it falls silent at times."""
        age = index_of(quarter) - index_of(operation.start)
        if not 0 <= age < operation.length:
            return False
        return age == 0 or stream(self.seed, operation.name, "told", age).random() < 0.7

    def added(self, operation: Operation, what: str, quarter: Quarter) -> int:
        """What an operation achieved in a quarter."""
        age = index_of(quarter) - index_of(operation.start)
        if not 0 <= age < operation.length:
            return 0
        rng = stream(self.seed, operation.name, what, age)
        return 1 + int(operation.scale * _COUNTS[what] * rng.uniform(0.4, 1.8))

    def to_date(self, operation: Operation, what: str, quarter: Quarter) -> int:
        """What an operation achieved from its start to the quarter's end."""
        age = index_of(quarter) - index_of(operation.start)
        return sum(self.added(operation, what, operation.start.shift(n)) for n in range(age + 1))

    # ---- what there is to tell

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """The measures of the plan's themes, each under the names that the force has for it."""
        return tuple(self._named(m) for m in MEASURES if m.theme in self.themes)

    def _named(self, measure: Measure) -> Measure:
        rng = stream(self.seed, "names", measure.key)
        return replace(
            measure,
            things=rng.choice((measure.things, *measure.other_things)),
            done=rng.choice((measure.done, *measure.other_done)),
        )

    @cached_property
    def stocks(self) -> tuple[Stock, ...]:
        """The headcounts of the plan's themes."""
        found = []
        for stock in (s for s in STOCKS if s.theme in self.themes):
            names = ((stock.things, stock.headcount), *stock.others)
            things, headcount = stream(self.seed, "names", stock.key).choice(names)
            found.append(replace(stock, things=things, headcount=headcount))
        return tuple(found)

    @cached_property
    def ratios(self) -> tuple[Ratio, ...]:
        """The percentages of the plan's themes."""
        return tuple(
            replace(r, topics=stream(self.seed, "names", r.key).choice((r.topics, *r.others)))
            for r in RATIOS
            if r.theme in self.themes
        )

    @cached_property
    def parts(self) -> tuple[tuple[Part, Measure], ...]:
        """Parts with the measures that they are parts of."""
        by_key = {m.key: m for m in self.measures}
        return tuple((p, by_key[p.whole]) for p in PARTS if p.whole in by_key)


def index_of(quarter: Quarter) -> int:
    """The quarter as a running number."""
    return quarter.year * 4 + quarter.number - 1


def quarter_at(index: int) -> Quarter:
    """The quarter of a running number."""
    return Quarter(index // 4, index % 4 + 1)
