"""The search: the box, what was understood, filters with counts, and the passages found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

import streamlit as st

from quarterline.errors import QuarterlineError
from ui import (
    cards,
    filter_cards,
    report_cards,
    result_cards,
    shelf,
    state,
    view_reader,
    view_saved,
)
from ui.downloads import csv_button
from ui.filter_cards import Quarters
from ui.highlight import asked_words
from ui.links import BY_REPORT, LIBRARY, MOST, PAGE_SIZE, View
from ui.words import counted

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from index.library import Library
    from index.results import Hit, Results

_LABELS = {
    "quarter": "Quarter",
    "priority": "Priority",
    "place": "Place",
    "operation": "Operation",
}
_ORDERS = {"": "Best first", BY_REPORT: "By report"}
_NEAREST = 3


def show(library: Library) -> None:
    """The whole page; an old link to a report, which named it here, still opens it."""
    view = state.take_link()
    if view.document:
        view_reader.read(library, view)
        return
    _search_box()
    tree = _filters(library)
    view = state.give_link()
    tree.html(filter_cards.place_tree(library.facets().tree, view) or "<p>No place is named.</p>")
    view_saved.said()
    if view.question:
        _results(library, view)
        _told(library, view, expanded=False)
    else:
        if view.filtered:
            st.html(cards.notice("info", "Enter a question", "The filters narrow its results."))
        alerts = st.container()  # above the reports, which need not wait for them
        _told(library, view, expanded=True)
        with alerts:
            view_saved.show(library)


def _search_box() -> None:
    box, button = st.columns([6, 1], vertical_alignment="bottom")
    box.text_input(
        "Search the reports",
        key=state.QUESTION,
        type="search",
        placeholder="For example: county lines in Southend",
        max_chars=1_000,
    )
    button.button("Search", type="primary", width="stretch")


def _filters(library: Library) -> DeltaGenerator:
    """The filters; returns where the tree of places goes, whose links need the view."""
    facets = library.facets()
    values: dict[str, Sequence[tuple[str, int]]] = {
        "quarter": facets.quarters,
        "priority": facets.priorities,
        "place": [(node.name, node.count) for node in filter_cards.flat(facets.tree)],
        "operation": facets.operations,
    }
    with st.sidebar:
        st.markdown("**Show only**")
        for name, label in _LABELS.items():
            options, counts = _options(name, values[name])
            st.multiselect(
                label,
                options,
                key=state.widget(name),
                format_func=partial(cards.option, counts=counts),
                placeholder=f"Any {name}",
            )
            if name == "place":
                tree = st.expander("Places as a tree", key="place_tree")
        options, counts = _options("kind", facets.kinds)
        st.pills(
            "Kind of passage",
            options,
            selection_mode="multi",
            key=state.widget("kind"),
            format_func=partial(cards.option, counts=counts),
        )
        st.caption("The numbers are those of passages.")
    return tree


def _options(name: str, values: Sequence[tuple[str, int]]) -> tuple[list[str], dict[str, int]]:
    counts = dict(values)
    chosen: list[str] = st.session_state[state.widget(name)]
    # A link may name a value that the library no longer has; it stays, to be removed.
    return [*counts, *(value for value in chosen if value not in counts)], counts


def _results(library: Library, view: View) -> None:
    try:
        with st.spinner("Searching", show_time=False):
            # All that may be shown at once, so that the hits of each quarter can be counted.
            results = library.search(
                view.question, limit=MOST, filters=view.filters, without=view.without
            )
    except QuarterlineError as error:
        st.html(cards.notice("error", "This search cannot be done", str(error)))
        st.html(cards.way_out(view))
        return
    from index.search import UNSURE  # noqa: PLC0415 - FAISS, after the first search

    chips = cards.understood(results.query, view)
    if chips:
        st.html(chips)
    if not results.hits or results.confidence < UNSURE:
        _nothing_found(library, view, results)
        view_saved.form(library, view)
        return
    # Beyond the total stand passages that share neither a word nor a meaning.
    hits = results.hits[: max(results.total, 1)]
    shown = hits[: view.limit]
    quarters = [str(q) for q, _ in library.facets().quarters]
    st.html(
        result_cards.answers(results.answers, view)
        + cards.summary(len(shown), results.total, view.question)
        + filter_cards.by_quarter(quarters, _by_quarter(library, view, hits, results.total), view)
    )
    _ways(replace(results, hits=hits))
    view_saved.form(library, view)
    if view.order == BY_REPORT:
        _by_report(library, view, results, shown)
    else:
        st.html(_hits(library, view, results, shown))
    more = len(hits) - len(shown)
    if more > 0 and st.button(f"Show {min(more, PAGE_SIZE)} more"):
        st.session_state[state.LIMIT] = view.limit + PAGE_SIZE
        st.rerun()


def _by_quarter(library: Library, view: View, hits: Sequence[Hit], total: int) -> Quarters:
    """The hits by quarter, counted without the filter by quarter, so that others can be chosen."""
    everywhere = replace(view, quarter=(), limit=PAGE_SIZE, order="")

    def count() -> Quarters:
        if not view.quarter:
            return filter_cards.counted_by_quarter(hits, total)
        results = library.search(
            view.question, limit=MOST, filters=everywhere.filters, without=view.without
        )
        return filter_cards.counted_by_quarter(results.hits, results.total)

    return state.kept(library, f"by quarter {everywhere}", count)


def _ways(results: Results) -> None:
    """In which order, and the results as a file."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            "Order", tuple(_ORDERS), key=state.ORDER, format_func=_ORDERS.__getitem__,
            required=True,
        )  # fmt: skip
        csv_button("Download the results (CSV)", "results", partial(result_cards.frame, results))


def _nothing_found(library: Library, view: View, results: Results) -> None:
    st.html(cards.nothing_found(view))
    nearest = results.hits[:_NEAREST]
    if nearest:
        st.html(f"<h2>{counted(len(nearest), 'nearest passage')}</h2>")
        st.html(_hits(library, view, results, nearest))


def _by_report(library: Library, view: View, results: Results, shown: Sequence[Hit]) -> None:
    documents = shelf.newest_first({hit.document.id: hit.document for hit in shown}.values())
    rank = {document.id: number for number, document in enumerate(documents)}
    ordered = sorted(shown, key=lambda hit: (rank[hit.document.id], hit.passage.order))
    for document, hits in groupby(ordered, key=lambda hit: hit.document):
        same = list(hits)
        st.html(result_cards.report_head(document, len(same), view))
        st.html(_hits(library, view, results, same, under_report=True))


def _hits(
    library: Library,
    view: View,
    results: Results,
    hits: Sequence[Hit],
    *,
    under_report: bool = False,
) -> str:
    asked = asked_words(results.query)
    return "".join(
        cards.result(
            hit, view, asked, shelf.neighbours(library, hit.passage), under_report=under_report
        )
        for hit in hits
    )


def _told(library: Library, view: View, *, expanded: bool) -> None:
    """The list of reports, open where there is no question."""
    documents = library.documents()
    with st.expander(f"{counted(len(documents), 'report')} in the library", expanded=expanded):
        st.html(
            '<h2 class="ql-hidden">Reports in the library</h2>'
            + "".join(
                report_cards.report(document, state.counts(library, document), view)
                for document in shelf.newest_first(documents)
            )
            + f"<p>{cards.page_anchor(LIBRARY, {}, 'Add, correct or remove reports')}</p>"
        )
