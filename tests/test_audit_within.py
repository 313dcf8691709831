"""Inside one report: differences, percentages, directions, shares, rates, sums, lists, tables."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit import diagnosis as dia
from quarterline.periods import month
from tests.audit_support import Q1, Q2, Fig, Report, alarms, audit, only

LEVELS = st.integers(1000, 200_000)


def four(
    level: str, baseline: str, change: str, percent: str, word: str = "increase", way: str = "up"
) -> Report:
    """ "N calls were taken, compared to B the quarter before, an increase of C (P)"."""
    text = f"{level} calls were taken compared to {baseline} before, an {word} of {change} ({percent})."
    figures = [
        Fig(level, direction=way),
        Fig(baseline, "baseline"),
        Fig(change, "change", direction=way),
        Fig(percent, "percent_change", direction=way),
    ]
    link = {"level": 0, "baseline": 1, "change": 2, "percent_change": 3}
    return Report(Q2).line(text, figures, link)


def consistent(level: int, baseline: int, decimals: int) -> Report:
    change = level - baseline
    return four(
        f"{level:,}",
        f"{baseline:,}",
        f"{abs(change):,}",
        f"{abs(change) / baseline * 100:.{decimals}f}%",
        "increase" if change > 0 else "decrease",
        "up" if change > 0 else "down",
    )


@given(LEVELS, LEVELS, st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_consistent_figures_never_disagree(level: int, baseline: int, decimals: int) -> None:
    if level == baseline:
        return
    checks = audit(consistent(level, baseline, decimals))
    assert {c.kind for c in checks} == {"difference", "percent_change", "direction"}
    assert not alarms(checks)


@given(LEVELS, LEVELS, st.data())
@settings(max_examples=150, deadline=None)
def test_a_swap_in_the_change_is_always_named(
    level: int, baseline: int, data: st.DataObject
) -> None:
    digits = str(abs(level - baseline))
    places = [
        i
        for i in range(len(digits) - 1)
        if digits[i] != digits[i + 1] and not (i == 0 and digits[1] == "0")
    ]
    if len(digits) < 3 or not places:
        return
    i = data.draw(st.sampled_from(places))
    typed = digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]
    report = consistent(level, baseline, 1)
    percent = report.claims[3].text
    up = level > baseline
    spoilt = four(
        f"{level:,}",
        f"{baseline:,}",
        f"{int(typed):,}",
        percent,
        "increase" if up else "decrease",
        "up" if up else "down",
    )
    found = only(audit(spoilt), "difference")
    assert found.verdict == "disagrees"
    if found.grade != "rounding":  # a small change of round figures may have been rounded
        assert found.grade == "error"
        assert found.diagnosis in dia.NAMES
    assert found.recomputed == abs(level - baseline)


@given(LEVELS, LEVELS)
@settings(max_examples=100, deadline=None)
def test_a_wrong_direction_always_disagrees(level: int, baseline: int) -> None:
    if level == baseline:
        return
    right = consistent(level, baseline, 1)
    way = "down" if level > baseline else "up"
    one, two, three, four_ = (c.text for c in right.claims)
    wrong = four(one, two, three, four_, "change", way)
    found = only(audit(wrong), "direction")
    assert (found.verdict, found.grade, found.diagnosis) == ("disagrees", "wording", dia.INVERTED)


def test_the_sum_is_written_out() -> None:
    found = only(audit(four("91,425", "74,630", "16,975", "22.5%")), "difference")
    assert found.formula == "91,425 − 74,630 = 16,795"
    assert found.explanation == (
        "The report gives a change of 16,975 in call, but 91,425 − 74,630 = 16,795; "
        "16,975 looks like 16,795: two digits are swapped."
    )
    assert [s.end - s.start for s in found.spans] == [6, 6, 6]


@pytest.mark.parametrize(
    ("percent", "grade", "diagnosis"),
    [
        ("25%", "", ""),
        ("25.0%", "", ""),
        ("20%", "error", dia.DENOMINATOR),
        ("22%", "error", dia.MEAN),
        ("125%", "error", dia.DENOMINATOR),
        ("41%", "error", "percentage out of line"),
    ],
)
def test_percentages_of_500_against_400(percent: str, grade: str, diagnosis: str) -> None:
    found = only(audit(four("500", "400", "100", percent)), "percent_change")
    assert found.verdict == ("disagrees" if grade else "agrees")
    assert (found.grade, found.diagnosis) == (grade, diagnosis)
    assert (found.low, found.high) == (25.0, 25.0)


def test_a_truncated_percentage_is_rounding() -> None:
    found = only(audit(four("1,357", "1,000", "357", "35%")), "percent_change")
    assert (found.verdict, found.grade, found.diagnosis) == (
        "disagrees",
        "rounding",
        dia.TRUNCATED,
    )


def test_points_written_as_percent() -> None:
    text = "Confidence was 45% compared with 40% before, a rise of 5%."
    report = Report(Q2).line(
        text,
        [
            Fig("45%", direction="up"),
            Fig("40%", "baseline"),
            Fig("5%", "percent_change", direction="up"),
        ],
        {"level": 0, "baseline": 1, "percent_change": 2},
    )
    found = only(audit(report), "percent_change")
    assert (found.grade, found.diagnosis) == ("wording", dia.POINTS)


def test_a_level_set_against_two_baselines_has_a_direction_for_each() -> None:
    text = (
        "76,803 calls were taken compared to 77,465 a year ago. However calls were up versus "
        "67,590 before, an increase of 9,213."
    )
    report = Report(Q1).line(
        text,
        [
            Fig("76,803", direction="up"),
            Fig("77,465", "baseline"),
            Fig("67,590", "baseline"),
            Fig("9,213", "change", direction="up"),
        ],
        {"level": 0, "baseline": 1},
        {"level": 0, "baseline": 2, "change": 3},
    )
    assert not alarms(audit(report))


def test_a_change_and_the_baseline_after_it_are_one_comparison() -> None:
    text = "56,690 reports were taken, a fall of 12,282 compared to the same quarter last year when 68,972 were."
    report = Report(Q2).line(
        text,
        [
            Fig("56,690", direction="down"),
            Fig("12,282", "change", direction="down"),
            Fig("68,972", "baseline"),
        ],
        {"level": 0, "change": 1},
        {"level": 0, "baseline": 2},
    )
    assert only(audit(report), "difference").verdict == "agrees"


def test_another_figure_of_the_passage_that_fits_is_the_one_that_was_meant() -> None:
    text = "There were 4,509 chats. There had been 4,034 before (up 11.8%) and 3,942 a year ago (up 14.4%)."
    report = Report(Q2).line(
        text,
        [
            Fig("4,509"),
            Fig("4,034", direction="up"),
            Fig("11.8%", "percent_change", direction="up"),
            Fig("3,942", "baseline"),
            Fig("14.4%", "percent_change", direction="up"),
        ],
        {"level": 1, "baseline": 3, "percent_change": 4},
    )
    checks = audit(report)
    assert not alarms(checks)
    assert only(checks, "percent_change").formula.startswith("(4,509 − 3,942)")


# ---------------------------------------------------------------------------------- rates


@pytest.mark.parametrize(
    ("rate", "verdict", "grade"),
    [
        ("739", "agrees", ""),
        ("738", "disagrees", "rounding"),
        ("740", "disagrees", "rounding"),
        ("1,108", "disagrees", "error"),
    ],
)
def test_rates_per_day(rate: str, verdict: str, grade: str) -> None:
    report = Report(Q2).line(
        f"66,497 calls were received ({rate} a day).",
        [Fig("66,497", period=Q2.period), Fig(rate, "rate", unit="per_day")],
        {"level": 0, "rate": 1},
        days=90,
    )
    found = only(audit(report), "rate_per_day")
    assert (found.verdict, found.grade) == (verdict, grade)
    if grade == "error":
        assert found.diagnosis == dia.DAYS


def test_to_date_runs_from_the_launch_to_the_end_of_the_quarter() -> None:
    report = Report(Q1).line(
        "The facility was launched on 28th April. To date 2,196 chats have occurred (34 per day).",
        [Fig("2,196"), Fig("34", "rate", unit="per_day")],
        {"level": 0, "rate": 1},
    )
    found = only(audit(report), "rate_per_day")
    assert found.verdict == "agrees"
    assert "64 days" in found.formula


# --------------------------------------------------------------------------------- shares


def test_a_share_that_was_cut_off_is_rounding() -> None:
    report = Report(Q2).line(
        "The team received 472 cases. 80% of these (381) were closed.",
        [Fig("472"), Fig("80%", "share"), Fig("381", "share")],
        {"whole": 0, "share": 1, "level": 2},
    )
    found = only(audit(report), "share")
    assert (found.verdict, found.grade, found.diagnosis) == (
        "disagrees",
        "rounding",
        dia.TRUNCATED,
    )


@pytest.mark.parametrize(
    ("text", "share", "verdict"),
    [
        ("211 applications (29% female)", "29%", "agrees"),
        ("292 applications (33.5% female)", "33.5%", "disagrees"),
        ("7 applications (30% female)", "30%", "unclear"),
    ],
)
def test_whole_numbers_behind_a_percentage(text: str, share: str, verdict: str) -> None:
    report = Report(Q2).line(
        text, [Fig(text.split(maxsplit=1)[0]), Fig(share, "share")], {"whole": 0, "share": 1}
    )
    assert only(audit(report), "share").verdict == verdict


@pytest.mark.parametrize(
    "text",
    [
        "111 new constables (55%) intend to apply.",
        "28 hate crimes (2.4% of recorded hate crimes) named it.",
        "57 incidents were recorded (down five, 8%).",
        "The reduction is 53, or 33%.",
    ],
)
def test_a_percentage_that_is_no_part_of_the_count_is_not_held_against_it(text: str) -> None:
    share = next(w.strip("(),.") for w in text.split() if "%" in w)
    count = next(w for w in text.replace(",", "").split() if w.isdigit())
    report = Report(Q2).line(text, [Fig(count), Fig(share, "share")], {"whole": 0, "share": 1})
    assert not audit(report)


def test_the_whole_after_of_goes_before_any_other() -> None:
    report = Report(Q2).line(
        "There were 5,342 referrals. 7% (67 of 936) of burglaries were repeats.",
        [Fig("5,342"), Fig("7%", "share"), Fig("67", "share"), Fig("936")],
        {"whole": 0, "share": 1, "level": 2},
    )
    found = only(audit(report), "share")
    assert found.verdict == "agrees"
    assert found.formula == "67 ÷ 936 × 100 = 7.16%"


# ------------------------------------------------------------------------- sums and lists


def test_parts_in_brackets_make_up_their_whole() -> None:
    text = "Of the orders, four are from the south (two full and three interim)."
    parts = [Fig("four"), Fig("two", "share"), Fig("three", "share")]
    wrong = Report(Q2).line(text, parts)
    found = only(audit(wrong), "sum")
    assert (found.verdict, found.formula) == ("disagrees", "2 + 3 = 5")


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Officers patrol for three councils (Ashby, Brant and Coll).", "agrees"),
        ("Officers patrol for four councils (Ashby, Brant and Coll).", "disagrees"),
    ],
)
def test_a_count_against_its_list(text: str, verdict: str) -> None:
    assert only(audit(Report(Q2).line(text)), "sum").verdict == verdict


@pytest.mark.parametrize(
    "text",
    [
        "Officers patrol for four councils (including Ashby, Brant and Coll).",
        "Two Community Orders (COs) were made.",
        "Seven people were held (aged 17, 18 and 19).",
    ],
)
def test_a_bracket_that_is_no_full_list_is_left_alone(text: str) -> None:
    assert not audit(Report(Q2).line(text))


def test_bullets_under_a_count() -> None:
    head = "The force is meeting its aim in three areas:"
    report = Report(Q2).line(head, [Fig("three")], kind="paragraph")
    for item in ("Crime solved.", "Calls answered.", "There is no aim for other areas."):
        report.line(item, context=(head.rstrip(":"),))
    found = only(audit(report), "sum")
    assert (found.verdict, found.stated, found.recomputed) == ("disagrees", 3.0, 2.0)


# --------------------------------------------------------------------------------- tables


def test_a_row_of_two_quarters_and_their_change() -> None:
    heads = ("Measure", "Q2 2020/21", "Q2 2019/20", "Change", "Change (%)")
    figures = [Fig("889"), Fig("898"), Fig("-9", "change"), Fig("-1.0%", "percent_change")]
    assert not alarms(audit(Report(Q2).row(heads, figures, "Arrests")))
    figures[2] = Fig("-90", "change")
    assert only(alarms(audit(Report(Q2).row(heads, figures, "Arrests"))), "difference")


def test_a_row_with_the_wrong_sign() -> None:
    heads = ("Measure", "Q2 2020/21", "Q2 2019/20", "Change")
    report = Report(Q2).row(heads, [Fig("889"), Fig("898"), Fig("+9", "change")], "Arrests")
    assert only(alarms(audit(report)), "direction").diagnosis == dia.INVERTED


def test_months_make_up_their_total() -> None:
    heads = ("Measure", "July 2020", "August 2020", "September 2020", "Quarter total")
    figures = [
        Fig(text, period=month(2020, number))
        for text, number in zip(("2,961", "31,295", "24,232"), (7, 8, 9), strict=True)
    ]
    report = Report(Q2).row(heads, [*figures, Fig("85,138")], "Calls")
    found = only(audit(report), "sum")
    assert (found.verdict, found.diagnosis) == ("disagrees", dia.DROPPED)
    assert found.explanation.endswith("2,961 looks like 29,611: a digit is missing.")


def test_text_against_table() -> None:
    heads = ("Measure", "Q2 2020/21", "Target")
    report = Report(Q2).row(
        heads, [Fig("1,946", period=Q2.period), Fig("90", "target")], "Offences"
    )
    report.line("There were 1,964 offences.", [Fig("1,964", period=Q2.period)])
    found = only(audit(report), "table")
    assert (found.verdict, found.diagnosis) == ("disagrees", dia.SWAPPED)


def test_a_list_in_brackets_counts_what_it_names() -> None:
    wrong = Report(Q2).line("Patrols went to six towns (Ashby, Barton and Colby).", [Fig("six")])
    assert [c.stated for c in alarms(audit(wrong))] == [6.0]
    # The bracket names the towns, though it stands behind the volunteers.
    text = "Three towns are patrolled by 11 volunteers (Ashby, Barton and Colby)."
    assert not alarms(audit(Report(Q2).line(text, [Fig("Three"), Fig("11")])))
