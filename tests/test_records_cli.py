"""`--records` on the command line and in the app: the same words, and nothing of the password."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

from index import records_server
from index.library import Library
from index.postgres import Postgres
from quarterline.settings import RECORDS_VARIABLE
from tests.cli_support import run
from tests.postgres_support import PASSWORD, Server
from tests.ui_support import page, source, words

COMMANDS = [
    ["documents"],
    ["documents", "--json", "--all"],
    ["search", "county lines in Southend"],
    ["search", "knife", "--json"],
    ["search", "arrests", "--place", "Southend", "--kind", "bullet"],
    ["show", "2019-20-q3.md"],
    ["show", "2019-20-q3.md#5"],
    ["register"],
    ["track", "GOLDCREST"],
    ["theme", "knife crime"],
    ["measure", "emergency calls"],
    ["commitments"],
    ["recycled"],
    ["matrix"],
    ["audit"],
    ["verify", "Essex Police took 91,425 emergency calls in July to September 2020"],
    ["check", "corpus/sample/reports/2019-20-q3.md"],
    ["review"],
    ["decisions", "list"],
    ["alerts"],
]


@pytest.fixture
def copies(sample: Path, tmp_path: Path) -> tuple[Path, Path]:
    """Two copies of the sample, nothing worked out in either; one is asked with a server."""
    made = (tmp_path / "a" / "library", tmp_path / "b" / "library")
    for copied in made:
        shutil.copytree(sample, copied, ignore=shutil.ignore_patterns("track"))
    return made


@pytest.mark.slow
def test_every_command_says_the_same(
    copies: tuple[Path, Path], sample_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    own, other = copies
    for command in COMMANDS:
        mine = run("--library", own, *command, status=_status(command))
        theirs = run(
            "--library", other, "--records", sample_address, *command, status=_status(command)
        )
        assert theirs.stdout == mine.stdout, command
        assert mine.stdout.strip() or command[0] in ("alerts", "review"), command


def _status(command: list[str]) -> int:
    """Those that found something wrong with a report or statement end with 1."""
    return {"check": 1, "verify": 0}.get(command[0], 0)


@pytest.mark.slow
def test_doctor_and_export_say_the_same(
    copies: tuple[Path, Path], sample_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    own, other = copies
    mine = run("--library", own, "doctor").stdout.replace(str(own), "L")
    theirs = run("--library", other, "--records", sample_address, "doctor").stdout
    assert theirs.replace(str(other), "L") == mine
    run("--library", own, "export", tmp_path / "mine")
    run("--library", other, "--records", sample_address, "export", tmp_path / "theirs")
    for path in sorted((tmp_path / "mine").iterdir()):
        assert path.read_bytes() == (tmp_path / "theirs" / path.name).read_bytes()


@pytest.mark.slow
def test_load_and_status(
    copies: tuple[Path, Path], postgres: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    own, _ = copies
    address = postgres.database()
    named = ["--library", own, "--records", address]
    bare = Postgres.at(address).address
    said = [run(*named, "records", "status", status=1)]
    assert f"{bare} does not hold the library as it now is, generation 2" in said[0].output
    assert f"quarterline --records {bare} records load" in said[0].output
    said.append(run(*named, "search", "knife crime", status=2))
    assert f"quarterline --records {bare} records load" in said[-1].output
    said.append(run(*named, "doctor", status=1))
    assert "records load" in said[-1].output
    said.append(run(*named, "records", "load"))
    assert "rows loaded" in said[-1].output
    said.append(run(*named, "records", "load"))
    assert said[-1].output == f"{bare}: the records were there\n"
    said.append(run(*named, "records", "load", "--again"))
    said.append(run(*named, "records", "status"))
    assert f"{bare} holds the library as it now is, generation 2" in said[-1].output
    assert "MB, loaded 20" in said[-1].output
    said.append(run(*named, "search", "knife crime"))
    # What is changed without naming the server leaves it behind; named, it is brought along.
    text = Path("corpus/sample/reports/2019-20-q3.md").read_text(encoding="utf-8")
    extra = own.parent / "extra.md"
    extra.write_text(text.replace("2019", "2018"), encoding="utf-8")
    run("--library", own, "add", extra, "--quarter", "2018-19 Q3")
    said.append(run(*named, "search", "knife crime", status=2))
    said.append(run(*named, "records", "load"))
    said.append(run(*named, "search", "knife crime"))
    said.append(run(*named, "remove", "extra.md"))
    said.append(run(*named, "records", "status"))
    assert f"{bare} holds the library as it now is, generation 4" in said[-1].output
    assert "replaced 20" in said[-1].output
    assert not any(PASSWORD in s.output or "s3cret" in s.output for s in said)
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize("command", [["records", "load"], ["records", "status"]])
def test_without_a_server_it_says_how_to_name_one(
    sample: Path, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(RECORDS_VARIABLE, raising=False)
    said = run("--library", sample, *command, status=2)
    assert "expected an address such as postgresql://user@host:5432/database" in said.output


def test_a_server_that_does_not_answer_is_named(sample: Path) -> None:
    wrong = f"postgresql://u:{PASSWORD}@127.0.0.1:1/d"
    said = run("--library", sample, "--records", wrong, "search", "knife", status=2)
    assert "postgresql://u@127.0.0.1:1/d cannot be asked for records" in said.output
    assert PASSWORD not in said.output


# ---- the app


@pytest.fixture
def app(
    sample: Path, sample_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The app over a copy of the sample, its records on the server."""
    root = tmp_path / "library"
    shutil.copytree(sample, root, ignore=shutil.ignore_patterns("track"))
    monkeypatch.setenv("QUARTERLINE_LIBRARY", str(root))
    monkeypatch.setenv(RECORDS_VARIABLE, sample_address)
    st.cache_resource.clear()
    st.cache_data.clear()
    yield root
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("", {"q": "county lines in Southend"}),
        ("operations", {"name": "GOLDCREST"}),
        ("figures", {"text": "emergency calls"}),
        ("audit", {}),
        ("library", {}),
        ("reader", {"document": "2019-20-q3.md"}),
    ],
)
def test_the_app_shows_the_same(
    app: Path, path: str, asked: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = source(page(path, **asked))
    st.cache_resource.clear()
    st.cache_data.clear()
    monkeypatch.delenv(RECORDS_VARIABLE)
    shutil.rmtree(app / "track", ignore_errors=True)
    assert source(page(path, **asked)) == theirs


@pytest.mark.slow
def test_the_app_says_what_to_do_where_the_server_lags(
    app: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = postgres.database()
    monkeypatch.setenv(RECORDS_VARIABLE, empty)
    shown = words(page())
    assert "Something went wrong" in shown
    assert f"quarterline --records {Postgres.at(empty).address} records load" in shown
    records_server.load(app, Postgres.at(empty))
    assert "Something went wrong" not in words(page(q="knife crime"))
    assert Library(app).search("knife crime").hits
