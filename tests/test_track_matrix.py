"""Matrices and the network of co-mentions."""

from __future__ import annotations

from tests.track_support import held
from track.holdings import Holdings
from track.matrix import matrix_of, network_of

REPORTS = {
    "2019-20 Q3": [
        "@ Sands",
        "Operation HERON with Operation KITE: a burglar.",
        "Operation HERON again.",
    ],
    "2020-21 Q1": ["@ Hilltop", "Operation KITE saw a burglar at Moorland.", "Calm."],
}


def made() -> Holdings:
    return held(REPORTS)


def test_operations_by_quarter_with_gaps_that_are_not_zero() -> None:
    frame = matrix_of(made()).operations_frame()
    assert frame.loc["HERON", "2019-20 Q3"] == 2
    assert frame.loc["HERON", "2020-21 Q1"] == 0
    assert frame["2019-20 Q4"].isna().all()


def test_themes_by_district_by_quarter() -> None:
    frame = matrix_of(made()).themes_frame().set_index(["theme", "district", "quarter"])["passages"]
    assert frame["burglary", "Seaview", "2019-20 Q3"] == 1
    assert frame["burglary", "Seaview", "2020-21 Q1"] == 0
    assert frame["burglary", "Hilltop", "2020-21 Q1"] == 1
    assert frame["burglary", "Moorland", "2020-21 Q1"] == 1


def test_a_cell_leads_to_its_passages_and_keeps_its_filters() -> None:
    holdings = made()
    cell = matrix_of(holdings).cell("HERON", "2019-20 Q3")
    assert cell is not None
    assert cell.filters.operations == ("HERON",)
    assert cell.filters.quarters == ("2019-20 Q3",)
    assert all("HERON" in holdings.passage[p].text for p in cell.passages)
    place = matrix_of(holdings).cell("burglary", "2020-21 Q1", "Moorland")
    assert place is not None
    assert place.filters.places == ("Moorland",)
    assert matrix_of(holdings).cell("HERON", "2020-21 Q1") is None


def test_the_network_counts_passages() -> None:
    network = network_of(made())
    assert [(e.first, e.second, e.weight) for e in network.edges] == [
        ("HERON", "KITE", 1),
        ("KITE", "Moorland", 1),
    ]
    assert {(n.name, n.kind, n.passages) for n in network.nodes} >= {("HERON", "operation", 2)}


def test_the_network_around_one_and_above_a_weight() -> None:
    assert {n.name for n in network_of(made(), "HERON").nodes} == {"HERON", "KITE"}
    assert network_of(made(), least=2).edges == ()
    assert network_of(made(), least=2).nodes == ()


def test_frames() -> None:
    network = network_of(made())
    assert list(network.edges_frame().columns) == ["first", "second", "weight", "quarters"]
    assert len(network.nodes_frame()) == len(network.nodes)
