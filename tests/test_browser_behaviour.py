"""What people take for granted of a page: links, back and forward, the keyboard, others at work."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser_support import QUIET, SECONDS, downloaded, go, opened, search, settled
from tests.ui_support import SUMMER, write_reports

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FILTERED = re.compile(r"^2020-21 Q1 \d+ passages? ?, chosen")


def main_text(page: Page) -> str:
    """The words of the page once they change no more, without the count of a box's letters."""
    before, words = "", page.get_by_test_id("stMain").inner_text()
    while words != before:
        page.locator(QUIET).wait_for()
        page.wait_for_timeout(400)
        before, words = words, page.get_by_test_id("stMain").inner_text()
    return re.sub(r"\n+\d+/\d+\b", "", words)


def test_back_and_forward_go_through_searches_and_filters(page: Page) -> None:
    search(page, "county lines in Southend")
    everything = main_text(page)
    page.get_by_role("link", name=re.compile(r"^2020-21 Q1 \d+ passages?$")).click()
    page.get_by_role("link", name=FILTERED).wait_for()
    filtered = main_text(page)
    go(page, "Operations")
    page.go_back()
    page.get_by_role("link", name=FILTERED).wait_for()
    assert main_text(page) == filtered
    page.go_back()
    page.get_by_role("link", name=FILTERED).wait_for(state="detached")
    assert main_text(page) == everything
    page.go_forward()
    page.get_by_role("link", name=FILTERED).wait_for()
    assert main_text(page) == filtered
    # What is chosen can be let go where it was chosen.
    page.get_by_role("link", name=FILTERED).click()
    page.get_by_role("link", name=FILTERED).wait_for(state="detached")
    assert main_text(page) == everything


def test_what_is_chosen_in_boxes_is_in_the_link(page: Page, browser: Browser, address: str) -> None:
    def choose(label: str, option: str) -> None:
        page.get_by_label(label, exact=True).click()
        page.get_by_role("option", name=option).click()
        page.locator(QUIET).wait_for()

    page.goto(f"{address}audit")
    settled(page)
    choose("Show", "What agrees")
    page.wait_for_url("**/audit?show=agrees")
    views = [(page.url, main_text(page))]
    page.goto(f"{address}operations")
    settled(page)
    choose("Sort by", "Passages")
    page.get_by_label("Find by name").fill("county")
    page.keyboard.press("Enter")
    page.wait_for_url("**find=county**")
    views.append((page.url, main_text(page)))
    page.goto(f"{address}?q=arrested")
    settled(page)
    page.get_by_role("button", name=re.compile("^Bullet points")).click()
    page.wait_for_url("**kind=bullet**")
    page.get_by_role("radio", name="By report").click()
    page.wait_for_url("**order=report**")
    views.append((page.url, main_text(page)))
    for url, text in views:
        other = browser.new_page()
        other.goto(url)
        other.set_default_timeout(SECONDS)
        settled(other)
        assert main_text(other) == text, url
        other.close()


def test_the_tree_of_places_leads_down_and_keeps_the_other_filters(page: Page) -> None:
    search(page, "arrested")
    page.get_by_role("link", name=re.compile(r"^2020-21 Q1 \d+ passages?$")).click()
    page.get_by_role("link", name=FILTERED).wait_for()
    sidebar = page.get_by_test_id("stSidebar")
    sidebar.get_by_text("Places as a tree").click()
    tree = page.get_by_role("navigation", name="Places")
    tree.get_by_role("link", name="South LPA").click()
    tree.get_by_role("link", name=re.compile("^South LPA ?, chosen")).wait_for()
    tree.get_by_role("link", name="Southend").click()
    tree.get_by_role("link", name=re.compile("^Southend ?, chosen")).wait_for()
    assert tree.get_by_role("link", name=re.compile("chosen")).count() == 1
    assert "place=Southend" in page.url
    assert "quarter=2020-21+Q1" in page.url
    page.locator(QUIET).wait_for()
    assert page.locator("article.ql-hit").count() > 0


def test_the_keyboard_alone_is_enough(page: Page) -> None:
    """From the box to a filter, to the words of a report, and back."""

    def tab_to(name: re.Pattern[str], most: int = 60) -> None:
        for _ in range(most):
            page.keyboard.press("Tab")
            focus = page.evaluate("document.activeElement.innerText || ''")
            if name.search(focus):
                # What has the focus shows it.
                assert page.evaluate(
                    "(s => s.outlineStyle !== 'none' || s.boxShadow !== 'none')"
                    "(getComputedStyle(document.activeElement))"
                )
                return
        pytest.fail(f"{name.pattern} was not reached with {most} tabs")

    page.get_by_label("Search the reports").focus()
    page.keyboard.type("county lines in Southend")
    page.keyboard.press("Enter")
    page.locator("article.ql-hit").first.wait_for()
    page.locator(QUIET).wait_for()
    tab_to(re.compile("^2020-21 Q1"))
    page.keyboard.press("Enter")
    page.get_by_role("link", name=FILTERED).wait_for()
    page.locator(QUIET).wait_for()
    tab_to(re.compile("^Quarter 1, 2020-21"))
    page.keyboard.press("Enter")
    opened(page, "county lines")
    page.go_back()  # Chromium without a window does not know Alt and the arrow
    page.get_by_role("link", name=FILTERED).wait_for()


def test_two_people_do_not_disturb_each_other(page: Page, browser: Browser, address: str) -> None:
    other = browser.new_context().new_page()
    other.set_default_timeout(SECONDS)
    other.goto(address)
    other.get_by_label("Search the reports").wait_for()
    search(page, "county lines in Southend")
    search(other, "burglary")
    go(other, "Operations")
    page.get_by_role("radio", name="By report").click()
    page.wait_for_url("**order=report**")
    page.locator(QUIET).wait_for()
    assert page.get_by_label("Search the reports").input_value() == "county lines in Southend"
    assert other.url == f"{address}operations"
    other.go_back()
    other.get_by_role("heading", name="Results for “burglary”").wait_for(state="attached")
    assert "order" not in other.url
    other.context.close()


def test_what_is_open_or_typed_outlasts_a_rerun(page: Page) -> None:
    search(page, "county lines in Southend")
    page.get_by_text("Save as alert").first.click()
    page.get_by_label("Name of the alert").fill("My alert")
    page.locator("details.ql-around summary").first.click()
    page.get_by_role("button", name=re.compile("^Bullet points")).click()
    page.wait_for_url("**kind=bullet**")
    page.locator(QUIET).wait_for()
    assert page.get_by_label("Name of the alert").is_visible()
    assert page.get_by_label("Name of the alert").input_value() == "My alert"
    assert b"KINGLET" in downloaded(page, "Download the results (CSV)")
    assert page.get_by_label("Name of the alert").input_value() == "My alert"


def test_a_report_added_on_the_command_line_appears(
    page: Page, shelf_folder: Path, tmp_path: Path
) -> None:
    go(page, "Library")
    before = page.get_by_text(re.compile(r"^\d+ reports in use")).inner_text()
    spring = SUMMER.replace("Quarter 1 2020/21", "Quarter 1 2021/22").replace(
        "June 2020", "June 2021"
    )
    reports = write_reports(tmp_path / "later", later=spring)
    library = str(shelf_folder / "library")
    subprocess.run(
        [sys.executable, "-m", "ui.cli", "--library", library, "add", str(reports)],
        check=True,
        capture_output=True,
        timeout=300,
        env=dict(os.environ),
    )
    go(page, "Search")
    go(page, "Library")
    assert page.get_by_text(re.compile(r"^\d+ reports in use")).inner_text() != before
    assert page.get_by_role("link", name=re.compile("Quarter 1, 2021-22")).is_visible()


def test_adding_shows_how_far_it_is_and_can_be_left(page: Page, tmp_path: Path) -> None:
    files = []
    for year in range(4, 9):
        text = SUMMER.replace("Quarter 1 2020/21", f"Quarter 1 200{year}/0{year + 1}")
        folder = write_reports(tmp_path / str(year), **{f"year{year}": text})
        files += [str(path) for path in folder.iterdir()]
    go(page, "Library")
    page.get_by_text("Add reports", exact=True).first.click()
    page.locator("input[type=file]").first.set_input_files(files)
    page.get_by_role("button", name="Add reports").click()
    page.get_by_text("You can go to other pages meanwhile").wait_for()
    go(page, "Help")
    for year in range(4, 9):
        page.get_by_text(f"year{year}.txt was added").wait_for()
