"""Operations: the register and the matrix, and the page of one operation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from quarterline.errors import NotFoundError, QuarterlineError
from ui import address, cards, operation_cards
from ui.downloads import csv_button
from ui.links import OPERATIONS
from ui.shelf import safe_name
from ui.words import capital, counted

if TYPE_CHECKING:
    from index.library import Library
    from track.history import History

_LAYOUTS = ("register", "matrix")
_LIST = {"find": "", "sort": "name", "layout": "register"}
_PARTS = {
    "quarters": "Quarter by quarter",
    "changes": "What changed",
    "figures": "Figures",
    "places": "Places and partners",
    "names": "Names and decisions",
}
_ONE = {"part": "quarters"}
_DONE = "decision_done"


def show(library: Library) -> None:
    """The register, or the operation that the address names."""
    name = st.query_params.get("name", "")[:200]
    if name:
        _operation(library, name)
    else:
        _register(library)


# ---- the register


def _register(library: Library) -> None:
    import track  # noqa: PLC0415 - pandas and the index's words, when first needed

    register = track.register(library)
    address.take(OPERATIONS, _LIST, {"sort": operation_cards.SORTS, "layout": _LAYOUTS})
    st.html("<h2>Operations and projects</h2>")
    find, sort, layout = st.columns([3, 2, 2], vertical_alignment="bottom")
    find.text_input(
        "Find by name, place, partner, theme or purpose",
        key=address.key(OPERATIONS, "find"),
        type="search",
        max_chars=200,
    )
    sort.selectbox(
        "Sort by", operation_cards.SORTS, key=address.key(OPERATIONS, "sort"), format_func=capital
    )
    layout.segmented_control(
        "Show as", _LAYOUTS, key=address.key(OPERATIONS, "layout"), format_func=capital,
        required=True,
    )  # fmt: skip
    address.give(OPERATIONS, _LIST)
    found = operation_cards.matching(register, address.value(OPERATIONS, "find"))
    found = operation_cards.sort(found, address.value(OPERATIONS, "sort"))
    if not found:
        st.html(
            cards.notice(
                "warning",
                "No operation or project has these words",
                "Use fewer words, or search the text of the reports.",
            )
            + cards.home_link("Go to the search")
        )
        return
    total = counted(len(found), "operation or project", "operations and projects")
    st.html(f'<p class="ql-sum" role="status">{total}</p>')
    if address.value(OPERATIONS, "layout") == "matrix":
        st.html(
            '<p class="ql-legend">Passages that name each; a number leads to them. '
            "Hatched: no report is held.</p>"
            + operation_cards.matrix_table(track.matrix(library), [o.name for o in found])
        )
    else:
        st.html(operation_cards.register_table(found, len(library.documents())))
    csv_button("Download the register (CSV)", "operations", register.frame)


# ---- one operation


def _operation(library: Library, name: str) -> None:
    import track  # noqa: PLC0415

    way = cards.page_anchor(OPERATIONS, {}, "‹ All operations and projects")
    st.html(f'<p class="ql-way">{way}</p>')
    try:
        history = track.operation(library, name)
    except NotFoundError:
        _not_found(library, name)
        return
    _told_decision()
    known = history.operation.name
    address.take(OPERATIONS, _ONE, {"part": tuple(_PARTS)})
    part = address.value(OPERATIONS, "part")
    here = operation_cards.back_address(known, "" if part == _ONE["part"] else part)
    st.html(
        operation_cards.heading(history, here)
        + operation_cards.timeline(history)
        + operation_cards.silences(history.silences, history.gaps)
    )
    _dossier(library, known)
    st.segmented_control(
        "Show", tuple(_PARTS), key=address.key(OPERATIONS, "part"), format_func=_PARTS.__getitem__,
        required=True,
    )  # fmt: skip
    address.give(OPERATIONS, _ONE)
    _part(library, history, address.value(OPERATIONS, "part"), here)


def _part(library: Library, history: History, part: str, here: str) -> None:
    import track  # noqa: PLC0415

    name = history.operation.name
    if part == "changes":
        st.html('<p class="ql-legend">Marked: <ins>came</ins> <del>went</del></p>'
                + operation_cards.changes(history, here))  # fmt: skip
    elif part == "figures":
        st.html(f"<h3>Figures</h3>{operation_cards.figures(history.series, here)}")
        promised = [c for c in track.commitments(library).commitments if name in c.operations]
        st.html(f"<h3>Commitments</h3>{operation_cards.commitments(promised, here)}")
    elif part == "places":
        around = track.network(library, around=name)
        st.html(
            f"<h3>Places by quarter</h3>{operation_cards.places(history)}"
            f"<h3>Relations</h3>{operation_cards.relations(history.operation, here)}"
            f"<h3>Mentioned together</h3>{operation_cards.network(around, name)}"
        )
    elif part == "names":
        st.html(f"<h3>Forms of the name</h3>{operation_cards.aliases(history.operation, here)}")
        _decisions(library, history)
    else:
        st.html(operation_cards.quarters(history, here))


def _not_found(library: Library, name: str) -> None:
    import track  # noqa: PLC0415

    searched = track.certificate(library, name)
    st.html(
        cards.notice(
            "warning",
            f"No report names an operation “{name}”",
            searched.words,
            f"Looked for: {', '.join(searched.terms)}.",
        )
        + cards.home_link("Search the reports")
    )
    _dossier(library, name)


def _dossier(library: Library, name: str) -> None:
    with st.container(horizontal=True):
        for label, ending, mime in (
            ("Dossier to print (HTML)", "html", "text/html"),
            (
                "Dossier (Word)",
                "docx",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            ),
        ):
            st.download_button(
                label,
                partial(_write, library, name, ending),
                f"{safe_name(name)}.{ending}",
                mime,
                on_click="ignore",
            )


def _write(library: Library, name: str, ending: str) -> bytes:
    """Made only when it is asked for."""
    import track  # noqa: PLC0415

    made = track.dossier(library, name)
    return made.docx() if ending == "docx" else made.html().encode()


# ---- decisions


def _told_decision() -> None:
    words = st.session_state.pop(_DONE, "")
    if words:
        kind, _, message = words.partition("|")
        title = "The decision is kept" if kind == "success" else "The decision was not taken"
        st.html(cards.notice(kind, title, message))


def _decide(library: Library, kind: str, name: str) -> None:
    """A decision from the form. Runs before the page is drawn again."""
    import track  # noqa: PLC0415

    other = str(st.session_state.get(f"decide_{kind}_other") or "")
    reason = str(st.session_state.get(f"decide_{kind}_reason") or "")
    try:
        if kind == "join":
            made = track.join(library, other, name, reason)
        elif kind == "rename":
            made = track.rename(library, name, other, reason)
        else:
            form = str(st.session_state.get("decide_split_form") or "")
            quarters = list(st.session_state.get("decide_split_quarters") or ())
            made = track.split(library, name, other, reason, form=form, quarters=quarters)
    except QuarterlineError as error:
        st.session_state[_DONE] = f"error|{error}"
        return
    if kind == "rename":
        st.query_params["name"] = made.other
    st.session_state[_DONE] = f"success|{made.kind} {made.name}, {made.other}: {made.reason}"


def _undo(library: Library, decision: str) -> None:
    import track  # noqa: PLC0415

    try:
        track.undo(library, decision)
        st.session_state[_DONE] = f"success|Decision {decision} was undone"
    except QuarterlineError as error:
        st.session_state[_DONE] = f"error|{error}"


def _decisions(library: Library, history: History) -> None:
    import track  # noqa: PLC0415

    name = history.operation.name
    st.html(
        "<h3>Decisions</h3><p>Two names are never joined by their spelling alone. A decision of "
        "yours is kept with its reason, holds when reports are added, and can be undone.</p>"
    )
    for decision in track.decisions(library):
        if name in (decision.name, decision.other):
            words, button = st.columns([5, 1], vertical_alignment="center")
            words.html(
                f"<p>{cards.text(capital(decision.kind))} {cards.text(decision.name)}: "
                f"{cards.text(decision.other)}. Reason: {cards.text(decision.reason)}</p>"
            )
            button.button(
                "Undo", key=f"undo_{decision.id}", on_click=_undo, args=(library, decision.id)
            )
    others = [o.name for o in track.register(library).operations if o.name != name]
    with st.expander("Join another name with this one"), st.form("join", border=False):
        st.selectbox("The name that is the same operation", others, index=None,
                     key="decide_join_other", placeholder="Choose a name")  # fmt: skip
        _reason_and_button(library, "join", name, "Join")
    with st.expander("Split a part off"), st.form("split", border=False):
        st.text_input("What that part is to be called", key="decide_split_other", max_chars=100)
        forms = ["", *sorted({a.name for a in history.operation.aliases})]
        st.selectbox("Only where it is printed as", forms, key="decide_split_form",
                     format_func=lambda form: form or "any form")  # fmt: skip
        st.multiselect("Only in these quarters", list(history.operation.quarters),
                       key="decide_split_quarters", placeholder="Any quarter")  # fmt: skip
        _reason_and_button(library, "split", name, "Split")
    with st.expander("Rename it"), st.form("rename", border=False):
        st.text_input("Its new name", key="decide_rename_other", max_chars=100)
        _reason_and_button(library, "rename", name, "Rename")


def _reason_and_button(library: Library, kind: str, name: str, label: str) -> None:
    st.text_input("Reason", key=f"decide_{kind}_reason", max_chars=300)
    st.form_submit_button(label, on_click=_decide, args=(library, kind, name))
