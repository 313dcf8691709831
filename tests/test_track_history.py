"""The history of an operation: quarters, silences, gaps, statuses, figures."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quarterline.periods import Quarter
from tests.track_support import both, claim, held, with_claims
from track.history import history_of
from track.silence import gaps, silences, states
from track.status import mode_at

FOUR = {
    "2019-20 Q3": ["Operation HERON will target theft. Two people were arrested."],
    "2019-20 Q4": ["Nothing of note."],
    "2020-21 Q2": ["Operation HERON was launched. No arrests were made.", "Operation KITE ran."],
    "2020-21 Q3": ["Operation KITE ran again."],
}


def test_silence_of_reports_and_gap_of_the_library_are_told_apart() -> None:
    history = history_of(held(FOUR), "HERON")
    assert [(q.quarter, q.state) for q in history.quarters] == [
        ("2019-20 Q3", "mentioned"),
        ("2019-20 Q4", "silent"),
        ("2020-21 Q1", "no report"),
        ("2020-21 Q2", "mentioned"),
        ("2020-21 Q3", "silent"),
    ]
    assert [s.words for s in history.silences] == [
        "last mentioned 2019-20 Q3; absent from 2019-20 Q4; no report held for 2020-21 Q1; "
        "mentioned again 2020-21 Q2",
        "last mentioned 2020-21 Q2; absent from 2020-21 Q3",
    ]
    assert [g.quarters for g in history.gaps] == [("2020-21 Q1",)]


def test_a_gap_alone_is_no_silence() -> None:
    history = history_of(
        held({"2019-20 Q3": ["Operation HERON."], "2020-21 Q1": ["Operation HERON."]}), "HERON"
    )
    assert history.silences == ()
    assert len(history.gaps) == 1


def test_silence_before_the_first_mention_is_none() -> None:
    by_quarter = states([Quarter(2019, 3), Quarter(2019, 4)], [Quarter(2019, 4)])
    assert silences(by_quarter) == ()
    assert gaps(by_quarter) == ()


def test_a_long_gap_is_named_by_its_ends() -> None:
    history = history_of(
        held({"2019-20 Q1": ["Operation HERON."], "2021-22 Q1": ["Else."]}), "HERON"
    )
    assert history.gaps[0].words == "no report held for 2019-20 Q2 to 2020-21 Q4 (7 quarters)"


def test_another_force_is_not_silent() -> None:
    ours = held({"2019-20 Q3": ["Operation HERON ran."]})
    theirs = held({"2019-20 Q4": ["Else."]}, force="Elsewhere")
    history = history_of(both(ours, theirs), "HERON")
    assert [q.quarter for q in history.quarters] == ["2019-20 Q3"]
    assert history.silences == ()


def test_what_is_new_is_held_against_the_last_mention() -> None:
    history = history_of(held(FOUR), "HERON")
    last = history.quarters[3]
    assert last.against == "2019-20 Q3"
    assert {c.kind for c in last.changes} == {"added", "removed"}
    assert all(c.now is not None for c in last.new)


def test_only_sentences_that_speak_of_it() -> None:
    text = (
        "Crime fell. Operation HERON ran. It made arrests. Operation KITE did too. So did others."
    )
    history = history_of(held({"2019-20 Q3": [text]}), "HERON")
    (entry,) = history.quarters[0].entries
    assert [s.line for s in entry.sentences] == ["Operation HERON ran.", "It made arrests."]
    assert entry.citation.line == text


def test_statuses_done_planned_and_denied() -> None:
    history = history_of(held(FOUR), "HERON")
    first, last = history.quarters[0], history.quarters[3]
    assert [(s.kind, s.words) for s in first.statuses_as("planned")] == [("planned", "will target")]
    assert [s.kind for s in first.statuses_as("done")] == ["arrests"]
    assert [s.kind for s in last.statuses_as("done")] == ["launched"]
    assert [(s.kind, s.words) for s in last.statuses_as("negated")] == [("arrests", "arrests")]


def test_a_status_keeps_its_offsets() -> None:
    holdings = held(FOUR)
    for quarter in history_of(holdings, "HERON").quarters:
        for status in quarter.statuses:
            text = holdings.document[status.sentence.document].text[status.start : status.end]
            assert text == status.words


@pytest.mark.parametrize(
    ("text", "word", "mode"),
    [
        ("Five people were arrested.", "arrested", "done"),
        ("Five people will be arrested.", "arrested", "planned"),
        ("Nobody was arrested.", "arrested", "negated"),
        ("There were no seizures, but five people were arrested.", "arrested", "done"),
        ("Plans to expand; two were charged.", "charged", "done"),
        ("The pilot has not been launched.", "launched", "negated"),
    ],
)
def test_mode(text: str, word: str, mode: str) -> None:
    assert mode_at(text, text.index(word)) == mode


def test_court_trials_and_pre_planned_operations() -> None:
    text = "Operation HERON was a pre-planned operation. A suspect in charge of it is on bail pending trial."
    history = history_of(held({"2019-20 Q3": [text]}), "HERON")
    assert history.quarters[0].statuses == ()


def test_figures_as_series_by_quarter() -> None:
    holdings = held(
        {
            "2019-20 Q3": ["Operation HERON: to date 170 offenders arrested. Also 9 cars."],
            "2019-20 Q4": ["Operation HERON: to date 200 offenders arrested."],
        }
    )
    made = with_claims(
        holdings,
        [
            claim(holdings, "2019-20 Q3", "170", "offenders arrested"),
            claim(holdings, "2019-20 Q3", "9", "cars", after="Also"),
            claim(holdings, "2019-20 Q4", "200", "offenders arrested"),
        ],
    )
    history = history_of(made, "HERON")
    assert [(s.name, [f.text for f in s.figures]) for s in history.series] == [
        ("offenders arrested", ["170", "200"]),
        ("cars", ["9"]),
    ]
    for figure in history.series[0].figures:
        document = made.document[figure.citation.document]
        assert document.text[figure.citation.start : figure.citation.end] == figure.text


def test_a_report_without_a_quarter_comes_last() -> None:
    holdings = held({"2019-20 Q3": ["Operation HERON ran."]})
    undated = replace(holdings.documents[0], quarter=None)
    history = history_of(replace(holdings, documents=(undated,), _memo={}), "HERON")
    assert [(q.quarter, q.state) for q in history.quarters] == [("", "mentioned")]


def test_frames_have_a_row_for_each() -> None:
    history = history_of(held(FOUR), "HERON")
    assert len(history.frame()) == 5
    assert list(history.frame()["passages"]) == [1, 0, 0, 1, 0]
    assert len(history.passages_frame()) == 2
    assert set(history.changes_frame()["change"]) == {"added", "removed"}
    assert set(history.status_frame()["mode"]) == {"done", "planned", "negated"}


def test_what_is_to_begin_after_a_trial_is_planned() -> None:
    holdings = held({"2019-20 Q3": ["Operation HERON runs. After a trial, this will be actioned."]})
    (quarter,) = history_of(holdings, "HERON").quarters
    assert [s.words for s in quarter.statuses_as("planned")] == ["will be actioned"]
