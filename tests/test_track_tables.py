"""A table has the same columns with rows and without."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.track_support import claim, held, with_claims
from track.commitments import commitments_of
from track.history import history_of
from track.holdings import Holdings
from track.recycled import recycled_of
from track.register import register_of

if TYPE_CHECKING:
    import pandas as pd

SAID = "Operation HERON, following Operation KITE, will launch a Web Chat by March 2020."
LATER = "Operation HERON made 31 arrests of poachers on the coast with the Web Chat."
STILL = "Officers of the rural team visited remote farms to speak about stolen machinery."


def full() -> Holdings:
    holdings = held({"2019-20 Q3": [SAID, STILL], "2019-20 Q4": [LATER, STILL]})
    return with_claims(holdings, [claim(holdings, "2019-20 Q4", "31", "arrests", series="arrest")])


def empty() -> Holdings:
    return held({"2019-20 Q3": ["Calm weather."]})


@pytest.mark.parametrize(
    "ask",
    [
        lambda h: commitments_of(h).frame(),
        lambda h: commitments_of(h).evidence_frame(),
        lambda h: recycled_of(h).frame(),
        lambda h: register_of(h).frame(),
        lambda h: register_of(h).aliases_frame(),
        lambda h: register_of(h).relations_frame(),
    ],
)
def test_with_rows_and_without(ask: Callable[[Holdings], pd.DataFrame]) -> None:
    some, none = ask(full()), ask(empty())
    assert len(some) > 0
    assert len(none) == 0
    assert list(some.columns) == list(none.columns)


def test_of_a_history() -> None:
    some = history_of(full(), "HERON")
    none = history_of(held({"2019-20 Q3": ["Operation HERON."]}), "HERON")
    assert len(some.figures_frame()) > 0
    assert len(some.status_frame()) > 0
    assert len(none.figures_frame()) == len(none.status_frame()) == 0
    for name in ("frame", "passages_frame", "changes_frame", "figures_frame", "status_frame"):
        assert list(getattr(some, name)().columns) == list(getattr(none, name)().columns)
