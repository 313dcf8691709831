"""Runs inside the peers' environment: what one of them takes to hold and find passages.

usage: python storage_worker.py PEER FOLDER write|ask
FOLDER holds vectors.npy (float32, unit length), texts.json and questions.json, lists, and
encoder.json, the paths of the ONNX file and of its tokenizer. `write` makes what the peer keeps;
`ask`, in a process of its own on one core, opens that, asks every question and prints JSON:
megabytes that the process came to hold from its imports, encoder included, to the last
question; bytes on disk; and for all questions but the first WARMED the milliseconds of the
clock and of the processor, the question's encoding in them. Imports none of our rooms.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from held import resident, size  # type: ignore[import-not-found] # beside this script

PART = 5_000
WARMED = 10
DEPTH = 10

Ask = Callable[[str, Any], object]


class Encoder:
    """The same file by the same runtime as ours, a question at a time (mean pooling)."""

    def __init__(self, told: dict[str, Any]) -> None:
        import onnxruntime  # type: ignore[import-untyped]
        from tokenizers import Tokenizer

        self.tokenizer = Tokenizer.from_file(told["tokenizer"])
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(told["tokens"])
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        self.session = onnxruntime.InferenceSession(
            told["model"], options, providers=["CPUExecutionProvider"]
        )
        self.inputs = {given.name for given in self.session.get_inputs()}

    def __call__(self, text: str) -> Any:
        """float32 (d,), unit length."""
        ids = np.array([self.tokenizer.encode(text).ids], dtype=np.int64)
        given = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        hidden = self.session.run(None, {name: given[name] for name in self.inputs})[0][0]
        pooled = hidden.mean(axis=0)
        return (pooled / np.linalg.norm(pooled)).astype(np.float32)


class Peer:
    """A store that keeps passages at a path; `modules` are imported before it is measured."""

    modules: tuple[str, ...] = ()

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, vectors: Any, texts: list[str]) -> None:
        """Keep them."""
        raise NotImplementedError

    def opened(self) -> Ask:
        """What asks what is kept."""
        raise NotImplementedError


class Faiss(Peer):
    """A flat index in a file; it holds no texts and no words."""

    modules = ("faiss",)

    def write(self, vectors: Any, texts: list[str]) -> None:
        """Keep them."""
        import faiss

        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        faiss.write_index(index, str(self.path))

    def opened(self) -> Ask:
        """What asks what is kept."""
        import faiss

        held = faiss.read_index(str(self.path))
        return lambda question, vector: held.search(vector[None], DEPTH)


class Lancedb(Peer):
    """A table with a full-text index; the vectors without one, as is advised below 100,000."""

    modules = ("lancedb", "lancedb.rerankers", "lancedb.index", "pyarrow", "pyarrow.compute")

    def write(self, vectors: Any, texts: list[str]) -> None:
        """Keep them."""
        import lancedb
        from lancedb.index import FTS

        rows = [{"vector": v, "text": t} for v, t in zip(vectors, texts, strict=True)]
        table = lancedb.connect(self.path).create_table("passages", rows)
        table.create_index("text", config=FTS())

    def opened(self) -> Ask:
        """What asks what is kept."""
        import lancedb
        from lancedb.rerankers import RRFReranker

        table, fused = lancedb.connect(self.path).open_table("passages"), RRFReranker()

        def ask(question: str, vector: Any) -> object:
            asked = table.search(query_type="hybrid").vector(vector).text(question)
            return asked.rerank(fused).limit(DEPTH).to_list()

        return ask


class Chroma(Peer):
    """A persistent collection, which ranks by vectors alone: by HNSW, not by all."""

    modules = ("chromadb",)

    def _collection(self) -> Any:
        import chromadb

        settings = chromadb.Settings(anonymized_telemetry=False)
        client = chromadb.PersistentClient(str(self.path), settings)
        return client.get_or_create_collection(
            "passages", configuration={"hnsw": {"space": "ip", "num_threads": 1}}
        )

    def write(self, vectors: Any, texts: list[str]) -> None:
        """Keep them."""
        held = self._collection()
        for start in range(0, len(texts), PART):
            part = range(start, min(start + PART, len(texts)))
            held.add(
                ids=[str(i) for i in part],
                embeddings=vectors[part.start : part.stop],
                documents=[texts[i] for i in part],
            )

    def opened(self) -> Ask:
        """What asks what is kept."""
        held = self._collection()
        return lambda question, vector: held.query(query_embeddings=[vector], n_results=DEPTH)


class Haystack(Peer):
    """The in-memory store, which has nothing on disk but what it is told to save."""

    modules = (
        "haystack",
        "haystack.components.joiners",
        "haystack.components.retrievers.in_memory",
        "haystack.document_stores.in_memory",
    )

    def write(self, vectors: Any, texts: list[str]) -> None:
        """Keep them."""
        from haystack import Document
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        rows = enumerate(zip(texts, vectors, strict=True))  # two passages may say the same
        store.write_documents(
            [Document(id=str(i), content=t, embedding=v.tolist()) for i, (t, v) in rows]
        )
        store.save_to_disk(str(self.path))

    def opened(self) -> Ask:
        """What asks what is kept."""
        from haystack.components.joiners import DocumentJoiner
        from haystack.components.retrievers.in_memory import (
            InMemoryBM25Retriever,
            InMemoryEmbeddingRetriever,
        )
        from haystack.document_stores.in_memory import InMemoryDocumentStore

        store = InMemoryDocumentStore.load_from_disk(str(self.path))
        words = InMemoryBM25Retriever(store, top_k=DEPTH)
        near = InMemoryEmbeddingRetriever(store, top_k=DEPTH)
        joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=DEPTH)

        def ask(question: str, vector: Any) -> object:
            lists = [words.run(question), near.run(vector.tolist())]
            return joiner.run([found["documents"] for found in lists])["documents"]

        return ask


class Txtai(Peer):
    """An embeddings database with its sparse keyword index and its texts."""

    modules = ("txtai", "txtai.ann", "txtai.database", "txtai.scoring", "faiss", "torch")

    def write(self, vectors: Any, texts: list[str]) -> None:
        """Keep them."""
        from txtai import Embeddings

        row = {text: i for i, text in enumerate(texts)}
        given = {
            "method": "external",
            "transform": lambda asked: vectors[[row[text] for text in asked]],
            "hybrid": True,
            "content": True,
        }
        embeddings = Embeddings(given)
        embeddings.index((i, text, None) for i, text in enumerate(texts))
        embeddings.config.pop("transform")  # a function cannot be saved
        embeddings.save(str(self.path))

    def opened(self) -> Ask:
        """What asks what is kept."""
        from txtai import Embeddings

        asked: list[Any] = []  # the question's vector, made outside
        embeddings = Embeddings()
        embeddings.load(str(self.path), config={"transform": lambda texts: np.array(asked)})

        def ask(question: str, vector: Any) -> object:
            asked[:] = [vector]
            return embeddings.search(question, DEPTH)

        return ask


PEERS: dict[str, type[Peer]] = {
    "faiss": Faiss, "lancedb": Lancedb, "chroma": Chroma, "haystack": Haystack, "txtai": Txtai
}  # fmt: skip


def timed(ask: Ask, encode: Encoder, questions: list[str]) -> dict[str, list[float]]:
    """Milliseconds of the clock and of the processor, all threads, of each question."""
    clock, processor = [], []
    for question in questions:
        begun, worked = time.perf_counter(), time.process_time()
        ask(question, encode(question))
        clock.append((time.perf_counter() - begun) * 1000)
        processor.append((time.process_time() - worked) * 1000)
    return {"clock": clock[WARMED:], "processor": processor[WARMED:]}


def main() -> None:
    """Write; or open, ask and print."""
    name, folder, mode = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
    peer = PEERS[name](folder / f"peer-{name}")
    if mode == "write":
        texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
        peer.write(np.load(folder / "vectors.npy"), texts)
        return
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    for module in peer.modules:
        importlib.import_module(module)
    questions = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
    encode = Encoder(json.loads((folder / "encoder.json").read_text(encoding="utf-8")))
    encode(questions[0])
    before = resident(peer.path)
    ask = peer.opened()  # held until its memory is counted
    times = timed(ask, encode, questions)
    told = {"memory": resident(peer.path) - before, "disk": size(peer.path)} | times
    print(json.dumps(told))


main()
