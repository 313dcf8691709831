"""Word (.docx): paragraphs, list items and tables in the order of the document's body."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import docx
import lxml.etree
from docx.opc.constants import RELATIONSHIP_TYPE

from corpus.readers.rendering import (
    CELL_BULLET,
    Block,
    Budget,
    Rendered,
    one_line,
    render,
    table_row,
)
from corpus.readers.word_lists import W, WordLists
from quarterline.errors import DamagedFileError, LimitError
from quarterline.settings import Limits

_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_CHUNK = 1 << 20
_MOST_MEMBERS = 20_000
_DEEPEST = 60  # tables and boxes within one another
_MOST_SPAN = 200
_SAME_INDENT = 150  # twentieths of a point: a smaller difference is none
_TAB = 720  # twentieths of a point: Word's usual step of the tab key
# wrappers whose content stands in the text: links, insertions, content controls, fields
_THROUGH = frozenset(
    f"{{{W}}}{tag}"
    for tag in "hyperlink ins moveTo smartTag sdt sdtContent customXml fldSimple dir bdo "
    "ruby rubyBase r".split()
)
_BREAKS = {f"{{{W}}}{tag}": " " for tag in ("br", "cr", "ptab")} | {
    f"{{{W}}}tab": "\t",
    f"{{{W}}}noBreakHyphen": "-",
}
_BOXES = (f"{{{W}}}drawing", f"{{{W}}}pict", f"{{{W}}}object")
_TYPED = re.compile(r"(?:[•◦▪▫●○■□‣⁃∙·➢✓❖\uf000-\uf0ff]\s*|[-–—*o]\t|[-–—*] )(?=\S)")
_TYPED_NUMBER = re.compile(r"(\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)])\t+", re.IGNORECASE)


def _tag(name: str) -> str:
    return f"{{{W}}}{name}"


def _check_archive(data: bytes, name: str, budget: Budget) -> tuple[str, ...]:
    """Unpack every member in small pieces, counting: a directory may lie about sizes.

    Gives notes on what the archive holds besides text.
    """
    most = budget.limits.unpacked_bytes
    too_large = LimitError(
        f"{name}: unpacked, it has more than {most:,} bytes. "
        "Save it anew without its pictures, or raise the limit on unpacked bytes."
    )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > _MOST_MEMBERS:
                raise LimitError(
                    f"{name}: it packs more than {_MOST_MEMBERS:,} files; a Word document has "
                    "some dozens. Save it anew from Word."
                )
            if sum(member.file_size for member in members) > most:
                raise too_large
            unpacked = 0
            for member in members:
                with archive.open(member) as stream:
                    while piece := stream.read(_CHUNK):
                        unpacked += len(piece)
                        if unpacked > most:
                            raise too_large
                        budget.check_time()
            return _notes([member.filename for member in members])
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise _damaged(name, error) from error
    except (NotImplementedError, RuntimeError) as error:  # packed or locked in an unknown way
        raise _damaged(name, error) from error


def _notes(names: list[str]) -> tuple[str, ...]:
    notes = []
    if any(name.endswith("vbaProject.bin") for name in names):
        notes.append("The Word file holds macros; they were not run.")
    embedded = sum(name.startswith("word/embeddings/") for name in names)
    if embedded:
        files = "1 file" if embedded == 1 else f"{embedded:,} files"
        notes.append(
            f"The Word file has {files} embedded; add what is a report among them by itself."
        )
    return tuple(notes)


def _damaged(name: str, error: Exception) -> DamagedFileError:
    return DamagedFileError(
        f"{name}: the Word file is cut short or damaged ({error}). "
        "Copy or download it again, or open it in Word and save it anew."
    )


def _part(document: Any, kind: str) -> Any:
    """The root element of a part of the document; None where it has none."""
    try:
        part = document.part.part_related_by(kind)
    except KeyError:
        return None
    element = getattr(part, "element", None)
    return lxml.etree.fromstring(part.blob, _parser()) if element is None else element


def _parser() -> lxml.etree.XMLParser:
    return lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


@dataclass(slots=True)
class _Text:
    """A paragraph's text, and the text boxes anchored in it."""

    parts: list[str] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)


def _hidden(run: Any) -> bool:
    mark = run.find(f"{_tag('rPr')}/{_tag('vanish')}")
    return mark is not None and mark.get(_tag("val")) not in ("0", "false", "off")


def _choice(element: Any) -> Any:
    """What is shown of content given in two forms, for new and old programs."""
    chosen = element.find(f"{{{_MC}}}Choice")
    return element.find(f"{{{_MC}}}Fallback") if chosen is None else chosen


def _gather(element: Any, text: _Text, depth: int = 0) -> None:
    """Add the text of an element's children; deletions, field codes and notes are left out."""
    if depth > _DEEPEST:
        return
    for child in element:
        tag = child.tag
        if tag == _tag("t"):
            text.parts.append(child.text or "")
        elif tag in _BREAKS:
            text.parts.append(_BREAKS[tag])
        elif tag == _tag("sym"):
            text.parts.append(_symbol(child.get(_tag("char"))))
        elif tag in _THROUGH:
            if tag != _tag("r") or not _hidden(child):
                _gather(child, text, depth + 1)
        elif tag == f"{{{_MC}}}AlternateContent":
            chosen = _choice(child)
            if chosen is not None:
                _gather(chosen, text, depth + 1)
        elif tag in _BOXES:
            text.boxes.extend(_boxes(child))


def _boxes(drawing: Any) -> Iterator[Any]:
    """The outermost text boxes of a drawing, each once."""
    stack = [drawing]
    while stack:
        element = stack.pop()
        if element.tag == f"{{{_MC}}}AlternateContent":
            chosen = _choice(element)
            if chosen is not None:
                stack.append(chosen)
        elif element.tag == _tag("txbxContent"):
            yield element
        else:
            stack.extend(reversed(element))


def _symbol(code: str | None) -> str:
    try:
        value = int(code or "", 16)
    except ValueError:
        return ""
    return chr(value) if 0x20 <= value < 0xD800 or 0xE000 <= value < 0xFFFE else ""


class _Reader:
    """Walks the body; list numbers are counted on the way."""

    def __init__(self, lists: WordLists, budget: Budget) -> None:
        self.lists = lists
        self.budget = budget
        self.characters = 0
        self.carried = ""

    def blocks(self, holder: Any, depth: int = 0) -> list[Block]:
        """The blocks of a body, cell or text box; tabbed lines that adjoin are one table."""
        found: list[Block] = []
        follows_tabbed = False
        if depth > _DEEPEST:
            return found
        for child in holder:
            if child.tag == _tag("p"):
                made = self._paragraph(child, depth)
                tabbed = len(made) == 1 and made[0].kind == "table"
                if tabbed and follows_tabbed:
                    found[-1] = Block("table", found[-1].lines + made[0].lines)
                else:
                    found.extend(made)
                follows_tabbed = tabbed
                continue
            follows_tabbed = False
            if child.tag == _tag("tbl"):
                found.extend(self._table(child, depth))
            elif child.tag in _THROUGH:
                found.extend(self.blocks(child, depth + 1))
            elif child.tag == f"{{{_MC}}}AlternateContent":
                chosen = _choice(child)
                if chosen is not None:
                    found.extend(self.blocks(chosen, depth + 1))
        return found

    def _paragraph(self, element: Any, depth: int) -> list[Block]:
        self.budget.check_time()
        text = _Text()
        _gather(element, text)
        properties = element.find(_tag("pPr"))
        raw = self.carried + "".join(text.parts)
        self.carried = ""
        if element.find(f"{_tag('pPr')}/{_tag('rPr')}/{_tag('del')}") is not None:
            # the end of this paragraph is deleted: it runs on into the next
            self.carried = raw
            raw = ""
        self.characters += len(raw)
        self.budget.check_characters(self.characters)
        blocks = []
        if raw.strip():
            blocks.append(self._block(raw, properties))
        for box in text.boxes:
            blocks.extend(self.blocks(box, depth + 1))
        return blocks

    def _block(self, raw: str, properties: Any) -> Block:
        item = self.lists.item(properties)
        if item is not None:
            return Block("bullet", (one_line(raw),), item.level, item.number or "-")
        indent = self._indent(properties) + _TAB * (len(raw) - len(raw.lstrip("\t")))
        raw = _TYPED_NUMBER.sub(r"\1 ", raw.strip(), count=1)
        typed = _TYPED.match(raw)
        if typed:
            # the level is settled at the end, from the indents of all such items
            return Block("bullet", (one_line(raw[typed.end() :]),), -1 - indent)
        if "\t" in raw:
            return Block("table", (table_row([part for part in raw.split("\t") if part.strip()]),))
        return Block("paragraph", (one_line(raw),))

    def _indent(self, properties: Any) -> int:
        return max(0, self.lists.indent(properties))

    def _cell(self, cell: Any, depth: int) -> str:
        parts: list[str] = []
        for block in self.blocks(cell, depth + 1):
            for line in block.lines:
                mark = block.mark.replace("-", CELL_BULLET)
                parts.append(f"{mark} {line}" if block.kind == "bullet" else line)
        return one_line(" ".join(parts))

    def _table(self, table: Any, depth: int) -> list[Block]:
        rows: list[str] = []
        single: list[Block] = []
        wide = False
        for row in _through(table, "tr"):
            if row.find(f"{_tag('trPr')}/{_tag('del')}") is not None:
                continue
            texts = [""] * _span(row.find(f"{_tag('trPr')}/{_tag('gridBefore')}"), 0)
            for cell in _through(row, "tc"):
                properties = cell.find(_tag("tcPr"))
                merge = None if properties is None else properties.find(_tag("vMerge"))
                goes_on = merge is not None and merge.get(_tag("val")) != "restart"
                texts.append("" if goes_on else self._cell(cell, depth))
                span = None if properties is None else properties.find(_tag("gridSpan"))
                texts.extend([""] * (_span(span, 1) - 1))
            wide = wide or len(texts) > 1
            rows.append(table_row(texts))
            if len(texts) == 1:
                single.append(Block("paragraph", (texts[0],)))
        if not wide:
            return single
        return [Block("table", tuple(row for row in rows if row))]


def _through(holder: Any, tag: str, depth: int = 0) -> Iterator[Any]:
    """Children of one tag, also those inside content controls and insertions."""
    for child in holder:
        if child.tag == _tag(tag):
            yield child
        elif child.tag in _THROUGH and depth < _DEEPEST:
            yield from _through(child, tag, depth + 1)


def _span(element: Any, usual: int) -> int:
    if element is None:
        return usual
    try:
        return max(usual, min(int(element.get(_tag("val")) or usual), _MOST_SPAN))
    except ValueError:
        return usual


def _settled(blocks: list[Block]) -> list[Block]:
    """Typed bullets with the rank of their indent, in the whole document, as their level."""
    ranks: dict[int, int] = {}
    last = None
    for indent in sorted({-1 - block.level for block in blocks if block.level < 0}):
        apart = last is None or indent - last > _SAME_INDENT
        ranks[indent] = 0 if last is None else ranks[last] + apart
        last = indent
    return [
        block if block.level >= 0 else Block("bullet", block.lines, ranks[-1 - block.level])
        for block in blocks
    ]


def read_word(data: bytes, name: str, limits: Limits) -> Rendered:
    """The text of a .docx in the plain-text convention; pages are not told.

    A Word file has no pages until it is printed, and the breaks that Word last noted are
    often out of date, so none are given. Raises DamagedFileError, NoTextError or LimitError
    (bytes unpacked, characters, seconds).
    """
    budget = Budget(name, limits)
    notes = _check_archive(data, name, budget)
    try:
        document = docx.Document(io.BytesIO(data))
        body = document.element.body
        if body is None:
            raise KeyError("w:body")
        lists = WordLists(
            _part(document, RELATIONSHIP_TYPE.STYLES), _part(document, RELATIONSHIP_TYPE.NUMBERING)
        )
    except (KeyError, ValueError, AttributeError, TypeError, lxml.etree.Error) as error:
        raise _damaged(name, error) from error
    rendered = render(_settled(_Reader(lists, budget).blocks(body)), name)
    return replace(rendered, notes=notes)
