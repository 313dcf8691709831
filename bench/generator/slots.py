"""The words that fill a wording: who, what, when, compared with what, and which way."""

from __future__ import annotations

import random

from bench.generator.measures import Measure
from bench.generator.statement import NameRef, OptionalWords, Pair, Part
from quarterline.periods import Quarter

MONTHS = (
    "January February March April May June July August September October November December"
).split()
_ROSE = (
    ("rose", "fell"),
    ("increased", "decreased"),
    ("went up", "went down"),
    ("grew", "dropped"),
    ("climbed", "declined"),
    ("increased", "reduced"),
)
_A_RISE = (
    ("an increase", "a decrease"),
    ("a rise", "a fall"),
    ("an increase", "a reduction"),
    ("an uplift", "a drop"),
)
_RISEN = (("risen", "fallen"), ("increased", "decreased"), ("gone up", "gone down"))


def sign_words(rng: random.Random, sign: str, mass: bool) -> dict[str, Part]:
    """The words of a direction; those of the second comparison have a 2 behind their name."""
    tail = "" if sign == "1" else "2"
    rise = rng.choice(_A_RISE)
    return {
        f"rose{tail}": Pair(*rng.choice(_ROSE), sign),
        f"a_rise{tail}": Pair(*rise, sign),
        f"rise{tail}": Pair(rise[0].split(" ")[1], rise[1].split(" ")[1], sign),
        f"up{tail}": Pair("up", "down", sign),
        f"more{tail}": Pair("more", "less" if mass else "fewer", sign),
        f"higher{tail}": Pair("higher", "lower", sign),
        f"risen{tail}": Pair(*rng.choice(_RISEN), sign),
    }


def span_of(quarter: Quarter) -> tuple[str, str, int]:
    """First month, last month and calendar year of a quarter."""
    start = quarter.period.start
    return MONTHS[start.month - 1], MONTHS[start.month + 1], start.year


def short_name(quarter: Quarter, style: int) -> str:
    """ "Q3 2020/21", in one of three ways."""
    after = f"{(quarter.year + 1) % 100:02d}"
    return (
        f"Q{quarter.number} {quarter.year}/{after}",
        f"Quarter {quarter.number} of {quarter.year}-{after}",
        f"quarter {quarter.number} {quarter.year}/{after}",
    )[style % 3]


def when_words(rng: random.Random, quarter: Quarter) -> dict[str, Part]:
    """`in_q`: "in the quarter"; `q`: "the quarter"."""
    first, last, year = span_of(quarter)
    in_q: tuple[Part, ...] = (
        "this quarter",
        "this quarter",
        "in the quarter",
        "during the quarter",
        "over the quarter",
        "over the last quarter",
        f"between {first} and {last} {year}",
        f"from {first} to {last} {year}",
        f"in {short_name(quarter, rng.randrange(3))}",
        ("in the ", OptionalWords("three"), f" months to {last} {year}"),
        ("in the ", OptionalWords("three"), f" months to the end of {last}"),
        "in the reporting period",
    )
    q: tuple[Part, ...] = (
        "the quarter",
        "this quarter",
        f"{first} to {last} {year}",
        short_name(quarter, 0),
        ("the ", OptionalWords("three"), f" months to {last} {year}"),
    )
    return {"in_q": rng.choice(in_q), "q": rng.choice(q)}


def base_words(rng: random.Random, quarter: Quarter, back: int, tail: str = "") -> dict[str, Part]:
    """`base`: "the previous quarter"; `at_base`: "in the previous quarter"."""
    then = quarter.shift(-back)
    first, last, year = span_of(then)
    named = (f"{first} to {last} {year}", f"between {first} and {last} {year}")
    short = short_name(then, rng.randrange(2))
    if back == 1:
        options = [
            ("the previous quarter", "in the previous quarter"),
            ("the previous quarter", "the previous quarter"),
            ("the quarter before", "in the quarter before"),
            ("the preceding quarter", "in the preceding quarter"),
            (short, f"in {short}"),
            named,
        ]
    else:
        options = [
            ("the same quarter last year", "in the same quarter last year"),
            ("the same period last year", "in the same period last year"),
            (f"the same quarter of {year}", f"in the same quarter of {year}"),
            ("the corresponding quarter of last year",
             "in the corresponding quarter of last year"),
            (short, f"in {short}"),
            ("the same quarter a year earlier", "a year earlier"),
            named,
        ]  # fmt: skip
    base, at_base = rng.choice(options)
    return {f"base{tail}": base, f"at_base{tail}": at_base}


def stock_words(rng: random.Random, quarter: Quarter, back: int) -> dict[str, Part]:
    """`at_q`, `at_prev`: points in time at which heads were counted."""
    named = rng.random() < 0.5
    words: dict[str, Part] = {}
    for slot, then in (("at_q", quarter), ("at_prev", quarter.shift(-back))):
        day = then.period.end
        month = MONTHS[day.month - 1]
        near = "at the end of the quarter" if slot == "at_q" else _point(back)
        dated = (f"at {day.day} {month} {day.year}", f"at the end of {month} {day.year}")
        words[slot] = rng.choice(dated) if named else near
    return words


def _point(back: int) -> str:
    return "at the end of the previous quarter" if back == 1 else "at the same point last year"


def measure_words(
    rng: random.Random, measure: Measure, place: NameRef | None = None
) -> dict[str, Part]:
    """`thing`, `noun` (behind a figure), `done`, `agent`, `total`, `were`, `have`."""
    thing, done = rng.choice(measure.things), rng.choice(measure.done)
    mass = measure.unit in ("gbp", "kg")
    if mass:
        noun = f"of {thing}"
        total = f"the {'value' if measure.unit == 'gbp' else 'weight'} of {thing} {done}"
    else:
        noun = thing
        total = f"the number of {thing} {done}"
    words: dict[str, Part] = {
        "thing": thing,
        "noun": noun if place is None else (noun, " in ", place),
        "done": done,
        "agent": rng.choice(measure.agents),
        "total": total if place is None else (total, " in ", place),
        "were": "was" if mass else "were",
        "have": "has" if mass else "have",
    }
    if place is not None:
        words["thing"] = (thing, " in ", place)
    return words
