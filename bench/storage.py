"""Memory, disk and the time of a question: ours beside other stores, the same vectors in each.

`python -m bench.storage [--reports FOLDER] [--passages N …] [--work FOLDER]` prints a table for
the reports and one for each size, of a library that `bench.scale` made or now makes. Every
store is given the same texts (as they are searched: labels and text) and the same unit vectors
of 384 numbers, one each, keeps them on disk, is opened by a new process on one core, and
answers the same questions, each encoded there by the same ONNX file. Memory is what that
process comes to hold, from its imports and encoder to its last question: its own, and what it
maps of the store's files. The others run in an environment of their own, made on first use;
what each of them holds, and does to answer, is printed below the tables. Others who use the
machine lengthen the times of the clock, not of the processor.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.peers import retrieval
from bench.peers.held import resident, size
from bench.scale import WORK, made_library, questions
from bench.speed import SAMPLE, SHARED

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv-peers-storage"
PINS = "storage_requirements.txt"
OURS = "Quarterline"
PEERS = {
    "faiss": "FAISS, flat",
    "lancedb": "LanceDB, hybrid",
    "chroma": "Chroma",
    "haystack": "Haystack, in memory, hybrid",
    "txtai": "txtai, hybrid",
}
KEPT = {
    OURS: "text and where it stands in its report, words, a vector for each passage and each of "
    "its sentences (1.4 a passage in real reports, 0.2 in generated ones), words of like meaning, "
    "records of places, operations, figures and periods, the reports as given; reads the "
    "question, joins words and meaning, says why each passage was found and how sure it is",
    "FAISS, flat": "vectors alone, looked at one by one; no text, no words",
    "LanceDB, hybrid": "text, words, vectors looked at one by one (its documentation advises an "
    "index from 100,000 on); reciprocal rank fusion",
    "Chroma": "text, its trigrams, vectors by HNSW; ranks by vectors alone, which are not all "
    "looked at",
    "Haystack, in memory, hybrid": "text, words, vectors as Python lists; on disk only the JSON "
    "that it is told to save; reciprocal rank fusion",
    "txtai, hybrid": "text and words in SQLite, vectors in FAISS (all looked at below 5,000 "
    "passages, a part of them from there on); both scores joined",
}
ASKED = 70  # of these the first WARMED are not counted
WARMED = 10
# One thread, and nothing sent to anybody.
ALONE = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "RAYON_NUM_THREADS": "1",
    "TOKIO_WORKER_THREADS": "1",
    "LANCE_CPU_THREADS": "1",
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "false",
    "HAYSTACK_TELEMETRY_ENABLED": "false",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; the exit status is 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = SHARED if SHARED.is_dir() else SAMPLE
    parser.add_argument("--reports", type=Path, default=default)
    parser.add_argument("--passages", type=int, nargs="*", default=[50_000])
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--ours", type=Path, nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.ours is not None:
        print(json.dumps(asked(*options.ours)))
        return 0
    python = retrieval.environment(ENVIRONMENT, PINS)
    with tempfile.TemporaryDirectory() as made:
        library = Path(made) / "library"
        _added(library, options.reports)
        table("the reports", library, python)
    for count in options.passages:
        folder = options.work / str(count)
        made_library(folder, count)
        table("generated", folder, python)
    print("\nwhat each holds, and does to answer")
    for name, kept in KEPT.items():
        print(f"{name:<28} {kept}")
    return 0


def table(title: str, library: Path, python: Path) -> None:
    """Measure and print every store on the passages of a library of ours."""
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        count = hand_over(library, folder)
        print(f"\n{count:,} passages, {title}")
        print(f"{'':<28}{'memory':>16}{'disk':>12}{'processor ms':>18}{'clock ms':>18}")
        print(
            f"{'':<28}{'MB':>7}{'B each':>9}{'B each':>12}{'p50':>9}{'p95':>9}{'p50':>9}{'p95':>9}"
        )
        command = [sys.executable, "-m", "bench.storage", "--ours", str(library), held]
        row(OURS, _run(command), count)
        worker = [str(python), str(retrieval.HERE / "storage_worker.py")]
        for peer, name in PEERS.items():
            try:
                _run([*worker, peer, held, "write"])
                row(name, _run([*worker, peer, held, "ask"]), count)
            except RuntimeError as error:
                print(f"{name:<28} not measured: {str(error).strip().splitlines()[-1][:120]}")


def row(name: str, told: Mapping[str, Any], passages: int) -> None:
    """One line of a table; `told` as the worker prints it."""
    memory = f"{told['memory']:7,.0f}{told['memory'] * 2**20 / passages:9,.0f}"
    times = "".join(
        f"{np.percentile(told[kind], 50):9.1f}{np.percentile(told[kind], 95):9.1f}"
        for kind in ("processor", "clock")
    )
    print(f"{name:<28}{memory}{told['disk'] / passages:12,.0f}{times}", flush=True)


def _added(folder: Path, reports: Path) -> None:
    from index.library import Library  # noqa: PLC0415 - not in the process that is measured

    Library(folder, create=True).add([reports])


def hand_over(library: Path, folder: Path) -> int:
    """Write what the others are given of a library of ours; the number of passages."""
    from bench.search_systems import searchable  # noqa: PLC0415
    from index import texts  # noqa: PLC0415
    from index.library import Library  # noqa: PLC0415
    from index.snapshot import Snapshot  # noqa: PLC0415
    from models.encoder import load_encoder, model_folder  # noqa: PLC0415
    from models.made import FILE, folder_for  # noqa: PLC0415
    from models.register import artefact  # noqa: PLC0415

    load_encoder()  # makes the file, where there is none
    model = artefact()
    opened, snapshot = Library(library), Snapshot.open(library)
    said = [texts.embedded_text(p) for p in searchable(opened)]
    facets = opened.facets()
    places, operations = [p for p, _ in facets.places], [o for o, _ in facets.operations]
    vectors = snapshot.vectors.all()
    if len(vectors) != len(said):
        raise ValueError(f"{len(said)} passages are searched, but {len(vectors)} have a vector")
    np.save(folder / "vectors.npy", vectors)
    encoder = {
        "model": str(folder_for(model) / FILE),
        "tokenizer": str(model_folder(model) / "tokenizer.json"),
        "tokens": model.tokens,
    }
    given = {
        "texts": said,
        "questions": questions(places, operations)[:ASKED],
        "encoder": encoder,
    }
    for name, what in given.items():
        (folder / f"{name}.json").write_text(json.dumps(what), encoding="utf-8")
    return len(said)


def asked(library: Path, folder: Path) -> dict[str, Any]:
    """What the others' worker tells, of ours, in this process: `bench/peers/storage_worker.py`."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    from index import related, search, vectors  # noqa: F401, PLC0415 - counted with the imports
    from index.library import Library  # noqa: PLC0415
    from models.encoder import load_encoder  # noqa: PLC0415

    asking = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
    encoder = load_encoder()
    encoder.encode(asking[:1])  # what the model takes is not the library's
    before = resident(library)
    opened = Library(library, encoder=encoder)
    clock, processor = [], []
    for question in asking:
        begun, worked = time.perf_counter(), time.process_time()
        opened.search(question)
        clock.append((time.perf_counter() - begun) * 1000)
        processor.append((time.process_time() - worked) * 1000)
    return {
        "memory": resident(library) - before,
        "disk": size(library),
        "clock": clock[WARMED:],
        "processor": processor[WARMED:],
    }


def _run(command: Sequence[str]) -> Any:
    done = subprocess.run(  # noqa: S603 - this module, or our own worker
        command, cwd=ROOT, env=os.environ | ALONE, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:] or f"{command} ended with {done.returncode}")
    return json.loads(done.stdout.splitlines()[-1]) if done.stdout.strip() else {}


if __name__ == "__main__":
    sys.exit(main())
