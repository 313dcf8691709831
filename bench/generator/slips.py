"""Known slips planted at known places, each certain to show at the printed precision.

A slip changes one figure (or one direction) of one statement. It is kept only if a sum of
that statement, which held before, can no longer be true of any values behind the printed
forms, and only if the figure stands nowhere else in the report; what it taints is never
quoted by a later report, so that no other trace of it is left.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.generator import slip_makers
from bench.generator.plan import Plan
from bench.generator.slip_makers import Case, Maker
from bench.generator.statement import Key, Statement, relation_holds
from bench.generator.truth import Interval
from bench.generator.world import index_of

_OPERATION_LIFE = 40


@dataclass(frozen=True, slots=True)
class Planted:
    """A slip in a plan: the statement's number, the slots changed, the sums broken."""

    kind: str
    grade: str
    check: str
    scope: str
    statement: int
    slots: tuple[str, ...]
    words: tuple[int, str] | None
    broken: tuple[int, ...]
    was: str
    now: str


def plant(
    plan: Plan,
    rng: random.Random,
    count: int,
    tainted: set[Key],
    seen: Mapping[Key, Interval],
    kinds: Sequence[str] = (),
) -> list[Planted]:
    """Plant up to `count` slips in the plan, of different statements; `tainted` is added to."""
    planted: list[Planted] = []
    for _ in range(count):
        order = sorted(kinds or KINDS, key=lambda _: rng.random())
        taken = {slip.statement for slip in planted}
        found = next(
            (s for kind in order if (s := _plant(kind, plan, rng, taken, tainted, seen))), None
        )
        if found is None:
            break
        planted.append(found)
    return planted


def _plant(
    kind: str,
    plan: Plan,
    rng: random.Random,
    taken: set[int],
    tainted: set[Key],
    seen: Mapping[Key, Interval],
) -> Planted | None:
    slip = SLIPS[kind]
    counts = Counter(
        f.key for s in plan.statements for f in s.figures.values() if f.key is not None
    )
    once = frozenset(key for key, number in counts.items() if number == 1)
    numbers = [n for n, s in enumerate(plan.statements) if s.relations and n not in taken]
    rng.shuffle(numbers)
    for number in numbers:
        before = plan.statements[number]
        spoilt = slip.maker(Case(plan, before, rng, seen, once))
        if spoilt is None:
            continue
        broken = _broken(before, spoilt.statement, seen)
        inside = [n for n in broken if before.relations[n].earlier is None]
        if not broken or (slip.scope == "document") != bool(inside):
            continue
        plan.statements[number] = spoilt.statement
        slots = spoilt.named or spoilt.slots
        tainted |= _taints(before, spoilt.slots, index_of(plan.quarter))
        was, now = (_said(s, slots, spoilt.sign) for s in (before, spoilt.statement))
        words = (number, spoilt.sign) if spoilt.sign else None
        grade = "rounding" if kind == "truncated" else "error"
        check = slip.check or before.relations[(inside or broken)[0]].kind
        return Planted(
            kind, grade, _CHECKS.get(check, check), slip.scope, number, slots, words,
            tuple(broken), was, now,
        )  # fmt: skip
    return None


def _broken(before: Statement, after: Statement, seen: Mapping[Key, Interval]) -> list[int]:
    """The sums that hold before the slip and not after it."""
    return [
        n
        for n, relation in enumerate(after.relations)
        if relation_holds(before.relations[n], before, seen)
        and relation_holds(relation, after, seen) is False
    ]


def _taints(statement: Statement, slots: Sequence[str], now: int) -> set[Key]:
    found: set[Key] = set()
    for slot in slots:
        key = statement.figures[slot].key
        if key is not None:
            found.add(key)
            if slot == "T":  # a running total that went wrong is never given again
                found |= {(key[0], now + n) for n in range(_OPERATION_LIFE)}
    return found


def _said(statement: Statement, slots: Sequence[str], sign: str) -> str:
    if sign:
        return statement.signs[sign]
    return ", ".join(
        statement.figures[s].printed.text + statement.figures[s].printed.after for s in slots
    )


@dataclass(frozen=True, slots=True)
class Slip:
    """A kind of slip: how it is made, its scope, and the check that must find it."""

    maker: Maker
    scope: str = "document"
    check: str = ""  # empty: that of the first sum that it breaks


SLIPS: Mapping[str, Slip] = {
    "swapped_digits": Slip(slip_makers.digits(slip_makers.swap)),
    "dropped_digit": Slip(slip_makers.digits(slip_makers.drop)),
    "doubled_digit": Slip(slip_makers.digits(slip_makers.double)),
    "wrong_denominator": Slip(slip_makers.wrong_denominator),
    "points_for_percent": Slip(slip_makers.points_for_percent),
    "direction": Slip(slip_makers.turned_direction, check="direction"),
    "wrong_days": Slip(slip_makers.wrong_days),
    "stale": Slip(slip_makers.stale),
    "truncated": Slip(slip_makers.truncated),
    "baseline": Slip(slip_makers.contradicting_baseline, scope="cross", check="restated"),
    "running_total": Slip(slip_makers.falling_total, scope="cross"),
    "sum": Slip(slip_makers.wrong_sum),
    "share": Slip(slip_makers.wrong_share),
    "stock": Slip(slip_makers.wrong_stock),
}
KINDS = tuple(SLIPS)
# The kinds of check as the export names them.
_CHECKS = {"points": "percent_change", "stock": "sum", "cumulative": "other"}
