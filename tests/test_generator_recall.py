"""The measuring itself: pairing of spans, and one small run of the whole pipeline."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bench.generator import KINDS
from bench.generator.scoring import Tally, overlap, pairs
from bench.recall import main


@dataclass(frozen=True)
class Span:
    start: int
    end: int


def test_overlap_counts_shared_characters() -> None:
    assert overlap(Span(0, 5), Span(3, 9)) == 2
    assert overlap(Span(0, 5), Span(5, 9)) == 0
    assert overlap(Span(0, 5), Span(7, 9)) == -2


def test_pairs_take_the_largest_overlap_and_each_span_once() -> None:
    truth = [Span(0, 10), Span(10, 20)]
    given = [Span(8, 20), Span(0, 9)]
    assert set(pairs(truth, given)) == {(truth[0], given[1]), (truth[1], given[0])}


def test_spans_that_do_not_meet_are_no_pair() -> None:
    assert pairs([Span(0, 3)], [Span(3, 6)]) == []


def test_a_tally_of_nothing_is_perfect() -> None:
    assert (Tally().recall, Tally().precision) == (1.0, 1.0)
    assert Tally(true=4, found=1, given=2, right=1).recall == 0.25


@pytest.mark.slow
def test_the_pipeline_is_measured_end_to_end(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--seed", "3", "--forces", "1", "--quarters", "2", "--slips", "2", "--list"]) == 0
    out = capsys.readouterr().out
    assert "Auditor: recall by kind of slip" in out
    line = next(row for row in out.splitlines() if row.startswith("span "))
    assert float(line.split()[2]) > 0.9
    table = out.split("Auditor: recall by kind of slip")[1].split("\n\n")[0]
    planted = [row for row in table.splitlines() if row.split()[:1] and row.split()[0] in KINDS]
    assert sum(int(row.split()[1]) for row in planted) == 4
