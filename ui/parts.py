"""A long list in parts, of which the address names one: `?page=2`."""

from __future__ import annotations

import streamlit as st

from ui.cards import page_anchor

_PAGE = "page"


def first_of(total: int, size: int) -> int:
    """Index (from 0) of the first entry of the part that the address names; 0 for none there is."""
    text = st.query_params.get(_PAGE, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    return (number - 1) * size if 0 < number <= (total + size - 1) // size else 0


def begin_again() -> None:
    """To the first part: another list is asked for."""
    st.query_params.pop(_PAGE, None)


def ways(
    page: str, params: dict[str, str], first: int, total: int, size: int,
    before: str = "Earlier", after: str = "Later",
) -> str:  # fmt: skip
    """Which entries are shown, and the ways to those before and after; "" where all are."""
    if total <= size:
        return ""
    number = first // size + 1
    links = [f"<span>{first + 1} to {min(first + size, total)} of {total:,}</span>"]
    for other, words in ((number - 1, before), (number + 1, after)):
        if other > 0 and (other - 1) * size < total:
            links.append(page_anchor(page, {**params, _PAGE: str(other)}, words))
    return f'<nav class="ql-way" aria-label="Parts of the list">{"".join(links)}</nav>'
