"""Across reports: ties, repeats, counts to date, records, headcounts, targets, promises."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import diagnosis as dia
from audit.series import earlier_period
from quarterline.periods import Period, Quarter, month
from tests.audit_support import Q1, Q2, Q3, Q4, Fig, Report, alarms, audit, only

CALLS = "{} emergency calls were taken this quarter."


def own(quarter: Quarter, value: str, text: str = CALLS, series: str = "emergency call") -> Report:
    """A report that gives one figure of its own quarter."""
    fig = Fig(value, period=quarter.period, series=series)
    return Report(quarter).line(text.format(value), [fig])


def quoting(quarter: Quarter, value: str, old: str, series: str = "emergency call") -> Report:
    """A report that quotes the quarter before."""
    return Report(quarter).line(
        f"{value} emergency calls were taken, compared with {old} the previous quarter.",
        [
            Fig(value, period=quarter.period, series=series),
            Fig(old, "baseline", period=quarter.previous.period, series=series),
        ],
        {"level": 0, "baseline": 1},
    )


# ------------------------------------------------------------------------------------ ties


def test_a_quoted_figure_that_is_the_earlier_reports_own_agrees() -> None:
    found = only(audit(own(Q1, "74,630"), quoting(Q2, "91,425", "74,630")), "restated")
    assert (found.verdict, found.scope) == ("agrees", "cross")
    assert {s.source for s in found.spans} == {"doc20201.txt", "doc20202.txt"}


def test_a_quoted_figure_with_two_digits_swapped_is_an_error() -> None:
    found = only(audit(own(Q1, "74,630"), quoting(Q2, "91,425", "74,360")), "restated")
    assert (found.verdict, found.grade, found.diagnosis) == ("disagrees", "error", dia.SWAPPED)
    assert found.document == "doc20202"
    assert "74,360 looks like 74,630" in found.explanation


def test_a_figure_that_may_have_been_revised_is_no_error() -> None:
    found = only(audit(own(Q1, "74,630"), quoting(Q2, "91,425", "75,102")), "restated")
    assert (found.verdict, found.grade) == ("disagrees", "wording")


@pytest.mark.parametrize(
    ("told", "quoted", "alarm"),
    [
        ("110", "108", True),  # one nought at the end is an accident
        ("15,000", "14,812", False),  # three are not: it may have been rounded
        ("1,500", "1,512", False),
        ("15,120", "15,118", True),
    ],
)
def test_a_quoted_figure_beside_one_that_ends_in_noughts(
    told: str, quoted: str, *, alarm: bool
) -> None:
    found = [
        c for c in alarms(audit(own(Q1, told), quoting(Q2, "136", quoted))) if c.scope == "cross"
    ]
    assert bool(found) is alarm
    assert all(c.grade in ("rounding", "wording") for c in found)


def test_the_baseline_that_a_change_implies_is_held_against_the_earlier_report() -> None:
    later = Report(Q2).line(
        "91,425 emergency calls were taken, an increase of 16,975 on the previous quarter.",
        [
            Fig("91,425", direction="up", period=Q2.period, series="emergency call"),
            Fig("16,975", "change", direction="up", series="emergency call"),
        ],
        {"level": 0, "change": 1},
    )
    found = only(audit(own(Q1, "74,630"), later), "restated")
    assert (found.stated, found.recomputed) == (16975, 16795)
    assert (found.grade, found.diagnosis) == ("error", dia.SWAPPED)
    assert found.formula == "91,425 − 16,975 = 74,450"


@pytest.mark.parametrize(
    "other",
    [
        own(Q1, "12", series="emergency call"),  # of another size altogether
        own(Q1, "74,631", series="non-emergency call"),
        own(Q3, "74,631"),
    ],
)
def test_what_is_not_certainly_the_same_is_not_tied(other: Report) -> None:
    assert not [
        c for c in alarms(audit(other, quoting(Q2, "91,425", "74,630"))) if c.scope == "cross"
    ]


def test_reports_of_other_forces_are_never_tied() -> None:
    other = own(Q1, "74,631")
    other.force = "Eastshire Police"
    assert not [c for c in audit(other, quoting(Q2, "91,425", "74,630")) if c.scope == "cross"]


def test_places_keep_series_apart() -> None:
    first, second = own(Q1, "74,631"), quoting(Q2, "91,425", "74,630")
    first.claims = [replace(c, places=("Ashby",)) for c in first.claims]
    assert not [c for c in audit(first, second) if c.scope == "cross"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("a fall of 5 on the previous quarter", Q2.period),
        ("a fall of 5 on last quarter", Q2.period),
        ("a fall of 5 on the same period last year", Quarter(2019, 3).period),
        ("calls in the last quarter", None),
        ("a fall on the previous quarter and on the same period last year", None),
    ],
)
def test_the_period_that_a_change_is_from(words: str, expected: Period | None) -> None:
    assert earlier_period(words, Q3) == expected


@given(st.lists(st.integers(1000, 99_999), min_size=4, max_size=4))
@settings(max_examples=60, deadline=None)
def test_a_consistent_series_never_disagrees(values: list[int]) -> None:
    reports = [own(Q1, f"{values[0]:,}")]
    for quarter, old, new in zip((Q2, Q3, Q4), values, values[1:], strict=False):
        reports.append(quoting(quarter, f"{new:,}", f"{old:,}"))
    found = alarms(audit(*reports))
    # the same figure in two quarters is odd and said so; nothing else may be
    assert {c.kind for c in found} <= ({"repeated"} if len(set(values)) < 4 else set())


# --------------------------------------------------------------------------------- repeats


SALARY = "The hours worked are equal to {} full time officers, at a cost of £{} over the quarter."


def hours(quarter: Quarter, officers: str, cost: str) -> Report:
    return Report(quarter).line(
        SALARY.format(officers, cost),
        [
            Fig(officers, period=quarter.period, series="full time officer"),
            Fig(f"£{cost}", unit="gbp", series="salary cost"),
        ],
    )


def test_short_figures_that_come_back_are_a_question() -> None:
    reports = [hours(Q1, "105", "5.4m"), hours(Q2, "141", "7.3m"), hours(Q3, "105", "5.4m")]
    found = only(audit(*reports), "repeated")
    assert (found.verdict, found.grade, found.diagnosis) == ("unclear", "", "")
    assert len(found.claims) == 4
    assert "carried over" in found.explanation


def test_a_long_figure_for_a_new_quarter_was_left_in() -> None:
    found = only(alarms(audit(own(Q1, "74,633"), own(Q2, "74,633"))), "repeated")
    assert (found.grade, found.diagnosis) == ("wording", dia.PREVIOUS)


def test_the_same_count_to_date_is_a_question() -> None:
    text = "To date, over {} offenders have been arrested across {} operations."

    def report(quarter: Quarter) -> Report:
        figures = [
            Fig("200", series="arrested offender", qualifier="over"),
            Fig("19", series="operation"),
        ]
        return Report(quarter).line(text.format("200", "19"), figures)

    found = only(audit(report(Q1), report(Q2)), "repeated")
    assert found.verdict == "unclear"
    assert "nothing was added since" in found.explanation


def test_one_new_figure_in_the_sentence_is_enough() -> None:
    assert not alarms(audit(hours(Q1, "105", "5.4m"), hours(Q2, "105", "5.5m")))


@pytest.mark.parametrize(("qualifier", "asked"), [("exact", True), ("over", False)])
def test_a_standing_number_may_stay_the_same(qualifier: str, *, asked: bool) -> None:
    text = "There are now {} centres with {} volunteers."

    def centres(quarter: Quarter) -> Report:
        figures = [
            Fig("60", series="centre", qualifier=qualifier),
            Fig("850", series="volunteer", qualifier=qualifier),
        ]
        return Report(quarter).line(text.format("60", "850"), figures)

    found = audit(centres(Q1), centres(Q2))
    assert not alarms(found)
    assert [c.verdict for c in found if c.kind == "repeated"] == ["unclear"] * asked


# ---------------------------------------------------------------------------------- trends


def to_date(quarter: Quarter, value: str) -> Report:
    return Report(quarter).line(
        f"To date {value} offenders have been arrested under the operation.",
        [Fig(value, series="arrested offender", operations=("HERON",))],
    )


def test_a_count_to_date_cannot_fall() -> None:
    found = only(alarms(audit(to_date(Q1, "170"), to_date(Q2, "150"))), "other")
    assert found.grade == "error"
    assert not alarms(audit(to_date(Q1, "170"), to_date(Q2, "200")))


@pytest.mark.parametrize(("third", "verdict"), [("6,065", "agrees"), ("4,065", "disagrees")])
def test_the_highest_since_the_service_began(third: str, verdict: str) -> None:
    text = "{} emergency calls were taken this quarter. This is the highest total since it began."
    reports = [own(Q1, "2,196"), own(Q2, "4,999"), own(Q3, third, text)]
    found = [c for c in audit(*reports) if c.kind == "direction"]
    assert [c.verdict for c in found] == [verdict]


def test_grown_to_fewer() -> None:
    def centres(quarter: Quarter, text: str, value: str, way: str) -> Report:
        fig = Fig(value, direction=way, series="reporting centre")
        return Report(quarter).line(text.format(value), [fig])

    first = centres(Q1, "There are {} reporting centres.", "60", "none")
    second = centres(Q2, "Officers grew the network to {} reporting centres.", "50", "up")
    found = only(alarms(audit(first, second)), "direction")
    assert (found.grade, found.stated, found.recomputed) == ("wording", "up", "down")


# ------------------------------------------------------------------------------- headcount


@pytest.mark.parametrize(("joined", "verdict"), [("38", "disagrees"), ("43", "agrees")])
def test_joiners_and_leavers_in_one_breath(joined: str, verdict: str) -> None:
    report = Report(Q1).line(
        f"The headcount was 529, up from 506; {joined} joined and 20 left.",
        [
            Fig("529", direction="up", series="constable headcount"),
            Fig("506", "baseline", series="constable headcount"),
            Fig(joined, series="constable joined"),
            Fig("20", series="constable left"),
        ],
        {"level": 0, "baseline": 1},
    )
    found = only(audit(report), "sum")
    assert found.verdict == verdict
    assert found.grade == ("error" if verdict == "disagrees" else "")


@pytest.mark.parametrize(("end", "verdict"), [("506", "agrees"), ("509", "disagrees")])
def test_headcounts_of_two_reports(end: str, verdict: str) -> None:
    def head(value: str, day: date) -> Fig:
        return Fig(value, period=Period(day, day), series="constable headcount")

    first = Report(Q1).line("The headcount stood at 511.", [head("511", date(2020, 6, 30))])
    second = Report(Q2).line(f"The headcount stood at {end}.", [head(end, date(2020, 9, 30))])
    second.line(
        "In the quarter 36 people joined as a constable with 41 leaving.",
        [
            Fig("36", period=Q2.period, series="constable joined"),
            Fig("41", period=Q2.period, series="leaving"),
        ],
    )
    found = only(audit(first, second), "sum")
    assert (found.verdict, found.scope) == (verdict, "cross")
    assert found.formula == "511 + 36 − 41 = 506"
    assert found.grade != "error"  # the counts may have been taken on other days


# ----------------------------------------------------------------------------------- plans


def test_a_target_missed() -> None:
    plan = Report(Q1).line(
        "The aim is a headcount of 600 by September 2020.",
        [Fig("600", "target", period=month(2020, 9), series="constable headcount")],
    )
    later = Report(Q2).line("The headcount is 506.", [Fig("506", series="constable headcount")])
    found = only(alarms(audit(plan, later)), "other")
    assert (found.grade, found.diagnosis) == ("plan", "target missed")


def test_a_promise_that_moves() -> None:
    text = "Cadets will be trained in fire safety with their partners. This is planned to commence in {}."
    reports = [Report(q).line(text.format(w)) for q, w in ((Q1, "late 2020"), (Q2, "early 2021"))]
    found = only(audit(*reports), "other")
    assert (found.grade, found.scope) == ("plan", "cross")
    assert "late 2020" in found.explanation and "early 2021" in found.explanation
    assert not audit(*reversed([Report(q).line(text.format("late 2020")) for q in (Q1, Q2)]))
