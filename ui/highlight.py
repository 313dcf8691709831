"""Marks the found words, operations and places in a passage.

A passage is cut into pieces at every boundary of a mark, so that overlapping marks
(a place that is also a word of the question) nest cleanly. The pieces put together
are the passage again, character for character; only then is each one escaped.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from quarterline.records import Claim, Mention, Passage
from ui.words import one_line, span_of_days, visible

if TYPE_CHECKING:
    from index.results import Understood

_WORD = re.compile(r"[^\W_]+(?:[.,'’][^\W_]+)*")

# Words that stand in front of so many names that marking them would hide the ones that matter.
_DESIGNATORS = frozenset(("operation", "operations", "op", "ops", "project"))

# What a tag shows as, by the label of its mention.
TAG_KINDS = {
    "OPERATION": "operation",
    "PROJECT": "operation",
    "DISTRICT": "place",
    "LPA": "place",
    "PLACE": "place",
}
ALL_KINDS = {
    **TAG_KINDS,
    "INITIATIVE": "initiative",
    "ORGANISATION": "organisation",
    "THEME": "theme",
    "DATE": "date",
    "QUARTER": "date",
}
FIGURE = "figure"
# The marks that the reader can show, with what they are called; the first three unasked.
MARKS = {
    "operation": "Operations",
    "place": "Places",
    FIGURE: "Figures",
    "initiative": "Initiatives",
    "organisation": "Organisations",
    "theme": "Themes",
    "date": "Dates",
}
USUAL = ("operation", "place", FIGURE)
_LABEL_NAMES = {
    "OPERATION": "Operation",
    "PROJECT": "Project",
    "DISTRICT": "District",
    "LPA": "Local policing area",
    "PLACE": "Place",
    "INITIATIVE": "Initiative",
    "ORGANISATION": "Organisation",
    "THEME": "Theme",
    "DATE": "Date",
    "QUARTER": "Quarter",
}


@dataclass(frozen=True, slots=True)
class Tag:
    """A name to be marked: 0-based offsets, end exclusive, in the passage's text."""

    start: int
    end: int
    kind: str  # one of MARKS
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


def tags_of(
    passage: Passage,
    mentions: Iterable[Mention],
    claims: Iterable[Claim] = (),
    kinds: Collection[str] = ("operation", "place"),
) -> tuple[Tag, ...]:
    """The names and figures of a passage, of the given `kinds` (see MARKS), as tags that do
    not overlap, the longer one first.

    Mentions and claims hold offsets in the document, tags in the passage's text.
    """
    found = [
        Tag(m.start, m.end, ALL_KINDS[m.label], m.canonical, _title(m))
        for m in mentions
        if ALL_KINDS.get(m.label) in kinds
    ]
    if FIGURE in kinds:
        found += [Tag(c.start, c.end, FIGURE, c.measure, figure_title(c)) for c in claims]
    taken: list[Tag] = []
    # Of the same words a figure is told last: "two burglaries" is one, "Quarter 3" is none.
    for tag in sorted(found, key=lambda t: (t.start - t.end, t.kind == FIGURE, t.start)):
        start, end = tag.start - passage.start, tag.end - passage.start
        if not 0 <= start < end <= len(passage.text):
            continue
        if all(end <= other.start or other.end <= start for other in taken):
            taken.append(replace(tag, start=start, end=end))
    return tuple(sorted(taken, key=lambda tag: tag.start))


def figure_title(claim: Claim) -> str:
    """What a figure was read as: what it counts, its role, its period."""
    value = f"{claim.value:,.10g}"
    unit = "" if claim.unit == "count" else f" {claim.unit.replace('_', ' ')}"
    about = f"{claim.measure or 'not told what'}, {claim.role.replace('_', ' ')}"
    when = span_of_days(claim.period) if claim.period else "not dated"
    return f"{value}{unit}: {about}, {when}"


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


def passage_html(
    passage: Passage,
    mentions: Iterable[Mention],
    question: str = "",
    *,
    claims: Iterable[Claim] = (),
    kinds: Collection[str] = ("operation", "place"),
    cited: tuple[int, int] = (0, 0),
) -> str:
    """A passage as HTML with its tags and the question's words marked.

    `cited` are characters of the document, marked as the words are that were searched for.
    """
    found = list(found_words(passage.text, question)) if question else []
    start, end = max(cited[0], passage.start), min(cited[1], passage.end)
    # A citation of the whole passage would mark all of it, and so nothing.
    if start < end and end - start < len(passage.text):
        found.append((start - passage.start, end - passage.start))
    tags = tags_of(passage, mentions, claims, kinds)
    return to_html(pieces(passage.text, tags, found))
