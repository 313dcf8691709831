"""Figures set against each other in the wordings that reports use for it."""

from __future__ import annotations

import pytest

from extract.drafts import Draft
from extract.prose import Read, read_prose
from quarterline.periods import Period, Quarter

QUARTER = Quarter(2021, 2)  # July to September 2021
NOW = QUARTER.period
BEFORE = QUARTER.previous.period
YEAR_AGO = QUARTER.year_ago.period


def read(text: str) -> tuple[Read, dict[str, Draft]]:
    result = read_prose(text, QUARTER)
    return result, {d.quantity.number.text: d for d in result.drafts}


def groups(result: Read) -> list[dict[str, str]]:
    roles = ("level", "baseline", "change", "percent_change", "share", "whole", "rate")
    return [
        {
            role: result.drafts[getattr(group, role)].quantity.number.text
            for role in roles
            if getattr(group, role) >= 0
        }
        for group in result.groups
    ]


@pytest.mark.parametrize(
    ("text", "level", "baseline", "when"),
    [
        ("41 warrants were executed this quarter. There had been 34 in the previous quarter.",
         "41", "34", BEFORE),
        ("51 kits were issued this quarter (the previous quarter: 64).", "51", "64", BEFORE),
        ("In the quarter before 214 visits were made; this quarter the figure was 230.",
         "230", "214", BEFORE),
        ("From 1,485 in the preceding quarter, the number of visits went up to 1,575 this quarter.",
         "1,575", "1,485", BEFORE),
        ("8,910 hours were logged this quarter, higher than the 8,869 of the previous quarter.",
         "8,910", "8,869", BEFORE),
        ("The rate stood at 9.4% this quarter; in the quarter before it was 12.7%.",
         "9.4%", "12.7%", BEFORE),
        ("A fall of 11.6% was seen in chats, from 5,492 in the quarter before to 4,853 this quarter.",
         "4,853", "5,492", BEFORE),
        ("The scheme had 130 members at the end of the quarter, having had 99 arrests against 126 "
         "at the end of the previous quarter.", "130", "126",
         Period(BEFORE.end, BEFORE.end)),
        ("88 calls were made this quarter, and the quarter before had 76.", "88", "76", BEFORE),
    ],
)  # fmt: skip
def test_a_figure_dated_back_is_a_baseline(
    text: str, level: str, baseline: str, when: Period
) -> None:
    _, found = read(text)
    assert found[baseline].role == "baseline"
    assert found[baseline].direction == "none"
    assert found[baseline].period == when
    assert found[level].role in ("level", "share", "rate")
    assert found[level].quantity.qualifier == "exact"


def test_two_baselines_in_one_bracket() -> None:
    _, found = read(
        "5,310 were seen this quarter (previous quarter 5,209; same quarter last year 495)."
    )
    assert (found["5,209"].role, found["5,209"].period) == ("baseline", BEFORE)
    assert (found["495"].role, found["495"].period) == ("baseline", YEAR_AGO)


def test_the_only_figure_of_an_earlier_quarter_stays_a_level() -> None:
    _, found = read("In the previous quarter 34 warrants were executed.")
    assert found["34"].role == "level"


@pytest.mark.parametrize(
    ("text", "figure", "direction"),
    [
        ("121 orders were made, 31 (34%) more than in the previous quarter.", "31", "up"),
        ("Visits fell by 16%, or 157.", "157", "down"),
        ("House prices dropped by 1.8%, or £5,200, over the year.", "£5,200", "down"),
        ("It was 13% higher than last quarter, a difference of 62.", "62", "up"),
        ("161 arrests were made this quarter; the quarter before had 318. The drop is 157.",
         "157", "down"),
        ("213 were hurt: down 36 on the previous quarter and up 174 on the same quarter of 2020.",
         "174", "up"),
        ("The figure was 90, up nine or 11%.", "nine", "up"),
        ("The 95 visits compare with 104 in the previous quarter: nine fewer, a fall of 9%.",
         "nine", "down"),
        ("128 robberies were recorded (down one, 1%, on the previous quarter).", "one", "down"),
    ],
)  # fmt: skip
def test_changes(text: str, figure: str, direction: str) -> None:
    _, found = read(text)
    assert (found[figure].role, found[figure].direction) == ("change", direction)


@pytest.mark.parametrize(
    ("text", "figure", "direction"),
    [
        ("8,976 calls were taken this quarter (up 816, 10%).", "10%", "up"),
        ("176 visits were made; the quarter before had 153. The rise is 23, or 15%.", "15%", "up"),
        ("This is a decrease of one or 2%.", "2%", "down"),
        ("This is 2 fewer than Quarter 1 of 2021-22 (18.2%).", "18.2%", "down"),
        ("Arrests went down by 12 (4%) to 288 this quarter.", "4%", "down"),
    ],
)
def test_percent_changes(text: str, figure: str, direction: str) -> None:
    _, found = read(text)
    assert (found[figure].role, found[figure].direction) == ("percent_change", direction)


@pytest.mark.parametrize(
    ("text", "figure", "direction"),
    [
        ("The unit treated 312 patients, 48 more than in the previous quarter.", "312", "up"),
        ("The regatta drew 93 crews, fewer than the 104 that entered in 2019.", "93", "down"),
        ("Hours on duty have fallen, with 38,259 recorded this quarter as opposed to 39,516 in the "
         "previous quarter.", "38,259", "down"),
        ("The trend is up: 85 warrants were executed this quarter and 78 in the quarter before.",
         "85", "up"),
        ("Membership climbed from 60,436 at the end of June 2021 to 62,010 at the end of September "
         "2021.", "62,010", "up"),
        ("Reserves have fallen to £8.4m from £15.9m.", "£8.4m", "down"),
        ("The site has seen a decrease in usage with about 900 chats a month.", "900", "down"),
    ],
)  # fmt: skip
def test_a_level_takes_the_direction_of_its_comparison(
    text: str, figure: str, direction: str
) -> None:
    assert read(text)[1][figure].direction == direction


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("41 were held this quarter, 7 more than in the quarter before (34) and 9 fewer than in the "
         "same quarter last year (50).",
         [{"level": "41", "baseline": "34", "change": "7"},
          {"level": "41", "baseline": "50", "change": "9"}]),
        ("154 kits were issued this quarter, 27 more than the 127 issued in the previous quarter.",
         [{"level": "154", "baseline": "127", "change": "27"}]),
        ("In the previous quarter the rate was 88.8%. This quarter it rose by 0.6 percentage points "
         "to 89.4%.", [{"level": "89.4%", "baseline": "88.8%", "change": "0.6"}]),
        ("464 thefts were recorded this quarter; the quarter before had 436. The increase is 28, or "
         "6.4%.", [{"level": "464", "baseline": "436", "change": "28", "percent_change": "6.4%"}]),
        ("Compared with the previous quarter, thefts went down by £143k (24%) to £455k.",
         [{"level": "£455k", "change": "£143k", "percent_change": "24%"}]),
        ("Packs issued decreased by 20% to 105, 26 fewer than in the previous quarter.",
         [{"level": "105", "change": "26", "percent_change": "20%"}]),
        ("7,280 calls were taken this quarter. That is 80 for each day of the quarter.",
         [{"level": "7,280", "rate": "80"}]),
    ],
)  # fmt: skip
def test_what_is_set_against_what(text: str, expected: list[dict[str, str]]) -> None:
    assert groups(read(text)[0]) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Officers made 334 arrests this quarter; 122 of them, or 37%, were of drivers.",
        "Out of 334 arrests made this quarter, 122 were of drivers, which is 37%.",
        "This quarter, 122 out of 334 arrests (37%) were of drivers.",
        "122 (37%) of the 334 arrests made this quarter were of drivers.",
        "37% of the 334 arrests made this quarter were of drivers (122).",
        "There were 334 arrests made this quarter, with 122 (37%) being of drivers.",
    ],
)
def test_a_share_has_its_part_and_its_whole(text: str) -> None:
    assert {"level": "122", "share": "37%", "whole": "334"} in groups(read(text)[0])


def test_joiners_and_leavers_are_no_parts_of_one_another() -> None:
    _, found = read("This quarter 28 Special Constables left and 18 joined.")
    assert found["18"].role == "level"


@pytest.mark.parametrize(
    ("text", "figure", "role"),
    [
        ("The unemployment rate in the borough stood at 4.2% in March.", "4.2%", "rate"),
        ("Emergency repairs must be completed within 24 hours of a report.", "24", "target"),
        (
            "The centre answered 91.5% of calls in the quarter, missing its 93% target.",
            "93%",
            "target",
        ),
        ("The appeal has reached £640,000 of its £1m target.", "£1m", "target"),
        ("The wind farm will power 90,000 homes when it opens.", "90,000", "target"),
        ("Between 200 and 250 jobs are to be created here.", "200", "target"),
        ("Organisers hope that 5,000 runners will enter.", "5,000", "target"),
        ("Officers visited 5,000 homes.", "5,000", "level"),
    ],
)
def test_rates_and_targets(text: str, figure: str, role: str) -> None:
    assert read(text)[1][figure].role == role


@pytest.mark.parametrize(
    ("text", "figure", "unit"),
    [
        ("70 orders were made, against 56 a year earlier.", "56", "count"),
        ("7,354 chats were received, a daily average of 81.", "81", "per_day"),
        ("An average of 107 reports of litter a day were made.", "107", "per_day"),
        ("The number of hours of foot patrol recorded this quarter was 8,939.", "8,939", "hours"),
        ("9,100 hours were logged, compared with 8,886 in the previous quarter.", "8,886", "hours"),
        ("Sickness averaged 9.6 days a person, down from 11.2.", "11.2", "days"),
        ("Rainfall in the county totalled 118 mm.", "118", "other:millimetres"),
    ],
)
def test_units_that_stand_apart(text: str, figure: str, unit: str) -> None:
    assert read(text)[1][figure].unit == unit


@pytest.mark.parametrize(
    "text",
    [
        "Call 101 for matters that can wait and 999 in an emergency.",
        "The 101 abandonment rate was discussed.",
        "Services from platform 3 would start early.",
        "It took long to reach category 2 patients.",
        "People watched the final on BBC Two.",
        "Sir Keith, who turned 80 on Tuesday, spoke.",
        "The school's number is 115229 and its head is away.",
        "In quarter 3 officers were trained.",
    ],
)
def test_no_figures(text: str) -> None:
    assert read(text)[0].drafts == []


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("They work in Colchester District. 28 Special Constables joined.", ["28"]),
        ("In quarter 1 2015/16, 272 people were hurt.", ["272"]),
        ("The number received was 872, 370 of which were made by women.", ["872", "370"]),
        ("At the end of the quarter: 305", ["305"]),
        ("Packs issued went down to 105, sadly.", ["105"]),
        ("A total of 28, 373 young people attended.", ["28, 373"]),
    ],
)
def test_figures_after_signs(text: str, figures: list[str]) -> None:
    assert [d.quantity.number.text for d in read(text)[0].drafts] == figures


@pytest.mark.parametrize(
    ("text", "figure", "period"),
    [
        ("356 arrests were made from April to June 2021.", "356", BEFORE),
        ("Since its launch in October 2020, the team made 44 arrests.", "44",
         Period.parse("2020-10-01/2021-09-30")),
        ("The team, which began in October 2020, has led to 19 visits to date, 4 of them this "
         "quarter.", "19", Period.parse("2020-10-01/2021-09-30")),
        ("The figure for the previous quarter was 341 and for the same quarter last year it was 278. "
         "It is now 300.", "341", BEFORE),
        ("Operation X (launched in October 2020) has now resulted in 48 charges.", "48",
         Period.parse("2020-10-01/2021-09-30")),
        ("There were 172 staff at the end of the quarter, up from 170 at the end of the previous "
         "quarter; 16 joined and 14 left.", "16", NOW),
        ("There were 305 staff at the end of the previous quarter.", "305",
         Period(BEFORE.end, BEFORE.end)),
    ],
)  # fmt: skip
def test_periods_in_these_wordings(text: str, figure: str, period: Period) -> None:
    assert read(text)[1][figure].period == period
