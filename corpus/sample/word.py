"""Write a demonstration report as a Word file: headings, list levels, tables, page fields."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from corpus.sample.blocks import Block, Bullet, Heading, Paragraph, Table, bold_parts, cell_lines

GLYPHS = ("•", "–", "·")
_ZIP_DATE = (2020, 10, 1, 0, 0, 0)
_LIST = 90  # a list definition of our own, apart from those of the template


def write_docx(
    blocks: Sequence[Block], path: Path, *, head: str, title: str, produced: datetime
) -> None:
    """Write blocks to a Word file; `head` runs on every page, `produced` dates its properties.

    The first paragraph is the notice. Each level-2 heading begins a page, and the last column
    of a contents table becomes page references, with the numbers given as their shown values.
    The archive's members carry one fixed date, so that the same blocks give the same bytes.
    """
    document = Document()
    _set_properties(document, title, produced)
    _define_list(document)
    _furniture(document, head)
    in_contents = False
    section = 0
    for number, block in enumerate(blocks):
        if isinstance(block, Heading):
            in_contents = block.text == "Contents"
            section += block.level == 2 and not in_contents
            _heading(document, block, section)
        elif isinstance(block, Bullet):
            _bullet(document, block)
        elif isinstance(block, Table):
            _table(document, block, pages=in_contents)
        else:
            _paragraph(document, block, notice=number == 0)
    buffer = io.BytesIO()
    document.save(buffer)
    path.write_bytes(_with_fixed_dates(buffer.getvalue()))


def _set_properties(document: Any, title: str, produced: datetime) -> None:
    properties = document.core_properties
    properties.title = title
    properties.author = properties.last_modified_by = "Quarterline sample library"
    properties.comments = ""
    properties.language = "en-GB"
    properties.revision = 1
    properties.created = properties.modified = produced


def _define_list(document: Any) -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="bullet"/>'
        f'<w:lvlText w:val="{glyph}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{360 * (i + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
        for i, glyph in enumerate(GLYPHS)
    )
    numbering = document.part.numbering_part.element
    # Word wants every definition before the first use of one.
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{_LIST}">'
            f'<w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
        ),
    )
    numbering.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{_LIST}"><w:abstractNumId w:val="{_LIST}"/></w:num>'
        )
    )


def _furniture(document: Any, head: str) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.header.paragraphs[0].text = head
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(foot, "PAGE", "1")


def _heading(document: Any, block: Heading, section: int) -> None:
    paragraph = document.add_heading(block.text, max(block.level - 1, 0))
    if block.level == 2:
        paragraph.paragraph_format.page_break_before = True
        if section:
            _bookmark(paragraph, section)


def _bookmark(paragraph: Any, section: int) -> None:
    start = parse_xml(
        f'<w:bookmarkStart {nsdecls("w")} w:id="{section}" w:name="_section{section}"/>'
    )
    paragraph._p.insert(1, start)  # after the paragraph's properties
    paragraph._p.append(parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{section}"/>'))


def _bullet(document: Any, block: Bullet) -> None:
    paragraph = document.add_paragraph(style="List Paragraph")
    _runs(paragraph, block.text)
    number = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    number.get_or_add_ilvl().val = block.level
    number.get_or_add_numId().val = _LIST
    paragraph.paragraph_format.space_after = Pt(4)
    for indent in paragraph._p.pPr.findall(qn("w:contextualSpacing")):
        paragraph._p.pPr.remove(indent)


def _paragraph(document: Any, block: Paragraph, *, notice: bool) -> None:
    for line in block.lines:
        paragraph = document.add_paragraph()
        _runs(paragraph, line)
        for run in paragraph.runs:
            run.bold = run.bold or notice or line.endswith(":") or None
        paragraph.paragraph_format.keep_with_next = line.endswith(":") or None


def _table(document: Any, block: Table, *, pages: bool) -> None:
    table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
    for number, row in enumerate(block.rows):
        cells = table.add_row().cells
        for column, (cell, text) in enumerate(zip(cells, row, strict=True)):
            last = column == len(row) - 1
            for i, line in enumerate(cell_lines(text)):
                paragraph = cell.add_paragraph() if i else cell.paragraphs[0]
                if pages and last and number:
                    _field(paragraph, f"PAGEREF _section{number} \\h", line)
                else:
                    _runs(paragraph, line)
    if pages:
        table.autofit = False
        for row in table.rows:
            row.cells[0].width, row.cells[-1].width = Cm(13.5), Cm(2)
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(parse_xml(f"<w:tblHeader {nsdecls('w')}/>"))
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True


def _runs(paragraph: Any, text: str) -> None:
    for part, bold in bold_parts(text):
        paragraph.add_run(part).bold = bold or None


def _field(paragraph: Any, instruction: str, shown: str) -> None:
    for xml in (
        '<w:fldChar w:fldCharType="begin"/>',
        f'<w:instrText xml:space="preserve"> {instruction} </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        f"<w:t>{shown}</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ):
        run = parse_xml(f"<w:r {nsdecls('w')}>{xml}</w:r>")
        paragraph._p.append(run)


def _with_fixed_dates(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name, _ZIP_DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(member, old.read(name))
    return out.getvalue()
