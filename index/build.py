"""Adding and removing reports: what must be read, what is carried over, what failed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeVar

from index import generations, incoming, originals
from index.assemble import publish
from index.incoming import Sent
from index.ingest import Ingest, Ingested, OwnReader, Reader
from index.results import AddResult, FailedAttempt, Progress
from index.snapshot import Snapshot
from index.store import Holding
from models.encoder import EncoderSource, settle_environment
from quarterline.errors import (
    EngineError,
    LibraryError,
    NoTextError,
    QuarterlineError,
    ReadError,
)
from quarterline.periods import Quarter
from quarterline.plain import encodable

if TYPE_CHECKING:
    from index.terms import Terms

R = TypeVar("R")

_SURE = 0.9


@dataclass(frozen=True, slots=True)
class Request:
    """What `Library.add` was asked for."""

    paths: tuple[Path, ...]
    quarter: Quarter | None = None
    force: str | None = None
    progress: Callable[[Progress], None] | None = None
    workers: int = 1
    scheduler: str = ""


def create(root: Path, ingest: Ingest, encoder: EncoderSource) -> None:
    """Make an empty library, or put back the lost CURRENT of an existing one."""
    with generations.writer(root):
        if generations.current(root) is None and not generations.adopt(root):
            publish(root, (), (), ingest, encoder, None)


def add(root: Path, request: Request, ingest: Ingest, encoder: EncoderSource) -> list[AddResult]:
    """See `Library.add`."""
    settle_environment()
    files = list(incoming.files(request.paths, root.resolve()))
    with generations.writer(root), _reader(request, ingest) as reader:
        writing = _Writing(root, ingest, encoder, reader, request.progress, total=len(files))
        writing.take(files, request)
        writing.finish()
        return writing.results()


def _reader(request: Request, ingest: Ingest) -> AbstractContextManager[Reader]:
    if request.scheduler and request.workers > 1:
        raise EngineError(
            f"workers is {request.workers} and scheduler is {request.scheduler!r}; give either "
            "2 or more processes of this machine, or the address of a running cluster"
        )
    if request.scheduler:
        from index.distributed import DaskReader  # noqa: PLC0415 - only for those who ask for it

        return DaskReader(ingest, request.scheduler)
    if request.workers > 1:
        from index.workers import PoolReader  # noqa: PLC0415

        return PoolReader(ingest, request.workers)
    return OwnReader(ingest)


def remove(
    root: Path,
    document: str,
    ingest: Ingest,
    encoder: EncoderSource,
    progress: Callable[[Progress], None] | None = None,
) -> None:
    """See `Library.remove`."""
    with generations.writer(root):
        writing = _Writing(root, ingest, encoder, OwnReader(ingest), progress, total=1)
        digest = writing.holdings.pop(document).document.sha256
        writing.changed = True
        writing.finish()
        originals.drop(root, digest)


def read(ingest: Ingest, data: bytes, name: str, quarter: Quarter | None, force: str) -> Ingested:
    """Read one report, each record once; raises NoTextError where it gives no passage."""
    return _sound(ingest.read(data, name, quarter, force or None), name)


def _sound(ingested: Ingested, name: str) -> Ingested:
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
    reader: Reader
    progress: Callable[[Progress], None] | None
    total: int
    changed: bool = False
    outcomes: list[_Outcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.previous = Snapshot.open(self.root)
        self.failures = {f.path: f for f in self.previous.store.failures()}
        self._number = self.previous.number
        self._terms: dict[str, Terms] = {}

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

    # ---- the files

    def take(self, files: Iterable[tuple[Path, str]], request: Request) -> None:
        """Read each file, whatever comes of it, as many at a time as the reader likes.

        What becomes of them is told and kept in their order. The same bytes twice are never
        on their way together: the second finds what became of the first.
        """
        sent: deque[Sent] = deque()
        for path, problem in files:
            one = incoming.opened(path, problem)
            while sent and (
                len(sent) >= self.reader.ahead or one.digest in {s.digest for s in sent}
            ):
                self._land(sent.popleft())
            self._send(one, request)
            sent.append(one)
        while sent:
            self._land(sent.popleft())

    def _send(self, one: Sent, request: Request) -> None:
        if one.problem is not None:
            return
        one.quarter, one.force = request.quarter, request.force or ""
        held = self._known.get(one.digest)
        if held is not None:
            # What was given once stays until something else is given.
            one.quarter = one.quarter or (Quarter.parse(held[0]) if held[0] else None)
            one.force = one.force or held[1]
            if held == (*one.given, self.ingest.version):
                return
        one.wait = self.reader.submit(one.data, one.path.name, one.quarter, one.force or None)

    def _land(self, one: Sent) -> None:
        self.report(len(self.outcomes), one.path.name, "Reading")
        try:
            if one.problem is not None:
                raise one.problem
            self.outcomes.append(self._taken(one))
            self._forget_failure(one.path, one.digest)
        except (LibraryError, EngineError):
            raise  # the library cannot be written, or nobody reads: no file will fare better
        except QuarterlineError as error:
            self._fail(one.path, one.digest, type(error).__name__, str(error))
        except Exception as error:
            kind = type(error).__name__
            self._fail(
                one.path,
                one.digest,
                kind,
                f"{one.path.name} could not be read: {kind}: {error}; this is a fault in "
                "Quarterline, please report it with the file",
            )

    def _taken(self, one: Sent) -> _Outcome:
        key, name = one.digest[:12], one.path.name
        ingested = None if one.wait is None else self._shared(_sound(one.wait(), name))
        originals.keep(self.root, one.data, one.digest, name)  # in place of a damaged one, too
        if ingested is None:
            return self._unchanged(one.path, key)
        old = self.holdings.get(key)
        self.holdings[key] = Holding(
            ingested,
            one.quarter,
            one.force,
            added=old.added if old else _now(),
            sequence=old.sequence if old else self._next_sequence(),
            pipeline=self.ingest.version,
        )
        self._known[one.digest] = (*one.given, self.ingest.version)
        self.changed = True
        outcome = _Outcome(one.path, "replaced" if old else "added", key, notes=[*ingested.notes])
        if old:
            outcome.notes.append("Read again: Quarterline or what was given with it has changed.")
        return outcome

    def _shared(self, ingested: Ingested) -> Ingested:
        """With the terms that reports of one force share: they are large, and read once."""
        terms = self._terms.setdefault(ingested.terms.key, ingested.terms)
        return replace(ingested, terms=terms)

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
        version = self.ingest.version
        stale = deque(key for key, held in self.holdings.items() if held.pipeline != version)
        sent: deque[tuple[str, Callable[[], Ingested]]] = deque()
        while stale or sent:
            while stale and len(sent) < self.reader.ahead:
                key = stale.popleft()
                path = originals.find(self.root, self.holdings[key].document.sha256)
                if path is not None:
                    sent.append((key, self._again(self.holdings[key], path)))
            if sent:
                self._land_again(*sent.popleft())

    def _again(self, holding: Holding, path: Path) -> Callable[[], Ingested]:
        try:
            if problem := originals.problem(path):
                raise ReadError(f"{path} {problem}; add the report again")
            data = path.read_bytes()
        except (OSError, ReadError) as error:
            return partial(_raise, error)
        name, force = holding.document.source, holding.given_force or None
        return self.reader.submit(data, name, holding.given_quarter, force)

    def _land_again(self, key: str, wait: Callable[[], Ingested]) -> None:
        holding = self.holdings[key]
        name = holding.document.source
        self.report(self.total, name, "Reading again")
        try:
            ingested = self._shared(_sound(wait(), name))
        except EngineError:
            raise
        except Exception as error:
            kind = type(error).__name__
            self.failures[name] = FailedAttempt(
                name, holding.document.sha256, _now(), kind, f"read again: {error}"
            )
            return
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


def _raise(error: Exception) -> NoReturn:
    raise error


def _once(records: tuple[R, ...]) -> tuple[R, ...]:
    """Each id once: two records of one span and kind are one record."""
    return tuple({getattr(record, "id", None): record for record in records}.values())


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
