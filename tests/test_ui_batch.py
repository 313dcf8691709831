"""Many questions: read from CSV, answered into CSV and workbooks."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from openpyxl import load_workbook

from index.fake import FakeIngest
from index.library import Library
from index.results import Filters
from models.fake import FakeEncoder
from quarterline.errors import QueryError
from ui.cli_batch import COLUMNS, read_queries, write_answers

REPORT = (
    "force: Testshire\nquarter: 2019-20 Q3\n\n# 1 Order\n@ South LPA, Seaview\n"
    "Burglary at Sands led to 7 arrests.\n=1+1 is what burglary costs\n"
)
ASKED = [("1", "burglary"), ("2", "zebra crossing"), ("3", "burgl*")]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "1.txt").write_text(REPORT)
    made = Library(tmp_path / "lib", encoder=FakeEncoder(64), ingest=FakeIngest(), create=True)
    made.add([tmp_path / "1.txt"])
    return made


def test_questions_are_read_from_csv_and_lines(tmp_path: Path) -> None:
    (tmp_path / "q.csv").write_text('\ufeffID,Question\na,hare coursing\n,\nb,"x, y"\n', "utf-8")
    assert read_queries(tmp_path / "q.csv") == [("a", "hare coursing"), ("b", "x, y")]
    (tmp_path / "n.CSV").write_text("query\nhare coursing\n")
    assert read_queries(tmp_path / "n.CSV") == [("1", "hare coursing")]
    (tmp_path / "q.jsonl").write_text('{"qid": 7, "query": "asb"}\n\n')
    assert read_queries(tmp_path / "q.jsonl") == [("7", "asb")]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("q.csv", b"text\nx\n", "has the columns text; expected one named question"),
        ("q.jsonl", b"nonsense\n", "line 1 of"),
        ("q.csv", b"query\n\xff\xfe\n", "is not UTF-8 text"),
    ],
)
def test_a_bad_file_of_questions_is_named(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(QueryError, match=message):
        read_queries(tmp_path / name)


def test_every_question_keeps_a_row(library: Library, tmp_path: Path) -> None:
    told = write_answers(library, ASKED, tmp_path / "a.csv", 5, Filters())
    assert told == (3, 1)
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(COLUMNS)
    assert {row["qid"] for row in rows} == {"1", "2", "3"}
    assert [r["result"] for r in rows if r["qid"] == "2"] == ["nothing found"]
    assert "no wildcards" in next(r["result"] for r in rows if r["qid"] == "3")
    passages = [row["passage"] for row in rows if row["qid"] == "1"]
    assert any(text.startswith("'=1+1") for text in passages)


def test_a_question_neither_runs_nor_speaks_to_a_terminal(library: Library, tmp_path: Path) -> None:
    asked = [("1", "=cmd|' /C calc'!A0 arrests"), ("2", "\x1b]0;title\x07 \u202earrests")]
    write_answers(library, asked, tmp_path / "a.csv", 5, Filters())
    text = (tmp_path / "a.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert {row["question"][:5] for row in rows if row["qid"] == "1"} == {"'=cmd"}
    assert not any(sign in text for sign in "\x1b\x07\u202e")


def test_a_workbook_holds_no_formula(library: Library, tmp_path: Path) -> None:
    write_answers(library, ASKED, tmp_path / "a.xlsx", 5, Filters())
    sheet = load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    table = list(sheet.iter_rows(values_only=True))
    assert list(table[0]) == list(COLUMNS)
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert "f" not in {cell.data_type for cell in cells}
    assert any(str(cell.value).startswith("=1+1") for cell in cells)
