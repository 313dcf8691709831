"""What a question need not do: encode and read again what is known, look at all there is."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.profiles.model import Force
from index import nearest, recent
from index.arrays import RowFile
from index.blocks import Block
from index.coverage import Coverage
from index.elsewhere import Forces
from index.lexical import LexicalIndex, Other, Sought
from index.lexical import write as write_lexical
from index.names import Names
from index.recent import Recent
from index.related import RelatedWords, Word
from index.related import write as write_words
from index.stored import BLOCK, Stored
from index.texts import squeeze
from index.vectors import VectorIndex, write
from quarterline.records import Claim, Mention, Passage

DIMENSIONS = 32


def unit(count: int, seed: int = 1) -> Any:
    rows = np.random.default_rng(seed).standard_normal((count, DIMENSIONS)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


# ---- words of like meaning


def test_a_word_of_the_reports_is_not_encoded_again(tmp_path: Path) -> None:
    words = [Word("taxi", "taxis"), Word("cab", "cab"), Word("bird", "birds")]
    matrix = unit(3)
    matrix[1] = 0.9 * matrix[0] + 0.1 * matrix[1]
    matrix[1] /= np.linalg.norm(matrix[1])
    write_words(tmp_path, words, matrix)
    known = RelatedWords(tmp_path)
    assert known.unknown(["taxis", "taxi", "hackney"]) == ["taxi", "hackney"]
    (one,) = known.expand([Sought((("taxi",),), word="taxis")])
    assert [other.tokens for other in one.others] == [("cab",)]

    told = RelatedWords(tmp_path)
    told.learn(["taxis"], matrix[:1])
    assert told.expand([Sought((("taxi",),), word="taxis")]) == (one,)


# ---- records


class Counted:
    """A store that notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def passages_at(self, rows: Sequence[int]) -> dict[int, Passage]:
        self.asked.append(sorted(rows))
        return {r: Passage(f"d#{r}", "d", 0, 1, "x", r, "bullet") for r in rows if r < 90}

    def mentions_in(self, passages: Sequence[str]) -> dict[str, list[Mention]]:
        self.asked.append(sorted(passages))
        return {
            p: [Mention(f"{p}m", "d", p, 0, 1, "x", "PLACE", "X")] for p in passages if p != "d#2"
        }

    def claims_in(self, passages: Iterable[str]) -> list[Claim]:
        self.asked.append(sorted(passages))
        return [
            Claim(f"c{p}", "d", p, int(p[2:]), 90, "1", 1.0, 1.0, 1.0, "count") for p in passages
        ]


def test_records_are_read_once() -> None:
    store = Counted()
    kept = Recent(store)  # type: ignore[arg-type]
    assert set(kept.passages_at([1, 2])) == {1, 2}
    assert set(kept.passages_at([2, 3])) == {2, 3}
    assert set(kept.mentions_in(["d#1", "d#2"])["d#2"]) == set()
    assert len(kept.mentions_in(["d#1", "d#2"])["d#1"]) == 1
    assert [c.start for c in kept.claims_in(["d#7", "d#3"])] == [3, 7]
    assert [c.start for c in kept.claims_in(["d#7", "d#5", "d#3"])] == [3, 5, 7]
    assert store.asked == [[1, 2], [3], ["d#1", "d#2"], ["d#3", "d#7"], ["d#5"]]


def test_what_is_not_there_is_not_given() -> None:
    kept = Recent(Counted())  # type: ignore[arg-type]
    assert set(kept.passages_at([1, 99])) == {1}


def test_only_so_many_records_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recent, "_REMEMBERED", 3)
    store = Counted()
    kept = Recent(store)  # type: ignore[arg-type]
    assert len(kept.passages_at(range(10))) == 10
    assert len(kept.passages_at(range(10))) == 10
    assert store.asked == [list(range(10)), list(range(7))]


# ---- vectors


@pytest.mark.parametrize("count", [300, nearest.COMPRESSED, nearest.CLUSTERED])
def test_vectors_are_read_back_as_faiss_does(tmp_path: Path, count: int) -> None:
    rows = unit(count)
    path = tmp_path / "v.faiss"
    faiss.write_index(nearest.make(count, lambda step: iter([rows[::step]]), DIMENSIONS), str(path))
    index = nearest.read(path)
    ids = np.random.default_rng(2).integers(0, count, 700)
    stored = Stored(index)
    assert np.array_equal(stored.at(ids), index.reconstruct_batch(ids))
    assert stored.at(ids[:0]).shape == (0, DIMENSIONS)
    # All of a large index goes the quick way, or this would test nothing.
    assert (stored._codes is not None) == (count >= nearest.CLUSTERED)
    query = unit(1, 4)[0]
    for some in (ids, ids[:1], ids[:0]):
        products = stored.products(some, query)
        assert products.shape == some.shape
        assert products == pytest.approx(index.reconstruct_batch(some) @ query, abs=1e-6)


@pytest.mark.parametrize("count", [0, 1, BLOCK, 2 * BLOCK + 7])
def test_products_are_those_of_all_at_once(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    rows, query = unit(count, 3), unit(1, 4)[0]
    monkeypatch.setattr(nearest, "_ALONE", BLOCK * DIMENSIONS)
    assert nearest.products(rows, query) == pytest.approx(rows @ query, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 400), st.integers(1, 6))
def test_what_is_looked_for_in_bytes_is_what_is_nearest(seed: int, count: int, top: int) -> None:
    rows, query = unit(count, seed), unit(1, seed + 1)[0]
    rows[: count // 3] += 3 * query  # some are near, as words are
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    found, cosines = nearest.Coarse(rows).nearest(query, top)
    exact = rows @ query
    assert found.tolist() == np.argsort(-exact, kind="stable")[:top].tolist()
    assert cosines == pytest.approx(exact[found], abs=1e-6)


def test_words_are_looked_for_in_bytes_when_many_have_been(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    matrix = unit(200, 3)
    matrix[::2] = matrix[1::2] + 0.1 * matrix[::2]
    matrix /= np.linalg.norm(matrix, axis=1, keepdims=True)
    names = [f"w{'abcdefghij'[n // 10 % 10]}{'abcdefghij'[n % 10]}{n // 100}" for n in range(200)]
    write_words(tmp_path, [Word(name, name) for name in names], matrix)
    answers = []
    for often in (0, 1_000):
        monkeypatch.setattr("index.related._OFTEN", often)
        known = RelatedWords(tmp_path)
        assert known.unknown(names) == []
        found = known.expand([Sought(((name,),), word=name) for name in names])
        assert ("_coarse" in vars(known)) == (often == 0)
        assert all(one.others for one in found)
        answers.append([[(o.tokens, round(o.weight, 5)) for o in one.others] for one in found])
    assert answers[0] == answers[1]


def test_no_words_have_no_nearest() -> None:
    found, cosines = nearest.Coarse(np.zeros((0, 4), np.float32)).nearest(unit(1)[0][:4], 3)
    assert len(found) == len(cosines) == 0


@pytest.mark.parametrize("windows", [0, 1])
def test_an_exact_index_finds_the_nearest_and_they_do_not_depend_on_how(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, windows: int
) -> None:
    numbers = np.random.default_rng(5)
    blocks = [
        Block(unit(1 + n % 2 * windows + int(pieces), n), n % 2 * windows)
        for n, pieces in enumerate(numbers.integers(0, 4, 300))
    ]
    write(tmp_path / "v.faiss", blocks, DIMENSIONS)
    index, query = VectorIndex(tmp_path / "v.faiss"), unit(1, 9_000)[0]
    best = np.array([(b.vectors[: 1 + b.windows] @ query).max() for b in blocks])
    for allowed in (None, np.sort(numbers.permutation(300)[:90])):
        own = np.arange(300) if allowed is None else allowed
        rows, cosines = index.nearest(query, 40, allowed)
        assert rows.tolist() == own[np.argsort(-best[own], kind="stable")][:40].tolist()
        assert cosines == pytest.approx(best[rows], abs=1e-6)
        assert len(index.nearest(query, 400, allowed)[0]) == len(own)
    assert len(index.nearest(query, 5, np.zeros(0, dtype=np.int64))[0]) == 0
    rows = numbers.permutation(300)[:70]
    few = index.cosines(query, rows)
    monkeypatch.setattr("index.vectors._FEW_PIECES", -1)
    assert few == pytest.approx(index.cosines(query, rows), abs=1e-6)


def test_threads_are_only_kept_off_meanwhile() -> None:
    before = faiss.omp_get_max_threads()
    with pytest.raises(KeyError), nearest.alone():
        assert faiss.omp_get_max_threads() == 1
        raise KeyError
    assert faiss.omp_get_max_threads() == before


# ---- what a stretch holds


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sets(st.sampled_from("abcdefgh")), min_size=2, max_size=2),
    st.lists(st.sampled_from(["a", "b", "cd", "ef"]), min_size=1, max_size=4, unique=True),
)
def test_to_hold_more_never_covers_less(
    tmp_path_factory: pytest.TempPathFactory, held: list[set[str]], ways: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("c") / "l"
    write_lexical(folder, [["a", "b"], ["a", "c", "d"], ["e"]])
    lexical = LexicalIndex(folder, 3)
    sought = [Sought((tuple(way),), others=(Other(("h",), 0.4),)) for way in ways]
    covered = Coverage(lexical, sought)
    small, large = held[0], held[0] | held[1]
    assert 0 <= covered.of(small) <= covered.of(large) <= 1
    assert covered.of(set(map(str, "".join(ways)))) == 1
    assert covered.of(large | {"z"}) == covered.of(large)
    if small.isdisjoint(covered.tokens):
        assert covered.of(small) == 0


# ---- names


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["ASB", "A & E", "B&B", "D/A", "tor", "PCSOs", "as"]),
        st.sampled_from(["anti-social behaviour", "accident and emergency", "bed", "", "Tor"]),
    ),
    st.lists(
        st.sampled_from("asb ASBs A & E B&B's D/A tor PCSOS anti social behaviour bed -".split()),
        max_size=6,
    ),
)
def test_no_abbreviation_that_stands_in_a_text_is_passed_over(
    abbreviations: dict[str, str], said: list[str]
) -> None:
    names = object.__new__(Names)
    names.abbreviations = abbreviations
    text = " ".join(said)
    near = names.abbreviations_near(text)
    order = [short for short in abbreviations if short in {one for one, _, _ in near}]
    assert [short for short, _, _ in near] == order
    for short, words in abbreviations.items():
        typed = re.search(rf"(?<![\w&]){re.escape(short)}s?(?![\w&])", text, re.IGNORECASE)
        spelt = squeeze(words) and f" {squeeze(words)} " in f" {squeeze(text)} "
        if typed or spelt:
            assert (short, words, squeeze(words)) in near


def test_the_longest_name_of_the_country_is_heard_first() -> None:
    forces = [Force("Kent Police", ("Kent",), ("Bury St Edmunds", "St Edmunds", "Bury"))]
    country = Forces(forces, lambda name: False)
    said = "from Bury St Edmunds to Bury, with Kent Police and Kentish men"
    assert [one.name for one in country.named_in(said)] == [
        "Bury St Edmunds",
        "Kent Police",
        "Bury",
    ]
    assert country.named_in("") == []


def test_rows_of_a_file_are_those_of_its_array(tmp_path: Path) -> None:
    table = np.random.default_rng(3).integers(-127, 127, (9_000, 16)).astype(np.int8)
    path = tmp_path / "rows.npy"
    np.save(path, table)
    rows = RowFile(path)
    assert (len(rows), rows.shape) == (9_000, (9_000, 16))
    for ids in ([], [0], [8_999, 0, 5, 5], range(8_000)):
        wanted = np.array(list(ids), dtype=np.int64)
        assert np.array_equal(rows[wanted], table[wanted])
        assert rows[wanted].dtype == table.dtype
    with pytest.raises(IndexError, match=r"rows 4 to 9000 of 9000 in .*rows\.npy"):
        rows[np.array([4, 9_000])]
    file = rows._file
    del rows
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(file)


def test_a_large_file_of_what_rounding_took_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = unit(nearest.COMPRESSED)
    write(tmp_path / "v.faiss", [Block(row[None]) for row in rows], DIMENSIONS)
    mapped = VectorIndex(tmp_path / "v.faiss")
    monkeypatch.setattr("index.vectors._LARGE", 1)
    read = VectorIndex(tmp_path / "v.faiss")
    assert isinstance(read._fine, RowFile)
    for row in rows[::500]:
        (ids, cosines), (others, near) = mapped.nearest(row, 20), read.nearest(row, 20)
        assert ids.tolist() == others.tolist()
        assert cosines.tolist() == near.tolist()
    assert np.array_equal(mapped.found_by(7), read.found_by(7))
