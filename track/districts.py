"""A theme by district: where the passages lie that speak of it."""

from __future__ import annotations

from dataclasses import dataclass

from track.citations import Citation
from track.holdings import Holdings
from track.matrix import districts_of
from track.theme import Theme


@dataclass(frozen=True, slots=True)
class DistrictQuarter:
    """The passages of a theme in one district and quarter: those that lie in it, name it, or
    name a place in it. A passage of two districts counts in both."""

    district: str
    quarter: str
    citations: tuple[Citation, ...]


def by_district(holdings: Holdings, theme: Theme) -> tuple[DistrictQuarter, ...]:
    """Where a theme's passages lie, by district and quarter; districts without any are left
    out, and so are passages of no district."""
    found: dict[tuple[str, str], list[Citation]] = {}
    for quarter in theme.quarters:
        for citation in quarter.citations:
            for district in districts_of(holdings, citation.passage):
                found.setdefault((district, quarter.quarter), []).append(citation)
    return tuple(DistrictQuarter(d, q, tuple(cs)) for (d, q), cs in sorted(found.items()))
