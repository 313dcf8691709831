"""The plain-text convention that every reader renders to, and the limits they share.

A heading or paragraph is a group of lines between blank lines; a bullet is a line
`<two spaces per level>- text` with its wrapped lines below it (an item of a numbered list has
its number in place of the dash); a table row is one line, its
cells separated by TAB; pages are separated by a blank line.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from quarterline.errors import LimitError, NoTextError
from quarterline.settings import Limits

CELL_BULLET = "•"
"""Marks each item of a list inside a table cell, whose row must stay one line."""

# a wrapped line that happens to begin with a dash would be taken for a new bullet
_LOOKS_LIKE_BULLET = re.compile(r"[-–—•·*◦▪o](?:\s|$)")
# what ends a line for str.splitlines, or separates cells, must not come from a document's words
_SPACES = re.compile(r"[\s\u200b\ufeff\x00-\x1f\x7f\x85]+")

_OPEN_WORD = re.compile(r"[^\W_]-$")
_GOES_ON = re.compile(r"(?!(?:and|or|to|nor)\b)[^\W_]")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (or heading), a list item with its level from 0 and mark, or a table's rows."""

    kind: Literal["paragraph", "bullet", "table"]
    lines: tuple[str, ...]
    level: int = 0
    mark: str = "-"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A reader's result: the text, and (start, end) of each page in it where pages are known.

    `notes` say what the file holds besides and was not read.
    """

    text: str
    pages: tuple[tuple[int, int], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Budget:
    """What one document may cost; each check raises LimitError with the limit's value."""

    name: str
    limits: Limits
    started: float = field(default_factory=time.monotonic)

    def check_time(self) -> None:
        """Raise LimitError when reading has taken longer than `limits.seconds`."""
        if time.monotonic() - self.started > self.limits.seconds:
            raise LimitError(
                f"{self.name}: reading took more than {self.limits.seconds:g} seconds. "
                "Split the file into smaller ones, or raise the limit on time."
            )

    def check_pages(self, count: int) -> None:
        """Raise LimitError when `count` is over `limits.pages`."""
        if count > self.limits.pages:
            raise LimitError(
                f"{self.name}: it has {count:,} pages; at most {self.limits.pages:,} are read. "
                "Split the file into smaller ones, or raise the limit on pages."
            )

    def check_characters(self, count: int) -> None:
        """Raise LimitError when `count` is over `limits.characters`."""
        if count > self.limits.characters:
            raise LimitError(
                f"{self.name}: it holds more than {self.limits.characters:,} characters. "
                "Split the file into smaller ones, or raise the limit on characters."
            )


def one_line(text: str) -> str:
    """The text with each run of white space (line ends, tabs, no-break spaces) as one space."""
    return _SPACES.sub(" ", text).strip(" ")


def hyphened(before: str, after: str) -> bool:
    """Whether the word that ends `before` with a hyphen goes on in `after` ("COVID-", "19").

    In "short- and long-term" the first word is left open, and a space follows its hyphen.
    """
    return bool(_OPEN_WORD.search(before)) and bool(_GOES_ON.match(after))


def mend_hyphens(lines: Sequence[str]) -> tuple[str, ...]:
    """Lines whose breaks stand between words: a word broken at its own hyphen is put together.

    The rest of the word moves up to the line with its beginning.
    """
    mended: list[str] = []
    for line in lines:
        if mended and hyphened(mended[-1], line):
            word, _, rest = line.partition(" ")
            mended[-1] += word
            if rest:
                mended.append(rest)
        else:
            mended.append(line)
    return tuple(mended)


def table_row(cells: Sequence[str]) -> str:
    """One table row as one line; an empty string when every cell is empty."""
    texts = [one_line(cell) for cell in cells]
    return "\t".join(texts) if any(texts) else ""


def _block_text(block: Block) -> str:
    if block.kind == "table":
        return "\n".join(block.lines)
    lines: list[str] = []
    for line in block.lines:
        if lines and _LOOKS_LIKE_BULLET.match(line):
            lines[-1] += " " + line
        elif line:
            lines.append(line)
    if block.kind == "bullet":
        return "  " * block.level + f"{block.mark} " + "\n".join(lines)
    return "\n".join(lines)


def join_blocks(blocks: Iterable[Block]) -> str:
    """The blocks in the plain-text convention: a blank line between all but adjoining bullets."""
    parts: list[str] = []
    before: Block | None = None
    for block in blocks:
        if not any(block.lines):
            continue
        if before is not None:
            together = before.kind == "bullet" and block.kind == "bullet"
            parts.append("\n" if together else "\n\n")
        parts.append(_block_text(block))
        before = block
    return "".join(parts)


def render_pages(pages: Sequence[Sequence[Block]]) -> Rendered:
    """Pages of blocks as one text, with the span of each page; a page may be empty."""
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    at = 0
    for blocks in pages:
        text = join_blocks(blocks)
        if text and parts:
            parts.append("\n\n")
            at += 2
        if text:
            parts.append(text)
        spans.append((at, at + len(text)))
        at += len(text)
    return Rendered("".join(parts) + ("\n" if parts else ""), tuple(spans))


def render(blocks: Sequence[Block], name: str) -> Rendered:
    """Blocks without pages as one text; raises NoTextError when they hold no words."""
    text = join_blocks(blocks)
    if not text:
        raise NoTextError(
            f"{name}: it holds no text. Check that it is the right file, "
            "and that its text is not inside pictures."
        )
    return Rendered(text + "\n")
