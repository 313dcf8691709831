"""The app as it is served: signing in with a real provider, addresses, other websites."""

from __future__ import annotations

import importlib.util
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest

from quarterline.serving import app_command, free_port, started
from tests.browser_support import QUIET, SECONDS
from tests.oidc_support import Provider, providing, write_secrets
from tests.ui_support import APP, AUTUMN, make_library, write_reports

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

READER, STRANGER, UNSURE = "reader@police.example", "stranger@else.example", "x@police.example"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("served")
    make_library(made / "library", write_reports(made / "reports", autumn=AUTUMN))
    return made


@pytest.fixture(scope="module")
def provider(folder: Path, browser: Browser) -> Iterator[tuple[Provider, str]]:
    """An identity provider, and the address of the app that asks it."""
    assert browser.is_connected()
    if importlib.util.find_spec("authlib") is None:
        reason = "Authlib is missing; install it with: pip install 'quarterline[auth]'"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    place = folder / "signed"
    port = free_port()
    with providing({READER: True, STRANGER: True, UNSURE: False}) as made:
        write_secrets(place, made, port, ["@police.example"])
        command = app_command(folder / "library", port)
        with started(command, port, place / "log", folder=place, environment=home(place)) as app:
            yield made, app.address


def home(folder: Path) -> dict[str, str]:
    """An environment in which nothing of this computer's own user is found."""
    return {"HOME": str(folder), "QUARTERLINE_LIBRARY": str(folder.parent / "library")}


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(SECONDS)
    yield context.new_page()
    context.close()


def choose(page: Page, address: str, email: str) -> None:
    """Sign in through the provider's page as one of its people."""
    page.goto(address)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Choose an account").wait_for()
    page.get_by_role("link", name=email, exact=True).click()
    page.wait_for_url(f"{urljoin(address, '/')}**")


def test_one_who_may_read_signs_in_and_out(page: Page, provider: tuple[Provider, str]) -> None:
    made, address = provider
    page.goto(f"{address}reader?document=autumn.txt")
    page.get_by_text("Sign in with your organisation’s account.").wait_for()
    page.locator(QUIET).wait_for()
    assert "KINGLET" not in page.content()
    assert page.get_by_test_id("stTopNavLink").count() == 0
    choose(page, address, READER)
    page.get_by_label("Search the reports").wait_for()
    assert {"/authorize", "/token", "/jwks"} <= set(made.asked)
    cookie = next(c for c in page.context.cookies() if "user" in c["name"])
    assert cookie["httpOnly"]
    page.goto(f"{address}reader?document=autumn.txt")
    page.get_by_text("Wardens walked the market square").wait_for()
    page.get_by_text(f"Signed in as {READER}").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("Sign in with your organisation’s account.").wait_for()
    page.goto(f"{address}reader?document=autumn.txt")
    page.get_by_text("Sign in with your organisation’s account.").wait_for()


def test_signing_in_leads_to_the_page_that_was_asked_for(
    page: Page, provider: tuple[Provider, str]
) -> None:
    address = provider[1]
    asked = f"{address}reader?document=autumn.txt"
    choose(page, asked, READER)
    page.get_by_text("Wardens walked the market square").wait_for()
    assert page.url == asked
    # Once only: what is gone to afterwards stays.
    page.goto(f"{address}operations")
    page.get_by_text(f"Signed in as {READER}").wait_for()
    page.locator(QUIET).wait_for()
    assert page.url == f"{address}operations"
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("Sign in with your organisation’s account.").wait_for()
    # What follows the name of the host is never taken for another host.
    page.evaluate("sessionStorage.setItem('quarterlineAsked', '.evil.example/x')")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=READER, exact=True).click()
    page.get_by_text(f"Signed in as {READER}").wait_for()
    page.locator(QUIET).wait_for()
    assert page.url.startswith(address)


@pytest.mark.parametrize("email", [STRANGER, UNSURE])
def test_one_who_may_not_read_is_turned_away(
    page: Page, provider: tuple[Provider, str], email: str
) -> None:
    address = provider[1]
    choose(page, address, email)
    page.get_by_text("Your account may not read these reports").wait_for()
    page.locator(QUIET).wait_for()
    assert page.get_by_label("Search the reports").count() == 0
    page.goto(f"{address}reader?document=autumn.txt")
    page.get_by_text("Your account may not read these reports").wait_for()
    assert "Wardens" not in page.content()


def test_a_forged_cookie_is_not_believed(page: Page, provider: tuple[Provider, str]) -> None:
    address = provider[1]
    choose(page, address, READER)
    page.get_by_label("Search the reports").wait_for()
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.context.add_cookies(
        [{"name": c["name"], "value": c["value"][:-6] + "AAAAAA", "url": address}
         for c in cookies if "user" in c["name"]]
    )  # fmt: skip
    page.goto(address)
    page.get_by_text("Sign in with your organisation’s account.").wait_for()


EVERYWHERE = "0.0.0.0"  # noqa: S104 - what must be refused


@pytest.mark.parametrize("options", [("--server.address", EVERYWHERE), ("--server.address=",)])
def test_streamlit_started_by_hand_for_everyone_shows_nothing(
    page: Page, folder: Path, options: tuple[str, ...]
) -> None:
    port = free_port()
    place = folder / f"bare{len(options)}"
    place.mkdir()
    command = ("streamlit", "run", str(APP), "--server.port", str(port), *options)
    with started(command, port, place / "log", folder=place, environment=home(place)) as app:
        page.goto(f"{app.address}reader?document=autumn.txt")
        page.get_by_text("The app is not served without sign-in").wait_for()
        page.locator(QUIET).wait_for()
        told = page.inner_text("body")
        assert "docs/sign-in.md" in told
        assert "Wardens" not in page.content()


def answer(port: int, host: str, origin: str) -> bytes:
    """The status with which a WebSocket from a page of `origin` is answered."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(
            f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        return connection.recv(64).split(b" ")[1]


def test_other_websites_cannot_talk_to_the_app(folder: Path) -> None:
    port = free_port()
    place = folder / "own"
    place.mkdir()
    command = app_command(folder / "library", port)
    own = f"127.0.0.1:{port}"
    with started(command, port, place / "log", folder=place, environment=home(place)):
        assert answer(port, own, f"http://{own}") == b"101"
        assert answer(port, own, "http://evil.example") == b"403"
        assert answer(port, own, "null") == b"403"
        assert answer(port, f"evil.example:{port}", f"http://evil.example:{port}") == b"403"
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(
                f"PUT /_stcore/upload_file/session/file HTTP/1.1\r\nHost: {own}\r\n"
                "Origin: http://evil.example\r\nContent-Length: 0\r\n\r\n".encode()
            )
            assert connection.recv(64).split(b" ")[1] == b"403"
