"""Ruled tables of a PDF page: from drawn lines to cells, from words to the cells they stand in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from corpus.readers.pdf_drawings import Box
from corpus.readers.pdf_open_tables import Rule, open_grids
from corpus.readers.pdf_page import PageContent, Word
from corpus.readers.rendering import table_row

_SNAP = 2.0  # points: rules this near to one line are one rule
_REACH = 3.5  # points by which a rule may miss the rule it should meet
_NARROW = 14.0  # points: an empty column or row thinner than this is a double line
_MOST_RULES = 1_500  # of one direction on a page, before it is a drawing and not a table
_LEAST_FILLED = 0.15  # part of a table's cells that hold words; a chart's grid holds almost none


@dataclass(frozen=True, slots=True)
class Table:
    """A table as laid out: its place on the page and its rows, one line each."""

    x0: float
    top: float
    x1: float
    bottom: float
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Grid:
    """Column edges, row edges and the rules that part neighbouring cells."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]

    def parted_sideways(self, row: int, column: int) -> bool:
        """Whether a rule stands between the cell and the next to its right."""
        middle = (self.ys[row] + self.ys[row + 1]) / 2
        return _covered(self.down, self.xs[column + 1], middle)

    def parted_below(self, row: int, column: int) -> bool:
        """Whether a rule stands between the cell and the next below it."""
        middle = (self.xs[column] + self.xs[column + 1]) / 2
        return _covered(self.across, self.ys[row + 1], middle)


def _covered(rules: Sequence[Rule], at: float, point: float) -> bool:
    return any(abs(r.at - at) <= _REACH and r.start <= point <= r.end for r in rules)


def _merged(rules: Iterable[Rule]) -> list[Rule]:
    """Rules on one line and touching, as one rule each."""
    groups: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda r: r.at):
        if groups and rule.at - groups[-1][0].at <= _SNAP:
            groups[-1].append(rule)
        else:
            groups.append([rule])
    merged: list[Rule] = []
    for group in groups:
        group.sort(key=lambda r: r.start)
        at = sum(r.at for r in group) / len(group)
        start, end = group[0].start, group[0].end
        for rule in group[1:]:
            if rule.start <= end + _REACH:
                end = max(end, rule.end)
            else:
                merged.append(Rule(at, start, end))
                start, end = rule.start, rule.end
        merged.append(Rule(at, start, end))
    return merged


def _meet(across: Rule, down: Rule) -> bool:
    return (
        across.start - _REACH <= down.at <= across.end + _REACH
        and down.start - _REACH <= across.at <= down.end + _REACH
    )


def _components(
    across: Sequence[Rule], down: Sequence[Rule]
) -> list[tuple[list[Rule], list[Rule]]]:
    """Groups of rules that meet one another, directly or through others."""
    left_across, left_down = set(range(len(across))), set(range(len(down)))
    groups: list[tuple[list[Rule], list[Rule]]] = []
    while left_across:
        waiting_across, waiting_down = [left_across.pop()], list[int]()
        group: tuple[list[Rule], list[Rule]] = ([], [])
        while waiting_across or waiting_down:
            if waiting_across:
                rule = across[waiting_across.pop()]
                group[0].append(rule)
                met = [i for i in left_down if _meet(rule, down[i])]
                left_down.difference_update(met)
                waiting_down.extend(met)
            else:
                rule = down[waiting_down.pop()]
                group[1].append(rule)
                met = [i for i in left_across if _meet(across[i], rule)]
                left_across.difference_update(met)
                waiting_across.extend(met)
        if group[1]:
            groups.append(group)
    return groups


def _edges(rules: Sequence[Rule], crossing: Sequence[Rule]) -> tuple[float, ...]:
    """Places of the cell edges; a side left open ends where the crossing rules end."""
    edges: list[float] = []
    for at in sorted(r.at for r in rules):
        if not edges or at - edges[-1] > _REACH:
            edges.append(at)
    if crossing:
        start, end = min(r.start for r in crossing), max(r.end for r in crossing)
        if start < edges[0] - _NARROW:
            edges.insert(0, start)
        if end > edges[-1] + _NARROW:
            edges.append(end)
    return tuple(edges)


def _grids(across: Sequence[Rule], down: Sequence[Rule]) -> list[_Grid]:
    grids: list[_Grid] = []
    if not across or not down or max(len(across), len(down)) > _MOST_RULES:
        return grids
    for rows, columns in _components(across, down):
        xs, ys = _edges(columns, rows), _edges(rows, columns)
        if len(xs) >= 3 and len(ys) >= 2:
            grids.append(_Grid(xs, ys, tuple(rows), tuple(columns)))
    return grids


def _owners(grid: _Grid) -> dict[tuple[int, int], tuple[int, int]]:
    """For each cell the first cell of the merged cell that it belongs to."""
    rows, columns = len(grid.ys) - 1, len(grid.xs) - 1
    owners: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(rows):
        for column in range(columns):
            if (row, column) in owners:
                continue
            waiting = [(row, column)]
            owners[row, column] = (row, column)
            while waiting:
                r, c = waiting.pop()
                near = []
                if c + 1 < columns and not grid.parted_sideways(r, c):
                    near.append((r, c + 1))
                if c > 0 and not grid.parted_sideways(r, c - 1):
                    near.append((r, c - 1))
                if r + 1 < rows and not grid.parted_below(r, c):
                    near.append((r + 1, c))
                if r > 0 and not grid.parted_below(r - 1, c):
                    near.append((r - 1, c))
                for cell in near:
                    if cell not in owners:
                        owners[cell] = (row, column)
                        waiting.append(cell)
    return owners


def _slot(edges: Sequence[float], point: float) -> int:
    """Index of the interval that the point lies in; -1 outside."""
    for index in range(len(edges) - 1):
        if edges[index] <= point < edges[index + 1]:
            return index
    return -1


def _table(
    grid: _Grid, words: Sequence[Word], cell_text: Callable[[list[Word]], str]
) -> tuple[Table, set[int]] | None:
    """The grid filled with its words, and the positions of these; None when it is no table."""
    owners = _owners(grid)
    cells: dict[tuple[int, int], list[Word]] = {}
    taken: set[int] = set()
    for index, word in enumerate(words):
        row = _slot(grid.ys, word.y - 0.3 * word.size)
        column = _slot(grid.xs, (word.x0 + word.x1) / 2)
        if row >= 0 and column >= 0:
            cells.setdefault(owners[row, column], []).append(word)
            taken.add(index)
    distinct = set(owners.values())
    columns = [
        column
        for column in range(len(grid.xs) - 1)
        if grid.xs[column + 1] - grid.xs[column] > _NARROW
        or any(owner[1] == column for owner in cells)
    ]
    wide = {owner[1] for owner in distinct}
    # a page may begin with the last words of one cell of a row, so one row may be nearly empty
    sparse = len(grid.ys) > 3 and len(cells) < _LEAST_FILLED * len(distinct)
    if not cells or sparse or len(columns) < 2 or len(wide) < 2:
        return None
    texts = {owner: cell_text(held) for owner, held in cells.items()}
    rows = [
        table_row([texts.get((row, column), "") for column in columns])
        for row in range(len(grid.ys) - 1)
    ]
    place = (grid.xs[0], grid.ys[0], grid.xs[-1], grid.ys[-1])
    return Table(*place, tuple(row for row in rows if row)), taken


def _rules(boxes: Iterable[Box]) -> tuple[list[Rule], list[Rule]]:
    across: list[Rule] = []
    down: list[Rule] = []
    for box in boxes:
        wide, high = box.x1 - box.x0, box.bottom - box.top
        if wide >= high and wide > _SNAP:
            across.append(Rule((box.top + box.bottom) / 2, box.x0, box.x1))
        elif high > _SNAP:
            down.append(Rule((box.x0 + box.x1) / 2, box.top, box.bottom))
    return _merged(across), _merged(down)


def _outline(fills: Iterable[Box], content: PageContent) -> list[Box]:
    """The four sides of each shaded box that may be a cell (not a page's whole ground)."""
    sides: list[Box] = []
    for box in fills:
        wide, high = box.x1 - box.x0, box.bottom - box.top
        if wide > 0.97 * content.width or high > 0.9 * content.height or min(wide, high) < 8:
            continue
        sides += [
            Box(box.x0, box.top, box.x1, box.top),
            Box(box.x0, box.bottom, box.x1, box.bottom),
            Box(box.x0, box.top, box.x0, box.bottom),
            Box(box.x1, box.top, box.x1, box.bottom),
        ]
    return sides


def part_head(row: str, head: str) -> tuple[str, ...]:
    """A row as repeated head and first row of the page, where no rule stands between the two.

    When a row is cut by the page's edge some programs draw no line below the repeated head, so
    that each cell begins with the head's words.
    """
    cells, heads = row.split("\t"), head.split("\t")
    if row == head or len(cells) != len(heads) or not all(heads):
        return (row,)
    if not all(f"{cell} ".startswith(f"{name} ") for cell, name in zip(cells, heads, strict=True)):
        return (row,)
    rest = [cell[len(name) :] for cell, name in zip(cells, heads, strict=True)]
    return (head, table_row(rest))


def _open(across: Sequence[Rule], words: Sequence[Word]) -> list[_Grid]:
    grids: list[_Grid] = []
    for xs, ys in open_grids(across, words) if len(across) <= _MOST_RULES else ():
        rows = tuple(Rule(y, xs[0], xs[-1]) for y in ys)
        columns = tuple(Rule(x, ys[0], ys[-1]) for x in xs)
        grids.append(_Grid(tuple(xs), tuple(ys), rows, columns))
    return grids


def take_tables(
    content: PageContent, cell_text: Callable[[list[Word]], str]
) -> tuple[list[Table], list[Word]]:
    """The page's ruled tables, and the words that stand in none.

    Cells are told by drawn lines; where these make no table, by the sides of shaded boxes
    (tables in presentations often have no other), or by lines between the rows alone.
    """
    words = content.words
    tables: list[Table] = []
    ruled, shaded = _rules(content.rules), _rules(_outline(content.fills, content))
    makers: tuple[Callable[[], list[_Grid]], ...] = (
        lambda: _grids(*ruled),
        lambda: _grids(*shaded),
        lambda: _open(ruled[0], words),
    )
    for make in makers:
        for grid in make():
            found = _table(grid, words, cell_text)
            if found is not None:
                table, taken = found
                tables.append(table)
                words = [word for index, word in enumerate(words) if index not in taken]
    return tables, words
