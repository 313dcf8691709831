"""Messages, links and results as HTML; `report_cards` has what concerns whole reports.

All text is escaped here, once; nothing of a report ever reaches Streamlit's Markdown.
The classes are styled in `app.css`.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from quarterline.records import Mention, Passage
from ui.highlight import MARKS, TAG_KINDS, passage_html
from ui.links import (
    AUDIT,
    CONNECTIONS,
    FIGURES,
    FILTERS,
    FOLLOW,
    LIBRARY,
    OPERATIONS,
    THEMES,
    View,
    link,
    page_link,
)
from ui.words import (
    KINDS,
    counted,
    ending,
    field_value,
    one_line,
    priority_name,
    quarter_name,
    report_name,
    sentence,
    shorten,
    where_named,
)

if TYPE_CHECKING:
    from index.results import Hit, Part, Progress, Understood

FOUND = "found"  # the id of the passage at which the reader opens
_AROUND = 220
# Kept to the letter: to be taken out of the question itself.
_EXACT = ("phrase", "excluded")
_PART_NAMES = {"phrase": "Exactly", "excluded": "Without", "concept": "Subject", "date": "Time"}
_BACK = {
    OPERATIONS: "Back to the operation",
    THEMES: "Back to the theme",
    FIGURES: "Back to the figure",
    FOLLOW: "Back to the follow-up",
    CONNECTIONS: "Back to the connections",
    AUDIT: "Back to the audit",
    LIBRARY: "Back to the library",
}
_NO_BREAK = "\N{NO-BREAK SPACE}"


def text(value: str) -> str:
    """Any text as HTML text: on one line, control characters shown, everything escaped."""
    return html.escape(one_line(value))


def anchor(view: View, words: str, *, css: str = "", at: str = "") -> str:
    """A link to a view; `words` are text, not HTML."""
    klass = f' class="{css}"' if css else ""
    return f'<a{klass} href="{html.escape(link(view, at))}">{text(words)}</a>'


def page_anchor(page: str, params: Mapping[str, str], words: str, *, at: str = "") -> str:
    """A link to a page of the app; `words` are text, not HTML."""
    return f'<a href="{html.escape(page_link(page, params, at))}">{text(words)}</a>'


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
        '<div class="ql-brand"><h1><a href="./">Quarterline</a></h1>'
        "<p>Finds what quarterly police reports say</p></div>"
    )


def home_link(words: str) -> str:
    """A link to the start page."""
    return f'<p><a href="./">{text(words)}</a></p>'


def way_back(view: View) -> str:
    """The way from an open report to the search it was opened from."""
    if view.back:
        words = _BACK.get(view.back.partition("?")[0], "Back to the search")
        return f'<p class="ql-way"><a href="{html.escape("./" + view.back)}">‹ {words}</a></p>'
    words = "Back to the results" if view.question else "Back to the search"
    return f'<p class="ql-way">{anchor(view.searching(), "‹ " + words)}</p>'


def way_out(view: View) -> str:
    """The ways out of a search that gave nothing."""
    ways = [anchor(view.without_filters(), "Search without the filters")] if view.filtered else []
    ways.append('<a href="./">See all reports</a>')
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
    return f"{KINDS.get(value) or one_line(value)} ({counts.get(value, 0):,})"


def progress(step: Progress) -> str:
    """How far adding or removing is; what is done for all reports names none."""
    name = one_line(step.source.replace("\\", "/").rsplit("/", maxsplit=1)[-1])
    if not name:
        return f'<p role="status">{text(step.stage)}</p>'
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


def legend(kinds: Iterable[str] = ("operation", "place"), *, asked: bool = True) -> str:
    """What the marks mean, shown once above the marked text."""
    marks = ["<mark>your words</mark>"] if asked else []
    marks += [
        f'<span class="ql-tag ql-{kind}">{kind}</span>' for kind in MARKS if kind in tuple(kinds)
    ]
    return f'<p class="ql-legend">Marked: {" ".join(marks)}</p>' if marks else ""


def understood(query: Understood, view: View) -> str:
    """What was read in the question; each part can be taken back, some can become a filter."""
    rows: list[str] = []
    parts = query.parts or _parts(query)
    concepts = {part.value.casefold() for part in parts if part.kind == "concept"}
    for part in parts:
        if part.kind in FILTERS and part.value in getattr(view, part.kind):
            continue
        if part.kind == "theme" and part.value.casefold() in concepts:
            continue  # the same thing to the user; it is taken back with the concept
        ways = []
        if part.kind in FILTERS:
            only = view.only(part.kind, part.value)
            ways.append(anchor(only, f"show only {part.value}", css="ql-only"))
        if part.kind not in _EXACT:
            words = f'take back<span class="ql-hidden"> {text(_worded(part))}</span>'
            keys = [p.key for p in parts if p.value.casefold() == part.value.casefold()]
            address = html.escape(link(view.taking_back(*keys)))
            ways.append(f'<a class="ql-only" href="{address}">{words}</a>')
        rows.append(f'<li><span class="ql-chip">{_chip(part)}</span> {" ".join(ways)}</li>')
    for name in query.unknown:
        rows.append(f'<li><span class="ql-chip">No report names “{text(name)}”</span></li>')
    if view.without:
        again = anchor(replace(view, without=()), "read the whole question again", css="ql-only")
        number = counted(len(view.without), "part")
        rows.append(f'<li><span class="ql-chip">{number} taken back</span> {again}</li>')
    if not rows:
        return ""
    return f'<ul class="ql-understood" aria-label="What was understood">{"".join(rows)}</ul>'


def _chip(part: Part) -> str:
    typed, value = text(part.typed), text(_worded(part))
    if part.kind == "spelling":
        return f"“{typed}” read as “{value}”"
    if part.kind in ("abbreviation", "concept") and typed and typed != value:
        return f"{typed}: {value}"
    return f"{text(_PART_NAMES.get(part.kind, part.kind.capitalize()))}: {value}"


def _worded(part: Part) -> str:
    """What was understood, a time as "1 July to 30 September 2020"."""
    return field_value("period", part.value) if part.kind == "date" else part.value


def _parts(query: Understood) -> list[Part]:
    """The parts of a question that lists none."""
    from index.results import Part  # noqa: PLC0415 - only for such a question

    found = [Part("place", value) for value in query.places]
    found += [Part("operation", value) for value in query.operations]
    found += [Part("quarter", value) for value in query.quarters]
    found += [Part("priority", value) for value in query.priorities]
    found += [Part("spelling", taken, typed) for typed, taken in query.corrections]
    found += [Part("abbreviation", long, short) for short, long in query.expansions]
    return found


def result(
    hit: Hit,
    view: View,
    asked: str,
    around: tuple[Passage | None, Passage | None] = (None, None),
    *,
    under_report: bool = False,
) -> str:
    """One result: where it stands, the passage with its marks, the words around, and why.

    `around` are the passages before and after it; `under_report` says that its report is named
    above it already.
    """
    passage, document = hit.passage, hit.document
    why = "; ".join(hit.why) or "its meaning is close"
    title = f"{quarter_name(document.quarter)}{_NO_BREAK}· {report_name(document)}"
    if under_report:
        title = f"Page {passage.page}" if passage.page else f"Passage {passage.order}"
    opened = view.reading(document.id, passage.order)
    return "".join(
        (
            f'<article class="ql-hit"><h3><span class="ql-rank">{hit.rank}</span> ',
            anchor(opened, title, at=FOUND),
            "</h3>",
            _place_in_report(passage, paged=not under_report),
            f'<p class="ql-passage">{passage_html(passage, hit.mentions, asked)}</p>',
            _chips(hit.mentions, view),
            f'<p class="ql-why">Why found: {text(why)}</p>',
            _copies(hit, view),
            _around(passage, *around),
            "</article>",
        )
    )


def _copies(hit: Hit, view: View) -> str:
    """Other reports that say nearly the same."""
    if not hit.also:
        return ""
    names = ", ".join(
        anchor(view.reading(a.document.id, a.passage.order), quarter_name(a.document.quarter),
               at=FOUND)
        for a in hit.also
    )  # fmt: skip
    return f'<p class="ql-why">Nearly the same in {names}</p>'


def _place_in_report(passage: Passage, *, paged: bool) -> str:
    page = f"page {passage.page}" if passage.page and paged else ""
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
