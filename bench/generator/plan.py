"""What a report says, before it is laid out: its sections, items and tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bench.generator import build_more
from bench.generator.build import Builder
from bench.generator.chance import stream
from bench.generator.measures import AIMS
from bench.generator.slots import MONTHS, short_name, span_of
from bench.generator.statement import Key, Relation, Statement
from bench.generator.styles import Style, style_of
from bench.generator.truth import Interval
from bench.generator.wording_more import DECOYS, PLAIN
from bench.generator.world import World, index_of
from quarterline.periods import Quarter


@dataclass(slots=True)
class Item:
    """A bullet or paragraph: its sentences are statements (by number) or plain text.

    `place` is the scope that its label or heading gives; `label` says that it is written
    as "Place: …"; an item without sentences is a label alone.
    """

    level: int
    parts: list[int | str]
    place: str = ""
    label: bool = False


@dataclass(slots=True)
class Section:
    """A priority of the plan."""

    number: int
    theme: str
    title: str
    aim: str
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class AnnexTable:
    """A table of the annex: its title, its column heads and its rows (statements)."""

    title: str
    heads: tuple[str, ...]
    rows: list[int]


@dataclass(slots=True)
class Plan:
    """A report's content. Slips are planted here, before the layout."""

    world: World
    quarter: Quarter
    style: Style
    statements: list[Statement] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    tables: list[AnnexTable] = field(default_factory=list)

    def add(self, statement: Statement) -> int:
        """Take a statement in; its number."""
        self.statements.append(statement)
        return len(self.statements) - 1


def make_plan(
    world: World, quarter: Quarter, tainted: set[Key], seen: Mapping[Key, Interval]
) -> Plan:
    """The content of a quarter's report. `seen`: figures that earlier reports printed."""
    number = index_of(quarter) - index_of(world.first)
    plan = Plan(world, quarter, style_of(world.seed, number))
    for position, (theme, title) in enumerate(world.priorities, 1):
        rng = stream(world.seed, "section", theme, number)
        builder = Builder(world, quarter, plan.style, rng, tainted)
        aim = stream(world.seed, "aim", theme).choice(AIMS[theme])
        section = Section(position, theme, title, aim)
        _force_items(plan, builder, section)
        _operation_items(plan, builder, section)
        _place_items(plan, builder, section)
        plan.sections.append(section)
    if plan.style.annex:
        rng = stream(world.seed, "annex", number)
        _annex(plan, Builder(world, quarter, plan.style, rng, tainted))
    plan.statements = [_with_earlier(s, quarter, seen) for s in plan.statements]
    return plan


def _with_earlier(
    statement: Statement, quarter: Quarter, seen: Mapping[Key, Interval]
) -> Statement:
    """Running totals are set against the latest one that an earlier report printed."""
    kept: list[Relation] = []
    for relation in statement.relations:
        if relation.kind != "cumulative":
            kept.append(relation)
            continue
        series = statement.figures["T"].series
        at = index_of(quarter)
        older = [(series, at - gap) for gap in range(1, 12) if (series, at - gap) in seen]
        if older:
            gap = at - older[0][1]
            kept.append(replace(relation, earlier=("earlier", older[0]), days=gap))
    return replace(statement, relations=tuple(kept))


def _force_items(plan: Plan, builder: Builder, section: Section) -> None:
    world, rng = builder.world, builder.rng
    made: list[Statement] = []
    for measure in world.measures:
        if measure.theme == section.theme and measure.by != "district" and rng.random() < 0.75:
            made.append(builder.flow(measure))
    for part, whole in world.parts:
        if whole.theme == section.theme and rng.random() < 0.5:
            made.append(build_more.share(builder, part, whole))
    for stock in world.stocks:
        if stock.theme == section.theme and rng.random() < 0.7:
            made.append(build_more.stock(builder, stock))
    for ratio in world.ratios:
        if ratio.theme == section.theme and rng.random() < 0.7:
            points = build_more.points(builder, ratio)
            made += [points] if points is not None else []
    rng.shuffle(made)
    items: list[Item] = []
    for statement in made:
        number = plan.add(statement)
        if items and len(items[-1].parts) == 1 and rng.random() < 0.25:
            items[-1].parts.append(number)
        else:
            items.append(Item(0, [number]))
        if rng.random() < 0.12:
            items[-1].parts.append(rng.choice(PLAIN))
    for texts, likely in ((PLAIN, 0.8), (DECOYS, 0.6)):
        if rng.random() < likely:
            items.insert(rng.randint(0, len(items)), Item(0, [rng.choice(texts)]))
    section.items += items


def _operation_items(plan: Plan, builder: Builder, section: Section) -> None:
    """Operations under the place where they are, or said of the whole force."""
    rng = builder.rng
    for operation in builder.world.operations:
        if operation.theme != section.theme:
            continue
        if not builder.world.speaks_of(operation, builder.quarter):
            continue
        parts: list[int | str] = []
        if rng.random() < 0.5:
            parts.append(plan.add(build_more.operation_plain(builder, operation)))
        for what in operation.counts:
            if rng.random() < 0.6:
                parts.append(plan.add(build_more.operation_figures(builder, operation, what)))
        if not parts:
            parts.append(plan.add(build_more.operation_plain(builder, operation)))
        section.items.append(Item(0, parts, operation.place, label=bool(operation.place)))


def _place_items(plan: Plan, builder: Builder, section: Section) -> None:
    """What areas and districts did: under labels, or named in the sentence."""
    world, rng = builder.world, builder.rng
    local = [m for m in world.measures if m.theme == section.theme and m.by == "district"]
    by_area = [m for m in world.measures if m.theme == section.theme and m.by == "area"]
    parents = {p.name: p.parent for p in world.county.places}
    for area in world.county.areas:
        if rng.random() > 0.6:
            continue
        inner: list[Item] = []
        for measure in by_area:
            if rng.random() < 0.4:
                said = plan.add(builder.flow(measure, area))
                inner.append(Item(1, [said], area))
        for district in (d for d in world.county.districts if parents[d] == area):
            for measure in local:
                if rng.random() < 0.3:
                    number = plan.add(builder.flow(measure, district))
                    inner.append(Item(1, [number], district, label=True))
        if inner:
            section.items += [Item(0, [], area, label=True), *inner]
    if local and rng.random() < 0.5:
        measure, district = rng.choice(local), rng.choice(world.county.districts)
        number = plan.add(builder.flow(measure, district, said=True))
        section.items.insert(0, Item(0, [number]))


def _annex(plan: Plan, builder: Builder) -> None:
    """One table of changes, one of months, or both."""
    world, rng, quarter = builder.world, builder.rng, builder.quarter
    measures = [m for m in world.measures if m.by != "district"]
    first, _, year = span_of(quarter)
    if rng.random() < 0.7:
        back = rng.choice((1, 4))
        rows = [build_more.change_row(builder, m, back) for m in measures if rng.random() < 0.5]
        numbers = [plan.add(row) for row in rows if row is not None]
        heads = (
            rng.choice(("Measure", "Indicator", "Performance measure")),
            short_name(quarter, 0),
            short_name(quarter.shift(-back), 0),
            rng.choice(("Change", "Difference", "+/-")),
            rng.choice(("% change", "Change (%)", "Percentage change")),
        )
        if numbers:
            plan.tables.append(AnnexTable("Headline measures", heads, numbers))
    if rng.random() < 0.6:
        begin = MONTHS.index(first)
        monthly = ("Measure", *(f"{m} {year}" for m in MONTHS[begin : begin + 3]), "Quarter total")
        counted = [m for m in measures if m.unit == "count" and rng.random() < 0.4]
        numbers = [plan.add(build_more.months_row(builder, m)) for m in counted]
        if numbers:
            plan.tables.append(AnnexTable("Monthly figures", monthly, numbers))
