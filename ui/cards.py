"""Messages, links and results as HTML; `report_cards` has what concerns whole reports.

All text is escaped here, once; nothing of a report ever reaches Streamlit's Markdown.
The classes are styled in `app.css`.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from quarterline.records import Mention, Passage
from ui.highlight import TAG_KINDS, passage_html
from ui.links import View, link
from ui.words import (
    counted,
    ending,
    one_line,
    priority_name,
    quarter_name,
    report_name,
    sentence,
    shorten,
    where_named,
)

if TYPE_CHECKING:
    from index.results import Hit, Progress, Understood

FOUND = "found"  # the id of the passage at which the reader opens
_AROUND = 220
_NO_BREAK = "\N{NO-BREAK SPACE}"


def text(value: str) -> str:
    """Any text as HTML text: on one line, control characters shown, everything escaped."""
    return html.escape(one_line(value))


def anchor(view: View, words: str, *, css: str = "", at: str = "") -> str:
    """A link to a view; `words` are text, not HTML."""
    klass = f' class="{css}"' if css else ""
    return f'<a{klass} href="{html.escape(link(view, at))}">{text(words)}</a>'


def notice(kind: str, title: str, *paragraphs: str) -> str:
    """A message: `kind` is "info", "warning", "error" or "success"; the texts are escaped."""
    role = "alert" if kind == "error" else "status"
    body = "".join(f"<p>{text(sentence(p))}</p>" for p in paragraphs if p)
    return (
        f'<div class="ql-notice ql-{kind}" role="{role}">'
        f'<p class="ql-notice-title">{text(title)}</p>{body}</div>'
    )


def brand() -> str:
    """The head of every page, a link to the start."""
    return (
        '<div class="ql-brand"><h1><a href="?">Quarterline</a></h1>'
        "<p>Finds what quarterly police reports say</p></div>"
    )


def home_link(words: str) -> str:
    """A link to the start page."""
    return f'<p><a href="?">{text(words)}</a></p>'


def way_back(view: View) -> str:
    """The way from an open report to the search it was opened from."""
    words = "Back to the results" if view.question else "Back to the search"
    return f'<p class="ql-way">{anchor(view.searching(), "‹ " + words)}</p>'


def way_out(view: View) -> str:
    """The ways out of a search that gave nothing."""
    ways = [anchor(view.without_filters(), "Search without the filters")] if view.filtered else []
    ways.append('<a href="?">See all reports</a>')
    return f'<p class="ql-way">{"".join(f"<span>{way}</span>" for way in ways)}</p>'


def nothing_found(view: View) -> str:
    """What to do when the reports do not answer."""
    advice = (
        "Fewer filters may help."
        if view.filtered
        else "Check the spelling, or use fewer or other words."
    )
    title = f"Nothing found for “{shorten(view.question, 80)}”"
    return notice("warning", title, f"The reports do not speak of this. {advice}") + way_out(view)


def summary(shown: int, total: int, question: str) -> str:
    """How much was found, and what the marks mean."""
    found = counted(total, "passage")
    words = f"{found} found" if shown >= total else f"{found} found, the best {shown} shown"
    return (
        f'<h2 class="ql-hidden">Results for “{text(shorten(question, 80))}”</h2>'
        f'<p class="ql-sum" role="status">{words}</p>{legend()}'
    )


def option(value: str, counts: Mapping[str, int]) -> str:
    """A filter's value with its number of passages."""
    return f"{one_line(value)} ({counts.get(value, 0):,})"


def progress(step: Progress) -> str:
    """How far adding is."""
    name = one_line(step.source.replace("\\", "/").rsplit("/", maxsplit=1)[-1])
    return (
        f'<p role="status">{step.done} of {counted(step.total, "report")} done. '
        f"{text(step.stage)}: {text(name)}</p>"
    )


def parts(view: View, first: int, last: int, total: int, size: int) -> str:
    """Links to the parts of a long report before and after the one shown; empty for a short one."""
    if total <= size:
        return ""
    ways = [f"<span>Passages {first + 1} to {last} of {total:,}</span>"]
    for start, words in ((first - size, "Earlier passages"), (last, "Later passages")):
        if 0 <= start < total:
            ways.append(anchor(view.reading(view.document, start + 1), words, at=FOUND))
    return f'<p class="ql-way">{"".join(ways)}</p>'


def legend() -> str:
    """What the marks mean, shown once above the results."""
    return (
        '<p class="ql-legend">Marked: <mark>your words</mark> '
        '<span class="ql-tag ql-operation">operation</span> '
        '<span class="ql-tag ql-place">place</span></p>'
    )


def understood(query: Understood, view: View) -> str:
    """What was read in the question, each part with a link that makes it a filter."""
    rows: list[str] = []
    parts = (
        ("Place", "place", query.places),
        ("Operation", "operation", query.operations),
        ("Quarter", "quarter", query.quarters),
        ("Priority", "priority", query.priorities),
    )
    for label, name, values in parts:
        for value in values:
            if value in getattr(view, name):
                continue
            words = anchor(view.only(name, value), f"show only {value}", css="ql-only")
            rows.append(f'<li><span class="ql-chip">{label}: {text(value)}</span> {words}</li>')
    for typed, taken in query.corrections:
        rows.append(
            f'<li><span class="ql-chip">“{text(typed)}” read as “{text(taken)}”</span></li>'
        )
    for short, long in query.expansions:
        rows.append(f'<li><span class="ql-chip">{text(short)}: {text(long)}</span></li>')
    for name in query.unknown:
        rows.append(f'<li><span class="ql-chip">No report names “{text(name)}”</span></li>')
    if not rows:
        return ""
    return f'<ul class="ql-understood" aria-label="What was understood">{"".join(rows)}</ul>'


def result(hit: Hit, view: View, asked: str, before: Passage | None, after: Passage | None) -> str:
    """One result: where it stands, the passage with its marks, the words around, and why."""
    passage, document = hit.passage, hit.document
    why = "; ".join(hit.why) or "its meaning is close"
    title = f"{quarter_name(document.quarter)}{_NO_BREAK}· {report_name(document)}"
    opened = view.reading(document.id, passage.order)
    return "".join(
        (
            f'<article class="ql-hit"><h3><span class="ql-rank">{hit.rank}</span> ',
            anchor(opened, title, at=FOUND),
            "</h3>",
            _place_in_report(passage),
            f'<p class="ql-passage">{passage_html(passage, hit.mentions, asked)}</p>',
            _chips(hit.mentions, view),
            f'<p class="ql-why">Why found: {text(why)}</p>',
            _around(passage, before, after),
            "</article>",
        )
    )


def _place_in_report(passage: Passage) -> str:
    page = f"page {passage.page}" if passage.page else ""
    first = " · ".join(text(p) for p in (priority_name(passage.priority), page) if p)
    labels = text(where_named(passage))
    return (f'<p class="ql-meta">{first}</p>' if first else "") + (
        f'<p class="ql-labels">{labels}</p>' if labels else ""
    )


def promise(passage: Passage) -> str:
    """The objective as a sentence of its own: "We will: …", or "Our objective is to …"."""
    words = one_line(passage.objective)
    whole = words.casefold().startswith("we will") or "objective is to" in words[:80].casefold()
    return words if whole else f"We will: {words}"


def _chips(mentions: Iterable[Mention], view: View) -> str:
    """Operations and places of a passage, each a link that keeps only passages with it."""
    names: dict[tuple[str, str], None] = {}
    for mention in mentions:
        kind = TAG_KINDS.get(mention.label)
        if kind and mention.canonical:
            names.setdefault((kind, mention.canonical))
    items = [
        f"<li>{anchor(view.only(kind, name), name, css=f'ql-tag ql-{kind}')}</li>"
        for kind, name in sorted(names)
    ]
    if not items:
        return ""
    label = '<li class="ql-chips-label">Show only</li>'
    return f'<ul class="ql-chips">{label}{"".join(items)}</ul>'


def _around(passage: Passage, before: Passage | None, after: Passage | None) -> str:
    rows = []
    if passage.objective:
        rows.append(f"<p><b>The plan</b> {text(promise(passage))}</p>")
    if before is not None:
        rows.append(f"<p><b>Before</b> {html.escape(ending(before.text, _AROUND))}</p>")
    if after is not None:
        rows.append(f"<p><b>After</b> {html.escape(shorten(after.text, _AROUND))}</p>")
    if not rows:
        return ""
    return f'<details class="ql-around"><summary>Words around</summary>{"".join(rows)}</details>'
