"""Questions made from passages, for training an encoder; none of them was written by a person.

Passages of the generator's forces, of the sample, and short ones made of the vocabulary of the
field. Of each come questions of four kinds: rare words of one of its sentences, that sentence
without its figures, a concept that it speaks of under another of its names, and what its
heading and labels say. No question of `bench/questions` nor any annotated one is read here.
"""

from __future__ import annotations

import math
import random
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from bench.generator import generate
from bench.generator.scale import passages as made_up
from bench.search_systems import searchable
from extract.profiles import load_profile
from extract.profiles.model import Concept
from extract.sentences import sentence_spans
from index import texts
from index.library import Library
from index.stop_words import STOP_WORDS
from index.vocabulary import Concepts
from models.encoder import Encoder
from models.fake import FakeEncoder
from models.training import Pair

SAMPLE = Path(__file__).resolve().parents[1] / "corpus" / "sample" / "reports"
FORCES = 6
QUARTERS = 1
MADE_UP = 500
# A generated passage is like the next one; the sample and the vocabulary are asked more often.
ROUNDS = 3
_FEWEST, _MOST = 2, 6  # words of a question of rare words
_LONGEST = 220  # characters of a sentence as a question
_FIGURE = re.compile(r"[£(]*\d[\d,.%)]*")


def make_pairs(seed: int) -> list[Pair]:
    """All pairs of a seed, shuffled, each once."""
    rng = random.Random(seed)  # noqa: S311 - drawing questions, not secrets
    concepts = load_profile("").concepts
    drawn = _whole([*_generated(seed), *made_up(seed, MADE_UP)])
    sample = _whole(_sample(FakeEncoder()))
    rarity = _rarity([*drawn, *sample])
    heard = Concepts(concepts)
    found = [
        Pair(q, text)
        for text in [*drawn, *ROUNDS * sample]
        for q in _questions(text, heard, rarity, rng)
    ]
    found += [pair for _ in range(ROUNDS) for pair in _of_concepts(concepts, rng)]
    found = list(dict.fromkeys(found))
    rng.shuffle(found)
    return found


def _whole(held: Iterable[str]) -> list[str]:
    """The texts on one line each, each once."""
    return list(dict.fromkeys(" ".join(text.split()) for text in held))


def _generated(seed: int) -> Iterator[str]:
    for number in range(FORCES):
        for report in generate(1_000 * seed + number, QUARTERS):
            for passage in report.passages:
                text = report.text[passage.start : passage.end]
                yield f"{', '.join(passage.places)}: {text}" if passage.places else text


def _sample(encoder: Encoder) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder) / "sample", create=True, encoder=encoder)
        library.add([SAMPLE])
        for passage in searchable(library):
            yield texts.embedded_text(passage)
            if passage.objective:
                yield f"{passage.objective}: {texts.embedded_text(passage)}"


def _rarity(held: Sequence[str]) -> dict[str, float]:
    counts = Counter(word for text in held for word in set(texts.tokens(text)))
    return {word: math.log(1 + len(held) / count) for word, count in counts.items()}


def _questions(
    text: str, heard: Concepts, rarity: dict[str, float], rng: random.Random
) -> Iterator[str]:
    sentences = [text[start:end] for start, end in sentence_spans(text)]
    for sentence in rng.sample(sentences, min(2, len(sentences))):
        words = [w for w in texts.words(sentence) if _plain(w)]
        if len(words) >= _FEWEST:
            weights = [rarity.get(texts.stem(w.lower()), 1.0) for w in words]
            wanted = rng.choices(words, weights, k=rng.randint(_FEWEST, _MOST))
            kept = [w for w in dict.fromkeys(words) if w in wanted]
            yield " ".join(kept).lower()
        bare = " ".join(_FIGURE.sub(" ", sentence).split())
        if len(bare) <= _LONGEST and len(words) >= _FEWEST:
            yield bare
    label, _, rest = text.partition(": ")
    spoken = [word for word in texts.words(rest or text) if _plain(word)]
    stems = [texts.stem(word.lower()) for word in spoken]
    for found in heard.hear(stems, spoken)[:3]:
        said = rng.choice([found.concept.name, *found.concept.terms])
        where = f" in {label}" if rest and len(label.split()) <= 3 and rng.random() < 0.3 else ""
        yield said + where
        others = [w for w in spoken if texts.stem(w.lower()) not in texts.tokens(said)]
        if others:
            yield f"{said} {rng.choice(others).lower()}{where}"


def _plain(word: str) -> bool:
    return len(word) > 2 and word.isalpha() and word.lower() not in STOP_WORDS


def _of_concepts(concepts: Sequence[Concept], rng: random.Random) -> Iterator[Pair]:
    """A concept's names and the words that stand near it, each asked for by another name."""
    for concept in concepts:
        names = [concept.name, *concept.terms]
        for name in names:
            others = [other for other in names if other != name]
            near = rng.sample(concept.related, min(3, len(concept.related)))
            said = rng.sample(others, min(2, len(others)))
            if said or near:
                yield Pair(name, ", ".join([*said, *near]))
