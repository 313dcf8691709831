"""Rows of tables: two columns and their change, months and their total, and the prose beside.

Columns are told apart by their heads. A row is checked only when every column that it
needs has exactly one figure in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from audit import diagnosis as dia
from audit.canonical import key_tokens
from audit.fours import Four
from audit.intervals import Interval, coarse, point, printed
from audit.ledger import Finding, Ledger
from audit.within import reconcile
from audit.wording import DOWN, UP, figure, measure, number, plain, sentence
from quarterline.periods import Period
from quarterline.records import Cell, Claim, Passage

_PERCENT = re.compile(r"%|\bper\s*cent|\bpercentage", re.I)
_CHANGE = re.compile(
    r"\b(?:change|difference|variance|variation|movement|increase|decrease)\b|[+±]/?\s?[-−–]?", re.I
)
_TOTAL = re.compile(r"\b(?:total|overall|all\s+months|sum)\b", re.I)
_BEFORE = re.compile(r"\b(?:previous|last\s+year|prior|before|baseline|earlier|preceding)\b", re.I)
_QUARTER = re.compile(r"\bQ(?:uarter)?\s*([1-4])\D{0,6}(\d{4})", re.I)
_SIGN = re.compile(r"^\s*([+\-−–])")


_Key = tuple[frozenset[str], str, Period, tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Column:
    """A cell with one figure: its claim, its heads and the sign printed before the figure."""

    cell: Cell
    claim: Claim
    head: str
    sign: str


def findings(book: Ledger) -> Iterator[Finding]:
    """Every row of every table."""
    for ordered in book.by_document.values():
        rows = [(p, _columns(book, p)) for p in ordered if p.kind == "row" and len(p.cells) > 2]
        signed = any(
            c.sign == "-" for _, columns in rows for c in columns if _CHANGE.search(c.head)
        )
        for passage, columns in rows:
            yield from _change_row(columns, signed)
            yield from _named_changes(columns, signed)
            yield from _total_row(passage, columns)
        yield from _against_prose(book, ordered)


def _columns(book: Ledger, passage: Passage) -> list[_Column]:
    claims = book.in_passage.get(passage.id, ())
    found = []
    for cell in passage.cells:
        inside = [c for c in claims if cell.start <= c.start < cell.end]
        if len(inside) != 1:
            continue
        text = passage.text[cell.start - passage.start : cell.end - passage.start]
        sign = _SIGN.match(text)
        found.append(
            _Column(
                cell,
                inside[0],
                " ".join(cell.heads),
                "" if not sign else "+" if sign[1] == "+" else "-",
            )
        )
    return found


# ------------------------------------------------------------- this quarter, that quarter, change


def _change_row(columns: Sequence[_Column], signed: bool) -> Iterator[Finding]:
    percents = [
        c
        for c in columns
        if c.claim.role == "percent_change"
        or (c.claim.unit == "percent" and _PERCENT.search(c.head))
    ]
    changes = [c for c in columns if c not in percents and _CHANGE.search(c.head)]
    values = [c for c in columns if c not in percents and c not in changes]
    if len(values) != 2 or len(percents) > 1 or len(changes) > 1 or not (percents or changes):
        return
    if any(_TOTAL.search(c.head) for c in values) or values[0].claim.unit != values[1].claim.unit:
        return
    ordered = _level_first(values)
    if ordered is None:
        return
    level, baseline = ordered
    change = changes[0] if changes else None
    share = percents[0] if percents else None
    if change and change.claim.unit not in (level.unit, "percentage_points"):
        return
    words = {_way(c.sign, signed) for c in (change, share) if c is not None} - {""}
    given = Four(
        level,
        baseline,
        change.claim if change else None,
        share.claim if share else None,
        words.copy().pop() if len(words) == 1 else "none",
        tuple(sorted(words)),
    )
    yield from reconcile(given)


def _named_changes(columns: Sequence[_Column], signed: bool) -> Iterator[Finding]:
    """ "Q3 2021/22 | Q2 2022/23 | Q3 2022/23 | % change on Q3 2021/22": the head names the base.

    Where there are but two columns of values, `_change_row` needs no names.
    """
    changes = [c for c in columns if c.claim.role in ("change", "percent_change")]
    values = [c for c in columns if c not in changes and c.head and not _TOTAL.search(c.head)]
    dated = [c for c in values if c.claim.period is not None]
    if len(values) < 3 or len(dated) != len(values):
        return
    latest = max(dated, key=lambda c: c.claim.period.end if c.claim.period else date.min)
    for column in changes:
        named = [v for v in dated if _says(column.head, v.head) and v is not latest]
        if len(named) != 1 or named[0].claim.unit != latest.claim.unit:
            continue
        percent = column.claim.role == "percent_change"
        way = _way(column.sign, signed)
        yield from reconcile(
            Four(
                latest.claim,
                named[0].claim,
                None if percent else column.claim,
                column.claim if percent else None,
                way or "none",
                (way,) if way else (),
            )
        )


def _says(head: str, name: str) -> bool:
    """Whether the words of a column's head hold those of another's."""
    words = " ".join(name.casefold().split())
    return f" {words} " in f" {' '.join(head.casefold().split())} "


def _way(sign: str, signed: bool) -> str:
    """The direction a sign gives; no sign is a plus where falls have a minus."""
    if sign:
        return UP if sign == "+" else DOWN
    return UP if signed else ""


def _level_first(values: Sequence[_Column]) -> tuple[Claim, Claim] | None:
    """The two figures, the later period first; None when their heads do not tell."""
    first, second = values
    one, two = first.claim, second.claim
    if one.period and two.period and one.period != two.period:
        return (one, two) if one.period.end > two.period.end else (two, one)
    keys = [_QUARTER.search(c.head) for c in values]
    if keys[0] and keys[1]:
        a, b = ((int(k[2]), int(k[1])) for k in keys if k)
        if a != b:
            return (one, two) if a > b else (two, one)
    older = [bool(_BEFORE.search(c.head)) for c in values]
    if older[0] != older[1]:
        return (two, one) if older[0] else (one, two)
    return None


# ----------------------------------------------------------------------- months and their total


def _total_row(passage: Passage, columns: Sequence[_Column]) -> Iterator[Finding]:
    totals = [c for c in columns if _TOTAL.search(c.head)]
    parts = [c for c in columns if c not in totals]
    if len(totals) != 1 or len(parts) < 2:
        return
    if any(c.claim.unit != totals[0].claim.unit or c.claim.unit == "percent" for c in parts):
        return
    numeric = sum(
        bool(re.search(r"\d", passage.text[c.start - passage.start : c.end - passage.start]))
        for c in passage.cells[1:]
    )
    if numeric != len(columns) or not _adjoin([c.claim.period for c in parts]):
        return
    total = totals[0].claim
    claims = [c.claim for c in parts]
    result = add_up([printed(c) for c in claims])
    formula = f"{' + '.join(plain(c) for c in claims)} = {number(result.middle)}"
    name = measure(total)
    fits = result.meets(printed(total))
    words = f"The columns of {name} make up {figure(total)}: {formula}"
    grade, slip = "error", None
    if not fits:
        if add_up([coarse(c) for c in claims]).meets(coarse(total)) and any(
            not c.value.is_integer() for c in claims
        ):
            grade = "rounding"
        words = f"The total of {name} is given as {figure(total)}, but {formula}"
        slip = part_slip(claims, total)
        words += f"; {slip.words}" if slip else ""
    yield Finding(
        kind="sum",
        claims=(total, *claims),
        formula=formula,
        stated=total.value,
        result=result,
        verdict="agrees" if fits else "disagrees",
        grade=grade,
        diagnosis=slip.name if slip else "",
        explanation=sentence(words),
    )


def _adjoin(periods: Sequence[Period | None]) -> bool:
    """Whether the columns are all periods that follow each other, or none has a period."""
    known = [p for p in periods if p is not None]
    if not known:
        return False
    if len(known) != len(periods):
        return False
    return all((b.start - a.end).days == 1 for a, b in pairwise(known))


def add_up(values: Sequence[Interval]) -> Interval:
    """What values can add up to, by what their printed forms can stand for."""
    result = point(0.0)
    for value in values:
        result = result + value
    return result


def part_slip(claims: Sequence[Claim], total: Claim) -> dia.Slip | None:
    """The typing slip in one figure of a row that makes the sum come out."""
    for index, claim in enumerate([*claims, total]):

        def fits(value: float, x: Interval, index: int = index) -> bool:
            values = [printed(c) for c in claims]
            goal = printed(total)
            if index < len(values):
                values[index] = x
            else:
                goal = x
            return add_up(values).meets(goal) and value >= 0

        found = dia.typing_slip(claim, fits)
        if found and found[0] != dia.MISTYPED:
            return dia.slip_of(found[0], claim, found[1])
    return None


# --------------------------------------------------------------------------- table against prose


def _against_prose(book: Ledger, ordered: Sequence[Passage]) -> Iterator[Finding]:
    """A figure of a table against the prose of the same report, for the same thing and time."""
    if not ordered:
        return
    rows: dict[_Key, list[Claim]] = defaultdict(list)
    prose: dict[_Key, list[Claim]] = defaultdict(list)
    for passage in ordered:
        side = rows if passage.kind == "row" else prose
        for claim in book.in_passage.get(passage.id, ()):
            if claim.role not in ("level", "baseline") or claim.period is None:
                continue
            if claim.unit == "position" or not key_tokens(claim):
                continue
            key = (key_tokens(claim), claim.unit, claim.period, claim.places, claim.operations)
            side[key].append(claim)
    for key, told in prose.items():
        listed = rows.get(key, [])
        if len({c.value for c in listed}) != 1 or len({c.value for c in told}) != 1:
            continue
        cell, said = listed[0], told[0]
        beside = book.in_passage.get(said.passage, ())
        if cell.value != said.value and any(c.value == cell.value for c in beside):
            continue  # the text has the table's figure too, and what differs is another time's
        fits = printed(cell).meets(printed(said))
        slip = None if fits else dia.typing_slip(said, lambda v, _, c=cell: v == c.value)  # type: ignore[misc]
        if not fits and not _one_size(cell.value, said.value):
            continue  # so far apart they may well count different things
        words = (
            f"The text and the table both give {figure(said)} for {measure(said)}"
            if fits
            else f"The text gives {figure(said)} for {measure(said)}, but the table has "
            f"{figure(cell)}"
        )
        if slip:
            words += f"; {dia.slip_of(slip[0], said, slip[1]).words}"
        yield Finding(
            kind="table",
            claims=(said, cell),
            formula=f"{plain(said)} in the text, {plain(cell)} in the table",
            stated=said.value,
            result=printed(cell),
            # without a slip that explains it, one of the two may be of another day
            verdict="agrees" if fits else "disagrees" if slip else "unclear",
            grade="error",
            diagnosis=slip[0] if slip else "",
            explanation=sentence(words),
        )


def _one_size(first: float, second: float) -> bool:
    low, high = sorted((abs(first), abs(second)))
    return low * 20 >= high  # a digit dropped or doubled is a factor of ten
