"""HTML: headings, paragraphs, lists and tables as a browser would show them, nothing fetched."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from typing import Any

import lxml.etree
import lxml.html

from corpus.readers.rendering import (
    CELL_BULLET,
    Block,
    Budget,
    Rendered,
    one_line,
    render,
    table_row,
)
from corpus.readers.text import decode
from quarterline.errors import LimitError, NoTextError, UnsupportedFormatError
from quarterline.settings import Limits

_DROPPED = frozenset(
    "script style template noscript head title meta link object embed iframe svg math canvas "
    "audio video map select datalist textarea button input".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre "
    "section summary table tbody td tfoot th thead tr ul dir menu".split()
)
_LISTS = frozenset("ul ol dir menu".split())
_LAYOUT = ("table", "h1", "h2", "h3", "h4", "h5", "h6")  # what a table of data does not hold
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.I)
# Encodings of Python that no browser reads a page in; in some, plain letters turn into markup.
_NO_CHARSETS = frozenset(
    "utf-7 unicode-escape raw-unicode-escape unicode_escape raw_unicode_escape idna punycode "
    "undefined charmap mbcs oem".split()
)
_MOST_COLUMNS = 200
_WHOLE = re.compile(r"\s*-?\d{1,6}\s*")
_MARK = "quarterline-mark"
_BREAK = "\0"  # a line break among gathered text; the page's own such characters are dropped
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_TYPED = re.compile(r"^[•·▪◦‣●○■□–-]\s+(?=\S)")
# Word saves an item as a paragraph of such a style, its mark in a span that is to be ignored
_WORD_ITEM = re.compile(r"mso-list\s*:\s*l\d+\s+level([1-9])", re.IGNORECASE)
_WORD_MARK = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_NUMBER = re.compile(r"\(?[0-9a-z.]{1,8}[.)]", re.IGNORECASE)


def _decode(data: bytes, name: str) -> str:
    declared = _CHARSET.search(data[:4096])
    text: str | None = None
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        charset = declared.group(1).decode("ascii")
        try:
            text = None if codecs.lookup(charset).name in _NO_CHARSETS else data.decode(charset)
        except (LookupError, UnicodeError):
            text = None
    text = decode(data) if text is None else text
    if text is None:
        raise UnsupportedFormatError(
            f"{name}: its characters cannot be read. Save the page as UTF-8, or as PDF."
        )
    return text.replace("\0", "")


def _parse(text: str, name: str) -> Any:
    # huge_tree stays off: the parser's own limits on depth and size hold
    parser = lxml.html.HTMLParser(encoding="utf-8", no_network=True, remove_pis=True)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, AssertionError) as error:
        raise NoTextError(
            f"{name}: the page holds no text. Check that it was saved whole."
        ) from error
    for entry in parser.error_log:
        if "depth" in entry.message.casefold() or "huge" in entry.message.casefold():
            raise LimitError(
                f"{name}: the page's elements are nested too deeply to read ({entry.message}). "
                "Print the page to PDF and add that."
            )
    return root


def _dropped(element: Any) -> bool:
    if not isinstance(element.tag, str) or element.tag in _DROPPED:
        return True
    if element.get("hidden") is not None:
        return True
    return bool(_HIDDEN.search(element.get("style") or ""))


def _events(root: Any) -> Iterator[tuple[str, Any]]:
    """("start"|"end", element) and ("text", str) in document order, what is not shown left out.

    Sending a true value after "start" leaves out what the element holds.
    """
    stack: list[tuple[str, Any]] = [("start", root)]
    while stack:
        kind, value = stack.pop()
        if kind != "start":
            yield kind, value
            continue
        if value.tail and value is not root:
            stack.append(("text", value.tail))
        if _dropped(value):
            continue
        skip = yield kind, value
        stack.append(("end", value))
        if not skip:
            stack.extend(("start", child) for child in reversed(value))
            if value.text:
                stack.append(("text", value.text))


def _span(cell: Any, attribute: str) -> int:
    return max(1, min(_whole(cell.get(attribute), 1), _MOST_COLUMNS))


def _number_items(root: Any) -> None:
    """Note on each item of an ordered list the number that a browser shows before it."""
    for item in root.iter("li"):
        item.attrib.pop(_MARK, None)
    for ordered in root.iter("ol"):
        number = _whole(ordered.get("start"), 1)
        for item in ordered.iterchildren("li"):
            number = _whole(item.get("value"), number)
            item.set(_MARK, f"{number}.")
            number += 1


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and _WHOLE.fullmatch(text) else otherwise


def _cell_text(cell: Any) -> str:
    parts: list[str] = []
    for kind, value in _events(cell):
        if kind == "text":
            parts.append(value)
        elif value.tag == "br" or value.tag in _BLOCKS:
            parts.append(_BREAK)
            if kind == "start" and value.tag == "li":
                parts.append(f"{value.get(_MARK) or CELL_BULLET} ")
    lines = [one_line(line) for line in "".join(parts).split(_BREAK)]
    return " ".join(_TYPED.sub(f"{CELL_BULLET} ", line, count=1) for line in lines if line)


def _own_rows(table: Any) -> list[Any]:
    rows: list[Any] = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows.extend(row for row in child if row.tag == "tr")
    return [row for row in rows if not _dropped(row)]


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row if cell.tag in ("td", "th") and not _dropped(cell)]


def _is_data(table: Any, rows: list[Any]) -> bool:
    """Whether the table holds data; tables that only lay a page out are read through."""
    if (table.get("role") or "").casefold() in ("presentation", "none"):
        return False
    if any(next(table.iterdescendants(tag), None) is not None for tag in _LAYOUT):
        return False
    return any(len(_cells(row)) > 1 for row in rows)


def _table(rows: list[Any]) -> tuple[str, ...]:
    """One line per row; the cells that a merged cell covers are empty."""
    lines: list[str] = []
    covered: dict[int, int] = {}  # column -> rows still covered from above
    for row in rows:
        texts: list[str] = []
        waiting = dict(covered)
        covered = {column: left - 1 for column, left in covered.items() if left > 1}

        def fill(texts: list[str], waiting: dict[int, int]) -> None:
            while len(texts) in waiting:
                del waiting[len(texts)]
                texts.append("")

        for cell in _cells(row):
            fill(texts, waiting)
            if len(texts) > _MOST_COLUMNS:
                break
            wide, high = _span(cell, "colspan"), _span(cell, "rowspan")
            for offset in range(wide):
                if high > 1:
                    covered[len(texts)] = high - 1
                texts.append(_cell_text(cell) if offset == 0 else "")
        fill(texts, waiting)
        lines.append(table_row(texts))
    return tuple(line for line in lines if line)


class _Builder:
    """Gathers text between the starts and ends of blocks."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.text: list[str] = []
        self.lists = 0
        self.base = 0  # lists around the last heading: below it levels count anew
        self.mark: str | None = None  # of the item just begun, until its first words
        self.level: int | None = None  # of an item in a page saved by Word

    def flush(self, kept: bool = False) -> None:
        """End the block; `kept` says that line ends of the source are lines (as in `pre`).

        Lines that a single `br` parts stand together; an empty line parts two paragraphs.
        """
        raw = "".join(self.text)
        self.text = []
        if kept:
            raw = raw.replace("\n", _BREAK)
        lines: list[str] = []
        for line in [*map(one_line, raw.split(_BREAK)), ""]:
            if line:
                lines.append(line)
            elif lines:
                self._add(tuple(lines))
                lines = []

    def _add(self, lines: tuple[str, ...]) -> None:
        level = max(0, self.lists - self.base - 1) if self.level is None else self.level
        held: list[str] = []
        kind, mark = ("paragraph", "-") if self.mark is None else ("bullet", self.mark or "-")
        for line in lines:
            typed = _TYPED.match(line)
            if typed and (self.mark is None or held):
                self._close(kind, held, level, mark)
                kind, held, mark = "bullet", [line[typed.end() :]], "-"
            else:
                held.append(line)
        self._close(kind, held, level, mark)
        self.mark = None

    def _close(self, kind: str, lines: Sequence[str], level: int, mark: str) -> None:
        if lines and kind == "bullet":
            self.blocks.append(Block("bullet", tuple(lines), level, mark))
        elif lines:
            self.blocks.append(Block("paragraph", tuple(lines)))

    def _word_item(self, kind: str, element: Any) -> bool:
        """Note the level and mark of an item saved by Word; True for the span of the mark."""
        style = element.get("style") or ""
        item = _WORD_ITEM.search(style)
        if element.tag in _BLOCKS and (item or self.level is not None):
            started = item is not None and kind == "start"
            self.level = int(item[1]) - 1 if item is not None and started else None
            self.mark = "" if started else None
        elif kind == "start" and self.level is not None and _WORD_MARK.search(style):
            text = one_line(element.text_content())
            self.mark = text if _NUMBER.fullmatch(text) and text != "o" else ""
            return True
        return False

    def build(self, root: Any, budget: Budget) -> list[Block]:
        events = _events(root)
        count = 0
        event = next(events, None)
        while event is not None:
            kind, value = event
            count += 1
            if count % 1000 == 0:
                budget.check_time()
            skip = False
            if kind == "text":
                self.text.append(value)
            elif value.tag == "br":
                self.text.append(_BREAK if kind == "start" else "")
            else:
                if value.tag in _BLOCKS:
                    skip = self._block(kind, value)
                skip = self._word_item(kind, value) or skip
            try:
                event = events.send(skip)  # type: ignore[attr-defined]
            except StopIteration:
                event = None
        self.flush()
        return self.blocks

    def _block(self, kind: str, element: Any) -> bool:
        """Begin or end a block; True when what the element holds has been read already."""
        tag = element.tag
        ends = kind == "end"
        if ends and tag in _HEADINGS:
            # a heading is one line, wherever it is broken on the screen
            self.text = [part.replace(_BREAK, " ") for part in self.text]
        self.flush(kept=ends and tag == "pre")
        if tag in _LISTS:
            self.lists += 1 if kind == "start" else -1
            self.base = min(self.base, self.lists)
            if kind == "start":
                self.mark = None
        elif tag == "li":
            self.mark = element.get(_MARK, "") if kind == "start" else None
        elif tag in _HEADINGS and kind == "start":
            # lists are used to lay out whole sections: a heading in an item stays a heading
            self.mark, self.base = None, self.lists
        elif tag == "table" and kind == "start":
            rows = _own_rows(element)
            if _is_data(element, rows):
                for caption in element.findall("caption"):
                    self.text.append(_cell_text(caption))
                    self.flush()
                self.blocks.append(Block("table", _table(rows)))
                return True
        return False


def read_html(data: bytes, name: str, limits: Limits) -> Rendered:
    """The text of an HTML page in the plain-text convention; scripts and hidden parts dropped.

    Raises NoTextError for a page without words, LimitError over the limits on characters and
    seconds or for elements nested too deeply.
    """
    budget = Budget(name, limits)
    text = _decode(data, name)
    budget.check_characters(len(text))
    root = _parse(text, name)
    _number_items(root)
    return render(_Builder().build(root, budget), name)
