"""The pages of a PDF as printed, with the words of a passage boxed: a part of the reader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from quarterline.errors import NotFoundError, QuarterlineError
from ui import cards, print_cards, report_cards, shelf
from ui.highlight import MARKS, Tag, tags_of
from ui.words import quarter_name, report_name

if TYPE_CHECKING:
    from corpus.printed import Placed, PrintedPage
    from index.library import Library
    from quarterline.records import Document, Passage
    from ui.links import View

_PDF = "application/pdf"
_PAGE = "page"
_MOST_KEPT = 24  # images: about 300 KB each


def can_be_shown(document: Document) -> bool:
    """Whether a report has pages that could be shown as printed."""
    return document.media_type == _PDF


def at_page(view: View, passages: Sequence[Passage]) -> View:
    """The view at the first passage of the page that the address names, where it names one."""
    number = _asked(len(passages))
    held = [p for p in passages if p.page == number]
    if not held or any(p.order == view.passage for p in held):
        return view
    return replace(view, passage=held[0].order, start=0, end=0)


def show(
    library: Library,
    document: Document,
    passages: Sequence[Passage],
    view: View,
    kinds: tuple[str, ...],
) -> None:
    """The page that the address names, else that of the passage, else the first."""
    passage = next((p for p in passages if p.order == view.passage), None)
    try:
        if _asked(document.pages):
            number = _asked(document.pages)
            page, placed = _page(library, document, number)
        else:
            page, placed = _page_of(library, document, passages, passage, view)
    except NotFoundError as error:
        st.html(cards.notice("error", "The pages cannot be shown", str(error)))
        return
    except QuarterlineError as error:
        st.html(cards.notice("warning", "This page cannot be shown as printed", str(error)))
        st.html(print_cards.page_ways(view, _asked(document.pages) or 1, document.pages))
        return
    _draw(library, document, passages, view, kinds, passage, page, placed)


def _draw(
    library: Library,
    document: Document,
    passages: Sequence[Passage],
    view: View,
    kinds: tuple[str, ...],
    passage: Passage | None,
    page: PrintedPage,
    placed: Placed,
) -> None:
    from corpus.printed import reach  # noqa: PLC0415 - PDFium, when a page is first shown

    pages = reach(passages, passage) if passage else ()
    here = passage is not None and page.number in pages
    cited = (view.start, view.end) if here and view.end > view.start else (0, 0)
    marked = print_cards.Marked(
        (passage.start, passage.end) if passage and here else (0, 0),
        cited,
        _tags(library, document, passages, placed, kinds),
    )
    ways = print_cards.page_ways(view, page.number, page.count)
    st.html(ways)
    if passage and here:
        told = print_cards.not_placed(placed, *marked.passage)
        if told:
            st.html(cards.notice("warning", "Not every word is boxed", told))
    name = f"{report_name(document)}, {quarter_name(document.quarter)}"
    st.html(
        print_cards.legend(kinds, MARKS, passage=here, cited=cited != (0, 0))
        + print_cards.pages_of(view, [n for n in pages if n <= page.count and here], page.number)
        + print_cards.printed_page(page, placed, marked, name)
        + ways
    )
    held = [p for p in passages if p.page == page.number]
    st.html(
        "<details><summary>The words of this page as text</summary>"
        + (report_cards.reader_passages(held, ()) or "<p>No passage begins on this page.</p>")
        + "</details>"
    )


def _tags(
    library: Library,
    document: Document,
    passages: Sequence[Passage],
    placed: Placed,
    kinds: tuple[str, ...],
) -> tuple[tuple[int, int, Tag], ...]:
    end = placed.start + len(placed.text)
    mentions = [m for m in library.mentions(document.id) if placed.start <= m.start < end]
    claims = [c for c in library.claims(document.id) if placed.start <= c.start < end]
    return tuple(
        (passage.start + tag.start, passage.start + tag.end, tag)
        for passage in passages
        if passage.start < end and placed.start < passage.end
        for tag in tags_of(
            passage,
            [m for m in mentions if m.passage == passage.id],
            [c for c in claims if c.passage == passage.id],
            kinds,
        )
    )


def _asked(most: int) -> int:
    """The page that the address names, 0 for none that there is."""
    text = st.query_params.get(_PAGE, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    return number if 1 <= number <= most else 0


def _page_of(
    library: Library,
    document: Document,
    passages: Sequence[Passage],
    passage: Passage | None,
    view: View,
) -> tuple[PrintedPage, Placed]:
    """The page on which the cited words stand, which may be the one after the passage's own."""
    from corpus.printed import reach  # noqa: PLC0415 - PDFium

    pages = [n for n in reach(passages, passage) if n <= document.pages] if passage else []
    if not pages:
        return _page(library, document, 1)
    for number in pages if view.end > view.start else ():
        found = _page(library, document, number)
        if found[1].lines(view.start, view.end):
            return found
    return _page(library, document, pages[0])


def _page(library: Library, document: Document, number: int) -> tuple[PrintedPage, Placed]:
    with st.spinner("Drawing the page", show_time=False):
        return _drawn(str(library.path), library.generation, document.id, number, library)


@st.cache_resource(show_spinner=False, max_entries=_MOST_KEPT)
def _drawn(
    path: str, generation: int, document_id: str, number: int, _library: Library
) -> tuple[PrintedPage, Placed]:
    from corpus.printed import placed_on, render_page  # noqa: PLC0415 - PDFium

    document = _library.document(document_id)
    data = shelf.original_bytes(_library, document)
    if data is None:
        raise NotFoundError(f"the original of {document.source} is no longer in the library")
    page = render_page(data, number, name=document.source)
    return page, placed_on(data, document, _library.passages(document_id), number)
