"""From a number to a quantity: its unit, its qualifier and the interval it stands for.

The interval is what the printed form can mean:

- printed in full (477; £252,000): the value itself;
- abbreviated or rounded (5.4m, 13.4%, 106.9, three million): half a unit of the last printed
  place to either side;
- "approximately", "around": half a unit of the last place that is not a padding zero
  (2,500: 50 to either side; 70: 5), or the printed rounding if that is wider;
- "nearly", "almost": the same, but not above the value; "just over": not below it;
- "over", "more than", "at least", "500+": from the value upwards, unbounded;
- "under", "less than", "up to": from zero (unbounded below for negatives) to the value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from extract.endings import LETTER, ending
from extract.not_figures import why_not
from extract.number_words import TENS, UNITS
from extract.numbers import LENGTHS, Number, find_numbers
from extract.units import CURRENCIES, TIME_UNITS, rate_after, rate_around, unit_after


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with unit, qualifier and interval.

    `start`, `end` span the number as in `Number`; `right` is where the unit's words end and
    `left` where the qualifier's begin (offsets in the same text). `per` is the rate that is
    named after the unit ("per_day"), "" if none.
    """

    number: Number
    unit: str
    qualifier: str
    low: float | None
    high: float | None
    left: int
    right: int
    per: str = ""

    @property
    def start(self) -> int:
        """Where the number starts."""
        return self.number.start

    @property
    def end(self) -> int:
        """Where the number ends."""
        return self.number.end

    @property
    def value(self) -> float:
        """The number, in its unit."""
        return self.number.value


_QUALIFIERS = (
    (
        "at_least",
        r"at\s+least|no\s+(?:less|fewer)\s+than|not\s+(?:less|fewer)\s+than|a\s+minimum\s+of"
        r"|minimum\s+of|upwards?\s+of|from\s+as\s+many\s+as|≥",
    ),
    (
        "up_to",
        r"up\s+to|as\s+many\s+as|as\s+much\s+as|at\s+most|no\s+more\s+than|not\s+more\s+than"
        r"|a\s+maximum\s+of|maximum\s+of|within(?:\s+the\s+(?:first|next))?(?:\s+a)?"
        r"|to\s+a\s+maximum\s+of|≤",
    ),
    (
        "over",
        r"(?:just\s+|well\s+|slightly\s+|far\s+)?(?:over|above|more\s+than|greater\s+than"
        r"|higher\s+than"
        r"|in\s+excess\s+of|exceed(?:s|ed|ing)?|longer\s+than|older\s+than|beyond|topping)|>",
    ),
    (
        "under",
        r"(?:just\s+|well\s+|slightly\s+)?(?:under|below|less\s+than|fewer\s+than|lower\s+than"
        r"|shy\s+of|short\s+of)|<",
    ),
    (
        "approx",
        r"approximately|approx\.?|about|around|roughly|nearly|almost|close\s+to|some(?=\s)"
        r"|circa|c\.|ca\.|~"
        r"|estimated(?:\s+at)?(?:\s+to\s+be)?|an\s+estimated|in\s+the\s+region\s+of"
        r"|getting\s+on\s+for|virtually|practically",
    ),
)
_QUALIFIER_LEFT = ending(
    r"(?<![\w-])(?:"
    + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _QUALIFIERS)
    + r")\s*(?:(?:an?|the|another|a\s+further|further|additional|a\s+total\s+of|total\s+of)\s+)?\Z",
    re.I,
)
_PLUS_RIGHT = re.compile(
    r"\s?\+(?!\d)|\s+(?:or\s+(?:more|over|above)|and\s+(?:over|above|more))\b|-plus\b", re.I
)
_UP_TO_RIGHT = re.compile(r"\s+(?:or\s+(?:less|fewer|under)|at\s+most)\b", re.I)
_SO_RIGHT = re.compile(r"(?:\s+\w+)?\s+or\s+so\b|-odd\b|ish\b", re.I)
_NEARLY = ending(
    r"(?:nearly|almost|close\s+to|virtually|practically|getting\s+on\s+for)\s*\w*\s*\Z", re.I
)
# "over three operations", "under Operation X": the preposition of a span or a cause, no bound.
_NOT_OVER = ending(
    r"(?:across|spread|carried\s+out|takes?\s+place|place|occurred|patrols?"
    r"|hours|spent)\s+over\s*(?:a\s+total\s+of\s*)?\Z",
    re.I,
)
# "arrests made over three operations", but "officers made over 2,500 arrests": by its size
_MADE_OVER = ending(r"\b(?:arrested|held|made)\s+over\s*(?:a\s+total\s+of\s*)?\Z", re.I)
_FEW = 50
_WENT_UP = ending(r"\b(?:went|gone|go(?:es)?|going|moved?|moves)\s+up\s+to\s*\Z", re.I)
# "five fewer than 33", "higher than the 8,869 of": what follows is another figure, no bound
_THAN_OTHER = ending(
    r"\bthan\s+the\s*\Z"
    rf"|(?:\d%?\)?|\bpoints?|\b(?:{'|'.join([*UNITS, *TENS])}))\s+(?:\w+\s+)?(?:more|less|fewer"
    r"|higher|lower|greater)\s+than\s*\Z",
    re.I,
)
_UNIT_ADJECTIVE = re.compile(
    r"\s+(?:total|additional|officer|extra|working|volunteer|more|further|consecutive|calendar"
    r"|full|whole|paid|unpaid|man|staff)\b",
    re.I,
)
_PARTS_OF = {"hours": "other:minutes", "other:minutes": "other:seconds"}
_COUNTED = ("numeral", "word")
_AND = re.compile(r"\s*(?:,\s*)?(?:and\s+)?")
_SPAN_UNITS = TIME_UNITS
_RANGE_LINK = re.compile(r"\s?[-–—]\s?|\s+to\s+|\s+and\s+|\s+or\s+", re.I)
_BETWEEN_LEFT = ending(r"\b(?:between|from|anywhere\s+between)\s+(?:around\s+|about\s+)?\Z", re.I)
# "rose by 3% to 82%", "up 3% to 82%"
_BY_LEFT = ending(r"\b(?:by|up|down)\s+(?:a\s+(?:further|record)\s+)?\Z", re.I)
_CHANGE_LEFT = ending(
    r"\b(?:ris\w+|rose|increas\w+|fell|fall\w*|decreas\w+|declin\w+|dropp?\w*|up|down|grew"
    r"|grow\w*|reduc\w+|went|go(?:es|ing)?|mov\w+|slipp?\w*|jump\w*|climb\w*|cut|improv\w+"
    r"|deteriorat\w+|tak(?:e|es|ing|en)|took|bring\w*|brought)"
    r"(?:\s+[\w.,]+%?){0,8}\s+\(?from\s+(?:around\s+|about\s+)?\Z",
    re.I,
)


def find_quantities(text: str) -> list[Quantity]:
    """Every quantity of `text`, left to right; numbers that are no figures are left out."""
    return list(_find_quantities(text))


# The cells of a row are read one by one, and again by their heads; and reports say much again
# that the one before them said.
@lru_cache(maxsize=4096)
def _find_quantities(text: str) -> Sequence[Quantity]:
    numbers = find_numbers(text)
    kept = [n for n in numbers if not why_not(text, n)]
    quantities: list[Quantity] = []
    floor = 0
    for index, number in enumerate(kept):
        if number.start < floor:  # "per 1,000 population": the 1,000 belongs to the unit
            continue
        quantity = _quantity(text, number)
        floor = max(floor, quantity.right)
        if index + 1 < len(kept):
            pair = _range(text, quantity, kept[index + 1])
            if pair:
                quantities.append(pair[0])
                quantity = pair[1]
                # the upper end is met again in the loop; the floor passes over it
                floor = max(floor, quantity.right, quantity.end)
        quantities.append(quantity)
    return _joined(text, quantities)


def _joined(text: str, quantities: Sequence[Quantity]) -> list[Quantity]:
    """ "3 minutes and 45 seconds" is one length of time, of 225 seconds.

    Its span goes on to the end of the smaller unit, since the greater one lies inside it.
    """
    found: list[Quantity] = []
    for quantity in quantities:
        last = found[-1] if found else None
        if (
            last is None
            or _PARTS_OF.get(last.unit) != quantity.unit
            or quantity.value >= 60
            or last.number.form not in _COUNTED
            or quantity.number.form not in _COUNTED
            or not _AND.fullmatch(text, last.right, quantity.start)
        ):
            found.append(quantity)
            continue
        number = Number(
            last.start,
            quantity.right,
            text[last.start : quantity.right],
            60 * last.value + quantity.value,
            quantity.number.step,
            quantity.number.form,
        )
        low, high = interval(number, last.qualifier)
        found[-1] = replace(last, number=number, unit=quantity.unit, low=low, high=high,
                            right=quantity.right, per=quantity.per)  # fmt: skip
    return found


def _quantity(text: str, number: Number) -> Quantity:
    unit, right, per = _unit(text, number)
    qualifier, left, one_sided = _qualifier(text, number, unit, right)
    low, high = interval(number, qualifier, one_sided)
    return Quantity(number, unit, qualifier, low, high, left, right, per)


def _unit(text: str, number: Number) -> tuple[str, int, str]:
    """The unit's name, where its words end, and the rate named after it."""
    right = number.end
    if number.currency:
        unit = CURRENCIES.get(number.currency, "other:currency")
        if unit == "gbp" and (
            named := re.match(r"\s*(?:sterling)\b", text[right : right + 12], re.I)
        ):
            right += named.end()
    elif number.percent:
        points = re.match(r"\s?(?:percentage\s+)?p(?:oin)?ts?\b", text[right : right + 20], re.I)
        unit = "percentage_points" if points else "percent"
        right += points.end() if points else 0
    elif number.form in LENGTHS:
        unit = f"other:{number.form}"
    else:
        start = right
        article = (
            re.match(r"\s+(?:of\s+)?an?\b", text[right : right + 8], re.I)
            if number.form == "half"
            else None
        )
        found = unit_after(text, start + (article.end() if article else 0))
        if found is None and (worded := _UNIT_ADJECTIVE.match(text, start)):  # "51,866 total hours"
            found = unit_after(text, worded.end())
            found = found if found and found[0] in TIME_UNITS else None
        unit, right = found or ("count", right)
        more = re.match(r"\s+(?:and\s+a\s+half)\b", text[right : right + 12]) if found else None
        right += more.end() if more else 0
    rate = rate_after(text, right)
    if rate and unit == "count":
        return rate[0], rate[1], rate[0]
    if unit == "count" and (average := rate_around(text, number.start, number.end)):
        return average, number.end, average
    return (
        unit,
        rate[1] if rate and not rate[0].startswith("other:per_") else right,
        rate[0] if rate else "",
    )


def _qualifier(text: str, number: Number, unit: str, right: int) -> tuple[str, int, int]:
    """The qualifier, where its words begin, and -1/1 if the number is a bound by wording."""
    before = text[max(0, number.start - 40) : number.start]
    after = text[number.end : number.end + 24]
    if _PLUS_RIGHT.match(after):
        return "at_least", number.start, 0
    if _UP_TO_RIGHT.match(after):
        return "up_to", number.start, 0
    match = _QUALIFIER_LEFT.search(before)
    if match and match.lastgroup:
        name = next(n for n, _ in _QUALIFIERS if match[n])
        if not _is_span(name, match[name], before, unit, number.value):
            left = number.start - (len(before) - match.start())
            nearly = name == "approx" and _NEARLY.search(before) is not None
            return name, left, -1 if nearly else 0
    if _SO_RIGHT.match(after) or _SO_RIGHT.match(text[right : right + 12]):
        return "approx", number.start, 0
    return "exact", number.start, 0


def _is_span(name: str, words: str, before: str, unit: str, value: float) -> bool:
    """Whether the qualifier's word is a plain preposition here ("over six days")."""
    word = words.casefold()
    if word == "within":
        return unit not in _SPAN_UNITS or re.search(r"\bwithin\s+a\s*\Z", before, re.I) is not None
    if word == "over":
        few = value < _FEW and _MADE_OVER.search(before) is not None
        return unit in ("days", "other:weeks") or few or _NOT_OVER.search(before) is not None
    if word == "up to":  # "the number went up to 107": it rose
        return _WENT_UP.search(before) is not None
    if word.endswith("than"):
        return _THAN_OTHER.search(before) is not None
    if word == "short of":  # "are short of 64 teachers"
        return (
            re.search(r"\b(?:is|are|was|were|be|been)\s+short\s+of\s*\Z", before, re.I) is not None
        )
    if word in ("above", "below", "beyond", "about"):
        return (
            re.search(
                r"\b(?:see|as|talk\w*|concern\w*|thought|spoke)\s+(?:the\s+)?\w*\s*\Z", before, re.I
            )
            is not None
        )
    return False


def _range(text: str, first: Quantity, second: Number) -> tuple[Quantity, Quantity] | None:
    """Two numbers that are the ends of one range, both with the unit of the second."""
    if first.number.form not in ("numeral", "word") or second.form not in ("numeral", "word"):
        return None
    between = (
        text[first.right : second.start]
        if first.unit != "count"
        else text[first.end : second.start]
    )
    link = _RANGE_LINK.fullmatch(between)
    before = text[max(0, first.left - 90) : first.left]
    worded = LETTER.search(before) is not None
    if not link or (worded and (_CHANGE_LEFT.search(before) or _BY_LEFT.search(before))):
        return None
    word = link.group().strip().casefold()
    opened = worded and _BETWEEN_LEFT.search(before) is not None
    if word in ("and", "or") and not (
        opened and word == "and" and re.search(r"between", before[-30:], re.I)
    ):
        return None
    upper = _quantity(text, second)
    shared = first.number.currency and not second.currency and upper.unit == "count"
    if (first.unit not in ("count", upper.unit) and not shared) or (
        word == "to" and not opened and first.value > upper.value
    ):
        return None
    if first.value >= upper.value:
        return None
    lower = first
    if first.unit == "count":  # "4-6 hours", "80-90 per day", "£1.5-2bn" share the unit
        lower = replace(first, unit=upper.unit, per=upper.per)
    if first.number.currency and not second.currency:
        upper = replace(upper, unit=first.unit)
        lower = replace(lower, unit=first.unit)
        if second.value >= 1e3 and first.value < 1e3 <= second.step * 1e3:
            scale = _scale(second)
            number = replace(
                first.number,
                value=round(first.value * scale, 6),
                step=(first.number.step or 1) * scale,
            )
            lower = replace(lower, number=number)
    lower = replace(
        lower, qualifier="at_least", low=_floor(lower.number), high=None, right=upper.right
    )
    upper = replace(
        upper, qualifier="up_to", low=0.0 if upper.value >= 0 else None, high=_ceiling(upper.number)
    )
    return lower, upper


def _scale(number: Number) -> float:
    for size in (1e12, 1e9, 1e6, 1e3):
        if number.value >= size:
            return size
    return 1.0


def _floor(number: Number) -> float:
    return round(number.value - number.step / 2, 9)


def _ceiling(number: Number) -> float:
    return round(number.value + number.step / 2, 9)


def interval(
    number: Number, qualifier: str, one_sided: int = 0
) -> tuple[float | None, float | None]:
    """What the printed form can stand for; see the module's head for the rules.

    `one_sided` is -1 where the wording puts the true value at or below the number ("nearly").
    """
    value = number.value
    if qualifier in ("over", "at_least"):
        return (value if qualifier == "over" else _floor(number)), None
    if qualifier in ("under", "up_to"):
        return (0.0 if value >= 0 else None), (value if qualifier == "under" else _ceiling(number))
    half = number.step / 2
    if qualifier == "approx":
        half = max(half, significant_step(value, number.step) / 2)
    # Rounded against 0.05 in binary; never past the value itself, which "⅓" is not a round one of.
    low = min(value, round(value - half, 9))
    high = value if one_sided < 0 else max(value, round(value + half, 9))
    return low, high


def significant_step(value: float, step: float = 0.0) -> float:
    """The place of the last digit of `value` that is not a padding zero (2,500: 100; 70: 10)."""
    if step and step < 1:
        return step
    whole = abs(round(value))
    size = 1.0
    while whole and whole % 10 == 0:
        whole //= 10
        size *= 10
    return max(size, step)
