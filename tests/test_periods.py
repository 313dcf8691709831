from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterline.errors import PeriodError
from quarterline.periods import Period, Quarter, month, shift_months

quarters = st.builds(Quarter, st.integers(1990, 2090), st.integers(1, 4))
days = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def test_a_quarter_of_a_financial_year() -> None:
    assert str(Quarter(2019, 3).period) == "2019-10-01/2019-12-31"
    assert str(Quarter(2019, 4).period) == "2020-01-01/2020-03-31"
    assert Quarter(2019, 4).period.days == 91  # 2020 was a leap year
    assert str(Quarter(2019, 4).financial_year) == "2019-04-01/2020-03-31"
    assert str(Quarter(2099, 1)) == "2099-00 Q1"


@given(quarters)
def test_a_quarter_survives_printing_and_lies_in_its_year(quarter: Quarter) -> None:
    assert Quarter.parse(str(quarter)) == quarter
    assert Quarter.of(quarter.period.start) == Quarter.of(quarter.period.end) == quarter
    assert quarter.financial_year.contains(quarter.period)
    assert quarter.previous.period.end.toordinal() + 1 == quarter.period.start.toordinal()
    assert quarter.year_ago == quarter.shift(-4) < quarter


@given(days, days)
def test_a_period_survives_printing(one: date, other: date) -> None:
    period = Period(min(one, other), max(one, other))
    assert Period.parse(str(period)) == period
    assert period.contains(period)


@given(quarters)
def test_a_year_before_is_the_same_quarter_of_last_year(quarter: Quarter) -> None:
    assert quarter.period.year_before() == quarter.year_ago.period


def test_the_last_day_of_a_month_stays_the_last_day() -> None:
    assert shift_months(date(2020, 2, 29), -12) == date(2019, 2, 28)
    assert shift_months(date(2021, 2, 28), -12) == date(2020, 2, 29)
    assert shift_months(date(2021, 3, 30), -1) == date(2021, 2, 28)
    assert month(2021, 2).days == 28


@pytest.mark.parametrize("text", ["2019-21 Q3", "2019-20 Q5", "Q3 2019-20", ""])
def test_what_is_no_quarter_is_refused(text: str) -> None:
    with pytest.raises(PeriodError, match="is not a quarter; expected a form such as 2019-20 Q3"):
        Quarter.parse(text)


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(PeriodError, match="ends before it starts"):
        Period(date(2020, 1, 2), date(2020, 1, 1))
    with pytest.raises(PeriodError, match="is not a period"):
        Period.parse("2020")
