"""Recycled text: what is repeated, what changed, what should have."""

from __future__ import annotations

import random
from dataclasses import replace

from tests.track_support import both, held
from track.recycled import Recycled, recycled_of
from track.units import Unit, _shelf, _shingles

LONG = "To date, over 170 offenders have been arrested across 14 operations on the border."


def found(*reports: list[str], threshold: float = 85.0) -> Recycled:
    quarters = ["2019-20 Q3", "2019-20 Q4", "2020-21 Q1", "2020-21 Q2"]
    return recycled_of(held(dict(zip(quarters, reports, strict=False))), threshold=threshold)


def test_word_for_word_with_the_chain() -> None:
    (second, third) = found([LONG], [LONG], [LONG]).repeats
    assert (second.kind, second.times, second.before.quarter) == ("word for word", 1, "2019-20 Q3")
    assert (third.times, third.before.quarter, third.first.quarter) == (
        2,
        "2019-20 Q4",
        "2019-20 Q3",
    )


def test_nearly_with_what_changed() -> None:
    (one,) = found([LONG], [LONG.replace("170", "200")]).repeats
    assert (one.kind, one.change.kind) == ("nearly", "figures")
    assert one.stale == ()


def test_a_figure_to_date_should_have_moved() -> None:
    (one,) = found([LONG], [LONG]).repeats
    assert [(s.words, s.why) for s in one.stale] == [
        ("To date", "the same figures as in 2019-20 Q3")
    ]


def test_stale_words_keep_their_offsets() -> None:
    holdings = held({"2019-20 Q3": [LONG], "2019-20 Q4": [LONG]})
    (one,) = recycled_of(holdings).repeats
    text = holdings.document[one.now.document].text
    assert [text[s.start : s.end] for s in one.stale] == ["To date"]


def test_new_for_the_second_time() -> None:
    text = "The newly appointed wardens meet residents in the market every week to hear concerns."
    (one,) = found([text], [text]).repeats
    assert [(s.words, s.why) for s in one.stale] == [("newly", "already so in 2019-20 Q3")]


def test_a_date_that_is_past() -> None:
    text = (
        "Joint training of cadets and wardens is planned to commence in early 2020 at the station."
    )
    repeats = found([text], [text], [text], [text]).repeats
    assert [s.why for s in repeats[2].stale] == ["past by 2020-21 Q2"]
    assert repeats[0].stale == ()


def test_figures_that_come_back() -> None:
    text = "The hours worked are equal to {} full time officers at a cost of £{}m each year."
    repeats = found([text.format(105, 5)], [text.format(141, 7)], [text.format(105, 5)]).repeats
    assert [s.why for s in repeats[1].stale] == ["back at the figures of 2019-20 Q3"]
    assert repeats[1].before.quarter == "2019-20 Q4"


def test_up_to_date_is_no_figure_to_date() -> None:
    text = "Volunteers have been kept up to date by email with 3 calls each in the break."
    (one,) = found([text], [text]).repeats
    assert one.stale == ()


def test_a_sentence_within_another_passage() -> None:
    (one,) = found(
        [f"Much rain fell on the county. {LONG}"], [f"{LONG} The team then went home to rest."]
    ).repeats
    assert (one.unit, one.now.line) == ("sentence", LONG)


def test_short_texts_and_others_are_no_repeats() -> None:
    assert found(["Mental health"], ["Mental health"]).repeats == ()
    other = "Wardens in the market sold forty loaves of bread to hungry visitors on Sunday."
    assert found([LONG], [other]).repeats == ()


def test_another_force_is_not_copied_from() -> None:
    ours = held({"2019-20 Q3": [LONG]})
    theirs = held({"2019-20 Q4": [LONG]}, force="Elsewhere")
    assert recycled_of(both(ours, theirs)).repeats == ()


def test_one_report_alone_and_the_frame() -> None:
    holdings = held({"2019-20 Q3": [LONG], "2019-20 Q4": [LONG], "2020-21 Q1": [LONG]})
    last = recycled_of(
        holdings, next(d.id for d in holdings.documents if str(d.quarter) == "2020-21 Q1")
    )
    frame = last.frame()
    assert list(frame["quarter"]) == ["2020-21 Q1"]
    assert "the same figures" in frame.iloc[0]["stale"]


def test_a_text_that_is_there_word_for_word_is_found_as_by_comparing_all() -> None:
    # Many units share all with it, so that it is not always among those that are compared.
    chance = random.Random(3)  # noqa: S311 - made-up texts
    words = ["arrests", "were", "made", "by", "officers", "in", "the", "town"]
    for _ in range(300):
        masks = [" ".join(chance.choices(words, k=9)) for _ in range(2)]
        masks += [f"{masks[0]} {masks[1]}", f"{masks[0]} then {masks[1]}"]
        picked = chance.choices(masks, k=chance.randint(1, 18))
        units = tuple(
            Unit("d#1", n, n + 1, mask, chance.random() < 0.3, _shingles(mask))
            for n, mask in enumerate(picked)
        )
        shelf = _shelf(units)
        without = replace(shelf, same={})
        for unit in units:
            assert shelf.best(unit, 85.0) == without.best(unit, 85.0)
