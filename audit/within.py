"""Checks inside one comparison: level, baseline, change and percent reconciled four ways.

Of level L, baseline B, change C and percentage P any three determine the fourth. Where the
four do not fit and three of them agree, the fourth is the one that is out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from audit import diagnosis as dia
from audit.diagnosis import Slip
from audit.directions import direction_check
from audit.fours import Four, implied_baseline, meets, odd_one_out, over
from audit.intervals import Interval, coarse, percent_change, printed, rounded
from audit.ledger import Finding
from audit.wording import (
    DIVIDED,
    DOWN,
    MINUS,
    TIMES,
    UP,
    figure,
    measure,
    number,
    percent,
    plain,
    sentence,
    size,
)
from quarterline.records import Claim

_ABSURD = 20.0


def findings(read: Iterable[Four]) -> Iterator[Finding]:
    """Difference, percent change and direction of every comparison that has the figures."""
    for given in read:
        yield from reconcile(given)


def reconcile(given: Four) -> Iterator[Finding]:
    """The checks that the figures of one comparison allow."""
    level, baseline = given.level, given.baseline
    if level is None:
        if baseline is not None and given.change is not None and given.percent is not None:
            yield from _of_baseline(baseline, given.change, given.percent)
        return
    out = odd_one_out(given)
    if baseline is not None:
        yield from direction_check(level, baseline, given.words)
        if given.change is not None:
            yield _difference(given, out)
    if given.percent is not None:
        found = _percent(given, out)
        if found:
            yield found


def _of_baseline(baseline: Claim, change: Claim, share: Claim) -> Iterator[Finding]:
    """A change against its percentage where only the earlier figure is known."""
    result = over(printed(change).magnitude, printed(baseline))
    if share.unit != "percent" or not meets(result, rounded(share).magnitude) or result is None:
        return
    formula = f"{size(change)} {DIVIDED} {plain(baseline)} {TIMES} 100 = {percent(result)}"
    yield Finding(
        kind="percent_change",
        claims=(baseline, change, share),
        formula=formula,
        stated=abs(share.value),
        result=result,
        verdict="agrees",
        explanation=sentence(f"The change of {figure(share)} is right: {formula}"),
    )


# ----------------------------------------------------------------------------- difference


def _difference(given: Four, out: str) -> Finding:
    level, baseline, change = given.level, given.baseline, given.change
    assert level is not None and baseline is not None and change is not None  # noqa: S101
    larger, smaller = sorted((level, baseline), key=lambda c: -c.value)
    result = (printed(level) - printed(baseline)).magnitude
    if change.unit in ("percent", "percentage_points"):
        result = (rounded(level) - rounded(baseline)).magnitude
    wanted = rounded(change).magnitude
    total = (
        f"{plain(larger)} {MINUS} {plain(smaller)} = {number(abs(level.value - baseline.value))}"
    )
    common = {
        "kind": "difference",
        "claims": (level, baseline, change),
        "stated": abs(change.value),
        "result": result,
    }
    if wanted.meets(result):
        return Finding(
            **common,  # type: ignore[arg-type]
            formula=total,
            verdict="agrees",
            explanation=sentence(
                f"The change of {figure(change)} in {measure(level)} is right: {total}"
            ),
        )
    slip, grade = _difference_slip(given, out)
    words = f"The report gives a change of {figure(change)} in {measure(level)}, but {total}"
    return Finding(
        **common,  # type: ignore[arg-type]
        formula=total,
        verdict="disagrees",
        grade=grade,
        diagnosis=slip.name if slip else "",
        explanation=sentence(f"{words}; {slip.words}" if slip else words),
    )


def _difference_slip(given: Four, out: str) -> tuple[Slip | None, str]:
    """The slip behind a wrong difference, and its grade.

    Where the percentage says which figure is out, a typing slip in it goes before anything
    else; without that witness, figures that may have been rounded get the benefit.
    """
    level, baseline, change = given.level, given.baseline, given.change
    assert level is not None and baseline is not None and change is not None  # noqa: S101
    order = {"change": change, "baseline": baseline, "level": level}
    typed = _typed(given, {out: order[out]} if out in order else order)
    if typed and out in order:
        return typed, "error"
    if coarse(change).magnitude.meets((coarse(level) - coarse(baseline)).magnitude):
        return Slip(dia.COARSE, "the figures were rounded before they were compared"), "rounding"
    if printed(change).magnitude.meets(printed(level) + printed(baseline)):
        return Slip("added instead of subtracted", "the two figures were added"), "error"
    if typed is None and out in order:
        words = f"the other figures fit together without the {out}"
        return Slip(f"{out} out of line", words), "error"
    return typed, "error"


def _typed(given: Four, order: dict[str, Claim]) -> Slip | None:
    for name, claim in order.items():
        found = dia.typing_slip(claim, lambda _, x, n=name: _fits_difference(given, n, x))  # type: ignore[misc]
        if found:
            return dia.slip_of(found[0], claim, found[1])
    return None


def _fits_difference(given: Four, name: str, value: Interval) -> bool:
    """Whether the sums hold once the named figure is replaced."""
    level, baseline, change = given.level, given.baseline, given.change
    assert level is not None and baseline is not None and change is not None  # noqa: S101
    lv = value if name == "level" else printed(level)
    bv = value if name == "baseline" else printed(baseline)
    cv = value if name == "change" else printed(change).magnitude
    signed = lv - bv
    if (given.direction == UP and signed.high < 0) or (given.direction == DOWN and signed.low > 0):
        return False
    if not signed.magnitude.meets(cv):
        return False
    if given.percent is None or given.percent.unit != "percent":
        return True
    return meets(percent_change(lv, bv), rounded(given.percent).magnitude)


# ------------------------------------------------------------------------- percent change


def _percent(given: Four, out: str) -> Finding | None:
    level, baseline, change, share = given.level, given.baseline, given.change, given.percent
    assert level is not None and share is not None  # noqa: S101
    if share.unit == "percentage_points" or (level.unit == "percent" and share.unit != "percent"):
        return None
    if baseline is not None:
        old, result = printed(baseline), percent_change(printed(level), printed(baseline))
    elif change is not None:
        implied = implied_baseline(given)
        if implied is None or implied.low <= 0:
            return _impossible(given) if implied is not None and implied.high <= 0 else None
        # C / (L ∓ C) has each input twice; the quotient of the ends bounds it well enough
        old, result = implied, percent_change(printed(level), implied)
    else:
        return None
    if result is None:
        return None
    result = result.magnitude
    formula = _percent_formula(given, old, result)
    claims = tuple(
        c for c in (level, baseline, None if baseline else change, share) if c is not None
    )
    verdict, grade, slip = _percent_verdict(given, out, old, result)
    absurd = result.low > _ABSURD * max(share.value, 10.0)
    if verdict == "disagrees" and slip is None and absurd and not given.sure:
        return None  # the two figures were never meant to be compared
    subject = f"{figure(share)} for {measure(level)}"
    if verdict == "agrees":
        words = f"The change of {subject} is right: {formula}"
    else:
        words = f"The report gives a change of {subject}, but {formula}"
        words += f"; {slip.words}" if slip else ""
    return Finding(
        kind="percent_change",
        claims=claims,
        formula=formula,
        stated=abs(share.value),
        result=result,
        verdict=verdict,
        grade=grade,
        diagnosis=slip.name if slip and verdict == "disagrees" else "",
        explanation=sentence(words),
    )


def _impossible(given: Four) -> Finding | None:
    """A rise by more than the whole level: what was there before would be less than nothing."""
    level, change, share = given.level, given.change, given.percent
    assert level is not None and change is not None and share is not None  # noqa: S101
    if not given.sure or share.value <= 0:
        return None
    result = printed(level) - printed(change).magnitude
    formula = f"{plain(level)} {MINUS} {size(change)} = {number(result.middle)}"
    words = (
        f"{measure(level)} cannot have risen by {figure(change)} to {figure(level)}: {formula}, "
        f"which leaves nothing that {figure(share)} could be a change of"
    )
    return Finding(
        kind="percent_change",
        claims=(level, change, share),
        formula=formula,
        stated=abs(change.value),
        result=result,
        verdict="disagrees",
        grade="error",
        explanation=sentence(words),
    )


def _percent_formula(given: Four, old: Interval, result: Interval) -> str:
    level, baseline, change = given.level, given.baseline, given.change
    assert level is not None  # noqa: S101
    if baseline is not None:
        larger, smaller = sorted((level, baseline), key=lambda c: -c.value)
        top = f"({plain(larger)} {MINUS} {plain(smaller)})"
        return f"{top} {DIVIDED} {plain(baseline)} {TIMES} 100 = {percent(result)}"
    assert change is not None  # noqa: S101
    sign = MINUS if given.direction == UP else "+"
    bottom = f"({plain(level)} {sign} {size(change)})"
    return f"{size(change)} {DIVIDED} {bottom} {TIMES} 100 = {percent(result)}"


def _percent_verdict(
    given: Four, out: str, old: Interval, result: Interval
) -> tuple[str, str, Slip | None]:
    level, baseline, share = given.level, given.baseline, given.percent
    assert level is not None and share is not None  # noqa: S101
    if rounded(share).magnitude.meets(result):
        return "agrees", "", None
    slip = dia.rounding_slip(share, result)
    if slip:
        return "disagrees", "rounding", slip
    if baseline is not None:
        points = dia.points_slip(share, level, baseline)
        if points:
            return "disagrees", "wording", points
        loose = percent_change(coarse(level), coarse(baseline))
        if loose and rounded(share).magnitude.meets(loose.magnitude):
            return "disagrees", "rounding", Slip(dia.COARSE, "the figures it rests on were rounded")
    slip = dia.percent_slip(share, printed(level), old)
    if slip is None:
        slip = _typing_in_percent(given, out)
    if slip is None and out == "percent":
        slip = Slip("percentage out of line", "the other three figures fit together without it")
    return "disagrees", "error", slip


def _typing_in_percent(given: Four, out: str) -> Slip | None:
    """A typing slip in one of the figures that a percentage rests on."""
    level, baseline, change, share = given.level, given.baseline, given.change, given.percent
    assert level is not None and share is not None  # noqa: S101
    wanted = rounded(share).magnitude
    # the change is the likeliest to be mistyped: it is the only one worked out by hand
    for name, claim in (("change", change), ("baseline", baseline), ("level", level)):
        if claim is None or (out and out != name) or (name == "change" and baseline is not None):
            continue

        def fits(value: float, x: Interval, name: str = name) -> bool:
            return meets(_percent_with(given, name, x), wanted)

        found = dia.typing_slip(claim, fits)
        if found and found[0] == dia.SWAPPED:
            return dia.slip_of(found[0], claim, found[1])
    return None


def _percent_with(given: Four, name: str, value: Interval) -> Interval | None:
    """The percentage once the named figure is replaced."""
    level, baseline, change = given.level, given.baseline, given.change
    assert level is not None  # noqa: S101
    lv = value if name == "level" else printed(level)
    if baseline is not None:
        bv = value if name == "baseline" else printed(baseline)
    elif change is not None:
        cv = value if name == "change" else printed(change).magnitude
        bv = lv - cv if given.direction == UP else lv + cv
    else:
        return None
    return percent_change(lv, bv)
