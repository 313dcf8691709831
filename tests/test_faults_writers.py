"""Writers that meet, readers during a swap, a clock set back, refusals and their words."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bench.faults_scenarios import KEY, furnished, library, report, state, users
from index import build, disk, generations
from index.library import Library
from index.repair import problems
from index.reviews import ReviewLog, opinions
from quarterline.errors import (
    DamagedLibraryError,
    LibraryError,
    LibraryLockedError,
    QuarterlineError,
)
from track.decisions import DecisionLog

ADD = """
import sys
from pathlib import Path
from bench.faults_scenarios import library
library(Path(sys.argv[1])).add([sys.argv[2]])
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return furnished(tmp_path)


# ---- two writers


@pytest.mark.slow
def test_two_writers_at_once_lose_nothing(root: Path, tmp_path: Path) -> None:
    paths = [report(tmp_path, name, "2021-22 Q1") for name in ("DELTA", "ECHO")]
    command = [sys.executable, "-c", ADD, str(root)]
    writers = [subprocess.Popen([*command, str(path)], stderr=subprocess.PIPE) for path in paths]
    told = [writer.communicate(timeout=120)[1].decode() for writer in writers]
    added = {d.source for d in library(root).documents(superseded=True)}
    for path, writer, words in zip(paths, writers, told, strict=True):
        assert (writer.returncode == 0) == (path.name in added), words
        assert writer.returncode == 0 or "another process is writing to the library" in words
    assert added & {"delta.txt", "echo.txt"}
    assert problems(root) == []


def test_the_second_writer_waits_for_the_first(root: Path, tmp_path: Path) -> None:
    held, let_go = threading.Event(), threading.Event()

    def first() -> None:
        with generations.writer(root):
            held.set()
            let_go.wait(10)

    thread = threading.Thread(target=first)
    thread.start()
    held.wait(10)
    threading.Timer(0.3, let_go.set).start()
    added = library(root).add([report(tmp_path, "DELTA", "2021-22 Q1")])
    thread.join()
    assert [r.status for r in added] == ["added"]


def test_the_second_writer_is_told_when_the_first_takes_long(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generations.writer.__wrapped__, "__defaults__", (0.05,))  # type: ignore[attr-defined]
    with generations.writer(root):
        for change in (
            lambda: library(root).add([report(tmp_path, "DELTA", "2021-22 Q1")]),
            lambda: library(root).remove("alpha.txt"),
            lambda: Library.repair(root),
        ):
            with pytest.raises(LibraryLockedError, match="wait until it has finished"):
                change()


# ---- readers


@pytest.mark.slow
def test_a_reader_during_swaps_sees_whole_states_only(root: Path, tmp_path: Path) -> None:
    """Each generation holds one report more, so that a half of two would be told."""
    stop = threading.Event()
    faults: list[BaseException] = []
    seen: set[int] = set()

    def read() -> None:
        try:
            while not stop.is_set():
                made = library(root)
                sources = [d.source for d in made.documents()]
                assert len({p.document for p in made.passages()}) == len(sources)
                found = made.search("arrests", limit=100).hits
                assert {h.document.source for h in found} >= set(sources)
                seen.add(len(sources))
        except BaseException as error:
            faults.append(error)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for year in range(2001, 2013):
        library(root).add(
            [
                report(
                    tmp_path / "more",
                    f"OP{'ABCDEFGHIJKLM'[year - 2001]}",
                    f"{year}-{(year + 1) % 100:02d} Q1",
                )
            ]
        )
    stop.set()
    for reader in readers:
        reader.join()
    assert faults == []
    assert len(seen) > 1


# ---- the clock


class _Early(datetime):
    @classmethod
    def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
        return datetime(1999, 1, 1, tzinfo=UTC)


def test_a_clock_set_back_changes_no_order(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = library(root)
    number = made.generation
    for module in ("build", "assemble", "saved", "reviews", "repair"):
        monkeypatch.setattr(f"index.{module}.datetime", _Early)
    made.add([report(tmp_path, "DELTA", "2021-22 Q1")])
    old = datetime(1990, 1, 1, tzinfo=UTC).timestamp()
    for path in (root / "CURRENT", *(root / "generations").iterdir()):
        os.utime(path, (old, old))
    again = library(root)
    assert again.generation == number + 1
    assert build._now().startswith("1999")
    assert [d.source for d in again.documents() if d.source == "delta.txt"]
    assert list(again._snapshot.store.sequences().values()) == [1, 2, 3, 4]
    assert {a.documents[0].source for a in again.alerts(since="alphab.txt")} == {"delta.txt"}
    again.save_search("Newest", "arrests")
    assert [s.name for s in again.saved_searches()] == ["Arrests", "Figures", "Newest"]
    (root / "CURRENT").unlink()
    assert library(root, create=True).generation == number + 1
    assert problems(root) == []


def test_the_last_decision_holds_though_its_clock_was_earlier(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log, names = ReviewLog(root), DecisionLog(root)
    assert opinions(log.read(), [KEY])[KEY.content].state == "dismissed"
    monkeypatch.setattr("index.reviews.datetime", _Early)
    monkeypatch.setattr(sys.modules["track.decisions"], "datetime", _Early)
    last = log.decide("accept", KEY, "10 is not 11.", by="B", note="right after all")
    assert last.when.startswith("1999")
    assert opinions(log.read(), [KEY])[KEY.content].state == "accepted"
    assert [review.action for review in log.read()][-2:] == ["dismiss", "accept"]
    assert names.rename("BRAVO", "DELTA", "a newer name").when.startswith("1999")
    assert [decision.other for decision in names.read()][-1] == "DELTA"
    assert log.undo(KEY.ref, by="B").undoes == last.id


# ---- refusals


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process of another user")
def test_a_read_only_folder_is_read_and_a_change_is_told(root: Path, tmp_path: Path) -> None:
    """As a user without rights, since root may write anywhere."""
    path = report(tmp_path, "DELTA", "2021-22 Q1")
    before, kept = state(root), users(root)
    for place in (tmp_path, *tmp_path.parents[:2], root, *root.rglob("*")):
        place.chmod(0o555 if place.is_dir() else 0o444)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        said = "nothing"
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            read = state(root) == before and users(root) == kept
            try:
                library(root).add([path])
            except LibraryError as error:
                said = f"{read} {error}"
        except BaseException as error:
            said = repr(error)
        os.write(writing, said.encode())
        os._exit(0)
    os.waitpid(child, 0)
    words = os.read(reading, 10_000).decode()
    os.close(reading)
    os.close(writing)
    for place in (tmp_path, root, *(p for p in root.rglob("*") if p.is_dir())):
        place.chmod(0o755)
    assert words.startswith("True "), words
    assert "cannot be written: permission denied. Nothing was changed; ask for" in words
    assert state(root) == before


@pytest.mark.parametrize("name", ["CURRENT", "generations/000004/manifest.json"])
def test_what_may_not_be_read_is_not_called_damaged(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    read = Path.read_bytes

    def refused(path: Path) -> bytes:
        if path == root / name:
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(LibraryError, match="permission denied; ask for the right to read") as told:
        library(root)
    assert not isinstance(told.value, DamagedLibraryError)


@pytest.mark.parametrize(
    ("error", "what", "step"),
    [
        (OSError(28, "No space left on device"), "the disk is full", "make room on the disk"),
        (OSError(122, "Disk quota exceeded"), "the disk is full", "make room on the disk"),
        (OSError(30, "Read-only file system"), "read-only", "make it writable"),
        (PermissionError(13, "Permission denied"), "permission denied", "ask for the right"),
        (OSError(5, "Input/output error"), "Input/output error", "check the disk"),
        (RuntimeError("write error: No space left on device"), "disk is full", "make room"),
    ],
)
def test_a_refusal_says_what_happened_what_is_safe_and_the_next_step(
    tmp_path: Path, error: Exception, what: str, step: str
) -> None:
    with pytest.raises(LibraryError) as told, disk.telling(tmp_path, "All is well"):
        raise error
    words = str(told.value)
    assert str(tmp_path) in words
    happened, _, after = words.partition(". All is well; ")
    assert what in happened
    assert after.startswith(step)


def test_an_error_of_ours_is_told_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(QuarterlineError, match=r"^mine$"), disk.telling(tmp_path, "All is well"):
        raise QuarterlineError("mine")


def test_half_an_index_is_never_published(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FAISS may lose its last flush on a full disk and say nothing."""
    import faiss  # noqa: PLC0415

    before = state(root)
    write = faiss.write_index

    def torn(index: Any, name: str) -> None:
        write(index, name)
        Path(name).write_bytes(Path(name).read_bytes()[:-20])

    monkeypatch.setattr(faiss, "write_index", torn)
    with pytest.raises(LibraryError):
        library(root).add([report(tmp_path, "DELTA", "2021-22 Q1")])
    assert state(root) == before
    assert problems(root) == []


def test_leftovers_of_a_failed_change_are_swept_by_the_next(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = report(tmp_path, "DELTA", "2021-22 Q1")

    def full(root: Path, number: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(generations, "point", full)
        with pytest.raises(LibraryError, match="the disk is full"):
            library(root).add([path])
    orphans = len(list((root / "originals").iterdir()))
    assert orphans == 4
    library(root).remove("bravo.txt")
    assert len(list((root / "originals").iterdir())) == 2
    assert library(root).add([path])[0].status == "added"
    assert len(list((root / "generations").iterdir())) == 2


def test_waiting_is_short(root: Path) -> None:
    started = time.monotonic()
    with generations.writer(root), pytest.raises(LibraryLockedError), generations.writer(root, 0.1):
        pass
    assert time.monotonic() - started < 3
