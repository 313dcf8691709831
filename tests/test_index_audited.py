"""The audit as its page reads it: the same as the whole, of which little is read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from audit.keys import Key
from audit.working import Working
from index.audited import Audited, audited
from index.auditing import audit_library
from index.library import Library
from index.reviews import ReviewLog
from models.fake import FakeEncoder
from quarterline.records import Check
from tests.ui_support import SUMMER, WRONG, write_reports

SAMPLE = Path(__file__).resolve().parents[1] / "corpus" / "sample" / "reports"


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Library:
    made = Library(tmp_path_factory.mktemp("sample") / "l", encoder=FakeEncoder(), create=True)
    made.add([SAMPLE])
    return made


def same(library: Library, report: str = "") -> Working:
    """The whole audit, once what the page reads was held against it."""
    whole = audit_library(library, [report] if report else [])
    found = audited(library)
    given = found.opinions()
    assert found.generation == library.generation
    assert found.coverage(report) == whole.coverage
    assert tuple(found.items(found.findings(report), given)) == whole.findings
    agreeing = [item for item in whole.items if not item.grade]
    assert found.items(found.agreeing(report), given) == agreeing
    assert found.items(found.agreeing(report, 3), given) == agreeing[:3]
    assert found.count_agreeing(report) == len(agreeing)
    return whole


def test_what_the_page_reads_is_the_audit(sample: Library) -> None:
    whole = same(sample)
    assert len(whole.findings) > 10
    assert len(whole.items) > 50
    for document in sample.documents():
        assert same(sample, document.id).coverage.found


def test_replaced_reports_are_left_out(tmp_path: Path) -> None:
    library = Library(tmp_path / "l", encoder=FakeEncoder(), create=True)
    newer = WRONG.replace("Version 2.2", "Version 2.3").replace("300 offences", "310 offences")
    library.add([write_reports(tmp_path / "in", wrong=WRONG, newer=newer, summer=SUMMER)])
    assert len(library.documents()) == 2 < len(library.documents(superseded=True))
    assert any("310" in item.check.formula for item in same(library).findings)


@pytest.fixture
def own(sample: Library, tmp_path: Path) -> Library:
    """A copy, for those who decide."""
    return Library(shutil.copytree(sample.path, tmp_path / "own"), encoder=FakeEncoder())


def decide(library: Library, content: str, subject: str) -> None:
    ReviewLog(library.path).decide("accept", Key(content, subject), "x", by="A", note="b")


def test_decisions_are_those_of_the_whole(own: Library) -> None:
    whole = audit_library(own)
    first, second = (item.key for item in whole.findings[:2])
    decide(own, first.content, first.subject)
    assert same(own).findings[0].opinion.state == "accepted"
    # The figures of the second are others by now, so it is open again.
    decide(own, "0" * 64, second.subject)
    assert [i.opinion.state for i in same(own).findings[:2]] == ["accepted", "reopened"]


def test_what_was_decided_on_and_agrees_by_now_opens_nothing(own: Library) -> None:
    whole = audit_library(own)
    agreeing = next(item.key for item in whole.items if not item.grade)
    decide(own, agreeing.content, whole.findings[0].key.subject)
    assert same(own).findings[0].opinion.state == "open"


def test_all_checks_are_looked_through_only_where_a_decision_asks_it(
    own: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    real = Audited.agreeing

    def counted(made: Audited, report: str = "", most: int | None = None) -> list[Check]:
        read.append(report)
        return real(made, report, most)

    monkeypatch.setattr(Audited, "agreeing", counted)
    key = audit_library(own).findings[0].key
    assert audited(own).opinions() == {}
    decide(own, key.content, key.subject)
    assert set(audited(own).opinions()) == {key.content}
    assert read == []
    decide(own, "0" * 64, key.subject)
    assert set(audited(own).opinions()) == {key.content}
    assert read == [""]
