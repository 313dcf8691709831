"""Runs inside the peers' environment: indexes given texts with given vectors, prints JSON.

usage: python indexing_worker.py haystack|txtai FOLDER
FOLDER holds texts.json, a list, and vectors.npy, a unit vector for each. Output: seconds until
it can be searched in memory, until it is on disk as well, and processor time of both. What it
takes to hand out the vectors, in place of an encoder, is taken off. Imports none of our rooms.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

os.environ["HF_HUB_OFFLINE"] = "1"


class Watch:
    """Seconds by the clock, and of processor time, since it was made; some can be left out."""

    def __init__(self) -> None:
        self.begun, self.busy = time.perf_counter(), time.process_time()

    def read(self) -> tuple[float, float]:
        """Seconds so far: of the clock, of the processor."""
        return time.perf_counter() - self.begun, time.process_time() - self.busy

    def leave_out(self, other: Watch) -> None:
        """Take off what another has counted."""
        seconds, busy = other.read()
        self.begun += seconds
        self.busy += busy


def haystack(texts: list[str], vectors: Any, out: Path) -> tuple[float, ...]:
    """The in-memory store, which takes the words apart as it is written to."""
    from haystack import Document
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    rows = vectors.tolist()  # as its embedders give them
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    watch = Watch()
    pairs = zip(texts, rows, strict=True)
    made = [Document(content=t, embedding=v, meta={"at": i}) for i, (t, v) in enumerate(pairs)]
    store.write_documents(made)
    indexed = watch.read()
    store.save_to_disk(str(out / "haystack.json"))
    return *indexed, *watch.read()


def txtai(texts: list[str], vectors: Any, out: Path) -> tuple[float, ...]:
    """An embeddings database with its sparse keyword index and its texts, as search needs."""
    from txtai import Embeddings

    row = {text: i for i, text in enumerate(texts)}

    def transform(asked: list[str]) -> Any:
        taken = Watch()
        found = vectors[[row[text] for text in asked]]
        watch.leave_out(taken)
        return found

    given = {"method": "external", "transform": transform, "hybrid": True, "content": True}
    embeddings = Embeddings(given)
    watch = Watch()
    embeddings.index((i, text, None) for i, text in enumerate(texts))
    indexed = watch.read()
    embeddings.save(str(out / "txtai"))
    return *indexed, *watch.read()


def main() -> None:
    """Read what to index, index it once, print."""
    folder = Path(sys.argv[2])
    texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    vectors = np.load(folder / "vectors.npy")
    peer = {"haystack": haystack, "txtai": txtai}[sys.argv[1]]
    indexed, busy, saved, spent = peer(texts, vectors, folder)
    print(json.dumps({"indexed": indexed, "saved": saved, "busy": busy, "spent": spent}))


main()
