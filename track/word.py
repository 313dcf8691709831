"""A dossier as a Word document."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import Cm, Pt

from track.dossier import Block, Dossier, Heading, Quote, Redline, Table, Text

# XML 1.0 has no such characters, and a report may hold them (form feeds, escapes).
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")


def to_docx(dossier: Dossier) -> bytes:
    """The dossier as the bytes of a DOCX file."""
    document = Document()
    for section in document.sections:
        section.left_margin = section.right_margin = Cm(2)
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].font.size = Pt(10)
    document.core_properties.title = _fit(dossier.title)
    document.core_properties.author = "Quarterline"
    document.add_heading(_fit(dossier.title), 0)
    document.add_paragraph(_fit(f"Made on {dossier.made} by Quarterline. {dossier.summary}"))
    for section in dossier.sections:
        document.add_heading(_fit(section.title), 1)
        for block in section.blocks:
            _add(document, block)
    if dossier.notes:
        document.add_heading("Citations", 1)
        for number, note in enumerate(dossier.notes, start=1):
            text = (
                f"[{number}] {note.reference}. SHA-256 of the report {note.sha256}. “{note.line}”"
            )
            document.add_paragraph(_fit(text)).runs[0].font.size = Pt(8)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _add(document: Any, block: Block) -> None:
    if isinstance(block, Text):
        document.add_paragraph(_fit(block.text))
    elif isinstance(block, Heading):
        document.add_heading(_fit(block.text), 2)
    elif isinstance(block, Quote):
        paragraph = document.add_paragraph(style="Quote")
        if block.lead:
            paragraph.add_run(_fit(f"{block.lead}: ")).bold = True
        paragraph.add_run(_fit(block.text))
        paragraph.add_run(f" [{block.note}]").font.superscript = True
    elif isinstance(block, Redline):
        _add_redline(document, block)
    else:
        _add_table(document, block)


def _add_redline(document: Any, block: Redline) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{block.label}: ").bold = True
    for piece in block.pieces:
        run = paragraph.add_run(_fit(piece.text))
        if piece.op == "added":
            run.underline = True
            run.font.highlight_color = WD_COLOR_INDEX.BRIGHT_GREEN
        elif piece.op == "removed":
            run.font.strike = True
    paragraph.add_run(f" [{block.note}]").font.superscript = True


def _add_table(document: Any, block: Table) -> None:
    heads = block.heads if any(block.heads) else ()
    columns = len(block.heads)
    table = document.add_table(rows=0, cols=columns)
    table.style = "Light Grid Accent 1" if heads else "Table Grid"
    for row in ([heads] if heads else []) + list(block.rows):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.text = _fit(text)
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(8)


def _fit(text: str) -> str:
    return _UNFIT.sub(" ", text)
