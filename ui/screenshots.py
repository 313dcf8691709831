"""`python -m ui.screenshots`: pictures of every page over the sample reports, for the README.

Needs Debian's chromium and the development packages.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from quarterline import serving
from ui import links
from ui.links import View, link, page_link

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_SAMPLE = serving.ROOT / "corpus" / "sample" / "reports"
_SECONDS = 60
_DESK, _PHONE = (1280, 900), (390, 844)
QUIET = "[data-testid=stApp][data-test-script-state=notRunning]"


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: its file's name, the address, and how the page is looked at."""

    name: str
    address: str
    size: tuple[int, int] = _DESK
    scheme: str = "light"
    ready: str = ".stHtml h2"
    opening: str = ""  # the words of what is clicked open first


_QUESTION = link(View(question="county lines in Southend"))
_NARROWED = link(View("county lines", quarter=("2020-21 Q1",), place=("South LPA",)))
_OPEN = View("county lines", document="2020-21-q1.md", passage=84)
_ONE = page_link(links.OPERATIONS, {"name": "GAMBLER"})
_FIGURE = page_link(links.FIGURES, {"text": "drug driving arrests"})
SHOTS = (
    Shot("search", _QUESTION, ready=".ql-hit"),
    Shot("search-dark", _QUESTION, scheme="dark", ready=".ql-hit"),
    Shot("search-phone", _QUESTION, _PHONE, ready=".ql-hit"),
    Shot("search-filters", _NARROWED, ready=".ql-hit", opening="Places as a tree"),
    Shot("operations", page_link(links.OPERATIONS)),
    Shot("matrix", page_link(links.OPERATIONS, {"layout": "matrix"})),
    Shot("operation", _ONE),
    Shot("operation-changes", page_link(links.OPERATIONS, {"name": "GAMBLER", "part": "changes"})),
    Shot("operation-phone", _ONE, _PHONE),
    Shot("themes", page_link(links.THEMES)),
    Shot("theme", page_link(links.THEMES, {"text": "knife crime"})),
    Shot("theme-dark", page_link(links.THEMES, {"text": "knife crime"}), scheme="dark"),
    Shot("figures", page_link(links.FIGURES)),
    Shot("figure", _FIGURE, ready="[data-testid=stVegaLiteChart]"),
    Shot("figure-dark", _FIGURE, scheme="dark", ready="[data-testid=stVegaLiteChart]"),
    Shot("figure-phone", _FIGURE, _PHONE, ready="[data-testid=stVegaLiteChart]"),
    Shot("follow-up", page_link(links.FOLLOW)),
    Shot("connections", page_link(links.CONNECTIONS)),
    Shot("audit", page_link(links.AUDIT)),
    Shot("audit-dark", page_link(links.AUDIT), scheme="dark"),
    Shot("audit-phone", page_link(links.AUDIT), _PHONE),
    Shot("reader", link(_OPEN), ready="#found"),
    Shot("library", page_link(links.LIBRARY)),
    Shot("help", page_link(links.HELP)),
)


def take(browser: Browser, address: str, shot: Shot, folder: Path) -> Path:
    """One picture, once the page has come to rest."""
    context = browser.new_context(
        viewport={"width": shot.size[0], "height": shot.size[1]},
        color_scheme="dark" if shot.scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(_SECONDS * 1000)
    page = context.new_page()
    page.goto(address + shot.address.removeprefix("./"))
    page.locator(shot.ready).first.wait_for(state="attached")
    page.locator(QUIET).wait_for()
    if shot.opening:
        page.get_by_text(shot.opening).first.click()
    page.wait_for_timeout(500)
    path = folder / f"{shot.name}.png"
    page.screenshot(path=path, animations="disabled")
    context.close()
    return path


def main(arguments: list[str] | None = None) -> None:
    """Write the pictures; `--only` keeps to those whose names begin so."""
    parser = argparse.ArgumentParser(prog="python -m ui.screenshots", description=__doc__)
    parser.add_argument("--folder", type=Path, default=serving.ROOT / "docs" / "screenshots")
    parser.add_argument("--library", type=Path, help="take this library, not the sample")
    parser.add_argument("--only", default="", help="only pictures whose names begin so")
    given = parser.parse_args(arguments)
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("chromium is missing; install it with: apt-get install chromium")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only here

    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="quarterline-") as made:
        library = given.library or sample(Path(made) / "library")
        with serving.app(library, Path(made) / "log") as app, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            for shot in SHOTS:
                if shot.name.startswith(given.only):
                    print(take(browser, app.address, shot, given.folder))
            browser.close()


def sample(path: Path) -> Path:
    """A library of the sample reports, made at `path`."""
    from index.library import Library  # noqa: PLC0415 - only for the sample

    Library(path, create=True).add([_SAMPLE])
    return path


if __name__ == "__main__":
    main()
