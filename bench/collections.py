"""Public test collections, in the forms that they are passed round in.

- SMART: one `.all` (or `.1400`) file of documents, one `.qry`, one `.rel` or `qrel` file, with
  fields `.I .T .A .B .W`, as Cranfield, CISI, CACM and MED have them.
- BEIR: `corpus.jsonl` and `queries.jsonl` (`_id`, `title`, `text`), and `qrels/test.tsv`.
- TSV: `documents.tsv` and `queries.tsv` (id, text), and qrels in three columns or TREC's four.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.search_questions import Asked, Score, graded
from extract.abbreviations import defined_abbreviations
from index.ingest import Ingested
from index.library import Library
from index.terms import Terms
from models.encoder import Encoder
from quarterline.errors import ReadError
from quarterline.periods import Quarter
from quarterline.records import Check, Claim, Comparison, Document, Mention, Passage
from quarterline.settings import Limits

NO_TERMS = Terms()
_FIELD = re.compile(r"^\.(?P<name>[ITABWXNCK])(?:\s+(?P<number>\d+))?\s*$")
_DOCUMENTS = ("*.all", "*.1400", "*.ALL")
_QUERIES = ("*.qry", "*.QRY")
_JUDGED = ("*.rel", "*.REL", "*qrel*")


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents and queries by id, and the grade of each judged document of a query."""

    documents: dict[str, str]
    queries: dict[str, str]
    judged: dict[str, dict[str, int]]


def read_collection(folder: Path) -> Collection:
    """The collection in a folder. Raises ReadError where it is in none of the forms."""
    if (folder / "corpus.jsonl").is_file():
        documents, queries = _jsonl(folder / "corpus.jsonl"), _jsonl(folder / "queries.jsonl")
        return _checked(folder, documents, queries, _qrels(_one(folder, "qrels/*", "*qrel*")))
    if (folder / "documents.tsv").is_file():
        documents, queries = _tsv(folder / "documents.tsv"), _tsv(folder / "queries.tsv")
        return _checked(folder, documents, queries, _qrels(_one(folder, "qrels*", "*/qrels*")))
    documents = dict(_smart(_one(folder, *_DOCUMENTS)))
    queries = dict(_smart(_one(folder, *_QUERIES)))
    judged = _qrels(_one(folder, *_JUDGED), smart=True)
    if not set(judged) <= set(queries) or len(queries) == max(map(int, judged)):
        # Cranfield numbers its queries with gaps, and its judgements count them without.
        queries = {str(at): text for at, text in enumerate(queries.values(), start=1)}
    return _checked(folder, documents, queries, judged)


def library_of(
    collection: Collection, folder: Path, terms: Terms = NO_TERMS, encoder: Encoder | None = None
) -> Library:
    """A library of a collection's documents, in their order; empty ones hold a full stop."""
    texts = [" ".join(text.split()) or "." for text in collection.documents.values()]
    file = folder / "collection.txt"
    file.write_text("\n".join(texts), encoding="utf-8", errors="replace")
    ingest = CollectionIngest(texts, terms)
    library = Library(folder / "library", encoder=encoder, ingest=ingest, create=True)
    library.add([file])
    return library


def _checked(
    folder: Path,
    documents: dict[str, str],
    queries: dict[str, str],
    judged: dict[str, dict[str, int]],
) -> Collection:
    kept = {
        qid: {d: g for d, g in grades.items() if d in documents and g > 0}
        for qid, grades in judged.items()
        if qid in queries
    }
    kept = {qid: grades for qid, grades in kept.items() if grades}
    if not kept:
        raise ReadError(f"{folder} has no query with a relevant document; check its files")
    return Collection(documents, {qid: queries[qid] for qid in kept}, kept)


def _one(folder: Path, *patterns: str) -> Path:
    for pattern in patterns:
        found = sorted(path for path in folder.glob(pattern) if path.is_file())
        if found:
            return found[0]
    raise ReadError(
        f"{folder} has no file {' or '.join(patterns)}; expected a collection in the form of "
        "SMART (.all, .qry, .rel), BEIR (corpus.jsonl, queries.jsonl, qrels/) or TSV"
    )


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", errors="replace")


def _smart(path: Path) -> Iterator[tuple[str, str]]:
    """Id and text (title, then body) of each record."""
    number, field = "", ""
    held: list[str] = []
    for line in _text(path).splitlines():
        match = _FIELD.match(line)
        if match is None:
            if field in ("T", "W"):
                held.append(line.strip())
        elif match["name"] == "I":
            if number:
                yield number, " ".join(held)
            number, field, held = str(int(match["number"] or "0")), "I", []
        else:
            field = match["name"]
    if number:
        yield number, " ".join(held)


def _jsonl(path: Path) -> dict[str, str]:
    rows = (json.loads(line) for line in _text(path).splitlines() if line.strip())
    return {str(r["_id"]): f"{r.get('title', '')} {r.get('text', '')}".strip() for r in rows}


def _tsv(path: Path) -> dict[str, str]:
    parts = (line.partition("\t") for line in _text(path).splitlines() if "\t" in line)
    return {key: text for key, _, text in parts}


def _qrels(path: Path, *, smart: bool = False) -> dict[str, dict[str, int]]:
    """Grades by query and document. SMART's last columns are no grades: all are relevant."""
    found: dict[str, dict[str, int]] = {}
    for line in _text(path).splitlines():
        parts = line.split()
        if len(parts) < 2 or not (parts[0].isdigit() or not smart) or "id" in parts[0]:
            continue
        if smart:
            found.setdefault(str(int(parts[0])), {})[str(int(parts[1]))] = 1
        else:
            document = parts[2] if len(parts) == 4 else parts[1]
            found.setdefault(parts[0], {})[document] = int(float(parts[-1]))
    return found


class Collected:
    """A collection's queries and judgements, for the passages of a library made of it."""

    def __init__(self, collection: Collection, passages: Sequence[Passage]) -> None:
        self.asked = [Asked(qid, "query", query) for qid, query in collection.queries.items()]
        by_id = dict(zip(collection.documents, passages, strict=True))
        self.grades = {
            qid: {by_id[key].id: grade for key, grade in grades.items()}
            for qid, grades in collection.judged.items()
        }

    def score(self, rankings: Mapping[str, Sequence[Passage]]) -> dict[str, Score]:
        """By passage ids; every judged grade counts as relevant."""
        return {
            asked.qid: graded(
                self.grades[asked.qid], [p.id for p in rankings[asked.qid]], relevant=1
            )
            for asked in self.asked
        }


@dataclass
class CollectionIngest:
    """Makes one report of a collection's documents, each of them a passage.

    By default questions are read with no profile, as those of any collection are.
    """

    texts: Sequence[str]
    terms: Terms = field(default_factory=Terms)
    version: str = "collection-1"
    limits: Limits = field(default_factory=Limits)

    def read(self, data: bytes, name: str, quarter: Quarter | None, force: str | None) -> Ingested:
        """The passages stand in the order of `texts`, whatever the bytes."""
        digest = hashlib.sha256(data).hexdigest()
        key, start = digest[:12], 0
        passages = []
        for order, text in enumerate(self.texts, start=1):
            end = start + len(text)
            passages.append(Passage(f"{key}#{order}", key, start, end, text, order, "paragraph"))
            start = end + 1
        document = Document(
            id=key, source=name, sha256=digest, media_type="text/plain", text="\n".join(self.texts)
        )
        short = tuple(defined_abbreviations(self.texts).items())
        return Ingested(document, tuple(passages), (), (), (), short, self.terms)

    def link(self, mentions: Iterable[Mention], passages: object) -> Sequence[Mention]:
        """Nothing to link."""
        return tuple(mentions)

    def check(
        self,
        documents: Sequence[Document],
        claims: Sequence[Claim],
        comparisons: Sequence[Comparison],
        passages: Sequence[Passage],
    ) -> Sequence[Check]:
        """Nothing to check."""
        return ()
