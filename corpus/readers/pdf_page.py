"""One PDF page as words with places, and as drawn shapes: the raw material of layout."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pypdfium2.raw as pdfium

from corpus.readers.pdf_drawings import Box, Drawings, Frame
from corpus.readers.rendering import Budget

_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}
_HYPHENS = {0x02, 0xFFFE, 0xAD}  # how PDFium gives a hyphen that it takes for a soft one
_HAIR_GAP = 0.13  # of the type size: between letters; a space is at least 0.2
_MARGIN = 2.0  # points by which text may stand outside the page before it is unseen


@dataclass(slots=True)
class Word:
    """Letters without a space between; `y` is the baseline, `size` the type size in points."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    symbol: bool
    spaced: bool = False  # white space follows it in the page's own order
    drawn: bool = False  # a bullet mark that is a shape and not a letter

    @property
    def top(self) -> float:
        """Upper edge of ordinary letters."""
        return self.y - 0.75 * self.size

    @property
    def bottom(self) -> float:
        """Lower edge of ordinary letters."""
        return self.y + 0.22 * self.size


@dataclass(slots=True)
class PageContent:
    """What one page holds.

    `across` is text that runs at an angle, `dots` are shapes small enough to be bullet marks,
    `pictures` is their number.
    """

    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    across: list[Word] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    fills: list[Box] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)
    pictures: int = 0
    characters: int = 0
    unmapped: int = 0


@dataclass(slots=True)
class _Letter:
    text: str
    x0: float
    x1: float
    y: float
    angle: int


class Letters:
    """The characters of a text page, with the few numbers that layout needs of each."""

    def __init__(self, raw: Any, frame: Frame) -> None:
        self.raw = raw
        self.frame = frame
        self.count = max(0, int(pdfium.FPDFText_CountChars(raw)))
        self._rect = pdfium.FS_RECTF()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        # made once: this is the innermost loop of reading a PDF
        self._places = ctypes.byref(self._rect), ctypes.byref(self._x), ctypes.byref(self._y)
        self._matrix = pdfium.FS_MATRIX()
        self._name = ctypes.create_string_buffer(256)
        self._flags = ctypes.c_int()

    def code(self, index: int) -> int:
        """The character's code unit, 0 where the font does not tell it."""
        return int(pdfium.FPDFText_GetUnicode(self.raw, index))

    def generated(self, index: int) -> bool:
        """Whether PDFium put the character in, a space where it saw a gap."""
        return bool(pdfium.FPDFText_IsGenerated(self.raw, index) == 1)

    def letter(self, index: int, text: str) -> _Letter | None:
        """The character with its place; None where PDFium knows none."""
        raw, rect, frame = self.raw, self._rect, self.frame
        to_rect, to_x, to_y = self._places
        if not pdfium.FPDFText_GetLooseCharBox(raw, index, to_rect):
            return None
        pdfium.FPDFText_GetCharOrigin(raw, index, to_x, to_y)
        left, right, y = rect.left, rect.right, self._y.value
        if not math.isfinite(left + right + rect.top + rect.bottom + self._x.value + y):
            return None
        turn = pdfium.FPDFText_GetCharAngle(raw, index)
        if not turn and not frame.rotation:
            return _Letter(text, left - frame.left, right - frame.left, frame.top - y, 0)
        box = frame.box(left, rect.bottom, right, rect.top)
        _, baseline = frame.place(self._x.value, y)
        angle = round((math.degrees(turn) + frame.rotation) / 5) * 5 % 360
        return _Letter(text, box.x0, box.x1, baseline, angle)

    def style(self, index: int) -> tuple[float, bool, bool]:
        """Type size in points as shown, whether bold, and whether of a font of symbols."""
        size = float(pdfium.FPDFText_GetFontSize(self.raw, index))
        if pdfium.FPDFText_GetMatrix(self.raw, index, ctypes.byref(self._matrix)):
            size *= math.hypot(self._matrix.c, self._matrix.d)
        pdfium.FPDFText_GetFontInfo(
            self.raw, index, self._name, len(self._name), ctypes.byref(self._flags)
        )
        font = self._name.value.decode("latin-1").casefold()
        bold = any(mark in font for mark in ("bold", "black", "heavy", "demi"))
        symbol = any(mark in font for mark in ("symbol", "wingding", "dingbat", "webding"))
        return (size if 0.5 < size < 1000 else 10.0), bold, symbol


@lru_cache(maxsize=8192)
def text_of(code: int) -> str:
    """The character for a code; empty for white space and codes that mean none."""
    if code in _HYPHENS:
        return "-"
    if code in _LIGATURES:
        return _LIGATURES[code]
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\ufffd"
    text = chr(code)
    return "" if text.isspace() or code < 0x20 or code in (0x7F, 0x200B, 0xFEFF) else text


def codes(letters: Letters) -> Iterator[tuple[int, int]]:
    """(index, code point), the halves of characters beyond the basic plane put together."""
    high = 0
    for index in range(letters.count):
        code = letters.code(index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if high and 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        yield index, code


def _follows(word: Word, letter: _Letter) -> bool:
    """Whether the letter goes on with the word: same baseline and no gap, from either side."""
    if abs(letter.y - word.y) > 0.15 * word.size:
        return False
    ahead = letter.x0 - word.x1
    if -0.5 * word.size < ahead < _HAIR_GAP * word.size:
        return True
    # right-to-left scripts: the next letter stands to the left of the word
    behind = word.x0 - letter.x1
    return letter.text > "\u0590" and -0.3 * word.size < behind < _HAIR_GAP * word.size


def _read_words(letters: Letters, content: PageContent) -> None:
    word: Word | None = None
    for index, code in codes(letters):
        text = text_of(code)
        if code == 0 and not letters.generated(index):
            # a glyph whose letter the font does not tell: often a bullet of a symbol font
            text = "\ufffd"
            content.unmapped += 1
        if not text:
            # PDFium adds spaces of its own where it sees a gap; the gap itself decides here
            if word is not None and not letters.generated(index):
                word.spaced = True
                word = None
            continue
        letter = letters.letter(index, text)
        if letter is None:
            continue
        content.characters += 1
        if letter.angle:
            word = None
            _read_across(letter, letters.style(index), content)
            continue
        if word is not None and _follows(word, letter):
            word.text += text
            word.x0, word.x1 = min(word.x0, letter.x0), max(word.x1, letter.x1)
            continue
        size, bold, symbol = letters.style(index)
        word = Word(text, letter.x0, letter.x1, letter.y, size, bold, symbol)
        content.words.append(word)


def _read_across(letter: _Letter, style: tuple[float, bool, bool], content: PageContent) -> None:
    """Text at an angle (a watermark, the turned head of a column): kept in the page's order."""
    last = content.across[-1] if content.across else None
    size, bold, symbol = style
    if last is not None and math.hypot(letter.x0 - last.x1, letter.y - last.y) < 1.2 * size:
        last.text += letter.text
        last.x1, last.y = letter.x0, letter.y
        return
    content.across.append(Word(letter.text, letter.x0, letter.x0, letter.y, size, bold, symbol))


def _seen(content: PageContent) -> list[Word]:
    """Words on the page itself; a word printed twice in one place (false bold) counts once."""
    kept: list[Word] = []
    places: set[tuple[str, int, int]] = set()
    for word in content.words:
        inside = (
            word.x1 > -_MARGIN
            and word.x0 < content.width + _MARGIN
            and -_MARGIN < word.y < content.height + _MARGIN
        )
        place = (word.text, round(word.x0 / 1.5), round(word.y / 1.5))
        if inside and place not in places:
            places.add(place)
            kept.append(word)
    return kept


def read_page(page: Any, budget: Budget, characters_before: int) -> PageContent:
    """Words, rules, shaded boxes and pictures of a `pypdfium2.PdfPage`.

    Raises LimitError when the document's characters, this page's included, are over the limit.
    """
    left, bottom, right, top = page.get_bbox()
    frame = Frame(left, bottom, right, top, int(page.get_rotation()) % 360)
    drawn = Drawings(frame)
    drawn.read(pdfium.FPDFPage_CountObjects(page.raw), pdfium.FPDFPage_GetObject, page.raw)
    content = PageContent(*frame.size(), rules=drawn.rules, fills=drawn.fills, dots=drawn.dots)
    content.pictures = drawn.pictures
    textpage = page.get_textpage()
    try:
        letters = Letters(textpage.raw, frame)
        budget.check_characters(characters_before + letters.count)
        _read_words(letters, content)
    finally:
        textpage.close()
    content.words = _seen(content)
    return content
