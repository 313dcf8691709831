"""Figures as a report prints them: separators, decimals, magnitudes, words, approximations.

`Printed.low` and `high` bound what the printed form can stand for; integers of counted
things are exact.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, replace

WORDS = "no one two three four five six seven eight nine ten eleven twelve".split()
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Form:
    """How a number is written: `prefix` and `suffix` belong to the figure, `after` does not."""

    prefix: str = ""
    suffix: str = ""
    after: str = ""
    decimals: int = 0
    scale: float = 1.0
    rounded: bool = False
    separator: str = ","
    words: int = 0  # numbers up to this one are written as words


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure: `before` and `after` stand beside it and are no part of it."""

    text: str
    value: float
    low: float | None
    high: float | None
    form: Form
    before: str = ""
    after: str = ""
    qualifier: str = "exact"

    @property
    def digits(self) -> str:
        """The digits of the number alone; empty where it is written as a word."""
        return "".join(c for c in self.text if c.isdigit())


COUNT = Form()
PERCENT = Form(suffix="%", decimals=1, rounded=True)
POINTS = Form(after=" percentage points", decimals=1, rounded=True)


def round_half_up(value: float, decimals: int = 0) -> float:
    """Round a number that is not negative as a report does: a half goes up."""
    factor = 10.0**decimals
    return math.floor(value * factor + 0.5 + _TINY) / factor


def truncate(value: float, decimals: int = 0) -> float:
    """Cut a number that is not negative after its last printed decimal."""
    factor = 10.0**decimals
    return math.floor(value * factor + _TINY) / factor


def show(value: float, form: Form) -> Printed:
    """Print a number that is not negative in a form, rounded half up."""
    return _show(round_half_up(value / form.scale, form.decimals), form)


def show_truncated(value: float, form: Form) -> Printed:
    """Print a number cut off instead of rounded."""
    return _show(truncate(value / form.scale, form.decimals), form)


def show_signed(value: float, form: Form, sign: str) -> Printed:
    """A number of a table's change column, with its sign: a minus belongs to the figure."""
    shown = show(abs(value), form)
    if value >= 0:
        return replace(shown, before=sign + shown.before)
    low, high = shown.low or 0.0, shown.high or 0.0
    return replace(shown, text="-" + shown.text, value=-shown.value, low=-high, high=-low)


def _show(scaled: float, form: Form) -> Printed:
    if form.words and scaled == int(scaled) and 0 < scaled <= form.words:
        return Printed(WORDS[int(scaled)], scaled, scaled, scaled, form, after=form.after)
    number = f"{scaled:{form.separator}.{form.decimals}f}"
    value = round(scaled * form.scale, 6)
    half = 0.5 * 10.0**-form.decimals * form.scale if form.rounded else 0.0
    return Printed(
        f"{form.prefix}{number}{form.suffix}",
        value,
        round(value - half, 6),
        round(value + half, 6),
        form,
        after=form.after,
    )


def reprint(printed: Printed, digits: str) -> Printed | None:
    """The figure with other digits, its decimals, magnitude and sign kept.

    None where the digits would begin with a nought that nobody prints.
    """
    form = printed.form
    if not digits or not printed.digits:
        return None
    whole = digits[: len(digits) - form.decimals]
    if not whole or (len(whole) > 1 and whole[0] == "0"):
        return None
    shown = _show(int(digits) / 10.0**form.decimals, replace(form, words=0))
    if printed.text.startswith("-"):
        low, high = shown.low or 0.0, shown.high or 0.0
        shown = replace(shown, text="-" + shown.text, value=-shown.value, low=-high, high=-low)
    return replace(shown, before=printed.before, after=printed.after, qualifier=printed.qualifier)


_BELOW = (("over ", "over"), ("more than ", "over"), ("just over ", "over"))
_BELOW_LEAST = (("at least ", "at_least"), ("upwards of ", "at_least"))
_ABOVE = (("nearly ", "approx"), ("almost ", "approx"), ("close to ", "approx"))
_ABOVE_UNDER = (("under ", "under"), ("fewer than ", "under"), ("just under ", "under"))
_NEAR = (
    ("around ", "approx"),
    ("approximately ", "approx"),
    ("about ", "approx"),
    ("some ", "approx"),
    ("roughly ", "approx"),
    ("in the region of ", "approx"),
)


def show_about(value: float, form: Form, rng: random.Random) -> Printed:
    """A count said in round numbers ("nearly 12,000", "over 300"), true of the value."""
    step = 10 ** max(1, len(str(int(value))) - 2)
    below, above = int(value // step) * step, (int(value // step) + 1) * step
    choice = rng.random()
    if below and below < value and choice < 0.3:
        words, qualifier = rng.choice(_BELOW)
        rounded, low, high = below, float(below), None
    elif below and choice < 0.4:
        words, qualifier = rng.choice(_BELOW_LEAST)
        rounded, low, high = below, float(below), None
    elif above - value <= 0.4 * step and choice < 0.75:
        words, qualifier = rng.choice(_ABOVE)
        rounded, low, high = above, above - step, above
    elif choice < 0.55:
        words, qualifier = rng.choice(_ABOVE_UNDER)
        rounded, low, high = above, None, float(above)
    else:
        words, qualifier = rng.choice(_NEAR)
        rounded = below if below and value - below <= above - value else above
        low, high = rounded - step, rounded + step
    shown = show(rounded, replace(form, words=0))
    return replace(shown, before=words, low=low, high=high, qualifier=qualifier)
