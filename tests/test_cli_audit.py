"""`audit`, `check`, `verify` and `review` as a user meets them."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from index.library import Library
from index.measured import NAME, last
from tests.cli_support import run
from tests.paper_support import AUTUMN, SUMMER
from tests.ui_support import write_reports

pytestmark = pytest.mark.usefixtures("own_cli")


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return write_reports(tmp_path / "reports", autumn=AUTUMN, summer=SUMMER)


def audit(*arguments: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("audit", "--format", "json", *arguments).stdout)
    return found


def state(folder: Path) -> dict[str, str]:
    """Every file of a folder with the hash of its content."""
    return {
        str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


# ---- audit


@pytest.mark.usefixtures("library")
def test_coverage_comes_first_and_then_the_finding_with_its_sum() -> None:
    shown = run("audit").stdout
    first, finding = shown.index("figures found"), shown.index("Error: the figures")
    assert first < shown.index("could not be checked") < finding
    assert "(5,210 − 4,410) ÷ 4,410 × 100 = 18.14%" in shown[finding:]
    assert "autumn.txt, 2020-21 Q2" in shown[finding:]


@pytest.mark.usefixtures("library")
def test_json_gives_quotes_by_offset(library: Library) -> None:
    found = audit()
    cover = found["coverage"]
    assert cover["found"] == cover["checked"] + sum(cover["unchecked"].values())
    (finding,) = found["findings"]
    for quote in finding["quotes"]:
        text = library.document(quote["document"]).text
        assert text[quote["start"] : quote["end"]] == quote["text"]
    assert len(found["checks"]) == 7


@pytest.mark.usefixtures("library")
def test_one_document_is_audited_against_the_others() -> None:
    found = audit("--document", "summer.txt")
    assert found["findings"] == []
    assert [d["source"] for d in found["documents"]] == ["summer.txt"]
    assert {c["scope"] for c in found["checks"]} == {"document", "cross"}
    assert "no document 'winter.txt'" in run("audit", "--document", "winter.txt", status=2).stderr


@pytest.mark.usefixtures("library")
def test_the_working_paper_is_written_as_workbook_and_page(tmp_path: Path) -> None:
    book, page = tmp_path / "a.xlsx", tmp_path / "a.html"
    assert "1 finding written" in run("audit", "-o", book).stdout
    run("audit", "-o", page)
    assert openpyxl.load_workbook(book).sheetnames[:3] == ["Summary", "Findings", "Checks"]
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    table = tmp_path / "a.txt"
    run("audit", "-o", table)
    assert "figures found" in table.read_text(encoding="utf-8")


@pytest.mark.usefixtures("library")
def test_mistakes_about_formats_are_told() -> None:
    assert "expected one of table, json" in run("audit", "--format", "pdf", status=2).stderr
    assert "-o audit.xlsx" in run("audit", "--format", "xlsx", status=2).stderr


@pytest.mark.slow
def test_the_self_test_counts_what_it_planted_and_keeps_only_that(
    library: Library, tmp_path: Path
) -> None:
    before = state(tmp_path)
    shown = run("audit", "--self-test", "--seed", "7").stdout
    assert shown == run("audit", "--self-test", "--seed", "7").stdout
    assert "All kinds" in shown
    measured = audit("--self-test", "--seed", "7")["measured"]
    total = measured[-1]
    assert total["planted"] == sum(row["planted"] for row in measured[:-1]) > 0
    assert total["found"] >= 0.8 * total["planted"]
    kept = last(library.path)
    assert kept is not None and kept.holds_for(library.generation)
    assert kept.result.measured[-1] == ("All kinds", total["planted"], total["found"])
    (library.path / NAME).unlink()
    assert state(tmp_path) == before


# ---- check


def test_a_draft_is_checked_against_the_library_and_not_added(
    library: Library, tmp_path: Path
) -> None:
    library.remove("autumn.txt")
    draft = tmp_path / "draft.txt"
    wrong = AUTUMN.replace("81.1%", "18.1%").replace("from 4,410", "from 4,140")
    draft.write_text(wrong, encoding="utf-8")
    before = state(library.path)
    shown = run("check", draft, status=1).stdout
    assert "summer.txt" in shown
    assert "4,410" in shown
    assert state(library.path) == before
    draft.write_text(AUTUMN.replace("81.1%", "18.1%"), encoding="utf-8")
    assert "No figure that could be checked disagrees" in run("check", draft).stdout


@pytest.mark.usefixtures("library")
def test_a_new_version_of_a_report_is_not_held_against_the_old_one(tmp_path: Path) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text(AUTUMN.replace("81.1%", "18.1%"), encoding="utf-8")
    shown = run("check", draft).stdout
    assert "autumn.txt is left out" in shown


def test_pasted_text_is_checked_without_a_library() -> None:
    wrong = "Calls rose to 120 from 100, an increase of 25%."
    shown = run("check", "-", status=1, typed=wrong).stdout
    assert "(120 − 100) ÷ 100 × 100 = 20%" in shown
    assert "There is no library" in shown
    run("check", "-", typed=wrong.replace("25%", "20%"))


def test_a_draft_that_cannot_be_read_ends_with_2(tmp_path: Path) -> None:
    assert "none.docx cannot be opened" in run("check", tmp_path / "none.docx", status=2).stderr
    empty = tmp_path / "empty.txt"
    empty.write_text("", encoding="utf-8")
    run("check", empty, status=2)
    run("check", "-", "--quarter", "soon", status=2, typed="x")


# ---- verify


@pytest.mark.usefixtures("library")
def test_verify_says_what_the_reports_give() -> None:
    said = "Essex Police took 5,210 emergency calls in July to September 2020"
    assert run("verify", said).stdout.startswith("Supported: The reports give 5,210")
    wrong = run("verify", said.replace("5,210", "5,120")).stdout
    assert wrong.startswith("Contradicted: ")
    assert "autumn.txt, 2020-21 Q2" in wrong
    nothing = run("verify", said.replace("2020", "2017")).stdout
    assert nothing.startswith("Not found: ")
    assert "What came nearest" in nothing
    row = json.loads(run("verify", said, "--json").stdout)
    assert row["verdict"] == row["figures"][0]["verdict"] == "supported"
    assert row["figures"][0]["quotes"][0]["text"] == "5,210"


# ---- review


def test_a_decision_is_shown_carried_and_reopened(library: Library, tmp_path: Path) -> None:
    (finding,) = audit()["findings"]
    ref = finding["ref"]
    assert finding["decision"]["state"] == "open"
    run("review", ref, "--explain", "--by", "A Reader", "--note", "recounted")
    assert audit()["findings"][0]["decision"]["state"] == "explained"
    assert "Explained by A Reader" in run("audit").stdout
    assert "recounted" in run("review").stdout
    # A later version with the same figures keeps it; with others it is open again.
    newer = write_reports(
        tmp_path / "v2", autumn=AUTUMN.replace("Version 1.0", "Version 1.1") + "- More to come.\n"
    )
    library.add([newer])
    assert audit()["findings"][0]["decision"]["by"] == "A Reader"
    newest = write_reports(
        tmp_path / "v3",
        autumn=AUTUMN.replace("Version 1.0", "Version 1.2").replace("81.1%", "81.3%"),
    )
    library.add([newest])
    assert audit()["findings"][0]["decision"]["state"] == "reopened"
    assert "Open again" in run("audit").stdout


@pytest.mark.usefixtures("library")
def test_a_decision_is_taken_back() -> None:
    ref = audit()["findings"][0]["ref"]
    run("review", ref[:5], "--dismiss", "--by", "A", "--note", "no matter")
    run("review", ref, "--undo", "--by", "B")
    assert audit()["findings"][0]["decision"]["state"] == "open"
    assert "taken back since" in run("review", ref).stdout
    rows = [json.loads(line) for line in run("review", "--json").stdout.splitlines()]
    assert [row["action"] for row in rows] == ["dismiss", "undo"]


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("zzzz", "--accept", "--by", "A", "--note", "b"), "no finding 'zzzz'"),
        (("zzzz", "--accept", "--dismiss"), "expected a finding and one of"),
        (("--accept",), "expected a finding and one of"),
        (("zzzz", "--undo", "--by", "A"), "no decision on finding"),
    ],
)
def test_mistakes_about_decisions_are_told(arguments: tuple[str, ...], message: str) -> None:
    assert message in run("review", *arguments, status=2).stderr
