"""Formats told by content, text kept as it is, limits, and clear errors for any bytes."""

from __future__ import annotations

import codecs
import io
import zipfile
from pathlib import Path

import docx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from corpus.reading import HTML, MARKDOWN, PDF, TEXT, WORD, Reading, read_bytes, read_file
from quarterline.errors import (
    DamagedFileError,
    EncryptedFileError,
    LimitError,
    NoTextError,
    ReadError,
    UnsupportedFormatError,
)
from quarterline.settings import Limits

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def small_pdf() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.drawString(60, 700, "Words of the report")
    canvas.line(50, 690, 200, 690)
    canvas.save()
    return out.getvalue()


def small_word() -> bytes:
    document = docx.Document()
    document.add_paragraph("Words of the report", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text = "a"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


SMALL_HTML = (
    b"<!DOCTYPE html><html><body><ul><li>a<ol start=3><li>b</ol></ul>"
    b"<table><tr><td rowspan=2>x<td colspan=2>y<tr><td>z</table></body></html>"
)
PDF_BYTES = small_pdf()
WORD_BYTES = small_word()


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (PDF_BYTES, "report.txt", PDF),
        (b"junk before\n" + PDF_BYTES, "report", PDF),
        (WORD_BYTES, "report.pdf", WORD),
        (b"<html><p>a</p></html>", "report.docx", HTML),
        (b"\n<!-- saved -->\n<!doctype HTML><p>a", "report", HTML),
        (b'<?xml version="1.0"?><html><p>a</p></html>', "report", HTML),
        (b"<p>a</p>", "page.htm", HTML),
        (b"<p>a</p>", "notes.txt", TEXT),
        (b"# Title", "notes.MD", MARKDOWN),
        (b"# Title", "notes.txt", TEXT),
        (b"the format %PDF-1.7 in words", "notes.txt", TEXT),
        (b"words with <html> in them", "notes.txt", TEXT),
    ],
)
def test_the_format_is_told_by_content_first(data: bytes, name: str, media_type: str) -> None:
    assert read_bytes(data, name).media_type == media_type


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs", "Cc"]), min_size=1))
@example("\ufeffmark kept\r\nlines\rof\nall kinds\t–")
@example("  leading and trailing  \n\n")
def test_utf8_text_is_kept_exactly(text: str) -> None:
    try:
        reading = read_bytes(text.encode(), "report.txt")
    except NoTextError:
        assert not text.strip("\ufeff \t\r\n\f\v")
    except UnsupportedFormatError:
        # a text may begin as another format's file does
        assert text.startswith(("{\\rtf", "PK\x03\x04"))
    else:
        assert reading.text == text
        assert reading.pages == ()


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("a – b".encode("utf-16"), "a – b"),
        (codecs.BOM_UTF16_BE + "a – b".encode("utf-16-be"), "a – b"),
        (codecs.BOM_UTF32_LE + "a – b".encode("utf-32-le"), "a – b"),
        ("costs £7.3m – “more”".encode("cp1252"), "costs £7.3m – “more”"),
        (codecs.BOM_UTF8 + b"a", "\ufeffa"),
    ],
)
def test_other_encodings_are_told_by_their_mark_or_taken_as_windows(data: bytes, text: str) -> None:
    assert read_bytes(data, "report.txt").text == text


def test_form_feeds_tell_the_pages_of_a_text() -> None:
    reading = read_bytes(b"One\ntwo\n\fThree\n\f", "report.txt")
    assert reading.text == "One\ntwo\n\fThree\n\f"
    assert [reading.text[a:b] for a, b in reading.pages] == ["One\ntwo\n", "Three\n"]


@pytest.mark.parametrize(
    ("data", "name", "error", "message"),
    [
        (b"", "q4.pdf", NoTextError, r"^q4\.pdf: the file is empty\. Check"),
        (b" \r\n\t\n", "q4.txt", NoTextError, "only white space"),
        (b"\0\1\2\3words", "q4.txt", UnsupportedFormatError, "not text, PDF, Word"),
        (bytes(range(1, 32)) * 9, "q4.txt", UnsupportedFormatError, "not text"),
        (b"\x89PNG\r\n\x1a\n\0\0", "q4.pdf", UnsupportedFormatError, "picture.*OCR"),
        (b"{\\rtf1 words}", "q4.doc", UnsupportedFormatError, r"rich-text.*\.docx"),
        (OLE + b"\0" * 600, "q4.doc", UnsupportedFormatError, r"Word 2003.*save it as \.docx"),
        (
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "q4.docx",
            EncryptedFileError,
            "asks for a password.*remove the password",
        ),
        (WORD_BYTES[:4000], "q4.docx", DamagedFileError, "cut short or damaged"),
        (PDF_BYTES[:600], "q4.pdf", DamagedFileError, "cut short"),
        (b"%PDF-1.4\nnothing\n%%EOF", "q4.pdf", DamagedFileError, r"^q4\.pdf: .*damaged"),
        (b"<html><body></body></html>", "q4.html", NoTextError, "no text"),
    ],
)
def test_each_kind_of_bad_file_says_what_it_is_and_what_to_do(
    data: bytes, name: str, error: type[ReadError], message: str
) -> None:
    with pytest.raises(error, match=message):
        read_bytes(data, name)


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(
    ("member", "message"),
    [
        ("xl/workbook.xml", "Excel workbook"),
        ("ppt/presentation.xml", "PowerPoint"),
        ("content.xml", "OpenDocument"),
        ("a.pdf", "zip archive.*Unpack"),
    ],
)
def test_other_zips_are_named(member: str, message: str) -> None:
    with pytest.raises(UnsupportedFormatError, match=message):
        read_bytes(zipped({member: b"x"}), "q4.docx")


def test_a_zip_bomb_is_over_the_limit() -> None:
    bomb = zipped({"word/document.xml": b"<a/>", "word/media/x.bin": b"\0" * 3_000_000})
    assert len(bomb) < 10_000
    with pytest.raises(LimitError, match="more than 1,000,000 bytes"):
        read_bytes(bomb, "q4.docx", Limits(unpacked_bytes=1_000_000))


def test_a_zip_whose_directory_lies_about_sizes_is_refused() -> None:
    bomb = bytearray(zipped({"word/document.xml": b"<a/>" + b" " * 3_000_000}))
    size = (3_000_004).to_bytes(4, "little")
    assert bomb.count(size) == 2
    small = bytes(bomb).replace(size, (10).to_bytes(4, "little"))
    with pytest.raises((DamagedFileError, LimitError)):
        read_bytes(small, "q4.docx", Limits(unpacked_bytes=1_000_000))


def test_entities_of_a_word_file_are_not_expanded() -> None:
    members = {}
    with zipfile.ZipFile(io.BytesIO(WORD_BYTES)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    xml = members["word/document.xml"]
    entities = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12)
    )
    start = xml.index(b"<w:document")
    members["word/document.xml"] = (
        xml[:start] + entities + b"]>" + xml[start:].replace(b"Words of", b"&m; Words of")
    )
    try:
        reading = read_bytes(zipped(members), "q4.docx", Limits(seconds=20))
    except ReadError:
        return
    assert len(reading.text) < 1_000


def test_limits_on_bytes_and_characters() -> None:
    with pytest.raises(LimitError, match="it has 11 bytes; at most 10"):
        read_bytes(b"eleven char", "q4.txt", Limits(bytes=10))
    for data, name in ((b"eleven char", "a.txt"), (WORD_BYTES, "a.docx"), (SMALL_HTML, "a.html")):
        with pytest.raises(LimitError, match="more than 5 characters"):
            read_bytes(data, name, Limits(characters=5))


def test_files_are_read_from_disk_and_missing_ones_named(tmp_path: Path) -> None:
    path = tmp_path / "q4.md"
    path.write_bytes(b"# A\r\n\r\nb\r\n")
    assert read_file(path) == Reading("# A\r\n\r\nb\r\n", MARKDOWN, ())
    with pytest.raises(ReadError, match=r"none\.pdf: it cannot be opened .*exists"):
        read_file(tmp_path / "none.pdf")
    with pytest.raises(ReadError, match="cannot be opened"):
        read_file(tmp_path)
    with pytest.raises(LimitError, match="at most 3"):
        read_file(path, Limits(bytes=3))


def nothing_but_read_errors(data: bytes, name: str) -> None:
    try:
        reading = read_bytes(data, name, Limits(seconds=20))
    except ReadError as error:
        assert str(error).startswith(f"{name}: ")
        return
    assert reading.text.strip("\ufeff \t\r\n\f\v")
    last = 0
    for start, end in reading.pages:
        assert last <= start <= end <= len(reading.text)
        last = end


FUZZ = settings(max_examples=60, deadline=5_000, suppress_health_check=[HealthCheck.too_slow])
HEADS = st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", b"<html>", OLE, b"{\\rtf", b"\xff\xfe"])


@FUZZ
@given(HEADS, st.binary(max_size=400), st.sampled_from(["a.pdf", "a.docx", "a.html", "a.md", "a"]))
def test_any_bytes_are_read_or_refused(head: bytes, data: bytes, name: str) -> None:
    nothing_but_read_errors(head + data, name)


@FUZZ
@given(
    st.sampled_from([PDF_BYTES, WORD_BYTES, SMALL_HTML]),
    st.lists(st.tuples(st.floats(0, 0.9999), st.binary(max_size=6)), min_size=1, max_size=8),
    st.sampled_from([0.5, 0.98, 1.0, 1.0, 1.0, 1.0]),
)
def test_changed_files_are_read_or_refused(
    data: bytes, changes: list[tuple[float, bytes]], kept: float
) -> None:
    held = bytearray(data)
    for place, piece in changes:
        at = int(place * len(held))
        held[at : at + len(piece)] = piece
    nothing_but_read_errors(bytes(held[: max(1, int(kept * len(held)))]), "a.x")


@FUZZ
@given(
    st.lists(st.tuples(st.floats(0, 0.9999), st.binary(max_size=8)), min_size=1, max_size=6),
    st.sampled_from(
        [
            "word/document.xml",
            "word/styles.xml",
            "word/numbering.xml",
            "[Content_Types].xml",
            "word/_rels/document.xml.rels",
        ]
    ),
)
def test_changed_parts_of_a_word_file_are_read_or_refused(
    changes: list[tuple[float, bytes]], part: str
) -> None:
    with zipfile.ZipFile(io.BytesIO(WORD_BYTES)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    held = bytearray(members[part])
    for place, piece in changes:
        at = int(place * len(held))
        held[at : at + len(piece)] = piece
    members[part] = bytes(held)
    nothing_but_read_errors(zipped(members), "a.docx")
