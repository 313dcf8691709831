"""The audit: what was checked first, then what does not add up, each with its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from quarterline.errors import QuarterlineError
from ui import address, audit_cards, cards, shelf, state, view_draft, view_figures, view_recall
from ui.downloads import csv_button
from ui.links import AUDIT, back_to
from ui.words import counted, quarter_name

if TYPE_CHECKING:
    import pandas as pd

    from audit import Coverage
    from audit.working import Item, Opinion, Working
    from index.audited import Audited
    from index.library import Library
    from quarterline.records import Check, Document

T = TypeVar("T")
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
    found = _found(library)
    st.html(audit_cards.coverage(found.coverage))
    view_recall.show(library)
    here = {name: values[0] for name, values in said.items() if name != "decide"}
    _findings(library, found, back_to(AUDIT, here))
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


@dataclass(frozen=True, slots=True)
class _Found:
    """What there is to show of the library's audit, or of one report's (its id).

    `agreeing`, `grade` and `decision` are what is asked for, "" for any.
    """

    report: str
    agreeing: bool
    grade: str
    decision: str
    audited: Audited
    coverage: Coverage
    findings: tuple[Check, ...]
    opinions: dict[str, Opinion]

    def first(self, most: int) -> tuple[int, list[Item]]:
        """How many of the kind that is asked for there are, and the first of them."""
        if self.agreeing:
            checks = self.audited.agreeing(self.report, most)
            return self.audited.count_agreeing(self.report), self._items(checks)
        checks = self.checks()
        return len(checks), self._items(checks[:most])

    def checks(self) -> list[Check]:
        """All of the kind that is asked for."""
        from audit.working import grade_of  # noqa: PLC0415 - only with the page

        if self.agreeing:
            return self.audited.agreeing(self.report)
        graded = [check for check in self.findings if self.grade in ("", grade_of(check))]
        if not self.decision:
            return graded
        return [i.check for i in self._items(graded) if i.opinion.state == self.decision]

    def _items(self, checks: Sequence[Check]) -> list[Item]:
        return self.audited.items(checks, self.opinions)


def _found(library: Library) -> _Found:
    from index.audited import audited  # noqa: PLC0415 - only with the page

    made = audited(library)
    report = address.value(AUDIT, "report")

    def keep(key: str, make: Callable[[], T]) -> T:
        return state.kept(library, key, make, made.generation)

    return _Found(
        report,
        address.value(AUDIT, "show") == "agrees",
        address.value(AUDIT, "grade"),
        address.value(AUDIT, "state"),
        made,
        keep(f"coverage {report}", lambda: made.coverage(report)),
        keep(f"findings {report}", lambda: tuple(made.findings(report))),
        keep(f"opinions {_stamp(library)}", made.opinions),
    )


def _stamp(library: Library) -> tuple[int, int]:
    """Other numbers after every decision; two in one tick of the clock are told by the size."""
    from index.reviews import ReviewLog  # noqa: PLC0415

    path = ReviewLog(library.path).path
    found = path.stat() if path.exists() else None
    return (found.st_mtime_ns, found.st_size) if found else (0, 0)


def _working(library: Library, report: str) -> Working:
    """The whole audit, for a file of it."""
    from index.auditing import audit_library  # noqa: PLC0415

    whole = state.kept(
        library,
        f"audit {report} {_stamp(library)}",
        lambda: audit_library(library, [report] if report else []),
    )
    return replace(whole, measured=view_recall.measured(library))


def _findings(library: Library, found: _Found, back: str) -> None:
    least = address.value(AUDIT, "shown")
    most = max(_PART, int(least) if least.isascii() and least.isdigit() and len(least) < 6 else 0)
    total, shown = found.first(most)
    if not total:
        st.html(cards.notice("info", "Nothing of that kind", audit_cards.NOTHING))
        return
    part = f", {len(shown)} shown" if len(shown) < total else ""
    words = (
        counted(total, "check that agrees", "checks that agree")
        if found.agreeing
        else counted(total, "finding")
    )
    st.html(f'<h3>Findings</h3><p class="ql-sum" role="status">{words}{part}</p>')
    _files(library, found)
    held = {document.id for document in library.documents()}
    followed = view_figures.followed(found.audited.claims([item.check for item in shown]))
    for grade, items in groupby(shown, key=lambda item: item.grade):
        if grade:
            st.html(f'<h3 class="ql-group">{cards.text(audit_cards.GRADES.get(grade, grade))}</h3>')
        for item in items:
            st.html(audit_cards.finding(item, back, held, followed))
            if grade:
                _decide_box(library, item)
    if len(shown) < total and st.button(f"Show {min(_PART, total - len(shown))} more"):
        st.session_state[address.key(AUDIT, "shown")] = str(most + _PART)
        st.rerun()


def _files(library: Library, found: _Found) -> None:
    """What is in a file is gathered when its button is pressed."""
    with st.container(horizontal=True):
        st.download_button(
            "Workbook (Excel)", partial(_workbook, library, found.report), "audit.xlsx", _WORKBOOK,
            on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "Page to print (HTML)", partial(_paper, library, found.report), "audit.html",
            "text/html", on_click="ignore",
        )  # fmt: skip
        csv_button("These findings (CSV)", "findings", partial(_table, found))


def _table(found: _Found) -> pd.DataFrame:
    return audit_cards.frame(found.checks())


def _workbook(library: Library, report: str) -> bytes:
    from audit.workbook import workbook  # noqa: PLC0415 - openpyxl, only when asked for

    return workbook(_working(library, report))


def _paper(library: Library, report: str) -> bytes:
    from audit.paper import paper  # noqa: PLC0415 - only when asked for

    return paper(_working(library, report)).encode()


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
