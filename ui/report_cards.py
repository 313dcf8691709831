"""Reports as HTML: in the list, as they are added, and in the reader."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from quarterline.periods import Quarter
from quarterline.records import Claim, Document, Evidence, Mention, Passage
from ui.cards import FOUND, anchor, notice, promise, text
from ui.highlight import USUAL, passage_html
from ui.links import View
from ui.quarter_grid import scroll
from ui.words import (
    certainty,
    counted,
    day_of,
    field_name,
    field_value,
    listed,
    months_of,
    one_line,
    priority_name,
    quarter_name,
    report_name,
    shorten,
    unique,
    version_name,
    where_named,
)

if TYPE_CHECKING:
    from index.results import AddResult, Health


@dataclass(frozen=True, slots=True)
class Counts:
    """What a report holds: passages, distinct operations and projects, figures."""

    passages: int
    operations: int
    figures: int


def report(document: Document, counts: Counts, view: View, replaced: bool = False) -> str:
    """One report in the list; how each of its facts was read unfolds."""
    quarter = document.quarter
    months = f" ({months_of(quarter)})" if quarter else ""
    facts = unique(
        (
            report_name(document),
            one_line(document.plan),
            version_name(document),
            "replaced by a newer version" if replaced else "",
        )
    )
    held = (
        counted(counts.passages, "passage"),
        counted(counts.operations, "operation"),
        counted(counts.figures, "figure"),
    )
    opened = view.without_filters().reading(document.id)
    return (
        '<article class="ql-report"><h3>'
        f"{anchor(opened, quarter_name(quarter) + months)}</h3>"
        f'<p class="ql-meta">{" · ".join(text(fact) for fact in facts)}</p>'
        f'<p class="ql-counts">{" · ".join(held)}</p>'
        f"{_evidence(document)}</article>"
    )


def gap(quarters: Sequence[Quarter]) -> str:
    """Quarters of which the library holds no report, as a row of the list."""
    first, last = quarters[0], quarters[-1]
    span = str(first) if first == last else f"{first} to {last}"
    number = f" ({counted(len(quarters), 'quarter')})" if len(quarters) > 1 else ""
    return f'<p class="ql-missing">No report held for {span}{number}</p>'


def health(found: Health) -> str:
    """The state of the library: what is wrong first, then what there is."""
    if found.problems:
        out = notice("error", counted(len(found.problems), "problem"), *found.problems)
    else:
        out = notice("success", "Everything is well", "Every file and the model are as recorded.")
    for attempt in found.failed:
        title = f"{attempt.path} could not be added ({day_of(attempt.when)})"
        out += notice("warning", title, attempt.message)
    rows = [
        ("Folder", found.path),
        ("Generation", f"{found.generation}, made on {day_of(found.created)}"),
        ("On disk", f"{found.bytes / 1e6:,.1f} MB"),
        ("Model", found.encoder),
        *((name.capitalize(), f"{number:,}") for name, number in found.counts),
    ]
    if found.stale:
        rows.append(("Read by an older version", counted(found.stale, "report")))
    facts = "".join(f"<dt>{text(name)}</dt><dd>{text(value)}</dd>" for name, value in rows)
    return f'{out}<dl class="ql-facts">{facts}</dl>'


def _evidence(document: Document) -> str:
    rows = "".join(_evidence_row(item) for item in document.evidence)
    table = (
        scroll(
            '<table><thead><tr><th scope="col">Fact</th>'
            '<th scope="col">Read as</th><th scope="col">From the words</th>'
            f'<th scope="col">How</th></tr></thead><tbody>{rows}</tbody></table>',
            "How this was read",
        )
        if rows
        else "<p>No fact about this report could be read from it.</p>"
    )
    file = f"<p>File: {text(document.source)}</p>"
    return (
        f'<details class="ql-evidence"><summary>How this was read</summary>{file}{table}</details>'
    )


def _evidence_row(item: Evidence) -> str:
    words = f"“{html.escape(shorten(item.text, 120))}”" if item.text.strip() else "none"
    return (
        f'<tr><th scope="row">{text(field_name(item.field))}</th>'
        f"<td>{text(field_value(item.field, item.value))}</td><td>{words}</td>"
        f"<td>{text(item.how)} ({certainty(item.confidence)})</td></tr>"
    )


def added(result: AddResult) -> str:
    """What became of one uploaded file."""
    name = one_line(result.path.replace("\\", "/").rsplit("/", maxsplit=1)[-1])
    if result.status == "failed" or result.document is None:
        return notice("error", f"{name} was not added", result.problem, *result.notes)
    if result.status == "unchanged":
        return notice("info", f"{name} is already in the library", *result.notes)
    document = result.document
    facts = unique(
        (quarter_name(document.quarter), one_line(document.force), version_name(document))
    )
    held = listed(
        (
            counted(result.passages, "passage"),
            counted(result.operations, "operation"),
            counted(result.figures, "figure"),
        )
    )
    done = "replaced what was there before" if result.status == "replaced" else "was added"
    return notice("success", f"{name} {done}", f"{', '.join(facts)}: {held}.", *result.notes)


def reader_heading(document: Document, counts: Counts) -> str:
    """Whose report is open, and what it holds."""
    quarter = document.quarter
    facts = unique(
        (
            one_line(document.title),
            version_name(document),
            months_of(quarter) if quarter else "",
            counted(counts.passages, "passage"),
        )
    )
    return (
        f"<h2>{text(quarter_name(quarter))} · {text(report_name(document))}</h2>"
        f'<p class="ql-meta">{" · ".join(text(fact) for fact in facts)}</p>'
        f"{_evidence(document)}"
    )


@dataclass(frozen=True, slots=True)
class Marks:
    """What the reader marks: the question's words, cited characters, kinds of tags (MARKS)."""

    question: str = ""
    cited: tuple[int, int] = (0, 0)
    kinds: tuple[str, ...] = USUAL


def reader_passages(
    passages: Sequence[Passage],
    mentions: Sequence[Mention],
    claims: Sequence[Claim] = (),
    *,
    marks: Marks | None = None,
    target: int = 0,
    total: int = 0,
) -> str:
    """Passages in reading order, with a heading wherever priority, objective or label changes.

    `target` is the number of the passage that was asked for, of `total` in the report; it is
    marked, and the page opens there.
    """
    wanted = marks or Marks()
    named = _by_passage(mentions)
    counted_in = _by_passage(claims)
    out: list[str] = []
    previous: Passage | None = None
    for passage in passages:
        out.append(_headings(passage, previous))
        words = passage_html(
            passage,
            named.get(passage.id, ()),
            wanted.question,
            claims=counted_in.get(passage.id, ()),
            kinds=wanted.kinds,
            cited=wanted.cited if passage.order == target else (0, 0),
        )
        line = _line(passage, words, previous)
        if passage.order == target:
            here = f'<p class="ql-meta">Passage {target} of {total}</p>'
            line = f'<div class="ql-target" id="{FOUND}" tabindex="-1">{here}{line}</div>'
        out.append(line)
        previous = passage
    return f'<div class="ql-reader">{"".join(out)}</div>' if out else ""


R = TypeVar("R", Mention, Claim)


def _by_passage(records: Sequence[R]) -> dict[str, list[R]]:
    found: dict[str, list[R]] = {}
    for record in records:
        found.setdefault(record.passage, []).append(record)
    return found


def _line(passage: Passage, words: str, previous: Passage | None) -> str:
    turned = passage.page is not None and (previous is None or previous.page != passage.page)
    page = f'<span class="ql-page">page {passage.page}</span>' if turned else ""
    if passage.is_objective:
        start = "We will: " if promise(passage).startswith("We will: ") else ""
        return f'<p class="ql-objective">{page}{start}{words}</p>'
    kinds = f"ql-line ql-{passage.kind}" if passage.kind in ("bullet", "row") else "ql-line"
    return f'<p class="{kinds}">{page}{words}</p>'


def _headings(passage: Passage, previous: Passage | None) -> str:
    out: list[str] = []
    new = previous is None or passage.priority != previous.priority
    if new and passage.priority is not None:
        out.append(f"<h3>{text(priority_name(passage.priority))}</h3>")
    changed = new or previous is None or passage.objective != previous.objective
    if passage.objective and changed and not passage.is_objective:
        out.append(f'<p class="ql-objective">{text(promise(passage))}</p>')
    labels = where_named(passage)
    if labels and (new or previous is None or labels != where_named(previous)):
        out.append(f'<p class="ql-labels">{text(labels)}</p>')
    return "".join(out)
