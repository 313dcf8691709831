"""What questions are likely to say, so that its vectors can be made ahead (`models.likely`)."""

from __future__ import annotations

from collections.abc import Iterator

from extract.profiles import known_profiles
from index import texts
from index.stop_words import STOP_WORDS
from models.vocabulary import common_words

# Of the words that the encoder was given whole, which are in the order of how common they are.
_COMMON = 20_000
_HISSING = ("s", "x", "ch", "sh")


def likely_texts() -> list[str]:
    """Each text once, as search would encode it, the likeliest first.

    The vocabulary of the field, with its last word in the singular and the plural, and the
    words of it; the words of the names of places and forces; then common English words.
    """
    terms = [said for term in _terms() if (said := as_asked(term))]
    forms = [form for term in terms for form in _forms(term)]
    single = [word for name in (*terms, *_near()) for word in as_asked(name).split()]
    common = [word for word in common_words(_COMMON) if word not in STOP_WORDS]
    return list(dict.fromkeys([*terms, *single, *forms, *common]))


def as_asked(term: str) -> str:
    """A term as a question's words give it to the encoder; empty for figures alone."""
    said = " ".join(term[start:end] for start, end, _ in texts.located(term)).lower()
    return "" if said.replace(" ", "").replace(".", "").isdigit() else said


def _terms() -> Iterator[str]:
    for profile in known_profiles():
        for concept in profile.concepts:
            yield from (concept.name, *concept.terms, *concept.heard)


def _near() -> Iterator[str]:
    """What is not heard as a whole, but has words that may be asked for."""
    for profile in known_profiles():
        for concept in profile.concepts:
            yield from concept.related
        for force in profile.forces:
            yield from (force.name, *force.names, *force.places)
        yield from (place.name for place in profile.gazetteer)


def _forms(term: str) -> Iterator[str]:
    """The other number of a term's last word, as most English nouns form it."""
    head, _, last = term.rpartition(" ")
    before = f"{head} " if head else ""
    if not last.isalpha() or len(last) < 3:
        return
    if last.endswith("ies"):
        yield f"{before}{last[:-3]}y"
    elif last.endswith("s") and not last.endswith("ss"):
        yield f"{before}{last[:-1]}"
    elif last.endswith("y") and last[-2] not in "aeiou":
        yield f"{before}{last[:-1]}ies"
    else:
        yield f"{before}{last}{'es' if last.endswith(_HISSING) else 's'}"
