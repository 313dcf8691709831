"""The names that a library knows, and how a typed name is held against them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from extract.profiles.model import Era, Theme
from index import texts
from index.elsewhere import Forces
from index.snapshot import Snapshot
from index.terms import Terms
from index.texts import squeeze
from index.vocabulary import Concepts, Speller, surface
from models.vocabulary import is_english
from quarterline.periods import Period, Quarter

# A typed name is taken for a known one across a slip or two, counted as insertions, deletions,
# substitutions and swaps of neighbours (optimal string alignment). Short names take none:
# any two words of four letters are near each other.
_SHORTEST = 5
_LONG = 9
# Passages looked at to see how a word is written.
_SAMPLED = 40
# Words of questions of which is kept in mind what place or operation they name; with many
# forces it takes long to look up.
_REMEMBERED = 50_000
# What stands between two signs that could not be part of a short form.
_RUN = re.compile(r"[\w&]+")


@dataclass(frozen=True, slots=True)
class Match:
    """A known name, and whether what was typed differs from it."""

    name: str
    exact: bool


class Names:
    """Operations, places, priorities and abbreviations of the documents in use."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._store = snapshot.store
        self._snapshot = snapshot
        self._around: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._placed: dict[str, Match | None] = {}
        self._called: dict[tuple[str, bool], Match | None] = {}
        self.terms: tuple[Terms, ...] = snapshot.terms
        self.gazetteers = tuple(t.gazetteer for t in snapshot.terms if t.places)
        in_reports = snapshot.store.defined()
        defined = (p for d in snapshot.documents() for p in in_reports.get(d.id, ()))
        given = (pair for t in snapshot.terms for pair in t.abbreviations)
        # What the reports define comes first: they know best what they mean by it.
        self.abbreviations = dict(reversed([*defined, *given]))
        self.priorities = tuple(value for value, _ in snapshot.facets().priorities)
        self.operations = tuple(value for value, _ in snapshot.facets().operations)
        self.quarters = tuple(value for value, _ in snapshot.facets().quarters)
        self.places = tuple(value for value, _ in snapshot.facets().places)

    @cached_property
    def concepts(self) -> Concepts:
        """The vocabulary of the field."""
        return Concepts(c for t in self.terms for c in t.concepts)

    @cached_property
    def eras(self) -> tuple[Era, ...]:
        """Times that have a name."""
        return tuple({e.name: e for t in self.terms for e in t.eras}.values())

    @cached_property
    def ours(self) -> frozenset[str]:
        """The names of the forces whose reports are held, squeezed."""
        forms = {name for f in self._snapshot.forces for name in (f.name, *f.aliases)}
        forms |= {d.force for d in self._snapshot.documents() if d.force}
        return frozenset(map(squeeze, forms))

    @cached_property
    def our_words(self) -> frozenset[str]:
        """Their words."""
        return frozenset(word for name in self.ours for word in name.split())

    @cached_property
    def country(self) -> Forces:
        """The forces of the country, but for those whose reports are held."""

        def is_ours(name: str) -> bool:
            return squeeze(name) in self.ours or self.place_named(name) is not None

        return Forces(dict.fromkeys(f for t in self.terms for f in t.forces), is_ours)

    @cached_property
    def speller(self) -> Speller:
        """Puts words right against those of the reports."""
        known = {
            stem for pair in self.abbreviations.items() for stem in texts.tokens(" ".join(pair))
        }
        return Speller(self._snapshot.lexical, self.concepts.stems | known)

    @cached_property
    def known_quarters(self) -> tuple[Quarter, ...]:
        """The quarters that the reports held are of, newest first."""
        return tuple(map(Quarter.parse, self.quarters))

    @cached_property
    def covered(self) -> tuple[Period, ...]:
        """The times that the reports held are on."""
        return tuple(quarter.period for quarter in self.known_quarters)

    @cached_property
    def newest(self) -> date:
        """The last day that the reports held are on."""
        return date.max if self.latest is None else self.latest.period.end

    @property
    def latest(self) -> Quarter | None:
        """The newest quarter held."""
        return self.known_quarters[0] if self.quarters else None

    def written(self, stem: str) -> Counter[str]:
        """How the reports write the words of a stem, with and without capitals.

        Counted in some of the passages that hold it.
        """
        return Counter(
            word for text in self._texts_with(stem) for word, own in texts.read(text) if own == stem
        )

    def surface(self, stem: str) -> str:
        """The word that the reports write for a stem."""
        return surface(stem, self._texts_with(stem))

    def _texts_with(self, stem: str) -> list[str]:
        rows = self._snapshot.lexical.matches(stem)[:_SAMPLED].tolist()
        return [text for _, text in self._store.texts_at(rows).values()]

    @cached_property
    def _forms(self) -> dict[str, str]:
        """Every form in which an operation is named, squeezed -> its canonical name."""
        forms: dict[str, str] = {}
        rows = self._store.query(
            "SELECT DISTINCT text, canonical FROM mentions WHERE label IN ('OPERATION', 'PROJECT') "
            "ORDER BY canonical, text"
        )
        known = set(self.operations)
        for text, canonical in rows:
            bare = squeeze(_DESIGNATOR.sub("", text))
            if canonical in known and bare:
                forms.setdefault(bare, canonical)
        return forms | {squeeze(name): name for name in self.operations}

    @cached_property
    def _slipped(self) -> _Slips:
        return _Slips(self._forms)

    @cached_property
    def _long_forms(self) -> list[tuple[str, str]]:
        """Forms of several words, the longest first, each with its canonical name."""
        long = [(form, name) for form, name in self._forms.items() if " " in form]
        return sorted(long, key=lambda f: (-len(f[0]), f[0]))

    @cached_property
    def _spelt_out(self) -> dict[str, list[tuple[int, tuple[str, str, str]]]]:
        """The abbreviations by every word with which one may begin to stand in a text.

        Those of several words, such as "A & E", are under none ("").
        """
        found: dict[str, list[tuple[int, tuple[str, str, str]]]] = {}
        for at, (short, words) in enumerate(self.abbreviations.items()):
            low, squeezed = short.lower(), squeeze(words)
            begins = {low, f"{low}s"} if _RUN.fullmatch(low) else {""}
            for begin in {*begins, squeezed.partition(" ")[0]}:
                found.setdefault(begin, []).append((at, (short, words, squeezed)))
        return found

    def abbreviations_near(self, text: str) -> list[tuple[str, str, str]]:
        """The abbreviations that may stand in a text, short or spelt out, in their order.

        Each with its short form, its words, and its words squeezed. There are hundreds, and a
        text need be held against few of them.
        """
        begins = {"", *_RUN.findall(text.lower()), *squeeze(text).split(" ")}
        near = {one for begin in begins for one in self._spelt_out.get(begin, ())}
        return [abbreviation for _, abbreviation in sorted(near)]

    @cached_property
    def naming_operations(self) -> NDArray[np.bool_]:
        """For each row, whether the passage names an operation or project."""
        found = np.zeros(self._snapshot.indexed, dtype=bool)
        found[self._snapshot.rows("operation", self.operations) if self.operations else []] = True
        return found

    def operation(self, typed: str, *, designated: bool = False) -> Match | None:
        """The operation that a name stands for: exactly, else the one it most resembles.

        After "Operation" (`designated`) a name may be two slips away; elsewhere a short word
        only one, so that "evasion" is not INVASION. Two slips spare the first letter, which
        people seldom miss, and so does any slip that makes an English word: Operation HAMMER is
        no GAMBLER that a report misprints "Gamler".
        """
        key = (typed, designated)
        if len(self._called) > _REMEMBERED:
            self._called.clear()
        if key not in self._called:
            self._called[key] = self._operation(typed, designated)
        return self._called[key]

    def _operation(self, typed: str, designated: bool) -> Match | None:
        wanted = squeeze(_DESIGNATOR.sub("", typed))
        if wanted in self._forms:
            return Match(self._forms[wanted], exact=True)
        slips = 2 if designated and len(wanted) > _SHORTEST else None
        close = self._slipped.closest(wanted, slips)
        if close is None or (
            close[0] != wanted[0]
            and (OSA.distance(wanted, close) > 1 or all(map(is_english, wanted.split())))
        ):
            return None
        return Match(self._forms[close], exact=False)

    def named_in(self, text: str) -> list[tuple[str, Match]]:
        """Operations whose names are several words ("Shield II") and stand so in a text."""
        found = []
        held = squeeze(text)
        for form, name in self._long_forms:
            if form in held:
                words = r"[\W_]+".join(map(re.escape, form.split()))
                match = re.search(rf"(?<!\w){words}(?!\w)", text, re.IGNORECASE)
                if match is not None:
                    found.append((match.group(), Match(name, exact=True)))
        return found

    def similar_operations(self, name: str) -> list[str]:
        """Other operations whose names are nearly this one, perhaps the same misprinted."""
        wanted = squeeze(name)
        if len(wanted) < _SHORTEST:
            return []
        return [
            other
            for other in self.operations
            if other != name and OSA.distance(wanted, squeeze(other)) <= _slips(wanted)
        ]

    @cached_property
    def themes(self) -> tuple[tuple[Theme, ...], ...]:
        """The themes of the forces, each set of them once: most forces have the same."""
        return tuple(dict.fromkeys(t.themes for t in self.terms))

    def place(self, typed: str) -> Match | None:
        """The place that a name stands for in any force's gazetteer."""
        if len(self._placed) > _REMEMBERED:
            self._placed.clear()
        if typed not in self._placed:
            self._placed[typed] = self._place(typed)
        return self._placed[typed]

    def _place(self, typed: str) -> Match | None:
        for gazetteer in self.gazetteers:
            found = gazetteer.named(typed)
            if found is not None and found.kind != "force":
                return Match(found.name, exact=True)
        close = self._slipped_places.closest(squeeze(typed))
        return None if close is None else Match(self._place_forms[close], exact=False)

    @cached_property
    def _place_forms(self) -> dict[str, str]:
        return {
            squeeze(form): place.name
            for gazetteer in self.gazetteers
            for place in gazetteer
            if place.kind != "force"
            for form in (place.name, *place.aliases)
        }

    @cached_property
    def _slipped_places(self) -> _Slips:
        return _Slips(self._place_forms)

    def ways_of_town(self, name: str) -> tuple[frozenset[str], ...]:
        """The stems of each name of a town or site; none for what a force is divided into."""
        for gazetteer in self.gazetteers:
            place = gazetteer.get(name)
            if place is not None and place.kind in ("town", "site"):
                return tuple(frozenset(texts.tokens(form)) for form in (name, *place.aliases))
        return ()

    @cached_property
    def _place_begins(self) -> frozenset[str]:
        return frozenset(form.partition(" ")[0] for form in self._place_forms)

    def may_begin_place(self, word: str) -> bool:
        """Whether a place's name may begin with a word as typed; sure only where it may not."""
        # Of what begins with a figure, what follows may belong to it ("1,000").
        return not word[0].isalpha() or squeeze(word).partition(" ")[0] in self._place_begins

    def place_named(self, words: str) -> str | None:
        """The place that has exactly this name, whatever the case."""
        return self._place_forms.get(squeeze(words))

    def around(self, name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The places that `name` lies in, nearest first, and those that lie in it."""
        if name not in self._around:
            around = ((g.up(name), g.down(name)) for g in self.gazetteers if name in g)
            self._around[name] = next(around, ((), ()))
        return self._around[name]

    def priorities_like(self, typed: str) -> list[str]:
        """Priorities by label, by number ("5", "priority 5"), or by words of the title."""
        wanted = squeeze(typed)
        number = re.fullmatch(r"(?:priority )?(\d{1,2})", wanted)
        if number:
            return [p for p in self.priorities if p.startswith(f"{number[1]}. ")]
        same = [p for p in self.priorities if squeeze(p) == wanted]
        titled = [p for p in self.priorities if wanted == squeeze(p.partition(". ")[2])]
        part = [p for p in self.priorities if wanted and wanted in squeeze(p)]
        return same or titled or part


# "Operation X", "Op X", "Op. X", "Operational X", "Project X" before the name, "X team(s)" after.
_DESIGNATOR = re.compile(r"^\W*(?:operation(?:al)?|op\.?|project)\s+|\s+teams?\W*$", re.IGNORECASE)


def nearest(typed: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Known values that look much like what was typed, or begin with it, for a message.

    Scorers of parts of words are too kind to short names: "Narnia" would suggest "Garrison".
    """
    wanted = squeeze(typed)
    forms = {key: squeeze(key) for key in known}
    begun = [key for key, form in forms.items() if len(wanted) > 2 and form.startswith(wanted)]
    found = process.extract(wanted, forms, scorer=fuzz.ratio, limit=count, score_cutoff=70)
    return list(dict.fromkeys([*(key for _, _, key in found), *begun]))[:count]


def _slips(wanted: str) -> int:
    return 1 if len(wanted) < _LONG else 2


class _Slips:
    """Forms of names, to be found across slips; short ones are left out."""

    def __init__(self, forms: Iterable[str]) -> None:
        self._forms = [form for form in forms if len(form) >= _SHORTEST]
        self._about_as_long: dict[tuple[int, int], list[str]] = {}

    def closest(self, wanted: str, slips: int | None = None) -> str | None:
        """The form that is fewest slips away, if that is few enough."""
        length = len(wanted)
        if length < _SHORTEST:
            return None
        most = _slips(wanted) if slips is None else slips
        if (length, most) not in self._about_as_long:
            near = [form for form in self._forms if abs(len(form) - length) <= most]
            self._about_as_long[length, most] = near
        forms = self._about_as_long[length, most]
        found = process.extractOne(wanted, forms, scorer=OSA.distance, score_cutoff=most)
        return None if found is None else str(found[0])
