"""Figures over quarters: the list of what is counted, and one figure as a chart and a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import streamlit as st

from quarterline.errors import QuarterlineError
from ui import address, cards, figure_cards, state
from ui.downloads import csv_button
from ui.links import FIGURES, back_to
from ui.words import capital, counted

if TYPE_CHECKING:
    from index.library import Library
    from quarterline.records import Claim
    from track.measure import Measure, MeasureSeries

_FIELDS = {"text": "", "series": "", "about": ""}
_FEWEST, _LISTED = 2, 60


def show(library: Library) -> None:
    """The figure that the address names, or the figures that most quarters state."""
    address.take(FIGURES, _FIELDS)
    st.html("<h2>Figures over quarters</h2>")
    box, button = st.columns([6, 1], vertical_alignment="bottom")
    box.text_input(
        "What is counted", key=address.key(FIGURES, "text"), type="search", max_chars=200,
        placeholder="For example: emergency calls",
    )  # fmt: skip
    button.button("Show", type="primary", width="stretch")
    asked = address.value(FIGURES, "text").strip()
    if not asked:
        address.give(FIGURES, _FIELDS)
        st.html(_all(library))
        return
    import track  # noqa: PLC0415 - pandas and the index's words, when first needed

    try:
        measure = track.measure(library, asked)
    except QuarterlineError as error:
        address.give(FIGURES, _FIELDS)
        st.html(cards.notice("warning", "No figure of this is followed", str(error)))
        _way_out()
        return
    if not measure.series:
        address.give(FIGURES, _FIELDS)
        words = "The reports state only changes of it, no level that could be drawn."
        st.html(cards.notice("warning", "No figure of this is followed", words))
        _way_out()
        return
    _measure(measure)


def _way_out() -> None:
    way = cards.page_anchor(FIGURES, {}, "See all figures")
    st.html(f'<p class="ql-way"><span>{way}</span></p>')


def _measure(measure: Measure) -> None:
    series = _choose_series(measure)
    groups = figure_cards.groups(series.points)
    named = {group.key: group for group in groups}
    key = address.key(FIGURES, "about")
    if st.session_state.get(key) not in named or st.session_state[key] == groups[0].key:
        st.session_state[key] = ""
    if len(groups) > 1:
        st.selectbox(
            "Of", ["", *(group.key for group in groups[1:])], key=key,
            format_func=lambda k: f"{named[k].name if k else groups[0].name} "
            f"({len(named[k].points if k else groups[0].points)})",
        )  # fmt: skip
    said = address.give(FIGURES, _FIELDS)
    back = back_to(FIGURES, said)
    group = named.get(address.value(FIGURES, "about"), groups[0])
    odd = figure_cards.odd_claims(series.checks)
    st.html(f"<h3>{cards.text(figure_cards.series_name(series))}: {cards.text(group.name)}</h3>")
    if figure_cards.can_be_drawn(group):
        drawing, figures = st.columns([2, 3])
        with drawing:
            dark = st.context.theme.type == "dark"
            drawn = figure_cards.chart(group, series.unit, odd, back, dark=dark)
            st.vega_lite_chart(drawn, width="stretch")
            st.html(
                '<p class="ql-meta">A gap in the line is a quarter without a figure. '
                "A point leads to its words, as the table’s figures do.</p>"
            )
        figures.html(figure_cards.table(group.points, odd, back, about=False))
    else:
        st.html('<p class="ql-meta">One period only: nothing to draw.</p>')
        st.html(figure_cards.table(group.points, odd, back, about=False))
    told = figure_cards.findings(series.checks)
    if told:
        st.html(told)
    others = [point for other in groups if other is not group for point in other.points]
    if others:
        st.html(
            f"<details><summary>{counted(len(others), 'other figure')} of it, of other places, "
            "operations or lengths of time</summary>"
            + figure_cards.table(others, odd, back, about=True)
            + "</details>"
        )
    with st.container(horizontal=True):
        csv_button("Download the figures (CSV)", "figures", measure.frame)
        if any(s.checks for s in measure.series):
            csv_button("Download the checks (CSV)", "checks", measure.checks_frame)
    _way_out()


def _choose_series(measure: Measure) -> MeasureSeries:
    """The series of the address, else the one whose name is nearest to what was asked."""
    known = {figure_cards.series_key(s.name, s.unit): s for s in measure.series}
    first = next(iter(known))
    key = address.key(FIGURES, "series")
    if st.session_state.get(key) not in known or st.session_state[key] == first:
        st.session_state[key] = ""
    if len(known) > 1:
        st.selectbox(
            "Series", ["", *list(known)[1:]], key=key,
            format_func=lambda k: figure_cards.series_name(known[k or first]),
        )  # fmt: skip
    return known[address.value(FIGURES, "series") or first]


def _all(library: Library) -> str:
    return state.kept(library, "figures listed", lambda: _listed(library))


def _listed(library: Library) -> str:
    """The series that several quarters state, as their reports word them."""
    from track.holdings import holdings_of  # noqa: PLC0415 - with the page
    from track.measure import measures  # noqa: PLC0415

    wording: dict[tuple[str, str], str] = {}
    for claim in library.claims():
        if claim.series and claim.measure:
            wording.setdefault((claim.series, claim.unit), claim.measure)
    counts = measures(holdings_of(library))
    rows = [
        (name, wording[name, unit], unit, count)
        for name, unit, count in counts
        if count >= _FEWEST and (name, unit) in wording
    ][:_LISTED]
    if not rows:
        return cards.notice(
            "info", "No figure is stated in two quarters yet",
            "Add more reports, or search above for a figure of one of them.",
        )  # fmt: skip
    links = [
        cards.page_anchor(FIGURES, figure_cards.figure_params(words, name, unit), capital(words))
        for name, words, unit, _ in rows
    ]
    told = f"{counted(len(rows), 'figure')} that at least {_FEWEST} quarters state"
    return f'<p class="ql-sum">{told}</p>' + figure_cards.measures_table(rows, links)


def followed(claims: Iterable[Claim]) -> dict[str, dict[str, str]]:
    """By claim, the address of its series on this page."""
    return {
        claim.id: figure_cards.figure_params(claim.measure, claim.series, claim.unit)
        for claim in claims
        if claim.series and claim.measure and claim.role in figure_cards.LEVELS
    }
