"""Saved searches in the app: saving the one on the page, and what new reports brought to each.

They are those of `quarterline alerts`; everyone who uses the library shares them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from quarterline.errors import QuarterlineError
from ui import cards, state
from ui.links import View
from ui.words import capital, counted, listed, quarter_name, shorten

if TYPE_CHECKING:
    from index.library import Library
    from index.results import Filters, Hit
    from index.saved import Alert

_NAME = "alert_name"
_SAID = "alert_said"
_QUOTED = 220
_PROBLEMS = (QuarterlineError, OSError)


def said() -> None:
    """What came of the last press of a button here, told once."""
    kind, title, words = st.session_state.pop(_SAID, ("", "", ""))
    if kind:
        st.html(cards.notice(kind, title, words))


def form(library: Library, view: View) -> None:
    """The form that keeps the search of this page."""
    with st.expander("Save as alert"):
        st.html(
            "<p>New reports are searched for this question, and what they bring is shown on the "
            "start page. Reports that are in the library now count as read.</p>"
            + "".join(f"<p>{cards.text(note)}</p>" for note in _left_out(view))
        )
        with st.form("save_alert", border=False):
            st.text_input(
                "Name of the alert", key=_NAME, max_chars=80,
                placeholder="For example: Southend drugs",
            )  # fmt: skip
            st.form_submit_button("Save as alert", on_click=_save, args=(library, view))


def _left_out(view: View) -> list[str]:
    """What of the search on the page an alert does not keep."""
    notes = []
    if view.quarter:
        notes.append("The filter by quarter is left out: new reports are of other quarters.")
    if view.without:
        notes.append("The whole question is kept, with the parts that you took back.")
    return notes


def _filters(view: View) -> Filters:
    return replace(view.filters, quarters=())


def _save(library: Library, view: View) -> None:
    name = " ".join(str(st.session_state.get(_NAME) or "").split())
    if not name:
        words = "Such as: Southend drugs. Then press the button again."
        st.session_state[_SAID] = ("error", "Give the alert a name", words)
        return
    try:
        if name.casefold() in (s.name.casefold() for s in library.saved_searches()):
            words = "Choose another name, or forget the old one on the start page."
            st.session_state[_SAID] = ("error", f"There is an alert “{name}” already", words)
            return
        library.save_search(name, view.question, filters=_filters(view))
    except _PROBLEMS as error:
        st.session_state[_SAID] = ("error", "The alert was not saved", str(error))
        return
    st.session_state[_NAME] = ""
    words = "What new reports bring to it is shown on the start page."
    st.session_state[_SAID] = ("success", f"Saved “{name}”", words)


def show(library: Library) -> None:
    """The saved searches with their new passages; nothing where there are none."""
    searches = library.saved_searches()
    if not searches:
        return
    held = {d.id for d in library.documents()}
    new = sum(bool(held - s.read) for s in searches)
    # A search of new reports may wait for the model; without new ones nothing is asked.
    if new:
        with st.spinner("Searching the new reports", show_time=False):
            alerts = _alerts(library)
    else:
        alerts = _alerts(library)
    found = sum(len(alert.hits) for alert in alerts)
    told = f"{counted(found, 'new passage')}" if found else "nothing new"
    with st.expander(
        f"{counted(len(alerts), 'alert')}, {told}",
        expanded=bool(found or any(a.problem for a in alerts)),
        key="alerts",
    ):
        st.html('<h2 class="ql-hidden">Alerts</h2>')
        for alert in alerts:
            _alert(library, alert)


def _alerts(library: Library) -> tuple[Alert, ...]:
    from index.saved import FILE  # noqa: PLC0415 - only where there are some

    path = library.path / FILE
    stamp = path.stat() if path.exists() else None
    key = f"alerts {stamp.st_mtime_ns} {stamp.st_size}" if stamp else "alerts"
    return state.kept(library, key, lambda: tuple(library.alerts()))


def _alert(library: Library, alert: Alert) -> None:
    st.html(card(alert))
    key = alert.search.name.casefold()
    with st.container(horizontal=True):
        if alert.documents:
            st.button("Note as read", key=f"read_{key}", on_click=_read, args=(library, alert))
        st.button("Forget", key=f"forget_{key}", on_click=_forget, args=(library, alert))


def _read(library: Library, alert: Alert) -> None:
    try:
        library.mark_read([alert])  # the reports that were shown, and none added since
    except _PROBLEMS as error:
        st.session_state[_SAID] = ("error", "It was not noted as read", str(error))


def _forget(library: Library, alert: Alert) -> None:
    name, query = alert.search.name, alert.search.query
    try:
        library.forget_search(name)
        st.session_state[_SAID] = ("success", f"Forgot “{name}”", f"Its question was: {query}")
    except _PROBLEMS as error:
        st.session_state[_SAID] = ("error", "It could not be forgotten", str(error))


# ---- as HTML


def card(alert: Alert) -> str:
    """A saved search, its question, and the passages that are new to it."""
    search = alert.search
    view = View(
        question=search.query, place=search.filters.places, priority=search.filters.priorities,
        operation=search.filters.operations,
    )  # fmt: skip
    only = listed([*view.place, *(f"priority {p}" for p in view.priority), *view.operation])
    narrowed = f" · only {cards.text(only)}" if only else ""
    hits = "".join(f"<li>{_hit(hit, view)}</li>" for hit in alert.hits)
    return (
        f'<article class="ql-report"><h3>{cards.text(search.name)}</h3>'
        f'<p class="ql-meta">Question: {cards.anchor(view, search.query)}{narrowed}</p>'
        f"<p>{cards.text(_summary(alert))}</p>"
        + (f'<ul class="ql-list">{hits}</ul>' if hits else "")
        + "</article>"
    )


def _summary(alert: Alert) -> str:
    if alert.problem:
        return f"It cannot be asked any more: {alert.problem}"
    if not alert.documents:
        return "No new reports."
    reports = listed([d.source for d in alert.documents], most=5)
    found = counted(len(alert.hits), "new passage") if alert.hits else "Nothing found"
    return f"{capital(found)} in {reports}."


def _hit(hit: Hit, view: View) -> str:
    opened = view.reading(hit.document.id, hit.passage.order)
    place = cards.anchor(opened, quarter_name(hit.document.quarter), at=cards.FOUND)
    return f"{place}: {cards.text(shorten(hit.passage.text, _QUOTED))}"
