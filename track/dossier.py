"""A dossier: all that the reports say of an operation or a theme, with citations, in one file.

The content is made here once, as plain blocks; `page.py` writes it as HTML, `word.py` as DOCX.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from quarterline.periods import Period
from quarterline.records import Document
from track.certificate import Certificate
from track.citations import Citation
from track.commitments import Commitment
from track.figures import period_label
from track.history import History, QuarterHistory
from track.holdings import Holdings
from track.redline import Change, Piece
from track.silence import MENTIONED, NO_REPORT, listed
from track.theme import Theme


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a report; `note` is the number of its citation, `lead` stands before it."""

    text: str
    note: int
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Redline:
    """A sentence with what went and what came. `label` says what became of it."""

    label: str
    pieces: tuple[Piece, ...]
    note: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table: column heads, rows of plain text."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading within a section."""

    text: str


Block = Text | Quote | Redline | Table | Heading


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of the dossier."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier ready to be written. `notes` are its citations, number 1 first."""

    title: str
    made: str
    summary: str
    sections: tuple[Section, ...]
    notes: tuple[Citation, ...]

    def html(self) -> str:
        """As one HTML file that prints well; nothing of a report is taken as HTML."""
        from track.page import to_html  # noqa: PLC0415 - written only when asked for

        return to_html(self)

    def docx(self) -> bytes:
        """As a Word document."""
        from track.word import to_docx  # noqa: PLC0415 - python-docx

        return to_docx(self)


@dataclass
class _Notes:
    """Citations, numbered as they come; the same words get the same number."""

    citations: list[Citation] = field(default_factory=list)
    numbers: dict[tuple[str, int, int], int] = field(default_factory=dict)

    def of(self, citation: Citation) -> int:
        key = (citation.document, citation.start, citation.end)
        if key not in self.numbers:
            self.citations.append(citation)
            self.numbers[key] = len(self.citations)
        return self.numbers[key]


_LABELS = {
    "added": "New",
    "removed": "No longer said",
    "figures": "Figures changed",
    "wording": "Reworded",
    "both": "Figures and wording changed",
    "unchanged": "Unchanged",
}


def operation_dossier(
    holdings: Holdings,
    history: History,
    commitments: Sequence[Commitment],
    certificate: Certificate,
    made: date,
) -> Dossier:
    """The dossier of an operation."""
    notes = _Notes()
    operation = history.operation
    label = "Project" if operation.kinds == ("PROJECT",) else "Operation"
    sections = [
        Section("What it is", tuple(_identity(history, notes))),
        Section(
            "Quarter by quarter", tuple(b for q in history.quarters for b in _quarter(q, notes))
        ),
        Section("Figures", tuple(_figures(history))),
        Section("Silences and gaps", tuple(_silences(history))),
        Section("Commitments", tuple(_commitments(commitments, notes))),
        _sources(holdings, operation.documents),
        _certificate(certificate),
    ]
    summary = (
        f"Named in {operation.passages} passages of {len(operation.documents)} reports, "
        f"{_span(operation.first_seen, operation.last_seen)}."
    )
    return Dossier(
        f"{label} {operation.name}", _day(made), summary, tuple(sections), tuple(notes.citations)
    )


def theme_dossier(
    holdings: Holdings, theme: Theme, certificate: Certificate, made: date
) -> Dossier:
    """The dossier of a theme."""
    notes = _Notes()
    rows = tuple(
        (q.quarter, str(q.passages), str(q.total), f"{q.rate:.1f}", f"{q.low:.1f} to {q.high:.1f}",
         ", ".join(f"{n} ({c})" for n, c in q.operations[:8]),
         ", ".join(f"{n} ({c})" for n, c in q.places[:8]))
        for q in theme.quarters
    )  # fmt: skip
    heads = ("Quarter", "Passages", "Of", "Per 100", "95% interval", "Operations", "Places")
    counts: list[Block] = [Table(heads, rows)]
    if theme.momentum:
        counts.append(Text(f"{theme.momentum.words[0].upper()}{theme.momentum.words[1:]}."))
    counts += [Text(f"{g.words[0].upper()}{g.words[1:]}.") for g in theme.gaps]
    counts.append(Text(f"Found by {theme.method}, threshold {theme.threshold:g}: {theme.recipe}."))
    quoted: list[Block] = []
    for q in theme.quarters:
        quoted += [Heading(q.quarter)] if q.citations else []
        quoted += [Quote(c.line, notes.of(c)) for c in q.citations]
    documents = [d for q in theme.quarters for d in q.documents]
    sections = (
        Section("Counts", tuple(counts)),
        Section(
            "New in the last report", tuple(_changes(theme.drivers, notes)) or (Text("Nothing."),)
        ),
        Section("Passages", tuple(quoted) or (Text("None."),)),
        _sources(holdings, documents),
        _certificate(certificate),
    )
    summary = f"{theme.total} passages in {len(documents)} reports."
    title = f"{theme.text[:1].upper()}{theme.text[1:]}"
    return Dossier(title, _day(made), summary, sections, tuple(notes.citations))


def empty_dossier(holdings: Holdings, certificate: Certificate, made: date) -> Dossier:
    """The dossier of something that no report mentions: what was searched."""
    documents = [
        d.id for d in holdings.ordered if d.source in {r.source for r in certificate.reports}
    ]
    sections = (_certificate(certificate), _sources(holdings, documents))
    return Dossier(certificate.text, _day(made), certificate.words, sections, ())


def _identity(history: History, notes: _Notes) -> Iterable[Block]:
    o = history.operation
    if o.purpose:
        yield Quote(o.purpose.line, notes.of(o.purpose))
    facts = (
        ("Kind", ", ".join(kind.lower() for kind in o.kinds)),
        ("First and last named", _span(o.first_seen, o.last_seen)),
        ("Districts", ", ".join(o.districts)),
        ("Local policing areas", ", ".join(o.lpas)),
        ("Partners", ", ".join(f"{name} ({count})" for name, count in o.partners)),
        ("Theme", f"{o.theme} ({o.theme_count} passages)" if o.theme else ""),
    )
    yield Table(("", ""), tuple((name, value or "none named") for name, value in facts))
    yield Heading("Names in the reports")
    rows = (
        (a.text, a.how, f"{a.score:.2f}", str(a.count), f"[{notes.of(a.evidence)}]")
        for a in o.aliases
    )
    yield Table(("As printed", "How", "Score", "Times", "First"), tuple(rows))
    if o.relations:
        yield Heading("Beside other operations")
        for r in o.relations:
            lead = f"{r.child} {r.kind} {r.parent}" + ("" if r.score == 1 else f" ({r.how})")
            yield Quote(r.citation.line, notes.of(r.citation), lead)


def _quarter(quarter: QuarterHistory, notes: _Notes) -> Iterable[Block]:
    if quarter.state == NO_REPORT:
        return
    yield Heading(quarter.quarter or "Report without a quarter")
    if quarter.state != MENTIONED:
        yield Text("The report of this quarter does not mention it.")
        return
    yield from (
        Quote(e.citation.line, notes.of(e.citation), " > ".join(e.context)) for e in quarter.entries
    )
    if quarter.against:
        yield Text(f"Against {quarter.against}:")
        changed = [c for c in quarter.changes if c.kind != "unchanged"]
        yield from _changes(changed, notes) if changed else (Text("Nothing is new."),)
    for mode, lead in (("done", "Status"), ("planned", "Planned"), ("negated", "Denied")):
        words = dict.fromkeys(f"{s.kind} (“{s.words}”)" for s in quarter.statuses_as(mode))
        if words:
            yield Text(f"{lead}: {', '.join(words)}.")


def _changes(changes: Iterable[Change], notes: _Notes) -> Iterable[Block]:
    for change in changes:
        quoted = change.now or change.before
        if quoted is not None:
            yield Redline(_LABELS[change.kind], change.pieces, notes.of(quoted))


def _figures(history: History) -> Iterable[Block]:
    rows = tuple(
        (f.measure, f.quarter, _period(f.period), f.text,
         f.unit.replace("_", " "), f.qualifier, f.role)
        for s in history.series
        for f in s.figures
    )  # fmt: skip
    if rows:
        yield Table(("Measure", "Report", "Period", "Figure", "Unit", "Qualifier", "Role"), rows)
    else:
        yield Text("No figures are stated of it.")


def _silences(history: History) -> Iterable[Block]:
    lines = [s.words for s in history.silences] + [g.words for g in history.gaps]
    for line in lines or ["every report held since its first mention mentions it"]:
        yield Text(f"{line[0].upper()}{line[1:]}.")


def _commitments(commitments: Sequence[Commitment], notes: _Notes) -> Iterable[Block]:
    if not commitments:
        yield Text("None was found.")
    for c in commitments:
        due = f", due {c.due_words}" if c.due_words else ""
        yield Quote(c.statement.line, notes.of(c.statement), f"{c.quarter}{due}: {c.outcome}")
        for f in c.follow_ups:
            yield Quote(f.citation.line, notes.of(f.citation), f"{f.quarter}: {f.outcome}, {f.why}")


def _sources(holdings: Holdings, documents: Iterable[str]) -> Section:
    held = [holdings.document[d] for d in dict.fromkeys(documents)]
    rows = tuple(_source_row(holdings, d) for d in held)
    heads = ("Report", "Quarter", "Version", "Passages", "SHA-256")
    return Section("Reports", (Table(heads, rows),))


def _source_row(holdings: Holdings, document: Document) -> tuple[str, ...]:
    quarter = str(document.quarter) if document.quarter else "unknown"
    count = str(len(holdings.passages_of[document.id]))
    return (document.source, quarter, document.version or "none", count, document.sha256)


def _certificate(certificate: Certificate) -> Section:
    rows = tuple(
        (r.source, r.quarter, r.version or "none", str(r.passages), str(r.found), r.sha256)
        for r in certificate.reports
    )
    blocks: list[Block] = [
        Text(certificate.words),
        Text(f"Terms: {', '.join(certificate.terms)}."),
        Table(("Report", "Quarter", "Version", "Passages searched", "Found", "SHA-256"), rows),
    ]
    if certificate.missing:
        blocks.append(Text(f"No report is held for {listed(certificate.missing)}."))
    return Section("What was searched", tuple(blocks))


def _span(first: str, last: str) -> str:
    if not first:
        return "in reports without a quarter"
    return first if first == last else f"{first} to {last}"


def _period(period: str) -> str:
    """A quarter's name, or the days from and to."""
    label = period_label(period)
    if label != period or not period:
        return label or "not stated"
    found = Period.parse(period)
    return _day(found.start) if found.days == 1 else f"{_day(found.start)} to {_day(found.end)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
