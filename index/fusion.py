"""Ways to make one ranking out of several."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

# Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual
# Rank Learning Methods", SIGIR 2009.
RRF_K = 60

# How much the words count beside the meaning. Of .3 to .8 in steps of .1, chosen on our own
# questions (`python -m bench.search`); between .5 and .8 little changes.
LEXICAL_SHARE = 0.6


def reciprocal_rank(lists: Sequence[Scores]) -> Scores:
    """Sum of 1 / (60 + rank) over the lists; a score of zero or less has no rank."""
    total = np.zeros(len(lists[0]), dtype=np.float32)
    for scores in lists:
        order = np.argsort(-scores, kind="stable")
        ranks = np.empty(len(order), dtype=np.float32)
        ranks[order] = np.arange(1, len(order) + 1)
        total += np.where(scores > 0, 1.0 / (RRF_K + ranks), 0.0).astype(np.float32)
    return total


def convex(lexical: Scores, dense: Scores, share: float) -> Scores:
    """`share` of the lexical scores and the rest of the dense ones, both on fixed scales.

    Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS
    2023: a convex combination keeps the distances that ranks throw away, and normalising by
    bounds that do not depend on the list keeps scores of different questions comparable.
    """
    return (share * lexical + (1 - share) * dense).astype(np.float32)


def spread(scores: Scores) -> Scores:
    """Scores brought to 0..1 by the least and the largest of their list."""
    if not len(scores):
        return scores
    low, high = float(scores.min()), float(scores.max())
    return ((scores - low) / (high - low) if high > low else np.zeros_like(scores)).astype(
        np.float32
    )
