"""Operations and places that a figure is about, and the thin spaCy components."""

from __future__ import annotations

import importlib
import tomllib
from pathlib import Path

import pytest
import spacy

from extract.attribution import attribute_claims
from extract.figures import extract_figures
from extract.figures_components import FIGURE_COMPONENTS
from extract.pipeline import make_pipeline
from extract.profiles import load_profile
from index.assemble import attributed
from quarterline.records import Mention, Passage


def passage(text: str, places: tuple[str, ...] = ()) -> Passage:
    return Passage("d#1", "d", 100, 100 + len(text), text, 1, "bullet", places=places)


def mention(
    where: Passage, text: str, label: str, name: str, places: tuple[str, ...] = ()
) -> Mention:
    start = where.start + where.text.index(text)
    return Mention(
        f"d:m{start}", "d", where.id, start, start + len(text), text, label, name, places=places
    )


def test_the_operation_of_the_sentence_before_is_meant() -> None:
    where = passage("Operation ALPHA seeks knives. Five people were arrested.")
    (claim,), _ = extract_figures(
        where, None, [mention(where, "Operation ALPHA", "OPERATION", "ALPHA")]
    )
    assert claim.operations == ("ALPHA",)


def test_a_parent_in_brackets_is_not_linked() -> None:
    where = passage("Operation ALPHA (part of Operation BETA) saw 12 arrests.")
    named = [
        mention(where, "Operation ALPHA", "OPERATION", "ALPHA"),
        mention(where, "Operation BETA", "OPERATION", "BETA"),
    ]
    (claim,), _ = extract_figures(where, None, named)
    assert claim.operations == ("ALPHA",)


def test_a_later_operation_is_not_linked_unless_it_is_included() -> None:
    where = passage("There were 12 arrests. Operation ALPHA starts soon.")
    named = [mention(where, "Operation ALPHA", "OPERATION", "ALPHA")]
    assert extract_figures(where, None, named)[0][0].operations == ()
    where = passage("There were 12 arrests. This includes Operation ALPHA in town.")
    named = [mention(where, "Operation ALPHA", "OPERATION", "ALPHA")]
    assert extract_figures(where, None, named)[0][0].operations == ("ALPHA",)


def test_places_are_the_scope_and_those_of_the_sentence() -> None:
    where = passage("Two warrants were carried out in Laindon. It went well.", ("Basildon",))
    (claim,), _ = extract_figures(where, None, [mention(where, "Laindon", "PLACE", "Laindon")])
    assert claim.places == ("Basildon", "Laindon")


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("826 crimes were recorded (526 in Ashby and 300 in  Burwood).", ()),
        ("826 crimes were recorded: 526 across Ashby and 300 across Burwood.", ()),
        ("In Camber 826 crimes were recorded (526 in Ashby, 300 in Burwood).", ("Camber",)),
        # more than the whole, so no parts of it
        ("826 crimes were recorded (526 in Ashby, 901 in Burwood).", ("Ashby", "Burwood")),
        ("826 crimes were recorded (most of them in Ashby and Burwood).", ("Ashby", "Burwood")),
    ],
)
def test_a_whole_has_none_of_the_places_of_its_parts(text: str, whole: tuple[str, ...]) -> None:
    where = passage(text)
    named = [mention(where, p, "DISTRICT", p) for p in ("Ashby", "Burwood", "Camber") if p in text]
    claims, _ = extract_figures(where, None, named)
    assert claims[0].places == whole
    if len(claims) == 3:
        assert [c.places for c in claims[1:]] == [("Ashby",), ("Burwood",)]


def test_a_figure_takes_the_place_of_its_operation() -> None:
    where = passage("Operation ALPHA found a lorry. Four people were charged.")
    named = [mention(where, "Operation ALPHA", "OPERATION", "ALPHA", ("Thurrock",))]
    (claim,), _ = extract_figures(where, None, named)
    assert claim.places == ("Thurrock",)


def test_a_number_inside_a_name_is_no_figure() -> None:
    where = passage("The Forty Two project held 12 people.")
    named = [mention(where, "Forty Two project", "PROJECT", "FORTY TWO")]
    claims, _ = extract_figures(where, None, named)
    assert [c.value for c in claims] == [12]


def test_operations_found_later_are_given_to_claims_without_one() -> None:
    where = passage("Extra Eyes did well. 83 cases were heard.")
    claims, _ = extract_figures(where, None)
    assert claims[0].operations == ()
    known = [mention(where, "Extra Eyes", "PROJECT", "EXTRA EYES")]
    assert attribute_claims(where, claims, known)[0].operations == ("EXTRA EYES",)


def test_the_components_keep_what_the_functions_read() -> None:
    nlp = make_pipeline(load_profile("Essex Police"))
    for name in FIGURE_COMPONENTS:
        nlp.add_pipe(name)
    analysis = nlp.analyze_pipes()
    assert analysis is not None
    assert not any(analysis["problems"].values())
    doc = nlp.make_doc("In the last quarter Operation RAPTOR arrested 59 people in Basildon.")
    doc._.quarter = "2019-20 Q3"
    doc = nlp(doc)
    assert [q["value"] for q in doc._.quantities] == [59]
    (claim,) = doc._.claims
    assert claim["operations"] == ["RAPTOR"]
    assert claim["places"] == ["Basildon"]
    assert claim["period"] == "2019-10-01/2019-12-31"


def test_part_of_an_operation_is_that_operation_where_no_other_is_named() -> None:
    where = passage("Since January 2020, 356 arrests were made as part of Operation VELLUM.")
    named = [mention(where, "Operation VELLUM", "OPERATION", "VELLUM")]
    (claim,), _ = extract_figures(where, None, named)
    assert claim.operations == ("VELLUM",)


def test_a_library_gives_claims_the_operations_that_it_finds_later() -> None:
    where = passage("Extra Eyes did well. 83 cases were heard.")
    claims, _ = extract_figures(where, None)
    known = [mention(where, "Extra Eyes", "PROJECT", "EXTRA EYES")]
    (claim,) = attributed([where], claims, known)
    assert claim.operations == ("EXTRA EYES",)


def test_the_factories_are_entry_points() -> None:
    with Path("pyproject.toml").open("rb") as file:
        points = tomllib.load(file)["project"]["entry-points"]["spacy_factories"]
    for name in FIGURE_COMPONENTS:
        module, function = points[name].split(":")
        factory = getattr(importlib.import_module(module), function)
        assert callable(factory(spacy.blank("en"), name))
