"""The measures of the bench, and that our own questions fit the sample library."""

from __future__ import annotations

import math
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from bench.collections import Collected, Collection, library_of, read_collection
from bench.confidence import Seen, auc_interval, cost, fit, predict, threshold
from bench.search import plain
from bench.search_questions import (
    NONE,
    QUESTIONS,
    auc,
    fresh,
    graded,
    is_held_out,
    near_misses,
    overlaps,
    paired,
    rows,
)
from index.confidence import Signs
from models.fake import FakeEncoder
from quarterline.errors import ReadError
from quarterline.records import Passage


def test_a_perfect_ranking_scores_one() -> None:
    score = graded({"a": 3, "b": 2, "c": 1}, ["a", "b", "c", "x"])
    assert (score.ndcg, score.recall, score.mrr) == (1.0, 1.0, 1.0)


def test_a_late_hit_is_discounted() -> None:
    score = graded({"a": 3}, ["x", "a"])
    assert score.ndcg == pytest.approx(1 / math.log2(3))
    assert score.mrr == 0.5
    assert graded({"a": 3}, ["x"]).ndcg == 0


def test_the_bootstrap_holds_the_mean() -> None:
    change, low, high = paired([0.5, 0.6, 0.7], [0.4, 0.6, 0.5])
    assert change == pytest.approx(0.1)
    assert low <= change <= high


def test_auc_counts_ties_half() -> None:
    assert auc([0.9, 0.5], [0.5, 0.1]) == pytest.approx(0.875)


def test_our_questions_are_whole() -> None:
    asked = rows(QUESTIONS / "questions.jsonl")
    judged = {row["qid"] for row in rows(QUESTIONS / "relevance.jsonl")}
    assert len({row["query"] for row in asked}) == len(asked) >= 60
    for row in asked:
        assert (row["qid"] in judged) is (row["type"] != "none")


def test_fresh_questions_are_no_others() -> None:
    asked = fresh()
    others = {
        row["query"].lower()
        for name in ("questions.jsonl", "reports_questions.jsonl")
        for row in rows(QUESTIONS / name)
    }
    assert {a.kind for a in asked} == {"some", NONE}
    assert len({a.query for a in asked}) == len(asked) >= 50
    assert others.isdisjoint(a.query.lower() for a in asked)


def test_near_misses_are_halved_and_no_others() -> None:
    learnt, kept = near_misses("fit"), near_misses("test")
    others = {
        row["query"].lower()
        for name in ("questions.jsonl", "reports_questions.jsonl", "fresh_questions.jsonl")
        for row in rows(QUESTIONS / name)
    }
    asked = [a.query.lower() for a in (*learnt, *kept)]
    assert len(set(asked)) == len(asked) >= 120
    assert others.isdisjoint(asked)
    for half in (learnt, kept):
        empty = sum(a.kind == NONE for a in half)
        assert 0.45 < empty / len(half) < 0.55


def test_an_answer_hidden_costs_twice_what_a_stranger_shown_does() -> None:
    sure, answered = np.array([0.3, 0.9, 0.6, 0.1]), np.array([1.0, 1.0, 0.0, 0.0])
    assert cost(sure, answered, 0.2) == 0.5  # one of two strangers is shown
    assert cost(sure, answered, 0.5) == 1.5  # and one of two answers is hidden


def test_our_questions_on_the_reports_are_whole() -> None:
    asked = rows(QUESTIONS / "reports_questions.jsonl")
    judged = {row["qid"] for row in rows(QUESTIONS / "reports_relevance.jsonl")}
    assert len({row["query"] for row in asked}) == len(asked) >= 120
    for row in asked:
        assert (row["qid"] in judged) is (row["type"] != "none")
    held = [row["type"] for row in asked if is_held_out(row["qid"])]
    assert {"analyst", "inspector", "auditor", "none"} == set(held)
    assert 0.25 < len(held) / len(asked) < 0.4


def test_a_span_is_found_again_in_a_passage_cut_otherwise() -> None:
    passage = Passage("d#1", "d", 100, 200, "x" * 100, 1, "bullet")
    assert overlaps(passage, 100, 200)
    assert overlaps(passage, 140, 160)
    assert not overlaps(passage, 190, 300)


SMART = {
    "c.all": ".I 1\n.T\nwings\n.A\nnobody\n.W\nthin wings\nin air\n.I 2\n.W\nheat\n",
    "c.qry": ".I 001\n.W\nwhat of wings\n.I 007\n.W\nwhat of heat\n",
    "c.rel": "1 1 3\n2 2 1\n2 9 1\n",
}
BEIR = {
    "corpus.jsonl": '{"_id": "a", "title": "wings", "text": "thin"}\n{"_id": "b", "text": "heat"}\n',
    "queries.jsonl": '{"_id": "q", "text": "what of wings"}\n{"_id": "r", "text": "none"}\n',
    "qrels/test.tsv": "query-id\tcorpus-id\tscore\nq\ta\t2\nq\tb\t0\n",
}
TREC = {
    "documents.tsv": "a\twings\nb\theat\n",
    "queries.tsv": "q\twhat of wings\n",
    "qrels.txt": "q 0 a 1\n",
}


@pytest.mark.parametrize(
    ("files", "documents", "queries", "judged"),
    [
        (
            SMART,
            {"1": "wings thin wings in air", "2": "heat"},
            {"1": "what of wings", "2": "what of heat"},
            {"1": {"1": 1}, "2": {"2": 1}},
        ),
        (BEIR, {"a": "wings thin", "b": "heat"}, {"q": "what of wings"}, {"q": {"a": 2}}),
        (TREC, {"a": "wings", "b": "heat"}, {"q": "what of wings"}, {"q": {"a": 1}}),
    ],
    ids=["smart", "beir", "trec"],
)
def test_collections_are_read_in_the_usual_forms(
    tmp_path: Path,
    files: dict[str, str],
    documents: dict[str, str],
    queries: dict[str, str],
    judged: dict[str, dict[str, int]],
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert read_collection(tmp_path) == Collection(documents, queries, judged)


def test_a_collection_is_searched_passage_by_document(tmp_path: Path) -> None:
    held = Collection({"a": "thin wings", "b": "heat"}, {"q": "wings"}, {"q": {"a": 1}})
    library = library_of(held, tmp_path, encoder=FakeEncoder())
    passages = library.passages()
    assert [p.text for p in passages] == ["thin wings", "heat"]
    found = library.search(plain('"wings" AND -air')).hits
    scores = Collected(held, passages).score({"q": [h.passage for h in found]})
    assert scores["q"].ndcg == 1


def test_a_folder_that_is_no_collection_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="expected a collection in the form of SMART"):
        read_collection(tmp_path)


def test_the_fit_finds_the_signs_that_tell() -> None:
    numbers = np.random.default_rng(1)
    answered = numbers.integers(0, 2, 400).astype(float)
    best = numbers.normal(0, 1, (400, len(fields(Signs))))
    best[:, 0] = answered + numbers.normal(0, 0.4, 400)
    # A second hit, found later, that is better: it is what is learnt from.
    worse = best - np.eye(len(best[0]))[0]
    learnt = Seen(("",) * 400, tuple(map(np.array, zip(worse, best, strict=True))), answered)
    weights = fit(learnt)
    assert weights[1] > 3 > np.abs(weights[2:]).max()
    sure = predict(weights, learnt.signs)
    area, low, high = auc_interval(sure[answered == 1], sure[answered == 0])
    assert area == pytest.approx(auc(sure[answered == 1].tolist(), sure[answered == 0].tolist()))
    assert 0.9 < low < area < high <= 1
    assert auc_interval(np.array([0.5]), np.array([0.5])) == (0.5, 0.5, 0.5)


def test_the_threshold_hides_few_answers_whatever_else_it_costs() -> None:
    answered = np.array([1.0] * 40 + [0.0] * 10)
    sure = np.array([0.12] * 2 + [0.9] * 38 + [0.3] * 10)
    # To refuse all strangers would hide two answers in forty, and cost less.
    assert cost(sure, answered, 0.4) < cost(sure, answered, 0.1)
    assert threshold(sure, answered) == 0.05
