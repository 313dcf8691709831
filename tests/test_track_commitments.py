"""Commitments: what is one, when it is due, and what later reports say of it."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterline.periods import Quarter
from tests.track_support import both, claim, held, with_claims
from track.commitments import Commitment, Commitments, commitments_of
from track.due import due_in, dues
from track.promises import promise_in

Q3 = Quarter(2019, 3)


@pytest.mark.parametrize(
    ("text", "words", "period", "how"),
    [
        ("by March 2020", "March 2020", "2020-03-01/2020-03-31", "by"),
        ("will launch early 2020", "early 2020", "2020-01-01/2020-04-30", "in"),
        ("in late 2020", "late 2020", "2020-09-01/2020-12-31", "in"),
        ("from early 2021", "early 2021", "2021-01-01/2021-04-30", "from"),
        ("during Winter 2019/20", "Winter 2019/20", "2019-12-01/2020-02-29", "in"),
        ("is scheduled for 2020", "2020", "2020-01-01/2020-12-31", "in"),
        ("in the next quarter", "the next quarter", "2020-01-01/2020-03-31", "in"),
        ("planned for this financial year", "this financial year", "2019-04-01/2020-03-31", "in"),
        ("is booked for February", "February", "2020-02-01/2020-02-29", "in"),
        ("postponed until September", "September", "2020-09-01/2020-09-30", "by"),
        ("on 18 th December 2023", "18 th December 2023", "2023-12-18/2023-12-18", "in"),
        ("training will commence into Q4", "Q4", "2020-01-01/2020-03-31", "in"),
        ("next month", "next month", "2020-01-01/2020-01-31", "in"),
    ],
)
def test_due(text: str, words: str, period: str, how: str) -> None:
    due = due_in(text, Q3)
    assert due is not None
    assert (due.words, str(due.period), due.how) == (words, period, how)
    assert " ".join(text[due.start : due.end].split()) == words


@pytest.mark.parametrize("text", ["the officers may march", "over 2020 arrests", "999 calls", ""])
def test_no_due(text: str) -> None:
    assert due_in(text, Q3) is None


def test_what_needs_the_quarter_is_left_out_without_it() -> None:
    assert dues("in the next quarter, by March 2020", None)[0].words == "March 2020"


@given(st.text(alphabet="0123456789 /-QJanuaryMrch.by", max_size=60))
def test_dues_never_overlap(text: str) -> None:
    found = dues(text, Q3)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The unit is planned to launch early 2020.", "scheduled"),
        ("It is anticipated that there will be 15 by March 2020.", "expected"),
        ("The scheme will launch in the spring.", "announced"),
        ("A plan is being developed to bring people back.", "in preparation"),
        ("The awards have been postponed until September.", "postponed"),
        ("This hurts the ambition of achieving 600 posts by March 2020.", "ambition"),
        ("After a trial, this will be actioned elsewhere.", "announced"),
        ("From early 2020 this will include first aid.", "announced"),
        ("Further intakes during Winter 2019/20 will see Ranger numbers grow.", "announced"),
        ("Wardens to be involved in calls to residents.", "announced"),
        ("The operation continues throughout 2020.", "announced"),
    ],
)
def test_promises(text: str, kind: str) -> None:
    promise = promise_in(text, Q3)
    assert promise is not None
    assert promise.kind == kind
    assert " ".join(text[promise.start : promise.end].split()) == promise.words


@pytest.mark.parametrize(
    "text",
    [
        "This will ensure that officers consider other tools.",
        "A scheme which will help residents began.",
        "It was a pre-planned operation.",
        "Kits will be retained for years.",
        "The events continue to be held monthly.",
        "True numbers are anticipated to be higher.",
        "A campaign was scheduled for November 2019.",
        "The scheme will not launch in 2020.",
        "The ambition of the team is clear.",
    ],
)
def test_no_promises(text: str) -> None:
    assert promise_in(text, Q3) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Intakes in winter 2020 will see Ranger numbers grow.", "will see"),
        ("From early 2020 this will include Fire Safety training.", "will include"),
        ("From early 2020 the club will also welcome adults.", "will also welcome"),
    ],
)
def test_the_words_of_a_promise_end_with_its_verb(text: str, words: str) -> None:
    promise = promise_in(text, Q3)
    assert promise is not None
    assert promise.words == words


def followed(first: list[str], *later: list[str]) -> tuple[Commitment, ...]:
    quarters = ["2019-20 Q3", "2019-20 Q4", "2020-21 Q1", "2020-21 Q2"]
    filler = ["Crime fell again in the town.", "The helpline was busy.", "Officers met residents."]
    reports = dict(zip(quarters, [first, *later], strict=False))
    return commitments_of(held({q: [*lines, *filler] for q, lines in reports.items()})).commitments


def outcome(first: list[str], *later: list[str]) -> str:
    (one, *_) = followed(first, *later)
    return one.outcome


def test_done() -> None:
    first = ['A trial of a "Web Chat" service is scheduled for 2020.']
    (one,) = followed(first, ["Nothing new."], ["The Web Chat service launched on 3 May."])
    assert (one.outcome, one.due_words) == ("done", "2020")
    (told,) = one.follow_ups
    assert (told.quarter, told.citation.line) == (
        "2020-21 Q1",
        "The Web Chat service launched on 3 May.",
    )
    assert one.silent == ("2019-20 Q4",)


def test_moved_and_moved_again() -> None:
    start = "Cadets work with the Rescue Cadets on Water Safety training."
    (one, *_) = followed(
        [f"{start} This is planned to commence in early 2020."],
        [f"{start} This is planned to commence in late 2020."],
        [f"{start} This is planned to commence from early 2021."],
    )
    assert one.outcome == "moved"
    assert [f.why for f in one.follow_ups] == [
        "due early 2020, now late 2020",
        "due early 2020, now early 2021",
    ]
    assert one.statement.line.startswith(start)


def test_still_planned() -> None:
    text = "A recovery plan is being developed to return Rangers to their huts."
    assert outcome([text], [text]) == "still planned"


def test_cancelled() -> None:
    assert (
        outcome(
            ["The Harvest Watch Scheme will launch early 2020."],
            ["The Harvest Watch Scheme was cancelled."],
        )
        == "missed"
    )


def test_by_the_name_of_the_operation() -> None:
    first = ["Activity will be formalised in an Operation HERON action plan."]
    (one,) = followed(first, ["Operation HERON saw six warrants executed."])
    assert (one.operations, one.outcome) == (("HERON",), "done")


def test_something_else_done_in_the_operations_name_settles_nothing() -> None:
    first = ["Repeat burglars will be identified and visited under Operation HERON."]
    later = ["An Operation HERON Board has been established. Operation HERON visits burglars."]
    (one,) = followed(first, later)
    assert one.outcome == "spoken of again"
    assert one.follow_ups[0].citation.line == "Operation HERON visits burglars."


def test_results_of_the_operation_settle_it() -> None:
    first = ["Operation HERON will target poachers along the coast."]
    assert outcome(first, ["Operation HERON has begun. So far 31 people were arrested."]) == "done"


def test_what_is_to_be_rolled_out_is_quoted_with_it() -> None:
    first = ["A radio link joins the shops of the town. Rollout to the inns is being explored."]
    (one,) = followed(first)
    assert one.statement.line == first[0]


def test_spoken_of_without_an_outcome() -> None:
    assert (
        outcome(["Operation HERON will target theft."], ["Residents ask about Operation HERON."])
        == "spoken of again"
    )


def test_not_mentioned_with_what_came_nearest() -> None:
    (one,) = followed(
        ["The Harvest Watch Scheme will launch early 2020."], ["The Dog Watch Scheme is busy."]
    )
    assert one.outcome == "not mentioned"
    assert one.follow_ups == ()
    assert one.nearest is not None
    assert one.nearest.line == "The Dog Watch Scheme is busy."


def test_no_later_report() -> None:
    assert outcome(["The Harvest Watch Scheme will launch early 2020."]) == "no later report"


def test_an_actor_is_no_subject() -> None:
    first = ["Active Citizens will form a Listening Panel to advise officers."]
    assert (
        outcome(first, ["Active Citizens painted a fence, which has been completed."])
        == "not mentioned"
    )


def test_another_force_does_not_answer() -> None:
    ours = held({"2019-20 Q3": ["The Harvest Watch Scheme will launch early 2020."]})
    theirs = held({"2019-20 Q4": ["The Harvest Watch Scheme launched."]}, force="Elsewhere")
    (one,) = commitments_of(both(ours, theirs)).commitments
    assert one.outcome == "no later report"


@pytest.mark.parametrize(("stated", "expected"), [("511", "missed"), ("640", "done")])
def test_a_target_is_held_against_the_later_figure(stated: str, expected: str) -> None:
    holdings = held(
        {
            "2019-20 Q3": ["The headcount is 519 wardens. The ambition of having a headcount of 600 wardens by March 2020 stands."],
            "2020-21 Q1": [f"The headcount stood at {stated} wardens.", "Also 300 wardens of another kind."],
        }
    )  # fmt: skip
    made = with_claims(
        holdings,
        [
            claim(holdings, "2019-20 Q3", "519", "warden headcount", series="headcount warden"),
            claim(holdings, "2019-20 Q3", "600", "wardens", series="warden", role="target"),
            claim(holdings, "2020-21 Q1", stated, "warden headcount", series="headcount warden"),
            claim(holdings, "2020-21 Q1", "300", "wardens", series="kind warden"),
        ],
    )
    (one,) = commitments_of(made).commitments
    assert one.outcome == expected
    assert stated in one.explanation
    assert "600" in one.explanation


def test_a_commitment_made_twice_in_one_report_counts_once() -> None:
    text = "The Harvest Watch Scheme will launch early 2020."
    assert len(followed([text, text])) == 1


def test_one_report_alone() -> None:
    holdings = held(
        {"2019-20 Q3": ["A scheme will launch soon."], "2019-20 Q4": ["A club will launch soon."]}
    )
    one = commitments_of(holdings, holdings.documents[1].id)
    assert [c.statement.line for c in one.commitments] == ["A club will launch soon."]


def test_citations_are_the_reports_words() -> None:
    holdings = held({"2019-20 Q3": ["Calm. The Harvest Watch will launch early 2020. It rained."]})
    (one,) = commitments_of(holdings).commitments
    text = holdings.document[one.statement.document].text
    assert text[one.statement.start : one.statement.end] == one.statement.quote


def test_frames() -> None:
    made = Commitments(
        followed(['A "Web Chat" is planned for 2020.'], ["The Web Chat was launched."])
    )
    assert list(made.frame()["outcome"]) == ["done"]
    assert list(made.evidence_frame()["quarter"]) == ["2019-20 Q4"]
    assert made.of("done") == made.commitments
