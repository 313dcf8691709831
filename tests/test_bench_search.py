"""The measures of the bench, and that our own questions fit the sample library."""

from __future__ import annotations

import math

import pytest

from bench.search_questions import QUESTIONS, auc, graded, paired, rows


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
