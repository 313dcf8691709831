"""Bullets under a heading that counts them, where the bullets open with labels of their own."""

from __future__ import annotations

import pytest

from tests.audit_support import Q2, Fig, Report, alarms, audit, only

ITEMS = ("Confidence.", "Crime: offences.", "Arson: offences.", "Arson: solved rate.")


def listed(count: str, items: tuple[str, ...]) -> Report:
    head = f"The aspiration is not met in {count} areas:"
    report = Report(Q2).line(head, [Fig(count)], kind="paragraph")
    for item in items:
        label = (item.split(":")[0],) if ":" in item else ()
        report.line(item, context=("Executive Summary", head.rstrip(":"), *label))
    return report


@pytest.mark.parametrize(
    ("count", "items"),
    [("four", ITEMS), ("two", ("Crime: solved rate.", "Sickness: officers."))],
)
def test_labelled_bullets_are_counted_under_their_heading(
    count: str, items: tuple[str, ...]
) -> None:
    found = only(audit(listed(count, items)), "sum")
    assert (found.verdict, found.recomputed) == ("agrees", float(len(items)))


def test_a_labelled_bullet_too_few_is_an_alarm() -> None:
    found = only(alarms(audit(listed("four", ITEMS[:3]))), "sum")
    assert (found.stated, found.recomputed) == (4.0, 3.0)
