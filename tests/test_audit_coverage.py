"""Every figure is accounted for; the public check and the real reports."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest

from audit import Coverage, check, coverage
from audit.coverage import REASONS
from quarterline.records import Check, Claim, Comparison, Document, Passage
from tests.audit_support import Q1, Q2, Fig, Report, audit

GRADES = {"error", "rounding", "wording", "plan"}


def account(*reports: Report) -> Coverage:
    return coverage(
        [c for r in reports for c in r.claims],
        [c for r in reports for c in r.comparisons],
        audit(*reports),
    )


def test_each_figure_has_one_place() -> None:
    report = Report(Q1)
    report.line(
        "There were 208 casualties, down from 223.",
        [Fig("208", direction="down"), Fig("223", "baseline")],
        {"level": 0, "baseline": 1},
    )
    report.line(
        "47,035 hours were worked (a 4% increase).",
        [Fig("47,035", direction="up"), Fig("4%", "percent_change", direction="up")],
        {"level": 0, "percent_change": 1},
    )
    report.line("There are 135 volunteers.", [Fig("135", series="volunteer")])
    report.line("There were 50 warrants.", [Fig("50", period=Q1.period, series="warrant")])
    report.line("It will reach 400.", [Fig("400", "target")])
    report.line("It is 7.", [Fig("7", series="")])
    found = account(report)
    assert found.found == 8
    assert found.compared == 4
    assert (found.checked, found.agreeing, found.disagreeing, found.unclear) == (2, 2, 0, 0)
    assert dict(found.unchecked) == dict(zip(REASONS, (2, 0, 1, 1, 1, 1), strict=True))
    assert found.checked + sum(n for _, n in found.unchecked) == found.found


def test_the_worst_verdict_counts() -> None:
    report = Report(Q1).line(
        "There were 208 casualties, up from 223, a change of 15.",
        [
            Fig("208", direction="up"),
            Fig("223", "baseline"),
            Fig("15", "change", direction="up"),
        ],
        {"level": 0, "baseline": 1, "change": 2},
    )
    found = account(report)
    assert (found.agreeing, found.disagreeing) == (1, 2)


def test_nothing_gives_nothing() -> None:
    assert check([], [], []) == ()
    assert coverage([], [], []).found == 0


def test_passages_may_be_left_out() -> None:
    report = Report(Q1).line(
        "There were 208 casualties, down from 223, a change of 16.",
        [Fig("208", direction="down"), Fig("223", "baseline"), Fig("16", "change")],
        {"level": 0, "baseline": 1, "change": 2},
    )
    found = check([report.document], report.claims, report.comparisons)
    assert [c.verdict for c in found if c.kind == "difference"] == ["disagrees"]


def test_the_result_does_not_depend_on_the_order_of_the_records() -> None:
    first = Report(Q1).line("There were 208.", [Fig("208", period=Q1.period)])
    second = Report(Q2).line(
        "There were 300, up from 209.",
        [Fig("300", direction="up", period=Q2.period), Fig("209", "baseline", period=Q1.period)],
        {"level": 0, "baseline": 1},
    )
    assert audit(first, second) == audit(second, first)


# ------------------------------------------------------------------------- the real reports


Records = tuple[list[Document], list[Passage], list[Claim], list[Comparison]]


@pytest.fixture(scope="module")
def real(corpus_files: list[Path]) -> Records:
    from corpus.identity import identify  # noqa: PLC0415 - only where the reports are
    from corpus.passages import segment  # noqa: PLC0415
    from corpus.reading import read_file  # noqa: PLC0415
    from extract.pipeline import Extractor  # noqa: PLC0415
    from extract.profiles import load_profile  # noqa: PLC0415

    found: Records = ([], [], [], [])
    extractors: dict[str, Extractor] = {}
    for path in corpus_files:
        reading = read_file(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        document = identify(reading, path.name, digest)
        profile = load_profile(document.force)
        passages = segment(document, profile.gazetteer, reading.pages).passages
        extractor = extractors.setdefault(document.force, Extractor(profile))
        extraction = extractor.extract(document, passages)
        found[0].append(document)
        found[1].extend(passages)
        found[2].extend(extraction.claims)
        found[3].extend(extraction.comparisons)
    return found


@pytest.fixture(scope="module")
def checks(real: Records) -> tuple[Check, ...]:
    documents, passages, claims, comparisons = real
    return check(documents, claims, comparisons, passages=passages)


@pytest.mark.slow
def test_checks_of_the_real_reports_are_well_formed(
    real: Records, checks: tuple[Check, ...]
) -> None:
    documents = {d.id: d for d in real[0]}
    claims = {c.id: c for c in real[2]}
    assert len({c.id for c in checks}) == len(checks) > 80
    for made in checks:
        assert made.explanation.endswith(".") and made.formula and made.spans
        assert (made.grade in GRADES) == (made.verdict == "disagrees")
        assert made.scope == ("cross" if len({s.document for s in made.spans}) > 1 else "document")
        for key in made.claims:
            claim = claims[key]
            text = documents[claim.document].text[claim.start : claim.end]
            assert " ".join(text.split()) == " ".join(claim.text.split())


@pytest.mark.slow
def test_the_real_reports_are_audited_in_two_seconds(real: Records) -> None:
    documents, passages, claims, comparisons = real
    begun = time.process_time()  # a busy machine lets others wait, not this process work more
    check(documents, claims, comparisons, passages=passages)
    assert time.process_time() - begun < 2


@pytest.mark.slow
def test_the_real_reports_are_accounted_for(real: Records, checks: tuple[Check, ...]) -> None:
    found = coverage(real[2], real[3], checks)
    assert found.found == len(real[2])
    assert found.checked + sum(n for _, n in found.unchecked) == found.found
    assert 0 < found.disagreeing < found.agreeing
