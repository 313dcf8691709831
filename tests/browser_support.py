"""The app in headless Chromium: how it is started, and how the tests move about in it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from quarterline import serving
from tests.ui_support import HOSTILE, SUMMER, WRONG, make_library, write_reports

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

# A third report, of a quarter of its own.
WRONG_WINTER = WRONG.replace("Quarter 3 2019/20", "Quarter 2 2019/20").replace(
    "Data to December 2019", "Data to September 2019"
)
SECONDS = 60_000
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
QUIET = "[data-testid=stApp][data-test-script-state=notRunning]"
PAGES = (
    "operations",
    "operations?layout=matrix",
    "operations?name=KINGLET",
    "operations?name=KINGLET&part=changes",
    "operations?name=KINGLET&part=figures",
    "operations?name=KINGLET&part=places",
    "operations?name=KINGLET&part=names",
    "themes",
    "themes?text=county+lines",
    "figures",
    "figures?text=burglary",
    "follow-up",
    "follow-up?part=repeats",
    "follow-up?part=mentions&text=KINGLET",
    "connections?least=1",
    "audit",
    "reader?document=good.txt&marks=operation&marks=place&marks=figure&marks=theme&marks=date"
    "&marks=organisation",
    "library",
    "help",
)


def chromium() -> str:
    """Debian's chromium; without it the test is skipped, but not in CI."""
    path = shutil.which("chromium")
    if path is None:
        reason = "chromium is missing; install it with: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = chromium()
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not where it is skipped

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def shelf_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the library of the browser tests stands, as `library`."""
    return tmp_path_factory.mktemp("app")


@pytest.fixture(scope="module")
def address(shelf_folder: Path, browser: Browser) -> Iterator[str]:
    """The app, served as `quarterline ui` serves it, over a small library."""
    assert browser.is_connected()
    reports = write_reports(shelf_folder / "reports", bad=HOSTILE, good=SUMMER, wrong=WRONG_WINTER)
    make_library(shelf_folder / "library", reports)
    with serving.app(shelf_folder / "library", shelf_folder / "log") as served:
        yield served.address


@pytest.fixture
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that may talk to the app and to nobody else."""
    options = getattr(request, "param", {})
    context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
    context.set_default_timeout(SECONDS)
    opened = context.new_page()
    elsewhere: list[str] = []

    def note(sent: Request) -> None:
        if not sent.url.startswith((address, "data:", "blob:")):
            elsewhere.append(sent.url)

    opened.on("request", note)
    opened.goto(address)
    opened.get_by_label("Search the reports").wait_for()
    yield opened
    context.close()
    assert set(elsewhere) == set()


def settled(page: Page) -> None:
    """Wait until the page is drawn and the app at rest."""
    page.locator(".stHtml :is(h2, .ql-notice)").first.wait_for(state="attached")
    page.locator(QUIET).wait_for()


def search(page: Page, question: str) -> None:
    """Ask a question, and wait for its results."""
    page.get_by_label("Search the reports").fill(question)
    page.keyboard.press("Enter")
    page.get_by_text(re.compile(r"passages? found")).wait_for()
    page.locator("article.ql-hit").first.wait_for()


def go(page: Page, title: str) -> None:
    """To another page by the navigation at the top."""
    page.get_by_test_id("stTopNavLink").filter(has_text=title).click()
    page.wait_for_function(f"document.title === '{title} – Quarterline'")
    page.locator(QUIET).wait_for()


def opened(page: Page, words: str) -> None:
    """The reader stands at these words, in sight and with the focus on them."""
    target = page.locator("#found")
    target.wait_for()
    page.wait_for_function("document.activeElement.id === 'found'")
    box = target.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 900
    assert words in target.inner_text()


def downloaded(page: Page, label: str) -> bytes:
    """The file that a button gives."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=label).click()
    return Path(waiting.value.path()).read_bytes()
