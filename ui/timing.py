"""`python -m ui.timing`: how long the app takes in a real browser, over the sample reports.

The first page is timed from the start of the command to the words on the screen; every other
step from the click or the key to the app at rest. Needs Debian's chromium and the development
packages. On a machine that does other work too, believe the least of several runs.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from quarterline import serving
from ui.screenshots import QUIET, sample

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_READY = ".stHtml :is(h2, .ql-notice)"
_SECONDS = 60_000


@dataclass(frozen=True, slots=True)
class Step:
    """What was done, and how many seconds it took."""

    name: str
    seconds: float


def _timed(page: Page, name: str, act: Callable[[], object], ready: str) -> Step:
    """`act`, until `ready` is on the page and the app at rest."""
    start = time.perf_counter()
    act()
    page.locator(ready).first.wait_for(state="attached")
    page.locator(QUIET).wait_for()
    return Step(name, round(time.perf_counter() - start, 3))


def measure(browser: Browser, address: str, started: float) -> list[Step]:
    """A walk through the app: the first page, searches, a filter, a report, every page twice."""
    page = browser.new_page()
    page.set_default_timeout(_SECONDS)
    page.goto(address)
    page.locator(_READY).first.wait_for(state="attached")
    steps = [Step("first page, from the start", round(time.perf_counter() - started, 3))]
    page.locator(QUIET).wait_for()
    steps.append(_timed(page, "first page again", page.reload, _READY))
    box = page.get_by_label("Search the reports")

    def ask(question: str) -> None:
        box.fill(question)
        box.press("Enter")
        page.get_by_role("heading", name=f"Results for “{question}”").wait_for(state="attached")

    for name, question in (("first", "county lines"), ("next", "knife crime"), ("third", "drugs")):
        asking = partial(ask, question)
        steps.append(_timed(page, f"{name} search", asking, "article.ql-hit"))
    quarter = page.locator(".ql-columns a").first
    steps.append(_timed(page, "filter by quarter", quarter.click, ".ql-columns a[aria-current]"))
    hit = page.locator("article.ql-hit h3 a").first
    steps.append(_timed(page, "open a report", hit.click, "#found"))
    for turn in ("first", "again"):
        for title in ("Operations", "Themes", "Figures", "Audit", "Library", "Help", "Search"):
            link = page.get_by_test_id("stTopNavLink").filter(has_text=title)

            def go(title: str = title, click: Callable[[], object] = link.click) -> None:
                click()
                page.wait_for_function(f"document.title === '{title} – Quarterline'")

            steps.append(_timed(page, f"{title}, {turn}", go, _READY))
    page.close()
    return steps


def main(arguments: list[str] | None = None) -> None:
    """Print the steps; the least of all runs."""
    parser = argparse.ArgumentParser(prog="python -m ui.timing", description=__doc__)
    parser.add_argument("--library", type=Path, help="take this library, not the sample")
    parser.add_argument("--runs", type=int, default=3, help="starts of the app")
    parser.add_argument("--json", action="store_true", help="for other programs")
    given = parser.parse_args(arguments)
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("chromium is missing; install it with: apt-get install chromium")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only here

    least: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="quarterline-") as made, sync_playwright() as play:
        library = given.library or sample(Path(made) / "library")
        browser = play.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for _ in range(given.runs):
            started = time.perf_counter()
            with serving.app(library, Path(made) / "log") as app:
                for step in measure(browser, app.address, started):
                    least[step.name] = min(step.seconds, least.get(step.name, step.seconds))
        browser.close()
    steps = [Step(name, seconds) for name, seconds in least.items()]
    if given.json:
        json.dump([asdict(step) for step in steps], sys.stdout)
    else:
        print("\n".join(f"{step.name:<28} {step.seconds:6.2f} s" for step in steps))


if __name__ == "__main__":
    main()
