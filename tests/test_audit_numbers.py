"""Figures that the auditor lost to dates, telephone numbers, lists and idioms."""

from __future__ import annotations

import pytest

from corpus.lines import split_lines
from extract.figures import extract_claims


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("Calls fell by 18.1% to 962, 213 fewer than a year earlier.", ["18.1%", "962", "213"]),
        ("There were 700 chats between July and September 2022 - 58 per day.", ["700", "58"]),
        ("Notices issued were 83, lower than the previous quarter (101).", ["83", "101"]),
        ("Of those recorded 30.1% (101 of 336) were solved.", ["30.1%", "101", "336"]),
        ("Thefts are lower than the 28 of April to June 2022.", ["28"]),
        ("Visits were 127, where there were 128. The drop is one, or 0.8%.",
         ["127", "128", "one", "0.8%"]),
    ],
)  # fmt: skip
def test_figures_that_look_like_something_else(text: str, figures: list[str]) -> None:
    assert [claim.text for claim in extract_claims(text)] == figures


def test_a_wrapped_figure_is_no_list_number() -> None:
    lines = split_lines("motorcycles stopped in the quarter was\n38. In the year before it was 35.")
    assert lines[1].glyph == ""


def test_a_list_number_stays_one() -> None:
    assert split_lines("Our aims\n2. Cut theft.")[1].glyph == "2."
