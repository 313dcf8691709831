"""Reading profiles from TOML, with every fault named by file and field."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from extract.profiles.model import Concept, Era, Force, Organisation, Profile, Theme, Vocabulary
from quarterline.errors import PeriodError, ProfileError
from quarterline.periods import Period
from quarterline.places import KINDS, Gazetteer, Place

NATIONAL = "national.toml"
CONCEPTS = "concepts.toml"
FORCES = "forces.toml"
_FIELDS = frozenset(
    "force aliases plans areas organisations themes abbreviations operations concepts eras "
    "forces".split()
)


class _Table:
    """A table of a profile file that knows its place, so that a fault can name it."""

    def __init__(self, values: object, origin: str, where: str = "") -> None:
        if not isinstance(values, Mapping):
            raise self._fault(origin, where, values, "a table")
        self.values: Mapping[str, Any] = values
        self.origin, self.where = origin, where

    @staticmethod
    def _fault(origin: str, where: str, value: object, expected: str) -> ProfileError:
        return ProfileError(
            f"profile {origin}: field '{where or 'the file'}' is {value!r}; "
            f"expected {expected}; correct it in that file"
        )

    def _path(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def only(self, allowed: Iterable[str]) -> None:
        """Refuse keys that nobody reads: a misspelt field would else be lost in silence."""
        names = sorted(allowed)
        for key in self.values:
            if key not in names:
                raise self._fault(
                    self.origin, self._path(key), self.values[key], f"one of {', '.join(names)}"
                )

    def text(self, key: str, default: str | None = None) -> str:
        value = self.values.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self._fault(self.origin, self._path(key), value, "some text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise self._fault(self.origin, self._path(key), value, "a list of texts")
        return tuple(value)

    def tables(self, key: str) -> Iterator[_Table]:
        value = self.values.get(key, [])
        if not isinstance(value, list):
            raise self._fault(self.origin, self._path(key), value, "a list of tables")
        for number, item in enumerate(value):
            yield _Table(item, self.origin, f"{self._path(key)}[{number}]")

    def table(self, key: str) -> _Table:
        return _Table(self.values.get(key, {}), self.origin, self._path(key))


def load_profile(force: str | Path, extra: Iterable[Path] = ()) -> Profile:
    """The profile of a force, by its name, one of its aliases, or the path of a TOML file.

    `extra` are further profile files, which come before those that ship. A name that no
    profile answers to gives the generic profile: national vocabulary, no places. Raises
    ProfileError for a file that is missing or malformed.
    """
    if isinstance(force, Path) or force.endswith(".toml"):
        return profile_from_file(Path(force))
    for path in extra:
        profile = profile_from_file(path)
        if profile.answers_to(force):
            return profile
    for profile in known_profiles():
        if profile.answers_to(force):
            return profile
    return build_profile({}, "the generic profile")


@cache
def known_profiles() -> tuple[Profile, ...]:
    """The profiles that ship, by file name."""
    folder = resources.files("extract.profiles")
    files = sorted(
        (
            f
            for f in folder.iterdir()
            if f.name.endswith(".toml") and f.name not in (NATIONAL, CONCEPTS, FORCES)
        ),
        key=lambda f: f.name,
    )
    return tuple(build_profile(_parse(f.read_bytes(), f.name), f.name) for f in files)


def profile_from_file(path: Path) -> Profile:
    """A profile from a TOML file of the user's. Raises ProfileError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ProfileError(
            f"profile {path} cannot be read ({error.strerror}); expected a TOML file; "
            "give the path of one"
        ) from error
    values = _parse(data, str(path))
    if "force" not in values:
        raise ProfileError(
            f"profile {path}: field 'force' is missing; expected the force's name; add it"
        )
    return build_profile(values, str(path))


def build_profile(values: Mapping[str, Any], origin: str) -> Profile:
    """A profile from what a TOML file holds, on top of the national vocabulary."""
    top = _Table(values, origin)
    top.only(_FIELDS)
    national = _national()
    force = top.text("force", "")
    words = (national.table("operations"), top.table("operations"))
    try:
        gazetteer = Gazetteer(_places(top, force))
    except ProfileError as error:
        raise ProfileError(f"profile {origin}: field 'areas': {error}") from error
    organisations = (*_organisations(top, gazetteer), *_organisations(national, gazetteer))
    return Profile(
        force=force,
        aliases=top.texts("aliases"),
        plans=(*top.texts("plans"), *national.texts("plans")),
        gazetteer=gazetteer,
        organisations=organisations,
        themes=_themes(top, national),
        concepts=_concepts(_vocabulary(), top),
        eras=(*_eras(top), *_eras(_vocabulary())),
        forces=tuple(_forces(_shared(FORCES))),
        abbreviations=MappingProxyType({**_abbreviations(national), **_abbreviations(top)}),
        vocabulary=Vocabulary(
            units=frozenset(w for t in words for w in t.texts("units")),
            stops=frozenset(w for t in words for w in t.texts("stops")),
            initiatives=frozenset(w for t in words for w in t.texts("initiatives")),
        ),
        proper_names=frozenset(
            name.upper()
            for item in (*gazetteer, *organisations)
            for name in (item.name, *item.aliases)
        ),
        source=MappingProxyType(dict(values)),
    )


def _national() -> _Table:
    return _shared(NATIONAL)


def _vocabulary() -> _Table:
    return _shared(CONCEPTS)


@cache
def _shared(name: str) -> _Table:
    data = (resources.files("extract.profiles") / name).read_bytes()
    table = _Table(_parse(data, name), name)
    table.only(_FIELDS)
    return table


def _parse(data: bytes, origin: str) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ProfileError(
            f"profile {origin} is no TOML file in UTF-8 ({error}); correct it at that place"
        ) from error


def _places(top: _Table, force: str) -> list[Place]:
    """An area, then the towns and sites in it; an area of no parent lies in the force."""
    places: dict[str, Place] = {}
    if force:
        places[force] = Place(force, "force", "", top.texts("aliases"))
    for area in top.tables("areas"):
        area.only({"name", "kind", "parent", "aliases", "towns", "sites"})
        name, kind = area.text("name"), area.text("kind", "district")
        if kind not in KINDS:
            raise ProfileError(
                f"profile {area.origin}: field '{area.where}.kind' is {kind!r}; "
                f"expected one of {', '.join(KINDS)}; correct it in that file"
            )
        _put(places, Place(name, kind, area.text("parent", force), area.texts("aliases")), area)
        for key, inner_kind in (("towns", "town"), ("sites", "site")):
            for entry in area.texts(key):
                inner, *aliases = (part.strip() for part in entry.split("|"))
                _put(places, Place(inner, inner_kind, name, tuple(aliases)), area)
    return list(places.values())


def _put(places: dict[str, Place], place: Place, area: _Table) -> None:
    if place.name in places:
        raise ProfileError(
            f"profile {area.origin}: field '{area.where}' names the place {place.name!r} a second "
            "time; expected each place once; remove one or give it another name"
        )
    places[place.name] = place


def _organisations(table: _Table, gazetteer: Gazetteer) -> list[Organisation]:
    found = []
    for item in table.tables("organisations"):
        item.only({"name", "aliases", "place"})
        place = item.text("place", "")
        if place and place not in gazetteer:
            raise ProfileError(
                f"profile {item.origin}: field '{item.where}.place' is {place!r}; "
                "expected the name of one of the profile's areas; add it there or correct it"
            )
        found.append(Organisation(item.text("name"), item.texts("aliases"), place))
    return found


def _themes(top: _Table, national: _Table) -> tuple[Theme, ...]:
    """Themes of one name are joined, so that a force may add its own terms."""
    terms: dict[str, tuple[str, ...]] = {}
    for table in (national, top):
        for item in table.tables("themes"):
            item.only({"name", "terms"})
            name = item.text("name")
            terms[name] = (*terms.get(name, (name,)), *item.texts("terms"))
    return tuple(Theme(name, tuple(dict.fromkeys(t))) for name, t in terms.items())


def _concepts(*tables: _Table) -> tuple[Concept, ...]:
    """Concepts of one name are joined, so that a force may add its own terms."""
    found: dict[str, Concept] = {}
    for table in tables:
        for item in table.tables("concepts"):
            item.only({"name", "terms", "related", "heard"})
            name = item.text("name")
            old = found.get(name, Concept(name))
            found[name] = Concept(
                name,
                tuple(dict.fromkeys((*old.terms, *item.texts("terms")))),
                tuple(dict.fromkeys((*old.related, *item.texts("related")))),
                tuple(dict.fromkeys((*old.heard, *item.texts("heard")))),
            )
    return tuple(found.values())


def _eras(table: _Table) -> Iterator[Era]:
    for item in table.tables("eras"):
        item.only({"name", "terms", "periods"})
        given = item.texts("periods")
        try:
            periods = tuple(Period.parse(text) for text in given)
        except PeriodError as error:
            raise ProfileError(
                f"profile {item.origin}: field '{item.where}.periods': {error}"
            ) from error
        if not periods:
            raise ProfileError(
                f"profile {item.origin}: field '{item.where}.periods' is {given!r}; expected at "
                "least one period such as 2020-03-23/2020-07-03; add it there"
            )
        yield Era(item.text("name"), item.texts("terms"), periods)


def _forces(table: _Table) -> Iterator[Force]:
    for item in table.tables("forces"):
        item.only({"name", "names", "places"})
        yield Force(item.text("name"), item.texts("names"), item.texts("places"))


def _abbreviations(table: _Table) -> dict[str, str]:
    inner = table.table("abbreviations")
    return {key: inner.text(key) for key in inner.values}
