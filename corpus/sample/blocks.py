"""The small part of Markdown in which the demonstration reports are written, as blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

_HEADING = re.compile(r"(#{1,6}) (.+)")
_BULLET = re.compile(r"( *)- (.+)")
_RULE = re.compile(r"\|[ :|-]+\|")
_BOLD = re.compile(r"\*\*([^*]+)\*\*")
_INDENT = 2  # spaces to one level of nesting


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; `level` is the number of its `#` signs."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, line by line: the lines of a contents list stay apart."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bullet:
    """A bullet; `level` 0 is the outermost."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A ruled table, its header row first; `<br>` parts the paragraphs of a cell."""

    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Bullet | Table


def parse(text: str) -> tuple[Block, ...]:
    """Read Markdown into blocks; what is no heading, bullet or table is a paragraph.

    Bullets are one line each and nest by two spaces, table rows are one line each.
    """
    return tuple(_blocks(text.splitlines()))


def bold_parts(text: str) -> list[tuple[str, bool]]:
    """Cut text at `**bold**` marks: each part without its marks, and whether it is bold."""
    parts = [(part, i % 2 == 1) for i, part in enumerate(_BOLD.split(text))]
    return [(part, bold) for part, bold in parts if part]


def cell_lines(cell: str) -> list[str]:
    """The paragraphs of a table cell, in order."""
    return [line.strip() for line in cell.split("<br>")]


def _blocks(lines: Iterable[str]) -> Iterator[Block]:
    for kind, group in groupby(lines, _kind):
        if kind == "table":
            rows = (line for line in group if not _RULE.fullmatch(line.strip()))
            yield Table(tuple(_cells(line) for line in rows))
        elif kind == "text":
            yield Paragraph(tuple(line.strip() for line in group))
        elif kind:
            yield from (_single(line) for line in group)


def _kind(line: str) -> str:
    if not line.strip():
        return ""
    if line.startswith("|"):
        return "table"
    return "single" if _HEADING.fullmatch(line) or _BULLET.fullmatch(line) else "text"


def _single(line: str) -> Heading | Bullet:
    if heading := _HEADING.fullmatch(line):
        return Heading(len(heading[1]), heading[2])
    marks, _, text = line.partition("- ")
    return Bullet(len(marks) // _INDENT, text)


def _cells(line: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
