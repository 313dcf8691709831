"""Signing in: the rule of what must be set up, the command's refusals, and the way in."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit import config
from streamlit.testing.v1 import AppTest

from tests.ui_support import (
    APP,
    AUTUMN,
    make_library,
    ran,
    source,
    use_fake_encoder,
    words,
    write_reports,
)
from ui import cli_serve, sign_in, view_sign_in
from ui.cli_serve import AddressError

EVERYWHERE = "0.0.0.0"  # noqa: S104 - what the rule is about
AUTH = {
    "redirect_uri": "https://reports.example.org/oauth2callback",
    "cookie_secret": "0123456789abcdef0123456789abcdef",
    "client_id": "quarterline",
    "client_secret": "not a secret",
    "server_metadata_url": "https://id.example.org/.well-known/openid-configuration",
}
TOML = "[auth]\n" + "".join(f'{name} = "{value}"\n' for name, value in AUTH.items())


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_fake_encoder(monkeypatch)
    monkeypatch.setenv("QUARTERLINE_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *a: True if name == "authlib" else real(name, *a)
    )
    st.cache_resource.clear()
    st.cache_data.clear()


# ---- the rule


@pytest.mark.parametrize("address", ["127.0.0.1", "127.3.2.1", "::1", "[::1]", "localhost"])
def test_loopback(address: str) -> None:
    assert sign_in.is_loopback(address)


@pytest.mark.parametrize(
    "address", [EVERYWHERE, "::", "192.168.1.4", "", "localhost.example.org", "reports", "127.1"]
)
def test_not_loopback(address: str) -> None:
    assert not sign_in.is_loopback(address)


def test_complete_secrets_are_taken() -> None:
    assert sign_in.problem({"auth": AUTH}) == ""
    assert sign_in.public_host({"auth": AUTH}) == "reports.example.org"
    assert sign_in.public_host({}) == ""


@pytest.mark.parametrize("name", sorted(AUTH))
def test_each_key_is_needed(name: str) -> None:
    assert f"[auth] has no {name}" in sign_in.problem({"auth": {**AUTH, name: " "}})


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("redirect_uri", "https://reports.example.org/", "must be an address that ends"),
        ("redirect_uri", "http://reports.example.org/oauth2callback", "begin with https"),
        ("server_metadata_url", "http://id.example.org/", "begin with https"),
        ("server_metadata_url", "http://127.0.0.1.example.org/", "begin with https"),
        ("cookie_secret", "short", "32 characters"),
    ],
)
def test_unsafe_values_are_refused(name: str, value: str, said: str) -> None:
    assert said in sign_in.problem({"auth": {**AUTH, name: value}})


def test_addresses_of_this_computer_may_be_plain() -> None:
    own = {
        "redirect_uri": "http://127.0.0.1:8501/oauth2callback",
        "server_metadata_url": "http://localhost:9000/.well-known/openid-configuration",
    }
    assert sign_in.problem({"auth": {**AUTH, **own}}) == ""


@pytest.mark.parametrize(
    ("address", "host", "guarded", "said"),
    [
        ("127.0.0.1", "", True, ""),
        ("127.0.0.1", "localhost:8501", True, ""),
        ("::1", "[::1]:8501", True, ""),
        ("", "127.0.0.1:8501", True, "served on every address"),
        ("", "", True, "served on every address"),
        (EVERYWHERE, "127.0.0.1:8501", True, "has no [auth]"),
        ("127.0.0.1", "reports.example.org", True, "has no [auth]"),
        ("127.0.0.1", "evil.example:8501", True, "has no [auth]"),
        ("127.0.0.1", "[", True, "has no [auth]"),
        ("127.0.0.1", "127.0.0.1:8501", False, "other websites could use it"),
    ],
)
def test_what_is_served_without_sign_in(address: str, host: str, guarded: bool, said: str) -> None:
    found = sign_in.refusal({}, address, host, guarded=guarded)
    assert said in found
    assert bool(said) is bool(found)


def test_with_sign_in_any_address_is_served_but_not_unguarded() -> None:
    for address in ("", EVERYWHERE, "127.0.0.1"):
        assert sign_in.refusal({"auth": AUTH}, address, "reports.example.org") == ""
        assert "other websites" in sign_in.refusal({"auth": AUTH}, address, guarded=False)
    assert "has no [auth]" in sign_in.refusal({"auth": {}}, "127.0.0.1")


def test_the_package_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert "quarterline[auth]" in sign_in.problem({"auth": AUTH})
    assert "has no [auth]" in sign_in.problem({"auth": "yes"})


@pytest.mark.parametrize(
    ("user", "entries", "may"),
    [
        ({"email": "A@x.org"}, None, True),
        ({"email": "A@x.org"}, ["a@X.org"], True),
        ({"email": "b@x.org"}, ["@x.org"], True),
        ({"email": "b@sub.x.org"}, ["@x.org"], False),
        ({"email": "b@x.org", "email_verified": False}, ["@x.org"], False),
        ({"email": ""}, [""], False),
        ({}, ["@x.org"], False),
        ({"email": "a@x.org"}, [], False),
    ],
)
def test_who_may_read(user: dict[str, Any], entries: list[str] | None, may: bool) -> None:
    assert sign_in.allowed(user, entries) is may


# ---- the command


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    calls: list[list[str]] = []
    monkeypatch.setattr("streamlit.web.cli.main", lambda arguments, **_: calls.append(arguments))
    monkeypatch.setattr(cli_serve, "check_port", lambda _port, _address: None)
    return calls


def test_a_public_address_is_refused_without_sign_in(started: list[list[str]]) -> None:
    for address in (EVERYWHERE, "::", "192.168.1.4", "reports"):
        with pytest.raises(AddressError, match=r"secrets\.toml has no \[auth\]"):
            cli_serve.serve(Path("library"), 8501, address)
    assert started == []
    cli_serve.serve(Path("library"), 8501)
    assert "--server.address=127.0.0.1" in started[0]


def test_a_public_address_is_served_with_sign_in(started: list[list[str]], tmp_path: Path) -> None:
    secrets = tmp_path / ".streamlit" / "secrets.toml"
    secrets.parent.mkdir()
    secrets.write_text(TOML, encoding="utf-8")
    cli_serve.serve(Path("library"), 8501, EVERYWHERE)
    assert {
        "--server.address=0.0.0.0",
        "--server.allowedHosts=reports.example.org",
        "--browser.serverAddress=reports.example.org",
        f"--secrets.files={secrets}",
    } <= set(started[0])
    secrets.write_text(TOML.replace("client_id", "client"), encoding="utf-8")
    for address in (EVERYWHERE, "127.0.0.1"):
        with pytest.raises(AddressError, match="has no client_id"):
            cli_serve.serve(Path("library"), 8501, address)
    secrets.write_text("[auth", encoding="utf-8")
    with pytest.raises(AddressError, match="cannot be read as TOML"):
        cli_serve.serve(Path("library"), 8501)


# ---- the app


@pytest.fixture
def _library(tmp_path: Path) -> None:
    make_library(tmp_path / "library", write_reports(tmp_path / "reports", autumn=AUTUMN))


def come(monkeypatch: pytest.MonkeyPatch, user: dict[str, Any], secrets: dict[str, Any]) -> AppTest:
    monkeypatch.setattr(view_sign_in, "_user", lambda: user)
    monkeypatch.setattr(view_sign_in, "_secrets", lambda: secrets)
    return ran(AppTest.from_file(str(APP), default_timeout=60))


@pytest.mark.usefixtures("_library")
def test_nothing_is_shown_before_signing_in(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    monkeypatch.setattr(st, "login", lambda: asked.append(True))
    app = come(monkeypatch, {"is_logged_in": False}, {"auth": AUTH})
    assert "Sign in with your organisation’s account." in words(app)
    assert "autumn" not in source(app)
    assert len(app.text_input) == 0
    assert [button.label for button in app.button] == ["Sign in"]
    app.button[0].click()
    ran(app)
    assert asked == [True]


@pytest.mark.usefixtures("_library")
def test_one_who_signed_in_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    user = {"is_logged_in": True, "email": "a@x.org"}
    app = come(monkeypatch, user, {"auth": AUTH})
    assert "Signed in as a@x.org" in words(app)
    assert "Essex Police" in words(app)
    app = come(monkeypatch, user, {"auth": AUTH, "quarterline": {"allowed": ["@y.org"]}})
    assert "Your account may not read these reports" in words(app)
    assert "Essex Police" not in words(app)


@pytest.mark.usefixtures("_library")
def test_the_app_itself_refuses_a_public_address(monkeypatch: pytest.MonkeyPatch) -> None:
    for address in (EVERYWHERE, ""):
        monkeypatch.setattr(view_sign_in, "_address", lambda address=address: address)
        app = come(monkeypatch, {}, {})
        assert "The app is not served without sign-in" in words(app)
        assert "Essex Police" not in words(app)
    assert "streamlit run ui/app.py --server.address 127.0.0.1" in words(app)
    app = come(monkeypatch, {"is_logged_in": True}, {"auth": {**AUTH, "client_id": ""}})
    assert "[auth] has no client_id" in words(app)


@pytest.mark.usefixtures("_library")
def test_the_app_refuses_without_the_guards_against_other_websites(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("server.enableCORS", "server.enableXsrfProtection"):
        config.set_option(name, False)
        try:
            app = come(monkeypatch, {}, {})
        finally:
            config.set_option(name, True)
        assert "other websites could use it" in words(app).lower()
        assert "Essex Police" not in words(app)
    assert "Essex Police" in words(come(monkeypatch, {}, {}))
