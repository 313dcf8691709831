"""Settles the names of operations over a whole library.

One report alone does not tell that GAMBER is a misspelt GAMBLER, nor that "Extra Eyes" is
the project that another report calls "Extra Eyes Project". `link_names` works from what was
printed, never from its own earlier answers: run again over its own result, or over a library
from which a report was taken away, it gives what a first run would give.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from extract.abbreviations import defined_abbreviations
from extract.designators import canonical_name, is_capitals, printed_name
from extract.found import Found, as_mention, mention_id
from extract.misspellings import NameUse, misspellings, nearest
from extract.places import attach_places
from extract.sentences import sentence_of, sentence_spans
from quarterline.records import Mention, Passage

_NAMED = ("OPERATION", "PROJECT")
_SHORT = "short form"
_RELABELLED = "short form, written as an initiative"
_MISSPELT = "misspelling of "
_WORD = re.compile(r"[^\W_](?:\w|['’-](?=\w))*")
_TEAM = re.compile(r"\s+[Tt]eams?\b")
_DESIGNATED = re.compile(r"\b(?:[Oo]p(?:eration)?s?|OP(?:ERATION)?S?)\.?\s+$")


def link_names(
    mentions: Sequence[Mention],
    passages: Sequence[Passage],
    abbreviations: Collection[str] = (),
) -> tuple[Mention, ...]:
    """All mentions, with operations and projects settled over all `passages`.

    A misspelt name gets the canonical of the right one, a score below 1 and `how`
    "misspelling of …"; an unlabelled mention of a name that some passage labels is added
    with `how` "short form". `abbreviations` are capitals that are no names of operations;
    those that the passages define are known besides. Other mentions come back as they are.
    The result is ordered by document and offset and does not depend on the order given.
    """
    by_id = {p.id: p for p in passages}
    printed = _as_printed(mentions)
    labelled = [m for m in printed if m.label in _NAMED and m.passage in by_id]
    slips = misspellings(_uses(labelled, by_id))
    known = _known_names(labelled, slips)
    taken = _by_passage(printed)
    settled = [_settle(m, slips, known) for m in printed]
    excluded = set(abbreviations)
    if known:
        excluded |= _defined_among(known, passages)
    short_forms = _ShortForms(known, excluded)
    added = [
        mention
        for passage in short_forms.passages(passages)
        for mention in short_forms.find(passage, taken.get(passage.id, ()))
    ]
    return tuple(sorted([*settled, *added], key=lambda m: (m.document, m.start, m.end, m.id)))


def _as_printed(mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions as extraction made them: what an earlier run added or changed undone."""
    printed = {}
    for mention in mentions:
        restored = mention
        if mention.how == _SHORT:
            continue
        if mention.how == _RELABELLED:
            restored = replace(
                mention,
                id=mention_id(mention.document, mention.start, mention.end, "INITIATIVE"),
                label="INITIATIVE",
                score=0.8,
                how="exact",
            )
        elif mention.label in _NAMED and mention.how.startswith(_MISSPELT):
            name = printed_name(mention.text)
            restored = replace(mention, canonical=name, score=1.0, how="exact")
        printed[restored.id] = restored
    return list(printed.values())


def _uses(labelled: Iterable[Mention], passages: Mapping[str, Passage]) -> dict[str, NameUse]:
    """How each name is used: where, and in which words."""
    uses: dict[str, NameUse] = {}
    # Once a passage: a wall of names would be split anew for each of them.
    spans: dict[str, list[tuple[int, int]]] = {}
    for mention in labelled:
        passage = passages[mention.passage]
        if passage.id not in spans:
            spans[passage.id] = sentence_spans(passage.text)
        start, end = sentence_of(spans[passage.id], mention.start - passage.start)
        use = uses.setdefault(mention.canonical, NameUse(mention.canonical))
        use.add(mention.document, passage.id, passage.text[start:end])
    return uses


@dataclass(frozen=True, slots=True)
class _Known:
    """A name that some passage labels: its label, the forms in which it was printed."""

    canonical: str
    label: str
    forms: frozenset[str]


def _known_names(labelled: Iterable[Mention], slips: Mapping[str, str]) -> dict[str, _Known]:
    labels: defaultdict[str, Counter[str]] = defaultdict(Counter)
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for mention in labelled:
        if mention.canonical not in slips:
            labels[mention.canonical][mention.label] += 1
            forms[mention.canonical].add(_printed_form(mention))
    return {
        name: _Known(name, min(counts, key=lambda k: (-counts[k], k)), frozenset(forms[name]))
        for name, counts in labels.items()
    }


def _printed_form(mention: Mention) -> str:
    """The name within a mention as it was printed, case kept, blanks single."""
    text = " ".join(mention.text.split())
    at = text.upper().replace("’", "'").find(mention.canonical)
    return text[at : at + len(mention.canonical)] if at >= 0 else mention.canonical


def _settle(mention: Mention, slips: Mapping[str, str], known: Mapping[str, _Known]) -> Mention:
    if mention.label in _NAMED and mention.canonical in slips:
        right = slips[mention.canonical]
        return replace(mention, canonical=right, score=0.9, how=f"{_MISSPELT}{right}")
    if mention.label == "INITIATIVE" and mention.canonical in known:
        label = known[mention.canonical].label
        return replace(
            mention,
            id=mention_id(mention.document, mention.start, mention.end, label),
            label=label,
            score=0.9,
            how=_RELABELLED,
        )
    return mention


def _by_passage(mentions: Iterable[Mention]) -> dict[str, list[Mention]]:
    grouped: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        grouped[mention.passage].append(mention)
    return grouped


def _with_places(found: Sequence[Found], passage: Passage, taken: Iterable[Mention]) -> list[Found]:
    """Short forms with their places, beside the operations that are labelled in the passage."""
    others = [_in_passage(m, passage) for m in taken]
    labelled = [f for f in others if f.label in _NAMED]
    places = [f for f in others if f.label in ("LPA", "DISTRICT", "PLACE")]
    sentences = sentence_spans(passage.text, (c.start - passage.start for c in passage.cells))
    attached = attach_places(passage.text, [*labelled, *found], places, sentences, passage.places)
    return attached[len(labelled) :]


def _in_passage(mention: Mention, passage: Passage) -> Found:
    start, end = mention.start - passage.start, mention.end - passage.start
    return Found(start, end, mention.text, mention.label, mention.canonical)


def _defined_among(known: Collection[str], passages: Iterable[Passage]) -> set[str]:
    """Names that are an abbreviation somewhere: "Multi-Agency Public Protection (MAPPA)"."""
    texts = (p.text for p in passages if "(" in p.text)
    return {short for short in defined_abbreviations(texts) if short.upper() in known}


class _ShortForms:
    """Finds names that some passage labels where they stand without a label.

    Three forms count, since the others would be ordinary words too often: several words as
    capitalised where they are labelled; one word in capitals, four letters or more; one word
    before "team", or after a designator though written small, if the corpus never writes it
    small elsewhere.
    """

    def __init__(self, known: Mapping[str, _Known], excluded: Collection[str]) -> None:
        self.excluded = excluded
        self.single: dict[str, _Known] = {}
        self.several: defaultdict[str, dict[tuple[str, ...], _Known]] = defaultdict(dict)
        for name in sorted(known):
            self._enter(known[name])
        # By their first word, so that no word is held against every name.
        self.lengths = {
            first: sorted({len(form) for form in forms}, reverse=True)
            for first, forms in self.several.items()
        }
        self.small: set[str] = set()

    def _enter(self, known: _Known) -> None:
        words = known.canonical.split()
        if len(words) == 1:
            if len(known.canonical) >= 4 and known.canonical.isalpha():
                self.single[known.canonical] = known
            return
        capitals = {known.canonical} if any(f.isupper() for f in known.forms) else set()
        for form in sorted(known.forms | capitals):
            if any(w[0].isupper() for w in form.split()[1:]):
                parts = tuple(form.split())
                self.several[parts[0]].setdefault(parts, known)

    def passages(self, passages: Iterable[Passage]) -> list[Passage]:
        """The passages that hold a word of some name; notes the words written small on the way."""
        kept = []
        for passage in sorted(passages, key=lambda p: (p.document, p.start, p.id)):
            words = set(_WORD.findall(passage.text))
            hit = False
            for word in words:
                bare = word.removesuffix("'s").removesuffix("’s")
                single = self.single.get(bare.upper())
                if single is not None:
                    hit = True
                    if word.islower() and not self._designated(passage.text, word):
                        self.small.add(single.canonical)
                elif bare in self.several:
                    hit = True
            if hit:
                kept.append(passage)
        return kept

    @staticmethod
    def _designated(text: str, word: str) -> bool:
        at = re.search(rf"\b{re.escape(word)}\b", text)
        return bool(at and _DESIGNATED.search(text[: at.start()]))

    def find(self, passage: Passage, taken: Sequence[Mention]) -> Iterator[Mention]:
        """Unlabelled mentions in `passage`, outside the names that `taken` already holds."""
        busy = [(m.start, m.end) for m in taken if m.label in (*_NAMED, "INITIATIVE")]
        busy += [(m.start, m.end) for m in taken if m.label == "ORGANISATION"]
        found: list[Found] = []
        done = 0
        for start, end, known in self._candidates(passage.text):
            first, last = passage.start + start, passage.start + end
            if start < done or any(s < last and first < e for s, e in busy):
                continue
            done, name = end, passage.text[start:end]
            found.append(Found(start, end, name, known.label, known.canonical, 0.9, _SHORT))
        if found:
            yield from (as_mention(f, passage) for f in _with_places(found, passage, taken))

    def _candidates(self, text: str) -> Iterator[tuple[int, int, _Known]]:
        words = list(_WORD.finditer(text))
        shouted = sum(map(str.isupper, text)) > sum(map(str.islower, text))
        for index, word in enumerate(words):
            several = self._several(words, index)
            if several is not None:
                yield several
                continue
            bare = word.group().removesuffix("'s").removesuffix("’s")
            known = self.single.get(bare.upper())
            if known is None or known.canonical in self.excluded or shouted:
                continue
            end = self._single(text, word.start(), word.start() + len(bare), bare, known)
            if end:
                start = self._start(text, word.start(), bare)
                yield start, end, known

    def _several(self, words: list[re.Match[str]], index: int) -> tuple[int, int, _Known] | None:
        """The longest name of several words that begins with the word at `index`."""
        first = words[index].group()
        for length in self.lengths.get(first, ()):
            following = words[index : index + length]
            known = self.several[first].get(tuple(w.group() for w in following))
            if known is not None:
                return words[index].start(), following[-1].end(), known
        return None

    def _single(self, text: str, start: int, end: int, bare: str, known: _Known) -> int:
        """Where the mention ends, 0 if the word is no mention of the name."""
        team = _TEAM.match(text, end)
        if is_capitals(bare):
            return team.end() if team else end
        if known.canonical in self.small:
            return 0
        if bare[0].isupper():
            return team.end() if team else 0
        return end if _DESIGNATED.search(text[:start]) else 0

    @staticmethod
    def _start(text: str, start: int, bare: str) -> int:
        """ "Operation raptor": the designator belongs to the span though the name is small."""
        designator = _DESIGNATED.search(text[:start]) if bare.islower() else None
        return designator.start() if designator else start


def resolve_name(query: str, known: Iterable[str]) -> tuple[str, float] | None:
    """The name of the library that a typed name stands for, with a score; None if none is near.

    For questions, where a slip of the keyboard has no context: one edit in a name of five
    letters or more, two in one of nine or more, and only one name that near.
    """
    name, names = canonical_name(query), frozenset(known)
    return (name, 1.0) if name in names else nearest(name, names)
