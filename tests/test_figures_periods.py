"""Time expressions, resolved from the report's own quarter, and which figure each dates."""

from __future__ import annotations

import pytest

from extract.figures import extract_claims
from extract.periods import find_periods
from quarterline.periods import Quarter

Q3 = Quarter(2019, 3)  # October to December 2019

RESOLVED = [
    ("in the last quarter", "2019-10-01/2019-12-31"),
    ("over the quarter", "2019-10-01/2019-12-31"),
    ("this quarter", "2019-10-01/2019-12-31"),
    ("a fall on last quarter", "2019-07-01/2019-09-30"),
    ("the previous quarter", "2019-07-01/2019-09-30"),
    ("in the next quarter", "2020-01-01/2020-03-31"),
    ("in December 2018", "2018-12-01/2018-12-31"),
    ("in November", "2019-11-01/2019-11-30"),
    ("in October and November", "2019-10-01/2019-11-30"),
    ("since April 2019", "2019-04-01/2019-12-31"),
    ("since 1st May 2019", "2019-05-01/2019-12-31"),
    ("at the end of December", "2019-12-31/2019-12-31"),
    ("as at 1 December 2019", "2019-12-01/2019-12-01"),
    ("the same period last year", "2018-10-01/2018-12-31"),
    ("the same quarter last year", "2018-10-01/2018-12-31"),
    ("the same period in 2017", "2017-10-01/2017-12-31"),
    ("the same period in 2018/19", "2018-10-01/2018-12-31"),
    ("in the last six months", "2019-07-01/2019-12-31"),
    ("over a rolling 12 month period", "2019-01-01/2019-12-31"),
    ("the three months to the end of October", "2019-08-01/2019-10-31"),
    ("this financial year", "2019-04-01/2020-03-31"),
    ("the last financial year", "2018-04-01/2019-03-31"),
    ("in 2018/19", "2018-04-01/2019-03-31"),
    ("during Q2", "2019-07-01/2019-09-30"),
    ("in Q1 2019/20", "2019-04-01/2019-06-30"),
    ("the week commencing 4 November", "2019-11-04/2019-11-10"),
    ("(05/10 – 07/10)", "2019-10-05/2019-10-07"),
    ("(01/10/19 – 30/11/19)", "2019-10-01/2019-11-30"),
    ("July-Sept 2019", "2019-07-01/2019-09-30"),
    ("in 2018", "2018-01-01/2018-12-31"),
]


@pytest.mark.parametrize(("text", "period"), RESOLVED)
def test_resolved(text: str, period: str) -> None:
    (when,) = find_periods(text, Q3)
    assert str(when.period) == period
    assert text[when.start : when.end] == when.text


def test_a_calendar_year_beside_a_quarter_is_read_as_not_after_the_report() -> None:
    (when,) = find_periods("in Q4 2021", Quarter(2020, 4))
    assert str(when.period) == "2021-01-01/2021-03-31"


@pytest.mark.parametrize(
    "text",
    [
        "the scheme is booked for March",
        "from early 2020",
        "in the summer of 2019",
        "on 31 June 2019",
    ],
)
def test_what_cannot_be_known_stays_unresolved(text: str) -> None:
    assert [w.period for w in find_periods(text, Q3)] == [None]


@pytest.mark.parametrize(
    "text",
    ["the Act 1999", "volunteers may be asked", "they are kept up to date", "a new 2021 plan"],
)
def test_no_expressions_of_time(text: str) -> None:
    assert find_periods(text, Q3) == []


def test_without_a_quarter_only_absolute_dates_are_resolved() -> None:
    found = find_periods("in the last quarter, in May 2019, in June", None)
    assert [str(w.period) for w in found] == ["None", "2019-05-01/2019-05-31", "None"]


def periods(text: str) -> list[str]:
    return [str(c.period or "") for c in extract_claims(text, Q3)]


def test_a_level_and_its_baseline_take_their_own() -> None:
    text = "The headcount rose to 60 in December 2019, up from 50 in December 2018."
    assert periods(text) == ["2019-12-01/2019-12-31", "2018-12-01/2018-12-31"]


def test_one_expression_dates_a_whole_list() -> None:
    text = "Teams held 43 drink drivers and 49 drug drivers in the last quarter."
    assert set(periods(text)) == {"2019-10-01/2019-12-31"}


def test_same_period_is_shifted_from_the_level() -> None:
    text = "It stood at 60 as at 1 December 2019, compared with 50 at the same point last year."
    assert periods(text) == ["2019-12-01/2019-12-01", "2018-12-01/2018-12-01"]


def test_currently_dates_nothing() -> None:
    text = "In the last quarter there were 21 applications; 32 candidates are currently in checks."
    assert periods(text) == ["2019-10-01/2019-12-31", ""]


def test_to_date_runs_from_the_launch() -> None:
    text = "The service was launched on 4th November. To date 196 chats have been held."
    assert periods(text) == ["2019-11-04/2019-12-31"]


def test_to_date_without_a_beginning_stays_open() -> None:
    assert periods("To date, over 200 offenders have been arrested.") == [""]


def test_a_sentence_that_leans_on_the_last_takes_its_period() -> None:
    text = "There were 29 deployments in the last quarter. This resulted in 92 vehicles stopped."
    assert periods(text) == ["2019-10-01/2019-12-31"] * 2


def test_what_an_operation_is_about_does_not_date_its_arrests() -> None:
    text = "It relates to a murder in May 2019. In a joint effort, five people were arrested."
    assert periods(text) == [""]


def test_a_plan_is_dated_to_its_limit() -> None:
    (claim,) = extract_claims("The aim is to reach a headcount of 600 by March 2020.", Q3)
    assert (claim.role, str(claim.period)) == ("target", "2020-03-01/2020-03-31")
