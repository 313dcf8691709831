"""Figures in the wording of forces other than those the rules were first written from.

The forms were met in public reports of Kent, Northumbria, Norfolk, West Yorkshire and others;
the sentences here are our own.
"""

from __future__ import annotations

from datetime import date

import pytest

from audit import check
from extract.figures import extract_claims, extract_figures
from quarterline.periods import Period, Quarter
from quarterline.records import Check, Claim, Document, Passage

Q4 = Quarter(2022, 4)


def told(text: str) -> list[tuple[str, str, str]]:
    """Text, role and direction of every figure."""
    return [(c.text, c.role, c.direction) for c in extract_claims(text, Q4)]


def figure(text: str, words: str) -> Claim:
    """The figure printed as `words`."""
    return next(c for c in extract_claims(text, Q4) if c.text == words)


def checks(text: str) -> list[Check]:
    """What the auditor says of one passage."""
    passage = Passage("d#1", "d", 0, len(text), text, 1, "bullet")
    claims, comparisons = extract_figures(passage, Q4)
    document = Document("d", "a.txt", "0" * 64, "text/plain", text, "Kent Police", quarter=Q4)
    return list(check([document], claims, comparisons, passages=[passage]))


def test_a_count_that_looks_like_a_year_before_what_it_counts() -> None:
    text = "Robbery is below the June 2019 baseline of 1982 offences, down 33.9%, or 672 offences."
    assert figure(text, "1982").value == 1982
    assert figure("There were 2019 arrests.", "2019").value == 2019
    assert [c.text for c in extract_claims("In 2019 offences fell by 12%.", Q4)] == ["12%"]
    assert [c.text for c in extract_claims("The 2020 offences were reviewed.", Q4)] == []


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("There were 156 gun crimes; a decrease of 27.8% (or 60) on the previous year.", "60"),
        ("Knife offences fell by 6.6% (or 62) against the year before.", "62"),
        ("Robberies stand at 1,310, down 33.9%, -672 offences.", "-672"),
    ],
)
def test_a_change_said_again_in_the_other_form(text: str, change: str) -> None:
    found = figure(text, change)
    assert (found.role, found.direction) == ("change", "down")


@pytest.mark.parametrize("words", ["1%pt", "1% pt", "2.3 pts", "2.3 %pts"])
def test_percentage_points_in_short(words: str) -> None:
    (found,) = extract_claims(f"Satisfaction rose by {words} over the year.", Q4)
    assert (found.unit, found.role, found.direction) == ("percentage_points", "change", "up")


def test_a_standard_in_seconds_and_a_target_in_brackets() -> None:
    text = "94.6% of 999 calls were answered within 10 seconds (target 90%)."
    assert [role for _, role, _ in told(text)] == ["share", "target", "target"]
    assert figure("Satisfaction was 74% (target: 80%).", "80%").role == "target"


@pytest.mark.parametrize(
    ("word", "way"), [("slower", "up"), ("longer", "up"), ("faster", "down"), ("shorter", "down")]
)
def test_times_compared(word: str, way: str) -> None:
    text = f"The median was 14.5 minutes, 2.1 minutes {word} than a year earlier."
    assert told(text)[1] == ("2.1", "change", way)


def test_a_grade_in_words_is_no_figure() -> None:
    assert [c.text for c in extract_claims("The median for grade one incidents was 14.", Q4)] == [
        "14"
    ]
    assert [c.text for c in extract_claims("Tier two offences fell by 12.", Q4)] == ["12"]
    found = extract_claims("Here tier one and two knife offences fell by 13.", Q4)
    assert [c.text for c in found] == ["13"]


@pytest.mark.parametrize(
    ("text", "measure"),
    [
        (
            "The share of people who think that police do a good job was 87.4%.",
            "share of people who think that police do a good job",
        ),
        (
            "The percentage of victims who said that they were kept informed fell to 69.8%.",
            "percentage of victims who said that they were kept informed",
        ),
        (
            "The number of children who went missing more than once rose to 112.",
            "number of children who went missing more than once",
        ),
        ("Violence against the person rose by 25.8%.", "Violence against the person"),
        ("This is 266 more officers than at the end of the previous year.", "officers"),
    ],
)
def test_the_whole_of_what_is_measured(text: str, measure: str) -> None:
    (found,) = extract_claims(text, Q4)
    assert found.measure == measure


def test_a_baseline_that_is_called_one_is_what_the_change_is_reckoned_from() -> None:
    text = "There were 1310 robberies, below the 2019 baseline of 1982 robberies, down 33.9%."
    assert figure(text, "1982").role == "baseline"
    found = {(c.kind, c.verdict) for c in checks(text)}
    assert ("percent_change", "agrees") in found
    assert {verdict for _, verdict in found} == {"agrees"}


def test_stands_at_is_a_verb() -> None:
    found = figure("The positive outcome rate for recorded crime stands at 41.3%.", "41.3%")
    assert found.measure == "positive outcome rate for recorded crime"


def test_the_noun_before_a_bracketed_change_is_its_measure() -> None:
    text = "Burglary dwelling (-5.9%), vehicle crime (-6.7%) and theft of a cycle (+12.5%)."
    assert [c.measure for c in extract_claims(text, Q4)] == [
        "Burglary dwelling",
        "vehicle crime",
        "theft of a cycle",
    ]


def test_both_days_of_a_span_may_have_their_year() -> None:
    text = "Between 1 October 2021 - 31 October 2022 there were 12 raids."
    assert figure(text, "12").period == Period(date(2021, 10, 1), date(2022, 10, 31))


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("Between 1 July and 31 August 2022", date(2022, 7, 1), date(2022, 8, 31)),
        ("From 14th December to 12th January 2023", date(2022, 12, 14), date(2023, 1, 12)),
        ("In the 12 months to 31 March 2023", date(2022, 4, 1), date(2023, 3, 31)),
        ("In the year to March 2023", date(2022, 4, 1), date(2023, 3, 31)),
        ("In the year ending June 2022", date(2021, 7, 1), date(2022, 6, 30)),
        ("In the quarter ending 30 June 2022", date(2022, 4, 1), date(2022, 6, 30)),
        ("In the first six months of 2022/23", date(2022, 4, 1), date(2022, 9, 30)),
        ("In the first half of 2022/23", date(2022, 4, 1), date(2022, 9, 30)),
    ],
)
def test_spans_of_days_and_rolling_years(words: str, first: date, last: date) -> None:
    assert figure(f"{words} there were 12 raids.", "12").period == Period(first, last)


def test_two_days_are_no_span() -> None:
    found = figure("On 5 June and 7 July 2022 there were 4 raids.", "4").period
    assert found != Period(date(2022, 6, 5), date(2022, 7, 7))


def test_the_time_of_an_earlier_figure_is_not_handed_on() -> None:
    text = (
        "Those who trust us are 87.4%, compared to 83.5% in 2013/14. "
        "Those who feel safe are 91.9%, compared to 91.6% in 2013/14."
    )
    assert figure(text, "91.9%").period is None


@pytest.mark.parametrize(
    "text",
    [
        "11.2% of calls were abandoned, a 3.4pp improvement from 14.6%.",
        "The wait for an answer deteriorated from 31 minutes to 44 minutes.",
        "The share solved improved from 14.1% to 16.9%.",
        "Absence worsened by 12 days from 40 days to 52 days.",
    ],
)
def test_better_and_worse_say_no_way(text: str) -> None:
    assert [c for c in checks(text) if c.verdict == "disagrees"] == []


def test_a_wrong_way_is_still_told() -> None:
    found = checks("The share solved increased to 14.1%, from 16.9% a year earlier.")
    assert [c.kind for c in found if c.verdict == "disagrees"] == ["direction"]


def period(text: str, words: str) -> tuple[date, date] | None:
    found = figure(text, words).period
    return None if found is None else (found.start, found.end)


@pytest.mark.parametrize(
    ("text", "level", "baseline"),
    [
        (
            "In the 12 months to March 2023 there were 12 raids, compared to 15 in the same "
            "period last year.",
            (date(2022, 4, 1), date(2023, 3, 31)),
            (date(2021, 4, 1), date(2022, 3, 31)),
        ),
        (
            "Between 1 July and 31 August 2022 there were 12 raids, compared with 15 in the same "
            "period the year before.",
            (date(2022, 7, 1), date(2022, 8, 31)),
            (date(2021, 7, 1), date(2021, 8, 31)),
        ),
        (
            "There were 12 raids in April to December 2022 compared to 15 in the same period in "
            "2021.",
            (date(2022, 4, 1), date(2022, 12, 31)),
            (date(2021, 4, 1), date(2021, 12, 31)),
        ),
        (
            "In the first six months of 2022/23 there were 12 raids, 3 fewer than in the same "
            "period of 2021/22 (15).",
            (date(2022, 4, 1), date(2022, 9, 30)),
            (date(2021, 4, 1), date(2021, 9, 30)),
        ),
        (
            "Year to date there have been 12 raids, compared to 15 for the same period last year.",
            (date(2022, 4, 1), date(2023, 3, 31)),
            (date(2021, 4, 1), date(2022, 3, 31)),
        ),
        (
            "In the 12 months to March 2023, there were 12 raids, down from 15 in the previous 12 "
            "months.",
            (date(2022, 4, 1), date(2023, 3, 31)),
            (date(2021, 4, 1), date(2022, 3, 31)),
        ),
    ],
)
def test_the_same_time_earlier_is_told_from_the_level_s_own(
    text: str, level: tuple[date, date], baseline: tuple[date, date]
) -> None:
    assert period(text, "12") == level
    assert period(text, "15") == baseline
    assert figure(text, "12").role == "level"
    assert figure(text, "15").role == "baseline"


@pytest.mark.parametrize("words", ["Since April", "Since 1 April"])
def test_since_a_month_without_its_year(words: str) -> None:
    text = f"{words} there have been 12 raids."
    assert period(text, "12") == (date(2022, 4, 1), date(2023, 3, 31))
    assert period(text.replace("Since", "In"), "12") is None


def test_since_a_day_that_no_month_has() -> None:
    assert figure("Since 31 April there have been 12 raids.", "12").period is None


def test_the_year_to_date_ends_with_the_report() -> None:
    text = "So far this financial year there have been 12 raids."
    (found,) = extract_claims(text, Quarter(2022, 2))
    assert found.period == Period(date(2022, 4, 1), date(2022, 9, 30))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Robbery has halved from 240 to 120.", [("baseline", "none"), ("level", "down")]),
        ("Orders more than doubled from 21 to 45.", [("baseline", "none"), ("level", "up")]),
        (
            "Use of force rose by almost a quarter (24%).",
            [("percent_change", "up"), ("percent_change", "up")],
        ),
        ("Arrests were up 15 to 60.", [("change", "up"), ("level", "up")]),
    ],
)
def test_other_words_of_change(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(role, way) for _, role, way in told(text)] == expected


def test_a_rate_of_so_much_is_named_by_what_stands_before_it() -> None:
    found = figure("The solve rate of 46% remains the strongest of all.", "46%")
    assert (found.measure, found.role) == ("solve rate", "rate")


def test_a_time_before_a_colon_dates_what_follows() -> None:
    text = "Domestic abuse offences: 4,123 (Q3: 3,987; +3.4%)."
    assert period(text, "4,123") is None
    assert period(text, "3,987") == (date(2022, 10, 1), date(2022, 12, 31))
    assert figure(text, "3.4%").direction == "up"


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("Thefts totalled 3,211 compared to 3,890 last year.", ["Thefts", "Thefts"]),
        (
            "The outcome rate went from 13.9% in Q1 2022/23 to 15.2% in Q2 2022/23.",
            ["outcome rate", "outcome rate"],
        ),
        ("In total 45 of 60 (75%) actions were completed.", ["actions completed"] * 3),
        ("There have been 230 (+12) KSI casualties.", ["KSI casualties"] * 2),
    ],
)
def test_what_is_counted_stands_elsewhere(text: str, measures: list[str]) -> None:
    assert [c.measure for c in extract_claims(text, Q4)] == measures


def test_made_up_is_no_rise() -> None:
    text = "Repeat victims made up 28.4% (412 of 1,451) of all victims."
    assert told(text)[:2] == [("28.4%", "share", "none"), ("412", "share", "none")]


def test_a_change_in_brackets_with_its_count_behind() -> None:
    text = "Hate crime rose from 512 to 590 offences (15.2% or 78 more offences)."
    assert [role for _, role, _ in told(text)] == ["baseline", "level", "percent_change", "change"]


def test_several_thirds_are_a_share() -> None:
    (_, found, _) = extract_claims("Of the 24 children, two thirds (16) were in care.", Q4)
    assert (found.text, round(found.value, 2), found.role) == ("two thirds", 66.67, "share")


@pytest.mark.parametrize(
    ("words", "seconds"),
    [("6 minutes 12 seconds", 372), ("3 minutes and 45 seconds", 225), ("2 mins, 5 secs", 125)],
)
def test_minutes_and_seconds_are_one_length(words: str, seconds: int) -> None:
    (found,) = extract_claims(f"It took {words} to answer.", Q4)
    assert (found.text, found.value, found.unit) == (words, seconds, "other:seconds")


def test_two_lengths_in_minutes_and_seconds_are_compared_whole() -> None:
    text = "The average answer time rose from 2 minutes 50 seconds to 3 minutes 10 seconds."
    assert [c.measure for c in extract_claims(text, Q4)] == ["average answer time"] * 2
    assert {(c.kind, c.verdict) for c in checks(text)} == {("direction", "agrees")}
    wrong = text.replace("rose", "fell")
    assert {(c.kind, c.verdict) for c in checks(wrong)} == {("direction", "disagrees")}


def test_two_comparisons_of_one_level() -> None:
    text = (
        "There were 1310 robberies, an increase of 171 (+15.0%) on the previous 12 months, however "
        "this is below the 2019 baseline of 1982 robberies, down -33.9%, -672 robberies."
    )
    found = checks(text)
    assert {c.verdict for c in found} == {"agrees"}
    assert sum(c.kind == "percent_change" for c in found) == 2


def test_the_number_asked_is_no_level() -> None:
    assert checks("Serious violence dropped by 6.9% (n=45).") == []


def test_the_number_of_a_paragraph_is_no_figure() -> None:
    text = "1.1 Emergency calls. The force took 34,512 calls, 4.1% (1,359) more than last year."
    assert told(text) == [
        ("34,512", "level", "up"),
        ("4.1%", "percent_change", "up"),
        ("1,359", "change", "up"),
    ]
    assert {c.verdict for c in checks(text)} == {"agrees"}
    assert [c.text for c in extract_claims("There were 1.5 Million calls.", Q4)] == ["1.5 Million"]


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [
        ("2m 35s", 155, "other:seconds"),
        ("3m10s", 190, "other:seconds"),
        ("1h 20m", 80, "other:minutes"),
    ],
)
def test_short_lengths_of_time(words: str, value: int, unit: str) -> None:
    (found,) = extract_claims(f"The average wait was {words}.", Q4)
    assert (found.text, found.value, found.unit) == (words, value, unit)


def test_a_bracket_from_one_to_the_other_is_no_range() -> None:
    text = "Rape offences increased by 6.4% (from 312 to 332)."
    assert [(c.role, c.measure) for c in extract_claims(text, Q4)] == [
        ("percent_change", "Rape offences"),
        ("baseline", "Rape offences"),
        ("level", "Rape offences"),
    ]
    formulas = [c.formula for c in checks(text) if c.kind == "percent_change"]
    assert formulas == ["(332 − 312) ÷ 312 × 100 = 6.41%"]


def test_a_signed_fall_is_added_back_with_its_sign_left_off() -> None:
    text = "Recorded crime was 24,310, a reduction of 3.2% (-804 offences) on last year."
    (found,) = checks(text)
    assert found.formula == "804 ÷ (24,310 + 804) × 100 = 3.2%"
    assert found.verdict == "agrees"


def test_posts_and_counted_wholes_are_no_measure() -> None:
    assert figure("Officer strength was 2,387 FTE at the end.", "2,387").measure == (
        "Officer strength"
    )
    assert figure("Seven of the 12 districts saw fewer.", "Seven").measure == "districts"


def test_the_time_of_a_labelled_earlier_figure_is_not_handed_on() -> None:
    text = "The wait was 2m 35s (Q2: 3m 10s). The rate was 11.4%, down from 13.2% in Q2."
    assert figure(text, "11.4%").period is None
