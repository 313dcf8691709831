"""The spaCy pipeline in another process, and the extractor on whole reports."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
import spacy

from extract.components import found_in
from extract.pipeline import COMPONENTS, Extractor, make_pipeline
from extract.profiles import load_profile
from quarterline.periods import Quarter
from quarterline.records import Cell, Document, Mention, Passage

KENT = Path(__file__).parent / "data" / "kent.toml"
CORPUS = Path(__file__).parents[2] / "shared" / "corpus"
GOLD = CORPUS.parent / "gold"
TEXT = "In Q2 2023/24 Operation HERON (burglary) ran in Ramsgte. KFRS and Medway Council helped."
KINDS = ("operations", "places", "organisations", "themes", "dates", "abbreviations")

_FRESH = """
import json, sys, spacy
nlp = spacy.load(sys.argv[1])
doc = nlp(sys.argv[2])
kinds = sys.argv[3].split()
found = {k: getattr(doc._, "found_" + k) for k in kinds}
print(json.dumps([found, [s.text for s in doc.sents]]))
"""


def _passage(text: str, places: tuple[str, ...] = (), cells: tuple[Cell, ...] = ()) -> Passage:
    return Passage("d#1", "d", 100, 100 + len(text), text, 1, "row", places=places, cells=cells)


def _document(text: str) -> Document:
    return Document("d", "d.txt", "0", "text/plain", " " * 100 + text, quarter=Quarter(2023, 2))


@pytest.mark.slow
def test_a_saved_pipeline_reads_the_same_in_a_fresh_process(tmp_path: Path) -> None:
    nlp = make_pipeline(load_profile(KENT))
    nlp.to_disk(tmp_path / "pipeline")
    doc = nlp(TEXT)
    here = [{k: getattr(doc._, f"found_{k}") for k in KINDS}, [s.text for s in doc.sents]]
    out = subprocess.run(
        [sys.executable, "-c", _FRESH, str(tmp_path / "pipeline"), TEXT, " ".join(KINDS)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(out.stdout) == json.loads(json.dumps(here))
    assert [f.canonical for f in found_in(doc, "places")] == ["Ramsgate", "Medway"]


def test_bytes_carry_the_profile() -> None:
    nlp = make_pipeline(load_profile(KENT))
    other = spacy.blank("en")
    for name in COMPONENTS:
        other.add_pipe(name)
    assert found_in(other(TEXT), "places") == []
    other.from_bytes(nlp.to_bytes())
    assert found_in(other(TEXT), "places") == found_in(nlp(TEXT), "places")


def test_components_declare_what_they_assign() -> None:
    nlp = make_pipeline(load_profile("Essex"))
    assert tuple(nlp.pipe_names) == COMPONENTS
    assert nlp.get_pipe_meta("quarterline_places").assigns == ["doc._.found_places"]
    analysis = nlp.analyze_pipes()
    assert analysis is not None
    assert not any(analysis["problems"].values())


def test_documents_can_be_sent_to_other_processes() -> None:
    nlp = make_pipeline(load_profile("Essex"))
    doc = nlp("Operation HERON in Harlow")
    again = spacy.tokens.Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert found_in(again, "operations") == found_in(doc, "operations") != []


def test_the_pipeline_reads_what_the_extractor_reads() -> None:
    profile = load_profile("Essex")
    nlp, extractor = make_pipeline(profile), Extractor(profile)
    folder = Path(__file__).parents[1] / "corpus" / "sample" / "source"
    texts = [
        line.strip("-#| ")
        for path in sorted(folder.glob("*.md"))
        for line in path.read_text("utf-8").splitlines()
        if len(line) > 20
    ]
    assert len(texts) > 100
    for text in texts:
        doc = nlp.make_doc(text)
        doc._.quarter = "2023-24 Q2"
        nlp(doc)
        kinds = [kind for kind in KINDS if kind != "abbreviations"]
        piped = {(f.start, f.end, f.label) for kind in kinds for f in found_in(doc, kind)}
        # Names that the text repeats without a label are the next step's.
        read = {
            (m.start - 100, m.end - 100, m.label)
            for m in extractor.extract(_document(text), [_passage(text)]).mentions
            if m.how != "short form"
        }
        assert read == piped


def test_reading_loads_no_spacy() -> None:
    code = (
        "import sys, index.ingest as i; r = i.ReportIngest().read("
        "b'# Essex Police, Quarter 3 2019/20\\n\\n- Op HERON made 12 arrests in Harlow.\\n',"
        " 'a.md', None, None); assert r.mentions; print('spacy' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


def test_offsets_are_those_of_the_document() -> None:
    text = "Operation HERON ran in Harlow. The Night Owls Project too, since Q1."
    document = _document(text)
    extraction = Extractor(load_profile("Essex")).extract(document, [_passage(text, ("West LPA",))])
    assert all(document.text[m.start : m.end] == m.text for m in extraction.mentions)
    assert {(m.label, m.canonical, m.places) for m in extraction.mentions} == {
        ("OPERATION", "HERON", ("West LPA", "Harlow")),
        ("DISTRICT", "Harlow", ()),
        ("PROJECT", "NIGHT OWLS", ("West LPA",)),
        ("QUARTER", "2023-24 Q1", ()),
    }
    assert extraction.mentions[0].id == "d:m100-115-OPERATION"


def test_a_cell_ends_a_sentence() -> None:
    text = "Patrols in Harlow Operation HERON ran; Op FALCON too"
    cells = (Cell(100, 117, 0, ()), Cell(118, 100 + len(text), 1, ()))
    extraction = Extractor(load_profile("Essex")).extract(
        _document(text), [_passage(text, (), cells)]
    )
    assert [m.places for m in extraction.mentions if m.label == "OPERATION"] == [(), ()]


def test_a_force_without_a_profile_is_read_all_the_same() -> None:
    text = "Operation HERON with the NCA in Ruritania, on 1 May 2024, tackled county lines."
    extraction = Extractor(load_profile("Ruritania")).extract(_document(text), [_passage(text)])
    assert [m.label for m in extraction.mentions] == ["OPERATION", "ORGANISATION", "DATE", "THEME"]


def test_nothing_to_read() -> None:
    extractor = Extractor(load_profile("Essex"))
    assert extractor.extract(_document(""), []).mentions == ()
    assert extractor.extract(_document(""), [_passage("")]).mentions == ()


needs_corpus = pytest.mark.skipif(
    not CORPUS.is_dir(), reason=f"the five real reports are not at {CORPUS}"
)


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """Mentions of the five reports, as the export has them, and the seconds of extraction."""
    from hashlib import sha256  # noqa: PLC0415

    from corpus.identity import identify  # noqa: PLC0415
    from corpus.passages import segment  # noqa: PLC0415
    from corpus.reading import read_file  # noqa: PLC0415
    from extract.names import link_names  # noqa: PLC0415
    from quarterline.records import to_row  # noqa: PLC0415

    profile = load_profile("Essex")
    extractor = Extractor(profile)
    mentions: list[Mention] = []
    passages: list[Passage] = []
    sources, seconds = {}, 0.0
    for path in sorted(CORPUS.glob("*.txt")):
        reading = read_file(path)
        document = identify(reading, path.name, sha256(path.read_bytes()).hexdigest())
        own = segment(document, profile.gazetteer, reading.pages).passages
        began = time.perf_counter()
        mentions += extractor.extract(document, own).mentions
        seconds += time.perf_counter() - began
        passages += own
        sources[document.id] = path.name
        blank = str.maketrans("\n\t\r", "   ")
        assert all(
            document.text[m.start : m.end].translate(blank) == m.text.translate(blank)
            for m in mentions
            if m.document == document.id
        )
    folder = tmp_path_factory.mktemp("export")
    with (folder / "mentions.jsonl").open("w", encoding="utf-8") as file:
        for mention in link_names(mentions, passages):
            row = {**to_row(mention), "source": sources[mention.document]}
            file.write(json.dumps(row) + "\n")
    return folder, seconds


@needs_corpus
@pytest.mark.slow
def test_operations_of_the_annotated_reports(export: tuple[Path, float]) -> None:
    out = subprocess.run(
        [sys.executable, str(GOLD / "score.py"), "operations", str(export[0]), "--min", "0.99"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert out.returncode == 0, out.stdout
    attached, whole = out.stdout.rsplit("place attached ", 1)[1].split("/")
    assert int(attached) >= 0.95 * int(whole), out.stdout


@needs_corpus
@pytest.mark.slow
def test_five_reports_take_seconds(export: tuple[Path, float]) -> None:
    assert export[1] < 5 * 4, "under 5 s on a machine of its own; four times that when it is shared"
