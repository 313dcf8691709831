"""Finds the places of a force in a text: by name, and where a name is misspelt."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz.distance import OSA

from extract.found import Found, unique
from extract.sentences import sentence_of
from quarterline.phrases import Phrases, first_word
from quarterline.places import Gazetteer, Place

_LABELS = {"lpa": "LPA", "district": "DISTRICT"}
# "London Road" is a street; "Wickford High Street" lies in Wickford all the same.
_STREET = re.compile(
    r"\s+(?:Road|Rd|Street|St|Avenue|Ave|Lane|Close|Drive|Crescent|Way|Terrace|Grove|Gardens|Inn)\b"
)
# A rank or title makes the next name a person's: "Inspector Harlow".
_TITLE = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lord|Lady|Cllr|Councillor|PC|PCSO|DC|DS|DI|DCI|Sgt|Sergeant"
    r"|Insp|Inspector|Supt|Superintendent|Constable|Commissioner|ACC|DCC)\.?|#)\s*$"
)
_CAPITALISED = re.compile(r"(?<![\w-])[A-Z][a-z]{2,}(?:[-' ’][A-Za-z]+)*(?![\w])")
_RUN_WORD = re.compile(r"[A-Za-z’']+")
_SHOUTED = re.compile(r"[A-Z]{5}")
_WORDS = re.compile(r"[A-Za-z]+")
_BRACKET = re.compile(r"\s*\([^()]{1,200}\)")
_MIN_FUZZY = 7


def find_places(text: str, gazetteer: Gazetteer, taken: Sequence[Found] = ()) -> list[Found]:
    """The places of `gazetteer` that `text` names, left to right, none overlapping.

    `taken` are names already read, inside which a place is no place ("Operation Upminster").
    `canonical` is the gazetteer's name. A misspelt name has `how` "misspelling of …" and a
    score below 1.
    """
    found = [
        _found(m.start, m.end, m.text, m.place)
        for m in gazetteer.find(text)
        if not _is_other(text, m.start, m.end)
    ]
    found += _in_capitals(text, gazetteer, found)
    found += _misspelt(text, gazetteer, [*found, *taken])
    kept = [f for f in found if not any(t.overlaps(f.start, f.end) for t in taken)]
    return sorted(kept, key=lambda f: f.start)


def attach_places(
    text: str,
    operations: Sequence[Found],
    places: Sequence[Found],
    sentences: list[tuple[int, int]],
    scope: Iterable[str],
) -> list[Found]:
    """Operations with the places they are about: the passage's scope, then their sentence's.

    A place in brackets right behind an operation is that operation's alone ("Operation A
    (support at Lakeside) and Operation B"). An operation that gets no place so takes those of
    its other mentions in the passage; if the passage names no other operation, all of the
    passage's, for then its other sentences speak of it.
    """
    scope = tuple(scope)
    owners = _owners(text, operations)
    near: dict[int, tuple[str, ...]] = {}
    by_name: dict[str, list[str]] = {}
    for found in operations:
        start, end = sentence_of(sentences, found.start)
        inside = (
            p.canonical
            for p in places
            if start <= p.start < end and _owner(owners, p) in (None, found.start)
        )
        near[found.start] = unique((*scope, *inside))
        by_name.setdefault(found.canonical, []).extend(near[found.start])
    if len(by_name) == 1:
        # The widest reading comes last, so that it counts only where nothing nearer does.
        next(iter(by_name.values())).extend(() if scope else (p.canonical for p in places))
    return [replace(f, places=near[f.start] or unique(by_name[f.canonical])) for f in operations]


def _owners(text: str, operations: Sequence[Found]) -> list[tuple[int, int, int]]:
    """Brackets that stand right behind an operation: start, end, the operation's start."""
    behind = ((f, _BRACKET.match(text, f.end)) for f in operations)
    return [(m.start(), m.end(), f.start) for f, m in behind if m is not None]


def _owner(owners: list[tuple[int, int, int]], place: Found) -> int | None:
    return next((owner for start, end, owner in owners if start < place.start < end), None)


def _found(start: int, end: int, text: str, place: Place) -> Found:
    return Found(start, end, text, _LABELS.get(place.kind, "PLACE"), place.name)


def _is_other(text: str, start: int, end: int) -> bool:
    street = _STREET.match(text, end)
    high = text[end : end + 5] == " High"
    return bool((street and not high) or _TITLE.search(text[max(0, start - 16) : start]))


def _in_capitals(text: str, gazetteer: Gazetteer, known: Sequence[Found]) -> Iterator[Found]:
    """Names set in capitals, as headings are: "COLCHESTER"."""
    if not _SHOUTED.search(text):
        return
    phrases, names = _capitals(gazetteer)
    for match in phrases.finditer(text):
        start, end = match.span()
        if not any(k.overlaps(start, end) for k in known) and not _is_other(text, start, end):
            yield _found(start, end, match.group(), names[_plain(match.group())])


@lru_cache(maxsize=16)
def _capitals(gazetteer: Gazetteer) -> tuple[Phrases, dict[str, Place]]:
    """Names of five letters or more, set in capitals; shorter ones could be abbreviations."""
    names = {
        _plain(name): place
        for place in gazetteer
        for name in (place.name, *place.aliases)
        if len(name) >= 5 and place.kind != "force"
    }
    forms = (
        (
            r"[\s-]+".join(re.escape(word.upper()) for word in name.split()),
            [first_word(name.upper())],
        )
        for name in sorted(names, key=lambda n: (-len(n), n))
    )
    return Phrases(forms, after=r"(?![\w-])"), names


@lru_cache(maxsize=16)
def _slips(gazetteer: Gazetteer) -> Callable[[str], Place | None]:
    """What tells of a word which name of the gazetteer it may be, misspelt."""
    names = {
        _plain(name): place
        for place in gazetteer
        for name in (place.name, *place.aliases)
        if len(name) >= _MIN_FUZZY and place.kind != "force" and "(" not in name
    }
    alike: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for name in names:
        alike[name[0], len(name)].append(name)

    @lru_cache(maxsize=8192)
    def meant(word: str) -> Place | None:
        """The one place whose name is one slip away from a word that is no name itself."""
        # The first letter must agree, for people seldom miss it.
        first, size = word[0].casefold(), len(word)
        near = [n for more in (-1, 0, 1) for n in alike.get((first, size + more), ())]
        plain = _plain(word) if near else ""
        if not near or plain in names:
            return None
        targets = {names[n].name for n in near if OSA.distance(plain, n, score_cutoff=1) <= 1}
        return gazetteer.get(targets.pop()) if len(targets) == 1 else None

    return meant


def _plain(name: str) -> str:
    return re.sub(r"[\s-]+", " ", name).casefold()


def _misspelt(text: str, gazetteer: Gazetteer, known: Sequence[Found]) -> Iterator[Found]:
    """Capitalised words one slip away from one name of the gazetteer, and from no other.

    A single word counts only where no capitalised word stands beside it (a surname would) and
    where it does not merely open a sentence ("Tending" is no Tendring), and never when the
    text also writes it small.
    """
    meant = _slips(gazetteer)
    done = -1
    for match in _CAPITALISED.finditer(text):
        for first, last in _candidates(match.group()):
            start, end = match.start() + first, match.start() + last
            word = text[start:end]
            place = meant(word)
            if place is None:
                continue
            if start < done or any(k.overlaps(start, end) for k in known):
                continue
            if word.lower() in {w for w in _WORDS.findall(text) if w.islower()}:
                continue
            if _is_other(text, start, end) or not _stands_alone(text, start, end, word):
                continue
            how = f"misspelling of {place.name}"
            label = _LABELS.get(place.kind, "PLACE")
            yield Found(start, end, word, label, place.name, 0.8, how)
            done = end


def _candidates(run: str) -> list[tuple[int, int]]:
    """The words of a run, from a capital, the longest first, up to four words."""
    words = [match.span() for match in _RUN_WORD.finditer(run)]
    found = [
        (size, start, words[first + size - 1][1])
        for first, (start, _) in enumerate(words)
        if run[start].isupper()
        for size in range(1, min(4, len(words) - first) + 1)
    ]
    found.sort(key=lambda one: (-one[0], one[1]))
    return [(start, end) for _, start, end in found if end - start >= _MIN_FUZZY - 1]


def _stands_alone(text: str, start: int, end: int, word: str) -> bool:
    if " " in word or "-" in word:
        return True
    before, after = text[:start].rstrip(), text[end:]
    if re.match(r"\s+[A-Z]|-\w", after) or re.search(r"(?:\b[A-Z]\w*[ -]|-)$", text[:start]):
        return False
    opens = not before or before[-1] in ".!?:•*"
    return not opens or after.lstrip().startswith(":")
