"""Near copies: passages of other reports that say nearly the same.

Reports repeat themselves from quarter to quarter with a new figure here and there. Only the
candidates of a question are compared, since whatever nearly repeats a hit matches the question
nearly as well as the hit does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

import numpy as np
from rapidfuzz import fuzz

from index.results import Also
from index.snapshot import Snapshot
from index.vectors import Rows

# Vectors this close are worth a look; the words then decide. Two bullets that differ in their
# figures and a verb have some 80 of 100 words in common in order; two on one subject 50.
_CLOSE = 0.85
_ALIKE = 80.0
AMONG = 200  # of the best candidates
# Products up to which OpenBLAS starts no threads, which wait longer for one another than so few
# take: 65,536 times GEMM_MULTITHREAD_THRESHOLD (its interface/gemm.c).
_ALONE = 262_144
_SHORTEST = 8  # words; "All crime: offences." is alike everywhere and no repetition


def close_rows(snapshot: Snapshot, ranked: Rows, count: int) -> dict[int, list[int]]:
    """For each of the first `count` candidates, the others whose vectors lie near its own."""
    vectors = snapshot.vectors.at(ranked[: max(count, AMONG)])
    own, others = vectors[:count].T, vectors[:AMONG]
    step = max(_ALONE // max(own.size, 1), 1)
    parts = [others[start : start + step] @ own for start in range(0, len(others), step)]
    close = np.concatenate([np.zeros((0, own.shape[1]), np.float32), *parts]) >= _CLOSE
    rows = ranked[: max(count, AMONG)].tolist()
    found: dict[int, list[int]] = {row: [] for row in rows[:count]}
    for of, other in zip(*(places.tolist() for places in close.T.nonzero()), strict=True):
        if of != other:
            found[rows[of]].append(rows[other])
    return found


def near_copies(
    snapshot: Snapshot, close: Mapping[int, Sequence[int]]
) -> dict[int, tuple[Also, ...]]:
    """For each row, its near copies in other reports among those close to it, the likest first."""
    alike = _alike(snapshot, {row: near for row, near in close.items() if near})
    passages = snapshot.recent.passages_at({other for found in alike.values() for other in found})

    def also(row: int, likeness: float) -> Also:
        passage = passages[row]
        return Also(passage, snapshot.document(passage.document), round(likeness / 100, 3))

    return {
        row: tuple(
            sorted(
                (also(other, likeness) for other, likeness in found.items()),
                key=lambda a: (-a.likeness, a.passage.id),
            )
        )
        for row, found in alike.items()
    }


def _alike(snapshot: Snapshot, close: Mapping[int, Sequence[int]]) -> dict[int, dict[int, float]]:
    """For each row, those close to it in other reports that are like it, and how much of 100."""
    spelt = snapshot.recent.spelt.at({*close, *chain.from_iterable(close.values())})
    found: dict[int, dict[int, float]] = {}
    for row, near in close.items():
        document, words = spelt[row]
        if len(words) < _SHORTEST:
            continue
        for other in near:
            of, others = spelt[other]
            if of != document and len(others) >= _SHORTEST:
                likeness = fuzz.ratio(words, others, score_cutoff=_ALIKE)
                if likeness:
                    found.setdefault(row, {})[other] = likeness
    return found
