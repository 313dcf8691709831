"""Figures that a careless reading sets against the wrong one, or against any at all."""

from __future__ import annotations

import pytest

from extract.drafts import Draft
from extract.figures import extract_claims, extract_figures
from extract.prose import Read, read_prose
from quarterline.periods import Period, Quarter
from quarterline.records import Passage

QUARTER = Quarter(2021, 2)  # July to September 2021
NOW = QUARTER.period
BEFORE = QUARTER.previous.period
YEAR_AGO = QUARTER.year_ago.period
ROLES = ("level", "baseline", "change", "percent_change", "share", "whole", "rate")


def read(text: str) -> tuple[Read, dict[str, Draft]]:
    result = read_prose(text, QUARTER)
    return result, {d.quantity.number.text: d for d in result.drafts}


def groups(result: Read) -> list[dict[str, str]]:
    return [
        {
            role: result.drafts[getattr(group, role)].quantity.number.text
            for role in ROLES
            if getattr(group, role) >= 0
        }
        for group in result.groups
    ]


TWO_BASES = (
    "Visits (walk-in) this quarter: 803, compared with 865 in the same quarter last year. Set "
    "against the last quarter's 690, however, they rose by 113 visits, up 16.4%."
)


def test_the_last_quarters_figure_is_a_baseline() -> None:
    result, found = read(TWO_BASES)
    assert {"level": "803", "baseline": "690", "change": "113", "percent_change": "16.4%"} in (
        groups(result)
    )
    assert found["690"].period == BEFORE
    assert found["690"].measure == found["803"].measure == "Visits (walk-in)"


def test_a_rise_on_one_baseline_is_none_on_the_other() -> None:
    passage = Passage("d#1", "d", 0, len(TWO_BASES), TWO_BASES, 1, "paragraph")
    _, comparisons = extract_figures(passage, QUARTER)
    assert [c.direction for c in comparisons] == ["none", "up"]


def test_a_count_to_date_has_one_average() -> None:
    result, found = read(
        "The line opened on 1 July. It has had 1,840 chats to date (20 per day) and is growing: "
        "50-60 a day now, where it began with around 8."
    )
    assert groups(result) == [{"level": "1,840", "rate": "20"}]
    assert found["8"].role == "baseline"


def test_a_rate_of_the_moment_is_spread_over_no_count() -> None:
    assert groups(read("There were 1,840 chats this quarter and there are 50 a day now.")[0]) == []


def test_a_relative_clause_dates_a_baseline() -> None:
    result, found = read(
        "Fewer people dialled 999 this quarter: 640 calls (7 a day), 60 fewer than last quarter "
        "(a decrease of 8.6%). Against the same quarter last year, which had 800, the number is "
        "down by 160 calls (20.0%)."
    )
    assert "999" not in found
    assert groups(result) == [
        {"level": "640", "rate": "7"},
        {"level": "640", "change": "60", "percent_change": "8.6%"},
        {"level": "640", "baseline": "800", "change": "160", "percent_change": "20.0%"},
    ]
    assert found["800"].period == YEAR_AGO


def test_two_shares_in_a_bracket_are_of_the_figure_before_it() -> None:
    result, found = read(
        "There were 200 bids in the last quarter, from a wider and more mixed field than before "
        "(31% female; 18% BAME)."
    )
    assert groups(result) == [{"share": "31%", "whole": "200"}, {"share": "18%", "whole": "200"}]
    assert {found["31%"].direction, found["18%"].direction} == {"none"}


@pytest.mark.parametrize(
    "text",
    [
        "Of the crimes, 28 assaults (2.4% of those recorded) were new.",
        "The team has 28 trained officers (2.4%) in post.",
        "In the scheme 28 offenders are managed, 2.4% of all those in it.",
    ],
)
def test_a_percentage_that_says_its_count_again(text: str) -> None:
    assert groups(read(text)[0]) == [{"level": "28", "share": "2.4%"}]


def test_from_and_to_stay_together() -> None:
    result, found = read(
        "Casualties numbered 208 in the last quarter, down from 223 in the same period in 2020. "
        "Fatalities rose from 13 to 14."
    )
    assert groups(result) == [
        {"level": "208", "baseline": "223"},
        {"level": "14", "baseline": "13"},
    ]
    assert found["13"].measure == found["14"].measure == "Fatalities"


def test_respectively() -> None:
    result, found = read(
        "Arrests in the last quarter: 433 for theft and 499 for arson, against 353 and 361 "
        "respectively in the same period in 2020."
    )
    assert groups(result) == [
        {"level": "433", "baseline": "353"},
        {"level": "499", "baseline": "361"},
    ]
    assert found["353"].period == found["361"].period == YEAR_AGO


@pytest.mark.parametrize(
    "text",
    [
        "They saw over 600 people fined for speeding, 900 for not wearing a seatbelt, 423 for "
        "careless driving and 297 for other things.",
        "Ten more are past training, three are in it, and 14 candidates are on the way.",
    ],
)
def test_items_of_a_list_are_no_parts_of_one_another(text: str) -> None:
    result, found = read(text)
    assert groups(result) == []
    assert all(d.role == "level" for d in found.values())


@pytest.mark.parametrize(
    ("text", "number", "period"),
    [
        ("From July to the end of September it took 243 cases.", "243", NOW),
        ("From August 2021 to date it has arrested 18 people.", "18",
         Period(NOW.start.replace(month=8), NOW.end)),
        ("On 1 July 2021 the headcount was 530, compared with 513 a year before.", "513",
         Period(NOW.start.replace(year=2020), NOW.start.replace(year=2020))),
    ],
)  # fmt: skip
def test_periods_that_words_state(text: str, number: str, period: Period) -> None:
    assert read(text)[1][number].period == period


def test_a_length_of_time_at_the_opening_is_no_figure() -> None:
    assert list(read("Over three months 36 people joined and 41 left.")[1]) == ["36", "41"]
    assert "three" in read("They were jailed for over three months.")[1]


def test_a_change_told_behind_what_is_counted() -> None:
    found = read("March was busiest, with about 320 urgent calls more than January.")[1]["320"]
    assert (found.role, found.direction) == ("change", "up")


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        ("Demand is high. Urgent calls (999) this quarter: 746.", "Urgent calls (999)"),
        ("Public calls handled by the desk in the quarter fell by 67.",
         "Public calls handled by the desk"),
        ("Better lighting and patrols have brought ASB down by 14%.", "ASB"),
        ("In May it was given 472 of that area's theft cases.", "theft cases"),
        ("The unit has had 123 referrals so far in Q2 2021 compared with 175.", "referrals"),
        ("Demand was high: 914 urgent calls (999) came in.", "urgent calls (999)"),
    ],
)  # fmt: skip
def test_what_is_counted(text: str, measure: str) -> None:
    assert extract_claims(text, QUARTER)[0].measure == measure
