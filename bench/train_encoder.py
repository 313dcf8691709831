"""Trains an encoder of our own: `python -m bench.train_encoder --name my-minilm`.

The questions are made (`bench.encoder_pairs`), the training is `models.training`. The teacher
must be at hand (`quarterline models fetch arctic-embed-s`). The result is kept in the folder of
models with its sha256, licence and how it was made; `quarterline add --encoder my-minilm` uses
it and `python -m bench.encoders --only my-minilm` measures it. A step takes 3.9 s of one
processor, so the usual 1,500 an hour and three quarters; `--device cuda` trains on a GPU.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bench.encoder_pairs import make_pairs
from models.encoder import load_encoder
from models.training import SEED, STEPS, Plan, train

TEACHER = "arctic-embed-s"


def main(arguments: Sequence[str] | None = None) -> int:
    """Train; the exit status is 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", required=True, help="what to call the model")
    parser.add_argument("--steps", type=int, default=STEPS, help="batches to learn from")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--teacher", default=TEACHER, help="the model to learn from")
    parser.add_argument("--threads", type=int, help="processors to use; all by default")
    parser.add_argument("--device", default="cpu", help="cpu or cuda")
    options = parser.parse_args(arguments)
    plan = Plan(options.name, options.steps, options.seed, options.threads, options.device)
    pairs = make_pairs(plan.seed)
    print(f"{len(pairs):,} questions were made", flush=True)
    folder = train(
        pairs, load_encoder(options.teacher), plan, lambda words: print(words, flush=True)
    )
    print(f"the model is in {folder}; build a library with --encoder {plan.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
