"""The Library: the one class through which everything above reads and writes reports."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index import generations, saved
from index.damage import naming_damage
from index.ingest import Ingest, ReportIngest
from index.opened import Opened
from index.results import AddResult, Facets, Filters, Health, Progress, Results, Tell
from index.series import SeriesStore
from index.snapshot import Snapshot
from models.encoder import EncoderSource, model_folder
from models.register import DEFAULT, REGISTER, artefact
from quarterline.errors import DamagedLibraryError, NotFoundError, RecordsLagError
from quarterline.periods import Quarter
from quarterline.records import Check, Claim, Comparison, Document, Mention, Passage
from quarterline.settings import engine_address, library_path, records_address

if TYPE_CHECKING:
    from index.engine import Loaded
    from index.postgres import Postgres
    from index.qdrant import Qdrant
    from index.repair import Repair
    from models.encoder import Encoder


class Library:
    """A library of reports on disk.

    `path` is the library's folder (see `quarterline.settings.library_path`); `create` makes
    an empty one where none is, else LibraryNotFoundError is raised. `ingest` replaces the
    reading pipeline, and `encoder` the model: by a registered name, what is added builds the
    library anew with that model (ModelError where it is not at hand); an object is used for
    everything (tests do so). By default the model that the library was built with is loaded
    when the first text must be encoded, never before. `engine` is the address of a server that
    finds passages in the place of the library's own indexes ("qdrant://127.0.0.1:6333"), by
    default that of `QUARTERLINE_ENGINE`, if any. `records` is that of a PostgreSQL server that
    holds a copy of the records for many readers, by default `QUARTERLINE_RECORDS`, if any.

    One process may write at a time (LibraryLockedError), any number may read; the object may
    be used from several threads. A reader keeps the generation that it opened until
    `refresh()`; the object's own `add` and `remove` refresh it.
    """

    def __init__(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        encoder: Encoder | str | None = None,
        create: bool = False,
        ingest: Ingest | None = None,
        engine: str | None = None,
        records: str | None = None,
    ) -> None:
        self._root = library_path(path)
        self._server: Postgres | None = None
        if address := records_address(records):
            from index.records_server import server_at  # noqa: PLC0415 - few use one

            self._server = server_at(address)
        self._engine: Qdrant | None = None
        if address := engine_address(engine):
            from index.engines import engine_at  # noqa: PLC0415 - few use one

            self._engine = engine_at(address)
        self._wanted, self._encoder = (encoder, None) if isinstance(encoder, str) else ("", encoder)
        if self._wanted:
            model_folder(artefact(self._wanted))
        self._loaded: dict[str, Encoder] = {}
        self._ingest, self._asked = ingest if ingest is not None else ReportIngest(), False
        self._encoder_lock = threading.Lock()
        if generations.current(self._root) is None:
            if not create:
                raise generations.nothing_at(self._root)
            from index import build  # noqa: PLC0415 - all that reads and links; only to write

            build.create(self._root, self._ingest, self._source(self._wanted or DEFAULT))
        self._opened = Opened(self._root, self._server)

    def __repr__(self) -> str:
        return f"Library({str(self._root)!r}, generation={self._opened.number})"

    @property
    def path(self) -> Path:
        """The library's folder."""
        return self._root

    @property
    def generation(self) -> int:
        """Number of the generation that this object reads."""
        return self._snapshot.number

    # ---- writing

    def add(
        self,
        paths: Iterable[str | os.PathLike[str]] | str | os.PathLike[str],
        *,
        quarter: Quarter | None = None,
        force: str | None = None,
        progress: Callable[[Progress], None] | None = None,
        workers: int = 1,
        scheduler: str = "",
    ) -> list[AddResult]:
        """Add files, and the files of folders; one result a file, in the order given.

        In folders, hidden files, those that begin with "~$" or "__", and those named README,
        LICENSE and the like are passed over, and so is the library itself.
        A file that cannot be taken gives a result with status "failed" and never stops the
        rest. `quarter` and `force` overrule what the reports say of themselves and are kept
        with them. Raises LibraryLockedError while another process writes.

        Reports are read by this process, by so many `workers` of this machine, or by those of
        a running Dask cluster ("tcp://host:8786"); the library is the same. Raises EngineError
        where these cannot be had. A script that asks for workers needs the usual
        `if __name__ == "__main__":`, since each of them imports it.
        """
        from index import build  # noqa: PLC0415

        if isinstance(paths, str | os.PathLike):
            paths = [paths]
        request = build.Request(
            tuple(Path(p) for p in paths), quarter, force, progress, workers, scheduler
        )
        self._follow_records()  # rather fail now than when the folder has changed
        self.refresh()  # or an older generation's model would be taken for the library's
        results = build.add(self._root, request, self._ingest, self._source(self._wanted))
        self._follow()
        return results

    def remove(self, document_id: str, *, progress: Tell | None = None) -> Document:
        """Take a document out (by id, unique beginning of it, or source name); returns it.

        A version that it superseded comes back into search. Its bytes are deleted at once, its
        text with the next change, which prunes the previous generation. Raises NotFoundError.
        """
        from index import build  # noqa: PLC0415

        self._follow_records()
        document = self.document(document_id)
        build.remove(self._root, document.id, self._ingest, self._source(), progress)
        self._follow()
        return document

    @classmethod
    def repair(
        cls,
        path: str | os.PathLike[str] | None = None,
        *,
        encoder: Encoder | None = None,
        ingest: Ingest | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> Repair:
        """Mend a damaged library, or bring an older one up to date, from its originals.

        Decisions, reviews and saved searches are kept. A sound library is left as it is.
        Raises LibraryError, with what to do, where nothing can be mended.
        """
        from index.repair import repair, source_of  # noqa: PLC0415 - only here

        def stage(words: str) -> None:
            if progress is not None:
                progress(Progress(0, 0, "", words))

        read = ReportIngest() if ingest is None else ingest
        return repair(library_path(path), read, source_of(encoder), stage)

    # ---- reading

    def counts(self, document_id: str) -> tuple[int, int, int]:
        """Numbers of a report's passages (objectives apart), distinct operations, and figures."""
        return self._snapshot.store.summary(self.document(document_id).id)

    def documents(self, superseded: bool = False) -> list[Document]:
        """The documents by quarter, oldest first; superseded versions only when asked for."""
        return self._snapshot.documents(superseded)

    def document(self, key: str) -> Document:
        """By id, unique beginning of the id (4 characters or more), or source name.

        Of several with one source name the one in use is taken. Raises NotFoundError.
        """
        return self._snapshot.document(key)

    def superseded_by(self, document_id: str) -> str:
        """Id of the document that took this one's place; empty while it is in use."""
        return self._snapshot.superseded.get(self.document(document_id).id, "")

    def passages(self, document_id: str | None = None) -> list[Passage]:
        """All passages in reading order, of one document or of all that are in use."""
        return self._snapshot.records(Passage, self._scope(document_id))

    def passage(self, passage_id: str) -> Passage:
        """One passage, by `"<document>#<order>"`, the document by any key of `document()`."""
        key, mark, order = passage_id.rpartition("#")
        if not mark:
            raise NotFoundError(
                f"{passage_id!r} is not a passage's id; expected DOCUMENT#NUMBER, as in 1a2b3c4d#12"
            )
        return self._snapshot.passage(f"{self.document(key).id}#{order}")

    def mentions(self, document_id: str | None = None) -> list[Mention]:
        """Mentions in reading order, of one document or of all that are in use."""
        return self._snapshot.records(Mention, self._scope(document_id))

    def claims(self, document_id: str | None = None) -> list[Claim]:
        """Figures in reading order, of one document or of all that are in use."""
        return self._snapshot.records(Claim, self._scope(document_id))

    def comparisons(self, document_id: str | None = None) -> list[Comparison]:
        """Comparisons in reading order, of one document or of all that are in use."""
        return self._snapshot.records(Comparison, self._scope(document_id))

    def checks(self) -> list[Check]:
        """All checks over the documents in use."""
        return self._snapshot.checks()

    def series(self) -> SeriesStore:
        """Figures by what they count, for those who follow one and need not read all."""
        return SeriesStore(self._snapshot.store)

    def facets(self) -> Facets:
        """The values that the filters can take, with their numbers of passages."""
        return self._snapshot.facets()

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        filters: Filters | None = None,
        without: Collection[str] = (),
    ) -> Results:
        """Answer a question.

        A phrase in quotation marks must stand in a passage, a word after a minus must not.
        `without` takes back parts of what was understood, by `Part.key` ("place:Southend", or
        "place:*" for all of a kind). Raises QueryError on a question without a word, and on exact
        syntax or a filter's value that cannot be honoured.
        """
        return self.search_many([query], limit=limit, filters=filters, without=without)[0]

    def search_many(
        self,
        queries: Sequence[str],
        *,
        limit: int = 10,
        filters: Filters | None = None,
        without: Collection[str] = (),
        lexical_share: float | None = None,
    ) -> list[Results]:
        """Answer many questions; their texts are encoded together, which is quicker.

        `lexical_share` (0 to 1) replaces the share of the words in the score, for measuring.
        """
        from index.fusion import LEXICAL_SHARE  # noqa: PLC0415
        from index.search import search_many  # noqa: PLC0415 - FAISS, when first needed

        @naming_damage
        def answer(snapshot: Snapshot) -> list[Results]:
            self._asked = True
            if self._engine is not None:
                from index.engines import check_loaded  # noqa: PLC0415

                check_loaded(snapshot, self._engine)
            return search_many(
                snapshot,
                queries,
                self._source(snapshot.manifest.encoder),
                limit=limit,
                filters=filters or Filters(),
                without=without,
                lexical_share=LEXICAL_SHARE if lexical_share is None else lexical_share,
                engine=self._engine,
            )

        read = self._snapshot
        try:
            return answer(read)
        except (DamagedLibraryError, RecordsLagError):
            # Two swaps since it was opened prune a generation whose indexes were not yet loaded.
            self.refresh()
            if self._snapshot is read:
                raise
            return answer(self._snapshot)

    # ---- saved searches

    def save_search(self, name: str, query: str, *, filters: Filters | None = None) -> None:
        """Keep a search: `alerts()` lists what later reports bring it. Raises QueryError."""
        asked = filters or Filters()
        self.search(query, limit=1, filters=asked)
        saved.save(self._root, name, query, asked, (d.id for d in self.documents()))

    def saved_searches(self) -> list[saved.SavedSearch]:
        """The saved searches, the oldest first."""
        return saved.searches(self._root)

    def forget_search(self, name: str) -> None:
        """Forget a saved search; raises NotFoundError."""
        saved.forget(self._root, name)

    def alerts(self, *, since: str | None = None) -> list[saved.Alert]:
        """For each saved search, its hits in reports that it was not yet read in.

        `since` (any key of `document()`) takes the reports added after that one instead,
        whether read or not. Hits that are not surely on the subject are left out.
        """
        from index.alerts import alerts  # noqa: PLC0415

        return alerts(self, self._snapshot.store.sequences(), since)

    def mark_read(self, alerts: Iterable[saved.Alert]) -> None:
        """Note that these alerts have been read: their reports are new no more."""
        for alert in alerts:
            if alert.documents:
                saved.mark_read(self._root, [alert.search.name], (d.id for d in alert.documents))

    def export(self, folder: str | os.PathLike[str]) -> list[Path]:
        """Write the JSON Lines of DESIGN's export contract; returns the files written."""
        from index.export import export  # noqa: PLC0415 - only here

        return export(self._snapshot, Path(folder))

    def health(self) -> Health:
        """Versions, hashes, counts and failed attempts, of the generation now in use."""
        from index.health import health  # noqa: PLC0415 - only here

        self.refresh()
        return health(self._snapshot, self._ingest)

    def refresh(self, *, wait: bool = True) -> bool:
        """Open the generation that CURRENT names, if it is another; see `index.opened`."""
        return self._opened.refresh(self._make_ready, wait=wait)

    def load_engine(
        self,
        *,
        shards: int = 1,
        replicas: int = 1,
        progress: Callable[[int], None] = lambda done: None,
    ) -> Loaded:
        """Bring the engine to what the library holds; see `index.engines.load`."""
        from index.engines import load  # noqa: PLC0415

        asked = {"shards": shards, "replicas": replicas}
        return load(self._snapshot, self._engine, **asked, progress=progress)

    # ---- inner

    @property
    def _snapshot(self) -> Snapshot:
        return self._opened.snapshot

    def _follow_records(self) -> None:
        if self._server is not None:
            from index.records_server import load  # noqa: PLC0415

            load(self._root, self._server)

    def _follow(self) -> None:
        """Bring servers up to date after a change; the library's own folder already is."""
        self._follow_records()
        self.refresh()
        if self._engine is not None:
            self.load_engine()

    def _make_ready(self, snapshot: Snapshot) -> None:
        """Load what its first question would wait for, where questions are asked."""
        if self._asked:
            from index.search import make_ready  # noqa: PLC0415

            make_ready(snapshot, self._source(snapshot.manifest.encoder))

    def _scope(self, document_id: str | None) -> str | None:
        return None if document_id is None else self.document(document_id).id

    def _source(self, wanted: str = "") -> EncoderSource:
        """The encoder given, else the one wanted by name, else the one of the library."""
        if self._encoder is not None:
            given = self._encoder
            return EncoderSource(given.name, lambda: given)
        name = wanted or self._snapshot.manifest.encoder
        name = name if name in REGISTER else DEFAULT
        return EncoderSource(name, lambda: self._load_encoder(name))

    def _load_encoder(self, name: str) -> Encoder:
        with self._encoder_lock:
            if name not in self._loaded:
                from models.encoder import load_encoder  # noqa: PLC0415 - only to encode

                self._loaded[name] = load_encoder(name)
            return self._loaded[name]
