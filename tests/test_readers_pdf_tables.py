"""Tables of PDF pages: ruled, shaded, open and aligned ones, and what is none."""

from __future__ import annotations

import io
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from corpus.reading import read_bytes
from tests.pdf_support import LEFT, bullet, drawn, lines_at, read


def test_a_line_of_contents_is_a_row_of_title_and_page() -> None:
    def page(canvas: Canvas) -> None:
        lines_at(
            canvas,
            LEFT,
            760,
            "Priority 1 – Roads ................. 3",
            "Priority 2 – Homes . . . . . . . . . . 12",
        )

    assert read(page).text == "Priority 1 – Roads\t3\nPriority 2 – Homes\t12\n"


def table_pdf(rows: list[list[Any]], style: list[Any], **options: Any) -> bytes:
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build([Table(rows, style=style, **options)])
    return out.getvalue()


GRID = ("GRID", (0, 0), (-1, -1), 0.5, "black")


def test_merged_cells_are_written_once() -> None:
    rows = [["Wide head", "", "C"], ["Tall", "b1", "c1"], ["", "b2", "c2"]]
    spans = [GRID, ("SPAN", (0, 0), (1, 0)), ("SPAN", (0, 1), (0, 2))]
    text = read_bytes(table_pdf(rows, spans, colWidths=[80] * 3), "t.pdf").text
    assert text == "Wide head\t\tC\nTall\tb1\tc1\n\tb2\tc2\n"


def test_a_row_cut_by_the_page_goes_on_as_a_row_with_an_empty_first_cell() -> None:
    style = getSampleStyleSheet()["BodyText"]
    long = " ".join(f"Words number {n} of the commentary." for n in range(250))
    rows = [["We will", "Commentary", "Who"], ["Act", Paragraph(long, style), "Unit"]]
    data = table_pdf(
        rows,
        [GRID, ("VALIGN", (0, 0), (-1, -1), "TOP")],
        colWidths=[100, 250, 80],
        repeatRows=1,
        splitInRow=1,
    )
    reading = read_bytes(data, "t.pdf")
    first, second, *_ = [reading.text[start:end] for start, end in reading.pages]
    assert first.startswith("We will\tCommentary\tWho\nAct\tWords number 0")
    assert second.startswith("We will\tCommentary\tWho\n\t")
    joined = " ".join(
        line.split("\t")[1]
        for line in reading.text.split("\n")
        if line.count("\t") == 2 and not line.startswith("We will")
    )
    assert joined == long


def test_items_inside_a_cell_are_joined_to_one_row() -> None:
    style = getSampleStyleSheet()["BodyText"]
    cell = [
        Paragraph("Two things:", style),
        Paragraph("<bullet>•</bullet>first", style),
        Paragraph("<bullet>•</bullet>second", style),
    ]
    data = table_pdf([["Head", "Other"], ["Label", cell]], [GRID], colWidths=[100, 200])
    assert read_bytes(data, "t.pdf").text == "Head\tOther\nLabel\tTwo things: • first • second\n"


def test_shaded_cells_without_lines_make_a_table() -> None:
    shades = [("BACKGROUND", (c, r), (c, r), "lightgrey") for c in range(3) for r in range(3)]
    rows = [["A", "B", "C"], ["one two", "b", "c"], ["three", "e", "f"]]
    data = table_pdf(rows, shades, colWidths=[90] * 3)
    assert read_bytes(data, "t.pdf").text == "A\tB\tC\none two\tb\tc\nthree\te\tf\n"


def test_aligned_columns_without_lines_make_a_table_and_bullets_do_not() -> None:
    def page(canvas: Canvas) -> None:
        y = 760.0
        for name, count, change in (
            ("District", "Offences", "Change"),
            ("Basildon", "1,234", "5%"),
            ("Castle Point", "98", "-12%"),
            ("Southend", "1,001", "0%"),
        ):
            canvas.drawString(LEFT, y, name)
            canvas.drawRightString(260, y, count)
            canvas.drawRightString(360, y, change)
            y -= 14
        for number in range(4):
            y = bullet(canvas, LEFT, y - 10, "-", f"Item {number}")

    assert read(page).text == (
        "District\tOffences\tChange\nBasildon\t1,234\t5%\nCastle Point\t98\t-12%\n"
        "Southend\t1,001\t0%\n\n- Item 0\n- Item 1\n- Item 2\n- Item 3\n"
    )


def test_boxes_and_underlines_are_no_tables() -> None:
    def page(canvas: Canvas) -> None:
        canvas.rect(40, 40, 515, 762)
        canvas.rect(55, 700, 480, 60)
        canvas.line(60, 735, 200, 735)
        lines_at(canvas, LEFT, 737, "Words in a box that are", "two lines long")

    assert read(page).text == "Words in a box that are\ntwo lines long\n"


def test_rows_parted_by_lines_and_columns_by_white_are_a_table() -> None:
    style = getSampleStyleSheet()["BodyText"]
    rows: list[list[Any]] = [["We will", "Commentary", "Who"]]
    for number in range(4):
        words = f"Words of row {number} that are wrapped to several lines of the cell. " * 3
        rows.append([Paragraph(f"Act {number} on the roads", style), Paragraph(words, style), "U"])
    lines = [
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, "grey"),
        ("LINEABOVE", (0, 0), (-1, 0), 1, "grey"),
    ]
    data = table_pdf(rows, [*lines, ("VALIGN", (0, 0), (-1, -1), "TOP")], colWidths=[90, 220, 60])
    text = read_bytes(data, "t.pdf").text
    assert text.startswith("We will\tCommentary\tWho\nAct 0 on the roads\tWords of row 0 that are")
    assert [line.count("\t") for line in text.strip().split("\n")] == [2] * 5


def test_rules_between_sections_of_a_page_make_no_table() -> None:
    def page(canvas: Canvas) -> None:
        y = 780.0
        for number in range(4):
            canvas.line(LEFT, y + 12, 500, y + 12)
            canvas.drawString(LEFT, y, f"Heading {number}")
            y = bullet(
                canvas, LEFT, y - 16, "•", f"Item {number} with some words in a line", "more"
            )
            y -= 10

    text = read_bytes(drawn(page), "t.pdf").text
    assert "\t" not in text
    assert text.count("\n- Item") == 4
