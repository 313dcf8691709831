"""The web app: `quarterline ui` serves this script. It only wires the pages together."""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st

from quarterline.errors import LibraryNotFoundError, NotFoundError, QuarterlineError
from quarterline.settings import library_path
from ui import cards, state, view_reader, view_search

_HERE = Path(__file__).resolve().parent
_LOG = logging.getLogger("quarterline.ui")


def main() -> None:
    """Draw the page that the link asks for."""
    st.set_page_config(
        page_title="Quarterline",
        page_icon=_HERE / "icon.svg",  # a named icon would be fetched from its maker's server
        layout="wide",
        menu_items={"About": "Quarterline reads quarterly police reports."},
    )
    st.html(_HERE / "app.css")
    st.html(cards.brand())
    view = state.take_link()
    try:
        library = state.open_library(str(library_path()))
    except LibraryNotFoundError:
        view_search.show_first_run()
        return
    if view.document:
        view_reader.show(library, view)
    else:
        view_search.show(library, view)
    state.warm_up()


def run() -> None:
    """`main`, with every error told in plain words; details go to the terminal only."""
    try:
        main()
    except NotFoundError as error:
        st.html(cards.notice("error", "That is not in the library", str(error)))
        st.html(cards.home_link("Go to the search"))
    except QuarterlineError as error:
        _LOG.warning("%s", error)
        st.html(cards.notice("error", "Something went wrong", str(error)))
        st.html(cards.home_link("Start again"))


run()
