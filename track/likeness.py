"""How surely two sentences of different reports speak of the same matter.

A sentence is its stems and its pairs of neighbouring words, each weighted by how rare it is
in the reports (inverse document frequency, Spärck Jones 1972): what all bullets share
("police", "work", "quarter") weighs little, "live chat" a great deal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from math import log

from index.texts import tokens
from track.holdings import Holdings, Sentence

# Words of planning and of time, which commitments share whatever they are about.
_PLANNING = (
    "plan planned plans planning will launch launched start commence early late mid year month "
    "quarter "
    "january february march april may june july august september october november december "
    "anticipated expected scheduled booked due continue continues continued new now currently "
    "spring summer autumn winter part place held including include support supported further "
    "work working development developed develop introduce introduced date time"
)

_PAIR = 0.5
# In trials: a stem that at most four passages of some six hundred have.
_RARE = 1.5


@lru_cache(maxsize=1)
def _empty() -> frozenset[str]:
    """Stems of the words of planning; made when first asked for, since stemming loads slowly."""
    return frozenset(token for word in _PLANNING.split() for token in tokens(word))


@dataclass(frozen=True, slots=True)
class Features:
    """Stems and pairs of a text. `joined` holds neighbours written as one, so that "safe
    house" and "safehouse" meet; `phrases` the pairs of all words, empty ones too, by which a
    name is found again."""

    single: frozenset[str]
    pairs: frozenset[str]
    joined: frozenset[str]
    phrases: frozenset[str]


def features(text: str) -> Features:
    """The features of a text; figures and empty words left out."""
    every = tokens(text)
    kept = [t for t in every if not t[0].isdigit() and t not in _empty()]
    neighbours = list(pairwise(kept))
    return Features(
        frozenset(kept),
        frozenset(f"{a} {b}" for a, b in neighbours),
        frozenset(a + b for a, b in neighbours),
        pairs_of(every),
    )


def pairs_of(stems: Sequence[str]) -> frozenset[str]:
    """Neighbouring stems as pairs."""
    return frozenset(f"{a} {b}" for a, b in pairwise(stems))


class Likeness:
    """Weights from all passages held."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._made: dict[tuple[str, int], Features] = {}

    @cached_property
    def _weights(self) -> dict[str, float]:
        seen: Counter[str] = Counter()
        for passage in self._holdings.passages:
            seen.update(set(tokens(passage.text)))
        total = len(self._holdings.passages)
        return {stem: log(total / count) for stem, count in seen.items()}

    @cached_property
    def _most(self) -> float:
        return max(self._weights.values(), default=1.0)

    def weight(self, stem: str) -> float:
        """How much a stem says; one that no passage has says the most."""
        return self._weights.get(stem, self._most)

    def is_rare(self, stem: str) -> bool:
        """Whether a stem stands in so few passages that it names a thing."""
        return self.weight(stem) >= self._most - _RARE

    def of(self, sentence: Sentence) -> Features:
        """The features of a sentence, made once."""
        key = (sentence.passage, sentence.start)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = features(sentence.text)
        return found

    def shared(self, one: Features, other: Features) -> dict[str, float]:
        """What both have, with its weight: a stem its own, a pair half of its rarer stem's."""
        found = {s: self.weight(s) for s in one.single & other.single}
        for joined in one.joined & other.single:
            found[joined] = self.weight(joined)
        for joined in other.joined & one.single:
            found[joined] = self.weight(joined)
        for pair in one.pairs & other.pairs:
            found[pair] = _PAIR * max(self.weight(s) for s in pair.split())
        return found

    def total(self, one: Features) -> float:
        """The weight of all that a text has."""
        singles = sum(self.weight(s) for s in one.single)
        pairs = (_PAIR * max(self.weight(s) for s in pair.split()) for pair in one.pairs)
        return singles + sum(pairs)

    def coverage(self, one: Features, other: Features) -> float:
        """The share, 0 to 1, of what `one` says that `other` says too."""
        total = self.total(one)
        return min(1.0, sum(self.shared(one, other).values()) / total) if total else 0.0


def merged(parts: Iterable[Features]) -> Features:
    """The features of several texts together."""
    held = list(parts)
    return Features(
        frozenset().union(*(p.single for p in held)),
        frozenset().union(*(p.pairs for p in held)),
        frozenset().union(*(p.joined for p in held)),
        frozenset().union(*(p.phrases for p in held)),
    )
