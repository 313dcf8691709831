"""Reading in a child process: the same text, and nothing that a file does reaches the parent."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

import corpus.isolated
from corpus.isolated import ReadingProcess, read_isolated
from corpus.reading import Reading, read_bytes
from index.ingest import ReportIngest
from quarterline.errors import DamagedFileError, LimitError, ReadError, UnsupportedFormatError
from quarterline.settings import Limits

SAMPLE = Path(corpus.isolated.__file__).parent / "sample" / "reports"
HTML = b"<html><body><p>Words of the report</p></body></html>"
LIMITS = Limits(seconds=30)


def pdf(pages: int) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    for number in range(pages):
        for line in range(40):
            canvas.drawString(60, 780 - 15 * line, f"Line {line} of page {number} has some words")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.fixture(scope="module")
def big() -> bytes:
    return pdf(150)


def answering(line: object, text: bytes = b"") -> list[str]:
    """A child that takes a request and answers so, whatever the file."""
    said = json.dumps(line).encode() + b"\n" + text
    script = (
        "import json, sys, time\n"
        "head = json.loads(sys.stdin.buffer.readline())\n"
        "sys.stdin.buffer.read(head['size'])\n"
        f"sys.stdout.buffer.write({said!r}); sys.stdout.buffer.flush(); time.sleep(60)"
    )
    return [sys.executable, "-c", script]


@pytest.fixture
def process() -> Iterator[ReadingProcess]:
    made = ReadingProcess()
    yield made
    made.close()


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLE.iterdir()))
def test_the_text_is_that_of_reading_in_the_same_process(name: str) -> None:
    data = (SAMPLE / name).read_bytes()
    assert read_isolated(data, name) == read_bytes(data, name)


def test_refusals_are_the_same_too(process: ReadingProcess) -> None:
    for data in (b"%PDF-1.4\nnothing\n%%EOF", b"PK\x03\x04", b"<html><body></body></html>"):
        with pytest.raises(ReadError) as here:
            read_bytes(data, "a.x")
        with pytest.raises(type(here.value)) as there:
            process.read(data, "a.x", LIMITS)
        assert str(there.value) == str(here.value)


def test_one_child_reads_a_batch_and_a_closed_one_is_started_again(process: ReadingProcess) -> None:
    assert process.pid is None
    process.read(HTML, "a.html", LIMITS)
    first = process.pid
    for _ in range(5):
        assert process.read(HTML, "a.html", LIMITS).text == "Words of the report\n"
    assert process.pid == first
    process.close()
    process.read(HTML, "a.html", LIMITS)
    assert process.pid not in (None, first)


def test_plain_text_starts_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus.isolated, "_SHARED", ReadingProcess(["/no/such/program"]))
    assert read_isolated(b"Words", "a.txt").text == "Words"
    assert read_isolated(b"# Words", "a.md").text == "# Words"
    with pytest.raises(ReadError, match=r"could not be started .* add the file again"):
        read_isolated(HTML, "a.html")


def test_a_crash_is_the_failure_of_one_file(process: ReadingProcess, big: bytes) -> None:
    process.read(HTML, "a.html", LIMITS)
    victim = process.pid
    assert victim is not None
    threading.Timer(0.4, os.kill, (victim, signal.SIGSEGV)).start()
    with pytest.raises(DamagedFileError, match=r"^big\.pdf: .*broke off on it \(SIGSEGV\)\. Save"):
        process.read(big, "big.pdf", Limits(seconds=60))
    assert process.read(HTML, "a.html", LIMITS).text == "Words of the report\n"
    assert process.pid != victim


def test_a_child_that_never_answers_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus.isolated, "_GRACE", 0.2)
    hanging = ReadingProcess([sys.executable, "-c", "import time; time.sleep(600)"])
    begin = time.monotonic()
    with pytest.raises(LimitError, match=r"^a\.html: reading took more than 0\.5 seconds and was"):
        hanging.read(HTML, "a.html", Limits(seconds=0.5))
    assert time.monotonic() - begin < 20
    assert hanging.pid is None


def test_the_child_says_itself_when_its_time_is_over(process: ReadingProcess, big: bytes) -> None:
    with pytest.raises(LimitError, match=r"more than 0\.3 seconds\. Split the file"):
        process.read(big, "big.pdf", Limits(seconds=0.3))


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited on Linux only")
def test_a_file_that_asks_for_more_memory_is_refused(process: ReadingProcess) -> None:
    with zipfile.ZipFile(SAMPLE / "2020-21-q2.docx") as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    body = b"<w:p><w:r><w:t>x</w:t></w:r></w:p>"
    at = members["word/document.xml"].index(b"<w:body>") + 8
    xml = members["word/document.xml"]
    members["word/document.xml"] = xml[:at] + body * 700_000 + xml[at:]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    with pytest.raises(LimitError, match=r"needs more memory than 500,000,000 bytes\. Split"):
        process.read(out.getvalue(), "a.docx", Limits(memory=500_000_000))
    assert process.read(HTML, "a.html", LIMITS).text == "Words of the report\n"


GOOD = {"media_type": "text/html", "pages": [], "notes": [], "size": 5}


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("not an object", b""),
        ({}, b""),
        (GOOD | {"size": -1}, b""),
        (GOOD | {"size": 10**15}, b""),
        (GOOD | {"size": "x"}, b""),
        (GOOD | {"media_type": "application/x-pickle"}, b"Words"),
        (GOOD | {"pages": [[0, 9]]}, b"Words"),
        (GOOD | {"pages": [[3, 5], [0, 2]]}, b"Words"),
        (GOOD | {"pages": "all"}, b"Words"),
        (GOOD | {"notes": None}, b"Words"),
        (GOOD, b"\xff\xfe\xfd\xfc\xfb"),
    ],
)
def test_an_answer_that_cannot_be_is_taken_for_a_crash(line: object, text: bytes) -> None:
    lying = ReadingProcess(answering(line, text))
    with pytest.raises(DamagedFileError, match=r"^a\.html: the program .* broke off on it"):
        lying.read(HTML, "a.html", LIMITS)
    lying.close()


@pytest.mark.parametrize("kind", ["SystemExit", "QuarterlineError", "annotations", "Nothing"])
def test_only_errors_of_reading_come_back(kind: str) -> None:
    lying = ReadingProcess(answering({"error": kind, "message": "a.html: words"}))
    with pytest.raises(DamagedFileError, match="words"):
        lying.read(HTML, "a.html", LIMITS)
    lying.close()


def test_a_good_answer_is_taken() -> None:
    honest = ReadingProcess(answering(GOOD | {"pages": [[0, 2], [2, 5]]}, b"Words"))
    assert honest.read(HTML, "a.html", LIMITS) == Reading("Words", "text/html", ((0, 2), (2, 5)))
    honest.close()


def test_the_batch_goes_on_after_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    crashing = ReadingProcess([sys.executable, "-c", "import os; os.kill(os.getpid(), 11)"])
    monkeypatch.setattr(corpus.isolated, "_SHARED", crashing)
    ingest = ReportIngest()
    with pytest.raises(DamagedFileError, match="SIGSEGV"):
        ingest.read(HTML, "a.html", None, None)
    text = b"Update\n\n# Words\n\n- Officers arrested 12 people in a town.\n"
    assert ingest.read(text, "a.md", None, None).passages


def test_files_in_the_folder_where_one_stands_are_not_imported(tmp_path: Path) -> None:
    for name in ("re.py", "json.py", "corpus.py", "lxml.py"):
        (tmp_path / name).write_text("open('taken', 'w').close()")
    script = (
        f"from corpus.isolated import read_isolated\nprint(read_isolated({HTML!r}, 'a.html').text)"
    )
    root = str(Path(corpus.isolated.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-P", "-c", script],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": root},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "Words of the report\n\n"
    assert not (tmp_path / "taken").exists()


def test_threads_take_turns(process: ReadingProcess) -> None:
    texts: list[str] = []

    def read(number: int) -> None:
        page = f"<html><p>Words {number}</p></html>".encode()
        texts.append(process.read(page, "a.html", LIMITS).text)

    threads = [threading.Thread(target=read, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(texts) == sorted(f"Words {n}\n" for n in range(8))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_forked_process_has_a_child_of_its_own() -> None:
    read_isolated(HTML, "a.html")
    mine = corpus.isolated._SHARED.pid
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        text = read_isolated(HTML, "a.html").text
        other = corpus.isolated._SHARED.pid
        corpus.isolated._SHARED.close()
        os.write(writing, f"{text.strip()} {other}".encode())
        os._exit(0)
    os.waitpid(child, 0)
    words, _, number = os.read(reading, 1000).decode().rpartition(" ")
    assert words == "Words of the report"
    assert int(number) != mine
    assert read_isolated(HTML, "a.html").text == "Words of the report\n"
    assert corpus.isolated._SHARED.pid == mine


def test_what_is_no_report_is_still_named(process: ReadingProcess) -> None:
    with pytest.raises(UnsupportedFormatError, match="zip archive"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("a.txt", "a")
        process.read(out.getvalue(), "a.zip", LIMITS)
