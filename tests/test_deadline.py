"""A file has its time: hostile ones end with an error that says so, and the batch goes on."""

from __future__ import annotations

import math
import time
from pathlib import Path

import pytest

from corpus.identity import identify
from corpus.items import build_items
from corpus.lines import split_lines
from corpus.outline import outline
from corpus.passages import segment
from corpus.reading import read_bytes
from extract.pipeline import Extractor
from extract.profiles import load_profile
from index.ingest import ReportIngest
from index.library import Library
from models.fake import FakeEncoder
from quarterline.deadline import Deadline
from quarterline.errors import LimitError
from quarterline.settings import Limits

# Half a megabyte each: of figures, of rows, of names, of bullets.
HOSTILE = {
    "figures": "- " + "1% " * 170_000,
    "rows": "Area\tCount\n" + "Basildon\t2\n" * 45_000,
    "names": "- Operation Abcder ended in Basildon.\n" * 13_000,
    "bullets": "- a\n" * 95_000,
    "one row": "Head\t" * 50_000 + "\n" + "5\t" * 125_000 + "\n",
}
TOLD = r"^{}\.txt: finding what its text says took more than 0\.5 seconds and was ended\. Split"


@pytest.mark.parametrize("shape", HOSTILE)
def test_the_time_of_a_file_ends_wherever_it_is_spent(shape: str) -> None:
    ingest = ReportIngest(Limits(seconds=0.5))
    ingest.read(b"- Officers made 5 arrests.\n", "warm.txt", None, None)
    begun = time.process_time()
    with pytest.raises(LimitError, match=TOLD.format(shape)):
        ingest.read(HOSTILE[shape].encode(), f"{shape}.txt", None, None)
    assert time.process_time() - begun < 3


def test_the_rest_of_the_batch_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "1.txt").write_text("- Officers made 5 arrests.\n")
    (folder / "2.txt").write_text(HOSTILE["figures"])
    (folder / "3.txt").write_text("- Officers made 6 arrests.\n")
    ingest = ReportIngest(Limits(seconds=0.5))
    library = Library(tmp_path / "lib", encoder=FakeEncoder(), ingest=ingest, create=True)
    results = library.add([folder])
    assert [r.status for r in results] == ["added", "failed", "added"]
    assert "2.txt: finding what its text says took more than 0.5 seconds" in results[1].problem
    [failed] = library.health().failed
    assert failed.error == "LimitError"


def test_more_names_than_any_report_has_are_refused() -> None:
    text = "".join(f"- Operation {a}{b}OM ended.\n" for a in "BDFGK" for b in "AEIOU").encode()
    assert ReportIngest(Limits(names=25)).read(text, "a.txt", None, None).mentions
    with pytest.raises(LimitError, match=r"^a\.txt: it names 25 operations .* at most 24 .* Split"):
        ReportIngest(Limits(names=24)).read(text, "a.txt", None, None)


def test_time_asleep_does_not_count() -> None:
    deadline = Deadline("a.txt", 0.05)
    time.sleep(0.1)
    deadline.check()
    Deadline("a.txt", math.inf).check()
    with pytest.raises(LimitError, match=r"a\.txt: .* more than 0 seconds"):
        Deadline("a.txt", 0.0).check()


def test_each_step_asks() -> None:
    reading = read_bytes(b"- Officers made 5 arrests.\n", "a.txt")
    document = identify(reading, "a.txt", "0" * 64)
    over = Deadline("a.txt", 0.0)
    with pytest.raises(LimitError):
        identify(reading, "a.txt", "0" * 64, deadline=over)
    with pytest.raises(LimitError):
        segment(document, deadline=over)
    with pytest.raises(LimitError):
        segment(document, limits=Limits(seconds=0.0))
    passages = segment(document).passages
    extractor = Extractor(load_profile(""))
    assert extractor.extract(document, passages).claims
    with pytest.raises(LimitError):
        extractor.extract(document, passages, over)


# A megabyte or two each, of which nearly all the time goes into telling whose report it is.
COVERS = {
    "lines": "a\n\n" * 600_000,
    "running heads": "Page head\n\n" * 150_000,
    "priorities": "Priority 1 - Abc\n\n" * 100_000,
    "forces": "Abcde Police and " * 120_000,
    "plans": "Police and Crime Plan 2016-2020 " * 60_000,
    "months": "in May 2019 " * 150_000,
    "quarters": "Page 3 Q1 2019/20\n\n" * 90_000,
    "contents": "Contents\n\n" + "Priority 1 - A 1\n" * 100_000,
}


@pytest.mark.parametrize("shape", COVERS)
def test_telling_whose_report_it_is_asks_too(shape: str) -> None:
    reading = read_bytes(COVERS[shape].encode(), "a.txt")
    begun = time.thread_time()
    with pytest.raises(LimitError, match=r"a\.txt: .* more than 0\.05 seconds"):
        identify(reading, "a.txt", "0" * 64, deadline=Deadline("a.txt", 0.05))
    # Beyond its time no more than one step: a look through the whole text for one pattern.
    assert time.thread_time() - begun < 1


def test_lines_made_items_are_asked_too() -> None:
    text = "- a\n" * 100_000
    found = outline(text, split_lines(text))
    with pytest.raises(LimitError):
        build_items(found, Deadline("a.txt", 0.0))
    begun = time.thread_time()
    with pytest.raises(LimitError):
        build_items(found, Deadline("a.txt", 0.02))
    assert time.thread_time() - begun < 0.3
