"""Counts side by side: operations by quarter, themes by district by quarter, co-mentions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from index.results import Filters
from track.holdings import NAMED, PLACES, Holdings
from track.silence import NO_REPORT, states

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a matrix: its passages, and the filters with which a search keeps to them."""

    row: str
    quarter: str
    passages: tuple[str, ...]
    filters: Filters
    place: str = ""

    @property
    def count(self) -> int:
        """Number of passages."""
        return len(self.passages)


@dataclass(frozen=True, slots=True)
class Node:
    """A name that passages mention; `kind` is operation, place or organisation."""

    name: str
    kind: str
    passages: int


@dataclass(frozen=True, slots=True)
class Edge:
    """Two names that `weight` passages mention together, in `quarters`."""

    first: str
    second: str
    weight: int
    quarters: tuple[str, ...]
    passages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """Names mentioned together."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def nodes_frame(self) -> pd.DataFrame:
        """One row a name."""
        import pandas as pd  # noqa: PLC0415 - only where a table is asked for

        rows = [(n.name, n.kind, n.passages) for n in self.nodes]
        return pd.DataFrame(rows, columns=["name", "kind", "passages"])

    def edges_frame(self) -> pd.DataFrame:
        """One row a pair."""
        import pandas as pd  # noqa: PLC0415

        rows = [(e.first, e.second, e.weight, ", ".join(e.quarters)) for e in self.edges]
        return pd.DataFrame(rows, columns=["first", "second", "weight", "quarters"])


@dataclass(frozen=True, slots=True)
class Matrix:
    """Operations by quarter, and themes by district by quarter.

    `quarters` are those of which a report is held; `missing` those between them of which
    none is: their cells are empty in the frames (NaN), not zero.
    """

    quarters: tuple[str, ...]
    missing: tuple[str, ...]
    operations: tuple[Cell, ...]
    themes: tuple[Cell, ...]

    def cell(self, row: str, quarter: str, place: str = "") -> Cell | None:
        """The cell of an operation, or of a theme in a district; None where it is zero."""
        cells = self.themes if place else self.operations
        wanted = (row, quarter, place)
        return next((c for c in cells if (c.row, c.quarter, c.place) == wanted), None)

    def operations_frame(self) -> pd.DataFrame:
        """A row an operation, a column a quarter: passages; zero where a held report is silent."""
        import pandas as pd  # noqa: PLC0415

        names = sorted({c.row for c in self.operations})
        counts = {(c.row, c.quarter): c.count for c in self.operations}
        table = {
            q: [float("nan") if q in self.missing else counts.get((n, q), 0) for n in names]
            for q in sorted((*self.quarters, *self.missing))
        }
        return pd.DataFrame(table, index=pd.Index(names, name="operation"))

    def themes_frame(self) -> pd.DataFrame:
        """One row a theme, district and held quarter, zeros included."""
        import pandas as pd  # noqa: PLC0415

        counts = {(c.row, c.place, c.quarter): c.count for c in self.themes}
        pairs = sorted({(c.row, c.place) for c in self.themes})
        rows = [
            {"theme": t, "district": d, "quarter": q, "passages": counts.get((t, d, q), 0)}
            for t, d in pairs
            for q in self.quarters
        ]
        return pd.DataFrame(rows, columns=["theme", "district", "quarter", "passages"])


def matrix_of(holdings: Holdings) -> Matrix:
    """Both matrices over all reports held."""
    return holdings.once("matrix", lambda: _matrix(holdings))


def _matrix(holdings: Holdings) -> Matrix:
    by_quarter = states(holdings.quarters, ())
    operations: dict[tuple[str, str, str], list[str]] = {}
    themes: dict[tuple[str, str, str], list[str]] = {}
    for passage in holdings.passages:
        quarter = holdings.quarter_of(passage.document)
        if not quarter:
            continue
        mentions = holdings.mentions_in.get(passage.id, ())
        for name in sorted({u.name for u in holdings.uses_in.get(passage.id, ())}):
            operations.setdefault((name, quarter, ""), []).append(passage.id)
        spoken = sorted({m.canonical for m in mentions if m.label == "THEME"})
        if spoken:
            for district in districts_of(holdings, passage.id):
                for name in spoken:
                    themes.setdefault((name, quarter, district), []).append(passage.id)
    missing = (str(q) for q, state in by_quarter.items() if state == NO_REPORT)
    return Matrix(
        quarters=tuple(str(q) for q in holdings.quarters),
        missing=tuple(missing),
        operations=tuple(
            Cell(row, q, tuple(ids), Filters(operations=(row,), quarters=(q,)))
            for (row, q, _), ids in sorted(operations.items())
        ),
        themes=tuple(
            Cell(row, q, tuple(ids), Filters(places=(place,), quarters=(q,)), place)
            for (row, q, place), ids in sorted(themes.items())
        ),
    )


def districts_of(holdings: Holdings, passage_id: str) -> list[str]:
    """Districts of a passage: those it lies in or names, and those its towns lie in."""
    passage = holdings.passage[passage_id]
    gazetteer = holdings.profile(passage.document).gazetteer
    named = (m.canonical for m in holdings.mentions_in.get(passage_id, ()) if m.label in PLACES)
    found = {
        area
        for name in {*passage.places, *named}
        for area in (name, *gazetteer.up(name))
        if (place := gazetteer.get(area)) is not None and place.kind == "district"
    }
    return sorted(found)


_KINDS = {
    **dict.fromkeys(NAMED, "operation"),
    **dict.fromkeys(PLACES, "place"),
    "ORGANISATION": "organisation",
}


def network_of(holdings: Holdings, around: str = "", least: int = 1) -> Network:
    """Operations, places and organisations that passages mention together.

    `around` keeps to the passages that mention one operation; `least` is the least number
    of passages of an edge. The force itself is left out: it would be tied to everything.
    """
    return holdings.once(f"network {around} {least}", lambda: _network(holdings, around, least))


def _network(holdings: Holdings, around: str, least: int) -> Network:
    counted: Counter[str] = Counter()
    kinds: dict[str, str] = {}
    pairs: dict[tuple[str, str], list[str]] = {}
    passages: Iterable[str] = holdings.mentions_in
    if around:
        passages = [p.id for p in holdings.passages_about(around)]
    for passage_id in passages:
        names = _names(holdings, passage_id)
        kinds |= {name: kind for name, kind in names.items() if name not in kinds}
        counted.update(names.keys())
        for pair in combinations(sorted(names), 2):
            pairs.setdefault(pair, []).append(passage_id)
    edges = [_edge(holdings, a, b, ids) for (a, b), ids in pairs.items() if len(ids) >= least]
    kept = {name for e in edges for name in (e.first, e.second)} if least > 1 else set(counted)
    nodes = [Node(name, kinds[name], count) for name, count in counted.items() if name in kept]
    return Network(
        tuple(sorted(nodes, key=lambda n: (-n.passages, n.name))),
        tuple(sorted(edges, key=lambda e: (-e.weight, e.first, e.second))),
    )


def _names(holdings: Holdings, passage_id: str) -> dict[str, str]:
    found = {u.name: "operation" for u in holdings.uses_in.get(passage_id, ())}
    document = holdings.passage[passage_id].document
    force = holdings.document[document].force
    for mention in holdings.mentions_in.get(passage_id, ()):
        kind = _KINDS.get(mention.label)
        if kind in ("place", "organisation") and mention.canonical != force:
            found.setdefault(mention.canonical, kind)
    return found


def _edge(holdings: Holdings, first: str, second: str, passages: list[str]) -> Edge:
    quarters = {holdings.quarter_of(holdings.passage[p].document) for p in passages}
    return Edge(first, second, len(passages), tuple(sorted(quarters - {""})), tuple(passages))
