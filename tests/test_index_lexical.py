"""Scores of the words, held against the plain sum over passages; what is remembered."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import lexical
from index.lexical import LexicalIndex, Other, Sought
from index.lexical import write as write_lexical

PASSAGES = [list(words) for words in ("ab", "acd", "eab", "bbca", "f", "dc", "abcdef", "")]
TOKENS = "abcdefz"

ways = st.lists(st.text(TOKENS, min_size=1, max_size=3).map(tuple), min_size=1, max_size=3)
others = st.builds(
    Other,
    st.text(TOKENS, min_size=1, max_size=2).map(tuple),
    st.sampled_from([0.3, 0.5, 0.8]),
    st.booleans(),
    st.booleans(),
)
things = st.builds(
    Sought,
    ways.map(tuple),
    st.sampled_from([0.5, 1.0]),
    st.lists(others, max_size=4).map(tuple),
    part=st.sampled_from([0.6, 1.0]),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> LexicalIndex:
    folder: Path = tmp_path_factory.mktemp("lexical") / "l"
    write_lexical(folder, PASSAGES)
    return LexicalIndex(folder, len(PASSAGES))


def plainly(index: LexicalIndex, sought: list[Sought], row: int) -> float:
    """The score of one passage, a word at a time."""

    def score(token: str) -> float:
        rows = index.matches(token).tolist()
        return float(index._postings(token)[1][rows.index(row)]) if row in rows else 0.0

    def all_of(tokens: tuple[str, ...]) -> float:
        each = [score(token) for token in dict.fromkeys(tokens)]
        return sum(each) / index.rarity(tokens) if min(each) > 0 else 0.0

    total = 0.0
    for one in sought:
        best = 0.0
        for at, way in enumerate(one.ways):
            worth = one.part if at == 0 and len(way) > 1 else 1.0
            best = max(best, worth * sum(map(score, way)) / index.rarity(way))
            if worth < 1:
                best = max(best, all_of(way))
        together: list[list[Other]] = []
        for other in one.others:
            kind = lexical._kind(other)
            if together and lexical._kind(together[-1][0]) == kind:
                together[-1].append(other)
            else:
                together.append([other])
        for group in together:
            gain = max(other.weight * all_of(other.tokens) for other in group)
            best += max(1 - best, 0) * gain
        total += index.bound(one) * best
    return total / sum(map(index.bound, sought))


@settings(max_examples=150, deadline=None)
@given(st.lists(things, min_size=1, max_size=4))
def test_a_passage_scores_as_its_words_do_one_at_a_time(
    index: LexicalIndex, sought: list[Sought]
) -> None:
    found = index.scores(sought)
    plain = [plainly(index, sought, row) for row in range(len(PASSAGES))]
    assert found == pytest.approx(np.array(plain, dtype=np.float32), abs=1e-5)
    assert np.array_equal(found, index.scores(sought))


def test_what_is_remembered_of_words_changes_nothing(
    index: LexicalIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    sought = [Sought((tuple(word),)) for word in ("a", "bc", "d")]
    whole = index.scores(sought)
    monkeypatch.setattr(lexical, "_REMEMBERED", 1)
    monkeypatch.setattr(lexical, "_HELD", 3)
    index._lists.clear()
    index._terms.clear()
    assert np.array_equal(index.scores(sought), whole)
    assert np.array_equal(index.scores(sought), whole)
    assert len(index._lists) <= 2
    assert len(index._terms) <= 2
