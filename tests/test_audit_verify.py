"""Statements held against reports: supported, contradicted, not found."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from audit.verify import Verification, verify
from audit.wording import during
from audit.working import Records
from extract.profiles import load_profile
from quarterline.periods import Period
from tests.paper_support import both, read

CORPUS = Path("/work/shared/corpus")

Ask = Callable[[str], Verification]


@pytest.fixture(scope="module")
def records() -> Records:
    return both()


@pytest.fixture(scope="module")
def ask(records: Records) -> Ask:
    profiles = {"Essex Police": load_profile("Essex Police")}
    return lambda statement: verify(statement, records, profiles)


@pytest.mark.parametrize(
    "statement",
    [
        "Essex Police took 5,210 emergency calls in July to September 2020",
        "There were 5,210 emergency calls in Quarter 2 2020/21.",
        "In 2020-21 Q2 the force received 5,210 emergency calls",
        "Essex Police took 5,210 emergency calls between 1 July and 30 September 2020",
        "Essex Police took over 5,000 emergency calls in July to September 2020",
        "Essex Police took 4,410 emergency calls in the quarter to June 2020",
        "Wardens issued 31 warnings in Southend in April to June 2020",
    ],
)
def test_supported(ask: Ask, statement: str) -> None:
    found = ask(statement)
    assert found.verdict == "supported", found.why
    assert found.figures[0].quotes


@pytest.mark.parametrize(
    "statement",
    [
        "Essex Police took 5,120 emergency calls in July to September 2020",
        "Essex Police took more than 6,000 emergency calls in July to September 2020",
        "Essex Police took 5,210 emergency calls in April to June 2020",
    ],
)
def test_contradicted(ask: Ask, statement: str) -> None:
    found = ask(statement)
    assert found.verdict == "contradicted", found.why
    assert found.figures[0].quotes


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("Essex Police took 5,210 emergency calls in July 2020", "other periods"),
        ("Essex Police took 5,210 emergency calls in July to September 2019", "other periods"),
        ("Essex Police took 5,210 emergency calls", "not say when"),
        ("There were 5,210 emergency calls in Southend in July to September 2020", "other places"),
        ("Wardens issued 31 warnings in April to June 2020", "other places"),
        ("Wardens issued 31 warnings in Basildon in April to June 2020", "other places"),
        ("Operation Raptor took 5,210 emergency calls in July to September 2020", "other places"),
        ("There were 5,210 arrests in July to September 2020", "something else"),
        ("Essex Police answered 5,210 emergency calls in July to September 2020", ""),
        ("There were 5,210 emergency calls by women in July to September 2020", ""),
        ("There were 5,210 burglary emergency calls in July to September 2020", ""),
        ("Kent Police took 5,210 emergency calls in July to September 2020", "Kent Police"),
        ("Essex Police did not take 5,210 emergency calls in July to September 2020", "denies"),
        ("Emergency calls are well up", "no figure"),
        ("", "no figure"),
    ],
)
def test_not_found(ask: Ask, statement: str, why: str) -> None:
    found = ask(statement)
    assert found.verdict == "not found", found.why
    assert why in found.why


def test_figures_that_the_reports_give_differently_settle_nothing() -> None:
    texts = both().documents
    other = texts[1].text.replace("5,210", "5,310").replace("July to", "July to")
    records = read([("summer.txt", texts[0].text), ("a.txt", texts[1].text), ("b.txt", other)])
    profiles = {"Essex Police": load_profile("Essex Police")}
    found = verify("There were 5,210 emergency calls in July to September 2020", records, profiles)
    assert found.verdict == "not found"
    assert "different figures" in found.why


def test_a_library_without_reports_supports_nothing() -> None:
    empty = Records((), (), (), (), ())
    assert verify("There were 12 arrests in July 2020", empty, {}).verdict == "not found"


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}")
def test_nothing_but_the_same_figure_is_supported_on_real_reports() -> None:
    records = read([(p.name, p.read_text(encoding="utf-8")) for p in sorted(CORPUS.glob("*.txt"))])
    profiles = {f: load_profile(f) for f in {d.force for d in records.documents}}

    def verdict(text: str) -> str:
        return verify(text, records, profiles).verdict

    supported = asked = 0
    for claim in records.claims:
        period = claim.period
        if claim.role != "level" or not period or claim.unit != "count" or not claim.measure:
            continue
        if claim.operations or claim.places or claim.value != int(claim.value):
            continue
        asked += 1
        later = Period(
            period.start.replace(year=period.start.year + 8, day=1),
            period.end.replace(year=period.end.year + 8, day=28),
        )
        said = f"there were {claim.value:,.0f} {claim.measure}"
        supported += verdict(f"{said} {during(period)}") == "supported"
        for wrong in (
            f"{said} {during(later)}",
            f"{said} in Harlow {during(period)}",
            f"there were {claim.value * 2 + 7:,.0f} {claim.measure} {during(period)}",
            f"there were {claim.value:,.0f} unicorns {during(period)}",
            f"{said} about unicorns {during(period)}",
        ):
            assert verdict(wrong) != "supported", wrong
    assert supported >= 0.7 * asked
