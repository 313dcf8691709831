"""Why a passage was found, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from index.questions import Question
from index.said import Said


@dataclass(frozen=True, slots=True)
class Wanted:
    """The stems that were looked for: those typed, those of the terms of what was asked for and
    of what stands near it (all of a term must be there), those of like meaning; and all."""

    typed: frozenset[str]
    terms: tuple[tuple[str, ...], ...]
    near: tuple[tuple[str, ...], ...]
    alike: frozenset[str]
    all: frozenset[str]

    @staticmethod
    def of(question: Question) -> Wanted:
        """Those of a question."""
        typed = frozenset(token for one in question.sought for way in one.ways for token in way)
        others = [other for one in question.sought for other in one.others]
        terms = [o.tokens for o in others if not (o.related or o.near)]
        near = [o.tokens for o in others if o.near and not o.related]
        alike = frozenset(t for o in others if o.related for t in o.tokens)
        every = typed.union(alike, *terms, *near)
        return Wanted(typed, tuple(terms), tuple(near), alike, every)


def why(wanted: Wanted, said: Said, close: bool, reasons: Sequence[str]) -> tuple[str, ...]:
    """Why a passage that says this was found; `close` in meaning, `reasons` that raised it."""
    found = []
    own = said.words.written(wanted.all)
    spoken = {stem: word for stem, word in own.items() if stem in wanted.typed}
    if spoken:
        found.append(f"words matched: {', '.join(spoken.values())}")
    above = said.heading.words.written(wanted.typed)
    told = [word for stem, word in above.items() if stem not in spoken]
    if told:
        found.append(f"words matched above it: {', '.join(told)}")
    if len(own) > len(spoken):
        found += _other_words(wanted, own, spoken)
    if close:
        found.append("meaning close")
    found += reasons
    return tuple(found) or ("meaning nearest",)


def _other_words(wanted: Wanted, own: dict[str, str], spoken: dict[str, str]) -> list[str]:
    """By which other words than those typed; `own` are all that were looked for and found."""
    found = []
    held = frozenset(own)
    for reason, terms in (("other words for it", wanted.terms), ("related words", wanted.near)):
        stems = {*chain(*filter(held.issuperset, terms))} - spoken.keys()
        if stems:
            found.append(f"{reason}: {', '.join(word for s, word in own.items() if s in stems)}")
            spoken = {**spoken, **{stem: own[stem] for stem in stems}}
    told = [word for stem, word in own.items() if stem in wanted.alike and stem not in spoken]
    if told:
        found.append(f"words of like meaning: {', '.join(told)}")
    return found
