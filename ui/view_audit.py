"""The audit: what was checked first, then what does not add up, each with its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

import streamlit as st

from quarterline.errors import QuarterlineError
from ui import address, audit_cards, cards, shelf, state, view_draft, view_figures, view_recall
from ui.downloads import csv_button
from ui.links import AUDIT, back_to
from ui.words import counted, quarter_name

if TYPE_CHECKING:
    from audit.working import Item, Working
    from index.library import Library
    from quarterline.records import Document

_SHOW = {"findings": "What does not agree", "agrees": "What agrees"}
_FIELDS = {"report": "", "show": "findings", "grade": "", "state": "", "decide": "", "shown": ""}
_PART = 20
_SAID = "audit_said"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_ACTIONS = (
    ("accept", "Accept", "it is right, and the report is to be corrected"),
    ("explain", "Explain", "the figures stand, for the reason given"),
    ("dismiss", "Dismiss", "it is no finding"),
)


def show(library: Library) -> None:
    """Coverage, then findings by grade, of one report or of all; a draft at the end."""
    documents = {d.id: d for d in shelf.newest_first(library.documents())}
    options = {
        "report": ["", *documents],
        "show": list(_SHOW),
        "grade": ["", *audit_cards.GRADES],
        "state": ["", *audit_cards.STATES],
    }
    address.take(AUDIT, _FIELDS, options)
    st.html("<h2>Audit</h2>")
    _said()
    _choices(documents, options)
    said = address.give(AUDIT, _FIELDS)
    working = _working(library, address.value(AUDIT, "report"))
    st.html(audit_cards.coverage(working.coverage))
    view_recall.show(library)
    here = {name: values[0] for name, values in said.items() if name != "decide"}
    _findings(library, working, back_to(AUDIT, here))
    view_draft.show(library)


def _said() -> None:
    kind, title, words = st.session_state.pop(_SAID, ("", "", ""))
    if kind:
        st.html(cards.notice(kind, title, words))


def _choices(documents: dict[str, Document], options: dict[str, list[str]]) -> None:
    columns = st.columns([4, 4, 3, 3], vertical_alignment="bottom")
    columns[0].selectbox(
        "Report",
        options["report"],
        key=address.key(AUDIT, "report"),
        format_func=lambda key: _name(documents[key]) if key else "All reports",
    )
    columns[1].selectbox(
        "Show",
        options["show"],
        key=address.key(AUDIT, "show"),
        format_func=_SHOW.__getitem__,
    )
    agreeing = address.value(AUDIT, "show") == "agrees"
    columns[2].selectbox(
        "Grade",
        options["grade"],
        key=address.key(AUDIT, "grade"),
        format_func=lambda key: audit_cards.GRADES[key] if key else "Any grade",
        disabled=agreeing,
    )
    columns[3].selectbox(
        "Decision",
        options["state"],
        key=address.key(AUDIT, "state"),
        format_func=lambda key: audit_cards.STATES[key] if key else "Any or none",
        disabled=agreeing,
    )


def _name(document: Document) -> str:
    return f"{quarter_name(document.quarter)}, {document.source}"


def _working(library: Library, report: str) -> Working:
    from index.auditing import audit_library  # noqa: PLC0415 - spaCy behind it
    from index.reviews import ReviewLog  # noqa: PLC0415

    path = ReviewLog(library.path).path
    stamp = path.stat().st_mtime_ns if path.exists() else 0
    return state.kept(
        library,
        f"audit {report} {stamp}",
        lambda: audit_library(library, [report] if report else []),
    )


def _chosen(working: Working) -> list[Item]:
    if address.value(AUDIT, "show") == "agrees":
        return [item for item in working.items if not item.grade]
    grade, decision = address.value(AUDIT, "grade"), address.value(AUDIT, "state")
    return [
        item
        for item in working.findings
        if grade in ("", item.grade) and decision in ("", item.opinion.state)
    ]


def _findings(library: Library, working: Working, back: str) -> None:
    found = _chosen(working)
    if not found:
        st.html(cards.notice("info", "Nothing of that kind", audit_cards.NOTHING))
        return
    least = address.value(AUDIT, "shown")
    most = max(_PART, int(least) if least.isascii() and least.isdigit() and len(least) < 6 else 0)
    shown = found[:most]
    part = f", {len(shown)} shown" if len(shown) < len(found) else ""
    agreeing = address.value(AUDIT, "show") == "agrees"
    words = counted(len(found), "check that agrees", "checks that agree") if agreeing else counted(
        len(found), "finding"
    )  # fmt: skip
    st.html(f'<h3>Findings</h3><p class="ql-sum" role="status">{words}{part}</p>')
    _files(replace(working, measured=view_recall.measured(library)), found)
    held = {document.id for document in library.documents()}
    followed = state.kept(library, "figures followed", lambda: view_figures.followed(library))
    for grade, items in groupby(shown, key=lambda item: item.grade):
        if grade:
            st.html(f'<h3 class="ql-group">{cards.text(audit_cards.GRADES.get(grade, grade))}</h3>')
        for item in items:
            st.html(audit_cards.finding(item, back, held, followed))
            if grade:
                _decide_box(library, item)
    if len(shown) < len(found) and st.button(f"Show {min(_PART, len(found) - len(shown))} more"):
        st.session_state[address.key(AUDIT, "shown")] = str(most + _PART)
        st.rerun()


def _files(working: Working, found: Sequence[Item]) -> None:
    with st.container(horizontal=True):
        st.download_button(
            "Workbook (Excel)", partial(_workbook, working), "audit.xlsx", _WORKBOOK,
            on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "Page to print (HTML)", partial(_paper, working), "audit.html", "text/html",
            on_click="ignore",
        )  # fmt: skip
        checks = [item.check for item in found]
        csv_button("These findings (CSV)", "findings", partial(audit_cards.frame, checks))


def _workbook(working: Working) -> bytes:
    from audit.workbook import workbook  # noqa: PLC0415 - openpyxl, only when asked for

    return workbook(working)


def _paper(working: Working) -> bytes:
    from audit.paper import paper  # noqa: PLC0415 - only when asked for

    return paper(working).encode()


# ---- decisions


def _decide_box(library: Library, item: Item) -> None:
    """The button under a finding, or the form once it was pressed."""
    ref = item.ref
    decided = item.opinion.state not in ("open", "reopened")
    if address.value(AUDIT, "decide") != ref:
        with st.container(horizontal=True):
            st.button(
                "Decide again" if decided else "Decide",
                key=f"open_{ref}",
                on_click=_open_box,
                args=(ref,),
            )
            if decided:
                st.button("Take the decision back", key=f"undo_{ref}", on_click=_undo,
                          args=(library, item))  # fmt: skip
        return
    with st.form(f"decide_{ref}"):
        st.html(
            "<dl class='ql-facts'>"
            + "".join(f"<dt>{label}</dt><dd>{words}</dd>" for _, label, words in _ACTIONS)
            + "</dl>"
        )
        st.text_input("Your name", key="reviewer", max_chars=100)
        st.text_input("Why", key=f"note_{ref}", max_chars=500)
        with st.container(horizontal=True):
            for action, label, _ in _ACTIONS:
                st.form_submit_button(
                    label, key=f"{action}_{ref}", on_click=_decide, args=(library, action, item)
                )
            st.form_submit_button("Cancel", key=f"cancel_{ref}", on_click=_open_box, args=("",))


def _open_box(ref: str) -> None:
    st.session_state[address.key(AUDIT, "decide")] = ref


def _decide(library: Library, action: str, item: Item) -> None:
    from index.reviews import ReviewLog  # noqa: PLC0415 - only with a decision

    by = str(st.session_state.get("reviewer") or "")
    note = str(st.session_state.get(f"note_{item.ref}") or "")
    what = item.check.formula or item.check.explanation
    try:
        ReviewLog(library.path).decide(action, item.key, what, by=by, note=note)
    except QuarterlineError as error:
        # The command line's advice (--by) has no place here.
        words = str(error).partition(";")[0]
        st.session_state[_SAID] = ("error", "The decision was not taken", words)
        return
    _open_box("")
    st.session_state[_SAID] = ("success", "The decision is kept", f"{item.ref}: {action}, {note}")


def _undo(library: Library, item: Item) -> None:
    from index.reviews import ReviewLog  # noqa: PLC0415

    try:
        by = str(st.session_state.get("reviewer") or item.opinion.by)
        ReviewLog(library.path).undo(item.ref, by=by)
        st.session_state[_SAID] = ("success", "The decision was taken back", item.ref)
    except QuarterlineError as error:
        st.session_state[_SAID] = ("error", "It could not be taken back", str(error))
