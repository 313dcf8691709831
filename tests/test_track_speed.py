"""Answers on a thousand reports, once they are in memory."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from extract.profiles import Profile
from index.fake import TERMS
from quarterline.periods import Quarter
from quarterline.records import Document, Mention, Passage
from track.certificate import certify
from track.commitments import commitments_of
from track.history import history_of
from track.holdings import Holdings
from track.matrix import matrix_of
from track.recycled import recycled_of
from track.register import register_of
from track.theme import theme_by_terms

pytestmark = pytest.mark.slow

REPORTS, PASSAGES, OPERATIONS = 1000, 100, 400
_NAMES = [f"{a}{b}{c}" for a in "BDFGK" for b in "AEIO" for c in "LMNRSTVXYZ"]
NAMES = [f"{one}{two}" for one in _NAMES for two in ("DER", "TON")][:OPERATIONS]


def passage(document: str, order: int, start: int, number: int) -> tuple[Passage, list[Mention]]:
    name = NAMES[(number * 7 + order * 3) % OPERATIONS]
    text = (
        f"Operation {name} dealt with {number % 97} cases of burglar {order} in area {number % 13}. "
        f"Officers will launch phase {order % 9} by March {2000 + number % 30}."
        if order % 5 == 0
        else f"Team {order} of district {number % 31} spoke to {number} residents about item {order * number}."
    )
    key = f"{document}#{order}"
    made = Passage(key, document, start, start + len(text), text, order, "bullet")
    mentions = []
    if order % 5 == 0:
        for label, words, canonical in (
            ("OPERATION", f"Operation {name}", name),
            ("THEME", "burglar", "burglary"),
        ):
            at = start + text.index(words)
            mentions.append(
                Mention(
                    f"{document}:m{at}", document, key, at, at + len(words), words, label, canonical
                )
            )
    return made, mentions


@pytest.fixture(scope="module")
def thousand() -> Holdings:
    documents, passages, mentions = [], [], []
    for number in range(REPORTS):
        key = f"{number:012x}"
        start = 0
        texts = []
        for order in range(1, PASSAGES + 1):
            made, found = passage(key, order, start, number)
            passages.append(made)
            mentions += found
            texts.append(made.text)
            start = made.end + 1
        quarter = Quarter(2000, 1).shift(number % 100)
        force = f"Force {number // 100}"
        documents.append(
            Document(
                key, f"{key}.txt", key * 5, "text/plain", "\n".join(texts), force, quarter=quarter
            )
        )
    profile = Profile(gazetteer=TERMS.gazetteer, themes=TERMS.themes)
    profiles = {f"Force {n}": profile for n in range(10)}
    holdings = Holdings(tuple(documents), tuple(passages), tuple(mentions), profiles=profiles)
    register_of(holdings)
    return holdings


def seconds(ask: Callable[[], object]) -> float:
    started = datetime.now(UTC)
    clock = time.process_time()
    ask()
    assert datetime.now(UTC) >= started
    return time.process_time() - clock


def test_answers_on_a_thousand_reports(thousand: Holdings) -> None:
    last = thousand.ordered[-1].id
    answers = {
        "history": lambda: history_of(thousand, NAMES[5]),
        "theme": lambda: theme_by_terms(thousand, "burglary"),
        "matrix": lambda: matrix_of(thousand),
        "certificate": lambda: certify(thousand, "Operation UNICORN"),
        "commitments of one report": lambda: commitments_of(thousand, last),
        "repeats of one report": lambda: recycled_of(thousand, last),
    }
    first = {name: seconds(ask) for name, ask in answers.items()}
    again = {name: seconds(ask) for name, ask in answers.items()}
    # The bound is of a quiet machine; processor time, so that a busy one does not fail it.
    assert {n: s for n, s in again.items() if s > 1.0} == {}
    assert {n: round(s, 2) for n, s in first.items() if s > 10.0} == {}
