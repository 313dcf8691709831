"""What lasts from one run of the app to the next: the library, the link, the widgets."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar, cast

import streamlit as st

from quarterline.errors import QuarterlineError
from ui.links import FILTERS, PAGE_SIZE, View, from_params, to_params
from ui.report_cards import Counts
from ui.shelf import counts_of

if TYPE_CHECKING:
    from index.library import Library
    from quarterline.records import Document

_SHOWN = "shown"  # the view that the address bar was last known to hold
QUESTION = "question"
LIMIT = "limit"
ORDER = "order"
T = TypeVar("T")


def widget(name: str) -> str:
    """The key of a filter's widget."""
    return f"filter_{name}"


def take_link() -> View:
    """The view of the address bar; a new one (a link, back, forward) is put into the widgets."""
    view = read_link()
    # Streamlit forgets a widget's value once a page is drawn without the widget.
    lost = any(key not in st.session_state for key in (QUESTION, ORDER, *map(widget, FILTERS)))
    if lost or st.session_state.get(_SHOWN) != view:
        _fill(view)
    return view


def read_link() -> View:
    """The view that the address bar holds."""
    return from_params({name: st.query_params.get_all(name) for name in st.query_params})


def _fill(view: View) -> None:
    st.session_state[_SHOWN] = view
    st.session_state[QUESTION] = view.question
    st.session_state[LIMIT] = view.limit
    st.session_state[ORDER] = view.order
    for name in FILTERS:
        st.session_state[widget(name)] = list(getattr(view, name))


def give_link() -> View:
    """The view of the widgets, put into the address bar; other results start again at ten."""
    params = {name: st.session_state[widget(name)] for name in FILTERS}
    params["q"] = [st.session_state[QUESTION]]
    params["order"] = [st.session_state.get(ORDER) or ""]
    asked = from_params(params)
    before: View = st.session_state[_SHOWN]
    # What was taken back was taken back from one question, not from the next.
    if asked.question == before.question:
        params["without"] = list(before.without)
        asked = from_params(params)
    limit = st.session_state[LIMIT]
    same = {k: v for k, v in to_params(before).items() if k not in ("limit", "order")}
    if {k: v for k, v in to_params(asked).items() if k != "order"} != same:
        limit = st.session_state[LIMIT] = PAGE_SIZE
    view = from_params({**params, "limit": [str(limit)]})
    if view != before:
        st.session_state[_SHOWN] = view
        st.query_params.from_dict(to_params(view))
    return view


@st.cache_resource(show_spinner="Opening the library", max_entries=4)
def _library(path: str) -> Library:
    from track.library import Library  # noqa: PLC0415 - only where a library is opened

    return Library(path)


def open_library(path: str) -> Library:
    """The library at `path`, shared by all sessions, as it is on disk now.

    Raises LibraryNotFoundError where there is none.
    """
    library = _library(path)
    library.refresh(wait=False)  # one opens what is new, the others read on meanwhile
    return library


@st.cache_resource(show_spinner=False, max_entries=4)
def _warmed(path: str) -> threading.Thread:
    library = _library(path)

    def ask() -> None:
        # Whatever is wrong is told by the search that meets it.
        with suppress(QuarterlineError, OSError):
            library.search("police", limit=1)
        # Streamlit collects garbage after every run: what is loaded by now need not be looked
        # through each time, which takes longer than most runs.
        gc.collect()
        gc.freeze()

    thread = threading.Thread(target=ask, name="quarterline-warm-up", daemon=True)
    thread.start()
    return thread


def warm_up(library: Library) -> None:
    """Answer a question unseen while the first page is read, so that the first search is as quick
    as the others: the model and the indexes are loaded once.

    Called at the end of a run, since beside the drawing it would slow that down.
    """
    _warmed(str(library.path))


def create_library(path: str) -> Library:
    """A new, empty library at `path`, or the one that is there."""
    from index.library import Library  # noqa: PLC0415 - only where a library is opened

    Library(path, create=True)
    return open_library(path)


@st.cache_resource(show_spinner=False, max_entries=4_000)
def _kept(path: str, generation: int, key: str, _make: Callable[[], Any]) -> Any:
    return _make()


def kept(library: Library, key: str, make: Callable[[], T], generation: int = 0) -> T:
    """What `make` returns, made once a generation of the library and shared by all sessions.

    `key` names it; what is kept must be frozen. `generation` is given where it may be another
    than the library's by now.
    """
    return cast("T", _kept(str(library.path), generation or library.generation, key, make))


def counts(library: Library, document: Document) -> Counts:
    """What a report holds, counted once a generation of the library."""
    return kept(library, f"counts {document.id}", lambda: counts_of(library, document))
