"""Quotes as a reader wants them: one excerpt a passage, with all its quoted figures marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audit.working import Quote

CONTEXT = 280  # characters of a passage shown before the first and after the last figure


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Part of a passage in pieces, each marked or not; `place` says where it stands.

    `passage` is the passage's id, empty where it is not known.
    """

    place: str
    passage: str
    pieces: tuple[tuple[str, bool], ...]


def excerpts(quotes: Iterable[Quote], context: int = CONTEXT) -> list[Excerpt]:
    """Excerpts in the order in which their passages are first quoted."""
    groups: dict[tuple[str, str], list[Quote]] = defaultdict(list)
    for quote in quotes:
        groups[quote.document, quote.passage or str(quote.start)].append(quote)
    return [
        Excerpt(place_of(*members), members[0].passage, tuple(_pieces(members, context)))
        for members in groups.values()
    ]


def place_of(*quotes: Quote) -> str:
    """Where quotes of one passage stand, in words: report, quarter, page, characters."""
    first = quotes[0]
    page = f"page {first.page}" if first.page else ""
    spans = sorted({(q.start, q.end) for q in quotes})
    where = ", ".join(f"{start:,} to {end:,}" for start, end in spans)
    parts = (first.source, first.quarter, page, f"characters {where}")
    return ", ".join(part for part in parts if part)


def _pieces(members: Sequence[Quote], context: int) -> Iterable[tuple[str, bool]]:
    first = members[0]
    text = first.before + first.text + first.after
    base = first.start - len(first.before)
    spans = sorted({(q.start - base, q.end - base) for q in members})
    low = max(0, spans[0][0] - context)
    high = min(len(text), max(end for _, end in spans) + context)
    place = low
    yield ("…" if low else "", False)
    for start, end in spans:
        if start < place:
            continue  # a phrase and a figure within it: the phrase is marked already
        yield text[place:start], False
        yield text[start:end], True
        place = end
    yield text[place:high] + ("…" if high < len(text) else ""), False
