"""Search: what is understood, what is found, why, how surely, and that filters filter."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.fake import FakeIngest
from index.fusion import convex, reciprocal_rank, spread
from index.lexical import LexicalIndex, Sought
from index.lexical import write as write_lexical
from index.library import Library
from index.results import Filters, Understood
from index.search import UNSURE
from index.texts import embedded_text, tokens
from index.vectors import Block, VectorIndex
from index.vectors import write as write_vectors
from models.fake import FakeEncoder
from quarterline.errors import QueryError
from quarterline.periods import Quarter
from quarterline.records import Passage

SUBJECTS = ["county lines", "burglary", "speeding drivers", "hate crime", "lost dogs"]
SCOPES = ["South LPA", "South LPA, Seaview", "South LPA, Hilltop", "North LPA, Moorland", ""]
OPERATIONS = ["ALPHA", "BRAVO", "ENVISION", "SHIELD", "SHIELD II"]
QUARTERS = ["2019-20 Q3", "2020-21 Q2"]


def body(seed: int, lines: int) -> str:
    pick = random.Random(seed)  # noqa: S311 - made-up reports
    out = []
    for number in range(lines):
        if number % 10 == 0:
            out.append(
                f"# {1 + number // 10 % 3} {['Order', 'Roads', 'Victims'][number // 10 % 3]}"
            )
        if number % 4 == 0:
            out.append(f"@ {pick.choice(SCOPES)}")
        name = f"Operation {pick.choice(OPERATIONS)} on " if pick.random() < 0.3 else ""
        out.append(
            f"{name}{pick.choice(SUBJECTS)} led to {pick.randint(1, 99)} arrests, line {number}."
        )
    return "\n".join(out) + "\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder: Path = tmp_path_factory.mktemp("search")
    made = Library(folder / "lib", encoder=FakeEncoder(64), ingest=FakeIngest(), create=True)
    for number, quarter in enumerate(QUARTERS):
        head = f"force: Testshire\nquarter: {quarter}\n\n"
        (folder / f"{number}.txt").write_text(head + body(number, 400))
    last = (
        "force: Testshire\nquarter: 2021-22 Q1\n\n# 2 Roads\n@ North LPA, Moorland\n"
        "Anti-social behaviour fell by 7.\nASB was down again.\n"
        "A break-in at Sands was solved; £252,000 of goods were found.\n"
    )
    (folder / "2.txt").write_text(last)
    made.add([folder / "0.txt", folder / "1.txt", folder / "2.txt"])
    yield made


def understood(library: Library, query: str) -> Understood:
    return library.search(query).query


# ---- what is understood


@pytest.mark.parametrize(
    ("query", "operations", "corrections"),
    [
        ("op envison", ("ENVISION",), (("envison", "ENVISION"),)),
        ("what did Operation Alpha do", ("ALPHA",), ()),
        ("bravo", ("BRAVO",), ()),
        ("envison", ("ENVISION",), (("envison", "ENVISION"),)),
        ("Operation SHIELD II", ("SHIELD II",), ()),
        ("Operation SHIELD", ("SHIELD",), ()),
        ("invasion of wasps", (), ()),
        ("Operation YIELD", (), ()),  # English, and not its first letter
    ],
)
def test_operations_are_read_with_their_slips(
    library: Library,
    query: str,
    operations: tuple[str, ...],
    corrections: tuple[tuple[str, str], ...],
) -> None:
    read = understood(library, query)
    assert read.operations == operations
    assert read.corrections == corrections


def test_an_operation_that_no_report_names_gets_no_confident_strangers(library: Library) -> None:
    results = library.search("Operation NIGHTINGALE arrests")
    assert results.query.unknown == ("NIGHTINGALE",)
    assert results.query.operations == ()
    assert results.confidence < UNSURE
    assert library.search("Operation BRAVO arrests").confidence > 0.9


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("burglary in seaview", ("Seaview",)),
        ("burglary in Seaview Sands", ("Sands",)),
        ("south lpa and Moorland", ("South LPA", "Moorland")),
        ("burglary in Seaveiw", ("Seaview",)),
        ("burglary in Testshire", ()),
    ],
)
def test_places_are_read(library: Library, query: str, places: tuple[str, ...]) -> None:
    assert understood(library, query).places == places


def test_quarters_priorities_and_abbreviations_are_read(library: Library) -> None:
    read = understood(library, "ASB under priority 2 in Q2 2020/21")
    assert read.quarters == ("2020-21 Q2",)
    assert read.priorities == ("2. Roads",)
    assert read.expansions == (("ASB", "anti-social behaviour"),)
    assert understood(library, "anti-social behaviour").expansions == (
        ("anti-social behaviour", "ASB"),
    )


@pytest.mark.parametrize("query", ["", "   ", "the of in", "?!", "\n\t"])
def test_a_question_without_a_word_says_what_to_do(library: Library, query: str) -> None:
    with pytest.raises(QueryError, match="has no word to look for; name a subject"):
        library.search(query)


def test_an_endless_question_and_a_senseless_limit_are_refused(library: Library) -> None:
    with pytest.raises(QueryError, match="characters, more than 5,000"):
        library.search("arrests " * 1000)
    with pytest.raises(QueryError, match="limit is 0; expected 1 or more"):
        library.search("arrests", limit=0)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=st.text(max_size=60))
def test_any_text_is_answered_or_refused_in_words(library: Library, query: str) -> None:
    try:
        results = library.search(query, limit=3)
    except QueryError as error:
        assert str(error)
    else:
        assert 0 <= results.confidence <= 1
        exact = results.query.phrases or results.query.excluded
        assert [h.rank for h in results.hits] == [1, 2, 3][: len(results.hits)]
        assert len(results.hits) == 3 or exact
        assert all(h.why for h in results.hits)


# ---- what is found


def test_what_was_understood_is_raised_and_said(library: Library) -> None:
    results = library.search("county lines in Seaview", limit=5)
    first = results.hits[0]
    assert "Seaview" in first.passage.places
    assert "county lines" in first.passage.text
    assert "about Seaview" in first.why
    assert any(reason.startswith("words matched: county, lines") for reason in first.why)
    assert first.mentions == tuple(m for m in library.mentions() if m.passage == first.passage.id)
    assert [h.score for h in results.hits] == sorted((h.score for h in results.hits), reverse=True)


def test_an_outer_place_counts_only_where_no_other_part_is_meant(library: Library) -> None:
    large = Filters(documents=("0.txt", "1.txt"))
    hits = library.search("arrests in Seaview", limit=900, filters=large).hits
    around = "about South LPA, which holds Seaview"
    assert {h.passage.places for h in hits if around in h.why} == {("South LPA",)}
    assert {h.passage.places for h in hits if "about Seaview" in h.why} == {
        ("South LPA", "Seaview")
    }


def test_both_ways_to_say_a_thing_are_found(library: Library) -> None:
    for query in ("ASB", "anti-social behaviour"):
        texts = {h.passage.text for h in library.search(query, limit=2).hits}
        assert texts == {"Anti-social behaviour fell by 7.", "ASB was down again."}


@pytest.mark.parametrize("query", ["£252,000", "252,000", "252000"])
def test_figures_are_found_however_written(library: Library, query: str) -> None:
    assert "£252,000" in library.search(query).hits[0].passage.text


def test_a_theme_is_found_by_another_of_its_words(library: Library) -> None:
    hits = library.search("burglar", limit=1000).hits
    (other,) = [h for h in hits if "break-in" in h.passage.text]
    assert other.why == ("speaks of burglary",)


def test_many_questions_get_the_answers_of_each(library: Library) -> None:
    queries = ["county lines in Seaview", "Operation BRAVO", "lost dogs"]
    together = library.search_many(queries, limit=4)
    for query, results in zip(queries, together, strict=True):
        alone = library.search(query, limit=4)
        assert [h.passage.id for h in results.hits] == [h.passage.id for h in alone.hits]
    assert library.search_many([]) == []


# ---- filters


@pytest.mark.parametrize(
    "filters",
    [
        Filters(places=("south lpa",)),
        Filters(places=("Seaview", "Moorland")),
        Filters(quarters=("Q2 2020/21",)),
        Filters(quarters=("2019-20 Q3", "2020-21 Q2"), priorities=("3",)),
        Filters(priorities=("Order",), operations=("Op Bravo",)),
        Filters(documents=("2.txt",)),
        Filters(places=("Hilltop",), quarters=("2019-20 Q3",), operations=("SHIELD", "ALPHA")),
    ],
    ids=str,
)
@pytest.mark.parametrize("query", ["county lines", "arrests in Moorland in 2020-21 Q2", "zebra"])
def test_no_hit_violates_a_filter(library: Library, filters: Filters, query: str) -> None:
    hits = library.search(query, limit=1000, filters=filters).hits
    tree = FakeIngest().terms.gazetteer
    wanted_places = {tree.named(p).name for p in filters.places}  # type: ignore[union-attr]
    wanted_quarters = {Quarter(2020, 2) if "/" in q else Quarter.parse(q) for q in filters.quarters}
    for hit in hits:
        places = {*hit.passage.places, *(m.canonical for m in hit.mentions if m.label != "THEME")}
        operations = {m.canonical for m in hit.mentions if m.label == "OPERATION"}
        if wanted_places:
            assert any(tree.within(p, w) for p in places if p in tree for w in wanted_places)
        if wanted_quarters:
            assert hit.document.quarter in wanted_quarters
        if filters.priorities:
            assert hit.passage.priority is not None
            priority = f"{hit.passage.priority.number} {hit.passage.priority.title}"
            assert any(p in priority for p in filters.priorities)
        if filters.operations:
            assert operations & {o.removeprefix("Op ").upper() for o in filters.operations}
        if filters.documents:
            assert hit.document.source in filters.documents
    assert hits


def test_a_filter_finds_what_ranks_five_hundredth_without_it(library: Library) -> None:
    everything = library.search("burglary", limit=1000).hits
    far = everything[499]
    filters = Filters(documents=(far.document.id,), places=far.passage.places[-1:])
    inside = library.search("burglary", limit=1000, filters=filters).hits
    assert far.passage.id in {h.passage.id for h in inside}
    # The filter takes out others and changes nothing in what it lets through.
    kept = {h.passage.id for h in inside}
    assert [h.passage.id for h in everything if h.passage.id in kept] == [
        h.passage.id for h in inside
    ]


def test_the_last_passage_of_all_is_found_through_its_filter(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.search.POOL", 5)  # as if the library were very large
    last = library.search("burglary", limit=1000, filters=Filters(documents=("2.txt",))).hits
    assert {h.document.source for h in last} == {"2.txt"}
    assert len(last) == 3


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        (Filters(places=("Seavew",)), "no passage has the place 'Seavew'; did you mean Seaview"),
        (Filters(quarters=("Q9",)), "'Q9' is not a quarter; expected a form such as"),
        (Filters(quarters=("2010-11 Q1",)), "has the quarter '2010-11 Q1'"),
        (Filters(priorities=("12",)), "has the priority '12'"),
        (Filters(operations=("BRAVE",)), "has the operation 'BRAVE'; did you mean BRAVO"),
        (Filters(documents=("x.pdf",)), "no document 'x.pdf'"),
    ],
)
def test_a_filter_that_cannot_be_honoured_says_so(
    library: Library, filters: Filters, message: str
) -> None:
    with pytest.raises(QueryError, match=message):
        library.search("arrests", filters=filters)


def test_filters_are_true_only_when_they_ask_for_something() -> None:
    assert not Filters()
    assert Filters(documents=("a",))


# ---- oracles


def test_facets_are_those_of_a_plain_count(library: Library) -> None:
    tree = FakeIngest().terms.gazetteer
    rows = []
    documents = {d.id: d for d in library.documents()}
    for passage in library.passages():
        mentions = [m for m in library.mentions(passage.document) if m.passage == passage.id]
        own = {
            *passage.places,
            *(m.canonical for m in mentions if m.label in ("LPA", "DISTRICT", "PLACE")),
        }
        rows += [(passage.id, "place", p) for p in own | {u for o in own for u in tree.up(o)}]
        rows += [(passage.id, "operation", m.canonical) for m in mentions if m.label == "OPERATION"]
        rows.append((passage.id, "quarter", str(documents[passage.document].quarter)))
        if passage.priority:
            rows.append(
                (passage.id, "priority", f"{passage.priority.number}. {passage.priority.title}")
            )
    frame = pd.DataFrame(rows, columns=["passage", "kind", "value"]).drop_duplicates()
    expected = dict(frame.groupby(["kind", "value"]).size())
    facets = library.facets()
    for kind, values in (
        ("place", facets.places),
        ("operation", facets.operations),
        ("quarter", facets.quarters),
        ("priority", facets.priorities),
    ):
        assert dict(values) == {v: n for (k, v), n in expected.items() if k == kind}
    assert [q for q, _ in facets.quarters] == ["2021-22 Q1", "2020-21 Q2", "2019-20 Q3"]
    assert [p for p, _ in facets.places][:2] == ["North LPA", "South LPA"]


@pytest.mark.parametrize("seed", range(5))
def test_faiss_gives_what_brute_force_gives(tmp_path: Path, seed: int) -> None:
    random_numbers = np.random.default_rng(seed)
    vectors = random_numbers.standard_normal((700, 24)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    query, allowed = vectors[seed], np.flatnonzero(random_numbers.random(700) < 0.2)
    write_vectors(tmp_path / "v", [Block(vector[None]) for vector in vectors], 24)
    index = VectorIndex(tmp_path / "v")
    cosines = vectors @ query
    for rows in (np.arange(700), allowed):
        expected = rows[np.argsort(-cosines[rows], kind="stable")][:50]
        found, scores = index.nearest(query, 50, None if len(rows) == 700 else rows)
        assert found.tolist() == expected.tolist()
        assert np.allclose(scores, cosines[expected], atol=1e-5)
    assert np.allclose(index.cosines(query, allowed), cosines[allowed], atol=1e-5)
    assert np.array_equal(index.all(), vectors)


def test_lexical_scores_are_shares_of_what_could_be_reached(tmp_path: Path) -> None:
    texts = ["lorry deaths", "lorry", "anti-social behaviour", "ASB", "ASB anti-social behaviour"]
    write_lexical(tmp_path / "l", [tokens(t) for t in texts])
    index = LexicalIndex(tmp_path / "l", len(texts))
    both = index.scores([Sought((("lorri",),)), Sought((("death",),))])
    assert both[0] > both[1] > 0 == both[2]
    assert both.max() < 1
    synonyms = (tuple(tokens("ASB")), tuple(tokens("anti-social behaviour")))
    said = index.scores([Sought(synonyms)])
    assert set(np.flatnonzero(said)) == {2, 3, 4}
    assert index.coverage([Sought(synonyms)]).of({"asb"}) == 1.0
    assert index.coverage([Sought((("lorri",),)), Sought((("zebra",),))]).of({"lorri"}) < 0.5
    assert index.idf("zebra") > index.idf("asb") > 0


def test_an_index_without_words_answers_nothing(tmp_path: Path) -> None:
    write_lexical(tmp_path / "l", [[], []])
    index = LexicalIndex(tmp_path / "l", 2)
    assert index.scores([Sought((("word",),))]).tolist() == [0, 0]
    assert len(index.matches("word")) == 0


def test_fusions() -> None:
    lexical = np.array([0.9, 0.0, 0.3], dtype=np.float32)
    dense = np.array([0.2, 0.8, 0.7], dtype=np.float32)
    fused = reciprocal_rank([lexical, dense])
    assert fused == pytest.approx([1 / 61 + 1 / 63, 1 / 61, 1 / 62 + 1 / 62], rel=1e-5)
    assert convex(lexical, dense, 0.5) == pytest.approx([0.55, 0.4, 0.5])
    assert spread(lexical) == pytest.approx([1, 0, 1 / 3])
    assert spread(np.zeros(3, dtype=np.float32)).tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("16,975 calls to 101", ["16975", "call", "101"]),
        ("£252,000 and 13.4%", ["252000", "13.4"]),
        ("The victim's drug-drive arrests", ["victim", "drug", "drive", "arrest"]),
        ("how many were there", []),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_labels_stand_before_the_text_unless_it_opens_with_them() -> None:
    passage = Passage(
        "d#1", "d", 0, 9, "Hilltop:  all  quiet", 1, "bullet", context=("South LPA", "Hilltop")
    )
    assert embedded_text(passage) == "South LPA: Hilltop: all quiet"
