"""Figures that are said to have stayed as they were: "916 hours, in line with 912"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit.intervals import percent_change, printed
from audit.ledger import Finding, Ledger
from audit.wording import figure, measure, percent, plain, sentence
from quarterline.records import Claim

_EQUAL = re.compile(
    r"\b(?:unchanged|the\s+same\s+as|no\s+change|identical\s+to|equal\s+to\s+the)\b", re.I
)
_NEAR = re.compile(
    r"\b(?:in\s+line\s+with|on\s+a\s+par\s+with|similar\s+to|comparable\s+(?:to|with)"
    r"|broadly\s+(?:stable|unchanged)|remain\w*\s+(?:stable|steady)|much\s+the\s+same)\b",
    re.I,
)
# "In line with" is nobody's exact word: what moved by a twentieth is, by a tenth is not.
_CLOSE, _OFF = 5.0, 10.0


def findings(book: Ledger) -> Iterator[Finding]:
    """Every comparison whose words between its two figures call them alike."""
    for comparison in book.comparisons:
        level, baseline = book.get(comparison.level), book.get(comparison.baseline)
        moved = comparison.change or comparison.percent_change
        if level is None or baseline is None or moved or level.unit != baseline.unit:
            continue
        first, last = sorted((level, baseline), key=lambda c: c.start)
        text = book.between(level.passage, first.end, last.start)
        near, equal = _NEAR.search(text), _EQUAL.search(text)
        if bool(near) == bool(equal):
            continue
        found = _steady(level, baseline, (near or equal or [""])[0], equal=equal is not None)
        if found is not None:
            yield found


def _steady(level: Claim, baseline: Claim, words: str, *, equal: bool) -> Finding | None:
    new, old = printed(level), printed(baseline)
    moved = percent_change(new, old)
    if moved is None:
        return None
    size = moved.magnitude
    fits = new.meets(old) if equal else size.low <= _CLOSE
    if not fits and not equal and size.low < _OFF:
        return None  # no reader would call that one way or the other
    said = " ".join(words.split())
    text = (
        f"The report calls {figure(level)} for {measure(level)} “{said}” {figure(baseline)}, "
        f"{'and' if fits else 'but'} the two are {percent(size)} apart"
    )
    return Finding(
        kind="direction",
        claims=(level, baseline),
        formula=f"{plain(level)} against {plain(baseline)}",
        stated=said,
        result=said if fits else f"not {said}",
        verdict="agrees" if fits else "disagrees",
        grade="wording",
        explanation=sentence(text),
    )
