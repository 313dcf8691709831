"""How much of what goes wrong does the auditor find in reports such as these?

Known slips are planted in copies of the library's own reports, in memory: one figure or one
direction's word of a sum that agreed before. A slip is planted only where the sum can no
longer hold for any values behind the printed forms, so each must show. The copies are read
and audited anew like any report; a slip counts as found when a disagreement that was not
there before rests on the words that were changed. Nothing is written.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.keys import key_of
from audit.working import Records
from index import slips
from index.auditing import records_of
from index.ingest import Ingest, Ingested, ReportIngest
from index.slips import KINDS, Slip
from quarterline.errors import LibraryError, QuarterlineError
from quarterline.records import Check, Document

if TYPE_CHECKING:
    from index.library import Library

_NEAR_QUARTERS = 4  # reports of so many quarters before and after take part in the audit


@dataclass(frozen=True, slots=True)
class Tally:
    """Slips of a kind: how many were planted, how many of them the auditor found."""

    kind: str
    planted: int
    found: int


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What a self-test found; `missed` tells each slip that was not (report, was, now)."""

    seed: int
    reports: int
    tallies: tuple[Tally, ...]
    missed: tuple[tuple[str, Slip], ...]

    @property
    def measured(self) -> tuple[tuple[str, int, int], ...]:
        """Rows of kind, planted and found, with their sum last."""
        rows = [(t.kind, t.planted, t.found) for t in self.tallies]
        total = (
            "All kinds",
            sum(t.planted for t in self.tallies),
            sum(t.found for t in self.tallies),
        )
        return (*rows, total)


def self_test(
    library: Library,
    *,
    seed: int = 1,
    reports: int = 20,
    rounds: int = 4,
    ingest: Ingest | None = None,
    progress: Callable[[int, int, str], None] = lambda done, total, name: None,
) -> SelfTest:
    """Plant slips in copies of up to `reports` reports, `rounds` copies of each.

    The same `seed` gives the same slips in the same library. `progress` is told how many
    copies of how many are done, and the report's name. Raises LibraryError for a library
    that holds no report.
    """
    held = records_of(library)
    if not held.documents:
        raise LibraryError("the library holds no report to plant slips in; add some first")
    rng = random.Random(seed)  # noqa: S311 - a choice of slips, not of secrets
    reader = ingest or ReportIngest()
    chosen = sorted(
        rng.sample(held.documents, min(reports, len(held.documents))), key=lambda d: d.id
    )
    planted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    missed: list[tuple[str, Slip]] = []
    for number, document in enumerate(chosen):
        test = _Copies(held, document, reader)
        for turn in range(rounds):
            progress(number * rounds + turn, len(chosen) * rounds, document.source)
            for slip, seen in test.run(rng):
                planted[slip.kind] += 1
                found[slip.kind] += seen
                if not seen:
                    missed.append((document.source, slip))
    tallies = tuple(Tally(kind, planted[kind], found[kind]) for kind in KINDS if planted[kind])
    return SelfTest(seed, len(chosen), tallies, tuple(missed))


class _Copies:
    """Copies of one report, audited among its neighbours."""

    def __init__(self, held: Records, document: Document, reader: Ingest) -> None:
        self._reader = reader
        self._document = document
        self._others = _neighbours(held, document)
        # The copy is plain text, so what a copy without slips reads like is the measure.
        self._plain = self._read(document.text)
        self._before = self._audit(self._plain) if self._plain else Records((), (), (), (), ())
        self._known = self._disagreeing(self._before)

    def run(self, rng: random.Random) -> list[tuple[Slip, bool]]:
        """Plant slips in one more copy; each with whether it was found."""
        if self._plain is None:
            return []
        planted = slips.plant(self._plain.document, self._before, rng)
        if not planted:
            return []
        text, spans = slips.apply(self._plain.document.text, planted)
        copy = self._read(text)
        if copy is None:
            return [(slip, False) for slip in planted]
        after = self._audit(copy)
        alarms = [
            check
            for key, check in self._keyed(after)
            if check.verdict == "disagrees" and key not in self._known
        ]
        return [
            (slip, any(_rests_on(check, copy.document.id, span) for check in alarms))
            for slip, span in zip(planted, spans, strict=True)
        ]

    def _read(self, text: str) -> Ingested | None:
        name = self._document.source.rpartition(".")[0] or self._document.source
        try:
            return self._reader.read(
                text.encode("utf-8", "replace"),
                f"{name}.txt",
                self._document.quarter,
                self._document.force or None,
            )
        except QuarterlineError:
            return None

    def _audit(self, copy: Ingested) -> Records:
        others = self._others
        records = Records(
            documents=(*others.documents, copy.document),
            passages=(*others.passages, *copy.passages),
            claims=(*others.claims, *copy.claims),
            comparisons=(*others.comparisons, *copy.comparisons),
            checks=(),
        )
        checks = self._reader.check(
            records.documents, records.claims, records.comparisons, records.passages
        )
        kept = tuple(c for c in checks if any(s.document == copy.document.id for s in c.spans))
        return Records(
            records.documents, records.passages, records.claims, records.comparisons, kept
        )

    @staticmethod
    def _keyed(records: Records) -> list[tuple[str, Check]]:
        claims = {c.id: c for c in records.claims}
        documents = {d.id: d for d in records.documents}
        return [(key_of(c, claims, documents).content, c) for c in records.checks]

    def _disagreeing(self, records: Records) -> set[str]:
        return {key for key, check in self._keyed(records) if check.verdict == "disagrees"}


def _neighbours(held: Records, document: Document) -> Records:
    """The records of the force's reports of about the same time, the document's left out."""
    near = {
        d.id
        for d in held.documents
        if d.id != document.id
        and d.force == document.force
        and d.quarter is not None
        and document.quarter is not None
        and abs(_index(d) - _index(document)) <= _NEAR_QUARTERS
    }
    return Records(
        documents=tuple(d for d in held.documents if d.id in near),
        passages=tuple(p for p in held.passages if p.document in near),
        claims=tuple(c for c in held.claims if c.document in near),
        comparisons=tuple(c for c in held.comparisons if c.document in near),
        checks=(),
    )


def _index(document: Document) -> int:
    quarter = document.quarter
    return quarter.year * 4 + quarter.number if quarter else 0


def _rests_on(check: Check, document: str, span: tuple[int, int]) -> bool:
    """Whether a check quotes the words that were changed, or the figures they are about."""
    return any(
        s.document == document and s.start < span[1] and span[0] < s.end for s in check.spans
    )
