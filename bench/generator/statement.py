"""Statements: a wording, its words and figures, and the sums that its figures must satisfy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from string import Formatter

from bench.generator.arithmetic import holds
from bench.generator.marked import Mark, Marked
from bench.generator.printed import Printed
from bench.generator.truth import Interval
from quarterline.periods import Period

Key = tuple[str, int]  # a series and the running number of its quarter


@dataclass(frozen=True, slots=True)
class Pair:
    """Words that give a direction: one for up, one for down; `sign` "1" or "2" rules them."""

    up: str
    down: str
    sign: str = "1"


@dataclass(frozen=True, slots=True)
class NameRef:
    """A name in the text."""

    text: str
    kind: str
    canonical: str
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SlotRef:
    """A figure named by its slot."""

    slot: str


@dataclass(frozen=True, slots=True)
class OptionalWords:
    """Words with a number in them that need not be read as a figure ("three months")."""

    text: str


Part = str | Pair | NameRef | SlotRef | OptionalWords | tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a statement. `sign` names the direction that is worded of it, if any."""

    printed: Printed
    unit: str
    role: str
    period: Period | None
    measure: str
    series: str
    key: Key | None = None
    sign: str = ""
    places: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    also_roles: tuple[str, ...] = ()

    @property
    def interval(self) -> Interval:
        """What the printed form can stand for."""
        low, high = self.printed.low, self.printed.high
        return (
            float("-inf") if low is None else low,
            float("inf") if high is None else high,
        )


@dataclass(frozen=True, slots=True)
class Relation:
    """A sum: (role, slot of the statement) inputs; `earlier` (role, key) of an older report."""

    kind: str
    inputs: tuple[tuple[str, str], ...]
    sign: str = ""
    days: int = 0
    earlier: tuple[str, Key] | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """What a statement was made from: the measure's key, its place, quarters back to the base."""

    subject: str
    place: str = ""
    back: int = 0


@dataclass(frozen=True, slots=True)
class Statement:
    """One or two sentences, or a table row. `signs` are the directions as worded."""

    kind: str
    template: str
    words: Mapping[str, Part]
    figures: Mapping[str, Figure]
    signs: Mapping[str, str] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()
    origin: Origin = Origin("")
    lead: Part = ""
    places: tuple[str, ...] = ()

    def with_figure(self, slot: str, figure: Figure) -> Statement:
        """The statement with another figure in a slot."""
        return replace(self, figures={**self.figures, slot: figure})

    def flipped(self, sign: str) -> Statement:
        """The statement with a direction said the other way round."""
        other = "down" if self.signs[sign] == "up" else "up"
        return replace(self, signs={**self.signs, sign: other})


@dataclass(frozen=True, slots=True)
class FigureMark:
    """Payload of a figure's mark: which statement of the report, which slot."""

    statement: int
    slot: str


@cache
def pieces(template: str) -> tuple[tuple[str, str], ...]:
    """A wording as (words, slot after them)."""
    return tuple((text, slot or "") for text, slot, _, _ in Formatter().parse(template))


@cache
def slots_of(template: str) -> frozenset[str]:
    """The slots that a wording uses."""
    return frozenset(slot for _, slot in pieces(template) if slot)


_SENTENCE_START = re.compile(r"[.?!] ([a-z])")


def render(statement: Statement, number: int) -> Marked:
    """The statement's text, its sentences begun with capitals; `number` goes into the marks."""
    out: list[str] = []
    marks: list[Mark] = []
    _Writer(statement, number, out, marks).write()
    text = "".join(out)
    if statement.kind != "row":
        text = text[:1].upper() + text[1:]
        text = _SENTENCE_START.sub(lambda m: m.group()[:-1] + m[1].upper(), text)
    return Marked(text, tuple(marks))


@dataclass
class _Writer:
    statement: Statement
    number: int
    out: list[str]
    marks: list[Mark]
    at: int = 0

    def write(self) -> None:
        self.emit(self.statement.lead)
        for text, slot in pieces(self.statement.template):
            self.put(text)
            if slot in self.statement.figures:
                self.figure(slot)
            elif slot:
                self.emit(self.statement.words[slot])

    def put(self, text: str) -> None:
        if text:
            self.out.append(text)
            self.at += len(text)

    def mark(self, text: str, kind: str, payload: object = None) -> None:
        self.marks.append(Mark(self.at, self.at + len(text), kind, payload))
        self.put(text)

    def figure(self, slot: str) -> None:
        printed = self.statement.figures[slot].printed
        self.put(printed.before)
        self.mark(printed.text, "figure", FigureMark(self.number, slot))
        self.put(printed.after)

    def emit(self, part: Part) -> None:
        if isinstance(part, str):
            self.put(part)
        elif isinstance(part, Pair):
            up = self.statement.signs[part.sign] == "up"
            self.mark(part.up if up else part.down, "word", (self.number, part.sign))
        elif isinstance(part, NameRef):
            self.mark(part.text, "name", part)
        elif isinstance(part, SlotRef):
            self.figure(part.slot)
        elif isinstance(part, OptionalWords):
            self.mark(part.text, "optional")
        else:
            for inner in part:
                self.emit(inner)


def used_slots(statement: Statement) -> frozenset[str]:
    """The figures that the statement prints."""
    found = set(slots_of(statement.template))
    for part in statement.words.values():
        found |= {p.slot for p in _flat(part) if isinstance(p, SlotRef)}
    return frozenset(found & set(statement.figures))


def worded_signs(statement: Statement) -> frozenset[str]:
    """The directions that the wording says in words."""
    found = set()
    for slot in slots_of(statement.template):
        for part in _flat(statement.words.get(slot, "")):
            if isinstance(part, Pair):
                found.add(part.sign)
    return frozenset(found)


def _flat(part: Part) -> Iterator[Part]:
    if isinstance(part, tuple):
        for inner in part:
            yield from _flat(inner)
    else:
        yield part


def relation_holds(
    relation: Relation, statement: Statement, seen: Mapping[Key, Interval]
) -> bool | None:
    """Whether a sum can be true of the printed figures; None if the older figure is not known."""
    inputs: dict[str, list[Interval]] = {}
    for role, slot in relation.inputs:
        inputs.setdefault(role, []).append(statement.figures[slot].interval)
    if relation.earlier is not None:
        role, key = relation.earlier
        if key not in seen:
            return None
        inputs.setdefault(role, []).append(seen[key])
    direction = statement.signs.get(relation.sign, "none")
    return holds(relation.kind, inputs, direction, relation.days)
