"""Splits a text into sentences, as these reports write them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

# Full stops that end no sentence: "Op. RAPTOR", "D/Supt. Lee", "no. 1 session", "vs. 2019".
_SHORT = frozenset(
    """
    approx art asst ave avg capt ch cllr co col cons const cpl dept det dr e.g eg est ext fig fr
    gen gov hon hrs i.e ie incl insp jr lt ltd max min mins mr mrs ms nb no nos op ops para pc pcs
    pp prof pt qtr rd ref rev sec sgt sr st supt tel vol vs viz wk wks yr yrs
    jan feb mar apr jun jul aug sept sep oct nov dec
    """.split()
)
# The first sign stands alone, so that the search can leap from one to the next.
_END = re.compile(r"(?P<stop>[.!?][.!?]*)(?P<close>[\"'’”)\]*]*)\s+(?=[\"'‘“(\[*]*[A-Z0-9£•#])")
# A bullet or a cell's edge inside a row ends a sentence though no full stop stands there.
_BREAK = re.compile(r"\t+\s*|\n\s*\n\s*|\s+[•▪●◦]\s*")
# One of these stands in each.
_BREAKS = re.compile(r"[\t\n•▪●◦]")
# What is left of a stretch without blanks and bullets at its ends.
_INSIDE = re.compile(r"[^\s•▪●◦](?:.*[^\s•▪●◦])?", re.DOTALL)
_LAST_WORD = re.compile(r"([A-Za-z][\w./]*)$")


def sentence_spans(text: str, breaks: Iterable[int] = ()) -> list[tuple[int, int]]:
    """The sentences of `text`, in order: start and end (exclusive) of each, blanks left out.

    `breaks` are further offsets at which a sentence ends, such as the edges of table cells.
    """
    edges = {match.end() for match in _END.finditer(text) if _ends(text, match)}
    if _BREAKS.search(text):
        edges.update(match.end() for match in _BREAK.finditer(text))
    edges.update(b for b in breaks if 0 < b < len(text))
    spans = []
    start = 0
    for edge in [*sorted(edges), len(text)]:
        found = _INSIDE.search(text, start, edge)
        if found:
            spans.append(found.span())
        start = edge
    return spans


def sentence_of(spans: list[tuple[int, int]], at: int) -> tuple[int, int]:
    """The sentence in which offset `at` lies; (at, at) if there is none."""
    index = bisect_right(spans, (at, 1 << 60)) - 1
    if index >= 0 and spans[index][0] <= at < spans[index][1]:
        return spans[index]
    return (at, at)


def _ends(text: str, match: re.Match[str]) -> bool:
    """Whether the full stop of `match` ends a sentence rather than a shortened word."""
    if match["stop"] != "." or match["close"]:
        return True
    word = _LAST_WORD.search(text[max(0, match.start() - 20) : match.start()])
    if word is None:
        return True
    last = word[1].lower()
    if len(last) == 1:
        # "J. Smith", but "Class A. Officers" ends: an initial follows a space or a stop.
        return not word[1].isupper() or text[: match.start() - 1].rstrip().endswith("Class")
    if last == "no":
        return not text[match.end() : match.end() + 1].isdigit()
    return last.rsplit("/", 1)[-1] not in _SHORT
