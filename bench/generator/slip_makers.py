"""How each kind of slip spoils a statement.

A maker gets a statement with its surroundings and returns it with one figure (or one
direction) changed, or None where the statement offers nothing to spoil. Whether the slip
then shows is decided by `bench.generator.slips`.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bench.generator.measures import MEASURES
from bench.generator.plan import Plan
from bench.generator.printed import Form, Printed, reprint, show, show_signed, show_truncated
from bench.generator.statement import Figure, Key, Relation, Statement
from bench.generator.truth import Interval

_BY_KEY = {m.key: m for m in MEASURES}
_TELLING_POINTS = 0.3  # that two reports of one percentage must differ by
_WRONG_DAYS = (30, 31, 60, 90, 91, 92, 100, 365)


@dataclass(frozen=True, slots=True)
class Case:
    """A statement to be spoilt, and what the attempt may look at."""

    plan: Plan
    statement: Statement
    rng: random.Random
    seen: Mapping[Key, Interval]
    once: frozenset[Key]  # keys that the report prints exactly once

    def free(self, slot: str) -> bool:
        """Whether a figure stands nowhere else in the report."""
        key = self.statement.figures[slot].key
        return key is None or key in self.once


@dataclass(frozen=True, slots=True)
class Spoilt:
    """The statement after the slip; `slots` changed, or the `sign` that was turned."""

    statement: Statement
    slots: tuple[str, ...] = ()
    sign: str = ""
    named: tuple[str, ...] = ()  # the slots that are wrong, if fewer than were changed


Maker = Callable[[Case], Spoilt | None]


# ---- figures in the same form


def like(printed: Printed, value: float) -> Printed:
    """Another value in a figure's form, sign and all."""
    form = replace(printed.form, words=0)
    if printed.text.startswith("-"):
        return show_signed(-abs(value), form, "")
    return replace(show(abs(value), form), before=printed.before, after=printed.after)


def _changed(case: Case, slot: str, printed: Printed | None) -> Spoilt | None:
    """The statement with another figure in the slot, unless it reads the same."""
    figure = case.statement.figures[slot]
    if printed is None or printed.text == figure.printed.text or not printed.value:
        return None
    return Spoilt(case.statement.with_figure(slot, replace(figure, printed=printed)), (slot,))


def _checked_slots(case: Case) -> list[str]:
    """Slots that a sum within the statement rests on and that stand nowhere else."""
    found = {
        slot
        for relation in case.statement.relations
        if relation.earlier is None
        for _, slot in relation.inputs
    }
    return sorted(s for s in found if case.free(s) and case.statement.figures[s].printed.digits)


def _value(case: Case, slot: str) -> float:
    return abs(case.statement.figures[slot].printed.value)


# ---- slips of digits


def digits(change: Callable[[str, random.Random], str]) -> Maker:
    """A slip of digits in any figure that a sum of the statement rests on."""

    def make(case: Case) -> Spoilt | None:
        slots = _checked_slots(case)
        if not slots:
            return None
        slot = case.rng.choice(slots)
        printed = case.statement.figures[slot].printed
        return _changed(case, slot, reprint(printed, change(printed.digits, case.rng)))

    return make


def swap(digits: str, rng: random.Random) -> str:
    """Two neighbouring digits swapped; empty where all are the same."""
    places = [i for i in range(len(digits) - 1) if digits[i] != digits[i + 1]]
    if not places:
        return ""
    i = rng.choice(places)
    return digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]


def drop(digits: str, rng: random.Random) -> str:
    """One digit left out."""
    i = rng.randrange(len(digits))
    return digits[:i] + digits[i + 1 :]


def double(digits: str, rng: random.Random) -> str:
    """One digit typed twice."""
    i = rng.randrange(len(digits))
    return digits[: i + 1] + digits[i:]


# ---- slips of reckoning


def _percent_slots(case: Case) -> tuple[str, str, float, float] | None:
    """A percentage's slot, the tail of its comparison, its level and its baseline."""
    options = [s for s in ("P", "P2") if s in case.statement.figures]
    level = next((s for s in ("L", "H") if s in case.statement.figures), "")
    if not options or not level:
        return None
    slot = case.rng.choice(options)
    tail = slot[1:]
    value, up = _value(case, level), case.statement.signs[tail or "1"] == "up"
    if "B" + tail in case.statement.figures:
        return slot, tail, value, _value(case, "B" + tail)
    if "C" + tail in case.statement.figures:
        change = _value(case, "C" + tail)
        return slot, tail, value, value - change if up else value + change
    return None


def wrong_denominator(case: Case) -> Spoilt | None:
    """The change as a percentage of the new value, not of the baseline."""
    found = _percent_slots(case)
    if found is None:
        return None
    slot, _, level, baseline = found
    printed = case.statement.figures[slot].printed
    return _changed(case, slot, like(printed, 100 * (level - baseline) / level))


def points_for_percent(case: Case) -> Spoilt | None:
    """The points' sign of a change is written as a percent sign; the sum becomes another."""
    if case.statement.kind != "points" or "C" not in case.statement.figures:
        return None
    figure = case.statement.figures["C"]
    form = Form(suffix=case.plan.style.percent, decimals=1, rounded=True)
    wrong = replace(
        figure, printed=show(figure.printed.value, form), unit="percent", role="percent_change"
    )
    statement = case.statement.with_figure("C", wrong)
    return Spoilt(
        replace(statement, relations=tuple(_as_percent(r) for r in statement.relations)), ("C",)
    )


def _as_percent(relation: Relation) -> Relation:
    if relation.kind != "points":
        return relation
    inputs = tuple(("percent_change" if r == "change" else r, s) for r, s in relation.inputs)
    return replace(relation, kind="percent_change", inputs=inputs)


def turned_direction(case: Case) -> Spoilt | None:
    """Up is written for down, in all words of one comparison."""
    signs = [r.sign for r in case.statement.relations if r.kind == "direction"]
    if not signs:
        return None
    sign = case.rng.choice(signs)
    return Spoilt(case.statement.flipped(sign), (), sign)


def wrong_days(case: Case) -> Spoilt | None:
    """A daily rate of a wrong number of days."""
    if "R" not in case.statement.figures:
        return None
    printed = case.statement.figures["R"].printed
    days = case.rng.choice([d for d in _WRONG_DAYS if d != case.plan.quarter.period.days])
    return _changed(case, "R", like(printed, _value(case, "L") / days))


def stale(case: Case) -> Spoilt | None:
    """A change, percentage or rate of the quarter before was left in."""
    origin, world = case.statement.origin, case.plan.world
    measure = _BY_KEY.get(origin.subject)
    options = [s for s in ("C", "P", "R") if s in case.statement.figures]
    if measure is None or not options:
        return None
    slot, last = case.rng.choice(options), case.plan.quarter.previous
    value = world.flow(measure, origin.place, last)
    if slot == "R":
        value /= last.period.days
    else:
        before = world.flow(measure, origin.place, last.shift(-origin.back))
        value = abs(value - before) * (100 / before if slot == "P" else 1)
    return _changed(case, slot, like(case.statement.figures[slot].printed, value))


def truncated(case: Case) -> Spoilt | None:
    """A percentage or rate cut off where it should be rounded up."""
    figures = case.statement.figures
    if "S" in figures and "W" in figures and "N" in figures:
        slot, exact = "S", 100 * _value(case, "N") / _value(case, "W")
    elif "R" in figures:
        slot, exact = "R", _value(case, "L") / case.plan.quarter.period.days
    else:
        found = _percent_slots(case)
        if found is None:
            return None
        slot, _, level, baseline = found
        exact = 100 * abs(level - baseline) / baseline
    printed = figures[slot].printed
    cut = show_truncated(exact, printed.form)
    if cut.text == show(exact, printed.form).text:
        return None
    return _changed(case, slot, like(printed, cut.value))


def contradicting_baseline(case: Case) -> Spoilt | None:
    """The baseline is not what the earlier report printed; all else is reckoned from it."""
    statement = case.statement
    tails = [
        "2" if r.inputs[0][1] == "B2" else ""
        for r in statement.relations
        if r.kind == "restated" and case.free(r.inputs[0][1])
    ]
    if not tails:
        return None
    tail = case.rng.choice(tails)
    slot, level = "B" + tail, "H" if "H" in statement.figures else "L"
    if statement.kind == "stock_flow":
        return None
    before = _value(case, slot)
    now = before * (1 + case.rng.choice((-1, 1)) * case.rng.uniform(0.02, 0.12))
    printed = like(statement.figures[slot].printed, now)
    value, up = _value(case, level), statement.signs[tail or "1"] == "up"
    change = value - printed.value
    if not change or (change > 0) != up:
        return None
    figures = dict(statement.figures)
    figures[slot] = replace(figures[slot], printed=printed)
    slots = [slot]
    if statement.kind == "points" and abs(printed.value - before) < _TELLING_POINTS:
        return None
    for other, amount in (("C", abs(change)), ("P", 100 * abs(change) / printed.value)):
        if other + tail in figures:
            old = figures[other + tail]
            figures[other + tail] = replace(old, printed=like(old.printed, amount))
            slots.append(other + tail)
    if any(not figures[s].printed.value for s in slots):
        return None
    return Spoilt(replace(statement, figures=figures), tuple(slots), named=(slot,))


def falling_total(case: Case) -> Spoilt | None:
    """A total to date that falls, or stays though the quarter added to it."""
    relation = next((r for r in case.statement.relations if r.kind == "cumulative"), None)
    if relation is None or relation.earlier is None or not case.free("T"):
        return None
    before = case.seen[relation.earlier[1]][0]
    added = _value(case, "L") if "L" in case.statement.figures else 0
    stays = added and case.rng.random() < 0.5
    value = before if stays else max(added, round(before * case.rng.uniform(0.6, 0.97)))
    return _changed(case, "T", like(case.statement.figures["T"].printed, value))


def wrong_sum(case: Case) -> Spoilt | None:
    """A part or the total of a sum that does not add up."""
    slots = [
        s for r in case.statement.relations if r.kind == "sum" for _, s in r.inputs if case.free(s)
    ]
    return _nudged(case, slots)


def wrong_share(case: Case) -> Spoilt | None:
    """The count beside a share does not fit its percentage."""
    if not any(r.kind == "share" for r in case.statement.relations):
        return None
    spoilt = _nudged(case, ["N"])
    if spoilt is None:
        return None
    figures: Mapping[str, Figure] = spoilt.statement.figures
    fits = figures["N"].printed.value <= figures["W"].printed.value
    return spoilt if fits else None


def wrong_stock(case: Case) -> Spoilt | None:
    """Joiners or leavers that do not lead from one headcount to the next."""
    if not any(r.kind == "stock" for r in case.statement.relations):
        return None
    return _nudged(case, ["J", "V"])


def _nudged(case: Case, slots: Sequence[str]) -> Spoilt | None:
    """A count that is somewhat too high or too low."""
    if not slots:
        return None
    slot = case.rng.choice(slots)
    value = _value(case, slot)
    by = max(1, round(value * case.rng.uniform(0.03, 0.3))) * case.rng.choice((-1, 1))
    if value + by < 1:
        return None
    return _changed(case, slot, like(case.statement.figures[slot].printed, value + by))
