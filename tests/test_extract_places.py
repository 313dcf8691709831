"""Places: by name, inside other names, misspelt; and the places of an operation."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.found import Found
from extract.operations import find_operations
from extract.organisations import find_organisations, hides_places
from extract.places import attach_places, find_places
from extract.profiles import load_profile
from extract.sentences import sentence_spans

ESSEX = load_profile("Essex")
KENT = load_profile(Path(__file__).parent / "data" / "kent.toml")


def places(text: str, profile: object = ESSEX) -> list[str]:
    assert profile in (ESSEX, KENT)
    gazetteer = ESSEX.gazetteer if profile is ESSEX else KENT.gazetteer
    organisations = ESSEX.organisations if profile is ESSEX else KENT.organisations
    operations = find_operations(text, ESSEX.vocabulary)
    bodies = hides_places(find_organisations(text, organisations, gazetteer), organisations)
    taken = [*(o for o in operations if o.label == "OPERATION"), *bodies]
    found = find_places(text, gazetteer, taken)
    assert all(text[f.start : f.end] == f.text for f in found)
    return [f.canonical for f in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in Castle\nPoint and Southend-on-Sea", ["Castle Point", "Southend"]),
        ("West Local Policing Area (LPA) teams", ["West LPA"]),
        ("Epping Forest District Council met", ["Epping Forest"]),
        ("COLCHESTER: two arrests", ["Colchester"]),
        ("near Chelmsford Prison", ["Chelmsford Prison"]),
        ("around Wickford High Street, Basildon", ["Wickford", "Basildon"]),
        ("on Colchester Road and in Harlow Way", []),
        ("Essex & Suffolk Water joined", []),
        ("the Southend, Essex and Thurrock boards", []),
        ("Operation Brentwood was run in Harlow", ["Harlow"]),
        ("Inspector Harlow said; Mrs. Epping agreed", []),
        ("PC Witham in Witham", ["Witham"]),
        ("a stock of grays", []),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a camp in Saffron Waldon was cleared", ["Saffron Walden"]),
        ("a murder in Westcliffe-on-Sea in December", ["Westcliff-on-Sea"]),
        ("Chelmsfrod: two arrests", ["Chelmsford"]),
        ("patrols in Basldon continue", ["Basildon"]),
        ("Castlepoint district", ["Castle Point"]),
    ],
)
def test_misspelt_names(text: str, expected: list[str]) -> None:
    assert places(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Tending to victims matters.",  # opens a sentence, one letter from Tendring
        "He left. Tending to victims matters.",
        "Officer John Basilden was thanked",  # a surname
        "Basilden Smith was thanked",
        "in Kelvedin or kelvedin, as some write",  # the text writes it small
        "Bildeston is in Suffolk",
        "in Grayz",  # too short to tell
    ],
)
def test_no_place_is_guessed(text: str) -> None:
    assert places(text) == []


def test_a_misspelling_says_so() -> None:
    found = find_places("in Saffron Waldon today", ESSEX.gazetteer)[0]
    assert found.how == "misspelling of Saffron Walden"
    assert found.score < 1
    assert found.label == "PLACE"


def test_another_force_brings_its_own_places() -> None:
    assert places("Chatham and Ramsgte; Folkestone & Hythe", KENT) == [
        "Chatham",
        "Ramsgate",
        "Folkestone and Hythe",
    ]
    assert places("patrols in Harlow and Ramsgate") == ["Harlow"]


def _attached(text: str, scope: tuple[str, ...] = ()) -> list[tuple[str, tuple[str, ...]]]:
    operations = find_operations(text, ESSEX.vocabulary)
    found = find_places(text, ESSEX.gazetteer)
    attached = attach_places(text, operations, found, sentence_spans(text), scope)
    return [(f.canonical, f.places) for f in attached]


def test_an_operation_has_the_places_of_its_sentence_after_its_scope() -> None:
    text = "Operation HERON ran in Pitsea. Operation FALCON ran in Vange, as Op. HERON did."
    assert _attached(text, ("South LPA",)) == [
        ("HERON", ("South LPA", "Pitsea")),
        ("FALCON", ("South LPA", "Vange")),
        ("HERON", ("South LPA", "Vange")),
    ]


def test_the_only_operation_of_a_passage_takes_places_of_other_sentences() -> None:
    assert _attached("Operation HERON is new. A man from Laindon was held.") == [
        ("HERON", ("Laindon",))
    ]
    assert _attached("Operation HERON and Op FALCON. A man from Laindon was held.") == [
        ("HERON", ()),
        ("FALCON", ()),
    ]


def test_a_place_in_brackets_is_of_the_operation_before_them() -> None:
    assert _attached("Operation HERON (support at Lakeside) and Operation FALCON (new)") == [
        ("HERON", ("Lakeside",)),
        ("FALCON", ()),
    ]


@given(st.text(alphabet="Colchestr Sfnwald-\nBi.:", max_size=60))
def test_spans_are_the_text_and_never_overlap(text: str) -> None:
    found: list[Found] = find_places(text, ESSEX.gazetteer)
    assert all(text[f.start : f.end] == f.text for f in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
