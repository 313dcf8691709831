"""The normal form of a measure, by which one series is recognised in other words.

Lower case, known abbreviations written out, function words and the words that only say
that something was counted dropped, plurals and participles lightly stemmed, sorted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz import fuzz

# Words that say how or that something was counted, not what.
_DROPPED = frozenset(
    "the a an of to in for and or by on with at from as per our their its this that these "
    "those his her which who were was is are been being have has had total number overall new "
    "now current currently additional further received taken made recorded reported "
    "contributed provided completed carried out dealt processed registered conducted last "
    "quarter year period month hours hour".split()
)
_WORD = re.compile(r"[a-z0-9&]+")
_GLOSS = re.compile(r"\s*\(([A-Z][A-Za-z&]*s?|101|999|111)\)")
_SAME_WORDS = {
    "101": "nonemergency",
    "999": "emergency",
    "caller": "call",
    "ksis": "ksi",
    "casualty": "casualty",
    "people": "person",
    "persons": "person",
    "individual": "person",
    "individuals": "person",
    "constabulary": "constable",
    "specials": "special",
    "enquiries": "enquiry",
    "interims": "interim",
    "asb": "antisocial behaviour",
    "chat": "chat",
    "arrests": "arrest",
}


def normalise(
    measure: str,
    unit: str = "count",
    abbreviations: Mapping[str, str] | None = None,
    places: Iterable[str] = (),
) -> str:
    """The normal form of `measure`; `abbreviations` maps short forms to full ones (KSI, ASB).

    `places` are left out: where it was counted is another field of the claim.
    A unit other than count is kept as a word, so that hours of a thing and the thing differ.
    """
    text = _GLOSS.sub(lambda m: f" {m[1]} " if m[1].isdigit() else " ", measure)
    for place in places:
        if place in text:  # hundreds are asked for and few are there
            text = re.sub(rf"\b{re.escape(place)}\b", " ", text)
    for short, full in (abbreviations or {}).items():
        if short in text:
            text = re.sub(rf"\b{re.escape(short)}s?\b", full, text)
    text = (
        text.casefold()
        .replace("non-emergency", "nonemergency")
        .replace("anti-social", "antisocial")
        .replace("anti social", "antisocial")
    )
    return _sorted_words(text, unit)


@lru_cache(maxsize=8192)
def _sorted_words(text: str, unit: str) -> str:
    words: set[str] = set()
    for word in _WORD.findall(text.replace("’", "'").replace("'s", "")):
        for part in _SAME_WORDS.get(word, word).split():
            if part not in _DROPPED:
                words.add(_stem(part))
    if unit not in ("count", "percent", "percentage_points"):
        words.add(unit.removeprefix("other:"))
    return " ".join(sorted(words))


def _stem(word: str) -> str:
    """A light stem: plural and past endings only, so that it stays readable."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


_SAME_WORD = 88.0  # percent of letters: a misspelling is, "emergency" and "nonemergency" are not


def same_series(first: str, second: str) -> float:
    """How surely two measures (or normal forms) name one series, 0 to 1.

    The mean of the share of words that both have (Dice's coefficient, misspelt words allowed),
    which punishes what only one of them has, and RapidFuzz's token-set ratio, which forgives
    it. From 0.9 it is as good as sure, below 0.7 they are two series.
    """
    a, b = normalise(first), normalise(second)
    if not a or not b:
        return 0.0
    rest = b.split()
    shared = 0
    for word in a.split():
        match = next((w for w in rest if fuzz.ratio(word, w) >= _SAME_WORD), None)
        if match is not None:
            rest.remove(match)
            shared += 1
    dice = 2 * shared / (len(a.split()) + len(b.split()))
    return (dice + fuzz.token_set_ratio(a, b) / 100) / 2 if shared else 0.0
