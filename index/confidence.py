"""How sure it is that a passage answers: a logistic curve over a few things that were seen.

The coefficients are fitted, never set by hand: `python -m bench.confidence` fits them on our own
questions, with and without an answer, and prints them with their error in cross-validation.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from operator import attrgetter


@dataclass(frozen=True, slots=True)
class Signs:
    """What was seen of a question and one passage.

    `match` is the nearness in meaning plus the share of the subject's words, weighed by rarity,
    that one sentence of the passage holds; `words` the logarithm of how many things were looked
    for, since two words found of two say less than five of five. The rest are 0 or 1: `named`
    where the passage names an operation that was asked for, `unknown` where an operation was
    asked for that no report names, or another force or place that this passage does not name,
    `away` where a time was asked for that no report covers.
    """

    match: float
    words: float
    named: float
    unknown: float
    away: float


_values = attrgetter(*(field.name for field in fields(Signs)))

NOTHING_SEEN = Signs(0.0, 0.0, 0.0, 0.0, 0.0)

# By `python -m bench.confidence`, in the order of the fields of `Signs`.
INTERCEPT = -10.85
SLOPES = (9.44, 2.6, 3.86, -4.85, -11.31)


def confidence(signs: Signs) -> float:
    """The probability, in 0..1, that the passage answers the question."""
    logit = INTERCEPT + sum(s * v for s, v in zip(SLOPES, _values(signs), strict=True))
    return round(1 / (1 + math.exp(-max(-60.0, min(60.0, logit)))), 4)
