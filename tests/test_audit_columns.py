"""A table's total against the rows above it."""

from __future__ import annotations

from collections.abc import Sequence

from tests.audit_support import Q2, Fig, Report, alarms, audit

HEADS = ("Area", "2019", "2020")


def table(rows: Sequence[tuple[str, str, str]]) -> Report:
    report = Report(Q2)
    for label, *figures in rows:
        report.row(HEADS, [Fig(text) for text in figures], label)
    return report


ROWS = [("North", "1,200", "1,152"), ("South", "800", "836")]


def test_a_total_that_adds_up_is_shown_with_its_sum() -> None:
    found = [c for c in audit(table([*ROWS, ("Total", "2,000", "1,988")])) if c.kind == "sum"]
    assert [c.verdict for c in found] == ["agrees", "agrees"]
    assert found[1].formula == "1,152 + 836 = 1,988"
    assert "“2020”" in found[1].explanation


def test_a_total_that_does_not_is_an_alarm_with_the_likely_slip() -> None:
    (alarm,) = alarms(audit(table([*ROWS, ("Total", "2,000", "1,898")])))
    assert alarm.formula == "1,152 + 836 = 1,988"
    assert "1,988" in alarm.explanation
    assert alarm.diagnosis == "two digits swapped"


def test_rows_that_are_not_all_there_is_raise_nothing() -> None:
    assert audit(table([*ROWS, ("Total", "9,000", "9,100")])) == audit(table(ROWS))


def test_a_named_total_and_parts_of_a_row_are_left_alone() -> None:
    crime = table([*ROWS, ("Total crime", "2,000", "1,898")])
    assert [c for c in audit(crime) if c.kind == "sum"] == []
    part = table([*ROWS, ("of which at night", "10", "20"), ("Total", "2,000", "1,988")])
    assert [c.verdict for c in audit(part) if c.kind == "sum"] == ["agrees", "agrees"]


def test_a_row_without_a_figure_leaves_its_column_unchecked() -> None:
    report = table(ROWS)
    report.cells(HEADS, ["West", "not known", "n/a"])
    report.row(HEADS, [Fig("2,000"), Fig("1,988")], "Total")
    assert [c for c in audit(report) if c.kind == "sum"] == []


WIDE = ("Offence", "Q2 2019/20", "Q1 2020/21", "Q2 2020/21", "% change on Q2 2019/20")


def wide(percent: str) -> Report:
    report = Report(Q2)
    times = (Q2.year_ago.period, Q2.previous.period, Q2.period)
    figures = [Fig(t, period=p) for t, p in zip(("812", "745", "698"), times, strict=True)]
    share = Fig(percent, role="percent_change", unit="percent", direction="down", period=Q2.period)
    report.row(WIDE, [*figures, share], "Burglary")
    return report


def test_a_change_whose_head_names_its_base_is_held_against_that_column() -> None:
    found = [c for c in audit(wide("-14.0%")) if c.kind == "percent_change"]
    assert [c.verdict for c in found] == ["agrees"]
    assert found[0].formula == "(812 − 698) ÷ 812 × 100 = 14.04%"


def test_a_wrong_one_is_an_alarm() -> None:
    found = [c for c in alarms(audit(wide("-6.3%"))) if c.kind == "percent_change"]
    assert [c.formula for c in found] == ["(812 − 698) ÷ 812 × 100 = 14.04%"]


def test_a_row_that_lost_its_name_leaves_the_total_unchecked() -> None:
    report = table([*ROWS, ("", "10", "12"), ("Total", "2,010", "2,000")])
    assert [c for c in audit(report) if c.kind == "sum"] == []
