"""Labels: "South LPA:", "Basildon: …", "Chelmsford & Maldon - …", and the places they name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from corpus.headings import unmarked
from quarterline.places import Gazetteer

_MAX_WORDS = 12
_MAX_PLACE = 120  # characters of a label that is a place alone, misspelt
# With such a word it is a sentence that announces something, not a name.
_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|includes?|included|"
    r"including|show|shows|follows|following)\b",
    re.I,
)
_COLON = re.compile(r"(?P<label>[A-Z#'\"‘“(*_][^:.!?;\n]{1,80}?)[*_]*\s*:[*_]*(?=\s|$)")
_DASH = re.compile(r"(?P<label>[A-Z][^:.!?;\n]{1,60}?)\s+[-–—]\s+(?=\S)")
# Words that may stand in a label beside its places.
_FILLER = re.compile(
    r"\b(?:and|the|of|district|districts|council|councils|borough|city|town|rural|area|areas|"
    r"update|updates|local|policing|lpa|lpas|command|centre|north|south|east|west|county)\b|[&,/()+\W]",
    re.I,
)
_LONGEST_PLACES = 80
_DATE_BRACKET = re.compile(r"\([^)]*\d[^)]*\)")


@dataclass(frozen=True, slots=True)
class Label:
    """A label: its words, the places in them (canonical), and whether nothing follows it.

    `lead_in`: a sentence that announces a list ("… has improved in two areas:"); it rules
    that list only, and is read as a passage too.
    """

    words: str
    places: tuple[str, ...]
    alone: bool
    lead_in: bool = False


def read_label(words: str, gazetteer: Gazetteer, *, heading: bool = False) -> Label | None:
    """The label that an item begins with or is, else None.

    A place's name alone ("West LPA") is a label though the colon is missing; with `heading`
    (a Markdown or page heading) the words are a label whatever they are.
    """
    plain = " ".join(words.split())
    if heading:
        return Label(unmarked(plain).rstrip(":"), places_in(plain, gazetteer), True)
    match = _COLON.match(plain)
    if match and _is_name(match["label"]):
        label = unmarked(match["label"]).strip("*_ ")
        alone = not plain[match.end() :].strip("*_ ")
        return Label(label, places_in(label, gazetteer), alone)
    bare = unmarked(plain)
    if only_places(bare, gazetteer):
        # "West LPA" as a bullet, "North LPA update" as a line: a place alone is a label.
        return Label(bare, places_in(bare, gazetteer), True)
    match = _DASH.match(plain)
    if match and only_places(match["label"], gazetteer):
        return Label(match["label"].strip(), places_in(match["label"], gazetteer), False)
    return None


def _is_name(words: str) -> bool:
    """Whether the words before a colon are a name, not half a sentence or a bracket's inside."""
    return (
        len(words.split()) <= _MAX_WORDS
        and words.count("(") == words.count(")")
        and not _SENTENCE.search(words)
    )


def places_in(label: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """Canonical places named in a label, in its order; a misspelt place alone is recognised."""
    found = tuple(dict.fromkeys(m.place.name for m in gazetteer.find(label)))
    if found:
        return found
    if len(label) > _MAX_PLACE:
        return ()
    place = gazetteer.nearest(_DATE_BRACKET.sub("", label).strip())
    return (place.name,) if place else ()


def only_places(words: str, gazetteer: Gazetteer) -> bool:
    """Whether the words are places and filler ("Castle Point and Rochford District Councils")."""
    matches = gazetteer.find(words) if len(words) <= _LONGEST_PLACES else []
    if not matches:
        return False
    rest, position = "", 0
    for match in matches:
        rest += words[position : match.start] + " "
        position = match.end
    rest += words[position:]
    return not _FILLER.sub("", rest).strip()
