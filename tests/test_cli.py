"""The command line: each command as a user meets it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from index.library import Library
from tests.ui_support import (
    AUTUMN,
    HOSTILE,
    SUMMER,
    make_library,
    use_fake_encoder,
    write_reports,
)
from ui import cli_serve
from ui.cli import app

COMMANDS = ["add", "documents", "search", "show", "export", "remove", "ui", "doctor"]


@pytest.fixture(autouse=True)
def _fake_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_fake_encoder(monkeypatch)
    monkeypatch.setenv("QUARTERLINE_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return write_reports(tmp_path / "reports", autumn=AUTUMN, summer=SUMMER)


@pytest.fixture
def library(tmp_path: Path, reports: Path) -> Library:
    return make_library(tmp_path / "library", reports)


def run(*arguments: object, status: int = 0) -> Result:
    result = CliRunner().invoke(app, [str(a) for a in arguments], prog_name="quarterline")
    assert result.exit_code == status, result.output
    assert "Traceback" not in result.output
    return result


def rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


# ---- help and mistakes


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_help_begins_with_an_example(command: list[str]) -> None:
    text = run(*command, "--help").stdout
    assert text.lstrip().startswith(" ".join(["Example: quarterline", *command]))
    assert text.index("Example:") < text.index("Usage:")


def test_every_command_is_listed_with_what_it_does() -> None:
    text = run("--help").stdout
    listed = [line.split() for line in text.split("Commands:")[1].splitlines() if line.strip()]
    names = [words[0] for words in listed]
    assert names[: len(COMMANDS)] == COMMANDS
    assert len(set(names)) == len(names)
    assert all(len(words) > 2 for words in listed)


def test_version() -> None:
    assert run("--version").stdout == "quarterline 0.1.0\n"


def test_help_is_quick() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "ui.cli", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    microseconds = [int(line.split("|")[1]) for line in done.stderr.splitlines()[1:] if "|" in line]
    assert max(microseconds) < 1_000_000


def test_without_a_command_the_help_is_shown() -> None:
    assert "Example: quarterline add" in run(status=2).output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["search"], "QUESTION"),
        (["search", "a", "--queries", "b"], "QUESTION"),
        (["search", "--queries", "questions.jsonl"], "add --json"),
        (["search", "a", "--limit", "0"], "greater than or equal to 1"),
        (["documents"], "quarterline add"),
        (["doctored"], "No such command"),
        (["add", "x.txt", "--quarter", "soon"], "2019-20 Q3"),
    ],
)
def test_mistakes_end_with_2_and_say_what_to_do(arguments: list[str], message: str) -> None:
    result = run(*arguments, status=2)
    assert message in result.stderr
    assert result.stdout == ""


# ---- add


def test_add_says_what_was_understood(reports: Path) -> None:
    text = run("add", reports).stdout
    assert "autumn.txt: added" in text
    assert "force Essex Police" in text
    assert "plan Police and Crime Plan 2016-2020" in text
    assert "quarter 2019-20 Q3 (October to December 2019)" in text
    assert "version 2.2" in text
    assert "1 operation," in text
    assert "2 operations," in text
    assert "2 of 2 files taken." in text


def test_add_again_changes_nothing(reports: Path) -> None:
    run("add", reports)
    assert run("add", reports).stdout.count(": already there") == 2


def test_add_ends_with_1_when_a_file_could_not_be_taken(reports: Path) -> None:
    (reports / "empty.txt").write_bytes(b"")
    text = run("add", reports, status=1).stdout
    assert "empty.txt: not added" in text
    assert "autumn.txt: added" in text
    assert "2 of 3 files taken, 1 not." in text


def test_add_a_folder_without_reports(tmp_path: Path) -> None:
    (tmp_path / "nothing").mkdir()
    assert "nothing" in run("add", tmp_path / "nothing", status=1).output


def test_add_can_overrule_quarter_and_force(reports: Path) -> None:
    file = reports / "autumn.txt"
    text = run("add", file, "--quarter", "2021-22 Q2", "--force", "Kent Police").stdout
    assert "force Kent Police" in text
    assert "quarter 2021-22 Q2 (July to September 2021)" in text


# ---- documents


@pytest.mark.usefixtures("library")
def test_documents_newest_first() -> None:
    text = run("documents").stdout
    assert text.index("2020-21 Q1") < text.index("2019-20 Q3")
    assert "Essex Police, version 2.2" in text
    assert "autumn.txt, id " in text


@pytest.mark.usefixtures("library")
def test_documents_as_json() -> None:
    [summer, autumn] = rows(run("documents", "--json"))
    assert (autumn["source"], autumn["quarter"], autumn["version"]) == (
        "autumn.txt",
        "2019-20 Q3",
        "2.2",
    )
    assert autumn["superseded"] is False
    assert autumn["passages"] > 3
    assert summer["operations"] == 2
    assert "text" not in autumn


def test_documents_with_all_versions(tmp_path: Path, library: Library) -> None:
    newer = AUTUMN.replace("Version 2.2", "Version 2.3").replace("nine people", "ten people")
    folder = write_reports(tmp_path / "newer", newer=newer)
    run("add", folder)
    assert len(rows(run("documents", "--json"))) == 2
    everything = {
        row["source"]: row["superseded"] for row in rows(run("documents", "--json", "--all"))
    }
    assert everything == {"autumn.txt": True, "newer.txt": False, "summer.txt": False}
    assert "replaced by a newer version" in run("documents", "--all").stdout
    assert library.refresh()


def test_documents_of_an_empty_library(tmp_path: Path) -> None:
    Library(tmp_path / "library", create=True)
    assert "quarterline add" in run("documents").stdout


# ---- search


@pytest.mark.usefixtures("library")
def test_search_shows_where_and_why() -> None:
    text = run("search", "county lines in Southend", "--limit", 1).stdout
    assert "Understood: place Southend" in text
    assert "1. Quarter" in text
    assert "Priority 5: Tackle Gangs and Organised Crime" in text
    assert "South LPA" in text
    assert "Operation KINGLET closed two county lines" in text
    assert "Operations: KINGLET · Places: Southend" in text
    assert "Why found: " in text
    assert "Open: quarterline show" in text


@pytest.mark.usefixtures("library")
def test_search_as_json_has_every_field() -> None:
    answer = json.loads(run("search", "county lines in Southend", "--json").stdout)
    assert answer["query"] == "county lines in Southend"
    assert answer["understood"]["places"] == ["Southend"]
    hit = answer["hits"][0]
    assert {
        "rank", "score", "confidence", "doc", "source", "document", "passage", "start", "end",
        "text", "force", "quarter", "version", "priority", "objective", "context", "places",
        "page", "kind", "why", "mentions",
    } <= set(hit)  # fmt: skip
    assert hit["rank"] == 1
    assert hit["source"] in ("autumn.txt", "summer.txt")
    assert "county lines" in hit["text"]
    assert hit["why"]
    assert {m["label"] for m in hit["mentions"]} >= {"OPERATION"}


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (["--quarter", "2019-20 Q3"], {"autumn.txt"}),
        (["--quarter", "2019-20 Q3", "--quarter", "2020-21 Q1"], {"autumn.txt", "summer.txt"}),
        (["--operation", "WHIMBREL"], {"summer.txt"}),
        (["--priority", "5", "--place", "Basildon"], {"autumn.txt", "summer.txt"}),
    ],
)
@pytest.mark.usefixtures("library")
def test_search_keeps_to_its_filters(filters: list[str], expected: set[str]) -> None:
    answer = json.loads(run("search", "Operation KINGLET", *filters, "--json").stdout)
    assert {hit["source"] for hit in answer["hits"]} == expected
    for hit in answer["hits"]:
        if "--place" in filters:
            assert "Basildon" in hit["places"] or "Basildon" in hit["text"]


@pytest.mark.usefixtures("library")
def test_search_refuses_an_unknown_filter() -> None:
    assert "Narnia" in run("search", "arrests", "--place", "Narnia", status=2).stderr


@pytest.mark.usefixtures("library")
def test_search_keeps_to_a_kind_of_passage() -> None:
    answer = json.loads(run("search", "KINGLET", "--kind", "bullet points", "--json").stdout)
    assert {hit["kind"] for hit in answer["hits"]} == {"bullet"}
    refused = run("search", "KINGLET", "--kind", "poem", status=2).stderr
    assert "'poem' is not a kind of passage; expected bullet, paragraph or table row" in refused


@pytest.mark.usefixtures("library")
def test_search_without_an_answer_says_so() -> None:
    text = run("search", "volcano zeppelin").stdout
    assert "Nothing found for “volcano zeppelin”." in text
    assert "Check the spelling" in text


@pytest.mark.usefixtures("library")
def test_many_questions_at_once(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(
        '{"qid": "a", "query": "county lines"}\n\n{"qid": "b", "query": "market square"}\n',
        encoding="utf-8",
    )
    found = rows(run("search", "--queries", file, "--json", "--limit", 2))
    assert [(row["qid"], row["rank"]) for row in found] == [("a", 1), ("a", 2), ("b", 1), ("b", 2)]
    assert set(found[0]) == {
        "qid", "source", "doc", "start", "end", "score", "rank", "confidence",
    }  # fmt: skip
    for row in found:
        text = (tmp_path / "reports" / row["source"]).read_text(encoding="utf-8")
        needle = "county lines" if row["qid"] == "a" else "market square"
        assert needle in text[row["start"] : row["end"]]


@pytest.mark.parametrize("line", ["not json", '{"qid": "a"}', "[]", '"text"'])
@pytest.mark.usefixtures("library")
def test_a_wrong_line_of_questions_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text(f'{{"qid": "a", "query": "b"}}\n{line}\n', encoding="utf-8")
    assert "line 2 of" in run("search", "--queries", file, "--json", status=2).stderr


@pytest.mark.usefixtures("library")
def test_questions_in_a_file_that_is_missing(tmp_path: Path) -> None:
    result = run("search", "--queries", tmp_path / "none.jsonl", "--json", status=2)
    assert "none.jsonl" in result.stderr


# ---- show


@pytest.mark.usefixtures("library")
def test_show_a_report() -> None:
    text = run("show", "autumn.txt").stdout
    assert "Quarter 3, 2019-20, Essex Police, Version 2.2" in text
    assert "From the words" in text
    assert "Priority 5: Tackle Gangs and Organised Crime" in text
    assert "Operation KINGLET closed two county lines" in text


def test_show_a_passage(library: Library) -> None:
    document = library.document("autumn.txt")
    [passage] = [p for p in library.passages(document.id) if "county lines" in p.text]
    for key in (passage.id, f"autumn.txt#{passage.order}"):
        text = run("show", key).stdout
        assert f"characters {passage.start} to {passage.end}" in text
        assert passage.text in text
        assert "KINGLET" in text
        assert "Southend" in text


@pytest.mark.parametrize("key", ["nothing.txt", "autumn.txt#9999", "zzzz#1"])
@pytest.mark.usefixtures("library")
def test_show_what_is_not_there(key: str) -> None:
    assert run("show", key, status=2).stderr.startswith("Error: ")


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
