"""Rows of a table from its lines: heads, row labels, cells; and the "We will" table of prose.

A converter hands a table on as tab-separated lines. Cells may hold line breaks (lines
without tabs), rows may go on below (a first cell alone), heads may take several lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpus.headings import leading_priority
from corpus.lines import Line, is_rule

Span = tuple[int, int]

_PROSE_HEAD = re.compile(r"(?:what\s+)?we\s+will|objective|action|commitment|deliverable|aim", re.I)
_OWNER_HEAD = re.compile(r"who|lead|owner|responsib", re.I)
_NUMERIC = re.compile(r"[-–+£]?\s*\d|n/?a\b", re.I)
_SENTENCE_END = re.compile(r"[.!?:;][\"'”’)]*$")
_MAX_HEAD = 90
_MAX_HEAD_ROWS = 3
_MAX_HALF_LINE = 200


@dataclass(slots=True)
class Row:
    """One row. `kind`: head, title (a caption inside the table), data or prose.

    `cells` are (start, end) of every cell, trimmed; an empty cell has start == end.
    For prose rows `objective`, `commentary`, `owner` are spans or None.
    """

    kind: str
    cells: list[Span]
    objective: Span | None = None
    commentary: Span | None = None
    owner: Span | None = None
    more: list[list[Span]] = field(default_factory=list)  # cells of the lines that go on below


@dataclass(frozen=True, slots=True)
class Table:
    """What a table's head says: heads by column (outermost first), and whether it is prose."""

    heads: tuple[tuple[str, ...], ...] = ()
    prose: bool = False


def read_rows(text: str, lines: Sequence[Line], previous: Table) -> tuple[list[Row], Table]:
    """Rows of one block of lines, and the table's head.

    A block without a head of its own goes on with `previous` (the table above, cut by a page).
    """
    raw = _raw_rows(text, lines)
    count = _ruled_heads(text, lines) or _head_count(text, raw)
    table = _table(text, raw[:count]) if count else previous
    if previous.prose and not table.prose and not _figures(text, raw):
        # A page of the "We will" table that lost its head and perhaps a column.
        count, table = 0, previous
    rows = [Row("head", cells) for cells in raw[:count]]
    if table.prose:
        rows += _prose_rows(text, raw[count:], len(table.heads))
        return rows, table
    shapes = _shapes(text, raw[count:])
    body = [_realigned(text, cells, shapes[len(cells)]) for cells in raw[count:]]
    for index, cells in enumerate(body):
        filled = [i for i, cell in enumerate(cells) if _words(text, cell)]
        following = body[index + 1] if index + 1 < len(body) else None
        goes_on = _goes_on(text, cells, filled, rows[-1] if rows else None, following)
        if goes_on:
            rows[-1].more.append(cells)
        elif filled == [0] and len(cells) > 1:
            rows.append(Row("title", cells))
        else:
            rows.append(Row("data", cells))
    return rows, table


def _raw_rows(text: str, lines: Sequence[Line]) -> list[list[Span]]:
    """Cells by line; a line without cells belongs to the last filled cell above it."""
    rows: list[list[Span]] = []
    for line in lines:
        if line.cells:
            rows.append([_trim(text, cell) for cell in line.cells])
        elif is_rule(text, line) or not rows:
            continue
        elif text[line.start : line.end].startswith("\t"):
            # A tab before the words is an empty first cell: a row that goes on.
            rows.append([(line.start, line.start), (line.body, line.stop)])
        else:
            filled = [i for i, (start, end) in enumerate(rows[-1]) if end > start]
            column = filled[-1] if filled else len(rows[-1]) - 1
            start, end = rows[-1][column]
            rows[-1][column] = (start if end > start else line.body, line.stop)
    return [row for row in rows if any(end > start for start, end in row)]


def _trim(text: str, cell: Span) -> Span:
    start, end = cell
    words = text[start:end]
    stripped = words.strip()
    if not stripped:
        return (start, start)
    lead = len(words) - len(words.lstrip())
    return (start + lead, start + lead + len(stripped))


def _words(text: str, cell: Span) -> str:
    return text[cell[0] : cell[1]]


def _ruled_heads(text: str, lines: Sequence[Line]) -> int:
    """How many rows stand above the rule of a Markdown table, 0 if there is none."""
    for number, line in enumerate(lines[: _MAX_HEAD_ROWS + 1]):
        if is_rule(text, line):
            return number
    return 0


def _head_count(text: str, rows: Sequence[Sequence[Span]]) -> int:
    """How many rows at the top are heads: short words, no figures, more than one cell."""
    count = 0
    for cells in rows[:_MAX_HEAD_ROWS]:
        filled = [_words(text, cell) for cell in cells if cell[1] > cell[0]]
        if any(_NUMERIC.match(words) or len(words) > _MAX_HEAD for words in filled):
            break
        if len(filled) >= 2 and _PROSE_HEAD.match(filled[0]):
            return count + 1
        if len(filled) < 2 and count:
            break
        count += 1
    # Rows of words only are a list in two columns, not a stack of heads.
    return count if count < len(rows) else 0


def _figures(text: str, rows: Sequence[Sequence[Span]]) -> bool:
    """Whether the rows are of figures: a third of them have two cells that begin with one."""
    full = sum(1 for cells in rows if sum(bool(_NUMERIC.match(_words(text, c))) for c in cells) > 1)
    return full * 3 >= len(rows)


def _table(text: str, heads: Sequence[Sequence[Span]]) -> Table:
    last = [_words(text, cell) for cell in heads[-1]]
    filled = [words for words in last if words]
    if len(filled) >= 2 and _PROSE_HEAD.match(filled[0]) and len(filled) <= 4:
        return Table(tuple((words,) for words in last), prose=True)
    width = max(len(cells) for cells in heads)
    # A row with one cell filled is the table's title, not a head.
    heads = [cells for cells in heads if sum(1 for cell in cells if cell[1] > cell[0]) > 1]
    columns: list[tuple[str, ...]] = []
    for column in range(width):
        stack = []
        for cells in heads:
            words = _words(text, cells[column]) if column < len(cells) else ""
            if words and words not in stack:
                stack.append(re.sub(r"\s+", " ", words))
        columns.append(tuple(stack))
    return Table(tuple(columns))


def _goes_on(
    text: str,
    cells: Sequence[Span],
    filled: Sequence[int],
    above: Row | None,
    following: Sequence[Span] | None,
) -> bool:
    """Whether a row is the second line of the row above (a first cell merged downwards).

    Such a row has its first cell, and at most words in its last; the row below starts anew.
    A first cell alone over rows whose first cell is empty is a group's title instead.
    """
    if above is None or above.kind != "data" or not filled or filled[0] != 0 or len(cells) < 3:
        return False
    if not set(filled) <= {0, len(cells) - 1}:
        return False
    if _NUMERIC.match(_words(text, cells[0])):
        return False
    if len(filled) == 1 and following is not None and following[0][1] == following[0][0]:
        return False
    return above.cells[0][1] > above.cells[0][0]


@dataclass(slots=True)
class _Shape:
    """Of the rows with one number of cells: how many, with a first cell, with a figure next."""

    rows: int = 0
    firsts: int = 0
    figures: int = 0


def _shapes(text: str, rows: Sequence[Sequence[Span]]) -> dict[int, _Shape]:
    shapes: dict[int, _Shape] = {}
    for row in rows:
        shape = shapes.setdefault(len(row), _Shape())
        shape.rows += 1
        shape.firsts += bool(_words(text, row[0]))
        shape.figures += len(row) > 1 and bool(_NUMERIC.match(_words(text, row[1])))
    return shapes


def _realigned(text: str, cells: list[Span], shape: _Shape) -> list[Span]:
    """A row that slipped one column to the right (a lost merge) moved back.

    Its first cell is empty and its second holds words, where the other rows of its `shape`
    have words in the first and figures in the second.
    """
    if len(cells) < 3 or _words(text, cells[0]) or not _words(text, cells[1]):
        return cells
    words_here = not _NUMERIC.match(_words(text, cells[1]))
    figure_next = bool(_NUMERIC.match(_words(text, cells[2])))
    # The row itself counts for neither: its first cell is empty, its second no figure.
    if words_here and figure_next and shape.firsts and shape.figures * 2 >= shape.rows - 1:
        return [*cells[1:], (cells[-1][1], cells[-1][1])]
    return cells


def _prose_rows(text: str, rows: Sequence[list[Span]], width: int) -> list[Row]:
    """Rows of prose; a row broken in two ("… and make | South" over "for officers |") is one."""
    result: list[Row] = []
    for cells in rows:
        row = _prose_row(text, cells, width)
        above = result[-1] if result else None
        words = _words(text, row.commentary) if row.commentary else ""
        if (
            above is not None
            and above.commentary is not None
            and row.commentary is not None
            and row.objective is None
            and row.owner is None
            and words[:1].islower()
            and not _SENTENCE_END.search(_words(text, above.commentary))
            and len(words) <= _MAX_HALF_LINE
        ):
            above.commentary = (above.commentary[0], row.commentary[1])
        else:
            result.append(row)
    return result


def _prose_row(text: str, cells: list[Span], width: int) -> Row:
    """Objective, commentary and owner of a row of the "We will | Commentary | Who" table.

    A row with fewer cells than the head (a page where the converter lost a column) is read
    by its longest cell: the commentary; before it stands the objective, behind it the owner.
    """
    filled = [i for i, cell in enumerate(cells) if cell[1] > cell[0]]
    row = Row("prose", cells)
    if not filled:
        return row
    if len(cells) == width and width >= 2:
        row.objective = cells[0] if cells[0][1] > cells[0][0] else None
        row.commentary = cells[1] if cells[1][1] > cells[1][0] else None
        row.owner = cells[2] if width > 2 and cells[2][1] > cells[2][0] else None
        return row
    longest = max(filled, key=lambda i: cells[i][1] - cells[i][0])
    row.commentary = cells[longest]
    before = [i for i in filled if i < longest]
    after = [i for i in filled if i > longest]
    row.objective = cells[before[0]] if before else None
    row.owner = cells[after[-1]] if after else None
    return row


def row_priority_text(text: str, row: Row) -> str:
    """The words of the row's cell that begins with a numbered priority, "" if none does."""
    for cells in (row.cells, *row.more):
        for cell in cells[:2]:
            words = _words(text, cell)
            if words and leading_priority(words):
                return words
    return ""
