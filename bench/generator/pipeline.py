"""The project's own pipeline over generated reports, in memory, as the library runs it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable
from dataclasses import dataclass

from audit import check
from bench.generator.truth import GeneratedReport
from corpus.identity import identify
from corpus.passages import segment
from corpus.reading import read_bytes
from extract.extractor import Extractor
from extract.names import link_names
from extract.profiles import Profile
from quarterline.records import Check, Claim, Comparison, Document, Mention, Passage


@dataclass(frozen=True, slots=True)
class ReadCorpus:
    """What the project read in reports: `documents` by the reports' order; `seconds` by stage."""

    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    comparisons: tuple[Comparison, ...]
    checks: tuple[Check, ...]
    seconds: tuple[tuple[str, float], ...]


def read_corpus(reports: Iterable[GeneratedReport], profile: Profile) -> ReadCorpus:
    """Read, extract and audit reports of one force, whose places are in `profile`."""
    extractor = Extractor(profile)
    documents: list[Document] = []
    passages: list[Passage] = []
    mentions: list[Mention] = []
    claims: list[Claim] = []
    comparisons: list[Comparison] = []
    reading = extracting = 0.0
    for report in reports:
        begun = time.perf_counter()
        data = report.text.encode("utf-8")
        read = read_bytes(data, report.name)
        document = identify(read, report.name, hashlib.sha256(data).hexdigest())
        own = segment(document, profile.gazetteer, read.pages).passages
        reading += time.perf_counter() - begun
        begun = time.perf_counter()
        found = extractor.extract(document, own)
        extracting += time.perf_counter() - begun
        documents.append(document)
        passages += own
        mentions += found.mentions
        claims += found.claims
        comparisons += found.comparisons
    begun = time.perf_counter()
    linked = link_names(mentions, passages)
    linking = time.perf_counter() - begun
    begun = time.perf_counter()
    checks = check(documents, claims, comparisons, passages=passages)
    auditing = time.perf_counter() - begun
    return ReadCorpus(
        tuple(documents),
        tuple(passages),
        tuple(linked),
        tuple(claims),
        tuple(comparisons),
        tuple(checks),
        (
            ("reading", reading),
            ("extraction", extracting),
            ("linking names", linking),
            ("audit", auditing),
        ),
    )
