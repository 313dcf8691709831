"""The web app: `quarterline ui` serves this script. It only wires the pages together."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from quarterline.errors import LibraryNotFoundError, NotFoundError, QuarterlineError
from quarterline.settings import library_path
from ui import (
    cards,
    links,
    moving,
    state,
    view_audit,
    view_connections,
    view_figures,
    view_follow,
    view_help,
    view_library,
    view_operations,
    view_reader,
    view_search,
    view_sign_in,
    view_themes,
)

if TYPE_CHECKING:
    from index.library import Library

_HERE = Path(__file__).resolve().parent
_LOG = logging.getLogger("quarterline.ui")


def _page(show: Callable[[Library], None]) -> Callable[[], None]:
    """A page over the library; where there is none yet, the page that makes one."""

    def draw() -> None:
        try:
            library = state.open_library(str(library_path()))
        except LibraryNotFoundError:
            view_library.show_first_run()
            return
        if library.documents() or show is view_library.show:
            show(library)
        else:
            view_library.show_first_run()
        state.warm_up(library)

    return draw


def main() -> None:
    """Draw the page that the address asks for."""
    pages = [
        st.Page(_page(view_search.show), title="Search", url_path=links.SEARCH, default=True),
        st.Page(_page(view_operations.show), title="Operations", url_path=links.OPERATIONS),
        st.Page(_page(view_themes.show), title="Themes", url_path=links.THEMES),
        st.Page(_page(view_figures.show), title="Figures", url_path=links.FIGURES),
        st.Page(_page(view_follow.show), title="Follow-up", url_path=links.FOLLOW),
        st.Page(_page(view_connections.show), title="Connections", url_path=links.CONNECTIONS),
        st.Page(_page(view_audit.show), title="Audit", url_path=links.AUDIT),
        st.Page(_page(view_reader.show), title="Reader", url_path=links.READER),
        st.Page(_page(view_library.show), title="Library", url_path=links.LIBRARY),
        st.Page(view_help.show, title="Help", url_path=links.HELP),
    ]
    barrier = view_sign_in.barrier()
    chosen = st.navigation(pages, position="hidden" if barrier else "top")
    st.set_page_config(
        page_title=f"{chosen.title} – Quarterline",
        page_icon=_HERE / "icon.svg",  # a named icon would be fetched from its maker's server
        layout="wide",
        menu_items={"About": "Quarterline reads quarterly police reports."},
    )
    st.html(_HERE / "app.css")
    st.html(cards.brand())
    if barrier:
        barrier()
        return
    moving.links()
    came_to = moving.address(chosen.url_path)
    view_library.show_added()
    chosen.run()
    view_sign_in.signed_in()
    moving.arrive(chosen.url_path, came_to)


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
