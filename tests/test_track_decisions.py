"""Users' decisions about names: kept, undone, tolerant of a crash, applied to mentions."""

from __future__ import annotations

import json
import threading
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quarterline.errors import DamagedLibraryError, NotFoundError, QueryError
from tests.track_support import fresh, held
from track.decisions import Decision, DecisionLog, Names, active
from track.register import register_of


def test_a_decision_is_kept_and_holds(tmp_path: Path) -> None:
    made = DecisionLog(tmp_path).join("op HERRON", "Heron", "a slip of the pen", by="kb")
    (kept,) = DecisionLog(tmp_path).read()
    assert kept == made
    assert (kept.kind, kept.name, kept.other, kept.by) == ("join", "OP HERRON", "HERON", "kb")


def test_names_are_kept_canonical(tmp_path: Path) -> None:
    made = DecisionLog(tmp_path).rename("grey  heron", "Egret", "new name")
    assert (made.name, made.other) == ("GREY HERON", "EGRET")


def test_undo_and_redo(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    joined = log.join("A1", "B1", "same thing")
    undone = log.undo(joined.id)
    assert active(log.read()) == ()
    log.undo(undone.id, "it was right after all")
    assert [d.id for d in active(log.read())] == [joined.id]
    assert len(log.read()) == 3


def test_undo_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match="d0009"):
        DecisionLog(tmp_path).undo("d0009")


def test_a_decision_needs_a_reason_and_two_names(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    with pytest.raises(QueryError, match="reason"):
        log.join("HERON", "EGRET", "  ")
    with pytest.raises(QueryError, match="two different names"):
        log.join("HERON", "heron", "why not")
    with pytest.raises(QueryError, match="form as printed or the quarters"):
        log.split("HERON", "EGRET", "two operations")
    assert log.read() == ()


def test_a_torn_last_line_is_left_out_and_overwritten(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    first = log.join("A1", "B1", "same")
    with log.path.open("ab") as file:
        file.write(b'{"id": "d0002", "kind": "jo')
    assert log.read() == (first,)
    second = log.join("C1", "D1", "same")
    assert DecisionLog(tmp_path).read() == (first, second)
    assert all(json.loads(line) for line in log.path.read_text().splitlines())


def test_a_whole_last_line_without_its_end_is_kept(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    log.join("A1", "B1", "same")
    log.path.write_bytes(log.path.read_bytes().rstrip(b"\n"))
    log.join("C1", "D1", "same")
    assert [d.name for d in log.read()] == ["A1", "C1"]


def test_a_damaged_line_in_the_middle_is_an_error(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    log.join("A1", "B1", "same")
    log.path.write_bytes(b"not json\n" + log.path.read_bytes())
    with pytest.raises(DamagedLibraryError, match="line 1"):
        log.read()


def test_many_writers(tmp_path: Path) -> None:
    log = DecisionLog(tmp_path)
    threads = [threading.Thread(target=log.join, args=(f"A{n}", f"B{n}", "same")) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(d.id for d in log.read()) == [f"d{n:04d}" for n in range(1, 9)]


def test_split_by_form_and_by_quarter() -> None:
    names = Names(
        [
            Decision("d1", "", "split", "HERON", "HERRON", form="HERRON"),
            Decision("d2", "", "split", "EGRET", "EGRET 2", quarters=("2020-21 Q1",)),
        ]
    )
    assert names.resolve("HERON", "HERRON", "2019-20 Q3") == "HERRON"
    assert names.resolve("HERON", "HERON", "2019-20 Q3") == "HERON"
    assert names.resolve("EGRET", "EGRET", "2020-21 Q1") == "EGRET 2"
    assert names.resolve("EGRET", "EGRET", "2020-21 Q2") == "EGRET"


def test_decisions_follow_one_another() -> None:
    names = Names(
        [
            Decision("d1", "", "join", "HERRON", "HERON"),
            Decision("d2", "", "rename", "HERON", "EGRET"),
        ]
    )
    assert names.resolve("HERRON") == "EGRET"


def test_the_register_after_a_join_and_its_undo() -> None:
    reports = {"2019-20 Q3": ["Operation HERRON began."], "2019-20 Q4": ["Operation HERON ran."]}
    holdings = held(reports)
    assert [o.name for o in register_of(holdings).operations] == ["HERON", "HERRON"]
    join = Decision("d0001", "", "join", "HERRON", "HERON", reason="a slip")
    (one,) = register_of(fresh(holdings, decisions=(join,))).operations
    assert (one.name, one.quarters) == ("HERON", ("2019-20 Q3", "2019-20 Q4"))
    alias = next(a for a in one.aliases if a.name == "HERRON")
    assert "decision" in alias.how
    assert alias.evidence.line == "Operation HERRON began."
    undone = (join, Decision("d0002", "", "undo", "d0001"))
    assert len(register_of(fresh(holdings, decisions=undone)).operations) == 2


@given(st.lists(st.sampled_from(["A", "B", "C", "D"]), min_size=2, max_size=8))
def test_resolving_always_ends(names: list[str]) -> None:
    taken = [
        Decision(f"d{n}", "", "join", one, other)
        for n, (one, other) in enumerate(pairwise(names))
        if one != other
    ]
    assert Names(taken).resolve(names[0]) in {"A", "B", "C", "D"}
