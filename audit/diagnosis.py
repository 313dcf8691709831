"""The smallest slip that explains a disagreement, found by trying the slips that people make.

A slip is named only when the corrected figure makes the sum fit; a candidate that needs a
second slip is none. The order is that of how often an auditor meets them, so that the
plainest explanation wins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from audit.intervals import Interval, cut_down, percent_change, point, printed, rounded
from audit.wording import number, plain
from quarterline.records import Claim

SWAPPED = "two digits swapped"
DROPPED = "digit dropped"
DOUBLED = "digit doubled"
MISTYPED = "one digit wrong"
SHIFTED = "decimal point moved"
DENOMINATOR = "wrong denominator"
MEAN = "divided by the mean of the two figures"
POINTS = "percentage points written as percent"
INVERTED = "direction inverted"
DAYS = "wrong number of days"
PREVIOUS = "previous period’s figure left in"
OTHER_QUARTER = "figure of another quarter"
TRUNCATED = "truncated instead of rounded"
ROUNDED_UP = "rounded up instead of to the nearest"
COARSE = "worked out from rounded figures"
NAMES = (
    SWAPPED,
    DROPPED,
    DOUBLED,
    MISTYPED,
    SHIFTED,
    DENOMINATOR,
    MEAN,
    POINTS,
    INVERTED,
    DAYS,
    PREVIOUS,
    OTHER_QUARTER,
    TRUNCATED,
    ROUNDED_UP,
    COARSE,
)


@dataclass(frozen=True, slots=True)
class Slip:
    """What went wrong, in a name and in a clause that follows a semicolon."""

    name: str
    words: str


def swaps(digits: str) -> Iterator[str]:
    """The figure with two different digits swapped, neighbours first.

    Swapping neighbours changes a whole number by a multiple of nine, which is how book-keepers
    find it; digits further apart are tried after.
    """
    size = len(digits)
    for gap in range(1, size):
        for i in range(size - gap):
            j = i + gap
            if digits[i] != digits[j]:
                swapped = f"{digits[:i]}{digits[j]}{digits[i + 1 : j]}{digits[i]}{digits[j + 1 :]}"
                if not swapped.startswith("0"):
                    yield swapped


def insertions(digits: str) -> Iterator[str]:
    """The figure with one digit more: what was meant when a digit was dropped."""
    for i in range(len(digits) + 1):
        for d in "0123456789":
            if not (i == 0 and d == "0"):
                yield digits[:i] + d + digits[i:]


def undoubled(digits: str) -> Iterator[str]:
    """The figure without one of two equal neighbours: what was meant when one was doubled."""
    for i in range(len(digits) - 1):
        if digits[i] == digits[i + 1]:
            yield digits[:i] + digits[i + 1 :]


def replacements(digits: str) -> Iterator[str]:
    """The figure with one digit changed."""
    for i, old in enumerate(digits):
        for d in "0123456789":
            if d != old and not (i == 0 and d == "0"):
                yield digits[:i] + d + digits[i + 1 :]


def typing_slip(claim: Claim, fits: Callable[[float, Interval], bool]) -> tuple[str, float] | None:
    """The typing slip in one figure that makes a sum fit, and the figure that was meant.

    `fits` is asked with a candidate and with what it would stand for, printed like the claim.
    Whole numbers of three digits or more only: in a shorter figure some slip always fits.
    """
    digits = plain(claim).replace(",", "")
    if not digits.isdigit() or len(digits) < 3:
        return None
    for name, candidates in (
        (SWAPPED, swaps(digits)),
        (DROPPED, insertions(digits)),
        (DOUBLED, undoubled(digits)),
        (MISTYPED, replacements(digits) if len(digits) > 3 else iter(())),
    ):
        for text in candidates:
            value = float(text)
            if fits(value, point(value)):
                return name, value
    return None


def rounding_slip(claim: Claim, result: Interval) -> Slip | None:
    """Truncation, or rounding up, where it explains the printed figure.

    Rounding up is believed only of a result that rounds to the figure's neighbour, so that
    one printed unit is the most that this can excuse.
    """
    if cut_down(claim).meets(result):
        return Slip(TRUNCATED, "the digits after it were cut off instead of rounded")
    size = cut_down(claim).high - cut_down(claim).low
    if Interval(claim.value - size, claim.value).meets(result):
        return Slip(ROUNDED_UP, "it was rounded up instead of to the nearest")
    return None


def percent_slip(stated: Claim, level: Interval, baseline: Interval) -> Slip | None:
    """Another sum on the same two figures that gives the stated percentage."""
    wanted = rounded(stated).magnitude
    if level.low <= 0 or baseline.low <= 0:
        return None
    over_level = percent_change(baseline, level)
    if over_level and wanted.meets(over_level.magnitude):
        return Slip(DENOMINATOR, "it was worked out on the new figure instead of the old one")
    mean = (level + baseline) * 0.5
    of_mean = ((level - baseline).magnitude / mean) * 100
    if level.low == level.high and wanted.meets(of_mean):
        return Slip(
            MEAN,
            f"{plain(stated)}% is what comes out when the change is divided by the mean of the "
            f"two figures, {number(mean.middle)}",
        )
    share = (level / baseline) * 100
    if wanted.meets(share) and share.low > 1:
        return Slip(DENOMINATOR, "it is the new figure as a share of the old one, not the change")
    return None


def points_slip(stated: Claim, level: Claim, baseline: Claim) -> Slip | None:
    """Whether a percent change of two percentages is their difference in points."""
    if level.unit != "percent" or baseline.unit != "percent":
        return None
    if rounded(stated).magnitude.meets((printed(level) - printed(baseline)).magnitude):
        return Slip(POINTS, "the difference is in percentage points, not in percent")
    return None


def slip_of(name: str, claim: Claim, meant: float) -> Slip:
    """A typing slip in words."""
    what = {
        SWAPPED: "two digits are swapped",
        DROPPED: "a digit is missing",
        DOUBLED: "a digit is doubled",
        MISTYPED: "one digit is wrong",
        SHIFTED: "the decimal point has moved",
    }[name]
    return Slip(name, f"{plain(claim)} looks like {number(meant)}: {what}")
