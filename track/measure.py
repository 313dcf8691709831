"""A figure across quarters: as reports state it for their own period, and repeat it later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from extract.series import normalise
from index.series import SeriesName
from index.texts import stem
from quarterline.errors import NotFoundError, QueryError
from quarterline.periods import Period, Quarter
from quarterline.records import Check, Claim
from track.figures import LEVELS, Figure, as_figure, period_label
from track.held_series import series_name
from track.holdings import Holdings

if TYPE_CHECKING:
    import pandas as pd

AGREES, DIFFERS, ONCE = "agrees", "differs", "stated once"
_MOST = 8


@dataclass(frozen=True, slots=True)
class Point:
    """What is said of one period.

    `own` are figures that a report gives for its own quarter (undated ones too), `restated`
    those that a later report gives for a period before its own quarter. `verdict`: agrees
    when the intervals of all that the printed forms can stand for have a value in common,
    differs when they have none, stated once otherwise. `label` is the quarter's name, the
    period, or "" for undated figures, which keep the quarter of their report apart.
    """

    label: str
    period: str
    own: tuple[Figure, ...]
    restated: tuple[Figure, ...]
    verdict: str
    places: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()

    @property
    def figure(self) -> Figure:
        """The figure to draw: the report's own, else the latest restatement."""
        return self.own[0] if self.own else self.restated[-1]


@dataclass(frozen=True, slots=True)
class MeasureSeries:
    """A series that answers the question. `score` in 0..1 is how much of its name the
    question names; `changes` are the changes and percentages that reports state of it."""

    name: str
    unit: str
    score: float
    wordings: tuple[str, ...]
    points: tuple[Point, ...]
    changes: tuple[Figure, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """The series that a question names, the nearest first."""

    text: str
    series: tuple[MeasureSeries, ...]

    def frame(self) -> pd.DataFrame:
        """One row a figure of a level, of every series, by period."""
        import pandas as pd  # noqa: PLC0415 - only where a table is asked for

        rows = [
            {
                "series": s.name, "wording": s.wordings[0], "of": p.label,
                "stated_in": f.quarter, "as": how,
                "verdict": p.verdict, "places": ", ".join(p.places),
                "operations": ", ".join(p.operations), **f.row(),
            }
            for s in self.series
            for p in s.points
            for how, figures in (("own", p.own), ("restated", p.restated))
            for f in figures
        ]  # fmt: skip
        return pd.DataFrame(rows)

    def checks_frame(self) -> pd.DataFrame:
        """One row a check that rests on one of the figures."""
        import pandas as pd  # noqa: PLC0415

        unique = {c.id: (s.name, c) for s in self.series for c in s.checks}
        rows = [
            {
                "series": name, "kind": c.kind, "scope": c.scope, "verdict": c.verdict,
                "grade": c.grade, "stated": str(c.stated), "formula": c.formula,
                "explanation": c.explanation,
            }
            for name, c in unique.values()
        ]  # fmt: skip
        return pd.DataFrame(rows)


def measure_of(holdings: Holdings, text: str) -> Measure:
    """The series whose name holds every word of `text`; else those that hold most of them.

    Raises QueryError for a text without a word that names a measure, NotFoundError when no
    figure of the reports is named by any of its words.
    """
    ways = _ways(holdings, text)
    if not ways:
        raise QueryError(f"{text!r} names no measure; expected words such as 'emergency calls'")
    index = names_of(holdings)
    scored = [(max(_score(w, _stems(name)) for w in ways), name, unit) for name, unit in index]
    best = max((score for score, _, _ in scored), default=0.0)
    # A series with every word beats all that lack one; of the others only the nearest count.
    floor = 1.0 if best >= 1.0 else best
    kept = [item for item in scored if item[0] >= floor and item[0] > 0]
    if not kept:
        raise NotFoundError(f"no figure of the reports is about {text!r}; try fewer or other words")
    kept.sort(key=lambda k: (-k[0], -len(index[k[1], k[2]].quarters), k[1], k[2]))
    read = _read(holdings, [(name, unit) for _, name, unit in kept[:_MOST]])
    made = (_series(holdings, read, n, u, s) for s, n, u in kept[:_MOST])
    return Measure(text, tuple(s for s in made if s.points))


def _ways(holdings: Holdings, text: str) -> list[frozenset[str]]:
    """The words of a question, as typed and with abbreviations written out."""
    known = holdings.once(
        "abbreviations",
        lambda: {
            k: v
            for d in holdings.documents
            for k, v in holdings.profile(d.id).abbreviations.items()
        },
    )
    # The normal form drops "hours", which is the unit of some series and part of their name.
    unit = "hours" if "hour" in text.lower().split() or "hours" in text.lower().split() else "count"
    ways = (normalise(text, unit), normalise(text, unit, known))
    return list(dict.fromkeys(stems for way in ways if (stems := _stems(way))))


@lru_cache(maxsize=65536)
def _stems(name: str) -> frozenset[str]:
    """Stems, so that "arrests" finds "people arrested"."""
    return frozenset(stem(word) for word in name.split())


@dataclass
class _Named:
    """A series' own names in the records, and the quarters whose reports state a level of it."""

    names: list[SeriesName] = field(default_factory=list)
    quarters: set[str] = field(default_factory=set)


def names_of(holdings: Holdings) -> dict[tuple[str, str], _Named]:
    """All series by name and unit; figures whose name is empty go by their normalised words."""

    def read() -> dict[tuple[str, str], _Named]:
        found: dict[tuple[str, str], _Named] = {}
        for stated in holdings.series.stated():
            name = stated.name.series or normalise(stated.name.wording, stated.name.unit)
            if not name:
                continue
            named = found.setdefault((name, stated.name.unit), _Named())
            if stated.name not in named.names:
                named.names.append(stated.name)
            if stated.role in LEVELS:
                named.quarters |= stated.quarters
        return found

    return holdings.once("measures", read)


def _score(wanted: frozenset[str], name: frozenset[str]) -> float:
    """2 for the very name, 1 to 2 when it holds every word and more, below 1 otherwise."""
    common = len(wanted & name)
    if common < len(wanted):
        return common / len(wanted) / 2 if common * 2 >= len(wanted) else 0.0
    return 1.0 + common / len(name)


@dataclass(frozen=True, slots=True)
class _Read:
    """The figures of the series that answer, by name and unit, and the checks on each figure,
    with their places among all."""

    claims: dict[tuple[str, str], list[Claim]]
    checks: dict[str, list[tuple[int, Check]]]


def _read(holdings: Holdings, series: Sequence[tuple[str, str]]) -> _Read:
    """In two steps for all of them: each is a pass over the library's table."""
    index = names_of(holdings)
    wanted = {key for name, unit in series for key in ((name, unit), *_percentages(name, unit))}
    named = {own: key for key in wanted if key in index for own in index[key].names}
    order = {d.id: number for number, d in enumerate(holdings.documents)}
    found = [c for c in holdings.series.claims(list(named)) if c.document in order]
    claims: dict[tuple[str, str], list[Claim]] = {}
    for claim in sorted(found, key=lambda c: order[c.document]):
        claims.setdefault(named[series_name(claim)], []).append(claim)
    checks: dict[str, list[tuple[int, Check]]] = {}
    for number, check in enumerate(holdings.series.checks({c.id for c in found})):
        for rests_on in check.claims:
            checks.setdefault(rests_on, []).append((number, check))
    return _Read(claims, checks)


def _percentages(name: str, unit: str) -> tuple[tuple[str, str], ...]:
    """A percentage of a thing belongs to the thing's series."""
    return ((name, "percent"), (name, "percentage_points")) if unit == "count" else ()


def _series(holdings: Holdings, read: _Read, name: str, unit: str, score: float) -> MeasureSeries:
    claims = read.claims.get((name, unit), [])
    changes = [c for c in claims if c.role not in LEVELS]
    changes += [c for key in _percentages(name, unit) for c in read.claims.get(key, ())]
    about = dict(on for c in (*claims, *changes) for on in read.checks.get(c.id, ()))
    return MeasureSeries(
        name=name,
        unit=unit,
        score=min(1.0, score / 2),
        wordings=tuple(dict.fromkeys(c.measure for c in claims)),
        points=_points(holdings, [c for c in claims if c.role in LEVELS]),
        changes=tuple(as_figure(holdings, c) for c in changes),
        checks=tuple(check for _, check in sorted(about.items())),
    )


def _points(holdings: Holdings, claims: Sequence[Claim]) -> tuple[Point, ...]:
    grouped: dict[tuple[str, ...], list[Claim]] = {}
    for claim in claims:
        quarter = holdings.quarter_of(claim.document)
        when = str(claim.period) if claim.period else f"~{quarter}"
        about = ("|".join(sorted(claim.places)), "|".join(sorted(claim.operations)))
        # A target is no level of the period that it is set for.
        goal = "target" if claim.role == "target" else ""
        grouped.setdefault((when, *about, goal), []).append(claim)
    made = [_point(holdings, when[0], same) for when, same in grouped.items()]
    return tuple(sorted(made, key=_order))


def _point(holdings: Holdings, when: str, claims: Sequence[Claim]) -> Point:
    order = sorted(claims, key=lambda c: (holdings.quarter_of(c.document), c.document, c.start))
    own = [c for c in order if _is_own(holdings, c)]
    restated = [c for c in order if c not in own]
    period = "" if when.startswith("~") else when
    return Point(
        label=period_label(period) if period else when.removeprefix("~"),
        period=period,
        own=tuple(as_figure(holdings, c) for c in own),
        restated=tuple(as_figure(holdings, c) for c in restated),
        verdict=_verdict(order),
        places=claims[0].places,
        operations=claims[0].operations,
    )


def _is_own(holdings: Holdings, claim: Claim) -> bool:
    """Whether a figure is of its report's own time: no earlier than its quarter."""
    quarter = holdings.document[claim.document].quarter
    if quarter is None or claim.period is None:
        return claim.role != "baseline"
    return claim.role != "baseline" and claim.period.end >= quarter.period.start


def _verdict(claims: Sequence[Claim]) -> str:
    if len({c.document for c in claims}) < 2:
        return ONCE
    low = max((c.low for c in claims if c.low is not None), default=float("-inf"))
    high = min((c.high for c in claims if c.high is not None), default=float("inf"))
    return AGREES if low <= high else DIFFERS


def _order(point: Point) -> tuple[str, str, str]:
    if point.period:
        return (str(Period.parse(point.period).end), point.period, "|".join(point.places))
    start = str(Quarter.parse(point.label).period.end) if point.label else ""
    return (start, "", "|".join(point.places))


def measures(holdings: Holdings) -> tuple[tuple[str, str, int], ...]:
    """All series: name, unit and number of quarters whose reports state it, most first."""
    rows = ((name, unit, len(found.quarters)) for (name, unit), found in names_of(holdings).items())
    return tuple(sorted(rows, key=lambda r: (-r[2], r[0], r[1])))
