"""Checks between passages of one report: repeats, months in a quarter, increases over a list."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from audit import diagnosis as dia
from audit.canonical import key_tokens
from audit.directions import way
from audit.intervals import Interval, printed
from audit.ledger import Finding, Ledger, window
from audit.movements import movements
from audit.series import alike
from audit.wording import DIVIDED, figure, measure, moved, number, plain, sentence
from quarterline.records import Claim, Document

_MOST = re.compile(r"\b(?:highest|most|busiest|largest)\b", re.I)
_SPOKEN = re.compile(
    r"\bthis\s+is\s+an?\s+(?P<word>increase|rise|decrease|reduction|fall)\s+(?:on|in|over|upon)\b[^.:]{0,80}?"
    r"\b(?:upon|on|over|compared\s+(?:to|with)|from)\s+the\s+(?:preceding|previous|last)\b",
    re.I,
)
_NEAR = 8  # passages
_SAME_SENTENCE = 95.0


def findings(book: Ledger) -> Iterator[Finding]:
    """All checks between the passages of each report."""
    by_document: dict[str, list[Claim]] = defaultdict(list)
    for claim in book.claims.values():
        by_document[claim.document].append(claim)
    # "In the quarter 127 joined and 240 left" takes up the sentence before, which says who
    apart = {c.id for one in movements(book) for c in (one.joined, one.left)}
    for key, claims in by_document.items():
        document = book.documents.get(key)
        claims.sort(key=lambda c: c.start)
        yield from _repeats(book, [c for c in claims if c.id not in apart])
        if document is not None and document.quarter is not None:
            yield from _months(book, document, claims)
            yield from _spoken(book, document)


# ------------------------------------------------------------------- the same thing said twice


def _repeats(book: Ledger, claims: Sequence[Claim]) -> Iterator[Finding]:
    """One sentence that stands twice in a report must have the same figures.

    Only levels whose sentences are nearly the same words; the same measure in other words
    may be another thing.
    """
    groups: dict[object, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.role == "level" and claim.unit != "position" and key_tokens(claim):
            key = (claim.series, claim.unit, claim.period, claim.operations, claim.places)
            groups[key].append(claim)
    for same in groups.values():
        first = same[0]
        for other in same[1:]:
            if other.passage == first.passage:
                continue
            one, two = book.sentence(first)[2], book.sentence(other)[2]
            if not one or alike(one, two) < _SAME_SENTENCE:
                continue
            if _place_in_sentence(book, first) != _place_in_sentence(book, other):
                continue
            fits = printed(first).meets(printed(other))
            words = (
                f"{figure(first)} ({measure(first)}) is given twice, and both are the same"
                if fits
                else f"The report gives {figure(first)} and {figure(other)} for {measure(first)} "
                "in nearly the same words"
            )
            yield Finding(
                kind="other",
                claims=(first, other),
                formula=f"{plain(first)} and {plain(other)}",
                stated=other.value,
                result=printed(first),
                verdict="agrees" if fits else "disagrees",
                grade="error",
                explanation=sentence(words),
            )


def _place_in_sentence(book: Ledger, claim: Claim) -> int:
    """How many figures stand before this one in its sentence."""
    low = book.sentence(claim)[0]
    return sum(low <= c.start < claim.start for c in book.in_passage.get(claim.passage, ()))


# ------------------------------------------------------------------ months against the quarter


def _months(book: Ledger, document: Document, claims: Sequence[Claim]) -> Iterator[Finding]:
    """A month that is called the highest has at least a third of the quarter's total."""
    assert document.quarter is not None  # noqa: S101
    whole = document.quarter.period
    groups: dict[object, list[Claim]] = defaultdict(list)
    for claim in claims:
        if claim.role == "level" and claim.unit == "count" and claim.series and claim.period:
            groups[claim.series, claim.operations, claim.places].append(claim)
    for same in groups.values():
        totals = [c for c in same if c.period == whole]
        months = [
            c
            for c in same
            if c.period and c.period != whole and whole.contains(c.period) and c.period.days <= 31
        ]
        if len(totals) != 1:
            continue
        total = totals[0]
        for month in months:
            if month.passage != total.passage or not _MOST.search(book.sentence(month)[2]):
                continue
            least = printed(total) * (1 / 3)
            fits = printed(month).high >= least.low and month.value <= total.value
            formula = f"{plain(total)} {DIVIDED} 3 = {number(least.middle, 1)}"
            words = (
                f"{figure(month)} can be the highest month: it is above a third of "
                f"{figure(total)} ({formula})"
                if fits
                else f"{figure(month)} cannot be the highest month of {figure(total)}: {formula}"
            )
            yield Finding(
                kind="other",
                claims=(month, total),
                formula=formula,
                stated=month.value,
                result=Interval(least.low, max(least.low, printed(total).high)),
                verdict="agrees" if fits else "disagrees",
                grade="wording",
                explanation=sentence(words),
            )


# ------------------------------------------------------------- "this is an increase on … which"


def _spoken(book: Ledger, document: Document) -> Iterator[Finding]:
    """A list of figures, "an increase on the preceding three months", and the earlier list."""
    assert document.quarter is not None  # noqa: S101
    passages = book.by_document.get(document.id, ())
    before = document.quarter.previous.period
    for index, passage in enumerate(passages):
        match = _SPOKEN.search(passage.text)
        if match is None:
            continue
        place = passage.start + match.start()
        near = passages[max(0, index - _NEAR) : index + _NEAR + 1]
        claims = [c for p in near for c in book.in_passage.get(p.id, ()) if c.role == "level"]
        old = [c for c in claims if c.start > place and c.period == before]
        new = [c for c in claims if c.start < place and c.period in (None, document.quarter.period)]
        stated = "up" if match["word"].casefold() in ("increase", "rise") else "down"
        span = window(passage, match.start(), match.end())
        for earlier in old:
            later = _counterpart(earlier, new)
            if later is None:
                continue
            actual = way(later, earlier)
            if not actual:
                continue
            fits = actual == stated
            words = (
                f"The report calls this {'an increase' if stated == 'up' else 'a decrease'}, "
                f"{'and' if fits else 'but'} {measure(later)} {moved(actual)} from "
                f"{figure(earlier)} to {figure(later)}"
            )
            yield Finding(
                kind="direction",
                claims=(later, earlier),
                passages=() if fits else (span,),
                formula=f"{plain(later)} against {plain(earlier)}",
                stated=stated,
                result=actual,
                verdict="agrees" if fits else "disagrees",
                grade="wording",
                diagnosis="" if fits else dia.INVERTED,
                explanation=sentence(words),
            )


def _counterpart(earlier: Claim, new: Sequence[Claim]) -> Claim | None:
    """The only figure of the later list that counts the same thing."""
    tokens = set(earlier.series.split())
    same = [c for c in new if c.unit == earlier.unit and set(c.series.split()) == tokens]
    if not same:
        wide = [c for c in new if c.unit == earlier.unit and tokens < set(c.series.split())]
        same = wide if len(tokens) > 1 else []
    return same[0] if len(same) == 1 and tokens else None
