"""A small library for the tests of the command line and the app: made-up reports, no model."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.library import Library
from models.fake import FakeEncoder
from models.register import DEFAULT, artefact

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

# What a report could do to a page or a terminal that took its text for more than text.
HOSTILE_WORDS = (
    "<script>document.title='taken'</script> <img src=x onerror=\"document.title='taken'\"> "
    "[x](javascript:alert(1)) $\\LaTeX$ **bold** :red[red] `code` [bold red]rich[/] \x1b[31mred"
)
HOSTILE = AUTUMN.replace(
    "- A questionnaire about lighting", f"- Hostile {HOSTILE_WORDS} questionnaire"
)


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
