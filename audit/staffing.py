"""Headcounts: what stood at the start, who joined, who left, what stood at the end.

In one breath ("529, up from 506; 38 joined and 20 left") the four must add up. Across
reports the headcounts may have been counted on other days than the joiners and leavers, so
there a difference is no error by itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from audit import diagnosis as dia
from audit.intervals import Interval, point, printed
from audit.ledger import Finding, Ledger
from audit.movements import movements
from audit.series import Series, Statement
from audit.wording import MINUS, during, figure, number, plain, sentence
from quarterline.records import Claim

_STOCK_WORDS = frozenset({"headcount", "strength", "establishment"})
_HEADCOUNT = re.compile(r"\b(?:headcount|strength|establishment)\b", re.I)


def findings(book: Ledger, series: Sequence[Series]) -> Iterator[Finding]:
    """Headcounts within a passage, else across reports."""
    heads = _headcounts(book, series)
    for one in movements(book):
        if one.level is not None and one.baseline is not None:
            yield _within(one.level, one.baseline, one.joined, one.left)
            continue
        document = book.documents.get(one.joined.document)
        if document is None or one.joined.period is None or one.joined.period != one.left.period:
            continue
        balance = _balance(heads[book.force(document)], one.joined, one.left)
        if balance:
            yield balance


def _within(level: Claim, baseline: Claim, joined: Claim, left: Claim) -> Finding:
    result = _end(baseline, joined, left)
    total = f"{plain(baseline)} + {plain(joined)} {MINUS} {plain(left)} = {number(result.middle)}"
    words = f"The headcount of {figure(level)} follows from those who joined and left: {total}"
    slip = None
    fits = result.meets(printed(level))
    if not fits:
        words = (
            f"The headcount is given as {figure(level)}, but with those who joined and left it "
            f"would be {number(result.middle)}: {total}"
        )
        slip = _slip(level, baseline, joined, left)
        words += f"; {slip.words}" if slip else ""
    return Finding(
        kind="sum",
        claims=(level, baseline, joined, left),
        formula=total,
        stated=level.value,
        result=result,
        verdict="agrees" if fits else "disagrees",
        grade="error",
        diagnosis=slip.name if slip else "",
        explanation=sentence(words),
    )


def _end(baseline: Claim, joined: Claim, left: Claim) -> Interval:
    return printed(baseline) + printed(joined) - printed(left)


def _slip(level: Claim, baseline: Claim, joined: Claim, left: Claim) -> dia.Slip | None:
    found = dia.typing_slip(level, lambda _, x: x.meets(_end(baseline, joined, left)))
    if found:
        return dia.slip_of(found[0], level, found[1])
    return None


# ---------------------------------------------------------------------------- across reports


def _headcounts(
    book: Ledger,
    series: Sequence[Series],
) -> dict[str, list[tuple[frozenset[str], Statement]]]:
    heads: dict[str, list[tuple[frozenset[str], Statement]]] = defaultdict(list)
    for one in series:
        for s in one.statements:
            if (
                s.how in ("own", "quoted")
                and s.claim.unit == "count"
                and _HEADCOUNT.search(s.claim.measure)
            ):
                heads[book.force(s.document)].append((one.tokens - _STOCK_WORDS, s))
    return heads


def _at(
    heads: Sequence[tuple[frozenset[str], Statement]], words: frozenset[str], day: date
) -> list[Statement]:
    """Headcounts of the same people at the end of a month, the first report's first."""
    found = [
        s
        for tokens, s in heads
        if tokens and tokens <= words and s.period and s.period.end == day and s.period.days <= 31
    ]
    return sorted(found, key=lambda s: (s.how != "own", s.quarter))


def _balance(
    heads: Sequence[tuple[frozenset[str], Statement]], joined: Claim, left: Claim
) -> Finding | None:
    assert joined.period is not None  # noqa: S101
    words = frozenset(joined.series.split()) | frozenset(left.series.split())
    before = _at(heads, words, joined.period.start - timedelta(days=1))
    after = _at(heads, words, joined.period.end)
    if not before or not after:
        return None
    old, new = before[0], after[0]
    result = old.value + printed(joined) - printed(left)
    total = f"{plain(old.claim)} + {plain(joined)} {MINUS} {plain(left)} = {number(result.middle)}"
    fits = result.meets(new.value)
    when = during(joined.period)
    if fits:
        text = (
            f"The headcount of {figure(new.claim)} follows from those who joined and left {when}: "
            f"{total}"
        )
    else:
        text = (
            f"The headcount is given as {figure(new.claim)}, but with those who joined and left "
            f"{when} it would be {number(result.middle)}: {total}"
        )
    return Finding(
        kind="sum",
        scope="cross"
        if len({c.document for c in (joined, old.claim, new.claim)}) > 1
        else "document",
        claims=(new.claim, old.claim, joined, left),
        formula=total,
        stated=new.claim.value,
        result=point(result.low) if result.low == result.high else result,
        verdict="agrees" if fits else "disagrees",
        grade="wording",
        diagnosis="" if fits else "headcount does not follow from joiners and leavers",
        explanation=sentence(text),
    )
