"""Hand-made reports for the auditor's tests: a sentence, its figures, how they are linked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from audit import check
from quarterline.periods import Period, Quarter
from quarterline.records import Cell, Check, Claim, Comparison, Document, Passage

WORDS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
Q1, Q2, Q3, Q4 = (Quarter(2020, n) for n in (1, 2, 3, 4))


@dataclass(frozen=True)
class Fig:
    """One figure of a line: its printed text and what it means."""

    text: str
    role: str = "level"
    unit: str = "count"
    direction: str = "none"
    period: Period | None = None
    series: str = "call"
    qualifier: str = "exact"
    operations: tuple[str, ...] = ()


@dataclass
class Report:
    """The records of one report, built line by line."""

    quarter: Quarter
    force: str = "Wexshire Police"
    passages: list[Passage] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    text: str = ""

    @property
    def id(self) -> str:
        return f"doc{self.quarter.year}{self.quarter.number}"

    @property
    def document(self) -> Document:
        return Document(
            id=self.id,
            source=f"{self.id}.txt",
            sha256=self.id,
            media_type="text/plain",
            text=self.text,
            force=self.force,
            quarter=self.quarter,
            period=self.quarter.period,
        )

    def line(
        self,
        text: str,
        figures: Sequence[Fig] = (),
        *links: dict[str, int],
        kind: str = "bullet",
        context: tuple[str, ...] = (),
        days: int = 0,
    ) -> Report:
        """Add a passage; each link maps roles of a comparison to indexes of `figures`."""
        start = len(self.text)
        order = len(self.passages) + 1
        key = f"{self.id}#{order}"
        self.text += text + "\n"
        self.passages.append(
            Passage(key, self.id, start, start + len(text), text, order, kind, context=context)
        )
        keys: list[str] = []
        place = 0
        for fig in figures:
            place = text.index(fig.text, place)
            keys.append(self._claim(fig, key, start + place))
            place += len(fig.text)
        for link in links:
            roles = {role: keys[index] for role, index in link.items()}
            self.comparisons.append(
                Comparison(
                    id=f"{key}:x{len(self.comparisons)}",
                    document=self.id,
                    passage=key,
                    start=start,
                    end=start + len(text),
                    text=text,
                    days=days,
                    **roles,
                )
            )
        return self

    def row(self, heads: Sequence[str], figures: Sequence[Fig], label: str) -> Report:
        """Add a row of a table: a label and one figure a cell."""
        passage = self.cells(heads, [label, *(fig.text for fig in figures)])
        for fig, cell in zip(figures, passage.cells[1:], strict=True):
            printed = fig.text.lstrip("+-−")
            self._claim(fig, passage.id, cell.end - len(printed), printed)
        return self

    def cells(self, heads: Sequence[str], texts: Sequence[str]) -> Passage:
        """Add a row of a table whose cells hold no figures to be read, and give it."""
        self.line("\t".join(texts), [], kind="row")
        passage = self.passages.pop()
        cells, place = [], passage.start
        for column, (text, head) in enumerate(zip(texts, heads, strict=True)):
            cells.append(Cell(place, place + len(text), column, (head,)))
            place += len(text) + 1
        self.passages.append(replace(passage, cells=tuple(cells)))
        return self.passages[-1]

    def _claim(self, fig: Fig, passage: str, start: int, printed: str = "") -> str:
        text = printed or fig.text
        value, step = number(text)
        unit = "percent" if text.endswith("%") and fig.unit == "count" else fig.unit
        half = step / 2 if "." in text or "%" in text or text[-1] in "mk" else 0.0
        low: float | None = value - half
        high: float | None = value + half
        if fig.qualifier == "over":
            low, high = value, None
        key = f"{self.id}:c{start}-{start + len(text)}"
        self.claims.append(
            Claim(
                id=key,
                document=self.id,
                passage=passage,
                start=start,
                end=start + len(text),
                text=text,
                value=value,
                low=low,
                high=high,
                unit=unit,
                measure=fig.series,
                series=" ".join(sorted(fig.series.split())),
                role=fig.role,
                qualifier=fig.qualifier,
                direction=fig.direction,
                period=fig.period,
                operations=fig.operations,
            )
        )
        return key


def number(text: str) -> tuple[float, float]:
    """Value and unit of the last printed digit."""
    if text.casefold() in WORDS:
        return float(WORDS[text.casefold()]), 1.0
    match = re.search(r"([\d,]+(?:\.(\d+))?)\s*([mk])?", text)
    assert match, text
    scale = {"m": 1e6, "k": 1e3}.get(match[3] or "", 1.0)
    return float(match[1].replace(",", "")) * scale, scale / 10 ** len(match[2] or "")


def audit(*reports: Report) -> tuple[Check, ...]:
    """The checks of some reports."""
    return check(
        [r.document for r in reports],
        [c for r in reports for c in r.claims],
        [c for r in reports for c in r.comparisons],
        passages=[p for r in reports for p in r.passages],
    )


def only(checks: Iterable[Check], kind: str, verdict: str = "") -> Check:
    """The one check of a kind, and of a verdict if one is given."""
    found = [c for c in checks if c.kind == kind and verdict in ("", c.verdict)]
    assert len(found) == 1, [(c.kind, c.verdict, c.explanation) for c in checks]
    return found[0]


def alarms(checks: Iterable[Check]) -> list[Check]:
    """The disagreements."""
    return [c for c in checks if c.verdict == "disagrees"]
