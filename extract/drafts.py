"""What the stages hand on while a figure is being read: a sentence and the figures in it."""

from __future__ import annotations

import bisect
from dataclasses import dataclass, field, replace

from extract.periods import When
from extract.quantities import Quantity
from extract.tokens import Token
from extract.units import TIME_UNITS
from quarterline.periods import Period

MEASURED = frozenset(TIME_UNITS) | {"kg", "gbp", "other:grams", "other:tonnes"}
"""Units that a second figure of one series may leave out ("9.6 days, down from 11.2")."""
CHANGES = ("change", "percent_change")
"""The roles of figures that say by how much another one moved."""


@dataclass(slots=True)
class Sentence:
    """A sentence of a passage: offsets in the passage's text, tagged tokens, time expressions."""

    text: str
    start: int
    end: int
    tokens: list[Token]
    times: list[When]
    starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.starts = [token.start for token in self.tokens]

    def index_at(self, position: int) -> int:
        """Index of the first token that starts at or after `position`."""
        return bisect.bisect_left(self.starts, position)

    def in_time(self, index: int) -> bool:
        """Whether a token is part of a time expression, or the preposition right before one."""
        token = self.tokens[index]
        if any(t.start <= token.start < t.end for t in self.times):
            return True
        if token.tag not in ("prep", "to") or index + 1 >= len(self.tokens):
            return False
        following = self.tokens[index + 1]
        return any(t.start <= following.start < t.end for t in self.times) or (
            following.tag == "det"
            and index + 2 < len(self.tokens)
            and any(t.start <= self.tokens[index + 2].start < t.end for t in self.times)
        )

    def between(self, start: int, end: int) -> str:
        """Words of tokens `start` to `end`, with their spacing made even."""
        if start >= end:
            return ""
        return " ".join(self.text[self.tokens[start].start : self.tokens[end - 1].end].split())


@dataclass(slots=True, eq=False)
class Draft:
    """A figure while its meaning is being put together; `links` turns drafts into records.

    `noun` is what is counted, `done` what was done with it ("arrested for drug driving"),
    `agent` who did it. `elided` says that the noun must be taken from an earlier figure.
    """

    quantity: Quantity
    sentence: int
    noun: str = ""
    done: str = ""
    agent: str = ""
    elided: bool = False
    role: str = "level"
    direction: str = "none"
    unit: str = ""
    measure: str = ""
    period: Period | None = None
    anchor: int = -1
    group: int = -1
    after: int = 0
    list_of: int = -1
    adjective: bool = False
    clause: bool = False
    first: bool = False
    own: bool = False
    tail: int = 0
    timed: str = ""

    @property
    def start(self) -> int:
        """Where the number starts, in the passage."""
        return self.quantity.start

    @property
    def end(self) -> int:
        """Where the number ends, in the passage."""
        return self.quantity.end

    @property
    def value(self) -> float:
        """The number, in its unit."""
        return self.quantity.value

    def measure_in(self, unit: str) -> None:
        """Give the figure a unit that its own words leave out."""
        self.quantity = replace(self.quantity, unit=unit)
        self.unit = unit


def compatible(level: Draft, other: Draft) -> bool:
    """Whether two figures can be of one series: of one unit, or the second without any word."""
    mine, unit = level.quantity.unit, other.quantity.unit
    return mine == unit or (unit == "count" and not other.own and mine in MEASURED)
