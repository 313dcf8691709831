"""Numbers as British reports write them: found whole, with their value and printed precision."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.numbers import find_numbers
from extract.quantities import find_quantities, interval, significant_step

FORMS = [
    ("47,035", 47_035, 0),
    ("28, 373", 28_373, 0),
    ("1\u00a0250", 1_250, 0),
    ("£5.4m", 5.4e6, 1e5),
    ("£1.85 million", 1.85e6, 1e4),
    ("£30k", 30_000, 1_000),
    ("£252,000", 252_000, 0),
    ("$4.5bn", 4.5e9, 1e8),
    ("13.4%", 13.4, 0.1),
    ("42 %", 42, 1),
    ("15 per cent", 15, 1),
    ("ten per cent", 10, 1),
    ("106.9", 106.9, 0.1),
    ("0.010", 0.01, 0.001),
    ("19 ½", 19.5, 0),
    ("½", 0.5, 0),
    ("-18,586", -18_586, 0),
    ("eleven", 11, 0),
    ("twenty-one", 21, 0),
    ("three hundred and five", 305, 0),
    ("two thousand", 2_000, 1_000),
    ("a dozen", 12, 0),
    ("a million", 1e6, 1e6),
    ("half a million", 5e5, 1e5),
    ("two and a half", 2.5, 0),
    ("one in four", 25, 0),
    ("six out of ten", 60, 0),
    ("1.2 million", 1.2e6, 1e5),
]


@pytest.mark.parametrize(("form", "value", "step"), FORMS)
def test_each_form_is_read_whole(form: str, value: float, step: float) -> None:
    text = f"There were {form} things."
    (number,) = find_numbers(text)
    assert text[number.start : number.end] == form == number.text
    assert number.value == pytest.approx(value)
    assert number.step == pytest.approx(step)


@pytest.mark.parametrize(
    "text",
    [
        "hundreds of people",
        "several thousand letters",
        "dozens of calls",
        "half-time",
        "the second half",
    ],
)
def test_vague_words_are_no_numbers(text: str) -> None:
    assert find_numbers(text) == []


def test_numbers_in_a_list_stay_apart() -> None:
    values = [n.value for n in find_numbers("rooms for 100, 200 and 300 guests")]
    assert values == [100, 200, 300]


def test_two_numbers_joined_by_and_stay_apart() -> None:
    assert [n.value for n in find_numbers("between three and seven")] == [3, 7]


def test_a_keyed_string_of_digits_is_no_number() -> None:
    assert find_numbers("1" * 5000) == []


WHOLE = st.integers(min_value=2, max_value=999_999)
SIZES = {"k": 1e3, "m": 1e6, "bn": 1e9, " million": 1e6, " billion": 1e9}


@given(WHOLE)
def test_a_whole_number_printed_with_commas_is_read_back(value: int) -> None:
    text = f"Officers found {value:,} items there."
    (quantity,) = find_quantities(text)
    assert quantity.value == value
    assert (quantity.low, quantity.high) == (value, value)
    assert text[quantity.start : quantity.end] == f"{value:,}"
    assert quantity.unit == "count"


@given(st.integers(min_value=1, max_value=9999), st.sampled_from([1, 2]))
def test_a_percentage_printed_to_some_places_is_read_back(digits: int, places: int) -> None:
    printed = f"{digits / 10**places:.{places}f}"
    text = f"It was {printed}% of all."
    (quantity,) = find_quantities(text)
    value, half = digits / 10**places, 0.5 / 10**places
    assert quantity.value == pytest.approx(value)
    assert quantity.unit == "percent"
    assert quantity.low == pytest.approx(value - half)
    assert quantity.high == pytest.approx(value + half)
    assert text[quantity.start : quantity.end] == printed + "%"


@given(st.integers(min_value=1, max_value=999), st.sampled_from(sorted(SIZES)))
def test_abbreviated_money_is_read_back(tenths: int, size: str) -> None:
    printed = f"£{tenths / 10:.1f}{size}"
    text = f"They recovered {printed} in all."
    (quantity,) = find_quantities(text)
    value, half = tenths / 10 * SIZES[size], 0.05 * SIZES[size]
    assert quantity.value == pytest.approx(value)
    assert quantity.unit == "gbp"
    assert quantity.low is not None
    assert quantity.high is not None
    assert quantity.low == pytest.approx(value - half)
    assert quantity.high == pytest.approx(value + half)
    assert text[quantity.start : quantity.end] == printed


@given(WHOLE, st.sampled_from(["hours", "days", "months", "years"]))
def test_a_length_of_time_is_read_back(value: int, unit: str) -> None:
    text = f"Volunteers gave {value:,} {unit} to it."
    (quantity,) = find_quantities(text)
    assert (quantity.value, quantity.unit) == (value, unit)


@given(WHOLE, WHOLE)
def test_a_range_is_two_quantities(first: int, second: int) -> None:
    low, high = sorted((first, second))
    if low == high:
        return
    text = f"It takes between {low:,} and {high:,} litres."
    lower, upper = find_quantities(text)
    assert (lower.value, lower.qualifier, lower.high) == (low, "at_least", None)
    assert (upper.value, upper.qualifier, upper.high) == (high, "up_to", high)
    assert lower.unit == upper.unit == "other:litres"


@given(st.text(max_size=200))
def test_offsets_always_give_the_words_that_were_read(text: str) -> None:
    end = 0
    for quantity in find_quantities(text):
        assert text[quantity.start : quantity.end] == quantity.number.text
        assert end <= quantity.start < quantity.end
        assert quantity.left <= quantity.start
        assert quantity.low is None or quantity.low <= quantity.value
        assert quantity.high is None or quantity.value <= quantity.high
        end = quantity.end


@pytest.mark.parametrize(
    ("value", "step"), [(2500, 100), (70, 10), (105_000, 1000), (17, 1), (0, 1), (13.4, 1)]
)
def test_the_last_place_that_is_not_padding(value: float, step: float) -> None:
    assert significant_step(value) == step


def test_interval_of_a_bound_is_open() -> None:
    (number,) = find_numbers("170")
    assert interval(number, "over") == (170, None)
    assert interval(number, "under") == (0, 170)
