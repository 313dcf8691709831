"""PDF pages drawn by hand: columns, bullets at given places, tables, and files that are broken."""

from __future__ import annotations

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from tests.pdf_support import LEFT, bullet, lines_at, read


def columns(canvas: Canvas, y: float, left: list[str], right: list[str]) -> float:
    ends = lines_at(canvas, LEFT, y, *left), lines_at(canvas, 320, y - 3, *right)
    return min(ends)


LEFT_TEXT = [f"Left words number {n} fill the whole of the column" for n in range(8)]
RIGHT_TEXT = [f"Right words number {n} fill the whole of the column" for n in range(8)]


def test_two_columns_are_read_one_after_the_other_below_a_heading_across_both() -> None:
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(LEFT, 780, "A heading that runs across both of the columns of the page")
        canvas.setFont("Helvetica", 10)
        y = columns(canvas, 750, LEFT_TEXT, RIGHT_TEXT)
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(LEFT, y - 20, "A second heading across both of the columns of the page")
        canvas.setFont("Helvetica", 10)
        columns(canvas, y - 45, LEFT_TEXT[::-1], RIGHT_TEXT[::-1])

    assert read(page).text.split("\n\n") == [
        "A heading that runs across both of the columns of the page",
        "\n".join(LEFT_TEXT),
        "\n".join(RIGHT_TEXT),
        "A second heading across both of the columns of the page",
        "\n".join(LEFT_TEXT[::-1]),
        "\n".join(RIGHT_TEXT[::-1]) + "\n",
    ]


def test_bullets_in_two_columns_have_levels_of_their_own_column() -> None:
    def page(canvas: Canvas) -> None:
        for x, name in ((LEFT, "Left"), (320.0, "Right")):
            y = 760.0
            for number in range(4):
                y = bullet(
                    canvas,
                    x,
                    y,
                    "•",
                    f"{name} item number {number} which has enough",
                    "words to be wrapped to a second line",
                )
                y = bullet(canvas, x + 18, y, "–", f"{name} item below number {number} there")

    text = read(page).text
    assert text.startswith(
        "- Left item number 0 which has enough\nwords to be wrapped to a second line\n"
        "  - Left item below number 0 there\n- Left item number 1"
    )
    assert "\n- Right item number 3 which has enough\nwords" in text
    assert text.endswith("\n  - Right item below number 3 there\n")
    assert text.index("Left item below number 3") < text.index("Right item number 0")


def test_levels_come_from_places_over_the_whole_document() -> None:
    # the second page begins inside a list: alone it does not show that a level is above
    def first(canvas: Canvas) -> None:
        y = bullet(canvas, 72, 760, "•", "Top item with words that run to the end of its line and")
        lines_at(canvas, 86, y + 4, "then on to a second line")
        y = bullet(canvas, 90, y - 12, "o", "Middle item")
        y = bullet(canvas, 108, y, "-", "Lowest item")
        bullet(canvas, 72, y, "•", "Top item again")

    def second(canvas: Canvas) -> None:
        y = bullet(canvas, 108, 760, "-", "Lowest item of the next page")
        y = bullet(canvas, 90, y, "o", "Middle item of the next page")
        bullet(canvas, 72, y, "•", "Top item of the next page")

    reading = read(first, second)
    assert reading.text == (
        "- Top item with words that run to the end of its line and\nthen on to a second line\n"
        "  - Middle item\n    - Lowest item\n- Top item again\n\n"
        "    - Lowest item of the next page\n  - Middle item of the next page\n"
        "- Top item of the next page\n"
    )
    start, end = reading.pages[1]
    assert reading.text[start:end].startswith("    - Lowest item of the next page")
    assert end == len(reading.text) - 1


def test_a_list_with_another_margin_on_a_later_page_is_not_one_level_down() -> None:
    def first(canvas: Canvas) -> None:
        y = bullet(canvas, 72, 760, "•", "One")
        bullet(canvas, 90, y, "•", "One below")

    def second(canvas: Canvas) -> None:
        y = bullet(canvas, 79, 760, "•", "Two")
        bullet(canvas, 97, y, "•", "Two below")

    text = read(first, second).text
    assert text == "- One\n  - One below\n\n- Two\n  - Two below\n"


@pytest.mark.parametrize(
    "mark", ["•", "◦", "▪", "–", "-", "·", "●", "■", "\uf0b7", "\uf0a7", "➢", "o", "*"]
)
def test_marks_at_a_hanging_indent_are_bullets(mark: str) -> None:
    dejavu()

    def page(canvas: Canvas) -> None:
        canvas.setFont("DejaVu", 10)
        y = bullet(canvas, 72, 760, mark, "First item that is long enough to be", "wrapped once")
        bullet(canvas, 72, y, mark, "Second item")

    expected = "- First item that is long enough to be\nwrapped once\n- Second item\n"
    assert read(page).text == expected


def dejavu() -> None:
    try:
        pdfmetrics.registerFont(TTFont("DejaVu", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"))
    except TTFError:
        pytest.skip("needs the font DejaVu Sans, in Debian's package fonts-dejavu-core")


def test_symbol_font_glyphs_are_bullets() -> None:
    def page(canvas: Canvas) -> None:
        for number in range(3):
            canvas.setFont("Symbol", 10)
            canvas.drawString(72, 760 - 14 * number, "\u2022")
            canvas.setFont("Helvetica", 10)
            canvas.drawString(90, 760 - 14 * number, f"Item {number}")

    assert read(page).text == "- Item 0\n- Item 1\n- Item 2\n"


def test_typed_dashes_without_hanging_text_are_bullets_and_wrapped_dashes_are_not() -> None:
    def page(canvas: Canvas) -> None:
        y = lines_at(
            canvas,
            LEFT,
            760,
            "A paragraph whose words run on to the end of the line with a dash that is wrapped",
            "– so that the second line begins with it, and goes on to the very end of the line too",
        )
        lines_at(canvas, LEFT, y - 8, "- a typed item", "- another typed item")

    text = read(page).text
    assert "wrapped – so that the second line" in text
    assert text.endswith("\n\n- a typed item\n- another typed item\n")


def test_numbered_items_keep_their_numbers() -> None:
    def page(canvas: Canvas) -> None:
        y = bullet(
            canvas, 72, 760, "1.", "First numbered item which is wrapped to", "the next line"
        )
        y = bullet(canvas, 90, y, "a)", "Below the first")
        bullet(canvas, 72, y, "2.", "Second")

    expected = (
        "1. First numbered item which is wrapped to\nthe next line\n"
        "  a) Below the first\n2. Second\n"
    )
    assert read(page).text == expected


def test_paragraphs_are_parted_by_gaps_and_labels_by_bold_type() -> None:
    def page(canvas: Canvas) -> None:
        y = lines_at(
            canvas,
            LEFT,
            760,
            "First words of a paragraph that reaches its right edge",
            "and ends here.",
        )
        y = lines_at(canvas, LEFT, y - 6, "A second paragraph, after a gap.")
        canvas.setFont("Helvetica-Bold", 10)
        y = lines_at(canvas, LEFT, y - 6, "Bold label")
        canvas.setFont("Helvetica", 10)
        lines_at(canvas, LEFT, y, "Words that stand right below the label with no gap.")

    assert read(page).text == (
        "First words of a paragraph that reaches its right edge\nand ends here.\n\n"
        "A second paragraph, after a gap.\n\nBold label\n\n"
        "Words that stand right below the label with no gap.\n"
    )


def test_raised_figures_stay_in_their_line_and_words_broken_at_a_hyphen_are_whole() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(LEFT, 760, "On the 1")
        x = LEFT + canvas.stringWidth("On the 1", "Helvetica", 10)
        canvas.setFont("Helvetica", 6)
        canvas.drawString(x, 764, "st")
        canvas.setFont("Helvetica", 10)
        canvas.drawString(x + 8, 760, "of April the well-known co-")
        canvas.drawString(LEFT, 748, "ordinator came.")

    assert read(page).text == "On the 1st of April the well-known co-ordinator\ncame.\n"


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(rotation: int) -> None:
    def page(canvas: Canvas) -> None:
        canvas.setPageRotation(rotation)
        # reportlab turns the page's box too, so that A4 is the page as shown
        width, height = A4 if rotation == 180 else A4[::-1]
        canvas.translate(*{90: (width, 0), 180: (width, height), 270: (0, height)}[rotation])
        canvas.rotate({90: 90, 180: 180, 270: 270}[rotation])
        lines_at(canvas, 60, 500, "First line of the page as shown", "second line of the page")

    assert read(page).text == "First line of the page as shown\nsecond line of the page\n"


def test_text_at_an_angle_does_not_mix_with_the_lines() -> None:
    def page(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(200, 500)
        canvas.rotate(45)
        canvas.setFont("Helvetica", 60)
        canvas.drawString(0, 0, "DRAFT")
        canvas.restoreState()
        lines_at(canvas, LEFT, 760, *[f"Line number {n} of the paragraph" for n in range(40)])

    text = read(page).text
    assert text.startswith("Line number 0 of the paragraph\nLine number 1 of the paragraph\n")
    assert text.endswith("Line number 39 of the paragraph\n\nDRAFT\n")


def test_odd_characters_do_not_break_the_reader() -> None:
    dejavu()

    def page(canvas: Canvas) -> None:
        canvas.setFont("DejaVu", 12)
        lines_at(canvas, LEFT, 760, "שלום עולם", "مرحبا", "ﬁgures ﬂow – “quoted” ½ €5m", "\u00adx")

    text = read(page).text
    assert "figures flow – “quoted” ½ €5m" in text
    assert text.count("\n") >= 3


def test_words_printed_twice_for_false_bold_are_read_once() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(LEFT, 760, "False bold words")
        canvas.drawString(LEFT + 0.3, 760, "False bold words")

    assert read(page).text == "False bold words\n"


def test_an_empty_page_has_an_empty_span() -> None:
    def empty(canvas: Canvas) -> None:
        del canvas

    def page(canvas: Canvas) -> None:
        canvas.drawString(LEFT, 760, "Words")

    reading = read(page, empty, page)
    assert reading.text == "Words\n\nWords\n"
    assert reading.pages == ((0, 5), (5, 5), (7, 12))
