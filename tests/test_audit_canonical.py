"""One measure in other words: canonical words, and series joined by words and figures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import canonical, measured, names_in, told
from extract.series import normalise
from quarterline.periods import Period, month
from tests.audit_support import Q1, Q2, Q3, Q4, Fig, Report, alarms, audit, only


def words(measure: str, owner: frozenset[str] = frozenset()) -> frozenset[str]:
    return canonical(normalise(measure), owner)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("robbery offences recorded", "robberies"),
        ("reports of hare coursing", "hare coursing incidents"),
        ("uninsured vehicles seized", "vehicles without insurance"),
        ("desk-based investigations", "desktop investigations"),
        ("the Special Constabulary headcount", "the strength of the Special Constabulary"),
        ("casualties killed or seriously injured", "KSI casualties"),
        ("volunteer hours", "hours of volunteering"),
        ("officer headcount", "the number of officers"),
        ("knife-enabled offences", "offences involving a knife"),
        ("calls handled", "calls answered"),
        ("burglaries of homes", "residential burglaries"),
        ("dwelling burglaries", "residential burglaries"),
    ],
)
def test_one_measure_in_other_words(first: str, second: str) -> None:
    assert words(first) == words(second) != frozenset()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("hate crimes", "hate incidents"),
        ("calls received", "calls answered"),
        ("emergency calls", "non-emergency calls"),
        ("missing people", "missing person reports"),
        ("speeding offences", "speed awareness courses"),
        ("Special Constables", "police officers"),
    ],
)
def test_other_measures_stay_apart(first: str, second: str) -> None:
    assert words(first) != words(second)


def test_the_forces_name_is_no_part_of_its_measure() -> None:
    owner = frozenset({"wexshire"})
    assert words("robberies recorded by Wexshire Police", owner) == words("robberies")
    assert words("Wexshire", owner) == {"wexshire"}  # unless nothing else is there


@given(st.lists(st.sampled_from("made 2019 quarter headcount answered hours figure".split())))
def test_words_that_name_nothing_name_no_measure(some: list[str]) -> None:
    assert canonical(" ".join(some)) == frozenset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The number of contact handlers rose from 280 at 30 September 2020 to 321 at the end "
            "of December 2020.",
            {"contact", "handler"},
        ),
        (
            "A drop of 29.7% was seen in fraud reports received, from 1,162 in the preceding "
            "quarter to 817 over the quarter.",
            {"fraud", "report"},
        ),
        ("A year earlier Wexshire Police recorded 900 hate crimes.", {"hate", "crime"}),
    ],
)
def test_what_a_whole_statement_is_about(text: str, expected: set[str]) -> None:
    found = told(text, Q3, frozenset({"wexshire"}))
    assert found == expected
    assert names_in(text, found)


def test_non_emergency_calls_are_no_emergency_calls() -> None:
    assert not names_in("5,010 non-emergency calls were taken", {"emergency", "call"})


# ------------------------------------------------------------------------------ joined series


def figure(value: str, text: str, series: str, period: Period = Q1.period) -> Report:
    return Report(Q1).line(text.format(value), [Fig(value, period=period, series=series)])


def quoting(value: str, old: str, thing: str, series: str) -> Report:
    return Report(Q2).line(
        f"{value} {thing} were recorded, compared with {old} the previous quarter.",
        [
            Fig(value, period=Q2.period, series=series),
            Fig(old, "baseline", period=Q1.period, series=series),
        ],
        {"level": 0, "baseline": 1},
    )


def test_a_contradicted_figure_is_found_under_another_name() -> None:
    first = figure("4,410", "{} robbery offences were recorded this quarter.", "offence robbery")
    found = only(audit(first, quoting("4,100", "4,575", "robberies", "robbery")), "restated")
    assert (found.verdict, found.grade) == ("disagrees", "wording")


def test_the_words_of_the_statement_name_a_figure_without_a_name() -> None:
    first = figure("4,410", "{} hate crimes were recorded this quarter.", "crime hate")
    later = Report(Q2).line(
        "The previous quarter the Force recorded 4,575 hate crimes. Over the quarter the figure "
        "was 4,100, down 475.",
        [
            Fig("4,575", "baseline", period=Q1.period, series="figure"),
            Fig("4,100", direction="down", period=Q2.period, series="figure"),
            Fig("475", "change", direction="down", series="figure"),
        ],
        {"level": 1, "baseline": 0, "change": 2},
    )
    found = only(audit(first, later), "restated")
    assert found.verdict == "disagrees"
    assert "4,575" in found.explanation and "4,410" in found.explanation


def test_figures_join_what_one_report_says_in_more_words() -> None:
    wide = [
        Report(q).line(
            f"{v} visits to farms and smallholdings were made this quarter.",
            [Fig(v, period=q.period, series="farm smallholding visit")],
        )
        for q, v in ((Q1, "510"), (Q2, "640"), (Q3, "577"))
    ]

    def later(old: str) -> Report:
        return Report(Q4).line(
            f"602 farm visits were made, compared with {old} the previous quarter and with 640 "
            "in July to September 2020.",
            [
                Fig("602", period=Q4.period, series="farm visit"),
                Fig(old, "baseline", period=Q3.period, series="farm visit"),
                Fig("640", "baseline", period=Q2.period, series="farm visit"),
            ],
            {"level": 0, "baseline": 1},
            {"level": 0, "baseline": 2},
        )

    assert not alarms(audit(*wide, later("577")))
    # one figure that agrees and one that does not leave it open whether both are one measure
    assert not alarms(audit(*wide, later("531")))


def test_the_quarter_total_of_a_table_is_the_quarters_figure() -> None:
    heads = ["Measure", "April 2020", "May 2020", "June 2020", "Quarter total"]
    figures = [
        Fig(v, period=month(2020, 4 + n), series="robbery")
        for n, v in enumerate(("1,410", "1,500", "1,500"))
    ]
    first = Report(Q1).row(heads, [*figures, Fig("4,410", series="robbery")], "Robberies")
    found = only(audit(first, quoting("4,100", "4,575", "robberies", "robbery")), "restated")
    assert found.verdict == "disagrees"


def test_a_rough_figure_beside_the_exact_one_is_no_second_figure() -> None:
    first = figure("4,410", "{} robberies were recorded this quarter.", "robbery")
    first.line(
        "Robberies numbered fewer than 4,500 this quarter.",
        [Fig("4,500", period=Q1.period, series="robbery")],
    )
    ties = [
        c
        for c in audit(first, quoting("4,100", "4,410", "robberies", "robbery"))
        if c.kind == "restated"
    ]
    assert [c.verdict for c in ties] == ["agrees"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("In Q1 2020/21 60,045 999 calls were answered; since then 53,428.", {"emergency"}),
        ("In Q1 2020/21 the number of 101 calls answered was 53,428.", {"nonemergency"}),
        ("In Q1 2020/21 the calls answered were 999.", set()),
    ],
)
def test_a_telephone_number_says_which_calls(text: str, kept: set[str]) -> None:
    assert told(text, Q2) == {"call", "answered"} | kept


@pytest.mark.parametrize(
    ("who", "same"),
    [("Wexshire Constabulary", True), ("the Wexshire Police", True), ("Eastshire Police", False)],
)
def test_the_force_is_no_part_of_its_measure(who: str, *, same: bool) -> None:
    report = Report(Q1).line("45 orders were made.", [Fig("45", series="")])
    measure = f"protection orders made by {who}"
    claim = replace(report.claims[0], measure=measure, series=normalise(measure))
    owner = frozenset({"wexshire", "constabulary"})
    assert (measured(claim, owner) == {"protection", "order"}) is same
