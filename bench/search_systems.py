"""The systems that are measured side by side: the usual ones, ours, and ours with parts off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.search_questions import Asked
from index import texts
from index.fusion import convex, reciprocal_rank, spread
from index.library import Library
from quarterline.records import Passage

DEPTH = 100
Scores = NDArray[np.float32]
Rankings = dict[str, Sequence[Passage]]

# What is read in a question, by kind of part; each is switched off alone.
PARTS = {
    "without the field's vocabulary": ("concept",),
    "without spelling": ("spelling",),
    "without abbreviations": ("abbreviation",),
    "without places": ("place",),
    "without operations": ("operation",),
    "without dates and quarters": ("date", "quarter"),
    "without themes": ("theme",),
    "without words of like meaning": ("related",),
}


def searchable(library: Library) -> list[Passage]:
    """The passages that are searched."""
    return [p for p in library.passages() if not p.is_objective]


def usual(library: Library, asked: Sequence[Asked]) -> dict[str, Rankings]:
    """BM25 with stemming, the encoder, and their fusions, over text with its labels."""
    passages = searchable(library)
    documents = [texts.embedded_text(p) for p in passages]
    lexical = _bm25(documents, [a.query for a in asked])
    dense = _dense(documents, [a.query for a in asked])
    fused = {
        "BM25 with stemming (bm25s)": lexical,
        "MiniLM (all-MiniLM-L6-v2)": dense,
        "both, reciprocal rank fusion": [
            reciprocal_rank([a, b]) for a, b in zip(lexical, dense, strict=True)
        ],
        "both, convex, min-max scores": [
            convex(spread(a), spread(b), 0.5) for a, b in zip(lexical, dense, strict=True)
        ],
    }
    return {
        name: {
            question.qid: [passages[i] for i in np.argsort(-scores, kind="stable")[:DEPTH]]
            for question, scores in zip(asked, lists, strict=True)
        }
        for name, lists in fused.items()
    }


def ours(
    library: Library, asked: Sequence[Asked], **options: Any
) -> tuple[Rankings, dict[str, float]]:
    """Our rankings, and the confidence of each answer; `options` as `Library.search_many`."""
    results = library.search_many([a.query for a in asked], limit=DEPTH, **options)
    pairs = list(zip(asked, results, strict=True))
    return (
        {a.qid: [hit.passage for hit in r.hits] for a, r in pairs},
        {a.qid: r.confidence for a, r in pairs},
    )


def ablations() -> dict[str, dict[str, Any]]:
    """Name of each variant of ours, and its options."""
    every = tuple(f"{kind}:*" for kinds in PARTS.values() for kind in kinds)
    return {
        **{name: {"without": tuple(f"{k}:*" for k in kinds)} for name, kinds in PARTS.items()},
        "without any understanding": {"without": (*every, "priority:*")},
        "words alone": {"lexical_share": 1.0},
        "meaning alone": {"lexical_share": 0.0},
    }


def _bm25(documents: Sequence[str], queries: Sequence[str]) -> list[Scores]:
    import bm25s  # noqa: PLC0415
    import Stemmer  # noqa: PLC0415

    stemmer = Stemmer.Stemmer("english")

    def cut(given: Sequence[str]) -> Any:
        return bm25s.tokenize(
            list(given), stopwords="en", stemmer=stemmer, return_ids=False, show_progress=False
        )

    index = bm25s.BM25()
    index.index(cut(documents), show_progress=False)
    return [
        np.asarray(index.get_scores(tokens), dtype=np.float32)
        if tokens
        else np.zeros(len(documents), dtype=np.float32)
        for tokens in cut(queries)
    ]


def _dense(documents: Sequence[str], queries: Sequence[str]) -> list[Scores]:
    from models.encoder import load_encoder  # noqa: PLC0415

    encoder = load_encoder()
    matrix = encoder.encode(documents)
    return list((encoder.encode(queries) @ matrix.T).astype(np.float32))
