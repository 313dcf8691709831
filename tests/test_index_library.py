"""The Library as its users see it: adding, removing, reading."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from index.fake import FakeIngest
from index.library import Library
from index.results import Progress
from models.fake import FakeEncoder
from quarterline.errors import LibraryError, NotFoundError
from quarterline.periods import Quarter
from quarterline.records import Claim, Mention, Passage

HEAD = "force: Testshire\nplan: Plan 2016-2020\nquarter: {quarter}\nversion: {version}\n\n"
BODY = "# 1 Order\n@ South LPA, Seaview\nOperation ALPHA made 12 arrests.\nFigures fell by 5.\n"


class Bench:
    """A library with its fakes, and reports written on demand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ingest = FakeIngest()
        self.encoder = FakeEncoder()
        self.library = Library(
            folder / "lib", encoder=self.encoder, ingest=self.ingest, create=True
        )

    def report(
        self, name: str, quarter: str = "2019-20 Q3", version: str = "1.0", body: str = BODY
    ) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD.format(quarter=quarter, version=version) + body)
        return path


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_a_report_is_added_with_its_counts(bench: Bench) -> None:
    (result,) = bench.library.add([bench.report("a.txt")])
    assert (result.status, result.passages, result.operations, result.figures) == ("added", 2, 1, 2)
    assert result.document == bench.library.document("a.txt")
    assert result.document.quarter == Quarter(2019, 3)
    assert result.problem == ""
    assert result.notes == ("Quarter 2019-20 Q3: as given.",)


def test_records_are_given_back_in_reading_order(bench: Bench) -> None:
    bench.library.add([bench.report("b.txt", "2020-21 Q1"), bench.report("a.txt")])
    library = bench.library
    assert [d.source for d in library.documents()] == ["a.txt", "b.txt"]
    texts = {d.id: d.text for d in library.documents()}
    records: list[Passage | Mention | Claim] = [*library.passages(), *library.mentions()]
    for record in [*records, *library.claims()]:
        assert texts[record.document][record.start : record.end] == record.text
    assert [p.order for p in library.passages()] == [1, 2, 1, 2]
    assert len(library.passages("b.txt")) == 2
    assert library.checks() == []


def test_the_same_bytes_again_do_nothing(bench: Bench) -> None:
    first, renamed = bench.report("a.txt"), bench.report("copy.txt")
    bench.library.add([first])
    generation, calls = bench.library.generation, bench.encoder.calls
    results = bench.library.add([first, renamed])
    assert [r.status for r in results] == ["unchanged", "unchanged"]
    assert results[0].passages == 2
    assert results[1].notes[0] == "The same bytes are in the library as a.txt."
    assert bench.ingest.reads == ["a.txt"]
    assert (bench.library.generation, bench.encoder.calls) == (generation, calls)


def test_the_same_bytes_twice_in_one_batch_are_taken_once(bench: Bench) -> None:
    results = bench.library.add([bench.report("a.txt"), bench.report("copy.txt")])
    assert [r.status for r in results] == ["added", "unchanged"]
    assert len(bench.library.documents(superseded=True)) == 1


def test_what_is_in_the_library_is_carried_over_not_read_or_encoded_again(bench: Bench) -> None:
    bench.library.add([bench.report("a.txt")])
    calls = bench.encoder.calls
    other = bench.report("b.txt", "2020-21 Q1", body="One new line.\nFigures fell by 5.\n")
    bench.library.add([other])
    assert bench.ingest.reads == ["a.txt", "b.txt"]
    # "South LPA, Seaview: Figures …" is another embedded text than "Figures …"; "new" and "line"
    # are words that a.txt has not ("one" carries no number here and is a word as well).
    fresh = {"one", "new", "line"} - set(bench.library._snapshot.related.vectors())
    assert not fresh
    assert bench.encoder.calls == calls + 2 + 3
    before = bench.encoder.calls
    bench.library.add([bench.report("c.txt", "2020-21 Q2")])  # the passages of a.txt again
    assert bench.encoder.calls == before


def test_one_bad_file_never_stops_the_rest(bench: Bench) -> None:
    empty, broken = bench.folder / "empty.txt", bench.folder / "broken.txt"
    empty.write_text("")
    broken.write_text("BOOM")
    good = bench.report("good.txt")
    results = bench.library.add([empty, broken, bench.folder / "none.pdf", good])
    assert [r.status for r in results] == ["failed", "failed", "failed", "added"]
    assert results[0].problem == "empty.txt is empty; expected a report with text"
    assert "RuntimeError: a fault on purpose" in results[1].problem
    assert "none.pdf does not exist; check the spelling" in results[2].problem
    failed = {Path(f.path).name: f for f in bench.library.health().failed}
    assert set(failed) == {"empty.txt", "broken.txt", "none.pdf"}
    assert failed["broken.txt"].error == "RuntimeError"
    assert failed["empty.txt"].when.startswith("20")


def test_a_failure_is_kept_once_and_forgotten_when_the_file_is_taken(bench: Bench) -> None:
    path = bench.folder / "a.txt"
    path.write_text("")
    bench.library.add([path])
    generation = bench.library.generation
    bench.library.add([path])
    assert bench.library.generation == generation
    assert len(bench.library.health().failed) == 1
    bench.library.add([bench.report("a.txt")])
    assert bench.library.health().failed == ()


def test_a_report_without_passages_is_refused(bench: Bench) -> None:
    (result,) = bench.library.add([bench.report("bare.txt", body="")])
    assert result.status == "failed"
    assert "no passage could be told apart" in result.problem


def test_folders_are_walked_without_hidden_files(bench: Bench) -> None:
    for name in ("in/b.txt", "in/deep/a.txt", "in/.hidden.txt", "in/~$lock.txt", "in/.git/x.txt"):
        bench.report(name, body=f"{name} speaks.\n", quarter="2019-20 Q3")
    (bench.folder / "bare").mkdir()
    results = bench.library.add([bench.folder / "in", bench.folder / "bare"])
    assert [Path(r.path).name for r in results] == ["b.txt", "a.txt", "bare"]
    assert "holds no file" in results[2].problem


def test_a_library_that_stands_among_the_reports_is_not_read_as_one(bench: Bench) -> None:
    bench.report("a.txt")
    assert [r.status for r in bench.library.add([bench.folder])] == ["added"]
    assert [r.status for r in bench.library.add([bench.folder])] == ["unchanged"]


def test_progress_is_told(bench: Bench) -> None:
    told: list[Progress] = []
    bench.library.add([bench.report("a.txt"), bench.report("b.txt")], progress=told.append)
    assert (told[0].done, told[0].total, told[0].source) == (0, 2, "a.txt")
    assert [p.stage for p in told][-3:] == [
        "Linking names",
        "Encoding passages",
        "Writing the library",
    ]
    assert told[-1].done == 2


def test_a_newer_version_takes_the_place_of_the_older_which_is_kept(bench: Bench) -> None:
    bench.library.add([bench.report("old.txt")])
    new = bench.report("new.txt", version="1.1", body=BODY.replace("12", "13"))
    (result,) = bench.library.add([new])
    assert result.status == "replaced"
    assert "Takes the place of an older version: old.txt, which is kept." in result.notes
    library = bench.library
    assert [d.source for d in library.documents()] == ["new.txt"]
    assert [d.source for d in library.documents(superseded=True)] == ["new.txt", "old.txt"]
    assert library.superseded_by("old.txt") == library.document("new.txt").id
    assert {h.document.source for h in library.search("arrests").hits} == {"new.txt"}
    assert library.facets().quarters == (("2019-20 Q3", 2),)
    assert len(library.passages()) == 2
    assert len(library.passages("old.txt")) == 2
    library.remove("new.txt")
    assert [d.source for d in library.documents()] == ["old.txt"]
    assert library.search("arrests").hits[0].document.source == "old.txt"


def test_an_older_version_added_late_is_kept_aside(bench: Bench) -> None:
    bench.library.add([bench.report("new.txt", version="2.0")])
    (result,) = bench.library.add([bench.report("old.txt", version="1.9", body=BODY + "More.\n")])
    assert result.status == "added"
    assert any("A newer version is in the library: new.txt" in note for note in result.notes)
    assert [d.source for d in bench.library.documents()] == ["new.txt"]


def test_what_the_user_says_of_a_report_stays_with_it(bench: Bench) -> None:
    path = bench.report("a.txt")
    bench.library.add([path])
    (result,) = bench.library.add([path], quarter=Quarter(2018, 1), force="Otherland")
    assert result.status == "replaced"
    assert bench.library.document("a.txt").quarter == Quarter(2018, 1)
    assert bench.library.document("a.txt").force == "Otherland"
    assert bench.library.add([path])[0].status == "unchanged"
    assert bench.library.document("a.txt").quarter == Quarter(2018, 1)
    bench.ingest.version = "fake-2"
    assert bench.library.add([path])[0].status == "replaced"
    assert bench.library.document("a.txt").force == "Otherland"


def test_when_the_reading_changes_all_are_read_again_from_their_originals(bench: Bench) -> None:
    first = bench.report("a.txt")
    bench.library.add([first])
    first.unlink()
    bench.ingest.version = "fake-2"
    assert bench.library.health().stale == 1
    bench.ingest.reads.clear()
    bench.library.add([bench.report("b.txt", "2020-21 Q1")])
    assert sorted(bench.ingest.reads) == ["a.txt", "b.txt"]
    assert bench.library.health().stale == 0


def test_another_model_encodes_everything_anew(bench: Bench) -> None:
    path = bench.report("a.txt")
    bench.library.add([path])
    other = Library(bench.library.path, encoder=FakeEncoder(16, name="other"), ingest=bench.ingest)
    with pytest.raises(LibraryError, match="was built with the model fake, not other"):
        other.search("arrests")
    assert other.add([path])[0].status == "unchanged"
    assert other.search("arrests").hits


def test_removing_forgets_the_original(bench: Bench) -> None:
    bench.library.add([bench.report("a.txt"), bench.report("b.txt", "2020-21 Q1")])
    originals = bench.library.path / "originals"
    assert len(list(originals.iterdir())) == 2
    removed = bench.library.remove("a.txt")
    assert [p.stem for p in originals.iterdir()] != [removed.sha256]
    assert len(list(originals.iterdir())) == 1
    with pytest.raises(NotFoundError, match=r"no document 'a\.txt'"):
        bench.library.remove("a.txt")


def test_documents_and_passages_are_found_by_id_beginning_or_name(bench: Bench) -> None:
    bench.library.add([bench.report("a.txt"), bench.report("b.txt", "2020-21 Q1")])
    library = bench.library
    document = library.document("a.txt")
    assert library.document(document.id) == library.document(document.id[:6]) == document
    passage = library.passage(f"{document.id[:6]}#2")
    assert passage == library.passage("a.txt#2") == library.passages("a.txt")[1]
    with pytest.raises(NotFoundError, match=r"has passages .*#1 to .*#2"):
        library.passage("a.txt#3")
    with pytest.raises(NotFoundError, match="expected DOCUMENT#NUMBER"):
        library.passage("a.txt")
    with pytest.raises(NotFoundError, match="`quarterline documents` lists"):
        library.document("zzzz")
    with pytest.raises(NotFoundError, match="no document"):
        library.document("")


def test_a_name_that_two_reports_bear_must_be_told_apart(bench: Bench) -> None:
    bench.library.add([bench.report("x/a.txt"), bench.report("y/a.txt", "2020-21 Q1")])
    with pytest.raises(NotFoundError, match=r"names several documents: .*use one of these ids"):
        bench.library.document("a.txt")


def test_a_library_serves_several_threads(bench: Bench) -> None:
    bench.library.add([bench.report("a.txt"), bench.report("b.txt", "2020-21 Q1")])
    expected = bench.library.search("arrests in Seaview")
    faults: list[BaseException] = []

    def work() -> None:
        try:
            for _ in range(10):
                assert bench.library.search("arrests in Seaview") == expected
                assert len(bench.library.passages()) == 4
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_importing_the_library_loads_nothing_heavy() -> None:
    heavy = "torch sentence_transformers transformers streamlit spacy pandas faiss bm25s scipy"
    code = (
        "import sys; from quarterline import Library;"
        f"print([m for m in {heavy.split()!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
