"""Passages into an index with given vectors: ours, Haystack's and txtai's, encoding apart.

All are given the same texts and the same unit vectors, and each builds what its search needs:
the words, the vectors and the texts. Ours is on disk when it ends, and held against damage.
"""

from __future__ import annotations

import hashlib
import importlib
import itertools
import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.generator.scale import passages
from bench.peers import retrieval
from index import build, generations
from index.assemble import publish
from index.fake import FakeIngest
from index.ingest import Ingested
from index.store import Holding
from models.encoder import EncoderSource
from quarterline.records import Document, Passage

PEERS = {"txtai": "txtai 9, hybrid with content", "haystack": "Haystack 3, in memory"}
_DIMENSIONS = 384
_REPORT = 100  # passages


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds until it can be searched, until it is on disk as well, and of processor time.

    `busy` is what all cores spent until it could be searched, `spent` until it was on disk as
    well: they are much the same on a machine that has other work to do.
    """

    indexed: float
    saved: float
    busy: float
    spent: float


@dataclass
class Given:
    """An encoder that hands out vectors made beforehand, and counts the seconds it takes."""

    vectors: NDArray[np.float32]
    name: str = "given"
    dimensions: int = _DIMENSIONS
    seconds: float = 0.0
    busy: float = 0.0
    texts: int = 0
    _at: int = field(default=0, repr=False)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The next vectors, from the first again after the last: how long it takes is all."""
        begun, busy = time.perf_counter(), time.process_time()
        rows = (self._at + np.arange(len(texts))) % len(self.vectors)
        found = self.vectors[rows]
        self._at += len(texts)
        self.texts += len(texts)
        self.seconds += time.perf_counter() - begun
        self.busy += time.process_time() - busy
        return found


def prepare(count: int, folder: Path, seed: int = 7) -> tuple[list[str], NDArray[np.float32]]:
    """Distinct generated passages and a random unit vector for each, also written for peers."""
    texts = list(dict.fromkeys(passages(seed, count)))
    rng = np.random.default_rng(seed)
    vectors = rng.standard_normal((len(texts), _DIMENSIONS)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    (folder / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
    np.save(folder / "vectors.npy", vectors)
    return texts, vectors


def ours(texts: Sequence[str], vectors: NDArray[np.float32], folder: Path) -> Taken:
    """A new library of these passages, in reports of a hundred; encoding is taken off."""
    holdings = [_holding(n, some) for n, some in enumerate(_by_report(texts))]
    given = Given(vectors)
    importlib.import_module("bm25s")  # the others' parts are loaded before their time, too
    importlib.import_module("faiss")
    ingest, source = FakeIngest(), EncoderSource(given.name, lambda: given)
    build.create(folder, ingest, source)
    given.seconds = given.busy = 0.0
    begun, busy = time.perf_counter(), time.process_time()
    with generations.writer(folder):
        publish(folder, holdings, (), ingest, source, None)
    seconds = time.perf_counter() - begun - given.seconds
    spent = time.process_time() - busy - given.busy
    return Taken(seconds, seconds, spent, spent)


def peer(name: str, folder: Path) -> Taken:
    """A key of PEERS on what `prepare` wrote, in an environment of its own."""
    worker = retrieval.HERE / "indexing_worker.py"
    done = subprocess.run(  # noqa: S603 - our own worker in our own environment
        [str(retrieval.environment()), str(worker), name, str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{name} failed: {done.stderr[-2000:]}")
    answer = json.loads(done.stdout.splitlines()[-1])
    return Taken(**answer)


def _by_report(texts: Sequence[str]) -> Iterator[tuple[str, ...]]:
    left = iter(texts)
    while some := tuple(itertools.islice(left, _REPORT)):
        yield some


def _holding(number: int, texts: Sequence[str]) -> Holding:
    """A report as it is once read, a passage a line."""
    text = "\n".join(texts)
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    document = Document(digest[:12], f"{number}.txt", digest, "text/plain", text)
    found, start = [], 0
    for order, line in enumerate(texts, 1):
        end = start + len(line)
        name = f"{document.id}#{order}"
        found.append(Passage(name, document.id, start, end, line, order, "bullet"))
        start = end + 1
    ingested = Ingested(document, tuple(found))
    return Holding(ingested, None, "", "2026-01-01T00:00:00+00:00", number + 1, "fake-1")
