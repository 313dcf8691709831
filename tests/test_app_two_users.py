"""Two people at once: what one does is not seen by the other, except in the library itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from index.library import Library
from tests.browser_support import QUIET, SECONDS
from tests.ui_support import (
    WRONG,
    finished,
    page,
    press,
    ran,
    source,
    words,
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DRAFT = WRONG.replace("market square", "secret garden").replace(
    "Quarter 3 2019/20", "Quarter 2 2019/20"
)


@pytest.mark.usefixtures("own_app", "library")
def test_questions_and_filters_are_each_persons_own() -> None:
    first, second = page(q="county lines", quarter="2019-20 Q3"), page()
    assert second.text_input(key="question").value == ""
    assert dict(second.query_params) == {}
    second.text_input(key="question").set_value("wardens")
    second = ran(second)
    first = ran(first)
    assert first.text_input(key="question").value == "county lines"
    assert first.query_params["q"] == "county lines"
    assert second.query_params["q"] == "wardens"
    assert "quarter" not in second.query_params
    assert "county lines" not in str(dict(second.query_params))


@pytest.mark.usefixtures("own_app", "library")
def test_choices_on_the_pages_are_each_persons_own() -> None:
    first = page("follow-up", part="mentions", text="KINGLET", place="Southend")
    second = page("follow-up", part="mentions")
    assert second.text_input(key="mention_text").value == ""
    assert second.selectbox(key="mention_place").value == ""
    assert "KINGLET" in words(ran(first))
    assert "Enter a name or words" in words(ran(second))


@pytest.mark.slow
@pytest.mark.usefixtures("own_app", "library")
def test_a_draft_is_seen_by_nobody_else() -> None:
    first, second = page("audit"), page("audit")
    first.text_area[0].set_value(DRAFT)
    first = press(first, "Check the draft")
    assert "Burglary fell by" in words(first)
    second = ran(second)
    assert "Burglary" not in words(second)
    assert "secret" not in source(second)
    assert second.text_area[0].value == ""
    assert "Burglary" not in source(page("audit"))
    assert "Burglary" not in words(page(q="burglary offences"))


@pytest.mark.usefixtures("own_app")
def test_the_way_to_undo_a_removal_is_its_authors(library: Library) -> None:
    first, second = page("library"), page("library")
    key = library.document("autumn.txt").id
    first.checkbox(key=f"sure_{key}").check()
    ran(first)
    first.button(key=f"remove_{key}").click()
    assert "autumn.txt was removed" in finished(ran(first))
    second = ran(second)
    assert "1 report in use" in words(second)
    assert "was removed" not in words(second)
    assert "Put it back" not in [button.label for button in second.button]
    assert "autumn.txt was added" in finished(press(first, "Put it back"))
    assert "was added" not in words(ran(second))
    assert "2 reports in use" in words(second)


# ---- in a browser


@pytest.fixture
def two(browser: Browser, address: str) -> Iterator[tuple[Page, Page]]:
    contexts = [browser.new_context(viewport={"width": 1280, "height": 900}) for _ in range(2)]
    pages = []
    for context in contexts:
        context.set_default_timeout(SECONDS)
        pages.append(context.new_page())
        pages[-1].goto(address)
        pages[-1].get_by_label("Search the reports").wait_for()
    yield pages[0], pages[1]
    for context in contexts:
        context.close()


@pytest.mark.browser
@pytest.mark.slow
def test_two_people_ask_at_the_same_moment(two: tuple[Page, Page], address: str) -> None:
    questions = ("county lines in Southend", "wardens in the market square")
    for person, question in zip(two, questions, strict=True):
        person.get_by_label("Search the reports").fill(question)
    for person in two:
        person.keyboard.press("Enter")
    for person, question, own in zip(two, questions, ("county", "market"), strict=True):
        person.get_by_text(re.compile(r"passages? found")).wait_for()
        person.locator(QUIET).wait_for()
        assert question.replace(" ", "+") in person.url
        assert person.locator("article.ql-hit").first.locator("mark", has_text=own).count()
    two[0].goto(f"{address}?q=county+lines&quarter=2019-20+Q2")
    two[0].locator(QUIET).wait_for()
    two[1].reload()
    two[1].get_by_text(re.compile(r"passages? found")).wait_for()
    assert "quarter" not in two[1].url
    two[1].locator(f"input[value='{questions[1]}']").wait_for()
