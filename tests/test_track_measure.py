"""A figure across quarters: its own period, restatements, checks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quarterline.errors import NotFoundError, QueryError
from quarterline.records import Check, Claim, Span
from tests.track_support import claim, fresh, held, with_claims
from track.holdings import Holdings
from track.measure import Measure, measure_of, measures

REPORTS = {
    "2020-21 Q1": ["There were 74,630 emergency calls against 86,134 a year ago.", "We took 76,803 non-emergency calls."],
    "2020-21 Q2": ["There were 91,425 emergency calls against 74,450 last quarter.", "We aim at 90 calls a day."],
}  # fmt: skip


@pytest.fixture
def calls() -> Holdings:
    holdings = held(REPORTS)
    name, plain = "call emergency", "emergency calls"
    return with_claims(
        holdings,
        [
            claim(holdings, "2020-21 Q1", "74,630", plain, series=name, period="2020-21 Q1"),
            claim(holdings, "2020-21 Q1", "86,134", plain, series=name, role="baseline", period="2019-20 Q1"),
            claim(holdings, "2020-21 Q1", "76,803", "non-emergency calls", series="call nonemergency", period="2020-21 Q1"),
            claim(holdings, "2020-21 Q2", "91,425", plain, series=name, period="2020-21 Q2"),
            claim(holdings, "2020-21 Q2", "74,450", plain, series=name, role="baseline", period="2020-21 Q1"),
            claim(holdings, "2020-21 Q2", "90", "calls a day", series="call day", role="target"),
        ],
    )  # fmt: skip


def points(measure: Measure) -> list[tuple[str, list[str], list[str], str]]:
    return [
        (p.label, [f.text for f in p.own], [f.text for f in p.restated], p.verdict)
        for p in measure.series[0].points
    ]


def test_own_and_restated_by_period(calls: Holdings) -> None:
    assert points(measure_of(calls, "emergency calls")) == [
        ("2019-20 Q1", [], ["86,134"], "stated once"),
        ("2020-21 Q1", ["74,630"], ["74,450"], "differs"),
        ("2020-21 Q2", ["91,425"], [], "stated once"),
    ]


def test_emergency_is_not_non_emergency(calls: Holdings) -> None:
    assert points(measure_of(calls, "non-emergency calls")) == [
        ("2020-21 Q1", ["76,803"], [], "stated once")
    ]


def test_the_nearest_series_comes_first(calls: Holdings) -> None:
    names = [s.name for s in measure_of(calls, "calls").series]
    assert set(names) == {"call emergency", "call nonemergency", "call day"}
    assert names[0] == "call emergency"


def test_intervals_that_meet_agree() -> None:
    holdings = held(
        {"2020-21 Q1": ["It cost 5.4 in all."], "2020-21 Q2": ["Last time it cost 5.42 in all."]}
    )

    def cost(quarter: str, text: str, low: float, high: float, role: str) -> Claim:
        made = claim(holdings, quarter, text, "cost", series="cost", role=role, period="2020-21 Q1")
        return replace(made, low=low, high=high)

    made = with_claims(
        holdings,
        [
            cost("2020-21 Q1", "5.4", 5.35, 5.45, "level"),
            cost("2020-21 Q2", "5.42", 5.415, 5.425, "baseline"),
        ],
    )
    assert points(measure_of(made, "cost")) == [("2020-21 Q1", ["5.4"], ["5.42"], "agrees")]


def test_a_target_is_no_level_of_its_period() -> None:
    holdings = held({"2020-21 Q1": ["We have 50 dogs and aim at 90 dogs."]})
    both = [
        claim(holdings, "2020-21 Q1", "50", "dogs", series="dog", period="2020-21 Q1"),
        claim(
            holdings, "2020-21 Q1", "90", "dogs", series="dog", role="target", period="2020-21 Q1"
        ),
    ]
    found = measure_of(with_claims(holdings, both), "dogs").series[0].points
    assert [p.figure.text for p in found] == ["50", "90"]


def test_checks_that_rest_on_it(calls: Holdings) -> None:
    claims = calls.claims
    check = Check("k", claims[0].document, "difference", "document", (claims[0].id,), (), "", 1.0, 2.0, 2.0, 2.0, "disagrees")  # fmt: skip
    other = Check("m", "x", "sum", "document", ("x:c1-2",), (Span("x", "x", 1, 2),), "", 1.0, 1.0, 1.0, 1.0, "agrees")  # fmt: skip
    measure = measure_of(fresh(calls, checks=(check, other)), "emergency calls")
    assert [c.id for c in measure.series[0].checks] == ["k"]
    assert list(measure.checks_frame()["verdict"]) == ["disagrees"]


def test_a_percentage_is_a_change_of_the_series() -> None:
    holdings = held({"2020-21 Q1": ["There were 50 dogs, up 12 percent."]})
    made = [
        claim(holdings, "2020-21 Q1", "50", "dogs", series="dog", period="2020-21 Q1"),
        claim(
            holdings,
            "2020-21 Q1",
            "12",
            "dogs",
            series="dog",
            role="percent_change",
            unit="percent",
        ),
    ]
    found = measure_of(with_claims(holdings, made), "dogs").series
    assert [f.text for f in found[0].changes] == ["12"]
    assert len(found) == 1


def test_nothing_named_or_found(calls: Holdings) -> None:
    with pytest.raises(QueryError, match="names no measure"):
        measure_of(calls, "the of")
    with pytest.raises(NotFoundError, match="no figure of the reports is about 'helicopters'"):
        measure_of(calls, "helicopters")


def test_words_are_stemmed() -> None:
    holdings = held({"2020-21 Q1": ["There were 50 people arrested."]})
    made = with_claims(
        holdings, [claim(holdings, "2020-21 Q1", "50", "people arrested", series="arrested person")]
    )
    assert measure_of(made, "arrests").series[0].points[0].figure.text == "50"


def test_frames_and_list(calls: Holdings) -> None:
    frame = measure_of(calls, "emergency calls").frame()
    assert list(frame["as"]) == ["restated", "own", "restated", "own"]
    assert measures(calls)[0][0] == "call emergency"
