"""Dossiers and certificates: cited, escaped, complete; and the public functions."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from docx import Document as WordFile
from lxml import html as lxml_html

import track
from index.fake import FakeIngest
from index.library import Library
from quarterline.errors import NotFoundError, PeriodError, QueryError
from tests.track_support import held
from track.certificate import certify

HOSTILE = '<script>alert(1)</script> & "quoted" \x0c'
FIRST = f"force: Testshire\nquarter: 2019-20 Q3\nversion: 1.0\n\n@ Sands\nOperation HERON is an operation to stop a burglar {HOSTILE}. It made 12 arrests.\nOperation KITE will target theft.\n"
SECOND = "force: Testshire\nquarter: 2020-21 Q1\n\n@ Hilltop\nOperation HERON is an operation to stop a burglar. It made 15 arrests.\nCalm.\n"


class Encoder:
    """A model that is never asked."""

    name = "none"
    dimensions = 4

    def encode(self, texts):  # type: ignore[no-untyped-def]
        return np.eye(4, dtype=np.float32)[[len(t) % 4 for t in texts]]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    made = Library(tmp_path / "library", create=True, encoder=Encoder(), ingest=FakeIngest())
    for name, text in (("first.txt", FIRST), ("second.txt", SECOND)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        made.add([tmp_path / name])
    return made


def test_html_is_escaped_and_whole(library: Library) -> None:
    page = track.dossier(library, "Operation HERON", made=date(2020, 4, 1)).html()
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    tree = lxml_html.fromstring(page)
    text = tree.text_content()
    assert "1 April 2020" in text
    assert not tree.xpath("//script | //img | //link | //*[@src]")
    ids = set(tree.xpath("//li/@id"))
    assert {a.removeprefix("#") for a in tree.xpath("//sup/a/@href")} <= ids
    assert ids


def test_every_citation_has_report_quarter_offsets_and_hash(library: Library) -> None:
    dossier = track.dossier(library, "HERON")
    for note in dossier.notes:
        document = library.document(note.document)
        assert document.text[note.start : note.end].split() == note.quote.split()
        assert note.sha256 == document.sha256
        assert note.sha256 in dossier.html()
        assert f"characters {note.start} to {note.end}" in note.reference


def test_docx_opens_and_says_the_same(library: Library) -> None:
    dossier = track.dossier(library, "HERON")
    document = WordFile(BytesIO(dossier.docx()))
    text = "\n".join(p.text for p in document.paragraphs)
    assert "<script>alert(1)</script>" in text
    assert "Silences and gaps" in text
    assert "No report held for 2019-20 Q4." in text
    cells = [c.text for t in document.tables for row in t.rows for c in row.cells]
    assert library.documents()[0].sha256 in cells


def test_redlines_and_silences_are_in(library: Library) -> None:
    page = track.dossier(library, "HERON").html()
    assert "<del>12 </del><ins>15 </ins>" in page
    assert "Figures changed" in page
    kite = track.dossier(library, "KITE").html()
    assert "Last mentioned 2019-20 Q3; absent from 2020-21 Q1" in kite
    assert "2019-20 Q3: not mentioned" in kite


def test_a_theme(library: Library) -> None:
    dossier = track.dossier(library, "burglary")
    assert dossier.sections[0].title == "Counts"
    assert "2 passages in 2 reports" in dossier.summary
    assert WordFile(BytesIO(dossier.docx())).tables


def test_what_no_report_mentions(library: Library) -> None:
    dossier = track.dossier(library, "Operation UNICORN", quarter="2019-20 Q3")
    assert dossier.summary == (
        "No mention of Operation UNICORN in 2019-20 Q3 (1 report, 2 passages searched)."
    )
    page = dossier.html()
    assert "first.txt" in page
    assert "second.txt" not in page
    assert "Terms: Operation UNICORN, UNICORN." in page


def test_certificate_by_place_and_quarter() -> None:
    holdings = held(
        {"2019-20 Q3": ["@ Sands", "Operation HERON.", "@ Hilltop", "Else."], "2020-21 Q1": ["Op."]}
    )
    there = certify(holdings, "heron", place="Seaview", quarter="2019-20 Q3")
    assert [c.line for c in there.found] == ["Operation HERON."]
    assert certify(holdings, "HERON", place="Hilltop").found == ()
    assert certify(holdings, "HERON").missing == ("2019-20 Q4",)
    gap = certify(holdings, "HERON", quarter="2019-20 Q4")
    assert (gap.reports, gap.missing) == ((), ("2019-20 Q4",))
    assert gap.words.startswith("No report is held for 2019-20 Q4")
    assert list(certify(holdings, "HERON").frame()["found"]) == [1, 0]


def test_certificate_of_any_words_across_line_breaks() -> None:
    holdings = held({"2019-20 Q3": ["A county  lines gang.", "Countylines."]})
    assert len(certify(holdings, "County Lines").found) == 1


def test_certificate_refuses_what_it_cannot_search() -> None:
    holdings = held({"2019-20 Q3": ["Calm."]})
    with pytest.raises(QueryError, match="no place of the profile"):
        certify(holdings, "HERON", place="Atlantis")
    with pytest.raises(PeriodError, match="not a quarter"):
        certify(holdings, "HERON", quarter="last spring")
    with pytest.raises(QueryError, match="nothing to look for"):
        certify(holdings, "  ")


def test_public_functions(library: Library) -> None:
    assert [o.name for o in track.register(library).operations] == ["HERON", "KITE"]
    assert track.operation(library, "Op Heron").operation.name == "HERON"
    assert track.theme(library, "burglary").total == 2
    assert track.theme(library, "an operation to", how="words").total == 2
    assert track.theme(library, "stop a burglar", how="search", threshold=0.0).total > 0
    assert track.commitments(library, document="first.txt").commitments[0].operations == ("KITE",)
    assert track.recycled(library).threshold == 85.0
    assert track.matrix(library).missing == ("2019-20 Q4",)
    assert track.network(library, around="heron").nodes[0].name == "HERON"
    with pytest.raises(NotFoundError, match="UNICORN"):
        track.operation(library, "UNICORN")
    with pytest.raises(QueryError, match="expected auto, terms, search or words"):
        track.theme(library, "x", how="magic")
    with pytest.raises(QueryError, match="no theme given"):
        track.theme(library, " ")


def test_decisions_hold_at_once_and_survive_rebuilding(library: Library, tmp_path: Path) -> None:
    taken = track.join(library, "KITE", "HERON", "one operation under two names", by="kb")
    assert [o.name for o in track.register(library).operations] == ["HERON"]
    library.remove("second.txt")
    library.add([tmp_path / "second.txt"])
    again = Library(library.path, encoder=Encoder(), ingest=FakeIngest())
    assert [o.name for o in track.register(again).operations] == ["HERON"]
    assert track.decisions(again) == (taken,)
    track.undo(again, taken.id)
    assert [o.name for o in track.register(again).operations] == ["HERON", "KITE"]
    assert track.decisions(again) == ()
    assert len(track.decisions(again, all_of_them=True)) == 2


def test_split_and_rename(library: Library) -> None:
    track.split(library, "HERON", "HERON (2020)", "another operation", quarters=["2020-21 Q1"])
    track.rename(library, "KITE", "RED KITE", "its full name")
    assert [o.name for o in track.register(library).operations] == [
        "HERON",
        "HERON (2020)",
        "RED KITE",
    ]
    with pytest.raises(NotFoundError):
        track.rename(library, "UNICORN", "HORSE", "why not")
