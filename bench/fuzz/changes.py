"""Changes that a fuzzer makes, aware of the container: the XML in a Word file, a PDF's objects.

All chance comes from the `random.Random` that is given, so a number tells the file again.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
import zlib
from functools import cache

from bench.fuzz.seeds import seeds, zipped

_NUMBERS = (
    b"0 1 -1 2 9 10 99 100 255 256 1000 65535 65536 99999 2147483647 -2147483648 4294967296 "
    b"9223372036854775807 1e308 -0.5 .5 NaN 1e999 00 007 9999999999999999999999999 "
).split()
_ANY = (
    b"\0", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\r", b"\r\n", b"\n\n\n\n\n\n", b"\f", b"\v",
    b"\x1b[31m", b"\xe2\x80\xae", b"\xe2\x80\x8b", b"\xed\xa0\x80", b"\xf0\x9f\x98\x80", b"\x85",
    b"\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d", b"\xcc\x81" * 40, b"\xc2\xa0", b"\t", b" " * 300,
    b"(" * 200, b"%" * 90, b"1" * 400, b"A" * 500, b"1," * 90, b"**", b"__", b"|",
)  # fmt: skip
_WORDS = (
    b"\n# Priority 2 \xe2\x80\x93 More\n", b"\nContents\n", b"\nPriority 1 a 4-9\n", b"- ",
    b"\n    - x\n", b"\nWe will: ", b"Operation ", b"Op. ", b" 12% to 1,204 ", b"Q3 2019/20",
    b"\n|a|b|\n|-|-|\n|1|2|\n", b"a\tb\t\n", b"Data to December 2019", b"South LPA:\n",
    b"up from 5 to 6 ", b"in the last quarter", b"Version 1.", b"\n---\n", b"> ", b" (ABC) ",
)  # fmt: skip
_HTML = (
    b"<table>", b"</table>", b"<tr>", b"<td colspan=9999>", b"<td rowspan=-3>", b"<ul>", b"</ul>",
    b"<ol start=99999>", b"<li value=x>", b"<h1>", b"</h3>", b"<pre>", b"<br>" * 9, b"<div>" * 40,
    b"<b><i>" * 30, b"<script>", b"<style>", b"<!--", b"-->", b"<![CDATA[", b"<?x ?>", b"&#0;",
    b"&#x110000;", b"&#xD800;", b"&lt", b"<svg>", b"<template>", b"<p hidden>", b"<meta charset=x>",
    b"<p style='mso-list:l0 level9'>", b"<span style='mso-list:ignore'>", b"<table role=none>",
    b"<meta charset=utf-7>", b"<meta charset=unicode_escape>", b"<meta charset=idna>", b"<a \n=",
)  # fmt: skip
_XML = (
    b"<w:p>", b"</w:p>", b"<w:tbl>", b"</w:tbl>", b"<w:tr>", b"<w:tc>", b"<w:t>x</w:t>", b"<w:br/>",
    b"<w:p><w:r><w:t>x</w:t></w:r></w:p>", b"<w:tbl><w:tr><w:tc/><w:tc/></w:tr></w:tbl>",
    b'<w:gridSpan w:val="99999"/>', b'<w:vMerge/>', b'<w:numPr><w:ilvl w:val="-7"/></w:numPr>',
    b'<w:ind w:left="1e9"/>', b'<w:sym w:char="D800"/>', b'<w:numId w:val="x"/>', b"&a;", b"<a/>",
    b"<w:del/>", b'<w:basedOn w:val="Normal"/>', b"<w:txbxContent><w:p/></w:txbxContent>",
    b"<w:drawing>", b"<!DOCTYPE a [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>", b"<?xml?>",
    b'<w:lvlText w:val="%9%1%"/>', b'<w:start w:val="-99999"/>', b"<w:sdt><w:sdtContent>",
)  # fmt: skip
_PDF = (
    b"/Rotate 90", b"/MediaBox [0 0 0 0]", b"/MediaBox [0 0 1e9 1e9]", b"/UserUnit 1e9", b"<<",
    b">>", b"[", b"]", b"endobj", b"stream\n", b"endstream", b"1 0 R", b"/Kids [1 0 R 1 0 R]",
    b"/Count 2147483647", b"/Length -1", b"/Filter /LZWDecode", b"/Encrypt 1 0 R", b"BT", b"ET",
    b"(x) Tj", b"0 Tr", b"1e30 0 0 1e30 0 0 cm", b"Do", b"q " * 60,
    b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>", b"/ToUnicode 1 0 R",
    b"/FirstChar 9999999", b"/Type /ObjStm", b"/Parent 1 0 R", b"0 0 m 1e38 1e38 l S",
    b"<FFFE0000D800> Tj", b"NaN", b"/W [1 9 9]",
)  # fmt: skip
_DIGITS = re.compile(rb"-?\d+(?:\.\d+)?")
_OBJECT = re.compile(rb"\d+ \d+ obj\b.{0,200000}?\bendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_MOST = 200_000  # bytes; a copy of a copy of a copy says nothing new
_PARTS = (
    "word/document.xml", "word/document.xml", "word/document.xml", "word/styles.xml",
    "word/numbering.xml", "[Content_Types].xml", "word/_rels/document.xml.rels", "_rels/.rels",
)  # fmt: skip


def changed(form: str, chance: random.Random, of: bytes | None = None) -> bytes:
    """A seed of the format (or `of`) with a few changes."""
    data = chance.choice(seeds(form)) if of is None else of
    if form == "docx" and chance.random() < 0.9:
        return _word(data, chance)
    if form == "pdf" and chance.random() < 0.9:
        return _pdf(data, chance)
    tokens = {"html": _HTML + _WORDS, "pdf": _PDF, "docx": _XML}.get(form, _WORDS)
    data = edited(data, chance, tokens)
    if form in ("txt", "md", "html") and chance.random() < 0.1:
        encoding = chance.choice(("utf-16", "utf-32", "cp1252", "utf-16-be", "latin-1"))
        data = data.decode("utf-8", "replace").encode(encoding, "replace")
    return data


def edited(data: bytes, chance: random.Random, tokens: tuple[bytes, ...]) -> bytes:
    """Bytes with one to six edits: put in, left out, doubled, moved, changed, numbers replaced."""
    for _ in range(chance.randint(1, 6)):
        if len(data) > _MOST:
            break
        at = chance.randrange(len(data) + 1)
        to = min(len(data), at + chance.choice((1, 2, 8, 40, 200)))
        kind = chance.randrange(8)
        if kind <= 1:
            data = data[:at] + chance.choice(tokens) + data[at:]
        elif kind == 2:
            data = data[:at] + chance.choice(_ANY) + data[at:]
        elif kind == 3:
            data = data[:at] + data[to:]
        elif kind == 4:
            data = data[:to] + data[at:to] * chance.choice((1, 3, 30)) + data[to:]
        elif kind == 5:
            data = data[:at] + bytes(chance.randrange(256) for _ in range(to - at)) + data[to:]
        elif kind == 6:
            other = chance.randrange(len(data) + 1)
            data = data[:other] + data[at:to] + data[other:]
        elif found := list(_DIGITS.finditer(data, at, at + 2_000)):
            number = chance.choice(found)
            data = data[: number.start()] + chance.choice(_NUMBERS) + data[number.end() :]
    if chance.random() < 0.03:
        data = data[: chance.randrange(len(data) + 1)]
    return data or b" "


@cache
def _members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _word(data: bytes, chance: random.Random) -> bytes:
    """A Word file whose XML is changed; the archive around it is whole."""
    try:
        members = dict(_members(data))
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError):
        return edited(data, chance, _XML)  # a changed file of the guided fuzzer
    part = chance.choice(_PARTS)
    if part in members:
        members[part] = _tidy(edited(members[part], chance, _XML), chance)
    if chance.random() < 0.05:
        members[chance.choice(("../../etc/x", "/x", "word/vbaProject.bin", "a\nb", "word/"))] = b"x"
    return zipped(members)


def _tidy(xml: bytes, chance: random.Random) -> bytes:
    """Often the XML as a parser would mend it, or nearly every file would fail at its first tag."""
    if chance.random() < 0.3:
        return xml
    import lxml.etree  # noqa: PLC0415

    parser = lxml.etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        root = lxml.etree.fromstring(xml, parser)
        return xml if root is None else bytes(lxml.etree.tostring(root))
    except (lxml.etree.Error, ValueError):
        return xml


def _pdf(data: bytes, chance: random.Random) -> bytes:
    """A PDF with one or two objects changed, a page's own drawing unpacked among them."""
    for _ in range(chance.randint(1, 2)):
        objects = list(_OBJECT.finditer(data))
        if not objects or len(data) > 4 * _MOST:
            return edited(data, chance, _PDF)
        match = chance.choice(objects)
        body = match.group()
        kind = chance.randrange(10)
        if kind == 0:
            body = b""
        elif kind == 1:
            body += b"\n" + chance.choice(objects).group()
        else:
            stream = _STREAM.search(body)
            opened = _unpacked(stream.group(1)) if stream and kind < 8 else None
            if stream and opened is not None:
                drawn = edited(opened, chance, _PDF)
                head = re.sub(rb"/Filter\s*(?:/\w+|\[[^\]]*\])", b"", body[: stream.start()])
                head = re.sub(rb"/Length \d+", b"/Length %d" % len(drawn), head)
                body = head + b"stream\n" + drawn + b"\nendstream\nendobj"
            else:
                body = edited(body, chance, _PDF)
        data = data[: match.start()] + body + data[match.end() :]
    return data


def _unpacked(data: bytes) -> bytes | None:
    try:
        return zlib.decompressobj().decompress(data, 4 * _MOST)
    except zlib.error:
        return None
