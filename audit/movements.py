"""Who joined and who left, and the two headcounts that they lead from and to.

The joiners and leavers stand in one sentence; the headcounts in the same sentence or, when
it has none, in the one before or after. Where the words do not say which headcount is the
earlier one, there is no reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from audit.ledger import Ledger
from audit.times import times
from quarterline.periods import Quarter
from quarterline.records import Claim, Passage

_WHO = r"\s+(?P<who>(?:(?!and\b)[A-Za-z'’-]+\s+){0,5}?)(?:have\s+|were\s+|had\s+)?(?:been\s+)?"
_JOINED = re.compile(
    rf"{_WHO}(?:joined|joiners?|joining|starters?|recruited|recruits|appointed|hired|taken\s+on)\b",
    re.I,
)
_LEFT = re.compile(
    rf"{_WHO}(?:left|leavers?|leaving|departures?|departed|resigned|retired|gone)\b", re.I
)
_BEFORE_JOINED = re.compile(
    r"\b(?:took\s+on|intake\s+of|recruited|appointed|hired|gained)\s+\Z", re.I
)
_BEFORE_LEFT = re.compile(r"\b(?:lost|loss\s+of|departure\s+of)\s+\Z", re.I)
_NO_ONE = frozenset("people person persons officers staff have has had more new were been".split())
_HEADCOUNT = re.compile(
    r"\b(?:headcount|strength|establishment|membership|the\s+number\s+of|in\s+post|stood\s+at|there\s+(?:were|are))\b",
    re.I,
)
_FROM = re.compile(
    r"\b(?:from|starting\s+from|begun\s+(?:it\s+)?at|against|with|and|had\s+been)\s+\Z", re.I
)
_TO = re.compile(r"\b(?:to|leaving|was|is|at|reached)\s+\Z", re.I)


@dataclass(frozen=True, slots=True)
class Movement:
    """Joiners and leavers; `level` and `baseline` are None where the passage has none."""

    joined: Claim
    left: Claim
    who: frozenset[str]
    level: Claim | None = None
    baseline: Claim | None = None


# What a passage must hold a piece of, small letters, to speak of joiners, and of leavers.
_JOINING = "join starter recruit appointed hired taken took intake gained".split()
_LEAVING = "left leav departure departed resigned retired gone lost loss".split()


def movements(book: Ledger) -> tuple[Movement, ...]:
    """Every sentence with one count of joiners and one of leavers."""
    if "movements" not in book.kept:
        book.kept["movements"] = tuple(_movements(book))
    return cast("tuple[Movement, ...]", book.kept["movements"])


def _movements(book: Ledger) -> Iterator[Movement]:
    for passage in book.passages.values():
        text = passage.text.casefold()
        if not (any(w in text for w in _JOINING) and any(w in text for w in _LEAVING)):
            continue
        claims = [c for c in book.in_passage.get(passage.id, ()) if c.unit == "count"]
        if len(claims) < 2:
            continue
        spans = book.sentences(passage.id)
        for index, (low, high) in enumerate(spans):
            inside = [c for c in claims if low <= c.start < high]
            found = _moved(passage, inside, high)
            if found is not None:
                yield _with_heads(book, passage, claims, spans, index, found)


def _moved(passage: Passage, inside: Sequence[Claim], high: int) -> Movement | None:
    joined: list[Claim] = []
    left: list[Claim] = []
    who: set[str] = set()
    for index, claim in enumerate(inside):
        end = inside[index + 1].start if index + 1 < len(inside) else high
        after = passage.text[claim.end - passage.start : min(end, claim.end + 50) - passage.start]
        after = re.split(r"[.;,]", after, maxsplit=1)[0]
        before = passage.text[
            max(0, claim.start - passage.start - 20) : claim.start - passage.start
        ]
        for words, lead, found in ((_JOINED, _BEFORE_JOINED, joined), (_LEFT, _BEFORE_LEFT, left)):
            match = words.match(after)
            if match or lead.search(before):
                found.append(claim)
                who |= set(match["who"].casefold().split()) - _NO_ONE if match else set()
                break
    if len(joined) != 1 or len(left) != 1:
        return None
    return Movement(joined[0], left[0], frozenset(who))


def _with_heads(
    book: Ledger,
    passage: Passage,
    claims: Sequence[Claim],
    spans: Sequence[tuple[int, int]],
    index: int,
    found: Movement,
) -> Movement:
    """The movement with the headcounts, where the words beside it give exactly two."""
    low, high = spans[index]
    own = _others(claims, low, high, found)
    windows: list[tuple[int, int]] = []
    if len(own) == 2:
        windows = [(low, high)]
    elif len(own) == 1 and index and not found.who:
        windows = [(spans[index - 1][0], high)]
    elif not own:
        windows = [spans[index - 1]] if index and not found.who else []
        windows += [spans[index + 1]] if index + 1 < len(spans) else []
    pairs = []
    for first, last in windows:
        heads = _others(claims, first, last, found)
        text = passage.text[first - passage.start : last - passage.start]
        if len(heads) == 2 and (len(own) == 2 or _HEADCOUNT.search(text)):
            pair = _ordered(book, passage, heads)
            if pair is not None:
                pairs.append(pair)
    if len(pairs) > 1:
        pairs = [
            (a, b) for a, b in pairs if a.value == b.value + found.joined.value - found.left.value
        ]
    if len(pairs) != 1:
        return found
    return Movement(found.joined, found.left, found.who, *pairs[0])


def _others(claims: Sequence[Claim], low: int, high: int, found: Movement) -> list[Claim]:
    used = {found.joined.id, found.left.id}
    return [c for c in claims if low <= c.start < high and c.id not in used and c.role != "change"]


def _ordered(book: Ledger, passage: Passage, heads: Sequence[Claim]) -> tuple[Claim, Claim] | None:
    """The later headcount and the earlier one, by the times and words beside them."""
    document = book.documents.get(passage.document)
    quarter = document.quarter if document else None
    first, second = heads
    place = passage.start
    before = [passage.text[max(0, c.start - place - 25) : c.start - place] for c in heads]
    between = passage.text[first.end - place : second.start - place]
    if re.search(r"\b(?:starting\s+)?from\s+\Z", before[0], re.I) and _TO.search(before[1]):
        return second, first
    if re.search(r"\b(?:up|down)\s+from\s+\Z|\bbegun\s+(?:it\s+)?at\s+\Z", before[1], re.I):
        return first, second
    if _earlier(between, quarter) and re.search(r"\bto\s+\Z", before[1], re.I):
        return second, first
    if first.role == "baseline" and second.role == "level":
        return second, first
    if first.role == "level" and second.role == "baseline":
        return first, second
    after = passage.text[second.end - place : second.end - place + 60]
    if _earlier(after, quarter) and not _earlier(between[:45], quarter):
        return first, second
    return None


def _earlier(text: str, quarter: Quarter | None) -> bool:
    return quarter is not None and any(t.quarter != quarter for t in times(text, quarter))
