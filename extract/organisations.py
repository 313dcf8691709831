"""Finds the organisations that a text names: those of the profile, and councils by their form."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.found import Found, without_overlaps
from extract.profiles.model import Organisation
from extract.remembered import remembered
from quarterline.phrases import Phrases, first_word
from quarterline.places import Gazetteer

# A body named after its place: "Harwich Town Council", "Grays Youth Panel".
_LOCAL = re.compile(
    r"(?:\s+(?:[A-Z][a-z]+|&|and)){0,3}?\s+"
    r"(?:Council|Panel|Partnership|Board|Forum|Homes|Trust|Hospital|University|Association)\b"
)


def find_organisations(
    text: str, organisations: tuple[Organisation, ...], gazetteer: Gazetteer
) -> list[Found]:
    """Organisations of `text`, left to right, none overlapping, the longest name first.

    `canonical` is the profile's name, or the name as written for a body named after a place.
    """
    found: list[Found] = []
    if organisations:
        phrases, names = _names(organisations)
        found = [
            Found(m.start(), m.end(), m.group(), "ORGANISATION", names[_key(m.group())].name)
            for m in phrases.finditer(text)
        ]
    local = []
    for match in gazetteer.find(text):
        end = _LOCAL.match(text, match.end)
        if end is not None:
            name = text[match.start : end.end()]
            local.append(
                Found(match.start, end.end(), name, "ORGANISATION", _key(name), 0.9, "by its form")
            )
    return sorted([*found, *without_overlaps(local, found)], key=lambda f: f.start)


def hides_places(found: Sequence[Found], organisations: tuple[Organisation, ...]) -> list[Found]:
    """Those inside whose names a place is no place of its own.

    "Epping Forest District Council" still tells the district; a body for the whole county
    that lists its parts, or a company named after one, does not.
    """
    local = {o.name for o in organisations if o.place}
    return [f for f in found if f.how == "exact" and f.canonical not in local]


@remembered
def _names(organisations: tuple[Organisation, ...]) -> tuple[Phrases, dict[str, Organisation]]:
    names: dict[str, Organisation] = {}
    for organisation in organisations:
        for name in (organisation.name, *organisation.aliases):
            names.setdefault(_key(name), organisation)
    forms = (
        (r"\s+".join(re.escape(word) for word in name.split()), [first_word(name)])
        for name in sorted(names, key=lambda n: (-len(n), n))
    )
    return Phrases(forms), names


def _key(name: str) -> str:
    return " ".join(name.split())
