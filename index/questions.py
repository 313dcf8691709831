"""Reading a question: the names, times and subjects in it, and the words to look for.

What is understood raises passages that agree with it; it never hides the others. The weights
are on the scale of the fused score, where a close match of words or meaning is about 0.5.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extract.themes import find_themes
from index import texts
from index.dates import find_dates
from index.lexical import LexicalIndex, Sought
from index.names import Match, Names
from index.results import Understood
from quarterline.errors import QueryError
from quarterline.periods import Quarter

LONGEST = 5_000

# Being where, when or what was asked for is worth less than speaking of the subject itself,
# save for an operation asked for by name, which is the subject.
OPERATION = 0.5
SIMILAR = 0.25
PLACE = 0.15
AROUND = 0.6  # of PLACE, for each step up: from a town to its district, to its LPA
QUARTER = 0.15
PRIORITY = 0.1
THEME = 0.1
# The words of a place or time count less, since being there or then is already rewarded.
REWARDED_WORD = 0.5

_DESIGNATED = re.compile(
    r"\b(?:operation(?:al)?|op|project)\b\.?\s+[\"'‘“]?(?P<name>[^\W_][\w-]*)(?P<number>\s+I{1,3}\b)?",
    re.IGNORECASE,
)
_PRIORITY = re.compile(r"\bpriority\s+(?P<number>\d{1,2})\b", re.IGNORECASE)
_LONGEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Boost:
    """Passages tagged with one of `values` gain `weight`; `why` is told of them.

    With `unless`, passages that also have one of these other values are left out.
    """

    kind: str
    values: tuple[str, ...]
    weight: float
    why: str
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as search needs it: what to look for, the text for the encoder, boosts."""

    understood: Understood
    sought: tuple[Sought, ...]
    meaning: str
    boosts: tuple[Boost, ...]


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    text: str
    names: Names
    lexical: LexicalIndex
    operations: list[str] = field(default_factory=list)
    similar: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    quarters: list[Quarter] = field(default_factory=list)
    priorities: list[str] = field(default_factory=list)
    corrections: list[tuple[str, str]] = field(default_factory=list)
    expansions: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    rewarded: list[str] = field(default_factory=list)
    silent: list[tuple[int, int]] = field(default_factory=list)


def understand(query: str, names: Names, lexical: LexicalIndex) -> Question:
    """Read a question. Raises QueryError when there is nothing in it to look for."""
    text = " ".join(query.split())
    if len(text) > LONGEST:
        raise QueryError(
            f"the question has {len(text):,} characters, more than {LONGEST:,}; use fewer words"
        )
    if not texts.tokens(text):
        raise QueryError(
            f"{text!r} has no word to look for; name a subject, an operation or a place, "
            "such as: county lines in Southend"
        )
    reading = _Reading(text, names, lexical)
    _read_dates(reading)
    _read_operations(reading)
    _read_places(reading)
    _read_priorities(reading)
    _read_abbreviations(reading)
    themes = _themes(reading)
    understood = Understood(
        text=text,
        places=tuple(reading.places),
        operations=tuple(reading.operations),
        quarters=tuple(str(q) for q in reading.quarters),
        priorities=tuple(reading.priorities),
        corrections=tuple(reading.corrections),
        expansions=tuple(reading.expansions),
        unknown=tuple(reading.unknown),
        themes=themes,
    )
    return Question(understood, _sought(reading), _meaning(reading), _boosts(reading, themes))


# ---- what is named


def _read_dates(reading: _Reading) -> None:
    known = tuple(Quarter.parse(q) for q in reading.names.quarters)
    for dated in find_dates(reading.text):
        held = dated.quarters(known)
        reading.quarters += [q for q in held if q not in reading.quarters]
        if held:
            reading.rewarded.append(reading.text[dated.start : dated.end])
        if dated.named:
            reading.silent.append((dated.start, dated.end))


def _read_operations(reading: _Reading) -> None:
    for match in _DESIGNATED.finditer(reading.text):
        typed = match["name"] + (match["number"] or "")
        known = reading.names.operation(typed, designated=True)
        found = known or reading.names.operation(match["name"], designated=True)
        if found is not None:
            _take_operation(reading, typed, found)
        elif not _ordinary(reading, match["name"]):
            reading.unknown.append(typed.upper())
    for word in texts.words(_DESIGNATED.sub(" ", reading.text)):
        found = reading.names.operation(word)
        if found is None or found.name in reading.operations:
            continue
        rare = not _ordinary(reading, word)
        if (found.exact and (word.isupper() or rare)) or (not found.exact and rare):
            _take_operation(reading, word, found)


def _ordinary(reading: _Reading, word: str) -> bool:
    """Whether the reports use a word otherwise than in the names of operations.

    "Shield" is a name wherever it stands; "patrol" in "operation patrol hours" is not.
    """
    if word.lower() in texts.stop_words():
        return True
    rows = reading.lexical.matches(texts.stem(word.lower()))
    return bool(set(rows.tolist()) - reading.names.rows_naming_operations)


def _take_operation(reading: _Reading, typed: str, found: Match) -> None:
    if found.name in reading.operations:
        return
    reading.operations.append(found.name)
    if not found.exact:
        reading.corrections.append((typed, found.name))
    others = reading.names.similar_operations(found.name)
    reading.similar += [o for o in others if o not in reading.similar]


def _read_places(reading: _Reading) -> None:
    pieces = list(re.finditer(r"[^\W_]+(?:['’-][^\W_]+)*", reading.text))
    at = 0
    while at < len(pieces):
        for count in range(min(_LONGEST_NAME, len(pieces) - at), 0, -1):
            typed = reading.text[pieces[at].start() : pieces[at + count - 1].end()]
            name = reading.names.place_named(typed)
            if name is not None:
                reading.rewarded.append(typed)
                if name not in reading.places:
                    reading.places.append(name)
                at += count
                break
        else:
            _read_misspelt_place(reading, pieces[at].group())
            at += 1


def _read_misspelt_place(reading: _Reading, typed: str) -> None:
    """A capitalised or unheard-of word that nearly is a place ("Sothend")."""
    if texts.stem(typed.lower()) in reading.lexical or reading.names.operation(typed):
        return
    found = reading.names.place(typed)
    if found is not None and found.name not in reading.places:
        reading.places.append(found.name)
        reading.rewarded.append(typed)
        reading.corrections.append((typed, found.name))


def _read_priorities(reading: _Reading) -> None:
    for match in _PRIORITY.finditer(reading.text):
        found = reading.names.priorities_like(match["number"])
        if found:
            reading.priorities += [p for p in found if p not in reading.priorities]
            reading.silent.append(match.span())


def _read_abbreviations(reading: _Reading) -> None:
    squeezed = f" {texts.squeeze(reading.text)} "
    for short, words in reading.names.abbreviations.items():
        # Short forms that are words too ("CAN") are only read in capitals.
        asked = rf"(?<![\w&]){re.escape(short)}s?(?![\w&])"
        plain = short.lower() in texts.stop_words() or short.islower()
        if re.search(asked, reading.text, 0 if plain else re.IGNORECASE):
            if not _used_otherwise(reading, short):
                reading.expansions.append((short, words))
        elif f" {texts.squeeze(words)} " in squeezed:
            reading.expansions.append((words, short))


def _used_otherwise(reading: _Reading, short: str) -> bool:
    """Whether the question writes a short form in lower case and places go by that word."""
    return short not in reading.text and reading.names.place_named(short) is not None


def _themes(reading: _Reading) -> tuple[str, ...]:
    widened = " ; ".join([reading.text, *(words for _, words in reading.expansions)])
    found = (f.canonical for t in reading.names.terms for f in find_themes(widened, t.themes))
    return tuple(dict.fromkeys(found))


# ---- what to look for


def _sought(reading: _Reading) -> tuple[Sought, ...]:
    """The words to look for, with corrected and expanded forms as other ways to say them."""
    kept = list(reading.text)
    for start, end in reading.silent:
        kept[start:end] = " " * (end - start)
    typed = list(dict.fromkeys(texts.tokens("".join(kept)) or texts.tokens(reading.text)))
    light = {token for words in reading.rewarded for token in texts.tokens(words)}
    groups = []
    for one, other in (*reading.corrections, *reading.expansions):
        ways = tuple(texts.tokens(one)), tuple(texts.tokens(other))
        if all(ways) and set(ways[0]) <= set(typed):
            typed = [token for token in typed if token not in ways[0]]
            groups.append(Sought(ways, weight=REWARDED_WORD if light.issuperset(ways[0]) else 1.0))
    groups += [
        Sought(((token,),), weight=REWARDED_WORD if token in light else 1.0) for token in typed
    ]
    return tuple(groups)


def _meaning(reading: _Reading) -> str:
    """The question for the encoder: slips put right, abbreviations spelt out."""
    text = reading.text
    for typed, name in reading.corrections:
        text = re.sub(rf"\b{re.escape(typed)}\b", lambda _, name=name: name, text)  # type: ignore[misc]
    spelt = [words for short, words in reading.expansions if len(words) > len(short)]
    return f"{text} ({', '.join(spelt)})" if spelt else text


def _boosts(reading: _Reading, themes: tuple[str, ...]) -> tuple[Boost, ...]:
    boosts = [
        Boost("operation", (name,), OPERATION, f"names Operation {name}")
        for name in reading.operations
    ]
    boosts += [
        Boost("operation", (name,), SIMILAR, f"names Operation {name}, a similar name")
        for name in reading.similar
        if name not in reading.operations
    ]
    for place in reading.places:
        up, _ = reading.names.around(place)
        boosts.append(Boost("place", (place,), PLACE, f"about {place}"))
        for steps, outer in enumerate(up, start=1):
            # A passage on all of the LPA speaks of the place too; one on another part does not.
            parts = tuple(name for name in reading.names.around(outer)[1] if name not in up)
            boosts.append(
                Boost(
                    "own_place",
                    (outer,),
                    PLACE * AROUND**steps,
                    f"about {outer}, which holds {place}",
                    parts,
                )
            )
    if reading.quarters:
        values = tuple(str(q) for q in reading.quarters)
        boosts.append(Boost("quarter", values, QUARTER, "of the quarter asked for"))
    if reading.priorities:
        boosts.append(
            Boost("priority", tuple(reading.priorities), PRIORITY, "under the priority asked for")
        )
    boosts += [Boost("theme", (name,), THEME, f"speaks of {name}") for name in themes]
    return tuple(boosts)
