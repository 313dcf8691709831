"""From a file's bytes to its text: the format is told by the content first, by the name second."""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePath

from corpus.readers.rendering import Budget, Rendered
from corpus.readers.text import decode, read_text
from quarterline.errors import (
    DamagedFileError,
    EncryptedFileError,
    LimitError,
    NoTextError,
    ReadError,
    UnsupportedFormatError,
)
from quarterline.plain import printable
from quarterline.settings import Limits

TEXT = "text/plain"
MARKDOWN = "text/markdown"
PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_OTHER_ZIPS = (
    ("xl/", "an Excel workbook"),
    ("ppt/", "a PowerPoint presentation"),
    ("content.xml", "an OpenDocument file"),
)
_PREAMBLE = r"(?:<\?xml[^>]{0,200}\?>|<!--(?:[^-]|-(?!->)){0,4000}-->|\s)*"
_HTML_START = re.compile(rf"\ufeff?{_PREAMBLE}<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_MARKDOWN_NAMES = {".md", ".markdown"}
_HTML_NAMES = {".html", ".htm", ".xhtml"}


@dataclass(frozen=True, slots=True)
class Reading:
    """A file's text in the plain-text convention of `corpus.readers.rendering`.

    `pages` holds (start, end) of each page in `text`, 0-based and end exclusive, in Python
    characters; it is empty where the format does not tell pages. `notes` are sentences about
    what else the file holds and was not read, such as scripts or attached files.
    """

    text: str
    media_type: str
    pages: tuple[tuple[int, int], ...] = ()
    notes: tuple[str, ...] = ()


def short_name(name: str) -> str:
    """The file's own name, without its folders and what a terminal would obey, for messages."""
    return printable(PurePath(name).name or name or "the file")


def _zip_type(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise DamagedFileError(
            f"{name}: the file is cut short or damaged ({error}). "
            "Copy or download it again, or save it anew from Word."
        ) from error
    if "word/document.xml" in names:
        return WORD
    for start, what in _OTHER_ZIPS:
        if any(member.startswith(start) for member in names):
            raise UnsupportedFormatError(
                f"{name}: it is {what}, which is not read. Save it as PDF or .docx and add that."
            )
    raise UnsupportedFormatError(
        f"{name}: it is a zip archive, not a Word document. Unpack it and add the files inside."
    )


def _refuse_known(data: bytes, name: str) -> None:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise EncryptedFileError(
                f"{name}: it asks for a password. Open it in Word, remove the password "
                "and save it again."
            )
        raise UnsupportedFormatError(
            f"{name}: it is in the format of Word 2003 or older (.doc). Open it in Word "
            "and save it as .docx or PDF."
        )
    if data.startswith(_PICTURES) and decode(data) is None:
        raise UnsupportedFormatError(
            f"{name}: it is a picture. Run text recognition (OCR) on it, save the result as PDF "
            "and add that."
        )
    if data.startswith(b"{\\rtf"):
        raise UnsupportedFormatError(
            f"{name}: it is a rich-text file (.rtf). Open it in Word and save it as .docx or PDF."
        )


def media_type_of(data: bytes, name: str) -> str:
    """The media type told by the content, and by the name where the content leaves it open.

    Raises UnsupportedFormatError, EncryptedFileError or DamagedFileError for what is known
    but not read.
    """
    name = short_name(name)
    _refuse_known(data, name)
    mark = data[:1024].find(b"%PDF-")
    # a text may speak of "%PDF-"; a PDF with junk before its header still has its objects
    if mark == 0 or (mark > 0 and b"endobj" in data):
        return PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_type(data, name)
    text = decode(data)
    if text is None:
        raise UnsupportedFormatError(
            f"{name}: its content is not text, PDF, Word (.docx) or HTML. "
            "Give the report in one of these formats."
        )
    suffix = PurePath(name).suffix.casefold()
    if _HTML_START.match(text) or (suffix in _HTML_NAMES and text.lstrip().startswith("<")):
        return HTML
    return MARKDOWN if suffix in _MARKDOWN_NAMES else TEXT


def check_size(size: int, name: str, limits: Limits) -> None:
    """Raise NoTextError for an empty file, LimitError for one over `limits.bytes`."""
    if size == 0:
        raise NoTextError(f"{name}: the file is empty. Check that it was copied or saved whole.")
    if size > limits.bytes:
        raise LimitError(
            f"{name}: it has {size:,} bytes; at most {limits.bytes:,} are read. "
            "Split the file into smaller ones, or raise the limit on bytes."
        )


def _reader(media_type: str) -> Callable[[bytes, str, Limits], Rendered]:
    """The reader of a format, and with it the parser that it rests on."""
    # The parsers take a fifth of a second to load, in a process that may never read by them:
    # files other than text are read in another.
    if media_type == PDF:
        from corpus.readers.pdf import read_pdf  # noqa: PLC0415

        return read_pdf
    if media_type == WORD:
        from corpus.readers.word import read_word  # noqa: PLC0415

        return read_word
    if media_type == HTML:
        from corpus.readers.html import read_html  # noqa: PLC0415

        return read_html
    return read_text


def read_bytes(data: bytes, name: str, limits: Limits = Limits()) -> Reading:  # noqa: B008
    """Read a report from its bytes; `name` serves the messages, and tells Markdown from text.

    Raises a ReadError, and nothing else, for any bytes: UnsupportedFormatError,
    EncryptedFileError, NoTextError, DamagedFileError or LimitError.
    """
    short = short_name(name)
    check_size(len(data), short, limits)
    media_type = media_type_of(data, short)
    try:
        rendered = _reader(media_type)(data, short, limits)
        # Cells that span a thousand columns make more of a page than it holds.
        Budget(short, limits).check_characters(len(rendered.text))
    except ReadError:
        raise
    except MemoryError:
        raise  # of the machine or of the child's limit; `corpus.isolated` says which
    # the parsers below are other people's: whatever they raise on broken bytes, one bad
    # file must not stop its batch
    except Exception as error:
        raise DamagedFileError(
            f"{short}: its structure is broken ({type(error).__name__}: {error}). "
            "Save it anew from the program that made it, or give it as PDF or text."
        ) from error
    return Reading(rendered.text, media_type, rendered.pages, rendered.notes)


def read_file(path: str | os.PathLike[str], limits: Limits = Limits()) -> Reading:  # noqa: B008
    """Read a report from disk.

    Raises a ReadError as `read_bytes` does; a file that cannot be opened gives a plain ReadError.
    """
    where = Path(path)
    try:
        found = where.stat()
        # opening a pipe would wait for ever; a folder's own message would not say what to do
        if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
            raise ReadError(
                f"{short_name(where.name)}: it is a pipe or device, not a file. Name a report."
            )
        check_size(found.st_size, short_name(where.name), limits)
        data = where.read_bytes()
    except OSError as error:
        raise ReadError(
            f"{printable(str(where))}: it cannot be opened ({error.strerror or error}). "
            "Check that the file exists and that you may read it."
        ) from error
    return read_bytes(data, where.name, limits)
