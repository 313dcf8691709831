"""Which way a figure went: the report's word against its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from audit import diagnosis as dia
from audit.intervals import printed
from audit.ledger import Finding, Ledger
from audit.wording import DOWN, SAME, UP, figure, measure, moved, plain, sentence
from quarterline.records import Claim, Comparison

_UP_WORDS = re.compile(
    r"\b(?:up|higher|more|rose|risen|rise[sn]?|rising|increas\w+|grew|grown?|growth|growing|climb\w*"
    r"|uplift|gain\w*|jump\w*)\b",
    re.I,
)
_DOWN_WORDS = re.compile(
    r"\b(?:down|lower(?:ed|ing)?|fewer|less|fell|fall(?:s|en|ing)?|decreas\w+|reduc\w+|declin\w+|drop\w*|shrank"
    r"|shrunk|cut)\b",
    re.I,
)
# Better or worse says no way: fewer calls given up are an improvement, and so are more answered.
_JUDGED = re.compile(r"\b(?:improv\w+|deteriorat\w+|worse\w*|better)\b", re.I)
_TAKES_UP = re.compile(
    r"(?:this|that|these|such|the\s+(?:rise|fall|increase|decrease|reduction))\b", re.I
)
_RECORD = re.compile(r"\b(?:highest|largest|record\s+(?:number|month|level|high))\b", re.I)


def worded(book: Ledger, comparison: Comparison, *claims: Claim | None) -> tuple[str, ...]:
    """The directions as worded, sorted: of the change and the percentage, else of the level.

    A level that stands in several comparisons ("compared to 77,465 … However … up versus
    67,590") has one direction for all of them, so there only the words between it and its
    baseline count.
    """
    level, baseline, change, share = claims
    told = [c for c in (change, share) if c is not None]
    words = {c.direction for c in told} & {UP, DOWN}
    if any(_JUDGED.search(book.sentence(c)[2]) and c.direction not in _said(book, c) for c in told):
        return ()
    if words or level is None or baseline is None:
        return tuple(sorted(words))
    low, high, _ = book.sentence(baseline)
    together = low <= level.start < high
    alone = len(_against(book, level)) <= 1
    words = _between(book, comparison, level, baseline, low)
    if not words and alone and together:
        words = {comparison.direction, level.direction} & _said(book, level)
    return tuple(sorted(words))


def _said(book: Ledger, level: Claim) -> set[str]:
    """Directions that the level's sentence, or one that takes it up, has a word for."""
    passage = book.passages.get(level.passage)
    _, high, words = book.sentence(level)
    rest = passage.text[high - passage.start :].lstrip() if passage else ""
    following = re.split(r"(?<=[.!?])\s", rest, maxsplit=1)[0]
    if re.match(
        r"(?:this|that|these|such|the\s+(?:rise|fall|increase|decrease|reduction))\b",
        following,
        re.I,
    ):
        words = f"{words} {following}"
    found = {UP} if _UP_WORDS.search(words) else set()
    return found | ({DOWN} if _DOWN_WORDS.search(words) else set())


def _against(book: Ledger, level: Claim) -> list[Comparison]:
    found = book.of_claim.get(level.id, ())
    return [c for c in found if c.baseline or c.change or c.percent_change]


def _between(
    book: Ledger, comparison: Comparison, level: Claim, baseline: Claim, low: int
) -> set[str]:
    """Directions of the words between level and baseline, or of a record that is claimed.

    A change between the two speaks of something else ("down 10.5% on … By comparison, 156
    …"). Where the baseline begins a sentence of its own, the words of that sentence count.
    """
    first, last = sorted((level, baseline), key=lambda c: c.start)
    inside = [
        c
        for c in book.in_passage.get(comparison.passage, ())
        if first.end <= c.start < last.start and c.role in ("change", "percent_change")
    ]
    if inside:
        return set()
    start = low if first.end < low else first.end
    between = book.between(comparison.passage, start, last.start)
    if first is baseline:  # "rose from 520 to 530": the verb stands before both
        between = book.between(comparison.passage, low, last.start)
    found = {UP} if _UP_WORDS.search(between) else set()
    if _DOWN_WORDS.search(between):
        found.add(DOWN)
    if len(found) > 1:
        return set()
    if not found and _RECORD.search(book.sentence(level)[2]):
        found = {UP}
    return found


def way(level: Claim, baseline: Claim) -> str:
    """The way it went by the numbers: "up", "down", "unchanged", or "" where they overlap.

    On a ranking the first place is the best, and up means improved.
    """
    new, old = printed(level), printed(baseline)
    if new.low == new.high == old.low == old.high:
        return SAME
    # "£0.35m" and "£0.36m" touch at £355,000, and yet one is the smaller
    slack = 1e-9 * max(1.0, abs(level.value))
    higher = new.low >= old.high - slack
    if not higher and new.high > old.low + slack:
        return ""
    if level.unit == "position":
        higher = not higher
    return UP if higher else DOWN


def direction_check(level: Claim, baseline: Claim, words: tuple[str, ...]) -> Iterator[Finding]:
    """One check for each direction that the words give."""
    if level.unit == "position":
        return  # a table's direction is read from its columns, so it would agree with itself
    actual = way(level, baseline)
    formula = f"{plain(level)} against {plain(baseline)}"
    subject = measure(level)
    if not actual:
        return
    for stated in words:
        fits = actual == stated
        text = (
            f"The report says that {subject} went {stated}, {'and' if fits else 'but'} from "
            f"{figure(baseline)} to {figure(level)} it {moved(actual)}"
        )
        yield Finding(
            kind="direction",
            claims=(level, baseline),
            formula=formula,
            stated=stated,
            result=actual,
            verdict="agrees" if fits else "disagrees",
            grade="wording",
            diagnosis=dia.INVERTED if not fits and actual in (UP, DOWN) else "",
            explanation=sentence(text),
        )
