"""Themes: how much the reports speak of a subject, where, and in which words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from quarterline.errors import QueryError
from ui import address, cards, state, theme_cards
from ui.downloads import csv_button
from ui.links import FOLLOW, THEMES, back_to
from ui.words import capital, one_line

if TYPE_CHECKING:
    from index.library import Library
    from track.citations import Citation
    from track.districts import DistrictQuarter
    from track.theme import Theme

_WAYS = {
    "auto": "Best way",
    "terms": "Terms of the theme",
    "search": "Search by meaning",
    "words": "The words as they stand",
}
_FIELDS = {"text": "", "how": "auto", "least": "", "quarter": "", "place": ""}
_TERMS = ("", "2", "3", "4", "5")
_SURE = ("", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9")


def show(library: Library) -> None:
    """All themes, or the one that the address names."""
    address.take(THEMES, _FIELDS, {"how": tuple(_WAYS)})
    st.html("<h2>Themes</h2>")
    box, way, least = st.columns([4, 3, 2], vertical_alignment="bottom")
    box.text_input(
        "Theme, or any words",
        key=address.key(THEMES, "text"),
        type="search",
        placeholder="For example: knife crime",
        max_chars=200,
    )
    way.selectbox(
        "How passages are found",
        tuple(_WAYS),
        key=address.key(THEMES, "how"),
        format_func=_WAYS.__getitem__,
    )
    text = " ".join(address.value(THEMES, "text").split())
    how = address.value(THEMES, "how")
    _threshold(library, text, how, least)
    said = address.give(THEMES, _FIELDS)
    if not text:
        _overview(library)
        return
    asked = {name: values[0] for name, values in said.items()}
    try:
        theme = _theme(library, text, how)
    except QueryError as error:
        st.html(cards.notice("error", "This theme cannot be followed", str(error)))
        st.html(f"<p>{cards.page_anchor(THEMES, {}, 'See all themes')}</p>")
        return
    _one(library, theme, asked)


def _threshold(
    library: Library, text: str, how: str, column: st.delta_generator.DeltaGenerator
) -> None:
    by_search = how == "search" or (how == "auto" and bool(text) and not _is_theme(library, text))
    options = _SURE if by_search else _TERMS
    key = address.key(THEMES, "least")
    if st.session_state[key] not in options:
        st.session_state[key] = ""
    column.selectbox(
        "Certainty, from" if by_search else "Terms in a passage, from",
        options,
        key=key,
        format_func=lambda value: value or ("the usual" if by_search else "1"),
        disabled=how == "words",
    )


def _is_theme(library: Library, text: str) -> bool:
    from track.holdings import holdings_of  # noqa: PLC0415
    from track.theme import profile_theme  # noqa: PLC0415

    return profile_theme(holdings_of(library), text) is not None


def _theme(library: Library, text: str, how: str) -> Theme:
    import track  # noqa: PLC0415 - pandas and the index's words, when first needed

    least = address.value(THEMES, "least")
    threshold = float(least) if least and how != "words" else None
    with st.spinner("Counting", show_time=False):
        return track.theme(library, text, how=how, threshold=threshold)


def _overview(library: Library) -> None:
    import track  # noqa: PLC0415
    from track.holdings import holdings_of  # noqa: PLC0415
    from track.theme import theme_names  # noqa: PLC0415

    names = sorted(theme_names(holdings_of(library)))
    if not names:
        st.html(
            cards.notice(
                "info", "Enter a theme", "The profile of this force names none; any words will do."
            )
        )
        return
    made = state.kept(library, "themes", lambda: [track.theme(library, n) for n in names])
    st.html(
        '<p class="ql-legend">Passages that speak of each theme; a number leads to them. '
        f"Hatched: no report is held.</p>{theme_cards.overview(made)}"
    )


def _one(library: Library, theme: Theme, asked: dict[str, str]) -> None:
    from track.districts import by_district  # noqa: PLC0415
    from track.holdings import holdings_of  # noqa: PLC0415

    here = back_to(THEMES, asked)
    st.html(
        f'<p class="ql-way">{cards.page_anchor(THEMES, {}, "‹ All themes")}</p>'
        f"<h3>{cards.text(capital(theme.text))} by quarter</h3>"
        f"{theme_cards.momentum(theme)}{theme_cards.trend(theme, asked)}"
        f"{theme_cards.how_counted(theme)}{theme_cards.drivers(theme, here)}"
    )
    if not theme.total:
        st.html(
            cards.notice(
                "warning",
                f"No passage speaks of {one_line(theme.text)}",
                "The zeros above are counts: every report held was searched. Try other words, or "
                "another way of finding them.",
            )
        )
        searched = {"part": "mentions", "text": theme.text}
        st.html(f"<p>{cards.page_anchor(FOLLOW, searched, 'See which reports were searched')}</p>")
        return
    found = by_district(holdings_of(library), theme)
    st.html(f"<h3>Districts</h3>{theme_cards.districts(found, theme, asked)}")
    _passages(theme, found, asked, here)
    with st.container(horizontal=True):
        csv_button("Download the counts (CSV)", "theme", theme.frame)
        csv_button("Download the passages (CSV)", "passages", theme.passages_frame)


def _passages(
    theme: Theme, found: Sequence[DistrictQuarter], asked: dict[str, str], here: str
) -> None:
    """The passages of the chosen quarter and district, else of all."""
    quarter, place = asked.get("quarter", ""), asked.get("place", "")
    citations: list[Citation] = []
    if place:
        for one in found:
            if one.district == place and quarter in ("", one.quarter):
                citations += one.citations
    else:
        for each in theme.quarters:
            if quarter in ("", each.quarter):
                citations += each.citations
    where = f" in {place}" if place else ""
    title = f"Passages{where}, {quarter or 'all quarters'}"
    st.html(theme_cards.passages(citations, title, here))
    if quarter or place:
        rest = {name: value for name, value in asked.items() if name not in ("quarter", "place")}
        st.html(f"<p>{cards.page_anchor(THEMES, rest, 'Show all passages of the theme')}</p>")
