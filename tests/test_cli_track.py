"""The commands that follow names, themes, figures and promises, as a user meets them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

import quarterline
from index.library import Library
from tests.cli_support import run
from tests.ui_support import HOSTILE, make_library, write_reports
from ui.csv_text import safe_cell

COMMANDS = [
    "register", "track", "theme", "measure", "commitments", "recycled", "matrix", "certificate",
    "dossier", "decisions",
]  # fmt: skip
ANSWERS = [
    ["register"], ["track", "KINGLET"], ["theme", "county lines"], ["measure", "noise complaints"],
    ["commitments"], ["recycled"], ["matrix"], ["certificate", "KINGLET"],
]  # fmt: skip


pytestmark = pytest.mark.usefixtures("own_cli")


def table(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout)))


def answer(result: Result) -> Any:
    return json.loads(result.stdout)


# ---- help, and the three forms of an answer


@pytest.mark.parametrize("command", COMMANDS)
def test_each_help_begins_with_an_example(command: str) -> None:
    text = run(command, "--help").stdout
    assert text.strip().startswith(f"Example: quarterline {command}")
    assert "--json" in text or "--html" in text
    assert f"  {command} " in run("--help").stdout


@pytest.mark.parametrize("name", ["list", "join", "split", "rename", "undo"])
def test_each_help_of_the_decisions_begins_with_an_example(name: str) -> None:
    text = run("decisions", name, "--help").stdout
    assert text.strip().startswith(f"Example: quarterline decisions {name}")


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("arguments", ANSWERS, ids=lambda a: a[0])
def test_each_answer_is_a_table_json_or_csv(arguments: list[str]) -> None:
    assert run(*arguments).stdout.strip()
    assert isinstance(answer(run(*arguments, "--json")), dict)
    rows = table(run(*arguments, "--csv"))
    if arguments[0] != "commitments":  # these two reports promise nothing
        assert rows


@pytest.mark.parametrize("arguments", ANSWERS, ids=lambda a: a[0])
def test_without_a_library_each_says_how_to_make_one(arguments: list[str]) -> None:
    result = run(*arguments, status=2)
    assert "quarterline add" in result.stderr
    assert result.stdout == ""


# ---- what each says


@pytest.mark.usefixtures("library")
def test_register_lists_names_with_their_quarters() -> None:
    rows = {row["name"]: row for row in table(run("register", "--csv"))}
    assert set(rows) == {"KINGLET", "WHIMBREL"}
    assert rows["KINGLET"]["quarters"] == "2019-20 Q3, 2020-21 Q1"
    forms = table(run("register", "--of", "aliases", "--csv"))
    assert {row["form"] for row in forms} == {"Operation KINGLET", "Operation WHIMBREL"}


@pytest.mark.usefixtures("library")
def test_track_shows_quarters_changes_and_gaps() -> None:
    text = run("track", "Operation KINGLET").stdout
    assert "Operation KINGLET" in text
    assert "2019-20 Q3: 2 passages" in text
    assert "2020-21 Q1: 1 passage, against 2019-20 Q3" in text
    assert "no longer said" in text
    assert "Gap: no report held for 2019-20 Q4" in text
    changes = table(run("track", "KINGLET", "--of", "changes", "--csv"))
    assert {row["change"] for row in changes} >= {"added", "removed"}


@pytest.mark.usefixtures("library")
def test_track_of_an_unknown_name_names_the_nearest() -> None:
    assert "nearest: KINGLET" in run("track", "KINGDOM", status=2).stderr


@pytest.mark.usefixtures("library")
def test_theme_shows_counts_beside_the_reports_size() -> None:
    rows = table(run("theme", "lighting", "--how", "words", "--csv"))
    assert [(row["quarter"], row["passages"], row["of"]) for row in rows] == [
        ("2019-20 Q3", "1", "4"),
        ("2020-21 Q1", "1", "4"),
    ]
    text = run("theme", "zeppelin", "--how", "words").stdout
    assert "Zeppelin: 0 passages" in text
    assert "To count again" in text


@pytest.mark.usefixtures("library")
def test_measure_shows_the_figure_as_stated() -> None:
    rows = table(run("measure", "noise complaints", "--csv"))
    assert {row["text"] for row in rows} == {"120"}
    assert "no figure of the reports" in run("measure", "zeppelins", status=2).stderr


@pytest.mark.usefixtures("library")
def test_recycled_shows_what_was_said_before() -> None:
    rows = table(run("recycled", "--csv"))
    assert any("Wardens walked" in row["text"] for row in rows)
    assert {row["quarter"] for row in rows} == {"2020-21 Q1"}


@pytest.mark.usefixtures("library")
def test_matrix_leaves_missing_quarters_blank() -> None:
    [row] = [r for r in table(run("matrix", "--csv")) if r["operation"] == "WHIMBREL"]
    assert (row["2019-20 Q3"], row["2019-20 Q4"], row["2020-21 Q1"]) == ("0", "", "1")
    themes = table(run("matrix", "--of", "themes", "--csv"))
    assert {"theme", "district", "quarter", "passages"} <= set(themes[0])


@pytest.mark.usefixtures("library")
def test_certificate_says_what_was_searched() -> None:
    text = run("certificate", "Operation ALBATROSS", "--quarter", "2020-21 Q1").stdout
    assert "No mention of Operation ALBATROSS in 2020-21 Q1 (1 report, 4 passages searched)" in text
    assert "summer.txt" in text


@pytest.mark.usefixtures("library")
def test_commitments_of_one_outcome() -> None:
    assert "0 commitments" in run("commitments", "--outcome", "missed").stdout


# ---- the dossier


@pytest.mark.usefixtures("library")
def test_dossier_as_a_page_and_as_a_word_document(tmp_path: Path) -> None:
    page, word = tmp_path / "k.html", tmp_path / "k.docx"
    assert "citations, written to" in run("dossier", "KINGLET", "-o", page).stdout
    assert "closed two county lines" in page.read_text(encoding="utf-8")
    run("dossier", "KINGLET", "--docx", "-o", word)
    assert "word/document.xml" in zipfile.ZipFile(word).namelist()


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    "arguments", [["-o", "k.pdf"], ["--html", "--docx", "-o", "k.html"]], ids=["ending", "both"]
)
def test_a_dossier_must_know_its_form(arguments: list[str]) -> None:
    assert "--docx" in run("dossier", "KINGLET", *arguments, status=2).stderr


# ---- decisions


@pytest.mark.usefixtures("library")
def test_a_name_is_joined_and_the_decision_undone() -> None:
    done = run("decisions", "join", "WHIMBREL", "KINGLET", "--reason", "one team").stdout
    assert "d0001: join WHIMBREL as KINGLET" in done
    assert {row["name"] for row in table(run("register", "--csv"))} == {"KINGLET"}
    assert answer(run("decisions", "--json"))[0]["reason"] == "one team"
    assert "WHIMBREL" in run("decisions", "list").stdout
    run("decisions", "undo", "d0001")
    assert len(table(run("register", "--csv"))) == 2
    assert "No decision was taken" in run("decisions").stdout
    assert len(table(run("decisions", "--all", "--csv"))) == 2


@pytest.mark.usefixtures("library")
def test_split_and_rename() -> None:
    run("decisions", "split", "KINGLET", "KINGLET II", "--quarter", "2020-21 Q1", "--reason", "new")
    run("decisions", "rename", "WHIMBREL", "CURLEW", "--reason", "its name now")
    names = {row["name"] for row in table(run("register", "--csv"))}
    assert names == {"KINGLET", "KINGLET II", "CURLEW"}


@pytest.mark.usefixtures("library")
def test_a_decision_that_cannot_be_taken_says_why() -> None:
    unknown = run("decisions", "join", "PUFFIN", "KINGLET", "--reason", "x", status=2)
    assert "no operation or project" in unknown.stderr
    assert "d0099" in run("decisions", "undo", "d0099", status=2).stderr
    without = run("decisions", "join", "WHIMBREL", "KINGLET", status=2)
    assert "--reason" in without.stderr


# ---- text of a report is data; the façade


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    text = HOSTILE.replace("- Hostile", "- Operation KINGLET: =HYPERLINK hostile")
    make_library(tmp_path / "library", write_reports(tmp_path / "bad", hostile=text))
    for of in ("quarters", "passages", "changes"):
        assert "\x1b" not in run("track", "KINGLET", "--of", of).stdout
        assert "\x1b" not in run("track", "KINGLET", "--of", of, "--csv").stdout


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@SUM(A1)"])
def test_a_cell_is_never_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"
    assert safe_cell(f"a{text}") == f"a{text}"
    assert safe_cell(-2) == -2


@pytest.mark.usefixtures("library")
def test_the_facade_answers_the_same(tmp_path: Path) -> None:
    opened = quarterline.Library(tmp_path / "library")
    assert isinstance(opened, Library)
    assert [o.name for o in opened.register().operations] == ["KINGLET", "WHIMBREL"]
    assert opened.operation("KINGLET").operation.quarters == ("2019-20 Q3", "2020-21 Q1")
    assert opened.theme("lighting", how="words").total == 2
    assert opened.measure("noise complaints").series
    assert opened.commitments().commitments == ()
