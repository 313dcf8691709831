"""PDF pages as printed: their image, and the boxes of their words."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from corpus.identity import identify
from corpus.passages import segment
from corpus.printed import page_text, placed_on, reach, render_page
from corpus.readers.pdf_drawings import Box
from corpus.readers.pdf_places import Letter, align, place_words
from corpus.readers.pdf_print import PrintLimits, page_letters
from corpus.reading import read_bytes
from quarterline.errors import DamagedFileError, LimitError
from quarterline.places import Gazetteer
from quarterline.records import Document, Passage
from tests.pdf_support import LEFT, drawn, lines_at

SAMPLE = Path(__file__).resolve().parent.parent / "corpus" / "sample" / "reports"
PDFS = sorted(SAMPLE.glob("*.pdf"))


def page_of(*words: str) -> list[Letter]:
    """Letters of printed words, each in a box of its own."""
    return [
        Letter(char, Box(10 * at, 10 * number, 10 * at + 9, 10 * number + 9), number)
        for number, word in enumerate(words)
        for at, char in enumerate(word)
    ]


def paired(text: str, *printed: str) -> list[int]:
    """For each word of `text` the printed word of all its letters, -1 where it has none."""
    letters = page_of(*printed)
    words = []
    at = 0
    found = align(text, letters)
    for word in text.split():
        at = text.index(word, at)
        held = {letters[i].word if i >= 0 else -1 for i in found[at : at + len(word)]}
        at += len(word)
        words.append(held.pop() if len(held) == 1 else -2)
    return words


# ---- which letter a character came from


def test_the_same_words_in_the_same_order() -> None:
    assert paired("one two\nthree", "one", "two", "three") == [0, 1, 2]


def test_columns_that_were_put_into_another_order() -> None:
    text = "the first column says this\n\nthe second column says that"
    printed = "the second column says that the first column says this".split()
    assert paired(text, *printed) == [5, 6, 7, 8, 9, 0, 1, 2, 3, 4]


def test_repeated_cells_follow_their_row() -> None:
    text = "Harbury\t0\t0\t3\nOldwick\t0\t0\t4"
    assert paired(text, *text.split()) == list(range(8))


def test_a_page_of_nothing_but_repeats_goes_by_its_order() -> None:
    assert paired("0\t0\n0\t0", "0", "0", "0", "0") == [0, 1, 2, 3]
    assert paired("0\t0\n0\t0", "0", "0", "0") == [-1, -1, -1, -1]


def test_a_word_broken_at_its_hyphen_has_its_letters_on_both_lines() -> None:
    letters = page_of("the", "COVID-", "19", "rules")
    found = align("the COVID-19\nrules", letters)
    assert [letters[i].word for i in found[4:12]] == [1] * 6 + [2] * 2


def test_words_that_are_not_on_the_page_get_no_box() -> None:
    placed = place_words("nine vans\n- stopped", 40, page_of("nine", "vans", "stop", "pet", "ed"))
    words = placed.words(40, 100)
    assert [(w.start, w.end, len(w.boxes)) for w in words] == [
        (40, 44, 1),
        (45, 49, 1),
        (50, 51, 0),
        (52, 59, 0),
    ]
    assert placed.lines(50, 59) == ()


def test_part_of_a_word_has_the_box_of_its_part() -> None:
    placed = place_words("(120)", 7, page_of("(120)"))
    assert placed.lines(8, 11) == (Box(10, 0, 39, 9),)
    assert placed.words(0, 7) == ()


@given(st.lists(st.sampled_from("alpha beta gamma delta 0 12 the of".split()), max_size=30))
def test_what_is_paired_has_the_same_letters(words: Sequence[str]) -> None:
    text = "\n".join(" ".join(words[i : i + 5]) for i in range(0, len(words), 5))
    letters = page_of(*words)
    found = align(text, letters)
    assert [letters[i].text for i in found if i >= 0] == [c for c in text if not c.isspace()]


@given(st.permutations(range(5)), st.text("ab \n", max_size=60))
def test_no_letter_is_given_twice(order: Sequence[int], text: str) -> None:
    blocks = [f"block {n} says {n * 7}" for n in range(5)]
    whole = "\n".join([text, *blocks])
    letters = page_of(*" ".join(blocks[n] for n in order).split())
    found = [i for i in align(whole, letters) if i >= 0]
    assert len(found) == len(set(found))
    assert len(found) >= sum(len(block.replace(" ", "")) for block in blocks)


# ---- the image


def test_the_image_shows_the_page() -> None:
    data = drawn(lambda canvas: canvas.rect(100, 700, 50, 50, fill=1))
    page = render_page(data, 1, scale=2)
    with Image.open(io.BytesIO(page.png)) as image:
        assert image.size == (page.width, page.height)
        inside = page.pixels(Box(101, page.points[1] - 749, 149, page.points[1] - 701))
        assert image.convert("L").crop(
            (int(inside.x0) + 1, int(inside.top) + 1, int(inside.x1), int(inside.bottom))
        ).getextrema() == (0, 0)
        assert image.convert("L").getpixel((3, 3)) == 255


@pytest.mark.parametrize("size", [(14_000.0, 14_000.0), (14_000.0, 3.0), (3.0, 14_000.0)])
def test_a_huge_page_is_drawn_small(size: tuple[float, float]) -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    canvas.drawString(1, 1, "word")
    canvas.showPage()
    canvas.save()
    page = render_page(out.getvalue(), 1, limits=PrintLimits(pixels=200_000))
    assert page.width * page.height <= 200_000
    assert min(page.width, page.height) >= 1


def test_limits_and_pages_that_are_not_there() -> None:
    def words(canvas: Canvas) -> None:
        lines_at(canvas, LEFT, 700, "some words")

    data = drawn(words)
    for number in (0, 2):
        with pytest.raises(LimitError, match=f"no page {number}; its pages are 1 to 1"):
            render_page(data, number, name="a.pdf")
    with pytest.raises(LimitError, match=r"a\.pdf: page 1 holds more than 3 characters"):
        page_letters(data, 1, name="a.pdf", limits=PrintLimits(letters=3))
    with pytest.raises(DamagedFileError, match="damaged or cut short"):
        render_page(b"%PDF-1.4 and no more", 1)


def test_a_page_that_takes_too_long_is_given_up() -> None:
    def heavy(canvas: Canvas) -> None:
        for number in range(3_000):
            canvas.line(number % 500, 0, 500 - number % 500, 800)

    with pytest.raises(LimitError, match="takes more than 0 seconds to draw"):
        render_page(drawn(heavy), 1, limits=PrintLimits(seconds=0))


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_boxes_of_a_turned_page_lie_on_its_ink(turn: int) -> None:
    def turned(canvas: Canvas) -> None:
        canvas.setPageRotation(turn)
        lines_at(canvas, LEFT, 700, "Wardens walked", "the square")

    data = drawn(turned)
    page = render_page(data, 1)
    with Image.open(io.BytesIO(page.png)) as opened:
        image = opened.convert("L")
    covered = image.copy()
    for letter in page_letters(data, 1):
        box = page.pixels(letter.box)
        frame = (int(box.x0) - 1, int(box.top) - 1, int(box.x1) + 2, int(box.bottom) + 2)
        assert min(image.crop(frame).tobytes()) < 128, letter
        covered.paste(255, frame)
    assert min(covered.tobytes()) > 128


# ---- passages on their pages


def document_of(path: Path) -> tuple[bytes, Document, tuple[Passage, ...]]:
    data = path.read_bytes()
    reading = read_bytes(data, path.name)
    document = identify(reading, path.name, "0" * 64)
    return data, document, segment(document, Gazetteer(), reading.pages).passages


@pytest.mark.slow
@pytest.mark.parametrize("path", PDFS, ids=lambda path: path.name)
def test_every_word_of_a_passage_has_a_box_that_holds_it(path: Path) -> None:
    data, document, passages = document_of(path)
    pdf = pypdfium2.PdfDocument(data)
    pages = {n: placed_on(data, document, passages, n) for n in range(1, document.pages + 1)}
    texts = {n: pdf[n - 1].get_textpage() for n in pages}
    boxed = 0
    for passage in passages:
        found: list[int] = []
        for number in reach(passages, passage):
            if number not in pages:
                continue
            height = pdf[number - 1].get_height()
            for word in pages[number].words(passage.start, passage.end):
                for box in word.boxes:
                    text = texts[number].get_text_bounded(
                        box.x0 - 0.1, height - box.bottom - 0.1, box.x1 + 0.1, height - box.top
                    )
                    printed = document.text[word.start : word.end].replace("-", "")
                    assert printed in text.replace("-", "").replace("\x02", ""), (passage.id, text)
                    boxed += 1
                found += [word.start] if word.boxes else []
        words = {w.start for n in reach(passages, passage) if n in pages
                 for w in pages[n].words(passage.start, passage.end)}  # fmt: skip
        assert sorted(found) == sorted(words), passage.id
    pdf.close()
    assert boxed > 1_000


def test_a_passage_that_goes_on_overleaf_is_boxed_on_both_pages() -> None:
    first = "Officers of the new team walked the town on each evening of the month and they"
    second = "spoke to ninety of the people who were there about the lights in the square."

    def end(canvas: Canvas) -> None:
        lines_at(canvas, LEFT, 780, "Priority 1 - Streets", pitch=30)
        lines_at(canvas, LEFT, 60, first)

    def start(canvas: Canvas) -> None:
        lines_at(canvas, LEFT, 780, second)
        lines_at(canvas, LEFT, 700, "Wardens did the same in the villages around the town.")

    data = drawn(end, start)
    reading = read_bytes(data, "a.pdf")
    document = identify(reading, "a.pdf", "0" * 64)
    passages = segment(document, Gazetteer(), reading.pages).passages
    crossing = next(p for p in passages if "ninety" in p.text)
    assert crossing.page == 1
    assert reach(passages, crossing) == (1, 2)
    at = document.text.index("ninety")
    assert placed_on(data, document, passages, 1).lines(at, at + 6) == ()
    (box,) = placed_on(data, document, passages, 2).lines(at, at + 6)
    assert 50 < box.top < 80
    after = next(p for p in passages if "Wardens" in p.text)
    assert reach(passages, after) == (2, 3)
    assert page_text(passages, 2) == (crossing.start, after.end)
    assert page_text(passages, 1)[1] == crossing.end
