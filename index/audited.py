"""The audit of a library as a page shows it: all of it counted, in full only what is on the screen.

A thousand reports have a hundred thousand checks, nearly all of which agree, and as many
quotes: to gather all of them (`index.auditing`) takes seconds, which a page need not wait for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from audit.coverage import Coverage, coverage
from audit.keys import Key, key_of
from audit.working import Finder, Item, Opinion, in_order, item_of
from index.reviews import ReviewLog, opinions
from quarterline.records import Check, Claim, Passage

if TYPE_CHECKING:
    from index.library import Library
    from index.snapshot import Snapshot

_IN_USE = "document IN (SELECT document FROM holdings WHERE superseded_by = '')"
_AT_ONCE = 500  # SQLite takes a limited number of parameters in one statement
_FINDING, _AGREES = "verdict <> 'agrees'", "verdict = 'agrees'"


class _Figure(NamedTuple):
    id: str
    role: str
    series: str
    period: str | None


class _Compared(NamedTuple):
    level: str
    baseline: str
    change: str
    percent_change: str
    share: str
    whole: str
    rate: str


class _Judged(NamedTuple):
    claims: Sequence[str]
    verdict: str


class Audited:
    """The audit of one generation. `report` is a document's id, "" for all in use."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._store = snapshot.store
        self._documents = {d.id: d for d in snapshot.documents()}

    @property
    def generation(self) -> int:
        """The generation that it is the audit of."""
        return self._snapshot.number

    def coverage(self, report: str = "") -> Coverage:
        """How many figures were checked, and why the others were not."""
        of, values = ("document = ?", [report]) if report else (_IN_USE, [])

        def rows(names: Iterable[str], table: str) -> Iterator[Sequence[str]]:
            sql = f"SELECT {', '.join(names)} FROM {table} WHERE {of} ORDER BY rowid"  # noqa: S608
            return iter(self._store.query(sql, values))

        where, about = _about(report)
        judged = self._store.query(f"SELECT claims, verdict FROM checks WHERE {where}", about)  # noqa: S608
        return coverage(
            map(_Figure._make, rows(_Figure._fields, "claims")),
            map(_Compared._make, rows(_Compared._fields, "comparisons")),
            (_Judged(json.loads(claims), verdict) for claims, verdict in judged),
        )

    def findings(self, report: str = "") -> list[Check]:
        """The checks that do not agree: by grade, then in the order of the reports."""
        where, about = _about(report, _FINDING)
        found = self._store.select(Check, f"{where} ORDER BY rowid", about)
        return in_order(found, self._documents)

    def agreeing(self, report: str = "", most: int | None = None) -> list[Check]:
        """The first checks that agree, in the order of all; every one by default."""
        where, about = _about(report, _AGREES)
        part = "" if most is None else f" LIMIT {most:d}"
        return self._store.select(Check, f"{where} ORDER BY rowid{part}", about)

    def count_agreeing(self, report: str = "") -> int:
        """How many checks agree."""
        where, about = _about(report, _AGREES)
        return int(self._store.query(f"SELECT COUNT(*) FROM checks WHERE {where}", about)[0][0])  # noqa: S608

    def opinions(self) -> dict[str, Opinion]:
        """What reviewers decided, by `Key.content`, of the findings that have a decision."""
        reviews = ReviewLog(self._snapshot.root).read()
        if not reviews:
            return {}
        keys = self._keys(self.findings())
        # A decision on other figures opens a finding again, unless these now stand in a check
        # that agrees: only then are all checks to be looked at.
        if not {r.content for r in reviews if r.content} <= {key.content for key in keys}:
            keys += self._keys(self.agreeing())
        return opinions(reviews, keys)

    def items(self, checks: Sequence[Check], given: dict[str, Opinion]) -> list[Item]:
        """Checks with all that a reader needs; `given` is what `opinions` gives."""
        claims = self._claims(checks)
        named = {span.document for check in checks for span in check.spans}
        passages = [p for key in named for p in self._store.records(Passage, key)]
        finder = Finder(self._documents.values(), passages)
        return [item_of(check, claims, self._documents, finder, given) for check in checks]

    def claims(self, checks: Sequence[Check]) -> list[Claim]:
        """The figures that checks rest on."""
        return list(self._claims(checks).values())

    def _keys(self, checks: Sequence[Check]) -> list[Key]:
        claims = self._claims(checks)
        return [key_of(check, claims, self._documents) for check in checks]

    def _claims(self, checks: Sequence[Check]) -> dict[str, Claim]:
        ids = list(dict.fromkeys(key for check in checks for key in check.claims))
        found: dict[str, Claim] = {}
        for start in range(0, len(ids), _AT_ONCE):
            part = ids[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(part))
            where = f"id IN ({marks}) AND {_IN_USE} ORDER BY id"
            found |= {c.id: c for c in self._store.select(Claim, where, part)}
        return found


def audited(library: Library) -> Audited:
    """The audit of what a library holds now."""
    return Audited(library._snapshot)


def _about(report: str, which: str = "TRUE") -> tuple[str, list[str]]:
    """The condition in SQL on checks of a kind that rest on words of a report, and its values."""
    # Spans are kept as JSON lists that begin with the document's id, of hexadecimal digits.
    return (f"{which} AND spans LIKE ?", [f'%"{report}"%']) if report else (which, [])
