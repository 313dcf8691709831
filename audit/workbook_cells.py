"""Cells of the workbook. A report's text is data: it can never become a formula.

A spreadsheet takes text that begins with = + - @ or a tab for a formula (OWASP, "CSV
Injection"). Every text is therefore stored with the data type of a string, and marked with a
quote prefix, so that it stays a string when somebody edits the cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

LONGEST = 32_767  # characters in a cell; Excel refuses a file with more
# What XML 1.0 cannot hold: controls but tab and line breaks, surrogates, U+FFFE and U+FFFF.
_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

HEAD = Font(bold=True, color="FFFFFF")
HEAD_FILL = PatternFill("solid", fgColor="1D70B8")
TITLE = Font(bold=True, size=16)
BOLD = Font(bold=True)
INPUT = Font(color="0000FF")  # auditors' custom: what may be typed over is blue
LINK = Font(color="0563C1", underline="single")
TO_FILL = PatternFill("solid", fgColor="FFF7BF")
TOP = Alignment(vertical="top", wrap_text=True)
_THIN = Side(style="thin", color="B1B4B6")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def clean(text: str) -> str:
    """`text` without what XML cannot hold."""
    return _REFUSED.sub("\ufffd", text)


def put(sheet: Worksheet, row: int, column: int, value: str | float | None) -> Cell:
    """Write a text, a number or nothing. A text stays a text whatever it begins with."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101 - no cells are merged
    cell.alignment = TOP
    if isinstance(value, str) and value:
        text = clean(value)
        cell.value = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
        cell.data_type = "s"
        if text[0] in "=+-@\t\r\n|%":
            cell.quotePrefix = True
    elif value is not None and value != "":
        cell.value = value
    return cell


def formula(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """Write a formula of our own making; `text` has no "=" and no words of a report."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101 - no cells are merged
    cell.value = f"={text}"
    cell.alignment = TOP
    return cell


def lead(cell: Cell, sheet: str, row: int, column: int = 1) -> None:
    """Let a click on a cell lead to a row of another sheet of the workbook."""
    target = f"'{sheet}'!{get_column_letter(column)}{row}"
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target)
    cell.font = LINK


def head(sheet: Worksheet, row: int, columns: Sequence[tuple[str, int]]) -> None:
    """The heads of a table (words, width in characters); they stay in view and are printed
    on every page."""
    for number, (words, width) in enumerate(columns, start=1):
        cell = put(sheet, row, number, words)
        cell.font, cell.fill = HEAD, HEAD_FILL
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = f"A{row + 1}"
    sheet.print_title_rows = f"{row}:{row}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def filtered(sheet: Worksheet, row: int, last: int, columns: int) -> None:
    """Let the rows from `row` (heads) to `last` be filtered."""
    sheet.auto_filter.ref = f"A{row}:{get_column_letter(columns)}{max(last, row)}"


def to_fill_in(sheet: Worksheet, row: int, columns: Sequence[int]) -> None:
    """Cells that the auditor fills in."""
    for column in columns:
        cell = sheet.cell(row, column)
        cell.fill, cell.border, cell.alignment = TO_FILL, BOX, TOP
