"""Text that remembers what its parts are, through joining and wrapping."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Mark:
    """A part of a text. `kind`: figure, word (of direction), name, optional, passage."""

    start: int
    end: int
    kind: str
    payload: object = None


@dataclass(frozen=True, slots=True)
class Marked:
    """A text and its marks, by offsets in it."""

    text: str
    marks: tuple[Mark, ...] = ()

    def __add__(self, other: Marked | str) -> Marked:
        """One text after the other."""
        return join((self, other))


def join(parts: Iterable[Marked | str], between: str = "") -> Marked:
    """Texts one after the other, their marks moved along."""
    out: list[str] = []
    marks: list[Mark] = []
    at = 0
    for number, part in enumerate(parts):
        if number and between:
            out.append(between)
            at += len(between)
        if isinstance(part, str):
            out.append(part)
            at += len(part)
            continue
        out.append(part.text)
        marks += moved(part.marks, at)
        at += len(part.text)
    return Marked("".join(out), tuple(marks))


def moved(marks: Iterable[Mark], by: int) -> list[Mark]:
    """The marks `by` characters later."""
    return [Mark(m.start + by, m.end + by, m.kind, m.payload) for m in marks]


def capitalised(part: Marked) -> Marked:
    """The first letter as a capital."""
    return replace(part, text=part.text[:1].upper() + part.text[1:])


def wrapped(part: Marked, width: int, first: int, indent: str) -> Marked:
    """Hard line breaks at spaces, so that no line is longer than `width` where words allow.

    `first` characters are already on the first line; later lines begin with `indent`.
    """
    text = part.text
    breaks: list[int] = []
    line_start, last_space, offset = -first, -1, 0
    for at, char in enumerate(text):
        if char == " ":
            last_space = at
        if at - line_start + offset >= width and last_space > max(line_start, 0):
            breaks.append(last_space)
            line_start, offset = last_space + 1, len(indent)
            last_space = -1
    if not breaks:
        return part
    pieces, previous = [], 0
    for at in breaks:
        pieces.append(text[previous:at])
        previous = at + 1
    pieces.append(text[previous:])
    shift = len(indent)
    marks = tuple(
        Mark(
            m.start + shift * bisect_left(breaks, m.start),
            m.end + shift * bisect_left(breaks, m.end),
            m.kind,
            m.payload,
        )
        for m in part.marks
    )
    return Marked(("\n" + indent).join(pieces), marks)
