"""Figures by what they count, of records at hand: as `index.series` finds them in a library."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.series import SeriesName, Stated
from quarterline.records import Check, Claim


class Series(Protocol):
    """Where figures are found by what they count; see `index.series.SeriesStore`."""

    def stated(self) -> Sequence[Stated]:
        """What is stated, each name and role once."""
        ...

    def claims(self, names: Collection[SeriesName]) -> Sequence[Claim]:
        """The figures of some names."""
        ...

    def checks(self, claims: Collection[str]) -> Sequence[Check]:
        """The checks that rest on any of some figures."""
        ...


@dataclass(frozen=True)
class HeldSeries:
    """The same of records at hand: those figures whose passages are. `quarters` are of the
    documents, by id."""

    passages: Collection[str]
    quarters: Mapping[str, str]
    held: Sequence[Claim]
    held_checks: Sequence[Check]

    def stated(self) -> list[Stated]:
        """As in Series."""
        found: dict[tuple[SeriesName, str], set[str]] = {}
        for claim in self._used():
            quarters = found.setdefault((series_name(claim), claim.role), set())
            quarters.add(self.quarters[claim.document])
        return [Stated(name, role, frozenset(own)) for (name, role), own in found.items()]

    def claims(self, names: Collection[SeriesName]) -> list[Claim]:
        """As in Series."""
        found = (c for c in self._used() if series_name(c) in names)
        return sorted(found, key=lambda c: (c.document, c.start, c.end, c.id))

    def checks(self, claims: Collection[str]) -> list[Check]:
        """As in Series."""
        return [c for c in self.held_checks if not set(claims).isdisjoint(c.claims)]

    def _used(self) -> Iterator[Claim]:
        return (c for c in self.held if c.passage in self.passages)


def series_name(claim: Claim) -> SeriesName:
    """What a figure counts."""
    return SeriesName(claim.series, "" if claim.series else claim.measure, claim.unit)
