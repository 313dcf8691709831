"""How sure it is that a passage answers: a logistic curve over a few things that were seen.

The coefficients are fitted, never set by hand: `python -m bench.confidence` fits them on our own
questions, with and without an answer, and prints them with their error in cross-validation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from operator import attrgetter, mul


@dataclass(frozen=True, slots=True)
class Signs:
    """What was seen of a question and one passage.

    `match` is the nearness in meaning plus the share of the subject's words, weighed by rarity,
    that one sentence of the passage holds. `unsaid`, in 0..1, is how far the passage fails to
    say what it says least of all that was asked; `words` the logarithm of how many things were
    looked for, since two words found of two say less than five of five. `unnamed` is 1 where an
    operation was asked for that the passage does not name; `unplaced`, in 0..1, how far it is
    from the place asked for; `unknown` 1 where an operation was asked for that no report names,
    or another force or place that this passage does not name; `away` 1 where a time was asked
    for that no report covers. All but `match` and `words` speak against an answer.
    """

    match: float
    unsaid: float
    words: float
    unnamed: float
    unplaced: float
    unknown: float
    away: float


_values = attrgetter(*(field.name for field in fields(Signs)))

NOTHING_SEEN = Signs(0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0)

# By `python -m bench.confidence`, in the order of the fields of `Signs`.
INTERCEPT = -4.83
SLOPES = (5.11, -3.75, 2.14, -4.04, -10.91, -2.04, -10.31)


def confidence(signs: Signs) -> float:
    """The probability, in 0..1, that the passage answers the question."""
    logit = INTERCEPT + sum(map(mul, SLOPES, _values(signs)))
    return round(1 / (1 + math.exp(-max(-60.0, min(60.0, logit)))), 4)
