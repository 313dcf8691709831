"""What a PDF holds besides its pages: told to the user, and neither run nor opened."""

from __future__ import annotations

import re
from typing import Any

import pypdfium2.raw as pdfium

# Scripts of the document's own list are counted by PDFium; those tied to opening a page are not.
_SCRIPT = re.compile(rb"/JavaScript\b|/JS\s{0,9}[(<]")


def notes_of(document: Any, data: bytes) -> tuple[str, ...]:
    """Sentences about scripts and attached files of an open `pypdfium2.PdfDocument`."""
    notes = []
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document.raw) > 0 or _SCRIPT.search(data):
        notes.append("The PDF holds scripts (JavaScript); they were not run.")
    attached = pdfium.FPDFDoc_GetAttachmentCount(document.raw)
    if attached > 0:
        files = "1 file" if attached == 1 else f"{attached:,} files"
        notes.append(f"The PDF has {files} attached; add what is a report among them by itself.")
    return tuple(notes)
