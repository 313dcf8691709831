"""The auditor's measured recall in the app, without a browser."""

from __future__ import annotations

import threading
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from index.library import Library
from index.selftest import SelfTest, Tally
from tests.ui_support import (
    AUTUMN,
    SUMMER,
    WRONG,
    make_library,
    page,
    press,
    ran,
    words,
    write_reports,
)
from ui import measuring, view_audit, view_recall

pytestmark = pytest.mark.usefixtures("own_app")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    right = WRONG.replace("300 offences", "200 offences")
    folder = write_reports(tmp_path / "reports", right=right, summer=SUMMER)
    return make_library(tmp_path / "library", folder)


def finished(library: Library) -> measuring.Measurement:
    made = measuring.last(library.path)
    assert made is not None
    assert made.thread is not None
    made.thread.join(60)
    assert not made.running
    return made


def test_it_is_told_that_nothing_was_measured_then_what_was(library: Library) -> None:
    app = page("audit")
    assert "Not measured on these reports yet." in words(app)
    press(app, "Measure it")
    made = finished(library)
    assert made.problem == ""
    assert made.result is not None
    planted, found = made.rows[-1][1:]
    assert planted > 0
    text = words(ran(app))
    assert f"{found} of {planted} planted slips found" in text
    assert "Measured on " in text
    assert text.index("Coverage") < text.index("How much the auditor finds")
    assert "planted slip" in words(page("audit"))  # another session sees it too


def test_it_goes_into_the_workbook(library: Library) -> None:
    from dataclasses import replace  # noqa: PLC0415

    measuring.start(library.path)
    finished(library)
    working = replace(view_audit._working(library, ""), measured=view_recall.measured(library))
    book = load_workbook(BytesIO(view_audit._workbook(working)))
    cells = {str(c.value) for sheet in book for row in sheet.iter_rows() for c in row}
    assert any("All kinds" in cell for cell in cells)


def test_a_changed_library_is_not_measured(library: Library, tmp_path: Path) -> None:
    measuring.start(library.path)
    finished(library)
    winter = AUTUMN.replace("Quarter 3", "Quarter 4").replace("December", "March")
    library.add([write_reports(tmp_path / "more", winter=winter)])
    assert "Not measured since the library changed" in words(page("audit"))
    assert view_recall.measured(library) == ()


def test_while_it_runs_its_progress_is_shown_and_no_second_one_starts(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    going, told = threading.Event(), threading.Event()

    def slow(_library: Library, *, progress: object) -> SelfTest:
        assert callable(progress)
        progress(3, 8, "summer.txt")
        told.set()
        assert going.wait(60)
        return SelfTest(1, 2, (Tally("A figure of a sum", 4, 3),), ())

    monkeypatch.setattr("index.selftest.self_test", slow)
    first = measuring.start(library.path)
    assert told.wait(60)
    app = page("audit")
    assert "You can leave this page" in words(app)
    assert "Measure it" not in [b.label for b in app.button]
    assert measuring.start(library.path) is first
    going.set()
    finished(library)
    assert "3 of 4 planted slips found (75%)" in words(ran(app))


def test_a_measurement_that_fails_says_why(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_library: Library, *, progress: object) -> SelfTest:
        raise RuntimeError("disk")

    monkeypatch.setattr("index.selftest.self_test", broken)
    measuring.start(library.path)
    finished(library)
    text = words(page("audit"))
    assert "The measurement failed" in text
    assert "disk" not in text
