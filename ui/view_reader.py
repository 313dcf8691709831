"""A report in reading order, opened at the words that a link names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import cards, report_cards, shelf, state
from ui.links import View

if TYPE_CHECKING:
    from index.library import Library

PART = 200  # passages on one page: the five reports have fewer, a book of a thousand pages more

# The one script of the app, constant and in an element of its own, away from any report's text:
# the page is drawn after it has loaded, so the browser itself cannot go to the link's anchor.
_GO_THERE = f"""<script>
const found = document.getElementById("{cards.FOUND}");
if (found) {{ found.scrollIntoView(); found.focus({{ preventScroll: true }}); }}
</script>"""


def show(library: Library, view: View) -> None:
    """The report that the view names, with the passage it names marked."""
    document = library.document(view.document)
    passages = library.passages(document.id)
    st.html(cards.way_back(view))
    st.html(report_cards.reader_heading(document, state.counts(library, document)))
    if not passages:
        st.html(cards.notice("info", "No passages were read from this report"))
        return
    mentions = library.mentions(document.id)
    target = view.passage if 1 <= view.passage <= len(passages) else 0
    if view.passage and not target:
        st.html(
            cards.notice(
                "warning",
                f"This report has no passage {view.passage}",
                f"Its passages are numbered 1 to {len(passages)}. It is shown from the start.",
            )
        )
    first = shelf.part_start(target, PART)
    last = min(first + PART, len(passages))
    ways = cards.parts(view, first, last, len(passages), PART)
    if ways:
        st.html(ways)
    st.html(cards.legend())
    st.html(
        report_cards.reader_passages(
            passages[first:last],
            mentions,
            question=view.question,
            target=target,
            total=len(passages),
        )
    )
    if ways:
        st.html(ways)
    if target:
        st.html(_GO_THERE, unsafe_allow_javascript=True)
