"""The audit and the check of a draft in the app, without a browser."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from index.library import Library
from index.reviews import ReviewLog
from tests.ui_support import (
    SUMMER,
    WRONG,
    make_library,
    page,
    press,
    ran,
    source,
    words,
    write_reports,
)

pytestmark = pytest.mark.usefixtures("own_app")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    # New figures: sentences carried over with the old ones would be findings of their own.
    summer = SUMMER.replace("14 evenings", "16 evenings").replace("120", "112")
    summer = summer.replace("two county lines", "three county lines").replace("nine", "eleven")
    folder = write_reports(tmp_path / "reports", wrong=WRONG, summer=summer)
    return make_library(tmp_path / "library", folder)


def decide(app: AppTest, action: str, name: str = "A. Reader", note: str = "a slip") -> AppTest:
    press(app, "Decide")
    app.text_input(key="reviewer").set_value(name)
    next(w for w in app.text_input if w.label == "Why").set_value(note)
    return press(app, action)


@pytest.mark.usefixtures("library")
def test_coverage_comes_before_the_findings() -> None:
    app = page("audit")
    text = words(app)
    assert "figures could be checked" in text
    assert "not checked, and why" in text
    assert text.index("Coverage") < text.index("Findings")
    assert "1 finding" in text


@pytest.mark.usefixtures("library")
def test_no_more_is_read_than_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("claims", "comparisons", "checks"):
        monkeypatch.setattr(Library, kind, lambda *_: pytest.fail("all was read"))
    for asked in ({}, {"show": "agrees"}, {"grade": "error"}, {"state": "open"}):
        assert "figures could be checked" in words(page("audit", **asked))


@pytest.mark.usefixtures("library")
def test_a_finding_has_its_sum_and_its_words() -> None:
    app = page("audit")
    text, html = words(app), source(app)
    assert "✕ Disagrees" in text
    assert "400" in text.split("Sum")[1].split("Stated")[0]
    assert "<mark>300</mark>" in html
    assert "<mark>400</mark>" in html
    assert "Quarter 3, 2019-20, wrong.txt" in text
    assert "./reader?document=" in html
    assert "from=audit" in html


@pytest.mark.usefixtures("library")
def test_filters_are_in_the_link(library: Library) -> None:
    clean = library.document("summer.txt").id
    app = page("audit", report=clean)
    assert "Nothing of that kind" in words(app)
    assert "This is no clean bill" in words(app)
    app.selectbox(key="audit_report").set_value("")
    app.selectbox(key="audit_grade").set_value("error")
    assert "1 finding" in words(ran(app))
    assert app.query_params["grade"] == "error"
    assert "report" not in app.query_params
    assert "Agrees ·" not in words(app)


@pytest.mark.usefixtures("library")
def test_a_decision_is_kept_shown_and_taken_back() -> None:
    app = decide(page("audit"), "Accept")
    text = words(app)
    assert "The decision is kept" in text
    assert "Accepted by A. Reader" in text
    assert "a slip" in text
    assert "Accepted by A. Reader" in words(page("audit", state="accepted"))
    assert "Nothing of that kind" in words(page("audit", state="open"))
    app = press(page("audit"), "Take the decision back")
    assert "The decision was taken back" in words(app)
    assert "Accepted by" not in words(app)


def test_a_decision_is_seen_though_the_clock_stands_still(library: Library) -> None:
    assert "Accepted by A. Reader" in words(decide(page("audit"), "Accept"))
    log = ReviewLog(library.path)
    then = log.path.stat().st_mtime_ns
    log.undo(log.read()[-1].ref, by="Another")
    os.utime(log.path, ns=(then, then))
    assert "Accepted by" not in words(page("audit"))


@pytest.mark.usefixtures("library")
def test_a_decision_needs_a_name_and_a_note() -> None:
    app = decide(page("audit"), "Dismiss", name="")
    assert "The decision was not taken" in words(app)
    assert "name" in words(app)


@pytest.mark.usefixtures("library")
def test_a_draft_is_checked_and_not_added(library: Library) -> None:
    app = page("audit", report=library.document("summer.txt").id)
    next(w for w in app.text_area).set_value(
        WRONG.replace("Quarter 3 2019/20", "Quarter 2 2019/20")
    )
    text = words(press(app, "Check the draft"))
    assert "Check of pasted text.txt before publication" in text
    assert "300 offences" in text
    assert len(library.documents()) == 2
    assert not library.refresh()


@pytest.mark.usefixtures("library")
def test_a_draft_that_cannot_be_read_says_why() -> None:
    app = page("audit")
    assert "Choose a file or paste the text first" in words(press(app, "Check the draft"))
    app.text_area[0].set_value("x")
    next(w for w in app.text_input if w.label.startswith("Its quarter")).set_value("soon")
    text = words(press(app, "Check the draft"))
    assert "The draft could not be checked" in text
    assert "2019-20 Q3" in text
