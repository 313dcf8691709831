"""A report in reading order, opened at the words that a link names."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from quarterline.errors import NotFoundError
from ui import address, cards, report_cards, shelf, state, view_print
from ui.highlight import MARKS, USUAL
from ui.links import READER, View
from ui.print_cards import PRINTED
from ui.words import quarter_name, report_name

if TYPE_CHECKING:
    from index.library import Library
    from quarterline.records import Document, Passage

PART = 200  # passages on one page: the five reports have fewer, a book of a thousand pages more
_FIELDS: dict[str, address.Value] = {"marks": list(USUAL), "look": ""}
_LOOKS = {"": "Text", PRINTED: "Page as printed"}


def show(library: Library) -> None:
    """The report that the address names; the choice of one where it names none."""
    view = state.read_link()
    if view.document:
        read(library, view)
    else:
        _choose(library)


def _choose(library: Library) -> None:
    st.html("<h2>Reader</h2><p>Choose a report to read.</p>")
    st.html(
        '<ul class="ql-list">'
        + "".join(
            f"<li>{cards.anchor(View(document=d.id), _name(d))}</li>"
            for d in shelf.newest_first(library.documents())
        )
        + "</ul>"
    )


def _name(document: Document) -> str:
    return f"{quarter_name(document.quarter)} · {report_name(document)}"


def read(library: Library, view: View) -> None:
    """The report that the view names, with the passage it names marked."""
    try:
        document = library.document(view.document)
    except NotFoundError as error:
        st.html(cards.notice("error", "That is not in the library", str(error)))
        st.html(cards.home_link("Go to the search"))
        return
    passages = library.passages(document.id)
    st.html(cards.way_back(view))
    st.html(report_cards.reader_heading(document, state.counts(library, document)))
    _original(library, document)
    if not passages:
        st.html(cards.notice("info", "No passages were read from this report"))
        return
    kinds = _marks(printable=view_print.can_be_shown(document))
    if address.value(READER, "look") == PRINTED:
        view_print.show(library, document, passages, view, kinds)
        return
    _text(library, document, passages, view, kinds)


def _text(
    library: Library,
    document: Document,
    passages: list[Passage],
    view: View,
    kinds: tuple[str, ...],
) -> None:
    view = view_print.at_page(view, passages)
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
    st.html(
        cards.legend(kinds, asked=bool(view.question))
        + report_cards.reader_passages(
            passages[first:last],
            library.mentions(document.id),
            library.claims(document.id),
            marks=report_cards.Marks(view.question, (view.start, view.end), kinds),
            target=target,
            total=len(passages),
        )
    )
    if ways:
        st.html(ways)


def _marks(*, printable: bool) -> tuple[str, ...]:
    """The kinds of marks that are chosen; above them whether text or pages are shown."""
    looks = tuple(_LOOKS) if printable else ("",)
    address.take(READER, _FIELDS, {"marks": tuple(MARKS), "look": looks})
    if printable:
        st.segmented_control(
            "Show",
            looks,
            key=address.key(READER, "look"),
            format_func=_LOOKS.__getitem__,
            required=True,
        )
    st.pills(
        "Mark in the text",
        tuple(MARKS),
        selection_mode="multi",
        key=address.key(READER, "marks"),
        format_func=MARKS.__getitem__,
    )
    address.give(READER, _FIELDS)
    return tuple(address.values(READER, "marks"))


def _original(library: Library, document: Document) -> None:
    st.download_button(
        "Download the original",
        partial(_bytes, library, document),
        shelf.safe_name(document.source),
        document.media_type or "application/octet-stream",
        on_click="ignore",
    )


def _bytes(library: Library, document: Document) -> bytes:
    """Read only when it is asked for."""
    return shelf.original_bytes(library, document) or b""
