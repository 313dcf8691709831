"""Tables of positions against their targets, comments and the summary before them."""

from __future__ import annotations

import pytest

from audit.rankings import ordinal
from tests.audit_support import Q4, Fig, Report, alarms, audit

HEADS = ("Area", "Aspiration", "October 2020 Position", "January 2021 Position", "Update")
ROWS = (
    ("Burglary Offences", "4th in group", "4", "5", "We have moved to fifth."),
    ("Burglary Solved Rate", "Upper quartile", "2", "2", "We remain second."),
    ("Sickness of Officers", "7th in group", "6", "6", "We are ranked 6th, where 8th is best."),
    ("Robbery Offences", "2nd in group", "4", "3", "We are now 3rd, an improvement from 4th."),
)


def report(*lists: tuple[str, tuple[str, ...]], rows: tuple[tuple[str, ...], ...] = ROWS) -> Report:
    made = Report(Q4)
    for head, items in lists:
        made.line(head, [Fig(w) for w in head.rstrip(":").split() if w in ("two", "three")])
        for item in items:
            made.line(item, context=(head.rstrip(":"),))
    for row in rows:
        made.cells(HEADS, row)
    return made


def test_comments_that_say_what_the_row_says() -> None:
    found = audit(report())
    assert [c.verdict for c in found if c.kind == "table"] == ["agrees"] * 4


@pytest.mark.parametrize(
    ("comment", "grade"),
    [
        ("We remain fifth.", "wording"),
        ("We have moved to sixth.", "error"),
        ("We have improved to 5th.", "wording"),
        ("We are now 5th, down from 3rd.", "wording"),
    ],
)
def test_comments_that_do_not(comment: str, grade: str) -> None:
    row = (*ROWS[0][:4], comment)
    found = alarms(audit(report(rows=(row, ROWS[1]))))
    assert [c.grade for c in found] == [grade]


def test_a_list_against_the_table() -> None:
    made = report(
        (
            "We are meeting our aspiration in two areas:",
            ("Burglary solved rate.", "Sickness of officers."),
        ),
        (
            "We are not meeting our aspiration in two areas:",
            ("Burglary offences.", "Robbery offences."),
        ),
    )
    said = [c.explanation for c in alarms(audit(made))]
    assert len(said) == 3
    assert any("listed as meeting, but by the table it is not meeting" in s for s in said)
    assert any("counts 2 as meeting, but the table has 1" in s for s in said)
    assert any("counts 2 as not meeting, but the table has 3" in s for s in said)


def test_what_a_list_leaves_out() -> None:
    rows = (*ROWS, ("Fraud Offences", "2nd in group", "4", "7", "We are currently 7th."))
    made = report(
        ("Our position has deteriorated in two areas:", ("Fraud offences.", "Arson.")), rows=rows
    )
    assert not [c for c in alarms(audit(made)) if "missing" in c.explanation]  # "Arson" is no row
    made = report(("Our position has deteriorated in two areas:", ("Fraud offences.",)), rows=rows)
    found = [c for c in alarms(audit(made)) if c.kind == "table"]
    assert [c.stated for c in found] == ["not listed as deteriorated"]


@pytest.mark.parametrize(
    ("place", "word"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (22, "22nd")]
)
def test_ordinals(place: int, word: str) -> None:
    assert ordinal(place) == word
