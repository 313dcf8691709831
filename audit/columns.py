"""The row of a table that is called its total, against the rows above it, column by column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from audit import diagnosis as dia
from audit.intervals import Interval, printed
from audit.ledger import Finding, Ledger
from audit.tables import add_up, part_slip
from audit.wording import figure, number, plain, sentence
from quarterline.records import Cell, Claim, Passage

# "Total crime" under "Burglary" and "Robbery" is more than these two, a bare total is not.
_TOTAL = re.compile(r"\W*(?:grand |overall |force )?totals?\W*", re.I)
# A row that is part of another one would be counted twice.
_PART_OF = re.compile(r"\b(?:of which|of these|including|sub-?total)\b", re.I)
_ADDED = ("count", "hours", "gbp", "kg")
# As a share of the total: where no column adds up, a larger gap tells of other parts.
_SLIP = 0.1


def findings(book: Ledger) -> Iterator[Finding]:
    """Every total of every table."""
    for ordered in book.by_document.values():
        parts: list[Passage] = []
        last: Passage | None = None
        named = True
        for passage in (p for p in ordered if p.kind == "row"):
            if last is not None and not _continues(last, passage):
                parts, named = [], True
            last = passage
            label = _label(passage)
            if _TOTAL.fullmatch(label):
                if named:  # a row without its name may be a part, or a part of one
                    yield from _of_row(book, passage, parts)
                parts, named = [], True
            elif label and not _PART_OF.search(label):
                parts.append(passage)
            named = named and bool(label)


def _continues(last: Passage, passage: Passage) -> bool:
    return passage.order - last.order == 1 and _heads(last) == _heads(passage)


def _heads(passage: Passage) -> tuple[str, ...]:
    """The head of the row's first cell, which all rows of a table share."""
    return passage.cells[0].heads if passage.cells else ()


def _label(passage: Passage) -> str:
    if not passage.cells or passage.cells[0].column:
        return ""
    return " ".join(_text(passage, passage.cells[0]).split())


def _text(passage: Passage, cell: Cell) -> str:
    return passage.text[cell.start - passage.start : cell.end - passage.start]


def _of_row(book: Ledger, total: Passage, parts: Sequence[Passage]) -> Iterator[Finding]:
    """The columns in which every row above has exactly one figure of the total's unit.

    One that does not add up is told where another does, or where it misses by little: else the
    rows above may not be all that the total counts.
    """
    columns: list[tuple[str, Claim, list[Claim]]] = []
    for cell in total.cells[1:]:
        whole = _claim(book, total, cell.column)
        if whole is None or whole.unit not in _ADDED:
            continue
        claims = [_claim(book, part, cell.column) for part in parts]
        found = [c for c in claims if c is not None and c.unit == whole.unit]
        if len(found) == len(parts) > 1:
            columns.append((" ".join(cell.heads), whole, found))
    sums = [add_up([printed(c) for c in rows]) for _, _, rows in columns]
    fitting = [s.meets(printed(whole)) for s, (_, whole, _) in zip(sums, columns, strict=True)]
    for result, fits, (head, whole, rows) in zip(sums, fitting, columns, strict=True):
        near = abs(result.middle - whole.value) <= _SLIP * abs(whole.value)
        if fits or any(fitting) or near:
            yield _finding(head, whole, rows, result, fits=fits)


def _claim(book: Ledger, passage: Passage, column: int) -> Claim | None:
    """The only figure of a row's cell."""
    cell = next((c for c in passage.cells if c.column == column), None)
    if cell is None:
        return None
    inside = [c for c in book.in_passage.get(passage.id, ()) if cell.start <= c.start < cell.end]
    return inside[0] if len(inside) == 1 else None


def _finding(
    head: str, whole: Claim, claims: Sequence[Claim], result: Interval, *, fits: bool
) -> Finding:
    formula = f"{' + '.join(plain(c) for c in claims)} = {number(result.middle)}"
    column = f"“{head}”" if head else "the column"
    words = f"The rows of {column} make up its total of {figure(whole)}: {formula}"
    slip: dia.Slip | None = None
    if not fits:
        slip = part_slip(claims, whole)
        words = f"The total of {column} is given as {figure(whole)}, but {formula}"
        words += f"; {slip.words}" if slip else ""
    return Finding(
        kind="sum",
        claims=(whole, *claims),
        formula=formula,
        stated=whole.value,
        result=result,
        verdict="agrees" if fits else "disagrees",
        grade="error",
        diagnosis=slip.name if slip else "",
        explanation=sentence(words),
    )
