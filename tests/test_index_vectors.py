"""Vectors of passages in pieces, and words of like meaning."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.blocks import Block, Blocks, Texts, assemble
from index.lexical import LexicalIndex, Other, Sought
from index.lexical import write as write_lexical
from index.pieces import REACH, encoded_texts
from index.related import MOST, NEAR, WORTH, RelatedWords, Word, vectors_for, words_of
from index.related import write as write_words
from index.vectors import PIECE_SHARE, VectorIndex, write
from models.fake import FakeEncoder
from quarterline.errors import DamagedLibraryError
from quarterline.records import Passage

DIMENSIONS = 16


def unit(seed: int, count: int = 1) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).standard_normal((count, DIMENSIONS)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture
def index(tmp_path: Path) -> VectorIndex:
    """Row 0 has three pieces, row 1 none, row 2 a window beyond its reach and one piece."""
    blocks = [Block(unit(0, 4)), Block(unit(1)), Block(unit(2, 3), windows=1)]
    write(tmp_path / "v.faiss", blocks, DIMENSIONS)
    return VectorIndex(tmp_path / "v.faiss")


def test_all_vectors_of_a_passage_come_back(index: VectorIndex) -> None:
    assert len(index) == 3
    assert [len(index.of(row)) for row in range(3)] == [4, 1, 3]
    assert index.of(0) == pytest.approx(unit(0, 4), abs=0.005)
    assert [block.windows for block in index.take(np.arange(3))] == [0, 0, 1]


def test_a_passage_is_as_near_as_its_nearest_piece(index: VectorIndex) -> None:
    query = unit(0, 4)[2]  # a piece of row 0
    rows = np.array([1, 0])
    nearness = index.cosines(query, rows)
    whole = float(unit(0, 4)[0] @ query)
    assert nearness[1] == pytest.approx((1 - PIECE_SHARE) * whole + PIECE_SHARE, abs=0.01)
    assert nearness[0] == pytest.approx(float(unit(1)[0] @ query), abs=0.01)


def test_what_lies_beyond_the_reach_of_the_encoder_is_found(index: VectorIndex) -> None:
    query = unit(2, 3)[1]  # the window of row 2
    rows, cosines = index.nearest(query, 3)
    assert rows[0] == 2
    assert cosines[0] == pytest.approx(1, abs=1e-5)
    assert sorted(rows.tolist()) == [0, 1, 2]  # each passage once
    assert index.nearest(query, 3, np.array([0, 2]))[0].tolist() == [2, 0]
    assert index.cosines(query, np.array([2, 0]))[0] == pytest.approx(1, abs=0.01)


@given(st.integers(0, 1_000), st.lists(st.integers(0, 2), min_size=1, max_size=5, unique=True))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_nearest_part_is_that_of_all_parts(
    index: VectorIndex, seed: int, rows: list[int]
) -> None:
    query = unit(10_000 + seed)[0]
    found = index.nearest_parts(query, np.array(rows))
    for row, part in zip(rows, found, strict=True):
        parts = index.of(row)
        assert part == pytest.approx(parts[np.argmax(parts @ query)], abs=1e-6)


def test_a_file_of_another_generation_is_damage(tmp_path: Path) -> None:
    write(tmp_path / "v.faiss", [Block(unit(1)), Block(unit(2))], DIMENSIONS)
    np.save(tmp_path / "v-starts.npy", np.array([0, 1]))
    with pytest.raises(DamagedLibraryError, match="do not fit it"):
        VectorIndex(tmp_path / "v.faiss")


def test_only_what_is_new_is_encoded() -> None:
    encoder = FakeEncoder(DIMENSIONS)
    old, new = Texts("one two", pieces=("one", "two")), Texts("three", windows=("four",))
    first = assemble([old], ["a"], encoder.encode)
    assert encoder.calls == 3
    both = assemble([new, old], ["b", "a"], encoder.encode, {"a": 0}, first)
    assert encoder.calls == 5
    assert np.array_equal(both[1].vectors, first[0].vectors)
    assert both[0].windows == 1
    assert np.array_equal(both[0].vectors, encoder.encode(["three", "four"]))
    assemble([Texts("one two")], ["a"], encoder.encode, {"a": 0}, first)
    assert encoder.calls == 8  # held with pieces that it no longer has


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=9), st.data())
def test_blocks_are_those_they_were_made_of(
    shapes: list[tuple[int, int]], data: st.DataObject
) -> None:
    made = [Block(unit(n, 1 + a + b), a) for n, (a, b) in enumerate(shapes)]
    blocks = Blocks.of(made, DIMENSIONS)
    rows = data.draw(st.lists(st.integers(0, max(len(made) - 1, 0)), max_size=9 * bool(made)))
    taken = blocks.take(np.array(rows, dtype=np.int64))
    assert [block.windows for block in taken] == [made[row].windows for row in rows]
    for block, row in zip(taken, rows, strict=True):
        assert np.array_equal(block.vectors, made[row].vectors)
    wanted = [made[row].vectors[1 + made[row].windows :] for row in rows]
    assert np.array_equal(taken.pieces, np.concatenate([np.zeros((0, DIMENSIONS)), *wanted]))
    some = blocks[1:3]
    for first, block in zip(some.firsts, made[1:3], strict=True):
        assert np.array_equal(some.vectors[first], block.vectors[0])


@pytest.mark.parametrize("seed", [1, 2])
def test_a_generation_gives_back_what_it_was_given(tmp_path: Path, seed: int) -> None:
    numbers = np.random.default_rng(seed)
    shapes = numbers.integers(0, 3, (40, 2)).tolist()
    made = [Block(unit(n, 1 + a + b), a) for n, (a, b) in enumerate(shapes)]
    write(tmp_path / "v.faiss", made, DIMENSIONS)
    index = VectorIndex(tmp_path / "v.faiss")
    rows = numbers.permutation(40)[:20]
    for block, row in zip(index.take(rows), rows.tolist(), strict=True):
        assert block.windows == made[row].windows
        assert block.vectors == pytest.approx(made[row].vectors, abs=0.005)
        assert np.array_equal(block.vectors, index.of(row))
        assert np.array_equal(index.found_by(row), block.vectors[: 1 + block.windows])


def test_a_long_passage_is_encoded_in_windows_and_sentences() -> None:
    sentence = "Officers stopped twenty vehicles on the road and spoke to their drivers there. "
    text = (sentence * 30).strip()
    passage = Passage("d#1", "d", 0, len(text), text, 1, "bullet", context=("South LPA",))
    texts = encoded_texts(passage, "fake")
    assert len(texts.pieces) == 30
    assert len(texts.windows) == len(text.split()) // REACH
    assert all(t.startswith("South LPA: ") for t in (*texts.windows, *texts.pieces))
    short = Passage("d#2", "d", 0, len(sentence) - 1, sentence.strip(), 2, "bullet")
    assert encoded_texts(short, "fake").all == (sentence.strip(),)


def test_words_that_are_only_names_say_nothing_of_a_subject() -> None:
    said = "Operation VADAR stopped cars the car and Vadar"
    words = words_of(Counter(said.split()), ["VADAR"])
    assert words[0] == Word("car", "cars")
    assert "vadar" not in {word.stem for word in words}


def test_a_word_is_also_looked_for_by_its_nearest(tmp_path: Path) -> None:
    taxi, other = np.eye(DIMENSIONS, dtype=np.float32)[:2]
    words = [Word("taxi", "taxi"), Word("bird", "birds")]
    write_words(tmp_path, words, vectors_for(words, {"taxi": taxi}, lambda new: [other], 0))
    known = RelatedWords(tmp_path)
    assert known.unknown(["cab", "cab"]) == ["cab"]
    near = 0.9 * taxi + 0.1 * other
    known.learn(["cab"], (near / np.linalg.norm(near))[None].astype(np.float32))
    assert known.unknown(["cab"]) == []
    (cab, typed) = known.expand([Sought((("cab",),), word="cab"), Sought((("cab",),))])
    assert [o.tokens for o in cab.others] == [("taxi",)]
    assert WORTH * NEAR <= cab.others[0].weight <= WORTH
    assert len(cab.others) <= MOST
    assert typed.others == ()


def test_a_library_without_words_expands_nothing(tmp_path: Path) -> None:
    known = RelatedWords(tmp_path)
    assert known.unknown(["cab"]) == ["cab"]
    known.learn(["cab"], unit(0))
    assert known.unknown(["cab"]) == []
    assert known.meaning("cab") == pytest.approx(unit(0)[0])
    assert known.meaning("taxi") is None
    assert known.expand([Sought((("cab",),), word="cab")])[0].others == ()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcde"), max_size=12), min_size=1, max_size=30))
def test_another_way_of_several_words_counts_where_all_of_them_stand(
    tmp_path_factory: pytest.TempPathFactory, passages: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("all") / "l"
    write_lexical(folder, passages)
    index = LexicalIndex(folder, len(passages))
    scores = index.scores([Sought((("zebra",),), others=(Other(("a", "b", "c"), 0.8),))])
    both = [row for row, words in enumerate(passages) if {"a", "b", "c"} <= set(words)]
    assert np.flatnonzero(scores).tolist() == both
