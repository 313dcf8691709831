"""The names and words of a force's profile that questions are read with.

They are kept with the library, so that a question is read with what the reports were read
with, and so that searching needs no profile. One row of the database serves all reports of a
force.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from extract.profiles.model import Concept, Era, Force, Theme
from quarterline.periods import Period
from quarterline.places import Gazetteer, Place


@dataclass(frozen=True)
class Terms:
    """`places` of the gazetteer, `abbreviations` as (short form, words), and `themes`.

    `concepts` are the vocabulary of the field, `eras` the times that have a name,
    `forces` the police forces of the country.
    """

    places: tuple[Place, ...] = ()
    abbreviations: tuple[tuple[str, str], ...] = ()
    themes: tuple[Theme, ...] = ()
    concepts: tuple[Concept, ...] = ()
    eras: tuple[Era, ...] = ()
    forces: tuple[Force, ...] = ()

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The places as a gazetteer."""
        return Gazetteer(self.places)

    @cached_property
    def packed(self) -> str:
        """The terms as JSON."""
        return json.dumps(
            {
                "places": [(p.name, p.kind, p.parent, p.aliases) for p in self.places],
                "abbreviations": self.abbreviations,
                "themes": [(t.name, t.terms) for t in self.themes],
                "concepts": [(c.name, c.terms, c.related) for c in self.concepts],
                # Apart, so that a program that does not know of them reads the rest.
                "heard": {c.name: c.heard for c in self.concepts if c.heard},
                "eras": [(e.name, e.terms, [str(p) for p in e.periods]) for e in self.eras],
                "forces": [(f.name, f.names, f.places) for f in self.forces],
            },
            ensure_ascii=False,
        )

    @cached_property
    def key(self) -> str:
        """A hash of the terms: reports read with the same ones share it."""
        return hashlib.blake2b(self.packed.encode("utf-8"), digest_size=12).hexdigest()

    @staticmethod
    def unpack(packed: str) -> Terms:
        """The terms of `packed`."""
        data = json.loads(packed)
        heard = data.get("heard", {})
        return Terms(
            places=tuple(Place(n, k, parent, tuple(a)) for n, k, parent, a in data["places"]),
            abbreviations=tuple((short, words) for short, words in data["abbreviations"]),
            themes=tuple(Theme(name, tuple(terms)) for name, terms in data["themes"]),
            # Absent from libraries that were written before questions were read with them.
            concepts=tuple(
                Concept(name, tuple(terms), tuple(related), tuple(heard.get(name, ())))
                for name, terms, related in data.get("concepts", ())
            ),
            eras=tuple(
                Era(name, tuple(terms), tuple(Period.parse(p) for p in periods))
                for name, terms, periods in data.get("eras", ())
            ),
            forces=tuple(
                Force(name, tuple(names), tuple(places))
                for name, names, places in data.get("forces", ())
            ),
        )
