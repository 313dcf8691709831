"""Patterns that must end where a text ends, asked only of texts that end in fitting letters.

Whether "a fall of" stands right before a figure is asked of every figure, by some eighty
patterns, and a search tries every place of the text before it says no. Nearly always the last
three letters tell as much. Which letters a pattern can end in is read from the pattern itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Any

LETTER = re.compile(r"[^\W\d_]")
_SIZE = 3
_LONGEST = 16
_ASCII = [chr(code) for code in range(128)]
# More endings than this are no help, and take longer to list than they save.
_MOST = 20_000

# An ending, and whether what stands before it in the pattern may belong to it too.
_Ending = tuple[str, bool]


class Ending:
    """A pattern for the end of a text, with the one method of `re.Pattern` that it needs."""

    __slots__ = ("_between", "_ends", "_known", "pattern")

    def __init__(
        self, pattern: re.Pattern[str], ends: frozenset[str], between: tuple[str, ...] = ()
    ) -> None:
        self.pattern = pattern
        self._ends = ends
        self._between = between
        self._known: dict[str, bool] = {}

    def search(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        left = text.rstrip()
        while True:
            last = left[-_SIZE:]
            fits = self._known.get(last)
            if self._fits(last) if fits is None else fits:
                return self.pattern.search(text)
            if not self._between:
                return None
            nearby = left[-_LONGEST:].lower()
            if not nearby.endswith(self._between):
                return None
            word = next(word for word in self._between if nearby.endswith(word))
            left = left[: -len(word)].rstrip()

    def _fits(self, last: str) -> bool:
        """Whether a text with these last letters may have one of the endings; remembered."""
        ends, low = self._ends, last.lower()
        fits = low in ends or low[1:] in ends or low[2:] in ends or not low.isascii() or not low
        if len(self._known) < _MOST:
            self._known[last] = fits
        return fits


def ending(
    pattern: str, flags: int = 0, between: str = "", words: Iterable[str] = ()
) -> Ending | re.Pattern[str]:
    """A pattern that ends in "\\Z", compiled; `search` is all that may be asked of it.

    `between` is a pattern for what may stand between its end and that of the text, "\\Z"
    included, and `words` are all words, in small letters, of which that is made.
    """
    compiled = re.compile(pattern.removesuffix(r"\Z") + between if between else pattern, flags)
    ends = last_letters(pattern, flags)
    longest_first = tuple(sorted(words, key=len, reverse=True))
    return compiled if ends is None else Ending(compiled, ends, longest_first)


def last_letters(pattern: str, flags: int = 0) -> frozenset[str] | None:
    """The letters in small, one to three, blanks apart, in which what a pattern finds can end.

    Texts whose last letters are not ASCII are left out of account. None where it may end in
    nothing but blanks, or in too many ways, or where Python's own parser of patterns, which is
    no part of its public library, is not to be had.
    """
    try:
        parse = import_module("re._parser").parse
        items = list(parse(pattern, flags))
        found = _of_items(items)
    except (ImportError, AttributeError, _TooManyError):
        return None
    ends = frozenset(text.rstrip() for text, _ in found)
    return ends if _at_end(items) and "" not in ends else None


class _TooManyError(Exception):
    pass


def _at_end(items: Sequence[Any]) -> bool:
    """Whether all that the items find reaches the end of the text."""
    if not items:
        return False
    kind, value = str(items[-1][0]), items[-1][1]
    if kind == "BRANCH":
        return all(_at_end(list(branch)) for branch in value[1])
    if kind == "SUBPATTERN":
        return _at_end(list(value[-1]))
    return kind == "AT" and str(value) == "AT_END_STRING"


def _of_items(items: Sequence[Any]) -> set[_Ending]:
    """The endings of items that follow each other."""
    found: set[_Ending] = {("", True)}
    for item in reversed(items):
        longer: set[_Ending] = {(text, more) for text, more in found if not more}
        going_on = [text for text, more in found if more]
        if not going_on:
            break
        for last, more in _of_item(item):
            longer |= {_cut(last + text, more) for text in going_on}
        found = longer
        if len(found) > _MOST:
            raise _TooManyError
    return found


def _cut(text: str, more: bool) -> _Ending:
    """What is known of an ending: its last letters, and whether a blank stands behind them.

    Across a blank within it nothing is looked at.
    """
    letters = text.rstrip(" ")
    word = letters.rpartition(" ")[2]
    known = word[-_SIZE:]
    blank = " " if len(letters) < len(text) else ""
    return known + blank, more and word == letters and len(word) < _SIZE


def _of_item(item: Any) -> Iterable[_Ending]:
    kind, value = str(item[0]), item[1]
    if kind in ("AT", "ASSERT", "ASSERT_NOT"):
        return [("", True)]
    if kind == "BRANCH":
        return {one for branch in value[1] for one in _of_items(list(branch))}
    if kind == "SUBPATTERN":
        return _of_items(list(value[-1]))
    if kind == "ATOMIC_GROUP":
        return _of_items(list(value))
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        least, most, repeated = value
        found = _of_items(list(repeated))
        if most != 1:  # before one of them another may stand
            found = {(text, more and not text.strip()) for text, more in found}
        return found | {("", True)} if least == 0 else found
    if kind in ("LITERAL", "NOT_LITERAL", "IN", "ANY"):
        return {(" " if one.isspace() else one.lower(), True) for one in _letters(kind, value)}
    return [("", False)]


def _letters(kind: str, value: Any) -> list[str]:
    """The ASCII letters that one item can stand for; those that are none end in no such text."""
    if kind == "LITERAL":
        return [chr(value)]
    if kind == "NOT_LITERAL":
        return [one for one in _ASCII if ord(one) != value]
    if kind == "ANY":
        return _ASCII
    negated = str(value[0][0]) == "NEGATE"
    return [one for one in _ASCII if any(_holds(part, one) for part in value[negated:]) != negated]


def _holds(part: Any, letter: str) -> bool:
    kind, value = str(part[0]), part[1]
    if kind == "LITERAL":
        return letter.lower() == chr(value).lower()
    if kind == "RANGE":
        return any(value[0] <= ord(one) <= value[1] for one in (letter.lower(), letter.upper()))
    word = {"DIGIT": letter.isdigit(), "SPACE": letter.isspace()}
    name = str(value).removeprefix("CATEGORY_")
    held = word.get(name.removeprefix("NOT_"), letter.isalnum() or letter == "_")
    return held != name.startswith("NOT_")
