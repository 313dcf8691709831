"""Plain text and Markdown: decoded, and otherwise left exactly as they are."""

from __future__ import annotations

import codecs
import re

from corpus.readers.rendering import Budget, Rendered
from quarterline.errors import NoTextError, UnsupportedFormatError
from quarterline.settings import Limits

# UTF-32 first: its little-endian mark begins with that of UTF-16
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# tab, line ends, form feed, vertical tab, and the end-of-file sign of old systems are text
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
_MOST_CONTROLS = 0.002  # a converter leaves a stray one; a binary file has some everywhere


def decode(data: bytes) -> str | None:
    """The bytes as text (UTF-8, UTF-16/32 by their mark, else Windows-1252); None when binary.

    UTF-8 is given back unchanged: line ends as they are, a byte order mark kept as its character.
    """
    text: str | None = None
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = _try(data, encoding)
            break
    else:
        if b"\0" in data:
            return None
        text = _try(data, "utf-8")
        if text is None:
            text = _try(data, "cp1252")
    if text is None or "\0" in text:
        return None
    controls = sum(1 for _ in _CONTROL.finditer(text))
    return None if controls > max(1, len(text) * _MOST_CONTROLS) else text


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _pages(text: str) -> tuple[tuple[int, int], ...]:
    """The spans between form feeds, which converters from PDF put between pages."""
    if "\f" not in text:
        return ()
    spans: list[tuple[int, int]] = []
    start = 0
    for part in text.split("\f"):
        spans.append((start, start + len(part)))
        start += len(part) + 1
    if not text[spans[-1][0] :].strip():  # the form feed after the last page
        spans.pop()
    return tuple(spans)


def read_text(data: bytes, name: str, limits: Limits) -> Rendered:
    """Decode a text or Markdown file; form feeds, where it has any, tell its pages.

    Raises UnsupportedFormatError for binary data, NoTextError for a file of white space only,
    LimitError over the limit on characters.
    """
    text = decode(data)
    if text is None:
        raise UnsupportedFormatError(
            f"{name}: its content is not text, PDF, Word (.docx) or HTML. "
            "Give the report in one of these formats."
        )
    Budget(name, limits).check_characters(len(text))
    if not text.strip("\ufeff \t\r\n\f\v"):
        raise NoTextError(f"{name}: it holds only white space. Check that it is the right file.")
    return Rendered(text, _pages(text))
