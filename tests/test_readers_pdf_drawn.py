"""PDFs as browsers print them: drawn marks, wrapped headings, ragged lines, page numbers far out."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus.reading import Reading, read_bytes

LEFT = 113.0
Shape = Callable[[Canvas, float, float], None]


def read(*pages: Callable[[Canvas], None]) -> Reading:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for page in pages:
        canvas.setFont("Helvetica", 11)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return read_bytes(out.getvalue(), "report.pdf")


def disc(canvas: Canvas, x: float, y: float) -> None:
    canvas.circle(x, y, 1.5, stroke=0, fill=1)


def ring(canvas: Canvas, x: float, y: float) -> None:
    canvas.circle(x, y, 1.5, stroke=1, fill=0)


def square(canvas: Canvas, x: float, y: float) -> None:
    canvas.rect(x - 1.5, y - 1.5, 3, 3, stroke=0, fill=1)


def lines_at(canvas: Canvas, x: float, y: float, *lines: str, pitch: float = 12) -> float:
    for line in lines:
        canvas.drawString(x, y, line)
        y -= pitch
    return y


def item(canvas: Canvas, level: int, y: float, shape: Shape, *lines: str) -> float:
    """An item with its mark drawn 8 points before its text, as Chromium does."""
    x = LEFT + 30 * (level + 1)
    shape(canvas, x - 9.5, y + 3.1)
    return lines_at(canvas, x, y, *lines)


def furniture(canvas: Canvas, number: int) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(24, 820, "11/20/26, 8:30 AM")
    canvas.drawString(24, 20, "file:///report.html")
    canvas.drawRightString(588, 20, f"{number}/9")
    canvas.setFont("Helvetica", 11)


@pytest.mark.parametrize("shape", [disc, ring, square])
def test_drawn_shapes_before_a_line_are_marks_with_levels_by_their_place(shape: Shape) -> None:
    def page(canvas: Canvas) -> None:
        y = lines_at(canvas, LEFT, 760, "We will:") - 10
        y = item(canvas, 0, y, shape, "First item with words that are", "wrapped to a second line.")
        y = item(canvas, 1, y, shape, "Below the first")
        y = item(canvas, 2, y, shape, "Below that")
        item(canvas, 0, y, shape, "Second item")

    assert read(page).text == (
        "We will:\n\n- First item with words that are\nwrapped to a second line.\n"
        "  - Below the first\n    - Below that\n- Second item\n"
    )


def test_shapes_of_other_sizes_and_places_are_no_marks() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(LEFT, 760, "Words")
        canvas.circle(LEFT - 15, 763, 8, fill=1)  # too large
        canvas.drawString(LEFT, 700, "More words")
        disc(canvas, LEFT - 9.5, 715)  # above the line
        canvas.drawString(LEFT, 640, "Far words")
        disc(canvas, LEFT - 60, 643)  # too far from its words
        canvas.drawString(LEFT, 580, "One")
        width = canvas.stringWidth("One ", "Helvetica", 11)
        disc(canvas, LEFT + width + 1, 583)  # within a line
        canvas.drawString(LEFT + width + 5, 580, "two")
        for number in range(20):  # a dotted rule before words
            square(canvas, LEFT - 8, 500 + 5 * number)
        lines_at(canvas, LEFT, 590 - 30, "Beside a rule", "of dots")

    text = read(page).text
    assert "- " not in text
    assert "•" not in text
    assert "One two" in text


def test_items_with_drawn_marks_in_a_cell() -> None:
    def page(canvas: Canvas) -> None:
        for y in (700, 740, 780):
            canvas.line(60, y, 500, y)
        for x in (60, 200, 500):
            canvas.line(x, 700, x, 780)
        canvas.drawString(64, 765, "We will")
        canvas.drawString(204, 765, "Commentary")
        canvas.drawString(64, 725, "Act")
        for number, words in enumerate(("first", "second")):
            y = 725 - 14 * number
            disc(canvas, 221, y + 3.1)
            canvas.drawString(230, y, words)

    assert read(page).text == "We will\tCommentary\nAct\t• first • second\n"


def test_columns_whose_marks_hang_into_the_gutter() -> None:
    def page(canvas: Canvas) -> None:
        words = "Item {} with words enough to fill"
        y = {0: 760.0, 1: 760.0}
        for number in range(8):
            for side, x in enumerate((130.0, 325.0)):
                disc(canvas, x - 9.5, y[side] + 3.1)
                lines = (words.format(number + 8 * side), "its lines, and then a few words")
                y[side] = lines_at(canvas, x, y[side], *lines)

    text = read(page).text
    expected = [
        f"- Item {number} with words enough to fill\nits lines, and then a few words"
        for number in range(16)
    ]
    assert text == "\n".join(expected[:8]) + "\n" + "\n".join(expected[8:]) + "\n"


def body(canvas: Canvas, y: float = 600) -> float:
    """A ragged paragraph whose second line ends, somewhat short, with a sentence."""
    return lines_at(
        canvas,
        LEFT,
        y,
        "Officers spoke with residents at the market about noise near the river and",
        "about speeding, and 34 people were moved on over the last three months.",
        "Patrols have gone on since then, as residents asked for them and as the",
        "council's wardens were glad to see; the streets are said to be quieter.",
    )


BODY = (
    "Officers spoke with residents at the market about noise near the river and\n"
    "about speeding, and 34 people were moved on over the last three months.\n"
    "Patrols have gone on since then, as residents asked for them and as the\n"
    "council's wardens were glad to see; the streets are said to be quieter."
)


def test_ragged_lines_that_end_with_a_sentence_do_not_part_a_paragraph() -> None:
    def page(canvas: Canvas) -> None:
        # the foot reaches further right than any line of text
        furniture(canvas, 1)
        body(canvas, body(canvas) - 10)

    text = read(page, page, page).text
    assert text.count(f"\n\n{BODY}\n\n{BODY}\n\n") == 3


def test_a_line_with_clear_room_after_its_sentence_ends_a_paragraph() -> None:
    def page(canvas: Canvas) -> None:
        y = body(canvas)
        y = lines_at(canvas, LEFT, y, "A short paragraph.")
        y = body(canvas, y)
        canvas.drawString(LEFT + 22, y, "A first line set in begins another, though all are tight.")

    paragraphs = read(page).text.strip().split("\n\n")
    assert paragraphs[:3] == [BODY, "A short paragraph.", BODY]
    assert paragraphs[3].startswith("A first line set in")


@pytest.mark.parametrize(("font", "size"), [("Helvetica-Bold", 16.5), ("Helvetica", 16.5)])
def test_a_wrapped_heading_is_one_line(font: str, size: float) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        lines_at(
            canvas, LEFT, 700, "Priority 1 - More Local, Visible and Accessible", "Policing",
            pitch=19.5,
        )  # fmt: skip
        canvas.setFont("Helvetica", 11)
        body(canvas, 650)

    text = read(page).text
    assert text == f"Priority 1 - More Local, Visible and Accessible Policing\n\n{BODY}\n"


def test_a_centred_heading_that_is_wrapped_is_one_line() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 16.5)
        canvas.drawCentredString(300, 700, "Priority 3 - Protecting people and breaking")
        canvas.drawCentredString(300, 680.5, "the cycle of domestic abuse")
        canvas.setFont("Helvetica", 11)
        body(canvas, 650)

    heading = "Priority 3 - Protecting people and breaking the cycle of domestic abuse"
    assert read(page).text == f"{heading}\n\n{BODY}\n"


def test_lines_of_a_cover_that_had_room_stay_lines() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 16.5)
        lines_at(canvas, LEFT, 700, "Essex Police", "Quarterly Update", pitch=19.5)
        canvas.setFont("Helvetica", 11)
        body(canvas, 650)

    assert read(page).text == f"Essex Police\nQuarterly Update\n\n{BODY}\n"


def test_a_bold_figure_that_fills_a_wrapped_line_does_not_part_a_paragraph() -> None:
    def page(canvas: Canvas) -> None:
        y = body(canvas)
        lines_at(
            canvas, LEFT, y, "Wardens met with residents, who spoke of many more calls and rose by"
        )
        canvas.setFont("Helvetica-Bold", 11)
        canvas.drawString(LEFT, y - 12, "twenty-six.")

    assert read(page).text.endswith("and rose by\ntwenty-six.\n")
    assert "\n\n" not in read(page).text


def test_words_broken_at_their_hyphen_are_whole_in_lines_and_cells() -> None:
    def page(canvas: Canvas) -> None:
        lines_at(canvas, LEFT, 700, "Plans were made for the end of COVID-", "19 rules, and short-",
                 "and long-term ones.")  # fmt: skip
        for y in (550, 600, 620):
            canvas.line(60, y, 300, y)
        for x in (60, 160, 300):
            canvas.line(x, 550, x, 620)
        lines_at(canvas, 64, 608, "Head")
        lines_at(canvas, 164, 608, "Other")
        lines_at(canvas, 64, 588, "by BT-", "SMS - all")
        lines_at(canvas, 164, 588, "short-", "and long-term")

    assert read(page).text == (
        "Plans were made for the end of COVID-19\nrules, and short-\nand long-term ones.\n\n"
        "Head\tOther\nby BT-SMS - all\tshort- and long-term\n"
    )


def test_numbers_with_only_a_space_after_them_are_items_and_wrapped_figures_are_not() -> None:
    def page(canvas: Canvas) -> None:
        y = 700.0
        for number in range(8, 12):
            canvas.drawRightString(LEFT + 27, y, f"{number}.")
            y = lines_at(canvas, LEFT + 30, y, f"Item {number} with words", "on two lines")
        y = body(canvas, y - 12)
        lines_at(
            canvas,
            LEFT,
            y,
            "Wardens met with many residents, who say that calls are now down from",
            "15. There is less noise.",
        )

    text = read(page).text
    items = [f"{number}. Item {number} with words\non two lines" for number in range(8, 12)]
    assert text.startswith("\n".join(items) + "\n\n")
    assert text.endswith("down from 15.\nThere is less noise.\n")


def test_dashes_typed_in_a_cell_are_items() -> None:
    def page(canvas: Canvas) -> None:
        for y in (540, 600, 620):
            canvas.line(60, y, 300, y)
        for x in (60, 160, 300):
            canvas.line(x, 540, x, 620)
        lines_at(canvas, 64, 608, "Head")
        lines_at(canvas, 164, 608, "Other")
        lines_at(canvas, 64, 588, "Act")
        lines_at(canvas, 164, 588, "Two:", "- one thing", "- two things")

    assert read(page).text == "Head\tOther\nAct\tTwo: • one thing • two things\n"
