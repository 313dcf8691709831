"""Every page of the app over a library whose every name is Markdown, HTML and LaTeX."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from index.library import Library
from tests.ui_support import WRONG, make_library, page, scripts, source, words, write_reports
from ui import links, view_library

pytestmark = pytest.mark.usefixtures("own_app")

BAD = "**bold** :red[red] [x](javascript:alert(1)) <img src=x onerror=alert(1)> $LaTeX$ `code`"
# What Streamlit renders of a label or a text that it takes for Markdown.
RENDERED = ("**bold**", ":red[", "](javascript:", "<img", "$LaTeX$", "`code`")
# The kinds of elements whose words, or whose label, Streamlit takes for Markdown.
MARKDOWN = (
    *("markdown", "caption", "title", "header", "subheader", "info", "warning", "error"),
    *("success", "toast", "exception", "metric"),
)
LABELLED = (
    *("button", "checkbox", "radio", "selectbox", "multiselect", "text_input", "text_area"),
    *("expander", "tabs", "toggle", "file_uploader", "button_group"),
)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """Two reports whose force, file, plan, names, places, figures and notes are hostile."""
    text = (
        WRONG.replace("Police and Crime Plan 2016-2020", f"Police and Crime Plan 2016-2020 {BAD}")
        .replace("Operation KINGLET closed", f"Operation KINGLET {BAD} closed")
        .replace("South LPA:", f"South LPA {BAD}:")
        .replace("same quarter last year.", f"same quarter last year. {BAD}.")
        .replace("Wardens walked", f"{BAD} Wardens walked")
        .replace("Crack Down on", f"Crack Down {BAD} on")
    )
    summer = text.replace("Quarter 3 2019/20", "Quarter 1 2020/21").replace(
        "Data to December 2019", "Data to June 2020"
    )
    name = f"{BAD}.txt".replace("/", "")
    folder = write_reports(tmp_path / "in", wrong=text, summer=summer)
    (folder / "wrong.txt").rename(folder / name)
    made = make_library(tmp_path / "library", folder)
    made.add([folder / name], force=BAD)
    made.save_search(BAD[:34], "county lines")
    return made


def labels(app: AppTest) -> list[str]:
    """All that Streamlit itself renders on a page."""
    told = [str(getattr(e, "value", "")) for kind in MARKDOWN for e in app.get(kind)]
    for kind in LABELLED:
        for element in app.get(kind):
            told.append(str(getattr(element, "label", "")))
            if kind == "radio":
                told += [str(option) for option in getattr(element, "options", [])]
    return told


ASKED: list[tuple[str, dict[str, str]]] = [
    *((name, {}) for name in links.PAGES),
    (links.SEARCH, {"q": f"wardens {BAD}"}),
    (links.OPERATIONS, {"name": "KINGLET"}),
    (links.OPERATIONS, {"name": BAD}),
    (links.OPERATIONS, {"layout": "matrix"}),
    (links.THEMES, {"text": BAD, "how": "words"}),
    (links.FIGURES, {"text": "burglary"}),
    (links.FIGURES, {"text": BAD}),
    (links.FOLLOW, {"part": "repeats"}),
    (links.FOLLOW, {"part": "mentions", "text": BAD}),
    (links.CONNECTIONS, {"least": "1"}),
    (links.AUDIT, {"show": "agrees"}),
    (links.LIBRARY, {"find": BAD, "page": BAD}),
    (links.READER, {"document": "summer.txt", "back": BAD}),
]


@pytest.mark.slow
def test_no_page_takes_words_of_reports_or_of_its_address_for_more_than_words(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view_library, "PART", 1)
    seen, told = set(), set()
    for path, asked in ASKED:
        app = page(path, **asked)
        html = source(app)
        where = f"{path} {asked}"
        assert "<img" not in html, where
        assert "<script" not in html, where
        assert not re.search(r'href="(?!\./)', html), where
        assert all("bold" not in script for script in scripts(app)), where
        told.update(labels(app))
        found = [label for label in labels(app) if any(r in label for r in RENDERED)]
        assert found == [], where
        if "**bold**" in words(app):
            seen.add(path)
    # The words were there to be rendered.
    assert seen >= {links.SEARCH, links.OPERATIONS, links.AUDIT, links.LIBRARY, links.READER}
    assert told >= {
        "Remove",
        "Decide",
        "Search the reports",
        "Correct or remove Quarter 1, 2020-21",
    }
    assert len(library.documents()) == 2
