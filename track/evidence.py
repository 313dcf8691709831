"""Finds the sentences of a later report that speak of what an earlier one announced.

Precision first: a sentence counts only when it names the same operation, the same named
thing ("Live Chat", "Victim Feedback Panel"), or says most of what the commitment says.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from index.texts import tokens
from track.holdings import Holdings, Sentence
from track.likeness import Features, Likeness, features, merged, pairs_of
from track.promises import Promise

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


class Evidence:
    """Finds candidates by an index of stems for each report."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._likeness = Likeness(holdings)
        self._index: dict[str, tuple[list[Sentence], dict[str, list[int]]]] = {}
        self._texts: dict[str, list[str]] = {}
        self._subjects: dict[
            tuple[str, int], tuple[Features, tuple[frozenset[str], ...], float]
        ] = {}

    def search(self, subject: Subject, document: str) -> tuple[list[Candidate], Sentence | None]:
        """The sentences of a report that speak of the subject, the most alike first, and the
        one most like it whether or not it counts."""
        wanted, named, total = self._of(subject)
        found: list[Candidate] = []
        nearest: tuple[float, Sentence] | None = None
        for sentence in self._possible(subject, wanted, document):
            shared = self._likeness.shared(wanted, self._likeness.of(sentence))
            if not shared and not subject.operations:
                continue
            weight = sum(shared.values())
            likeness = min(1.0, weight / total) if total else 0.0
            if nearest is None or likeness > nearest[0]:
                nearest = (likeness, sentence)
            by = self._why(subject, named, wanted, sentence, weight, likeness)
            if by:
                start, end, text = self._around(subject, sentence)
                first = tuple(sorted(shared, key=lambda s: (-shared[s], s))[:6])
                found.append(Candidate(sentence, start, end, text, likeness, first, by))
        found.sort(key=lambda c: -c.likeness)
        return found, nearest[1] if nearest else None

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
            stems = tokens(words)
            if len(stems) > 1 and sum(low in text for text in passages) <= _RARE:
                found.append(pairs_of(stems))
        return list(dict.fromkeys(found))

    def likeness(self, subject: Subject, sentence: Sentence) -> float:
        """How much of the subject a sentence says, 0 to 1."""
        return self._likeness.coverage(self._of(subject)[0], self._likeness.of(sentence))

    def _lowered(self, document: str) -> list[str]:
        if document not in self._texts:
            passages = self._holdings.passages_of[document]
            self._texts[document] = [" ".join(p.text.lower().split()) for p in passages]
        return self._texts[document]

    def _possible(self, subject: Subject, wanted: Features, document: str) -> list[Sentence]:
        if not subject.operations:
            sentences, index = self._indexed(document)
            rare = sorted(wanted.single, key=self._likeness.weight, reverse=True)[:_WINDOW]
            numbers = {n for stem in (*rare, *wanted.joined) for n in index.get(stem, ())}
            return [sentences[n] for n in sorted(numbers)]
        # Where the operation itself is named, other sentences are not asked.
        about: set[Sentence] = set()
        for name in subject.operations:
            for passage in self._holdings.passages_naming.get((name, document), ()):
                about.update(self._holdings.about(name, passage))
        return sorted(about, key=lambda s: s.start)

    def _indexed(self, document: str) -> tuple[list[Sentence], dict[str, list[int]]]:
        if document not in self._index:
            sentences = [
                s
                for p in self._holdings.passages_of[document]
                for s in self._holdings.sentences(p.id)
            ]
            index: defaultdict[str, list[int]] = defaultdict(list)
            for number, sentence in enumerate(sentences):
                made = self._likeness.of(sentence)
                for stem in made.single | made.joined:
                    index[stem].append(number)
            self._index[document] = (sentences, dict(index))
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
        if any(len(name & own.phrases) * 3 >= len(name) * 2 for name in named):
            return "named thing"
        one_word = (wanted.joined & own.single) | (own.joined & wanted.single)
        if any(self._likeness.is_rare(word) for word in one_word):
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
    if len(tokens(text)) <= 2 * _WINDOW:
        return features(text)
    before = text[: promise.start].split()[-2 * _WINDOW :]
    after = text[promise.end :].split()[: 2 * _WINDOW]
    # The announcing words hold the verb ("will be established").
    return features(" ".join([*before, promise.words, *after]))
