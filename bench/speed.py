"""How fast it is: adding, searching and reading figures, on the reports that are given.

`python -m bench.speed [--reports FOLDER] [--peers]` prints a table. Times are wall-clock
seconds on this machine, one run of each, the fastest of several for what takes milliseconds.
With `--peers` the figures' readers of other projects run on the same passages in an
environment of their own (`bench/peers/`).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
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
from models.encoder import load_encoder
from quarterline.records import Document, Passage

SAMPLE = Path(__file__).resolve().parents[1] / "corpus" / "sample" / "reports"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "corpus"
QUESTIONS = Path(__file__).resolve().parent / "questions"
WARMED = 30


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


def questions() -> list[str]:
    """All our own questions, each once, in an order that mixes their kinds."""
    lines = [
        line
        for path in sorted(QUESTIONS.glob("*questions.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    asked = list(dict.fromkeys(str(json.loads(line)["query"]) for line in lines))
    random.Random(1).shuffle(asked)  # noqa: S311 - an order
    return asked


def search_times(library: Library) -> None:
    """The first question, then the median and 95th percentile of questions that all differ.

    Of the clock and of the processor, since others may use the machine; and the encoder alone.
    """
    first, *asked = questions()
    row("searching, the first question", timed(lambda: library.search(first)))
    for question in asked[:WARMED]:
        library.search(question)
    encoder = load_encoder()
    clock, processor, encoding = [], [], []
    for question in asked[WARMED:]:
        begun, worked = time.perf_counter(), time.process_time()
        library.search(question)
        processor.append(time.process_time() - worked)
        clock.append(time.perf_counter() - begun)
    # Apart, since each empties the processor's caches of what the other works with.
    for question in asked[WARMED:]:
        worked = time.process_time()
        encoder.encode([question])
        encoding.append(time.process_time() - worked)
    row(f"searching, median of {len(clock)} questions", statistics.median(clock))
    row("searching, 95th percentile", percentile(clock))
    row("searching, median, processor", statistics.median(processor))
    row("searching, 95th percentile, processor", percentile(processor))
    row("of which encoding the question, median", statistics.median(encoding))


def percentile(times: Sequence[float], share: float = 0.95) -> float:
    """The time that so large a share of the times do not exceed."""
    return sorted(times)[int(len(times) * share)]


def extraction_times(documents: Sequence[Document], passages: dict[str, list[Passage]]) -> None:
    """The whole pipeline over all passages, made anew, its patterns compiled by a pass before."""
    characters = sum(len(p.text) for ps in passages.values() for p in ps)

    def extract(extractors: dict[str, Extractor]) -> None:
        for document in documents:
            extractors[document.force].extract(document, passages[document.id])

    def made() -> dict[str, Extractor]:
        return {d.force: Extractor(load_profile(d.force)) for d in documents}

    extract(made())
    forget()
    fresh = made()
    seconds = timed(lambda: extract(fresh))
    row("extracting all records", seconds, f"{characters / seconds:,.0f} characters a second")


def forget() -> bool:
    """Empty what the reading of figures keeps in mind, so that no pass reads what one before it
    read; True, for use in a loop."""
    for name in [n for n in sys.modules if n.startswith("extract.")]:
        for kept in vars(sys.modules[name]).values():
            if hasattr(kept, "cache_clear"):
                kept.cache_clear()
    return True


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
    ours = min(timed(figures) for _ in range(3) if forget())
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
