"""Arithmetic on what printed figures can stand for.

A printed figure is an interval, never a point: "5.4m" is 5.35 to 5.45 million. Sums,
differences and quotients of intervals contain every value that the figures behind the
print can give (R. E. Moore, Interval Analysis, 1966), so a stated result that lies outside
cannot be right, however the inputs were rounded. Unbounded ends are infinite.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from quarterline.records import Claim

_TOLERANCE = 1e-9  # relative; larger than any error of double arithmetic here
_ROUND_FROM = 1000  # smaller counts are printed as they were counted
_NUMERAL = re.compile(r"\d[\d,\s]*(?:\.(?P<decimals>\d+))?\s*(?P<magnitude>[A-Za-z]+)?")
_MAGNITUDES = {
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "million": 1e6,
    "bn": 1e9,
    "billion": 1e9,
}


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval; `low` may be -inf and `high` inf."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if math.isnan(self.low) or math.isnan(self.high) or self.low > self.high:
            raise ValueError(f"interval {self.low}..{self.high}; expected low <= high")

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.high - other.low)

    def __mul__(self, factor: float) -> Interval:
        ends = (self.low * factor, self.high * factor)
        return Interval(min(ends), max(ends))

    def __truediv__(self, other: Interval) -> Interval:
        """Quotient of intervals of which the divisor is positive; raises ZeroDivisionError."""
        if other.low <= 0:
            raise ZeroDivisionError(f"divisor {other.low}..{other.high} is not positive")
        corners = [_divide(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(corners), max(corners))

    @property
    def middle(self) -> float:
        """The middle; the finite end of a half-open interval."""
        if math.isinf(self.low):
            return self.high
        return self.low if math.isinf(self.high) else (self.low + self.high) / 2

    @property
    def magnitude(self) -> Interval:
        """The interval of absolute values."""
        if self.low >= 0:
            return self
        if self.high <= 0:
            return Interval(-self.high, -self.low)
        return Interval(0.0, max(-self.low, self.high))

    def meets(self, other: Interval) -> bool:
        """Whether the two have a value in common, up to the error of floating point."""
        slack = _slack(self.low, self.high, other.low, other.high)
        return self.low <= other.high + slack and other.low <= self.high + slack

    def within(self, other: Interval) -> bool:
        """Whether every value of this one is a value of the other."""
        slack = _slack(self.low, self.high, other.low, other.high)
        return other.low - slack <= self.low and self.high <= other.high + slack

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        return Interval(min(self.low, other.low), max(self.high, other.high))

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """The ends as a `Check` holds them: None where unbounded."""
        low = None if math.isinf(self.low) else round(self.low, 6)
        return low, None if math.isinf(self.high) else round(self.high, 6)


def _divide(a: float, b: float) -> float:
    return 0.0 if math.isinf(b) else a / b


def _slack(*ends: float) -> float:
    return _TOLERANCE * max(1.0, *(abs(end) for end in ends if not math.isinf(end)), 0.0)


def point(value: float) -> Interval:
    """The interval that holds one value."""
    return Interval(value, value)


def printed(claim: Claim) -> Interval:
    """What a claim's printed form can stand for; an empty side is unbounded."""
    low = -math.inf if claim.low is None else claim.low
    high = math.inf if claim.high is None else claim.high
    return Interval(low, high) if low <= high else point(claim.value)


def step(claim: Claim) -> float:
    """The unit of the last printed digit: "22.5%" 0.1, "£5.4m" 100,000, "67" and "ten" 1."""
    match = _NUMERAL.search(claim.text)
    if not match:
        return 1.0
    scale = _MAGNITUDES.get((match["magnitude"] or "").casefold(), 1.0)
    return scale / float(10 ** len(match["decimals"] or ""))


def coarse_step(claim: Claim, significant: int = 2) -> float:
    """The place of the last digit that is not a padding zero: "17,000" 1,000, "80" 1.

    At least `significant` digits are kept, since a figure is seldom rounded further: "500"
    is taken as it stands, "2,500" may be rounded to hundreds.
    """
    size = step(claim)
    value = round(abs(claim.value) / size)
    while value and value % 10 == 0 and value >= 10**significant:
        value //= 10
        size *= 10
    return size if claim.value >= _ROUND_FROM or significant < 2 else step(claim)


def rounded(claim: Claim) -> Interval:
    """What was rounded to the printed form of a computed figure, half up or half to even.

    Both modes differ only in who owns the half, so the closed interval serves both. Wider
    than `printed` for a computed figure in whole numbers: "34 a day" stands for 33.5 to 34.5.
    """
    half = step(claim) / 2
    return printed(claim).hull(Interval(claim.value - half, claim.value + half))


def cut(claim: Claim) -> Interval:
    """What gives the printed form when digits are cut off, or always rounded up."""
    size = step(claim) * (1 - _TOLERANCE)
    return Interval(claim.value - size, claim.value + size)


def cut_down(claim: Claim) -> Interval:
    """What gives the printed form when digits are cut off (truncation towards zero)."""
    size = step(claim) * (1 - _TOLERANCE)
    if claim.value < 0:
        return Interval(claim.value - size, claim.value)
    return Interval(claim.value, claim.value + size)


def coarse(claim: Claim, significant: int = 2) -> Interval:
    """`printed`, allowing that padding zeros were rounded: "17,000" is 16,500 to 17,500."""
    half = coarse_step(claim, significant) / 2
    return printed(claim).hull(Interval(claim.value - half, claim.value + half))


def ratio(part: Interval, whole: Interval) -> Interval | None:
    """`part` as a percentage of `whole`; None where the whole may be nought."""
    if whole.low <= 0:
        return None
    return (part / whole) * 100


def percent_change(level: Interval, baseline: Interval) -> Interval | None:
    """Change from the baseline to the level in percent of the baseline.

    As `level / baseline - 1`, in which each input stands once, so that the interval is no
    wider than the inputs make it.
    """
    if baseline.low <= 0:
        return None
    quotient = level / baseline
    return Interval(quotient.low - 1, quotient.high - 1) * 100
