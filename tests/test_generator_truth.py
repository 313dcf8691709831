"""Generated reports: the same for a seed, offsets right, truth consistent."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.generator import GeneratedReport, generate, make_world, wording, wording_more
from bench.generator.arithmetic import holds
from bench.generator.names import profile_values
from bench.generator.scale import passages
from bench.generator.statement import slots_of
from bench.generator.truth import TrueClaim, to_row
from bench.generator.write import write_profile, write_reports
from extract.profiles import load_profile
from extract.profiles.loading import build_profile

SEEDS = st.integers(min_value=0, max_value=100_000)
WORDS = {
    w: n
    for n, w in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve".split()
    )
}


@cache
def reports_of(seed: int, quarters: int = 5, slips: int = 0) -> tuple[GeneratedReport, ...]:
    return tuple(generate(seed, quarters, slips))


def read_value(text: str) -> float:
    """The value of a printed figure, read independently of how it was printed."""
    plain = re.sub(r"\s+", " ", text).casefold()
    if plain in WORDS:
        return WORDS[plain]
    match = re.fullmatch(r"(-?)£?([\d,]+(?:\.\d+)?)(%| per cent|k|m| million)?", plain)
    assert match, text
    scale = {"k": 1e3, "m": 1e6, " million": 1e6}.get(match[3] or "", 1)
    return float(match[2].replace(",", "")) * scale * (-1 if match[1] else 1)


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_figures_read_as_their_values(seed: int) -> None:
    for report in reports_of(seed):
        for claim in report.claims:
            assert report.text[claim.start : claim.end] == claim.text
            assert read_value(claim.text) == pytest.approx(claim.value)
            if claim.qualifier == "exact":
                assert claim.low is not None and claim.high is not None
                assert claim.low <= claim.value <= claim.high


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_figures_never_overlap_and_lie_in_passages(seed: int) -> None:
    for report in reports_of(seed):
        spans = [(c.start, c.end) for c in report.claims]
        assert spans == sorted(spans)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))
        for start, end in spans:
            assert any(p.start <= start and end <= p.end for p in report.passages)


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_names_stand_where_they_are_said_to_be(seed: int) -> None:
    places = {p.name for p in make_world(seed, 5).county.places}
    for report in reports_of(seed):
        for name in report.names:
            words = " ".join(name.text.split())
            assert " ".join(report.text[name.start : name.end].split()) == words
            assert name.canonical.casefold() in words.casefold()
            assert set(name.places) <= places


def inputs_of(report: GeneratedReport, claims: dict[str, TrueClaim]) -> list[tuple[str, bool]]:
    results = []
    for comparison in report.comparisons:
        inputs: dict[str, list[tuple[float, float]]] = {}
        for role, key in comparison.inputs:
            inputs.setdefault(role, []).append(claims[key].interval)
        ok = holds(comparison.kind, inputs, comparison.direction, comparison.days)
        results.append((comparison.id, ok))
    return results


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(SEEDS)
def test_every_comparison_of_a_clean_report_recomputes(seed: int) -> None:
    claims = {c.id: c for r in reports_of(seed) for c in r.claims}
    results = [result for r in reports_of(seed) for result in inputs_of(r, claims)]
    assert len(results) > 100
    assert [key for key, ok in results if not ok] == []


def test_comparisons_reach_back_to_earlier_reports() -> None:
    comparisons = [c for r in reports_of(7, 8) for c in r.comparisons]
    kinds = Counter((c.scope, c.kind) for c in comparisons)
    for kind in ("restated", "cumulative", "difference", "percent_change"):
        assert kinds["cross", kind], kind
    for kind in ("difference", "percent_change", "points", "share", "rate_per_day", "sum", "stock"):
        assert kinds["document", kind], kind


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(SEEDS)
def test_the_same_seed_gives_the_same_reports(seed: int) -> None:
    again = tuple(generate(seed, 5, 0))
    assert [to_row(r) for r in again] == [to_row(r) for r in reports_of(seed)]


def test_another_seed_gives_another_force() -> None:
    forces = {reports_of(seed, 1)[0].force for seed in range(12)}
    layouts = {reports_of(seed, 1)[0].passages[0].kind for seed in range(12)}
    assert len(forces) > 8
    assert layouts == {"bullet", "paragraph", "cell"}


def test_quarters_follow_each_other() -> None:
    quarters = [r.quarter for r in reports_of(3, 9)]
    assert quarters == [quarters[0].shift(n) for n in range(9)]


@pytest.mark.parametrize(
    "name",
    [
        "LEVEL", "LEVEL_BASELINE", "LEVEL_CHANGE", "LEVEL_BASELINE_CHANGE", "TWO_BASELINES",
        "SHARE", "OF_WHICH", "PER_DAY", "SUM", "ABOUT", "RANGE",
    ],
)  # fmt: skip
def test_each_kind_has_at_least_twelve_wordings(name: str) -> None:
    templates = getattr(wording, name)
    assert len(set(templates)) >= 12
    assert all(slots_of(t) for t in templates)


@pytest.mark.parametrize(
    "name",
    ["STOCK", "STOCK_FLOW", "STOCK_LEVEL", "POINTS", "OPERATION_LEVEL", "OPERATION_TO_DATE",
     "OPERATION_TOTAL", "OPERATION_PLAIN"],
)  # fmt: skip
def test_each_further_kind_has_at_least_twelve_wordings(name: str) -> None:
    assert len(set(getattr(wording_more, name))) >= 12


def test_no_wording_leaves_a_slot_unfilled() -> None:
    for seed in range(6):
        for report in reports_of(seed, 3):
            assert not re.search(r"[{}]|\bNone\b", report.text)


def test_quarters_must_be_positive() -> None:
    with pytest.raises(ValueError, match="expected at least one quarter"):
        generate(1, 0)


def test_an_unknown_kind_of_slip_is_refused() -> None:
    with pytest.raises(ValueError, match="'typo'"):
        generate(1, 2, 1, ("typo",))


def test_files_hold_the_text_and_the_truth(tmp_path: Path) -> None:
    count, slips = write_reports(reports_of(5, 3, 2), tmp_path)
    assert (count, slips) == (3, 6)
    rows = [json.loads(line) for line in (tmp_path / "truth.jsonl").open(encoding="utf-8")]
    for row in rows:
        text = (tmp_path / row["name"]).read_bytes().decode("utf-8")
        assert all(text[c["start"] : c["end"]] == c["text"] for c in row["claims"])
        assert row["slips"]


def test_the_profile_file_reads_as_the_county(tmp_path: Path) -> None:
    county = make_world(5, 1).county
    write_profile(county, tmp_path / "county.toml")
    profile = load_profile(tmp_path / "county.toml")
    assert profile.force == county.force
    assert {p.name for p in profile.gazetteer} == {p.name for p in county.places}
    built = build_profile(profile_values(county), "test")
    assert [p.name for p in built.gazetteer] == [p.name for p in profile.gazetteer]


def test_scale_gives_distinct_passages_and_repeats() -> None:
    first = list(passages(4, 5000))
    assert len(set(first)) == 5000
    assert list(passages(4, 5000)) == first
    assert not any("{" in text for text in first)


def test_scale_refuses_a_count_that_is_too_large() -> None:
    with pytest.raises(ValueError, match="expected 0 to 5,000,000"):
        passages(1, 6_000_000)


@pytest.mark.slow
def test_a_hundred_reports_take_seconds() -> None:
    begun = time.process_time()
    for seed in range(200, 205):
        assert len(list(generate(seed, 20, 2))) == 20
    assert time.process_time() - begun < 12
