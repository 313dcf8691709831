"""How much of what a question looks for a stretch of text holds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.lexical import LexicalIndex, Sought

# A way to say a thing: the rarity of each of its tokens, and of all of them.
_Way = tuple[dict[str, float], float]


@dataclass(frozen=True, slots=True)
class Covered:
    """The share, in 0..1, that a stretch holds of all that is sought, and of each thing."""

    share: float
    each: tuple[float, ...]


class Coverage:
    """What is sought, weighed by rarity once, to be held against many stretches of text.

    `tokens` are all that can count; what else a stretch holds changes nothing. Never lower for
    a stretch that holds more.
    """

    __slots__ = ("_bound", "_known", "_things", "tokens")

    def __init__(self, lexical: LexicalIndex, sought: Sequence[Sought]) -> None:
        self._things = [_Thing(lexical, one) for one in sought]
        self._bound = sum(thing.bound for thing in self._things)
        self._known: dict[frozenset[str], Covered] = {}
        self.tokens = frozenset().union(*(thing.tokens for thing in self._things))

    def of(self, held: Iterable[str]) -> float:
        """The share, in 0..1, that a set of tokens holds: of several ways, the best."""
        return self.covered(held).share

    def covered(self, held: Iterable[str]) -> Covered:
        """The same, and of each thing sought as if it were sought alone."""
        return self.by(self.tokens.intersection(held))

    def by(self, shared: frozenset[str]) -> Covered:
        """The same of a set that is known to have no tokens but these."""
        # The sentences of the hits of a question share the same few of its words.
        known = self._known.get(shared)
        if known is None:
            known = self._known[shared] = self._covered(shared)
        return known

    def _covered(self, shared: frozenset[str]) -> Covered:
        got, each = 0.0, []
        for thing in self._things:
            gained = thing.bound * thing.best(shared)
            got += gained
            each.append(gained / thing.bound if thing.bound else 0.0)
        return Covered(got / self._bound if self._bound else 0.0, tuple(each))


class _Thing:
    """One thing sought: what it can add at most, and the ways to say it."""

    __slots__ = ("_known", "_others", "_ways", "bound", "tokens")

    def __init__(self, lexical: LexicalIndex, one: Sought) -> None:
        self.bound = lexical.bound(one)
        self._ways: list[_Way] = [
            ({token: lexical.idf(token) for token in way}, lexical.rarity(way)) for way in one.ways
        ]
        self._others = one.others
        self._known: dict[frozenset[str], float] = {}
        self.tokens = frozenset(chain(*one.ways, *(other.tokens for other in one.others)))

    def best(self, shared: frozenset[str]) -> float:
        """The share of the best way to say it that some tokens hold."""
        own = self.tokens & shared
        if not own:
            return 0.0
        best = self._known.get(own)
        if best is None:
            best = self._known[own] = self._best(own)
        return best

    def _best(self, shared: frozenset[str]) -> float:
        best = max(
            sum([idf for token, idf in idfs.items() if token in shared]) / rarity
            for idfs, rarity in self._ways
        )
        for other in self._others:
            if other.weight > best and shared.issuperset(other.tokens):
                best = other.weight
        return best
