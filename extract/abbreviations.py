"""Finds abbreviations where a text defines them: "Killed and Seriously Injured (KSI)".

The algorithm is that of A. S. Schwartz and M. A. Hearst, "A simple algorithm for
identifying abbreviation definitions in biomedical text", Pacific Symposium on Biocomputing
8 (2003), 451-462: the characters of the short form are matched backwards in the words
before the bracket, the first of them at the start of a word. Their window of
min(|A| + 5, 2|A|) words is kept. Added for these reports: a plural "s" of the short form
("CSCs") is left out of the match, and so is an ampersand or a slash, which stands for "and"
or for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_BRACKET = re.compile(r"\(\s*(?P<short>[A-Za-z][A-Za-z&/’'.-]{1,9})\s*\)")
_WORD = re.compile(r"\S+")
_SMALL = frozenset({"and", "of", "the", "for", "to", "in", "on", "with", "&", "a", "by", "or"})
_OPENERS = frozenset({"the", "a", "an", "our", "their", "its", "and", "of", "by", "to", "with"})


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form and what it stands for; offsets are those of the whole definition.

    They are 0-based, end exclusive, from the first character of the long form to the
    closing bracket.
    """

    short: str
    long: str
    start: int
    end: int


def find_abbreviations(text: str) -> list[Abbreviation]:
    """The definitions of `text`, left to right. `short` has no plural "s"."""
    found = []
    for match in _BRACKET.finditer(text):
        short = re.sub(r"(?<=[A-Z])['’]?s$", "", match["short"]).rstrip(".")
        if sum(c.isupper() for c in short) < 2 or len(short) > 10:
            continue
        span = _long_form(text, match.start(), short)
        if span is not None:
            long = " ".join(text[span[0] : span[1]].split())
            found.append(Abbreviation(short, long, span[0], match.end()))
    return found


def defined_abbreviations(texts: Iterable[str]) -> dict[str, str]:
    """Short form to long form over many texts; the form defined most often, then the first."""
    counts: dict[str, dict[str, int]] = {}
    for text in texts:
        if "(" not in text:
            continue
        for found in find_abbreviations(text):
            forms = counts.setdefault(found.short, {})
            forms[found.long] = forms.get(found.long, 0) + 1
    return {short: max(forms, key=lambda f: (forms[f], len(f))) for short, forms in counts.items()}


def _long_form(text: str, bracket: int, short: str) -> tuple[int, int] | None:
    letters = [c for c in short.lower() if c.isalnum()]
    window = min(len(letters) + 5, len(letters) * 2) + short.count("&")
    before = text[max(0, bracket - 160) : bracket].rstrip()
    words = list(_WORD.finditer(before))[-window:]
    if not words or not letters:
        return None
    offset = max(0, bracket - 160)
    start = _by_initials(words, letters)
    if start is None:
        start = _match_backwards(before, words[0].start(), letters)
    if start is None or " " not in before[start:].strip():
        return None
    long = before[start:]
    if re.search(r"[.;:()•\t]\s", long) or long.split(maxsplit=1)[0].lower() in _OPENERS:
        return None
    return offset + start, offset + len(before)


def _by_initials(words: list[re.Match[str]], letters: list[str]) -> int | None:
    """Where the long form starts whose words begin with the letters, small words left out.

    Tried first: else the last letter of "Services" would do for the first of
    "Support Services Directorate (SSD)".
    """
    wanted = list(letters)
    for word in reversed(words):
        bare = word.group().lstrip("'\"‘“(*")
        initial = bare[:1].lower()
        if initial == wanted[-1]:
            wanted.pop()
        elif word.group().lower() not in _SMALL:
            return None
        if not wanted:
            return word.end() - len(bare)
    return None


def _match_backwards(text: str, first: int, letters: list[str]) -> int | None:
    """Where the long form starts; None if a letter of the short form has no match.

    The letters are sought from the last to the first; only the first must open a word.
    """
    at = len(text)
    for index in range(len(letters) - 1, -1, -1):
        at -= 1
        opens = index == 0
        while at >= first and (
            text[at].lower() != letters[index] or (opens and at > 0 and text[at - 1].isalnum())
        ):
            at -= 1
        if at < first:
            return None
    return at
