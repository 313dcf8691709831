"""A figure over quarters: its points in groups that can be compared, a chart and tables.

Points are compared only where they are of the same places and operations and of periods of
the same length: a month's count beside a year's is no fall.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quarterline.periods import Period, Quarter
from ui.cards import FOUND, text
from ui.links import link
from ui.quarter_grid import scroll
from ui.quotes import reading, source
from ui.words import capital, counted, listed, span_of_days

if TYPE_CHECKING:
    from quarterline.records import Check
    from track.figures import Figure
    from track.measure import MeasureSeries, Point

# The roles of figures that are points of a series, as `track.figures` has them.
LEVELS = ("level", "baseline", "share", "rate", "target")
_UNITS = {
    "count": "number", "percent": "per cent", "gbp": "pounds", "percentage_points":
    "percentage points",
}  # fmt: skip
REPORTED, RESTATED, ODD = "As reported at the time", "As a later report gives it", "Does not agree"
# Told apart by shape; the odd one also by its size and its sign in the table.
_SHAPES = {REPORTED: "circle", RESTATED: "square", ODD: "diamond"}
_SIGNS = {REPORTED: "●", RESTATED: "■", ODD: "◆"}
_SIZES = {REPORTED: 70, RESTATED: 70, ODD: 240}
_COLOURS = {REPORTED: "#1d70b8", RESTATED: "#1d70b8", ODD: "#d4351c"}
# Streamlit's own grey is too pale for WCAG AA.
_INK = {False: "#505a5f", True: "#b1b8bd"}
_FEWEST = 2


@dataclass(frozen=True, slots=True)
class Group:
    """Points of a series that can be drawn as one line; `key` tells them in a link."""

    key: str
    name: str
    points: tuple[Point, ...]


def figure_params(measure: str, series: str, unit: str) -> dict[str, str]:
    """The address of a figure's series on the page of figures."""
    return {"text": measure, "series": series_key(series, unit)}


def series_key(name: str, unit: str) -> str:
    """What names a series in a link."""
    return f"{name}|{unit}"


def series_name(series: MeasureSeries) -> str:
    """A series as its reports word it, with its unit."""
    wording = series.wordings[0] if series.wordings else series.name
    return f"{capital(wording)} ({unit_name(series.unit)})"


def unit_name(unit: str) -> str:
    """A unit in words."""
    return _UNITS.get(unit, unit.replace("_", " "))


def groups(points: Sequence[Point]) -> tuple[Group, ...]:
    """Points that can be compared, the group with most of them first."""
    found: dict[tuple[str, str], list[Point]] = {}
    for point in points:
        goal = ", target" if point.figure.role == "target" else ""
        about = (_about(point) or "No place or operation named") + goal
        found.setdefault((about, _length(point)), []).append(point)
    made = [
        Group(f"{about}|{length}", f"{about}, {length}", tuple(same))
        for (about, length), same in found.items()
    ]
    return tuple(sorted(made, key=lambda group: -len(group.points)))


def _about(point: Point) -> str:
    return listed([*point.places, *(f"Operation {o}" for o in point.operations)])


def _length(point: Point) -> str:
    if not point.period:
        return "without dates"
    period = Period.parse(point.period)
    start, end = period.start, period.end
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if start == end:
        return "single days"
    if months == 3:
        return "three months each"
    return "single months" if months == 1 else f"periods of {months} months"


def odd_claims(checks: Sequence[Check]) -> frozenset[str]:
    """Figures that a finding which disagrees rests on; a missed target is no such finding."""
    return frozenset(
        claim
        for check in checks
        if check.verdict == "disagrees" and check.grade != "plan"
        for claim in check.claims
    )


def kind_of(point: Point, odd: frozenset[str]) -> str:
    """How a point is marked."""
    if point.verdict == "differs" or any(f.claim in odd for f in (*point.own, *point.restated)):
        return ODD
    return REPORTED if point.own else RESTATED


def can_be_drawn(group: Group) -> bool:
    """Whether a line says more than the table."""
    return len({point.label for point in group.points}) >= _FEWEST


def chart(
    group: Group, unit: str, odd: frozenset[str], back: str, *, dark: bool = False
) -> dict[str, Any]:
    """The points of a group as a line (Vega-Lite); a quarter that no figure is of breaks it."""
    rows = _rows(group, odd, back)
    kinds = list(dict.fromkeys(row["kind"] for row in rows if row["kind"]))
    order = [row["when"] for row in rows]
    across: dict[str, Any] = {"field": "when", "type": "nominal", "sort": order, "title": None}
    across |= {"scale": {"domain": order}}
    up: dict[str, Any] = {
        "field": "value",
        "type": "quantitative",
        "title": capital(unit_name(unit)),
    }
    up |= {"scale": {"zero": True}}
    legend = {"title": None, "orient": "bottom", "direction": "vertical", "labelLimit": 0}
    points = {
        "data": {"values": [row for row in rows if row["kind"]]},
        "mark": {"type": "point", "filled": True, "opacity": 1},
        "encoding": {
            "x": across,
            "y": up,
            "shape": _scale(kinds, _SHAPES, legend),
            "color": _scale(kinds, _COLOURS, legend),
            "size": _scale(kinds, _SIZES, None),
            "href": {"field": "address", "type": "nominal"},
            "tooltip": [
                {"field": "when", "type": "nominal", "title": "Period"},
                {"field": "value", "type": "quantitative", "title": "Figure", "format": ",.6~g"},
                {"field": "kind", "type": "nominal", "title": "Mark"},
            ],
        },
    }
    line = {
        "data": {"values": rows},
        "mark": {"type": "line", "color": _COLOURS[REPORTED]},
        "encoding": {"x": across, "y": up},
    }
    words = f"Line chart of {counted(len(group.points), 'figure')}; the table has the same figures"
    ink = {"labelColor": _INK[dark], "titleColor": _INK[dark], "labelFontSize": 13}
    config = {
        "axis": {**ink, "titleFontSize": 13},
        "axisX": {"labelAngle": -90, "labelOverlap": False},
        "legend": ink,
    }
    return {"description": words, "height": 340, "layer": [line, points], "config": config}


def _scale(kinds: list[str], values: Mapping[str, object], legend: object) -> dict[str, Any]:
    scale = {"domain": kinds, "range": [values[kind] for kind in kinds]}
    return {"field": "kind", "type": "nominal", "scale": scale, "legend": legend}


def _rows(group: Group, odd: frozenset[str], back: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {
            "when": when(point), "value": point.figure.value, "kind": kind_of(point, odd),
            "address": link(reading(point.figure.citation, back), FOUND),
        }
        for point in group.points
    ]  # fmt: skip
    known = {row["when"] for row in rows}
    quarters = [point.label for point in group.points if " Q" in point.label]
    if len(quarters) != len(group.points):
        return rows
    empty = [q for q in _between(min(quarters), max(quarters)) if q not in known]
    rows += [{"when": q, "value": None, "kind": "", "address": ""} for q in empty]
    return sorted(rows, key=lambda row: str(row["when"]))


def _between(first: str, last: str) -> list[str]:
    start, end = Quarter.parse(first), Quarter.parse(last)
    found = []
    for year in range(start.year, end.year + 1):
        found += [str(q) for n in (1, 2, 3, 4) if start <= (q := Quarter(year, n)) <= end]
    return found


def when(point: Point) -> str:
    """What a point is of: a quarter's name, or days; the report's quarter where undated."""
    if " Q" in point.label or not point.period:
        return point.label or "no quarter"
    return span_of_days(Period.parse(point.period))


def table(points: Sequence[Point], odd: frozenset[str], back: str, *, about: bool) -> str:
    """Each figure, a link to its words; `about` adds the places and operations."""
    rows = "".join(
        _row(point, figure, kind, back, about)
        for point in points
        for kind, figures in ((REPORTED, point.own), (RESTATED, point.restated))
        for figure in figures
        for kind in (ODD if kind_of(point, odd) == ODD else kind,)
    )
    names = ("Period", "Figure", "Stated in", "Mark", *(("Of",) if about else ()))
    heads = "".join(f'<th scope="col">{name}</th>' for name in names)
    body = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return scroll(body, "Figures by period")


def _row(point: Point, figure: Figure, kind: str, back: str, about: bool) -> str:
    undated = "" if point.period else ' <span class="ql-meta">(not dated)</span>'
    role = "" if figure.role == "level" else f" ({text(figure.role)})"
    return (
        f'<tr><th scope="row">{text(when(point))}{undated}</th>'
        f"<td>{source(figure.citation, back, figure.text)}{role}</td>"
        f"<td>{text(figure.quarter or 'no quarter')}</td>"
        f'<td><span aria-hidden="true">{_SIGNS[kind]}</span> {kind}</td>'
        + (f"<td>{text(_about(point))}</td>" if about else "")
        + "</tr>"
    )


def findings(checks: Sequence[Check]) -> str:
    """Why points are marked as odd; "" where none is."""
    told = dict.fromkeys(
        c.explanation for c in checks if c.verdict == "disagrees" and c.grade != "plan"
    )
    if not told:
        return ""
    items = "".join(f"<li>{text(words)}</li>" for words in told if words)
    return f'<h3>What does not agree</h3><ul class="ql-list">{items}</ul>'


def measures_table(rows: Sequence[tuple[str, str, str, int]], links: Sequence[str]) -> str:
    """Series by wording, unit and number of quarters; `links` are their names as HTML."""
    body = "".join(
        f'<tr><th scope="row">{name}</th><td>{text(unit_name(unit))}</td>'
        f'<td class="ql-number">{count}</td></tr>'
        for (_, _, unit, count), name in zip(rows, links, strict=True)
    )
    heads = (
        '<th scope="col">What is counted</th><th scope="col">Unit</th>'
        '<th scope="col" class="ql-number">Quarters</th>'
    )
    return scroll(
        f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>", "All figures"
    )
