"""More forms of figures from reports of other forces; see `test_figures_other_forces`."""

from __future__ import annotations

from datetime import date

import pytest

from extract.figures import extract_claims
from quarterline.periods import Period, Quarter
from quarterline.records import Claim

Q1 = Quarter(2023, 1)


def figure(text: str, words: str) -> Claim:
    return next(c for c in extract_claims(text, Q1) if c.text == words)


def test_what_a_bracket_dates_ends_with_it() -> None:
    text = "In Quarter 1 there were 104 arrests (Q4 2022/23: 87), 42 charges and 12 cautions."
    assert figure(text, "87").period == Quarter(2022, 4).period
    assert figure(text, "42").period == Q1.period
    assert figure(text, "12").period == Q1.period


def test_days_in_a_list_date_nothing_alone() -> None:
    text = "The panel of 12 met on 4 April, 16 May and 20 June 2023; six members were new."
    assert [c.period for c in extract_claims(text, Q1)] == [None, None]
    one = figure("The panel of 12 met on 4 April 2023.", "12")
    assert one.period == Period(date(2023, 4, 4), date(2023, 4, 4))


def test_a_year_that_labels_the_earlier_figure() -> None:
    text = "Domestic abuse crime: 8,211, -6.0% on the baseline year (2019/20: 8,735)."
    found = figure(text, "8,735")
    assert (found.role, found.period) == ("baseline", Period(date(2019, 4, 1), date(2020, 3, 31)))


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        (
            "The charge rate for rape has more than doubled, from 3.1% to 7.4%.",
            "charge rate for rape",
        ),
        ("ASB incidents fell by 21% (1,934 fewer) to 7,276.", "ASB incidents"),
    ],
)
def test_all_figures_of_a_change_have_its_subject(text: str, measure: str) -> None:
    assert {c.measure for c in extract_claims(text, Q1)} == {measure}


def test_over_belongs_to_the_figure_not_to_the_verb() -> None:
    assert figure("The force has seized over £1.3m in cash.", "£1.3m").measure == "cash seized"


def test_months_behind_a_standard_are_not_of_its_seconds() -> None:
    text = "999 calls were answered within ten seconds (91.2% in April and 92.8% in May)."
    assert "second" not in figure(text, "91.2%").measure
    assert "second" not in figure(text, "92.8%").measure


def test_what_was_made_over_so_many_is_a_bound_by_its_size() -> None:
    found = figure("In Q1 2023/24 officers made over 2,500 arrests.", "2,500")
    assert (found.qualifier, found.low, found.high) == ("over", 2500.0, None)
    assert figure("There were 14 arrests made over three operations.", "three").qualifier == "exact"
