"""Forces and places that a question names and that the reports are not on.

"Knife arches in Birmingham" has an answer in every word but one. Reports speak of neighbours
too ("with Kent Police"), so that naming another force tells nothing by itself: it tells of a
passage that does not name it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import chain

from extract.profiles.model import Force
from index import texts
from index.texts import squeeze

_CAPITALISED = re.compile(r"[A-Z][a-z]+")
_LETTERS = 4  # of a word in small letters that shows that capitals mean something


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What a question names as `name`: a passage that holds all stems of a way speaks of it."""

    name: str
    ways: tuple[frozenset[str], ...]

    def is_in(self, held: AbstractSet[str]) -> bool:
        """Whether a passage with these stems speaks of it."""
        return any(held >= way for way in self.ways)


class Forces:
    """The names of the country's forces and of places that they serve, but for our own.

    `is_ours` tells of a name whether it is one of the places or forces that reports are held of.
    """

    def __init__(self, forces: Iterable[Force], is_ours: Callable[[str], bool]) -> None:
        self._known: list[tuple[str, Elsewhere]] = []
        for force in forces:
            names = (force.name, *force.names)
            if any(map(is_ours, names)):
                continue
            ways = tuple(_way(name) for name in names)
            self._known += [(squeeze(name), Elsewhere(name, ways)) for name in names]
            self._known += [
                (squeeze(place), Elsewhere(place, (_way(place),)))
                for place in force.places
                if not is_ours(place)
            ]
        # "Bury St Edmunds" before "St Edmunds": what a name has taken is gone.
        self._known.sort(key=lambda pair: (-len(pair[0]), pair[0]))
        # The country has many hundreds of names; a question need be held against few of them.
        self._by_word: dict[str, list[int]] = {}
        for at, (form, _) in enumerate(self._known):
            self._by_word.setdefault(form.partition(" ")[0], []).append(at)

    def named_in(self, text: str) -> list[Elsewhere]:
        """The forces and places that a text names, the longest first, each once."""
        left = f" {squeeze(text)} "
        found: dict[str, Elsewhere] = {}
        begun = (self._by_word.get(word, ()) for word in set(left.split()))
        for at in sorted(chain.from_iterable(begun)):
            form, named = self._known[at]
            if f" {form} " in left:
                found.setdefault(named.name, named)
                left = left.replace(f" {form} ", " | ")
        return list(found.values())


def strangers(text: str, is_known: Callable[[str], bool]) -> list[Elsewhere]:
    """Names of no one and nowhere that the reports know: capitalised words that they never use.

    The first word is capitalised anyway, and so is every one in a title; there it says nothing.
    """
    words = texts.words(text)
    if not any(word.islower() and len(word) >= _LETTERS for word in words):
        return []
    named = dict.fromkeys(w for w in words[1:] if _CAPITALISED.fullmatch(w) and not is_known(w))
    return [Elsewhere(word, (frozenset((texts.stem(word.lower()),)),)) for word in named]


def _way(name: str) -> frozenset[str]:
    return frozenset(texts.tokens(name))
