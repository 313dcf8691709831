"""Marks the found words, operations and places in a passage.

A passage is cut into pieces at every boundary of a mark, so that overlapping marks
(a place that is also a word of the question) nest cleanly. The pieces put together
are the passage again, character for character; only then is each one escaped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from quarterline.records import Mention, Passage
from ui.words import one_line, visible

if TYPE_CHECKING:
    from index.results import Understood

_WORD = re.compile(r"[^\W_]+(?:[.,'’][^\W_]+)*")

# Words that stand in front of so many names that marking them would hide the ones that matter.
_DESIGNATORS = frozenset(("operation", "operations", "op", "ops", "project"))

# What a tag shows as, by the label of its mention; the other labels are not marked here.
TAG_KINDS = {
    "OPERATION": "operation",
    "PROJECT": "operation",
    "DISTRICT": "place",
    "LPA": "place",
    "PLACE": "place",
}
_LABEL_NAMES = {
    "OPERATION": "Operation",
    "PROJECT": "Project",
    "DISTRICT": "District",
    "LPA": "Local policing area",
    "PLACE": "Place",
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A name to be marked: 0-based offsets, end exclusive, in the passage's text."""

    start: int
    end: int
    kind: str  # "operation" or "place"
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a passage's text under one tag (or none), of found words or not."""

    text: str
    tag: Tag | None
    found: bool


def asked_words(query: Understood) -> str:
    """The question with all that it was taken for: the words to be marked in a passage."""
    more = [taken for _, taken in query.corrections]
    more += [words for pair in query.expansions for words in pair]
    return " ".join((query.text, *more, *query.places, *query.operations))


def found_words(text: str, question: str) -> tuple[tuple[int, int], ...]:
    """Where words of the question stand in `text`, in any inflection ("line" finds "lines").

    Offsets are 0-based, end exclusive, in `text`. Words fall into stems as they do in the
    index; stop words are not marked, nor is "operation", unless the question has no others.
    """
    from index.texts import tokens  # noqa: PLC0415 - the stop words load SciPy

    stems = {word: tokens(word) for word in _words(question)}
    asked = {stem for found in stems.values() for stem in found}
    telling = {
        stem
        for word, found in stems.items()
        for stem in found
        if word.casefold() not in _DESIGNATORS
    }
    wanted = telling or asked
    return tuple(
        match.span()
        for match in _WORD.finditer(text)
        if not wanted.isdisjoint(tokens(match.group()))
    )


def _words(text: str) -> list[str]:
    return [match.group() for match in _WORD.finditer(text)]


def tags_of(passage: Passage, mentions: Iterable[Mention]) -> tuple[Tag, ...]:
    """The operations and places of a passage as tags that do not overlap, the longer one first.

    Mentions hold offsets in the document, tags in the passage's text.
    """
    taken: list[Tag] = []
    candidates = [
        mention
        for mention in mentions
        if mention.label in TAG_KINDS and passage.start <= mention.start < mention.end
    ]
    for mention in sorted(candidates, key=lambda m: (m.start - m.end, m.start)):
        start, end = mention.start - passage.start, mention.end - passage.start
        if end > len(passage.text):
            continue
        if all(end <= other.start or other.end <= start for other in taken):
            kind = TAG_KINDS[mention.label]
            taken.append(Tag(start, end, kind, mention.canonical, _title(mention)))
    return tuple(sorted(taken, key=lambda tag: tag.start))


def _title(mention: Mention) -> str:
    name = f"{_LABEL_NAMES[mention.label]} {mention.canonical}".strip()
    return name if mention.how in ("", "exact") else f"{name} ({mention.how})"


def pieces(
    text: str, tags: Sequence[Tag] = (), found: Sequence[tuple[int, int]] = ()
) -> tuple[Piece, ...]:
    """`text` cut at every boundary; the pieces' texts put together are `text`.

    `tags` must not overlap one another; `found` may overlap anything.
    """
    length = len(text)
    edges = {0, length}
    for start, end in [*((tag.start, tag.end) for tag in tags), *found]:
        edges.update(edge for edge in (start, end) if 0 < edge < length)
    borders = sorted(edges)
    return tuple(
        Piece(
            text[start:end],
            next((tag for tag in tags if tag.start <= start and end <= tag.end), None),
            any(first <= start and end <= last for first, last in found),
        )
        for start, end in pairwise(borders)
    )


def to_html(parts: Sequence[Piece]) -> str:
    """Pieces as HTML; every character of the report is escaped, so none can become markup."""
    out: list[str] = []
    open_tag: Tag | None = None
    for part in parts:
        if part.tag is not open_tag:
            if open_tag is not None:
                out.append("</span>")
            if part.tag is not None:
                title = html.escape(one_line(part.tag.title))
                out.append(f'<span class="ql-tag ql-{part.tag.kind}" title="{title}">')
            open_tag = part.tag
        words = html.escape(visible(part.text))
        out.append(f"<mark>{words}</mark>" if part.found else words)
    if open_tag is not None:
        out.append("</span>")
    return "".join(out)


def passage_html(passage: Passage, mentions: Iterable[Mention], question: str = "") -> str:
    """A passage as HTML with its operations, places and the question's words marked."""
    return to_html(
        pieces(
            passage.text,
            tags_of(passage, mentions),
            found_words(passage.text, question) if question else (),
        )
    )
