"""Figures against what surrounds them: months, swapped digits in a series, parts, steadiness."""

from __future__ import annotations

import pytest

from audit import diagnosis as dia
from quarterline.periods import Quarter, month
from tests.audit_support import Q1, Q2, Q3, Fig, Report, alarms, audit, only

# ------------------------------------------------------------------- months against a quarter


def months(december: str, november: str, drivers: str = "433") -> Report:
    report = Report(Q3).line(
        f"{drivers} drink drivers and 499 drug drivers were caught in the last quarter.",
        [
            Fig(drivers, period=Q3.period, series="arrested drink driver"),
            Fig("499", period=Q3.period, series="arrested driver drug"),
        ],
    )
    return report.line(
        f"December saw the most drink / drug drive arrests at {december}. November had {november}.",
        [
            Fig(december, period=month(2020, 12), series="arrest drink drive drug"),
            Fig(november, period=month(2020, 11), series="arrest drink drive drug"),
        ],
    )


def test_the_months_of_all_kinds_leave_something_of_the_quarter() -> None:
    found = only(audit(months("403", "338")), "other")
    assert found.verdict == "agrees"
    assert found.formula == "433 + 499 − (403 + 338) = 191"
    assert len(found.claims) == 4


def test_months_that_are_more_than_their_quarter() -> None:
    found = only(audit(months("603", "338")), "other")
    assert (found.verdict, found.grade) == ("disagrees", "wording")
    assert "603 + 338 = 941, are more than the quarter’s 433 + 499 = 932" in found.explanation


def test_one_month_alone_is_not_held_against_its_quarter() -> None:
    report = months("603", "338")
    report.claims = [c for c in report.claims if c.text != "338"]
    assert not audit(report)


def test_months_of_something_else_are_left_alone() -> None:
    report = months("603", "338")
    other = Report(Q3).line(
        "December had 6,030 emergency calls and November 6,380. 433 drink drivers were arrested.",
        [
            Fig("6,030", period=month(2020, 12), series="call emergency"),
            Fig("6,380", period=month(2020, 11), series="call emergency"),
            Fig("433", period=Q3.period, series="arrested drink driver"),
        ],
    )
    assert not alarms(audit(other))
    assert alarms(audit(report))


# -------------------------------------------------------------- swapped digits, by the series


def rate(quarter: Quarter, value: str) -> Report:
    fig = Fig(value, period=quarter.period, series="burglary rate solved")
    return Report(quarter).line(f"The solved rate for burglary was {value} this quarter.", [fig])


def quarters(*values: str) -> list[Report]:
    return [rate(Quarter(2019, 1).shift(n), value) for n, value in enumerate(values)]


def test_a_percentage_that_only_swapped_digits_explain() -> None:
    found = only(audit(*quarters("17.2%", "18.9%", "81.1%", "17.6%", "18.4%")), "other")
    assert (found.verdict, found.grade, found.diagnosis) == ("disagrees", "wording", dia.SWAPPED)
    assert "81.1 looks like 18.1" in found.explanation
    assert found.document == "doc20193"


@pytest.mark.parametrize(
    "values",
    [
        ("17.2%", "81.1%", "18.9%"),  # too few to know
        ("17.2%", "18.9%", "88.8%", "17.6%"),  # no swap brings it back
        ("17.2%", "81.9%", "18.1%", "80.6%", "79.0%"),  # the series itself jumps
        ("17.2%", "18.9%", "21.7%", "17.6%"),  # not far off
    ],
)
def test_a_percentage_that_may_be_right(values: tuple[str, ...]) -> None:
    assert not [c for c in alarms(audit(*quarters(*values))) if c.diagnosis == dia.SWAPPED]


# -------------------------------------------------------------------------- parts and wholes


@pytest.mark.parametrize(("part", "verdict"), [("582", "disagrees"), ("58", "agrees")])
def test_a_part_is_no_larger_than_its_whole(part: str, verdict: str) -> None:
    report = Report(Q1).line(
        f"{part} of the 102 leavers became regular officers.",
        [Fig(part, "share", series="leaver"), Fig("102", series="leaver")],
        {"share": 0, "whole": 1},
    )
    found = only(audit(report), "other")
    assert found.verdict == verdict
    if verdict == "disagrees":
        assert (found.grade, found.diagnosis) == ("error", "part larger than the whole")
        assert found.explanation.startswith("582 cannot be a part of 102")


def test_a_larger_figure_that_is_not_said_to_be_a_part() -> None:
    report = Report(Q1).line(
        "582 people came; 102 leavers were thanked.",
        [Fig("582", "share", series="person"), Fig("102", series="leaver")],
        {"share": 0, "whole": 1},
    )
    assert not audit(report)


def test_a_part_larger_than_its_whole_by_a_doubled_digit() -> None:
    report = Report(Q1).line(
        "The team took on 485 cases. It brought 3911 to an end, which is 80.6%.",
        [
            Fig("485", series="case"),
            Fig("3911", series="case ended"),
            Fig("80.6%", "share", "percent", series="case"),
        ],
        {"level": 1, "whole": 0, "share": 2},
    )
    found = only(audit(report), "share")
    assert (found.verdict, found.diagnosis) == ("disagrees", dia.DOUBLED)


# ------------------------------------------------------------------------------ in line with


@pytest.mark.parametrize(
    ("words", "old", "verdicts"),
    [
        ("in line with", "912", ["agrees"]),
        ("in line with", "712", ["disagrees"]),
        ("in line with", "850", []),  # 7.8%: no reader would say
        ("the same as", "916", ["agrees"]),
        ("the same as", "961", ["disagrees"]),
        ("against", "712", []),
    ],
)
def test_figures_that_are_called_alike(words: str, old: str, verdicts: list[str]) -> None:
    report = Report(Q2).line(
        f"Volunteers gave 916 hours, {words} the {old} hours of the previous quarter.",
        [
            Fig("916", unit="hours", period=Q2.period, series="hours volunteer"),
            Fig(old, "baseline", "hours", period=Q1.period, series="hours volunteer"),
        ],
        {"level": 0, "baseline": 1},
    )
    found = [c for c in audit(report) if c.kind == "direction"]
    assert [c.verdict for c in found] == verdicts
    assert all(c.grade in ("", "wording") for c in found)


# ---------------------------------------------------------------- no whole number before it


def notices(level: str, percent: str, way: str = "increase") -> Report:
    direction = "up" if way == "increase" else "down"
    return Report(Q2).line(
        f"{level} notices were issued, an {way} of {percent} on the previous quarter.",
        [
            Fig(level, direction=direction, period=Q2.period, series="notice"),
            Fig(percent, "percent_change", "percent", direction=direction, series="notice"),
        ],
        {"level": 0, "percent_change": 1},
    )


@pytest.mark.parametrize(
    ("level", "percent", "verdict"),
    [("42", "2.4%", "agrees"), ("4", "2.4%", "disagrees"), ("24", "2.4%", "disagrees")],
)
def test_no_whole_number_rises_to_it(level: str, percent: str, verdict: str) -> None:
    found = only(audit(notices(level, percent)), "percent_change")
    assert (found.verdict, found.scope) == (verdict, "document")
    assert found.grade == ("error" if verdict == "disagrees" else "")


@pytest.mark.parametrize(
    ("level", "percent"),
    [
        ("91,425", "22.5%"),  # of large numbers some always fits
        ("32", "14.2%"),  # from 28, 14.29% cut off
    ],
)
def test_a_percentage_that_some_whole_number_gives(level: str, percent: str) -> None:
    assert not alarms(audit(notices(level, percent)))
