"""Many phrases at once: what is found is what one pattern of all of them finds."""

from __future__ import annotations

import re

from hypothesis import example, given
from hypothesis import strategies as st

from quarterline.phrases import Phrases, first_word

_WORDS = st.sampled_from(
    ["a", "b", "ab", "abs", "A", "AB", "I", "i", "ı", "s", "es", "ſ", "St.", "k-", "'t"]
)
_NAMES = st.lists(st.lists(_WORDS, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=8)
_TEXT = st.lists(
    st.one_of(_WORDS, st.sampled_from([" ", "  ", "-", ".", "\n", "é", "İ", "K"])), max_size=25
).map("".join)


def _form(name: str) -> str:
    return r"[\s-]+".join(re.escape(word) for word in name.split())


@given(_NAMES, _TEXT)
@example(["ab a", "ab"], "ab ab a")
@example(["'t a", "a"], "'t a")
def test_finds_what_one_pattern_finds(names: list[str], text: str) -> None:
    whole = re.compile(rf"(?<![\w-])(?:{'|'.join(_form(n) for n in names)})(?!\w)")
    phrases = Phrases((_form(name), [first_word(name)]) for name in names)
    assert [m.span() for m in phrases.finditer(text)] == [m.span() for m in whole.finditer(text)]


@given(_NAMES, _TEXT)
@example(["i s"], "İ ſ")
@example(["ab"], "ABES")
def test_case_and_plurals_do_not_matter_where_folded(names: list[str], text: str) -> None:
    forms = [rf"(?i:{_form(name)}(?:s|es)?)" for name in names]
    whole = re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?!\w)")
    heads = [[first_word(name) + ending for ending in ("", "s", "es")] for name in names]
    phrases = Phrases(zip(forms, heads, strict=True), fold=True)
    assert [m.span() for m in phrases.finditer(text)] == [m.span() for m in whole.finditer(text)]


def test_a_word_that_goes_on_is_another_word() -> None:
    phrases = Phrases([("Grays", ["Grays"])])
    assert [m.start() for m in phrases.finditer("Grays, Graysland, North-Grays and Grays")] == [
        0,
        34,
    ]
