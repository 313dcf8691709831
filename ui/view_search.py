"""The page with the search box, its results, the list of reports and the upload box."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from quarterline.errors import QuarterlineError
from quarterline.settings import library_path
from ui import cards, report_cards, shelf, state
from ui.highlight import asked_words
from ui.links import FILTERS, MOST, PAGE_SIZE, View
from ui.words import counted

if TYPE_CHECKING:
    from index.library import Library
    from index.results import AddResult, Progress, Results

_LABELS = {
    "quarter": "Quarter",
    "priority": "Priority",
    "place": "Place",
    "operation": "Operation",
}
_FACETS = {
    "quarter": "quarters",
    "priority": "priorities",
    "place": "places",
    "operation": "operations",
}
_NEAREST = 3
_ADDED = "added"


def show(library: Library, view: View) -> None:
    """The whole page for a library that is there."""
    if not library.documents():
        _first_run()
        return
    _search_box()
    _filters(library)
    view = state.give_link()
    if view.question:
        _results(library, view)
        _told(library, view, expanded=False)
    else:
        if view.filtered:
            st.html(cards.notice("info", "Enter a question", "The filters narrow its results."))
        _told(library, view, expanded=True)


def show_first_run() -> None:
    """The page where there is no library yet."""
    _first_run()


def _first_run() -> None:
    _show_added()
    st.html(
        cards.notice(
            "info",
            "There are no reports yet",
            "Add quarterly reports below, or in a terminal: quarterline add REPORTS_FOLDER",
            "They are read on this computer and never leave it.",
        )
    )
    _upload_box()


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


def _filters(library: Library) -> None:
    facets = library.facets()
    with st.sidebar:
        st.markdown("**Show only**")
        for name in FILTERS:
            values: Sequence[tuple[str, int]] = getattr(facets, _FACETS[name])
            counts = dict(values)
            chosen: list[str] = st.session_state[state.widget(name)]
            # A link may name a value that the library no longer has; it stays, to be removed.
            options = [*counts, *(value for value in chosen if value not in counts)]
            st.multiselect(
                _LABELS[name],
                options,
                key=state.widget(name),
                format_func=partial(cards.option, counts=counts),
                placeholder=f"Any {name}",
            )
        st.caption("In brackets: the number of passages.")


def _results(library: Library, view: View) -> None:
    try:
        with st.spinner("Searching", show_time=False):
            results = library.search(view.question, limit=view.limit, filters=view.filters)
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
        return
    st.html(cards.summary(len(results.hits), results.total, view.question))
    _hits(library, view, results, len(results.hits))
    more = min(results.total, MOST) - len(results.hits)
    if more > 0 and st.button(f"Show {min(more, PAGE_SIZE)} more"):
        st.session_state[state.LIMIT] = view.limit + PAGE_SIZE
        st.rerun()


def _nothing_found(library: Library, view: View, results: Results) -> None:
    st.html(cards.nothing_found(view))
    if results.hits:
        st.html(f"<h2>{counted(min(_NEAREST, len(results.hits)), 'nearest passage')}</h2>")
        _hits(library, view, results, _NEAREST)


def _hits(library: Library, view: View, results: Results, most: int) -> None:
    asked = asked_words(results.query)
    parts = []
    for hit in results.hits[:most]:
        before, after = shelf.neighbours(library, hit.passage)
        parts.append(cards.result(hit, view, asked, before, after))
    st.html("".join(parts))


def _told(library: Library, view: View, *, expanded: bool) -> None:
    """The list of reports and the upload box, open where there is no question."""
    _show_added()
    documents = library.documents()
    with st.expander(f"{counted(len(documents), 'report')} in the library", expanded=expanded):
        _reports(library, view)
    with st.expander("Add reports", expanded=False):
        _upload_box()


def _reports(library: Library, view: View) -> None:
    current = {document.id for document in library.documents()}
    st.html(
        '<h2 class="ql-hidden">Reports in the library</h2>'
        + "".join(
            report_cards.report(
                document, state.counts(library, document), view, replaced=document.id not in current
            )
            for document in shelf.newest_first(library.documents(superseded=True))
        )
    )


def _show_added() -> None:
    results: list[AddResult] = st.session_state.pop(_ADDED, [])
    if results:
        st.html("".join(report_cards.added(result) for result in results))


def _upload_box() -> None:
    with st.form("upload", clear_on_submit=True, border=False):
        files = st.file_uploader(
            "Reports to add: PDF, Word (.docx), HTML, Markdown or plain text",
            accept_multiple_files=True,
        )
        sent = st.form_submit_button("Add reports")
    if not sent:
        return
    if not files:
        st.html(cards.notice("warning", "Choose one or more files first"))
        return
    st.session_state[_ADDED] = _add([(file.name, file.getvalue()) for file in files])
    st.rerun()


def _add(files: list[tuple[str, bytes]]) -> list[AddResult]:
    bar = st.progress(0.0)
    line: Any = st.empty()

    def tell(progress: Progress) -> None:
        bar.progress(min(progress.done / max(progress.total, 1), 1.0))
        line.html(cards.progress(progress))

    library = state.create_library(str(library_path()))
    return shelf.add_uploads(library, files, tell)
