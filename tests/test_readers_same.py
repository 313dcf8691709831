"""One report as PDF, Word, HTML and text gives one text, with the same levels of bullets."""

from __future__ import annotations

import html
import io
import re
from dataclasses import dataclass, field
from typing import Any

import docx
import pytest
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.platypus import (
    ListFlowable,
    ListItem,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
)

from corpus.reading import Reading, read_bytes

Item = tuple[int, str]


@dataclass(frozen=True)
class Section:
    heading: str
    paragraphs: list[str] = field(default_factory=list)
    bullets: list[Item] = field(default_factory=list)
    table: list[list[str]] = field(default_factory=list)
    lead: str = ""


WORDS = (
    "patrols in the town centre were stepped up after residents spoke of noise near the river "
    "and 34 people were moved on by officers who knew the streets well before the market closed"
).split()


def sentence(seed: int, length: int) -> str:
    words = [WORDS[(seed * 7 + i * (1 + seed % 3)) % len(WORDS)] for i in range(length)]
    return " ".join(words).capitalize() + f" {seed}."


REPORT = [
    Section(
        "Priority 1 – Visible policing",
        paragraphs=[sentence(1, 40), sentence(2, 9), sentence(3, 55)],
        lead="We will:",
        bullets=[
            (0, sentence(4, 30)),
            (1, sentence(5, 8)),
            (1, sentence(6, 33)),
            (2, sentence(7, 6)),
            (2, "Basildon: " + sentence(8, 29)),
            (1, sentence(9, 5)),
            (0, sentence(10, 4)),
            (0, "Well-known co-ordinators – of 1,234 (5.6%) – at £7.3m."),
        ],
    ),
    Section(
        "Priority 2 – Commitments",
        table=[["We will", "Commentary", "Who"]]
        + [
            [sentence(n, 12), sentence(n + 1, 30 + n % 17), f"Unit {n}" if n % 3 else ""]
            for n in range(20, 42)
        ],
    ),
    Section(
        "Priority 3 – Roads",
        bullets=[(n % 3, sentence(60 + n, 10 + 5 * (n % 5))) for n in range(40)],
        paragraphs=[sentence(50, 25)],
    ),
]


def as_text(report: list[Section]) -> str:
    parts: list[str] = []
    for section in report:
        parts += ["", section.heading, ""]
        for paragraph in section.paragraphs + [section.lead] * bool(section.lead):
            parts += [paragraph, ""]
        parts += ["  " * level + "- " + text for level, text in section.bullets]
        parts += ["\t".join(row) for row in section.table]
    return "\n".join(parts[1:]) + "\n"


def _list(items: list[Item], body: ParagraphStyle, marks: str, level: int = 0) -> ListFlowable:
    """Nested lists of reportlab; `marks` are the glyphs of the levels."""
    held: list[Any] = []
    index = 0
    while index < len(items):
        below = index + 1
        while below < len(items) and items[below][0] > level:
            below += 1
        content: list[Any] = [Paragraph(html.escape(items[index][1]), body)]
        if below > index + 1:
            content.append(_list(items[index + 1 : below], body, marks, level + 1))
        held.append(ListItem(content, spaceAfter=3))
        index = below
    return ListFlowable(
        held, bulletType="bullet", start=marks[level], leftIndent=18, bulletFontSize=10
    )


def as_pdf(
    report: list[Section], wide: bool = False, heads: bool = False, marks: str = "•◦▪"
) -> bytes:
    out = io.BytesIO()
    styles = getSampleStyleSheet()
    body = styles["BodyText"]
    cell = ParagraphStyle("cell", parent=body, fontSize=9, leading=11)
    flow: list[Any] = []
    for section in report:
        flow.append(Paragraph(html.escape(section.heading), styles["Heading2"]))
        for paragraph in section.paragraphs + [section.lead] * bool(section.lead):
            flow.append(Paragraph(html.escape(paragraph), body))
        if section.bullets:
            flow.append(_list(section.bullets, body, marks))
        if section.table:
            rows = [[Paragraph(html.escape(text), cell) for text in row] for row in section.table]
            grid = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
            flow.append(Table(rows, colWidths=[120, 240, 90], style=grid))
        flow.append(Spacer(1, 12))

    def furniture(canvas: Any, document: Any) -> None:
        if heads:
            canvas.setFont("Helvetica", 8)
            canvas.drawString(60, 20, f"Page {canvas.getPageNumber()} of many")
            canvas.drawString(60, document.pagesize[1] - 30, "Quarterly Update – Official")

    pagesize = landscape(A4) if wide else A4
    SimpleDocTemplate(out, pagesize=pagesize).build(
        flow, onFirstPage=furniture, onLaterPages=furniture
    )
    return out.getvalue()


def as_word(report: list[Section]) -> bytes:
    document = docx.Document()
    for section in report:
        document.add_heading(section.heading, level=2)
        for paragraph in section.paragraphs + [section.lead] * bool(section.lead):
            document.add_paragraph(paragraph)
        for level, text in section.bullets:
            style = "List Bullet" if level == 0 else f"List Bullet {level + 1}"
            document.add_paragraph(text, style=style)
        if section.table:
            table = document.add_table(rows=0, cols=len(section.table[0]))
            for row in section.table:
                for held, text in zip(table.add_row().cells, row, strict=True):
                    held.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_html(report: list[Section]) -> bytes:
    parts = ["<!DOCTYPE html><html><head><title>Not shown</title></head><body>"]
    for section in report:
        parts.append(f"<h2>{html.escape(section.heading)}</h2>")
        for paragraph in section.paragraphs + [section.lead] * bool(section.lead):
            parts.append(f"<p>{html.escape(paragraph)}</p>")
        depth = -1
        for level, text in section.bullets:
            while depth < level:
                parts.append("<ul>")
                depth += 1
            while depth > level:
                parts.append("</li></ul>")
                depth -= 1
            parts.append(f"<li>{html.escape(text)}")
        parts += ["</li></ul>"] * (depth + 1)
        if section.table:
            parts.append("<table>")
            for row in section.table:
                cells = "".join(f"<td>{html.escape(text)}</td>" for text in row)
                parts.append(f"<tr>{cells}</tr>")
            parts.append("</table>")
    return "\n".join([*parts, "</body></html>"]).encode()


def plain(text: str) -> str:
    return " ".join(text.split())


def levels(text: str) -> list[tuple[int, str]]:
    """The level of each bullet with the first words of it."""
    found = re.findall(r"^( *)- (\S+ \S+ \S+)", text, re.MULTILINE)
    return [(len(indent) // 2, words) for indent, words in found]


def rows(text: str) -> list[str]:
    return [line for line in text.split("\n") if "\t" in line]


MADE = {
    "report.pdf": as_pdf(REPORT),
    "landscape.pdf": as_pdf(REPORT, wide=True),
    "dashes.pdf": as_pdf(REPORT, marks="•–-"),
    "report.docx": as_word(REPORT),
    "report.html": as_html(REPORT),
}


@pytest.mark.parametrize("name", MADE)
def test_every_format_gives_the_text_of_the_report(name: str) -> None:
    reading = read_bytes(MADE[name], name)
    expected = as_text(REPORT)
    assert plain(reading.text) == plain(expected)
    assert levels(reading.text) == levels(expected)
    assert rows(reading.text) == rows(expected)


def test_a_table_goes_on_over_pages_and_keeps_its_rows() -> None:
    reading = read_bytes(MADE["report.pdf"], "report.pdf")
    assert len(reading.pages) >= 4
    with_rows = [bool(rows(reading.text[start:end])) for start, end in reading.pages]
    assert sum(with_rows) >= 2


def _heads(reading: Reading) -> list[tuple[str, str]]:
    pages = [reading.text[start:end].split("\n\n") for start, end in reading.pages]
    return [(page[0], page[-1]) for page in pages]


def test_running_heads_stay_in_the_text_of_each_page() -> None:
    reading = read_bytes(as_pdf(REPORT, heads=True), "report.pdf")
    heads = _heads(reading)
    assert len(heads) >= 4
    for number, (head, foot) in enumerate(heads, start=1):
        assert head == "Quarterly Update – Official"
        assert foot == f"Page {number} of many"
    text = re.sub(r"Quarterly Update – Official|Page \d+ of many", "", reading.text)
    assert plain(text) == plain(as_text(REPORT))
    assert levels(reading.text) == levels(as_text(REPORT))


def test_headings_and_paragraphs_stand_between_blank_lines() -> None:
    for name, data in MADE.items():
        text = read_bytes(data, name).text
        for section in REPORT:
            assert f"\n\n{section.heading}\n\n" in "\n\n" + text, name
        assert "\n\nWe will:\n\n- " in text, name
