"""Units, qualifiers and ranges, and the numbers that are no figures."""

from __future__ import annotations

import pytest

from extract.not_figures import why_not
from extract.numbers import find_numbers
from extract.quantities import find_quantities

UNITS = [
    ("She was given 14 days' imprisonment.", 14, "days"),
    ("They worked 51,866 total hours.", 51_866, "hours"),
    ("Seizure of 1.5kg of powder.", 1.5, "kg"),
    ("Two kilograms of powder were found.", 2, "kg"),
    ("Half a kilogram was found.", 0.5, "kg"),
    ("A rise of 6.5% points.", 6.5, "percentage_points"),
    ("A rise of two percentage points.", 2, "percentage_points"),
    ("There were 738 a day.", 738, "per_day"),
    ("An average of 67 contacts per day.", 67, "per_day"),
    ("It takes place six times a year.", 6, "other:per_year"),
    ("A rate of 79.35 per 1,000 pop.", 79.35, "per_1000_population"),
    ("A rate of 4.2 per 1,000 population.", 4.2, "per_1000_population"),
    ("Some 0.795 casualties per 100M veh kms.", 0.795, "other:casualties_per_100m_vehicle_km"),
    ("They put six penalty points on it.", 6, "other:penalty_points"),
    ("Winds of 130mph.", 130, "other:mph"),
    ("Petrol at 147.3p a litre.", 147.3, "other:pence"),
    ("Profits of €340m.", 3.4e8, "other:eur"),
    ("They were paid 12 pounds.", 12, "gbp"),
]


@pytest.mark.parametrize(("text", "value", "unit"), UNITS)
def test_units(text: str, value: float, unit: str) -> None:
    (quantity,) = find_quantities(text)
    assert quantity.value == pytest.approx(value)
    assert quantity.unit == unit


QUALIFIERS = [
    ("over 170 people", "over", 170, None),
    ("more than 170 people", "over", 170, None),
    ("upwards of five people", "at_least", 5, None),
    ("at least 21 people", "at_least", 21, None),
    ("an average of 500+ people", "at_least", 500, None),
    ("approximately 2,500 people", "approx", 2450, 2550),
    ("around 10 people", "approx", 5, 15),
    ("nearly £30k", "approx", 25_000, 30_000),
    ("up to 400 people", "up_to", 0, 400),
    ("fewer than 40 people", "under", 0, 40),
    ("within 24 hours", "up_to", 0, 24),
    ("18 months or so", "approx", 17.5, 18.5),
    ("exactly 40 people", "exact", 40, 40),
]


@pytest.mark.parametrize(("text", "qualifier", "low", "high"), QUALIFIERS)
def test_qualifiers(text: str, qualifier: str, low: float, high: float | None) -> None:
    (quantity,) = find_quantities(text)
    assert quantity.qualifier == qualifier
    assert quantity.low == pytest.approx(low)
    assert quantity.high == (None if high is None else pytest.approx(high))


def test_a_preposition_of_extent_is_no_qualifier() -> None:
    (quantity,) = find_quantities("They were arrested over three operations.")
    assert quantity.qualifier == "exact"


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("completing 4-6 hours", [4, 6], "hours"),
        ("averaging 80-90 per day", [80, 90], "per_day"),
        ("occurring four to six times a year", [4, 6], "other:per_year"),
        ("between £1.5 and £2 million", [1.5, 2e6], "gbp"),
        ("worth £1.5-2m", [1.5e6, 2e6], "gbp"),
    ],
)
def test_ranges(text: str, values: list[float], unit: str) -> None:
    lower, upper = find_quantities(text)
    assert [lower.value, upper.value] == values
    assert (lower.qualifier, upper.qualifier) == ("at_least", "up_to")
    assert lower.unit == upper.unit == unit


def test_a_rise_from_one_to_another_is_no_range() -> None:
    qualifiers = [q.qualifier for q in find_quantities("It rose from 40 to 60.")]
    assert qualifiers == ["exact", "exact"]


REJECTED = [
    ("on 23 October 2019", {"date", "year"}),
    ("(1st-7th June)", {"date"}),
    ("(05/06 – 07/06)", {"glued"}),
    ("for 2019/20", {"year"}),
    ("the plan for 2016-2021", {"year"}),
    ("in the spring of 2020", {"year"}),
    ("aged 14 years", {"age"}),
    ("a 16-year-old girl", {"age"}),
    ("John Smith, 34, of Witham", {"age"}),
    ("dependants (18 to 24 years)", {"age"}),
    ("the over-65s", {"age"}),
    ("non-emergency (101) calls", {"phone"}),
    ("dial 999 at once", {"phone"}),
    ("on the M11", set()),
    ("the C17 gang", set()),
    ("a 4P plan", {"glued"}),
    ("under Project 360", {"name"}),
    ("with Community 360 and others", {"name"}),
    ("Section 28 of the Act", {"name"}),
    ("see page 14", {"name"}),
    ("Priority 4 of the plan", {"name"}),
    ("in Quarter 2 of it", {"name"}),
    ("Offender 2 was held", {"name"}),
    ("during COVID-19", {"glued"}),
    ("cover at 24/7", {"glued"}),
    ("the 4th in line", {"glued"}),
    ("Author: Jo Bloggs 42070126", {"reference"}),
    ("at 10:30 and at 7.30pm", {"glued"}),
    ("won 3-1 at home", {"score"}),
    ("at 10 Downing Street", {"reference"}),
    ("one of the first", {"one"}),
    ("no one came", {"one"}),
    ("a two-phase method", {"glued"}),
]


@pytest.mark.parametrize(("text", "rules"), REJECTED)
def test_not_figures(text: str, rules: set[str]) -> None:
    assert find_quantities(text) == []
    assert {why_not(text, n) for n in find_numbers(text)} == rules


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("In March 12 people were held.", 12),
        ("In Southend 14 arrests were made.", 14),
        ("They received 101 complaints.", 101),
        ("A total of 2,019 people came.", 2019),
        ("Seizures include one loaded firearm.", 1),
        ("a warrant, including one against the head of it", 1),
        ("It has seen one premise closed.", 1),
    ],
)
def test_figures_that_look_like_something_else(text: str, value: float) -> None:
    (quantity,) = find_quantities(text)
    assert quantity.value == value


def test_the_interval_of_a_vulgar_fraction_holds_it() -> None:
    (found,) = find_quantities("⅓")
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.value <= found.high
