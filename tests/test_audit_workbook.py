"""Sums read back from formulas, and the working paper as a workbook and as a page."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Callable
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.paper import paper
from audit.sums import sum_of
from audit.workbook import workbook
from audit.workbook_cells import put
from audit.working import Opinion, Records, Working, gather
from quarterline.records import Check, Claim, Span
from tests.paper_support import both

MADE = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
HOSTILE = '=HYPERLINK("http://x","a") <script>alert(\'x\')</script> & \x07'


@pytest.fixture(scope="module")
def records() -> Records:
    return both()


@pytest.fixture(scope="module")
def working(records: Records) -> Working:
    return gather(records, title="Audit of two reports", made=MADE)


def claim(text: str, value: float, role: str = "level", **more: Any) -> Claim:
    start = more.pop("start", 0)
    fields: dict[str, Any] = {"low": value, "high": value, "unit": "count"} | more
    return Claim(
        f"d:c{start}-{text}", "d", "d#1", start, start + len(text), text, value, role=role, **fields
    )


def check(formula: str, stated: float | str, *claims: Claim, **more: Any) -> Check:
    fields: dict[str, Any] = {"kind": "difference", "verdict": "agrees", "recomputed": 0.0} | more
    return Check(
        id="d:k0",
        document="d",
        scope="document",
        claims=tuple(c.id for c in claims),
        spans=tuple(Span("d", "d.txt", c.start, c.end) for c in claims),
        formula=formula,
        stated=stated,
        low=None,
        high=None,
        **fields,
    )


# ---- sums


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("519 + 63 − 67 = 515", 515),
        ("(590 − 440) ÷ 440 × 100 = 34.09%", 100 * 150 / 440),
        ("16,975 ÷ (91,425 − 16,975) × 100 = 22.8%", 1697500 / 74450),
        ("4,999 ÷ 92 days = 54.34", 4999 / 92),
        ("10 − 4 − 3 = 3", 3),
        ("24 ÷ 4 ÷ 2 = 3", 3),
        ("10 − (4 − 3) = 9", 9),
        ("1 + 1 + 1 = 3", 3),
    ],
)
def test_a_formula_is_worked_out_as_it_is_written(formula: str, result: float) -> None:
    found = sum_of(check(formula, 7.0), {})
    assert found is not None
    assert found.value() == pytest.approx(result)
    cells = [f"({value!r})" for value in (i.value for i in found.inputs)]
    assert eval(found.excel(cells)) == pytest.approx(result)  # noqa: S307 - our own sum


@pytest.mark.parametrize(
    "formula", ["2nd before, 3rd now", "rows meeting: 1", "105 = 105, £5.4m = £5.4m", "late 2020"]
)
def test_a_formula_in_words_gives_no_sum(formula: str) -> None:
    assert sum_of(check(formula, 1.0), {}) is None


def test_a_figure_that_stands_twice_in_a_sum_is_one_input() -> None:
    level, baseline = claim("590", 590), claim("440", 440, "baseline", start=10)
    share = claim("29%", 29, "percent_change", start=20, unit="percent")
    claims = {c.id: c for c in (level, baseline, share)}
    found = sum_of(check("(590 − 440) ÷ 440 × 100 = 34.09%", 29.0, *claims.values()), claims)
    assert found is not None
    assert [i.claim for i in found.inputs] == [level.id, baseline.id, ""]
    assert found.stated is not None
    assert found.stated.claim == share.id
    assert found.verdict() == "disagrees"


def test_equal_parts_of_a_sum_are_two_inputs() -> None:
    parts = [claim("two", 2, start=n) for n in (0, 5)]
    whole = claim("4", 4, start=9)
    claims = {c.id: c for c in (*parts, whole)}
    found = sum_of(check("2 + 2 = 4", 4.0, *claims.values()), claims)
    assert found is not None
    assert [i.claim for i in found.inputs] == [c.id for c in parts]


@given(
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 500)), min_size=2, max_size=5),
    st.data(),
)
def test_the_interval_holds_every_value_that_the_figures_can_stand_for(
    figures: list[tuple[int, int]], data: st.DataObject
) -> None:
    claims = [
        claim(f"{value:,}", value, start=20 * n, low=value - half, high=value + half)
        for n, (value, half) in enumerate(figures)
    ]
    known = {c.id: c for c in claims}
    formula = f"{' + '.join(c.text for c in claims)} = 0"
    found = sum_of(check(formula, 0.0, *claims), known)
    assert found is not None
    interval = found.interval()
    assert interval is not None
    inside = [data.draw(st.floats(i.low, i.high)) for i in found.inputs]
    assert interval.low - 1e-6 <= found.value(inside) <= interval.high + 1e-6


# ---- the workbook


class Excel:
    """Works out the few functions that the workbook uses, from the cells as they are stored."""

    def __init__(self, book: openpyxl.Workbook) -> None:
        self.book = book

    def value(self, sheet: str, cell: str) -> Any:
        held = self.book[sheet][cell].value
        if not (isinstance(held, str) and held.startswith("=")):
            return held
        if self.book[sheet][cell].data_type != "f":
            return held
        text = re.sub(r"\bFigures!([A-Z]\d+)", r"CELL('Figures','\1')", held[1:])
        text = re.sub(r"(?<![A-Z'!])([A-Z]\d+)\b(?!')", rf"CELL('{sheet}','\1')", text)
        text = re.sub(r"(?<![<>=])=(?!=)", "==", text)
        names: dict[str, Callable[..., Any]] = {
            "CELL": self.value,
            "IF": lambda test, yes, no: yes if test else no,
            "AND": lambda *tests: all(tests),
            "MIN": min,
            "MAX": max,
        }
        return eval(text, {"__builtins__": {}}, names)  # noqa: S307 - our own formula


def opened(working: Working) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook(working)))


def test_each_sum_is_live_and_gives_the_verdict_of_the_audit(working: Working) -> None:
    book = opened(working)
    excel = Excel(book)
    live = 0
    for row in range(2, book["Checks"].max_row + 1):
        verdict = excel.value("Checks", f"M{row}")
        if book["Checks"][f"M{row}"].data_type == "f":
            live += 1
            assert verdict == excel.value("Checks", f"N{row}")
    assert live == len(working.items) >= 7


def test_typing_another_value_changes_the_result_and_the_verdict(working: Working) -> None:
    book = opened(working)
    excel = Excel(book)
    number = next(n for n, i in enumerate(working.items) if i.check.verdict == "disagrees")
    row = number + 2
    assert excel.value("Checks", f"M{row}") == "disagrees"
    figures = book["Figures"]
    stated = next(r for r in figures.iter_rows(min_row=2) if r[2].value == "81.1%")
    assert stated[1].value == "stated"
    stated[3].value = 18.1
    assert excel.value("Checks", f"I{row}") == pytest.approx(100 * 800 / 4410)
    assert excel.value("Checks", f"M{row}") == "agrees"


def test_findings_lead_to_the_check_the_quote_and_the_source(working: Working) -> None:
    book = opened(working)
    finding: Any
    (finding,) = list(book["Findings"].iter_rows(min_row=2))
    assert finding[0].value == working.findings[0].ref
    targets = [finding[n].hyperlink.location.split("!A") for n in (0, 3, 7)]
    assert [sheet for sheet, _ in targets] == ["'Checks'", "'Sources'", "'Figures'"]
    target = targets[2][1]
    assert book["Figures"][f"A{target}"].value == finding[0].value
    heads = [c.value for c in book["Findings"][1]]
    assert heads[-2:] == ["Tick mark", "Comment"]
    hashes = {r[6].value for r in book["Sources"].iter_rows(min_row=2)}
    assert hashes == {d.sha256 for d in working.documents}


def test_the_series_sheet_has_a_measure_by_quarter(working: Working) -> None:
    rows = list(opened(working)["Series"].iter_rows(values_only=True))
    assert rows[0][6:] == ("2019-20 Q4", "2020-21 Q1", "2020-21 Q2")
    own = next(r for r in rows if str(r[0]).startswith("emergency calls") and "own" in str(r[5]))
    assert own[6:] == (None, 4410, 5210)


@settings(deadline=None)  # a workbook is written and read for each
@given(st.text(max_size=40), st.sampled_from(["=", "+", "-", "@", "\t", "\r", ""]))
def test_no_text_becomes_a_formula(text: str, first: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    put(sheet, 1, 1, first + text)
    target = io.BytesIO()
    book.save(target)
    cell = openpyxl.load_workbook(target)["Sheet"]["A1"]
    assert cell.data_type in ("s", "n")  # "n" is an empty cell
    assert cell.data_type == "s" or cell.value is None
    assert not first or cell.quotePrefix


@pytest.fixture
def hostile(working: Working) -> Working:
    items = tuple(
        dataclasses.replace(
            item,
            check=dataclasses.replace(
                item.check,
                explanation=HOSTILE,
                formula=HOSTILE,
                diagnosis=HOSTILE,
                stated=HOSTILE,
                recomputed=HOSTILE,
            ),
            sum=None,
            opinion=Opinion("accepted", HOSTILE, "2026-04-01", HOSTILE),
            quotes=tuple(
                dataclasses.replace(q, text=HOSTILE, before=HOSTILE, after=HOSTILE, source=HOSTILE)
                for q in item.quotes
            ),
        )
        for item in working.items
    )
    documents = tuple(dataclasses.replace(d, source=HOSTILE, force="@x") for d in working.documents)
    series = tuple(dataclasses.replace(s, measure=HOSTILE) for s in working.series)
    return dataclasses.replace(
        working,
        items=items,
        documents=documents,
        series=series,
        title=HOSTILE,
        by_document=tuple((d, c) for d, (_, c) in zip(documents, working.by_document, strict=True)),
        links={q.passage: "javascript:alert(1)" for i in items for q in i.quotes},
    )


def test_a_reports_text_is_no_formula_on_any_sheet(hostile: Working) -> None:
    formulas = [
        cell.value
        for sheet in opened(hostile)
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert all("HYPERLINK" not in str(f) for f in formulas)


# ---- the page


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def test_the_page_shows_coverage_findings_and_sources(working: Working) -> None:
    page = paper(working)
    assert "1 April 2026 at 09:30 UTC" in page
    assert page.index("Figures found") < page.index("Findings (1)") < page.index("Sources")
    assert "(5,210 − 4,410) ÷ 4,410 × 100 = 18.14%" in page
    assert "<mark>81.1%</mark>" in page
    assert all(d.sha256 in page for d in working.documents)


def test_the_page_runs_and_loads_nothing(hostile: Working) -> None:
    parsed = _Tags()
    page = paper(hostile)
    parsed.feed(page)
    assert not {"script", "img", "link", "iframe", "object"} & set(parsed.tags)
    assert not [name for name, _ in parsed.attributes if name.startswith("on") or name == "src"]
    assert not [v for _, v in parsed.attributes if v and v.startswith("javascript")]
    assert "&lt;script&gt;" in page
