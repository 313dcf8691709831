"""Write a demonstration report as PDF: cover, contents, nested bullets, ruled tables."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from math import sqrt
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.platypus import CondPageBreak, PageBreak, SimpleDocTemplate, Spacer
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid
from reportlab.platypus.tableofcontents import TableOfContents

from corpus.sample.blocks import Block, Bullet, Heading, Paragraph, Table, bold_parts, cell_lines

MARGIN = 2 * cm
PADDING = 6  # points that platypus leaves inside a page frame, on each side
NAVY = colors.HexColor("#12294b")
PALE = colors.HexColor("#e8edf5")
GLYPHS = ("•", "–", "·")  # the reports mark their levels with different signs
# The standard PDF fonts hold every character used (£, ½, en dash, curly quotes) and need no file.
REGULAR, STRONG = "Helvetica", "Helvetica-Bold"

BODY = ParagraphStyle("Body", fontName=REGULAR, fontSize=10, leading=13.5, spaceAfter=6)
NOTICE = ParagraphStyle(
    "Notice", BODY, fontName=STRONG, borderColor=NAVY, borderWidth=1, borderPadding=6,
    backColor=PALE, alignment=TA_CENTER,
)  # fmt: skip
TITLE = ParagraphStyle("Title", fontName=STRONG, fontSize=26, leading=32, textColor=NAVY)
COVER = ParagraphStyle("Cover", BODY, fontSize=14, leading=20, spaceAfter=8)
SECTION = ParagraphStyle(
    "Section", fontName=STRONG, fontSize=15, leading=19, spaceBefore=14, spaceAfter=8,
    textColor=NAVY, keepWithNext=1,
)  # fmt: skip
# A table must not be kept with its heading: it would move to the next page whole.
SUBSECTION = ParagraphStyle(
    "Subsection", SECTION, fontSize=12, leading=15, spaceBefore=10, keepWithNext=0
)
LEAD = ParagraphStyle("Lead", BODY, fontName=STRONG, spaceBefore=6, keepWithNext=1)
CONTENTS = ParagraphStyle("Contents", BODY, spaceAfter=5)
CELL = ParagraphStyle("Cell", BODY, fontSize=8.5, leading=11, spaceAfter=3)
CELL_HEAD = ParagraphStyle("CellHead", CELL, fontName=STRONG, textColor=colors.white)
CELL_BULLET = ParagraphStyle("CellBullet", CELL, leftIndent=9, bulletIndent=0)

_BULLETS = tuple(
    ParagraphStyle(f"Bullet{i}", BODY, leftIndent=14 * (i + 1), bulletIndent=14 * i, spaceAfter=4)
    for i in range(len(GLYPHS))
)
# "We will", "Commentary", "Who": the same in every priority's table.
_THREE = (24.0, 56.0, 20.0)


def write_pdf(
    blocks: Sequence[Block], path: Path, *, head: str, title: str, wide: bool = False
) -> None:
    """Write blocks to a PDF file; `head` runs on every page, `wide` turns the page on its side.

    The first paragraph is the notice, the first level-1 heading the title; what stands before
    the first level-2 heading is the cover. The contents list is replaced by one that has page
    numbers. The file's bytes depend on the blocks alone (no dates, no random identifiers).
    """
    size = landscape(A4) if wide else A4
    document = SimpleDocTemplate(
        str(path), pagesize=size, invariant=1, pageCompression=1, title=title, lang="en-GB",
        author="Quarterline sample library", leftMargin=MARGIN, rightMargin=MARGIN,
        topMargin=2.3 * cm, bottomMargin=2 * cm,
    )  # fmt: skip
    document.afterFlowable = partial(_note_section, document)
    furniture = partial(_furniture, head=head, size=size)
    story = _cover(blocks) + _contents() + _body(blocks, size[0] - 2 * (MARGIN + PADDING))
    document.multiBuild(story, onFirstPage=furniture, onLaterPages=furniture)


def _furniture(canvas: Any, document: Any, *, head: str, size: tuple[float, float]) -> None:
    canvas.saveState()
    canvas.setFont(REGULAR, 8)
    canvas.setFillColor(colors.HexColor("#444444"))
    left, right, top = MARGIN + PADDING, size[0] - MARGIN - PADDING, size[1] - 1.3 * cm
    canvas.drawString(left, top, head)
    canvas.setStrokeColor(NAVY)
    canvas.line(left, top - 0.2 * cm, right, top - 0.2 * cm)
    canvas.drawCentredString(size[0] / 2, 1.1 * cm, str(document.page))
    canvas.restoreState()


def _note_section(document: Any, flowable: Any) -> None:
    if getattr(flowable, "style", None) is SECTION and hasattr(flowable, "section"):
        key = f"section-{flowable.section}"
        document.canv.bookmarkPage(key)
        document.canv.addOutlineEntry(flowable.getPlainText(), key)
        document.notify("TOCEntry", (0, escape(flowable.getPlainText()), document.page, key))


def _cover(blocks: Sequence[Block]) -> list[Any]:
    story: list[Any] = []
    for block in blocks:
        if isinstance(block, Heading) and block.level > 1:
            break
        if isinstance(block, Heading):
            story += [Spacer(0, 3 * cm), Text(escape(block.text), TITLE), Spacer(0, cm)]
        elif isinstance(block, Paragraph):
            style = COVER if story else NOTICE
            story += [Text(escape(line), style) for line in block.lines]
    return [*story, PageBreak()]


def _contents() -> list[Any]:
    contents = TableOfContents()
    contents.levelStyles = [CONTENTS]
    contents.dotsMinLevel = 0
    return [Text("Contents", SECTION), contents, PageBreak()]


def _body(blocks: Sequence[Block], width: float) -> list[Any]:
    start = next(
        i for i, b in enumerate(blocks)
        if isinstance(b, Heading) and b.level == 2 and b.text != "Contents"
    )  # fmt: skip
    story: list[Any] = []
    for number, block in enumerate(blocks[start:]):
        if isinstance(block, Heading):
            story += _heading(block, number)
        elif isinstance(block, Bullet):
            style, glyph = _BULLETS[block.level], GLYPHS[block.level]
            story.append(Text(_markup(block.text), style, bulletText=glyph))
        elif isinstance(block, Table):
            story += [_table(block, width), Spacer(0, 8)]
        else:
            style = LEAD if block.lines[-1].endswith(":") else BODY
            story += [Text(_markup(line), style) for line in block.lines]
    return story


def _heading(block: Heading, number: int) -> list[Any]:
    if block.level > 2:
        return [CondPageBreak(4 * cm), Text(escape(block.text), SUBSECTION)]
    text = Text(escape(block.text), SECTION)
    text.section = number
    fresh = PageBreak() if block.text.startswith("Annex") else CondPageBreak(7 * cm)
    return [fresh, text]


def _table(block: Table, width: float) -> Any:
    head, *rows = block.rows
    shares = _THREE if len(head) == len(_THREE) else _shares(block)
    cells = [[Text(escape(cell), CELL_HEAD) for cell in head]]
    cells += [[[_cell_text(line) for line in cell_lines(c)] for c in row] for row in rows]
    return Grid(
        cells,
        colWidths=[width * share / sum(shares) for share in shares],
        repeatRows=1,
        style=[
            ("GRID", (0, 0), (-1, -1), 0.5, colors.HexColor("#7a8699")),
            ("BACKGROUND", (0, 0), (-1, 0), NAVY),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 4),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ],
    )


def _shares(block: Table) -> tuple[float, ...]:
    """Widths by the root of each column's longest cell: a long one may wrap, a short one not."""
    return tuple(sqrt(max(map(len, column))) for column in zip(*block.rows, strict=True))


def _cell_text(line: str) -> Any:
    if line.startswith("- "):
        return Text(_markup(line[2:]), CELL_BULLET, bulletText=GLYPHS[0])
    return Text(_markup(line), CELL)


def _markup(text: str) -> str:
    return "".join(f"<b>{escape(t)}</b>" if bold else escape(t) for t, bold in bold_parts(text))
