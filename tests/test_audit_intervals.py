"""Intervals hold the truth, whatever was printed; no slip is named that does not explain."""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit import diagnosis as dia
from audit.intervals import (
    Interval,
    coarse,
    coarse_step,
    cut_down,
    percent_change,
    point,
    printed,
    ratio,
    rounded,
    step,
)
from quarterline.records import Claim

ENDS = st.floats(-1e9, 1e9, allow_nan=False)
SIZES = st.floats(0, 1e6, allow_nan=False)
PARTS = st.floats(0, 1, allow_nan=False)


def claim(text: str, value: float, low: float | None = None, high: float | None = None) -> Claim:
    return Claim(
        id="d:c0-1",
        document="d",
        passage="d#1",
        start=0,
        end=len(text),
        text=text,
        value=value,
        low=value if low is None else low,
        high=value if high is None else high,
        unit="count",
    )


@st.composite
def inside(draw: st.DrawFn, positive: bool = False) -> tuple[Interval, float]:
    """An interval and a number in it."""
    low = draw(st.floats(1, 1e6) if positive else ENDS)
    size, part = draw(SIZES), draw(PARTS)
    return Interval(low, low + size), low + part * size


@given(inside(), inside(positive=True))
def test_results_contain_the_truth(
    first: tuple[Interval, float], second: tuple[Interval, float]
) -> None:
    (a, x), (b, y) = first, second
    assert (a + b).meets(point(x + y))
    assert (a - b).meets(point(x - y))
    assert (a / b).meets(point(x / y))
    assert a.magnitude.meets(point(abs(x)))


@given(inside(positive=True), inside(positive=True))
def test_percentages_contain_the_truth(
    first: tuple[Interval, float], second: tuple[Interval, float]
) -> None:
    (level, x), (baseline, y) = first, second
    change, share = percent_change(level, baseline), ratio(level, baseline)
    assert change is not None and change.meets(point((x / y - 1) * 100))
    assert share is not None and share.meets(point(x / y * 100))


@given(
    st.decimals("0.001", "99999", places=3),
    st.integers(0, 2),
    st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN]),
)
def test_rounded_contains_what_was_rounded(truth: Decimal, places: int, mode: str) -> None:
    text = str(truth.quantize(Decimal(1).scaleb(-places), rounding=mode))
    assert rounded(claim(text, float(text))).meets(point(float(truth)))


@given(st.decimals("0.001", "99999", places=3), st.integers(0, 2))
def test_cut_down_contains_what_was_truncated(truth: Decimal, places: int) -> None:
    text = str(truth.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN))
    assert cut_down(claim(text, float(text))).meets(point(float(truth)))


@pytest.mark.parametrize(
    ("text", "value", "fine", "rough"),
    [
        ("22.5%", 22.5, 0.1, 0.1),
        ("10.0%", 10.0, 0.1, 0.1),
        ("500", 500, 1, 1),
        ("2,500", 2500, 1, 100),
        ("£5.4m", 5.4e6, 1e5, 1e5),
        ("17,000", 17000, 1, 1000),
        ("four", 4, 1, 1),
        ("1.2 million", 1.2e6, 1e5, 1e5),
    ],
)
def test_steps_of_printed_forms(text: str, value: float, fine: float, rough: float) -> None:
    assert step(claim(text, value)) == pytest.approx(fine)
    assert coarse_step(claim(text, value)) == pytest.approx(rough)


def test_unbounded_claims_stay_unbounded() -> None:
    over = Claim("c", "d", "p", 0, 3, "170", 170, 170.0, None, "count")
    assert printed(over) == Interval(170.0, math.inf)
    assert (printed(over) / point(2.0)).bounds == (85.0, None)
    assert coarse(over).high == math.inf


def test_an_interval_the_wrong_way_round_is_refused() -> None:
    with pytest.raises(ValueError, match="expected low <= high"):
        Interval(2.0, 1.0)


def test_division_by_an_interval_with_nought_is_refused() -> None:
    with pytest.raises(ZeroDivisionError, match="is not positive"):
        point(1.0) / Interval(0.0, 1.0)
    assert percent_change(point(1.0), point(0.0)) is None


WHOLE = st.integers(1000, 999_999)


@given(WHOLE, st.data())
def test_a_swap_of_neighbours_is_found_and_undone(meant: int, data: st.DataObject) -> None:
    digits = str(meant)
    places = [
        i
        for i in range(len(digits) - 1)
        if digits[i] != digits[i + 1] and not (i == 0 and digits[1] == "0")
    ]
    if not places:
        return
    i = data.draw(st.sampled_from(places))
    typed = digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]
    found = dia.typing_slip(claim(typed, float(typed)), lambda value, _: value == meant)
    assert found == (dia.SWAPPED, float(meant))
    assert (int(typed) - meant) % 9 == 0


@given(WHOLE, st.data())
def test_a_dropped_digit_is_found(meant: int, data: st.DataObject) -> None:
    digits = str(meant)
    i = data.draw(st.integers(1, len(digits) - 1))
    typed = digits[:i] + digits[i + 1 :]
    found = dia.typing_slip(claim(typed, float(typed)), lambda value, _: value == meant)
    assert found is not None and found[0] == dia.DROPPED


@given(WHOLE, st.data())
def test_a_doubled_digit_is_found(meant: int, data: st.DataObject) -> None:
    digits = str(meant)
    i = data.draw(st.integers(0, len(digits) - 1))
    typed = digits[: i + 1] + digits[i:]
    found = dia.typing_slip(claim(typed, float(typed)), lambda value, _: value == meant)
    assert found is not None and found[0] == dia.DOUBLED


def test_short_figures_get_no_typing_slip() -> None:
    assert dia.typing_slip(claim("29", 29), lambda *_: True) is None


def test_truncation_is_told_from_rounding_up() -> None:
    cut = dia.rounding_slip(claim("738", 738), point(738.86))
    up = dia.rounding_slip(claim("739", 739), point(738.2))
    assert cut is not None and cut.name == dia.TRUNCATED
    assert up is not None and up.name == dia.ROUNDED_UP
    assert dia.rounding_slip(claim("740", 740), point(738.2)) is None
