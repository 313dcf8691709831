"""Our figures on the annotated reports: operations, figures, checks and search.

`python -m bench.score [--list]` builds a library from the real reports in a temporary
folder, exports it and runs the scorers that stand beside the annotations. The reports and
the annotations are not part of the repository; without them it says so and exits 2.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.peers import quantities
from index.library import Library
from quarterline.records import Passage

SHARED = Path(__file__).resolve().parents[2] / "shared"


def main(arguments: Sequence[str] | None = None) -> int:
    """Build, export, score; the exit status is 0 if every scorer ran."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=SHARED, help="folder with corpus/ and gold/")
    parser.add_argument("--list", action="store_true", help="list every error")
    parser.add_argument("--only", choices=["operations", "claims", "checks", "search"])
    parser.add_argument("--peers", action="store_true", help="other readers of figures beside ours")
    parser.add_argument("--keep", type=Path, help="keep the export in this folder")
    options = parser.parse_args(arguments)
    reports, gold = options.shared / "corpus", options.shared / "gold"
    if not reports.is_dir() or not gold.is_dir():
        print(f"no corpus/ and gold/ in {options.shared}; give --shared FOLDER", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        library = build(folder / "library", reports)
        export = options.keep or folder / "export"
        library.export(export)
        run = folder / "run.jsonl"
        write_run(library, gold / "queries.jsonl", run)
        failed = 0
        for what in ("operations", "claims", "checks"):
            if options.only in (None, what):
                failed += scorer(gold / "score.py", what, str(export), *["--list"] * options.list)
        if options.only in (None, "search"):
            listing = ["--per-query"] * options.list
            failed += scorer(gold / "search_eval.py", str(run), "--dir", str(gold), *listing)
        if options.peers:
            peers(library, gold)
    return 1 if failed else 0


def build(folder: Path, reports: Path) -> Library:
    """A library of all reports, with the seconds that adding took, first and again."""
    library = Library(folder, create=True)
    for attempt in ("from nothing", "again"):
        begun = time.perf_counter()
        results = library.add([reports])
        seconds = time.perf_counter() - begun
        bad = [r for r in results if r.status == "failed"]
        print(f"added {len(results)} reports {attempt} in {seconds:.1f} s; {len(bad)} failed")
        for result in bad:
            print(f"  {result.path}: {result.problem}")
    for document in library.documents():
        print(f"  {document.source}: {document.force}, {document.quarter}, {document.version}")
    return library


def write_run(library: Library, queries: Path, run: Path) -> None:
    """The first 100 hits of every question, as the search scorer reads them."""
    with run.open("w", encoding="utf-8") as out:
        for line in queries.read_text(encoding="utf-8").splitlines():
            question = json.loads(line)
            for hit in library.search(question["query"], limit=100).hits:
                row = {
                    "qid": question["qid"],
                    "doc": hit.document.source,
                    "start": hit.passage.start,
                    "end": hit.passage.end,
                    "score": hit.confidence,
                    "rank": hit.rank,
                }
                out.write(json.dumps(row) + "\n")


def peers(library: Library, gold: Path) -> None:
    """Values alone, ours and other projects', on the annotated reports, years left out.

    Everyone reads whole passages; the gold's figures outside our passages count as missed.
    """
    names = {d.source: d for d in library.documents()}
    print("\nvalues of figures, years left out     P     R    F1")
    for who in ("Quarterline", *quantities.PEERS):
        right: list[tuple[float, float, float, int]] = []
        for path in sorted(gold.glob("*.claims.jsonl")):
            key = path.name.split(".")[0]
            document = next(d for source, d in names.items() if source.startswith(key))
            rows = jsonl(path)
            optional = jsonl(gold / f"{key}.claims_optional.jsonl")
            found = (
                [(c.start, c.end, c.value) for c in library.claims(document.id)]
                if who == "Quarterline"
                else peer_figures(who, library.passages(document.id))
            )
            score = quantities.value_score(
                [(r["start"], r["end"], r["value"]) for r in rows],
                quantities.without_years(found),
                [(r["start"], r["end"]) for r in optional],
            )
            right.append((*score, len(rows)))
        total = sum(n for *_, n in right)
        means = [sum(r[i] * r[3] for r in right) / total for i in range(3)]
        name = quantities.PEERS.get(who, who)
        print(f"{name:<34}" + "".join(f"{mean:6.3f}" for mean in means))


def peer_figures(who: str, passages: Sequence[Passage]) -> list[quantities.Figure]:
    """A peer's figures in all passages, at the document's offsets."""
    answer = quantities.run(who, [p.text for p in passages])
    return [
        (p.start + start, p.start + end, value)
        for p, found in zip(passages, answer.found, strict=True)
        for start, end, value in found
    ]


def jsonl(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def scorer(script: Path, *arguments: str) -> int:
    """Run one scorer, its output as it is; its exit status."""
    print(f"\n{script.name} {arguments[0] if script.name == 'score.py' else ''}", flush=True)
    return subprocess.run([sys.executable, str(script), *arguments], check=False).returncode  # noqa: S603


if __name__ == "__main__":
    sys.exit(main())
