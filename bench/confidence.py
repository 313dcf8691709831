"""Fits how sure a search is: `python -m bench.confidence` prints coefficients and errors.

A logistic regression with a light ridge on our own questions, on the sample library and, where
they are at hand, on the real reports. Questions with and without an answer weigh the same in
sum. The error is that of ten-fold cross-validation; held-out questions are only scored. The
printed coefficients belong into `index/confidence.py`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import astuple, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.search import SAMPLE, SHARED
from bench.search_questions import NONE, Asked, Own, Reports, auc
from bench.search_systems import searchable
from index.confidence import Signs
from index.library import Library

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
        held: tuple[Matrix, Matrix] | None = None
        if (options.shared / "corpus").is_dir():
            real = Library(Path(folder) / "real", create=True)
            real.add([options.shared / "corpus"])
            passages = searchable(real)
            more, theirs = signs(real, Reports(passages, held_out=False).asked)
            seen, answered = np.vstack([seen, more]), np.concatenate([answered, theirs])
            held = signs(real, Reports(passages, held_out=True).asked)
    show(seen, answered, held)
    return 0


def signs(library: Library, asked: Sequence[Asked]) -> tuple[Matrix, Matrix]:
    """The signs of the surest hit of each question, and whether it has an answer."""
    found = library.search_many([a.query for a in asked])
    rows = [astuple(max((h.signs for h in r.hits), key=lambda s: s.match)) for r in found]
    return np.array(rows, dtype=float), np.array([a.kind != NONE for a in asked], dtype=float)


def show(seen: Matrix, answered: Matrix, held: tuple[Matrix, Matrix] | None) -> None:
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
    if held is not None:
        tell("held-out questions", predict(weights, held[0]), held[1])


def tell(name: str, sure: Matrix, answered: Matrix) -> None:
    """Print how well probabilities tell questions with an answer from those without."""
    right, wrong = sure[answered == 1], sure[answered == 0]
    brier = float(np.mean((sure - answered) ** 2))
    print(
        f"{name}: AUC {auc(right.tolist(), wrong.tolist()):.3f}, Brier {brier:.3f}, "
        f"{np.mean(right >= 0.5):.0%} of answers shown, {np.mean(wrong < 0.5):.0%} of the rest not"
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
