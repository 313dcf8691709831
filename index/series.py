"""Figures by what they count, from a library's database, without reading every figure of it.

A thousand reports state some two hundred thousand figures; a question is about a few hundred
of them. Text of the plan itself and superseded reports are left out.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from index.store import Store
from quarterline.records import Check, Claim

_USED = (
    "document IN (SELECT document FROM holdings WHERE superseded_by = '') "
    "AND passage NOT IN (SELECT id FROM passages WHERE kind = 'objective')"
)
_WORDING = "CASE series WHEN '' THEN measure ELSE '' END"


@dataclass(frozen=True, slots=True)
class SeriesName:
    """What figures count: their normal form, or their own words where it is empty; and unit."""

    series: str
    wording: str
    unit: str


@dataclass(frozen=True, slots=True)
class Stated:
    """That reports of these quarters ("" where one has none) state figures of a name, in a role."""

    name: SeriesName
    role: str
    quarters: frozenset[str]


class SeriesStore:
    """The figures of one generation."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def stated(self) -> list[Stated]:
        """What is stated, each name and role once."""
        rows = self._store.query(
            f"SELECT DISTINCT series, {_WORDING} AS wording, unit, role, "  # noqa: S608
            "COALESCE(documents.quarter, '') AS stated FROM claims "
            f"JOIN documents ON documents.id = document WHERE {_USED} "
            "ORDER BY series, wording, unit, role, stated"
        )
        found: dict[tuple[SeriesName, str], set[str]] = {}
        for *name, role, quarter in rows:
            found.setdefault((SeriesName(*name), role), set()).add(quarter)
        return [Stated(name, role, frozenset(q)) for (name, role), q in found.items()]

    def claims(self, names: Collection[SeriesName]) -> list[Claim]:
        """The figures of some names, by document (its id) and offset."""
        if not names:
            return []
        marks = ", ".join(["(?, ?, ?)"] * len(names))
        return self._store.select(
            Claim,
            f"(series, {_WORDING}, unit) IN (VALUES {marks}) AND {_USED} "
            'ORDER BY document, start, "end", id',
            [value for n in names for value in (n.series, n.wording, n.unit)],
        )

    def checks(self, claims: Collection[str]) -> list[Check]:
        """The checks that rest on any of some figures (by id), in the order of all."""
        own, given = self._store.elements("held.claims"), self._store.elements("?")
        return self._store.select(
            Check,
            f"id IN (SELECT held.id FROM checks AS held, {own} "  # noqa: S608
            f"WHERE value IN (SELECT value FROM {given})) ORDER BY rowid",
            (json.dumps(sorted(claims)),),
        )
