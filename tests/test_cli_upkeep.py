"""`export`, `remove`, `doctor` and `ui` as a user meets them, and hostile text in a terminal."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pytest

from index.library import Library
from tests.cli_support import rows, run
from tests.ui_support import (
    HOSTILE,
    make_library,
    write_reports,
)
from ui import cli_serve

pytestmark = pytest.mark.usefixtures("own_cli")


# ---- export, remove, doctor, ui


@pytest.mark.usefixtures("library")
def test_export_writes_every_kind_of_record(tmp_path: Path) -> None:
    text = run("export", tmp_path / "records").stdout
    kinds = ["checks", "claims", "comparisons", "documents", "mentions", "passages"]
    assert sorted(p.stem for p in (tmp_path / "records").glob("*.jsonl")) == kinds
    assert all(f"{kind}.jsonl" in text for kind in kinds)


@pytest.mark.usefixtures("library")
def test_export_to_an_impossible_place(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert run("export", tmp_path / "file" / "records", status=2).stderr.startswith("Error: ")


@pytest.mark.usefixtures("library")
def test_remove() -> None:
    assert "Removed autumn.txt (Quarter 3, 2019-20 and " in run("remove", "autumn.txt").stdout
    assert [row["source"] for row in rows(run("documents", "--json"))] == ["summer.txt"]
    assert "autumn.txt" in run("remove", "autumn.txt", status=2).stderr


@pytest.mark.usefixtures("library")
def test_doctor() -> None:
    text = run("doctor").stdout
    assert "Model all-MiniLM-L6-v2-int8: its sha256 is the registered one" in text
    assert "spacy 3.8" in text
    assert "generation " in text
    assert "wrong" not in text


def test_doctor_without_a_library() -> None:
    assert "No library at" in run("doctor").stdout


def test_doctor_finds_a_damaged_library(tmp_path: Path, library: Library) -> None:
    [file] = (tmp_path / "library" / "generations").glob(f"*{library.generation}/vectors.faiss")
    file.write_bytes(b"damaged")
    assert "wrong" in run("doctor", status=1).stdout


def test_ui_serves_loopback_only_and_keeps_its_guards(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: dict[str, Any] = {}

    def serve(arguments: list[str], **_: object) -> None:
        seen["arguments"] = arguments
        seen["library"] = os.environ["QUARTERLINE_LIBRARY"]

    monkeypatch.setattr("streamlit.web.cli.main", serve)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    text = run("--library", tmp_path / "mine", "ui", "--port", port).stdout
    assert f"http://127.0.0.1:{port}" in text
    assert seen["library"] == str(tmp_path / "mine")
    assert seen["arguments"][0] == "run"
    assert Path(seen["arguments"][1]).is_file()
    assert {
        "--server.address=127.0.0.1",
        "--server.enableXsrfProtection=true",
        "--server.enableCORS=true",
        "--server.allowedHosts=127.0.0.1",
        "--server.fileWatcherType=none",
        "--browser.gatherUsageStats=false",
        "--runner.postScriptGC=false",
        "--server.headless=true",
    } <= set(seen["arguments"])


def test_every_flag_is_one_that_streamlit_knows() -> None:
    from streamlit import config  # noqa: PLC0415 - slow to load, needed here only

    known = {f"--{name}" for name in config.get_config_options()}
    assert {flag.split("=")[0] for flag in cli_serve.flags(8501)} <= known


def test_ui_on_a_port_that_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"port {port} cannot be used" in run("ui", "--port", port, status=2).stderr


# ---- text of a report is data


def test_hostile_text_reaches_the_terminal_as_text(tmp_path: Path) -> None:
    make_library(tmp_path / "library", write_reports(tmp_path / "bad", hostile=HOSTILE))
    outputs = [
        run("search", "hostile questionnaire").stdout,
        run("show", "hostile.txt").stdout,
        run("search", "hostile questionnaire", "--json").stdout,
        run("documents").stdout,
    ]
    for text in outputs:
        assert "\x1b" not in text
    assert "[bold red]rich[/] ␛[31mred" in outputs[0]
    assert "[bold red]rich[/] ␛[31mred" in outputs[1]


def test_hostile_file_names_reach_the_terminal_as_text(tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "[red]\x1b[2Jname.txt").write_text("", encoding="utf-8")
    text = run("add", folder, status=1).output
    assert "\x1b" not in text
    assert "[red]␛[2Jname.txt: not added" in text
