"""The auditor's measured recall in the app, without a browser."""

from __future__ import annotations

import threading
from io import BytesIO
from pathlib import Path

import pytest
import streamlit as st
from openpyxl import load_workbook

from index import measured
from index.library import Library
from index.selftest import SelfTest, Tally
from quarterline.errors import LibraryError
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
    measuring.start(library.path)
    finished(library)
    book = load_workbook(BytesIO(view_audit._workbook(library, "")))
    cells = {str(c.value) for sheet in book for row in sheet.iter_rows() for c in row}
    assert any("All kinds" in cell for cell in cells)


def test_it_is_still_known_when_the_app_starts_again(library: Library) -> None:
    measuring.start(library.path)
    made = finished(library)
    measuring._all.clear()
    st.cache_resource.clear()
    again = measuring.last(library.path)
    assert again is not None
    assert again is not made
    assert (again.rows, again.when) == (made.rows, made.when)
    assert f"{made.rows[-1][2]} of {made.rows[-1][1]} planted slip" in words(page("audit"))


def test_what_another_version_measured_is_shown_as_that(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = SelfTest(1, 2, (Tally("A figure of a sum", 4, 3),), ())
    measured.keep(library.path, result, library.generation)
    assert "3 of 4 planted slips found (75%)" in words(page("audit"))
    monkeypatch.setattr("quarterline.__version__", "999.0")
    text = words(page("audit"))
    assert "Not measured since" in text
    assert "3 of 4 planted slips found (75%)" in text
    assert view_recall.measured(library) == ()


def test_a_result_is_replaced_whole_and_a_damaged_one_is_none(tmp_path: Path) -> None:
    assert measured.last(tmp_path) is None
    for found in (3, 4):
        result = SelfTest(1, 2, (Tally("A figure of a sum", 4, found),), ())
        made = measured.keep(tmp_path, result, 7)
        assert measured.last(tmp_path) == made
        assert made.holds_for(7)
        assert not made.holds_for(8)
    assert [p.name for p in tmp_path.iterdir()] == [measured.NAME]
    for damage in (b"", b"{", b"[]", b'{"generation": 1}', b"\xff", b"null"):
        (tmp_path / measured.NAME).write_bytes(damage)
        assert measured.last(tmp_path) is None


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    result = SelfTest(1, 2, (Tally("A figure of a sum", 4, 3),), ())
    with pytest.raises(LibraryError, match=r"measured\.json cannot be written"):
        measured.keep(tmp_path / "none", result, 1)


def test_a_changed_library_is_not_measured(library: Library, tmp_path: Path) -> None:
    measuring.start(library.path)
    made = finished(library)
    total = made.rows[-1]
    winter = AUTUMN.replace("Quarter 3", "Quarter 4").replace("December", "March")
    library.add([write_reports(tmp_path / "more", winter=winter)])
    text = words(page("audit"))
    assert "Not measured since the library changed" in text
    assert f"{total[2]} of {total[1]} planted slips found" in text
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
