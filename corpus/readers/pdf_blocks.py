"""From a PDF's lines to blocks: paragraphs by their gaps, bullets with levels by their places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.readers.pdf_layout import Region, Row
from corpus.readers.pdf_lines import SENTENCE_ENDS, Fragment
from corpus.readers.pdf_page import Word
from corpus.readers.pdf_tables import Table, part_head
from corpus.readers.rendering import Block, one_line

_USUAL_LEADING = 1.2  # baseline to baseline, of the type size, where a document does not tell
_LOOSER = 1.15  # lines this much further apart than the document's leading are parted
_SIZE_STEP = 1.12  # type this much larger or smaller is another block
_TYPED_DASHES = frozenset("-–—−‐")
_SAME_PLACE = 2.5  # points
_LEVEL_STEP = 5.0  # points between marks of two levels
_UNRELATED_STEP = 12.0  # points: marks never seen in one list and nearer than this are one level


@dataclass(slots=True)
class Line:
    """One line of a column, with what decides whether the next goes on with it."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold_start: bool
    bold_end: bool
    bold: bool
    first_width: float
    limit: float
    mark: Word | None = None
    number: str = ""

    def room_for(self, width: float) -> bool:
        """Whether a word of this width would still have stood on the line."""
        return self.x1 + 0.25 * self.size + width < self.limit - 1.0


@dataclass(slots=True)
class Draft:
    """A block while its lines are gathered; `x` is the place of a bullet's mark."""

    kind: str
    lines: list[Line] = field(default_factory=list)
    rows: tuple[str, ...] = ()
    x: float = 0.0
    list_number: int = 0
    level: int = 0


def _line(row: Row, limit: float) -> Line:
    pieces = row.pieces
    words = [word for piece in pieces for word in piece.words]
    main = max(pieces, key=lambda piece: len(piece.text)).main
    first = words[0] if words else main
    number, mark = pieces[0].number, pieces[0].mark
    heading = bool(number) and mark is not None and (mark.bold or first.bold)
    texts = _texts(pieces)
    if heading:
        texts.insert(0, number)
    return Line(
        text=one_line(" ".join(texts)),
        number="" if heading else number,
        mark=None if heading else mark,
        x0=first.x0,
        x1=max(piece.x1 for piece in pieces),
        y=main.y,
        size=main.size,
        bold_start=first.bold,
        bold_end=words[-1].bold if words else main.bold,
        bold=all(word.bold for word in words) if words else main.bold,
        first_width=first.x1 - first.x0,
        limit=limit,
    )


def _texts(pieces: Sequence[Fragment]) -> list[str]:
    """The texts of a row's pieces; marks after the first are text again (a lone dash)."""
    texts = [pieces[0].text]
    for piece in pieces[1:]:
        texts.append(f"{piece.mark.text} {piece.text}" if piece.mark else piece.text)
    return texts


def _typed_dash(row: Row, line: Line, before: Line | None) -> None:
    """Take a dash that begins a line, with no more than a space after it, for a bullet's mark.

    The dash may also be text that was wrapped: then the line before is full and in the middle
    of a sentence.
    """
    words = row.pieces[0].words
    if line.mark is not None or len(words) < 2 or words[0].text not in _TYPED_DASHES:
        return
    mark, second = words[0], words[1]
    if before is not None and line.y - before.y < 1.6 * line.size:
        full = not before.room_for(mark.x1 - mark.x0)
        if full and not before.text.endswith(SENTENCE_ENDS):
            return
    del words[0]
    line.mark = mark
    line.text = one_line(" ".join(_texts(row.pieces)))
    line.x0, line.first_width = second.x0, second.x1 - second.x0
    line.bold_start = second.bold
    line.bold = all(word.bold for piece in row.pieces for word in piece.words)


def _lines(region: Region) -> list[Line | Table]:
    lines: list[Line | Table] = []
    before: Line | None = None
    for entry in region.entries:
        if isinstance(entry, Table):
            lines.append(entry)
            before = None
            continue
        line = _line(entry, region.x1)
        _typed_dash(entry, line, before)
        lines.append(line)
        before = line
    return lines


def _part_heads(lines: list[Line | Table], head: str) -> str:
    """Part a table's head that is repeated on a new page from the row it runs into.

    `head` is the first row of the table before; returns that of the last table here.
    """
    for index, table in enumerate(lines):
        if not isinstance(table, Table) or not table.rows:
            continue
        if head:
            rows = (*part_head(table.rows[0], head), *table.rows[1:])
            lines[index] = Table(table.x0, table.top, table.x1, table.bottom, rows)
            head = rows[0]
        else:
            head = table.rows[0]
    return head


def _leading(pages: Sequence[Sequence[Sequence[Line | Table]]]) -> float:
    """The document's usual distance between wrapped lines, of the type size.

    Only pairs count whose first line had no room for the next word: these are surely wrapped.
    """
    counts: Counter[float] = Counter()
    for page in pages:
        for lines in page:
            for above, below in pairwise(lines):
                if isinstance(above, Table) or isinstance(below, Table) or below.mark:
                    continue
                ratio = (below.y - above.y) / max(above.size, below.size)
                if 0.7 < ratio < 2.4 and not above.room_for(below.first_width):
                    counts[round(ratio * 20) / 20] += 1
    if not counts:
        return _USUAL_LEADING
    most = max(counts.values())
    return min(ratio for ratio, count in counts.items() if count >= 0.5 * most)


def _begins_block(above: Line, line: Line, draft: Draft, leading: float) -> bool:
    """Whether a line without a mark begins a new block below the line above it."""
    larger = max(above.size, line.size)
    ratio = (line.y - above.y) / larger
    if larger > _SIZE_STEP * min(above.size, line.size):
        return True
    full = not above.room_for(line.first_width)
    loose = _LOOSER * max(leading, 1.0) + 0.03
    wrapped = full and line.text[:1].islower() and ratio < 1.4 * loose
    if ratio <= 0 or (ratio > loose and not wrapped):
        return True
    if above.bold and not line.bold_start:
        return True
    if line.bold and not above.bold_end:
        return True
    ended = above.text.endswith(SENTENCE_ENDS)
    if draft.kind == "bullet" and line.x0 <= draft.x + 1.5:
        # a line under the mark itself goes on only where the text does not hang
        return not (full and not ended and line.x0 >= draft.x - _SAME_PLACE)
    return ended and not full


def _drafts(lines: Sequence[Line | Table], leading: float, shift: float) -> list[Draft]:
    drafts: list[Draft] = []
    above: Line | None = None
    for line in lines:
        if isinstance(line, Table):
            drafts.append(Draft("table", rows=line.rows))
            above = None
        elif line.mark is not None:
            drafts.append(Draft("bullet", [line], x=line.mark.x0 - shift))
            above = line
        else:
            if above is None or _begins_block(above, line, drafts[-1], leading):
                drafts.append(Draft("paragraph"))
            drafts[-1].lines.append(line)
            above = line
    return drafts


def _clusters(places: Sequence[float]) -> list[list[float]]:
    groups: list[list[float]] = []
    for x in sorted(places):
        if groups and x - groups[-1][-1] < _LEVEL_STEP and x - groups[-1][0] < 2 * _LEVEL_STEP:
            groups[-1].append(x)
        else:
            groups.append([x])
    return groups


def _levels(bullets: Sequence[Draft]) -> list[int]:
    """The nesting level of each bullet, in the same order.

    The places of all marks of the document are gathered in clusters from left to right. A
    cluster is one level below the nearest cluster to its left with which it was seen in one
    list; one never seen in a list with another keeps its rank, unless it stands so near to the
    cluster on its left that only the page's margin differs.
    """
    groups = _clusters([bullet.x for bullet in bullets])
    cluster_of = {x: number for number, group in enumerate(groups) for x in group}
    own = [cluster_of[bullet.x] for bullet in bullets]
    seen: dict[int, set[int]] = {}
    for bullet, cluster in zip(bullets, own, strict=True):
        seen.setdefault(bullet.list_number, set()).add(cluster)
    parent: dict[int, int] = {}
    for together in seen.values():
        ordered = sorted(together)
        for left, right in pairwise(ordered):
            parent[right] = max(parent.get(right, -1), left)
    level: dict[int, int] = {}
    for cluster, group in enumerate(groups):
        if cluster in parent:
            level[cluster] = level[parent[cluster]] + 1
        elif cluster == 0:
            level[cluster] = 0
        else:
            step = group[0] - groups[cluster - 1][-1]
            level[cluster] = level[cluster - 1] + (1 if step >= _UNRELATED_STEP else 0)
    return [level[cluster] for cluster in own]


def blocks_of(pages: Sequence[Sequence[Region]]) -> list[list[Block]]:
    """The blocks of each page, from the pages' regions in reading order.

    Nesting levels of bullets are settled over the whole document, since a page that begins
    inside a list does not show the levels above.
    """
    lines = [[_lines(region) for region in page] for page in pages]
    leading = _leading(lines)
    drafted: list[list[Draft]] = []
    number = 0
    head = ""
    for page, page_lines in zip(pages, lines, strict=True):
        drafts: list[Draft] = []
        for region, held in zip(page, page_lines, strict=True):
            number += 1
            head = _part_heads(held, head)
            for draft in _drafts(held, leading, region.shift):
                number += draft.kind != "bullet"
                draft.list_number = number
                drafts.append(draft)
        drafted.append(drafts)
    bullets = [draft for drafts in drafted for draft in drafts if draft.kind == "bullet"]
    for draft, level in zip(bullets, _levels(bullets), strict=True):
        draft.level = level
    return [[_block(draft) for draft in drafts] for drafts in drafted]


def _block(draft: Draft) -> Block:
    if draft.kind == "table":
        return Block("table", draft.rows)
    texts = tuple(line.text for line in draft.lines)
    if draft.kind == "bullet":
        return Block("bullet", texts, draft.level, draft.lines[0].number or "-")
    return Block("paragraph", texts)
