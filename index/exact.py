"""Phrases that must stand in a passage, and words that must not: kept to the letter."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from index import texts
from index.results import Understood
from index.snapshot import Snapshot
from index.syntax import pattern
from index.vectors import Rows
from quarterline.records import Passage

_Test = Callable[[Passage], bool]


def exact_rows(snapshot: Snapshot, read: Understood, allowed: Rows | None) -> Rows | None:
    """Rows of `allowed` (None: of all) that hold every phrase and nothing excluded.

    A phrase is compared with the passage's text and labels, whatever the case; an excluded
    single word also leaves out its other endings, an excluded phrase only itself.
    """
    for phrase in read.phrases:
        held = _holding(snapshot, phrase)
        allowed = held if allowed is None else np.intersect1d(allowed, held)
    for word in read.excluded:
        if allowed is None:
            allowed = np.arange(snapshot.indexed, dtype=np.int64)
        allowed = np.setdiff1d(allowed, _excluded(snapshot, word))
    return allowed


def _excluded(snapshot: Snapshot, word: str) -> Rows:
    stems = texts.tokens(word)
    if len(texts.words(word)) > 1 or len(stems) != 1:
        return _holding(snapshot, word)
    rows = snapshot.lexical.matches(stems[0])
    return _checked(snapshot, rows, lambda passage: stems[0] in texts.tokens(_own(passage)))


def _holding(snapshot: Snapshot, phrase: str) -> Rows:
    """Rows of the passages that hold a phrase; its rarer words narrow down where to look."""
    rows = np.arange(snapshot.indexed, dtype=np.int64)
    for stem in texts.tokens(phrase):
        rows = np.intersect1d(rows, snapshot.lexical.matches(stem))
    sought = pattern(phrase)
    return _checked(snapshot, rows, lambda passage: sought.search(_own(passage)) is not None)


def _checked(snapshot: Snapshot, rows: Rows, test: _Test) -> Rows:
    passages = snapshot.store.passages_at(rows.tolist())
    return np.array([row for row in rows.tolist() if test(passages[row])], dtype=np.int64)


def _own(passage: Passage) -> str:
    """The words of a passage as a reader sees them, each label on a line of its own."""
    return "\n\n".join([*passage.context, passage.text])
