"""Chance that repeats: streams of random numbers named by what they decide."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def stream(*parts: object) -> random.Random:
    """A generator of its own for each name, so that one decision never shifts another."""
    return random.Random(":".join(str(part) for part in parts))  # noqa: S311 - not for secrets


def weighted(rng: random.Random, options: Sequence[tuple[T, float]]) -> T:
    """One of the options, by weight."""
    point = rng.random() * sum(weight for _, weight in options)
    for option, weight in options:
        point -= weight
        if point < 0:
            return option
    return options[-1][0]
