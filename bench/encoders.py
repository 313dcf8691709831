"""The encoders side by side: how fast they are, and how well questions are answered with them.

`python -m bench.encoders [--only NAME …]` prints, for each model that is at hand (see
`quarterline models`): passages a second on all cores and on one second of CPU, milliseconds a
question on one thread, and nDCG@10 and recall@20 of the vectors alone and of the whole search,
on our own questions over the sample library, and over the real reports where these are at
hand, and on the annotated ones. "refitted" is the search with the share of the words in the
fused score that is best for that encoder, each fold's chosen on the other folds; the search's
other settings were chosen with MiniLM. Models that were trained here (`bench.train_encoder`)
are measured too.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.search_questions import Annotated, Judged, Own, Reports, Score, mean, paired
from bench.search_systems import DEPTH, ours, searchable
from index import texts
from index.library import Library
from models.encoder import load_encoder, present
from models.register import DEFAULT, EXACT, REGISTER, artefact, as_passage, as_question
from models.trained import trained_names

if TYPE_CHECKING:
    from models.encoder import Encoder

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "corpus" / "sample" / "reports"
SHARED = ROOT.parent / "shared"
TORCH = "all-MiniLM-L6-v2, PyTorch"
ROUNDS = 3
FOLDS = 10
SHARES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True, slots=True)
class Speed:
    """Passages a second of the clock and of CPU; milliseconds a question, median and 95%."""

    passages: float
    passages_cpu: float
    median: float
    slow: float


@dataclass(frozen=True, slots=True)
class Quality:
    """Scores by question: vectors alone, the whole search, and that with its own share."""

    dense: dict[str, Score]
    search: dict[str, Score]
    refitted: dict[str, Score]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; the exit status is 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder with corpus/ and gold/")
    parser.add_argument("--only", action="append", choices=sorted(candidates()), help="this model")
    options = parser.parse_args(arguments)
    chosen = {name: load for name, load in candidates().items() if name in (options.only or [name])}
    for name in REGISTER:
        if name not in candidates():
            print(f"{name} is not at hand: quarterline models fetch {name}")
    with tempfile.TemporaryDirectory() as folder:
        print("Our own questions, the sample library")
        table(Path(folder) / "sample", SAMPLE, Own, chosen)
        gold, reports = options.shared / "gold", options.shared / "corpus"
        if not gold.is_dir() or not reports.is_dir():
            print(f"\nno corpus/ and gold/ in {options.shared}: the real reports are left out")
            return 0
        print("\nOur own questions, real reports")
        table(Path(folder) / "own", reports, lambda _, passages: Reports(passages), chosen)
        print("\nThe annotated questions, real reports")
        table(Path(folder) / "real", reports, lambda d, _: Annotated(gold, d), chosen)
    return 0


def candidates() -> dict[str, Callable[[], Encoder]]:
    """What can be measured here, by name; PyTorch's MiniLM is what the others are held to."""

    def reference() -> Encoder:
        from models.reference import ReferenceEncoder  # noqa: PLC0415 - torch

        return ReferenceEncoder(replace(artefact(EXACT), name=TORCH))

    found: dict[str, Callable[[], Encoder]] = {TORCH: reference}
    others = (n for n in (*REGISTER, *trained_names()) if n not in (EXACT, DEFAULT))
    for name in (EXACT, DEFAULT, *others):
        if present(artefact(name)):
            found[name] = lambda name=name: load_encoder(name)  # type: ignore[misc]
    return found


def table(
    folder: Path,
    reports: Path,
    judge: Callable[..., Judged],
    chosen: dict[str, Callable[[], Encoder]],
) -> None:
    """One table: a line for each encoder. The reports are read once, and encoded by each."""
    print(
        f"{'':<26}{'passages/s':>11}{'/CPU s':>8}{'ms: p50':>9}{'p95':>6}"
        f"{'  vectors: nDCG@10':>19}{'R@20':>7}{'  search: nDCG@10':>18}{'R@20':>7}"
        f"{'refitted':>10}   refitted, against the first (95%)"
    )
    first: Quality | None = None
    for name, load in chosen.items():
        encoder = load()
        library = Library(folder, create=True, encoder=encoder)
        library.add([reports])
        judged = judge(library.documents(), searchable(library))
        speed, quality = measured(library, encoder, judged)
        first = first or quality
        line(name, speed, quality, first)


def measured(library: Library, encoder: Encoder, judged: Judged) -> tuple[Speed, Quality]:
    """The speed and quality of one encoder on one library; the best of `ROUNDS` for speed."""
    passages = searchable(library)
    given = [as_passage(encoder.name, texts.embedded_text(p)) for p in passages]
    given_by_length = sorted(given, key=len)
    clock, cpu = [], []
    for _ in range(ROUNDS):
        begun, spent = time.perf_counter(), time.process_time()
        encoder.encode(given_by_length)
        clock.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - spent)
    matrix = encoder.encode(given)
    asked = [as_question(encoder.name, a.query) for a in judged.asked]
    times: list[list[float]] = [[] for _ in asked]
    for _ in range(ROUNDS):
        for at, question in enumerate(asked):
            begun = time.perf_counter()
            encoder.encode([question])
            times[at].append((time.perf_counter() - begun) * 1000)
    best = [min(of) for of in times]
    cosines = encoder.encode(asked) @ matrix.T
    dense = {
        question.qid: [passages[i] for i in np.argsort(-row, kind="stable")[:DEPTH]]
        for question, row in zip(judged.asked, cosines, strict=True)
    }
    return (
        Speed(
            passages=len(given) / min(clock),
            passages_cpu=len(given) / min(cpu),
            median=float(np.median(best)),
            slow=float(np.percentile(best, 95)),
        ),
        Quality(
            judged.score(dense),
            judged.score(ours(library, judged.asked)[0]),
            refit(library, judged),
        ),
    )


def refit(library: Library, judged: Judged) -> dict[str, Score]:
    """The search's scores, in each fold with the share that is best on the other folds."""
    by_share = [
        judged.score(ours(library, judged.asked, lexical_share=share)[0]) for share in SHARES
    ]
    order = np.random.default_rng(5).permutation(sorted(by_share[0]))
    found: dict[str, Score] = {}
    for fold in range(FOLDS):
        out = set(order[fold::FOLDS].tolist())
        best = max(
            by_share, key=lambda scores: mean([s.ndcg for q, s in scores.items() if q not in out])
        )
        found |= {qid: best[qid] for qid in out}
    return found


def line(name: str, speed: Speed, quality: Quality, first: Quality) -> None:
    """One line of a table."""
    means = [
        mean([getattr(score, what) for score in scores.values()])
        for scores in (quality.dense, quality.search)
        for what in ("ndcg", "recall")
    ]
    refitted = mean([score.ndcg for score in quality.refitted.values()])
    change, low, high = paired(
        [quality.refitted[qid].ndcg for qid in first.refitted],
        [score.ndcg for score in first.refitted.values()],
    )
    print(
        f"{name:<26}{speed.passages:>11.0f}{speed.passages_cpu:>8.0f}"
        f"{speed.median:>9.1f}{speed.slow:>6.1f}"
        f"{means[0]:>19.3f}{means[1]:>7.3f}{means[2]:>18.3f}{means[3]:>7.3f}"
        f"{refitted:>10.3f}   {change:+.3f} ({low:+.3f} to {high:+.3f})",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
