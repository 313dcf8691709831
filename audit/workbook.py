"""The working paper as an Excel workbook that an auditor can work out again.

The sheet of checks computes every sum live from the sheet of figures: type another value
over a blue cell and the result, the difference and the verdict change. Where the words
decide and not the sum ("over", "the highest"), the sheet says so and gives no verdict.
"""

from __future__ import annotations

import io
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from audit.sums import Sum
from audit.wording import day
from audit.workbook_cells import (
    BOLD,
    INPUT,
    TITLE,
    clean,
    filtered,
    formula,
    head,
    lead,
    put,
    to_fill_in,
)
from audit.working import GRADE_WORDS, KIND_WORDS, Item, Quote, Working

SUMMARY, FINDINGS, CHECKS = "Summary", "Findings", "Checks"
FIGURES, SERIES, SOURCES = "Figures", "Series", "Sources"
TICKS = "✓ agreed,✗ wrong,? query"
_CONSTANTS = frozenset({"1", "100"})
_SLACK = "0.0000001"

_FINDINGS = (
    ("Finding", 11), ("Grade", 11), ("Kind", 20), ("Report", 24), ("Quarter", 11), ("Page", 6),
    ("What was found", 60), ("The sum", 36), ("Stated", 12), ("Recomputed", 14),
    ("Likely slip", 24), ("Decision", 11), ("By", 14), ("When (UTC)", 20), ("Note", 30),
    ("Tick mark", 11), ("Comment", 40),
)  # fmt: skip
_CHECKS = (
    ("Check", 11), ("Kind", 20), ("Report", 24), ("Page", 6), ("The sum, as printed", 36),
    ("Stated", 12), ("Stated, at least", 12), ("Stated, at most", 12), ("Recomputed", 14),
    ("Recomputed, at least", 14), ("Recomputed, at most", 14), ("Difference", 12),
    ("Verdict of this sheet", 14), ("Quarterline’s verdict", 14), ("Grade", 11),
    ("Why", 60), ("Decision", 11), ("Tick mark", 11), ("Comment", 40),
)  # fmt: skip
_FIGURES = (
    ("Check", 11), ("Part in the sum", 18), ("As printed", 18), ("Value", 14), ("At least", 14),
    ("At most", 14), ("Report", 24), ("Quarter", 11), ("Page", 6), ("From character", 11),
    ("To character", 11), ("Quote", 90), ("Open", 12),
)  # fmt: skip
_SOURCES = (
    ("Report", 30), ("Force", 20), ("Quarter", 11), ("Version", 10), ("Pages", 7),
    ("Format", 24), ("SHA-256 of the file", 68), ("Document id", 16), ("Figures found", 10),
    ("Checked", 10), ("Agreeing", 10), ("Disagreeing", 11), ("Unclear", 9),
)  # fmt: skip


@dataclass
class _Places:
    """Where things stand in the workbook: rows of checks (by number) and of sources (by id)."""

    sources: dict[str, int] = field(default_factory=dict)
    checks: dict[int, int] = field(default_factory=dict)
    figures: dict[int, int] = field(default_factory=dict)
    recomputed: set[int] = field(default_factory=set)


def workbook(working: Working) -> bytes:
    """The workbook's bytes (.xlsx): summary, findings, checks, figures, series, sources."""
    book = Workbook()
    summary = book.active
    assert isinstance(summary, Worksheet)  # noqa: S101 - a new workbook has a sheet
    summary.title = SUMMARY
    sheets = {
        name: book.create_sheet(name) for name in (FINDINGS, CHECKS, FIGURES, SERIES, SOURCES)
    }
    places = _Places()
    _sources(sheets[SOURCES], working, places)
    _checks(sheets[CHECKS], sheets[FIGURES], working, places)
    _findings(sheets[FINDINGS], working, places)
    _series(sheets[SERIES], working)
    _summary(summary, working)
    book.properties.title = clean(working.title)
    book.properties.creator = "Quarterline"
    book.properties.created = working.made.replace(tzinfo=None)
    if book.calculation is not None:
        book.calculation.fullCalcOnLoad = True
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


# ---------------------------------------------------------------------------------- summary


def _summary(sheet: Worksheet, working: Working) -> None:
    cover = working.coverage
    put(sheet, 1, 1, working.title).font = TITLE
    made = working.made
    put(sheet, 2, 1, f"Working paper made on {day(made.date())} at {made:%H:%M} UTC")
    rows: list[tuple[str, str | float | None]] = [
        *cover.rows,
        *((f"    because {reason}", count) for reason, count in cover.unchecked),
        ("", None),
        ("Findings", len(working.findings)),
        ("Checks, those that agree included", len(working.items)),
    ]
    if working.note:
        rows += [("", None), (working.note, None)]
    if working.measured:
        rows += [("", None), ("Slips planted in copies of these reports, and found", None)]
        rows += [(f"    {name}", f"{found} of {set_}") for name, set_, found in working.measured]
    rows += [
        ("", None),
        ("How to use this workbook", None),
        ("Each check on the sheet “Checks” is worked out by a formula over the blue cells of the "
         "sheet “Figures”: type another value there and the result follows.", None),
        ("“At least” and “At most” bound what a rounded figure can stand for: 5.4m is 5.35 to "
         "5.45 million.", None),
        ("Yellow cells are for you: a tick mark and a comment for each finding and check.", None),
    ]  # fmt: skip
    for number, (words, value) in enumerate(rows, start=4):
        cell = put(sheet, number, 1, words)
        if words and value is None and len(words) < 60:
            cell.font = BOLD
        put(sheet, number, 2, value)
    sheet.column_dimensions["A"].width = 84
    sheet.column_dimensions["B"].width = 14


# --------------------------------------------------------------------------------- findings


def _findings(sheet: Worksheet, working: Working, places: _Places) -> None:
    head(sheet, 1, _FINDINGS)
    numbers = {id(item): number for number, item in enumerate(working.items)}
    row = 1
    for row, item in enumerate(working.findings, start=2):
        number, check, opinion = numbers[id(item)], item.check, item.opinion
        quote = item.quotes[0]
        lead(put(sheet, row, 1, item.ref), CHECKS, places.checks[number])
        grade = GRADE_WORDS.get(item.grade, item.grade)
        words = (grade.partition(":")[0], KIND_WORDS.get(check.kind, check.kind), quote.source)
        for column, text in enumerate(words, start=2):
            put(sheet, row, column, text)
        _to_source(sheet, row, 4, quote, places)
        put(sheet, row, 5, quote.quarter)
        put(sheet, row, 6, quote.page)
        put(sheet, row, 7, check.explanation)
        lead(put(sheet, row, 8, check.formula), FIGURES, places.figures[number])
        put(sheet, row, 9, check.stated)
        if number in places.recomputed:
            formula(sheet, row, 10, f"{CHECKS}!I{places.checks[number]}")
        else:
            put(sheet, row, 10, check.recomputed)
        decided = (check.diagnosis, opinion.state, opinion.by, opinion.when, opinion.note)
        for column, text in enumerate(decided, start=11):
            put(sheet, row, column, text)
        to_fill_in(sheet, row, (16, 17))
    _ticks(sheet, 16, row)
    filtered(sheet, 1, row, len(_FINDINGS))


def _ticks(sheet: Worksheet, column: int, last: int) -> None:
    if last < 2:
        return
    choice = DataValidation(type="list", formula1=f'"{TICKS}"', allow_blank=True)
    letter = get_column_letter(column)
    choice.add(f"{letter}2:{letter}{last}")
    sheet.add_data_validation(choice)


# ----------------------------------------------------------------------------------- checks


def _checks(sheet: Worksheet, figures: Worksheet, working: Working, places: _Places) -> None:
    head(sheet, 1, _CHECKS)
    head(figures, 1, _FIGURES)
    free, row = 2, 1
    for row, (number, item) in enumerate(enumerate(working.items), start=2):
        places.checks[number], places.figures[number] = row, free
        free, cells = _inputs(figures, free, item, working, places)
        check, quote = item.check, item.quotes[0]
        lead(put(sheet, row, 1, item.ref), FIGURES, places.figures[number])
        put(sheet, row, 2, KIND_WORDS.get(check.kind, check.kind))
        put(sheet, row, 3, quote.source)
        _to_source(sheet, row, 3, quote, places)
        put(sheet, row, 4, quote.page)
        put(sheet, row, 5, check.formula)
        if item.sum is not None:
            places.recomputed.add(number)
            _live(sheet, row, item, item.sum, cells)
        else:
            put(sheet, row, 6, check.stated)
            put(sheet, row, 9, check.recomputed)
            put(sheet, row, 13, "read, not reckoned")
        put(sheet, row, 14, check.verdict)
        put(sheet, row, 15, check.grade)
        put(sheet, row, 16, check.explanation)
        put(sheet, row, 17, item.opinion.state)
        to_fill_in(sheet, row, (18, 19))
    _ticks(sheet, 18, row)
    filtered(sheet, 1, row, len(_CHECKS))
    filtered(figures, 1, free - 1, len(_FIGURES))


def _live(sheet: Worksheet, row: int, item: Item, found: Sum, cells: Mapping[str, str]) -> None:
    """The sum over the cells of the figures, and what follows from it."""
    values = [cells[str(n)] for n in range(len(found.inputs))]
    lows = [v.replace("!D", "!E") for v in values]
    highs = [v.replace("!D", "!F") for v in values]
    stated = found.stated
    if stated is not None and stated.way:
        later, earlier = values[:2]
        put(sheet, row, 6, stated.way)
        way = f'IF({later}>{earlier},"up",IF({later}<{earlier},"down","unchanged"))'
        formula(sheet, row, 9, way)
        formula(sheet, row, 13, f'IF(F{row}=I{row},"agrees","disagrees")')
        return
    formula(sheet, row, 9, found.excel(values)).number_format = "#,##0.00"
    if found.interval() is not None:
        least, most = found.excel_bounds(values, lows, highs)
        formula(sheet, row, 10, least).number_format = "#,##0.00"
        formula(sheet, row, 11, most).number_format = "#,##0.00"
    if stated is None:
        put(sheet, row, 6, item.check.stated)
        put(sheet, row, 13, "words decide")
        return
    cell = cells["stated"]
    formula(sheet, row, 6, cell)
    formula(sheet, row, 12, f"F{row}-I{row}").number_format = "#,##0.00"
    # The sum alone knows nothing of "over" or "the highest"; where it would differ from the
    # check, the words have decided.
    if found.verdict() != item.check.verdict or math.isinf(stated.low) or math.isinf(stated.high):
        put(sheet, row, 13, "words decide")
        return
    formula(sheet, row, 7, cell.replace("!D", "!E"))
    formula(sheet, row, 8, cell.replace("!D", "!F"))
    fits = f"J{row}<=H{row}+{_SLACK},K{row}>=G{row}-{_SLACK}"
    formula(sheet, row, 13, f'IF(AND({fits}),"agrees","disagrees")')


def _inputs(
    sheet: Worksheet, row: int, item: Item, working: Working, places: _Places
) -> tuple[int, dict[str, str]]:
    """Rows of the figures and quotes of a check; the next free row, and the cells of values."""
    cells: dict[str, str] = {}
    quotes = {(q.document, q.start, q.end): q for q in item.quotes}
    held: set[tuple[str, int, int]] = set()

    def write(part: str, text: str, ends: tuple[float, float, float] | None, key: str) -> int:
        claim = working.claims.get(key) if key else None
        where = (claim.document, claim.start, claim.end) if claim else None
        quote = quotes.get(where) if where else None
        if where:
            held.add(where)
        put(sheet, row, 1, item.ref)
        put(sheet, row, 2, part)
        put(sheet, row, 3, quote.text if quote else text)
        if ends is not None:
            _ends(sheet, row, *ends)
        if quote is not None:
            _quote(sheet, row, quote, working, places)
        return row + 1

    if item.sum is not None:
        for number, given in enumerate(item.sum.inputs):
            if not given.claim and given.text in _CONSTANTS:
                cells[str(number)] = given.text
                continue
            cells[str(number)] = f"{FIGURES}!D{row}"
            ends = (given.value, given.low, given.high)
            row = write("rests on", given.text, ends, given.claim)
        stated = item.sum.stated
        if stated is not None and not stated.way:
            cells["stated"] = f"{FIGURES}!D{row}"
            row = write(
                "stated", stated.text, (stated.value, stated.low, stated.high), stated.claim
            )
    for where, quote in quotes.items():
        if where not in held:
            put(sheet, row, 1, item.ref)
            put(sheet, row, 2, "quoted")
            put(sheet, row, 3, quote.text)
            _quote(sheet, row, quote, working, places)
            row += 1
    return row, cells


def _ends(sheet: Worksheet, row: int, value: float, low: float, high: float) -> None:
    """A figure, and what it can stand for; the bounds follow when another value is typed."""
    put(sheet, row, 4, value).font = INPUT
    for column, mark, reach in ((5, "-", value - low), (6, "+", high - value)):
        if not math.isinf(reach):
            formula(sheet, row, column, f"D{row}{mark}{round(reach, 9)!r}" if reach else f"D{row}")


def _quote(sheet: Worksheet, row: int, quote: Quote, working: Working, places: _Places) -> None:
    put(sheet, row, 7, quote.source)
    _to_source(sheet, row, 7, quote, places)
    put(sheet, row, 8, quote.quarter)
    put(sheet, row, 9, quote.page)
    put(sheet, row, 10, quote.start)
    put(sheet, row, 11, quote.end)
    put(sheet, row, 12, f"{quote.before.lstrip()}⟦{quote.text}⟧{quote.after.rstrip()}")
    link = working.links.get(quote.passage, "")
    if link:
        put(sheet, row, 13, "Read it").hyperlink = link


def _to_source(sheet: Worksheet, row: int, column: int, quote: Quote, places: _Places) -> None:
    target = places.sources.get(quote.document)
    if target is not None:
        lead(put(sheet, row, column, quote.source), SOURCES, target)


# ------------------------------------------------------------------------ series and sources


def _series(sheet: Worksheet, working: Working) -> None:
    quarters = sorted({q for s in working.series for q in (*s.own, *s.quoted)})
    columns = (
        ("Measure", 50), ("Unit", 12), ("Force", 18), ("Places", 20), ("Operations", 20),
        ("As given by", 26), *((quarter, 13) for quarter in quarters),
    )  # fmt: skip
    head(sheet, 1, columns)
    row = 1
    for series in working.series:
        for words, figures in (
            ("the quarter’s own report", series.own),
            ("a later report", series.quoted),
        ):
            if not figures:
                continue
            row += 1
            told = (
                series.measure, series.unit, series.force, series.places, series.operations, words,
            )  # fmt: skip
            for column, text in enumerate(told, start=1):
                put(sheet, row, column, text)
            for column, quarter in enumerate(quarters, start=7):
                if quarter in figures:
                    put(sheet, row, column, figures[quarter][1]).number_format = "#,##0.##"
    filtered(sheet, 1, row, len(columns))


def _sources(sheet: Worksheet, working: Working, places: _Places) -> None:
    head(sheet, 1, _SOURCES)
    counted = {d.id: c for d, c in working.by_document}
    row = 1
    for row, document in enumerate(working.documents, start=2):
        places.sources[document.id] = row
        cover = counted.get(document.id)
        told: list[str | float | None] = [
            document.source,
            document.force,
            str(document.quarter or ""),
            document.version,
            document.pages or None,
            document.media_type,
            document.sha256,
            document.id,
        ]
        if cover is not None:
            told += [
                cover.found, cover.checked, cover.agreeing, cover.disagreeing, cover.unclear,
            ]  # fmt: skip
        for column, value in enumerate(told, start=1):
            put(sheet, row, column, value)
    filtered(sheet, 1, row, len(_SOURCES))
