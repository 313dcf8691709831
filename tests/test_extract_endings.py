"""Patterns for the end of a text: asked only where they can find something, they miss nothing."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import extract.extractor  # noqa: F401 - loads every module that has such patterns
from extract.endings import Ending, ending, last_letters

GUARDED = {
    value
    for name, module in sys.modules.items()
    if name.startswith("extract.")
    for value in vars(module).values()
    if isinstance(value, Ending)
}


def test_there_are_such_patterns() -> None:
    assert len(GUARDED) > 60


def test_what_stands_before_every_word_of_the_samples_is_found() -> None:
    folder = Path(__file__).parents[1] / "corpus" / "sample" / "source"
    text = "\n".join(path.read_text("utf-8") for path in sorted(folder.glob("*.md")))
    places = [match.start() for match in re.finditer(r"(?<=\s)\S", text)]
    before = {text[max(0, at - 48) : at] for at in places[::3]}
    found = 0
    for guarded in GUARDED:
        for left in before:
            one, other = guarded.search(left), guarded.pattern.search(left)
            assert (one and one.span()) == (other and other.span())
            found += other is not None
    assert found > 1000


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        (r"\b(?:up|down)\s+(?:by\s+)?\Z", {"up", "own", "by"}),
        (r"(?:\(|\bof)\s*\Z", {"(", "of"}),
        (r"\ba\s+b\Z", {"b"}),
        (r"(?:a\s)?(?:b\s*)+\Z", {"b"}),
        (r"x{2,3}\Z", {"x"}),
        (r"x?y\Z", {"y", "xy"}),
    ],
)
def test_the_letters_of_a_pattern(pattern: str, letters: set[str]) -> None:
    assert last_letters(pattern) == frozenset(letters)


@pytest.mark.parametrize("pattern", [r"of", r"of|by\Z", r"(?:of)?\s*\Z", r"(?:\A|of)\Z"])
def test_no_letters_where_anything_may_stand_last(pattern: str) -> None:
    assert last_letters(pattern) is None


@given(st.text(alphabet="ofby İıſK(\n\u00a0", max_size=8))
def test_any_text(text: str) -> None:
    for pattern in (
        r"\b(?:of|by)\s*\Z",
        r"(?:\bof|\()\s?\Z",
        r"[b-o]\W\Z",
        r"[^\W\d]k\Z",
        r"i\s\Z",
    ):
        for flags in (0, re.I):
            found, expected = ending(pattern, flags).search(text), re.search(pattern, text, flags)
            assert (found and found.span()) == (expected and expected.span())
