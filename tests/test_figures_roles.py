"""Roles, directions, and the comparisons that one sentence or the next sets up."""

from __future__ import annotations

import pytest

from extract.figures import extract_claims, extract_figures
from quarterline.periods import Quarter
from quarterline.records import Claim, Comparison, Passage

Q4 = Quarter(2020, 4)


def read(text: str) -> tuple[list[Claim], list[Comparison]]:
    return extract_figures(Passage("d#1", "d", 0, len(text), text, 1, "bullet"), Q4)


ROLES = [
    ("There were 138 casualties, down from 178.", ["level", "baseline"], ["down", "none"]),
    (
        "Calls fell by 9,500 (12%) to 70,100.",
        ["change", "percent_change", "level"],
        ["down", "down", "down"],
    ),
    ("ASB incidents have fallen by 9.9% year on year.", ["percent_change"], ["down"]),
    ("They gave 1,121 hours (a 1% increase on 2018).", ["level", "percent_change"], ["up", "up"]),
    ("A total of 18 people were arrested; six have been charged.", ["level", "share"], None),
    ("They stopped 104 people, of which 27 had drugs.", ["level", "share"], None),
    ("There were 28 offences (2.4% of all offences).", ["level", "share"], None),
    ("The average fine was £440.", ["rate"], None),
    ("There were 6,065 chats, averaging 67 per day.", ["level", "rate"], None),
    ("There have been 20 workshops, with another 30 planned.", ["level", "target"], None),
    ("There will be 15 active members by June 2021.", ["target"], None),
    ("Every victim can speak to an adviser within 24 hours.", ["target"], None),
    ("He pleaded guilty within 48 hours of it.", ["level"], None),
    (
        "43 drink drivers were held. This compares to 35 drink drivers last year.",
        ["level", "baseline"],
        None,
    ),
    ("Turnout was 6.1 percentage points lower.", ["change"], ["down"]),
    ("The rate would need to exceed 107%.", ["target"], ["up"]),
    ("Membership continues to grow with approximately 105,000 members.", ["level"], ["up"]),
]


@pytest.mark.parametrize(("text", "roles", "directions"), ROLES)
def test_roles_and_directions(text: str, roles: list[str], directions: list[str] | None) -> None:
    claims = extract_claims(text, Q4)
    assert [c.role for c in claims] == roles
    if directions is not None:
        assert [c.direction for c in claims] == directions


# Wording of other forces and years, for which no rule was made.
OTHER_WORDING = [
    ("Burglary fell from 1,204 to 987 (-18%).", ["baseline", "level", "percent_change"]),
    (
        "There were 4,312 arrests (up 6.3% or 256), with 38% charged.",
        ["level", "percent_change", "change", "share"],
    ),
    (
        "Of the 320 drivers stopped, 18 tested positive and four were over the limit.",
        ["level", "share", "share"],
    ),
    (
        "We answered 92% of calls within five minutes against a target of 90%.",
        ["share", "target", "target"],
    ),
    ("Satisfaction rose by 3% to 82%, the highest level since 2017.", ["percent_change", "level"]),
    ("Robbery increased 12.5% (+45 offences).", ["percent_change", "change"]),
    ("Collisions: 88 (94 in Q4 2019/20).", ["level", "baseline"]),
    ("There were more reports (240) than in the previous quarter (118).", ["level", "baseline"]),
    ("More than half of the 610 offenders (52%) were under 25.", ["share", "level", "share"]),
    (
        "The average time to answer was eight seconds, compared with 11 seconds.",
        ["rate", "baseline"],
    ),
]


@pytest.mark.parametrize(("text", "roles"), OTHER_WORDING)
def test_roles_in_other_wording(text: str, roles: list[str]) -> None:
    assert [c.role for c in extract_claims(text, Q4)] == roles


def values(claims: list[Claim], comparison: Comparison) -> dict[str, float]:
    by_id = {c.id: c.value for c in claims}
    names = ("level", "baseline", "change", "percent_change", "share", "whole", "rate")
    return {n: by_id[getattr(comparison, n)] for n in names if getattr(comparison, n)}


def test_four_figures_of_one_comparison_across_brackets() -> None:
    claims, (comparison,) = read(
        "Teams took 68,796 calls compared to 70,753 before, a decrease of 1,957 calls (2.8%)."
    )
    assert values(claims, comparison) == {
        "level": 68_796,
        "baseline": 70_753,
        "change": 1_957,
        "percent_change": 2.8,
    }
    assert comparison.direction == "down"
    assert {c.measure for c in claims} == {claims[0].measure}


def test_a_second_baseline_opens_a_second_comparison() -> None:
    claims, comparisons = read(
        "Demand was lower, with 66,497 calls received. This represents a decrease of 10.0% on last "
        "quarter. By comparison, 82,344 calls were received in the same quarter last year "
        "(15,847 less calls, down 19.2%)."
    )
    assert [values(claims, c) for c in comparisons] == [
        {"level": 66_497, "percent_change": 10.0},
        {"level": 66_497, "baseline": 82_344, "change": 15_847, "percent_change": 19.2},
    ]


def test_parallel_lists_are_paired_by_what_they_count() -> None:
    claims, comparisons = read(
        "433 drink drivers and 499 drug drivers were held. This compares to 353 drink drivers and "
        "361 drug drivers before."
    )
    pairs = [(v["level"], v["baseline"]) for v in (values(claims, c) for c in comparisons)]
    assert pairs == [(433, 353), (499, 361)]


def test_a_percentage_and_its_count_gloss_one_part_of_a_whole() -> None:
    claims, comparisons = read(
        "They received 2,443 cases, of which 82.4% (2,014) were kept by the team."
    )
    assert {"share": 82.4, "level": 2_014, "whole": 2_443} in [
        values(claims, c) for c in comparisons
    ]


def test_a_rate_knows_the_days_behind_it() -> None:
    claims, (comparison,) = read("There were 6,065 chats this quarter, averaging 67 per day.")
    assert values(claims, comparison) == {"level": 6_065, "rate": 67}
    assert comparison.days == 90


def test_an_increase_from_a_baseline_is_one_comparison() -> None:
    claims, (comparison,) = read("They gave 590 hours, an increase of 29% from 440 hours.")
    assert values(claims, comparison) == {
        "level": 590,
        "percent_change": 29,
        "baseline": 440,
    }


def test_a_change_between_two_other_things_is_left_alone() -> None:
    claims, comparisons = read(
        "They took 91,425 calls. August was the busiest month with approximately 2,500 more calls "
        "than July."
    )
    assert comparisons == []
    assert (claims[1].role, claims[1].direction) == ("change", "up")


def test_ids_and_offsets_are_those_of_the_document() -> None:
    text = "It rose to 60, up from 50."
    passage = Passage("d#4", "d", 1000, 1000 + len(text), text, 4, "bullet")
    claims, (comparison,) = extract_figures(passage, None)
    assert [c.id for c in claims] == ["d:c1011-1013", "d:c1023-1025"]
    assert comparison.id == "d:x1011-1025"
    assert comparison.text == text[11:25]
