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
from itertools import chain, pairwise
from math import fsum, log
from operator import add

from track.holdings import Holdings, Sentence
from track.words import distinct_stems, stems

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
    return frozenset(stems(_PLANNING))


@dataclass(frozen=True, slots=True)
class Features:
    """Stems and pairs of a text. `joined` holds neighbours written as one, so that "safe
    house" and "safehouse" meet; `runs` are all stems of its parts in order, and beside them
    those that say something."""

    single: frozenset[str]
    joined: frozenset[str]
    runs: tuple[tuple[list[str], list[str]], ...]

    def pairs(self) -> frozenset[str]:
        """Pairs of neighbours that say something."""
        return frozenset(f"{a} {b}" for _, kept in self.runs for a, b in pairwise(kept))

    def phrases(self) -> frozenset[str]:
        """Pairs of all neighbours, by which a name is found again."""
        return frozenset().union(*(pairs_of(every) for every, _ in self.runs))


def features(text: str) -> Features:
    """The features of a text; figures and empty words left out."""
    every, empty = stems(text), _empty()
    kept = [t for t in every if t not in empty and not t[0].isdigit()]
    return Features(frozenset(kept), frozenset(map(add, kept, kept[1:])), ((every, kept),))


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
        passages = self._holdings.passages
        seen = Counter(chain.from_iterable(distinct_stems(p.text) for p in passages))
        total = len(passages)
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
        weights, most = self._weights, self._most
        found = {s: weights.get(s, most) for s in one.single & other.single}
        for joined in (one.joined & other.single) | (other.joined & one.single):
            found[joined] = weights.get(joined, most)
        # Whoever shares a pair shares it as one word.
        if not one.joined.isdisjoint(other.joined):
            for pair in one.pairs() & other.pairs():
                found[pair] = self._pair(pair)
        return found

    def bounds(self, one: Features) -> dict[str, float]:
        """For each stem and joined pair the most that it can add to what another text shares:
        its weight, and that of the pairs in which it weighs most. A trifle is added for
        rounding, so that the sum of bounds is never below the sum of `shared`."""
        found = {s: self.weight(s) for s in one.single}
        for joined in one.joined - one.single:
            found[joined] = self.weight(joined)
        for pair in one.pairs():
            found[max(pair.split(), key=self.weight)] += self._pair(pair)
        return {s: weight + 1e-9 for s, weight in found.items()}

    def _pair(self, pair: str) -> float:
        return _PAIR * max(map(self.weight, pair.split()))

    def total(self, one: Features) -> float:
        """The weight of all that a text has."""
        singles = (self.weight(s) for s in one.single)
        pairs = map(self._pair, one.pairs())
        # Exact sums: those of a set in whatever order must not differ from run to run.
        return fsum(chain(singles, pairs))

    def coverage(self, one: Features, other: Features) -> float:
        """The share, 0 to 1, of what `one` says that `other` says too."""
        total = self.total(one)
        return min(1.0, fsum(self.shared(one, other).values()) / total) if total else 0.0


def merged(parts: Iterable[Features]) -> Features:
    """The features of several texts together."""
    held = list(parts)
    return Features(
        frozenset().union(*(p.single for p in held)),
        frozenset().union(*(p.joined for p in held)),
        tuple(run for p in held for run in p.runs),
    )
