"""Saved searches in the app, without a browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.library import Library
from index.results import Filters
from tests.ui_support import (
    AUTUMN,
    HOSTILE,
    SUMMER,
    make_library,
    page,
    press,
    source,
    words,
    write_reports,
)

QUESTION = "Operation KINGLET"


pytestmark = pytest.mark.usefixtures("own_app")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return make_library(tmp_path / "library", write_reports(tmp_path / "one", autumn=AUTUMN))


def test_a_search_is_saved_with_its_filters_but_its_quarter(library: Library) -> None:
    app = page(q=QUESTION, place="Southend", quarter="2019-20 Q3")
    assert "The filter by quarter is left out" in words(app)
    app.text_input(key="alert_name").set_value("  Southend   drugs ")
    assert "Saved “Southend drugs”" in words(press(app, "Save as alert"))
    assert app.text_input(key="alert_name").value == ""
    [saved] = library.saved_searches()
    assert (saved.name, saved.query) == ("Southend drugs", QUESTION)
    assert saved.filters == Filters(places=("Southend",))
    text = words(page())
    assert "Southend drugs" in text
    assert "No new reports." in text


def test_a_name_is_asked_for_and_none_is_written_over(library: Library) -> None:
    app = page(q=QUESTION)
    assert "Give the alert a name" in words(press(app, "Save as alert"))
    library.save_search("Drugs", "county lines")
    app.text_input(key="alert_name").set_value("DRUGS")
    assert "There is an alert “DRUGS” already" in words(press(app, "Save as alert"))
    assert [s.query for s in library.saved_searches()] == ["county lines"]


def test_new_passages_are_shown_until_noted_as_read(library: Library, tmp_path: Path) -> None:
    library.save_search("Kinglet", QUESTION)
    app = page()
    assert "1 alert, nothing new" in [e.label for e in app.expander]
    library.add([write_reports(tmp_path / "two", summer=SUMMER)])
    app = page()
    [label] = [e.label for e in app.expander if "alert" in e.label]
    assert label.startswith("1 alert, ")
    assert label.endswith("new passages") or label.endswith("new passage")
    assert "in summer.txt." in words(app)
    assert f"./reader?q=Operation+KINGLET&amp;document={library.document('summer.txt').id}" in (
        source(app)
    )
    assert "No new reports." in words(press(app, "Note as read"))
    assert not library.alerts()[0].documents


def test_an_alert_is_forgotten(library: Library) -> None:
    library.save_search("Kinglet", QUESTION)
    text = words(press(page(), "Forget"))
    assert "Forgot “Kinglet”" in text
    assert "Its question was: Operation KINGLET" in text
    assert library.saved_searches() == []


def test_an_alert_that_cannot_be_asked_says_why(library: Library, tmp_path: Path) -> None:
    library.save_search("Gone", QUESTION, filters=Filters(operations=("KINGLET",)))
    library.add([write_reports(tmp_path / "two", other=SUMMER.replace("KINGLET", "PIPIT"))])
    library.remove(library.document("autumn.txt").id)
    assert "It cannot be asked any more" in words(page())


def test_hostile_names_and_passages_stay_text(library: Library, tmp_path: Path) -> None:
    library.save_search("<img src=x> [x](y) **b**", "questionnaire")
    library.add(
        [write_reports(tmp_path / "two", hostile=HOSTILE.replace("Quarter 3", "Quarter 2"))]
    )
    app = page()
    assert "<img" not in source(app)
    assert "<script>document" not in source(app)
    assert "[x](y) **b**" in words(app)
    assert not any("**b**" in e.label for e in app.expander)
