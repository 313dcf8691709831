"""The library: its reports by quarter, adding, correcting and removing them, its health."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from quarterline.errors import QuarterlineError
from quarterline.periods import Quarter
from quarterline.settings import library_path
from ui import adding, address, cards, parts, report_cards, shelf, state
from ui.links import LIBRARY, View, back_to
from ui.words import counted, one_line, quarter_name, report_name

if TYPE_CHECKING:
    from index.library import Library
    from index.results import AddResult
    from quarterline.records import Document

PART = 25  # reports on one page, each with its form
_FIELDS = {"find": ""}
_WORD = re.compile(r"[^\W_]+")
_ADDED = "added"
_GOING = "addition"
_ASK_AGAIN = 1.0  # seconds
_SAID = "library_said"
_REMOVED = "removed_report"


def show(library: Library) -> None:
    """Everything about the reports that are held."""
    if not library.documents(superseded=True):
        show_first_run()
        return
    st.html("<h2>Library</h2>")
    _told(library)
    with st.expander("Add reports"):
        _upload_box()
    _reports(library)
    _health(library)


def show_first_run() -> None:
    """The page where there is no report yet."""
    _told(None)
    st.html(
        cards.notice(
            "info",
            "There are no reports yet",
            "Add quarterly reports below, or in a terminal: quarterline add REPORTS_FOLDER",
            "They are read on this computer and never leave it.",
        )
    )
    _upload_box()


# ---- what happened


def show_added() -> None:
    """How far files are that are being added, and what became of those just added.

    It stands on every page, so that the page where it was begun can be left.
    """
    going: adding.Addition | None = st.session_state.get(_GOING)
    if going is not None and going.running:
        _progress()
    elif going is not None:
        del st.session_state[_GOING]
        st.session_state[_ADDED] = going.results
        if going.problem:
            st.html(cards.notice("error", going.failed, going.problem))
        done = not going.problem and all(r.status != "failed" for r in going.results)
        if going.removed and done == going.removing:
            st.session_state[_REMOVED] = (
                going.removed
            )  # the only copy: it can be put back, or again
        elif going.removing and done:
            st.session_state[_SAID] = ("success", going.done, "")
    results: list[AddResult] = st.session_state.pop(_ADDED, [])
    if results:
        st.html("".join(report_cards.added(result) for result in results))


@st.fragment(run_every=_ASK_AGAIN)
def _progress() -> None:
    going: adding.Addition | None = st.session_state.get(_GOING)
    if going is None or not going.running:
        st.rerun()
    words = cards.progress(going.progress) if going.progress else "<p>Starting</p>"
    st.progress(going.share)
    st.html(f'{words}<p class="ql-meta">You can go to other pages meanwhile.</p>')


def _told(library: Library | None) -> None:
    kind, title, words = st.session_state.pop(_SAID, ("", "", ""))
    if kind:
        st.html(cards.notice(kind, title, words))
    if _REMOVED in st.session_state:
        name, _ = st.session_state[_REMOVED]
        st.html(
            cards.notice(
                "success", f"{one_line(name)} was removed", "Put it back if that was wrong."
            )
        )
        st.button("Put it back", on_click=_put_back, args=(library,))


def _put_back(library: Library | None) -> None:
    def begin() -> adding.Addition:
        opened = library or state.create_library(str(library_path()))
        return adding.put_back(opened, st.session_state[_REMOVED])

    if _begin(begin):
        del st.session_state[_REMOVED]


def _begin(start: Callable[[], adding.Addition]) -> bool:
    """Let something go on in the background, unless something else still does."""
    going: adding.Addition | None = st.session_state.get(_GOING)
    if going is not None and going.running:
        words = "The library is still being written for you. Try again once that is done."
        st.session_state[_SAID] = ("warning", "Wait a moment", words)
        return False

    def begin() -> None:
        st.session_state[_GOING] = start()

    return _attempt(begin)


def _attempt(act: Callable[[], None]) -> bool:
    """Do it; an error of ours is told on the page. Whether it was done."""
    try:
        act()
    except QuarterlineError as error:
        st.session_state[_SAID] = ("error", "That could not be done", str(error))
        return False
    return True


# ---- adding


def _upload_box() -> None:
    with st.form("upload", clear_on_submit=True, border=False):
        files = st.file_uploader(
            "Reports to add: PDF, Word (.docx), HTML, Markdown or plain text",
            accept_multiple_files=True,
        )
        sent = st.form_submit_button("Add reports", type="primary")
    if not sent:
        return
    going: adding.Addition | None = st.session_state.get(_GOING)
    if going is not None and going.running:
        words = "The reports above are still being added. Add these once that is done."
        st.html(cards.notice("warning", "Wait a moment", words))
        return
    if not files:
        st.html(cards.notice("warning", "Choose one or more files first"))
        return
    library = state.create_library(str(library_path()))
    st.session_state[_GOING] = adding.start(library, [(f.name, f.getvalue()) for f in files])
    st.rerun()


# ---- the reports


def _reports(library: Library) -> None:
    current = {document.id for document in library.documents()}
    held = shelf.newest_first(library.documents(superseded=True))
    st.html(
        f'<h3>Reports</h3><p class="ql-meta">{counted(len(current), "report")} in use'
        f"{_replaced(len(held) - len(current))}</p>"
    )
    find = _find(held)
    said = {name: values[0] for name, values in address.give(LIBRARY, _FIELDS).items()}
    listed = [document for document in held if _fits(document, find)]
    if find:
        st.html(f'<p class="ql-sum" role="status">{counted(len(listed), "report")} found</p>')
    first = parts.first_of(len(listed), PART)
    ways = parts.ways(LIBRARY, said, first, len(listed), PART, "Newer", "Older")
    here = {**said, "page": str(first // PART + 1)} if first else said
    if ways:
        st.html(ways)
    _part(library, listed, first, current, View(back=back_to(LIBRARY, here)), gaps=not find)
    if ways:
        st.html(ways)


def _find(held: Sequence[Document]) -> str:
    """What is looked for in a list that is too long for one page; "" for nothing."""
    address.take(LIBRARY, _FIELDS)
    if len(held) <= PART:
        st.session_state[address.key(LIBRARY, "find")] = ""
        return ""
    st.text_input(
        "Find a report by its quarter, force or file name", key=address.key(LIBRARY, "find"),
        type="search", max_chars=200, on_change=parts.begin_again,
    )  # fmt: skip
    return address.value(LIBRARY, "find")


def _fits(document: Document, find: str) -> bool:
    """Whether every word that is looked for begins one of what the list says of a report."""
    said = f"{document.quarter or ''} {quarter_name(document.quarter)} {report_name(document)}"
    known = f" {' '.join(_WORD.findall(f'{said} {document.source}'.casefold()))}"
    return all(f" {word}" in known for word in _WORD.findall(find.casefold()))


def _part(
    library: Library, listed: Sequence[Document], first: int, current: Collection[str], view: View,
    *, gaps: bool,
) -> None:  # fmt: skip
    """A part of the list, newest first, with the quarters that it misses."""
    shown = listed[first : first + PART]
    before = listed[first - 1] if first else None
    for newer, document in zip([before, *shown], shown, strict=False):
        gap = shelf.gap_between(newer, document) if gaps else ()
        if gap:
            st.html(report_cards.gap(gap))
        counts = state.counts(library, document)
        replaced = document.id not in current
        st.html(report_cards.report(document, counts, view, replaced=replaced))
        with st.expander(f"Correct or remove {quarter_name(document.quarter)}"):
            _change(library, document)


def _replaced(number: int) -> str:
    return f", {counted(number, 'older version')} kept" if number else ""


def _change(library: Library, document: Document) -> None:
    with st.form(f"correct_{document.id}", border=False):
        quarter, force = st.columns(2)
        quarter.text_input(
            "Quarter, such as 2019-20 Q3", value=str(document.quarter or ""),
            key=f"quarter_{document.id}", max_chars=20,
        )  # fmt: skip
        force.text_input(
            "Force", value=one_line(document.force), key=f"force_{document.id}", max_chars=100
        )
        st.form_submit_button("Read it again so", on_click=_correct, args=(library, document))
    sure = st.checkbox("Yes, take this report out of the library", key=f"sure_{document.id}")
    st.button(
        "Remove", key=f"remove_{document.id}", disabled=not sure, on_click=_remove,
        args=(library, document),
    )  # fmt: skip


def _correct(library: Library, document: Document) -> None:
    quarter = str(st.session_state[f"quarter_{document.id}"]).strip()
    force = str(st.session_state[f"force_{document.id}"]).strip()

    def begin() -> adding.Addition:
        if quarter:
            Quarter.parse(quarter)  # a slip of the pen is told at once
        return adding.read_again(library, document, quarter, force)

    _begin(begin)


def _remove(library: Library, document: Document) -> None:
    _begin(lambda: adding.remove(library, document))


# ---- health


def _health(library: Library) -> None:
    st.html("<h3>Health</h3>")
    if st.button("Check the library's files and the model"):
        with st.spinner("Checking", show_time=False):
            st.html(report_cards.health(library.health()))
    else:
        place = cards.text(str(library.path))
        st.html(f'<p class="ql-meta">Generation {library.generation}, in {place}</p>')
