"""PDF files that are locked, pictures, damaged or large, and how long reading takes."""

from __future__ import annotations

import time

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib import pdfencrypt
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpus.reading import read_bytes
from quarterline.errors import (
    DamagedFileError,
    EncryptedFileError,
    LimitError,
    NoTextError,
)
from quarterline.settings import Limits
from tests.pdf_support import LEFT, bullet, drawn


def one_page(canvas: Canvas) -> None:
    canvas.drawString(LEFT, 760, "Words of the report")


def test_an_encrypted_pdf_is_refused_with_the_next_step() -> None:
    locked = drawn(one_page, encrypt=pdfencrypt.StandardEncryption("secret", canPrint=0))
    with pytest.raises(EncryptedFileError, match=r"q4\.pdf: it asks for a password.*without"):
        read_bytes(locked, "q4.pdf")


def test_a_pdf_locked_only_against_changes_is_read() -> None:
    locked = drawn(one_page, encrypt=pdfencrypt.StandardEncryption("", ownerPassword="own"))
    assert read_bytes(locked, "q4.pdf").text == "Words of the report\n"


def test_a_pdf_of_pictures_asks_for_text_recognition() -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("RGB", (40, 40), "red")), 50, 500, 300, 200)

    with pytest.raises(NoTextError, match=r"scan\.pdf: its pages are pictures.*OCR"):
        read_bytes(drawn(page), "scan.pdf")


def test_a_pdf_without_words_or_pictures_says_so() -> None:
    with pytest.raises(NoTextError, match="hold no text"):
        read_bytes(drawn(lambda canvas: canvas.rect(10, 10, 50, 50)), "shapes.pdf")


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6, 0.95])
def test_a_pdf_cut_short_is_damaged(part: float) -> None:
    whole = drawn(*[one_page] * 20)
    with pytest.raises(DamagedFileError, match=r"q4\.pdf: .*(cut short|damaged)"):
        read_bytes(whole[: int(len(whole) * part)], "q4.pdf")


def test_limits_on_pages_characters_and_time() -> None:
    data = drawn(*[one_page] * 3)
    with pytest.raises(LimitError, match="3 pages; at most 2"):
        read_bytes(data, "q4.pdf", Limits(pages=2))
    with pytest.raises(LimitError, match="more than 30 characters"):
        read_bytes(data, "q4.pdf", Limits(characters=30))
    with pytest.raises(LimitError, match="seconds"):
        read_bytes(data, "q4.pdf", Limits(seconds=-1))


def full_page(canvas: Canvas) -> None:
    y = 780.0
    for number in range(45):
        y = bullet(
            canvas,
            LEFT + 18 * (number % 3),
            y,
            "•",
            f"Item {number} with words that fill most of the line and the figure 1,234",
        )


def test_twenty_pages_are_read_in_about_a_second() -> None:
    data = drawn(*[full_page] * 20)
    started = time.perf_counter()
    reading = read_bytes(data, "q4.pdf")
    assert time.perf_counter() - started < 3.0  # 0.5 s on a quiet machine
    assert len(reading.pages) == 20


@pytest.mark.slow
def test_three_hundred_pages_are_read_in_seconds() -> None:
    data = drawn(*[full_page] * 300)
    started = time.perf_counter()
    reading = read_bytes(data, "q4.pdf")
    assert time.perf_counter() - started < 30.0  # 6 s on a quiet machine
    assert reading.text.count("- Item 44 ") == 300


def test_pdfium_handles_are_closed() -> None:
    data = drawn(one_page)
    for _ in range(50):
        read_bytes(data, "q4.pdf")
    assert pypdfium2.PdfDocument(data).get_page(0).get_width() == pytest.approx(A4[0], abs=0.1)
