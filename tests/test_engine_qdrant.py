"""The engine on other machines, against real Qdrant servers on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from index.engine import Point, Retrieval, points, weights
from index.library import Library
from index.qdrant import Qdrant
from index.questions import Boost, understand
from index.results import Filters, Hit
from index.snapshot import Snapshot
from quarterline.errors import EngineError, QueryError
from tests.qdrant_support import Cluster, cluster
from ui.cli import app

REPORTS = Path("corpus/sample/reports")
QUESTIONS = [
    "county lines in Southend",
    "laughing gas in parks",
    "what has Operation KINGLET done",
    "emergency calls answered",
    "knife crime and young people",
    "domestic abuse",
    "burglary in Tendring",
    "special constables recruited",
    '"knife"',
    "drugs -cannabis",
]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cluster"), 3) as made:
        yield made


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, servers: Cluster) -> Path:
    """The sample reports, and the servers loaded with them: three shards, two copies of each."""
    root = tmp_path_factory.mktemp("engine") / "library"
    Library(root, create=True).add([REPORTS])
    loaded = Library(root, engine=servers.address).load_engine(shards=3, replicas=2)
    assert loaded.sent == Snapshot.open(root).indexed
    return root


def keys(hits: tuple[Hit, ...]) -> list[str]:
    return [hit.passage.id for hit in hits]


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:6333", "qdrant://", "qdrant://host", "qdrant://a:1,b", "qdrant://a:x/c"],
)
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(EngineError, match="expected qdrant://host:port"):
        Qdrant.at(address)


def test_an_address_names_nodes_and_a_collection() -> None:
    engine = Qdrant.at("qdrant://a:1,b:2/reports")
    assert (engine.nodes, engine.collection) == (("a:1", "b:2"), "reports")
    assert Qdrant.at(engine.address) == engine


def test_no_server_answers() -> None:
    engine = Qdrant(("127.0.0.1:1",), patience=0.2)
    with pytest.raises(EngineError, match=r"no node of qdrant://127.0.0.1:1.* answered"):
        engine.count()


@pytest.mark.slow
def test_results_agree_with_the_library_s_own(library: Path, servers: Cluster) -> None:
    own = Library(library).search_many(QUESTIONS)
    other = Library(library, engine=servers.address).search_many(QUESTIONS)
    shared = [len({*keys(a.hits)} & {*keys(b.hits)}) for a, b in zip(own, other, strict=True)]
    assert sum(shared) >= 0.95 * sum(len(a.hits) for a in own)
    for mine, theirs in zip(own, other, strict=True):
        assert mine.hits[0].passage == theirs.hits[0].passage
        assert mine.query == theirs.query
        assert mine.confidence == pytest.approx(theirs.confidence, abs=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize(
    "filters",
    [
        Filters(places=("Southend",)),
        Filters(quarters=("2020-21 Q2",)),
        Filters(kinds=("table row",)),
        Filters(places=("Essex Police",)),
        Filters(places=("Basildon",), quarters=("2019-20 Q3",)),
    ],
    ids=str,
)
def test_filters_filter_on_the_server_too(
    library: Path, servers: Cluster, filters: Filters
) -> None:
    question = "arrests of drug dealers"
    own = Library(library).search(question, filters=filters)
    other = Library(library, engine=servers.address).search(question, filters=filters)
    assert own.hits
    assert keys(own.hits) == keys(other.hits)


@pytest.mark.slow
def test_a_filter_s_mistake_is_told_as_without_an_engine(library: Path, servers: Cluster) -> None:
    with pytest.raises(QueryError, match="did you mean"):
        Library(library, engine=servers.address).search("x y", filters=Filters(places=("Southnd",)))


@pytest.mark.slow
def test_loading_again_sends_nothing_and_a_change_only_itself(
    library: Path, servers: Cluster
) -> None:
    engine = Qdrant.at(servers.address + "/again")
    every = list(points(Snapshot.open(library)))
    size = every[0].vectors.shape[1]
    first = engine.load(every, dimensions=size, shards=2)
    assert (first.sent, first.unchanged, first.removed) == (len(every), 0, 0)
    again = engine.load(every, dimensions=size)
    assert (again.sent, again.unchanged, again.removed) == (0, len(every), 0)
    changed = Point(every[0].passage, every[0].vectors, {"other": 0.5}, every[0].tags, "other")
    less = engine.load([changed, *every[2:]], dimensions=size)
    assert (less.sent, less.unchanged, less.removed) == (1, len(every) - 2, 1)
    assert engine.count() == len(every) - 1
    with pytest.raises(EngineError, match="not made for vectors of 7 numbers"):
        engine.load([], dimensions=7)
    engine.drop()


@pytest.mark.slow
def test_a_library_that_the_engine_lags_behind_is_not_searched(
    library: Path, servers: Cluster, tmp_path: Path
) -> None:
    root = tmp_path / "library"
    Library(root, create=True).add(sorted(REPORTS.glob("*.md"))[:1])
    address = servers.address + "/lagging"
    with pytest.raises(EngineError, match=r"does not hold the library.*engine load"):
        Library(root, engine=address).search("knife crime")
    runner = CliRunner()
    told = runner.invoke(app, ["--library", str(root), "--engine", address, "engine", "load"])
    assert told.exit_code == 0, told.output
    assert "passages sent, 0 were there, 0 taken out" in told.output
    question = ["--library", str(root), "--engine", address, "search", "knife crime"]
    assert runner.invoke(app, question).exit_code == 0
    # Added without naming the engine: it lags, and says so; named, adding brings it along.
    Library(root).add(sorted(REPORTS.glob("*.md"))[1:2])
    with pytest.raises(EngineError, match="engine load"):
        Library(root, engine=address).search("knife crime")
    Library(root, engine=address).add(sorted(REPORTS.glob("*.docx"))[:1])
    assert Library(root, engine=address).search("knife crime").hits


@pytest.mark.slow
def test_what_the_server_adds_up_nears_the_library_s_score(library: Path) -> None:
    snapshot = Snapshot.open(library)
    asked = understand("county lines in Southend", snapshot.names, snapshot.lexical)
    words = weights(asked.sought, snapshot.lexical)
    exact = snapshot.lexical.scores(asked.sought)
    near = np.array(
        [
            sum(weight * point.words.get(word, 0.0) for word, weight in words.items())
            for point in points(snapshot)
        ]
    )
    best = set(np.argsort(-exact)[:10].tolist())
    # The server is asked for many more than are shown; the best must be well among them.
    assert best <= set(np.argsort(-near)[:50].tolist())


@pytest.mark.slow
def test_a_node_killed_in_loading_and_in_searching_loses_nothing(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    every = []
    for number in range(3_000):
        vector = rng.normal(size=(1, 32)).astype(np.float32)
        vector /= np.linalg.norm(vector)
        every.append(
            Point(f"report#{number}", vector, {f"word{number}": 0.6}, {"kind": ("bullet",)}, "1")
        )
    with cluster(tmp_path, 3) as servers:
        engine = Qdrant.at(servers.address)

        def killed_midway() -> Iterator[Point]:
            for number, point in enumerate(every):
                if number == len(every) // 2:
                    servers.nodes[1].kill()
                yield point

        done = engine.load(killed_midway(), dimensions=32, shards=3, replicas=2)
        assert done.sent == len(every)
        assert engine.count() == len(every)
        servers.restart(1)
        for victim in (2, 0):
            for number in range(0, len(every), 100):
                if number == 1_500:
                    servers.nodes[victim].kill()
                boost = (Boost("kind", ("row",), 0.1, "a row"),)
                asked = Retrieval(every[number].vectors[0], {f"word{number}": 0.5}, 0.6, boost)
                assert engine.candidates(asked)[0] == f"report#{number}"
            assert engine.count() == len(every)
            servers.restart(victim)
