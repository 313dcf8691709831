"""Counts of themes against plain SQL over the export, on the sample's reports."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

import corpus
from models.fake import FakeEncoder
from track.library import Library

pytestmark = pytest.mark.slow

SAMPLE = Path(corpus.__file__).parent / "sample" / "reports"
TABLES = {
    "documents": ("id", "quarter"),
    "passages": ("id", "document", "kind", "text"),
    "mentions": ("document", "passage", "label", "canonical"),
}
BY_TERMS = """
    SELECT d.quarter, COUNT(*) FROM documents d JOIN (
        SELECT document, passage FROM mentions WHERE label = 'THEME' AND canonical = ?
        GROUP BY document, passage HAVING COUNT(*) >= ?
    ) m ON m.document = d.id GROUP BY d.quarter
"""
BY_WORDS = """
    SELECT d.quarter, COUNT(*) FROM passages p JOIN documents d ON d.id = p.document
    WHERE p.kind <> 'objective' AND p.text REGEXP ?
    GROUP BY d.quarter
"""
TOTALS = """
    SELECT d.quarter, COUNT(*) FROM passages p JOIN documents d ON d.id = p.document
    WHERE p.kind <> 'objective' GROUP BY d.quarter
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    made = Library(tmp_path_factory.mktemp("sql") / "lib", create=True, encoder=FakeEncoder(64))
    made.add([SAMPLE])
    return made


@pytest.fixture(scope="module")
def export(
    library: Library, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[sqlite3.Connection]:
    folder = tmp_path_factory.mktemp("export")
    library.export(folder)
    database = sqlite3.connect(":memory:")
    database.create_function("REGEXP", 2, matches)
    for name, columns in TABLES.items():
        database.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
        lines = (folder / f"{name}.jsonl").read_text("utf-8").splitlines()
        rows = [[row[c] for c in columns] for row in map(json.loads, lines)]
        marks = ", ".join("?" * len(columns))
        database.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)  # noqa: S608
    yield database
    database.close()


def matches(pattern: str, text: str) -> bool:
    return re.search(pattern, " ".join(text.split()), re.IGNORECASE) is not None


def counts(export: sqlite3.Connection, sql: str, *values: object) -> dict[str, int]:
    return dict(export.execute(sql, values))


@pytest.mark.parametrize("threshold", [1, 2])
def test_every_theme_by_its_terms(
    library: Library, export: sqlite3.Connection, threshold: int
) -> None:
    themes = [
        t
        for (t,) in export.execute("SELECT DISTINCT canonical FROM mentions WHERE label = 'THEME'")
    ]
    assert len(themes) >= 5
    for name in themes:
        theme = library.theme(name, how="terms", threshold=threshold)
        found = {q.quarter: q.passages for q in theme.quarters if q.passages}
        assert found == counts(export, BY_TERMS, name, threshold), name


@pytest.mark.parametrize("words", ["the quarter", "police", "zeppelin"])
def test_any_words(library: Library, export: sqlite3.Connection, words: str) -> None:
    theme = library.theme(words, how="words")
    found = {q.quarter: q.passages for q in theme.quarters if q.passages}
    assert found == counts(export, BY_WORDS, rf"\b{words}\b")
    assert (theme.total == 0) == (words == "zeppelin")


def test_the_totals_beside(library: Library, export: sqlite3.Connection) -> None:
    theme = library.theme("police", how="words")
    assert {q.quarter: q.total for q in theme.quarters} == counts(export, TOTALS)
