"""The way in, where signing in is set up: nothing of the library is shown before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import streamlit as st

from ui import cards, moving, sign_in


def barrier() -> Callable[[], None] | None:
    """What is drawn instead of the pages; None for one who may read them."""
    secrets = _secrets()
    wrong = sign_in.refusal(secrets, _address(), _host(), guarded=_guarded())
    if wrong:
        return partial(_refuse, wrong)
    if "auth" not in secrets:
        return None
    user = _user()
    if not user.get("is_logged_in"):
        return _ask
    return None if sign_in.allowed(user, sign_in.allowed_entries(secrets)) else _turn_away


def signed_in() -> None:
    """Who is signed in, and the way out, where signing in is set up."""
    if "auth" in _secrets():
        moving.resume()
        address = str(_user().get("email") or "")
        with st.container(horizontal=True, vertical_alignment="center"):
            st.html(f'<p class="ql-meta">Signed in as {cards.text(address)}</p>', width="content")
            st.button("Sign out", type="tertiary", on_click=st.logout)


def _ask() -> None:
    st.html("<h2>Sign in</h2><p>Sign in with your organisation’s account.</p>")
    moving.remember()
    st.button("Sign in", type="primary", on_click=_login)


def _turn_away() -> None:
    words = "Ask whoever runs Quarterline here to add your address, or use another account."
    st.html(cards.notice("error", "Your account may not read these reports", words))
    st.button("Sign out", on_click=st.logout)


def _login() -> None:
    st.login()


def _refuse(why: str) -> None:
    st.html(cards.notice("error", "The app is not served without sign-in", why))


def _secrets() -> Mapping[str, Any]:
    """The secrets; reading them where there is no file would draw an error of Streamlit's."""
    return st.secrets.to_dict() if st.secrets.load_if_toml_exists() else {}


def _address() -> str:
    """What the server listens on, "" for every address: Streamlit's own default."""
    return str(st.get_option("server.address") or "")


def _host() -> str:
    return str(st.context.headers.get("Host") or "")


def _guarded() -> bool:
    return bool(st.get_option("server.enableCORS") and st.get_option("server.enableXsrfProtection"))


def _user() -> Mapping[str, Any]:
    return st.user.to_dict()
