"""PDF: text rebuilt from the places of the characters, by PDFium."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pypdfium2

from corpus.readers.pdf_blocks import blocks_of
from corpus.readers.pdf_layout import Region, regions
from corpus.readers.pdf_lines import cell_text, fragments
from corpus.readers.pdf_marks import drawn_marks
from corpus.readers.pdf_notes import notes_of
from corpus.readers.pdf_page import PageContent, read_page
from corpus.readers.pdf_tables import take_tables
from corpus.readers.rendering import Budget, Rendered, render_pages
from quarterline.errors import DamagedFileError, EncryptedFileError, NoTextError
from quarterline.settings import Limits

__all__ = ["PDFIUM", "open_pdf", "read_pdf"]

PDFIUM = threading.Lock()
"""Held around every call of PDFium, which is not safe to use from two threads at once."""
_WRONG_PASSWORD = 4  # FPDF_ERR_PASSWORD
_UNKNOWN_SECURITY = 5  # FPDF_ERR_SECURITY
_TAIL = 8_192  # bytes at the end in which a whole file has its end mark
_MOST_UNMAPPED = 0.5  # part of the characters whose letter the fonts do not tell


def _check_whole(data: bytes, name: str) -> None:
    """PDFium mends a file that is cut short and drops pages without a word: so this is told."""
    if b"%%EOF" not in data[-_TAIL:] and b"startxref" not in data[-_TAIL:]:
        raise DamagedFileError(
            f"{name}: the file is cut short: the end mark of a PDF is missing. "
            "Copy or download it again."
        )


def open_pdf(data: bytes, name: str) -> Any:
    """The `pypdfium2.PdfDocument` of a file, to be closed by the caller, who holds PDFIUM.

    Raises EncryptedFileError or DamagedFileError.
    """
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code in (_WRONG_PASSWORD, _UNKNOWN_SECURITY):
            raise EncryptedFileError(
                f"{name}: it asks for a password. Save a copy without a password and add that."
            ) from error
        raise DamagedFileError(
            f"{name}: the PDF is damaged or cut short ({error}). Copy or download it again, "
            "or print it anew to PDF."
        ) from error


def _check_text(pages: list[PageContent], name: str) -> None:
    characters = sum(page.characters for page in pages)
    unmapped = sum(page.unmapped for page in pages)
    advice = "Run text recognition (OCR) on it first and add the result."
    if characters == 0:
        if any(page.pictures for page in pages):
            raise NoTextError(f"{name}: its pages are pictures, without text. {advice}")
        raise NoTextError(
            f"{name}: its {len(pages)} pages hold no text. If words are seen on them, "
            "they are drawn as shapes: run text recognition (OCR) on it first."
        )
    if unmapped > _MOST_UNMAPPED * characters:
        raise NoTextError(f"{name}: its fonts do not tell which letters they draw. {advice}")


def _across(content: PageContent) -> list[Region]:
    """Text at an angle stands after the page's other text, each piece as a line."""
    for number, word in enumerate(content.across):
        word.x0, word.x1, word.y = 0.0, word.size, content.height + 3 * word.size * (number + 1)
    return regions(fragments(content.across), []) if content.across else []


def _layout(content: PageContent) -> list[Region]:
    content.words += drawn_marks(content.words, content.dots)
    tables, words = take_tables(content, cell_text)
    return regions(fragments(words), tables) + _across(content)


def read_pdf(data: bytes, name: str, limits: Limits) -> Rendered:
    """The text of a PDF in the plain-text convention, with the span of each page.

    Raises EncryptedFileError, DamagedFileError, NoTextError (pictures without a text layer) or
    LimitError (pages, characters, seconds; time is looked at between pages).
    """
    budget = Budget(name, limits)
    _check_whole(data, name)
    laid_out: list[list[Region]] = []
    contents: list[PageContent] = []
    with PDFIUM:
        document = open_pdf(data, name)
        try:
            count = len(document)
            if count == 0:
                raise DamagedFileError(f"{name}: the PDF has no pages. Copy or download it again.")
            budget.check_pages(count)
            notes = notes_of(document, data)
            for number in range(count):
                budget.check_time()
                try:
                    page = document[number]
                except pypdfium2.PdfiumError as error:
                    raise DamagedFileError(
                        f"{name}: page {number + 1} is damaged ({error}). "
                        "Copy or download the file again, or print it anew to PDF."
                    ) from error
                content = read_page(page, budget, sum(c.characters for c in contents))
                page.close()
                laid_out.append(_layout(content))
                content.words, content.rules, content.fills, content.dots = [], [], [], []
                contents.append(content)
        finally:
            document.close()
    _check_text(contents, name)
    rendered = render_pages(blocks_of(laid_out, [content.width for content in contents]))
    if not rendered.text:
        raise NoTextError(f"{name}: all its text stands outside its pages. Print it anew to PDF.")
    return replace(rendered, notes=notes)
