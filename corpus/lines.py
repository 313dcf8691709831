"""The physical lines of a text, each with what its shape says: indent, bullet, cells.

Offsets are 0-based, end exclusive, in characters of the text.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from quarterline.deadline import NEVER, Deadline

_BREAK = re.compile(r"\r\n|[\n\r\f\v\x85\u2028\u2029]")
# Characters that print nothing: a byte order mark at the top, zero-width spaces of web pages.
INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060\u00ad"
_BLANK = f" \t\xa0{INVISIBLE}"

_GLYPH = r"[•◦▪▫‣∙·●○■□➢►❖✓✔➤\uf0b7\uf0a7\uf0d8*–—-]"
_NUMBER = r"(?:\d{1,2}[.)]|\(?[a-z]\)|[a-h]\.|\(?[ivx]{1,4}\)|[ivx]{1,4}\.)"
# "- · Chelmsford:": a converter may print the glyph of the page behind its own.
_BULLET = re.compile(
    rf"[ \t\xa0]*(?P<glyph>{_GLYPH}|o(?=[ \t]+[A-Z])|{_NUMBER})"
    rf"(?:[ \t\xa0]+{_GLYPH})*(?:[ \t\xa0]+|$)"
)
_FIGURE = re.compile(r"\d{1,2}\.")
# words that cannot close a line of a list, but stand before a figure
_WANTS_FIGURE = re.compile(
    r"\b(?:to|was|were|is|are|had|has|been|from|than|by|of|reached|totalled|at|with|only|about|around"
    r"|nearly)\Z"
)
_LONGEST_WORD = 12
_QUOTE = re.compile(r"[ \t]*>[ \t]+")
_MARKDOWN_HEADING = re.compile(r"[ \t]*(#{1,6})[ \t]+")
_RULE = re.compile(r"[-=_*|:+ \t]{3,}$")
_PIPE_ROW = re.compile(r"[ \t]*\|.*\|[ \t]*$")


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line. `start`..`end` is the whole line without its break.

    `body`..`stop` are the words: without indent, bullet glyph, heading marks and trailing
    space. `indent` counts the characters before the first visible one (a tab counts 4).
    `heading` is the number of `#` marks. `cells` are the (start, end) of the cells of a
    table row, untrimmed, empty for other lines.
    """

    number: int
    start: int
    end: int
    body: int
    stop: int
    indent: int
    glyph: str
    heading: int
    cells: tuple[tuple[int, int], ...]

    @property
    def blank(self) -> bool:
        """Whether nothing visible stands on the line."""
        return self.body >= self.stop and not self.glyph


def split_lines(text: str, deadline: Deadline = NEVER) -> list[Line]:
    """All lines of `text`, in order; together with the breaks they are the whole text.

    Raises LimitError when the time is over.
    """
    lines: list[Line] = []
    position = 0
    for match in deadline.over(_BREAK.finditer(text)):
        lines.append(_in_turn(text, lines, _line(text, len(lines), position, match.start())))
        position = match.end()
    if position < len(text) or not lines:
        lines.append(_in_turn(text, lines, _line(text, len(lines), position, len(text))))
    return lines


def _in_turn(text: str, above: Sequence[Line], line: Line) -> Line:
    """The line as it is to be read under the one above it.

    "... in the three months to September was" wants its figure: a "38." that opens the next
    line is that figure, and no number of a list.
    """
    if not above or not _FIGURE.fullmatch(line.glyph) or line.glyph.startswith("1."):
        return line
    last = above[-1]
    if last.blank or last.cells or last.heading:
        return line
    wants = _WANTS_FIGURE.search(text, max(last.body, last.stop - _LONGEST_WORD), last.stop)
    if wants is None:
        return line
    return replace(line, glyph="", body=line.start + text[line.start : line.end].index(line.glyph))


def _line(text: str, number: int, start: int, end: int) -> Line:
    raw = text[start:end]
    stripped = raw.strip(_BLANK)
    if not stripped:
        return Line(number, start, end, end, end, 0, "", 0, ())
    lead = len(raw) - len(raw.lstrip(_BLANK))
    stop = start + len(raw.rstrip(_BLANK))
    body, glyph, heading = start + lead, "", 0
    indent = len(raw[:lead].expandtabs(4))
    # "|---|---|" is the rule under a Markdown table's head, not a row.
    cells = () if _RULE.match(raw) else _cells(raw, start)
    if cells:
        return Line(number, start, end, body, stop, indent, "", 0, cells)
    if _RULE.match(raw) and len(stripped) >= 3:
        return Line(number, start, end, body, stop, indent, "", 0, ())
    if match := _MARKDOWN_HEADING.match(raw):
        heading, body = len(match[1]), start + match.end()
    elif match := _BULLET.match(raw):
        glyph, body = match["glyph"], min(start + match.end(), stop)
    elif match := _QUOTE.match(raw):
        body = start + match.end()
    return Line(number, start, end, body, stop, indent, glyph, heading, cells)


def _cells(raw: str, start: int) -> tuple[tuple[int, int], ...]:
    """Cells of a row: between pipes, or between tabs.

    A tab behind a bullet glyph or before a wrapped line is indentation, so a row needs two
    cells with words, or three cells of which one has words (a continued row:
    "<tab>words<tab>").
    """
    if _PIPE_ROW.match(raw):
        edges = [i for i, char in enumerate(raw) if char == "|" and raw[i - 1 : i] != "\\"]
        return tuple((start + a + 1, start + b) for a, b in itertools.pairwise(edges))
    if "\t" not in raw:
        return ()
    if (match := _BULLET.match(raw)) and "\t" not in raw[match.end() :].strip():
        return ()
    parts, position = [], 0
    for part in raw.split("\t"):
        parts.append((start + position, start + position + len(part)))
        position += len(part) + 1
    filled = sum(1 for a, b in parts if raw[a - start : b - start].strip(_BLANK))
    trailing = raw.rstrip(" \xa0").endswith("\t")
    return tuple(parts) if filled >= 2 or (filled and (len(parts) >= 3 or trailing)) else ()


def below(lines: Sequence[Line], number: int) -> Iterator[Line]:
    """The lines under line `number`, without the copy that a slice for each line would take."""
    return (lines[index] for index in range(number + 1, len(lines)))


def is_rule(text: str, line: Line) -> bool:
    """Whether the line is a drawn rule: "-----", or the second row of a Markdown table."""
    return bool(_RULE.match(text[line.start : line.end])) and line.stop - line.body >= 3
