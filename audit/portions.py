"""Shares of a whole in every order: "391 of 485 (80.6%)", "485 …; 391 of them, or 80.6%".

Read only where a statement has one percentage and two counts and the words say which of
the counts is the whole; where another figure stands beside them there is no reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audit.chains import run_together, statements
from audit.ledger import Ledger
from quarterline.records import Claim, Passage

_WHOLE_BEFORE = re.compile(r"(?<!total )\b(?:out\s+)?of\s+(?:the\s+)?\Z", re.I)
_A_TOTAL = re.compile(r"\b(?:total|share|proportion)\s+of\s+\Z", re.I)
_OF_THEM = re.compile(r"\bof\s+(?:these|those|them|which|whom|the\s+total)\b", re.I)
_WITH = re.compile(r"\bwith\s+\Z", re.I)
_OF_THESE = re.compile(r"\s*of\s+(?:these|those|them)\b", re.I)
_MOVED = re.compile(
    r"\b(?:increase|decrease|reduction|rise|fall|fell|rose|compared|previous|last\s+year)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Portion:
    """A share in percent, the count it stands for, and the count that it is a share of."""

    share: Claim
    part: Claim
    whole: Claim


def portions(book: Ledger) -> list[Portion]:
    """Every statement that gives a share, its count and its whole, and nothing else."""
    found: list[Portion] = []
    for passage in book.passages.values():
        claims = book.in_passage.get(passage.id, ())
        if any(c.unit == "percent" for c in claims):
            found.extend(_of_passage(book, passage, claims))
    return found


def _of_passage(book: Ledger, passage: Passage, claims: tuple[Claim, ...]) -> Iterator[Portion]:
    spans: list[tuple[int, int]] = []
    for low, high in statements(book, passage):
        words = passage.text[low - passage.start : high - passage.start]
        if spans and _OF_THESE.match(words):
            spans[-1] = (spans[-1][0], high)
        else:
            spans.append((low, high))
    for low, high in spans:
        inside = [c for c in claims if low <= c.start < high and c.role != "target"]
        shares = [c for c in inside if c.unit == "percent" and c.role != "percent_change"]
        counts = [c for c in inside if c.unit == "count" and c.role not in ("change", "baseline")]
        if len(shares) != 1 or len(counts) != 2 or len(inside) != 3:
            continue
        if any(run_together(passage, c) for c in inside):
            continue
        text = passage.text[low - passage.start : high - passage.start]
        if _MOVED.search(text):
            continue
        whole = _whole(book, passage, counts, text, low)
        if whole is not None:
            part = counts[0] if counts[1] is whole else counts[1]
            yield Portion(shares[0], part, whole)


def _whole(
    book: Ledger, passage: Passage, counts: list[Claim], text: str, low: int
) -> Claim | None:
    """The count that the other is a part of, by the words before the counts."""
    said = []
    for claim in counts:
        before = text[max(0, claim.start - low - 20) : claim.start - low]
        if _WHOLE_BEFORE.search(before) and not _A_TOTAL.search(before):
            said.append(claim)
    if len(said) == 1:
        return said[0]
    if said:
        return None
    first, second = counts
    after = text[first.end - low :]
    beside = text[first.end - low : second.start - low]
    if _OF_THEM.search(after) or _WITH.search(beside):
        return first
    return None
