"""From the reports as they were read to a new generation: link, check, encode, index, write."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from extract.attribution import attribute_claims
from index import generations, postings, related, store, tagged, texts, vectors
from index.analysis import Analysed, Analyser, Counted
from index.blocks import Blocks, Texts, assemble
from index.ingest import Ingest
from index.lexical import LexicalIndex
from index.manifest import SCHEMA, Manifest, Source
from index.pieces import encoded_texts
from index.related import Word
from index.results import FailedAttempt
from index.store import Contents, Holding
from index.tags import tags
from index.versions import supersede
from quarterline.collecting import collecting_seldom
from quarterline.errors import LibraryError
from quarterline.records import Claim, Mention, Passage

if TYPE_CHECKING:
    from index.snapshot import Snapshot
    from index.vectors import Vectors
    from models.encoder import EncoderSource


# Passages that are read at a time.
_TOGETHER = 256


@dataclass(frozen=True, slots=True)
class _Meaning:
    """The vectors of a generation: of each passage by row, and of each word."""

    encoder: str
    blocks: Blocks
    words: Sequence[Word]
    matrix: Vectors

    @property
    def dimensions(self) -> int:
        """Length of a vector; 0 where there is nothing to encode."""
        return int(self.blocks.vectors.shape[1])


@dataclass(frozen=True, slots=True)
class _Read:
    """The passages as they are indexed: what is encoded of each, the hash of its whole, and
    the words of all."""

    encoded: list[Texts]
    keys: list[str]
    analysed: Analysed

    @staticmethod
    def of(passages: Sequence[Passage], mentions: Iterable[Mention], encoder: str) -> _Read:
        by_passage: dict[str, list[Mention]] = defaultdict(list)
        for mention in mentions:
            by_passage[mention.passage].append(mention)
        analyser = Analyser()
        encoded: list[Texts] = []
        for start in range(0, len(passages), _TOGETHER):
            some = passages[start : start + _TOGETHER]
            chunks = [p.text.split() for p in some]
            both = zip(some, chunks, strict=True)
            encoded += [encoded_texts(p, encoder, parts) for p, parts in both]
            further = [texts.further_texts(p, by_passage.get(p.id, ())) for p in some]
            analyser.add(chunks, further)
        return _Read(encoded, [texts.key(one.whole) for one in encoded], analyser.done())


@dataclass(frozen=True, slots=True)
class _Linked:
    """All mentions and claims once every report is known."""

    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]


@contextmanager
def _records_at_rest() -> Iterator[None]:
    """Python looks for cycles among new objects alone, not again and again among all records.

    That took a tenth of the time. What was there before is freed as ever where nothing refers
    to it, but for cycles, which are freed afterwards.
    """
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@collecting_seldom()
@_records_at_rest()
def publish(
    root: Path,
    holdings: Sequence[Holding],
    failures: Sequence[FailedAttempt],
    ingest: Ingest,
    encoder: EncoderSource,
    previous: Snapshot | None,
    stage: Callable[[str], None] = lambda stage: None,
) -> int:
    """Write a generation that holds these reports and swap it in; returns its number.

    Vectors of texts that `previous` holds are taken from it. The caller holds the writer's
    lock.
    """
    stage("Linking names")
    linked = _link(holdings, ingest)
    superseded = supersede([(h.document, h.ingested.passages) for h in holdings])
    in_use = _in_reading_order(h for h in holdings if h.document.id not in superseded)
    passages = [p for h in in_use for p in h.ingested.passages if not p.is_objective]
    read = _Read.of(passages, linked.mentions, encoder.name)
    rows = {p.id: row for row, p in enumerate(passages)}
    stage("Encoding passages")
    blocks = _vectors(read, encoder, previous)
    words = _words(read.analysed.written, linked.mentions, encoder, previous)
    stage("Writing the library")
    ids = {h.document.id for h in in_use}
    contents = Contents(
        holdings=tuple(holdings),
        superseded=superseded,
        mentions=linked.mentions,
        claims=linked.claims,
        checks=tuple(
            ingest.check(
                [h.document for h in in_use],
                [c for c in linked.claims if c.document in ids],
                [c for h in in_use for c in h.ingested.comparisons],
                [p for h in in_use for p in h.ingested.passages],
            )
        ),
        indexed=dict(zip(rows, enumerate(read.keys), strict=True)),
        tags=tuple(
            tags(
                rows,
                [(h.document, h.ingested.passages, h.ingested.terms.gazetteer) for h in in_use],
                linked.mentions,
            )
        ),
        failures=tuple(failures),
    )
    meaning = _Meaning(encoder.name, blocks, *words)
    return _write(root, contents, read.analysed.counted, meaning, ingest.version)


def _write(
    root: Path, contents: Contents, counted: Counted, meaning: _Meaning, pipeline: str
) -> int:
    number = generations.next_number(root)
    manifest = Manifest(
        schema=SCHEMA,
        generation=number,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        encoder=meaning.encoder,
        dimensions=meaning.dimensions,
        pipeline=pipeline,
        profiles={h.document.force: h.ingested.terms.key for h in contents.holdings},
        counts=contents.counts(),
        files={},
        sources=tuple(_source(h) for h in contents.holdings),
    )
    with generations.staging(root) as folder:
        store.write(folder / generations.DATABASE, contents)
        postings.write(folder / generations.LEXICAL, counted)
        vectors.write(folder / generations.VECTORS, meaning.blocks, meaning.dimensions)
        related.write(folder, meaning.words, meaning.matrix)
        tagged.write(folder, contents.tags)
        _proofread(folder, counted.passages)
        generations.publish(root, folder, manifest)
    return number


def _source(holding: Holding) -> Source:
    return Source(
        sha256=holding.document.sha256,
        name=holding.document.source,
        quarter="" if holding.given_quarter is None else str(holding.given_quarter),
        force=holding.given_force,
        added=holding.added,
        sequence=holding.sequence,
    )


def _proofread(folder: Path, passages: int) -> None:
    """Open what was written, before anybody else can.

    FAISS and NumPy write through buffers whose last flush may fail unsaid on a full disk; the
    manifest would then vouch for half a file.
    """
    found = len(vectors.VectorIndex(folder / generations.VECTORS))
    if found != passages:
        raise LibraryError(
            f"{folder / generations.VECTORS} was not written whole: {found} of {passages} "
            "vectors; check that the disk is not full, then run the same command again"
        )
    LexicalIndex(folder / generations.LEXICAL, passages)
    related.RelatedWords(folder)
    tagged.Tagged(folder)


def _link(holdings: Sequence[Holding], ingest: Ingest) -> _Linked:
    """Run the library-wide step, and let the claims follow the names it changed.

    A claim read beside "Operation GAMBER" belongs to what that name was resolved to.
    """
    raw = [m for h in holdings for m in h.ingested.mentions]
    passages = [p for h in holdings for p in h.ingested.passages]
    mentions = tuple({m.id: m for m in ingest.link(raw, passages)}.values())
    now = {(m.passage, m.start, m.end): m.canonical for m in mentions if m.label in texts.NAMED}
    renamed: dict[tuple[str, str], str] = {}
    for mention in raw:
        if mention.label in texts.NAMED:
            new = now.get((mention.passage, mention.start, mention.end), mention.canonical)
            if new != mention.canonical:
                renamed[mention.passage, mention.canonical] = new
    claims = []
    for holding in holdings:
        for claim in holding.ingested.claims:
            names = (renamed.get((claim.passage, name), name) for name in claim.operations)
            operations = tuple(dict.fromkeys(names))
            claims.append(
                claim if operations == claim.operations else replace(claim, operations=operations)
            )
    return _Linked(mentions, tuple(attributed(passages, claims, mentions)))


def attributed(
    passages: Sequence[Passage], claims: Sequence[Claim], mentions: Sequence[Mention]
) -> Iterator[Claim]:
    """The claims in their order, with operations that only the whole library names."""
    beside: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        if mention.label in texts.NAMED:
            beside[mention.passage].append(mention)
    where = {p.id: p for p in passages}
    for key, group in groupby(claims, key=lambda claim: claim.passage):
        members = list(group)
        yield from attribute_claims(where[key], members, beside[key]) if key in where else members


def _in_reading_order(holdings: Iterable[Holding]) -> list[Holding]:
    """Rows follow quarters, so that neighbours on disk are neighbours in time."""
    return sorted(
        holdings,
        key=lambda h: (str(h.document.quarter or ""), h.document.source, h.document.id),
    )


def _vectors(read: _Read, encoder: EncoderSource, previous: Snapshot | None) -> Blocks:
    """The vectors of the passages, those that `previous` holds taken from it."""

    def encode(new: list[str]) -> Vectors:
        return encoder.load().encode(new)

    if previous is None or previous.manifest.encoder != encoder.name or not previous.indexed:
        return assemble(read.encoded, read.keys, encode)
    return assemble(read.encoded, read.keys, encode, previous.store.vectors(), previous.vectors)


def _words(
    written: Mapping[str, int],
    mentions: Iterable[Mention],
    encoder: EncoderSource,
    previous: Snapshot | None,
) -> tuple[list[Word], Vectors]:
    """The words of the passages and their vectors, those that `previous` holds taken from it."""
    names = {m.canonical for m in mentions if m.label in texts.NAMED}
    words = related.words_of(written, names)
    same = previous is not None and previous.manifest.encoder == encoder.name
    known = previous.related.vectors() if previous is not None and same else {}
    return words, related.vectors_for(words, known, lambda new: encoder.load().encode(new), 0)
