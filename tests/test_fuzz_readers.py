"""The fuzzer's short form, seeded: some hundred changed files of each format, and the fuzzer."""

from __future__ import annotations

import random
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bench.fuzz.check
from bench.fuzz.__main__ import line, main
from bench.fuzz.changes import changed
from bench.fuzz.check import FaultError, execute
from bench.fuzz.run import Found, Summary, fuzz, made
from bench.fuzz.seeds import FORMATS, seeds
from corpus.reading import Reading
from quarterline.errors import DamagedFileError
from quarterline.settings import Limits

RUNS = {"txt": 150, "md": 100, "html": 150, "docx": 100, "pdf": 60}
SEED = 20_261_120


@pytest.mark.parametrize("form", FORMATS)
def test_seeds_are_read(form: str) -> None:
    assert len(seeds(form)) >= 3
    for data in seeds(form):
        assert execute(data, f"a.{form}") == "read"


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
def test_changed_files_are_read_or_refused(form: str) -> None:
    outcomes = [execute(made(form, SEED, n), f"a.{form}") for n in range(RUNS[form])]
    # changes so wild that every file is refused at its first byte would test nothing
    assert outcomes.count("read") > RUNS[form] / 5
    assert outcomes.count("read") < RUNS[form]


@pytest.mark.parametrize("form", FORMATS)
def test_a_run_can_be_made_again_and_runs_differ(form: str) -> None:
    files = [made(form, 3, n) for n in range(8)]
    assert files == [made(form, 3, n) for n in range(8)]
    assert len(set(files)) > 5


def test_changes_of_a_word_file_leave_its_archive_whole() -> None:
    whole = 0
    for n in range(40):
        try:
            with zipfile.ZipFile(BytesIO(made("docx", 4, n))) as archive:
                whole += archive.testzip() is None
        except zipfile.BadZipFile:
            continue
    assert whole > 25


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(FORMATS), st.integers(0, 2**32), st.binary(max_size=60))
def test_any_changes_and_bytes_between(form: str, seed: int, data: bytes) -> None:
    base = changed(form, random.Random(seed))  # noqa: S311
    at = seed % (len(base) + 1)
    execute(base[:at] + data + base[at:], f"a.{form}")


def test_a_fault_is_found_kept_and_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = Found("md", 7, 12, "ValueError: words (lines.py:1)")
    summary = Summary("md", runs=20, seconds=2.0, found=[found])
    summary.outcomes.update({"read": 19, "fault": 1})
    monkeypatch.setattr("bench.fuzz.__main__.fuzz", lambda *_: summary)
    assert main(["--format", "md", "--runs", "20", "--out", str(tmp_path)]) == 1
    assert (tmp_path / "7-12.md").read_bytes() == made("md", 7, 12)
    told = capsys.readouterr().out
    assert "md: 20 executions in 2 s (10 a second): 19 read, 1 fault; 1 faults" in told
    assert "md seed 7 run 12: ValueError: words" in told


@pytest.mark.slow
def test_executions_are_counted_and_the_worker_ends() -> None:
    summary = fuzz("md", 60, SEED)
    assert (summary.runs, summary.found) == (60, [])
    assert "60 executions" in line(summary)


@pytest.mark.parametrize(
    ("reading", "what"),
    [
        (Reading("words\ud800", "text/plain"), "surrogates not allowed"),
        (Reading("  \n", "text/plain"), "without a word"),
        (Reading("words", "text/plain", ((3, 9),)), "pages out of order"),
        (Reading("words", "text/plain", ((3, 5), (0, 2))), "pages out of order"),
    ],
)
def test_what_may_not_be_is_a_fault(
    reading: Reading, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench.fuzz.check, "read_bytes", lambda *_: reading)
    with pytest.raises((FaultError, UnicodeEncodeError), match=what):
        execute(b"words", "a.txt")


def test_a_refusal_without_its_file_and_slowness_are_faults(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(data: bytes, name: str, limits: Limits) -> Reading:
        raise DamagedFileError("it is broken")

    monkeypatch.setattr(bench.fuzz.check, "read_bytes", refuse)
    with pytest.raises(FaultError, match="does not name its file"):
        execute(b"words", "a.txt")
    monkeypatch.undo()
    monkeypatch.setattr(bench.fuzz.check, "SLOW", -1.0)
    with pytest.raises(FaultError, match="5 bytes took"):
        execute(b"words", "a.txt")


def test_the_guided_form_asks_for_its_extra() -> None:
    """atheris is imported in the child only: the fuzzer runs without it."""
    assert "atheris" not in sys.modules
