"""Statements read as a whole: each figure's part by the words beside it, or no reading."""

from __future__ import annotations

import pytest

from audit.chains import Chain, chains
from audit.ledger import Ledger, ledger
from audit.times import times, without_month_pairs
from quarterline.periods import Quarter
from tests.audit_support import Q2, Fig, Report, alarms, audit, only


def book_of(report: Report) -> Ledger:
    """The ledger of one report, without its comparisons: only the words link."""
    return ledger([report.document], report.claims, (), report.passages)


def read(text: str, *figures: Fig) -> list[Chain]:
    """The statements of one passage."""
    return chains(book_of(Report(Q2).line(text, figures)))


def parts(chain: Chain) -> tuple[str, ...]:
    """Level, baseline, change and percentage as printed, "" where there is none."""
    found = (chain.level, chain.baseline, chain.change, chain.percent)
    return tuple(c.text if c else "" for c in found)


# ---------------------------------------------------------------------------------- times


@pytest.mark.parametrize(
    ("text", "quarter", "point"),
    [
        ("in the previous quarter", Quarter(2020, 1), False),
        ("over the last quarter", Q2, False),
        ("an increase on last quarter", Quarter(2020, 1), False),
        ("in the same quarter last year", Quarter(2019, 2), False),
        ("the same quarter of 2019", Quarter(2019, 2), False),
        ("a year earlier", Quarter(2019, 2), False),
        ("in Q4 2019/20", Quarter(2019, 4), False),
        ("in quarter 3 of 2018-19", Quarter(2018, 3), False),
        ("between July and September 2019", Quarter(2019, 2), False),
        ("in the three months to the end of September", Q2, False),
        ("at 31 March 2020", Quarter(2019, 4), True),
        ("at the end of the previous quarter", Quarter(2020, 1), True),
    ],
)
def test_a_time_is_the_quarter_it_names(text: str, quarter: Quarter, point: bool) -> None:
    assert [(t.quarter, t.point) for t in times(text, Q2)] == [(quarter, point)]


@pytest.mark.parametrize("text", ["between May and July 2019", "in March", "in 2019", "Quarter 7"])
def test_what_is_no_quarter_is_no_time(text: str) -> None:
    assert not list(times(text, Q2))


def test_months_are_joined_without_changing_the_length() -> None:
    text = "between July and September 2019 and 42 fewer"
    assert without_month_pairs(text) == "between July to  September 2019 and 42 fewer"
    assert len(without_month_pairs(text)) == len(text)


# --------------------------------------------------------------------------------- chains


@pytest.mark.parametrize(
    ("text", "figures", "wanted", "words"),
    [
        (
            "217 surveys were held, 53 (13.9%) fewer than in the previous quarter.",
            [Fig("217"), Fig("53"), Fig("13.9%", "share")],
            ("217", "", "53", "13.9%"),
            ("down",),
        ),
        (
            "Visits fell by 8.4% from 1,240 a year earlier to 1,136.",
            [Fig("8.4%", "percent_change"), Fig("1,240"), Fig("1,136", "baseline")],
            ("1,136", "1,240", "", "8.4%"),
            ("down",),
        ),
        (
            "In the quarter before 700 were seen. Over the quarter the figure was 735, up 35.",
            [Fig("700", "baseline"), Fig("735"), Fig("35", "change")],
            ("735", "700", "35", ""),
            ("up",),
        ),
        (
            "At 61.2%, confidence was 2.1 percentage points higher than the 59.1% of last year.",
            [
                Fig("61.2%", "share"),
                Fig("2.1", "change", "percentage_points"),
                Fig("59.1%", "baseline", qualifier="over"),
            ],
            ("61.2%", "59.1%", "2.1", ""),
            ("up",),
        ),
    ],
)
def test_parts_follow_from_the_words(
    text: str, figures: list[Fig], wanted: tuple[str, ...], words: tuple[str, ...]
) -> None:
    (chain,) = read(text, *figures)
    assert (parts(chain), chain.words) == (wanted, words)


def test_two_comparisons_are_cut_between_them() -> None:
    first, second = read(
        "268 were seen, four more than between April and June 2020 (264) and 12 fewer than "
        "a year earlier (280).",
        Fig("268"),
        Fig("four", "change"),
        Fig("264", "baseline"),
        Fig("12", "change"),
        Fig("280", "baseline"),
    )
    assert parts(first) == ("268", "264", "four", "")
    assert parts(second) == ("268", "280", "12", "")
    assert (first.when, second.when) == (Quarter(2020, 1), Quarter(2019, 2))
    assert (first.words, second.words) == (("up",), ("down",))


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        # a second level: the change may be of either
        ("60 arrests and 80 visits were made, up 20.", [Fig("60"), Fig("80"), Fig("20", "change")]),
        # money is no change of a count
        ("60 arrests were made and £5k seized, up by £1k.", [Fig("60"), Fig("£1k", unit="gbp")]),
        # nothing to compare with
        ("60 arrests were made.", [Fig("60")]),
    ],
)
def test_a_figure_left_over_means_no_reading(text: str, figures: list[Fig]) -> None:
    assert not read(text, *figures)


def test_a_rise_by_more_than_the_level_is_impossible() -> None:
    report = Report(Q2).line(
        "10 deaths were recorded, a rise of 11 (11.1%) on the previous quarter.",
        [Fig("10"), Fig("11", "change"), Fig("11.1%", "percent_change")],
    )
    found = only(alarms(audit(report)), "percent_change")
    assert found.grade == "error"
    assert "10 − 11" in found.explanation


# -------------------------------------------------------------------------------- portions


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("717 of 1,616 reports were made online, 44.4% of the total.", ("717", "1,616", "44.4%")),
        ("44.4% of the 1,616 reports were made online (717).", ("44.4%", "1,616", "717")),
        ("1,616 reports were made; 717 of them, or 44.4%, online.", ("1,616", "717", "44.4%")),
        ("There were 1,616 reports, with 717 (44.4%) online.", ("1,616", "717", "44.4%")),
        ("1,616 reports were made. Of these, 717 (44.4%) online.", ("1,616", "717", "44.4%")),
    ],
)
def test_a_share_in_every_order(text: str, figures: tuple[str, ...]) -> None:
    given = [Fig(f, "share" if "%" in f else "level") for f in figures]
    assert only(audit(Report(Q2).line(text, given)), "share").verdict == "agrees"
    wrong = [Fig(f.replace("717", "771"), g.role) for f, g in zip(figures, given, strict=True)]
    report = Report(Q2).line(text.replace("717", "771"), wrong)
    found = only(alarms(audit(report)), "share")
    assert found.diagnosis == "two digits swapped"


def test_a_part_above_its_whole_is_an_error_where_the_words_are_sure() -> None:
    report = Report(Q2).line(
        "7,117 of 1,616 reports were made online, 44.4% of the total.",
        [Fig("7,117"), Fig("1,616"), Fig("44.4%", "share")],
    )
    assert only(alarms(audit(report)), "share").grade == "error"


def test_two_counts_and_no_word_for_the_whole_are_no_share() -> None:
    report = Report(Q2).line(
        "60 arrests, 90 visits: 12.0% better.", [Fig("60"), Fig("90"), Fig("12.0%", "share")]
    )
    assert not audit(report)


# ----------------------------------------------------------------------------------- areas


@pytest.mark.parametrize(
    "lead", ["were seen:", "were seen, made up of", "were seen, comprising", "were seen ("]
)
def test_a_total_is_held_against_its_areas(lead: str) -> None:
    end = ")." if lead.endswith("(") else "."
    text = f"90 calls {lead} 20 in North, 30 in South Division and 50 in the East{end}"
    report = Report(Q2).line(text.replace("( ", "("), [Fig(f) for f in ("90", "20", "30", "50")])
    found = only(alarms(audit(report)), "sum")
    assert (found.stated, found.recomputed) == (90.0, 100.0)


@pytest.mark.parametrize(
    "text",
    [
        "90 calls were seen, including 20 in North, 30 in South and 50 in East.",
        "90 calls were seen, with 20 in North and 30 in South.",
        "90 calls were seen: 20 in North, 30 in South and many in East.",
    ],
)
def test_a_list_that_does_not_exhaust_is_no_sum(text: str) -> None:
    numbers = [f for f in ("90", "20", "30", "50") if f in text]
    assert not alarms(audit(Report(Q2).line(text, [Fig(f) for f in numbers])))


# ------------------------------------------------------------------------------- movements


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        (
            "With 9 new starters and 11 departures, cadet strength went from 295 to 294.",
            ("9", "11", "295", "294"),
        ),
        (
            "Starting from 295 at 30 June 2020, the Force took on 9 and lost 11, leaving 294.",
            ("295", "9", "11", "294"),
        ),
        (
            "9 people were appointed while 11 resigned. Strength moved from 295 to 294.",
            ("9", "11", "295", "294"),
        ),
    ],
)
def test_joiners_and_leavers_lead_from_one_headcount_to_the_next(
    text: str, figures: tuple[str, ...]
) -> None:
    found = only(alarms(audit(Report(Q2).line(text, [Fig(f) for f in figures]))), "sum")
    assert (found.stated, found.recomputed) == (294.0, 293.0)


def test_figures_of_another_sentence_are_no_headcount() -> None:
    report = Report(Q2).line(
        "73,198 calls were taken. Before it had been 65,145. 9 cadets joined and 11 cadets left.",
        [Fig("73,198"), Fig("65,145", "baseline"), Fig("9"), Fig("11")],
    )
    assert not [c for c in audit(report) if c.kind == "sum"]


# ----------------------------------------------------------------------------------- rates


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("3,680 reports were made this quarter. That is 40 for each day.", "3,680", "40"),
        ("Reports made in the reporting period totalled 3,680 (daily average 40).", "3,680", "40"),
        ("On average 40 reports were made each day, 3,680 this quarter.", "40", "3,680"),
    ],
)
def test_a_rate_a_day_in_words(text: str, first: str, second: str) -> None:
    report = Report(Q2).line(text, [Fig(first), Fig(second)])
    assert only(audit(report), "rate_per_day").verdict == "agrees"
    wrong = text.replace("40", "60")
    figures = [Fig(f.replace("40", "60")) for f in (first, second)]
    assert only(alarms(audit(Report(Q2).line(wrong, figures))), "rate_per_day").grade == "error"


@pytest.mark.parametrize(
    "text",
    [
        "3,680 reports were made this quarter, of which 2,616 were resolved within a day.",
        "Since its launch on 3 August 3,680 reports were made this quarter, 2,616 a day.",
    ],
)
def test_what_is_no_rate_over_the_quarter_is_not_checked(text: str) -> None:
    report = Report(Q2).line(text, [Fig("3,680"), Fig("2,616")])
    assert not [c for c in audit(report) if c.kind == "rate_per_day"]


# ----------------------------------------------------------------------------- across reports


def test_a_baseline_is_dated_by_the_words_beside_it() -> None:
    """Each of two baselines is tied to its own quarter, whatever date it was read with."""
    wrong = Quarter(2019, 2).period
    new = Report(Q2).line(
        "2,966 arrests were made (previous quarter 2,934; same quarter last year 3,204).",
        [
            Fig("2,966", series="arrest"),
            Fig("2,934", "baseline", series="arrest", period=wrong),
            Fig("3,204", "baseline", series="arrest", period=wrong),
        ],
    )
    old = Report(Q2.previous).line(
        "2,943 arrests were made this quarter.",
        [Fig("2,943", series="arrest", period=Q2.previous.period)],
    )
    found = only(alarms(audit(old, new)), "restated")
    assert (found.stated, found.recomputed) == (2934.0, 2943.0)


def test_a_total_to_date_must_have_grown_by_the_quarter_alone() -> None:
    def to_date(quarter: Quarter, total: str) -> Report:
        return Report(quarter).line(
            f"To date Operation Elm has led to {total} arrests, 20 of them this quarter.",
            [
                Fig(total, operations=("ELM",), series="arrest"),
                Fig("20", "share", operations=("ELM",), series="arrest", period=quarter.period),
            ],
        )

    found = only(alarms(audit(to_date(Quarter(2019, 2), "90"), to_date(Q2, "105"))), "other")
    assert "90 + 20" in found.formula
    assert not alarms(audit(to_date(Quarter(2019, 2), "90"), to_date(Q2, "130")))


def test_a_round_figure_is_not_contradicted_by_an_exact_one() -> None:
    """ "Some 15,000" was never meant to the unit, and any slip would fit it."""
    old = Report(Q2.previous).line(
        "Some 15,000 reports were made this quarter.",
        [Fig("15,000", series="report", period=Q2.previous.period, qualifier="approx")],
    )
    new = Report(Q2).line(
        "14,061 reports were made, against 15,013 in the previous quarter.",
        [Fig("14,061", series="report"), Fig("15,013", "baseline", series="report")],
    )
    assert not alarms(audit(old, new))


def test_a_figure_far_off_was_read_with_another_measure() -> None:
    def quoted(figure: str) -> Report:
        return Report(Q2).line(
            f"310 arrests were made, against {figure} in the previous quarter.",
            [Fig("310", series="arrest"), Fig(figure, "baseline", series="arrest")],
        )

    old = Report(Q2.previous).line(
        "321 arrests were made this quarter.",
        [Fig("321", series="arrest", period=Q2.previous.period)],
    )
    assert only(alarms(audit(old, quoted("305"))), "restated").grade == "wording"
    assert not alarms(audit(old, quoted("450")))


def test_amounts_whose_roundings_touch_still_have_a_direction() -> None:
    report = Report(Q2).line(
        "£0.35m was seized, up from £0.36m a year earlier.",
        [Fig("£0.35m", unit="gbp"), Fig("£0.36m", "baseline", "gbp")],
    )
    assert only(alarms(audit(report)), "direction").recomputed == "down"


def test_a_headcount_has_no_earlier_figure_in_another_sentence() -> None:
    report = Report(Q2).line(
        "4,879 hours were worked. Cadets fell from 184 to 177; 6 joined and 13 left.",
        [Fig("4,879"), Fig("184", "baseline"), Fig("177", "level"), Fig("6"), Fig("13")],
        {"level": 0, "baseline": 1},
    )
    found = audit(report)
    assert not alarms(found)
    assert only(found, "direction").formula == "177 against 184"
    assert only(found, "sum").verdict == "agrees"


def test_a_name_that_begins_like_a_direction_is_none() -> None:
    report = Report(Q2).line(
        "118 packs in Fallowgate were handed out, set against 105 in the preceding quarter.",
        [Fig("118"), Fig("105", "baseline")],
        {"level": 0, "baseline": 1},
    )
    assert not audit(report)


def test_joiners_of_two_ranks_are_not_the_same_figure_twice() -> None:
    report = Report(Q2)
    for who, heads, before, joined, left in (
        ("constable", "114", "127", "27", "40"),
        ("cadet", "91", "97", "19", "25"),
    ):
        report.line(
            f"{heads} {who}s were in post ({before} before). In the quarter, {joined} joined and {left} left.",
            [
                Fig(heads, series=who),
                Fig(before, "baseline", series=who),
                Fig(joined, series="joined left"),
                Fig(left, series="left"),
            ],
        )
    assert not alarms(audit(report))
