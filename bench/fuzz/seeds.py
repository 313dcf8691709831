"""What the changed files are made from: small cuts of the sample's own reports, in each format.

Small, since a page tells a reader's faults as well as a report does and is read fifty times
as often in the same time.
"""

from __future__ import annotations

import io
import zipfile
from functools import cache
from html import escape
from pathlib import Path

import lxml.etree
import pypdfium2

REPORTS = Path(__file__).resolve().parents[2] / "corpus" / "sample" / "reports"
FORMATS = ("txt", "md", "html", "docx", "pdf")
_CUT = 1_200  # characters
_BLOCKS = 12  # paragraphs and tables of a Word file
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@cache
def seeds(form: str) -> tuple[bytes, ...]:
    """Small files of one format, one of FORMATS; the same at every call."""
    texts = [text for path in sorted(REPORTS.glob("*.md")) for text in _cuts(path)]
    if form in ("txt", "md"):
        return tuple(text.encode() for text in texts)
    if form == "html":
        return tuple(_html(text).encode() for text in texts)
    if form == "docx":
        return tuple(d for path in sorted(REPORTS.glob("*.docx")) for d in _words(path))
    return tuple(d for path in sorted(REPORTS.glob("*.pdf")) for d in _pages(path))


def _cuts(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [text[at : at + _CUT] for at in range(0, len(text), 4 * _CUT)]


def _html(text: str) -> str:
    """The text as a page, with lists in lists and a table, as its lines say."""
    parts = ["<!DOCTYPE html><html><head><title>a</title></head><body>"]
    for line in text.splitlines():
        words = escape(line.strip(" #-|*"))
        if line.startswith("#"):
            parts.append(f"<h2>{words}</h2>")
        elif line.lstrip().startswith("-"):
            inner = f"<li>{words}</li>"
            parts.append(f"<ul><li><ol start=2>{inner}</ol></ul>" if line[:1] == " " else inner)
        elif line.startswith("|"):
            cells = "".join(f"<td colspan=2>{cell}</td>" for cell in words.split("|"))
            parts.append(f"<table><tr>{cells}</tr><tr><td rowspan=3>a<td>1</table>")
        else:
            parts.append(f"<p style='mso-list:l0 level2'><span>{words}</span><br></p>")
    return "\n".join([*parts, "</body></html>"])


def _words(path: Path) -> list[bytes]:
    """Word files of a few paragraphs each, with the styles and lists of the whole."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    whole = members["word/document.xml"]
    count = sum(1 for _ in lxml.etree.fromstring(whole)[0])
    made = []
    for first in range(0, count, 4 * _BLOCKS):
        root = lxml.etree.fromstring(whole)
        body = root[0]
        for number, child in enumerate(list(body)):
            if not first <= number < first + _BLOCKS and child.tag != f"{_W}sectPr":
                body.remove(child)
        members["word/document.xml"] = lxml.etree.tostring(root)
        members["word/styles.xml"] = _fewer_styles(members["word/styles.xml"])
        members["word/stylesWithEffects.xml"] = b"<a/>"
        made.append(zipped(members))
    return made


def _fewer_styles(xml: bytes) -> bytes:
    """The styles of lists, headings and body text: Word's others are most of a small file."""
    root = lxml.etree.fromstring(xml)
    for style in root.findall(f"{_W}style"):
        key = style.get(f"{_W}styleId", "")
        if not key.startswith(("List", "Heading", "Normal", "Title", "TableGrid")):
            root.remove(style)
    return bytes(lxml.etree.tostring(root))


def zipped(members: dict[str, bytes]) -> bytes:
    """An archive of the members, not packed: it is unpacked and changed a moment later."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


def _pages(path: Path) -> list[bytes]:
    """PDF files of one page each."""
    made = []
    source = pypdfium2.PdfDocument(path)
    for number in range(0, len(source), 3):
        single = pypdfium2.PdfDocument.new()
        single.import_pages(source, [number])
        out = io.BytesIO()
        single.save(out)
        single.close()
        made.append(out.getvalue())
    source.close()
    return made
