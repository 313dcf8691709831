"""Operations as HTML: the register, the matrix, and the parts of one operation's page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from ui.cards import anchor, page_anchor, text
from ui.figure_cards import LEVELS, figure_params
from ui.links import FIGURES, OPERATIONS, View, back_to
from ui.quarter_grid import Column, columns, grid, scroll
from ui.quotes import quote, redline, source
from ui.words import capital, counted, listed, quarter_words, span_of_days

if TYPE_CHECKING:
    from track.commitments import Commitment
    from track.figures import Figure, Series
    from track.history import History, QuarterHistory
    from track.matrix import Matrix, Network
    from track.register import Operation, Register
    from track.silence import Gap, Silence

_MODES = (("done", "Done"), ("planned", "Planned"), ("negated", "Denied"))
SORTS = ("name", "last mentioned", "passages", "first mentioned")


def kind_name(operation: Operation) -> str:
    """ "Operation", "Project", or both."""
    return " and ".join(
        kind if n == 0 else kind.lower()
        for n, kind in enumerate(k.capitalize() for k in operation.kinds)
    )


def matching(register: Register, words: str) -> list[Operation]:
    """Operations whose names, forms, places, partners, theme or purpose hold all words."""
    wanted = words.casefold().split()
    return [o for o in register.operations if all(w in _searched(o) for w in wanted)]


def _searched(o: Operation) -> str:
    parts = [o.name, *o.kinds, *(a.text for a in o.aliases), *(p for p, _ in o.places)]
    parts += [*o.districts, *o.lpas, *(p for p, _ in o.partners), o.theme]
    parts += [o.purpose.line] if o.purpose else []
    return " ".join(parts).casefold()


def sort(operations: Iterable[Operation], by: str) -> list[Operation]:
    """Operations in one of SORTS."""
    named = sorted(operations, key=lambda o: o.name)
    if by == "passages":
        return sorted(named, key=lambda o: -o.passages)
    if by == "last mentioned":
        return sorted(named, key=lambda o: o.last_seen, reverse=True)
    if by == "first mentioned":
        return sorted(named, key=lambda o: o.first_seen)
    return named


def register_table(operations: Sequence[Operation], reports: int) -> str:
    """The register: each name leads to its page."""
    rows = "".join(
        f'<tr><th scope="row">{_name_link(o)}{_project(o)}</th>'
        f"<td>{text(_seen(o, reports))}</td>"
        f'<td class="ql-number">{o.passages}</td>'
        f"<td>{text(listed(o.districts or o.lpas, 3))}</td><td>{text(capital(o.theme))}</td></tr>"
        for o in operations
    )
    heads = "".join(
        f'<th scope="col"{css}>{name}</th>'
        for name, css in (
            ("Name", ""), ("Named in", ""), ("Passages", ' class="ql-number"'), ("Where", ""),
            ("Theme", ""),
        )
    )  # fmt: skip
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return scroll(table, "Register of operations")


def _name_link(o: Operation) -> str:
    return page_anchor(OPERATIONS, {"name": o.name}, o.name)


def _project(o: Operation) -> str:
    return "" if o.kinds == ("OPERATION",) else f' <span class="ql-meta">{kind_name(o)}</span>'


def _seen(o: Operation, reports: int) -> str:
    if not o.quarters:
        return "reports without a quarter"
    if len(o.quarters) == 1:
        return o.first_seen
    return f"{o.first_seen} to {o.last_seen}, {len(o.documents)} of {reports} reports"


def matrix_table(matrix: Matrix, names: Sequence[str]) -> str:
    """Operations by quarter; a number leads to what that quarter's report says."""
    wanted = set(names)
    cells: dict[str, dict[str, str]] = {name: {} for name in names}
    for cell in matrix.operations:
        if cell.row in wanted:
            cells[cell.row][cell.quarter] = _quarter_link(cell.row, cell.quarter, cell.count)
    rows = [(page_anchor(OPERATIONS, {"name": n}, n), cells[n]) for n in names]
    return grid("Name", rows, columns(matrix.quarters, matrix.missing), "Operations by quarter")


def _quarter_link(name: str, quarter: str, count: int) -> str:
    return page_anchor(OPERATIONS, {"name": name}, str(count), at=quarter_id(quarter))


def quarter_id(quarter: str) -> str:
    """The id of a quarter's part of the page."""
    return f"q-{quarter.replace(' ', '-')}" if quarter else "q-unknown"


# ---- one operation


def heading(history: History, back: str) -> str:
    """Name, purpose and the facts of an operation."""
    o = history.operation
    rows = (
        ("Named in", _named_in(o)),
        ("Where", ", ".join(f"{p} ({n})" for p, n in o.places[:8])),
        ("Partners", ", ".join(f"{p} ({n})" for p, n in o.partners[:6])),
        ("Theme", capital(o.theme)),
        ("Also printed", ", ".join(_other_forms(o))),
    )
    facts = "".join(f"<dt>{label}</dt><dd>{text(value)}</dd>" for label, value in rows if value)
    purpose = quote(o.purpose, back) if o.purpose else ""
    return f'<h2>{text(kind_name(o))} {text(o.name)}</h2>{purpose}<dl class="ql-facts">{facts}</dl>'


def _other_forms(o: Operation) -> list[str]:
    usual = {f"{kind}{o.name}" for kind in ("", "OPERATION ", "PROJECT ")}
    return [a.text for a in o.aliases if a.text.upper() not in usual]


def _named_in(o: Operation) -> str:
    held = f"{counted(o.passages, 'passage')} of {counted(len(o.documents), 'report')}"
    if not o.quarters:
        return held
    if o.first_seen == o.last_seen:
        return f"{held}, {o.first_seen}"
    return f"{held}, {o.first_seen} to {o.last_seen}"


def timeline(history: History) -> str:
    """The quarters side by side: passages, silent reports, and quarters without a report."""
    held = [q.quarter for q in history.quarters if q.quarter and q.state != "no report"]
    missing = [q.quarter for q in history.quarters if q.state == "no report"]
    name = history.operation.name
    cells: Mapping[str, str] = {
        q.quarter: _quarter_link(name, q.quarter, len(q.entries))
        if q.entries
        else '<span class="ql-zero">silent</span>'
        for q in history.quarters
    }
    return grid("Quarter", [("Passages", cells)], columns(held, missing), "Timeline")


def silences(found: Sequence[Silence], gaps: Sequence[Gap]) -> str:
    """Silences of the reports, told apart from gaps of the library."""
    rows = [f"<li><b>Silence</b> {text(capital(s.words))}.</li>" for s in found]
    if gaps:
        spans = ", ".join(g.words.removeprefix("no report held for ") for g in gaps)
        rows.append(f"<li><b>Gaps in the library</b> No report held for {text(spans)}.</li>")
    return f'<ul class="ql-list">{"".join(rows)}</ul>' if rows else ""


def back_address(name: str, part: str = "") -> str:
    """The address of an operation's page, to come back to from the reader."""
    return back_to(OPERATIONS, {"name": name, "part": part})


def quarters(history: History, back: str) -> str:
    """Every quarter that mentions it: status as worded, then the passages."""
    return "".join(_quarter(q, back) for q in reversed(history.quarters) if q.entries)


def _quarter(q: QuarterHistory, back: str) -> str:
    new = f", {counted(len(q.new), 'sentence')} new or changed" if q.against else ""
    parts = "".join(
        quote(
            entry.citation,
            back,
            " · ".join(p for p in (entry.priority, " › ".join(entry.context)) if p),
        )
        for entry in q.entries
    )
    return (
        f'<section class="ql-quarter" id="{quarter_id(q.quarter)}">'
        f"<h3>{text(quarter_words(q.quarter))}</h3>"
        f'<p class="ql-meta">{counted(len(q.entries), "passage")}{new}</p>'
        f"{_status(q)}{parts}</section>"
    )


def _status(q: QuarterHistory) -> str:
    rows = []
    for mode, title in _MODES:
        words = dict.fromkeys(
            f"{s.kind} (“{s.words}”)" if s.kind != s.words else s.kind for s in q.statuses_as(mode)
        )
        if words:
            rows.append(f"<dt>{title}</dt><dd>{text(', '.join(words))}</dd>")
    return f'<dl class="ql-facts">{"".join(rows)}</dl>' if rows else ""


def changes(history: History, back: str) -> str:
    """The redline: each quarter's sentences against those of the quarter before it."""
    out = []
    for q in reversed(history.quarters):
        if not q.entries:
            continue
        against = f"Against {quarter_words(q.against)}" if q.against else "The first mention"
        same = sum(c.kind == "unchanged" for c in q.changes)
        kept = f'<p class="ql-meta">{counted(same, "sentence")} unchanged</p>' if same else ""
        lines = "".join(redline(c, back) for c in q.changes if c.kind != "unchanged")
        out.append(
            f'<section class="ql-quarter"><h3>{text(quarter_words(q.quarter))}</h3>'
            f'<p class="ql-meta">{text(against)}</p>{lines}{kept}</section>'
        )
    return "".join(out)


def figures(series: Sequence[Series], back: str) -> str:
    """Figures by measure; each leads to its words."""
    rows = "".join(
        f'<tr><th scope="row">{over_quarters(figure)}</th>'
        f"<td>{text(figure.quarter)}</td><td>{source(figure.citation, back, figure.text)}</td>"
        f"<td>{text(_qualified(figure.qualifier, figure.role))}</td>"
        f"<td>{text(period_words(figure.period))}</td></tr>"
        for one in series
        for figure in one.figures
    )
    heads = "".join(
        f'<th scope="col">{h}</th>' for h in ("What", "Report", "Figure", "Kind", "Period")
    )
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return scroll(table, "Figures") if rows else "<p>No figure of it was read.</p>"


def over_quarters(figure: Figure) -> str:
    """What a figure counts, a link to the figure over quarters where it has a series."""
    if not figure.measure or figure.role not in LEVELS:
        return text(figure.measure or "not told")
    params = figure_params(figure.measure, figure.series, figure.unit)
    return page_anchor(FIGURES, params, figure.measure)


def _qualified(qualifier: str, role: str) -> str:
    words = role.replace("_", " ")
    return words if qualifier in ("", "exact") else f"{words}, {qualifier.replace('_', ' ')}"


def period_words(period: str) -> str:
    """A period of a figure in words; "not dated" where the text gives none."""
    from quarterline.periods import Period  # noqa: PLC0415 - only with a figure

    return span_of_days(Period.parse(period)) if period else "not dated"


def places(history: History) -> str:
    """Places by quarter."""
    held = [q.quarter for q in history.quarters if q.quarter and q.state != "no report"]
    missing = [q.quarter for q in history.quarters if q.state == "no report"]
    cells: dict[str, dict[str, str]] = {}
    for q in history.quarters:
        for place, count in q.places:
            view = View(
                question=f"Operation {history.operation.name}",
                operation=(history.operation.name,), place=(place,), quarter=(q.quarter,),
            )  # fmt: skip
            cells.setdefault(place, {})[q.quarter] = anchor(view, str(count))
    rows = [(text(place), by) for place, by in cells.items()]
    across: list[Column] = columns(held, missing)
    return grid("Place", rows, across, "Places by quarter") if rows else "<p>No place named.</p>"


def network(found: Network, name: str) -> str:
    """What passages mention together with the operation."""
    rows = "".join(
        f'<tr><th scope="row">{_node(n.name, n.kind)}</th><td>{text(capital(n.kind))}</td>'
        f'<td class="ql-number">{n.passages}</td></tr>'
        for n in found.nodes
        if n.name != name
    )
    heads = (
        '<th scope="col">Name</th><th scope="col">Kind</th>'
        '<th scope="col" class="ql-number">Passages</th>'
    )
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return scroll(table, "Mentioned together") if rows else "<p>Nothing else is mentioned.</p>"


def _node(name: str, kind: str) -> str:
    return page_anchor(OPERATIONS, {"name": name}, name) if kind == "operation" else text(name)


def relations(o: Operation, back: str) -> str:
    """How it stands to other operations, with the words that say so."""
    rows = "".join(
        f"<li><p><b>{page_anchor(OPERATIONS, {'name': r.child}, r.child)} {text(r.kind)} "
        f"{page_anchor(OPERATIONS, {'name': r.parent}, r.parent)}</b>"
        f"{'' if r.how == 'as worded' else f' ({text(r.how)})'}</p>{quote(r.citation, back)}</li>"
        for r in o.relations
    )
    return f'<ul class="ql-list">{rows}</ul>' if rows else "<p>The reports state none.</p>"


def aliases(o: Operation, back: str) -> str:
    """Forms in which the name is printed, why each counts, with its first mention."""
    rows = "".join(
        f'<tr><th scope="row">{text(a.text)}</th><td class="ql-number">{a.count}</td>'
        f"<td>{text(a.how)}</td><td>{source(a.evidence, back)}</td></tr>"
        for a in o.aliases
    )
    heads = (
        '<th scope="col">As printed</th><th scope="col" class="ql-number">Mentions</th>'
        '<th scope="col">Why it counts</th><th scope="col">First mention</th>'
    )
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return scroll(table, "Forms of the name")


def commitments(found: Sequence[Commitment], back: str) -> str:
    """What was promised of it and what became of that."""
    out = []
    for c in found:
        due = f", due {c.due_words}" if c.due_words else ""
        last = "".join(
            quote(f.citation, back, f"{capital(f.outcome)}: {f.why}") for f in c.follow_ups[-1:]
        )
        out.append(
            f"<li><p><b>{text(capital(c.outcome))}</b>{text(due)}. "
            f"{text(capital(c.explanation))}.</p>{quote(c.statement, back)}{last}</li>"
        )
    return f'<ul class="ql-list">{"".join(out)}</ul>' if out else "<p>None was found.</p>"
