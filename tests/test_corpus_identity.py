"""Whose report it is and of which quarter, from its own words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from corpus.identity import identify
from corpus.lines import split_lines
from corpus.outline import Role, outline
from corpus.reading import Reading
from quarterline.errors import IdentityError
from quarterline.periods import Quarter
from quarterline.records import Document

SHA = "abcdef012345" + "0" * 52


def told(text: str, **given: object) -> Document:
    return identify(Reading(text, "text/plain", ()), "made.txt", SHA, **given)  # type: ignore[arg-type]


COVER = """Police and Crime Plan 2021-2024

Quarterly Update

Quarter 3 2021/22

Data to December 2021

Version 1.4
Produced January 2022
Classification: OFFICIAL

Priority 1 - Closer

- Wessing Police opened a counter. Wessing Police also closed one with Kent Police.
"""


def test_a_cover_tells_everything_with_the_words_that_say_so() -> None:
    document = told(COVER)
    assert document.id == "abcdef012345"
    assert document.force == "Wessing Police"
    assert document.plan == "Police and Crime Plan 2021-2024"
    assert document.quarter == Quarter(2021, 3)
    assert str(document.period) == "2021-10-01/2021-12-31"
    assert (document.version, document.produced, document.marking) == (
        "1.4",
        "January 2022",
        "Official",
    )
    for evidence in document.evidence:
        assert document.text[evidence.start : evidence.end] == evidence.text
        assert 0 < evidence.confidence <= 1
        assert evidence.how


@pytest.mark.parametrize(
    "printed",
    [
        "Quarter 3 2021/22", "Q3 2021/22", "2021-22 Q3", "Third quarter of 2021-22", "Quarter 3 – 2021/2022",
        "Quarter three (2021/22)", "Data to: End December 2021", "Data up to 31 December 2021",
    ],
)  # fmt: skip
def test_a_quarter_in_many_forms(printed: str) -> None:
    assert told(f"Update\n\n{printed}\n\nPriority 1 - A\n\n- One.\n").quarter == Quarter(2021, 3)


def test_a_closing_date_that_contradicts_the_cover_lowers_the_confidence() -> None:
    document = told("Update Q3 2021/22\n\nData to March 2022\n\nPriority 1 - A\n\n- One.\n")
    evidence = next(e for e in document.evidence if e.field == "quarter")
    assert document.quarter == Quarter(2021, 3)
    assert evidence.confidence <= 0.5
    assert "although it says data to the end of 2021-22 Q4" in evidence.how


def test_a_report_without_a_cover_tells_its_quarter_by_its_months() -> None:
    text = (
        "Priority 1 - A\n\n- In July 2021 and on 3 August 2021 counters opened, against September 2020.\n"
        "- Since 1 July 2021 two have closed; by the end of September there were nine.\n"
        "- A trial starts in December 2021.\n"
    )
    document = told(text)
    evidence = next(e for e in document.evidence if e.field == "quarter")
    assert document.quarter == Quarter(2021, 2)
    assert "no cover" in evidence.how
    assert evidence.confidence < 0.95


def test_a_text_without_dates_has_no_quarter() -> None:
    assert told("Priority 1 - A\n\n- A counter may open. We march on.\n").quarter is None


def test_what_the_user_gives_overrules() -> None:
    document = told(COVER, quarter=Quarter(2020, 1), force="Kent Police")
    assert (document.quarter, document.force) == (Quarter(2020, 1), "Kent Police")
    assert {e.how for e in document.evidence if e.field in ("quarter", "force")} == {
        "given by the user"
    }
    with pytest.raises(IdentityError, match="the force's name is empty"):
        told(COVER, force=" ")


def test_bodies_that_are_no_force() -> None:
    text = (
        "Priority 1 - A\n\n"
        + "- With British Transport Police and Royal Military Police in town.\n" * 3
    )
    assert told(text).force == ""
    assert told(text + "- Devon and Cornwall Police helped.\n").force == "Devon and Cornwall Police"


EXPECTED = [
    Quarter(2019, 3),
    Quarter(2020, 1),
    Quarter(2020, 2),
    Quarter(2020, 4),
    Quarter(2023, 2),
]


def test_the_real_reports_tell_their_quarter(corpus_files: list[Path]) -> None:
    texts = [path.read_bytes().decode("utf-8") for path in corpus_files]
    assert [told(text).quarter for text in texts] == EXPECTED
    assert {told(text).force for text in texts} == {"Essex Police"}


def test_the_real_reports_tell_their_quarter_even_without_cover_and_heads(
    corpus_files: list[Path],
) -> None:
    for path, expected in zip(corpus_files, EXPECTED, strict=True):
        text = path.read_bytes().decode("utf-8")
        found = outline(text, split_lines(text))
        gone = (Role.FRONT, Role.FURNITURE, Role.CONTENTS)
        body = "\n".join(
            text[x.start : x.end] for x in found.lines if found.roles[x.number] not in gone
        )
        assert not re.search(r"Quarter \d", body)
        assert told(body).quarter == expected


@pytest.mark.parametrize(
    ("cover", "quarter"),
    [
        ("Performance report\n\nQuarter ending March 2022", Quarter(2021, 4)),
        ("Performance report\n\nQuarter ended 30 June 2022", Quarter(2022, 1)),
        ("Performance summary: three months to September 2023", Quarter(2023, 2)),
        ("Performance summary\n\nJuly \u2013 September 2020", Quarter(2020, 2)),
        ("Performance summary: 1 April to 30 June 2023", Quarter(2023, 1)),
        ("Performance summary: January to March 2023", Quarter(2022, 4)),
    ],
)
def test_the_time_that_a_cover_says_it_covers(cover: str, quarter: Quarter) -> None:
    document = told(f"Wessing Police\n\n{cover}\n\nPriority 1 - Closer\n\n- A counter opened.")
    assert document.quarter == quarter
    (evidence,) = (e for e in document.evidence if e.field == "quarter")
    assert document.text[evidence.start : evidence.end] == evidence.text


@pytest.mark.parametrize(
    "cover",
    [
        "July 2019 to September 2020",
        "August to October 2020",
        "July to December 2020",
        "Twelve months to June 2021",
    ],
)
def test_a_time_that_is_no_quarter_tells_none(cover: str) -> None:
    assert told(f"Wessing Police\n\nPerformance report\n\n{cover}\n").quarter is None


def test_a_constabulary_is_named_as_it_is() -> None:
    text = "Wessing Constabulary\n\nPolice Accountability Forum\n\nQuarter 1 2019/20\n"
    assert told(text).force == "Wessing Constabulary"


def test_the_force_of_a_plan_where_no_other_is_named() -> None:
    text = "Wessing Police and Crime Plan 2021-2024\n\nQuarterly update\n\nQuarter 3 2022/23\n"
    assert told(text).force == "Wessing Police"
    assert told(text.replace("Wessing", "The")).force == ""
