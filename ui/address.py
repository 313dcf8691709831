"""The address bar and the widgets of a page, kept the same: every view is a link.

A page names its parameters with their defaults. `take` puts a new address (a link, back,
forward) into the widgets, before they are drawn; `give` puts what they hold into the
address, after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

Value = str | list[str]
_LONGEST = 1_000


def key(page: str, name: str) -> str:
    """The key of the widget that holds a parameter of a page."""
    return f"{page}_{name}"


def take(
    page: str, defaults: Mapping[str, Value], options: Mapping[str, Sequence[str]] | None = None
) -> None:
    """Put the address into the widgets, if it is another than they show.

    `options` are the values that a parameter can take; any other becomes the default.
    """
    address = _address(defaults)
    lost = any(key(page, name) not in st.session_state for name in defaults)
    if not lost and st.session_state.get(_shown(page)) == address:
        return
    st.session_state[_shown(page)] = address
    for name, default in defaults.items():
        known = (options or {}).get(name)
        values = [v for v in address[name] if v and (known is None or v in known)]
        if isinstance(default, list):
            st.session_state[key(page, name)] = values if address[name] else list(default)
        else:
            st.session_state[key(page, name)] = values[0] if values else default


def value(page: str, name: str) -> str:
    """The value of a parameter that has one."""
    return str(st.session_state.get(key(page, name)) or "")


def values(page: str, name: str) -> list[str]:
    """The values of a parameter that may have several."""
    return list(st.session_state.get(key(page, name)) or ())


def give(page: str, defaults: Mapping[str, Value]) -> dict[str, list[str]]:
    """Put what the widgets hold into the address, defaults left out; returns what it says.

    Other parameters of the address stay.
    """
    said: dict[str, list[str]] = {}
    for name, default in defaults.items():
        held = st.session_state.get(key(page, name))
        if isinstance(default, list):
            chosen = list(held or ())
            # "None of them" must be told from "the usual ones".
            said[name] = [] if chosen == default else chosen or [""]
        else:
            said[name] = [] if (held or "") == default else [str(held or "")]
    if said != st.session_state.get(_shown(page)):
        st.session_state[_shown(page)] = said
        others = {n: st.query_params.get_all(n) for n in st.query_params if n not in defaults}
        st.query_params.from_dict({**others, **{n: v for n, v in said.items() if v}})
    return {name: held for name, held in said.items() if held}


def _address(defaults: Mapping[str, Value]) -> dict[str, list[str]]:
    return {name: [v[:_LONGEST] for v in st.query_params.get_all(name)] for name in defaults}


def _shown(page: str) -> str:
    return f"address of {page}"  # no parameter can have such a key
