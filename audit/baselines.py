"""What a later figure was measured against: the right report's figure, or another quarter's.

A percentage "on the previous quarter" is worked out again from the figure that the report for
that quarter gave. A comparison that does not say with what is read from its figure: where one
report compares with the quarter before and the next, in the same words, with a year ago, its
baseline was switched.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from audit import diagnosis as dia
from audit.fours import Four
from audit.intervals import Interval, cut_down, percent_change, point, printed, rounded
from audit.ledger import Finding
from audit.series import Series, Statement, alike
from audit.wording import (
    DIVIDED,
    DOWN,
    MINUS,
    TIMES,
    UP,
    during,
    figure,
    measure,
    number,
    percent,
    plain,
    sentence,
)
from quarterline.periods import Period, Quarter

_ALIKE = 70  # of 100, for two sentences that compare the same thing
_SURE = 1000.0  # a figure from which on an accident of equal figures is not to be expected
_FAR = 0.85


def percent_tie(source: Statement, later: Statement, when: Period) -> Iterator[Finding]:
    """A later percentage against the earlier report's own figure."""
    level, share = later.claims
    result = percent_change(printed(level), source.value)
    if result is None:
        return
    size = result.magnitude
    larger, smaller = sorted((level, source.claim), key=lambda c: -c.value)
    top = f"({plain(larger)} {MINUS} {plain(smaller)})"
    formula = f"{top} {DIVIDED} {plain(source.claim)} {TIMES} 100 = {percent(size)}"
    where = f"the report for {source.quarter}"
    fits = later.value.meets(source.value) or rounded(share).magnitude.meets(size)
    slip = None
    if fits:
        words = (
            f"The change of {figure(share)} for {measure(level)} is right by {where}, which gave "
            f"{figure(source.claim)} {during(when)}: {formula}"
        )
    else:
        slip = dia.rounding_slip(share, size) or dia.percent_slip(
            share, printed(level), source.value
        )
        if slip is None and not comparable(source.value, later.value):
            return
        words = (
            f"The report gives a change of {figure(share)} for {measure(level)}, but {where} gave "
            f"{figure(source.claim)} {during(when)}: {formula}"
        )
        words += f"; {slip.words}" if slip else ""
    rounding = slip is not None and slip.name in (dia.TRUNCATED, dia.ROUNDED_UP)
    yield Finding(
        kind="percent_change",
        scope="cross",
        claims=(*later.claims, source.claim),
        formula=formula,
        stated=abs(share.value),
        result=size,
        verdict="agrees" if fits else "disagrees",
        # the earlier figure may have been revised since, so it is no error for certain
        grade="rounding" if rounding else "wording",
        diagnosis=slip.name if slip else "",
        explanation=sentence(words),
    )


def comparable(first: Interval, second: Interval) -> bool:
    """Whether two figures are of one size: the smaller at least 85% of the larger.

    A figure that was revised moves by some percent; one that is further off was more
    likely read with another measure or place than restated.
    """
    low, high = sorted((abs(first.middle), abs(second.middle)))
    return low >= high * _FAR


def other_quarter(series: Series, later: Statement, when: Period) -> Quarter | None:
    """The quarter whose own report gave the figure that is quoted for another one."""
    if later.value.low != later.value.high or abs(later.value.low) < _SURE:
        return None
    found = {
        s.quarter
        for s in series.statements
        if s.how == "own"
        and s.value == later.value
        and s.period == s.quarter.period
        and s.period != when
        and s.quarter != later.quarter
        and later.quarter.shift(-5) <= s.quarter < later.quarter
    }
    return found.pop() if len(found) == 1 else None


# --------------------------------------------------------------------------- switched baselines


def findings(series: Sequence[Series], read: Iterable[Four]) -> Iterator[Finding]:
    """Switched baselines of every series, and percentages that no whole number gives."""
    for given in read:
        found = whole_baseline(given)
        if found is not None:
            yield found
    for one in series:
        yield from _switched(one)


def _switched(series: Series) -> Iterator[Finding]:
    """A comparison whose baseline is another than that of the report before, in the same words."""
    known: list[tuple[Statement, Quarter]] = []
    for statement in series.statements:
        if statement.how == "undated":
            base = _base(series, statement)
            if base is not None:
                known.append((statement, base))
    for new_index, (new, base) in enumerate(known):
        before = [k for k in known[:new_index] if k[0].quarter < new.quarter]
        if not before:
            continue
        old, old_base = before[-1]
        if _back(old, old_base) == _back(new, base) or alike(old.words, new.words) < _ALIKE:
            continue
        yield _switch(new, base, old, old_base)


def _base(series: Series, statement: Statement) -> Quarter | None:
    """The quarter whose own figure a comparison was made with, where it is exactly one."""
    quarter = statement.quarter
    fitting = []
    for candidate in (quarter.previous, quarter.year_ago):
        own = [
            s
            for s in series.statements
            if s.quarter == candidate and s.how == "own" and s.period == candidate.period
        ]
        if any(s.claim.qualifier == "exact" and s.value == statement.value for s in own):
            fitting.append(candidate)
    return fitting[0] if len(fitting) == 1 else None


def _back(statement: Statement, base: Quarter) -> int:
    return 1 if base == statement.quarter.previous else 4


_NAMES = {1: "the quarter before", 4: "the same quarter a year earlier"}


def _switch(new: Statement, base: Quarter, old: Statement, old_base: Quarter) -> Finding:
    now, then = _NAMES[_back(new, base)], _NAMES[_back(old, old_base)]
    words = (
        f"The figure for {measure(new.claim)} is compared with that of {now} ({base}), but the "
        f"report for {old.quarter} compared its own with that of {then} ({old_base}), in nearly "
        "the same words and without saying so"
    )
    return Finding(
        kind="other",
        scope="cross",
        claims=(*new.claims, *old.claims),
        formula=f"{base} against {old_base}",
        stated=now,
        result=then,
        verdict="disagrees",
        grade="wording",
        diagnosis="baseline switched",
        explanation=sentence(words),
    )


# ------------------------------------------------------------------ whole numbers before a change


def whole_baseline(given: Four) -> Finding | None:
    """Whether any whole number, changed by the percentage, gives the level.

    "4 notices, up 2.4%": 3 would be up 33.3% and 4 not at all. Told only where one printed
    step of the percentage is less than one of what was counted; a percentage that was cut
    off instead of rounded counts as possible.
    """
    level, share = given.level, given.percent
    if level is None or share is None or given.baseline or given.change or not given.sure:
        return None
    counted = level.unit == "count" and share.unit == "percent" and level.value.is_integer()
    exact = level.qualifier == share.qualifier == "exact"
    if not (counted and exact and given.direction in (UP, DOWN) and level.value > 0):
        return None
    way = 1 if given.direction == UP else -1
    size = rounded(share).magnitude
    bounds = sorted(
        level.value / (1 + way * p / 100) for p in (size.low, size.high) if 1 + way * p / 100 > 0
    )
    if len(bounds) < 2 or bounds[1] - bounds[0] >= 1:
        return None
    low, high = bounds
    near = {math.floor(low), math.ceil(high)} - {0, int(level.value)}
    changes = {b: abs(level.value - b) / b * 100 for b in sorted(near) if b > 0}
    fits = math.ceil(low - 1e-9) <= math.floor(high + 1e-9)
    if not fits and any(cut_down(share).magnitude.meets(point(c)) for c in changes.values()):
        return None
    tried = " and ".join(f"{number(b)} ({number(c, 1)}%)" for b, c in changes.items())
    moved = f"{'up' if way > 0 else 'down'} {figure(share)}"
    words = (
        f"{figure(level)} for {measure(level)} can be {moved}: that is from {number(round(low))}"
        if fits
        else f"No whole number becomes {figure(level)} when it goes {moved}; the nearest would be "
        f"{tried or 'none'}"
    )
    return Finding(
        kind="percent_change",
        claims=(level, share),
        formula=f"{plain(level)} {DIVIDED} (1 {'+' if way > 0 else MINUS} {plain(share)}%)",
        stated=abs(share.value),
        result=point(min(changes.values(), key=lambda c: abs(c - share.value), default=0.0)),
        verdict="agrees" if fits else "disagrees",
        grade="error",
        diagnosis="" if fits else "no whole number before the change",
        explanation=sentence(words),
    )
