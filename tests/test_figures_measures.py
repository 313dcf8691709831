"""What is counted: the whole noun phrase, wherever it stands; and the series it belongs to."""

from __future__ import annotations

import pytest

from extract.figures import extract_claims
from extract.measures import same_series
from extract.series import normalise
from quarterline.periods import Quarter

Q4 = Quarter(2020, 4)

MEASURES = [
    ("There were 60 non-emergency (101) calls.", ["non-emergency (101) calls"]),
    ("It dealt with 15 public 101 calls.", ["public 101 calls"]),
    ("They gave 90 hours of high visibility policing.", ["hours of high visibility policing"]),
    (
        "138 Killed and Seriously Injured (KSI) casualties.",
        ["Killed and Seriously Injured (KSI) casualties"],
    ),
    (
        "The team has arrested 59 people and seized 16 weapons.",
        ["people arrested", "weapons seized"],
    ),
    (
        "They attended 12 emergency, 13 priority and 16 routine incidents.",
        [
            "emergency incidents attended",
            "priority incidents attended",
            "routine incidents attended",
        ],
    ),
    (
        "Two kilograms of cocaine and £10,000 cash were seized.",
        ["cocaine seized", "cash seized"],
    ),
    ("The Special headcount stood at 530.", ["Special headcount"]),
    ("Public call volumes totalled 24,889.", ["Public call volumes"]),
    ("They were given average fines of £440.", ["average fines"]),
    ("There were 208 deaths. 14 of these were fatalities.", ["deaths", "fatalities"]),
    ("18 people were held; six have been charged.", ["people held", "people charged"]),
    ("A rise of 14% in burglaries.", ["burglaries"]),
    ("Operators received £252,000 worth of drugs.", ["drugs received by Operators"]),
    ("There were 120 wraps of Class A drugs.", ["wraps of Class A drugs"]),
    ("Two suspects were charged with murder.", ["suspects charged with murder"]),
    ("Some 40 people were stopped and searched.", ["people stopped and searched"]),
    (
        "The month ended with the proportion of victims satisfied with the service at 77.4%.",
        ["proportion of victims satisfied with the service"],
    ),
    (
        "The proportion of victims who are satisfied with the service stood at 77.4%.",
        ["proportion of victims who are satisfied with the service"],
    ),
    (
        "Year end saw the number of officers trained in first aid at 774.",
        ["number of officers trained in first aid"],
    ),
]


@pytest.mark.parametrize(("text", "measures"), MEASURES)
def test_measures(text: str, measures: list[str]) -> None:
    assert [c.measure for c in extract_claims(text, Q4)] == measures


@pytest.mark.parametrize(
    "total",
    [
        "8,123 between April and June 2019",
        "8,123 in all",
        "or 8,123 altogether",
        "a total of 8,123",
    ],
)
def test_a_total_behind_its_rate_counts_the_same(total: str) -> None:
    rate, found = extract_claims(f"On average 89 calls were answered each day, {total}.", Q4)
    assert (rate.unit, found.unit) == ("per_day", "count")
    assert found.measure == "calls answered"


@pytest.mark.parametrize("opening", ["This figure is made up of", "The total comprises"])
def test_the_parts_of_a_figure_named_before_count_what_it_counts(opening: str) -> None:
    found = extract_claims(f"They made 614 searches. {opening} 314 in Ashby and 300 in Camber.", Q4)
    assert [c.measure for c in found] == ["searches"] * 3


def test_the_one_who_did_it_goes_with_hours() -> None:
    (claim,) = extract_claims("Special Constables provided 1,121 hours over the quarter.", Q4)
    assert claim.measure == "hours provided by Special Constables"


def test_a_bare_bracket_takes_the_measure_it_glosses() -> None:
    first, second = extract_claims("There were 111 new members (55%).", Q4)
    assert first.measure == second.measure == "new members"


SAME = [
    ("emergency (999) calls received", "emergency calls (999) taken"),
    ("hours contributed by Special Constables", "hours provided by Special Constables"),
    ("Killed and Seriously Injured (KSI) casualties", "Killed and seriously injured casualties"),
    ("people arrested", "individuals arrested"),
    ("Active Citizens / Police Support Volunteers", "Active Citizens/Police Support Volunteers"),
]
OTHER = [
    ("emergency (999) calls received", "non-emergency (101) calls received"),
    ("drink drivers arrested", "drug drivers arrested"),
    ("cocaine seized", "cannabis plants recovered"),
    ("hate crimes reported", "Volunteer Police Cadets"),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_one_series_in_other_words(first: str, second: str) -> None:
    assert same_series(first, second) >= 0.9
    assert same_series(first, second) == same_series(second, first)


@pytest.mark.parametrize(("first", "second"), OTHER)
def test_two_series(first: str, second: str) -> None:
    assert same_series(first, second) < 0.9


def test_no_words_no_series() -> None:
    assert same_series("", "people arrested") == 0.0


def test_normal_form() -> None:
    assert normalise("ASB incidents reported in Basildon", places=("Basildon",)) == normalise(
        "incidents of anti-social behaviour"
    )
    assert normalise("HIRCs", abbreviations={"HIRC": "Hate Incident Reporting Centre"}) == (
        "centre hate incident reporting"
    )
    assert normalise("cocaine seized", "kg") != normalise("cocaine seized", "gbp")


@pytest.mark.parametrize("force", ["Essex Police", "Kent Police", "Wessex Constabulary"])
def test_the_force_itself_is_no_part_of_a_measure(force: str) -> None:
    [claim] = extract_claims(f"{force} recorded 300 burglaries in the quarter.", Q4)
    assert claim.measure == "burglaries recorded"
