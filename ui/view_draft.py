"""A draft checked before it is published; nothing of it is kept on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from quarterline.errors import QuarterlineError
from quarterline.periods import Quarter
from ui import audit_cards, cards
from ui.words import counted

if TYPE_CHECKING:
    from audit.working import Working
    from index.library import Library

_MADE = "draft_working"
_PASTED = "pasted text.txt"


def show(library: Library) -> None:
    """The form, and what was found in the draft last checked in this session."""
    st.html("<h3>Check a draft</h3>")
    made: Working | None = st.session_state.get(_MADE)
    with st.expander("Check a report before it is published", expanded=made is not None):
        st.html(
            "<p>It is checked within itself and against the library, to which it is not added.</p>"
        )
        _form(library)
        if made is not None:
            _findings(library, made)


def _form(library: Library) -> None:
    with st.form("draft", border=False):
        file = st.file_uploader("The draft: PDF, Word (.docx), HTML, Markdown or plain text")
        pasted = st.text_area("Or its text, pasted", height=120, max_chars=200_000)
        quarter = st.text_input(
            "Its quarter, such as 2019-20 Q3, where the draft does not say", max_chars=20
        )
        sent = st.form_submit_button("Check the draft")
    if not sent:
        return
    if file is None and not pasted.strip():
        st.html(cards.notice("warning", "Choose a file or paste the text first"))
        return
    data, name = (file.getvalue(), file.name) if file is not None else (pasted.encode(), _PASTED)
    from index.auditing import audit_draft  # noqa: PLC0415 - spaCy, when first needed

    try:
        given = Quarter.parse(quarter) if quarter.strip() else None
        with st.spinner("Checking the draft", show_time=False):
            st.session_state[_MADE] = audit_draft(library, data, name, quarter=given)
    except QuarterlineError as error:
        st.session_state.pop(_MADE, None)
        st.html(cards.notice("error", "The draft could not be checked", str(error)))
        return
    st.rerun()


def _findings(library: Library, made: Working) -> None:
    found = made.findings
    held = {document.id for document in library.documents()}
    st.html(
        f"<h3>{cards.text(made.title)}</h3>"
        + (cards.notice("info", "Note", made.note) if made.note else "")
        + audit_cards.coverage(made.coverage)
        + f'<p class="ql-sum" role="status">{counted(len(found), "finding")}</p>'
        + "".join(audit_cards.finding(item, "", held) for item in found)
    )
