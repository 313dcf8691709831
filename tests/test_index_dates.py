"""Times in questions."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


@pytest.mark.parametrize("text", ["seized since April 2019", "after 2020", "in May to 9", "Q3"])
def test_what_only_opens_a_period_names_none(text: str) -> None:
    assert find_dates(text) == []


def test_quarters_of_the_library_that_share_a_day() -> None:
    (found,) = find_dates("in 2020")
    known = (Quarter(2023, 2), Quarter(2020, 2), Quarter(2019, 3), Quarter(2019, 4))
    assert found.quarters(known) == (Quarter(2020, 2), Quarter(2019, 4))


@given(st.text(max_size=80))
def test_any_text_can_be_read_and_nothing_overlaps(text: str) -> None:
    found = find_dates(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
