"""Haystack and txtai on given texts and questions, in an environment of their own.

Each is set up as its documentation shows for hybrid search, with the encoder that we use.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from models.encoder import check_model
from models.register import artefact

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE.parents[1] / ".venv-peers-search"
PEERS = {"haystack": "Haystack 3, hybrid", "txtai": "txtai 9, hybrid"}


def run(peer: str, texts: Sequence[str], queries: Sequence[str], depth: int) -> list[list[int]]:
    """For each question the positions of the texts that `peer`, a key of PEERS, finds."""
    asked = {
        "texts": list(texts),
        "queries": list(queries),
        "depth": depth,
        "model": str(check_model(artefact())),
    }
    done = subprocess.run(  # noqa: S603 - our own worker in our own environment
        [str(environment()), str(HERE / "retrieval_worker.py"), peer],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{peer} failed: {done.stderr[-2000:]}")
    found: list[list[int]] = json.loads(done.stdout.splitlines()[-1])
    return found


def environment(folder: Path = ENVIRONMENT, pins: str = "retrieval_requirements.txt") -> Path:
    """The Python of an environment with what is pinned in a file here, made on first use."""
    python = folder / "bin" / "python"
    stamp = folder / ".installed"
    wanted = (HERE / pins).read_text(encoding="utf-8")
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        print("Making the peers' environment (some minutes)", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)  # noqa: S603
        install = ["-m", "pip", "install", "--quiet", "-r", str(HERE / pins)]
        subprocess.run([str(python), *install], check=True)  # noqa: S603
        stamp.write_text(wanted, encoding="utf-8")
    return python
