"""How fast it is: adding, searching and reading figures, on the reports that are given.

`python -m bench.speed [--reports FOLDER] [--peers]` prints a table. Times are wall-clock
seconds on this machine, one run of each, the fastest of several for what takes milliseconds.
With `--peers` the figures' readers of other projects run on the same passages in an
environment of their own (`bench/peers/`).
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.peers import quantities
from extract.extractor import Extractor
from extract.figures import extract_figures
from extract.profiles import load_profile
from index.library import Library
from quarterline.records import Document, Passage

SAMPLE = Path(__file__).resolve().parents[1] / "corpus" / "sample" / "reports"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "corpus"
QUESTIONS = (
    "county lines in Southend",
    "how many emergency calls in Q2 2020/21",
    "op envison",
    "laughing gas in parks",
    "drug driving arrests",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the tables; the exit status is 0."""
    parser = argparse.ArgumentParser(description=__doc__)
    default = SHARED if SHARED.is_dir() else SAMPLE
    parser.add_argument("--reports", type=Path, default=default)
    parser.add_argument("--peers", action="store_true", help="run other projects beside ours")
    options = parser.parse_args(arguments)
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder) / "library", create=True)
        row("adding, from nothing", timed(lambda: library.add([options.reports])))
        row("adding, all again", timed(lambda: library.add([options.reports])))
        search_times(library)
        documents = library.documents()
        passages = {d.id: library.passages(d.id) for d in documents}
    extraction_times(documents, passages)
    figure_times(documents, passages, peers=options.peers)
    return 0


def row(what: str, seconds: float, note: str = "") -> None:
    """One line of the table: seconds, or milliseconds where that reads better."""
    shown = f"{seconds:8.2f} s " if seconds >= 1 else f"{seconds * 1000:8.1f} ms"
    print(f"{what:<42}{shown}  {note}".rstrip(), flush=True)


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` takes, once."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def search_times(library: Library) -> None:
    """The first question, then the median and 95th percentile of a hundred."""
    row("searching, the first question", timed(lambda: library.search(QUESTIONS[0])))
    times = [timed(lambda q=q: library.search(q)) for _ in range(20) for q in QUESTIONS]  # type: ignore[misc]
    row("searching, median", statistics.median(times))
    row("searching, 95th percentile", sorted(times)[int(len(times) * 0.95)])


def extraction_times(documents: Sequence[Document], passages: dict[str, list[Passage]]) -> None:
    """The whole pipeline over all passages, made once and warm."""
    extractors = {d.force: Extractor(load_profile(d.force)) for d in documents}
    characters = sum(len(p.text) for ps in passages.values() for p in ps)

    def extract() -> None:
        for document in documents:
            extractors[document.force].extract(document, passages[document.id])

    extract()
    seconds = timed(extract)
    row("extracting all records", seconds, f"{characters / seconds:,.0f} characters a second")


def figure_times(
    documents: Sequence[Document], passages: dict[str, list[Passage]], *, peers: bool
) -> None:
    """Reading figures alone, ours and others' on the same passages."""
    flat = [(d, p) for d in documents for p in passages[d.id]]
    characters = sum(len(p.text) for _, p in flat)

    def figures() -> None:
        for document, passage in flat:
            extract_figures(passage, document.quarter)

    figures()
    ours = min(timed(figures) for _ in range(3))
    row("reading figures, Quarterline", ours, f"{characters / ours:,.0f} characters a second")
    if not peers:
        return
    texts = [p.text for _, p in flat]
    for name in quantities.PEERS:
        answer = quantities.run(name, texts)
        speed = f"{characters / answer.seconds:,.0f} characters a second"
        note = f"{speed}; Quarterline is {answer.seconds / ours:.0f} times as fast"
        row(f"reading figures, {answer.name}", answer.seconds, note)


if __name__ == "__main__":
    sys.exit(main())
