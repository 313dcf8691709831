"""How well questions are answered, beside the usual ways to search and with our parts off.

`python -m bench.search [--peers]` prints a table for our own questions on the sample library,
and, where the real reports are at hand, for our own questions on them and for the annotated
ones. The last column is the difference in nDCG@10 from ours with its 95% interval (paired
bootstrap over the questions). `--collection DIR` does the same on a public test collection
(Cranfield, CISI, any in the form of BEIR or TREC), on which no profile is used.

The vocabulary of the field and our own questions have one author, so that these questions say
more of the other parts than of the vocabulary. The annotated ones stood beside ours in the
same printouts while settings were chosen by ours, so neither table is a clean holdout.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bench.collections import Collected, library_of, read_collection
from bench.peers import retrieval
from bench.search_questions import (
    NONE,
    Annotated,
    Judged,
    Own,
    Reports,
    Score,
    auc,
    mean,
    paired,
)
from bench.search_systems import DEPTH, ablations, ours, searchable, usual
from index import texts
from index.library import Library

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "corpus" / "sample" / "reports"
SHARED = ROOT.parent / "shared"
OURS = "Quarterline"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; the exit status is 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder with corpus/ and gold/")
    parser.add_argument("--peers", action="store_true", help="Haystack and txtai beside ours")
    parser.add_argument("--collection", type=Path, help="a public test collection instead of ours")
    options = parser.parse_args(arguments)
    if options.collection is not None:
        return collection(options.collection)
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder) / "sample", create=True)
        library.add([SAMPLE])
        own = Own(library.documents(), searchable(library))
        table(
            f"Our own {len(own.asked)} questions, the sample library", library, own, options.peers
        )
        if (options.shared / "corpus").is_dir():
            real = Library(Path(folder) / "real", create=True)
            real.add([options.shared / "corpus"])
            for title, held_out in (("", False), (", held out", True)):
                for of, kind in (("reports", ""), ("analyst", " analyst's")):
                    reports = Reports(searchable(real), held_out=held_out, name=of)
                    name = f"Our {len(reports.asked)}{kind} questions on the real reports{title}"
                    table(name, real, reports, options.peers)
        if not (options.shared / "gold").is_dir():
            print(f"\nno gold/ in {options.shared}: the annotated questions are left out")
            return 0
        gold = Annotated(options.shared / "gold", real.documents())
        table(f"The {len(gold.asked)} annotated questions, real reports", real, gold, options.peers)
    return 0


def collection(folder: Path) -> int:
    """The usual systems and ours on a public collection (`bench.collections`), no profile used."""
    held = read_collection(folder)
    with tempfile.TemporaryDirectory() as made:
        library = library_of(held, Path(made))
        judged = Collected(held, searchable(library))
        asked = [replace(a, query=plain(a.query)) for a in judged.asked]
        base = judged.score(ours(library, asked)[0])
        print(f"{folder.name}: {len(held.documents):,} documents, {len(asked)} queries")
        print(f"{'':<34}nDCG@10   R@20    MRR   difference from ours (95%)")
        row(OURS, base, None)
        for name, ranking in usual(library, asked).items():
            row(name, judged.score(ranking), base)
        for name in ("without words of like meaning", "without spelling", "without abbreviations"):
            row(f"ours {name}", judged.score(ours(library, asked, **ablations()[name])[0]), base)
    return 0


def plain(query: str) -> str:
    """A query as plain words, without what would be read as exact syntax."""
    return " ".join(re.sub(r"[\"“”*?]|(?<!\S)[-−]+|\b(?:AND|OR|NOT|NEAR)\b", " ", query).split())


def table(title: str, library: Library, judged: Judged, peers: bool) -> None:
    """One table: each system's means, and its difference from ours."""
    rankings, confidence = ours(library, judged.asked)
    base = judged.score(rankings)
    print(f"\n{title}\n{'':<34}nDCG@10   R@20    MRR   difference from ours (95%)")
    row(OURS, base, None)
    for name, ranking in usual(library, judged.asked).items():
        row(name, judged.score(ranking), base)
    if peers:
        passages = searchable(library)
        documents = [texts.embedded_text(p) for p in passages]
        for name in retrieval.PEERS:
            found = retrieval.run(name, documents, [a.query for a in judged.asked], DEPTH)
            ranking = {
                a.qid: [passages[i] for i in rows]
                for a, rows in zip(judged.asked, found, strict=True)
            }
            row(retrieval.PEERS[name], judged.score(ranking), base)
    for name, changed in ablations().items():
        row(f"ours {name}", judged.score(ours(library, judged.asked, **changed)[0]), base)
    by_kind(judged, base)
    answered = [confidence[a.qid] for a in judged.asked if a.kind != NONE]
    empty = [confidence[a.qid] for a in judged.asked if a.kind == NONE]
    if empty:
        print(f"confidence, answerable against unanswerable: AUC {auc(answered, empty):.3f}")
    times = [seconds(library, a.query) for a in judged.asked]
    print(f"a question, warm: median {statistics.median(times) * 1000:.1f} ms")


def row(name: str, scores: Mapping[str, Score], base: Mapping[str, Score] | None) -> None:
    """One line of a table."""
    found = list(scores.values())
    means = [mean([s.ndcg for s in found]), mean([s.recall for s in found])]
    means.append(mean([s.mrr for s in found]))
    note = ""
    if base is not None:
        theirs = [scores[qid].ndcg for qid in base]
        change, low, high = paired(theirs, [s.ndcg for s in base.values()])
        note = f"{change:+.3f} ({low:+.3f} to {high:+.3f})"
    print(f"{name:<34}" + "".join(f"{value:7.3f}" for value in means) + f"   {note}", flush=True)


def by_kind(judged: Judged, scores: Mapping[str, Score]) -> None:
    """Our nDCG@10 by kind of question."""
    kinds = list(dict.fromkeys(a.kind for a in judged.asked if a.kind != NONE))
    told = (
        f"{kind} {mean([scores[a.qid].ndcg for a in judged.asked if a.kind == kind]):.3f}"
        for kind in kinds
    )
    print("ours by kind, nDCG@10: " + ", ".join(told))


def seconds(library: Library, query: str) -> float:
    """How long one question takes."""
    begun = time.perf_counter()
    library.search(query)
    return time.perf_counter() - begun


if __name__ == "__main__":
    sys.exit(main())
