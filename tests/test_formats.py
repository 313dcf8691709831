"""The same report as text, Markdown, PDF and Word file gives the same passages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import pytest

from corpus.identity import identify
from corpus.passages import segment
from corpus.reading import read_bytes
from corpus.sample.blocks import parse
from corpus.sample.build import SOURCES
from corpus.sample.pdf import write_pdf
from corpus.sample.word import write_docx
from extract.profiles import load_profile
from quarterline.records import Document, Passage

HEAD = "Police and Crime Plan – demonstration copy of the quarterly report"


@dataclass(frozen=True)
class Read:
    document: Document
    passages: tuple[Passage, ...]


def read(data: bytes, name: str) -> Read:
    reading = read_bytes(data, name)
    document = identify(reading, name, "0" * 64)
    profile = load_profile(document.force)
    return Read(document, segment(document, profile.gazetteer, reading.pages).passages)


def as_text(markdown: str) -> str:
    """The report as a converter would hand it on: no marks, tables as tab-separated cells."""
    lines = []
    for line in markdown.splitlines():
        if re.match(r"\|[-| :]+\|$", line):
            continue
        plain = line.replace("**", "")
        if plain.startswith("|"):
            plain = "\t".join(cell.strip() for cell in plain.strip("|").split("|"))
        lines.append(re.sub(r"^#+\s+", "", plain))
    return "\n".join(lines)


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Read]]:
    """Every source in every format."""
    folder = tmp_path_factory.mktemp("forms")
    made: dict[str, dict[str, Read]] = {}
    for source in sorted(SOURCES.glob("*.md")):
        markdown = source.read_text(encoding="utf-8")
        blocks = parse(markdown)
        pdf, word = folder / f"{source.stem}.pdf", folder / f"{source.stem}.docx"
        write_pdf(blocks, pdf, head=HEAD, title=source.stem, wide="q4" in source.stem)
        write_docx(blocks, word, head=HEAD, title=source.stem, produced=datetime(2020, 1, 1))
        made[source.stem] = {
            "md": read(markdown.encode(), f"{source.stem}.md"),
            "txt": read(as_text(markdown).encode(), f"{source.stem}.txt"),
            "pdf": read(pdf.read_bytes(), pdf.name),
            "docx": read(word.read_bytes(), word.name),
        }
    return made


def plain(text: str) -> str:
    """Words only: emphasis, bullets inside a cell, cell marks and spaces differ by format."""
    return " ".join(re.sub(r"\*\*|[|\t•]|<br>(?:- )?", " ", text).split())


def summary(passage: Passage) -> tuple[object, ...]:
    return (
        plain(passage.text),
        passage.kind,
        passage.priority,
        plain(passage.objective),
        tuple(plain(label) for label in passage.context),
        passage.places,
    )


SOURCES_FOUND = sorted(path.stem for path in SOURCES.glob("*.md"))


@pytest.mark.parametrize("name", SOURCES_FOUND)
@pytest.mark.parametrize("form", ["txt", "pdf", "docx"])
def test_every_format_gives_the_passages_of_the_markdown(
    forms: dict[str, dict[str, Read]], name: str, form: str
) -> None:
    expected = [summary(p) for p in forms[name]["md"].passages]
    found = [summary(p) for p in forms[name][form].passages]
    assert found == expected


@pytest.mark.parametrize("name", SOURCES_FOUND)
def test_every_format_gives_the_same_identity(forms: dict[str, dict[str, Read]], name: str) -> None:
    told = {
        form: (r.document.force, r.document.plan, r.document.quarter, r.document.version)
        for form, r in forms[name].items()
    }
    # The year in a Word file's or PDF's own running head is not part of the Markdown.
    assert len({(force, quarter, version) for force, _, quarter, version in told.values()}) == 1


def test_a_pdf_tells_its_pages_and_a_word_file_does_not(forms: dict[str, dict[str, Read]]) -> None:
    for by_form in forms.values():
        pages = [p.page for p in by_form["pdf"].passages]
        assert all(pages)
        assert pages == sorted(p for p in pages if p)
        assert {p.page for p in by_form["docx"].passages} == {None}
