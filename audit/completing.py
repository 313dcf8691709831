"""Figures that stand right beside a comparison and belong to it by the words between.

Each rule asks for adjacency: no other figure may stand between, and the words between must
be of a closed list, so that nothing is added that the sentence does not say.
"""

from __future__ import annotations

import re

from audit.ledger import Ledger
from quarterline.records import Claim

_OR = re.compile(r"\s*(?:\(|,|,?\s*or)\s*")
_ON_BRACKET = re.compile(
    r"\s*(?:on|from|than|against|over|compared\s+(?:to|with))\s+[^().;]{2,60}\(\s*", re.I
)
_CLOSES = re.compile(r"\s*\)")
_THE_FIGURE = re.compile(
    r"\b(?:the\s+figure|it)\s+(?:was|is|came\s+to|stood\s+at|reached)\s+\Z", re.I
)
_FROM = re.compile(r"\bfrom\s+\Z", re.I)
_TO = re.compile(r"\bto\s+\Z", re.I)


def next_claim(book: Ledger, claim: Claim) -> Claim | None:
    """The figure after this one in its passage."""
    inside = book.in_passage.get(claim.passage, ())
    later = (c for c in inside if c.start >= claim.end)
    return next(later, None)


def percent_beside(book: Ledger, change: Claim) -> Claim | None:
    """ "960, 12.8%", "22 or 4.6%", "1,950 (2.5%)": the change again, as a percentage."""
    after = next_claim(book, change)
    if after is None or after.unit != "percent" or change.unit == "percent":
        return None
    between = book.between(change.passage, change.end, after.start)
    # "22 calls (4.6%)": up to two words of what is counted may stand between
    between = re.sub(r"\A\s+[a-z]+(?:\s+[a-z]+)?(?=\s*\()", "", between)
    return after if _OR.fullmatch(between) else None


def baseline_in_bracket(book: Ledger, last: Claim, level: Claim) -> Claim | None:
    """ "a fall of 8.8% on the previous quarter (57)": the earlier figure, in a bracket."""
    after = next_claim(book, last)
    if after is None or after.unit != level.unit or after.role not in ("level", "baseline"):
        return None
    between = book.between(last.passage, last.end, after.start)
    closes = _CLOSES.match(book.between(after.passage, after.end, after.end + 3))
    return after if closes and _ON_BRACKET.fullmatch(between) else None


def baseline_before(book: Ledger, level: Claim) -> Claim | None:
    """ "… took 120,849 calls. In the quarter the figure was 97,599": the sentence before."""
    low, _, words = book.sentence(level)
    if not _THE_FIGURE.search(words[: level.start - low]):
        return None
    earlier = [c for c in book.in_passage.get(level.passage, ()) if c.start < low]
    if (
        not earlier
        or earlier[-1].unit != level.unit
        or earlier[-1].role not in ("level", "baseline")
    ):
        return None
    found = earlier[-1]
    start, high, _ = book.sentence(found)
    alone = sum(start <= c.start < high for c in earlier) == 1
    return found if alone and low - high <= 2 else None


def baseline_from(book: Ledger, level: Claim) -> Claim | None:
    """ "from 4,101 a year earlier to 4,576": the figure after "from", right before this one."""
    low, _, words = book.sentence(level)
    if not _TO.search(words[: level.start - low]):
        return None
    inside = [c for c in book.in_passage.get(level.passage, ()) if low <= c.start < level.start]
    if not inside or inside[-1].unit not in (level.unit, "other:per_year"):
        return None
    found = inside[-1]
    return found if _FROM.search(words[: found.start - low]) else None
