"""Journeys through the app in headless Chromium, as people would make them."""

from __future__ import annotations

import re
import socket
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.browser_support import PAGES, QUIET, SECONDS, downloaded, go, opened, search

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The levels of the headings that a screen reader meets, in their order.
LEVELS = """() => [...document.querySelectorAll('[data-testid=stMain] :is(h1,h2,h3,h4)')]
  .filter(e => e.checkVisibility()).map(e => Number(e.tagName[1]))"""

# Contrast of WCAG 2.2 (1.4.3) for every visible run of text of our own HTML. A background that
# is not opaque is looked for further up; the colours are read as the browser resolved them.
CONTRAST = """() => {
  const channel = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const read = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const low = [];
  const walker = document.createTreeWalker(
    document.querySelector('[data-testid=stMain]'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.closest('.stHtml')) continue;
    if (element.closest('style') || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    let back = null;
    for (let e = element; e && !back; e = e.parentElement) {
      const found = read(getComputedStyle(e).backgroundColor);
      if (found.length === 3 || found[3] === 1) back = found;
    }
    const pair = [light(read(style.color)), light(back || [255, 255, 255])].sort((a, b) => b - a);
    const ratio = (pair[0] + 0.05) / (pair[1] + 0.05);
    if (ratio < 4.5) low.push([element.className, walker.currentNode.data.slice(0, 40), ratio]);
  }
  return low;
}"""


# ---- three people's day


def test_the_analyst_from_the_question_to_the_words_and_the_file(page: Page, address: str) -> None:
    from playwright.sync_api import expect  # noqa: PLC0415 - not where it is skipped

    search(page, "county lines in Southend")
    first = page.locator("article.ql-hit").first
    assert first.locator("mark", has_text="county").is_visible()
    assert first.locator(".ql-operation", has_text="Operation KINGLET").is_visible()
    assert first.locator(".ql-place", has_text="Southend").first.is_visible()
    assert "Why found:" in first.inner_text()
    assert page.url.startswith(f"{address}?q=county+lines+in+Southend")
    table = downloaded(page, "Download the results (CSV)").decode()
    assert "closed two county lines" in table

    page.get_by_role("link", name=re.compile(r"^2020-21 Q1 \d+ passage")).click()
    others = page.locator("article.ql-hit h3", has_text=re.compile("Quarter [234]"))
    expect(others).to_have_count(0)
    heads = page.locator("article.ql-hit h3").all_inner_texts()
    assert all("Quarter 1, 2020-21" in head for head in heads)

    page.locator("article.ql-hit h3 a").first.click()
    opened(page, "county lines")
    assert page.locator("#found mark", has_text="lines").is_visible()
    assert b"KINGLET" in downloaded(page, "Download the original")

    page.get_by_role("link", name="Back to the results").click()
    page.get_by_text(re.compile(r"passages? found")).wait_for()
    expect(page.get_by_label("Search the reports")).to_have_value("county lines in Southend")
    assert "quarter=2020-21+Q1" in page.url


def test_the_inspector_from_the_register_to_the_words_and_the_dossier(page: Page) -> None:
    go(page, "Operations")
    page.get_by_role("link", name="KINGLET", exact=True).click()
    page.get_by_role("heading", name="Operation KINGLET").wait_for()
    assert "No report held for 2019-20 Q4" in page.locator(".stMain").inner_text()
    dossier = downloaded(page, "Dossier to print (HTML)").decode()
    assert "Operation KINGLET" in dossier
    assert downloaded(page, "Dossier (Word)").startswith(b"PK")

    page.get_by_role("radio", name="What changed").click()
    page.locator("del", has_text="October").first.wait_for()
    assert "part=changes" in page.url
    page.locator(".ql-change a", has_text="Quarter 1, 2020-21").first.click()
    opened(page, "KINGLET")
    page.get_by_role("link", name="Back to the operation").click()
    page.locator("del", has_text="October").first.wait_for()
    page.go_back()
    page.locator("#found").wait_for()
    page.go_back()
    page.locator("del", has_text="October").first.wait_for()

    go(page, "Themes")
    page.get_by_role("link", name="County lines", exact=True).click()
    page.get_by_role("heading", name="County lines by quarter").wait_for()
    assert b"per_100" in downloaded(page, "Download the counts (CSV)")


def test_the_auditor_from_the_coverage_to_the_words_and_the_workbook(page: Page) -> None:
    go(page, "Audit")
    page.get_by_role("heading", name="Coverage").wait_for()
    finding = page.locator("article.ql-finding").first
    assert finding.locator("mark", has_text="300").is_visible()
    assert downloaded(page, "Workbook (Excel)").startswith(b"PK")
    finding.get_by_role("link").first.click()
    opened(page, "300 offences")
    page.get_by_role("link", name="Back to the audit").click()
    page.get_by_role("heading", name="Findings").wait_for()

    page.get_by_role("button", name="Decide").first.click()
    page.get_by_label("Your name").fill("A. Reader")
    page.get_by_label("Why").fill("a slip of the pen")
    page.get_by_role("button", name="Accept").click()
    page.get_by_text("Accepted by A. Reader").wait_for()
    page.get_by_role("button", name="Take the decision back").click()
    page.get_by_text("The decision was taken back").wait_for()


# ---- links, hostile text, contrast, narrow screens


def test_a_link_opens_the_same_view_elsewhere(page: Page, browser: Browser) -> None:
    search(page, "arrested")
    with_filter = page.locator("article.ql-hit").first.locator(".ql-chips a").first
    chosen = with_filter.inner_text()
    with_filter.click()
    page.get_by_test_id("stSidebar").get_by_text(re.compile(rf"^{chosen} \(")).wait_for()
    page.locator("article.ql-hit").first.wait_for()
    other = browser.new_page()
    other.goto(page.url)
    other.locator("article.ql-hit").first.wait_for(timeout=SECONDS)
    assert (
        other.locator("article.ql-hit").all_inner_texts()
        == page.locator("article.ql-hit").all_inner_texts()
    )
    other.close()


def test_a_hostile_report_changes_nothing_but_text(page: Page, address: str) -> None:
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    search(page, "hostile questionnaire")
    passage = page.locator(".ql-passage").first
    for piece in ("<script>", "<img src=x", "[x](javascript:alert(1))", "$\\LaTeX$", "**bold**"):
        assert piece in passage.inner_text()
    assert passage.locator("script, img, a, strong, .katex").count() == 0
    assert page.title() == "Search – Quarterline"
    for where in PAGES:
        page.goto(address + where)
        page.locator(QUIET).wait_for()
        page.locator(".stHtml h2").first.wait_for()
        assert page.locator(".stHtml img, .stHtml .katex").count() == 0
        own = page.locator(".stHtml script").all_text_contents()
        assert all("quarterlineLinks" in text or "arrival" in text for text in own)
        assert page.title().endswith(" – Quarterline")
    assert dialogs == []


@pytest.mark.parametrize("page", [{"color_scheme": s} for s in ("light", "dark")], indirect=True)
def test_text_can_be_read_in_light_and_dark(page: Page, address: str) -> None:
    page.get_by_text("How this was read").first.click()
    assert page.evaluate(CONTRAST) == []
    search(page, "county lines in Southend")
    page.locator("details.ql-around").first.locator("summary").click()
    assert page.evaluate(CONTRAST) == []
    page.locator("article.ql-hit h3 a").first.click()
    page.locator("#found").wait_for()
    assert page.evaluate(CONTRAST) == []
    for where in PAGES:
        page.goto(address + where)
        page.locator(".stHtml h2").first.wait_for()
        page.locator(QUIET).wait_for()
        assert page.evaluate(CONTRAST) == [], where
        levels = page.evaluate(LEVELS)
        assert levels[0] == 1, where
        assert all(b <= a + 1 for a, b in pairwise(levels)), (where, levels)


def test_nothing_is_cut_off_on_a_phone(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    search(page, "county lines in Southend")
    assert page.locator("article.ql-hit").first.is_visible()
    wide = """() => [...document.querySelectorAll('[data-testid=stMain] .stHtml *')]
      .filter(e => e.checkVisibility() && !e.closest('.ql-scroll, .ql-hidden'))
      .filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.className)"""
    assert page.evaluate(wide) == []
    for where in PAGES:
        page.goto(address + where)
        page.locator(".stHtml h2").first.wait_for()
        page.locator(QUIET).wait_for()
        assert page.evaluate(wide) == [], where


def test_pages_of_other_names_are_not_served(address: str) -> None:
    # A website that points its own name at 127.0.0.1 must not reach the library.
    port = int(address.rstrip("/").rsplit(":", maxsplit=1)[1])
    for host, expected in ((f"127.0.0.1:{port}", b"101"), (f"evil.example:{port}", b"403")):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(
                f"GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
                "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
            )
            assert connection.recv(64).split(b" ")[1] == expected
