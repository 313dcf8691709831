"""Themes as HTML: the trend with what it is a part of, districts, and the words behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ui.cards import page_anchor, text
from ui.links import OPERATIONS, THEMES
from ui.quarter_grid import bar, columns, gap_row, grid, scroll
from ui.quotes import quotes, redline
from ui.words import capital, counted

if TYPE_CHECKING:
    from track.citations import Citation
    from track.districts import DistrictQuarter
    from track.theme import Theme, ThemeQuarter

PASSAGES = "passages"  # the id at which the passages begin
_HEADS = ("Quarter", "Passages", "Of", "Per 100 passages", "Operations")
_NUMBERS = ("Passages", "Of")
_RIGHT = ' class="ql-number"'


def overview(themes: Sequence[Theme]) -> str:
    """All themes by quarter; a number leads to the theme in that quarter."""
    if not themes:
        return ""
    held = [q.quarter for q in themes[0].quarters]
    missing = [q for gap in themes[0].gaps for q in gap.quarters]
    rows = []
    for theme in themes:
        cells = {
            q.quarter: _cell_link({"text": theme.text, "quarter": q.quarter}, q.passages)
            for q in theme.quarters
            if q.passages
        }
        rows.append((page_anchor(THEMES, {"text": theme.text}, capital(theme.text)), cells))
    totals = {q.quarter: str(q.total) for q in themes[0].quarters}
    rows.append(("All passages", totals))
    return grid("Theme", rows, columns(held, missing), "Themes by quarter")


def trend(theme: Theme, asked: Mapping[str, str]) -> str:
    """The theme by quarter, zero rows and quarters without a report too."""
    missing = [q for gap in theme.gaps for q in gap.quarters]
    by_quarter = {q.quarter: q for q in theme.quarters}
    most = max((q.rate for q in theme.quarters), default=0.0)
    rows = "".join(
        _row(by_quarter[column.label], most, asked) if column.held else gap_row(column, len(_HEADS))
        for column in columns(by_quarter, missing)
    )
    heads = "".join(
        f'<th scope="col"{_RIGHT if head in _NUMBERS else ""}>{head}</th>' for head in _HEADS
    )
    table = f'<table class="ql-trend"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    return scroll(table, f"{theme.text} by quarter")


def _row(q: ThemeQuarter, most: float, asked: Mapping[str, str]) -> str:
    link = _cell_link({**asked, "quarter": q.quarter, "place": ""}, q.passages)
    names = ", ".join(page_anchor(OPERATIONS, {"name": n}, n) for n, _ in q.operations[:4])
    more = f" and {len(q.operations) - 4} more" if len(q.operations) > 4 else ""
    return (
        f'<tr><th scope="row">{text(q.quarter)}</th><td class="ql-number">{link}</td>'
        f'<td class="ql-number">{q.total}</td><td>{bar(q.rate, most)}'
        f'<span class="ql-rate">{q.rate:.1f}</span> <span class="ql-meta">likely '
        f"{q.low:.1f} to {q.high:.1f}</span></td><td>{names}{more}</td></tr>"
    )


def _cell_link(params: Mapping[str, str], count: int) -> str:
    return page_anchor(THEMES, params, str(count), at=PASSAGES)


def momentum(theme: Theme) -> str:
    """The last report against the one before it."""
    if theme.momentum is None:
        return '<p class="ql-sum">One report is held: there is nothing to compare it with yet.</p>'
    return f'<p class="ql-sum" role="status">{text(capital(theme.momentum.words))}.</p>'


def how_counted(theme: Theme) -> str:
    """How passages were found, so that anyone can count again."""
    terms = f" The terms: {', '.join(theme.terms)}." if len(theme.terms) > 1 else ""
    undated = (
        f" {counted(theme.undated, 'passage')} of reports without a quarter are left out."
        if theme.undated
        else ""
    )
    return (
        "<details><summary>How this was counted</summary>"
        f"<p>Found by {text(theme.method)}; a passage counts from {theme.threshold:g}."
        f"{text(terms)}{text(undated)} The bars show passages per 100 of the same reports, so "
        "that a longer report does not look like a rise; the range is what chance allows (95%, "
        f"Wilson). To count again: {text(theme.recipe)}.</p></details>"
    )


def districts(found: Sequence[DistrictQuarter], theme: Theme, asked: Mapping[str, str]) -> str:
    """Districts by quarter; a number leads to its passages."""
    missing = [q for gap in theme.gaps for q in gap.quarters]
    cells: dict[str, dict[str, str]] = {}
    for one in found:
        params = {**asked, "place": one.district, "quarter": one.quarter}
        cells.setdefault(one.district, {})[one.quarter] = _cell_link(params, len(one.citations))
    rows = [(text(name), by) for name, by in cells.items()]
    across = columns([q.quarter for q in theme.quarters], missing)
    return grid("District", rows, across, "Districts by quarter") if rows else (
        "<p>No passage names a district or lies in one.</p>"
    )  # fmt: skip


def passages(citations: Sequence[Citation], title: str, back: str) -> str:
    """The passages behind a number."""
    return (
        f'<h3 id="{PASSAGES}">{text(title)}</h3>'
        f'<p class="ql-meta">{counted(len(citations), "passage")}</p>{quotes(citations, back)}'
    )


def drivers(theme: Theme, back: str) -> str:
    """Sentences that are new in the last report."""
    lines = "".join(redline(change, back) for change in theme.drivers)
    if not lines:
        return ""
    return f"<details><summary>What is new in the last report</summary>{lines}</details>"
