"""Planted slips: each shows at the printed precision, and nothing else is out."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.generator import KINDS, GeneratedReport, generate
from bench.generator.arithmetic import holds
from bench.generator.chance import stream
from bench.generator.printed import (
    COUNT,
    PERCENT,
    Form,
    reprint,
    round_half_up,
    show,
    show_about,
    show_signed,
    show_truncated,
)
from bench.generator.slip_makers import double, drop, swap

SEEDS = st.integers(min_value=0, max_value=100_000)


@cache
def spoilt(
    seed: int, kinds: tuple[str, ...] = (), quarters: int = 6
) -> tuple[GeneratedReport, ...]:
    return tuple(generate(seed, quarters, 2, kinds))


def failing(reports: tuple[GeneratedReport, ...]) -> set[str]:
    """The comparisons that no longer hold, reckoned anew from the claims."""
    claims = {c.id: c for r in reports for c in r.claims}
    found = set()
    for report in reports:
        for comparison in report.comparisons:
            inputs: dict[str, list[tuple[float, float]]] = {}
            for role, key in comparison.inputs:
                inputs.setdefault(role, []).append(claims[key].interval)
            if not holds(comparison.kind, inputs, comparison.direction, comparison.days):
                found.add(comparison.id)
    return found


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_exactly_the_broken_comparisons_fail(seed: int) -> None:
    reports = spoilt(seed)
    broken = {x for r in reports for s in r.slips for x in s.comparisons}
    assert failing(reports) == broken
    assert all(s.comparisons for r in reports for s in r.slips)


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_slips_stand_where_they_are_said_to_be(seed: int) -> None:
    for report in spoilt(seed):
        for slip in report.slips:
            texts = [" ".join(report.text[a:b].split()) for a, b in slip.spans]
            assert texts
            if slip.claims:
                assert all(text in slip.now for text in texts)
                assert slip.was != slip.now
            else:
                assert {slip.was, slip.now} == {"up", "down"}
                assert all(len(text) < 20 for text in texts)


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_slips_repeat_for_a_seed(seed: int) -> None:
    assert tuple(generate(seed, 6, 2)) == spoilt(seed)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_can_be_planted(kind: str) -> None:
    planted = [s for seed in range(3) for r in spoilt(seed, (kind,)) for s in r.slips]
    assert len(planted) >= 8
    assert {s.kind for s in planted} == {kind}


@pytest.mark.parametrize("kind", ["baseline", "running_total"])
def test_slips_across_reports_show_in_no_single_report(kind: str) -> None:
    for seed in range(3):
        for report in spoilt(seed, (kind,)):
            scope = {c.id: c.scope for c in report.comparisons}
            assert all(scope[x] == "cross" for s in report.slips for x in s.comparisons)


def test_a_truncated_figure_is_graded_rounding() -> None:
    slips = [s for r in spoilt(1, ("truncated",)) for s in r.slips]
    assert {s.grade for s in slips} == {"rounding"}
    assert {s.grade for r in spoilt(1, ("stale",)) for s in r.slips} == {"error"}


def test_points_written_as_percent_become_a_percent_change() -> None:
    for report in spoilt(2, ("points_for_percent",)):
        claims = {c.id: c for c in report.claims}
        for slip in report.slips:
            (claim,) = (claims[c] for c in slip.claims)
            assert (claim.unit, claim.role) == ("percent", "percent_change")


# ---- the relations


@pytest.mark.parametrize(
    ("kind", "inputs", "direction", "days", "expected"),
    [
        ("difference", {"level": 90, "baseline": 100, "change": 10}, "down", 0, True),
        ("difference", {"level": 90, "baseline": 100, "change": 10}, "up", 0, False),
        ("difference", {"level": 90, "baseline": 100, "change": -10}, "down", 0, True),
        ("direction", {"level": 90, "baseline": 100}, "up", 0, False),
        ("direction", {"level": 90, "baseline": 100}, "none", 0, True),
        ("rate_per_day", {"level": 920, "rate": 10}, "none", 92, True),
        ("rate_per_day", {"level": 920, "rate": 11}, "none", 92, False),
        ("share", {"part": 12, "whole": 10, "share": 120}, "none", 0, False),
        ("stock", {"level": 12, "baseline": 10, "joined": 5, "left": 3}, "none", 0, True),
        ("stock", {"level": 13, "baseline": 10, "joined": 5, "left": 3}, "none", 0, False),
        ("restated", {"baseline": 10, "earlier": 11}, "none", 0, False),
        ("cumulative", {"level": 20, "earlier": 15, "added": 5}, "none", 1, True),
        ("cumulative", {"level": 21, "earlier": 15, "added": 5}, "none", 1, False),
        ("cumulative", {"level": 21, "earlier": 15, "added": 5}, "none", 2, True),
        ("cumulative", {"level": 14, "earlier": 15}, "none", 2, False),
    ],
)
def test_relations(
    kind: str, inputs: dict[str, float], direction: str, days: int, expected: bool
) -> None:
    given_intervals = {role: [(float(v), float(v))] for role, v in inputs.items()}
    assert holds(kind, given_intervals, direction, days) is expected


def test_a_percentage_holds_within_its_printed_precision() -> None:
    level, baseline = [(1204.0, 1204.0)], [(1000.0, 1000.0)]
    inside = {"level": level, "baseline": baseline, "percent_change": [(19.5, 20.5)]}
    outside = {"level": level, "baseline": baseline, "percent_change": [(20.45, 20.55)]}
    assert holds("percent_change", inside, "up")
    assert not holds("percent_change", outside, "up")


def test_a_percentage_of_an_implied_baseline() -> None:
    inputs = {"level": [(1204.0, 1204.0)], "change": [(204.0, 204.0)]}
    assert holds("percent_change", {**inputs, "percent_change": [(20.35, 20.45)]}, "up")
    assert not holds("percent_change", {**inputs, "percent_change": [(16.85, 16.95)]}, "up")


# ---- printed forms


@given(st.integers(1, 10**7))
def test_counts_are_printed_whole(value: int) -> None:
    shown = show(value, COUNT)
    assert shown.text == f"{value:,}"
    assert (shown.low, shown.high) == (value, value)


@given(st.floats(0.01, 400))
def test_a_percentage_lies_within_its_printed_form(value: float) -> None:
    shown = show(value, PERCENT)
    assert shown.low is not None and shown.high is not None
    assert shown.low - 1e-6 <= value <= shown.high + 1e-6
    assert show_truncated(value, PERCENT).value <= value + 1e-6


@given(st.integers(40, 10**6), st.integers(0, 1000))
def test_an_approximation_is_true_of_its_value(value: int, seed: int) -> None:
    shown = show_about(value, COUNT, stream(seed))
    assert shown.low is None or shown.low <= value
    assert shown.high is None or value <= shown.high
    assert shown.before


def test_a_half_is_rounded_up() -> None:
    assert round_half_up(2.5) == 3
    assert round_half_up(0.25, 1) == 0.3


def test_magnitudes_are_part_of_the_figure() -> None:
    million = show(5_432_100, Form("£", "m", decimals=2, scale=1e6, rounded=True))
    assert (million.text, million.value) == ("£5.43m", 5_430_000)
    assert (million.low, million.high) == (5_425_000, 5_435_000)


def test_a_fall_in_a_table_has_a_minus() -> None:
    shown = show_signed(-13.4, PERCENT, "+")
    assert (shown.text, shown.low, shown.high) == ("-13.4%", -13.45, -13.35)
    assert show_signed(13.4, PERCENT, "+").before == "+"


def test_digits_are_reprinted_in_the_same_form() -> None:
    printed = show(1957, COUNT)
    changed = reprint(printed, "1597")
    assert changed is not None and changed.text == "1,597"
    assert reprint(printed, "0957") is None
    percent = reprint(show(13.4, PERCENT), "314")
    assert percent is not None and percent.text == "31.4%"


@given(st.from_regex(r"[1-9]\d{1,6}", fullmatch=True), st.integers(0, 1000))
def test_slips_of_digits(digits: str, seed: int) -> None:
    swapped = swap(digits, stream(seed))
    assert swapped == "" or (sorted(swapped) == sorted(digits) and swapped != digits)
    assert len(drop(digits, stream(seed))) == len(digits) - 1
    assert len(double(digits, stream(seed))) == len(digits) + 1
