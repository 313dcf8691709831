"""What a later figure was measured against: percentages, points, other quarters, switches."""

from __future__ import annotations

import pytest

from audit import diagnosis as dia
from quarterline.periods import Period, Quarter
from tests.audit_support import Q1, Q2, Q3, Fig, Report, alarms, audit, only

CALLS = "{} emergency calls were received this quarter."


def own(quarter: Quarter, value: str, text: str = CALLS, series: str = "call emergency") -> Report:
    fig = Fig(value, period=quarter.period, series=series)
    return Report(quarter).line(text.format(value), [fig])


def risen(
    quarter: Quarter, value: str, words: str, *, change: str = "", percent: str = ""
) -> Report:
    """ "91,425 emergency calls were received, an increase of 16,795 (22.5%) on …"."""
    moved = change + (f" ({percent})" if change and percent else percent)
    figures = [Fig(value, direction="up", period=quarter.period, series="call emergency")]
    link = {"level": 0}
    if change:
        figures.append(Fig(change, "change", direction="up", series="call emergency"))
        link["change"] = len(figures) - 1
    if percent:
        figures.append(
            Fig(percent, "percent_change", "percent", direction="up", series="call emergency")
        )
        link["percent_change"] = len(figures) - 1
    text = f"{value} emergency calls were received, an increase of {moved} {words}."
    return Report(quarter).line(text, figures, link)


# ------------------------------------------------------------- a percentage on another report


def test_a_percentage_fits_the_earlier_reports_own_figure() -> None:
    reports = own(Q1, "74,630"), risen(Q2, "91,425", "on the previous quarter", percent="22.5%")
    found = only(audit(*reports), "percent_change")
    assert (found.verdict, found.scope) == ("agrees", "cross")
    assert found.formula == "(91,425 − 74,630) ÷ 74,630 × 100 = 22.5%"
    assert {s.source for s in found.spans} == {"doc20201.txt", "doc20202.txt"}


@pytest.mark.parametrize(
    ("percent", "grade", "name"),
    [
        ("18.4%", "wording", dia.DENOMINATOR),  # 16,840 ÷ 91,470
        ("22.5%", "rounding", dia.TRUNCATED),  # of 22.56%
        ("25.1%", "wording", ""),
    ],
)
def test_a_percentage_that_the_earlier_figure_denies(percent: str, grade: str, name: str) -> None:
    later = risen(Q2, "91,470", "on the previous quarter", percent=percent)
    found = only(alarms(audit(own(Q1, "74,630"), later)), "percent_change")
    assert (found.scope, found.grade) == ("cross", grade)
    assert name in ("", found.diagnosis)
    assert "the report for 2020-21 Q1 gave 74,630" in found.explanation


def test_change_and_percentage_are_each_tied_to_the_earlier_figure() -> None:
    later = risen(Q2, "91,425", "on the previous quarter", change="16,975", percent="22.5%")
    found = audit(own(Q1, "74,630"), later)
    assert only(alarms(found), "restated").diagnosis == dia.SWAPPED
    across = [c for c in found if c.kind == "percent_change" and c.scope == "cross"]
    assert [c.verdict for c in across] == ["agrees"]


def test_a_percentage_on_a_figure_of_another_size_is_not_tied() -> None:
    later = risen(Q2, "91,425", "on the previous quarter", percent="2.5%")
    assert not alarms(audit(own(Q1, "14,630"), later))


# --------------------------------------------------------------------- points of a percentage


@pytest.mark.parametrize(("points", "verdict"), [("1.8", "agrees"), ("1.3", "disagrees")])
def test_points_of_a_solved_rate_lead_to_the_earlier_reports_rate(
    points: str, verdict: str
) -> None:
    text = "The solved rate for burglary was {} this quarter."
    fig = Fig("16.3%", unit="percent", period=Q1.period, series="burglary rate solved")
    first = Report(Q1).line(text.format("16.3%"), [fig])
    later = Report(Q2).line(
        f"The solved rate for burglary was 18.1%, up {points} percentage points on the previous "
        "quarter.",
        [
            Fig("18.1%", unit="percent", direction="up", period=Q2.period,
                series="burglary rate solved"),
            Fig(points, "change", "percentage_points", direction="up",
                series="burglary rate solved"),
        ],
        {"level": 0, "change": 1},
    )  # fmt: skip
    found = only(audit(first, later), "restated")
    assert (found.verdict, found.scope) == (verdict, "cross")
    assert found.formula.startswith(f"18.1 − {points} = ")


# -------------------------------------------------------------------- another quarter's figure


def quoting(quarter: Quarter, value: str, old: str, words: str, period: Period) -> Report:
    return Report(quarter).line(
        f"{value} emergency calls were received, compared with {old} {words}.",
        [
            Fig(value, period=quarter.period, series="call emergency"),
            Fig(old, "baseline", period=period, series="call emergency"),
        ],
        {"level": 0, "baseline": 1},
    )


def test_a_baseline_that_is_another_quarters_figure_is_named() -> None:
    year_ago = own(Q3.year_ago, "60,112")
    later = quoting(Q3, "95,310", "91,425", "in the same quarter last year", Q3.year_ago.period)
    found = only(alarms(audit(year_ago, own(Q2, "91,425"), later)), "restated")
    assert (found.grade, found.diagnosis) == ("wording", dia.OTHER_QUARTER)
    assert "it is the one that the report for 2020-21 Q2 gave" in found.explanation


# --------------------------------------------------------------------------- switched baseline


def undated(quarter: Quarter, value: str, change: str, words: str = "") -> Report:
    return risen(quarter, value, words or "as demand grew", change=change)


def test_a_baseline_switched_without_a_word() -> None:
    # Q2 against a year ago (80,000), Q3 against the quarter before (91,425)
    reports = [
        own(Q2.year_ago, "80,000"),
        own(Q1, "74,630"),
        undated(Q2, "91,425", "11,425"),
        own(Q3.year_ago, "85,500"),
        undated(Q3, "95,310", "3,885"),
    ]
    found = only(alarms(audit(*reports)), "other")
    assert (found.grade, found.diagnosis, found.scope) == ("wording", "baseline switched", "cross")
    assert (found.stated, found.recomputed) == (
        "the quarter before",
        "the same quarter a year earlier",
    )
    assert "2020-21 Q2" in found.explanation


@pytest.mark.parametrize(
    ("last", "words"),
    [
        ("9,810", ""),  # 95,310 − 9,810 = 85,500: a year ago, as before
        ("3,885", "on the previous quarter"),  # said, so not without a word
        ("4,001", ""),  # fits neither quarter
    ],
)
def test_what_is_no_switch(last: str, words: str) -> None:
    reports = [
        own(Q2.year_ago, "80,000"),
        own(Q1, "74,630"),
        undated(Q2, "91,425", "11,425"),
        own(Q3.year_ago, "85,500"),
        undated(Q3, "95,310", last, words),
    ]
    assert not [c for c in audit(*reports) if c.diagnosis == "baseline switched"]
