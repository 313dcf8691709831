"""Figures that answer a question: quoted, never composed, and what differs is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from index.answers import asks_for_figure, said
from index.library import Library
from quarterline.periods import Period

SAMPLE = Path(__file__).resolve().parents[1] / "corpus" / "sample" / "reports"


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("how many emergency calls in Q2 2020/21", True),
        ("value of drugs seized", True),
        ("homicide solved rate", True),
        ("county lines in Southend", False),
    ],
)
def test_a_question_asks_for_a_figure_or_not(text: str, asks: bool) -> None:
    assert asks_for_figure(text) is asks


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        ("2020-07-01", "2020-09-30", "July to September 2020"),
        ("2019-12-01", "2020-02-29", "December 2019 to February 2020"),
        ("2020-06-01", "2020-06-30", "June 2020"),
        ("2020-06-01", "2020-06-14", "1 June 2020 to 14 June 2020"),
        ("2020-06-01", "2020-06-01", "1 June 2020"),
        ("2019-04-01", "9999-12-31", "the time since 1 April 2019"),
        ("1900-01-01", "2019-04-01", "the time before 1 April 2019"),
    ],
)
def test_periods_in_words(start: str, end: str, words: str) -> None:
    assert said(Period(date.fromisoformat(start), date.fromisoformat(end))) == words


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    made = Library(tmp_path_factory.mktemp("answers") / "lib", create=True)
    made.add([SAMPLE / "2020-21-q1.md", SAMPLE / "2020-21-q2.docx"])
    return made


@pytest.mark.slow
def test_the_figure_asked_for_leads(library: Library) -> None:
    results = library.search("how many emergency calls in Q2 2020/21", limit=1)
    answer = results.answers[0]
    assert answer.claim.text == "91,425"
    assert str(answer.document.quarter) == "2020-21 Q2"
    assert answer.caveats == ()
    document = answer.document
    assert document.text[answer.claim.start : answer.claim.end] == answer.claim.text
    assert answer.claim.text in answer.quote
    assert all("non-emergency" not in a.quote.lower() for a in results.answers)


@pytest.mark.slow
def test_another_period_is_said(library: Library) -> None:
    answers = library.search("how many emergency calls in Q3 2019/20").answers
    assert answers
    assert all(any("not for October to December 2019" in c for c in a.caveats) for a in answers)


@pytest.mark.slow
def test_no_figure_is_offered_where_none_was_asked_for(library: Library) -> None:
    assert library.search("county lines in Southend").answers == ()
    assert library.search("how many penguins were seen").answers == ()
