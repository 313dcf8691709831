"""The history of one operation: quarter by quarter, what the reports say and what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quarterline.periods import Quarter
from quarterline.records import Claim
from track.citations import Citation
from track.figures import Figure, Series, as_figure, in_series
from track.holdings import Holdings, Sentence
from track.redline import KINDS, Change, redline
from track.register import Operation, register_of
from track.silence import MENTIONED, Gap, Silence, gaps, silences, states
from track.status import Status, statuses
from track.tables import table

if TYPE_CHECKING:
    import pandas as pd

_QUARTERS = f"quarter state passages against {' '.join(KINDS)} places status planned negated"
_PASSAGES = "quarter source page passage start end priority context places text"
_CHANGES = "quarter against change now before similarity source start end"
_FIGURES = (
    "series quarter period measure value unit role qualifier text source page start end claim"
)
_STATUS = "quarter status mode words start end source sentence"


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage that speaks of the operation.

    `citation` quotes all of it, `sentences` are those that speak of the operation.
    """

    citation: Citation
    context: tuple[str, ...]
    priority: str
    places: tuple[str, ...]
    sentences: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class QuarterHistory:
    """One quarter: `state` is mentioned, silent or no report.

    `changes` hold its sentences against those of `against`, the last quarter before it whose
    report mentions the operation ("" for the first). `quarter` is "" for reports without one.
    """

    quarter: str
    state: str
    documents: tuple[str, ...] = ()
    entries: tuple[Entry, ...] = ()
    against: str = ""
    changes: tuple[Change, ...] = ()
    figures: tuple[Figure, ...] = ()
    places: tuple[tuple[str, int], ...] = ()
    statuses: tuple[Status, ...] = ()

    @property
    def new(self) -> tuple[Change, ...]:
        """What it says that is new."""
        return tuple(c for c in self.changes if c.kind not in ("unchanged", "removed"))

    def statuses_as(self, mode: str) -> tuple[Status, ...]:
        """Statuses said of what is "done", "planned" or "negated"."""
        return tuple(s for s in self.statuses if s.mode == mode)


@dataclass(frozen=True, slots=True)
class History:
    """All that the reports say of an operation, every quarter from the first report held to
    the last."""

    operation: Operation
    quarters: tuple[QuarterHistory, ...]
    series: tuple[Series, ...]
    silences: tuple[Silence, ...]
    gaps: tuple[Gap, ...]

    def frame(self) -> pd.DataFrame:
        """One row a quarter."""
        return table([_quarter_row(q) for q in self.quarters], _QUARTERS)

    def passages_frame(self) -> pd.DataFrame:
        """One row a passage."""
        rows = [_entry_row(q.quarter, e) for q in self.quarters for e in q.entries]
        return table(rows, _PASSAGES)

    def changes_frame(self) -> pd.DataFrame:
        """One row a sentence, with what became of it since the quarter before."""
        return table([_change_row(q, c) for q in self.quarters for c in q.changes], _CHANGES)

    def figures_frame(self) -> pd.DataFrame:
        """One row a figure, by series and quarter."""
        rows = [{"series": s.name, **f.row()} for s in self.series for f in s.figures]
        return table(rows, _FIGURES)

    def status_frame(self) -> pd.DataFrame:
        """One row a status as worded."""
        rows = [_status_row(q.quarter, s) for q in self.quarters for s in q.statuses]
        return table(rows, _STATUS)


def history_of(holdings: Holdings, name: str) -> History:
    """The history of an operation, by its name or what resembles it. Raises NotFoundError."""
    operation = register_of(holdings).get(name)
    return holdings.once(f"history {operation.name}", lambda: _history(holdings, operation))


def _history(holdings: Holdings, operation: Operation) -> History:
    forces = {holdings.document[d].force for d in operation.documents}
    reports = holdings.reports_of(forces)
    named = [holdings.document[d] for d in operation.documents]
    # A report of another force cannot be silent about what it was never to speak of.
    by_quarter = states(
        (d.quarter for d in reports if d.quarter), (d.quarter for d in named if d.quarter)
    )
    quarters: list[QuarterHistory] = []
    before: tuple[str, tuple[Citation, ...]] = ("", ())
    for quarter, state in by_quarter.items():
        if state != MENTIONED:
            held = tuple(d.id for d in reports if d.quarter == quarter)
            quarters.append(QuarterHistory(str(quarter), state, held))
            continue
        ids = [d.id for d in named if d.quarter == quarter]
        made = _quarter(holdings, operation.name, quarter, ids, before)
        quarters.append(made)
        before = (made.quarter, tuple(s for e in made.entries for s in e.sentences))
    undated = [d.id for d in named if d.quarter is None]
    if undated:
        quarters.append(_quarter(holdings, operation.name, None, undated, ("", ())))
    figures = [f for q in quarters for f in q.figures]
    return History(
        operation, tuple(quarters), in_series(figures), silences(by_quarter), gaps(by_quarter)
    )


def _quarter(
    holdings: Holdings,
    name: str,
    quarter: Quarter | None,
    documents: Sequence[str],
    before: tuple[str, tuple[Citation, ...]],
) -> QuarterHistory:
    passages = [p for p in holdings.passages_about(name) if p.document in documents]
    about = {p.id: holdings.about(name, p.id) for p in passages}
    entries = tuple(_entry(holdings, name, p.id, about[p.id]) for p in passages)
    now = tuple(s for e in entries for s in e.sentences)
    places = Counter(
        place
        for p in passages
        for place in dict.fromkeys(
            place
            for u in holdings.uses_in.get(p.id, ())
            if u.name == name
            for place in u.mention.places
        )
    )  # fmt: skip
    return QuarterHistory(
        quarter=str(quarter) if quarter else "",
        state=MENTIONED,
        documents=tuple(documents),
        entries=entries,
        against=before[0],
        changes=redline(before[1], now),
        figures=tuple(
            as_figure(holdings, c)
            for p in passages
            for c in _claims(holdings, name, p.id, about[p.id])
        ),
        places=tuple(sorted(places.items(), key=lambda item: (-item[1], item[0]))),
        statuses=tuple(s for p in passages for one in about[p.id] for s in statuses(holdings, one)),
    )  # fmt: skip


def _entry(holdings: Holdings, name: str, passage_id: str, about: Sequence[Sentence]) -> Entry:
    passage = holdings.passage[passage_id]
    priority = passage.priority
    uses = [u for u in holdings.uses_in.get(passage_id, ()) if u.name == name]
    return Entry(
        citation=holdings.cite(passage_id),
        context=passage.context,
        priority=f"{priority.number}. {priority.title}" if priority else "",
        places=tuple(dict.fromkeys(p for u in uses for p in u.mention.places)),
        sentences=tuple(holdings.cite_sentence(s) for s in about),
    )


def _claims(
    holdings: Holdings, name: str, passage_id: str, about: Sequence[Sentence]
) -> Iterable[Claim]:
    """The passage's figures that are the operation's: by what the figure is about, else by
    the sentence that it stands in."""
    quarter = holdings.quarter_of(holdings.passage[passage_id].document)
    for claim in holdings.claims_at(passage_id):
        own = {holdings.names.resolve(o, "", quarter) for o in claim.operations}
        if name in own or (
            not own and any(s.start <= claim.start and claim.end <= s.end for s in about)
        ):
            yield claim


def _quarter_row(q: QuarterHistory) -> dict[str, object]:
    kinds = Counter(c.kind for c in q.changes)
    return {
        "quarter": q.quarter,
        "state": q.state,
        "passages": len(q.entries),
        "against": q.against,
        **{kind: kinds[kind] for kind in KINDS},
        "places": ", ".join(name for name, _ in q.places),
        "status": ", ".join(dict.fromkeys(s.kind for s in q.statuses_as("done"))),
        "planned": ", ".join(dict.fromkeys(s.words for s in q.statuses_as("planned"))),
        "negated": ", ".join(dict.fromkeys(s.words for s in q.statuses_as("negated"))),
    }  # fmt: skip


def _entry_row(quarter: str, entry: Entry) -> dict[str, object]:
    c = entry.citation
    return {
        "quarter": quarter, "source": c.source, "page": c.page, "passage": c.passage,
        "start": c.start, "end": c.end, "priority": entry.priority,
        "context": " > ".join(entry.context), "places": ", ".join(entry.places), "text": c.line,
    }  # fmt: skip


def _change_row(q: QuarterHistory, change: Change) -> dict[str, object]:
    quoted = change.now or change.before
    assert quoted is not None  # noqa: S101 - a change has at least one side
    return {
        "quarter": q.quarter, "against": q.against, "change": change.kind,
        "now": change.now.line if change.now else "",
        "before": change.before.line if change.before else "",
        "similarity": round(change.similarity, 1), "source": quoted.source,
        "start": quoted.start, "end": quoted.end,
    }  # fmt: skip


def _status_row(quarter: str, status: Status) -> dict[str, object]:
    return {
        "quarter": quarter, "status": status.kind, "mode": status.mode, "words": status.words,
        "start": status.start, "end": status.end, "source": status.sentence.source,
        "sentence": status.sentence.line,
    }  # fmt: skip
