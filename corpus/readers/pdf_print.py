"""A PDF's page as it is printed: its image, and where its letters stand on it."""

from __future__ import annotations

import ctypes
import io
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from corpus.readers.pdf import PDFIUM, open_pdf
from corpus.readers.pdf_drawings import Box, Frame
from corpus.readers.pdf_page import Letters, codes, text_of
from corpus.readers.pdf_places import Letter
from quarterline.errors import DamagedFileError, LimitError

__all__ = ["PrintLimits", "PrintedPage", "page_letters", "render_page"]

_SAME_PLACE = 1.5  # points: a letter printed twice within this (false bold) is one
_MARGIN = 2.0  # points by which a letter may stand outside the page before it is unseen


@dataclass(frozen=True, slots=True)
class PrintLimits:
    """Limits on one page: pixels of its image, letters on it, seconds to draw it."""

    pixels: int = 4_000_000
    letters: int = 50_000
    seconds: float = 10.0


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """The image of page `number` (from 1) of `count`: `png` has `width` x `height` pixels.

    `points` is the page's width and height as shown, in points; the places of letters are in
    points from its top left corner, y growing downwards.
    """

    number: int
    count: int
    png: bytes
    width: int
    height: int
    points: tuple[float, float]

    def pixels(self, box: Box) -> Box:
        """A box in points as pixels of the image."""
        across, down = self.width / self.points[0], self.height / self.points[1]
        return Box(box.x0 * across, box.top * down, box.x1 * across, box.bottom * down)


@contextmanager
def _page(data: bytes, number: int, name: str) -> Iterator[tuple[Any, int]]:
    """Page `number` (from 1) and the number of pages; both closed at the end of the block."""
    with PDFIUM:
        document = open_pdf(data, name)
        try:
            count = len(document)
            if not 1 <= number <= count:
                raise LimitError(f"{name}: it has no page {number}; its pages are 1 to {count}")
            try:
                page = document[number - 1]
            except pypdfium2.PdfiumError as error:
                raise DamagedFileError(
                    f"{name}: page {number} is damaged ({error}); read it as text"
                ) from error
            try:
                yield page, count
            finally:
                page.close()
        finally:
            document.close()


def _frame(page: Any) -> Frame:
    left, bottom, right, top = page.get_bbox()
    return Frame(left, bottom, right, top, int(page.get_rotation()) % 360)


def render_page(
    data: bytes,
    number: int,
    *,
    scale: float = 1.75,
    name: str = "the PDF",
    limits: PrintLimits = PrintLimits(),
) -> PrintedPage:
    """Page `number` (from 1) of a PDF as PNG, `scale` pixels a point or as many as may be.

    Raises EncryptedFileError, DamagedFileError, or LimitError for a page that is not there, has
    no size, or takes longer to draw than `limits.seconds`.
    """
    with _page(data, number, name) as (page, count):
        wide, high = _frame(page).size()
        if not (math.isfinite(wide * high) and wide >= 1 and high >= 1):
            raise LimitError(f"{name}: page {number} has no size that could be drawn")
        most = math.sqrt(limits.pixels / (wide * high))
        used = min(scale, most)
        # A ribbon of a page keeps a pixel of breadth, so the other side is bounded too.
        width = min(max(1, math.floor(wide * used)), limits.pixels)
        height = min(max(1, math.floor(high * used)), max(1, limits.pixels // width))
        png = _drawn(page, width, height, limits.seconds, f"{name}: page {number}")
    return PrintedPage(number, count, png, width, height, (wide, high))


def _drawn(page: Any, width: int, height: int, seconds: float, what: str) -> bytes:
    """The page drawn on white; given up when it takes too long (a page may be one huge chart)."""
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_BGRx)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        deadline = time.monotonic() + seconds
        pause = pdfium.IFSDK_PAUSE(version=1)
        kept = type(pause.NeedToPauseNow)(lambda _pause: int(time.monotonic() > deadline))
        pause.NeedToPauseNow = kept
        status = pdfium.FPDF_RenderPageBitmap_Start(
            bitmap.raw, page.raw, 0, 0, width, height, 0, pdfium.FPDF_ANNOT, ctypes.byref(pause)
        )
        pdfium.FPDF_RenderPage_Close(page.raw)
        if status == pdfium.FPDF_RENDER_TOBECONTINUED:
            raise LimitError(f"{what} takes more than {seconds:g} seconds to draw; read it as text")
        if status == pdfium.FPDF_RENDER_FAILED:
            raise DamagedFileError(f"{what} cannot be drawn; read it as text")
        out = io.BytesIO()
        # Higher levels take longer and make text on white no smaller.
        bitmap.to_pil().convert("RGB").save(out, "PNG", compress_level=3)
        return out.getvalue()
    finally:
        bitmap.close()


def page_letters(
    data: bytes,
    number: int,
    *,
    name: str = "the PDF",
    limits: PrintLimits = PrintLimits(),
) -> tuple[Letter, ...]:
    """The letters that are seen on page `number` (from 1), in the order of the PDF.

    Each has its place in points; a letter printed twice in one place counts once. Raises
    EncryptedFileError, DamagedFileError or LimitError.
    """
    with _page(data, number, name) as (page, _):
        frame = _frame(page)
        textpage = page.get_textpage()
        try:
            letters = Letters(textpage.raw, frame)
            if letters.count > limits.letters:
                raise LimitError(
                    f"{name}: page {number} holds more than {limits.letters:,} characters; "
                    "its words are not boxed"
                )
            return tuple(_read(letters, frame))
        finally:
            textpage.close()


def _read(letters: Letters, frame: Frame) -> Iterator[Letter]:
    word = 0
    known: set[tuple[str, int, int]] = set()
    wide, high = frame.size()
    for index, code in codes(letters):
        text = "\ufffd" if code == 0 and not letters.generated(index) else text_of(code)
        if not text:
            word += 1
            continue
        box = _box(letters.raw, index, frame)
        if box is None or box.x1 < -_MARGIN or box.x0 > wide + _MARGIN:
            continue
        if box.bottom < -_MARGIN or box.top > high + _MARGIN:
            continue
        place = (text, round(box.x0 / _SAME_PLACE), round(box.bottom / _SAME_PLACE))
        if place not in known:
            known.add(place)
            yield Letter(text, box, word)


def _box(raw: Any, index: int, frame: Frame) -> Box | None:
    """Where a letter stands: the room its font gives it, and its strokes where they leave that."""
    room = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(raw, index, ctypes.byref(room)):
        return None
    x0, x1, y0, y1 = room.left, room.right, room.bottom, room.top
    sides = [ctypes.c_double() for _ in range(4)]
    if pdfium.FPDFText_GetCharBox(raw, index, *(ctypes.byref(side) for side in sides)):
        left, right, bottom, top = (side.value for side in sides)
        x0, x1, y0, y1 = min(x0, left), max(x1, right), min(y0, bottom), max(y1, top)
    if not math.isfinite(x0 + x1 + y0 + y1):
        return None
    return frame.box(x0, y0, x1, y1)
