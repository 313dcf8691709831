"""Which of several versions of one report is in use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from index.versions import produced_key, supersede, version_key
from quarterline.periods import Quarter
from quarterline.records import Document, Passage

BASE = Document(
    id="a",
    source="a.txt",
    sha256="",
    media_type="text/plain",
    text="",
    force="Testshire Police",
    plan="Plan 2016-2020",
    quarter=Quarter(2019, 3),
    version="1.0",
    produced="January 2020",
)


def report(key: str, text: str = "same words", **changes: object) -> tuple[Document, list[Passage]]:
    document = replace(BASE, id=key, **changes)  # type: ignore[arg-type]
    return document, [Passage(f"{key}#1", key, 0, len(text), text, 1, "bullet")]


@pytest.mark.parametrize(
    ("older", "newer"), [("1.0", "1.1"), ("2.9", "2.10"), ("", "0.1"), ("v1", "v2"), ("1", "1.0.1")]
)
def test_version_numbers_are_compared_as_numbers(older: str, newer: str) -> None:
    assert version_key(older) < version_key(newer)
    both = [report("new", version=newer), report("old", version=older)]
    assert supersede(both) == {"old": "new"}
    assert supersede(both[::-1]) == {"old": "new"}


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("January 2020", date(2020, 1, 1)),
        ("2 October 2023", date(2023, 10, 2)),
        ("Produced 2nd Oct 2023", date(2023, 10, 2)),
        ("02/10/2023", date(2023, 10, 2)),
        ("2023-10-02", date(2023, 10, 2)),
        ("31 February 2020", date.min),
        ("99/99/2020", date.min),
        ("soon", date.min),
        ("", date.min),
    ],
)
def test_dates_of_production_are_read(printed: str, expected: date) -> None:
    assert produced_key(printed) == expected


def test_the_later_date_decides_between_equal_versions() -> None:
    both = [report("late", produced="2 February 2020"), report("early", produced="January 2020")]
    assert supersede(both) == {"early": "late"}


def test_the_one_added_last_decides_when_nothing_else_does() -> None:
    assert supersede([report("pdf"), report("docx")]) == {"pdf": "docx"}


def test_an_annex_of_the_same_quarter_is_no_version_of_the_report() -> None:
    assert supersede([report("a"), report("b", text="quite other words")]) == {}


@pytest.mark.parametrize(
    "changes",
    [
        {"quarter": Quarter(2019, 4)},
        {"quarter": None},
        {"force": "Otherland Police"},
        {"force": ""},
        {"plan": "Plan 2020-2024"},
    ],
)
def test_other_reports_are_left_alone(changes: dict[str, Any]) -> None:
    assert supersede([report("a"), report("b", version="9", **changes)]) == {}


def test_a_report_without_its_cover_is_the_same_if_its_passages_are() -> None:
    assert supersede([report("bare", plan="", version=""), report("full")]) == {"bare": "full"}
    other = report("bare", text="quite other words", plan="", version="")
    assert supersede([other, report("full")]) == {}


def test_all_older_versions_point_to_the_one_in_use() -> None:
    three = [report("b", version="2"), report("a", version="1"), report("c", version="3")]
    assert supersede(three) == {"a": "c", "b": "c"}
