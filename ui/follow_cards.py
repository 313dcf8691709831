"""Commitments, repeated text and what was searched as HTML, each line leading to its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from quarterline.records import Span
from ui.cards import notice, page_anchor, text
from ui.links import FOLLOW, OPERATIONS
from ui.quarter_grid import columns, scroll
from ui.quotes import quote, redline, source
from ui.words import capital, listed, quarter_words, span_of_days

if TYPE_CHECKING:
    from track.certificate import Certificate
    from track.citations import Citation
    from track.commitments import Commitment, FollowUp
    from track.recycled import Repeat

# How an outcome is marked beside its words: as findings of the audit are.
_MARKS = {
    "done": "agrees",
    "missed": "disagrees",
    "moved": "unclear",
    "still planned": "unclear",
    "spoken of again": "unclear",
}
PARTS = {"": "Commitments", "repeats": "Repeated text", "mentions": "Was it mentioned?"}


def parts(chosen: str) -> str:
    """The ways to the parts of the page; the one that is shown is no link."""
    ways = [
        f'<b aria-current="page">{text(name)}</b>'
        if part == chosen
        else page_anchor(FOLLOW, {"part": part}, name)
        for part, name in PARTS.items()
    ]
    items = "".join(f"<span>{way}</span>" for way in ways)
    return f'<nav class="ql-way" aria-label="Follow-up">{items}</nav>'


# ---- commitments


def tally(counts: Mapping[str, int], params: Mapping[str, str]) -> str:
    """How many commitments have which outcome; each leads to its list, but for the one shown."""
    shown = params.get("outcome", "")
    items = "".join(
        f'<li class="ql-{_MARKS.get(outcome, "open")}"><b>{number:,}</b> '
        + (
            f'<span aria-current="true">{text(outcome)}</span>'
            if outcome == shown
            else page_anchor(FOLLOW, {**params, "outcome": outcome}, outcome)
        )
        + "</li>"
        for outcome, number in counts.items()
    )
    rest = {name: value for name, value in params.items() if name != "outcome"}
    every = f"<p>{page_anchor(FOLLOW, rest, 'Show every outcome')}</p>" if shown else ""
    return f'<ul class="ql-tally">{items}</ul>{every}'


def commitment(c: Commitment, back: str) -> str:
    """One commitment: what was said, when it is due, and what later reports say."""
    due = f"Due: {c.due_words} ({_days(c.due)})" if c.due else "No date given"
    named = "".join(
        f" · {page_anchor(OPERATIONS, {'name': name}, f'Operation {name}')}"
        for name in c.operations
    )
    condition = f" · on condition: {text(c.condition)}" if c.condition else ""
    later = "".join(_follow_up(f, back) for f in c.follow_ups)
    silent = (
        f'<p class="ql-meta">Nothing found in {text(listed(c.silent))}.</p>' if c.silent else ""
    )
    nearest = (
        "<details><summary>The nearest words of a later report, for you to judge</summary>"
        f"{quote(c.nearest, back)}</details>"
        if c.nearest
        else ""
    )
    said = (
        f"<details><summary>What later reports say ({len(c.follow_ups)})</summary>{later}</details>"
    )
    return (
        f'<article class="ql-finding ql-{_MARKS.get(c.outcome, "open")}">'
        f"<h4>{text(capital(c.outcome))}</h4>"
        f'<p class="ql-verdict">{text(due)}{condition}{named}</p>'
        f"{quote(c.statement, back)}<p>{text(capital(c.explanation))}.</p>"
        f"{said if later else ''}{silent if later else ''}{nearest}</article>"
    )


def _follow_up(f: FollowUp, back: str) -> str:
    return quote(f.citation, back, f"{capital(f.outcome)}: {f.why}")


def _days(period: str) -> str:
    from quarterline.periods import Period  # noqa: PLC0415 - only with a date

    return span_of_days(Period.parse(period))


def by_quarter(cards: Sequence[tuple[str, str]]) -> str:
    """Cards under a heading wherever the quarter (the first of each pair) changes."""
    out: list[str] = []
    last = None
    for quarter, card in cards:
        if quarter != last:
            out.append(f'<h3 class="ql-group">{text(quarter_words(quarter) or "No quarter")}</h3>')
        last = quarter
        out.append(card)
    return "".join(out)


# ---- repeated text


def repeat(r: Repeat, back: str) -> str:
    """One text that was said before: what it keeps that should have moved on, what changed."""
    marked = [Span(r.now.document, r.now.source, s.start, s.end) for s in r.stale]
    doubts = "".join(f"<li>“{text(s.words)}”: {text(s.why)}</li>" for s in r.stale)
    doubtful = f'<ul class="ql-list">{doubts}</ul>' if doubts else ""
    first = (
        f" First said in {source(r.first, back)}." if r.first.passage != r.before.passage else ""
    )
    same = r.change.kind == "unchanged"
    words = quote(r.now, back, spans=marked) if same or marked else ""
    return (
        f'<article class="ql-finding ql-{"unclear" if r.stale else "open"}">'
        f"<h4>{_likeness(r)}</h4>{doubtful}{words}{'' if same else redline(r.change, back)}"
        f"<p>Said before in {source(r.before, back)}"
        f"{f', in {r.times} earlier reports' if r.times > 1 else ''}.{first}</p></article>"
    )


def _likeness(r: Repeat) -> str:
    if r.change.kind == "unchanged":
        return "Word for word"
    only = "Only the figures changed" if r.change.kind == "figures" else "Changed a little"
    return f"{only} ({r.similarity:.0f}% alike, figures apart)"


# ---- what was searched


def finding(found: Certificate) -> str:
    """What was found, in a sentence."""
    return notice("info" if found.found or not found.reports else "success", found.words)


def certificate(found: Certificate, back: str) -> str:
    """How it was looked for, each report searched, and the words found."""
    rows = "".join(
        f'<tr><th scope="row">{text(r.quarter or "no quarter")}</th><td>{text(r.source)}'
        f"{f', version {text(r.version)}' if r.version else ''}</td>"
        f'<td class="ql-number">{r.passages:,}</td><td class="ql-number">{r.found:,}</td>'
        f"<td><code>{text(r.sha256[:16])}…</code></td></tr>"
        for r in found.reports
    )
    heads = (
        '<th scope="col">Quarter</th><th scope="col">Report</th><th scope="col" '
        'class="ql-number">Passages searched</th><th scope="col" class="ql-number">Found</th>'
        '<th scope="col">SHA-256 of the file</th>'
    )
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    missing = "".join(
        f'<p class="ql-missing">{text(capital(run.words))}</p>'
        for run in columns((r.quarter for r in found.reports if r.quarter), found.missing)
        if not run.held
    )
    terms = "; ".join(found.terms)
    return (
        f'<p class="ql-meta">Looked for, as whole words in any case: {text(terms)}.</p>{missing}'
        + (scroll(table, "Reports searched") if rows else "")
        + _found(found.found, back)
    )


def _found(citations: Sequence[Citation], back: str) -> str:
    if not citations:
        return ""
    return "<h3>Where it is mentioned</h3>" + by_quarter(
        [(c.quarter, quote(c, back)) for c in citations]
    )
