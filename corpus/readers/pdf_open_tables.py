"""Tables with lines between their rows and none between their columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from corpus.readers.pdf_lines import is_mark, visual_rows
from corpus.readers.pdf_page import Word

_LEAST_RULES = 3  # head, foot and one between
_LEAST_WIDTH = 150.0  # points
_SAME_ENDS = 4.0  # points by which the lines of one table may differ at their ends
_JOIN = 30.0  # points between the parts of a line that is drawn cell by cell
_SAME_LINE = 2.0  # points
_GUTTER = 4.5  # points free of words over the table's whole height
_HEAD_LINES = 3  # a head's cells are labels, not paragraphs
_FILLED_ROWS = 0.6  # part of the rows that have words in two columns or more


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: at `at` across its direction, from `start` to `end` along it."""

    at: float
    start: float
    end: float


def _whole_lines(across: Sequence[Rule]) -> list[Rule]:
    lines: list[Rule] = []
    for rule in sorted(across, key=lambda r: (round(r.at), r.start)):
        last = lines[-1] if lines else None
        if (
            last is not None
            and abs(rule.at - last.at) <= _SAME_LINE
            and rule.start - last.end <= _JOIN
        ):
            lines[-1] = Rule(last.at, last.start, max(last.end, rule.end))
        else:
            lines.append(rule)
    return lines


def _stacks(across: Sequence[Rule]) -> list[list[Rule]]:
    """Lines of the same left and right ends, top to bottom."""
    stacks: list[list[Rule]] = []
    for line in _whole_lines(across):
        if line.end - line.start < _LEAST_WIDTH:
            continue
        for stack in stacks:
            first = stack[0]
            if max(abs(first.start - line.start), abs(first.end - line.end)) <= _SAME_ENDS:
                stack.append(line)
                break
        else:
            stacks.append([line])
    return [stack for stack in stacks if len(stack) >= _LEAST_RULES]


def _column_edges(words: Sequence[Word], line: Rule) -> list[float]:
    """Middles of the gaps that no word covers, between the line's two ends."""
    edges: list[float] = []
    reached: float | None = None
    for word in sorted(words, key=lambda w: w.x0):
        if reached is not None and word.x0 - reached >= _GUTTER:
            edges.append((reached + word.x0) / 2)
        reached = word.x1 if reached is None else max(reached, word.x1)
    return [line.start - _SAME_ENDS, *edges, line.end + _SAME_ENDS]


def _is_table(rows: Sequence[Sequence[list[Word]]]) -> bool:
    """Whether cells, by row and column, look like a table's: a head of labels over filled rows."""
    held = [row for row in rows if any(row)]
    if len(held) < 2 or not all(held[0]):
        return False
    if any(len(visual_rows(cell)) > _HEAD_LINES for cell in held[0]):
        return False
    for column in zip(*held, strict=True):
        words = [word for cell in column for word in cell]
        if all(is_mark(word) for word in words):
            return False
    filled = sum(sum(bool(cell) for cell in row) >= 2 for row in held)
    return filled >= _FILLED_ROWS * len(held)


def open_grids(
    across: Sequence[Rule], words: Sequence[Word]
) -> list[tuple[list[float], list[float]]]:
    """(column edges, row edges) of each table that has lines between its rows only."""
    found: list[tuple[list[float], list[float]]] = []
    for stack in _stacks(across):
        ys, line = [rule.at for rule in stack], stack[0]
        inside = [
            word
            for word in words
            if ys[0] < word.y - 0.3 * word.size < ys[-1]
            and line.start - _SAME_ENDS <= (word.x0 + word.x1) / 2 <= line.end + _SAME_ENDS
        ]
        xs = _column_edges(inside, line)
        if len(xs) < 3:
            continue
        rows = [
            [
                [
                    word
                    for word in inside
                    if top <= word.y - 0.3 * word.size < bottom and left <= word.x0 < right
                ]
                for left, right in pairwise(xs)
            ]
            for top, bottom in pairwise(ys)
        ]
        if _is_table(rows):
            found.append((xs, ys))
    return found
