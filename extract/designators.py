"""The forms of names that the finders of operations, projects and initiatives share."""

from __future__ import annotations

import re

QUOTES = "'\"‘’“”"
WORD = r"[A-Z0-9](?:[\w]|['’-](?=\w))*"
ROMAN = r"(?:II|III|IV|V|VI|VII|VIII|IX|X)"

# "Co-op" and "post-op" are no designators, hence no hyphen may stand before one.
DESIGNATOR = re.compile(
    r"(?<![\w-])(?P<kind>Operational|Operations?|OPERATIONS?|operations?|Ops?\.?|OPS?\.?|ops?\.?"
    rf"|Project|PROJECT|project)(?:\s+|\s*(?=[{QUOTES}]))(?P<quote>[{QUOTES}]?)(?={WORD})"
)
_CAPITALS = re.compile(r"[A-Z0-9][A-Z0-9'’-]*[A-Z][a-z]?$|[A-Z0-9]{2,}$")
_LABELS_AFTER = re.compile(r"\s+(?:project|teams?)$", re.IGNORECASE)


def is_capitals(word: str) -> bool:
    """Whether a word is set in capitals, allowing a small last letter, as converters leave it."""
    return bool(_CAPITALS.match(word))


def canonical_name(text: str) -> str:
    """The canonical form of a name as printed: upper case, single spaces, no quotes."""
    return " ".join(text.split()).strip(QUOTES + " .").replace("’", "'").upper()


def printed_name(text: str) -> str:
    """The canonical name of a mention's own words, whatever the library made of it."""
    start = DESIGNATOR.match(text)
    if start:
        return canonical_name(text[start.end() :])
    return canonical_name(_LABELS_AFTER.sub("", text))
