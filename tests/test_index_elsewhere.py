"""Forces and places that a question names and that the reports are not on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from extract.profiles import load_profile
from extract.profiles.model import Force
from index.elsewhere import Elsewhere, Forces, strangers
from index.fake import TERMS, FakeIngest
from index.library import Library
from index.terms import Terms
from models.fake import FakeEncoder

NEXT = Force("Nextshire Police", ("NXP", "the Nex", "Nextshire"), ("Farport", "West Farport"))
OURS = Force("Testshire Police", ("Testshire",), ("Seaview",))
REPORT = """force: Testshire
quarter: 2020-21 Q2

# 1 Order
@ South LPA, Seaview
Knife arches were set up at the station.
Nextshire Police lent knife arches for a day.
A car was stopped in May. Police met the parents. The chase was called off after a crash.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder: Path = tmp_path_factory.mktemp("elsewhere")
    (folder / "report.txt").write_text(REPORT)
    made = Library(
        folder / "lib",
        encoder=FakeEncoder(64),
        ingest=FakeIngest(terms=replace(TERMS, forces=(NEXT, OURS))),
        create=True,
    )
    made.add([folder / "report.txt"])
    yield made


def names(text: str, ours: tuple[str, ...] = ()) -> list[str]:
    return [one.name for one in Forces([NEXT], ours.__contains__).named_in(text)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("deaths in nextshire police cells", ["Nextshire Police"]),
        ("what did the Nex do", ["the Nex"]),
        ("theft in West Farport", ["West Farport"]),
        ("theft in Farport and Nextshire", ["Nextshire", "Farport"]),
        ("farports and nexus", []),
    ],
)
def test_other_forces_and_their_towns_are_heard(text: str, found: list[str]) -> None:
    assert names(text) == found


def test_what_is_ours_is_not_elsewhere() -> None:
    assert names("theft in Farport", ("Farport",)) == []
    assert names("theft in Farport, Nextshire", ("Nextshire Police",)) == []


def test_a_passage_speaks_of_a_force_by_any_of_its_names() -> None:
    [asked] = Forces([NEXT], lambda name: False).named_in("arrests by Nextshire Police")
    assert asked.is_in({"arrest", "nxp"})
    assert not asked.is_in({"arrest", "polic"})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("theft near Umberleigh", ["Umberleigh"]),
        ("Umberleigh theft", []),  # any first word may have a capital
        ("Theft Near Umberleigh", []),  # and so may all words of a title
        ("theft by UMB", []),
        ("theft in Known", []),
    ],
)
def test_names_that_the_reports_never_use_are_strangers(text: str, found: list[str]) -> None:
    assert [one.name for one in strangers(text, "Known".__eq__)] == found


def test_what_no_report_names_is_said(library: Library) -> None:
    assert library.search("knife arches in Farport").query.unknown == ("Farport",)
    assert library.search("knife arches in Umberleigh").query.unknown == ("Umberleigh",)
    # A town of the force's own that no passage speaks of.
    assert library.search("knife arches at Sands").query.unknown == ("Sands",)
    assert library.search("knife arches in Seaview").query.unknown == ()
    assert library.search("knife arches in Testshire").query.unknown == ()


def test_an_answer_on_another_force_must_name_it(library: Library) -> None:
    here = library.search("knife arches")
    away = library.search("knife arches in Farport")
    assert away.confidence < here.confidence
    assert {hit.signs.unknown for hit in away.hits} == {1.0}
    neighbour = library.search("knife arches of Nextshire Police")
    assert neighbour.query.unknown == ()
    by_text = {hit.passage.text[:4]: hit.signs.unknown for hit in neighbour.hits}
    assert by_text["Next"] == 0
    assert by_text["Knif"] == 1


def test_words_in_different_sentences_are_not_said_together(library: Library) -> None:
    def match(query: str) -> float:
        found = library.search(query).hits
        [signs] = [hit.signs for hit in found if hit.passage.text.startswith("A car")]
        return signs.match

    assert match("chase called off") > match("car chase parents") + 0.3


def test_forces_are_kept_with_the_library() -> None:
    terms = Terms(forces=(NEXT,))
    assert Terms.unpack(terms.packed) == terms
    assert terms.key != Terms().key


def test_the_country_s_forces_ship_and_none_shares_a_name() -> None:
    forces = load_profile("").forces
    assert len(forces) > 40
    every = [form.casefold() for f in forces for form in (f.name, *f.names, *f.places)]
    assert len(every) == len(set(every))
    assert load_profile("Essex Police").forces == forces
    assert Elsewhere("x", (frozenset({"x"}),)).is_in({"x", "y"})
