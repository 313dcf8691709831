"""Reviewers' decisions: kept by content, carried over, reopened, never deleted; and slips."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audit.keys import Key, key_of
from audit.working import Records
from index import slips
from index.journal import Journal
from index.reviews import FILE, Review, ReviewLog, in_force, opinions
from quarterline.errors import DamagedLibraryError, NotFoundError, QueryError
from tests.paper_support import AUTUMN, SUMMER, both, read

KEY = Key("aa11" * 16, "bb22" * 16)
OTHER = Key("cc33" * 16, "bb22" * 16)  # the same subject with other figures


@pytest.fixture
def log(tmp_path: Path) -> ReviewLog:
    return ReviewLog(tmp_path)


def decide(log: ReviewLog, action: str = "explain", key: Key = KEY) -> Review:
    return log.decide(action, key, "10 is not 11.", by="A Reader", note="recounted")


# ---- the journal


def test_a_decision_keeps_name_time_and_note(log: ReviewLog) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    made = log.decide("accept", KEY, "10 is not 11.", by="  A   Reader ", note=" a\nnote ")
    assert (made.by, made.note, made.ref) == ("A Reader", "a note", "aa11aa11")
    when = datetime.fromisoformat(made.when)
    assert before <= when <= datetime.now(UTC)
    assert when.utcoffset() is not None
    assert log.read() == (made,)


def test_an_undoing_is_one_more_line_and_deletes_nothing(log: ReviewLog) -> None:
    first = decide(log)
    second = decide(log, "dismiss")
    undone = log.undo("aa11aa11", by="B")
    assert undone.undoes == second.id
    assert in_force(log.read()) == (first,)
    log.undo("aa11aa11", by="B", note="after all")
    assert in_force(log.read()) == ()
    assert [r.action for r in log.read()] == ["explain", "dismiss", "undo", "undo"]
    with pytest.raises(NotFoundError, match="no decision on finding 'aa11aa11'"):
        log.undo("aa11aa11", by="B")


def test_what_was_written_is_never_written_again(log: ReviewLog) -> None:
    decide(log)
    kept = log.path.read_bytes()
    decide(log, "dismiss")
    log.undo("aa11", by="B")
    assert log.path.read_bytes().startswith(kept)


@pytest.mark.parametrize(
    ("by", "note", "match"), [(" ", "why", "--by NAME"), ("A", " \n", "--note TEXT")]
)
def test_a_decision_needs_a_name_and_a_note(log: ReviewLog, by: str, note: str, match: str) -> None:
    with pytest.raises(QueryError, match=match):
        log.decide("accept", KEY, "", by=by, note=note)
    assert log.read() == ()


def test_an_unknown_decision_is_refused(log: ReviewLog) -> None:
    with pytest.raises(QueryError, match="'forget' is no decision"):
        log.decide("forget", KEY, "", by="A", note="b")


def test_a_torn_last_line_is_passed_over_and_a_broken_one_told(log: ReviewLog) -> None:
    made = decide(log)
    with log.path.open("ab") as file:
        file.write(b'{"id": "r0002", "acti')
    assert log.read() == (made,)
    assert decide(log).id == "r0002"
    assert len(log.read()) == 2
    log.path.write_bytes(b"nonsense\n" + log.path.read_bytes())
    with pytest.raises(DamagedLibraryError, match="line 1: b'nonsense'"):
        log.read()


def test_a_line_that_is_no_review_is_told(log: ReviewLog) -> None:
    log.path.write_text(json.dumps({"id": "r0001"}) + "\n", encoding="utf-8")
    with pytest.raises(DamagedLibraryError, match="is no review"):
        log.read()


# A process of its own, not multiprocessing: that runs the parent's __main__ again, which other
# tests (Streamlit's) have replaced.
_APPEND = """
import sys
from pathlib import Path
from index.journal import Journal
journal = Journal(Path(sys.argv[1]))
for _ in range(20):
    journal.append(lambda rows: {"n": len(rows)})
"""


@pytest.mark.slow
def test_writers_at_once_lose_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _APPEND, str(tmp_path / FILE)]
    writers = [subprocess.Popen(command) for _ in range(2)]
    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    assert [row["n"] for row in Journal(tmp_path / FILE).read()] == list(range(40))


# ---- what stands of them


def test_a_decision_holds_while_the_content_is_the_same(log: ReviewLog) -> None:
    decide(log)
    found = opinions(log.read(), [KEY])[KEY.content]
    assert (found.state, found.by, found.note) == ("explained", "A Reader", "recounted")


def test_other_figures_open_the_finding_again(log: ReviewLog) -> None:
    decide(log)
    assert opinions(log.read(), [OTHER])[OTHER.content].state == "reopened"


def test_another_finding_of_the_subject_is_not_reopened_by_one_that_stands(log: ReviewLog) -> None:
    decide(log)
    found = opinions(log.read(), [KEY, OTHER])
    assert found[KEY.content].state == "explained"
    assert OTHER.content not in found


def test_what_was_taken_back_is_open(log: ReviewLog) -> None:
    decide(log)
    log.undo("aa11", by="B")
    assert opinions(log.read(), [KEY, OTHER]) == {}


# ---- keys


def keys(records: Records) -> dict[str, Key]:
    claims = {c.id: c for c in records.claims}
    documents = {d.id: d for d in records.documents}
    return {c.formula: key_of(c, claims, documents) for c in records.checks}


@pytest.fixture(scope="module")
def records() -> Records:
    return both()


def test_a_later_version_with_the_same_figures_has_the_same_keys(records: Records) -> None:
    longer = AUTUMN.replace("Answer the public.", "Answer the public, and promptly.")
    again = read([("summer.txt", SUMMER), ("autumn-v2.txt", longer + "- A new bullet.\n")])
    assert {d.id for d in again.documents} != {d.id for d in records.documents}
    assert keys(again) == keys(records)


def test_another_figure_has_another_key_and_the_same_subject(records: Records) -> None:
    changed = keys(read([("summer.txt", SUMMER), ("autumn.txt", AUTUMN.replace("81.1%", "81.2%"))]))
    formula = "(5,210 − 4,410) ÷ 4,410 × 100 = 18.14%"
    assert changed[formula].content != keys(records)[formula].content
    assert changed[formula].subject == keys(records)[formula].subject


def test_each_finding_has_a_key_of_its_own(records: Records) -> None:
    found = keys(records)
    assert len({k.ref for k in found.values()}) == len(found) == len(records.checks)


# ---- slips for the self-test


@pytest.mark.parametrize("seed", range(6))
def test_slips_change_the_words_they_name_and_no_others(records: Records, seed: int) -> None:
    document = records.documents[0]
    own = tuple(c for c in records.checks if c.document == document.id)
    held = Records(records.documents, records.passages, records.claims, records.comparisons, own)
    planted = slips.plant(document, held, random.Random(seed))  # noqa: S311
    assert planted
    text, spans = slips.apply(document.text, planted)
    place = 0
    for slip, (start, end) in zip(planted, spans, strict=True):
        assert document.text[slip.start : slip.end] == slip.was != slip.now
        if slip.about == (slip.start, slip.end):
            assert text[start:end] == slip.now
            assert text[place : start - 0][-5:] == document.text[: slip.start][-5:]
            place = end
        else:
            assert text[start:end] == document.text[slice(*slip.about)]
    undone = len(document.text) - sum(len(s.was) - len(s.now) for s in planted)
    assert len(text) == undone


def test_the_same_seed_plants_the_same_slips(records: Records) -> None:
    document = records.documents[0]
    first, second = (
        slips.plant(document, records, random.Random(3))  # noqa: S311
        for _ in range(2)
    )
    assert first == second
