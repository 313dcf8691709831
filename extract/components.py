"""The components of the spaCy pipeline: thin, each beside the pure function that it calls.

A component keeps what it read in `doc._.found_…`, with offsets in characters of `doc.text`
(0-based, end exclusive), and carries the profile it reads by.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from spacy.tokens import Doc

from extract.abbreviations import find_abbreviations
from extract.dates import find_dates
from extract.found import Found
from extract.operations import find_operations
from extract.organisations import find_organisations, hides_places
from extract.places import find_places
from extract.priorities import find_priorities
from extract.profiles import Profile
from extract.profiles.loading import build_profile
from extract.sentences import sentence_spans
from extract.themes import find_themes
from quarterline.periods import Quarter

_KINDS = ("operations", "organisations", "places", "themes", "dates", "abbreviations")

for _kind in _KINDS:
    Doc.set_extension(f"found_{_kind}", default=[], force=True)
# Given before the pipeline runs: offsets where a sentence ends (cells), the report's quarter.
Doc.set_extension("breaks", default=[], force=True)
Doc.set_extension("quarter", default="", force=True)


def found_in(doc: Doc, kind: str) -> list[Found]:
    """What a component kept in `doc._.found_<kind>`.

    It is kept as plain rows, so that a document can be written to disk or sent to another
    process.
    """
    rows = getattr(doc._, f"found_{kind}")
    return [Found(**{**row, "places": tuple(row["places"])}) for row in rows]


_TEXT = "quarterline_text"


def text_of(doc: Doc) -> str:
    """`doc.text`, which spaCy puts together anew from the tokens whenever it is asked for."""
    held = doc.user_data.get(_TEXT)
    if held is None:
        held = doc.user_data[_TEXT] = doc.text
    return str(held)


class Component:
    """A component that carries its profile, and writes it beside the pipeline."""

    kind: ClassVar[str] = ""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile

    def __call__(self, doc: Doc) -> Doc:
        """Keep what `find` reads in `doc.text`."""
        setattr(doc._, f"found_{self.kind}", [found.to_row() for found in self.find(doc)])
        return doc

    def find(self, doc: Doc) -> Iterable[Found]:
        """What this component reads in a document."""
        raise NotImplementedError

    def to_bytes(self, **_: Any) -> bytes:
        """The profile as it was read, without what is national."""
        return json.dumps(dict(self.profile.source), ensure_ascii=False, sort_keys=True).encode()

    def from_bytes(self, data: bytes, **_: Any) -> Self:
        """Take the profile that `to_bytes` gave."""
        self.profile = build_profile(json.loads(data), "of a saved pipeline")
        return self

    def to_disk(self, path: str | Path, **_: Any) -> None:
        """Write the profile into the folder `path`."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / "profile.json").write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, **_: Any) -> Self:
        """Read the profile from the folder `path`."""
        return self.from_bytes((Path(path) / "profile.json").read_bytes())


class SentenceComponent(Component):
    """Sets `doc.sents`."""

    def __call__(self, doc: Doc) -> Doc:
        """Mark the tokens that start a sentence."""
        starts = [start for start, _ in sentence_spans(text_of(doc), doc._.breaks)]
        following = iter([*starts, len(text_of(doc)) + 1])
        edge = next(following)
        opens = np.full(len(doc), -1, dtype=np.int64)  # spaCy's "no"
        opens[:1] = 1
        for token in doc:
            while token.idx + len(token.text) > edge:
                opens[token.i], edge = 1, next(following)
        # All at once: setting `token.is_sent_start` looks through the whole document each time.
        doc.from_array("SENT_START", opens.astype(np.uint64))  # type: ignore[arg-type]
        return doc


class OperationComponent(Component):
    """Finds operations, projects and initiatives."""

    kind = "operations"

    def find(self, doc: Doc) -> Iterable[Found]:
        """Named operations of the text."""
        profile = self.profile
        return find_operations(
            text_of(doc), profile.vocabulary, profile.abbreviations, profile.proper_names
        )


class OrganisationComponent(Component):
    """Finds organisations."""

    kind = "organisations"

    def find(self, doc: Doc) -> Iterable[Found]:
        """Organisations of the text."""
        return find_organisations(text_of(doc), self.profile.organisations, self.profile.gazetteer)


class PlaceComponent(Component):
    """Finds places; needs operations and organisations, inside which a name is no place."""

    kind = "places"

    def find(self, doc: Doc) -> Iterable[Found]:
        """Places of the text."""
        operations = [f for f in found_in(doc, "operations") if f.label == "OPERATION"]
        bodies = hides_places(found_in(doc, "organisations"), self.profile.organisations)
        return find_places(text_of(doc), self.profile.gazetteer, (*operations, *bodies))


class ThemeComponent(Component):
    """Finds themes."""

    kind = "themes"

    def find(self, doc: Doc) -> Iterable[Found]:
        """Terms of the profile's themes."""
        return find_themes(text_of(doc), self.profile.themes)


class DateComponent(Component):
    """Finds dates, quarters and numbered priorities."""

    kind = "dates"

    def find(self, doc: Doc) -> Iterable[Found]:
        """Dates, quarters and priorities; `doc._.quarter` tells the year of a bare "Q2"."""
        quarter = Quarter.parse(doc._.quarter) if doc._.quarter else None
        return [*find_dates(text_of(doc), quarter), *find_priorities(text_of(doc))]


class AbbreviationComponent(Component):
    """Finds abbreviations where they are defined."""

    kind = "abbreviations"

    def find(self, doc: Doc) -> Iterable[Found]:
        """Definitions of the text; the label is the short form, `canonical` the long one."""
        return [
            Found(a.start, a.end, text_of(doc)[a.start : a.end], a.short, a.long)
            for a in find_abbreviations(text_of(doc))
        ]
