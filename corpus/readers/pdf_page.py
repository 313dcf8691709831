"""One PDF page as words with places, and as drawn rules: the raw material of layout.

Places are in points from the top left corner of the page as it is shown (rotation undone),
y growing downwards.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from corpus.readers.rendering import Budget

_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl"}
_HYPHENS = {0x02, 0xFFFE, 0xAD}  # how PDFium gives a hyphen that it takes for a soft one
_HAIR_GAP = 0.13  # of the type size: between letters; a space is at least 0.2
_THIN = 3.0  # points: a filled rectangle thinner than this is a drawn line
_MAX_DEPTH = 6  # forms within forms
_MAX_SEGMENTS = 40_000  # maps and charts; a page of tables has a few thousand
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

    @property
    def top(self) -> float:
        """Upper edge of ordinary letters."""
        return self.y - 0.75 * self.size

    @property
    def bottom(self) -> float:
        """Lower edge of ordinary letters."""
        return self.y + 0.22 * self.size


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(slots=True)
class PageContent:
    """What one page holds; `across` is text that runs at an angle, `pictures` their number."""

    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    across: list[Word] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    fills: list[Box] = field(default_factory=list)
    pictures: int = 0
    characters: int = 0
    unmapped: int = 0


@dataclass(frozen=True, slots=True)
class _Frame:
    """The page's visible box and rotation, which turn PDF places into places as shown."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    def place(self, x: float, y: float) -> tuple[float, float]:
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        if self.rotation == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        a, b = self.place(x0, y0)
        c, d = self.place(x1, y1)
        return Box(min(a, c), min(b, d), max(a, c), max(b, d))

    def size(self) -> tuple[float, float]:
        wide, high = self.right - self.left, self.top - self.bottom
        return (high, wide) if self.rotation in (90, 270) else (wide, high)


@dataclass(slots=True)
class _Letter:
    text: str
    x0: float
    x1: float
    y: float
    angle: int


class _Letters:
    """The characters of a text page, with the few numbers that layout needs of each."""

    def __init__(self, raw: Any, frame: _Frame) -> None:
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
        return int(pdfium.FPDFText_GetUnicode(self.raw, index))

    def generated(self, index: int) -> bool:
        return bool(pdfium.FPDFText_IsGenerated(self.raw, index) == 1)

    def letter(self, index: int, text: str) -> _Letter | None:
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
def _text_of(code: int) -> str:
    """The character for a code; empty for white space and codes that mean none."""
    if code in _HYPHENS:
        return "-"
    if code in _LIGATURES:
        return _LIGATURES[code]
    if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
        return "\ufffd"
    text = chr(code)
    return "" if text.isspace() or code < 0x20 or code in (0x7F, 0x200B, 0xFEFF) else text


def _codes(letters: _Letters) -> Iterator[tuple[int, int]]:
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


def _read_words(letters: _Letters, content: PageContent) -> None:
    word: Word | None = None
    for index, code in _codes(letters):
        text = _text_of(code)
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


_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _matrix_of(raw: Any, outer: _Matrix) -> _Matrix:
    """An object's matrix followed by that of the form around it."""
    own = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(raw, ctypes.byref(own)):
        return outer
    a, b, c, d, e, f = own.a, own.b, own.c, own.d, own.e, own.f
    oa, ob, oc, od, oe, of = outer
    return (
        a * oa + b * oc,
        a * ob + b * od,
        c * oa + d * oc,
        c * ob + d * od,
        e * oa + f * oc + oe,
        e * ob + f * od + of,
    )


class _Drawings:
    """Reads lines, rectangles and the number of pictures from a page's objects."""

    def __init__(self, frame: _Frame, content: PageContent) -> None:
        self.frame = frame
        self.content = content
        self.segments = 0

    def read(self, count: int, get: Any, holder: Any, outer: _Matrix, depth: int = 0) -> None:
        for index in range(count):
            raw = get(holder, index)
            if not raw or self.segments > _MAX_SEGMENTS:
                continue
            kind = pdfium.FPDFPageObj_GetType(raw)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(raw, _matrix_of(raw, outer))
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self.content.pictures += 1
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
                inner = pdfium.FPDFFormObj_CountObjects(raw)
                matrix = _matrix_of(raw, outer)
                self.read(inner, pdfium.FPDFFormObj_GetObject, raw, matrix, depth + 1)

    def _path(self, raw: Any, matrix: _Matrix) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        if not pdfium.FPDFPath_GetDrawMode(raw, ctypes.byref(fill), ctypes.byref(stroke)):
            return
        if not fill.value and not stroke.value:
            return
        for points, curved in self._outlines(raw, matrix):
            if stroke.value:
                for (xa, ya), (xb, yb) in pairwise(points):
                    box = Box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))
                    if min(box.x1 - box.x0, box.bottom - box.top) < 0.5:
                        self.content.rules.append(box)
            if fill.value and not curved and len(points) >= 3:
                xs, ys = [x for x, _ in points], [y for _, y in points]
                box = Box(min(xs), min(ys), max(xs), max(ys))
                thin = min(box.x1 - box.x0, box.bottom - box.top) < _THIN
                (self.content.rules if thin else self.content.fills).append(box)

    def _outlines(
        self, raw: Any, matrix: _Matrix
    ) -> Iterator[tuple[list[tuple[float, float]], bool]]:
        """The connected strokes of a path as points on the page, and whether any is curved."""
        a, b, c, d, e, f = matrix
        x, y = ctypes.c_float(), ctypes.c_float()
        points: list[tuple[float, float]] = []
        curved = False
        count = max(0, min(pdfium.FPDFPath_CountSegments(raw), _MAX_SEGMENTS))
        self.segments += count
        for index in range(count):
            segment = pdfium.FPDFPath_GetPathSegment(raw, index)
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO and points:
                yield points, curved
                points, curved = [], False
            if not pdfium.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y)):
                continue
            px, py = x.value, y.value
            place = self.frame.place(px * a + py * c + e, px * b + py * d + f)
            if not all(map(math.isfinite, place)):
                continue
            curved = curved or kind == pdfium.FPDF_SEGMENT_BEZIERTO
            points.append(place)
            if pdfium.FPDFPathSegment_GetClose(segment):
                points.append(points[0])
        if points:
            yield points, curved


def read_page(page: Any, budget: Budget, characters_before: int) -> PageContent:
    """Words, rules, shaded boxes and pictures of a `pypdfium2.PdfPage`.

    Raises LimitError when the document's characters, this page's included, are over the limit.
    """
    left, bottom, right, top = page.get_bbox()
    frame = _Frame(left, bottom, right, top, int(page.get_rotation()) % 360)
    content = PageContent(*frame.size())
    _Drawings(frame, content).read(
        pdfium.FPDFPage_CountObjects(page.raw), pdfium.FPDFPage_GetObject, page.raw, _IDENTITY
    )
    textpage = page.get_textpage()
    try:
        letters = _Letters(textpage.raw, frame)
        budget.check_characters(characters_before + letters.count)
        _read_words(letters, content)
    finally:
        textpage.close()
    content.words = _seen(content)
    return content
