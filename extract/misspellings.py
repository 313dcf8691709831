"""Tells which names of operations are other names misspelt.

Edits are those of the restricted Damerau-Levenshtein distance (optimal string alignment):
a letter left out, put in, changed, or two neighbours swapped. Near names are found by the
letters that remain when one or two are left out, so that the work grows with the number of
names and not with its square (W. Garbe's symmetric delete search).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product

from rapidfuzz.distance import OSA

from extract.designators import ROMAN

_WORD = re.compile(r"[a-z]{4,}")
_NUMERAL = re.compile(rf"(?:{ROMAN}|I|\d+)$")
_MIN_ONE, _MIN_TWO = 5, 9
# The forms with two letters left out grow with the square of a name, their letters with its cube.
_LONGEST = 60
_FEW = 2
# The share of words that must agree where a letter was left out, put in or swapped, or one
# vowel written for another; and where a consonant was changed, which tells two words apart
# more often than it misspells one.
_AGREEMENT_SLIP, _AGREEMENT_CHANGE = 0.2, 0.4
_VOWELS = frozenset("AEIOUY")
# Words that the sentences of any two operations share.
_COMMON = frozenset(
    """
    also been being both during following from have into last operation operations over
    police policing project quarter response result resulted that their them there these they
    this through under well were where which while will with
    """.split()
)


@dataclass(slots=True)
class NameUse:
    """Where a name is used, and the content words of the sentences it stands in."""

    name: str
    documents: set[str] = field(default_factory=set)
    passages: set[str] = field(default_factory=set)
    words: Counter[str] = field(default_factory=Counter)

    def add(self, document: str, passage: str, sentence: str) -> None:
        """Count one mention, by the ids of its document and passage and by its sentence."""
        self.documents.add(document)
        self.passages.add(passage)
        self.words.update(_content_words(sentence) - {self.name.casefold()})

    @property
    def weight(self) -> tuple[int, int]:
        """How well attested the name is: reports, then passages."""
        return len(self.documents), len(self.passages)


def misspellings(uses: Mapping[str, NameUse]) -> dict[str, str]:
    """Misspelt name to right name.

    A name counts as misspelt only if it stands in few passages of one report, the other in
    more reports or passages of other reports, and the words around both agree; where two
    names would do, the better agreement decides and a tie decides nothing.
    """
    if len({document for use in uses.values() for document in use.documents}) < 2:
        return {}  # within one report alone no name is known better than another
    rarity = _rarity(uses.values())
    slips: dict[str, str] = {}
    near = _neighbours(uses)
    for name in sorted(uses):
        use = uses[name]
        if len(use.documents) > 1 or len(use.passages) > _FEW:
            continue
        scored = sorted(
            (-_agreement(use, uses[other], rarity), other)
            for other in near.get(name, ())
            if _may_be(use, uses[other])
        )
        agreeing = [(score, other) for score, other in scored if -score >= _needed(name, other)]
        if agreeing and (len(agreeing) == 1 or agreeing[0][0] < agreeing[1][0]):
            slips[name] = agreeing[0][1]
    # A name that others are read into is no misspelling itself: weights order the names, so
    # a chain would have to go up; its middle is left as printed.
    return {name: right for name, right in slips.items() if right not in slips}


def nearest(name: str, known: Collection[str]) -> tuple[str, float] | None:
    """The one name of `known` that `name` may be a slip for, with a score, else None."""
    reach = allowed_edits(name)
    best: list[tuple[int, str]] = []
    for other in sorted(known):
        distance = OSA.distance(name, other, score_cutoff=reach)
        if 0 < distance <= min(reach, allowed_edits(other)) and not _differ_by_form(name, other):
            best.append((distance, other))
    best.sort()
    if not best or (len(best) > 1 and best[0][0] == best[1][0]):
        return None
    return best[0][1], 1 - best[0][0] / max(len(name), len(best[0][1]))


def allowed_edits(name: str) -> int:
    """How many edits a misspelt form of `name` may be away: short names lie too close.

    None for what is longer than any name: a line of capitalised words is no slip of the pen.
    """
    letters = sum(map(str.isalpha, name))
    if len(name) > _LONGEST:
        return 0
    return 0 if letters < _MIN_ONE else 1 if letters < _MIN_TWO else 2


def _may_be(use: NameUse, other: NameUse) -> bool:
    """Whether `use` could be `other` misspelt, words aside."""
    if use.documents & other.documents or other.weight <= use.weight:
        return False
    if use.name[0] != other.name[0]:
        return False  # people seldom miss the first letter
    reach = min(allowed_edits(use.name), allowed_edits(other.name))
    distance = OSA.distance(use.name, other.name, score_cutoff=reach)
    return distance <= reach and not _differ_by_form(use.name, other.name)


def _needed(name: str, other: str) -> float:
    """How well the words around two names must agree, by the kind of edit between them."""
    if len(name) == len(other):
        changed = [pair for pair in zip(name, other, strict=True) if pair[0] != pair[1]]
        swapped = len(changed) == 2 and changed[0] == changed[1][::-1]
        vowels = all(a in _VOWELS and b in _VOWELS for a, b in changed)
        if not swapped and not vowels:
            return _AGREEMENT_CHANGE
    return _AGREEMENT_SLIP


def _differ_by_form(one: str, other: str) -> bool:
    """SHIELD and SHIELD II, STORM and STORMS are names of their own."""
    if len(one.split()) != len(other.split()):
        return True
    if _numeral(one) != _numeral(other) or re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        return True
    short, long = sorted((one, other), key=len)
    return long in (f"{short}S", f"{short}ES", f"{short[:-1]}IES")


def _numeral(name: str) -> str:
    found = _NUMERAL.search(name.rsplit(maxsplit=1)[-1]) if len(name.split()) > 1 else None
    return found.group() if found and found.group() == name.rsplit(maxsplit=1)[-1] else ""


def _neighbours(uses: Mapping[str, NameUse]) -> dict[str, set[str]]:
    """For each name those a few letters away that no report has together with it.

    Names of one report are never paired: a report of thousands of names that are all alike
    would be held against itself, each name against each.
    """
    documents = {name: frozenset(use.documents) for name, use in uses.items()}
    buckets: defaultdict[str, list[str]] = defaultdict(list)
    for name in uses:
        for key in set(_deletions(name, allowed_edits(name))):
            buckets[key].append(name)
    near: defaultdict[str, set[str]] = defaultdict(set)
    for bucket in buckets.values():
        if len(bucket) < 2:
            continue
        together: defaultdict[frozenset[str], list[str]] = defaultdict(list)
        for name in bucket:
            together[documents[name]].append(name)
        for (here, names), (there, others) in combinations(together.items(), 2):
            if here.isdisjoint(there):
                for one, other in product(names, others):
                    near[one].add(other)
                    near[other].add(one)
    return near


def _deletions(name: str, edits: int) -> Iterator[str]:
    """What remains of a name when up to `edits` of its letters are left out."""
    if not edits:
        return
    for count in range(edits + 1):
        for left_out in combinations(range(len(name)), count):
            yield "".join(c for i, c in enumerate(name) if i not in left_out)


def _content_words(sentence: str) -> set[str]:
    words = (word.removesuffix("s") for word in _WORD.findall(sentence.casefold()))
    return {word for word in words if word not in _COMMON}


def _rarity(uses: Iterable[NameUse]) -> dict[str, float]:
    """Inverse frequency of words over names: a word that stands beside few names tells more."""
    frequency: Counter[str] = Counter()
    total = 0
    for use in uses:
        total += 1
        frequency.update(use.words.keys())
    return {word: math.log((total + 1) / count) for word, count in frequency.items()}


def _agreement(use: NameUse, other: NameUse, rarity: Mapping[str, float]) -> float:
    """The share, by rarity, of the words around `use` that stand around `other` too (0..1)."""
    whole = sum(rarity[word] for word in use.words)
    shared = [word for word in use.words if word in other.words]
    if len(shared) < 2 or not whole:
        return 0.0
    return sum(rarity[word] for word in shared) / whole
