"""Fits how sure a search is: `python -m bench.confidence` prints coefficients and errors.

A logistic regression with a ridge on our own questions, on the sample library and, where they
are at hand, on the real reports, half of the near misses (`bench/questions/hard_questions.jsonl`)
among them. Questions with and without an answer weigh the same in sum. The error is that of
ten-fold cross-validation; all other questions are only scored: the held-out ones, the fresh ones,
which were written before the signs were first changed, the annotated ones, and the other half of
the near misses, which no choice was made by. Intervals are of 95%, by a bootstrap over questions.
The printed coefficients belong into `index/confidence.py`, the threshold into `index/search.py`.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.search import SAMPLE, SHARED
from bench.search_questions import NONE, Annotated, Asked, Own, Reports, fresh, near_misses
from bench.search_systems import searchable
from index.confidence import Signs
from index.library import Library
from index.search import SURE_WITHIN, UNSURE

THRESHOLDS = tuple(round(0.01 * step, 2) for step in range(5, 61))
HIDDEN = 2.0  # how much worse it is to hide an answer than to show what is none
MOST_HIDDEN = 0.03  # and so many answers may be hidden at most
RIDGE = 1.0
FOLDS = 10
ROUNDS = 4  # of choosing the hit that is surest and fitting on it
BOOTSTRAP = 2_000
BINS = (0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)
# The step of each sign that counts as one to the ridge: about how far it spreads. Rare ones would
# spread so little that the ridge held nothing back, or so much that it held back everything.
STEPS = Signs(
    match=0.35, unsaid=0.5, words=0.5, unnamed=0.25, unplaced=0.25, unknown=0.15, away=0.05
)
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Seen:
    """Questions with the signs of their hits, shape (hits, signs) each, and whether answered."""

    queries: tuple[str, ...]
    signs: tuple[Matrix, ...]
    answered: Matrix

    def __add__(self, more: Seen) -> Seen:
        return Seen(
            self.queries + more.queries,
            self.signs + more.signs,
            np.concatenate([self.answered, more.answered]),
        )

    def part(self, rows: NDArray[np.int64]) -> Seen:
        """Some of the questions."""
        return Seen(
            tuple(self.queries[i] for i in rows),
            tuple(self.signs[i] for i in rows),
            self.answered[rows],
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit and print; the exit status is 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder with corpus/ and gold/")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder) / "sample", create=True)
        library.add([SAMPLE])
        learnt = seen(library, Own(library.documents(), searchable(library)).asked)
        scored: dict[str, Seen] = {}
        if (options.shared / "corpus").is_dir():
            real = Library(Path(folder) / "real", create=True)
            real.add([options.shared / "corpus"])
            passages = searchable(real)
            learnt += seen(real, Reports(passages, held_out=False).asked)
            learnt += seen(real, near_misses("fit"))
            scored["near misses, not fitted on"] = seen(real, near_misses("test"))
            scored["held-out questions"] = seen(real, Reports(passages, held_out=True).asked)
            scored["fresh questions"] = seen(real, fresh())
            if (options.shared / "gold").is_dir():
                gold = Annotated(options.shared / "gold", real.documents())
                scored["annotated questions"] = seen(real, gold.asked)
    show(learnt, scored)
    return 0


def seen(library: Library, asked: Sequence[Asked]) -> Seen:
    """The signs of the hits by which it is told how sure a search is."""
    found = library.search_many([a.query for a in asked], limit=SURE_WITHIN)
    return Seen(
        tuple(a.query for a in asked),
        tuple(np.array([astuple(h.signs) for h in r.hits], dtype=float) for r in found),
        np.array([a.kind != NONE for a in asked], dtype=float),
    )


def show(learnt: Seen, scored: Mapping[str, Seen]) -> None:
    """Print coefficients and errors."""
    weights = fit(learnt)
    answered = learnt.answered
    print(f"{len(answered)} questions, {int(answered.sum())} of them with an answer")
    print(f"INTERCEPT = {weights[0]:.2f}")
    print("SLOPES = (" + ", ".join(f"{w:.2f}" for w in weights[1:]) + ")")
    print("         " + ", ".join(field.name for field in fields(Signs)))
    crossed = cross_validated(learnt)
    tell("ten-fold cross-validation", crossed, learnt)
    reliability(crossed, answered)
    costs = {t: cost(crossed, answered, t) for t in THRESHOLDS[::5]}
    print(f"UNSURE = {threshold(crossed, answered)}  (cost by threshold: {costs})")
    for name, theirs in scored.items():
        tell(name, predict(weights, theirs.signs), theirs)


def cross_validated(learnt: Seen) -> Matrix:
    """The probability of each question by a fit on the folds that it is not in."""
    order = np.random.default_rng(5).permutation(len(learnt.answered))
    crossed = np.zeros(len(order))
    for fold in range(FOLDS):
        out = order[fold::FOLDS]
        rest = np.setdiff1d(order, out)
        crossed[out] = predict(fit(learnt.part(rest)), learnt.part(out).signs)
    return crossed


def cost(sure: Matrix, answered: Matrix, threshold: float) -> float:
    """What a threshold costs: the share of answers hidden, by `HIDDEN`, and of strangers shown."""
    hidden = float(np.mean(sure[answered == 1] < threshold))
    return round(HIDDEN * hidden + float(np.mean(sure[answered == 0] >= threshold)), 3)


def threshold(sure: Matrix, answered: Matrix) -> float:
    """The threshold that costs least of those that hide no more than `MOST_HIDDEN`."""
    fitting = [t for t in THRESHOLDS if np.mean(sure[answered == 1] < t) <= MOST_HIDDEN]
    return min(fitting or THRESHOLDS[:1], key=lambda t: (cost(sure, answered, t), t))


def tell(name: str, sure: Matrix, asked: Seen) -> None:
    """Print how well probabilities tell questions with an answer from those without."""
    right, wrong = sure[asked.answered == 1], sure[asked.answered == 0]
    brier = float(np.mean((sure - asked.answered) ** 2))
    area, low, high = auc_interval(right, wrong)
    print(
        f"{name}: AUC {area:.3f} ({low:.3f} to {high:.3f}), Brier {brier:.3f}, "
        f"{np.mean(right >= UNSURE):.1%} of {len(right)} answers shown, "
        f"{np.mean(wrong < UNSURE):.1%} of {len(wrong)} others not"
    )
    hidden = [q for q, s, a in zip(asked.queries, sure, asked.answered, strict=True) if a > s]
    hidden = [q for q in hidden if sure[asked.queries.index(q)] < UNSURE]
    print("  answers hidden: " + ("; ".join(hidden) or "none"))


def auc_interval(right: Matrix, wrong: Matrix) -> tuple[float, float, float]:
    """How often an answered question scores above another, ties half, with its 95% interval."""
    above = (right[:, None] > wrong) + 0.5 * (right[:, None] == wrong)
    draw = np.random.default_rng(5)
    areas = np.sort(
        [
            above[draw.integers(len(right), size=len(right))][
                :, draw.integers(len(wrong), size=len(wrong))
            ].mean()
            for _ in range(BOOTSTRAP)
        ]
    )
    low, high = areas[int(0.025 * BOOTSTRAP)], areas[int(0.975 * BOOTSTRAP)]
    return float(above.mean()), float(low), float(high)


def reliability(sure: Matrix, answered: Matrix) -> None:
    """Print, for ranges of probability, the mean probability and the share with an answer.

    The share is that of questions weighed as in the fit: half of them with an answer.
    """
    weight = balanced(answered)
    print("  probability   questions   mean   with an answer")
    for low, high in itertools.pairwise(BINS):
        held = (sure >= low) & ((sure < high) | (high == BINS[-1]))
        if held.any():
            mean = np.average(sure[held], weights=weight[held])
            share = np.average(answered[held], weights=weight[held])
            print(f"  {low:.1f} to {high:.1f}  {held.sum():10}  {mean:8.2f}  {share:8.2f}")


def balanced(answered: Matrix) -> Matrix:
    """Weights by which questions with and without an answer count the same in sum."""
    share = answered.mean()
    return np.asarray(np.where(answered == 1, 0.5 / share, 0.5 / (1 - share)))


def fit(learnt: Seen) -> Matrix:
    """Intercept and slopes, on each question's surest hit: that by the fit before, at first the
    hit found first."""
    rows = np.array([hits[0] for hits in learnt.signs])
    for _ in range(ROUNDS):
        weights = fit_rows(rows, learnt.answered)
        rows = np.array([hits[np.argmax(hits @ weights[1:])] for hits in learnt.signs])
    return weights


def fit_rows(rows: Matrix, answered: Matrix) -> Matrix:
    """Intercept and slopes, by Newton's method on the ridge-penalised likelihood."""
    steps = np.array(astuple(STEPS))
    design = np.column_stack([np.ones(len(rows)), rows / steps])
    weight = balanced(answered)
    ridge = RIDGE * np.eye(design.shape[1])
    ridge[0, 0] = 0
    found = np.zeros(design.shape[1])
    for _ in range(50):
        sure = 1 / (1 + np.exp(-design @ found))
        slope = design.T @ (weight * (sure - answered)) + ridge @ found
        curve = (design.T * (weight * sure * (1 - sure))) @ design + ridge
        found -= np.linalg.solve(curve, slope)
    return np.concatenate([found[:1], found[1:] / steps])


def predict(weights: Matrix, signs: Sequence[Matrix]) -> Matrix:
    """The probability of each question: that of its surest hit."""
    best = np.array([np.max(hits @ weights[1:]) for hits in signs])
    return np.asarray(1 / (1 + np.exp(-(weights[0] + best))))


if __name__ == "__main__":
    sys.exit(main())
