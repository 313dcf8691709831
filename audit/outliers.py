"""A percentage that its own series makes implausible, and that two swapped digits explain.

"The solved rate was 81.1%" among quarters of 17% to 19% is 18.1% with two digits swapped.
Only both together raise it: far outside everything that the other reports give, and back
among them once the digits stand the other way round.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit import diagnosis as dia
from audit.intervals import point
from audit.ledger import Finding
from audit.series import Series, Statement
from audit.wording import figure, measure, number, plain, sentence

_OTHERS = 3  # quarters that must be known beside it
_TIMES = 3.0  # how many times the range of the others it lies outside it
_POINTS = 10.0  # percentage points that it lies outside at least


def findings(series: Sequence[Series]) -> Iterator[Finding]:
    """Percentages of every series that lie far off."""
    for one in series:
        if one.statements[0].claim.unit == "percent":
            yield from _far_off(one)


def _far_off(series: Series) -> Iterator[Finding]:
    told = [
        s
        for s in series.statements
        if s.how in ("own", "quoted")
        and s.period is not None
        and s.claim.qualifier == "exact"
        and s.claim.role != "target"
    ]
    for statement in told:
        others = {
            s.period: s.claim.value
            for s in told
            if s.period != statement.period and s.claim.value != statement.claim.value
        }
        if len(others) < _OTHERS:
            continue
        low, high = min(others.values()), max(others.values())
        slack = max(_POINTS, _TIMES * (high - low))
        value = statement.claim.value
        if low - slack <= value <= high + slack:
            continue
        meant = _meant(statement, low - (high - low), high + (high - low))
        if meant is not None:
            yield _finding(statement, meant, low, high, [s for s in told if s is not statement])


def _meant(statement: Statement, low: float, high: float) -> float | None:
    """The figure with two digits swapped that lies where the series does; None if none does."""
    text = plain(statement.claim)
    decimals = len(text.partition(".")[2])
    for digits in dia.swaps(text.replace(".", "").replace(",", "")):
        value = float(digits) / 10**decimals
        if low <= value <= high:
            return float(round(value, decimals))
    return None


def _finding(
    statement: Statement, meant: float, low: float, high: float, others: Sequence[Statement]
) -> Finding:
    claim = statement.claim
    words = (
        f"The report gives {figure(claim)} for {measure(claim)}, but in {len(others)} other "
        f"places the reports have {number(low)}% to {number(high)}%; {plain(claim)} looks like "
        f"{number(meant)}: two digits are swapped"
    )
    nearest = sorted(others, key=lambda s: abs(s.claim.start - claim.start))[:3]
    return Finding(
        kind="other",
        scope="cross",
        claims=(claim, *(s.claim for s in nearest)),
        formula=f"{plain(claim)} against {number(low)} to {number(high)}",
        stated=claim.value,
        result=point(meant),
        verdict="disagrees",
        # the others may be of something narrower, so it is for a person to say
        grade="wording",
        diagnosis=dia.SWAPPED,
        explanation=sentence(words),
    )
