"""PDF pages drawn by hand on a canvas, for the tests of the PDF reader."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from corpus.reading import Reading, read_bytes

LEFT = 60.0


def drawn(*pages: Callable[[Canvas], None], **options: Any) -> bytes:
    """A PDF, each page drawn by one function on a canvas set to Helvetica 10."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, **options)
    for page in pages:
        canvas.setFont("Helvetica", 10)
        page(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def read(*pages: Callable[[Canvas], None]) -> Reading:
    return read_bytes(drawn(*pages), "report.pdf")


def lines_at(canvas: Canvas, x: float, y: float, *lines: str, pitch: float = 12) -> float:
    for line in lines:
        canvas.drawString(x, y, line)
        y -= pitch
    return y


def bullet(canvas: Canvas, x: float, y: float, mark: str, *lines: str) -> float:
    canvas.drawString(x, y, mark)
    return lines_at(canvas, x + 14, y, *lines) - 4
