"""Adding and removing reports: what must be read, what is carried over, what failed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from index import generations, originals
from index.assemble import publish
from index.ingest import Ingest, Ingested
from index.results import AddResult, FailedAttempt, Progress
from index.snapshot import Snapshot
from index.store import Holding
from models.encoder import EncoderSource, settle_environment
from quarterline.errors import (
    LibraryError,
    LimitError,
    NoTextError,
    QuarterlineError,
    ReadError,
)
from quarterline.periods import Quarter
from quarterline.plain import encodable
from quarterline.settings import Limits

R = TypeVar("R")

_SURE = 0.9
_SKIPPED = (".", "~$", "__")  # hidden files, Word's lock files, Python's caches
# Files that tell of a folder and are no report, in any format.
_ABOUT = frozenset("readme license licence changelog contributing notice".split())


@dataclass(frozen=True, slots=True)
class Request:
    """What `Library.add` was asked for."""

    paths: tuple[Path, ...]
    quarter: Quarter | None = None
    force: str | None = None
    progress: Callable[[Progress], None] | None = None


def create(root: Path, ingest: Ingest, encoder: EncoderSource) -> None:
    """Make an empty library, or put back the lost CURRENT of an existing one."""
    with generations.writer(root):
        if generations.current(root) is None and not generations.adopt(root):
            publish(root, (), (), ingest, encoder, None)


def add(root: Path, request: Request, ingest: Ingest, encoder: EncoderSource) -> list[AddResult]:
    """See `Library.add`."""
    settle_environment()
    files = list(_files(request.paths, root.resolve()))
    with generations.writer(root):
        writing = _Writing(root, ingest, encoder, request.progress, total=len(files))
        for done, (path, problem) in enumerate(files):
            writing.report(done, path.name, "Reading")
            writing.take(path, problem, request)
        writing.finish()
        return writing.results()


def remove(root: Path, document: str, ingest: Ingest, encoder: EncoderSource) -> None:
    """See `Library.remove`."""
    with generations.writer(root):
        writing = _Writing(root, ingest, encoder, None, total=1)
        digest = writing.holdings.pop(document).document.sha256
        writing.changed = True
        writing.finish()
        originals.drop(root, digest)


def read(ingest: Ingest, data: bytes, name: str, quarter: Quarter | None, force: str) -> Ingested:
    """Read one report, each record once; raises NoTextError where it gives no passage."""
    ingested = ingest.read(data, name, quarter, force or None)
    if not ingested.passages:
        raise NoTextError(
            f"{name} has text but no passage could be told apart in it; expected bullets, "
            "paragraphs or table rows; try it as PDF, DOCX or Markdown"
        )
    return replace(
        ingested,
        mentions=_once(ingested.mentions),
        claims=_once(ingested.claims),
        comparisons=_once(ingested.comparisons),
    )


def _files(paths: Iterable[Path], root: Path) -> Iterator[tuple[Path, str]]:
    """Every file named or in a folder named, with a problem where there is none to read.

    The library's own folder is passed over when it stands among the reports.
    """
    for path in paths:
        if path.is_dir():
            inside = [
                found
                for found in sorted(path.rglob("*"))
                if found.is_file()
                and found.stem.lower() not in _ABOUT
                and not found.resolve().is_relative_to(root)
                and not any(p.startswith(_SKIPPED) for p in found.relative_to(path).parts)
            ]
            yield from ((found, "") for found in inside)
            if not inside:
                yield path, f"{path} holds no file; name a folder with reports in it"
        elif path.is_file():
            yield path, ""
        elif path.exists():
            yield path, f"{path} is not a file; name a report or a folder of reports"
        else:
            yield path, f"{path} does not exist; check the spelling of the path"


@dataclass(slots=True)
class _Outcome:
    path: Path
    status: str
    document: str = ""
    problem: str = ""
    notes: list[str] = field(default_factory=list)


@dataclass
class _Writing:
    """One hold of the writer's lock: the reports so far, and what became of each file."""

    root: Path
    ingest: Ingest
    encoder: EncoderSource
    progress: Callable[[Progress], None] | None
    total: int
    changed: bool = False
    outcomes: list[_Outcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.previous = Snapshot.open(self.root)
        self.failures = {f.path: f for f in self.previous.store.failures()}
        self._number = self.previous.number

    @cached_property
    def holdings(self) -> dict[str, Holding]:
        """By document id, in the order of addition; read back only when something changes."""
        return {h.document.id: h for h in self.previous.store.holdings()}

    @cached_property
    def _known(self) -> dict[str, tuple[str, str, str]]:
        """sha256 -> quarter given, force given, pipeline."""
        return {
            digest: (quarter, force, pipeline)
            for digest, quarter, force, pipeline in self.previous.store.query(
                "SELECT sha256, given_quarter, given_force, pipeline FROM holdings "
                "JOIN documents ON documents.id = holdings.document"
            )
        }

    def report(self, done: int, source: str, stage: str) -> None:
        """Tell how far it is."""
        if self.progress is not None:
            self.progress(Progress(done, self.total, source, stage))

    # ---- one file

    def take(self, path: Path, problem: str, request: Request) -> None:
        """Read one file, whatever comes of it."""
        digest = ""
        try:
            if problem:
                raise ReadError(problem)
            data = _bytes(path)
            digest = hashlib.sha256(data).hexdigest()
            self.outcomes.append(self._take(path, data, digest, request))
            self._forget_failure(path, digest)
        except LibraryError:
            raise  # the library cannot be written: no file will fare better
        except QuarterlineError as error:
            self._fail(path, digest, type(error).__name__, str(error))
        except Exception as error:
            kind = type(error).__name__
            self._fail(
                path,
                digest,
                kind,
                f"{path.name} could not be read: {kind}: {error}; this is a fault in Quarterline, "
                "please report it with the file",
            )

    def _take(self, path: Path, data: bytes, digest: str, request: Request) -> _Outcome:
        key = digest[:12]
        given_quarter, given_force = request.quarter, request.force or ""
        held = self._known.get(digest)
        if held is not None:
            # What was given once stays until something else is given.
            given_quarter = given_quarter or (Quarter.parse(held[0]) if held[0] else None)
            given_force = given_force or held[1]
            wanted = ("" if given_quarter is None else str(given_quarter), given_force)
            if wanted == held[:2] and held[2] == self.ingest.version:
                originals.keep(self.root, data, digest, path.name)  # in place of a damaged one
                return self._unchanged(path, key)
        ingested = read(self.ingest, data, path.name, given_quarter, given_force)
        originals.keep(self.root, data, digest, path.name)
        old = self.holdings.get(key)
        self.holdings[key] = Holding(
            ingested,
            given_quarter,
            given_force,
            added=old.added if old else _now(),
            sequence=old.sequence if old else self._next_sequence(),
            pipeline=self.ingest.version,
        )
        self._known[digest] = (
            "" if given_quarter is None else str(given_quarter),
            given_force,
            self.ingest.version,
        )
        self.changed = True
        outcome = _Outcome(path, "replaced" if old else "added", key, notes=[*ingested.notes])
        if old:
            outcome.notes.append("Read again: Quarterline or what was given with it has changed.")
        return outcome

    def _unchanged(self, path: Path, key: str) -> _Outcome:
        outcome = _Outcome(path, "unchanged", key)
        name = encodable(path.name)
        source = next(
            (d.source for d in self.previous.documents(superseded=True) if d.id == key), name
        )
        if source != name:
            outcome.notes.append(f"The same bytes are in the library as {source}.")
        return outcome

    def _forget_failure(self, path: Path, digest: str) -> None:
        for key, failure in list(self.failures.items()):
            if key == encodable(str(path)) or (digest and failure.sha256 == digest):
                del self.failures[key]
                self.changed = True

    def _fail(self, path: Path, digest: str, kind: str, message: str) -> None:
        self.outcomes.append(_Outcome(path, "failed", problem=message))
        name, message = encodable(str(path)), encodable(message)
        same = [f for f in self.failures.values() if (f.sha256, f.message) == (digest, message)]
        if not same or (not digest and name not in self.failures):
            self._forget_failure(path, digest)
            self.failures[name] = FailedAttempt(name, digest, _now(), kind, message)
            self.changed = True

    def _next_sequence(self) -> int:
        return 1 + max((h.sequence for h in self.holdings.values()), default=0)

    # ---- all of them

    def finish(self) -> None:
        """Write a new generation, if anything changed."""
        if not self.changed and self.previous.manifest.encoder == self.encoder.name:
            return
        self._read_stale()
        self._number = publish(
            self.root,
            sorted(self.holdings.values(), key=lambda h: h.sequence),
            list(self.failures.values()),
            self.ingest,
            self.encoder,
            self.previous,
            lambda stage: self.report(self.total, "", stage),
        )

    def _read_stale(self) -> None:
        """Read again, from the originals, what another state of the reading rooms had read.

        Names are linked across all reports, so records of two states must not be mixed. What
        can no longer be read keeps the records that it has.
        """
        for key, holding in list(self.holdings.items()):
            if holding.pipeline == self.ingest.version:
                continue
            name = holding.document.source
            path = originals.find(self.root, holding.document.sha256)
            if path is None:
                continue
            self.report(self.total, name, "Reading again")
            try:
                if problem := originals.problem(path):
                    raise ReadError(f"{path} {problem}; add the report again")
                given = holding.given_quarter, holding.given_force
                ingested = read(self.ingest, path.read_bytes(), name, *given)
            except Exception as error:
                kind = type(error).__name__
                self.failures[name] = FailedAttempt(
                    name, holding.document.sha256, _now(), kind, f"read again: {error}"
                )
                continue
            self.holdings[key] = replace(holding, ingested=ingested, pipeline=self.ingest.version)

    def results(self) -> list[AddResult]:
        """One result a file, in order, counted in the library as it now is."""
        changed = self._number != self.previous.number
        now = Snapshot.open(self.root) if changed else self.previous
        return [self._result(outcome, now) for outcome in self.outcomes]

    def _result(self, outcome: _Outcome, now: Snapshot) -> AddResult:
        if outcome.status == "failed":
            return AddResult(str(outcome.path), "failed", problem=outcome.problem)
        document = now.document(outcome.document)
        passages, operations, figures = now.store.summary(document.id)
        status, notes = outcome.status, list(outcome.notes)
        for evidence in document.evidence:
            if evidence.field in ("force", "quarter") and evidence.confidence < _SURE:
                notes.append(f"{evidence.field.capitalize()} {evidence.value}: {evidence.how}.")
        if not document.force:
            notes.append("Whose report it is could not be told; give it with --force.")
        if document.quarter is None:
            notes.append("The quarter could not be told; give it with --quarter.")
        older = [key for key, newer in now.superseded.items() if newer == document.id]
        if outcome.status != "unchanged" and older:
            status = "replaced"
            sources = ", ".join(now.document(key).source for key in older)
            notes.append(f"Takes the place of an older version: {sources}, which is kept.")
        if document.id in now.superseded:
            newer = now.document(now.superseded[document.id])
            notes.append(
                f"A newer version is in the library: {newer.source}; this one is kept, "
                "and left out of searches."
            )
        return AddResult(
            str(outcome.path), status, document, passages, operations, figures, notes=tuple(notes)
        )


def _bytes(path: Path) -> bytes:
    limit = Limits().bytes
    try:
        size = path.stat().st_size
        if size > limit:
            raise LimitError(
                f"{path.name} has {size:,} bytes, more than the {limit:,} that are taken; "
                "split the report or save it without pictures"
            )
        return path.read_bytes()
    except OSError as error:
        raise ReadError(
            f"{path.name} cannot be opened: {error.strerror or error}; check its permissions"
        ) from error


def _once(records: tuple[R, ...]) -> tuple[R, ...]:
    """Each id once: two records of one span and kind are one record."""
    return tuple({getattr(record, "id", None): record for record in records}.values())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
