"""Reports read by several processes: the same library, whatever becomes of the processes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from distributed import Client, LocalCluster
from typer.testing import CliRunner

from index import distributed
from index.distributed import DaskReader
from index.fake import FakeIngest
from index.ingest import Ingest, Ingested, OwnReader, ReportIngest
from index.library import Library
from index.results import Progress
from index.workers import PoolReader, read_one
from models.fake import FakeEncoder
from quarterline.errors import EngineError
from quarterline.settings import Limits
from ui.cli import app

SAMPLE = Path(__file__).resolve().parents[1] / "corpus" / "sample" / "reports"
HEAD = "force: Testshire\nplan: Plan 2016-2020\nquarter: {}\nversion: 1.0\n\n# 1 Order\n"
NOBODY = "tcp://127.0.0.1:9"


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=2, host="127.0.0.1", dashboard_address="127.0.0.1:0"
    ) as made:
        yield made


@pytest.fixture
def scheduler(cluster: LocalCluster) -> str:
    return str(cluster.scheduler_address)


def library(folder: Path, ingest: Ingest | None = None) -> Library:
    own = FakeIngest() if ingest is None else ingest
    return Library(folder, encoder=FakeEncoder(), ingest=own, create=True)


def reports(folder: Path, count: int = 8) -> list[Path]:
    """Reports in the format of FakeIngest, one quarter after another."""
    folder.mkdir()
    paths = [folder / f"{number:02}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        quarter = f"{2010 + number // 4}-{11 + number // 4} Q{number % 4 + 1}"
        path.write_text(HEAD.format(quarter) + f"Operation ALPHA made {number + 10} arrests.\n")
    return paths


def exported(library: Library, folder: Path) -> dict[str, list[bytes]]:
    """The lines of each file of the export, sorted."""
    return {p.name: sorted(p.read_bytes().splitlines()) for p in library.export(folder)}


def workers() -> list[psutil.Process]:
    """Processes that this one started to read for it."""
    children = psutil.Process().children(recursive=True)
    return [c for c in children if "spawn_main" in " ".join(c.cmdline())]


def until(true: Callable[[], bool], seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return bool(true())


# ---- the same as in one process


def test_what_becomes_of_each_file_is_the_same_and_in_order(tmp_path: Path, scheduler: str) -> None:
    paths = reports(tmp_path / "in")
    (tmp_path / "in" / "02.txt").write_text("")
    (tmp_path / "in" / "04.txt").write_text("BOOM")
    (tmp_path / "in" / "06.txt").write_bytes(paths[0].read_bytes())
    asked = [*paths, tmp_path / "none.pdf"]
    one, many = library(tmp_path / "one"), library(tmp_path / "many")
    told: dict[str, list[Progress]] = {"one": [], "many": []}
    expected = one.add(asked, progress=told["one"].append)
    found = many.add(asked, progress=told["many"].append, scheduler=scheduler)
    assert found == expected
    assert [r.status for r in found] == [
        *("added", "added", "failed", "added", "failed", "added", "unchanged", "added", "failed")
    ]
    assert "RuntimeError: a fault on purpose" in found[4].problem

    assert told["many"] == told["one"]
    assert exported(many, tmp_path / "x") == exported(one, tmp_path / "y")
    assert {f.path: f.error for f in many.health().failed} == {
        f.path: f.error for f in one.health().failed
    }


def test_limits_hold_wherever_a_report_is_read(tmp_path: Path, scheduler: str) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(1, 4):
        (folder / f"{number}.txt").write_text("- Officers made 5 arrests.\n" * 2 * number)
    for name, how in {"one": {}, "pool": {"workers": 2}, "dask": {"scheduler": scheduler}}.items():
        made = library(tmp_path / name, ReportIngest(Limits(passages=4)))
        found = made.add([folder], **how)  # type: ignore[arg-type]
        assert [r.status for r in found] == ["added", "added", "failed"], name
        assert "more than 4 bullets" in found[2].problem
        # What others ask for is read within their own.
        again = library(tmp_path / f"{name} again", ReportIngest(Limits(passages=6)))
        took = again.add([folder], **how)  # type: ignore[arg-type]
        assert [r.status for r in took] == ["added"] * 3, name


def test_reports_that_are_held_are_never_sent(tmp_path: Path) -> None:
    paths = reports(tmp_path / "in")
    made = library(tmp_path / "lib")
    made.add(paths)
    again = made.add(paths, scheduler=NOBODY)  # where nobody could read them
    assert {r.status for r in again} == {"unchanged"}


def test_what_an_older_state_had_read_is_read_again_by_the_workers(
    tmp_path: Path, scheduler: str
) -> None:
    paths = reports(tmp_path / "in", 5)
    older = FakeIngest(version="fake-0")
    library(tmp_path / "lib", older).add(paths[:4])
    made = library(tmp_path / "lib")
    ingest = FakeIngest()
    made = Library(tmp_path / "lib", encoder=FakeEncoder(), ingest=ingest)
    assert made.add(paths[4:], scheduler=scheduler)[0].status == "added"
    assert made.health().stale == 0
    assert ingest.reads == []  # not in this process


@pytest.mark.slow
def test_the_sample_gives_the_same_bytes_as_in_one_process(tmp_path: Path) -> None:
    before = workers()
    one, many = (library(tmp_path / name, ReportIngest()) for name in ("one", "many"))
    assert {r.status for r in one.add([SAMPLE])} == {"added"}
    assert {r.status for r in many.add([SAMPLE], workers=2)} == {"added"}
    assert exported(many, tmp_path / "x") == exported(one, tmp_path / "y")
    assert workers() == before


# ---- workers that end


@pytest.mark.slow
def test_a_worker_killed_in_mid_run_loses_nothing(tmp_path: Path) -> None:
    ended: list[int] = []
    before = workers()

    def kill(step: Progress) -> None:
        # Told before the first result is waited for: the workers are reading.
        if step.stage == "Reading" and step.done == 1 and not ended:
            ended.append(next(w.pid for w in workers() if w not in before))
            os.kill(ended[0], signal.SIGKILL)

    one, many = (library(tmp_path / name, ReportIngest()) for name in ("one", "many"))
    one.add([SAMPLE])
    results = many.add([SAMPLE], workers=2, progress=kill)
    assert ended
    assert [r.problem for r in results if r.problem] == []
    assert {r.status for r in results} == {"added"}
    assert exported(many, tmp_path / "x") == exported(one, tmp_path / "y")


@pytest.mark.slow
def test_a_file_that_ends_every_worker_fails_alone(tmp_path: Path) -> None:
    paths = reports(tmp_path / "in")
    paths[2].write_text(HEAD.format("2010-11 Q3") + "SIGKILL\n")
    made = library(tmp_path / "lib")
    before = workers()
    results = made.add(paths, workers=2)
    assert [r.status for r in results] == ["added", "added", "failed", *["added"] * 5]
    assert re.search(r"02\.txt ended each of the \d workers .* alone", results[2].problem)
    assert len(made.health().failed) == 1
    assert workers() == before


@pytest.mark.slow
def test_the_child_that_reads_files_ends_with_its_worker(cluster: LocalCluster) -> None:
    page = b"<html><body><p>Arrests by the police rose by 12 to 40 in Q2 2019/20.</p></body></html>"
    version = ReportIngest().version
    with Client(cluster) as client:  # type: ignore[no-untyped-call]
        asked = ReportIngest, Limits(), version, page, "a.html", None, None
        found = client.submit(read_one, *asked, pure=False).result()
        assert isinstance(found, Ingested)
        loaded = client.run(eval, "sorted({'torch', 'onnxruntime'} & {*__import__('sys').modules})")
        assert set(map(tuple, loaded.values())) == {()}  # a worker encodes nothing
    [worker] = [w for w in workers() if w.children()]
    [child] = worker.children()
    assert "corpus.child" in " ".join(child.cmdline())
    worker.kill()
    assert until(lambda: not child.is_running())


# ---- what cannot be had


def test_without_a_scheduler_nothing_is_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distributed, "_CONNECT_SECONDS", 0.5)
    made = library(tmp_path / "lib")
    with pytest.raises(EngineError, match=r"no Dask scheduler .* at tcp://127\.0\.0\.1:9: .*start"):
        made.add(reports(tmp_path / "in"), scheduler=NOBODY)
    assert made.documents() == []
    assert {r.status for r in made.add([tmp_path / "in"])} == {"added"}  # and the lock is free


def test_without_the_package_its_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with (
        DaskReader(FakeIngest(), NOBODY) as reader,
        pytest.raises(EngineError, match=r"pip install 'quarterline\[cluster\]'"),
    ):
        reader.submit(b"", "a.txt", None, None)


def test_workers_of_another_version_stop_it(tmp_path: Path, scheduler: str) -> None:
    made = library(tmp_path / "lib", FakeIngest(version="fake-9"))
    with pytest.raises(EngineError, match=r"another version .* \(fake-1, not fake-9\); install"):
        made.add(reports(tmp_path / "in"), scheduler=scheduler)
    assert made.documents() == []
    assert made.health().failed == ()


def test_a_scheduler_lost_in_mid_run_is_told(tmp_path: Path) -> None:
    paths = reports(tmp_path / "in")
    made = library(tmp_path / "lib")
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address="127.0.0.1:0"
    ) as own:

        def end(step: Progress) -> None:
            if step.done == 2:
                own.close()

        with pytest.raises(EngineError, match="was lost while reports were being read"):
            made.add(paths, scheduler=own.scheduler_address, progress=end)
    assert made.documents() == []


def test_either_workers_or_a_scheduler(tmp_path: Path) -> None:
    made = library(tmp_path / "lib")
    with pytest.raises(EngineError, match="give either 2 or more processes"):
        made.add(reports(tmp_path / "in"), workers=2, scheduler=NOBODY)
    for count in (1, -3):
        with pytest.raises(EngineError, match=f"workers is {count}; give 2 or more"):
            PoolReader(FakeIngest(), count)


def test_processes_of_this_machine_need_no_dask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    before = workers()
    made = library(tmp_path / "lib")
    asked = reports(tmp_path / "in", 3)
    assert {r.status for r in made.add(asked, workers=2)} == {"added"}
    assert workers() == before


def test_workers_end_with_the_one_who_asked() -> None:
    asks = (
        "import sys, time\n"
        "from index.fake import FakeIngest\n"
        "from index.workers import PoolReader\n"
        "if __name__ == '__main__':\n"
        "    with PoolReader(FakeIngest(), 2) as reader:\n"
        "        reader.submit(b'force: T\\n\\nOne.', 'a.txt', None, None)()\n"
        "        print('read', flush=True)\n"
        "        time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", asks], stdout=subprocess.PIPE) as asker:
        assert asker.stdout is not None
        assert asker.stdout.readline() == b"read\n"
        started = psutil.Process(asker.pid).children(recursive=True)
        assert len(started) >= 1
        asker.kill()
        assert until(lambda: not any(child.is_running() for child in started))


def test_what_is_still_read_is_given_up_with_the_block() -> None:
    before = workers()
    begun = time.monotonic()
    with (
        pytest.raises(KeyboardInterrupt),
        PoolReader(FakeIngest(), 2) as reader,
    ):
        for number in range(4):
            reader.submit(b"force: T\n\nOne.", f"{number}.txt", None, None)
        raise KeyboardInterrupt
    assert time.monotonic() - begun < 30
    assert workers() == before


def test_the_command_takes_one_of_the_two(tmp_path: Path) -> None:
    asked = ["--library", str(tmp_path), "add", str(SAMPLE), "--workers", "2"]
    done = CliRunner().invoke(app, [*asked, "--scheduler", NOBODY])
    assert done.exit_code == 2
    assert "not both" in done.output


def test_in_this_process_a_file_is_read_when_it_is_waited_for() -> None:
    ingest = FakeIngest()
    with OwnReader(ingest) as reader:
        wait = reader.submit(b"quarter: 2019-20 Q3\n\nOne.\n", "a.txt", None, None)
        assert (reader.ahead, ingest.reads) == (1, [])
        assert len(wait().passages) == 1
        assert ingest.reads == ["a.txt"]
