"""Runs inside the peers' environment: searches with one of them and prints JSON.

usage: python retrieval_worker.py haystack|txtai < asked.json
Input: {"texts", "queries", "depth", "model"}. Output: for each question the positions of the
texts found, best first. Imports none of our rooms.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"


def haystack(asked: dict[str, Any]) -> list[list[int]]:
    """BM25 and embedding retrievers of the in-memory store, joined by reciprocal rank."""
    from haystack import Document
    from haystack.components.joiners import DocumentJoiner
    from haystack.components.retrievers.in_memory import (
        InMemoryBM25Retriever,
        InMemoryEmbeddingRetriever,
    )
    from haystack.document_stores.in_memory import InMemoryDocumentStore
    from haystack_integrations.components.embedders.sentence_transformers import (
        SentenceTransformersDocumentEmbedder,
        SentenceTransformersTextEmbedder,
    )

    depth = asked["depth"]
    store = InMemoryDocumentStore(embedding_similarity_function="cosine")
    documents = [Document(content=t, meta={"at": i}) for i, t in enumerate(asked["texts"])]
    embedder = SentenceTransformersDocumentEmbedder(model=asked["model"], progress_bar=False)
    embedder.warm_up()
    store.write_documents(embedder.run(documents)["documents"])
    question = SentenceTransformersTextEmbedder(model=asked["model"], progress_bar=False)
    question.warm_up()
    words = InMemoryBM25Retriever(store, top_k=depth)
    near = InMemoryEmbeddingRetriever(store, top_k=depth)
    joiner = DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=depth)
    answers = []
    for query in asked["queries"]:
        vector = question.run(query)["embedding"]
        lists = [words.run(query)["documents"], near.run(vector)["documents"]]
        answers.append([d.meta["at"] for d in joiner.run(lists)["documents"]])
    return answers


def txtai(asked: dict[str, Any]) -> list[list[int]]:
    """An embeddings database with its sparse keyword index beside the vectors."""
    from txtai import Embeddings

    embeddings = Embeddings(path=asked["model"], hybrid=True, content=False)
    embeddings.index((i, text, None) for i, text in enumerate(asked["texts"]))
    return [
        [int(at) for at, _ in embeddings.search(query, asked["depth"])]
        for query in asked["queries"]
    ]


def main() -> None:
    """Read the questions, answer them, print."""
    asked = json.load(sys.stdin)
    found = {"haystack": haystack, "txtai": txtai}[sys.argv[1]](asked)
    print(json.dumps(found))


main()
