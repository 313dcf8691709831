"""Figures that belong together by the words between them; running totals of operations."""

from __future__ import annotations

import pytest

from tests.audit_support import Q1, Q2, Q3, Fig, Report, alarms, audit, only


def test_a_percentage_right_after_the_change() -> None:
    report = Report(Q2).line(
        "166 kits were delivered, down from 182 before (down 16, 9.9%).",
        [
            Fig("166", direction="down"),
            Fig("182", "baseline"),
            Fig("16", "change", direction="down"),
            Fig("9.9%", "share"),
        ],
        {"level": 0, "baseline": 1, "change": 2},
    )
    found = only(audit(report), "percent_change")
    assert (found.verdict, found.stated) == ("disagrees", 9.9)


def test_a_baseline_in_brackets() -> None:
    report = Report(Q2).line(
        "74 warnings were issued, an increase of 12.1% on the quarter before (66).",
        [Fig("74", direction="up"), Fig("12.1%", "percent_change", direction="up"), Fig("66")],
        {"level": 0, "percent_change": 1},
    )
    assert only(audit(report), "percent_change").formula.startswith("(74 − 66) ÷ 66")


def test_a_baseline_in_the_sentence_before() -> None:
    report = Report(Q2).line(
        "A year ago the Force took 120,849 calls. In the quarter the figure was 97,599, down 23,520.",
        [
            Fig("120,849", period=Q2.year_ago.period),
            Fig("97,599", direction="down", period=Q2.period),
            Fig("23,520", "change", direction="down"),
        ],
        {"level": 1, "change": 2},
    )
    assert only(audit(report), "difference").verdict == "disagrees"


def test_a_change_of_another_sentence_is_left_to_it() -> None:
    report = Report(Q2).line(
        "449 arrests were made, down from 499. A rise of 29.8% was seen in cash, from £355,020 to £460,821.",
        [
            Fig("449", direction="down"),
            Fig("499", "baseline"),
            Fig("29.8%", "percent_change", direction="up"),
            Fig("£355,020", "baseline", unit="gbp"),
            Fig("£460,821", unit="gbp"),
        ],
        {"level": 0, "baseline": 1, "percent_change": 2},
    )
    assert not alarms(audit(report))


@pytest.mark.parametrize(
    "text",
    [
        "Requests went down by 47 to 3,522.",
        "The quarter before had 47; the figure climbed to 3,522.",
    ],
)
def test_a_figure_that_something_moved_by_or_to_is_no_baseline(text: str) -> None:
    report = Report(Q2).line(
        text,
        [Fig("47", direction="up"), Fig("3,522", "baseline")],
        {"level": 0, "baseline": 1},
    )
    assert not alarms(audit(report))


# --------------------------------------------------------------------------- running totals


def total(quarter: object, flow: str, so_far: str) -> Report:
    assert hasattr(quarter, "period")
    names = ("HERON",)
    return Report(quarter).line(  # type: ignore[arg-type]
        f"Operation HERON brought {flow} arrests this quarter, and {so_far} to date.",
        [
            Fig(flow, period=quarter.period, series="arrest", operations=names),
            Fig(so_far, series="arrest", operations=names),
        ],
    )


@pytest.mark.parametrize(
    ("second", "verdict", "grade"),
    [
        (total(Q2, "13", "65"), "agrees", ""),
        (total(Q2, "13", "67"), "disagrees", "wording"),
        (total(Q2, "13", "40"), "disagrees", "error"),
        (total(Q3, "13", "70"), "agrees", ""),  # a report is missing between: growth is enough
    ],
)
def test_a_total_is_the_last_one_and_what_came_since(
    second: Report, verdict: str, grade: str
) -> None:
    found = only(audit(total(Q1, "9", "52"), second), "other")
    assert (found.verdict, found.grade, found.scope) == (verdict, grade, "cross")


def test_a_total_is_no_less_than_its_own_quarter() -> None:
    found = only(audit(total(Q1, "13", "3")), "other")
    assert (found.verdict, found.grade, found.scope) == ("disagrees", "error", "document")
