"""A PDF's passages on its pages as printed: which page, and where the words stand on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from corpus.readers.pdf_places import Placed, PlacedWord, place_words
from corpus.readers.pdf_print import PrintedPage, page_letters, render_page
from quarterline.records import Document, Passage

__all__ = ["Placed", "PlacedWord", "PrintedPage", "page_text", "placed_on", "reach", "render_page"]


def page_text(passages: Sequence[Passage], number: int) -> tuple[int, int]:
    """The span of the document's text that holds the passages seen on page `number` (from 1).

    `passages` are all of one document, in order. A page begins with the end of the passage that
    was begun on a page before, so this one belongs to the span. (0, 0) where nothing is known.
    """
    own = [p for p in passages if p.page == number]
    before = [p for p in passages if p.page is not None and p.page < number]
    last = max(before, key=lambda p: p.end, default=None)
    held = own if last is None else [last, *own]
    return (min(p.start for p in held), max(p.end for p in held)) if held else (0, 0)


def placed_on(data: bytes, document: Document, passages: Sequence[Passage], number: int) -> Placed:
    """The text of page `number` (from 1) of a PDF, each character with its place on the page.

    Raises EncryptedFileError, DamagedFileError or LimitError (see `page_letters`).
    """
    start, end = page_text(passages, number)
    letters = page_letters(data, number, name=document.source)
    text = list(document.text[start:end])
    for passage in passages:
        # A running head within a passage is blank in its text, and no part of it here either.
        for at in range(max(passage.start, start), min(passage.end, end)):
            if passage.text[at - passage.start] == " " and not text[at - start].isspace():
                text[at - start] = " "
    placed = place_words("".join(text), start, letters)
    begun = [p for p in passages if p.page is not None and p.page < number and p.end > start]
    ending = [p for p in passages if p.page == number]
    for passage in begun:
        placed = _cut(placed, passage, keep_end=True)
    return _cut(placed, max(ending, key=_end), keep_end=False) if ending else placed


def _end(passage: Passage) -> int:
    return passage.end


def _cut(placed: Placed, passage: Passage, *, keep_end: bool) -> Placed:
    """Only the end, or the beginning, of a passage that may have words on two pages.

    A short word of it that stands on this page too, in a heading say, would be boxed else. The
    passage is cut where most words before (after) the cut have no place and most after it have.
    """
    words = placed.words(passage.start, passage.end)
    gains = [1 if bool(word.boxes) == keep_end else -1 for word in words]
    # The sum of the gains after the cut, for every cut; the latest best one cuts most away.
    sums = [*accumulate(reversed(gains), initial=0)][::-1]
    best = max(range(len(sums)), key=lambda at: (sums[at], at if keep_end else -at))
    dropped = words[:best] if keep_end else words[best:]
    places = list(placed.places)
    for word in dropped:
        first, last = word.start - placed.start, word.end - placed.start
        places[first:last] = [None] * (last - first)
    return replace(placed, places=tuple(places))


def reach(passages: Sequence[Passage], passage: Passage) -> tuple[int, ...]:
    """The pages on which words of a passage may stand: its own, and the next where it is the
    last that begins on its page. () where its page is not known."""
    if passage.page is None:
        return ()
    later = [p for p in passages if p.page == passage.page and p.start > passage.start]
    return (passage.page,) if later else (passage.page, passage.page + 1)
