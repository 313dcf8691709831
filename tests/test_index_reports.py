"""The five real reports, from nothing to answers."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.library import Library
from index.results import AddResult
from index.search import UNSURE
from quarterline.records import Claim, Mention

GOLD = Path(__file__).resolve().parents[2] / "shared" / "gold"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def added(
    corpus_files: list[Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Library, list[AddResult], float]:
    library = Library(tmp_path_factory.mktemp("real") / "lib", create=True)
    start = time.perf_counter()
    results = library.add(corpus_files)
    return library, results, time.perf_counter() - start


def test_all_five_are_taken_with_their_quarters(
    added: tuple[Library, list[AddResult], float],
) -> None:
    library, results, seconds = added
    assert [(r.status, r.problem) for r in results] == [("added", "")] * 5
    assert [str(d.quarter) for d in library.documents()] == [
        "2019-20 Q3",
        "2020-21 Q1",
        "2020-21 Q2",
        "2020-21 Q4",
        "2023-24 Q2",
    ]
    assert all(r.passages > 40 and r.operations > 5 and r.figures > 40 for r in results)
    assert seconds < 60
    assert library.health().problems == ()


def test_adding_them_again_is_quick_and_does_nothing(
    added: tuple[Library, list[AddResult], float], corpus_files: list[Path]
) -> None:
    library = Library(added[0].path)
    start = time.perf_counter()
    results = library.add(corpus_files)
    assert time.perf_counter() - start < 2
    assert {r.status for r in results} == {"unchanged"}
    assert [r.figures for r in results] == [r.figures for r in added[1]]
    assert library.generation == added[0].generation


def test_offsets_lead_to_the_words(added: tuple[Library, list[AddResult], float]) -> None:
    library = added[0]
    for document in library.documents():
        for passage in library.passages(document.id):
            assert len(passage.text) == passage.end - passage.start
        records: list[Mention | Claim] = [*library.mentions(document.id)]
        for record in [*records, *library.claims(document.id)]:
            read = document.text[record.start : record.end]
            assert " ".join(read.split()) == " ".join(record.text.split())


def test_the_annotated_questions_are_answered(
    added: tuple[Library, list[AddResult], float], tmp_path: Path
) -> None:
    if not (GOLD / "queries.jsonl").is_file():
        pytest.skip(f"the annotated questions are not at {GOLD}")
    lines = (GOLD / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    answers = added[0].search_many([q["query"] for q in questions], limit=100)
    with (tmp_path / "run.jsonl").open("w", encoding="utf-8") as run:
        for question, results in zip(questions, answers, strict=True):
            for hit in results.hits:
                row = {"qid": question["qid"], "doc": hit.document.source, "rank": hit.rank}
                row |= {"start": hit.passage.start, "end": hit.passage.end, "score": hit.score}
                run.write(json.dumps(row) + "\n")
    command = [sys.executable, str(GOLD / "search_eval.py"), str(tmp_path / "run.jsonl")]
    command += ["--dir", str(GOLD), "--json", str(tmp_path / "scores.json")]
    subprocess.run(command, check=True, capture_output=True)
    scores = json.loads((tmp_path / "scores.json").read_text())
    assert scores["summary"]["all"]["ndcg"] >= 0.80
    for question, results in zip(questions, answers, strict=True):
        answered = question["type"] != "none"
        assert (results.confidence >= UNSURE) == answered, (question["query"], results.confidence)
