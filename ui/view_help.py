"""Help: the three jobs, taught with the sample reports, and what Quarterline cannot do."""

from __future__ import annotations

import streamlit as st

from ui.cards import anchor, page_anchor
from ui.links import (
    AUDIT,
    CONNECTIONS,
    FIGURES,
    FOLLOW,
    LIBRARY,
    OPERATIONS,
    THEMES,
    View,
)


def show() -> None:
    """The whole page. The links work on the sample reports, and on others that are alike."""
    st.html(
        f'<div class="ql-help"><h2>Help</h2>{_SAMPLE}{_find()}{_follow()}{_check()}{_LIMITS}</div>'
    )


_SAMPLE = (
    "<p>Quarterline reads quarterly police reports on this computer. The examples below are for "
    "the sample reports that come with it; with your own reports, use your own words.</p>"
)


def _find() -> str:
    question = anchor(View(question="county lines in Southend"), "county lines in Southend")
    only = anchor(View(question="arrests", quarter=("2020-21 Q1",)), "arrests, only in 2020-21 Q1")
    return (
        "<h3>Find what was said</h3>"
        f'<ol class="ql-list"><li>Ask in your own words: {question}.</li>'
        "<li>Below the box stands what was understood: places, operations, quarters. Nothing is "
        "hidden because of it; “show only” makes it a filter.</li>"
        f"<li>Filters hide everything else: {only}. Places stand in a list and as a tree, from "
        "the force down to its towns; the columns above the results filter by quarter.</li>"
        "<li>Each passage says why it was found. Its heading opens the report at those words.</li>"
        "<li>“Save as alert” keeps a question. What new reports bring to it is shown on the start "
        "page.</li>"
        "<li>“Nothing found” means that the reports do not speak of it as far as can be told; "
        "the nearest passages are shown below.</li></ol>"
    )


def _follow() -> str:
    one = page_anchor(OPERATIONS, {"name": "GAMBLER"}, "Operation GAMBLER")
    changed = page_anchor(OPERATIONS, {"name": "GAMBLER", "part": "changes"}, "what changed")
    theme = page_anchor(THEMES, {"text": "knife crime"}, "knife crime")
    figure = page_anchor(FIGURES, {"text": "drug driving arrests"}, "arrests for drug driving")
    return (
        "<h3>Follow an operation or a theme</h3>"
        f'<ol class="ql-list"><li>{page_anchor(OPERATIONS, {}, "Operations")} lists every '
        f"operation and project. Open one, such as {one}.</li>"
        "<li>The timeline tells silence from a gap: a held report that does not name it, and a "
        "quarter without a report.</li>"
        f"<li>See {changed} from one report to the next, sentence by sentence.</li>"
        f"<li>Follow a theme, such as {theme}: passages of each quarter beside the number of "
        "passages of its reports, so that a longer report does not look like a rise.</li>"
        f"<li>Follow a figure, such as {figure}, as a chart and a table. A figure that does not "
        "agree with another report is a diamond.</li>"
        "<li>Download the dossier: everything with its citations, in one file.</li>"
        f"<li>{page_anchor(FOLLOW, {}, 'Follow-up')} shows what was promised and what is said "
        f"again; {page_anchor(CONNECTIONS, {}, 'Connections')} shows names that stand "
        "together.</li></ol>"
    )


def _check() -> str:
    audit = page_anchor(AUDIT, {}, "Audit")
    return (
        "<h3>Check the figures</h3>"
        f'<ol class="ql-list"><li>{audit} begins with how many figures could be checked, and why '
        "the others could not.</li>"
        "<li>Each finding writes the sum out and shows the words of the reports side by side, "
        "with the figures marked.</li>"
        "<li>“What may have happened” is a reading, not a fact: two digits swapped, another "
        "baseline, a direction turned round. Open the words before you rely on it.</li>"
        "<li>Accept, explain or dismiss a finding; the workbook holds them all.</li>"
        "<li>“Check a draft”, at the end of the page, does the same for a report that is not "
        "published yet. It is not kept.</li></ol>"
    )


_LIMITS = (
    '<h3>What it cannot do</h3><ul class="ql-list">'
    "<li>It reads; it does not know. A name that is misread or a figure that is not recognised "
    "is not in its counts. Every number leads to its words, so that you can check.</li>"
    "<li>A quarter without a report says nothing about what happened in it.</li>"
    "<li>Two names are never joined by their spelling alone. You can join, split and rename "
    "them, with a reason; every decision can be undone.</li>"
    "<li>Figures that no other figure bears on cannot be checked. They are counted, not "
    "passed.</li>"
    "<li>Scanned pages without text cannot be read.</li></ul>"
    "<h3>Links, keyboard and privacy</h3><p>The address of every view can be copied, kept and "
    "sent to others who use the same library. All pages work with the keyboard alone: "
    "<kbd>Tab</kbd> moves on, <kbd>Enter</kbd> opens. Nothing you read or ask leaves "
    "this computer. Reports are added and removed on the page "
    f"{page_anchor(LIBRARY, {}, 'Library')}.</p>"
)
