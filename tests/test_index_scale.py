"""Large libraries: vectors in lists, tags and postings mapped, and the same answers as small."""

from __future__ import annotations

import errno
from pathlib import Path

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bench import scale_library
from bench.curves import Panel, draw
from bench.scale_library import Blocks, make_library
from index import nearest, search
from index.lexical import LexicalIndex, Other, Sought
from index.lexical import write as write_lexical
from index.library import Library
from index.results import Filters
from index.store import Store
from index.tagged import Tagged, among, both
from index.tagged import write as write_tags
from index.vectors import Block, VectorIndex, write
from models.fake import FakeEncoder
from quarterline.errors import DamagedLibraryError

COUNT, DIMENSIONS = 3_000, 32


def crowded(seed: int, count: int = COUNT) -> NDArray[np.float32]:
    """Unit vectors in crowds, as the passages of many reports lie."""
    numbers = np.random.default_rng(seed)
    middles = numbers.standard_normal((40, DIMENSIONS))
    rows = middles[numbers.integers(0, 40, count)]
    rows = rows + 0.4 * numbers.standard_normal((count, DIMENSIONS))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture
def clustered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> VectorIndex:
    """An index of the kind of large libraries; every 100th passage has a window."""
    monkeypatch.setattr(nearest, "COMPRESSED", 500)
    monkeypatch.setattr(nearest, "CLUSTERED", 1_000)
    whole, windows = crowded(0), crowded(1)
    blocks = [
        Block(np.stack([whole[row], windows[row]]), 1) if row % 100 == 0 else Block(whole[[row]])
        for row in range(COUNT)
    ]
    write(tmp_path / "v.faiss", blocks, DIMENSIONS)
    write(tmp_path / "again.faiss", blocks, DIMENSIONS)
    return VectorIndex(tmp_path / "v.faiss")


def test_an_index_in_lists_finds_what_is_nearest(clustered: VectorIndex) -> None:
    whole, found = crowded(0), 0
    for query in crowded(2, 50):
        cosines = whole @ query
        cosines[::100] = np.maximum(cosines[::100], crowded(1)[::100] @ query)
        wanted = np.argsort(-cosines, kind="stable")[:10]
        rows, near = clustered.nearest(query, 10)
        assert near == pytest.approx(cosines[rows], abs=1e-3)
        found += len(set(rows.tolist()) & set(wanted.tolist()))
    assert found / 500 >= 0.98


@pytest.mark.parametrize("share", [0.002, 0.05, 0.5])
def test_a_filter_costs_an_index_in_lists_no_hits(clustered: VectorIndex, share: float) -> None:
    allowed = np.flatnonzero(np.random.default_rng(3).random(COUNT) < share)
    allowed = allowed[allowed % 100 != 0]  # those without windows, to compare with wholes alone
    found = 0
    for query in crowded(4, 20):
        wanted = allowed[np.argsort(-(crowded(0)[allowed] @ query))[:5]]
        rows, _ = clustered.nearest(query, 5, allowed)
        assert set(rows.tolist()) <= set(allowed.tolist())
        assert len(rows) == min(5, len(allowed))
        found += len(set(rows.tolist()) & set(wanted.tolist()))
    assert found / (20 * min(5, len(allowed))) >= 0.98


def test_what_rounding_took_is_kept(clustered: VectorIndex, tmp_path: Path) -> None:
    assert clustered.of(7) == pytest.approx(crowded(0)[[7]], abs=1e-4)
    both_of_it = np.stack([crowded(0)[200], crowded(1)[200]])
    assert clustered.found_by(200) == pytest.approx(both_of_it, abs=1e-4)
    assert clustered.all() == pytest.approx(crowded(0), abs=0.02)
    assert (tmp_path / "v.faiss").read_bytes() == (tmp_path / "again.faiss").read_bytes()


def test_a_disk_that_fills_up_is_told_of_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearest, "COMPRESSED", 500)
    full = OSError(errno.ENOSPC, "No space left on device")

    def fail(*_: object) -> None:
        raise full

    monkeypatch.setattr(np.lib.format, "write_array_header_1_0", fail)
    with pytest.raises(OSError, match="No space left") as raised:
        write(tmp_path / "v.faiss", [Block(row[None]) for row in crowded(0, 600)], DIMENSIONS)
    assert raised.value is full
    assert not (tmp_path / "v-fine-scales.npy").exists()


def test_how_many_threads_make_an_index_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "COMPRESSED", 500)
    monkeypatch.setattr(nearest, "CLUSTERED", 1_000)
    vectors, before = crowded(5), faiss.omp_get_max_threads()
    made = []
    for many in (COUNT + 1, 0):
        monkeypatch.setattr(nearest, "_MANY", many)
        index = nearest.make(COUNT, lambda step: iter([vectors[::step]]), DIMENSIONS)
        made.append(faiss.serialize_index(index).tobytes())
    assert made[0] == made[1]
    assert faiss.omp_get_max_threads() == before


# ---- words


_WAYS = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=3).map(tuple)
_SOUGHT = st.builds(
    Sought,
    st.lists(_WAYS, min_size=1, max_size=3).map(tuple),
    st.sampled_from([0.5, 1.0]),
    st.lists(
        st.builds(Other, _WAYS, st.sampled_from([0.3, 0.8]), st.booleans(), st.booleans()),
        max_size=4,
    ).map(lambda others: tuple(sorted(others, key=lambda o: (o.related, o.near, o.tokens)))),
    st.just(""),
    st.sampled_from([0.6, 1.0]),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from("abcdeg"), max_size=9), min_size=1, max_size=25),
    st.lists(_SOUGHT, min_size=1, max_size=4),
)
def test_scores_are_those_of_a_plain_count(
    tmp_path_factory: pytest.TempPathFactory, passages: list[list[str]], sought: list[Sought]
) -> None:
    folder = tmp_path_factory.mktemp("scores") / "l"
    write_lexical(folder, passages)
    index = LexicalIndex(folder, len(passages))
    whole = sum(index.bound(one) for one in sought)

    def column(token: str) -> NDArray[np.float64]:
        alone = index.scores([Sought(((token,),))]).astype(np.float64)
        return alone * index.idf(token)

    expected = np.zeros(len(passages))
    for one in sought:
        best = np.zeros(len(passages))

        def all_of(tokens: tuple[str, ...]) -> NDArray[np.float64]:
            rare = sum(index.idf(token) for token in set(tokens))
            held = np.array([set(tokens) <= set(words) for words in passages])
            return np.where(held, np.sum([column(t) for t in set(tokens)], axis=0) / rare, 0)

        for at, way in enumerate(one.ways):
            worth = one.part if at == 0 and len(way) > 1 else 1
            rare = sum(index.idf(token) for token in set(way))
            score = worth * np.sum([column(token) for token in way], axis=0) / rare
            best = np.maximum(best, np.maximum(score, all_of(way) if worth < 1 else 0))
        terms = [o for o in one.others if not o.near and not o.related]
        alike = [o for o in one.others if o.related]
        near = [
            [o for o in one.others if o.near and not o.related and o.tokens == tokens]
            for tokens in dict.fromkeys(o.tokens for o in one.others)
        ]
        for group in (terms, *near, alike):
            found = [other.weight * all_of(other.tokens) for other in group]
            more = np.max([np.zeros(len(passages)), *found], axis=0)
            best = best + np.maximum(1 - best, 0) * more
        expected += index.bound(one) / whole * best
    assert index.scores(sought) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("filled", [0.0, 0.001, 0.3, 1.0])
def test_the_best_of_many_scores_are_the_best(filled: float) -> None:
    numbers = np.random.default_rng(6)
    scores = numbers.random(50_000).astype(np.float32)
    scores[numbers.random(50_000) >= filled] = 0
    best = np.sort(scores[search._top(scores, 100)])
    wanted = np.sort(scores[scores > 0])[-100:]
    assert best.tolist() == wanted.tolist()


# ---- tags


@settings(max_examples=60, deadline=None)
@given(
    tags=st.lists(
        st.tuples(
            st.integers(0, 40), st.sampled_from(["place", "quarter"]), st.text("ab", max_size=2)
        ),
        unique=True,
    ),
    rows=st.lists(st.integers(0, 40), unique=True).map(sorted),
)
def test_tags_are_those_that_were_written(
    tmp_path_factory: pytest.TempPathFactory, tags: list[tuple[int, str, str]], rows: list[int]
) -> None:
    folder = tmp_path_factory.mktemp("tags")
    write_tags(folder, tags)
    tagged = Tagged(folder)
    for values in (("a",), ("a", "b"), ("zebra",), ()):
        held = sorted({row for row, kind, value in tags if kind == "place" and value in values})
        assert tagged.rows("place", values).tolist() == held
        have = tagged.have("place", values, np.array(rows, dtype=np.int64))
        few = np.array(rows[:1], dtype=np.int64)  # kept from the question before, if it was
        assert tagged.have("place", values, few).tolist() == have[:1].tolist()
        assert [row for row, yes in zip(rows, have, strict=True) if yes] == [
            row for row in rows if row in held
        ]
    counts = {v: sum(t[1:] == ("place", v) for t in tags) for _, k, v in tags if k == "place"}
    assert dict(tagged.counts("place")) == counts


@given(*(st.lists(st.integers(0, 30), unique=True).map(sorted) for _ in range(2)))
def test_what_two_lists_of_rows_have_in_common(one: list[int], other: list[int]) -> None:
    first, second = np.array(one, dtype=np.int64), np.array(other, dtype=np.int64)
    assert both(first, second).tolist() == sorted(set(one) & set(other))
    assert among(first, second).tolist() == [row in other for row in one]


def test_tags_that_were_cut_short_are_damage(tmp_path: Path) -> None:
    write_tags(tmp_path, [(0, "place", "a"), (1, "place", "a")])
    np.save(tmp_path / "tags.npy", np.zeros(1, dtype=np.int32))
    with pytest.raises(DamagedLibraryError, match="do not fit"):
        Tagged(tmp_path)
    (tmp_path / "tags.npy").write_bytes(b"")
    with pytest.raises(DamagedLibraryError, match="cannot be read"):
        Tagged(tmp_path)


# ---- the library that the bench makes


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    encoder = FakeEncoder(DIMENSIONS)
    monkeypatch.setattr(scale_library, "load_encoder", lambda *_: encoder)
    monkeypatch.setattr(scale_library, "ENCODED", 60)
    make_library(tmp_path / "made", 250)
    return Library(tmp_path / "made", encoder=encoder)


def test_a_made_library_is_one_like_any_other(library: Library) -> None:
    assert len(library.passages()) == 250
    assert library.health().problems == ()
    facets, snapshot = library.facets(), library._snapshot
    assert isinstance(snapshot.store, Store)
    for kind, values in (("quarter", facets.quarters), ("place", facets.places)):
        assert sorted(values) == snapshot.store.counts(kind)
        for value, _ in values:
            assert snapshot.rows(kind, (value,)).tolist() == snapshot.store.rows(kind, [value])
    (quarter, count), *_ = facets.quarters
    results = library.search("arrests", limit=250, filters=Filters(quarters=(quarter,)))
    assert len(results.hits) == count
    assert {str(hit.document.quarter) for hit in results.hits} == {quarter}


def test_a_library_without_mapped_tags_answers_the_same(library: Library) -> None:
    (quarter, _), *_ = library.facets().quarters
    asked = f"emergency calls in {library.facets().places[3][0]} in {quarter}"
    mapped = library.search(asked, filters=Filters(quarters=(quarter,)))
    (library._snapshot.folder / "tags.json").unlink()  # as earlier versions wrote it
    library._opened._snapshot = type(library._snapshot)(library.path, library._snapshot.manifest)
    assert library._snapshot._tagged is None
    assert library.search(asked, filters=Filters(quarters=(quarter,))) == mapped


def test_made_vectors_are_the_same_wherever_they_are_asked_for() -> None:
    encoded = [Block(row[None]) for row in crowded(8, 50)]
    blocks = Blocks(encoded, 5_000)
    part = blocks[1_990:2_010]
    assert len(blocks) == 5_000
    assert all(
        np.array_equal(one.vectors, blocks[at].vectors)
        for one, at in zip(part, range(1_990, 2_010), strict=True)
    )
    assert all(np.linalg.norm(b.vectors[0]) == pytest.approx(1, abs=1e-5) for b in part)
    assert np.array_equal(blocks[3].vectors, encoded[3].vectors)


def test_curves_are_drawn_alike_each_time() -> None:
    panel = Panel("A question <ms>", {"both & all": [2.0, 9.0, 31.0], "words": [1.0, 2.0, 30.0]})
    drawn = draw([1_000, 100_000, 1_000_000], [panel], "passages")
    assert drawn == draw([1_000, 100_000, 1_000_000], [panel], "passages")
    assert "A question &lt;ms&gt;" in drawn
    assert "both &amp; all" in drawn
    assert drawn.count("<polyline") == 2
    assert drawn.count("<circle") == 6
