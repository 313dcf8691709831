"""Hostile files, each with its outcome: read with a note, or refused with what to do next."""

from __future__ import annotations

import codecs
import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus.identity import identify
from corpus.passages import segment
from corpus.reading import WORD, Reading, read_bytes, read_file
from quarterline.errors import DamagedFileError, LimitError, NoTextError, ReadError
from quarterline.places import Gazetteer
from quarterline.records import Passage
from quarterline.settings import Limits
from tests.ui_support import WRONG

LIMITS = Limits(seconds=30)


def pdf(pages: int = 1, words: str = "Words of the report") -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=0, invariant=1)
    for _ in range(pages):
        canvas.drawString(60, 700, words)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def word(change: dict[str, bytes] | None = None, add: dict[str, bytes] | None = None) -> bytes:
    """A Word file with some members' bytes replaced (old=new) in its text, and members added."""
    document = docx.Document()
    document.add_paragraph("Words of the report")
    held = io.BytesIO()
    document.save(held)
    out = io.BytesIO()
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, (change or {}).get(name) or old.read(name))
        for name, data in (add or {}).items():
            new.writestr(name, data)
    return out.getvalue()


def body(xml: bytes, head: bytes = b"") -> bytes:
    """A Word document's own XML around `xml`."""
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    whole = b'<w:document xmlns:w="' + space + b'"><w:body>' + xml + b"</w:body></w:document>"
    return b'<?xml version="1.0" encoding="UTF-8"?>' + head + whole


def passages_of(reading: Reading, name: str = "a.txt") -> tuple[Passage, ...]:
    return segment(identify(reading, name, "0" * 64), Gazetteer(), reading.pages).passages


def check_invariants(reading: Reading) -> tuple[Passage, ...]:
    """Offsets hold, ids are unique and stable, and what would be exported can be read again."""
    passages = passages_of(reading)
    assert passages == passages_of(reading)
    assert len({p.id for p in passages}) == len(passages)
    for passage in passages:
        raw = reading.text[passage.start : passage.end]
        assert len(raw) == len(passage.text)
        assert all(b in (a, " ") for a, b in zip(raw, passage.text, strict=True))
        line = json.dumps({"text": passage.text, "context": passage.context}, ensure_ascii=False)
        assert json.loads(line.encode())["text"] == passage.text
    return passages


# ---- archives


def test_billion_laughs_in_a_word_file_are_not_expanded() -> None:
    entities = b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12)
    )
    xml = body(b"<w:p><w:r><w:t>A &m; b</w:t></w:r></w:p>", entities + b"]>")
    # which of the two depends on the version of libxml2
    try:
        reading = read_bytes(word({"word/document.xml": xml}), "a.docx", LIMITS)
    except DamagedFileError as error:
        assert "open it in Word and save it anew" in str(error)
    else:
        assert len(reading.text) < 100


@pytest.mark.parametrize("kind", ["SYSTEM 'file://{}'", "PUBLIC 'x' 'file://{}'"])
def test_external_entities_of_a_word_file_are_not_fetched(kind: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("the secret words")
    place = kind.format(tmp_path / "secret").encode()
    head = b"<!DOCTYPE d [<!ENTITY a " + place + b">]>"
    xml = body(b"<w:p><w:r><w:t>Words &a;</w:t></w:r></w:p>", head)
    reading = read_bytes(word({"word/document.xml": xml}), "a.docx", LIMITS)
    assert "secret" not in reading.text


@pytest.mark.parametrize(
    "name", ["../../../outside", "/outside", "word/../../outside", "a\nb", "\x1b[2J", "C:\\outside"]
)
def test_path_names_in_an_archive_write_nothing(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deep" / "er" / "still").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "deep" / "er" / "still")
    reading = read_bytes(word(add={name: b"words"}), "a.docx", LIMITS)
    assert reading.text == "Words of the report\n"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_zip_with_too_many_members_is_refused() -> None:
    many = {f"x/{n}": b"" for n in range(20_001)}
    with pytest.raises(LimitError, match=r"^a\.docx: it packs more than 20,000 files; .*Save it"):
        read_bytes(word(add=many), "a.docx", LIMITS)


def test_macros_and_embedded_files_are_noted_and_not_opened() -> None:
    add = {"word/vbaProject.bin": b"Sub AutoOpen()", "word/embeddings/a.xlsx": b"x"}
    reading = read_bytes(word(add=add), "a.docx", LIMITS)
    assert reading.text == "Words of the report\n"
    assert reading.media_type == WORD
    assert reading.notes == (
        "The Word file holds macros; they were not run.",
        "The Word file has 1 file embedded; add what is a report among them by itself.",
    )


def test_deep_nesting_in_a_word_file_is_bounded() -> None:
    inner = b"<w:p><w:r><w:t>x</w:t></w:r></w:p>"
    deep = b"<w:tbl><w:tr><w:tc>" * 70 + inner + b"</w:tc></w:tr></w:tbl>" * 70
    xml = body(b"<w:p><w:r><w:t>Words</w:t></w:r></w:p>" + deep)
    assert read_bytes(word({"word/document.xml": xml}), "a.docx", LIMITS).text == "Words\n"
    with pytest.raises(DamagedFileError, match=r"^a\.docx: .*open it in Word and save it anew"):
        deeper = b"<w:sdt>" * 400 + inner + b"</w:sdt>" * 400
        read_bytes(word({"word/document.xml": body(deeper)}), "a.docx", LIMITS)


# ---- PDF


def test_scripts_of_a_pdf_are_noted_and_not_run() -> None:
    script = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> /Type /Catalog"
    reading = read_bytes(pdf().replace(b"/Type /Catalog", script), "a.pdf", LIMITS)
    assert reading.text == "Words of the report\n"
    assert reading.notes == ("The PDF holds scripts (JavaScript); they were not run.",)
    assert read_bytes(pdf(), "a.pdf", LIMITS).notes == ()


def test_files_attached_to_a_pdf_are_noted_and_not_opened() -> None:
    spec = b"<< /Type /Filespec /F (a.exe) /UF (a.exe) /EF << /F 1 0 R >> >>"
    names = b"/Names << /EmbeddedFiles << /Names [(a.exe) " + spec + b"] >> >> /Type /Catalog"
    reading = read_bytes(pdf().replace(b"/Type /Catalog", names), "a.pdf", LIMITS)
    assert reading.text == "Words of the report\n"
    assert reading.notes == (
        "The PDF has 1 file attached; add what is a report among them by itself.",
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"/BaseFont /Helvetica", b"/BaseFont /Nothing  "),
        (b"/Subtype /Type1", b"/Subtype /Type0"),
        (b"/Type /Font", b"/Type /Fond"),
        (b"/Encoding /WinAnsiEncoding", b"/Encoding /NoSuchEncoding  "),
        (b"/F1 2 0 R", b"/F1 9 0 R"),
        (b"/F1 2 0 R", b"/F1 1 0 R"),
    ],
)
def test_a_broken_font_is_read_or_refused(old: bytes, new: bytes) -> None:
    data = pdf()
    assert old in data
    try:
        reading = read_bytes(data.replace(old, new), "a.pdf", LIMITS)
    except ReadError as error:
        assert str(error).startswith("a.pdf: ")
    else:
        check_invariants(reading)


def test_ten_thousand_pages_are_over_the_limit() -> None:
    data = pdf(10_000, "x")
    with pytest.raises(
        LimitError, match=r"^a\.pdf: it has 10,000 pages; at most 2,000 are read\. S"
    ):
        read_bytes(data, "a.pdf")


def test_a_page_tree_that_bites_its_tail_is_refused_or_read() -> None:
    data = pdf()
    at = data.index(b"/Kids [")
    end = data.index(b"]", at)
    number = data[data.rindex(b"endobj", 0, at) :].split()[1]
    loop = data[:at] + b"/Kids [ " + number + b" 0 R " + data[end:]
    try:
        read_bytes(loop, "a.pdf", LIMITS)
    except ReadError as error:
        assert str(error).startswith("a.pdf: ")


# ---- characters


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"First\rSecond\r\rThird\r", "First\rSecond\r\rThird\r"),
        (codecs.BOM_UTF8 + b"a\r\nb", "\ufeffa\r\nb"),
        ("a – b".encode("utf-16"), "a – b"),
        (b"caf\xe9 \x93quoted\x94", "café “quoted”"),
        ("\u202eshown the other way\u202c".encode(), "\u202eshown the other way\u202c"),
        ("שלום עולם 12%".encode(), "שלום עולם 12%"),
        (
            "\U0001f600 5 of 10 \U0001f468\u200d\U0001f469".encode(),
            "\U0001f600 5 of 10 \U0001f468\u200d\U0001f469",
        ),
    ],
)
def test_odd_characters_are_kept(data: bytes, text: str) -> None:
    reading = read_bytes(data, "a.txt", LIMITS)
    assert reading.text == text
    check_invariants(reading)


WINDOWS = "“Half a mile – at £5” said the café’s owner."  # not the same in UTF-8 and Windows-1252


@pytest.mark.parametrize(
    "turned",
    [
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\u2028").encode(),
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: codecs.BOM_UTF16_BE + text.replace("\n", "\r\n").encode("utf-16-be"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("\n", "\r\n").encode("cp1252"),
    ],
    ids=["CR", "CRLF", "LS", "UTF-8 with BOM", "UTF-16 BE, CRLF", "UTF-16", "Windows, CRLF"],
)
def test_line_ends_and_encodings_change_nothing_that_is_read(
    turned: Callable[[str], bytes],
) -> None:
    text = WRONG.replace("Wardens walked", f"{WINDOWS} Wardens walked")

    def read(data: bytes) -> tuple[object, ...]:
        reading = read_bytes(data, "a.txt", LIMITS)
        document = identify(reading, "a.txt", "0" * 64)
        passages = check_invariants(reading)
        return (
            *(document.force, document.quarter, document.version, document.title, document.plan),
            [
                (" ".join(p.text.split()), p.kind, p.priority, p.objective, p.context)
                for p in passages
            ],
        )

    expected = read(text.encode())
    assert WINDOWS in str(expected)
    assert read(turned(text)) == expected


def test_two_encodings_in_one_file_lose_no_figure() -> None:
    halves = "- Café: 12 arrests at £5.\n".encode(), "- Café’s 34 arrests at £6.\n".encode("cp1252")
    reading = read_bytes(b"".join(halves), "a.txt", LIMITS)
    words = " ".join(p.text for p in check_invariants(reading))
    assert all(part in words for part in ("12 arrests at", "5.", "34 arrests at £6"))


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (b"words\0words", ReadError, "not text"),
        (b"\xff\xfe\x00\xd8a\x00", ReadError, "not text"),  # half of a surrogate pair
        (b"\xed\xa0\x80\x81\x8d\x8f", ReadError, "not text"),
        (b"", NoTextError, "empty"),
        (b"\xef\xbb\xbf", NoTextError, "white space"),
        (b"\r\r\n\n \t\v\f", NoTextError, "white space"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, error: type[ReadError], message: str) -> None:
    with pytest.raises(error, match=rf"^a\.txt: .*{message}"):
        read_bytes(data, "a.txt", LIMITS)


@pytest.mark.parametrize(
    "charset", ["utf-7", "unicode_escape", "raw_unicode_escape", "idna", "punycode", "rot13", "zip"]
)
def test_a_page_may_not_name_an_encoding_that_makes_other_text(charset: str) -> None:
    page = f"<html><meta charset={charset}><p>+2AA- \\ud800 Words".encode()
    reading = read_bytes(page, "a.html", LIMITS)
    assert reading.text == "+2AA- \\ud800 Words\n"
    check_invariants(reading)


def test_references_to_characters_that_are_none() -> None:
    page = b"<html><p>a&#xD800;b&#0;c&#x110000;d&#x1b;[31me&#xFFFE;f"
    reading = read_bytes(page, "a.html", LIMITS)
    assert reading.text.encode().decode() == reading.text
    assert "\x1b" not in reading.text
    assert "\0" not in reading.text


# ---- names and places of files


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\nb.txt", "a\ufffdb.txt"),
        ("\x1b]0;title\x07.txt", "\ufffd]0;title\ufffd.txt"),
        ("a\u202etxt.exe", "a\ufffdtxt.exe"),
        (os.fsdecode(b"caf\xe9.txt"), "caf\ufffd.txt"),
        ("x" * 250, "x" * 250),
    ],
)
def test_messages_name_files_without_what_a_terminal_obeys(name: str, shown: str) -> None:
    with pytest.raises(NoTextError) as caught:
        read_bytes(b"", name)
    assert str(caught.value).startswith(f"{shown}: the file is empty")
    str(caught.value).encode()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with names")
def test_pipes_and_devices_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.pdf")
    for path in (tmp_path / "a.pdf", Path("/dev/zero")):
        with pytest.raises(ReadError, match=r"pipe or device, not a file\. Name a report"):
            read_file(path)


# ---- amounts


def test_an_endless_line_is_cut_into_passages_that_join_to_it() -> None:
    sentence = "Officers arrested 12 people in the town over three days. "
    text = f"Update\n\n# Words\n\n- {sentence * 400}\n"
    reading = read_bytes(text.encode(), "a.md", LIMITS)
    passages = check_invariants(reading)
    assert len(passages) > 5
    assert max(len(p.text) for p in passages) <= 4_000
    assert all(p.text.endswith(".") for p in passages)
    assert " ".join(p.text for p in passages) == (sentence * 400).strip()


def test_a_row_of_endless_cells_is_cut_with_its_cells() -> None:
    row = "\t".join(["words " * 300] * 9)
    text = f"Update\n\n# Words\n\nName\tOne\tTwo\n{row}\n"
    passages = check_invariants(read_bytes(text.encode(), "a.txt", LIMITS))
    rows = [p for p in passages if p.kind == "row"]
    assert len(rows) > 2
    for passage in rows:
        assert passage.cells
        for cell in passage.cells:
            assert passage.start <= cell.start < cell.end <= passage.end


def test_too_many_passages_are_refused_with_the_number() -> None:
    reading = read_bytes(b"# Words\n\n" + b"- a bullet\n" * 60, "a.md", LIMITS)
    document = identify(reading, "a.md", "0" * 64)
    with pytest.raises(LimitError, match=r"a\.md: it has more than 50 bullets, .*Split the file"):
        segment(document, limits=Limits(passages=50))
    assert len(segment(document, limits=Limits(passages=60)).passages) == 60


def test_a_long_label_or_objective_is_not_carried_by_every_passage() -> None:
    heading = "Words " * 5_000
    text = (
        f"Update\n\n## {heading}\n\nWe will:\n{'Support victims and ' * 5_000}\n\n"
        + "- A bullet\n" * 50
    )
    for passage in check_invariants(read_bytes(text.encode(), "a.md", LIMITS)):
        assert len(passage.objective) <= 1_001
        assert all(len(label) <= 1_001 for label in passage.context)
