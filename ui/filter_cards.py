"""The filters of the search that are links: the places as a tree, the quarters as a chart."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ui.cards import text
from ui.links import PAGE_SIZE, View, link
from ui.words import counted

if TYPE_CHECKING:
    from index.results import Hit, PlaceNode

_FEWEST = 2
# Places of these kinds are always in sight; what lies in others, once one of them is chosen.
_OPEN = ("force", "lpa")


def flat(nodes: Iterable[PlaceNode]) -> Iterator[PlaceNode]:
    """Every place of a tree, each before those that lie in it."""
    for node in nodes:
        yield node
        yield from flat(node.inside)


def place_tree(nodes: Sequence[PlaceNode], view: View) -> str:
    """The places as nested lists of links: one that is followed keeps to its place, or, where it
    is chosen already, lets it go. "" where there is none."""
    if not nodes:
        return ""
    return f'<nav class="ql-tree" aria-label="Places">{_branch(nodes, view, ())}</nav>'


def _branch(nodes: Sequence[PlaceNode], view: View, above: tuple[str, ...]) -> str:
    return f"<ul>{''.join(_place(node, view, above) for node in nodes)}</ul>"


def _place(node: PlaceNode, view: View, above: tuple[str, ...]) -> str:
    inner = {each.name for each in flat(node.inside)}
    chosen = node.name in view.place
    if chosen:
        places = tuple(p for p in view.place if p != node.name)
    else:
        # A place beside the one it lies in would add nothing, or hide that it was chosen.
        places = (*(p for p in view.place if p not in inner and p not in above), node.name)
    shown = node.kind in _OPEN or chosen or not inner.isdisjoint(view.place)
    below = _branch(node.inside, view, (*above, node.name)) if node.inside and shown else ""
    more = f" · {counted(len(node.inside), 'place')}" if node.inside and not below else ""
    return (
        f"<li>{_choice(replace(view, place=places, limit=PAGE_SIZE), node.name, chosen)} "
        f'<span class="ql-count">{node.count:,}<span class="ql-hidden"> passages</span>'
        f"{more}</span>{below}</li>"
    )


def _choice(to: View, words: str, chosen: bool) -> str:
    current = ' aria-current="true"' if chosen else ""
    undo = '<span class="ql-hidden">, chosen; show all places again</span>' if chosen else ""
    return f'<a{current} href="{html.escape(link(to))}">{text(words)}{undo}</a>'


@dataclass(frozen=True, slots=True)
class Quarters:
    """Passages found by quarter: `found` of the best `of` of all `total`."""

    found: Mapping[str, int]
    of: int
    total: int


def counted_by_quarter(hits: Sequence[Hit], total: int) -> Quarters:
    """How the hits fall on the quarters; beyond the total stand none that were found."""
    best = hits[: max(total, 1)]
    return Quarters(Counter(str(h.document.quarter or "") for h in best), len(best), total)


def by_quarter(held: Sequence[str], counts: Quarters, view: View) -> str:
    """Passages found by quarter, each a link that keeps to the quarter, or lets it go again.

    `held` are the library's quarters; "" where they are fewer than two.
    """
    if len(held) < _FEWEST:
        return ""
    found, total = counts.found, counts.total
    most = max(found.values(), default=0)
    items = "".join(_column(view, q, found.get(q, 0), most) for q in sorted(held))
    of = f"the best {counts.of} of {total:,}" if total > counts.of else "all found"
    use = "Select a ticked one to take it out" if view.quarter else "Select one to see only it"
    return (
        f'<p class="ql-legend" id="by-quarter">Passages by quarter ({of}). {use}.</p>'
        f'<ol class="ql-columns" aria-labelledby="by-quarter">{items}</ol>'
    )


def _column(view: View, quarter: str, count: int, most: int) -> str:
    share = 100 * count / most if most else 0
    bar = (
        f'<span class="ql-column" aria-hidden="true"><span style="height:{share:.1f}%">'
        "</span></span>"
    )
    chosen = quarter in view.quarter
    label = (
        f'{bar}<span class="ql-quarter-name">{text(quarter)}</span> '
        f'<span class="ql-count">{counted(count, "passage")}</span>'
    )
    if not count and not chosen:
        return f"<li>{label}</li>"
    to = replace(view, quarter=() if chosen else (quarter,), limit=PAGE_SIZE)
    current = ' aria-current="true"' if chosen else ""
    undo = '<span class="ql-hidden">, chosen; show all quarters again</span>' if chosen else ""
    return f'<li><a{current} href="{html.escape(link(to))}">{label}{undo}</a></li>'
