"""quantulum3 and Recognizers-Text on given texts, and how well anyone reads figures."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE.parents[1] / ".venv-peers"
PEERS = {"quantulum3": "quantulum3 0.10.0", "recognizers": "Recognizers-Text 1.0.2a2"}

# start, end, value: offsets 0-based and end exclusive
Figure = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a peer found in each text, and its seconds for all of them when warm."""

    name: str
    seconds: float
    found: list[list[Figure]]


def run(peer: str, texts: Sequence[str]) -> Answer:
    """Read the figures of `texts` with `peer`, a key of PEERS, in the peers' environment."""
    python = _environment()
    done = subprocess.run(  # noqa: S603 - our own worker in our own environment
        [str(python), str(HERE / "worker.py"), peer],
        input=json.dumps(list(texts)),
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)
    found = [[(s, e, v) for s, e, v in figures] for figures in answer["found"]]
    return Answer(PEERS[peer], answer["seconds"], found)


def _environment() -> Path:
    """The Python of the peers' environment, made on first use."""
    python = ENVIRONMENT / "bin" / "python"
    stamp = ENVIRONMENT / ".installed"
    wanted = (HERE / "requirements.txt").read_text(encoding="utf-8")
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        print("Making the peers' environment (a minute or two)", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)  # noqa: S603
        install = ["-m", "pip", "install", "--quiet", "-r", str(HERE / "requirements.txt")]
        subprocess.run([str(python), *install], check=True)  # noqa: S603
        stamp.write_text(wanted, encoding="utf-8")
    return python


def without_years(figures: Sequence[Figure]) -> list[Figure]:
    """Figures that are not whole numbers from 1900 to 2099, which are years more often than not."""
    return [f for f in figures if not (1900 <= f[2] <= 2099 and f[2] == int(f[2]))]


def value_score(
    gold: Sequence[Figure], found: Sequence[Figure], optional: Sequence[tuple[int, int]]
) -> tuple[float, float, float]:
    """Precision, recall and F1 of values.

    A figure is right if it overlaps a gold figure of the same value, each used once. Figures
    that overlap only an optional one are neither right nor wrong.
    """
    used: set[int] = set()
    right = wrong = 0
    for start, end, value in found:
        match = next(
            (
                i
                for i, (s, e, v) in enumerate(gold)
                if i not in used
                and start < e
                and s < end
                and abs(v - value) <= 1e-6 * max(1, abs(v))
            ),
            None,
        )
        if match is not None:
            used.add(match)
            right += 1
        elif not any(start < e and s < end for s, e in optional):
            wrong += 1
    precision = right / (right + wrong) if right + wrong else 0.0
    recall = right / len(gold) if gold else 0.0
    total = precision + recall
    return precision, recall, 2 * precision * recall / total if total else 0.0
