"""Pairs of names as HTML, and the passages that mention both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ui.cards import page_anchor, text
from ui.follow_cards import by_quarter
from ui.links import CONNECTIONS, OPERATIONS
from ui.quarter_grid import bar, scroll
from ui.quotes import quote
from ui.words import counted, listed

if TYPE_CHECKING:
    from track.citations import Citation
    from track.matrix import Edge, Network


def chosen(found: Network, kind: str, words: str) -> tuple[Edge, ...]:
    """Pairs of two kinds ("operation place", in the order of the alphabet; "" for any), one of
    whose names holds all of `words`."""
    kinds = {node.name: node.kind for node in found.nodes}
    wanted = words.casefold().split()
    return tuple(
        edge
        for edge in found.edges
        if kind in ("", " ".join(sorted((kinds[edge.first], kinds[edge.second]))))
        and any(
            all(word in name.casefold() for word in wanted) for name in (edge.first, edge.second)
        )
    )


def pairs(found: Network, edges: Sequence[Edge], said: Mapping[str, str]) -> str:
    """A table of pairs, those of most passages first."""
    kinds = {node.name: node.kind for node in found.nodes}
    most = max(edge.weight for edge in edges)
    rows = "".join(
        f"<tr><td>{_name(edge.first, kinds)}</td><td>{_name(edge.second, kinds)}</td>"
        f'<td class="ql-number">{_count(edge, said)}</td><td>{bar(edge.weight, most)}</td>'
        f"<td>{text(listed(edge.quarters))}</td></tr>"
        for edge in edges
    )
    heads = (
        '<th scope="col">Name</th><th scope="col">Together with</th>'
        '<th scope="col" class="ql-number">Passages</th>'
        '<td></td><th scope="col">Quarters</th>'
    )
    return scroll(
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>", "Connections"
    )


def _name(name: str, kinds: Mapping[str, str]) -> str:
    kind = kinds[name]
    shown = page_anchor(OPERATIONS, {"name": name}, name) if kind == "operation" else text(name)
    return f'{shown} <span class="ql-why">{kind}</span>'


def _count(edge: Edge, said: Mapping[str, str]) -> str:
    params = {**said, "first": edge.first, "second": edge.second}
    return page_anchor(CONNECTIONS, params, f"{edge.weight:,}")


def passages(edge: Edge, citations: Sequence[Citation], back: str) -> str:
    """The passages that mention both names of a pair."""
    ordered = sorted(citations, key=lambda c: (c.quarter, c.document, c.start))
    return (
        f"<h3>{text(edge.first)} and {text(edge.second)}</h3>"
        f'<p class="ql-sum">{counted(edge.weight, "passage")}</p>'
        + by_quarter([(c.quarter, quote(c, back)) for c in ordered])
    )
