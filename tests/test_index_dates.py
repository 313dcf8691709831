"""Times in questions."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.profiles.model import Era
from index.dates import find_dates, read_quarter
from quarterline.periods import Period, Quarter


@pytest.mark.parametrize(
    "typed",
    [
        "Q2 2020/21",
        "q2 2020-21",
        "2020-21 Q2",
        "2020/21 Q2",
        "quarter 2 2020/21",
        "Quarter 2 of 2020/2021",
        "second quarter of 2020/21",
        "2020–21, Q2",
    ],
)
def test_a_quarter_is_read_in_every_form_people_type(typed: str) -> None:
    assert read_quarter(typed) == Quarter(2020, 2)
    (found,) = find_dates(f"emergency calls in {typed} please")
    assert found.period == Quarter(2020, 2).period
    assert found.named
    assert f"emergency calls in {typed} please"[found.start : found.end] == typed


@pytest.mark.parametrize(
    "typed", ["Q5 2020/21", "Q2 2020/22", "Q2", "2020", "Q2 2020/21 or so", ""]
)
def test_what_is_no_quarter_is_not_read_as_one(typed: str) -> None:
    assert read_quarter(typed) is None


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("orders made July to September 2023", "2023-07-01/2023-09-30"),
        ("calls Nov 2019 - Jan 2020", "2019-11-01/2020-01-31"),
        ("calls December to February 2020", "2019-12-01/2020-02-29"),
        ("arrests in February 2020", "2020-02-01/2020-02-29"),
        ("arrests in 2020", "2020-01-01/2020-12-31"),
        ("arrests in 2020/21", "2020-04-01/2021-03-31"),
    ],
)
def test_months_and_years_are_periods(text: str, period: str) -> None:
    (found,) = find_dates(text)
    assert found.period == Period.parse(period)
    assert not found.named


@pytest.mark.parametrize("text", ["in May to 9", "Q3", "lockdown", "last orders"])
def test_what_names_no_time_is_left_alone(text: str) -> None:
    assert find_dates(text) == []


def test_quarters_of_the_library_that_share_a_day() -> None:
    (found,) = find_dates("in 2020")
    known = (Quarter(2023, 2), Quarter(2020, 2), Quarter(2019, 3), Quarter(2019, 4))
    assert found.quarters(known) == (Quarter(2020, 2), Quarter(2019, 4))


@given(st.text(max_size=80))
def test_any_text_can_be_read_and_nothing_overlaps(text: str) -> None:
    found = find_dates(text)
    assert all(a.end <= b.start for a, b in pairwise(found))


ERAS = (
    Era("lockdown", ("the lockdown",), (Period.parse("2020-03-23/2020-07-03"),)),
    Era("first lockdown", (), (Period.parse("2020-03-23/2020-07-03"),)),
)


@pytest.mark.parametrize(
    ("text", "relation", "asked"),
    [
        ("seized since April 2019", "since", "2019-04-01/2023-09-30"),
        ("calls after 2020", "after", "2020-12-31/2023-09-30"),
        ("calls before Q2 2020/21", "until", "1900-01-01/2020-07-01"),
        ("ASB since the first lockdown", "since", "2020-03-23/2023-09-30"),
        ("ASB during lockdown", "in", "2020-03-23/2020-07-03"),
        ("calls last summer 2020", "in", "2020-06-01/2020-08-31"),
        ("calls last summer", "in", "2023-06-01/2023-08-31"),
        ("calls last winter", "in", "2022-12-01/2023-02-28"),
        ("calls in winter 2019/20", "in", "2019-12-01/2020-02-29"),
        ("the last quarter of 2019", "in", "2019-10-01/2019-12-31"),
        ("Q2 2020", "in", "2020-07-01/2020-09-30"),
        ("the latest quarter", "in", "2023-07-01/2023-09-30"),
        ("the previous quarter", "in", "2023-04-01/2023-06-30"),
    ],
)
def test_times_are_read_with_what_opens_and_closes_them(
    text: str, relation: str, asked: str
) -> None:
    latest = Quarter(2023, 2)
    (found,) = find_dates(text, ERAS, latest)
    assert found.relation == relation
    assert found.asked(latest.period.end) == (Period.parse(asked),)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("since Q2 2020/21", ["2020-21 Q2", "2020-21 Q3"]),
        ("after Q2 2020/21", ["2020-21 Q3"]),
        ("before Q2 2020/21", ["2020-21 Q1"]),
        ("in Q2 2020/21", ["2020-21 Q2"]),
    ],
)
def test_open_times_take_the_quarters_on_their_side(text: str, held: list[str]) -> None:
    known = tuple(Quarter(2020, number) for number in (1, 2, 3))
    (found,) = find_dates(text)
    assert [str(q) for q in found.quarters(known)] == held


def test_to_speak_of_lockdown_is_not_to_ask_for_its_time() -> None:
    assert find_dates("breaches of lockdown", ERAS) == []
