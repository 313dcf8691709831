"""Themes: counts that anyone can redo, rates, momentum, drivers."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterline.errors import QueryError
from quarterline.records import to_row
from tests.track_support import held
from track.theme import theme_by_search, theme_by_terms, theme_by_words, wilson

REPORTS = {
    "2019-20 Q3": ["@ Sands", "A burglar was caught by Operation HERON. A burglar fled.", "Calm."],
    "2019-20 Q4": ["All quiet.", "Nothing."],
    "2020-21 Q2": ["@ Hilltop", *[f"Break {n}: a break-in by a burglar, 12 seen." for n in range(9)], "Calm."],
}  # fmt: skip


def test_counts_with_zero_rows_and_totals_beside() -> None:
    theme = theme_by_terms(held(REPORTS), "Burglary")
    rows = [(q.quarter, q.passages, q.total) for q in theme.quarters]
    assert rows == [("2019-20 Q3", 1, 2), ("2019-20 Q4", 0, 2), ("2020-21 Q2", 9, 10)]
    assert theme.quarters[2].rate == pytest.approx(90.0)
    assert theme.quarters[0].operations == (("HERON", 1),)
    assert theme.quarters[2].places == (("Hilltop", 9),)
    assert [g.quarters for g in theme.gaps] == [("2020-21 Q1",)]


@pytest.mark.parametrize("threshold", [1, 2, 3])
def test_the_count_is_that_of_a_plain_query_over_the_export(threshold: int) -> None:
    holdings = held(REPORTS)
    mentions = pd.DataFrame([to_row(m) for m in holdings.mentions])
    documents = pd.DataFrame([to_row(d) for d in holdings.documents])
    hits = mentions[(mentions.label == "THEME") & (mentions.canonical == "burglary")]
    counted = hits.groupby("passage").size()
    passages = hits[hits["passage"].isin(counted[counted >= threshold].index)]
    joined = passages.drop_duplicates("passage").merge(documents, left_on="document", right_on="id")
    expected = joined.groupby("quarter").size().to_dict()
    theme = theme_by_terms(holdings, "burglary", threshold)
    assert {q.quarter: q.passages for q in theme.quarters if q.passages} == expected
    assert theme.total == sum(expected.values())
    assert "burglary" in theme.recipe


def test_momentum_up_only_when_clear() -> None:
    theme = theme_by_terms(held(REPORTS), "burglary")
    assert theme.momentum is not None
    assert (theme.momentum.verdict, theme.momentum.before) == ("up", "2019-20 Q4")
    few = theme_by_terms(
        held({"2019-20 Q3": ["Calm."] * 9, "2019-20 Q4": ["A burglar."] + ["Calm."] * 9}),
        "burglary",
    )
    assert few.momentum is not None
    assert few.momentum.verdict == "no clear change"
    assert theme_by_terms(held({"2019-20 Q3": ["A burglar."]}), "burglary").momentum is None


def test_drivers_are_new_sentences_of_the_theme() -> None:
    theme = theme_by_terms(
        held(
            {
                "2019-20 Q3": ["A burglar fled."],
                "2019-20 Q4": ["A burglar fled. Rain fell. A burglar hid 3 rings."],
            }
        ),
        "burglary",
    )
    assert [d.now.line for d in theme.drivers if d.now] == ["A burglar hid 3 rings."]


def test_words_are_counted_as_they_stand() -> None:
    theme = theme_by_words(held(REPORTS), "BREAK-IN by  a")
    assert [q.passages for q in theme.quarters] == [0, 0, 9]
    assert theme_by_words(held(REPORTS), "burgl").total == 0


def test_a_search_counts_from_its_threshold() -> None:
    holdings = held(REPORTS)
    sure = {holdings.passages[0].id: 0.9, holdings.passages[1].id: 0.3, "gone#1": 1.0}
    assert theme_by_search(holdings, "thieves", sure, 0.5).total == 1
    assert theme_by_search(holdings, "thieves", sure, 0.2).total == 2


def test_bad_thresholds_and_names() -> None:
    holdings = held(REPORTS)
    with pytest.raises(QueryError, match="expected 1 or more"):
        theme_by_terms(holdings, "burglary", 0)
    with pytest.raises(QueryError, match="no theme of the profile"):
        theme_by_terms(holdings, "drones")
    with pytest.raises(QueryError, match="expected 0 to 1"):
        theme_by_search(holdings, "drones", {}, 2)


def test_frames() -> None:
    theme = theme_by_terms(held(REPORTS), "burglary")
    assert list(theme.frame()["passages"]) == [1, 0, 9]
    assert len(theme.passages_frame()) == theme.total
    places = theme.counts_frame("places")
    assert places.to_dict("index")["Hilltop"] == {"2019-20 Q3": 0, "2019-20 Q4": 0, "2020-21 Q2": 9}


@given(st.integers(0, 500), st.integers(1, 500))
def test_wilson_holds_the_share(count: int, total: int) -> None:
    count = min(count, total)
    low, high = wilson(count, total)
    assert 0 <= low <= 100 * count / total + 1e-9
    assert 100 * count / total - 1e-9 <= high <= 100
