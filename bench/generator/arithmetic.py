"""The sums that figures must satisfy, on the intervals of their printed forms.

Independent of the auditor on purpose: this says what a slip is, the auditor is measured by
it. A relation fails only when no true values behind the printed forms could satisfy it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bench.generator.truth import Interval

KINDS = (
    "difference",
    "percent_change",
    "points",
    "share",
    "rate_per_day",
    "direction",
    "sum",
    "stock",
    "restated",
    "cumulative",
)
_EPSILON = 1e-6
Inputs = Mapping[str, Sequence[Interval]]


def meets(stated: Interval, recomputed: Interval) -> bool:
    """Whether two closed intervals share a value, a rounding of floats allowed."""
    slack = _EPSILON * max(1.0, *(abs(v) for v in (*stated, *recomputed) if abs(v) < 1e300))
    return stated[0] <= recomputed[1] + slack and recomputed[0] <= stated[1] + slack


def holds(kind: str, inputs: Inputs, direction: str = "none", days: int = 0) -> bool:
    """Whether a relation can be true of the printed figures.

    `kind` is one of KINDS, `inputs` the intervals of each role, `direction` as worded.
    Raises KeyError if an input that the kind needs is missing.
    """
    return _RELATIONS[kind](inputs, direction, days)


def _difference(inputs: Inputs, direction: str, days: int) -> bool:
    change = _magnitude(inputs["change"][0])
    low, high = _minus(inputs["level"][0], inputs["baseline"][0])
    return _signed(change, (low, high), direction)


def _percent_change(inputs: Inputs, direction: str, days: int) -> bool:
    stated = _magnitude(inputs["percent_change"][0])
    level = inputs["level"][0]
    if "baseline" in inputs:
        base = inputs["baseline"][0]
        low, high = 100 * (level[0] / base[1] - 1), 100 * (level[1] / base[0] - 1)
    else:
        # The baseline follows from the level and the change.
        change = _magnitude(inputs["change"][0])
        sign = -1 if direction == "down" else 1
        bases = [lv - sign * c for lv in level for c in change]
        if min(bases) <= 0:
            return False
        ratios = [100 * sign * c / (lv - sign * c) for lv in level for c in change]
        low, high = min(ratios), max(ratios)
    return _signed(stated, (low, high), direction)


def _points(inputs: Inputs, direction: str, days: int) -> bool:
    stated = _magnitude(inputs["change"][0])
    return _signed(stated, _minus(inputs["level"][0], inputs["baseline"][0]), direction)


def _share(inputs: Inputs, direction: str, days: int) -> bool:
    part, whole = inputs["part"][0], inputs["whole"][0]
    if part[0] > whole[1]:
        return False
    return meets(inputs["share"][0], (100 * part[0] / whole[1], 100 * part[1] / whole[0]))


def _rate(inputs: Inputs, direction: str, days: int) -> bool:
    level = inputs["level"][0]
    return meets(inputs["rate"][0], (level[0] / days, level[1] / days))


def _direction(inputs: Inputs, direction: str, days: int) -> bool:
    low, high = _minus(inputs["level"][0], inputs["baseline"][0])
    if direction == "none":
        return True
    return high > 0 if direction == "up" else low < 0


def _sum(inputs: Inputs, direction: str, days: int) -> bool:
    parts = inputs["part"]
    return meets(inputs["whole"][0], (sum(p[0] for p in parts), sum(p[1] for p in parts)))


def _stock(inputs: Inputs, direction: str, days: int) -> bool:
    base, joined, left = (inputs[role][0] for role in ("baseline", "joined", "left"))
    return meets(inputs["level"][0], (base[0] + joined[0] - left[1], base[1] + joined[1] - left[0]))


def _restated(inputs: Inputs, direction: str, days: int) -> bool:
    return meets(inputs["baseline"][0], inputs["earlier"][0])


def _cumulative(inputs: Inputs, direction: str, days: int) -> bool:
    """What had been reached before, with what this quarter added; `days` counts quarters.

    With a report in between that is not at hand, the total may have grown by more.
    """
    level, earlier = inputs["level"][0], inputs["earlier"][0]
    added = inputs["added"][0] if "added" in inputs else (0.0, 0.0)
    if days == 1 and "added" in inputs:
        return meets(level, (earlier[0] + added[0], earlier[1] + added[1]))
    return level[1] >= earlier[0] + added[0] - _EPSILON


_RELATIONS = {
    "difference": _difference,
    "percent_change": _percent_change,
    "points": _points,
    "share": _share,
    "rate_per_day": _rate,
    "direction": _direction,
    "sum": _sum,
    "stock": _stock,
    "restated": _restated,
    "cumulative": _cumulative,
}


def _minus(a: Interval, b: Interval) -> Interval:
    return a[0] - b[1], a[1] - b[0]


def _magnitude(interval: Interval) -> Interval:
    """The size of a change that a table may print with a minus."""
    return interval if interval[1] > 0 else (-interval[1], -interval[0])


def _signed(stated: Interval, recomputed: Interval, direction: str) -> bool:
    """A stated size against a signed result: the direction as worded gives it its sign."""
    if direction == "down":
        recomputed = (-recomputed[1], -recomputed[0])
    return meets(stated, recomputed)
