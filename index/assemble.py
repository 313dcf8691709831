"""From the reports as they were read to a new generation: link, check, encode, index, write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from extract.attribution import attribute_claims
from index import generations, lexical, store, texts, vectors
from index.generations import Manifest
from index.ingest import Ingest
from index.results import FailedAttempt
from index.store import Contents, Holding, Indexed
from index.tags import tags
from index.versions import supersede
from quarterline.records import Claim, Mention, Passage

if TYPE_CHECKING:
    from index.snapshot import Snapshot
    from index.vectors import Vectors
    from models.encoder import Encoder


@dataclass(frozen=True, slots=True)
class EncoderSource:
    """An encoder's name, and how to get it: loading is put off until a text must be encoded."""

    name: str
    load: Callable[[], Encoder]


@dataclass(frozen=True, slots=True)
class _Linked:
    """All mentions and claims once every report is known."""

    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]


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
    embedded = [texts.embedded_text(p) for p in passages]
    keys = [texts.key(text) for text in embedded]
    rows = {p.id: row for row, p in enumerate(passages)}
    stage("Encoding passages")
    known = _known_vectors(previous, encoder.name)
    needed = any(key not in known for key in keys)
    matrix = vectors.assemble(embedded, known, keys, encoder.load() if needed else None)
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
        indexed={
            p.id: Indexed(row, key) for row, (p, key) in enumerate(zip(passages, keys, strict=True))
        },
        tags=tuple(
            tags(
                rows,
                [(h.document, h.ingested.passages, h.ingested.terms.gazetteer) for h in in_use],
                linked.mentions,
            )
        ),
        failures=tuple(failures),
    )
    return _write(root, contents, [p.id for p in passages], matrix, ingest.version, encoder.name)


def _write(
    root: Path,
    contents: Contents,
    order: Sequence[str],
    matrix: Vectors,
    pipeline: str,
    encoder: str,
) -> int:
    by_passage: dict[str, list[Mention]] = defaultdict(list)
    for mention in contents.mentions:
        by_passage[mention.passage].append(mention)
    passages = {p.id: p for h in contents.holdings for p in h.ingested.passages}
    worded = [texts.indexed_tokens(passages[key], by_passage[key]) for key in order]
    number = generations.next_number(root)
    manifest = Manifest(
        schema=generations.SCHEMA,
        generation=number,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        encoder=encoder,
        dimensions=int(matrix.shape[1]),
        pipeline=pipeline,
        profiles={h.document.force: h.ingested.terms.key for h in contents.holdings},
        counts=contents.counts(),
        files={},
    )
    with generations.staging(root) as folder:
        store.write(folder / generations.DATABASE, contents)
        lexical.write(folder / generations.LEXICAL, worded)
        vectors.write(folder / generations.VECTORS, matrix)
        generations.publish(root, folder, manifest)
    return number


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


def _known_vectors(previous: Snapshot | None, encoder: str) -> dict[str, Vectors]:
    if previous is None or previous.manifest.encoder != encoder or not previous.indexed:
        return {}
    matrix = previous.vectors.all()
    return {key: matrix[row] for key, row in previous.store.vectors().items()}
