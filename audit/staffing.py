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
from audit.fours import Four
from audit.intervals import Interval, point, printed
from audit.ledger import Finding, Ledger
from audit.series import Series, Statement
from audit.wording import MINUS, during, figure, number, plain, sentence
from quarterline.records import Claim

_STOCK_WORDS = frozenset({"headcount", "strength", "establishment"})
_HEADCOUNT = re.compile(r"\b(?:headcount|strength|establishment)\b", re.I)
_WHO = r"\s+(?P<who>(?:(?!of\b)[A-Za-z]+\s+){0,4}?)"
_JOINED = re.compile(rf"{_WHO}(?:joined|joiners?|joining|starters?|recruited|recruits)\b", re.I)
_LEFT = re.compile(rf"{_WHO}(?:left|leavers?|leaving|departures|departed)\b", re.I)
_NO_ONE = frozenset("people person persons officers staff have has had more new".split())
_AFTER = 40  # characters


def findings(book: Ledger, read: Sequence[Four], series: Sequence[Series]) -> Iterator[Finding]:
    """Headcounts within a passage, else across reports; `read` are the comparisons' figures."""
    heads = _headcounts(series)
    pairs: dict[str, list[tuple[Claim, Claim]]] = defaultdict(list)
    for one in read:
        if one.level is not None and one.baseline is not None and one.level.unit == "count":
            pairs[one.level.passage].append((one.level, one.baseline))
    for passage, claims in book.in_passage.items():
        found = _movements(book, passage, claims)
        if found is None:
            continue
        joined, left, who = found
        beside = [p for p in pairs[passage] if _beside(book, p, joined, left, who)]
        if beside:
            yield from _within(beside, joined, left)
            continue
        document = book.documents.get(joined.document)
        if document is not None and joined.period is not None and joined.period == left.period:
            balance = _balance(heads[document.force], joined, left)
            if balance:
                yield balance


def _movements(
    book: Ledger, passage: str, claims: Sequence[Claim]
) -> tuple[Claim, Claim, frozenset[str]] | None:
    """The only joiners and leavers of a passage, and the words that say who they are."""
    joined: list[Claim] = []
    left: list[Claim] = []
    who: set[str] = set()
    for index, claim in enumerate(claims):
        if claim.unit != "count":
            continue
        end = claims[index + 1].start if index + 1 < len(claims) else claim.end + _AFTER
        after = book.between(passage, claim.end, min(end, claim.end + _AFTER))
        after = re.split(r"[.;,]", after, maxsplit=1)[0]
        for pattern, found in ((_JOINED, joined), (_LEFT, left)):
            match = pattern.match(after)
            if match:
                found.append(claim)
                who |= set(match["who"].casefold().split()) - _NO_ONE
                break
    if len(joined) != 1 or len(left) != 1:
        return None
    return joined[0], left[0], frozenset(who)


def _beside(
    book: Ledger,
    pair: tuple[Claim, Claim],
    joined: Claim,
    left: Claim,
    who: frozenset[str],
) -> bool:
    """Whether two headcounts are those that the joiners and leavers lead from and to.

    In the same sentence, or in the one before when nobody else is named: "11 volunteers
    left" after a sentence on cadets says nothing of the cadets.
    """
    level, baseline = pair
    if {level.id, baseline.id} & {joined.id, left.id}:
        return False
    last = level if level.start > baseline.start else baseline
    first = joined if joined.start < left.start else left
    if last.end > first.start:
        return False
    low = book.sentence(first)[0]
    if last.start >= low:
        return True
    return low - book.sentence(last)[1] <= 2 and not who


def _within(pairs: Sequence[tuple[Claim, Claim]], joined: Claim, left: Claim) -> Iterator[Finding]:
    fitting = [(a, b) for a, b in pairs if _end(b, joined, left).meets(printed(a))]
    if not fitting and len(pairs) > 1:
        return  # joiners and leavers of a quarter say nothing of a headcount a year ago
    level, baseline = fitting[0] if fitting else pairs[0]
    result = _end(baseline, joined, left)
    total = f"{plain(baseline)} + {plain(joined)} {MINUS} {plain(left)} = {number(result.middle)}"
    words = f"The headcount of {figure(level)} follows from those who joined and left: {total}"
    slip = None
    if not fitting:
        words = (
            f"The headcount is given as {figure(level)}, but with those who joined and left it "
            f"would be {number(result.middle)}: {total}"
        )
        slip = _slip(level, baseline, joined, left)
        words += f"; {slip.words}" if slip else ""
    yield Finding(
        kind="sum",
        claims=(level, baseline, joined, left),
        formula=total,
        stated=level.value,
        result=result,
        verdict="agrees" if fitting else "disagrees",
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
    series: Sequence[Series],
) -> dict[str, list[tuple[frozenset[str], Statement]]]:
    heads: dict[str, list[tuple[frozenset[str], Statement]]] = defaultdict(list)
    for one in series:
        for s in one.statements:
            if (
                s.how != "implied"
                and s.claim.unit == "count"
                and _HEADCOUNT.search(s.claim.measure)
            ):
                heads[s.document.force].append((one.tokens - _STOCK_WORDS, s))
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
