"""A library of any number of made-up passages, written by the library's own writers.

Each passage is a sentence of `bench.generator.scale` and one of words drawn by Zipf's law from
a vocabulary without end, so that the words grow with the passages as they do in real reports
(Heaps' law). Some thousands of passages are encoded; to encode a million takes hours on two
cores, so the others' vectors are made of these: the vector of one, moved by a part of the
difference of two more, which keeps them where texts lie and crowds them as many reports would.
Reading and extraction are left out; records, words, vectors and tags are written as by `add`.
"""

from __future__ import annotations

import hashlib
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import overload

import numpy as np
from numpy.typing import NDArray

from bench.generator.chance import stream
from bench.generator.names import County, make_county
from bench.generator.scale import passages as sentences
from extract.profiles import load_profile
from index import generations, postings, related, store, tagged, texts, vectors
from index.analysis import Analyser
from index.blocks import Block, assemble
from index.ingest import Ingested, terms_of
from index.manifest import SCHEMA, Manifest
from index.pieces import encoded_texts
from index.store import Contents, Holding
from index.tags import tags
from index.terms import Terms
from models.encoder import load_encoder
from quarterline.periods import Quarter
from quarterline.records import Claim, Document, Mention, Passage, Priority

SEED = 8
PER_REPORT = 100
ENCODED = 4_000
_COUNTIES = 20
_YEARS = range(2010, 2026)
_PRIORITIES = ("Communities", "Victims", "Roads", "Violence", "Burglary", "Fraud", "Contact")
_OPERATION = re.compile(r"Operation (?P<name>[A-Z]{3,})")
_FIGURE = re.compile(r"\d[\d,]*")
# Words of the second sentence, and the exponent of Zipf's law for their ranks.
_SECOND = "Staff noted"
_WORDS = 12
_ZIPF = 1.3
_RANKS = 3_000_000
_SYLLABLES = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]


@dataclass
class Made:
    """What was written: seconds of each stage, and of the whole."""

    seconds: dict[str, float] = field(default_factory=dict)

    def stage(self, name: str, since: float) -> float:
        """Note how long a stage took; returns the time."""
        now = time.perf_counter()
        self.seconds[name] = now - since
        return now


def counties() -> list[County]:
    """The counties whose reports are made."""
    return [make_county(stream(SEED, "scale", n)) for n in range(_COUNTIES)]


def make_library(root: Path, count: int) -> Made:
    """Write a library of `count` passages into a new folder."""
    made, now = Made(), time.perf_counter()
    holdings = list(_holdings(count))
    passages = [p for h in holdings for p in h.ingested.passages]
    mentions = [m for h in holdings for m in h.ingested.mentions]
    now = made.stage("making up reports", now)
    encoder = load_encoder()
    blocks = Blocks(_encoded(passages[:ENCODED], encoder.name), len(passages))
    now = made.stage(f"encoding {min(count, ENCODED):,}", now)
    rows = {p.id: row for row, p in enumerate(passages)}
    reports = [(h.document, h.ingested.passages, h.ingested.terms.gazetteer) for h in holdings]
    contents = Contents(
        holdings=tuple(holdings),
        superseded={},
        mentions=tuple(mentions),
        claims=tuple(c for h in holdings for c in h.ingested.claims),
        checks=(),
        indexed={p.id: (rows[p.id], texts.key(p.text)) for p in passages},
        tags=tuple(tags(rows, reports, mentions)),
        failures=(),
    )
    with generations.staging(root) as folder:
        store.write(folder / generations.DATABASE, contents)
        tagged.write(folder, contents.tags)
        now = made.stage("records and tags", now)
        named: dict[str, list[Mention]] = {}
        for mention in mentions:
            named.setdefault(mention.passage, []).append(mention)
        analyser = Analyser()
        for start in range(0, len(passages), PER_REPORT):
            some = passages[start : start + PER_REPORT]
            further = [texts.further_texts(p, named.get(p.id, ())) for p in some]
            analyser.add([p.text.split() for p in some], further)
        postings.write(folder / generations.LEXICAL, analyser.done().counted)
        now = made.stage("words", now)
        del analyser
        vectors.write(folder / generations.VECTORS, blocks, encoder.dimensions)
        now = made.stage("vectors", now)
        written = Counter(word for p in passages[:ENCODED] for word in texts.words(p.text))
        words = related.words_of(written, ())
        matrix = related.vectors_for(words, {}, encoder.encode, encoder.dimensions)
        related.write(folder, words, matrix)
        now = made.stage("words of like meaning", now)
        manifest = Manifest(
            schema=SCHEMA,
            generation=generations.next_number(root),
            created="2026-01-01T00:00:00+00:00",
            encoder=encoder.name,
            dimensions=encoder.dimensions,
            pipeline="bench.scale",
            profiles={},
            counts=contents.counts(),
            files={},
        )
        generations.publish(root, folder, manifest)
        made.stage("hashing and flushing", now)
    return made


# ---- reports


def _holdings(count: int) -> Iterator[Holding]:
    rng = random.Random(SEED)  # noqa: S311 - made-up reports
    made = [(county, _terms(county)) for county in counties()]
    source = sentences(SEED, count)
    drawn = _zipf(np.random.default_rng(SEED), count)
    for number, start in enumerate(range(0, count, PER_REPORT)):
        county, terms = rng.choice(made)
        said = [f"{next(source)} {next(drawn)}" for _ in range(min(PER_REPORT, count - start))]
        yield _holding(number, county, terms, said, rng)


def _terms(county: County) -> Terms:
    """What a report of the county is read with: its places, and the words of policing."""
    general = load_profile("")
    document = Document("0", "", "", "", "", force=county.force)
    known = terms_of(general, document)
    return Terms(county.places, known.abbreviations, known.themes, known.concepts, known.eras)


def _holding(
    number: int, county: County, terms: Terms, said: Sequence[str], rng: random.Random
) -> Holding:
    text = "\n\n".join(said)
    digest = hashlib.sha256(f"{number} {text}".encode()).hexdigest()
    key = digest[:12]
    quarter = Quarter(rng.choice(_YEARS), rng.randint(1, 4))
    document = Document(
        key, f"report-{number:05d}.txt", digest, "text/plain", text, county.force, quarter=quarter
    )
    passages, mentions, claims, start = [], [], [], 0
    places = [p.name for p in county.places if p.kind != "force"]
    for order, one in enumerate(said, start=1):
        title = rng.randrange(len(_PRIORITIES))
        passage = Passage(
            f"{key}#{order}",
            key,
            start,
            start + len(one),
            one,
            order,
            "bullet",
            priority=Priority(title + 1, _PRIORITIES[title]),
            places=county.within(rng.choice(places)),
        )
        passages.append(passage)
        for found in _OPERATION.finditer(one):
            a, b = start + found.start(), start + found.end()
            name = f"{key}:m{a}-{b}-OPERATION"
            mentions.append(
                Mention(name, key, passage.id, a, b, found[0], "OPERATION", found["name"])
            )
        figure = _FIGURE.search(one)
        if figure is not None:
            a, b = start + figure.start(), start + figure.end()
            value = float(figure[0].replace(",", ""))
            claims.append(
                Claim(
                    f"{key}:c{a}-{b}",
                    key,
                    passage.id,
                    a,
                    b,
                    figure[0],
                    value,
                    value,
                    value,
                    "count",
                )
            )
        start += len(one) + 2
    ingested = Ingested(document, tuple(passages), tuple(mentions), tuple(claims), (), (), terms)
    return Holding(ingested, None, "", "2026-01-01T00:00:00+00:00", number, "bench.scale")


def _zipf(rng: np.random.Generator, count: int) -> Iterator[str]:
    """`count` sentences of words by Zipf's law."""
    for start in range(0, count, 10_000):
        size = (min(10_000, count - start), _WORDS)
        ranks = np.minimum(rng.zipf(_ZIPF, size), _RANKS)
        for row in ranks.tolist():
            yield f"{_SECOND} {' '.join(map(_word, row))}."


def _word(rank: int) -> str:
    """A word of one syllable or more for each rank; frequent words are short, as they are."""
    parts = []
    while rank:
        rank, at = divmod(rank, len(_SYLLABLES))
        parts.append(_SYLLABLES[at])
    return "".join(parts) + "n"


# ---- vectors


def _encoded(passages: Sequence[Passage], encoder: str) -> Sequence[Block]:
    # The first sentence alone: words that mean nothing have no meaning to be found by.
    said = (replace(p, text=p.text.partition(_SECOND)[0]) for p in passages)
    read = [encoded_texts(p, encoder) for p in said]
    keys = [str(number) for number in range(len(read))]
    return assemble(read, keys, load_encoder(encoder).encode)


class Blocks(Sequence[Block]):
    """`count` passages' vectors, the given ones first, the others made of them when asked for.

    The same for the same place in the sequence, and never all in memory.
    """

    _GROUP = 2_000

    def __init__(self, encoded: Sequence[Block], count: int) -> None:
        self._encoded = encoded
        self._count = count
        self._wholes = np.stack([b.vectors[0] for b in encoded])

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, at: int) -> Block: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Block]: ...
    def __getitem__(self, at: int | slice) -> Block | Sequence[Block]:
        if isinstance(at, int):
            return self[at : at + 1][0]
        start, end, _ = at.indices(self._count)
        found: list[Block] = []
        for group in range(start // self._GROUP, -(-end // self._GROUP)):
            found += self._group(group)
        first = start // self._GROUP * self._GROUP
        return found[start - first : end - first]

    def _group(self, number: int) -> list[Block]:
        rows = range(number * self._GROUP, min((number + 1) * self._GROUP, self._count))
        known = [self._encoded[row] for row in rows if row < len(self._encoded)]
        rng = np.random.default_rng([SEED, number])
        size = len(rows) - len(known)
        base, one, other = (rng.integers(0, len(self._encoded), size) for _ in range(3))
        steps = rng.uniform(0.1, 0.45, (size, 1)).astype(np.float32)
        moves = steps * (self._wholes[one] - self._wholes[other])
        return known + [
            Block(_unit(self._encoded[b].vectors + move), self._encoded[b].windows)
            for b, move in zip(base.tolist(), moves, strict=True)
        ]


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)
