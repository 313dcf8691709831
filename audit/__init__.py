"""Arithmetic on claims: stated figures held against what follows from the others."""

from __future__ import annotations

from collections.abc import Sequence

from audit import (
    across,
    areas,
    baselines,
    columns,
    lists,
    months,
    outliers,
    plans,
    rankings,
    rates,
    report,
    running,
    shares,
    staffing,
    steady,
    tables,
    trends,
    within,
)
from audit.chains import chains
from audit.coverage import Coverage, coverage
from audit.fours import all_fours
from audit.ledger import ledger, to_check, unique
from audit.matching import all_series
from audit.portions import portions
from quarterline.records import Check, Claim, Comparison, Document, Passage

__all__ = ["Coverage", "check", "coverage"]


def check(
    documents: Sequence[Document],
    claims: Sequence[Claim],
    comparisons: Sequence[Comparison],
    *,
    passages: Sequence[Passage] = (),
) -> tuple[Check, ...]:
    """The checks that follow from these records."""
    book = ledger(documents, claims, comparisons, passages)
    told = chains(book)
    shared = portions(book)
    series = all_series(book, told, shared)
    read = list(all_fours(book, told))
    found = [
        *within.findings(read),
        *rates.findings(book),
        *shares.findings(book, shared),
        *lists.findings(book),
        *lists.sums(book),
        *areas.findings(book),
        *rankings.findings(book),
        *tables.findings(book),
        *columns.findings(book),
        *report.findings(book),
        *across.findings(book, series),
        *baselines.findings(series, read),
        *months.findings(book),
        *steady.findings(book),
        *outliers.findings(series),
        *trends.findings(book, series),
        *running.findings(book),
        *staffing.findings(book, series),
        *plans.findings(book, series),
    ]
    return unique([to_check(book, finding) for finding in found])
