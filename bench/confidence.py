"""Fits how sure a search is: `python -m bench.confidence` prints coefficients and errors.

A logistic regression with a light ridge on our own questions, on the sample library and, where
they are at hand, on the real reports. Questions with and without an answer weigh the same in
sum. The error is that of ten-fold cross-validation; held-out questions are only scored, and so
are fresh ones, which were written before the signs were last changed and without a look at what
the search says to them. The printed coefficients belong into `index/confidence.py`, the
threshold that costs least into `index/search.py`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.search import SAMPLE, SHARED
from bench.search_questions import NONE, Asked, Own, Reports, auc, fresh
from bench.search_systems import searchable
from index.confidence import Signs, confidence
from index.library import Library
from index.search import UNSURE

THRESHOLDS = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)
HIDDEN = 2.0  # how much worse it is to hide an answer than to show what is none
RIDGE = 0.5
FOLDS = 10
Matrix = NDArray[np.float64]


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit and print; the exit status is 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder with corpus/")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder) / "sample", create=True)
        library.add([SAMPLE])
        seen, answered = signs(library, Own(library.documents(), searchable(library)).asked)
        held: dict[str, tuple[Matrix, Matrix]] = {}
        if (options.shared / "corpus").is_dir():
            real = Library(Path(folder) / "real", create=True)
            real.add([options.shared / "corpus"])
            passages = searchable(real)
            more, theirs = signs(real, Reports(passages, held_out=False).asked)
            seen, answered = np.vstack([seen, more]), np.concatenate([answered, theirs])
            held["held-out questions"] = signs(real, Reports(passages, held_out=True).asked)
            held["fresh questions"] = signs(real, fresh())
    show(seen, answered, held)
    return 0


def signs(library: Library, asked: Sequence[Asked]) -> tuple[Matrix, Matrix]:
    """The signs of each question's hit that is surest so far, and whether it has an answer."""
    found = library.search_many([a.query for a in asked])
    rows = [astuple(max((h.signs for h in r.hits), key=confidence)) for r in found]
    return np.array(rows, dtype=float), np.array([a.kind != NONE for a in asked], dtype=float)


def show(seen: Matrix, answered: Matrix, held: Mapping[str, tuple[Matrix, Matrix]]) -> None:
    """Print coefficients and errors."""
    weights = fit(seen, answered)
    print(f"{len(answered)} questions, {int(answered.sum())} of them with an answer")
    print(f"INTERCEPT = {weights[0]:.2f}")
    print("SLOPES = (" + ", ".join(f"{w:.2f}" for w in weights[1:]) + ")")
    print("         " + ", ".join(field.name for field in fields(Signs)))
    order = np.random.default_rng(5).permutation(len(answered))
    crossed = np.zeros(len(answered))
    for fold in range(FOLDS):
        out = order[fold::FOLDS]
        rest = np.setdiff1d(order, out)
        crossed[out] = predict(fit(seen[rest], answered[rest]), seen[out])
    tell("ten-fold cross-validation", crossed, answered)
    costs = {t: cost(crossed, answered, t) for t in THRESHOLDS}
    print(f"UNSURE = {min(costs, key=lambda t: costs[t])}  (cost by threshold: {costs})")
    for name, (theirs, right) in held.items():
        tell(name, predict(weights, theirs), right)


def cost(sure: Matrix, answered: Matrix, threshold: float) -> float:
    """What a threshold costs: the share of answers hidden, by `HIDDEN`, and of strangers shown."""
    hidden = float(np.mean(sure[answered == 1] < threshold))
    return round(HIDDEN * hidden + float(np.mean(sure[answered == 0] >= threshold)), 3)


def tell(name: str, sure: Matrix, answered: Matrix) -> None:
    """Print how well probabilities tell questions with an answer from those without."""
    right, wrong = sure[answered == 1], sure[answered == 0]
    brier = float(np.mean((sure - answered) ** 2))
    print(
        f"{name}: AUC {auc(right.tolist(), wrong.tolist()):.3f}, Brier {brier:.3f}, "
        f"{np.mean(right >= UNSURE):.0%} of answers shown, "
        f"{np.mean(wrong < UNSURE):.0%} of the rest not"
    )


def fit(seen: Matrix, answered: Matrix) -> Matrix:
    """Intercept and slopes, by Newton's method on the ridge-penalised likelihood."""
    middle, spread = seen.mean(axis=0), seen.std(axis=0) + 1e-9
    design = np.column_stack([np.ones(len(seen)), (seen - middle) / spread])
    share = answered.mean()
    weight = np.where(answered == 1, 0.5 / share, 0.5 / (1 - share))
    ridge = RIDGE * np.eye(design.shape[1])
    ridge[0, 0] = 0
    found = np.zeros(design.shape[1])
    for _ in range(50):
        sure = 1 / (1 + np.exp(-design @ found))
        slope = design.T @ (weight * (sure - answered)) + ridge @ found
        curve = (design.T * (weight * sure * (1 - sure))) @ design + ridge
        found -= np.linalg.solve(curve, slope)
    slopes = found[1:] / spread
    return np.concatenate([[found[0] - slopes @ middle], slopes])


def predict(weights: Matrix, seen: Matrix) -> Matrix:
    """Probabilities for rows of signs."""
    return np.asarray(1 / (1 + np.exp(-(weights[0] + seen @ weights[1:]))))


if __name__ == "__main__":
    sys.exit(main())
