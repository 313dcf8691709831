"""What a question names: times, operations, places, priorities, abbreviations, and slips."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from index import texts
from index.dates import find_dates
from index.elsewhere import Elsewhere, strangers
from index.lexical import LexicalIndex
from index.names import Match, Names
from index.results import Part
from index.stop_words import STOP_WORDS
from index.vocabulary import is_plain
from models.vocabulary import is_english
from quarterline.periods import Period, Quarter

_DESIGNATED = re.compile(
    r"\b(?:operation(?:al)?|op|project)\b\.?\s+[\"'‘“]?(?P<name>[^\W_][\w-]*)(?P<number>\s+I{1,3}\b)?",
    re.IGNORECASE,
)
_PRIORITY = re.compile(r"\bpriority\s+(?P<number>\d{1,2})\b", re.IGNORECASE)
_PIECE = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LONGEST_NAME = 4
_PART_OF_COUNTY = re.compile(
    r"\b(?P<part>north|south|east|west|central|mid)(?:ern)?(?:\s+(?:part|side|half|end|area))?"
    r"\s+of\s+the\s+(?:county|force|area)\b",
    re.IGNORECASE,
)
_PART_BY_NAME = re.compile(
    r"\b(?P<part>north|south|east|west|central|mid)(?:ern)?\s+(?:of\s+)?(?P<county>[^\W\d_]+)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word to look for: offsets in the question, as typed, and the stem it is sought by."""

    start: int
    end: int
    typed: str
    stem: str


@dataclass(slots=True)
class Reading:
    """What has been read so far in `text`.

    `also_said` pairs words of the question with another way to say them that is worth as
    much; `rewarded` are words whose meaning is rewarded otherwise; `silent` the spans that
    say nothing but that.
    """

    text: str
    names: Names
    lexical: LexicalIndex
    without: frozenset[str] = frozenset()
    parts: list[Part] = field(default_factory=list)
    operations: list[str] = field(default_factory=list)
    similar: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    quarters: list[Quarter] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    priorities: list[str] = field(default_factory=list)
    corrections: list[tuple[str, str]] = field(default_factory=list)
    expansions: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    elsewhere: list[Elsewhere] = field(default_factory=list)
    also_said: list[tuple[str, str]] = field(default_factory=list)
    rewarded: list[str] = field(default_factory=list)
    silent: list[tuple[int, int]] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)

    def wants(self, kind: str, value: str) -> bool:
        """Whether a part has not been taken back, nor all of its kind ("place:*")."""
        return self.without.isdisjoint((f"{kind}:{value}".casefold(), f"{kind}:*"))

    def take(self, kind: str, value: str, typed: str = "") -> bool:
        """Note a part, unless it was taken back; whether it was noted."""
        if not self.wants(kind, value):
            return False
        part = Part(kind, value, typed)
        if part.key not in {p.key for p in self.parts}:
            self.parts.append(part)
        return True

    def rewarded_tokens(self) -> frozenset[str]:
        """The stems of the words that are rewarded otherwise, in every form that they have."""
        forms = [*self.rewarded, *(b for a, b in self.also_said if a in self.rewarded)]
        return frozenset(token for words in forms for token in texts.tokens(words))


def read(text: str, names: Names, lexical: LexicalIndex, without: frozenset[str]) -> Reading:
    """Read the names in a question; `without` are case-folded keys of parts to leave unread."""
    reading = Reading(text, names, lexical, without)
    _read_dates(reading)
    _read_operations(reading)
    _read_places(reading)
    _read_priorities(reading)
    _read_abbreviations(reading)
    _read_elsewhere(reading)
    reading.words = list(_words(reading))
    return reading


def _read_dates(reading: Reading) -> None:
    known = reading.names.known_quarters
    for dated in find_dates(reading.text, reading.names.eras, reading.names.latest):
        typed = reading.text[dated.start : dated.end]
        periods = dated.asked(reading.names.newest)
        kept = [p for p in periods if reading.take("date", str(p), typed)]
        if not kept:
            continue
        reading.periods += kept
        held = list(dict.fromkeys(dated.quarters(known)))
        # A time that all reports lie in tells none of them from the others.
        telling = len(held) < len(known) or len(known) == 1
        held = [q for q in held if telling and reading.take("quarter", str(q), typed)]
        reading.quarters += [q for q in held if q not in reading.quarters]
        if held:
            reading.rewarded.append(typed)
        if dated.named:
            reading.silent.append((dated.start, dated.end))


def _read_operations(reading: Reading) -> None:
    for match in _DESIGNATED.finditer(reading.text):
        typed = match["name"] + (match["number"] or "")
        known = reading.names.operation(typed, designated=True)
        found = known or reading.names.operation(match["name"], designated=True)
        if found is not None:
            _take_operation(reading, typed, found)
        elif not _ordinary(reading, match["name"]):
            reading.unknown.append(typed.upper())
    rest = _DESIGNATED.sub(" ", reading.text)
    for typed, found in reading.names.named_in(rest):
        _take_operation(reading, typed, found)
        rest = rest.replace(typed, " ")
    for word in texts.words(rest):
        found = reading.names.operation(word)
        if found is None or found.name in reading.operations:
            continue
        rare = not _ordinary(reading, word)
        # "Raves" is no slip for RAVEN: it is English.
        slip = not found.exact and rare and not is_english(word)
        if (found.exact and (word.isupper() or rare)) or slip:
            _take_operation(reading, word, found)


def _ordinary(reading: Reading, word: str) -> bool:
    """Whether the reports use a word otherwise than in the names of operations.

    "Shield" is a name wherever it stands; "patrol" in "operation patrol hours" is not.
    """
    if word.lower() in STOP_WORDS:
        return True
    rows = reading.lexical.matches(texts.stem(word.lower()))
    return not bool(reading.names.naming_operations[rows].all())


def _take_operation(reading: Reading, typed: str, found: Match) -> None:
    if found.name in reading.operations or not reading.take("operation", found.name, typed):
        return
    reading.operations.append(found.name)
    if not found.exact:
        reading.corrections.append((typed, found.name))
        reading.also_said.append((typed, found.name))
    others = reading.names.similar_operations(found.name)
    reading.similar += [o for o in others if o not in reading.similar]


def _read_places(reading: Reading) -> None:
    _read_parts_of_the_county(reading)
    pieces = list(_PIECE.finditer(reading.text))
    at = 0
    while at < len(pieces):
        begun = reading.names.may_begin_place(pieces[at].group())
        for count in range(min(_LONGEST_NAME, len(pieces) - at) if begun else 0, 0, -1):
            typed = reading.text[pieces[at].start() : pieces[at + count - 1].end()]
            name = reading.names.place_named(typed)
            if name is not None:
                if reading.take("place", name, typed):
                    reading.rewarded.append(typed)
                    if name not in reading.places:
                        reading.places.append(name)
                at += count
                break
        else:
            _read_misspelt_place(reading, pieces[at].group())
            at += 1


def _read_parts_of_the_county(reading: Reading) -> None:
    """Take "the west of the county", "west Essex", for the area that the force calls West."""
    for match in (*_PART_OF_COUNTY.finditer(reading.text), *_parts_by_name(reading)):
        for kind in ("LPA", "Division", "Area"):
            name = reading.names.place_named(f"{match['part']} {kind}")
            if name is not None and name not in reading.places:
                if reading.take("place", name, match.group()):
                    reading.places.append(name)
                    reading.rewarded.append(match.group())
                break


def _parts_by_name(reading: Reading) -> Iterator[re.Match[str]]:
    """Parts of the county that are named by its name, where that is no other force's name."""
    for match in _PART_BY_NAME.finditer(reading.text):
        if match["county"].lower() in reading.names.ours:
            typed = match.group()
            if not reading.names.country.named_in(typed) and not reading.names.place_named(typed):
                yield match


def _read_misspelt_place(reading: Reading, typed: str) -> None:
    """A word that no report uses and that nearly is a place ("Sothend")."""
    if texts.stem(typed.lower()) in reading.lexical or reading.names.operation(typed):
        return
    # "Steering" is no slip for Sheering: it is English.
    if typed.islower() and is_english(typed):
        return
    found = reading.names.place(typed)
    if found is None or found.name in reading.places:
        return
    if reading.take("place", found.name, typed):
        reading.places.append(found.name)
        reading.rewarded.append(typed)
        reading.corrections.append((typed, found.name))
        reading.also_said.append((typed, found.name))


def _read_priorities(reading: Reading) -> None:
    for match in _PRIORITY.finditer(reading.text):
        found = [
            p
            for p in reading.names.priorities_like(match["number"])
            if reading.take("priority", p, match.group())
        ]
        if found:
            reading.priorities += [p for p in found if p not in reading.priorities]
            reading.silent.append(match.span())


def _read_abbreviations(reading: Reading) -> None:
    squeezed = f" {texts.squeeze(reading.text)} "
    low = reading.text.lower()
    for short, words, form in reading.names.abbreviations_near(reading.text):
        asked = None
        if short.lower() in low:
            asked = re.search(
                rf"(?<![\w&]){re.escape(short)}s?(?![\w&])", reading.text, re.IGNORECASE
            )
        if asked is not None:
            if not _used_otherwise(reading, short, asked.group()):
                _expand(reading, short, words)
        elif f" {form} " in squeezed:
            _expand(reading, words, short)


def _expand(reading: Reading, typed: str, other: str) -> None:
    if reading.take("abbreviation", other, typed):
        reading.expansions.append((typed, other))
        reading.also_said.append((typed, other))


def _read_elsewhere(reading: Reading) -> None:
    """Note the forces and places that are not those of the reports."""
    typed = {w for part in reading.parts for w in texts.words(part.typed)} | set(reading.unknown)
    ours = reading.names.our_words
    concepts = reading.names.concepts.stems

    def is_known(word: str) -> bool:
        stem = texts.stem(word.lower())
        read = word in typed or word.upper() in typed or word.lower() in ours
        return read or stem in reading.lexical or stem in concepts or _is_slip(reading, word)

    found = reading.names.country.named_in(reading.text)
    spoken = {word for one in found for word in texts.words(one.name.casefold())}
    found += [one for one in strangers(reading.text, is_known) if one.name.lower() not in spoken]
    found += [
        Elsewhere(name, ways)
        for name in reading.places
        if (ways := reading.names.ways_of_town(name)) and not reading.lexical.holds(ways)
    ]
    reading.elsewhere += found
    reading.unknown += [one.name for one in found if not reading.lexical.holds(one.ways)]


def _is_slip(reading: Reading, word: str) -> bool:
    return reading.names.speller.correct(word) is not None


def _used_otherwise(reading: Reading, short: str, typed: str) -> bool:
    """Whether a short form was typed as the word or place that it also is."""
    if short in typed:
        return False
    if short.lower() in STOP_WORDS or reading.names.place_named(short) is not None:
        return True
    return is_plain(short, typed, reading.names.written(texts.stem(short.lower())))


def _words(reading: Reading) -> Iterator[Word]:
    """The words to look for, slips put right; all of them where nothing else would be left."""
    located = texts.located(reading.text)
    spoken = [
        (start, end, stem)
        for start, end, stem in located
        if not any(start < stop and begin < end for begin, stop in reading.silent)
    ]
    named = {texts.stem(w.lower()) for typed, _ in reading.corrections for w in typed.split()}
    for start, end, stem in spoken or located:
        typed = reading.text[start:end]
        right = None if stem in named else _respelt(reading, typed)
        yield Word(start, end, typed, right or stem)


def _respelt(reading: Reading, typed: str) -> str | None:
    unknown = {word.upper() for name in reading.unknown for word in name.split()}
    stem = reading.names.speller.correct(typed)
    if stem is None or reading.names.operation(typed) is not None or typed.upper() in unknown:
        return None
    word = reading.names.surface(stem)
    if not reading.take("spelling", word, typed):
        return None
    reading.corrections.append((typed, word))
    return stem
