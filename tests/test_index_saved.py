"""Saved searches: kept in a file to which lines are only added, read report by report."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import saved
from index.fake import FakeIngest
from index.journal import Journal
from index.library import Library
from index.results import Filters
from models.fake import FakeEncoder
from quarterline.errors import DamagedLibraryError, NotFoundError, QueryError


def report(quarter: str, line: str) -> str:
    return f"force: Testshire\nquarter: {quarter}\n\n# 1 Order\n@ South LPA, Seaview\n{line}\n"


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "1.txt").write_text(report("2019-20 Q3", "Burglary at Sands led to 7 arrests."))
    made = Library(tmp_path / "lib", encoder=FakeEncoder(64), ingest=FakeIngest(), create=True)
    made.add([tmp_path / "1.txt"])
    return made


def add(library: Library, tmp_path: Path, name: str, quarter: str, line: str) -> None:
    (tmp_path / name).write_text(report(quarter, line))
    library.add([tmp_path / name])


def test_new_hits_are_listed_until_they_are_read(library: Library, tmp_path: Path) -> None:
    library.save_search("Break-ins", "burglary", filters=Filters(places=("Seaview",)))
    assert [a.documents for a in library.alerts()] == [()]
    add(library, tmp_path, "2.txt", "2020-21 Q1", "Burglary was up; a burglary ring was caught.")
    (alert,) = library.alerts()
    assert [d.source for d in alert.documents] == ["2.txt"]
    assert [h.document.source for h in alert.hits] == ["2.txt"]
    again = Library(library.path, encoder=FakeEncoder(64), ingest=FakeIngest())
    again.mark_read(again.alerts())
    assert library.alerts()[0].hits == ()
    since = library.alerts(since="1.txt")[0]
    assert [h.document.source for h in since.hits] == ["2.txt"]


def test_a_name_is_kept_once_and_can_be_forgotten(library: Library) -> None:
    library.save_search("Break-ins", "burglary")
    library.save_search("break-INS", "theft")
    (kept,) = library.saved_searches()
    assert kept.query == "theft"
    library.forget_search("BREAK-ins")
    assert library.saved_searches() == []
    with pytest.raises(NotFoundError, match="there are: none yet"):
        library.forget_search("Break-ins")


def test_only_what_can_be_asked_is_saved(library: Library) -> None:
    with pytest.raises(QueryError, match="has no word"):
        library.save_search("Nothing", "the")
    with pytest.raises(QueryError, match="is no name"):
        library.save_search(" ", "burglary")
    assert library.saved_searches() == []


def test_a_value_that_has_gone_is_a_problem_not_a_crash(library: Library, tmp_path: Path) -> None:
    library.save_search("Old", "burglary", filters=Filters(quarters=("2019-20 Q3",)))
    add(library, tmp_path, "2.txt", "2020-21 Q1", "Burglary was down.")
    library.remove("1.txt")
    (alert,) = library.alerts()
    assert "has the quarter '2019-20 Q3'" in alert.problem
    assert alert.hits == ()


def test_a_torn_line_costs_only_itself(library: Library) -> None:
    library.save_search("One", "burglary")
    path = library.path / saved.FILE
    path.write_bytes(path.read_bytes() + b'{"event": "save", "na')
    library.save_search("Two", "arrests")
    assert [s.name for s in library.saved_searches()] == ["One", "Two"]


def test_events_of_another_version_are_passed_over(library: Library) -> None:
    library.save_search("One", "burglary")
    Journal(library.path / saved.FILE).append(lambda before: {"event": "share", "with": "all"})
    assert [s.name for s in library.saved_searches()] == ["One"]


def test_a_damaged_line_is_told_and_never_dropped(library: Library) -> None:
    library.save_search("One", "burglary")
    path = library.path / saved.FILE
    path.write_bytes(path.read_bytes().replace(b"burglary", b"burglaru"))
    with pytest.raises(DamagedLibraryError, match=r"saved-searches.jsonl, line 1: .*--repair"):
        library.saved_searches()
    with pytest.raises(DamagedLibraryError, match="line 1"):
        library.save_search("Two", "arrests")
