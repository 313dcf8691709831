"""Reading order of a PDF page: columns beside one another, tables between lines."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from corpus.readers.pdf_lines import Fragment
from corpus.readers.pdf_tables import Table
from corpus.readers.rendering import table_row

Item = Fragment | Table

_LEAST_LINES = 3  # on each side of a gutter
_PROSE_WORDS = 3.5  # mean words of a column's lines; a table's cells have fewer
_PROSE_FILL = 0.5  # median width of a column's lines, of the column's width
_LEAST_SHARE = 0.2  # width of a column, of the width of the whole region
_ALIGNED = 4.0  # points by which the cells of one column may stand apart
_LEAST_ROWS = 3  # lines that make a table without rules
_ROW_PITCH = 3.2  # of the type size: rows further apart are not one table
_CANDIDATES = 40
_LEADER = re.compile(r"[ .…_]{6,}")
_LONGEST_PAGE = 12  # characters of "12-14" or "page 12"


@dataclass(slots=True)
class Row:
    """The fragments that stand on one baseline within one column."""

    pieces: list[Fragment]


Entry = Row | Table


@dataclass(slots=True)
class Region:
    """A column of text or a stretch of page between columns.

    `x1` is its right edge; `shift` is how far right of the page's first column it begins.
    """

    entries: list[Entry]
    x1: float
    shift: float

    @property
    def span(self) -> tuple[float, float]:
        """Upper and lower edge."""
        items = [i for e in self.entries for i in ([e] if isinstance(e, Table) else e.pieces)]
        return min(item.top for item in items), max(item.bottom for item in items)


def _middle(item: Item) -> float:
    return (item.top + item.bottom) / 2


def _left(item: Item) -> float:
    """Left edge of an item's words: a browser hangs marks over the column to the left."""
    return item.words[0].x0 if isinstance(item, Fragment) and item.words else item.x0


def _prose(side: Sequence[Item]) -> bool:
    """Whether one side of a gutter reads as a column of text and not as cells of a table."""
    lines = [item for item in side if isinstance(item, Fragment)]
    if len(side) > len(lines):
        return True
    words = sum(len(line.words) for line in lines) / len(lines)
    # a running head or page number beyond the margins does not make the column wider
    few = len(lines) // 10
    width = sorted(i.x1 for i in lines)[-1 - few] - sorted(i.x0 for i in lines)[few]
    return words >= _PROSE_WORDS and median(i.x1 - i.x0 for i in lines) >= _PROSE_FILL * width


def _is_gutter(left: Sequence[Item], right: Sequence[Item]) -> bool:
    if len(left) < _LEAST_LINES or len(right) < _LEAST_LINES:
        return False
    x0, x1 = min(i.x0 for i in left), max(i.x1 for i in right)
    left_width, right_width = max(i.x1 for i in left) - x0, x1 - min(i.x0 for i in right)
    if min(left_width, right_width) < _LEAST_SHARE * (x1 - x0):
        return False
    tops = min(i.top for i in left), min(i.top for i in right)
    bottoms = max(i.bottom for i in left), max(i.bottom for i in right)
    beside = min(bottoms) - max(tops)
    shorter = min(bottoms[0] - tops[0], bottoms[1] - tops[1])
    return beside >= 0.5 * shorter and _prose(left) and _prose(right)


def _bands(items: Sequence[Item], x: float) -> list[tuple[int, int]]:
    """Stretches of the items, which stand from top to bottom, that do not cross x."""
    bands: list[tuple[int, int]] = []
    start = 0
    for index, item in enumerate(items):
        if _left(item) < x - 1 and item.x1 > x + 1:
            if index > start:
                bands.append((start, index))
            start = index + 1
    if len(items) > start:
        bands.append((start, len(items)))
    return bands


def _best_split(items: Sequence[Item]) -> tuple[int, int, float] | None:
    """The longest stretch with a gutter, as (start, end, x of the gutter)."""
    if len(items) < 2 * _LEAST_LINES:
        return None
    x0, x1 = min(i.x0 for i in items), max(i.x1 for i in items)
    least, most = x0 + 0.15 * (x1 - x0), x1 - 0.1 * (x1 - x0)
    inner = [_left(i) for i in items if least < _left(i) < most]
    candidates = Counter(round(x / 2) * 2 for x in inner).most_common(_CANDIDATES)
    best: tuple[int, int, float] | None = None
    for rounded, _count in candidates:
        x = min(v for v in inner if round(v / 2) * 2 == rounded) - 1.5
        for start, end in _bands(items, x):
            if best is not None and end - start <= best[1] - best[0]:
                continue
            held = items[start:end]
            left = [i for i in held if i.x1 <= x + 1]
            if _is_gutter(left, [i for i in held if i.x1 > x + 1]):
                best = (start, end, x)
    return best


def _columns(
    items: list[Item], shift: float = 0.0, depth: int = 0
) -> list[tuple[list[Item], float]]:
    """Columns in reading order, each with how far right of the first column it begins."""
    split = _best_split(items) if depth < 6 else None
    if split is None:
        return [(items, shift)] if items else []
    start, end, x = split
    held = items[start:end]
    left, right = [i for i in held if i.x1 <= x + 1], [i for i in held if i.x1 > x + 1]
    further = shift + min(i.x0 for i in right) - min(i.x0 for i in left)
    parts = ((items[:start], shift), (left, shift), (right, further), (items[end:], shift))
    return [column for part, by in parts for column in _columns(part, by, depth + 1)]


def _rows(items: Sequence[Item]) -> list[Entry]:
    """Fragments on one baseline as one row; tables at their place between the rows."""
    entries: list[Entry] = []
    first: Fragment | None = None
    for item in sorted(items, key=lambda i: (i.y if isinstance(i, Fragment) else i.top, i.x0)):
        if isinstance(item, Table):
            entries.append(item)
            first = None
            continue
        last = entries[-1] if entries else None
        if first is not None and isinstance(last, Row):
            overlap = min(first.bottom, item.bottom) - max(first.top, item.top)
            if overlap > 0.5 * min(first.size, item.size):
                last.pieces.append(item)
                continue
        entries.append(Row([item]))
        first = item
    for entry in entries:
        if isinstance(entry, Row):
            entry.pieces.sort(key=lambda piece: piece.x0)
    return entries


def _aligned(above: Row, below: Row) -> bool:
    """Whether two rows have the same cells, each pair sharing its left, right or middle."""
    if len(above.pieces) != len(below.pieces):
        return False
    pitch = below.pieces[0].y - above.pieces[0].y
    size = max(above.pieces[0].size, below.pieces[0].size)
    if pitch > _ROW_PITCH * size or any(p.mark for p in (*above.pieces, *below.pieces)):
        return False
    for a, b in zip(above.pieces, below.pieces, strict=True):
        middles = abs((a.x0 + a.x1) - (b.x0 + b.x1)) / 2
        if min(abs(a.x0 - b.x0), abs(a.x1 - b.x1), middles) > _ALIGNED:
            return False
    return True


def _contents_row(entry: Entry) -> Table | None:
    """A line of a table of contents, whose title and page number are joined by dots."""
    if not isinstance(entry, Row):
        return None
    text = " ".join(piece.text for piece in entry.pieces)
    parts = _LEADER.split(text)
    if len(parts) != 2 or not parts[0] or not 0 < len(parts[1]) <= _LONGEST_PAGE:
        return None
    first, last = entry.pieces[0], entry.pieces[-1]
    return Table(first.x0, first.top, last.x1, last.bottom, (table_row(parts),))


def _contents(entries: list[Entry]) -> list[Entry]:
    """Lines of contents as rows, those that follow one another as one table."""
    result: list[Entry] = []
    joined = False
    for entry in entries:
        found = _contents_row(entry)
        last = result[-1] if result else None
        if found is not None and joined and isinstance(last, Table):
            place = (min(last.x0, found.x0), last.top, max(last.x1, found.x1), found.bottom)
            result[-1] = Table(*place, last.rows + found.rows)
        else:
            result.append(found or entry)
        joined = found is not None
    return result


def _tables_by_alignment(entries: list[Entry]) -> list[Entry]:
    """Runs of three or more rows whose cells stand under one another, as tables."""
    result: list[Entry] = []
    index = 0
    while index < len(entries):
        run: list[Row] = []
        for entry in entries[index:]:
            fits = isinstance(entry, Row) and len(entry.pieces) >= 2
            if not fits or not isinstance(entry, Row) or (run and not _aligned(run[-1], entry)):
                break
            run.append(entry)
        if len(run) < _LEAST_ROWS:
            result.append(entries[index])
            index += 1
            continue
        pieces = [piece for row in run for piece in row.pieces]
        rows = tuple(table_row([piece.text for piece in row.pieces]) for row in run)
        left, right = min(p.x0 for p in pieces), max(p.x1 for p in pieces)
        result.append(Table(left, run[0].pieces[0].top, right, run[-1].pieces[0].bottom, rows))
        index += len(run)
    return result


def regions(fragments: Sequence[Fragment], tables: Sequence[Table]) -> list[Region]:
    """The page's regions in reading order.

    Two columns are read one after the other where a gutter parts at least three lines of
    running text on each side; a heading or table across both is read at its own height.
    """
    items: list[Item] = sorted([*fragments, *tables], key=_middle)
    found: list[Region] = []
    for column, shift in _columns(items):
        entries = _tables_by_alignment(_contents(_rows(column)))
        found.append(Region(entries, max(i.x1 for i in column), shift))
    return found
