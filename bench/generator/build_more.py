"""Statements about parts, headcounts, percentages and operations, and rows of tables."""

from __future__ import annotations

from dataclasses import replace

from bench.generator import wording_more
from bench.generator.build import Builder
from bench.generator.chance import weighted
from bench.generator.measures import Measure, Part, Ratio, Stock
from bench.generator.printed import COUNT, POINTS, Form, show, show_signed
from bench.generator.slots import (
    MONTHS,
    base_words,
    sign_words,
    stock_words,
    when_words,
)
from bench.generator.statement import Figure, NameRef, OptionalWords, Origin, Relation, Statement
from bench.generator.statement import Part as Words
from bench.generator.world import FORCE, Operation
from quarterline.periods import Period

_MADE = {
    "arrests": ("arrests", "arrests were made"),
    "warrants": ("search warrants", "search warrants were executed"),
    "charges": ("charges", "charges were brought"),
    "vehicles": ("vehicle seizures", "vehicles were seized"),
    "visits": ("home visits", "home visits were carried out"),
}


def share(builder: Builder, part: Part, whole: Measure) -> Statement:
    """A whole and a part of it, as a count, a percentage or both."""
    rng, world = builder.rng, builder.world
    total = world.flow(whole, FORCE, builder.quarter)
    count = world.part(part, whole, builder.quarter)
    series = f"{whole.key}|"
    period = builder.quarter.period
    level = Figure(
        show(total, COUNT), "count", "level", period, whole.things[0], series,
        key=builder.key(series),
    )  # fmt: skip
    piece = replace(
        level, printed=show(count, COUNT), role="share", series=f"{part.key}|", key=None,
        measure=part.words[0], also_roles=("level",),
    )  # fmt: skip
    percent = replace(
        piece, printed=builder.percent(100 * count / total), unit="percent", also_roles=()
    )
    words = {
        **builder.measure_words(whole),
        **when_words(rng, builder.quarter),
        "part": rng.choice(part.words),
    }
    relation = Relation("share", (("whole", "W"), ("part", "N"), ("share", "S")))
    kind = weighted(rng, [("share", 0.75), ("of_which", 0.25)])
    figures = {"W": level, "N": piece, "S": percent}
    return builder.statement(kind, words, figures, Origin(whole.key), (relation,))


def stock(builder: Builder, of: Stock) -> Statement:
    """A headcount: alone, against an earlier one, or with who joined and left."""
    rng, world, quarter = builder.rng, builder.world, builder.quarter
    series = f"{of.key}|"
    kind = weighted(rng, [("stock", 0.4), ("stock_flow", 0.4), ("stock_level", 0.2)])
    back = builder.back(series, (1,) if kind == "stock_flow" else (1, 4))
    heads = world.headcount(of, quarter)
    before = world.headcount(of, quarter.shift(-back))
    if not back or heads == before:
        kind = "stock_level"
    day = Period(quarter.period.end, quarter.period.end)
    then = quarter.shift(-back).period.end
    level = Figure(
        show(heads, COUNT), "count", "level", day, of.headcount[0], series, key=builder.key(series)
    )
    plain = replace(level, key=None, period=quarter.period, also_roles=("change",))
    figures = {
        "H": level,
        "B": replace(
            level, printed=show(before, COUNT), role="baseline", period=Period(then, then),
            key=builder.key(series, back),
        ),
        "C": replace(plain, printed=show(abs(heads - before), COUNT), role="change", sign="1"),
        "J": replace(plain, printed=show(world.joined(of, quarter), COUNT), series=f"{of.key}+|"),
        "V": replace(plain, printed=show(world.left(of, quarter), COUNT), series=f"{of.key}-|"),
    }  # fmt: skip
    words: dict[str, Words] = {
        "thing": rng.choice(of.things),
        "headcount": rng.choice(of.headcount),
        **when_words(rng, quarter),
        **stock_words(rng, quarter, back or 1),
        **sign_words(rng, "1", mass=False),
    }
    templates = {
        "stock": wording_more.STOCK,
        "stock_flow": wording_more.STOCK_FLOW,
        "stock_level": wording_more.STOCK_LEVEL,
    }
    template = rng.choice(templates[kind])
    for slot, when in (("H", "at_q"), ("B", "at_prev")):
        # Only a day is certain: "at the end of March" may be read as the day or the month.
        if f"{{{when}}}" not in template or not str(words[when])[3:4].isdigit():
            figures[slot] = replace(figures[slot], period=None)
    if "{at_q}" not in template:
        # "currently" may be a day after the quarter's end: no later report contradicts it
        figures["H"] = replace(figures["H"], key=None)
    if kind == "stock_level":
        return builder.statement(
            kind, words, {"H": figures["H"]}, Origin(of.key), template=template
        )
    signs = {"1": "up" if heads > before else "down"}
    origin = Origin(of.key, back=back)
    made = builder.compared(
        kind, words, figures, signs, {"1": builder.key(series, back)}, origin, template, "H"
    )
    if kind == "stock_flow":
        inputs = (("level", "H"), ("baseline", "B"), ("joined", "J"), ("left", "V"))
        made = replace(made, relations=(*made.relations, Relation("stock", inputs)))
    return made


def points(builder: Builder, ratio: Ratio) -> Statement | None:
    """A percentage against an earlier one, the change in percentage points."""
    rng, world, quarter = builder.rng, builder.world, builder.quarter
    series = f"{ratio.key}|"
    back = builder.back(series)
    if not back:
        return None
    value, before = world.ratio(ratio, quarter), world.ratio(ratio, quarter.shift(-back))
    if abs(value - before) < 0.15:
        return None
    form = Form(suffix=builder.style.percent, decimals=1, rounded=True)
    level = Figure(
        show(value, form), "percent", "rate" if ratio.rate else "level", quarter.period,
        ratio.topics[0], series, key=builder.key(series),
        also_roles=("rate", "level", "share"),
    )  # fmt: skip
    figures = {
        "L": level,
        "B": replace(
            level, printed=show(before, form), role="baseline", also_roles=(),
            period=quarter.shift(-back).period, key=builder.key(series, back),
        ),
        "C": replace(
            level, printed=show(abs(value - before), POINTS), role="change", also_roles=(),
            unit="percentage_points", key=None, sign="1",
        ),
    }  # fmt: skip
    words: dict[str, Words] = {
        "topic": _topic(rng.choice(ratio.topics)),
        **when_words(rng, quarter),
        **base_words(rng, quarter, back),
        **sign_words(rng, "1", mass=True),
    }
    signs = {"1": "up" if value > before else "down"}
    template = rng.choice(wording_more.POINTS)
    base = {"1": builder.key(series, back)}
    made = builder.compared(
        "points", words, figures, signs, base, Origin(ratio.key, back=back), template
    )
    renamed = tuple(
        replace(r, kind="points") if r.kind == "difference" else r for r in made.relations
    )
    return replace(made, relations=renamed)


def _topic(topic: str) -> Words:
    """A standard ("within ten seconds") may be read as a figure or not."""
    before, standard, after = topic.partition("ten seconds")
    return (before, OptionalWords(standard), after) if standard else topic


def operation_name(builder: Builder, operation: Operation) -> NameRef:
    """The operation as the report writes it."""
    name = operation.name if builder.style.name_case == "upper" else operation.name.title()
    if operation.kind == "project":
        text = f"Project {name}"
    else:
        text = builder.style.operation.format(d="Operation", n=name)
    places = (operation.place,) if operation.place else ()
    return NameRef(text, operation.kind, operation.name, places)


def operation_figures(builder: Builder, operation: Operation, what: str) -> Statement:
    """What an operation achieved in the quarter, to date, or both."""
    rng, world, quarter = builder.rng, builder.world, builder.quarter
    series = f"{operation.name}.{what}|"
    name = operation_name(builder, operation)
    kind = weighted(
        rng, [("operation_level", 0.35), ("operation_to_date", 0.45), ("operation_total", 0.2)]
    )
    if builder.key(series) in builder.tainted:
        kind = "operation_level"
    places = (operation.place,) if operation.place else ()
    started = operation.start.period.start
    level = Figure(
        show(world.added(operation, what, quarter), builder.form("count", 0)), "count", "level",
        quarter.period, _MADE[what][0], series, places=places, operations=(operation.name,),
        also_roles=("share",) if kind == "operation_to_date" else (),
    )  # fmt: skip
    total = replace(
        level, printed=show(world.to_date(operation, what, quarter), COUNT),
        period=Period(started, quarter.period.end), key=builder.key(series), also_roles=(),
    )  # fmt: skip
    words: dict[str, Words] = {
        "op": name,
        "made": _MADE[what][0],
        "were_made": _MADE[what][1],
        "since": f"{MONTHS[started.month - 1]} {started.year}",
        **when_words(rng, quarter),
    }
    templates = {
        "operation_level": wording_more.OPERATION_LEVEL,
        "operation_to_date": wording_more.OPERATION_TO_DATE,
        "operation_total": wording_more.OPERATION_TOTAL,
    }
    template = rng.choice(templates[kind])
    relation = Relation(
        "cumulative",
        (("level", "T"), ("added", "L")) if kind == "operation_to_date" else (("level", "T"),),
    )
    figures = {"L": level, "T": total}
    origin = Origin(series, operation.place)
    return builder.statement(kind, words, figures, origin, (relation,), template)


def operation_plain(builder: Builder, operation: Operation) -> Statement:
    """A sentence about an operation without a figure."""
    words: dict[str, Words] = {
        "op": operation_name(builder, operation),
        "subject": builder.rng.choice(wording_more.SUBJECTS),
    }
    template = builder.rng.choice(wording_more.OPERATION_PLAIN)
    return builder.statement("operation_plain", words, {}, template=template)


def months_row(builder: Builder, measure: Measure) -> Statement:
    """A table row: the three months and their total."""
    series = f"{measure.key}|"
    total = builder.world.flow(measure, FORCE, builder.quarter)
    whole = Figure(
        show(total, COUNT), measure.unit, "level", builder.quarter.period, measure.things[0],
        series, key=builder.key(series),
    )  # fmt: skip
    # The column's head ("Quarter total") gives no dates.
    figures = {"W": replace(whole, period=None)}
    for number, (period, value) in enumerate(builder.world.months(measure, builder.quarter), 1):
        figures[f"X{number}"] = replace(
            whole, printed=show(value, COUNT), period=period, key=None, also_roles=("share",)
        )
    inputs = (("whole", "W"), ("part", "X1"), ("part", "X2"), ("part", "X3"))
    template = f"{_row_label(builder, measure)}\t{{X1}}\t{{X2}}\t{{X3}}\t{{W}}"
    return builder.statement(
        "row", {}, figures, Origin(measure.key), (Relation("sum", inputs),), template
    )


def change_row(builder: Builder, measure: Measure, back: int) -> Statement | None:
    """A table row: this quarter, an earlier one, the change and its percentage."""
    series = f"{measure.key}|"
    if builder.key(series, back) in builder.tainted:
        return None
    value = builder.world.flow(measure, FORCE, builder.quarter)
    before = builder.world.flow(measure, FORCE, builder.quarter.shift(-back))
    unit_form = replace(builder.form(measure.unit, value), words=0)
    percent = Form(suffix="%", decimals=1, rounded=True)
    change, ratio = value - before, 100 * (value - before) / before
    level = Figure(
        show(value, unit_form), measure.unit, "level", builder.quarter.period, measure.things[0],
        series, key=builder.key(series),
    )  # fmt: skip
    plus = builder.rng.choice(("+", ""))
    figures = {
        "L": level,
        "B": replace(
            level, printed=show(before, unit_form), role="baseline", also_roles=("level",),
            period=builder.quarter.shift(-back).period, key=builder.key(series, back),
        ),
        "C": replace(
            level, printed=show_signed(change, unit_form, plus), role="change", key=None, sign="1",
            period=None,
        ),
        "P": replace(
            level, printed=show_signed(ratio, percent, plus), role="percent_change", key=None,
            unit="percent", sign="1", period=None,
        ),
    }  # fmt: skip
    if not figures["C"].printed.value or not figures["P"].printed.value:
        return None
    signs = {"1": "up" if change > 0 else "down"}
    template = f"{_row_label(builder, measure)}\t{{L}}\t{{B}}\t{{C}}\t{{P}}"
    base = {"1": builder.key(series, back)}
    made = builder.compared(
        "row", {}, figures, signs, base, Origin(measure.key, back=back), template
    )
    return replace(made, figures={**made.figures, "L": level})


def _row_label(builder: Builder, measure: Measure) -> str:
    thing = builder.rng.choice(measure.things)
    label = builder.rng.choice(wording_more.ROW_LABELS).format(thing=thing, done=measure.done[0])
    return label[:1].upper() + label[1:]
