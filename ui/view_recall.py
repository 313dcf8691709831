"""The measured recall of the auditor, beside its findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from ui import cards, measuring
from ui.quarter_grid import scroll
from ui.words import counted, day_of

if TYPE_CHECKING:
    from index.library import Library
    from index.selftest import SelfTest

_ASK_AGAIN = 1.0  # seconds
_WHAT = (
    "Known slips are planted in copies of your reports, in memory, and the copies are audited. "
    "The share found says how far to trust that nothing else is wrong. Nothing is changed."
)


def measured(library: Library) -> tuple[tuple[str, int, int], ...]:
    """Kind of slip, planted and found, where the library as it is was measured."""
    made = measuring.last(library.path)
    return made.rows if made is not None and made.generation == library.generation else ()


def show(library: Library) -> None:
    """What was measured and when, or that it was not, and the button that measures."""
    made = measuring.last(library.path)
    words = "Not measured on these reports yet."
    st.html("<h3>How much the auditor finds</h3>")
    if made is not None and made.running:
        _progress(library)
        return
    if made is not None and made.problem:
        st.html(cards.notice("error", "The measurement failed", made.problem))
    elif made is not None and made.result is not None and measured(library):
        st.html(table(made.result, made.when))
        st.button("Measure again", on_click=_start, args=(library,))
        return
    elif made is not None and made.result is not None:
        words = (
            "Not measured since the library changed, or Quarterline itself. Before that, on "
            f"{day_of(made.when)}, {_head(made.result)}."
        )
    st.html(f'<p class="ql-sum">{words}</p><p>{_WHAT}</p>')
    st.button("Measure it", on_click=_start, args=(library,))


def _start(library: Library) -> None:
    measuring.start(library.path)


@st.fragment(run_every=_ASK_AGAIN)
def _progress(library: Library) -> None:
    made = measuring.last(library.path)
    if made is None or not made.running:
        st.rerun()
    done, total = made.done, made.total
    words = f"{done} of {counted(total, 'copy', 'copies')} audited" if total else "Starting"
    st.progress(done / total if total else 0.0, text=words)
    st.html(
        '<p class="ql-meta">It takes a few minutes with many reports. You can leave this page.</p>'
    )


def table(result: SelfTest, when: str) -> str:
    """Slips by kind: planted, found, and the share."""
    *kinds, whole = result.measured
    _, planted, _ = whole
    head = (
        _head(result)
        if planted
        else "No slip could be planted: too few sums of these reports agree"
    )
    rows = "".join(
        f'<tr><th scope="row">{cards.text(kind)}</th><td class="ql-number">{planted}</td>'
        f'<td class="ql-number">{found}</td>'
        f'<td class="ql-number">{_share(found, planted)}</td></tr>'
        for kind, planted, found in kinds
    )
    heads = '<th scope="col">Kind of slip</th>' + "".join(
        f'<th scope="col" class="ql-number">{name}</th>' for name in ("Planted", "Found", "Share")
    )
    body = scroll(
        f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>", "Slips by kind"
    )
    return (
        f'<p class="ql-sum">{head}</p><p class="ql-meta">Measured on {day_of(when)} in copies of '
        f"{counted(result.reports, 'report')}, one figure or word of a sum changed in each slip. "
        "A slip that rests on no sum is not planted, so this is no share of all errors.</p>"
        + (f"<details><summary>By kind of slip</summary>{body}</details>" if rows else "")
    )


def _head(result: SelfTest) -> str:
    _, planted, found = result.measured[-1]
    return f"{found} of {counted(planted, 'planted slip')} found ({_share(found, planted)})"


def _share(found: int, planted: int) -> str:
    return f"{100 * found / planted:.0f}%" if planted else "none planted"
