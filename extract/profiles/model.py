"""What a profile holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from quarterline.periods import Period
from quarterline.places import Gazetteer


@dataclass(frozen=True, slots=True)
class Organisation:
    """A body that reports name: canonical `name`, other names, the place it serves (or "")."""

    name: str
    aliases: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Theme:
    """A subject of policing and the terms by which a text speaks of it."""

    name: str
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Concept:
    """A thing that policing speaks of in several ways, for finding one by another.

    `terms` mean the same as `name`; `related` are words that stand near it; `heard` are what
    people outside the field call it, which tells what a question means but is in no report.
    """

    name: str
    terms: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Era:
    """A time that people call by a name, and its periods, the earliest first."""

    name: str
    terms: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()


@dataclass(frozen=True, slots=True)
class Force:
    """A police force of the country: its other names, and some of the places that it serves."""

    name: str
    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words that tell the name of an operation from the words around it, all lower case.

    `units` are nouns of posts and units: right after "Operation" they make it no operation
    ("Operation Support Group"). `stops` are words that may stand capitalised after a name
    and are no part of it ("Operation Falcon Safeguarding officers"). `initiatives` are the
    nouns that mark a named initiative.
    """

    units: frozenset[str] = frozenset()
    stops: frozenset[str] = frozenset()
    initiatives: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Profile:
    """A force's vocabulary. `force` is empty for the generic profile.

    `forces` are those of the country, this one among them.
    `proper_names` are the names of its places and organisations in capitals; `source` is
    what its file holds, from which it can be built again.
    """

    force: str = ""
    aliases: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    gazetteer: Gazetteer = field(default_factory=Gazetteer)
    organisations: tuple[Organisation, ...] = ()
    themes: tuple[Theme, ...] = ()
    concepts: tuple[Concept, ...] = ()
    eras: tuple[Era, ...] = ()
    forces: tuple[Force, ...] = ()
    abbreviations: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    vocabulary: Vocabulary = Vocabulary()
    proper_names: frozenset[str] = frozenset()
    source: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def answers_to(self, name: str) -> bool:
        """Whether `name` is the force's name or one of its aliases, whatever the case."""
        wanted = " ".join(name.split()).casefold()
        return any(wanted == n.casefold() for n in (self.force, *self.aliases) if n)
