"""Two made-up quarterly reports with known slips, read by the real pipeline."""

from __future__ import annotations

from collections.abc import Sequence

from audit.working import Records
from index.ingest import ReportIngest
from quarterline.records import Check

_HEAD = """Police and Crime Plan 2016-2020

A quarterly update for the board

{quarter}

Data to {month}

Report
Version 1.0
Produced {produced}
Essex Police, made up for tests

Priority 1 - More Local, Visible and Accessible Policing

We will:

Answer the public.

"""

SUMMER_CALLS = (
    "- 4,410 emergency calls were taken this quarter, an increase of 10% from 4,009 in the "
    "previous quarter.\n"
    "- In the last quarter there have been 200 applications to join, of which 50 (25%) were "
    "from women.\n"
    "- Southend: wardens issued 31 warnings from April to June 2020.\n"
)
# 5,210 - 4,410 = 800, and 800 is 18.1% of 4,410: 81.1% has two digits out of place.
AUTUMN_CALLS = (
    "- 5,210 emergency calls were taken this quarter, an increase of 81.1% from 4,410 in the "
    "previous quarter.\n"
    "- In the last quarter there have been 240 applications to join, of which 60 (25%) were "
    "from women.\n"
)


def report(quarter: str, calls: str) -> str:
    """The text of a report of "Q1" or "Q2" 2020/21."""
    number, month, produced = {
        "Q1": ("Quarter 1 2020/21", "June 2020", "July 2020"),
        "Q2": ("Quarter 2 2020/21", "September 2020", "October 2020"),
    }[quarter]
    return _HEAD.format(quarter=number, month=month, produced=produced) + calls


SUMMER = report("Q1", SUMMER_CALLS)
AUTUMN = report("Q2", AUTUMN_CALLS)


def read(texts: Sequence[tuple[str, str]]) -> Records:
    """Records of reports (name, text), with their checks."""
    reader = ReportIngest()
    found = [reader.read(text.encode(), name, None, None) for name, text in texts]
    records = Records(
        documents=tuple(f.document for f in found),
        passages=tuple(p for f in found for p in f.passages),
        claims=tuple(c for f in found for c in f.claims),
        comparisons=tuple(c for f in found for c in f.comparisons),
        checks=(),
    )
    checks: Sequence[Check] = reader.check(
        records.documents, records.claims, records.comparisons, records.passages
    )
    return Records(
        records.documents,
        records.passages,
        records.claims,
        records.comparisons,
        tuple(checks),
    )


def both() -> Records:
    """The two reports together."""
    return read([("summer.txt", SUMMER), ("autumn.txt", AUTUMN)])
