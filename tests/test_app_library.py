"""The library's page, the reader's marks and the help, without a browser."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from index.library import Library
from index.results import AddResult, Progress
from quarterline.errors import LibraryLockedError
from tests.ui_support import (
    AUTUMN,
    added,
    finished,
    page,
    press,
    ran,
    source,
    words,
    write_reports,
)
from ui import shelf

pytestmark = pytest.mark.usefixtures("own_app")


# ---- the library


@pytest.mark.usefixtures("library")
def test_reports_stand_by_quarter_with_their_gaps() -> None:
    text = words(page("library"))
    assert "2 reports in use" in text
    gap = text.index("No report held for 2019-20 Q4")
    assert text.index("Quarter 1, 2020-21") < gap < text.index("Quarter 3, 2019-20")


@pytest.mark.usefixtures("library")
def test_a_removal_asks_first_and_can_be_undone(library: Library) -> None:
    app = page("library")
    key = library.document("autumn.txt").id
    assert app.button(key=f"remove_{key}").disabled
    app.checkbox(key=f"sure_{key}").check()
    ran(app)
    app.button(key=f"remove_{key}").click()
    text = finished(ran(app))
    assert "autumn.txt was removed" in text
    assert "1 report in use" in text
    assert "autumn.txt was added" in finished(press(app, "Put it back"))
    assert "2 reports in use" in words(app)
    assert "Put it back" not in [button.label for button in app.button]


@pytest.mark.usefixtures("library")
def test_an_identity_is_corrected_by_hand(library: Library) -> None:
    app = page("library")
    key = library.document("autumn.txt").id
    app.text_input(key=f"quarter_{key}").set_value("2018-19 Q2")
    next(b for b in app.button if b.label == "Read it again so" and key in str(b.form_id)).click()
    assert "autumn.txt replaced what was there before" in finished(ran(app))
    text = words(app)
    assert "Quarter 2, 2018-19" in text
    assert "Quarter 3, 2019-20" not in text
    library.refresh()
    assert str(library.document("autumn.txt").quarter) == "2018-19 Q2"


@pytest.mark.usefixtures("library")
def test_a_quarter_that_is_none_is_told(library: Library) -> None:
    app = page("library")
    key = library.document("autumn.txt").id
    app.text_input(key=f"quarter_{key}").set_value("soon")
    next(b for b in app.button if b.label == "Read it again so" and key in str(b.form_id)).click()
    text = words(ran(app))
    assert "That could not be done" in text
    assert "2019-20 Q3" in text


@pytest.mark.usefixtures("library")
def test_health_is_checked_when_asked() -> None:
    text = words(press(page("library"), "Check the library's files and the model"))
    assert "Generation" in text
    assert "On disk" in text


@pytest.mark.usefixtures("library")
def test_older_versions_are_listed(tmp_path: Path, library: Library) -> None:
    newer = AUTUMN.replace("Version 2.2", "Version 2.3")
    library.add([write_reports(tmp_path / "newer", newer=newer)])
    text = words(page("library"))
    assert "2 reports in use, 1 older version kept" in text
    assert "replaced by a newer version" in text


# ---- adding goes on by itself


@pytest.mark.usefixtures("library")
def test_the_page_can_be_left_while_reports_are_added(monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    add = shelf.add_uploads

    def slowly(
        library: Library, files: list[tuple[str, bytes]], tell: Callable[[Progress], None]
    ) -> list[AddResult]:
        tell(Progress(1, 2, "first.txt", "Reading"))
        assert go_on.wait(60)
        return add(library, files[:1], tell)

    monkeypatch.setattr("ui.shelf.add_uploads", slowly)
    newer = AUTUMN.replace("Version 2.2", "Version 2.3")
    app = page("library")
    app.file_uploader[0].upload("newer.txt", newer.encode())
    app.file_uploader[0].upload("other.txt", b" ")
    press(app, "Add reports")
    app._page_hash = calc_hash("help")
    text = words(ran(app))
    assert "1 of 2 reports done. Reading: first.txt" in text
    assert "Find what was said" in text
    # Another person's page is not disturbed by it.
    assert "1 of 2" not in words(page("library"))
    go_on.set()
    added()
    assert "newer.txt replaced what was there before" in words(ran(app))


@pytest.mark.usefixtures("library")
def test_what_stops_adding_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> list[AddResult]:
        raise LibraryLockedError("another process writes to the library; try again later")

    monkeypatch.setattr("ui.shelf.add_uploads", fail)
    app = page("library")
    app.file_uploader[0].upload("newer.txt", b"words")
    press(app, "Add reports")
    added()
    text = words(app)
    if "not added" not in text:
        text = words(ran(app))
    assert "The reports were not added" in text
    assert "Another process writes" in text


@pytest.mark.usefixtures("library")
def test_a_full_disk_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))

    app = page("library")
    app.file_uploader[0].upload("newer.txt", b"words")
    with monkeypatch.context() as patch:
        patch.setattr("ui.shelf.Path.write_bytes", full)
        text = finished(press(app, "Add reports"))
    assert "The reports were not added" in text
    assert "cannot be written: the disk is full" in text
    assert "2 reports in use" in text


def asked_to_remove(app: AppTest, key: str) -> AppTest:
    app.checkbox(key=f"sure_{key}").check()
    ran(app)
    app.button(key=f"remove_{key}").click()
    return ran(app)


def remove(app: AppTest, key: str) -> AppTest:
    asked_to_remove(app, key)
    added()
    return ran(app)


class Held:
    """Something of `ui.shelf` that waits, once begun, until it may go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()
        self._real = getattr(shelf, name)
        monkeypatch.setattr(shelf, name, self)

    def __call__(self, *given: Any) -> Any:
        given[-1](Progress(0, 1, "autumn.txt", "Reading"))
        self.begun.set()
        assert self.go_on.wait(60)
        return self._real(*given)


def told_elsewhere(app: AppTest, held: Held) -> str:
    """What another page says while something is held, and another person's page does not."""
    app._page_hash = calc_hash("help")
    assert held.begun.wait(60)
    text = words(ran(app))
    assert "0 of 1 report done. Reading: autumn.txt" in text
    assert "Find what was said" in text
    assert "0 of 1" not in words(page("library"))
    return text


@pytest.mark.usefixtures("library")
def test_the_page_can_be_left_while_a_report_is_put_back(
    monkeypatch: pytest.MonkeyPatch, library: Library
) -> None:
    app = remove(page("library"), library.document("autumn.txt").id)
    held = Held(monkeypatch, "add_uploads")
    text = words(press(app, "Put it back"))
    assert "Put it back if that was wrong" not in text
    told_elsewhere(app, held)
    held.go_on.set()
    assert "autumn.txt was added" in finished(app)


@pytest.mark.usefixtures("library")
def test_the_page_can_be_left_while_a_report_is_read_again(
    monkeypatch: pytest.MonkeyPatch, library: Library
) -> None:
    app = page("library")
    key = library.document("autumn.txt").id
    held = Held(monkeypatch, "correct")
    app.text_input(key=f"quarter_{key}").set_value("2018-19 Q2")
    again = next(b for b in app.button if b.label == "Read it again so" and key in str(b.form_id))
    again.click()
    ran(app)
    assert held.begun.wait(60)
    assert "0 of 1 report done. Reading: autumn.txt" in words(ran(app))
    # One thing at a time: what is asked for meanwhile is not begun.
    summer = library.document("summer.txt").id
    assert "Wait a moment" in words(asked_to_remove(app, summer))
    held.go_on.set()
    assert "autumn.txt replaced what was there before" in finished(app)
    assert "Quarter 2, 2018-19" in words(app)
    assert "summer.txt was removed" in words(remove(app, summer))


@pytest.mark.usefixtures("library")
def test_the_page_can_be_left_while_a_report_is_removed(
    monkeypatch: pytest.MonkeyPatch, library: Library
) -> None:
    app = page("library")
    key = library.document("autumn.txt").id
    held = Held(monkeypatch, "remove")
    asked_to_remove(app, key)
    assert "was removed" not in told_elsewhere(app, held)
    held.go_on.set()
    added()
    app._page_hash = calc_hash("library")
    ran(app)
    assert "autumn.txt was removed" in words(app)
    assert "1 report in use" in words(app)
    assert "Put it back" in [button.label for button in app.button]


@pytest.mark.usefixtures("library")
def test_a_report_that_could_not_be_removed_is_still_there(
    monkeypatch: pytest.MonkeyPatch, library: Library
) -> None:
    def fail(*_: object) -> list[AddResult]:
        raise LibraryLockedError("another process writes to the library; try again later")

    monkeypatch.setattr(shelf, "remove", fail)
    text = finished(asked_to_remove(page("library"), library.document("autumn.txt").id))
    assert "autumn.txt was not removed" in text
    assert "Another process writes" in text
    assert "2 reports in use" in text
    assert "Put it back" not in text


@pytest.mark.usefixtures("library")
def test_a_report_without_its_original_is_removed_for_good(
    monkeypatch: pytest.MonkeyPatch, library: Library
) -> None:
    monkeypatch.setattr(shelf, "original_bytes", lambda *_: None)
    app = remove(page("library"), library.document("autumn.txt").id)
    assert "autumn.txt was removed" in words(app)
    assert "Put it back" not in [button.label for button in app.button]


@pytest.mark.usefixtures("library")
def test_a_report_that_could_not_be_put_back_can_be_again(
    monkeypatch: pytest.MonkeyPatch, library: Library
) -> None:
    app = remove(page("library"), library.document("autumn.txt").id)

    def fail(*_: object) -> list[AddResult]:
        raise LibraryLockedError("another process writes to the library; try again later")

    with monkeypatch.context() as patch:
        patch.setattr(shelf, "add_uploads", fail)
        text = finished(press(app, "Put it back"))
    assert "autumn.txt was not put back" in text
    assert "Another process writes" in text
    assert "autumn.txt was added" in finished(press(app, "Put it back"))


@pytest.mark.usefixtures("library")
def test_what_stops_reading_again_is_told(
    monkeypatch: pytest.MonkeyPatch, library: Library
) -> None:
    monkeypatch.setattr(shelf, "original_bytes", lambda *_: None)
    app = page("library")
    key = library.document("autumn.txt").id
    next(b for b in app.button if b.label == "Read it again so" and key in str(b.form_id)).click()
    text = finished(ran(app))
    assert "autumn.txt was not read again" in text
    assert "original of autumn.txt is no longer in the library" in text


# ---- the reader


@pytest.mark.usefixtures("library")
def test_marks_can_be_switched(library: Library) -> None:
    app = page("reader", document="autumn.txt")
    html = source(app)
    assert 'class="ql-tag ql-operation" title="Operation KINGLET"' in html
    assert 'class="ql-tag ql-figure" title="5,400' in html
    assert "ql-tag ql-theme" not in html
    app.button_group(key="reader_marks").set_value(["theme"])
    html = source(ran(app))
    assert "ql-tag ql-theme" in html
    assert "ql-tag ql-operation" not in html
    assert app.query_params["marks"] == "theme"
    assert app.query_params["document"] == "autumn.txt"
    none = page("reader", document="autumn.txt", marks="")
    assert "ql-tag ql-" not in source(none).split("<style>")[0]


@pytest.mark.usefixtures("library")
def test_the_reader_marks_the_cited_words_and_knows_the_way_back(library: Library) -> None:
    document = library.document("autumn.txt")
    start = document.text.index("£5,400")
    [passage] = [p for p in library.passages(document.id) if p.start <= start < p.end]
    app = page(
        "reader",
        document=document.id,
        passage=str(passage.order),
        start=str(start),
        end=str(start + 6),
        **{"from": "operations?name=KINGLET"},
    )
    target = source(app).split('id="found"')[1]
    assert "<mark>£5,400</mark>" in target
    assert 'href="./operations?name=KINGLET"' in source(app)
    assert "Back to the operation" in words(app)


@pytest.mark.usefixtures("library")
def test_the_reader_without_a_report_offers_them() -> None:
    text = words(page("reader"))
    assert "Choose a report to read" in text
    assert "Quarter 3, 2019-20 · Essex Police" in text


def test_the_original_is_as_it_was_given(library: Library) -> None:
    document = library.document("autumn.txt")
    assert shelf.original_bytes(library, document) == AUTUMN.encode()


# ---- help


def test_help_teaches_the_three_jobs_also_without_a_library() -> None:
    text = words(page("help"))
    for job in ("Find what was said", "Follow an operation", "Check the figures", "cannot do"):
        assert job in text
