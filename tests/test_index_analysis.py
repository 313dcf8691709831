"""Words counted in one pass, and the postings that are made of them."""

from __future__ import annotations

import json
import math
from collections import Counter
from itertools import chain
from pathlib import Path

import bm25s
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import postings, texts
from index.analysis import Analysed, Analyser, Counted
from index.lexical import COLUMNS, K1, VOCABULARY, B
from index.related import words_of
from quarterline.records import Mention, Passage

# Characters that words are told apart by, blanks of all kinds among them.
_SIGNS = "aBéßıſ’'_-,.;:%£0123٣½² \t\n\r\x1c\x85\xa0\u2009\u200b\u3000"
_TEXT = st.one_of(st.text(_SIGNS, max_size=40), st.text(max_size=40))


def passage(text: str, number: int = 1, **more: object) -> Passage:
    return Passage(f"d#{number}", "d", 0, len(text), text, number, "bullet", **more)  # type: ignore[arg-type]


def analysed(passages: list[Passage], together: int = 2) -> Analysed:
    analyser = Analyser()
    for start in range(0, len(passages), together):
        some = passages[start : start + together]
        analyser.add([p.text.split() for p in some], [texts.further_texts(p, ()) for p in some])
    return analyser.done()


def counts(counted: Counted) -> list[Counter[str]]:
    found: list[Counter[str]] = [Counter() for _ in range(counted.passages)]
    columns = counted.rows.tolist(), counted.stems.tolist(), counted.weights.tolist()
    for row, stem, weight in zip(*columns, strict=True):
        found[row][counted.vocabulary[stem]] += weight
    return found


@settings(max_examples=300, deadline=None)
@given(_TEXT)
def test_a_text_has_the_words_of_what_lies_between_its_blanks(text: str) -> None:
    found = [texts.words(chunk) for chunk in text.split()]
    assert texts.words(text) == list(chain.from_iterable(found))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(_SIGNS + "the cars", max_size=12), max_size=20))
def test_many_stems_are_those_of_one_at_a_time(words: list[str]) -> None:
    low = [word.lower() for word in words if word]
    assert texts.stems(low) == [texts.stem(word) for word in low]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(_TEXT, st.lists(_TEXT, max_size=2), st.lists(_TEXT, max_size=2), _TEXT),
        max_size=6,
    )
)
def test_one_pass_counts_what_each_consumer_would(
    given_: list[tuple[str, list[str], list[str], str]],
) -> None:
    passages = [
        passage(text, n, context=tuple(context), places=tuple(places), objective=objective)
        for n, (text, context, places, objective) in enumerate(given_)
    ]
    found = analysed(passages)
    assert found.written == Counter(word for p in passages for word in texts.words(p.text))
    assert counts(found.counted) == [Counter(texts.indexed_tokens(p, ())) for p in passages]


@pytest.mark.parametrize("together", [1, 3, 10])
def test_it_does_not_matter_how_many_are_added_at_a_time(together: int) -> None:
    passages = [passage(f"cars {n} and the {n % 3} vans", n) for n in range(10)]
    found = analysed(passages, together)
    assert found.written["cars"] == found.written["the"] == 10
    assert counts(found.counted) == [Counter(texts.indexed_tokens(p, ())) for p in passages]


def test_a_passage_is_also_found_by_the_names_it_does_not_write() -> None:
    one = passage("Seaview was quiet", context=("South LPA",), places=("Seaview", "Testshire"))
    mentions = [
        Mention("m", "d", "d#1", 0, 7, "Gambit", "OPERATION", "GAMBIT"),
        Mention("n", "d", "d#1", 0, 7, "theft", "THEME", "burglary"),
    ]
    assert texts.further_texts(one, mentions) == ["South LPA", "Testshire", "GAMBIT"]
    assert texts.lexical_text(one, mentions).splitlines() == [
        one.text,
        "South LPA",
        "Testshire",
        "GAMBIT",
    ]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(st.sampled_from("abcdefg"), max_size=12), min_size=1, max_size=30))
def test_the_arrays_are_those_of_bm25s(
    tmp_path_factory: pytest.TempPathFactory, tokens: list[list[str]]
) -> None:
    folder = tmp_path_factory.mktemp("postings") / "l"
    postings.write(folder, Counted.of(tokens))
    if not any(tokens):
        assert [p.name for p in folder.iterdir()] == ["empty"]
        return
    theirs = bm25s.BM25(k1=K1, b=B, method="lucene")
    theirs.index(tokens, show_progress=False)
    words = json.loads((folder / VOCABULARY).read_text(encoding="utf-8"))
    assert set(words) == set(theirs.vocab_dict) - {""}
    ours = [np.load(folder / name) for name in COLUMNS]
    data, rows, starts = (theirs.scores[name] for name in ("data", "indices", "indptr"))
    assert [a.dtype for a in ours] == [a.dtype for a in (data, rows, starts)]
    for word, at in words.items():
        own, other = (
            slice(s[n], s[n + 1]) for s, n in ((ours[2], at), (starts, theirs.vocab_dict[word]))
        )
        assert ours[0][own].tobytes() == data[other].tobytes()
        assert ours[1][own].tolist() == rows[other].tolist()


def test_words_weigh_as_often_as_they_count(tmp_path: Path) -> None:
    once = Counted.of([["a", "a", "b"], ["b"]])
    weighed = Counted(2, ["a", "b"], *(np.array(c) for c in ([0, 0, 1], [0, 1, 1], [2, 1, 1])))
    for one, other in zip(COLUMNS, COLUMNS, strict=True):
        postings.write(tmp_path / f"once-{one}", once)
        postings.write(tmp_path / f"weighed-{one}", weighed)
        assert np.array_equal(
            np.load(tmp_path / f"once-{one}" / one), np.load(tmp_path / f"weighed-{one}" / other)
        )


def test_the_words_with_vectors_are_the_most_frequent() -> None:
    found = words_of({"Cars": 2, "car": 1, "the": 9, "a1": 3, "vans": 3}, [])
    assert [(w.stem, w.surface) for w in found] == [("car", "cars"), ("van", "vans")]


def test_a_large_library_scores_as_a_small_one_would() -> None:
    # So many words and passages that a word and a passage no longer fit one short number.
    words = [f"w{n}" for n in range(3_000)]
    last = 1_000_000 - 1
    columns = [0, 7, last, last], [2_999, 1, 1, 2_999]
    rows, stems = (np.array(c, dtype=np.int32) for c in columns)
    counted = Counted(last + 1, words, rows, stems, np.array([1, 2, 1, 1], dtype=np.int8))
    made = postings.bm25(counted)
    assert np.flatnonzero(np.diff(made.starts)).tolist() == [1, 2_999]
    assert made.rows.tolist() == [7, last, 0, last]
    mean = 5 / (last + 1)
    idf = math.log(1 + (last + 1 - 2 + 0.5) / 2.5)
    norm = [K1 * (1 - B + B * length / mean) for length in (2, 2, 1, 2)]
    wanted = [idf * tf / (k + tf) for tf, k in zip((2, 1, 1, 1), norm, strict=True)]
    assert made.scores == pytest.approx(wanted)
