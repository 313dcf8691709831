"""Connections: which operations, places and organisations passages mention together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import address, cards, connection_cards
from ui.downloads import csv_button
from ui.links import CONNECTIONS, back_to
from ui.words import counted

if TYPE_CHECKING:
    from index.library import Library
    from track.matrix import Edge, Network

_FIELDS = {"around": "", "kind": "", "least": "", "find": ""}
_KINDS = {
    "": "Any two names",
    "operation operation": "Two operations",
    "operation place": "An operation and a place",
    "operation organisation": "An operation and an organisation",
    "organisation place": "An organisation and a place",
    "organisation organisation": "Two organisations",
    "place place": "Two places",
}
_LEAST = ("", "1", "3", "4", "5", "10")
_USUAL = "2"
_MOST = 100


def show(library: Library) -> None:
    """The pairs that the address asks for; the passages of the one that it names."""
    import track  # noqa: PLC0415 - pandas and the index's words, when first needed

    st.html(
        "<h2>Connections</h2><p>Names that passages mention together. A number leads to the "
        "passages.</p>"
    )
    names = sorted(o.name for o in track.register(library).operations)
    address.take(
        CONNECTIONS, _FIELDS, {"around": ("", *names), "kind": tuple(_KINDS), "least": _LEAST}
    )
    _controls(names)
    said = {name: values[0] for name, values in address.give(CONNECTIONS, _FIELDS).items()}
    with st.spinner("Counting", show_time=False):
        found = track.network(
            library, around=said.get("around", ""), least=int(said.get("least") or _USUAL)
        )
    kept = connection_cards.chosen(found, said.get("kind", ""), said.get("find", ""))
    if not _pair(library, said):
        _pairs(found, kept, said)


def _controls(names: list[str]) -> None:
    one, two = st.columns(2)
    one.selectbox(
        "In passages about", ("", *names), key=address.key(CONNECTIONS, "around"),
        format_func=lambda name: f"Operation {name}" if name else "Anything",
    )  # fmt: skip
    two.selectbox(
        "Pairs of", tuple(_KINDS), key=address.key(CONNECTIONS, "kind"),
        format_func=_KINDS.__getitem__,
    )  # fmt: skip
    one, two = st.columns(2)  # a row of their own, so that a phone keeps the order
    one.selectbox(
        "Mentioned together in at least", _LEAST, key=address.key(CONNECTIONS, "least"),
        format_func=lambda least: counted(int(least or _USUAL), "passage"),
    )  # fmt: skip
    two.text_input(
        "One of the names", key=address.key(CONNECTIONS, "find"), type="search", max_chars=200
    )


def _pairs(found: Network, kept: tuple[Edge, ...], said: dict[str, str]) -> None:
    shown = f", the first {_MOST} shown" if len(kept) > _MOST else ""
    st.html(f'<p class="ql-sum" role="status">{counted(len(kept), "pair")}{shown}</p>')
    if not kept:
        st.html(cards.notice(
            "info", "No two names are mentioned together like this",
            "Take fewer passages, any two names, or another operation.",
        ))  # fmt: skip
        st.html(f"<p>{cards.page_anchor(CONNECTIONS, {}, 'See all connections')}</p>")
        return
    st.html(connection_cards.pairs(found, kept[:_MOST], said))
    network = type(found)(found.nodes, kept)
    with st.container(horizontal=True):
        csv_button("Download the pairs (CSV)", "connections", network.edges_frame)
        csv_button("Download the names (CSV)", "names", network.nodes_frame)


def _pair(library: Library, said: dict[str, str]) -> bool:
    """The passages of the pair that the address names; whether it names one."""
    import track  # noqa: PLC0415
    from track.holdings import holdings_of  # noqa: PLC0415

    names = {st.query_params.get(name, "") for name in ("first", "second")} - {""}
    if not names:
        return False
    around = said.get("around", "")
    edges = track.network(library, around=around).edges
    edge = next((e for e in edges if {e.first, e.second} == names), None)
    st.html(f'<p class="ql-way">{cards.page_anchor(CONNECTIONS, said, "‹ All connections")}</p>')
    if edge is None:
        st.html(cards.notice(
            "warning", "No passage mentions both", "Choose a pair of the list of all connections."
        ))  # fmt: skip
        return True
    holdings = holdings_of(library)
    back = back_to(CONNECTIONS, {**said, "first": edge.first, "second": edge.second})
    st.html(
        connection_cards.passages(edge, [holdings.cite(passage) for passage in edge.passages], back)
    )
    return True
