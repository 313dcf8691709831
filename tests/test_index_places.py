"""The filters by place and by kind of passage: the tree, its counts, and what they let through."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.fake import TERMS, FakeIngest
from index.library import Library
from index.places import ELSEWHERE, forces, tree
from index.results import Filters, PlaceNode
from index.terms import Terms
from models.fake import FakeEncoder
from models.register import DEFAULT, artefact
from quarterline.errors import QueryError
from quarterline.places import Place
from tests.ui_support import AUTUMN, write_reports

REPORT = """force: Testshire
quarter: 2019-20 Q3

Burglary fell everywhere.
@ South LPA, Seaview
Burglary fell at the Sands.
Burglary rose by the pier.
@ North LPA
Burglary stayed as it was.
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    made = Library(tmp_path / "library", encoder=FakeEncoder(64), ingest=FakeIngest(), create=True)
    made.add([write_reports(tmp_path / "reports", one=REPORT)])
    return made


def outline(nodes: tuple[PlaceNode, ...], depth: int = 0) -> list[tuple[int, str, int]]:
    """Depth, name and count of each node, as a reader meets them."""
    return [
        line
        for node in nodes
        for line in ((depth, node.name, node.count), *outline(node.inside, depth + 1))
    ]


def test_the_tree_counts_going_down(library: Library) -> None:
    assert outline(library.facets().tree) == [
        (0, "Testshire", 4),
        (1, "North LPA", 1),
        (1, "South LPA", 2),
        (2, "Seaview", 2),
        (3, "Sands", 1),
    ]


def test_every_node_counts_what_its_filter_lets_through(library: Library) -> None:
    for _, name, count in outline(library.facets().tree):
        hits = library.search("burglary", limit=100, filters=Filters(places=(name,))).hits
        assert len(hits) == count, name


def test_a_force_and_a_place_outside_it_are_alternatives(library: Library) -> None:
    everything = Filters(places=("Sands", "testshire"))
    assert len(library.search("burglary", limit=100, filters=everything).hits) == 4


def test_places_that_no_gazetteer_knows_stand_last() -> None:
    found = tree([TERMS], {"Sands": 1, "Seaview": 1, "Narnia": 3, "South LPA": 1}, {"Testshire": 5})
    assert [(n.name, n.kind) for n in found] == [("Testshire", "force"), ("Narnia", ELSEWHERE)]
    assert outline(found)[-1] == (0, "Narnia", 3)
    assert tree([], {}, {}) == ()


def test_places_whose_outer_place_has_no_passage_are_not_lost() -> None:
    assert outline(tree([TERMS], {"Sands": 2}, {})) == [(0, "Sands", 2)]


def test_forces_gather_the_reports_of_every_state_of_their_profile() -> None:
    older = Terms(places=(Place("Testshire", "force", aliases=("Testshire Police",)),))
    [force] = forces({"a": TERMS, "b": older, "c": Terms()})
    assert force.documents == ("a", "b")
    assert force.is_called("testshire police")
    assert not force.is_called("Seaview")


# ---- kinds


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("kinds")
    text = AUTUMN + "\n\nMeasure\tThis quarter\nBurglary\t300\nRobbery\t40\n"
    encoder = FakeEncoder(artefact(DEFAULT).dimensions, name=DEFAULT)
    made = Library(folder / "library", encoder=encoder, create=True)
    made.add([write_reports(folder / "reports", autumn=text)])
    return made


def test_kinds_are_counted_and_kept_to(real: Library) -> None:
    counts = dict(real.facets().kinds)
    assert {"bullet", "row"} <= set(counts)
    assert "objective" not in counts
    for kind, count in counts.items():
        hits = real.search("police burglary", limit=1_000, filters=Filters(kinds=(kind,))).hits
        assert {hit.passage.kind for hit in hits} == {kind}
        assert len(hits) == count


@pytest.mark.parametrize(("typed", "kind"), [("Table rows", "row"), ("bullet point", "bullet")])
def test_kinds_in_plain_words(real: Library, typed: str, kind: str) -> None:
    hits = real.search("burglary", limit=1_000, filters=Filters(kinds=(typed,))).hits
    assert {hit.passage.kind for hit in hits} == {kind}


def test_a_kind_that_is_none_is_told(real: Library) -> None:
    with pytest.raises(QueryError, match="'heading' is not a kind of passage; expected bullet"):
        real.search("burglary", filters=Filters(kinds=("heading",)))
