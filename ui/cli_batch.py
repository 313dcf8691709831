"""Many questions at once: read from JSON Lines or CSV, answered into CSV or a workbook."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quarterline.errors import QuarterlineError, QueryError
from ui.csv_text import safe_cell
from ui.words import one_line, priority_name, span_of_days, visible

if TYPE_CHECKING:
    from index.library import Library
    from index.results import Filters, Results

COLUMNS = (
    *("qid", "question", "result", "rank", "report", "quarter", "page", "priority", "places"),
    *("operations", "passage", "confidence", "figure", "figure_for", "figure_note", "id"),
)
_QUESTION = ("query", "question")
_ID = ("qid", "id", "number")


def read_queries(path: Path) -> list[tuple[str, str]]:
    """The questions of a file as (qid, query): CSV by its name, else JSON Lines.

    Raises QueryError naming the line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryError(f"{path} is not UTF-8 text; save it as CSV UTF-8 or JSON Lines") from error
    read = _read_csv if path.suffix.lower() == ".csv" else _read_lines
    return list(read(path, text))


def _read_lines(path: Path, text: str) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield str(row["qid"]), str(row["query"])
        except (ValueError, KeyError, TypeError) as error:
            raise QueryError(
                f"line {number} of {path} is {line[:60]!r}; "
                'expected an object such as {"qid": "1", "query": "county lines"}'
            ) from error


def _read_csv(path: Path, text: str) -> Iterator[tuple[str, str]]:
    """A column named query or question, and if there is one, a column named qid or id."""
    rows = csv.DictReader(io.StringIO(text))
    heads = {str(head).strip().lower(): head for head in rows.fieldnames or ()}
    asked = next((heads[name] for name in _QUESTION if name in heads), None)
    key = next((heads[name] for name in _ID if name in heads), None)
    if asked is None:
        raise QueryError(
            f"{path} has the columns {', '.join(heads) or 'none'}; expected one named question"
        )
    for number, row in enumerate(rows, start=1):
        query = (row[asked] or "").strip()
        if query:
            yield (row[key] or "").strip() if key else str(number), query


def write_answers(
    library: Library,
    asked: Sequence[tuple[str, str]],
    output: Path,
    limit: int,
    filters: Filters,
) -> tuple[int, int]:
    """Answer the questions into a CSV or XLSX file; numbers of questions and of those with hits.

    A question without an answer keeps a row that says so, and so does one that cannot be asked.
    """
    table: list[dict[str, Any]] = []
    answered = 0
    for qid, query in asked:
        try:
            results = library.search(query, limit=limit, filters=filters)
        except QuarterlineError as error:
            table.append({"qid": qid, "question": query, "result": one_line(str(error))})
            continue
        rows = list(_rows(qid, query, results))
        answered += rows[0]["result"] == "found"
        table += rows
    write = _write_workbook if output.suffix.lower() == ".xlsx" else _write_csv
    write(output, table)
    return len(asked), answered


def _rows(qid: str, query: str, results: Results) -> Iterator[dict[str, Any]]:
    from index.search import UNSURE  # noqa: PLC0415

    base = {"qid": qid, "question": query}
    if not results.hits or results.confidence < UNSURE:
        yield {**base, "result": "nothing found", "confidence": results.confidence}
        return
    figure = results.answers[0] if results.answers else None
    for hit in results.hits:
        passage, document = hit.passage, hit.document
        row = {
            **base,
            "result": "found",
            "rank": hit.rank,
            "report": document.source,
            "quarter": str(document.quarter or ""),
            "page": passage.page or "",
            "priority": priority_name(passage.priority),
            "places": "; ".join(passage.places),
            "operations": "; ".join(
                dict.fromkeys(
                    m.canonical for m in hit.mentions if m.label in ("OPERATION", "PROJECT")
                )
            ),
            "passage": one_line(passage.text),
            "confidence": hit.confidence,
            "id": passage.id,
        }
        if figure is not None and figure.passage.id == passage.id:
            period = figure.claim.period
            row["figure"] = figure.claim.text
            row["figure_for"] = "" if period is None else span_of_days(period)
            row["figure_note"] = " ".join(figure.caveats)
        yield row


def _write_csv(output: Path, table: Sequence[dict[str, Any]]) -> None:
    with output.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        for row in table:
            writer.writerow({name: safe_cell(value) for name, value in row.items()})


def _write_workbook(output: Path, table: Sequence[dict[str, Any]]) -> None:
    from openpyxl import Workbook  # noqa: PLC0415 - only for this format
    from openpyxl.styles import Font  # noqa: PLC0415

    book = Workbook()
    sheet = book.active
    if sheet is None:  # a new workbook always has one
        sheet = book.create_sheet()
    sheet.title = "Answers"
    for column, name in enumerate(COLUMNS, start=1):
        sheet.cell(1, column, name).font = Font(bold=True)
    sheet.freeze_panes = "A2"
    for number, row in enumerate(table, start=2):
        for column, name in enumerate(COLUMNS, start=1):
            value = row.get(name, "")
            cell = sheet.cell(number, column)
            if isinstance(value, str):
                cell.value = visible(value)
                # Else a text that begins with "=" would be run as a formula.
                cell.data_type = "s"
            else:
                cell.value = value
    book.save(output)
