"""The records that flow through the house.

Frozen, made once, and each carries where it came from. Offsets are 0-based, end
exclusive, in characters of `Document.text`, and `document.text[r.start:r.end]` is
what was read, always.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quarterline.periods import Period, Quarter

MENTION_LABELS = (
    "OPERATION",
    "PROJECT",
    "INITIATIVE",
    "DISTRICT",
    "LPA",
    "PLACE",
    "ORGANISATION",
    "THEME",
    "QUANTITY",
    "DATE",
    "QUARTER",
    "PRIORITY",
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a field of a document has its value.

    `field` is the name of the document's field; `text`, `start`, `end` are the words it
    was read from (empty, 0, 0 when it was given by the user); `how` says in plain words
    how the value follows; `confidence` is in 0..1.
    """

    field: str
    value: str
    text: str
    start: int
    end: int
    how: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Document:
    """One report, as text.

    `sha256` is of the bytes that were given; `id` is its first 12 hexadecimal digits.
    `version`, `produced` and `marking` are as printed, empty where the report has none.
    `pages` is the number of pages, 0 where the format does not tell.
    """

    id: str
    source: str
    sha256: str
    media_type: str
    text: str
    force: str = ""
    plan: str = ""
    title: str = ""
    quarter: Quarter | None = None
    period: Period | None = None
    version: str = ""
    produced: str = ""
    marking: str = ""
    pages: int = 0
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Priority:
    """A numbered priority of the plan, as the report's headings give it."""

    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table row, with the heads of its column, outermost first."""

    start: int
    end: int
    column: int
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A bullet, a paragraph, a table row, or one of the plan's objectives.

    `text` has exactly `end - start` characters: it is the document's text with every
    line break, tab inside a paragraph and running head in between turned into spaces, so
    that offset `i` of `text` is offset `start + i` of the document. `id` is
    `"<document id>#<order>"`, `order` counts from 1. `context` holds the labels of its
    ancestors, outermost first; `places` its scope, canonical, widest first. `page` is
    1-based, None where it is not certain.

    An objective ("We will deliver over 300 more officers") stands once for each report,
    where it is first read: its figures count, but it is the plan's text, not the report's,
    so that it is neither searched nor counted among the passages on a subject.
    """

    id: str
    document: str
    start: int
    end: int
    text: str
    order: int
    kind: str  # "bullet", "paragraph", "row" or "objective"
    priority: Priority | None = None
    objective: str = ""
    context: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    page: int | None = None
    cells: tuple[Cell, ...] = ()

    @property
    def is_objective(self) -> bool:
        """Whether this is the plan's own text."""
        return self.kind == "objective"


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a passage.

    `label` is one of MENTION_LABELS; `canonical` the name it stands for; `score` in 0..1
    how sure that is and `how` why: "exact", "short form", "misspelling of …".
    `places`: for operations, where it takes place (scope and sentence).
    """

    id: str
    document: str
    passage: str
    start: int
    end: int
    text: str
    label: str
    canonical: str
    score: float = 1.0
    how: str = "exact"
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure and all that it means.

    `low` and `high` bound what the printed form can stand for ("5.4m": 5.35 to 5.45
    million); None is unbounded ("over 170": low 170, high None). `series` is the measure
    in a normal form, by which the same series is recognised in other quarters.
    """

    id: str
    document: str
    passage: str
    start: int
    end: int
    text: str
    value: float
    low: float | None
    high: float | None
    unit: str
    measure: str = ""
    series: str = ""
    role: str = "level"
    qualifier: str = "exact"
    direction: str = "none"
    period: Period | None = None
    operations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Claims that one sentence, or one table row, sets against each other.

    Each role holds the id of a claim, or is empty. `days` is the number of days behind a
    rate per day where the text gives it, else 0. `start`, `end` span all its claims.
    """

    id: str
    document: str
    passage: str
    start: int
    end: int
    text: str
    level: str = ""
    baseline: str = ""
    change: str = ""
    percent_change: str = ""
    share: str = ""
    whole: str = ""
    rate: str = ""
    days: int = 0
    direction: str = "none"


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a source, by offsets."""

    document: str
    source: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Check:
    """A stated figure held against what follows from others.

    `kind`: difference, percent_change, share, rate_per_day, direction, sum, table,
    restated, repeated, other. `scope`: document or cross. `verdict`: agrees, disagrees,
    unclear; `grade` of a disagreement: error, rounding, wording, plan. `recomputed` is
    the middle of `low`..`high`, or a word.
    """

    id: str
    document: str
    kind: str
    scope: str
    claims: tuple[str, ...]
    spans: tuple[Span, ...]
    formula: str
    stated: float | str
    recomputed: float | str
    low: float | None
    high: float | None
    verdict: str
    grade: str = ""
    diagnosis: str = ""
    explanation: str = ""


Record = Document | Passage | Mention | Claim | Comparison | Check


def to_row(record: object) -> dict[str, Any]:
    """A record as a row of the export: periods and quarters as strings, tuples as lists.

    A missing period or quarter is `""`, so that the column keeps one type.
    """
    if not dataclasses.is_dataclass(record) or isinstance(record, type):
        raise TypeError(f"{record!r} is not a record; expected an instance of a record class")
    row: dict[str, Any] = {}
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        if value is None and field.name in ("period", "quarter"):
            value = ""
        row[field.name] = _plain(value)
    return row


def _plain(value: object) -> Any:
    if isinstance(value, Period | Quarter):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return to_row(value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return value
