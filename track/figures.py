"""Figures with their citations, gathered into series."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from quarterline.periods import Period, Quarter
from quarterline.records import Claim
from track.citations import Citation
from track.holdings import Holdings

# Roles whose figures are levels of a series; a change of it is no point of it.
LEVELS = ("level", "baseline", "share", "rate", "target")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as a report states it. `quarter` is the report's, `period` the figure's own
    ("2019-10-01/2019-12-31", or "" when the text does not date it)."""

    claim: str
    quarter: str
    text: str
    value: float
    low: float | None
    high: float | None
    unit: str
    measure: str
    series: str
    role: str
    qualifier: str
    direction: str
    period: str
    citation: Citation

    def row(self) -> dict[str, object]:
        """The figure as a row of a table."""
        return {
            "quarter": self.quarter, "period": self.period, "measure": self.measure,
            "value": self.value, "unit": self.unit, "role": self.role,
            "qualifier": self.qualifier, "text": self.text, "source": self.citation.source,
            "page": self.citation.page, "start": self.citation.start, "end": self.citation.end,
            "claim": self.claim,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Series:
    """Figures of one measure and unit, by quarter of their reports."""

    name: str
    unit: str
    figures: tuple[Figure, ...]


def as_figure(holdings: Holdings, claim: Claim) -> Figure:
    """A claim with its citation, which quotes the figure alone."""
    return Figure(
        claim=claim.id,
        quarter=holdings.quarter_of(claim.document),
        text=claim.text,
        value=claim.value,
        low=claim.low,
        high=claim.high,
        unit=claim.unit,
        measure=claim.measure,
        series=claim.series or plain(claim.measure),
        role=claim.role,
        qualifier=claim.qualifier,
        direction=claim.direction,
        period=str(claim.period) if claim.period else "",
        citation=holdings.cite(claim.passage, claim.start, claim.end),
    )


def in_series(figures: Iterable[Figure]) -> tuple[Series, ...]:
    """Figures by series and unit; series with most figures first."""
    grouped: dict[tuple[str, str], list[Figure]] = {}
    for figure in figures:
        grouped.setdefault((figure.series, figure.unit), []).append(figure)
    made = [Series(name, unit, tuple(fs)) for (name, unit), fs in grouped.items()]
    return tuple(sorted(made, key=lambda s: (-len(s.figures), s.name, s.unit)))


def plain(measure: str) -> str:
    """A measure's words in lower case, brackets left out."""
    return " ".join(re.sub(r"\([^()]*\)", " ", measure).lower().split())


def period_label(period: str) -> str:
    """A quarter's name where the period is a quarter, else the period itself."""
    if not period:
        return ""
    found = Period.parse(period)
    quarter = Quarter.of(found.start)
    return str(quarter) if quarter.period == found else period
