"""Running totals of an operation: the total so far is the last one and what came since.

Such totals are worded freely ("has now led to 53", "and 145 to date"), so they are told by
the words right beside the figure, and their kind by the thing that is counted, without the
operation's name and the verbs that say it was done.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from audit import diagnosis as dia
from audit.canonical import key_tokens
from audit.intervals import Interval, printed
from audit.ledger import Finding, Ledger
from audit.times import times
from audit.wording import figure, number, plain, sentence
from quarterline.periods import Quarter
from quarterline.records import Claim

TO_DATE = re.compile(
    r"\b(?:to\s+date|so\s+far|since|cumulative|overall|has\s+now|in\s+all)\b", re.I
)
_START = re.compile(r"\b(?:since|in)\s+(?:its\s+(?:start|launch)\s+in\s+)?([A-Z][a-z]+\s+\d{4})")
_A_PART = re.compile(r"\b(?:including|of\s+which|of\s+them|with)\s+\Z", re.I)
_OF_THEM = re.compile(r"\s*of\s+(?:them|these|those)\b", re.I)
_VERBS = frozenset(
    "operation project op under part team officer working work come came produced delivered "
    "brought executed achieved made carried out seized seizure led resulted accounts through "
    "during recorded conducted by of as continue".split()
)


@dataclass(frozen=True, slots=True)
class _Total:
    """A total to date, what came in the quarter of it (None if not said), and its start."""

    total: Claim
    flow: Claim | None
    quarter: Quarter
    start: str


_Key = tuple[str, tuple[str, ...], tuple[str, ...], frozenset[str]]


def findings(book: Ledger) -> Iterator[Finding]:
    """Totals of every operation, each against its own quarter and the report before."""
    groups: dict[_Key, list[_Total]] = defaultdict(list)
    for claim in book.claims.values():
        document = book.documents.get(claim.document)
        if document is None or document.quarter is None or not claim.operations:
            continue
        if claim.unit != "count" or claim.role != "level" or not is_to_date(book, claim):
            continue
        things = _things(book, claim)
        if not things:
            continue
        flow = _flow(book, claim, things, document.quarter)
        key = (book.force(document), claim.operations, claim.places, things)
        begun = _START.search(book.sentence(claim)[2])
        start = " ".join(begun[1].split()) if begun else ""
        groups[key].append(_Total(claim, flow, document.quarter, start))
    for totals in groups.values():
        totals.sort(key=lambda t: (t.quarter, t.total.document, t.total.start))
        yield from _series(totals)


def is_to_date(book: Ledger, claim: Claim) -> bool:
    """Whether the words right beside a figure make it a count to date.

    "recorded six seizures, so that the total since July is 52" has one of each.
    """
    low, high, _ = book.sentence(claim)
    inside = [c for c in book.in_passage.get(claim.passage, ()) if low <= c.start < high]
    last = max((c.end for c in inside if c.end <= claim.start), default=low)
    first = min((c.start for c in inside if c.start >= claim.end), default=high)
    after = re.split(r"[,;]", book.between(claim.passage, claim.end, first), maxsplit=1)[0]
    before = book.between(claim.passage, last, claim.start)
    if _A_PART.search(before) or _OF_THEM.match(after):
        return False
    return TO_DATE.search(f"{before} … {after}") is not None


def _clean(claim: Claim) -> frozenset[str]:
    names = {word for name in claim.operations for word in name.casefold().split()}
    return key_tokens(claim) - names - _VERBS


def _things(book: Ledger, claim: Claim) -> frozenset[str]:
    """What a total counts; a bare "the total … is 52" counts what the figure before counts."""
    own = _clean(claim)
    if own:
        return own
    before = [c for c in book.in_passage.get(claim.passage, ()) if c.end <= claim.start]
    if not before or before[-1].operations != claim.operations:
        return frozenset()
    gap = book.between(claim.passage, before[-1].end, claim.start)
    return _clean(before[-1]) if gap.count(".") <= 1 else frozenset()


def _flow(book: Ledger, total: Claim, things: frozenset[str], quarter: Quarter) -> Claim | None:
    """What of a total came in the quarter: the only such figure in its sentence or beside it."""
    low, high, _ = book.sentence(total)
    found = [
        c
        for c in book.in_passage.get(total.passage, ())
        if c.id != total.id
        and c.unit == "count"
        and low - 160 <= c.start < high
        and c.operations == total.operations
        and (_clean(c) == things or (low <= c.start < high and _clean(c) <= things))
        and not is_to_date(book, c)
        and (c.period == quarter.period or c.role == "share" or _in_quarter(book, c, quarter))
    ]
    return found[0] if len(found) == 1 else None


def _in_quarter(book: Ledger, claim: Claim, quarter: Quarter) -> bool:
    """ "Since April 2013 … 5 visits; five were made from April to June 2014": its own time."""
    _, high, _ = book.sentence(claim)
    after = re.split(r"[;,.]", book.between(claim.passage, claim.end, high), maxsplit=1)[0]
    named = list(times(after, quarter))
    return len(named) == 1 and named[0].quarter == quarter and not named[0].point


def _series(totals: list[_Total]) -> Iterator[Finding]:
    last: _Total | None = None
    for new in totals:
        old, last = last, new
        if new.flow is not None and printed(new.flow).low > printed(new.total).high:
            yield _finding(new, None, printed(new.flow), "error")
            continue
        if old is None or old.quarter == new.quarter:
            continue
        if old.start and new.start and old.start != new.start:
            continue
        before, now = printed(old.total), printed(new.total)
        if now.high < before.low:
            yield _finding(new, old, _expected(new, old) or before, "error")
        elif new.flow is not None and now.high < (before + printed(new.flow)).low:
            yield _finding(new, old, before + printed(new.flow), "error")
        elif new.flow is not None and old.quarter == new.quarter.previous:
            expected = before + printed(new.flow)
            if not expected.meets(now) and expected.high < now.low * 2 / 3:
                continue  # so far apart that the old total was of another thing
            yield _finding(new, old, expected, "" if expected.meets(now) else "wording")
        elif now.low > before.low:
            yield _finding(new, old, now, "")


def _expected(new: _Total, old: _Total) -> Interval | None:
    if new.flow is None or old.quarter != new.quarter.previous:
        return None
    return printed(old.total) + printed(new.flow)


def _finding(new: _Total, old: _Total | None, expected: Interval, grade: str) -> Finding:
    """A total against what it should be; an empty grade agrees."""
    claims = tuple(c for c in (new.total, new.flow, old.total if old else None) if c is not None)
    what = f"total to date of {figure(new.total)}"
    if old is None:
        assert new.flow is not None  # noqa: S101
        formula = f"{plain(new.flow)} in the quarter, {plain(new.total)} in all"
        words = f"The {what} is less than the {figure(new.flow)} of this quarter alone"
    elif new.flow is not None and (
        old.quarter == new.quarter.previous or expected.low > printed(old.total).high
    ):
        formula = f"{plain(old.total)} + {plain(new.flow)} = {number(expected.middle)}"
        joint = "follows from" if not grade else "does not follow from"
        words = f"The {what} {joint} the last report’s total and this quarter’s count: {formula}"
    else:
        formula = f"{plain(new.total)} against {plain(old.total)}"
        moved = "is less than" if grade else "has grown from"
        words = f"The {what} {moved} the {figure(old.total)} in the report for {old.quarter}"
    slip = None
    if grade:
        slip = dia.typing_slip(new.total, lambda _, x: x.meets(expected))
        words += f"; {dia.slip_of(slip[0], new.total, slip[1]).words}" if slip else ""
    return Finding(
        kind="other",
        scope="cross" if old else "document",
        claims=claims,
        formula=formula,
        stated=new.total.value,
        result=expected,
        verdict="disagrees" if grade else "agrees",
        grade="error" if slip else grade,
        diagnosis=slip[0] if slip else "running total out of line" if grade else "",
        explanation=sentence(words),
    )
