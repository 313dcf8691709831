"""Sentences, organisations, themes, abbreviations, dates and priorities."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.abbreviations import defined_abbreviations, find_abbreviations
from extract.dates import find_dates
from extract.organisations import find_organisations, hides_places
from extract.priorities import find_priorities
from extract.profiles import load_profile
from extract.sentences import sentence_of, sentence_spans
from extract.themes import find_themes
from quarterline.periods import Quarter

ESSEX = load_profile("Essex")


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Action against gangs (Op. RAPTOR) and Op. HERON went on.",
        "D/Supt. Lee sits on the group.",
        "It was our no. 1 session this year.",
        "A rise of 4.3% against 2.1% vs. 2019 was seen.",
        "Police forces, e.g. Kent, met Insp. J. Smith of St. Albans.",
        "On 5 Sept. 2023 it began.",
    ],
)
def test_a_full_stop_that_ends_no_sentence(text: str) -> None:
    assert sentences(text) == [text]


def test_sentences_end_where_they_do() -> None:
    assert sentences(
        "One was held. 22 officers came (LPT). “Was it?” He said no. Then he left."
    ) == [
        "One was held.",
        "22 officers came (LPT).",
        "“Was it?”",
        "He said no.",
        "Then he left.",
    ]
    assert sentences("A cell\tAnother cell • a bullet") == ["A cell", "Another cell", "a bullet"]
    assert sentence_spans("one two", breaks=[4]) == [(0, 3), (4, 7)]
    assert sentence_of([(0, 3), (4, 7)], 5) == (4, 7)
    assert sentence_of([(0, 3), (4, 7)], 3) == (3, 3)


@given(st.text(alphabet="aA1.!? \n\t•", max_size=60))
def test_sentences_leave_no_letter_out(text: str) -> None:
    spans = sentence_spans(text)
    covered = {i for start, end in spans for i in range(start, end)}
    assert all(i in covered for i, c in enumerate(text) if c in "aA1")
    assert spans == sorted(spans)


def test_organisations() -> None:
    text = (
        "Epping Forest District Council, the NCA, Grays Youth Panel and British\nTransport Police"
    )
    found = find_organisations(text, ESSEX.organisations, ESSEX.gazetteer)
    assert [(f.canonical, f.how) for f in found] == [
        ("Epping Forest District Council", "exact"),
        ("National Crime Agency", "exact"),
        ("Grays Youth Panel", "by its form"),
        ("British Transport Police", "exact"),
    ]
    assert [f.canonical for f in hides_places(found, ESSEX.organisations)] == [
        "National Crime Agency",
        "British Transport Police",
    ]
    assert find_organisations("no bodies", (), ESSEX.gazetteer) == []


def test_themes() -> None:
    found = find_themes(
        "County Lines, ASB, anti social behaviour; burglaries; hare-coursing", ESSEX.themes
    )
    assert [f.canonical for f in found] == [
        "county lines",
        "anti-social behaviour",
        "anti-social behaviour",
        "burglary",
        "hare coursing",
    ]
    assert find_themes("asb", ESSEX.themes) == []
    assert find_themes("murder", ()) == []


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        (
            "There were 20 Killed and Seriously Injured (KSI) cases",
            "KSI",
            "Killed and Seriously Injured",
        ),
        ("reports of Anti-Social Behaviour (ASB)", "ASB", "Anti-Social Behaviour"),
        ("Community Special Constables (CSCs) met", "CSC", "Community Special Constables"),
        ("the Support Services Directorate (SSD)", "SSD", "Support Services Directorate"),
        ("Crime and Public Protection (C&PP) led", "C&PP", "Crime and Public Protection"),
        ("Child and Young Person (CYP) Officers", "CYP", "Child and Young Person"),
        (
            "of the Automatic Number Plate  Recognition (ANPR)",
            "ANPR",
            "Automatic Number Plate Recognition",
        ),
        ("the Detective Superintendent (D/Supt.) chairs", "D/Supt", "Detective Superintendent"),
    ],
)
def test_abbreviations(text: str, short: str, long: str) -> None:
    found = find_abbreviations(text)
    assert [(a.short, a.long) for a in found] == [(short, long)]
    assert text[found[0].start : found[0].end].split(maxsplit=1)[0] == long.split(maxsplit=1)[0]


@pytest.mark.parametrize(
    "text",
    [
        "Operation RAPTOR (burglary)",
        "Rape Crisis. Later (RC)",
        "a man (DNA)",
        "101 calls (FCR)",
        "(ASB)",
    ],
)
def test_no_abbreviation(text: str) -> None:
    assert find_abbreviations(text) == []


def test_the_form_defined_most_often_is_kept() -> None:
    texts = [
        "Anti Social Behaviour (ASB)",
        "Anti-Social Behaviour (ASB)",
        "Anti-Social Behaviour (ASB)",
    ]
    assert defined_abbreviations(texts) == {"ASB": "Anti-Social Behaviour"}


@pytest.mark.parametrize(
    ("text", "label", "canonical"),
    [
        ("Q2 2023/24", "QUARTER", "2023-24 Q2"),
        ("Quarter 3 2019/20", "QUARTER", "2019-20 Q3"),
        ("Quarter 4 – 2020/21", "QUARTER", "2020-21 Q4"),
        ("2019-20 Q3", "QUARTER", "2019-20 Q3"),
        ("September 2020", "DATE", "2020-09"),
        ("23rd October 2019", "DATE", "2019-10-23"),
        ("1 April 2021", "DATE", "2021-04-01"),
        ("2019/20", "DATE", "2019-04-01/2020-03-31"),
        ("2020/2021", "DATE", "2020-04-01/2021-03-31"),
        ("July-Sept 2023", "DATE", "2023-07-01/2023-09-30"),
        ("November to January 2024", "DATE", "2023-11-01/2024-01-31"),
        ("01/04/23", "DATE", "2023-04-01"),
        ("Sep-17", "DATE", "2017-09"),
        ("28th April", "DATE", "--04-28"),
        ("2023-09-30", "DATE", "2023-09-30"),
    ],
)
def test_dates(text: str, label: str, canonical: str) -> None:
    found = find_dates(f"calls since {text}, it is said")
    assert [(f.text, f.label, f.canonical) for f in found] == [(text, label, canonical)]


def test_a_year_needs_a_word_before_it() -> None:
    assert [
        f.text for f in find_dates("in 2019 the Act of that name, section 2014, 2015 calls")
    ] == ["2019"]


@pytest.mark.parametrize("text", ["31 February 2020", "2019/23", "45/13/2020", "24/7", "Q2", "Q5"])
def test_no_date(text: str) -> None:
    assert find_dates(f"open {text} now") == []


def test_a_quarter_without_a_year_is_of_the_reports_year() -> None:
    found = find_dates("training into Q3", Quarter(2023, 2))
    assert [(f.canonical, f.score < 1) for f in found] == [("2023-24 Q3", True)]


def test_priorities() -> None:
    found = find_priorities("Priority 4 and Priorities 2, 3 and 12; a priority 1")
    assert [f.canonical for f in found] == ["Priority 4", "Priority 2", "Priority 3", "Priority 12"]
