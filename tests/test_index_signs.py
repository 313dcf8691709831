"""What speaks for and against a hit: what is not said, not named, and not there."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.confidence import Signs
from index.fake import FakeIngest
from index.library import Library
from index.texts import sentences, stemmed
from models.fake import FakeEncoder

REPORT = """force: Testshire
quarter: 2020-21 Q2

# 1 Order
@ South LPA, Seaview
Knife arches stood at the station for 12 days and led to arrests.
Operation SHIELD found drugs.
Operation FALCON found drugs.
@ North LPA, Moorland
Hare coursing fell on the farms.
@ South LPA
Dogs were stolen from kennels.
The mounted section stays until May 2033.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder: Path = tmp_path_factory.mktemp("signs")
    (folder / "report.txt").write_text(REPORT)
    made = Library(folder / "lib", encoder=FakeEncoder(256), ingest=FakeIngest(), create=True)
    made.add([folder / "report.txt"])
    yield made


def seen(library: Library, query: str, begins: str) -> Signs:
    [signs] = [h.signs for h in library.search(query).hits if h.passage.text.startswith(begins)]
    return signs


def test_what_is_least_said_counts_however_much_else_is(library: Library) -> None:
    assert seen(library, "knife arches station arrests", "Knife").unsaid == 0
    assert seen(library, "knife arches station arrests penguins", "Knife").unsaid > 0.5
    assert seen(library, "knife arches for 12 days", "Knife").unsaid == 0
    assert seen(library, "knife arches for 57 days", "Knife").unsaid == 1


@pytest.mark.parametrize(
    "query", ["op SHIELD", "operation SHIELD", "history of Operation SHIELD", "SHIELD in 2020"]
)
def test_what_announces_a_name_or_asks_of_anything_need_not_be_said(
    library: Library, query: str
) -> None:
    assert seen(library, query, "Operation SHIELD").unsaid == 0


def test_an_operation_that_was_asked_for_is_named_or_not(library: Library) -> None:
    query = "drugs in Operation SHIELD"
    assert seen(library, query, "Operation SHIELD").unnamed == 0
    assert seen(library, query, "Operation FALCON").unnamed == 1
    assert seen(library, "drugs", "Operation FALCON").unnamed == 0


def test_a_passage_elsewhere_speaks_less_of_a_place_than_one_around_it(library: Library) -> None:
    assert seen(library, "knife arches in Seaview", "Knife").unplaced == 0
    assert seen(library, "knife arches in South LPA", "Knife").unplaced == 0
    around = seen(library, "dogs stolen in Seaview", "Dogs").unplaced
    assert 0 < around < seen(library, "hare coursing in Seaview", "Hare").unplaced
    assert seen(library, "hare coursing", "Hare").unplaced == 0
    here, elsewhere = (
        library.search(f"hare coursing on farms in {place}").confidence
        for place in ("Moorland", "Seaview")
    )
    assert elsewhere < here / 2


def test_a_later_time_is_held_against_what_gives_another_month_of_its_year(
    library: Library,
) -> None:
    assert seen(library, "mounted section May 2033", "The mounted").away == 0
    assert seen(library, "mounted section 2033", "The mounted").away == 0
    assert seen(library, "mounted section October to December 2033", "The mounted").away == 1


def test_how_many_hits_are_shown_changes_no_sign(library: Library) -> None:
    for query in ("knife arches in Seaview", "operation SHIELD drugs", "penguins"):
        most = [h.signs for h in library.search(query, limit=20).hits]
        assert [h.signs for h in library.search(query, limit=2).hits] == most[:2]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Cars raced. Dogs ran! Who saw them?", ["car race", "dog ran", "who saw them"]),
        ("Op. RAPTOR took 1.5 kg, of drugs", ["op", "raptor took 1.5 kg of drug"]),
        (
            "a cell\tanother\n\na paragraph\nof two lines",
            ["a cell", "anoth", "a paragraph of two line"],
        ),
        ("went up vs. last year. then fell", ["went up vs last year then fell"]),
        ("", []),
        ("...\t\n\n!!!", []),
    ],
)
def test_a_text_falls_into_sentences_paragraphs_and_cells(text: str, parts: list[str]) -> None:
    assert sentences(text) == tuple(frozenset(part.split()) for part in parts)


@given(st.text(alphabet="aZ1.!?,\t\n '", max_size=60))
def test_no_word_is_lost_between_sentences(text: str) -> None:
    assert frozenset().union(*sentences(text)) == {stem for _, stem in stemmed(text)}


def test_long_runs_of_stops_take_no_time() -> None:
    begun = time.process_time()
    for run in ("." * 50_000, "\n" * 50_000, ".\n" * 25_000, ". " * 25_000, " \n" * 25_000):
        sentences(run)
    assert time.process_time() - begun < 1
