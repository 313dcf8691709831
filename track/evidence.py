"""Finds the sentences of a later report that speak of what an earlier one announced.

Precision first: a sentence counts only when it names the same operation, the same named
thing ("Live Chat", "Victim Feedback Panel"), or says most of what the commitment says.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from math import fsum, inf

from track.holdings import Holdings, Sentence
from track.likeness import Features, Likeness, features, merged, pairs_of
from track.promises import Promise
from track.words import stems

# Shares of the commitment's weight that a sentence must have in common with it, alone or
# with its neighbourhood, and the least weight of what they share. Set on the commitments of
# five reports of one force, read one by one.
_MOST, _MUCH, _HEAVY = 0.55, 0.4, 14.0
# A name that more of the report's passages bear is an actor ("Active Citizens"), no thing.
_RARE = 3
_WINDOW = 8
_QUOTED = re.compile(r"[\"“‘']([^\"“”‘’']{3,40})[\"”’']")
_CAPITAL = r"[A-Z][\w&’'-]+"
_NAMED = re.compile(
    rf"(?<![.!?]\s)(?<!^)\b{_CAPITAL}(?:\s+{_CAPITAL})+|^(?:An?|The)?\s*{_CAPITAL}(?:\s+{_CAPITAL})+"
)
# "Criminal Justice (CJ) Portal": the short form in brackets is no part of the name.
_GLOSS = re.compile(r"\s*\([A-Z][\w&/ ]{0,12}\)")
# Who does it is not what is done.
_ACTOR = re.compile(
    r"\b(?:constables?|constabulary|officers?|councils?|teams?|cadets?|citizens?|police|commanders?|persons?"
    r"|inspectors?|sergeants?|partners?|volunteers?|coordinators?|hubs?|partnerships?)$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:The|A|An|In|From|Further|This|These|During|Across|Since|To)\s+")
_FOLLOWS_ON = re.compile(r"^\W*(?:This|It|They|These)\b")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a commitment is about. `before` is the sentence before, where "this" points to it."""

    sentence: Sentence
    before: Sentence | None
    promise: Promise
    operations: tuple[str, ...]
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A later sentence. The words to quote, `start` to `end`, take in the sentence that names
    the operation, and the one after it where that goes on with "this"; `text` is the sentence
    with the latter. `by` says why it counts, "" where it does not."""

    sentence: Sentence
    start: int
    end: int
    text: str
    likeness: float
    shared: tuple[str, ...]
    by: str


# The sentences of a report, and the numbers of those with a stem, with neighbours as one word.
_Index = tuple[list[Sentence], dict[str, list[int]], dict[str, list[int]]]


class Evidence:
    """Finds candidates by an index of stems for each report."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._likeness = Likeness(holdings)
        self._index: dict[str, _Index] = {}
        self._texts: dict[str, list[str]] = {}
        self._subjects: dict[
            tuple[str, int], tuple[Features, tuple[frozenset[str], ...], float]
        ] = {}

    def search(self, subject: Subject, document: str) -> tuple[list[Candidate], Sentence | None]:
        """The sentences of a report that speak of the subject, the most alike first, and the
        one most like it whether or not it counts."""
        wanted, named, total = self._of(subject)
        found: list[tuple[int, Candidate]] = []
        nearest: tuple[float, int, Sentence] | None = None
        pairs = [pair.split() for name in named for pair in name]
        heard = frozenset(stem for pair in pairs for stem in pair)
        least = min((len(set(pair)) for pair in pairs), default=1)
        for most, number, sentence in self._possible(subject, wanted, document):
            own = self._likeness.of(sentence)
            near = most >= _MUCH * total or (nearest is not None and most >= nearest[0] * total)
            # A name of which no pair of words can stand here need not be sought.
            sought = named if len(heard.intersection(own.runs[0][0])) >= least else ()
            if nearest is not None and not near and not sought:
                continue
            shared = self._likeness.shared(wanted, own)
            if not shared and not subject.operations:
                continue
            weight = fsum(shared.values())
            likeness = min(1.0, weight / total) if total else 0.0
            if nearest is None or (likeness, -number) > (nearest[0], -nearest[1]):
                nearest = (likeness, number, sentence)
            by = self._why(subject, sought, wanted, sentence, weight, likeness)
            if by:
                start, end, text = self._around(subject, sentence)
                first = tuple(sorted(shared, key=lambda s: (-shared[s], s))[:6])
                made = Candidate(sentence, start, end, text, likeness, first, by)
                found.append((number, made))
        found.sort(key=lambda item: (-item[1].likeness, item[0]))
        return [c for _, c in found], nearest[2] if nearest else None

    def _of(self, subject: Subject) -> tuple[Features, tuple[frozenset[str], ...], float]:
        key = (subject.sentence.passage, subject.sentence.start)
        found = self._subjects.get(key)
        if found is None:
            own = _focus(subject)
            parts = [own] if subject.before is None else [own, features(subject.before.text)]
            wanted = merged(parts)
            total = self._likeness.total(wanted)
            found = self._subjects[key] = (wanted, self._named(subject), total)
        return found

    def _named(self, subject: Subject) -> tuple[frozenset[str], ...]:
        """Things that the commitment names, each as the pairs of stems of its name.

        Those before the announcing words are what it is about ("the X will launch"); else the
        first after them ("plans to set up an X with Y").
        """
        text, promise = subject.sentence.text, subject.promise
        before = [subject.before.text] if subject.before else []
        ahead = self._things(subject, text[: promise.start])
        ahead = [*ahead, *(t for b in before for t in self._things(subject, b))]
        return tuple(ahead) or tuple(self._things(subject, text[promise.start :])[:1])

    def _things(self, subject: Subject, text: str) -> list[frozenset[str]]:
        mentions = self._holdings.mentions_in.get(subject.sentence.passage, ())
        taken = {
            name.lower()
            for m in mentions
            if m.label in ("ORGANISATION", "DISTRICT", "LPA", "PLACE")
            for name in (m.canonical, m.text)
        }
        themes = {m.canonical.lower() for m in mentions if m.label == "THEME"}
        passages = self._lowered(subject.sentence.document)
        plain = _GLOSS.sub(" ", text)
        phrases = [m[1] for m in _QUOTED.finditer(plain)]
        phrases += [m.group() for m in _NAMED.finditer(plain)]
        found = []
        for phrase in phrases:
            words = _ARTICLE.sub("", " ".join(phrase.split()))
            low = words.lower()
            if low in themes or _ACTOR.search(words) or any(low in n or n in low for n in taken):
                continue
            named = stems(words)
            if len(named) > 1 and sum(low in text for text in passages) <= _RARE:
                found.append(pairs_of(named))
        return list(dict.fromkeys(found))

    def likeness(self, subject: Subject, sentence: Sentence) -> float:
        """How much of the subject a sentence says, 0 to 1."""
        return self._likeness.coverage(self._of(subject)[0], self._likeness.of(sentence))

    def _lowered(self, document: str) -> list[str]:
        if document not in self._texts:
            passages = self._holdings.passages_of[document]
            self._texts[document] = [" ".join(p.text.lower().split()) for p in passages]
        return self._texts[document]

    def _possible(
        self, subject: Subject, wanted: Features, document: str
    ) -> list[tuple[float, int, Sentence]]:
        """The sentences to look at, the most promising first: the most weight that each can
        share (infinite where it must be looked at), its number in reading order, itself."""
        if not subject.operations:
            return self._promising(wanted, document)
        # Where the operation itself is named, other sentences are not asked.
        about: set[Sentence] = set()
        for name in subject.operations:
            for passage in self._holdings.passages_naming.get((name, document), ()):
                about.update(self._holdings.about(name, passage))
        ordered = sorted(about, key=lambda s: s.start)
        return [(inf, number, sentence) for number, sentence in enumerate(ordered)]

    def _promising(self, wanted: Features, document: str) -> list[tuple[float, int, Sentence]]:
        """Sentences with one of the subject's rarest stems or two of its neighbours."""
        sentences, single, joined = self._indexed(document)
        rare = sorted(wanted.single, key=self._likeness.weight, reverse=True)[:_WINDOW]
        most: dict[int, float] = {}
        for stem in (*rare, *wanted.joined):
            for number in (*single.get(stem, ()), *joined.get(stem, ())):
                most[number] = 0.0
        for stem, weight in self._likeness.bounds(wanted).items():
            for number in (*single.get(stem, ()), *joined.get(stem, ())):
                if number in most:
                    most[number] += weight
        # One word that the other text writes as two may settle it alone.
        for stem in wanted.single:
            for number in joined.get(stem, ()):
                if number in most:
                    most[number] = inf
        for stem in wanted.joined:
            for number in single.get(stem, ()):
                most[number] = inf
        return sorted(
            ((weight, number, sentences[number]) for number, weight in most.items()),
            key=lambda item: (-item[0], item[1]),
        )

    def _indexed(self, document: str) -> _Index:
        if document not in self._index:
            sentences = [
                s
                for p in self._holdings.passages_of[document]
                for s in self._holdings.sentences(p.id)
            ]
            single: defaultdict[str, list[int]] = defaultdict(list)
            joined: defaultdict[str, list[int]] = defaultdict(list)
            for number, sentence in enumerate(sentences):
                made = self._likeness.of(sentence)
                for stem in made.single:
                    single[stem].append(number)
                for stem in made.joined:
                    joined[stem].append(number)
            self._index[document] = (sentences, single, joined)
        return self._index[document]

    def _why(
        self,
        subject: Subject,
        named: tuple[frozenset[str], ...],
        wanted: Features,
        sentence: Sentence,
        weight: float,
        likeness: float,
    ) -> str:
        if subject.operations:
            return "operation"
        own = self._likeness.of(sentence)
        if named:
            phrases = own.phrases()
            if any(len(name & phrases) * 3 >= len(name) * 2 for name in named):
                return "named thing"
        one_word = (wanted.joined & own.single) | (own.joined & wanted.single)
        if one_word and any(map(self._likeness.is_rare, one_word)):
            return "one word"
        alike = likeness >= _MOST and weight >= _HEAVY / 2
        return "likeness" if alike or (likeness >= _MUCH and weight >= _HEAVY) else ""

    def _around(self, subject: Subject, sentence: Sentence) -> tuple[int, int, str]:
        """What to quote with a sentence: from the one that names the operation, to the one
        after it that goes on with "this"."""
        sentences = self._holdings.sentences(sentence.passage)
        number = sentences.index(sentence)
        start, end, text = sentence.start, sentence.end, sentence.text
        if number + 1 < len(sentences) and _FOLLOWS_ON.match(sentences[number + 1].text):
            end, text = sentences[number + 1].end, f"{text} {sentences[number + 1].text}"
        naming = [
            use.mention.start
            for use in self._holdings.uses_in.get(sentence.passage, ())
            if use.name in subject.operations and use.mention.start < sentence.end
        ]
        if naming and max(naming) < sentence.start:
            start = max(s.start for s in sentences if s.start <= max(naming))
        return start, end, text


def _focus(subject: Subject) -> Features:
    """The features of what is announced: in a long sentence, the words around the promise."""
    text = subject.sentence.text
    promise = subject.promise
    if len(stems(text)) <= 2 * _WINDOW:
        return features(text)
    before = text[: promise.start].split()[-2 * _WINDOW :]
    after = text[promise.end :].split()[: 2 * _WINDOW]
    # The announcing words hold the verb ("will be established").
    return features(" ".join([*before, promise.words, *after]))
