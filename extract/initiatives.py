"""Finds named initiatives and campaigns: quoted, or capitalised, beside the noun that says so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from extract.found import Found
from extract.profiles.model import Vocabulary

_OPEN, _CLOSE = "'\"‘“", "'\"’”"
_QUOTED = rf"[A-Za-z][^{_OPEN}{_CLOSE}\n.]{{2,40}}"
_RUN = r"(?P<run>[A-Z][\w-]+(?:[ \t]+(?:[A-Z][\w-]+|for|the|of|with|and)){1,4})"


def find_initiatives(text: str, vocabulary: Vocabulary) -> Iterator[Found]:
    """Initiatives of `text`; the span is the name alone, without quotes."""
    nouns = vocabulary.initiatives
    if not nouns or not any(noun in text for noun in (*nouns, "campaign", "initiative")):
        return
    for match in _pattern(vocabulary.initiatives).finditer(text):
        name = next(key for key, value in match.groupdict().items() if value)
        start, end = match.span(name)
        words = text[start:end].split()
        if name == "hashtag" or 1 < len(words) <= 6:
            canonical = " ".join(words).upper()
            yield Found(start, end, text[start:end], "INITIATIVE", canonical, 0.8)


@cache
def _pattern(nouns: frozenset[str]) -> re.Pattern[str]:
    noun = rf"(?:{'|'.join(sorted(nouns, key=len, reverse=True))})"
    return re.compile(
        rf"(?<!\w)[{_OPEN}](?P<before>{_QUOTED})[{_CLOSE}]\s+{noun}\b"
        rf"|\b{noun}\s+(?:called\s+|named\s+|known\s+as\s+)?"
        rf"[{_OPEN}](?P<after>{_QUOTED})[{_CLOSE}](?!\w)"
        rf"|#(?P<hashtag>\w{{4,30}})\s+{noun}\b"
        rf"|(?<=\bthe )(?<![.!?] ){_RUN}\s+(?:campaign|initiative)\b"
    )
