"""The figures of running text: the stages in their order, over blocks of bounded size.

A block is a few sentences. Figures lean on each other within a sentence or two, so a block of
some thousand characters loses nothing, and the time that a text takes grows with its length
alone, whatever stands in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from extract.drafts import Draft, Sentence, compatible
from extract.links import Group, link
from extract.measures import measure_all
from extract.periods import find_periods
from extract.quantities import Quantity, find_quantities
from extract.roles import assign_roles
from extract.settle import settle
from extract.shares import complete_shares
from extract.tokens import sentences as split_sentences
from extract.tokens import tokenise
from extract.when import date_all
from extract.windows import is_window
from quarterline.periods import Quarter

_MAX_SENTENCE = 1_500  # characters; the longest sentence of a real report has about 700
_MAX_BLOCK = 6_000  # characters
_MAX_FIGURES = 48  # figures in one block


@dataclass(slots=True)
class Read:
    """What was read: figures, the sentences they index, and the comparisons between them."""

    drafts: list[Draft] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    def extend(self, other: Read) -> None:
        """Add another text's figures behind these, its indexes moved along."""
        drafts, sentences = len(self.drafts), len(self.sentences)
        for draft in other.drafts:
            draft.sentence += sentences
            if draft.anchor >= 0:
                draft.anchor += drafts
        for group in other.groups:
            group.move(drafts)
        self.drafts.extend(other.drafts)
        self.sentences.extend(other.sentences)
        self.groups.extend(other.groups)


def read_prose(
    text: str,
    quarter: Quarter | None,
    names: Sequence[tuple[int, int]] = (),
    start: int = 0,
    end: int | None = None,
) -> Read:
    """The figures of running text between `start` and `end`; offsets are in `text`.

    `names`: spans in which a number is part of a name.
    """
    stop = len(text) if end is None else end
    quantities = [
        q
        for q in (_moved(q, start) for q in find_quantities(text[start:stop]))
        if not any(a < q.end and q.start < b for a, b in names)
    ]
    read = Read()
    if quantities:
        spans = [(a + start, b + start) for a, b in split_sentences(text[start:stop])]
        for pieces in _blocks(list(_pieces(text, spans)), quantities):
            read.extend(_read_block(text, pieces, quarter))
    return read


_Piece = tuple[int, int, list[Quantity]]


def _pieces(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The sentences, those that are no sentences (thousands of characters) cut at a space."""
    for start, end in spans:
        left = start
        while end - left > _MAX_SENTENCE:
            cut = text.rfind(" ", left + 1, left + _MAX_SENTENCE)
            cut = cut if cut > left else left + _MAX_SENTENCE
            yield left, cut
            left = cut
        yield left, end


def _blocks(
    spans: Sequence[tuple[int, int]], quantities: Sequence[Quantity]
) -> Iterator[list[_Piece]]:
    """Sentences with their figures, gathered into blocks within the limits."""
    block: list[_Piece] = []
    size = figures = index = 0
    for start, right in spans:
        left = start
        inside: list[Quantity] = []
        while index < len(quantities) and quantities[index].start < right:
            inside.append(quantities[index])
            index += 1
        while len(inside) > _MAX_FIGURES:  # a list of bare numbers
            edge = inside[_MAX_FIGURES].left
            yield [*block, (left, edge, inside[:_MAX_FIGURES])]
            block, size, figures = [], 0, 0
            left, inside = edge, inside[_MAX_FIGURES:]
        if block and (size + right - left > _MAX_BLOCK or figures + len(inside) > _MAX_FIGURES):
            yield block
            block, size, figures = [], 0, 0
        block.append((left, right, inside))
        size, figures = size + right - left, figures + len(inside)
    if block:
        yield block


def _read_block(text: str, pieces: Sequence[_Piece], quarter: Quarter | None) -> Read:
    read = Read()
    if not any(inside for _, _, inside in pieces):
        return read
    for left, right, inside in pieces:
        times = find_periods(text[left:right], quarter)
        if left:
            times = [replace(t, start=t.start + left, end=t.end + left) for t in times]
        # The first sentence names the subject that later ones speak of as "it".
        tokens = tokenise(text, left, right) if inside or not read.sentences else []
        read.sentences.append(Sentence(text, left, right, tokens, times))
        read.drafts.extend(
            Draft(q, len(read.sentences) - 1, unit=q.unit)
            for q in inside
            if not is_window(text, q, times)
        )
    measure_all(read.sentences, read.drafts)
    assign_roles(read.sentences, read.drafts, quarter)
    read.groups = link(read.sentences, read.drafts)
    complete_shares(read.sentences, read.drafts, read.groups)
    _share_units(read.drafts, read.groups)
    for number, group in enumerate(read.groups):
        for index in group.members:
            read.drafts[index].group = number
    date_all(read.sentences, read.drafts, read.groups, quarter)
    settle(read.sentences, read.drafts, read.groups)
    return read


def _share_units(drafts: Sequence[Draft], groups: Sequence[Group]) -> None:
    """ "10,399 hours were logged, compared with 11,085": the second is of hours too."""
    for group in groups:
        level = drafts[group.level] if group.level >= 0 else None
        for index in (group.baseline, group.change):
            if level is None or index < 0 or drafts[index].quantity.unit == level.quantity.unit:
                continue
            if drafts[index].quantity.unit == "count" and compatible(level, drafts[index]):
                drafts[index].measure_in(level.quantity.unit)


def _moved(quantity: Quantity, by: int) -> Quantity:
    if not by:
        return quantity
    number = quantity.number
    return replace(
        quantity,
        number=replace(number, start=number.start + by, end=number.end + by),
        left=quantity.left + by,
        right=quantity.right + by,
    )
