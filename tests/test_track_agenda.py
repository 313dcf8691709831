"""Commitments chosen by report, outcome, time and words."""

from __future__ import annotations

from datetime import date

import pytest

from track.agenda import COMING, DUE, PASSED, UNDATED, chosen, when_due
from track.citations import Citation
from track.commitments import Commitment


def made(text: str, due: str = "", outcome: str = "done", document: str = "a") -> Commitment:
    citation = Citation(document, f"{document}.txt", "", "2019-20 Q3", None, "a#1", 0, 9, text)
    return Commitment(
        id=text, quarter="2019-20 Q3", kind="announced", words="will", statement=citation, due=due,
        due_words="", condition="", operations=("KINGLET",), places=("Harbury",), outcome=outcome,
        explanation="", follow_ups=(), silent=(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("due", "upto", "expected"),
    [
        ("2020-01-01/2020-03-31", date(2020, 3, 31), PASSED),
        ("2020-01-01/2020-03-31", date(2020, 3, 30), COMING),
        ("2020-01-01/2020-03-31", None, COMING),
        ("", date(2020, 3, 31), UNDATED),
    ],
)
def test_when_it_is_due(due: str, upto: date | None, expected: str) -> None:
    assert when_due(made("x", due), upto) == expected
    assert expected in DUE


def test_all_conditions_must_hold() -> None:
    vans = made("Four vans will be bought.", "2020-01-01/2020-03-31")
    dogs = made("Two dogs will be trained.", outcome="missed", document="b")
    both = (vans, dogs)
    day = date(2020, 6, 30)
    assert chosen(both, day) == both
    assert chosen(both, day, document="b") == (dogs,)
    assert chosen(both, day, outcome="done") == (vans,)
    assert chosen(both, day, due=PASSED) == (vans,)
    assert chosen(both, day, due=UNDATED) == (dogs,)
    assert chosen(both, day, words="VANS kinglet harbury") == (vans,)
    assert chosen(both, day, words="vans dogs") == ()
    assert chosen(both, day, outcome="done", due=UNDATED) == ()
