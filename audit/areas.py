"""A total against the areas it is made up of: "4,970 …: 1,494 in the north, 1,155 in …".

The list must run without a gap to the end of its sentence or bracket, each part followed
by its place, and the words before it must say that it is the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audit.intervals import Interval, point, printed
from audit.ledger import Finding, Ledger
from audit.lists import sum_finding
from quarterline.records import Claim, Passage

_PLACE = r"[A-Z][\w'’-]*(?:\s+(?:and\s+the\s+)?[A-Z][\w'’-]*){0,4}"
_PART = rf"\s+(?:in|across|for|at|from|within)\s+(?:the\s+)?{_PLACE}"
_NAME = re.compile(rf"\s+(?:in|across|for|at|from|within)\s+(?:the\s+)?(?P<name>{_PLACE})")
_TELLING = 20.0  # a total that two parts do not make by accident
_PART_THEN_NEXT = re.compile(rf"{_PART}\s*(?:,\s*and|,|;|and)\s+\Z")
_PART_THEN_END = re.compile(rf"{_PART}\s*(?:\)|[.;]|\Z)")
_STRONG = re.compile(
    r"(?::|\bmade\s+up\s+of|\bcomprising|\bcomprised\s+of|\bconsisting\s+of|\bfollows:?|\bthat\s+is,?"
    r"|\bby\s+(?:area|district|division|region)(?:\s+there\s+(?:were|was))?|\bin\s+all,\s+with)\s*\Z",
    re.I,
)
_OF_THE = re.compile(
    r"\bof\s+the\s+\Z|\bbroken\s+down\b[^.]*\bthe\s+\Z|\bdown\s+by\s+\w+,\s+the\s+\Z", re.I
)
_THERE_WERE = re.compile(r"\b(?:there\s+)?(?:were|was)\s+\Z", re.I)
_WEAK = re.compile(r"(?:\(|;|\bwith)\s*\Z", re.I)
_OPEN = re.compile(r"\b(?:including|such\s+as|for\s+example|mainly|e\.g)\b", re.I)


def findings(book: Ledger) -> Iterator[Finding]:
    """Every list of areas after its total."""
    lists = [
        (passage, claims, index, last)
        for passage in book.passages.values()
        for claims in [[c for c in book.in_passage.get(passage.id, ()) if c.unit == "count"]]
        if len(claims) >= 3 and passage.text
        for index, last in _lists(passage, claims)
    ]
    known = _known(book, lists)
    for passage, claims, index, last in lists:
        names = _names(passage, claims[index : last + 1])
        all_of_it = (_owner(book, passage), names) in known
        if _exhausts(passage, claims[index - 1], claims[index], last - index, all_of_it):
            parts = claims[index : last + 1]
            yield sum_finding(claims[index - 1], parts, _total(parts))


_List = tuple[Passage, list[Claim], int, int]


def _lists(passage: Passage, claims: Sequence[Claim]) -> Iterator[tuple[int, int]]:
    """The first and the last part of every list, as places among the claims."""
    index = 1
    while index < len(claims):
        last = _run(passage, claims, index)
        if last > index:
            yield index, last
        index = max(last, index) + 1


def _known(book: Ledger, lists: Sequence[_List]) -> set[tuple[str, frozenset[str]]]:
    """Areas whose figures made up a total once: there are no others, in this force's reports.

    Two numbers of two digits and more add up to a third by accident in few cases.
    """
    found = set()
    for passage, claims, index, last in lists:
        parts, whole = claims[index : last + 1], claims[index - 1]
        if whole.value >= _TELLING and _total(parts).meets(printed(whole)):
            found.add((_owner(book, passage), _names(passage, parts)))
    return found


def _owner(book: Ledger, passage: Passage) -> str:
    document = book.documents.get(passage.document)
    return book.force(document) if document else ""


def _names(passage: Passage, parts: Sequence[Claim]) -> frozenset[str]:
    """The names of the places behind the parts."""
    found = (_NAME.match(passage.text, part.end - passage.start) for part in parts)
    return frozenset(match["name"] for match in found if match)


def _total(parts: Sequence[Claim]) -> Interval:
    total = Interval(0.0, 0.0)
    for part in parts:
        total = total + printed(part)
    return point(total.low) if total.low == total.high else total


def _run(passage: Passage, claims: Sequence[Claim], first: int) -> int:
    """The last of the parts that follow one another from `first` to an end; -1 if there is none."""
    place = passage.start
    index = first
    while index + 1 < len(claims):
        gap = passage.text[claims[index].end - place : claims[index + 1].start - place]
        if not _PART_THEN_NEXT.fullmatch(gap):
            break
        index += 1
    after = passage.text[claims[index].end - place :]
    return index if index > first and _PART_THEN_END.match(after) else -1


def _exhausts(passage: Passage, whole: Claim, first: Claim, others: int, all_of_it: bool) -> bool:
    """Whether the words from a total to the first part say that the parts are all of it.

    `all_of_it`: whether there are no other areas than these.
    """
    place = passage.start
    lead = passage.text[whole.end - place : first.start - place]
    before = passage.text[max(0, whole.start - place - 60) : whole.start - place]
    if _OPEN.search(lead) or len(lead) > 200 or whole.qualifier != "exact":
        return False
    if lead.count(". ") > 1:
        return False
    if _STRONG.search(lead):
        return True
    if _OF_THE.search(before) and _THERE_WERE.search(lead):
        return True
    return (others >= 2 or all_of_it) and _WEAK.search(lead) is not None
