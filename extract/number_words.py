"""Numbers written in words, and the fractions and ratios that English writes with words.

Every function takes a text and yields what it reads with offsets into that text (0-based,
end exclusive). Nothing here decides whether a number is a figure; see `not_figures`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quarterline.phrases import folded, folded_words

UNITS = {
    word: value
    for value, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen".split(),
        start=1,
    )
}
TENS = {
    word: value * 10
    for value, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
MAGNITUDES = {
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
}
_PARTS = {
    "half": 2,
    "halves": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
VULGAR = {
    "½": 1 / 2,
    "¼": 1 / 4,
    "¾": 3 / 4,
    "⅓": 1 / 3,
    "⅔": 2 / 3,
    "⅕": 1 / 5,
    "⅛": 1 / 8,
    "⅜": 3 / 8,
    "⅝": 5 / 8,
    "⅞": 7 / 8,
}


@dataclass(frozen=True, slots=True)
class Spelled:
    """A number in words: offsets, its value, and `step`, the unit of its last place.

    `step` is 0 for a number spelled out exactly ("eleven"), else the magnitude to which it
    was rounded ("three million": 1,000,000). `form` is word, half, fraction or ratio.
    """

    start: int
    end: int
    value: float
    step: float
    form: str


_ALL = "|".join(sorted([*UNITS, *TENS, "hundred", *MAGNITUDES, "dozen"], key=len, reverse=True))
_NUMBER_WORDS = frozenset((*UNITS, *TENS, "hundred", *MAGNITUDES, "dozen"))
_GAP = r"(?:\s*+-\s*+|\s++)"
_WORD = re.compile(rf"\b(?:{_ALL})\b", re.I)
_RUN = re.compile(
    rf"\b(?P<article>an?\s++(?=(?:hundred|thousand|million|billion|trillion|dozen)\b))?+"
    rf"(?P<run>(?:{_ALL})\b(?:{_GAP}(?:and\s++)?+(?:{_ALL})\b)*+)"
    rf"(?P<half>\s++and\s++a\s++half\b(?:\s++(?P<unit>thousand|million|billion)\b)?+)?+",
    re.I,
)
_HALF = re.compile(
    rf"\b(?:half\s++an?\s++|a\s++half[\s-]++)(?P<big>{'|'.join([*MAGNITUDES, 'dozen'])})\b"
    r"|\b(?P<half>half)(?=\s++(?:an?|of|the|all|its|their|his|her|our|those|these)\b)",
    re.I,
)
_SMALL = "|".join(w for w, v in UNITS.items() if v < 10)
_FRACTION = re.compile(
    rf"\b(?P<top>an?|{_SMALL})[\s-]++(?P<part>{'|'.join(_PARTS)})s?+"
    rf"(?=\s++(?P<of>of|the)\s++(?P<next>a\s++(?:million|billion))?+)",
    re.I,
)
_PART = "|".join(_PARTS)
# "rose by a quarter"; "two thirds (16) were": several thirds or fifths are no order and no time.
_FRACTION_BY = re.compile(
    r"(?:\bby\s++(?:(?:almost|nearly|about|around|over|more\s+than|up\s+to)\s++)?+"
    rf"(?P<span>(?P<top>an?|{_SMALL})[\s-]++(?P<part>{_PART})s?+)"
    r"|\b(?P<many>(?P<tops>two|three|four)[\s-]++(?P<parts>third|fifth)s))\b"
    r"(?!\s+(?:of|the|year|quarter|term|time)\b)",
    re.I,
)
# "a quarter of a percentage point", "half of a mile": a part of one unit, not of a whole.
_OF_UNIT = re.compile(
    r"\s++of\s++an?\s++(?=(?:percentage\s+point|per\s*cent|point|mile|hour|second|minute|metre"
    r"|kilo|kilogram|tonne|ton|pint|litre|acre|inch)\b)",
    re.I,
)
_FRACTION_BIG = re.compile(r"\s++of\s++a\s++(million|billion)\b", re.I)
_RATIO = re.compile(
    rf"\b(?P<top>{_SMALL}|ten|\d{{1,3}}+)\s++(?P<link>in|out\s++of)\s++(?P<every>every\s++)?+"
    rf"(?P<whole>{_ALL}|\d{{1,4}}+)\b(?![\d,.:/%-]\d|\s*+%)",
    re.I,
)
# "two in three months", "one in ten years": a time after the second number makes it no ratio.
_TIME_NEXT = re.compile(
    r"\s++(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|quarters?|decades?"
    r"|january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.I,
)
# Wholes that people use to speak of a proportion; "12 out of 15 officers" is two counts.
_WHOLES = {2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 20, 25, 50, 100, 1000}


def find_ratios(text: str) -> Iterator[Spelled]:
    """Proportions such as "one in four" or "six out of ten", as a percentage."""
    if folded_words(text).keys().isdisjoint(("in", "out")):
        return
    for match in _RATIO.finditer(text):
        top, whole = _small(match["top"]), _small(match["whole"])
        if not top or not whole or top >= whole or whole not in _WHOLES:
            continue
        if (
            match["link"].casefold() == "in"
            and not match["every"]
            and (_TIME_NEXT.match(text, match.end()) or (match["top"].isdigit() and whole > 20))
        ):
            continue
        yield Spelled(match.start(), match.end(), 100 * top / whole, 0.0, "ratio")


_LENGTH = re.compile(
    r"(?<![\w.,])(?P<whole>\d{1,3})\s?(?P<unit>m(?:ins?)?|h(?:rs?)?)\s?(?P<part>\d{1,2})\s?"
    r"(?P<of>s(?:ecs?)?|m(?:ins?)?)\b",
    re.I,
)


def find_lengths(text: str) -> Iterator[Spelled]:
    """Lengths of time such as "2m 35s", in seconds, and "1h 20m", in minutes."""
    for match in _LENGTH.finditer(text):
        form = "seconds" if match["of"][0] in "sS" else "minutes"
        whole, part = int(match["whole"]), int(match["part"])
        if (match["unit"][0] in "mM") == (form == "seconds") and part < 60:
            yield Spelled(match.start(), match.end(), 60.0 * whole + part, 0.0, form)


def find_fractions(text: str) -> Iterator[Spelled]:
    """Parts of a whole ("two thirds of", "a quarter of a million", "half a kilogram")."""
    lower = folded(text)
    for match in _HALF.finditer(text) if "half" in lower else ():
        if match["big"]:
            size = (
                12.0 if match["big"].casefold() == "dozen" else MAGNITUDES[match["big"].casefold()]
            )
            yield Spelled(match.start(), match.end(), size / 2, size / 10, "word")
        elif not re.search(
            r"(?:\ba|\band\s+a|first|second|third|other|this|next|last)\s+$",
            text[max(0, match.start() - 12) : match.start()],
            re.I,
        ):
            whole = re.match(r"\s+an?\b", text[match.end() : match.end() + 5], re.I)
            value, form = (0.5, "half") if whole else (50.0, "fraction")
            yield Spelled(match.start(), match.end(), value, 0.0, form)
    if not any(part in lower for part in _PARTS):
        return
    for match in _FRACTION.finditer(text):
        part = match["part"].casefold()
        top = 1 if match["top"].casefold() in ("a", "an") else UNITS[match["top"].casefold()]
        if top >= _PARTS[part] or (
            match["of"].casefold() == "the" and part not in ("half", "third")
        ):
            continue
        big = _FRACTION_BIG.match(text, match.end())
        if big:
            size = MAGNITUDES[big[1].casefold()]
            value, end = size * top / _PARTS[part], big.end()
            yield Spelled(match.start(), end, value, size / 10, "word")
        elif _OF_UNIT.match(text, match.end()):
            yield Spelled(match.start(), match.end(), top / _PARTS[part], 0.0, "half")
        else:
            value = 100 * top / _PARTS[part]
            yield Spelled(match.start(), match.end(), value, 0.0, "fraction")
    for match in _FRACTION_BY.finditer(text):
        word = (match["top"] or match["tops"]).casefold()
        top = 1 if word in ("a", "an") else UNITS[word]
        whole_parts = _PARTS[(match["part"] or match["parts"]).casefold()]
        if top < whole_parts:
            span = match.span("span" if match["span"] else "many")
            yield Spelled(*span, 100 * top / whole_parts, 0.0, "fraction")


def find_words(text: str) -> Iterator[Spelled]:
    """Cardinals in words ("eleven", "twenty-one", "three hundred and five", "a million")."""
    if folded_words(text).keys().isdisjoint(_NUMBER_WORDS):
        return
    for match in _RUN.finditer(text):
        # A word that is half of a compound ("forty-something", "mid-fifties") is not a number.
        words = [
            (w.group().casefold(), w.start(), w.end())
            for w in _WORD.finditer(text, *match.span("run"))
        ]
        pieces = list(_split(words, text, bool(match["article"])))
        for index, (value, step, start, end) in enumerate(pieces):
            first = match.start() if index == 0 else start
            if match["half"] and index == len(pieces) - 1:
                size = MAGNITUDES.get((match["unit"] or "").casefold(), 1.0)
                yield Spelled(
                    first, match.end(), (value + 0.5) * size, size / 10 if size > 1 else 0.0, "word"
                )
            else:
                yield Spelled(first, end, value, step, "word")


def _split(
    words: list[tuple[str, int, int]], text: str, article: bool
) -> Iterator[tuple[float, float, int, int]]:
    """Cut a run of number words into numbers: "three and seven" are two, "twenty-one" is one."""
    total = current = 0.0
    step = 0.0
    start = -1
    end = 0
    last = ""
    for word, left, right in words:
        joined = re.search(r"\band\b", text[end:left], re.I) is not None if start >= 0 else False
        if start >= 0 and not _continues(word, current, total, last, joined):
            yield total + current, step, start, end
            total = current = step = 0.0
            start, last = -1, ""
        if start < 0:
            start = left
            if word in MAGNITUDES or word in ("hundred", "dozen"):
                if not article:  # "several thousand": too vague to be a figure
                    start = -1
                    continue
                current = 1.0
            article = False
        if word in MAGNITUDES:
            total += max(current, 1.0) * MAGNITUDES[word]
            current, step = 0.0, MAGNITUDES[word]
        elif word in ("hundred", "dozen"):
            current *= 100.0 if word == "hundred" else 12.0
        else:
            current += UNITS.get(word, TENS.get(word, 0))
            step = 0.0
        last, end = word, right
    if start >= 0:
        yield total + current, step, start, end


def _continues(word: str, current: float, total: float, last: str, joined: bool) -> bool:
    if joined and last not in ("hundred", *MAGNITUDES):
        return False
    if word in ("hundred", "dozen"):
        return 0 < current < 100
    if word in MAGNITUDES:
        return current > 0 and (not total or MAGNITUDES[word] < total)
    if word in TENS:
        return current % 100 == 0 and last in ("hundred", *MAGNITUDES)
    if last in TENS:
        return UNITS[word] < 10 and not joined
    return last in ("hundred", *MAGNITUDES) and current % 100 == 0


def _small(word: str) -> int:
    word = word.casefold()
    if word.isdigit():
        return int(word)
    if word in ("hundred", "thousand"):
        return 100 if word == "hundred" else 1000
    return UNITS.get(word) or TENS.get(word) or (12 if word == "dozen" else 0)
