"""Near copies: passages of other reports that say nearly the same.

Reports repeat themselves from quarter to quarter with a new figure here and there. Only the
candidates of a question are compared, since whatever nearly repeats a hit matches the question
nearly as well as the hit does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from rapidfuzz import fuzz

from index import texts
from index.results import Also
from index.snapshot import Snapshot
from index.vectors import Rows
from quarterline.records import Passage

# Vectors this close are worth a look; the words then decide. Two bullets that differ in their
# figures and a verb have some 80 of 100 words in common in order; two on one subject 50.
_CLOSE = 0.85
_ALIKE = 80.0
_AMONG = 200  # of the best candidates
_SHORTEST = 8  # words; "All crime: offences." is alike everywhere and no repetition


def near_copies(
    snapshot: Snapshot, rows: Sequence[int], passages: Mapping[int, Passage], pool: Rows
) -> dict[int, tuple[Also, ...]]:
    """For each of `rows`, its near copies in other reports among `pool`, the likest first.

    `pool` is ordered, the best candidate first.
    """
    if not len(rows) or not len(pool):
        return {}
    pool = pool[:_AMONG]
    vectors = snapshot.vectors.at(pool)
    own = snapshot.vectors.at(np.array(rows, dtype=np.int64))
    # Without BLAS, whose threads wait longer for one another than so few products take.
    close = np.einsum("id,jd->ij", own, vectors) >= _CLOSE
    others = {int(pool[column]) for column in np.flatnonzero(close.any(axis=0))}
    known = dict(passages) | snapshot.store.passages_at(sorted(others - set(passages)))
    words = {row: _words(passage) for row, passage in known.items()}
    return {
        row: _copies(snapshot, row, pool[np.flatnonzero(close[at])].tolist(), known, words)
        for at, row in enumerate(rows)
    }


def _copies(
    snapshot: Snapshot,
    row: int,
    candidates: Sequence[int],
    known: Mapping[int, Passage],
    words: Mapping[int, list[str]],
) -> tuple[Also, ...]:
    own = words[row]
    found = []
    for at in candidates:
        other = known[at]
        if other.document == known[row].document or min(len(own), len(words[at])) < _SHORTEST:
            continue
        likeness = fuzz.ratio(own, words[at], score_cutoff=_ALIKE)
        if likeness:
            found.append(Also(other, snapshot.document(other.document), round(likeness / 100, 3)))
    return tuple(sorted(found, key=lambda a: (-a.likeness, a.passage.id)))


def _words(passage: Passage) -> list[str]:
    return [word.lower() for word in texts.words(passage.text)]
