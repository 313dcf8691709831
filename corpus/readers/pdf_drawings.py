"""The drawn shapes of a PDF page: lines, shaded boxes, small dots, and the number of pictures.

Places are in points from the top left corner of the page as it is shown (rotation undone),
y growing downwards.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

_THIN = 3.0  # points: a filled rectangle thinner than this is a drawn line
_MAX_DEPTH = 6  # forms within forms
_MAX_SEGMENTS = 40_000  # maps and charts; a page of tables has a few thousand
_DOT = (1.0, 12.0)  # points: sides of a shape that may be a bullet mark of small or large type
_SQUARE = 1.35  # of the shorter side: the longer side of a disc, ring or square
_MOST_DOTS = 2_000  # of a page, before they are a chart's points


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Frame:
    """The page's visible box and rotation, which turn PDF places into places as shown."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A point of the PDF on the page as shown."""
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        if self.rotation == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """A rectangle of the PDF on the page as shown."""
        a, b = self.place(x0, y0)
        c, d = self.place(x1, y1)
        return Box(min(a, c), min(b, d), max(a, c), max(b, d))

    def size(self) -> tuple[float, float]:
        """Width and height of the page as shown."""
        wide, high = self.right - self.left, self.top - self.bottom
        return (high, wide) if self.rotation in (90, 270) else (wide, high)


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


class Drawings:
    """Gathers lines, rectangles, dots and the number of pictures from a page's objects."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.rules: list[Box] = []
        self.fills: list[Box] = []
        self.dots: list[Box] = []
        self.pictures = 0
        self.segments = 0

    def read(
        self, count: int, get: Any, holder: Any, outer: _Matrix = _IDENTITY, depth: int = 0
    ) -> None:
        """Read `count` objects, which `get(holder, index)` gives, and the forms among them."""
        for index in range(count):
            raw = get(holder, index)
            if not raw or self.segments > _MAX_SEGMENTS:
                continue
            kind = pdfium.FPDFPageObj_GetType(raw)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                self._path(raw, _matrix_of(raw, outer))
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self.pictures += 1
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
            self._dot(points)
            if stroke.value:
                for (xa, ya), (xb, yb) in pairwise(points):
                    box = Box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))
                    if min(box.x1 - box.x0, box.bottom - box.top) < 0.5:
                        self.rules.append(box)
            if fill.value and not curved and len(points) >= 3:
                xs, ys = [x for x, _ in points], [y for _, y in points]
                box = Box(min(xs), min(ys), max(xs), max(ys))
                thin = min(box.x1 - box.x0, box.bottom - box.top) < _THIN
                (self.rules if thin else self.fills).append(box)

    def _dot(self, points: Sequence[tuple[float, float]]) -> None:
        """Keep the place of a disc, ring or square of the size of a bullet mark."""
        if len(points) < 4 or len(self.dots) > _MOST_DOTS:
            return
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = Box(min(xs), min(ys), max(xs), max(ys))
        sides = sorted((box.x1 - box.x0, box.bottom - box.top))
        if _DOT[0] <= sides[0] and sides[1] <= min(_DOT[1], _SQUARE * sides[0]):
            self.dots.append(box)

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
