"""A gazetteer: the places of a force, which lie in which, and how a text names them.

Only the structure is here; the places themselves are data of a profile.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from quarterline.errors import ProfileError
from quarterline.phrases import Phrases, first_word

_MIN_GUESSED = 7
KINDS = ("force", "lpa", "district", "town", "site")


@dataclass(frozen=True, slots=True)
class Place:
    """A place: canonical `name`, `kind` (one of KINDS), the place it lies in, other names."""

    name: str
    kind: str
    parent: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A name of a place found in a text: offsets are 0-based, end exclusive, in that text."""

    start: int
    end: int
    text: str
    place: Place


class Gazetteer:
    """Finds places by name, longest name first, and walks up and down their tree."""

    def __init__(self, places: Iterable[Place] = ()) -> None:
        self._places: dict[str, Place] = {}
        for place in places:
            if place.kind not in KINDS:
                raise ProfileError(
                    f"place {place.name!r} has kind {place.kind!r}; "
                    f"expected one of {', '.join(KINDS)}"
                )
            self._places[place.name] = place
        for place in self._places.values():
            if place.parent and place.parent not in self._places:
                raise ProfileError(
                    f"place {place.name!r} lies in {place.parent!r}, "
                    "which is not in the profile; add it"
                )

    def __contains__(self, name: str) -> bool:
        return name in self._places

    def __iter__(self) -> Iterator[Place]:
        return iter(self._places.values())

    def get(self, name: str) -> Place | None:
        """The place of that canonical name."""
        return self._places.get(name)

    def up(self, name: str) -> tuple[str, ...]:
        """The places in which `name` lies, nearest first, the whole force left out."""
        found: list[str] = []
        place = self._places.get(name)
        while place is not None and place.parent:
            place = self._places[place.parent]
            if place.kind == "force" or place.name in found:
                break
            found.append(place.name)
        return tuple(found)

    def down(self, name: str) -> tuple[str, ...]:
        """All places that lie in `name`, in the profile's order."""
        return tuple(p.name for p in self._places.values() if name in self.up(p.name))

    def within(self, inner: str, outer: str) -> bool:
        """Whether `inner` is `outer` or lies in it."""
        return inner == outer or outer in self.up(inner)

    @cached_property
    def _names(self) -> dict[str, Place]:
        names: dict[str, Place] = {}
        for place in self._places.values():
            for name in (place.name, *place.aliases):
                names.setdefault(_key(name), place)
        return names

    @cached_property
    def _pattern(self) -> Phrases:
        names: Sequence[str] = sorted(
            {name for p in self._places.values() for name in (p.name, *p.aliases)},
            key=len,
            reverse=True,
        )
        # Words of a name may stand on two lines ("Castle\nPoint"), and converters double spaces.
        return Phrases(
            (r"[\s-]+".join(re.escape(w) for w in re.split(r"[\s-]+", name)), [first_word(name)])
            for name in names
        )

    def find(self, text: str) -> list[PlaceMatch]:
        """Every name of a place in `text`, left to right, never overlapping, the force left out."""
        return [
            PlaceMatch(m.start(), m.end(), m.group(), place)
            for m in self._pattern.finditer(text)
            if (place := self._names[_key(m.group())]).kind != "force"
        ]

    def named(self, name: str) -> Place | None:
        """The place that has `name` as its name or as another name, whatever the case."""
        return self._by_folded.get(_key(name).casefold())

    def nearest(self, name: str) -> Place | None:
        """The one place whose name differs from `name` by a slip of the pen, else None.

        For names standing alone ("Saffron Waldon"); short names are not guessed.
        """
        if len(name) < _MIN_GUESSED or not name[:1].isupper() or self.named(name):
            return self.named(name)
        best = process.extract(
            _key(name).casefold(),
            self._folded,
            scorer=Levenshtein.distance,
            score_cutoff=1,
            limit=2,
        )
        places = {self._folded_places[index].name for _, _, index in best}
        return self._folded_places[best[0][2]] if len(places) == 1 else None

    @cached_property
    def _by_folded(self) -> dict[str, Place]:
        found: dict[str, Place] = {}
        for key, place in self._names.items():
            found.setdefault(key.casefold(), place)
        return found

    @cached_property
    def _folded(self) -> list[str]:
        return [key.casefold() for key in self._names]

    @cached_property
    def _folded_places(self) -> list[Place]:
        return list(self._names.values())


def _key(name: str) -> str:
    return " ".join(name.replace("-", " ").split())
