"""Runs inside the peers' environment: indexes given texts with given vectors, prints JSON.

usage: python indexing_worker.py haystack|txtai FOLDER
FOLDER holds texts.json, a list, and vectors.npy, a unit vector for each. Output: seconds until
it can be searched in memory, until it is on disk as well, and of processor time for the first.
Imports none of our rooms.
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


def haystack(texts: list[str], vectors: Any, out: Path) -> tuple[float, float, float]:
    """The in-memory store, which takes the words apart as it is written to."""
    from haystack import Document
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    rows = vectors.tolist()  # as its embedders give them
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    begun, busy = time.perf_counter(), time.process_time()
    pairs = zip(texts, rows, strict=True)
    made = [Document(content=t, embedding=v, meta={"at": i}) for i, (t, v) in enumerate(pairs)]
    store.write_documents(made)
    indexed, busy = time.perf_counter() - begun, time.process_time() - busy
    store.save_to_disk(str(out / "haystack.json"))
    return indexed, time.perf_counter() - begun, busy


def txtai(texts: list[str], vectors: Any, out: Path) -> tuple[float, float, float]:
    """An embeddings database with its sparse keyword index and its texts, as search needs."""
    from txtai import Embeddings

    row = {text: i for i, text in enumerate(texts)}
    given = {
        "method": "external",
        "transform": lambda asked: vectors[[row[text] for text in asked]],
        "hybrid": True,
        "content": True,
    }
    embeddings = Embeddings(given)
    begun, busy = time.perf_counter(), time.process_time()
    embeddings.index((i, text, None) for i, text in enumerate(texts))
    indexed, busy = time.perf_counter() - begun, time.process_time() - busy
    embeddings.save(str(out / "txtai"))
    return indexed, time.perf_counter() - begun, busy


def main() -> None:
    """Read what to index, index it once, print."""
    folder = Path(sys.argv[2])
    texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    vectors = np.load(folder / "vectors.npy")
    peer = {"haystack": haystack, "txtai": txtai}[sys.argv[1]]
    indexed, saved, busy = peer(texts, vectors, folder)
    print(json.dumps({"indexed": indexed, "saved": saved, "busy": busy}))


main()
