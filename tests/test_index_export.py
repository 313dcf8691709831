"""The export contract."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from index.fake import FakeIngest
from index.library import Library
from models.fake import FakeEncoder
from quarterline.errors import LibraryError
from quarterline.periods import Period
from quarterline.records import Check, Claim, Comparison, Document, Mention, Passage, Span

BODY = "# 1 Order\n@ South LPA, Seaview\nOperation ALPHA made 12 arrests – “twice”.\n"
KINDS = {
    "documents": Document,
    "passages": Passage,
    "mentions": Mention,
    "claims": Claim,
    "comparisons": Comparison,
    "checks": Check,
}


class CheckedIngest(FakeIngest):
    """Finds one thing to check in every document."""

    def check(self, documents: Any, claims: Any, comparisons: Any, passages: Any) -> list[Check]:
        sources = {d.id: d.source for d in documents}
        return [
            Check(
                id=f"{c.document}:k1",
                document=c.document,
                kind="sum",
                scope="document",
                claims=(c.id,),
                spans=(Span(c.document, sources[c.document], c.start, c.end),),
                formula="12",
                stated=12.0,
                recomputed="up",
                low=None,
                high=12.5,
                verdict="unclear",
                explanation="In words.",
            )
            for c in claims
        ]


@pytest.fixture
def library(tmp_path: Path) -> Library:
    made = Library(tmp_path / "lib", encoder=FakeEncoder(), ingest=CheckedIngest(), create=True)
    for name, head in (
        ("new.txt", "force: Testshire\nplan: P\nquarter: 2019-20 Q3\nversion: 2\n\n"),
        ("old.txt", "force: Testshire\nplan: P\nquarter: 2019-20 Q3\nversion: 1\n\n"),
        ("bare.txt", "title: none\n\n"),
    ):
        (tmp_path / name).write_text(head + BODY, encoding="utf-8")
        made.add([tmp_path / name])
    return made


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_kind_is_written_with_all_its_fields(library: Library, tmp_path: Path) -> None:
    files = library.export(tmp_path / "deep" / "out")
    assert [f.name for f in files] == [f"{kind}.jsonl" for kind in KINDS]
    texts = {d.id: d.text for d in library.documents(superseded=True)}
    for file in files:
        cls = KINDS[file.stem]
        for row in rows(file):
            assert list(row)[:3] == ["id", "document", "source"]
            assert {"start", "end", "text", *(f.name for f in fields(cls))} <= set(row)
            if file.stem != "checks":
                text = texts[row["document"]][row["start"] : row["end"]]
                assert " ".join(text.split()) == " ".join(row["text"].split())


def test_values_have_the_forms_of_the_contract(library: Library, tmp_path: Path) -> None:
    library.export(tmp_path / "out")
    documents = {r["source"]: r for r in rows(tmp_path / "out" / "documents.jsonl")}
    assert documents["new.txt"]["quarter"] == "2019-20 Q3"
    assert documents["bare.txt"]["quarter"] == ""
    assert documents["bare.txt"]["period"] == ""
    assert Period.parse(documents["new.txt"]["period"]).days == 92
    assert documents["new.txt"]["superseded_by"] == ""
    assert documents["old.txt"]["superseded_by"] == documents["new.txt"]["id"]
    (first, *_) = rows(tmp_path / "out" / "passages.jsonl")
    assert first["places"] == ["South LPA", "Seaview"]
    assert first["priority"] == {"number": 1, "title": "Order"}
    check = next(r for r in rows(tmp_path / "out" / "checks.jsonl") if r["source"] == "new.txt")
    assert check["spans"][0]["source"] == "new.txt"
    assert (check["start"], check["end"]) == (
        check["spans"][0]["start"],
        check["spans"][0]["end"],
    )
    assert (check["stated"], check["recomputed"], check["scope"]) == (12.0, "up", "document")


def test_checks_are_only_of_documents_in_use(library: Library) -> None:
    used = {d.id for d in library.documents()}
    assert {c.document for c in library.checks()} == used


def test_two_exports_of_one_library_are_the_same_bytes(library: Library, tmp_path: Path) -> None:
    first = [f.read_bytes() for f in library.export(tmp_path / "one")]
    assert first == [f.read_bytes() for f in library.export(tmp_path / "two")]
    assert "–".encode() in first[1]
    assert first == [f.read_bytes() for f in library.export(tmp_path / "one")]
    assert sorted(p.name for p in (tmp_path / "one").iterdir()) == sorted(
        f"{k}.jsonl" for k in KINDS
    )


def test_a_folder_that_cannot_be_written_is_named(library: Library, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(LibraryError, match=r"cannot write the export to .*name a folder"):
        library.export(tmp_path / "file")
