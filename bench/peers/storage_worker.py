"""Runs inside the peers' environment: what one of them takes to hold passages; prints JSON.

usage: python storage_worker.py faiss|haystack|lancedb|chroma FOLDER
FOLDER holds vectors.npy, float32 of unit length, and texts.json. Output: megabytes that the
process grew by from before the passages were read to after ten searches, in a process that
opened what another had written where the peer writes at all; and bytes on disk. Imports none
of our rooms.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

PART = 5_000


def resident() -> float:
    """Resident memory of this process in MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def size(path: Path) -> int:
    """Bytes of a file or of all files in a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(f.stat().st_size for f in files if f.is_file())


def faiss(vectors: Any, texts: list[str], folder: Path, *, write: bool) -> Any:
    """A flat index in a file; it holds no texts."""
    import faiss as library

    path = folder / "peer-faiss"
    if write:
        index = library.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        library.write_index(index, str(path))
        return None
    held = library.read_index(str(path))
    return lambda vector: held.search(vector[None], 10)


def lancedb(vectors: Any, texts: list[str], folder: Path, *, write: bool) -> Any:
    """A table without an index, as its documentation advises below 100,000 rows."""
    import lancedb as library

    database = library.connect(folder / "peer-lancedb")
    if write:
        rows = ({"vector": v, "text": t} for v, t in zip(vectors, texts, strict=True))
        database.create_table("passages", list(rows))
        return None
    table = database.open_table("passages")
    return lambda vector: table.search(vector).limit(10).to_list()


def chroma(vectors: Any, texts: list[str], folder: Path, *, write: bool) -> Any:
    """A persistent collection."""
    import chromadb

    client = chromadb.PersistentClient(
        str(folder / "peer-chroma"), chromadb.Settings(anonymized_telemetry=False)
    )
    held = client.get_or_create_collection("passages")
    if write:
        for start in range(0, len(texts), PART):
            part = range(start, min(start + PART, len(texts)))
            held.add(
                ids=[str(i) for i in part],
                embeddings=vectors[part.start : part.stop],
                documents=[texts[i] for i in part],
            )
        return None
    return lambda vector: held.query(query_embeddings=[vector.tolist()], n_results=10)


def haystack(vectors: Any, texts: list[str], folder: Path, *, write: bool) -> Any:
    """The in-memory store, which has nothing on disk but what it is told to save."""
    from haystack import Document
    from haystack.document_stores.in_memory import InMemoryDocumentStore

    path = folder / "peer-haystack"
    if write:
        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        store.write_documents(
            [Document(content=t, embedding=v.tolist()) for t, v in zip(texts, vectors, strict=True)]
        )
        store.save_to_disk(str(path))
        return None
    store = InMemoryDocumentStore.load_from_disk(str(path))
    return lambda vector: store.embedding_retrieval(vector.tolist(), top_k=10)


PEERS = {"faiss": faiss, "lancedb": lancedb, "chroma": chroma, "haystack": haystack}
_IMPORTS = {"faiss": "faiss", "lancedb": "lancedb", "chroma": "chromadb", "haystack": "haystack"}


def main() -> None:
    """Write, or open, search and print."""
    name, folder = sys.argv[1], Path(sys.argv[2])
    if sys.argv[3:] == ["write"]:
        texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
        PEERS[name](np.load(folder / "vectors.npy"), texts, folder, write=True)
        return
    __import__(_IMPORTS[name])
    asked = np.array(np.load(folder / "vectors.npy", mmap_mode="r")[:10])
    before = resident()
    search = PEERS[name](None, [], folder, write=False)
    for vector in asked:
        search(vector)
    grown = resident() - before
    print(json.dumps({"memory": grown, "disk": size(folder / f"peer-{name}")}))


main()
