"""The sample library: built reports match their sources, and the words are our own."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pypdfium2
import pytest
from docx import Document

from corpus.sample.blocks import Bullet, Heading, Paragraph, Table, bold_parts, cell_lines, parse
from corpus.sample.build import REPORTS, SAMPLES, SOURCES, Sample, build

NOTICE = (
    "Demonstration copy: facts and figures restated for Quarterline's sample library; "
    "not the official report of Essex Police."
)
ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
BUILT = [s for s in SAMPLES if s.format != "md"]


def read_text(path: Path) -> str:
    """What a reader sees in a report, in the order in which it stands in the file."""
    if path.suffix == ".md":
        return path.read_bytes().decode("utf-8")
    if path.suffix == ".pdf":
        return "\n".join(page.get_textpage().get_text_range() for page in open_pdf(path))
    document = Document(str(path))
    parts = [p.text for s in document.sections for p in s.header.paragraphs]
    for item in document.iter_inner_content():
        rows = getattr(item, "rows", None)
        parts += [item.text] if rows is None else [c.text for r in rows for c in r.cells]
    return "\n".join(parts)


def open_pdf(path: Path) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(path)


def blocks_of(sample: Sample) -> tuple[Heading | Paragraph | Bullet | Table, ...]:
    return parse((SOURCES / f"{sample.name}.md").read_text(encoding="utf-8"))


def letters(text: str) -> str:
    """Text without white space, so that a line break of the layout makes no difference."""
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    build(folder)
    return folder


def test_the_folder_holds_exactly_the_built_reports(rebuilt: Path) -> None:
    names = {sample.file for sample in SAMPLES}
    assert {p.name for p in rebuilt.iterdir()} == names
    assert {p.name for p in REPORTS.iterdir()} == names
    assert {p.stem for p in SOURCES.iterdir()} == {sample.name for sample in SAMPLES}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.file)
def test_committed_report_is_what_its_source_builds(sample: Sample, rebuilt: Path) -> None:
    assert read_text(REPORTS / sample.file) == read_text(rebuilt / sample.file)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.file)
def test_building_twice_gives_the_same_bytes(sample: Sample, rebuilt: Path, tmp_path: Path) -> None:
    build(tmp_path)
    assert (tmp_path / sample.file).read_bytes() == (rebuilt / sample.file).read_bytes()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.name)
def test_each_source_begins_with_the_notice_and_has_forty_passages(sample: Sample) -> None:
    blocks = blocks_of(sample)
    assert blocks[0] == Paragraph((NOTICE,))
    bullets = sum(isinstance(b, Bullet) for b in blocks)
    rows = sum(len(b.rows) - 1 for b in blocks if isinstance(b, Table))
    assert bullets + rows >= 40


@pytest.mark.parametrize("sample", BUILT, ids=lambda s: s.file)
def test_built_report_shows_the_notice_and_every_word_of_its_source(sample: Sample) -> None:
    shown = letters(read_text(REPORTS / sample.file))
    assert letters(NOTICE) in shown
    for block in blocks_of(sample):
        if isinstance(block, Bullet | Heading):
            plain = "".join(part for part, _ in bold_parts(block.text))
            assert letters(plain) in shown or _broken_by_page(plain, shown)
        if isinstance(block, Table):
            for line in (x for row in block.rows for cell in row for x in cell_lines(cell)):
                assert letters(line.removeprefix("- ")) in shown


def _broken_by_page(text: str, shown: str) -> bool:
    """Whether the text stands there with a page's foot and head somewhere inside it."""
    words = text.split()
    return any(
        letters("".join(words[:i])) in shown and letters("".join(words[i:])) in shown
        for i in range(1, len(words))
    )


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.format == "pdf"], ids=lambda s: s.file)
def test_every_pdf_page_has_its_running_head_and_number(sample: Sample) -> None:
    for number, page in enumerate(open_pdf(REPORTS / sample.file), start=1):
        text = page.get_textpage().get_text_range()
        assert sample.head in text
        assert re.search(rf"^{number}\s*$", text, re.MULTILINE)


def test_word_report_has_three_list_levels_and_a_table() -> None:
    (sample,) = (s for s in SAMPLES if s.format == "docx")
    document = Document(str(REPORTS / sample.file))
    levels = {
        p._p.pPr.numPr.ilvl.val
        for p in document.paragraphs
        if p._p.pPr is not None and p._p.pPr.numPr is not None
    }
    assert levels == {0, 1, 2}
    assert [cell.text for cell in document.tables[0].rows[0].cells] == ["Priority", "Page"]


def test_parse_reads_each_kind_of_block() -> None:
    text = "## Head\n\nOne\nTwo\n\n- a\n  - **b:** c\n| x | y |\n| --- | --- |\n| 1 | p<br>- q |\n"
    head, paragraph, outer, inner, table = parse(text)
    assert head == Heading(2, "Head")
    assert paragraph == Paragraph(("One", "Two"))
    assert (outer, inner) == (Bullet(0, "a"), Bullet(1, "**b:** c"))
    assert table == Table((("x", "y"), ("1", "p<br>- q")))
    assert bold_parts("**b:** c") == [("b:", True), (" c", False)]
    assert cell_lines("p<br>- q") == ["p", "- q"]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the published reports (../shared) are not here")
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.file)
def test_no_run_of_twelve_words_is_taken_from_the_published_reports(
    sample: Sample, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    project.mkdir()
    subprocess.run(["git", "init", "--quiet", str(project)], check=True)
    source = (SOURCES / f"{sample.name}.md").read_text(encoding="utf-8")
    (project / "source.md").write_text(source, encoding="utf-8")
    (project / "report.txt").write_text(read_text(REPORTS / sample.file), encoding="utf-8")
    tool = SHARED / "tools" / "copycheck.py"
    result = subprocess.run(
        [sys.executable, str(tool), str(project)], capture_output=True, text=True, check=False
    )
    assert result.stdout.strip() == "0 copied runs of 12 words"
