"""One execution: a file is read, told and cut into passages, and what came of it is checked."""

from __future__ import annotations

import hashlib
import json
import time

from corpus.identity import identify
from corpus.passages import segment
from corpus.reading import Reading, read_bytes
from extract.figures import extract_figures
from quarterline.errors import ReadError
from quarterline.places import Gazetteer
from quarterline.settings import Limits

SLOW = 10.0
"""Seconds of processor time for one small file, from which it counts as a fault."""
_LIMITS = Limits(seconds=30, pages=500, characters=2_000_000, unpacked_bytes=50 << 20)
_FIGURES = 3  # passages of a file whose figures are read too


class FaultError(AssertionError):
    """Something that no file may cause."""


def execute(data: bytes, name: str) -> str:
    """Read one file and check all that must hold; "read" or the name of the refusal.

    Raises FaultError, or what the code under test raised, for all but a reading or a ReadError.
    """
    started = time.process_time()
    try:
        reading = read_bytes(data, name, _LIMITS)
    except ReadError as error:
        outcome = type(error).__name__
        message = str(error)
        if not message.startswith(f"{name}: ") or len(message) > 2_000:
            raise FaultError(f"a refusal that does not name its file: {message[:200]!r}") from error
    else:
        outcome = "read"
        _check_reading(reading)
        _check_passages(reading, data, name)
    took = time.process_time() - started
    if took > SLOW:
        raise FaultError(f"{len(data)} bytes took {took:.1f} seconds")
    return outcome


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise FaultError(what)


def _check_reading(reading: Reading) -> None:
    _require(bool(reading.text.strip("\ufeff \t\r\n\f\v")), "a reading without a word")
    reading.text.encode("utf-8")  # a lone surrogate could be kept by no library
    last = 0
    for start, end in reading.pages:
        _require(last <= start <= end <= len(reading.text), "pages out of order")
        last = end


def _check_passages(reading: Reading, data: bytes, name: str) -> None:
    """Offsets hold, ids are unique and the same again, and the records can be exported."""
    digest = hashlib.sha256(data).hexdigest()
    document = identify(reading, name, digest)
    for evidence in document.evidence:
        quoted = reading.text[evidence.start : evidence.end]
        _require(quoted == evidence.text, f"evidence for {evidence.field} is not at its place")
    try:
        passages = segment(document, Gazetteer(), reading.pages).passages
    except ReadError:
        return
    _require(len({p.id for p in passages}) == len(passages), "two passages with one id")
    for passage in passages:
        _require(len(passage.text) == passage.end - passage.start, "a passage of another length")
        raw = reading.text[passage.start : passage.end]
        same = all(b in (a, " ") for a, b in zip(raw, passage.text, strict=True))
        _require(same, "a passage whose words are not those at its offsets")
        for cell in passage.cells:
            _require(passage.start <= cell.start <= cell.end <= passage.end, "a cell outside")
        json.loads(json.dumps({"text": passage.text, "context": passage.context}))
    for passage in passages[:_FIGURES]:
        for claim in extract_figures(passage, document.quarter)[0]:
            read = reading.text[claim.start : claim.end]
            _require(len(read) == len(claim.text), "a claim of another length")
