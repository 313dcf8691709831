"""A million distinct passages, cheaply, to measure speed and size; nothing is true of them."""

from __future__ import annotations

import random
from collections.abc import Iterator

from bench.generator import wording, wording_more
from bench.generator.chance import stream
from bench.generator.measures import MEASURES
from bench.generator.names import OPERATION_WORDS, make_county
from bench.generator.slots import base_words, measure_words, sign_words, when_words
from bench.generator.statement import NameRef, OptionalWords, Pair, Part
from quarterline.periods import Quarter

_POOL = 600
_TEMPLATES = (
    *wording.LEVEL,
    *wording.LEVEL_BASELINE,
    *wording.LEVEL_CHANGE,
    *wording.LEVEL_BASELINE_CHANGE,
    *wording.TWO_BASELINES,
    *wording.PER_DAY,
    *wording_more.OPERATION_LEVEL,
    *wording_more.OPERATION_TO_DATE,
    *wording_more.OPERATION_PLAIN,
)
_MADE = ("arrests", "search warrants", "vehicle seizures", "home visits")
MOST = 5_000_000


def passages(seed: int, count: int) -> Iterator[str]:
    """`count` distinct passages, a sentence or two each, the same for the same seed.

    Figures, names and directions are drawn at random and do not agree with one another.
    Raises ValueError if `count` is negative or above MOST.
    """
    if not 0 <= count <= MOST:
        raise ValueError(f"count is {count}; expected 0 to {MOST:,}")
    return _passages(seed, count)


def _passages(seed: int, count: int) -> Iterator[str]:
    rng = stream(seed, "scale")
    pool = [_words(rng) for _ in range(_POOL)]
    places = [p.name for n in range(20) for p in make_county(stream(seed, "scale", n)).places]
    drawn: set[int] = set()
    while len(drawn) < count:
        text = _passage(rng, pool, places)
        mark = hash(text)
        if mark not in drawn:
            drawn.add(mark)
            yield text


def _passage(rng: random.Random, pool: list[dict[str, str]], places: list[str]) -> str:
    level = int(10 ** (1 + 4 * rng.random()))
    change = int(level * (0.02 + 0.4 * rng.random())) + 1
    words = {
        **rng.choice(pool),
        "op": f"Operation {rng.choice(OPERATION_WORDS)}",
        "L": f"{level:,}",
        "B": f"{level + change:,}",
        "B2": f"{level + 2 * change:,}",
        "C": f"{change:,}",
        "C2": f"{2 * change:,}",
        "P": f"{100 * change / (level + change):.1f}%",
        "P2": f"{200 * change / (level + 2 * change):.1f}%",
        "R": f"{level // 91 + 1:,}",
        "T": f"{level * 7:,}",
    }
    text = rng.choice(_TEMPLATES).format_map(words)
    return f"{rng.choice(places)}: {text[:1].upper()}{text[1:]}"


def _words(rng: random.Random) -> dict[str, str]:
    """The words of one measure in one quarter, as plain text."""
    quarter = Quarter(rng.randint(2005, 2030), rng.randint(1, 4))
    parts: dict[str, Part] = {
        **measure_words(rng, rng.choice(MEASURES)),
        **when_words(rng, quarter),
        **base_words(rng, quarter, 1),
        **base_words(rng, quarter, 4, "2"),
        **sign_words(rng, "1", mass=False),
        **sign_words(rng, "2", mass=False),
    }
    words = {slot: _flat(part, rng) for slot, part in parts.items()}
    made = rng.choice(_MADE)
    return {
        **words,
        "made": made,
        "were_made": f"{made} were recorded",
        "since": f"{rng.choice(('January', 'April', 'July'))} {quarter.year - 2}",
        "subject": rng.choice(wording_more.SUBJECTS),
    }


def _flat(part: Part, rng: random.Random) -> str:
    if isinstance(part, tuple):
        return "".join(_flat(inner, rng) for inner in part)
    if isinstance(part, Pair):
        return rng.choice((part.up, part.down))
    if isinstance(part, OptionalWords | NameRef):
        return part.text
    return part if isinstance(part, str) else ""
