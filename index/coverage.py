"""How much of what a question looks for a stretch of text holds."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.lexical import LexicalIndex, Sought


class Coverage:
    """What is sought, weighed by rarity once, to be held against many stretches of text.

    `tokens` are all that can count; what else a stretch holds changes nothing. Never lower for
    a stretch that holds more.
    """

    __slots__ = ("_bound", "_known", "_things", "tokens")

    def __init__(self, lexical: LexicalIndex, sought: Sequence[Sought]) -> None:
        self._things = [
            (
                lexical.bound(one),
                [({t: lexical.idf(t) for t in way}, lexical.rarity(way)) for way in one.ways],
                [(frozenset(other.tokens), other.weight) for other in one.others],
            )
            for one in sought
        ]
        self._bound = sum(bound for bound, _, _ in self._things)
        self._known: dict[frozenset[str], float] = {}
        self.tokens = frozenset(
            token
            for one in sought
            for tokens in (*one.ways, *(other.tokens for other in one.others))
            for token in tokens
        )

    def of(self, held: AbstractSet[str]) -> float:
        """The share, in 0..1, that a set of tokens holds: of several ways, the best."""
        # The sentences of the hits of a question share the same few of its words.
        shared = self.tokens.intersection(held)
        if shared not in self._known:
            self._known[shared] = self._of(shared)
        return self._known[shared]

    def _of(self, shared: frozenset[str]) -> float:
        got = 0.0
        for bound, ways, others in self._things:
            best = max(
                sum([idf for token, idf in idfs.items() if token in shared]) / rarity
                for idfs, rarity in ways
            )
            for tokens, weight in others:
                if weight > best and shared >= tokens:
                    best = weight
            got += bound * best
        return got / self._bound if self._bound else 0.0
