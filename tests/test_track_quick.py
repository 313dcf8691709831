"""The short cuts of `track` give what the long way gives, and are short."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from bm25s.stopwords import STOPWORDS_EN_PLUS
from hypothesis import given
from hypothesis import strategies as st

from index.ingest import ReportIngest
from index.stop_words import STOP_WORDS
from index.texts import tokens
from quarterline.periods import Quarter
from tests.track_support import held
from track import promises
from track.commitments import commitments_of
from track.holdings import Holdings
from track.recycled import recycled_of, stream_of
from track.redline import _PUNCTUATION, FIGURE, figures_of, masked
from track.words import Stretches, stems

TEXTS = st.text(alphabet="abSTthe 12,.%£'’-_()\t\n ßÉ", max_size=60)
_WORDS = st.sampled_from(
    "will should be is are to plans planned plan for scheduled postponed until being developed "
    "not continue continues throughout target of launch the roll-out due set expected in".split()
)


@given(TEXTS)
def test_stems_are_those_of_the_index(text: str) -> None:
    assert stems(text) == tokens(text)


@given(TEXTS)
def test_masks_and_figures_are_those_of_the_whole_text(text: str) -> None:
    assert masked(text) == " ".join(_PUNCTUATION.sub(" ", FIGURE.sub("#", text)).lower().split())
    assert list(figures_of(text)) == [f.lower() for f in FIGURE.findall(text)]


@given(st.lists(_WORDS, max_size=12))
def test_no_rule_matches_where_its_letters_are_missing(words: list[str]) -> None:
    text = " ".join(words)
    for _, letters, pattern in promises._RULES:
        if pattern.search(text):
            assert any(letter in text.casefold() for letter in letters)
    if promises._ANY_WILL.search(text):
        assert any(letter in text.casefold() for letter in promises._ANY_WILL_LETTERS)


def test_stop_words_are_those_of_the_index_library() -> None:
    assert frozenset(STOPWORDS_EN_PLUS) | {"many", "much"} == STOP_WORDS


def test_stretches_forget_when_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("track.words._MOST", 2)
    made = Stretches(lambda stretch: (stretch.upper(),))
    assert list(made.read("a b c a")) == ["A", "B", "C", "A"]
    assert len(made) <= 2


def test_the_stream_gives_the_same_repeats_in_the_same_order() -> None:
    text = "To date, over 170 offenders have been arrested across 14 operations on the border."
    holdings = held({"2019-20 Q3": [text], "2019-20 Q4": [text], "2020-21 Q1": [text]})
    assert len(recycled_of(holdings).repeats) == 2
    assert tuple(stream_of(holdings)) == recycled_of(holdings).repeats


@pytest.mark.slow
def test_five_real_reports_are_answered_quickly(corpus_files: list[Path]) -> None:
    ingest = ReportIngest()
    read = [ingest.read(path.read_bytes(), path.name, None, None) for path in corpus_files]
    passages = tuple(p for r in read for p in r.passages)
    holdings = Holdings(
        documents=tuple(r.document for r in read),
        passages=passages,
        mentions=tuple(ingest.link([m for r in read for m in r.mentions], passages)),
        claims=tuple(c for r in read for c in r.claims),
    )
    tokens("loads the stemmer")
    for ask in (commitments_of, recycled_of):
        started = time.process_time()
        ask(holdings)
        # Wanted is 0.1 s on a quiet machine; processor time, with room for a slow one.
        assert time.process_time() - started < 0.5
    assert Quarter(2019, 3) in holdings.quarters
