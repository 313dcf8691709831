"""What is known of a generated report: every figure, comparison, name and planted slip.

Offsets are 0-based, end exclusive, in characters of `GeneratedReport.text`, and
`text[start:end]` is always what the record speaks of.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from quarterline.periods import Period, Quarter

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class TrueClaim:
    """One figure as it is printed.

    `low` and `high` bound what the printed form can stand for, None is unbounded.
    `also_roles` are further roles that a careful reader might give. `period` is None where
    the wording does not date the figure. `slot` is its place in the statement that made it.
    """

    id: str
    start: int
    end: int
    text: str
    value: float
    low: float | None
    high: float | None
    unit: str
    role: str
    also_roles: tuple[str, ...]
    direction: str
    qualifier: str
    period: Period | None
    measure: str
    series: str
    places: tuple[str, ...]
    operations: tuple[str, ...]
    slot: str

    @property
    def interval(self) -> Interval:
        """`low` and `high`, infinite where unbounded."""
        return (
            float("-inf") if self.low is None else self.low,
            float("inf") if self.high is None else self.high,
        )


@dataclass(frozen=True, slots=True)
class TrueComparison:
    """One sum that the figures must satisfy.

    `kind` is one of `bench.generator.arithmetic.KINDS`; `inputs` are (role, claim id), a
    role of several claims ("part") once for each; `direction` is as worded (up, down, none);
    `days` the days behind a rate; `scope` is "document" or "cross" (an input lies in an
    earlier report).
    """

    id: str
    kind: str
    scope: str
    inputs: tuple[tuple[str, str], ...]
    direction: str = "none"
    days: int = 0


@dataclass(frozen=True, slots=True)
class TrueName:
    """A name in the text: `kind` is operation, project or place; `places`: where it is active."""

    start: int
    end: int
    text: str
    kind: str
    canonical: str
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TruePassage:
    """A bullet, paragraph, table row or table cell of prose, with the places of its scope."""

    start: int
    end: int
    kind: str
    places: tuple[str, ...]
    priority: int | None
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlantedSlip:
    """A slip: `claims` are the figures that were made wrong (none when only a word was).

    `spans` are the figures or words that were altered; `comparisons` the ids of those that
    no longer hold at the printed precision; `check` the kind of check that must find it.
    """

    kind: str
    grade: str
    check: str
    scope: str
    claims: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    comparisons: tuple[str, ...]
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class GeneratedReport:
    """A report of a fictional force, as text, with all that is true of it."""

    name: str
    text: str
    force: str
    quarter: Quarter
    claims: tuple[TrueClaim, ...]
    comparisons: tuple[TrueComparison, ...]
    names: tuple[TrueName, ...]
    passages: tuple[TruePassage, ...]
    slips: tuple[PlantedSlip, ...]
    optional: tuple[tuple[int, int], ...]
    cover: bool


def to_row(record: object) -> Any:
    """A record as plain data for a JSON line: periods and quarters as strings."""
    if isinstance(record, Period | Quarter):
        return str(record)
    if dataclasses.is_dataclass(record) and not isinstance(record, type):
        return {f.name: to_row(getattr(record, f.name)) for f in dataclasses.fields(record)}
    if isinstance(record, tuple | list):
        return [to_row(item) for item in record]
    return record
