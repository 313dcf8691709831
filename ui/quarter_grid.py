"""Tables with a column or a row a quarter, in which a missing report is seen to be missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from ui.cards import text
from ui.words import counted


@dataclass(frozen=True, slots=True)
class Column:
    """A quarter of which a report is held, or a run of quarters of which none is."""

    quarters: tuple[str, ...]
    held: bool

    @property
    def label(self) -> str:
        """The column's head."""
        return self.quarters[0] if self.held else "…"

    @property
    def words(self) -> str:
        """What is said of a run without reports."""
        first, last = self.quarters[0], self.quarters[-1]
        return f"no report held for {first if first == last else f'{first} to {last}'}"


def columns(held: Iterable[str], missing: Iterable[str]) -> list[Column]:
    """Quarters in their order, those without a report gathered into runs."""
    have = set(held)
    ordered = sorted({*have, *missing})
    out: list[Column] = []
    for there, run in groupby(ordered, key=lambda q: q in have):
        quarters = tuple(run)
        out += [Column((q,), True) for q in quarters] if there else [Column(quarters, False)]
    return out


def scroll(table: str, label: str) -> str:
    """A wide table that scrolls by itself, also by keyboard."""
    return (
        f'<div class="ql-scroll" role="region" tabindex="0" aria-label="{text(label)}">'
        f"{table}</div>"
    )


def grid(
    first: str,
    rows: Sequence[tuple[str, Mapping[str, str]]],
    across: Sequence[Column],
    label: str,
) -> str:
    """A table of rows by quarter.

    Each row is its head, as HTML, and the cells, as HTML, by quarter; a held quarter without
    a cell shows 0.
    """
    heads = "".join(_head(column) for column in across)
    body = "".join(
        f'<tr><th scope="row">{head}</th>'
        + "".join(_cell(column, cells) for column in across)
        + "</tr>"
        for head, cells in rows
    )
    return scroll(
        f'<table class="ql-grid"><thead><tr><th scope="col">{text(first)}</th>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table>",
        label,
    )


def _head(column: Column) -> str:
    if column.held:
        year, _, quarter = column.label.partition(" ")
        return f'<th scope="col" class="ql-number">{text(year)}<br>{text(quarter)}</th>'
    hidden = f'<span class="ql-hidden">{text(column.words)}</span>'
    return f'<th scope="col" class="ql-none" title="{text(column.words)}">…{hidden}</th>'


def _cell(column: Column, cells: Mapping[str, str]) -> str:
    if not column.held:
        return '<td class="ql-none"></td>'
    return f'<td class="ql-number">{cells.get(column.label) or _ZERO}</td>'


_ZERO = '<span class="ql-zero">0</span>'


def gap_row(column: Column, width: int) -> str:
    """A row that says that a run of quarters has no report."""
    words = column.words.replace("no report", "No report", 1)
    number = f" ({counted(len(column.quarters), 'quarter')})" if len(column.quarters) > 1 else ""
    return f'<tr class="ql-gap"><td colspan="{width}">{text(words)}{number}</td></tr>'


def bar(value: float, most: float) -> str:
    """A bar whose length is its share of the longest; the number stands beside it."""
    share = 0.0 if most <= 0 else max(0.0, min(100.0, 100 * value / most))
    return (
        f'<span class="ql-bar" aria-hidden="true"><span style="width:{share:.1f}%"></span></span>'
    )
