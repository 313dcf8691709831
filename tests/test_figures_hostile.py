"""Long and hostile texts: the time grows with the length, never faster, and nothing breaks."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.figures import extract_claims
from quarterline.periods import Quarter

HOSTILE = [
    "1,1,", "1 1 ", "1", "1,111", "one ", "one and ", "£", "(", "a hundred and ", "in the last ",
    "1 in ", "4-", "per ", "between 5 and ", "up from 5 to ", "1/", "5 people, ", "over ", " ",
    "January 2020 and ", "the same period ", "half a ", ".5", "-5", "5 people were held. ", "a ",
    "Q4 ", "x", "5%", "A. ", "of which 5 ", "compared to 5 ", "Operation ", "the quarter of ",
]  # fmt: skip
SIZE = 3_000


@pytest.mark.slow
@pytest.mark.parametrize("piece", HOSTILE)
def test_four_times_the_text_takes_about_four_times_as_long(piece: str) -> None:
    short = piece * (SIZE // len(piece))
    times = []
    for text in (short, short * 4):
        begin = time.perf_counter()
        extract_claims(text, Quarter(2019, 3))
        times.append(time.perf_counter() - begin)
    # A quadratic step would take sixteen times as long; the constant allows for a busy machine.
    assert times[1] < 9 * times[0] + 0.5


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    for claim in extract_claims(text, Quarter(2020, 4)):
        assert text[claim.start : claim.end] == claim.text
        assert claim.id.endswith(f":c{claim.start}-{claim.end}")


WORDS = st.sampled_from(
    "12 1,400 13.4% £5.4m three one of which these compared to from up down in the last quarter "
    "2019 people arrested were calls ( ) , . ; and hours a decrease of more than over within 24".split()
)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=40))
def test_any_order_of_words_is_read(words: list[str]) -> None:
    text = " ".join(words)
    claims = extract_claims(text, Quarter(2020, 4))
    assert [c.start for c in claims] == sorted(c.start for c in claims)
    for claim in claims:
        assert claim.role in {
            "level", "baseline", "change", "percent_change", "share", "rate", "target",
        }  # fmt: skip
        assert claim.direction in {"up", "down", "none"}
        assert not (claim.role == "baseline" and claim.direction != "none")


@pytest.mark.slow
def test_a_wall_of_bare_numbers_is_read_in_seconds() -> None:
    text = "7 " * 12_500
    begin = time.perf_counter()
    assert len(extract_claims(text)) == 12_500
    # About 2 s on a laptop; without the short cut for text that has no letters it was 6 s.
    assert time.perf_counter() - begin < 12
