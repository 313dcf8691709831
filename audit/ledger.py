"""The records to be checked, by the keys that the checks look them up with."""

from __future__ import annotations

import bisect
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

from audit.intervals import Interval
from audit.joining import joined
from quarterline.records import Check, Claim, Comparison, Document, Passage, Span


@dataclass(frozen=True, slots=True)
class Ledger:
    """Claims, comparisons and passages of some documents, indexed once.

    `comparisons` are those whose claims are all known; `in_passage` has a passage's claims
    in the order of the text; `used` the ids of the claims that a comparison holds. `kept`
    has what several checks ask for, worked out once.
    """

    documents: Mapping[str, Document]
    claims: Mapping[str, Claim]
    comparisons: tuple[Comparison, ...]
    passages: Mapping[str, Passage]
    in_passage: Mapping[str, tuple[Claim, ...]]
    of_claim: Mapping[str, tuple[Comparison, ...]]
    by_document: Mapping[str, tuple[Passage, ...]]
    only_force: str = ""
    kept: dict[str, object] = field(default_factory=dict, repr=False, compare=False)

    def get(self, key: str) -> Claim | None:
        """The claim with this id; None for an empty or unknown id."""
        return self.claims.get(key) if key else None

    def force(self, document: Document) -> str:
        """Whose report it is; one that does not say so is of the only force that there is."""
        if document.force:
            return document.force.casefold()
        return self.only_force

    def source(self, document: str) -> str:
        """The name under which a document was given."""
        known = self.documents.get(document)
        return known.source if known else ""

    def passage_text(self, key: str) -> str:
        """Text of a passage, "" when passages were not given."""
        found = self.passages.get(key)
        return found.text if found else ""

    def between(self, passage: str, start: int, end: int) -> str:
        """Words of a passage from one document offset to another, "" when not known."""
        found = self.passages.get(passage)
        if not found or start > end:
            return ""
        return found.text[max(0, start - found.start) : max(0, end - found.start)]

    def sentence(self, claim: Claim) -> tuple[int, int, str]:
        """Document offsets and words of the sentence that holds a claim."""
        found = self.passages.get(claim.passage)
        if not found:
            return claim.start, claim.end, ""
        stops = _stops(found.text)
        index = bisect.bisect_right(stops, claim.start - found.start)
        low = stops[index - 1] if index else 0
        high = stops[index] if index < len(stops) else len(found.text)
        return found.start + low, found.start + high, found.text[low:high]

    def sentences(self, passage: str) -> list[tuple[int, int]]:
        """Document offsets of a passage's sentences, in order."""
        found = self.passages.get(passage)
        if not found:
            return []
        edges = [0, *_stops(found.text), len(found.text)]
        return [(found.start + a, found.start + b) for a, b in pairwise(edges) if a < b]


_STOP = re.compile(r"[.!?](?=\s)")
_SHORT = frozenset(("op", "e.g", "i.e", "vs", "no", "dr", "mr"))


# Every check asks for the sentences of every passage: with fewer kept than the reports of a
# force have, each would be forgotten before it is asked for again.
@lru_cache(maxsize=65536)
def _stops(text: str) -> tuple[int, ...]:
    """Where sentences begin: after a full stop, two blanks or one, and a capital or digit."""
    starts = []
    for match in _STOP.finditer(text, 0, max(0, len(text) - 1)):
        index = match.start()
        after = text[index + 1 : index + 6].lstrip()[:1]
        word = text[max(0, index - 4) : index].split()
        short = bool(word) and word[-1].casefold() in _SHORT
        if (after.isupper() or after.isdigit() or after in "“‘'\"(") and not short:
            starts.append(index + 1)
    return tuple(starts)


def ledger(
    documents: Iterable[Document],
    claims: Iterable[Claim],
    comparisons: Iterable[Comparison],
    passages: Iterable[Passage] = (),
) -> Ledger:
    """Index records for checking, in one pass over each kind."""
    known = {claim.id: claim for claim in claims}
    in_passage: dict[str, list[Claim]] = defaultdict(list)
    for claim in known.values():
        in_passage[claim.passage].append(claim)
    all_passages = {p.id: p for p in passages}
    whole = [c for c in comparisons if all(i in known for i in members(c))]
    kept = tuple(joined(whole, known, all_passages))
    of_claim: dict[str, list[Comparison]] = defaultdict(list)
    for comparison in kept:
        for key in members(comparison):
            of_claim[key].append(comparison)
    by_document: dict[str, list[Passage]] = defaultdict(list)
    for passage in all_passages.values():
        by_document[passage.document].append(passage)
    all_documents = {d.id: d for d in documents}
    forces = {d.force.casefold() for d in all_documents.values() if d.force}
    return Ledger(
        documents=all_documents,
        only_force=forces.pop() if len(forces) == 1 else "",
        claims=known,
        comparisons=kept,
        passages=all_passages,
        in_passage={k: tuple(sorted(v, key=lambda c: c.start)) for k, v in in_passage.items()},
        of_claim={k: tuple(v) for k, v in of_claim.items()},
        by_document={k: tuple(sorted(v, key=lambda p: p.order)) for k, v in by_document.items()},
    )


class Compared(Protocol):
    """The figures (by id, "" for none) that a comparison sets against each other."""

    @property
    def level(self) -> str: ...  # noqa: D102
    @property
    def baseline(self) -> str: ...  # noqa: D102
    @property
    def change(self) -> str: ...  # noqa: D102
    @property
    def percent_change(self) -> str: ...  # noqa: D102
    @property
    def share(self) -> str: ...  # noqa: D102
    @property
    def whole(self) -> str: ...  # noqa: D102
    @property
    def rate(self) -> str: ...  # noqa: D102


def members(comparison: Compared) -> tuple[str, ...]:
    """Ids of the claims that a comparison holds."""
    c = comparison
    keys = (c.level, c.baseline, c.change, c.percent_change, c.share, c.whole, c.rate)
    return tuple(dict.fromkeys(key for key in keys if key))


@dataclass(frozen=True, slots=True)
class Finding:
    """A check before it has an id and spans; `result` is an interval or a word."""

    kind: str
    claims: tuple[Claim, ...]
    formula: str
    stated: float | str
    result: Interval | str
    verdict: str
    explanation: str
    grade: str = ""
    diagnosis: str = ""
    scope: str = "document"
    passages: tuple[Passage, ...] = ()


def to_check(book: Ledger, finding: Finding) -> Check:
    """The finding as a record; its document is that of its first claim or passage."""
    spans = [Span(c.document, book.source(c.document), c.start, c.end) for c in finding.claims]
    spans += [Span(p.document, book.source(p.document), p.start, p.end) for p in finding.passages]
    spans = list(dict.fromkeys(spans))
    result = finding.result
    low, high = result.bounds if isinstance(result, Interval) else (None, None)
    recomputed = round(result.middle, 6) if isinstance(result, Interval) else result
    what = "|".join(
        (
            finding.kind,
            finding.formula,
            str(finding.stated),
            *(f"{s.document}{s.start}" for s in spans),
        )
    )
    digest = hashlib.sha256(what.encode()).hexdigest()[:10]
    return Check(
        id=f"{spans[0].document}:k{spans[0].start}-{digest}",
        document=spans[0].document,
        kind=finding.kind,
        scope=finding.scope,
        claims=tuple(dict.fromkeys(c.id for c in finding.claims)),
        spans=tuple(spans),
        formula=finding.formula,
        stated=finding.stated,
        recomputed=recomputed,
        low=low,
        high=high,
        verdict=finding.verdict,
        grade=finding.grade if finding.verdict == "disagrees" else "",
        diagnosis=finding.diagnosis,
        explanation=finding.explanation,
    )


def unique(checks: Sequence[Check]) -> tuple[Check, ...]:
    """Checks without repeats, in the order of document and place."""
    kept = {c.id: c for c in checks}
    return tuple(sorted(kept.values(), key=lambda c: (c.document, c.spans[0].start, c.id)))


def window(passage: Passage, start: int, end: int) -> Passage:
    """The passage narrowed to characters `start` to `end` of its text, as a span to point at."""
    return Passage(
        id=passage.id,
        document=passage.document,
        start=passage.start + start,
        end=passage.start + end,
        text=passage.text[start:end],
        order=passage.order,
        kind=passage.kind,
    )
