"""Everything that an audit shows, gathered once: the terminal, JSON, workbook and page agree.

Coverage comes first: an audit is never a clean bill by silence. Then the findings by grade,
each with its sum and the words it rests on.
"""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from audit.coverage import Coverage, coverage
from audit.keys import Key, key_of
from audit.ledger import ledger
from audit.matching import all_series
from audit.series import Series, Statement
from audit.sums import Sum, sum_of
from quarterline.periods import Quarter
from quarterline.records import Check, Claim, Comparison, Document, Passage

GRADES = ("error", "wording", "rounding", "plan", "unclear")
GRADE_WORDS = {
    "error": "Error: the figures cannot all be right",
    "wording": "Wording: the words do not fit the figures",
    "rounding": "Rounding: cut off instead of rounded, or rounded twice",
    "plan": "Plan: a target missed or a date moved",
    "unclear": "Unclear: a person should look",
}
STATES = ("open", "reopened", "accepted", "explained", "dismissed")
KIND_WORDS = {
    "difference": "Difference of two figures",
    "percent_change": "Change in percent",
    "share": "Share of a whole",
    "rate_per_day": "Number a day",
    "direction": "Up or down",
    "sum": "Parts and their sum",
    "table": "Table against text",
    "restated": "Same figure in another report",
    "repeated": "Repeated from an earlier report",
    "other": "Other",
}


@dataclass(frozen=True, slots=True)
class Records:
    """The records of an audit; `checks` those that follow from the others."""

    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    claims: tuple[Claim, ...]
    comparisons: tuple[Comparison, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words a check rests on: where they stand, and the passage around them.

    `start`, `end` are offsets in the document's text, 0-based, end exclusive; `page` is
    1-based, None where it is not known. `before` and `after` are the rest of the passage, as
    long as they are there.
    """

    document: str
    source: str
    quarter: str
    page: int | None
    start: int
    end: int
    text: str
    before: str
    after: str
    passage: str


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a reviewer decided on a finding: a state of STATES, who, when (UTC), and why."""

    state: str = "open"
    by: str = ""
    when: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A check with all that a reader needs; `sum` is None where the check is in words."""

    key: Key
    check: Check
    quotes: tuple[Quote, ...]
    sum: Sum | None
    opinion: Opinion = Opinion()

    @property
    def ref(self) -> str:
        """The finding's short name."""
        return self.key.ref

    @property
    def grade(self) -> str:
        """The grade of a disagreement, "unclear", or "" for a check that agrees."""
        return grade_of(self.check)


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One measure over the quarters: figures as each report gives them of its own quarter.

    `own` and `quoted` map a quarter to the printed figure and its value; `quoted` has what a
    later report says of that quarter.
    """

    measure: str
    unit: str
    force: str
    places: str
    operations: str
    own: Mapping[str, tuple[str, float]]
    quoted: Mapping[str, tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Working:
    """An audit, ready to be shown. `note` says what was left out, where anything was."""

    title: str
    made: datetime
    documents: tuple[Document, ...]
    coverage: Coverage
    by_document: tuple[tuple[Document, Coverage], ...]
    items: tuple[Item, ...]
    claims: Mapping[str, Claim]
    series: tuple[SeriesRow, ...] = ()
    measured: tuple[tuple[str, int, int], ...] = ()
    links: Mapping[str, str] = field(default_factory=dict)
    note: str = ""

    @property
    def findings(self) -> tuple[Item, ...]:
        """Items that do not agree: by grade, then in the order of the reports."""
        rank = _rank(d.id for d in self.documents)
        return tuple(sorted((i for i in self.items if i.grade), key=lambda i: rank(i.check)))


def grade_of(check: Check) -> str:
    """The grade of a disagreement, "unclear", or "" for a check that agrees."""
    if check.verdict == "disagrees":
        return check.grade or "error"
    return "unclear" if check.verdict == "unclear" else ""


def in_order(checks: Iterable[Check], documents: Iterable[str]) -> list[Check]:
    """Checks by grade, then in the order of the reports (their ids)."""
    return sorted(checks, key=_rank(documents))


def _rank(documents: Iterable[str]) -> Callable[[Check], tuple[int, int, int]]:
    order = {key: number for number, key in enumerate(documents)}

    def rank(check: Check) -> tuple[int, int, int]:
        grade = grade_of(check)
        place = GRADES.index(grade) if grade in GRADES else len(GRADES)
        return place, order.get(check.document, -1), check.spans[0].start

    return rank


def item_of(
    check: Check,
    claims: Mapping[str, Claim],
    documents: Mapping[str, Document],
    finder: Finder,
    opinions: Mapping[str, Opinion],
) -> Item:
    """A check with all that a reader needs; `claims` and `documents` are those it rests on."""
    key = key_of(check, claims, documents)
    quotes = tuple(finder.quote(s.document, s.start, s.end) for s in check.spans)
    return Item(key, check, quotes, sum_of(check, claims), opinions.get(key.content, Opinion()))


def gather(
    records: Records,
    *,
    title: str,
    made: datetime,
    only: Iterable[str] = (),
    opinions: Mapping[str, Opinion] | None = None,
    links: Mapping[str, str] | None = None,
    measured: Sequence[tuple[str, int, int]] = (),
    note: str = "",
) -> Working:
    """Gather an audit. `only` names documents to which it is narrowed; their checks against
    other reports are kept, and so are the words quoted from those.

    `opinions` are by `Key.content`; `links` lead from a passage's id to where it can be read;
    `measured` has, by kind of slip, how many were planted and how many found.
    """
    chosen = set(only) or {d.id for d in records.documents}
    documents = {d.id: d for d in records.documents}
    claims = {c.id: c for c in records.claims}
    checks = [c for c in records.checks if chosen & {s.document for s in c.spans}]
    finder = Finder(records.documents, records.passages)
    given = opinions or {}
    items = [item_of(check, claims, documents, finder, given) for check in checks]
    shown = tuple(d for d in records.documents if d.id in chosen)
    of_document: dict[str, list[Claim]] = defaultdict(list)
    for claim in records.claims:
        of_document[claim.document].append(claim)
    # A comparison belongs to one document, so each document is counted on its own.
    compared: dict[str, list[Comparison]] = defaultdict(list)
    for comparison in records.comparisons:
        compared[comparison.document].append(comparison)
    resting: dict[str, list[Check]] = defaultdict(list)
    for check in checks:
        for owner in dict.fromkeys(claims[k].document for k in check.claims if k in claims):
            resting[owner].append(check)
    quoted = {s.document for i in items for s in i.check.spans}
    return Working(
        title=title,
        made=made,
        documents=tuple(d for d in records.documents if d.id in chosen | quoted),
        coverage=coverage(
            [c for c in records.claims if c.document in chosen], records.comparisons, checks
        ),
        by_document=tuple(
            (d, coverage(of_document[d.id], compared[d.id], resting[d.id])) for d in shown
        ),
        items=tuple(items),
        claims=claims,
        series=series_rows(records, chosen),
        measured=tuple(measured),
        links=links or {},
        note=note,
    )


class Finder:
    """Finds the passage around an offset."""

    def __init__(self, documents: Iterable[Document], passages: Iterable[Passage]) -> None:
        self._documents = {d.id: d for d in documents}
        found: dict[str, list[Passage]] = defaultdict(list)
        for passage in passages:
            found[passage.document].append(passage)
        self._passages = {k: sorted(v, key=lambda p: p.start) for k, v in found.items()}
        self._starts = {k: [p.start for p in v] for k, v in self._passages.items()}

    def quote(self, document: str, start: int, end: int) -> Quote:
        """The words from `start` to `end`, with the passage they stand in."""
        report = self._documents[document]
        passage = self._around(document, start, end)
        text = _smooth(report.text[start:end])
        before = passage.text[: start - passage.start] if passage else ""
        after = passage.text[end - passage.start :] if passage else ""
        return Quote(
            document=document,
            source=report.source,
            quarter=str(report.quarter or ""),
            page=passage.page if passage else None,
            start=start,
            end=end,
            text=text,
            before=before,
            after=after,
            passage=passage.id if passage else "",
        )

    def _around(self, document: str, start: int, end: int) -> Passage | None:
        place = bisect.bisect_right(self._starts.get(document, []), start) - 1
        if place < 0:
            return None
        found = self._passages[document][place]
        return found if end <= found.end else None


def _smooth(text: str) -> str:
    """`text` in one line, as long as it was, so that offsets within a passage hold."""
    return re.sub(r"\s", " ", text)


# ----------------------------------------------------------------------------------- series


def series_rows(records: Records, chosen: set[str]) -> tuple[SeriesRow, ...]:
    """Measures that at least two reports speak of, one of them chosen."""
    book = ledger(records.documents, records.claims, records.comparisons, records.passages)
    rows = []
    for series in all_series(book):
        own, quoted = _by_quarter(series)
        reports = {s.document.id for s in series.statements}
        if len(reports) > 1 and reports & chosen and len({*own, *quoted}) > 1:
            claim = max((s.claim for s in series.statements), key=lambda c: len(c.measure))
            force = series.statements[0].document.force
            rows.append(
                SeriesRow(
                    claim.measure or claim.series,
                    claim.unit,
                    force,
                    ", ".join(claim.places),
                    ", ".join(claim.operations),
                    own,
                    quoted,
                )
            )
    return tuple(sorted(rows, key=lambda r: (r.force, r.measure.casefold(), r.places)))


def _by_quarter(
    series: Series,
) -> tuple[dict[str, tuple[str, float]], dict[str, tuple[str, float]]]:
    """What each quarter's own report says of it, and what a later one does; the first of each."""
    own: dict[str, tuple[str, float]] = {}
    quoted: dict[str, tuple[str, float]] = {}
    for statement in series.statements:
        if statement.how not in ("own", "quoted"):
            continue
        of = _quarter_of(statement)
        if of is None:
            continue
        target = own if statement.how == "own" else quoted
        target.setdefault(str(of), (" ".join(statement.claim.text.split()), statement.claim.value))
    return own, quoted


def _quarter_of(statement: Statement) -> Quarter | None:
    """The quarter that a statement is of: its period's, or its report's where it is undated."""
    if statement.how == "own" and statement.period is None:
        return statement.quarter
    if statement.period is None:
        return None
    quarter = Quarter.of(statement.period.end)
    return quarter if quarter.period.contains(statement.period) else None
