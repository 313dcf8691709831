"""From a document's text to its passages: one bullet, paragraph or table row each.

Nothing readable is dropped: every visible character lies in a passage or in a block of
another kind (heading, label, furniture, contents, front matter), and `Segmented.blocks`
says in which.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.assign import HEADING, PART, Kind, assign
from corpus.headings import is_plan_sentence, leading_priority
from corpus.items import Item, build_items, following, trimmed
from corpus.labels import Label, only_places, places_in, read_label
from corpus.lines import split_lines
from corpus.outline import Outline, Role, outline
from corpus.pages import Pages, find_pages
from corpus.pieces import carried, cells_within, pieces
from corpus.scope import Scope, Scopes
from corpus.tables import Row, Table, read_rows, row_priority_text
from quarterline.deadline import Deadline
from quarterline.errors import LimitError
from quarterline.places import Gazetteer
from quarterline.records import Cell, Document, Passage, Priority
from quarterline.settings import Limits

_MAX_SUBHEADING = 80
_MAX_LEAD_IN = 40


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text: `kind` is passage, heading, label, furniture, contents or front."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Segmented:
    """The passages in reading order, and blocks that cover every visible character."""

    passages: tuple[Passage, ...]
    blocks: tuple[Block, ...]


def segment(
    document: Document,
    gazetteer: Gazetteer | None = None,
    pages: Sequence[tuple[int, int]] = (),
    limits: Limits = Limits(),  # noqa: B008
    deadline: Deadline | None = None,
) -> Segmented:
    """Passages of a document.

    `pages`: (start, end) offsets of the pages where the format gives them. `gazetteer`: the
    places of the document's force, by which labels become scope. Raises LimitError when there
    are more passages than `limits.passages`, or the time is over.
    """
    deadline = deadline or Deadline(document.source, limits.seconds)
    known = gazetteer or Gazetteer()
    lines = split_lines(document.text, deadline)
    found = outline(document.text, lines, lambda words: only_places(words, known), deadline)
    where = find_pages(found, pages)
    deadline.check()
    return _Walker(document, found, known, where, limits.passages, deadline).run()


class _Walker:
    def __init__(
        self,
        document: Document,
        found: Outline,
        gazetteer: Gazetteer,
        pages: Pages,
        most: int,
        deadline: Deadline,
    ) -> None:
        self.document = document
        self.text = document.text
        self.outline = found
        self.gazetteer = gazetteer
        self.pages = pages
        self.most = most
        self.deadline = deadline
        self.items = build_items(found, deadline)
        self.priorities = _priorities(self.items)
        self.scopes = Scopes(gazetteer)
        self.passages: list[Passage] = []
        self.blocks: list[Block] = []
        self.objective = ""
        self.objectives: set[str] = set()
        self.heads: tuple[str, ...] = ()  # page titles and subheadings in force
        self.table = Table()

    def run(self) -> Segmented:
        for line in self.outline.lines:
            if self.outline.roles[line.number] is Role.FURNITURE:
                self.blocks.append(Block(line.start, line.end, "furniture"))
        for index, item in enumerate(self.items):
            self.deadline.check()
            self._item(index, item)
        self.blocks.sort(key=lambda b: (b.start, b.end))
        return Segmented(tuple(self.passages), tuple(self.blocks))

    def _item(self, index: int, item: Item) -> None:
        if item.kind in ("front", "contents", "heading"):
            self._block(item, item.kind)
        elif item.kind in ("priority", "section", "intro"):
            self._block(item, "heading")
            self.scopes.clear()
            self.objective = ""
            if item.kind == "section":
                self.heads = (trimmed(self.text[item.start : item.end]),)
                self.table = Table()
            elif item.kind == "priority":
                self.heads = ()
        elif item.kind == "objective":
            self._block(item, "heading")
            self._objective(index, item.start, item.end, item.gaps)
        elif item.kind == "rows":
            self._rows(index, item)
        else:
            self._words(index, item)

    def _words(self, index: int, item: Item) -> None:
        """A bullet or paragraph: a label, a subheading or a passage."""
        words = self._joined(item)
        label = read_label(words, self.gazetteer, heading=bool(item.heading))
        subheading = not self.table.prose and self._is_subheading(index, item, words)
        if item.kind == "paragraph" and (item.heading or subheading):
            self._block(item, "heading")
            heading = label or Label(trimmed(words), (), alone=True)
            self.scopes.paragraph(replace(heading, alone=True))
            return
        deeper = following(self.items, index)
        has_children = deeper is not None and deeper.kind == "bullet" and deeper.level > item.level
        if label is None and self._announces(item, deeper, words):
            label = Label(trimmed(words).rstrip(":."), (), alone=True, lead_in=True)
        if label is None and item.kind == "paragraph" and self.table.prose:
            if self._is_remains(words):
                self._block(item, "label")
                return
            if is_plan_sentence(words):
                self._block(item, "heading")
                self.scopes.clear()
                self._objective(index, item.start, item.end, item.gaps)
                return
        scope = (
            self.scopes.bullet(item.level, label, has_children=has_children)
            if item.kind == "bullet"
            else self.scopes.paragraph(label)
        )
        if not any(char.isalnum() for char in words):
            self._block(item, "furniture")
        elif label is not None and label.alone and not label.lead_in:
            self._block(item, "label")
        else:
            self._block(item, "passage")
            self._passage(index, item.start, item.end, item.kind, scope, gaps=item.gaps)

    def _announces(self, item: Item, after: Item | None, words: str) -> bool:
        """Whether the words announce the bullets below: read as a passage, and their label."""
        if after is None or after.kind != "bullet":
            return False
        if item.kind == "bullet" and after.level <= item.level:
            return False
        count = len(words.split())
        return count <= _MAX_LEAD_IN and (
            words.rstrip("*_ ").endswith(":") or (item.kind == "paragraph" and count <= 20)
        )

    def _is_remains(self, words: str) -> bool:
        """Whether a short line is what was left of a flattened table's last column."""
        plain = trimmed(words)
        return len(plain) <= _MAX_SUBHEADING and not plain.endswith((".", ":", "!", "?"))

    def _is_subheading(self, index: int, item: Item, words: str) -> bool:
        """A short line of its own without a full stop, over a paragraph or list."""
        plain = trimmed(words)
        after = following(self.items, index)
        return (
            len(item.lines) == 1
            and item.spaced
            and len(plain) <= _MAX_SUBHEADING
            and len(plain.split()) <= 10
            and plain[:1].isupper()
            and plain[-1:] not in ".:;,?!"
            and after is not None
            and after.spaced
            and after.kind in ("bullet", "paragraph", "rows", "objective")
        )

    def _rows(self, index: int, item: Item) -> None:
        rows, self.table = read_rows(self.text, item.lines, self.table)
        self._block(item, "table")
        row_label = ""
        title: tuple[str, ...] = ()
        for row in rows:
            if row.kind == "prose":
                self._prose(index, row)
            elif row.kind == "title":
                title = (self._span_words(row.cells[0]),)
                row_label = ""
            elif row.kind == "data":
                first = self._span_words(row.cells[0])
                row_label = first if any(c.isalpha() for c in first) else row_label
                self._data(index, row, (*title, row_label) if row_label else title)

    def _prose(self, index: int, row: Row) -> None:
        if row.objective is not None:
            self.scopes.clear()
            self._objective(index, *row.objective)
        span = row.commentary
        if span is None or sum(c.isalpha() for c in self.text[span[0] : span[1]]) < 3:
            return
        owner = self._span_words(row.owner) if row.owner else ""
        label = read_label(self.text[span[0] : span[1]], self.gazetteer)
        inner = self.scopes.paragraph(label if label is None or not label.alone else None)
        places = (*(places_in(owner, self.gazetteer) if owner else ()), *inner.places)
        context = (*((owner,) if owner else ()), *inner.context)
        scope = Scope(context, tuple(dict.fromkeys(places)))
        gaps = [row.owner] if row.owner and span[0] < row.owner[0] < span[1] else []
        self._passage(index, span[0], span[1], "row", scope, gaps=gaps)

    def _objective(
        self, index: int, start: int, end: int, gaps: Sequence[tuple[int, int]] = ()
    ) -> None:
        """Put an objective in force; it is a passage where the report first gives it."""
        if end <= start:
            return
        self.objective = carried(trimmed(flat_text(self.text, start, end, gaps)))
        key = self.objective.casefold()
        if key not in self.objectives:
            self.objectives.add(key)
            self._passage(index, start, end, "objective", Scope((), ()), gaps=gaps)

    def _data(self, index: int, row: Row, labels: tuple[str, ...]) -> None:
        filled = [cell for cells in (row.cells, *row.more) for cell in cells if cell[1] > cell[0]]
        cells = [
            Cell(
                start,
                end,
                column,
                self.table.heads[column] if column < len(self.table.heads) else (),
            )
            for line in (row.cells, *row.more)
            for column, (start, end) in enumerate(line)
            if end > start
        ]
        place_label = self.scopes.paragraph(None)
        places = (
            tuple(dict.fromkeys((*place_label.places, *places_in(labels[-1], self.gazetteer))))
            if labels
            else place_label.places
        )
        scope = Scope((*place_label.context, *labels), places)
        start, end = min(c[0] for c in filled), max(c[1] for c in filled)
        named = leading_priority(
            row_priority_text(self.text, row) or (labels[-1] if labels else "")
        )
        self._passage(index, start, end, "row", scope, cells=tuple(cells), priority=named)

    def _heads(self, column: int) -> tuple[str, ...]:
        return self.table.heads[column] if column < len(self.table.heads) else ()

    def _passage(
        self,
        index: int,
        start: int,
        end: int,
        kind: str,
        scope: Scope,
        *,
        gaps: Sequence[tuple[int, int]] = (),
        cells: tuple[Cell, ...] = (),
        priority: Priority | None = None,
    ) -> None:
        context = tuple(dict.fromkeys(map(carried, (*self.heads, *scope.context))))
        for first, last in pieces(self.text, start, end):
            self.deadline.check()  # a table is one item, whatever its length
            order = len(self.passages) + 1
            if order > self.most:
                raise LimitError(
                    f"{self.document.source}: it has more than {self.most:,} bullets, paragraphs "
                    "and rows, which is the most that are read. Split the file into smaller ones, "
                    "or raise the limit on passages."
                )
            self.passages.append(
                Passage(
                    id=f"{self.document.id}#{order}",
                    document=self.document.id,
                    start=first,
                    end=last,
                    text=flat_text(self.text, first, last, gaps, keep_tabs=bool(cells)),
                    order=order,
                    kind=kind,
                    priority=priority or self.priorities[index],
                    objective=self.objective,
                    context=context,
                    places=scope.places,
                    page=self.pages.at(first),
                    cells=cells_within(cells, first, last),
                )
            )

    def _joined(self, item: Item) -> str:
        return flat_text(self.text, item.start, item.end, item.gaps)

    def _span_words(self, span: tuple[int, int]) -> str:
        return trimmed(self.text[span[0] : span[1]])

    def _block(self, item: Item, kind: str) -> None:
        self.blocks.append(Block(min(item.block, item.start), item.end, kind))


_BREAKS = dict.fromkeys(map(ord, "\n\r\f\v\x85\u2028\u2029"), " ")
_BREAKS_AND_TABS = {**_BREAKS, ord("\t"): " "}


def flat_text(
    text: str,
    start: int,
    end: int,
    gaps: Sequence[tuple[int, int]] = (),
    *,
    keep_tabs: bool = False,
) -> str:
    """`text[start:end]` on one line, of the same length: breaks and running heads are spaces."""
    flat = text[start:end]
    for first, last in gaps:
        left, right = max(first, start) - start, min(last, end) - start
        if left < right:
            flat = flat[:left] + " " * (right - left) + flat[right:]
    return flat.translate(_BREAKS if keep_tabs else _BREAKS_AND_TABS)


def _priorities(items: Sequence[Item]) -> list[Priority | None]:
    """The priority of each item, by the headings above or below it.

    An annex (a section of its own) ends the priorities until the next heading.
    """
    result: list[Priority | None] = [None] * len(items)
    sequence: list[Kind] = []
    members: list[list[int]] = []

    def settle() -> None:
        if sequence and sequence[0] == PART and items[members[0][0]].kind != "intro":
            # Words above the first heading (a notice, a summary) belong to no priority.
            del sequence[0], members[0]
        for element, owner in enumerate(assign(sequence)):
            if owner is None or sequence[element] == HEADING:
                continue
            for index in members[element]:
                result[index] = items[members[owner][0]].priority
        sequence.clear()
        members.clear()

    outside = False
    for index, item in enumerate(items):
        if item.kind in ("front", "contents", "heading"):
            continue
        if item.kind == "section":
            settle()
            outside = True
        elif item.kind == "priority":
            outside = False
            result[index] = item.priority
            sequence.append(HEADING)
            members.append([index])
        elif not outside:
            if item.kind == "intro" or not sequence or sequence[-1] == HEADING:
                sequence.append(PART)
                members.append([])
            members[-1].append(index)
    settle()
    return result
