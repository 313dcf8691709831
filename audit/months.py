"""Months that are told beside their quarter: they can make no more than the quarter does.

433 arrests for drink and 499 for drugs in a quarter, "December saw the most … at 403": the months
of a quarter, told for all kinds together, are held against the sum of what the quarter gives
for each kind.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audit.canonical import canonical
from audit.intervals import Interval, point, printed
from audit.ledger import Finding, Ledger
from audit.wording import MINUS, number, plain, sentence
from quarterline.periods import Quarter
from quarterline.records import Claim

_MONTH_DAYS = 31


def findings(book: Ledger) -> Iterator[Finding]:
    """Months against the quarter, in every passage that has both, and with its neighbour."""
    for ordered in book.by_document.values():
        for index, passage in enumerate(ordered):
            document = book.documents.get(passage.document)
            if document is None or document.quarter is None or passage.kind == "row":
                continue
            near = ordered[max(0, index - 1) : index + 1]
            claims = [c for p in near for c in book.in_passage.get(p.id, ())]
            own = [c for c in claims if c.passage == passage.id]
            yield from _of_passage(book, own, claims, document.quarter)


def _of_passage(
    book: Ledger, own: Sequence[Claim], near: Sequence[Claim], quarter: Quarter
) -> Iterator[Finding]:
    months = [c for c in own if _of_month(c, quarter)]
    if len({c.period for c in months}) < 2 or len({c.period for c in months}) != len(months):
        return
    tokens = [canonical(c.series) for c in months]
    together = frozenset().union(*tokens)
    wholes = [
        c
        for c in near
        if c.period == quarter.period and c.role == "level" and c.unit == months[0].unit
    ]
    parts = _parts(book, wholes, together)
    if not parts or len({c.unit for c in months}) > 1:
        return
    yield _finding(months, parts)


def _of_month(claim: Claim, quarter: Quarter) -> bool:
    period = claim.period
    return (
        claim.role in ("level", "baseline")
        and claim.unit == "count"
        and claim.qualifier == "exact"
        and period is not None
        and 28 <= period.days <= _MONTH_DAYS
        and quarter.period.contains(period)
    )


def _parts(book: Ledger, wholes: Sequence[Claim], together: frozenset[str]) -> list[Claim]:
    """The quarter's figures of the kinds that the months are told for together.

    Two or more of one sentence, each with words of its own that the months' measure has.
    """
    by_sentence: dict[tuple[str, int], list[Claim]] = {}
    for claim in wholes:
        by_sentence.setdefault((claim.passage, book.sentence(claim)[0]), []).append(claim)
    found = []
    for claims in by_sentence.values():
        shared = [canonical(c.series) & together for c in claims]
        apart = all(
            one - other and other - one for i, one in enumerate(shared) for other in shared[i + 1 :]
        )
        if (len(claims) > 1 and all(shared) and apart) or (
            len(claims) == 1 and canonical(claims[0].series) == together
        ):
            found.append(claims)
    return found[0] if len(found) == 1 else []


def _finding(months: Sequence[Claim], parts: Sequence[Claim]) -> Finding:
    total, whole = _sum(months), _sum(parts)
    left = whole - total
    all_three = len(months) == 3
    fits = total.meets(whole) if all_three else total.low <= whole.high
    first = " + ".join(plain(c) for c in months)
    second = " + ".join(plain(c) for c in parts)
    formula = f"{second} {MINUS} ({first}) = {number(left.middle)}"
    given = f"{first} = {number(total.middle)}"
    quarter = f"the quarter’s {second}"
    quarter += f" = {number(whole.middle)}" if len(parts) > 1 else ""
    if all_three:
        words = f"The three months, {given}, {'make' if fits else 'do not make'} {quarter}"
    elif fits:
        words = f"The months that are given, {given}, leave {number(left.middle)} of {quarter}"
    else:
        words = f"The months that are given, {given}, are more than {quarter}"
    return Finding(
        kind="other",
        claims=(*parts, *months),
        formula=formula,
        stated=total.middle,
        result=point(whole.low) if whole.low == whole.high else whole,
        verdict="agrees" if fits else "disagrees",
        # the months may be counted in another way than the quarter's kinds
        grade="error" if len(parts) == 1 else "wording",
        diagnosis="" if fits else "months do not fit their quarter",
        explanation=sentence(words),
    )


def _sum(claims: Sequence[Claim]) -> Interval:
    found = point(0.0)
    for claim in claims:
        found = found + printed(claim)
    return found
