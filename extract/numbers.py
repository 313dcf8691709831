"""Finding number expressions: every numeral or number in words, with its printed precision.

What is found here is not yet a figure: `not_figures` throws out years, dates, ages and
names; `quantities` adds the unit, the qualifier and the interval.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extract.number_words import (
    MAGNITUDES,
    VULGAR,
    find_fractions,
    find_lengths,
    find_ratios,
    find_words,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number expression.

    `start`, `end`: 0-based, end exclusive, in the text given; the span holds the sign,
    currency sign, percent sign and magnitude word, no qualifier and no other unit.
    `value` is in the unit that is named ("£5.4m" is 5,400,000). `step` is the unit of the
    last printed place of a rounded form (100,000 for "£5.4m", 0.1 for "13.4%"), 0 where
    the number is printed in full. `form`: numeral, word, half, fraction or ratio.
    `currency`: the sign, or "". `percent`: whether a percent sign or word belongs to it.
    """

    start: int
    end: int
    text: str
    value: float
    step: float
    form: str
    currency: str = ""
    percent: bool = False


LENGTHS = ("seconds", "minutes")
"""Forms of lengths of time that are one number: "2m 35s" in seconds, "1h 20m" in minutes."""
# Sixteen digits and more are keys and reference numbers, and floats could not hold them.
_MAX_DIGITS = 15

_CURRENCY = r"(?P<currency>(?:(?:US|A|C|NZ|HK)\$|[£$€¥])\s?+)"
_THIN = "\u00a0\u2009\u202f"
# "28, 373 CYP": a converter left a space after the thousands comma; never inside a list.
# "In quarter 1 2015/16, 272 casualties": behind a financial year it is a comma.
_STRAY = (
    r"(?<![/–-])\d{1,3}+,[ ]\d{3}(?![\d,]|\.\d|\s*+(?:,|and|or|to|-|–)\s*+\d"
    # "was 872, 370 of which were made by …": two figures
    r"|\s++of\s++(?:which|these|those|them|whom)\b"
    # "fell to 962, 213 fewer than a year earlier": a level and its change
    r"|\s++(?:fewer|more|less|higher|lower|up|down)\b)"
)
_DIGITS = rf"(?:\d{{1,3}}(?:[,{_THIN}]\d{{3}})++(?!\d)|{_STRAY}|\d++)(?:\.\d++)?+"
_VULGAR = "".join(VULGAR)
_PERCENT = r"(?P<percent>\s?+%|\s++per\s*cent\b(?!age)|\s++percent\b(?!age)|pc\b)"
_MAGNITUDE = (
    r"(?:\s?+(?P<word>(?i:thousand|million|billion|trillion))\b"
    r"|(?P<letter>bn|mn|tn|[kmbKMB])(?![\w²³])"
    r"|\s(?P<spaced>bn|mn|tn)\b|(?P<dozen>\s++dozen\b))"
)
_NUMERAL = re.compile(
    rf"(?<![\w#@\\{{])(?:(?P<sign>[-−])(?=[\d£$€]))?+{_CURRENCY}?+"
    rf"(?P<digits>{_DIGITS})(?:\s?+(?P<vulgar>[{_VULGAR}]))?+"
    rf"(?:{_MAGNITUDE}|{_PERCENT})?+"
    rf"|(?<![\w#@\\{{])(?P<alone>[{_VULGAR}])"
)
_DIGIT = re.compile(rf"[\d{_VULGAR}]")
_BETWEEN_DIGITS = re.compile(rf"[,{_THIN} ]")
_LETTERS = {"k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "tn": 1e12}
# "5m long", "the 100m final": the letter is a length there, not a magnitude.
_METRES = re.compile(
    r"[\s-]++(?:long|wide|high|deep|tall|away|apart|below|above|from|sprint|race|final|stretch"
    r"|radius|exclusion|cordon|hurdles|freestyle|relay|pool|square)\b",
    re.I,
)
_HALF_MORE = re.compile(r"\s++and\s++a\s++half\b")


def find_numbers(text: str) -> list[Number]:
    """Every number expression of `text`, left to right, never overlapping.

    Proportions ("one in four") win over the numbers inside them, and so do fractions.
    """
    found: list[Number] = []
    for spelled in (
        *find_ratios(text),
        *find_fractions(text),
        *find_lengths(text),
        *find_words(text),
    ):
        words = text[spelled.start : spelled.end]
        percent, end = spelled.form in ("ratio", "fraction"), spelled.end
        value, step = spelled.value, spelled.step
        if spelled.form == "word":
            after = _PERCENT_AFTER.match(text, end)
            if after:  # "ten per cent"
                percent, end, words, step = (
                    True,
                    after.end(),
                    text[spelled.start : after.end()],
                    1.0,
                )
        found.append(Number(spelled.start, end, words, value, step, spelled.form, "", percent))
    found.extend(_numerals(text))
    found.sort(key=lambda n: (n.start, -n.end))
    kept: list[Number] = []
    for number in found:
        if not kept or number.start >= kept[-1].end:
            kept.append(number)
        elif number.form in ("ratio", "fraction", *LENGTHS) and kept[-1].end <= number.end:
            kept[-1] = number
    return kept


_PERCENT_AFTER = re.compile(_PERCENT.replace("(?P<percent>", "(?:"), re.I)


def _numerals(text: str) -> Iterator[Number]:
    if not _DIGIT.search(text):
        return
    for match in _NUMERAL.finditer(text):
        number = _numeral(text, match)
        if number is not None:
            yield number


def _numeral(text: str, match: re.Match[str]) -> Number | None:
    digits = match["digits"] or ""
    plain = _BETWEEN_DIGITS.sub("", digits)
    if len(plain) > _MAX_DIGITS:
        return None
    start, end = match.span()
    if match["sign"] and not _is_sign(text, start):
        start += 1
    value = float(plain or 0)
    step = 10.0 ** -len(plain.partition(".")[2]) if "." in plain else 0.0
    vulgar = match["vulgar"] or match["alone"]
    if vulgar:  # "19 ½ years"
        value, step = value + VULGAR[vulgar], 0.0
    size, end = _size(text, match, end)
    if size != 1.0:
        value, step = round(value * size, 6), (step or 1.0) * size
    if match["percent"] and not step:
        step = 1.0
    currency = (match["currency"] or "").strip()
    half = _HALF_MORE.match(text, end)
    if half and not match["percent"]:
        value, end = value + 0.5 * size, half.end()
    if match["sign"] and start == match.start():
        value = -value
    return Number(
        start, end, text[start:end], value, step, "numeral", currency, bool(match["percent"])
    )


def _size(text: str, match: re.Match[str], end: int) -> tuple[float, int]:
    """What the magnitude word or letter multiplies by, and where the number then ends."""
    if match["word"]:
        return MAGNITUDES[match["word"].casefold()], end
    if match["dozen"]:
        return 12.0, end
    letter = match["letter"] or match["spaced"]
    if not letter:
        return 1.0, end
    if letter == "m" and not match["currency"] and _METRES.match(text, end):
        return 1.0, end - 1
    if letter in ("b", "B") and not match["currency"]:
        return 1.0, end  # "4b" is a label; `not_figures` sees the letter and throws it out
    return _LETTERS[letter.casefold()], end


def _is_sign(text: str, start: int) -> bool:
    """Whether the dash at `start` is a minus sign: in "4-6" and "COVID-19" it is not."""
    before = text[max(0, start - 2) : start]
    return not before or before[-1] in "(\t|" or (before[-1].isspace() and not before[0].isdigit())
