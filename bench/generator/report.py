"""From a laid-out plan to a report with its truth: claims, comparisons, names, slips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.generator.layout import PassageMark, lay_out
from bench.generator.marked import Mark, Marked
from bench.generator.plan import Plan
from bench.generator.slips import Planted
from bench.generator.statement import Figure, FigureMark, Key, NameRef, Statement
from bench.generator.truth import (
    GeneratedReport,
    Interval,
    PlantedSlip,
    TrueClaim,
    TrueComparison,
    TrueName,
    TruePassage,
)

Place = tuple[int, str]  # a statement's number, a slot


@dataclass(frozen=True, slots=True)
class Seen:
    """A figure that an earlier report printed."""

    claim: str
    interval: Interval


def make_report(
    plan: Plan, name: str, planted: Sequence[Planted], seen: Mapping[Key, Seen]
) -> GeneratedReport:
    """Lay the plan out and say what is true of the text."""
    laid = lay_out(plan)
    where = {
        (mark.payload.statement, mark.payload.slot): mark
        for mark in laid.marks
        if isinstance(mark.payload, FigureMark)
    }
    ids = {place: f"{name}:c{mark.start}-{mark.end}" for place, mark in where.items()}
    claims = tuple(
        _claim(plan.statements[place[0]], place[1], laid.text, mark, ids[place])
        for place, mark in sorted(where.items(), key=lambda entry: entry[1].start)
    )
    comparisons, by_relation = _comparisons(plan, name, ids, seen)
    return GeneratedReport(
        name=name,
        text=laid.text,
        force=plan.world.county.force,
        quarter=plan.quarter,
        claims=claims,
        comparisons=comparisons,
        names=tuple(
            TrueName(m.start, m.end, laid.text[m.start : m.end], n.kind, n.canonical, n.places)
            for m in sorted(laid.marks, key=lambda m: m.start)
            if isinstance(n := m.payload, NameRef)
        ),
        passages=_passages(plan, laid),
        slips=tuple(_slip(slip, plan, laid, where, ids, by_relation) for slip in planted),
        optional=tuple((m.start, m.end) for m in laid.marks if m.kind == "optional"),
        cover=plan.style.cover != "none",
    )


def printed_figures(plan: Plan, report: GeneratedReport) -> dict[Key, Seen]:
    """The exact figures of the quarter itself that later reports may quote."""
    found: dict[Key, Seen] = {}
    by_place = {(c.series, c.slot, c.value): c for c in report.claims}
    for statement in plan.statements:
        for slot, figure in statement.figures.items():
            if figure.key is None or figure.role == "baseline":
                continue
            claim = by_place.get((figure.series, slot, figure.printed.value))
            if claim is not None:
                found.setdefault(figure.key, Seen(claim.id, figure.interval))
    return found


def _claim(statement: Statement, slot: str, text: str, mark: Mark, identifier: str) -> TrueClaim:
    figure: Figure = statement.figures[slot]
    printed = figure.printed
    return TrueClaim(
        id=identifier,
        start=mark.start,
        end=mark.end,
        text=text[mark.start : mark.end],
        value=printed.value,
        low=printed.low,
        high=printed.high,
        unit=figure.unit,
        role=figure.role,
        also_roles=figure.also_roles,
        direction=statement.signs.get(figure.sign, "none") if figure.sign else "none",
        qualifier=printed.qualifier,
        period=figure.period,
        measure=figure.measure,
        series=figure.series,
        places=figure.places,
        operations=figure.operations,
        slot=slot,
    )


def _comparisons(
    plan: Plan, name: str, ids: Mapping[Place, str], seen: Mapping[Key, Seen]
) -> tuple[tuple[TrueComparison, ...], dict[tuple[int, int], str]]:
    found: list[TrueComparison] = []
    by_relation: dict[tuple[int, int], str] = {}
    for number, statement in enumerate(plan.statements):
        for order, relation in enumerate(statement.relations):
            inputs = [(role, ids[number, slot]) for role, slot in relation.inputs]
            if relation.earlier is not None:
                role, key = relation.earlier
                if key not in seen:
                    continue
                inputs.append((role, seen[key].claim))
            by_relation[number, order] = identifier = f"{name}:x{len(found)}"
            found.append(
                TrueComparison(
                    identifier,
                    relation.kind,
                    "document" if relation.earlier is None else "cross",
                    tuple(inputs),
                    statement.signs.get(relation.sign, "none"),
                    relation.days,
                )
            )
    return tuple(found), by_relation


def _passages(plan: Plan, laid: Marked) -> tuple[TruePassage, ...]:
    return tuple(
        TruePassage(
            m.start,
            m.end,
            p.kind,
            p.places,
            p.priority,
            tuple(plan.statements[n].kind for n in p.statements),
        )
        for m in sorted(laid.marks, key=lambda m: m.start)
        if isinstance(p := m.payload, PassageMark)
    )


def _slip(
    slip: Planted,
    plan: Plan,
    laid: Marked,
    where: Mapping[Place, Mark],
    ids: Mapping[Place, str],
    by_relation: Mapping[tuple[int, int], str],
) -> PlantedSlip:
    if slip.slots:
        marks = [where[slip.statement, slot] for slot in slip.slots]
    else:
        marks = [m for m in laid.marks if m.kind == "word" and m.payload == slip.words]
    return PlantedSlip(
        kind=slip.kind,
        grade=slip.grade,
        check=slip.check,
        scope=slip.scope,
        claims=tuple(ids[slip.statement, slot] for slot in slip.slots),
        spans=tuple(sorted((m.start, m.end) for m in marks)),
        comparisons=tuple(
            by_relation[slip.statement, order]
            for order in slip.broken
            if (slip.statement, order) in by_relation
        ),
        was=slip.was,
        now=slip.now,
    )
