"""Reading a question: the names, times and subjects in it, and the words to look for.

What is understood raises passages that agree with it; it never hides the others. Only phrases
in quotation marks and words after a minus are kept to the letter. The weights are on the scale
of the fused score, where a close match of words or meaning is about 0.5.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from extract.themes import find_themes
from index import texts
from index.elsewhere import Elsewhere
from index.lexical import LexicalIndex, Sought
from index.names import Names
from index.reading import Reading, Word, read
from index.results import Part, Understood
from index.syntax import parse
from index.vocabulary import Heard, others
from quarterline.errors import QueryError
from quarterline.periods import Period

LONGEST = 5_000
# Words of two letters mean too many things to look for others that mean the same.
_SHORTEST = 2

# Being where, when or what was asked for is worth less than speaking of the subject itself,
# save for an operation asked for by name, which is the subject.
OPERATION = 0.5
SIMILAR = 0.25
PLACE = 0.25
AROUND = 0.6  # of PLACE, for each step up: from a town to its district, to its LPA
QUARTER = 0.15
PRIORITY = 0.1
THEME = 0.1
# The words of a place or time count less, since being there or then is already rewarded.
REWARDED_WORD = 0.5
# A concept said in several words is not meant by some of them.
PART = 0.6


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
    """A question as search needs it: what to look for, the text for the encoder, boosts.

    `subject` is what of `sought` names neither place nor time; `periods` the times asked for;
    `elsewhere` the forces and places asked for that the reports are not on.
    """

    understood: Understood
    sought: tuple[Sought, ...]
    meaning: str
    boosts: tuple[Boost, ...]
    subject: tuple[Sought, ...] = ()
    periods: tuple[Period, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()


def understand(
    query: str, names: Names, lexical: LexicalIndex, without: Collection[str] = ()
) -> Question:
    """Read a question. Raises QueryError when there is nothing in it to look for, or when it
    has exact syntax that cannot be honoured.

    `without` are keys of parts (`Part.key`) that are not to be read in it, such as
    "place:Southend", or of all parts of a kind, "place:*"; those that are not in it do nothing.
    """
    whole = " ".join(query.split())
    if len(whole) > LONGEST:
        raise QueryError(
            f"the question has {len(whole):,} characters, more than {LONGEST:,}; use fewer words"
        )
    syntax = parse(whole)
    if not texts.tokens(syntax.text):
        raise QueryError(
            f"{whole!r} has no word to look for; name a subject, an operation or a place, "
            "such as: county lines in Southend"
        )
    reading = read(syntax.text, names, lexical, frozenset(key.casefold() for key in without))
    themes = _themes(reading)
    heard = _heard(reading)
    parts = [
        *reading.parts,
        *(Part("concept", h.concept.name, _typed(reading, h)) for h in heard),
        *(Part("theme", theme) for theme in themes),
        *(Part("phrase", phrase, phrase) for phrase in syntax.phrases),
        *(Part("excluded", word, word) for word in syntax.excluded),
    ]
    understood = Understood(
        text=whole,
        places=tuple(reading.places),
        operations=tuple(reading.operations),
        quarters=tuple(str(q) for q in reading.quarters),
        priorities=tuple(reading.priorities),
        corrections=tuple(reading.corrections),
        expansions=tuple(reading.expansions),
        unknown=tuple(reading.unknown),
        themes=themes,
        concepts=tuple((p.typed, p.value) for p in parts if p.kind == "concept"),
        dates=tuple((p.typed, p.value) for p in parts if p.kind == "date"),
        phrases=_kept(reading, "phrase", syntax.phrases),
        excluded=_kept(reading, "excluded", syntax.excluded),
        parts=tuple(p for p in parts if reading.wants(p.kind, p.value)),
    )
    sought, subject = _sought(reading, heard)
    return Question(
        understood,
        sought,
        _meaning(reading),
        _boosts(reading, themes),
        subject,
        tuple(reading.periods),
        tuple(reading.elsewhere),
    )


def _kept(reading: Reading, kind: str, values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(value for value in values if reading.wants(kind, value))


def _themes(reading: Reading) -> tuple[str, ...]:
    widened = " ; ".join([reading.text, *(words for _, words in reading.expansions)])
    found = (f.canonical for themes in reading.names.themes for f in find_themes(widened, themes))
    return tuple(name for name in dict.fromkeys(found) if reading.wants("theme", name))


# ---- what to look for


def _heard(reading: Reading) -> list[Heard]:
    """The concepts in a question, as they are spelt there or put right."""
    stems = [word.stem for word in reading.words]
    typed = [word.typed for word in reading.words]
    return [
        h
        for h in reading.names.concepts.hear(stems, typed)
        if reading.wants("concept", h.concept.name)
    ]


def _typed(reading: Reading, heard: Heard) -> str:
    first, last = reading.words[heard.start], reading.words[heard.end - 1]
    return reading.text[first.start : last.end]


def _sought(reading: Reading, heard: list[Heard]) -> tuple[tuple[Sought, ...], tuple[Sought, ...]]:
    """The words to look for, with their other forms, and those of them that name the subject."""
    light = reading.rewarded_tokens()
    groups: list[Sought] = []
    pairs = [(tuple(texts.tokens(a)), tuple(texts.tokens(b))) for a, b in reading.also_said]
    by_start = {h.start: h for h in heard}
    at, said = 0, set()
    words = reading.words
    named = {token for name in reading.operations for token in texts.tokens(name)}
    while at < len(words):
        concept = by_start.get(at)
        count = 1 if concept is None else concept.end - concept.start
        for one, other in pairs:
            if one and other and tuple(w.stem for w in words[at : at + len(one)]) == one:
                count = max(count, len(one))
        typed = tuple(w.stem for w in words[at : at + count])
        at += count
        if typed in said:
            continue
        said.add(typed)
        ways = [typed, *(other for one, other in pairs if one == typed and other)]
        weight = REWARDED_WORD if light.issuperset(typed) else 1.0
        extra = () if concept is None else others(concept.concept, typed)
        # A name is what it is; nothing means nearly the same.
        own = weight == 1.0 and typed[0] not in named
        phrase = _phrase(reading, words[at - count : at]) if own else ""
        plain = phrase if count == 1 and _plain(reading, phrase) else ""
        part = PART if concept is not None and len(typed) > 1 else 1.0
        groups.append(Sought(tuple(ways), weight, extra, plain, phrase, part))
    return tuple(groups), tuple(g for g in groups if g.weight == 1.0)


def _phrase(reading: Reading, typed: Sequence[Word]) -> str:
    """The words as they should be, for the encoder; none for figures."""
    right = dict(reading.corrections)
    said = " ".join(right.get(word.typed, word.typed) for word in typed).lower()
    return "" if said.replace(".", "").replace(",", "").isdigit() else said


def _plain(reading: Reading, word: str) -> bool:
    return len(word) > _SHORTEST and word.isalpha() and reading.wants("related", word)


def _meaning(reading: Reading) -> str:
    """The question for the encoder: slips put right, abbreviations spelt out."""
    text = reading.text
    for typed, name in reading.corrections:
        text = re.sub(rf"\b{re.escape(typed)}\b", lambda _, name=name: name, text)  # type: ignore[misc]
    spelt = [words for short, words in reading.expansions if len(words) > len(short)]
    return f"{text} ({', '.join(spelt)})" if spelt else text


def _boosts(reading: Reading, themes: tuple[str, ...]) -> tuple[Boost, ...]:
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
