"""A newer generation is opened by one, while others go on reading the one before."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from index.fake import FakeIngest
from index.library import Library
from index.opened import Opened
from index.snapshot import Snapshot
from models.fake import FakeEncoder
from quarterline.errors import DamagedLibraryError

REPORT = "force: Testshire\nquarter: 2020-21 Q{}\n\n# 1 Order\nKnife arches stood there.\n"


@pytest.fixture
def writer(tmp_path: Path) -> Library:
    made = Library(tmp_path / "lib", encoder=FakeEncoder(), ingest=FakeIngest(), create=True)
    add(made, 1)
    return made


def add(library: Library, number: int) -> None:
    path = library.path.parent / f"{number}.txt"
    path.write_text(REPORT.format(number), encoding="utf-8")
    library.add([path])


def reader(writer: Library) -> Library:
    return Library(writer.path, encoder=FakeEncoder(), ingest=FakeIngest())


def test_others_read_the_one_before_until_the_newer_is_ready(writer: Library) -> None:
    opened = Opened(writer.path)
    before = opened.snapshot
    add(writer, 2)
    begun, go = threading.Event(), threading.Event()

    def slowly(snapshot: Snapshot) -> None:
        begun.set()
        go.wait(10)

    told: list[bool] = []
    thread = threading.Thread(target=lambda: told.append(opened.refresh(slowly)))
    thread.start()
    assert begun.wait(10)
    assert not opened.refresh(slowly, wait=False)
    assert opened.snapshot is before
    go.set()
    thread.join(10)
    assert told == [True]
    assert opened.snapshot.number == writer.generation
    assert not opened.refresh(slowly)


def test_what_cannot_be_made_ready_is_opened_all_the_same(writer: Library) -> None:
    def fail(snapshot: Snapshot) -> None:
        raise DamagedLibraryError("no words")

    opened = Opened(writer.path)
    add(writer, 2)
    assert opened.refresh(fail)
    assert opened.is_current


def test_a_reader_who_asks_finds_the_newer_report_ready(writer: Library) -> None:
    asking, other = reader(writer), reader(writer)
    assert asking.search("knife arches").total == 1
    add(writer, 2)
    assert asking.refresh()
    assert "names" in vars(asking._snapshot)
    assert other.refresh()
    assert "names" not in vars(other._snapshot), "nobody asked it anything yet"
    assert asking.search("knife arches").total == other.search("knife arches").total == 2
