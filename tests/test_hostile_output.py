"""Hostile reports, names and questions through every exit: the terminal, files, the query."""

from __future__ import annotations

import csv
import json
import os
import re
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from index.library import Library
from quarterline.errors import QueryError
from quarterline.plain import encodable, printable
from tests.ui_support import AUTUMN, SUMMER, WRONG, make_library, use_fake_encoder, write_reports
from ui.cli import app
from ui.csv_text import safe_cell, to_csv

# what a terminal obeys, what a spreadsheet computes, what a browser runs, what a query means
OBEYED = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
BAD = (
    "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b2J \u202eback\u202c \u2066apart\u2069 \u200fmark "
    "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) "
    "{{7*7}} ${jndi:ldap://x} '; DROP TABLE passages; --"
)
PIECES = {
    "- Chelmsford: Wardens": f'- =HYPERLINK("http://x") @SUM(1) +1+1 -1+1 {BAD} Wardens',
    "Operation KINGLET closed": f"Operation KINGLET {BAD} closed",
    "South LPA:": "South\x1b[2J LPA:",
    "A quarterly update for the board": "A quarterly update for the \x1b[31mboard\u202e",
}
QUESTIONS = [
    "'; DROP TABLE passages; --",
    '" OR 1=1 --',
    "passages MATCH 'x'",
    "NEAR(a b, 5)",
    "a* OR b",
    "title:x",
    '"unclosed',
    "((((",
    "%%%%",
    "\\",
    "\0",
    "\x1b[31mred",
    "\u202eback",
    "\ud800",
    "🙂" * 50,
    "{{7*7}}",
    "-",
    "--help me",
    "=1+1",
    "^a$",
    "a" * 5_000,
    "operation " * 500,
    "(" * 5_000,
    '"a" ' * 1_000,
    "-a " * 1_000,
    "1," * 2_000,
    " " * 5_000 + "a",
]


def spoiled(report: str) -> str:
    for words, worse in PIECES.items():
        report = report.replace(words, worse)
    # a text with a control character in every line would not be taken for text
    return (
        report + "\n- Officers spoke to people in the town about what they had seen." * 160 + "\n"
    )


@pytest.fixture(autouse=True)
def _fake_model(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_fake_encoder(monkeypatch)
    monkeypatch.setenv("QUARTERLINE_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("COLUMNS", "160")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    folder = write_reports(tmp_path / "bad", autumn=spoiled(AUTUMN), summer=spoiled(SUMMER))
    (folder / "autumn.txt").rename(folder / "=1+1 \x1b[2J\u202eautumn.txt")
    made = make_library(tmp_path / "library", folder)
    assert len(made.documents(superseded=True)) == 2
    return made


def output(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments), prog_name="quarterline")
    assert "Traceback" not in result.output
    assert result.exit_code in (0, 1, 2), result.output
    return result.output


# ---- the terminal


@pytest.mark.slow
def test_no_command_lets_a_report_speak_to_the_terminal(library: Library, tmp_path: Path) -> None:
    passage = next(p for p in library.passages() if "\x1b" in p.text)
    document = library.document(passage.document)
    commands = [
        ["documents"],
        ["documents", "--json"],
        ["search", "wardens market"],
        ["search", "KINGLET", "--json"],
        ["show", passage.id],
        ["show", document.id],
        ["show", document.source],
        ["register"],
        ["track", "KINGLET"],
        ["theme", "county lines"],
        ["measure", "arrests"],
        ["commitments"],
        ["recycled"],
        ["matrix"],
        ["certificate", "KINGLET"],
        ["dossier", "KINGLET"],
        ["audit"],
        ["verify", f"Essex Police made 9 arrests {BAD}"],
        ["check", str(tmp_path / "bad" / "summer.txt")],
        ["add", str(tmp_path / "bad")],
        ["doctor"],
        ["decisions"],
        ["review"],
        ["alerts"],
        ["export", str(tmp_path / "records")],
        ["remove", "\x1b[31mnone"],
    ]
    leaks, neutral = {}, set()
    for command in commands:
        said = output(*command)
        found = OBEYED.search(said)
        if "␛[31mred" in said:
            neutral.add(command[0])
        if found:
            leaks[" ".join(command)[:60]] = f"{found.group()!a}"
    assert leaks == {}
    assert {"search", "show"} <= neutral  # the words were there to leak


def test_a_name_that_is_no_text_does_not_stop_its_batch(tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    for name in (b"caf\xe9.txt", b"bad\xe9.pdf", b"line\nend.md"):
        try:
            (folder / os.fsdecode(name)).write_bytes(AUTUMN.encode() + name)
        except OSError:
            pytest.skip("this file system takes no such names")
    (folder / os.fsdecode(b"bad\xe9.pdf")).write_bytes(b"%PDF-1.4 cut")
    (folder / "loop").symlink_to(".")
    (folder / "itself").symlink_to("itself")
    made = Library(tmp_path / "library", create=True)
    results = made.add([folder])
    assert sorted(r.status for r in results) == ["added", "failed", "replaced"]
    assert {d.source for d in made.documents(superseded=True)} == {
        "caf\ufffd.txt",
        "line\nend.md",
    }
    assert {r.status for r in made.add([folder])} == {"unchanged", "failed"}


@pytest.mark.slow
@pytest.mark.parametrize("command", ["search", "show", "track", "theme", "measure", "certificate"])
def test_what_was_asked_is_not_echoed_to_the_terminal_as_it_came(
    command: str, library: Library
) -> None:
    for asked in ("\x1b[31mred\x07", "\u202eback", "\x9b2J", "a\u2066b", "a\rb"):
        assert not OBEYED.search(output(command, asked)), asked


# ---- files


class Page(HTMLParser):
    """The elements of a page, and what would run or load in it."""

    def __init__(self) -> None:
        super().__init__()
        self.running: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        loads = [
            f"{tag} {name}={value}"
            for name, value in attrs
            if name.startswith("on")
            or (name in ("src", "href") and (value or "").strip().lower().startswith("javascript"))
        ]
        self.running += [tag] if tag in ("script", "iframe", "object", "embed") else loads


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [["dossier", "KINGLET", "--html"], ["dossier", "KINGLET"], ["audit"]],
)
def test_a_page_written_to_a_file_runs_nothing(
    command: list[str], library: Library, tmp_path: Path
) -> None:
    target = tmp_path / "page.html"
    output(*command, "-o", str(target))
    page = Page()
    page.feed(target.read_text(encoding="utf-8"))
    assert page.running == []


@pytest.mark.slow
def test_no_cell_of_the_workbook_is_a_formula_of_a_report(library: Library, tmp_path: Path) -> None:
    target = tmp_path / "paper.xlsx"
    wrong = WRONG.replace("Quarter 3 2019/20", "Quarter 2 2019/20")
    library.add([write_reports(tmp_path / "wrong", wrong=spoiled(wrong))])
    output("audit", "-o", str(target))
    cells = [c for s in openpyxl.load_workbook(target) for row in s.iter_rows() for c in row]
    formulas = [str(cell.value) for cell in cells if cell.data_type == "f"]
    assert [text for text in formulas if not OURS.fullmatch(text)] == []
    # What a spreadsheet would run was there to be run, and stayed a text.
    assert any(str(c.value).startswith("=1+1") for c in cells if c.data_type == "s")
    assert formulas


# Cells of this workbook, numbers and signs, and four words of ours: nothing that fetches or runs.
OURS = re.compile(
    r"=(?:(?:Figures|Checks)!|[A-Z]{1,2}\d+|\d+(?:\.\d+)?(?:E[+-]?\d+)?|[-+*/(),<>=]|IF|AND"
    r'|"(?:agrees|disagrees|up|down|unchanged)")+'
)
FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "\x1b=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_of_a_csv_file_is_never_a_formula(text: str) -> None:
    table = pd.DataFrame({"words": [text, f"plain {text}"], "=head": [1, 2]})
    rows = list(csv.reader(to_csv(table).splitlines()))
    assert not rows[1][0].startswith(("=", "+", "-", "@", "\t", "\r"))
    assert not OBEYED.search(rows[1][0] + rows[2][0])
    assert not any(head.startswith(("=", "+", "-", "@")) for head in rows[0])


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_any_text_is_safe_in_a_cell(text: str) -> None:
    cell = safe_cell(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert not OBEYED.search(cell)


def test_every_line_of_an_export_is_json_again(library: Library, tmp_path: Path) -> None:
    output("export", str(tmp_path / "records"))
    files = sorted((tmp_path / "records").glob("*.jsonl"))
    assert files
    for file in files:
        # whoever splits on what Unicode calls a line end must not cut a record in two
        for line in file.read_bytes().decode("utf-8").split("\n")[:-1]:
            record: dict[str, Any] = json.loads(line)
            json.dumps(record).encode()
    texts = [json.loads(line)["text"] for line in (tmp_path / "records" / "passages.jsonl").open()]
    assert any("\x1b[31mred" in text for text in texts)


# ---- questions


@pytest.mark.slow
def test_hostile_questions_are_answered_or_refused_and_change_nothing(library: Library) -> None:
    count = len(library.passages())
    slow = {}
    for question in QUESTIONS:
        begin = time.process_time()
        try:
            library.search(question)
        except QueryError as error:
            encodable(str(error)).encode()
        took = time.process_time() - begin
        if took > 3:
            slow[question[:20]] = took
    assert slow == {}
    assert len(Library(library.path).passages()) == count


@settings(max_examples=150, deadline=None)
@given(st.text())
def test_names_are_made_fit_to_keep_and_show(text: str) -> None:
    encodable(text).encode()
    assert len(encodable(text)) == len(text) == len(printable(text))
    assert printable(text).isprintable()
    assert not OBEYED.search(printable(text))


def test_lone_surrogates_become_the_sign_for_unknown_characters() -> None:
    assert encodable("caf\udce9 \ud800 é") == "caf\ufffd \ufffd é"
    assert encodable("café") == "café"
