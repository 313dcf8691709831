"""What a series says of words: "highest since", "grew to" and counts to date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from audit import diagnosis as dia
from audit.across import in_comparison
from audit.ledger import Finding, Ledger
from audit.running import is_to_date
from audit.series import Series, Statement, alike, one_of
from audit.wording import figure, measure, moved, plain, sentence

_HIGHEST = re.compile(
    r"\b(?P<word>highest|largest|most|record|lowest|fewest)\b[^.]{0,40}?\b(?:since|ever|on\s+record|to\s+date)\b",
    re.I,
)
_LOW = {"lowest", "fewest"}
_SINCE_START = re.compile(
    r"\b(?:ever|on\s+record|to\s+date|since\s+(?:the\s+)?(?:\w+\s+)?(?:began|start(?:ed)?|launch(?:ed)?|inception))\b",
    re.I,
)


def findings(book: Ledger, series: Sequence[Series]) -> Iterator[Finding]:
    """Records, directions and counts to date of every series."""
    for one in series:
        yield from _records(book, one)
        yield from _worded(book, one)
        yield from _falling(book, one)


# ------------------------------------------------------------------------- "highest since …"


def _records(book: Ledger, series: Series) -> Iterator[Finding]:
    """A figure that is called the highest since the start, against the earlier quarters."""
    for statement in series.statements:
        if statement.how != "own" or statement.period != statement.quarter.period:
            continue
        after = _following(book, statement)
        match = _HIGHEST.search(after)
        if match is None or not _SINCE_START.search(after[match.start() : match.end() + 40]):
            continue
        earlier = [
            s
            for s in series.statements
            if s.quarter < statement.quarter
            and s.how == "own"
            and s.period is not None
            and s.quarter.period.contains(s.period)
        ]
        if not earlier:
            continue
        low = match["word"].casefold() in _LOW
        best = (
            min(earlier, key=lambda s: s.value.low)
            if low
            else max(earlier, key=lambda s: s.value.high)
        )
        beaten = (
            best.value.low > statement.value.high
            if not low
            else best.value.high < statement.value.low
        )
        sums = ", ".join(f"{figure(s.claim)} ({s.quarter})" for s in [*earlier[-3:], statement])
        called = f"{figure(statement.claim)} is called the {match['word'].casefold()}"
        words = (
            f"{called}, but the report for {best.quarter} gave {figure(best.claim)}"
            if beaten
            else f"{called}, and no earlier report has a {'lower' if low else 'higher'} figure for "
            f"{measure(statement.claim)}: {sums}"
        )
        yield Finding(
            kind="direction",
            scope="cross",
            claims=(statement.claim, best.claim)
            if beaten
            else (statement.claim, *(s.claim for s in earlier)),
            formula=sums,
            stated=match["word"].casefold(),
            result=match["word"].casefold()
            if not beaten
            else f"not the {match['word'].casefold()}",
            verdict="disagrees" if beaten else "agrees",
            grade="wording",
            explanation=sentence(words),
        )


def _following(book: Ledger, statement: Statement) -> str:
    """The statement's sentence and the one after, which may begin "This is the highest"."""
    passage = book.passages.get(statement.claim.passage)
    if passage is None:
        return statement.words
    _, high, words = book.sentence(statement.claim)
    rest = passage.text[high - passage.start :].lstrip()
    following = re.split(r"(?<=[.!?])\s", rest, maxsplit=1)[0]
    return (
        f"{words} {following}" if re.match(r"(?:this|that|it|these)\b", following, re.I) else words
    )


# --------------------------------------------------------------------------- "grew … to N"


def _worded(book: Ledger, series: Series) -> Iterator[Finding]:
    """A standing number that is said to have grown or shrunk, against the report before.

    Only numbers that are in no comparison of their own: "up" beside a figure of last year
    speaks of last year. Only undated ones, since those of a quarter have their seasons.
    """
    for before, after in pairwise(series.reports):
        for new in after:
            claim = new.claim
            if new.how != "own" or new.period is not None or claim.direction not in ("up", "down"):
                continue
            if in_comparison(book, claim):
                continue
            old = one_of([s for s in before if s.how == "own"], new.words)
            if old is None or old.period is not None or old.quarter == new.quarter:
                continue
            if new.value.meets(old.value):
                continue
            actual = "up" if new.value.low > old.value.high else "down"
            fits = actual == claim.direction
            name = measure(claim)
            start = f"The report says that the number of {name} went {claim.direction}"
            sums = (
                f"from {figure(old.claim)} in the report for {old.quarter} to {figure(claim)} "
                f"it {moved(actual)}"
            )
            yield Finding(
                kind="direction",
                scope="cross",
                claims=(claim, old.claim),
                formula=f"{plain(claim)} against {plain(old.claim)}",
                stated=claim.direction,
                result=actual,
                verdict="agrees" if fits else "disagrees",
                grade="wording",
                diagnosis="" if fits else dia.INVERTED,
                explanation=sentence(f"{start}, {'and' if fits else 'but'} {sums}"),
            )


# ------------------------------------------------------------------------------- to date


def _falling(book: Ledger, series: Series) -> Iterator[Finding]:
    """A count to date never falls while its start stays the same."""
    to_date = [s for s in series.statements if s.how == "own" and _is_to_date(book, s)]
    last: dict[object, Statement] = {}
    for new in to_date:
        start = new.period.start if new.period else None
        old = last.get(start)
        last[start] = new
        if old is None or old.quarter == new.quarter or alike(old.words, new.words) < 70:
            continue
        falls = new.value.high < old.value.low
        if not falls and not new.value.low > old.value.low:
            continue
        name = measure(new.claim)
        total = (
            f"{figure(old.claim)} in the report for {old.quarter}, {figure(new.claim)} in that "
            f"for {new.quarter}"
        )
        words = (
            f"The count of {name} to date fell: {total}"
            if falls
            else f"The count of {name} to date grew: {total}"
        )
        yield Finding(
            kind="other",
            scope="cross",
            claims=(new.claim, old.claim),
            formula=f"{plain(new.claim)} against {plain(old.claim)}",
            stated=new.claim.value,
            result=old.value,
            verdict="disagrees" if falls else "agrees",
            grade="error",
            diagnosis="a count to date cannot fall" if falls else "",
            explanation=sentence(words),
        )


def _is_to_date(book: Ledger, statement: Statement) -> bool:
    """Counts to date that belong to no operation; those of operations have their own check."""
    claim = statement.claim
    if claim.unit not in ("count", "gbp", "hours") or claim.operations:
        return False
    if statement.period is not None and statement.period.end != statement.quarter.period.end:
        return False
    return is_to_date(book, claim)
