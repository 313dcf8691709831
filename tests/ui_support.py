"""A small library for the tests of the command line and the app: made-up reports, no model."""

from __future__ import annotations

import re
import threading
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from index.library import Library
from models.fake import FakeEncoder
from models.register import DEFAULT, artefact
from ui.adding import THREAD

AUTUMN = """Police and Crime Plan 2016-2020

A quarterly update for the board

Quarter 3 2019/20

Data to December 2019

Report
Version 2.2
Produced January 2020
Essex Police, made up for tests

Priority 2 - Crack Down on Anti-social Behaviour

We will:

Answer noise and nuisance with our partners.

- Chelmsford: Wardens walked the market square on 14 evenings and noise complaints fell to 120.
- A questionnaire about lighting went to every parish.

Priority 5 - Tackle Gangs and Organised Crime

We will:

Break up the supply of drugs.

South LPA:

- Southend: Operation KINGLET closed two county lines in October; nine people were arrested.
- Basildon: Operation KINGLET moved on to a warehouse, where £5,400 in cash was found.
"""

SUMMER = (
    AUTUMN.replace("Quarter 3 2019/20", "Quarter 1 2020/21")
    .replace("Data to December 2019", "Data to June 2020")
    .replace("January 2020", "July 2020")
    .replace("in October", "in May")
    .replace("Operation KINGLET moved", "Operation WHIMBREL moved")
)

# Half of 400 is 200, not 300.
WRONG = AUTUMN.replace(
    "- A questionnaire about lighting went to every parish.",
    "- Burglary fell by 50% to 300 offences, from 400 offences in the same quarter last year.",
)

# What a report could do to a page or a terminal that took its text for more than text.
HOSTILE_WORDS = (
    "<script>document.title='taken'</script> <img src=x onerror=\"document.title='taken'\"> "
    "[x](javascript:alert(1)) $\\LaTeX$ **bold** :red[red] `code` [bold red]rich[/] \x1b[31mred"
)
HOSTILE = AUTUMN.replace(
    "- A questionnaire about lighting", f"- Hostile {HOSTILE_WORDS} questionnaire"
)


APP = Path(__file__).resolve().parent.parent / "ui" / "app.py"


def page(path: str = "", **params: str | list[str]) -> AppTest:
    """A page of the app, by the last part of its address and what that asks for, drawn once."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    if path:
        # What `switch_page` does for pages that are files; ours are functions.
        app._page_hash = calc_hash(path)
    for name, value in params.items():
        app.query_params[name] = value
    return ran(app)


def ran(app: AppTest) -> AppTest:
    """The page drawn again; no error may have come through to the user."""
    app.run()
    assert not app.exception, [error.value for error in app.exception]
    return app


def press(app: AppTest, label: str) -> AppTest:
    """The page after its first button of that name was pressed."""
    next(button for button in app.button if button.label == label).click()
    return ran(app)


def added() -> None:
    """Wait until no report is being added in the background any more."""
    for thread in threading.enumerate():
        if thread.name == THREAD:
            thread.join(timeout=60)


def finished(app: AppTest) -> str:
    """What the page said until nothing was being added any more; it is drawn again for that."""
    before = words(app)
    added()
    return f"{before} {words(ran(app))}"


def source(app: AppTest) -> str:
    """The HTML of the page; the app's own scripts, elements of their own, left out."""
    return "\n".join(e.body for e in app.html if e.body not in scripts(app))


def scripts(app: AppTest) -> list[str]:
    """The app's own scripts on the page."""
    return [
        e.body
        for e in app.html
        if re.fullmatch(r"<script>[^<]*(?:<(?!/?script)[^<]*)*</script>", e.body)
    ]


def words(app: AppTest) -> str:
    """The page's text as a person reads it."""
    without_style = re.sub(r"<style.*?</style>", "", source(app), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", without_style)))


def words_without_marks(html: str) -> str:
    """Text with the app's own marks taken away, nothing put in their place."""
    bare = re.sub(r"</?(mark|span|ins|del)[^>]*>", "", html)
    return re.sub(r"\s+", " ", unescape(bare))


def write_reports(folder: Path, **texts: str) -> Path:
    """A folder of text reports, one a keyword."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def use_fake_encoder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the library's own model be the fake one, which loads at once."""
    fake = FakeEncoder(artefact(DEFAULT).dimensions, name=DEFAULT)
    monkeypatch.setattr("models.encoder.load_encoder", lambda name=DEFAULT: fake)


def make_library(path: Path, reports: Path) -> Library:
    """A library with all the reports of a folder, every one of which must be taken."""
    library = Library(path, create=True)
    results = library.add([reports])
    problems = [result.problem for result in results if result.status == "failed"]
    assert not problems, problems
    return library
