"""Memory and disk a passage: ours beside FAISS, LanceDB, Chroma and Haystack, same vectors.

`python -m bench.storage [--passages N] [--work FOLDER]` uses the library that `bench.scale` made
of that size, or makes it. Memory is what a process grows by from its imports to ten searches.
Ours holds the records, the words and the sentences' vectors as well; the others the texts and
one vector each, FAISS the vectors alone.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.scale import WORK, made_library, resident

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE.parent / ".venv-peers-search"
PEERS = {
    "faiss": "FAISS flat, vectors alone",
    "lancedb": "LanceDB",
    "chroma": "Chroma",
    "haystack": "Haystack, in-memory store",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; the exit status is 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, default=50_000)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--ours", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.ours is not None:
        print(json.dumps({"memory": grown(options.ours)}))
        return 0
    folder = options.work / str(options.passages)
    made_library(folder, options.passages)
    told = _run([sys.executable, "-m", "bench.storage", "--ours", str(folder)])
    generation = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
    print(f"{options.passages:,} passages{'':<17}memory      disk   bytes a passage")
    row("Quarterline, all it holds", told["memory"], generation, options.passages)
    with tempfile.TemporaryDirectory() as held:
        hand_over(folder, Path(held))
        for peer, name in PEERS.items():
            worker = [str(ENVIRONMENT / "bin" / "python"), str(HERE / "peers/storage_worker.py")]
            try:
                _run([*worker, peer, held, "write"])
                told = _run([*worker, peer, held])
            except (RuntimeError, FileNotFoundError) as error:
                print(f"{name:<34} not measured: {str(error).strip().splitlines()[-1][:120]}")
                continue
            row(name, told["memory"], told["disk"], options.passages)
    return 0


def row(name: str, memory: float, disk: int, passages: int) -> None:
    """One line of the table; memory in MB."""
    print(f"{name:<34}{memory * 2**20 / passages:8,.0f}{disk / passages:10,.0f}", flush=True)


def grown(folder: Path) -> float:
    """MB that this process grows by from its imports to ten searches of a library of ours."""
    from index import related, search, vectors  # noqa: F401, PLC0415 - counted with the imports
    from index.library import Library  # noqa: PLC0415
    from models.encoder import load_encoder  # noqa: PLC0415

    encoder = load_encoder()
    encoder.encode(["what the model takes is not the library's"])
    before = resident()["now"]
    library = Library(folder, encoder=encoder)
    for number in range(10):
        library.search(f"emergency calls and arrests in {2012 + number}")
    return resident()["now"] - before


def hand_over(folder: Path, held: Path) -> None:
    """Write the vectors and texts of a library of ours for the others."""
    from index.library import Library  # noqa: PLC0415
    from index.snapshot import Snapshot  # noqa: PLC0415

    np.save(held / "vectors.npy", Snapshot.open(folder).vectors.all())
    said = [p.text for p in Library(folder).passages()]
    (held / "texts.json").write_text(json.dumps(said), encoding="utf-8")


def _run(command: Sequence[str]) -> Any:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:] or f"{command} ended with {done.returncode}")
    return json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else {}


if __name__ == "__main__":
    sys.exit(main())
