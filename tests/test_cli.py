"""The command line: each command as a user meets it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from index.library import Library
from tests.cli_support import rows, run
from tests.ui_support import (
    AUTUMN,
    write_reports,
)

COMMANDS = ["add", "documents", "search", "show", "export", "remove", "ui", "doctor"]


pytestmark = pytest.mark.usefixtures("own_cli")


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
