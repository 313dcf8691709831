"""The vocabulary of the field, held against a question, and slips of spelling put right.

A concept is recognised by its name or one of its terms, word for word by their stems. What it
adds to the question is looked for at a lower weight than what was typed: words that mean the
same at `TERM`, words that stand near it at `NEAR`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from extract.profiles.model import Concept
from index import texts
from index.lexical import LexicalIndex, Other
from index.stop_words import FILLERS, STOP_WORDS
from models.vocabulary import is_english

TERM = 0.8
NEAR = 0.3

# A slip is looked for in words of five letters and more; two slips only in long ones, and the
# first letter is right, as it nearly always is in slips of the pen.
_SHORTEST = 5
_LONG = 9
# Terms whose stems are kept in mind: the vocabulary of the field has some hundreds.
_REMEMBERED = 8192


_FILLERS = frozenset(map(texts.stem, FILLERS))
# A term of so many words may have another word between them.
_SPACED = 3


@dataclass(frozen=True, slots=True)
class Heard:
    """A concept found in a question: the positions of its tokens, end exclusive."""

    start: int
    end: int
    concept: Concept


class Concepts:
    """The concepts of the profiles, found by the stems of their terms."""

    def __init__(self, concepts: Iterable[Concept]) -> None:
        self._by_stems: dict[tuple[str, ...], tuple[Concept, bool]] = {}
        self._loose: dict[str, list[tuple[frozenset[str], Concept]]] = {}
        held = tuple(concepts)
        # What one concept is called is no hearsay of another.
        named = ((c, term) for c in held for term in (c.name, *c.terms))
        for concept, term in (*named, *((c, term) for c in held for term in c.heard)):
            stems = whole_tokens(term)
            if not stems or stems in self._by_stems:
                continue
            self._by_stems[stems] = (concept, term.isupper() and len(stems) == 1)
            for stem in set(stems) if len(set(stems)) > 1 else ():
                self._loose.setdefault(stem, []).append((frozenset(stems), concept))
        self._longest = max(map(len, self._by_stems), default=0)
        self.stems = frozenset(stem for stems in self._by_stems for stem in stems)

    def hear(self, stems: Sequence[str], typed: Sequence[str]) -> list[Heard]:
        """Concepts among the tokens of a question, the longest first, none overlapping.

        `typed` are the words as typed: a short form in capitals that is also a word ("CED",
        "nos") is only heard in capitals where it is English. The words of a longer term may
        stand in any order, with words between that say little (`FILLERS`), those of three or
        more with one other word too: "dogs that people had stolen" is dog theft.
        """
        found: list[Heard] = []
        at = 0
        while at < len(stems):
            heard = self._in_order(stems, typed, at)
            loose = self._in_any_order(stems, at)
            if loose is not None and (heard is None or loose[0] > heard.end - heard.start):
                heard = loose[1]
            if heard is not None:
                found.append(heard)
            at = at + 1 if heard is None else heard.end
        return found

    def _in_order(self, stems: Sequence[str], typed: Sequence[str], at: int) -> Heard | None:
        for count in range(min(self._longest, len(stems) - at), 0, -1):
            concept, short = self._by_stems.get(tuple(stems[at : at + count]), (None, False))
            if concept is not None and not (short and _is_word(typed[at])):
                return Heard(at, at + count, concept)
        return None

    def _in_any_order(self, stems: Sequence[str], at: int) -> tuple[int, Heard] | None:
        """The longest term whose words stand near each other from `at`, and its length."""
        best: tuple[int, int, Heard] | None = None
        asked = frozenset(stems)
        for words, concept in self._loose.get(stems[at], ()):
            if not words <= asked:  # as nearly all
                continue
            spare = int(len(words) >= _SPACED)
            left, end = set(words), at
            while left and spare >= 0 and end < len(stems):
                spare -= stems[end] not in words and stems[end] not in _FILLERS
                left.discard(stems[end])
                end += 1
            if not left and spare >= 0 and (best is None or (len(words), at - end) > best[:2]):
                best = (len(words), at - end, Heard(at, end, concept))
        return None if best is None else (best[0], best[2])


def others(concept: Concept, typed: Sequence[str]) -> tuple[Other, ...]:
    """The other ways to say a concept than the one typed, each once, the surest first."""
    return _others(concept, tuple(typed))


@lru_cache(maxsize=_REMEMBERED)
def _others(concept: Concept, typed: tuple[str, ...]) -> tuple[Other, ...]:
    ways: dict[tuple[str, ...], Other] = {}
    for near, terms in ((False, (concept.name, *concept.terms)), (True, concept.related)):
        for term in terms:
            stems = whole_tokens(term)
            if stems and stems != typed and not _hollow(term, stems):
                ways.setdefault(stems, Other(stems, NEAR if near else TERM, near=near))
    return tuple(ways.values())


@lru_cache(maxsize=_REMEMBERED)
def whole_tokens(term: str) -> tuple[str, ...]:
    """The stems of a term; none where too little would be left without its common words.

    "Over the limit" would be any limit.
    """
    found = tuple(texts.tokens(term))
    return () if len(found) == 1 < len(texts.words(term.replace("-", ""))) else found


@lru_cache(maxsize=_REMEMBERED)
def _hollow(term: str, stems: Sequence[str]) -> bool:
    """Whether a term can be heard, but not looked for: half of it is a common word.

    "Break-in" in a question is a burglary; in a report, its "break" is any.
    """
    return len(stems) == 1 and any(word.lower() in STOP_WORDS for word in texts.words(term))


class Speller:
    """Puts words right that no report uses, against the words that they do use."""

    def __init__(self, lexical: LexicalIndex, known: frozenset[str]) -> None:
        self._lexical = lexical
        self._known = known
        self._by_letter: dict[str, list[str]] = {}
        self._by_length: dict[tuple[str, int, int], list[str]] = {}
        self._corrected: dict[str, str | None] = {}
        for stem in lexical.vocabulary():
            if stem.isalpha() and len(stem) >= _SHORTEST - 1:
                self._by_letter.setdefault(stem[0], []).append(stem)

    def correct(self, word: str) -> str | None:
        """The stem of the word that was meant; None where `word` is no slip, or no one knows."""
        low = word.lower()
        # What a question says is looked at several times, and questions say the same words.
        if low not in self._corrected:
            if len(self._corrected) > _REMEMBERED:
                self._corrected.clear()
            self._corrected[low] = self._correct(low)
        return self._corrected[low]

    def _correct(self, low: str) -> str | None:
        stem = texts.stem(low)
        if (
            len(low) < _SHORTEST
            or not low.isalpha()
            or stem in self._lexical
            or stem in self._known
            or is_english(low)
        ):
            return None
        most = 1 if len(stem) < _LONG - 1 else 2
        near = process.extract(
            stem,
            self._about_as_long(stem, most),
            scorer=OSA.distance,
            score_cutoff=most,
            limit=20,
        )
        if not near:
            return None
        return str(min(near, key=lambda n: (n[1], self._lexical.idf(n[0]), n[0]))[0])

    def _about_as_long(self, stem: str, most: int) -> list[str]:
        """The stems of the same letter that so many slips can make as long as this one."""
        key = (stem[0], len(stem), most)
        if key not in self._by_length:
            self._by_length[key] = [
                other
                for other in self._by_letter.get(stem[0], ())
                if abs(len(other) - len(stem)) <= most
            ]
        return self._by_length[key]


def surface(stem: str, texts_with_it: Iterable[str]) -> str:
    """The word that most of these texts write for a stem, lower case; the stem if none does."""
    counts = Counter(
        word.lower() for text in texts_with_it for word, own in texts.read(text) if own == stem
    )
    return max(counts, key=lambda w: (counts[w], w)) if counts else stem


def is_plain(short: str, typed: str, written: Mapping[str, int]) -> bool:
    """Whether a short form was typed as the plain word that it also is ("set", "app").

    `written` counts how the reports write it. Capitals are always the short form.
    """
    if not typed.islower():
        return False
    return _is_word(short.lower()) or bool(written.get(short.lower()))


def _is_word(typed: str) -> bool:
    """Whether something typed in small letters is an English word with a vowel in it."""
    return typed.islower() and any(c in "aeiouy" for c in typed) and is_english(typed)
