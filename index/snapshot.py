"""One generation, opened for reading. Never changes; may be used from several threads."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from index import generations
from index.manifest import Manifest
from index.places import Force, forces, tree
from index.recent import Recent
from index.records_server import rows_of
from index.results import Facets
from index.store import Store
from index.terms import Terms
from quarterline.errors import DamagedLibraryError, NotFoundError
from quarterline.records import Check, Claim, Comparison, Document, Mention, Passage

if TYPE_CHECKING:
    from index.lexical import LexicalIndex
    from index.names import Names
    from index.postgres import Postgres
    from index.related import RelatedWords
    from index.tagged import Tagged
    from index.vectors import Rows, VectorIndex

R = TypeVar("R", Passage, Mention, Claim, Comparison)

_ID_PREFIX = 4
_KIND_ORDER = {"force": 0, "lpa": 1, "district": 2, "town": 3}


class Snapshot:
    """A generation's records and indexes; the indexes are loaded when first asked for."""

    def __init__(self, root: Path, manifest: Manifest, server: Postgres | None = None) -> None:
        self.root = root
        self.manifest = manifest
        self.number = manifest.generation
        self.folder = generations.folder_of(root, manifest.generation)
        path = self.folder / generations.DATABASE
        self.store = Store(path if server is None else rows_of(server, root, manifest))
        self.recent = Recent(self.store)
        self._documents = self.store.documents()
        self._by_id = {d.id: d for d in self._documents}
        self.superseded = self.store.superseded()
        self._lock = threading.RLock()
        self._rows: dict[tuple[str, tuple[str, ...]], Rows] = {}

    @staticmethod
    def open(root: Path, server: Postgres | None = None) -> Snapshot:
        """Open the generation in use, its records in its folder or on a server.

        Raises LibraryNotFoundError where there is none, DamagedLibraryError for a broken one,
        RecordsLagError where the server does not hold it.
        """
        last: DamagedLibraryError | None = None
        # A writer may swap twice between our look at CURRENT and our opening of what it named.
        for _ in range(5):
            number = generations.current(root)
            if number is None:
                raise generations.nothing_at(root)
            try:
                return Snapshot(root, generations.read_manifest(root, number), server)
            except DamagedLibraryError as error:
                last = error
                if generations.current(root) == number:
                    break
        raise last if last is not None else generations.nothing_at(root)

    # ---- records

    def documents(self, superseded: bool = False) -> list[Document]:
        """Documents by quarter; superseded ones only when asked for."""
        return [d for d in self._documents if superseded or d.id not in self.superseded]

    def document(self, key: str) -> Document:
        """By id, unique beginning of an id, or source name; raises NotFoundError."""
        if key in self._by_id:
            return self._by_id[key]
        named = [d for d in self._documents if d.source == key]
        in_use = [d for d in named if d.id not in self.superseded]
        if len(in_use or named) == 1:
            return (in_use or named)[0]
        begun = [d for d in self._documents if len(key) >= _ID_PREFIX and d.id.startswith(key)]
        if len(begun) == 1 and not named:
            return begun[0]
        several = named or begun
        if several:
            listed = ", ".join(f"{d.id} ({d.source})" for d in several)
            raise NotFoundError(f"{key!r} names several documents: {listed}; use one of these ids")
        raise NotFoundError(
            f"no document {key!r} in the library; `quarterline documents` lists the ids and names"
        )

    def records(self, cls: type[R], document: str | None) -> list[R]:
        """Records of one document, or of all in use, in reading order."""
        ids = [d.id for d in self.documents()] if document is None else [document]
        return [record for key in ids for record in self.store.records(cls, key)]

    def passage(self, passage_id: str) -> Passage:
        """A passage by its full id; raises NotFoundError."""
        passage = self.store.passage(passage_id)
        if passage is None:
            document = passage_id.partition("#")[0]
            count = len(self.store.records(Passage, document))
            raise NotFoundError(
                f"no passage {passage_id!r}; {self.document(document).source} has passages "
                f"{document}#1 to {document}#{count}"
            )
        return passage

    def checks(self) -> list[Check]:
        """All checks."""
        return self.store.checks()

    # ---- for searching

    @cached_property
    def _facets(self) -> Facets:
        kinds = {place.name: place.kind for terms in self.terms for place in terms.places}
        counts = self.store.counts if self._tagged is None else self._tagged.counts
        places = counts("place")
        return Facets(
            quarters=tuple(sorted(counts("quarter"), reverse=True)),
            priorities=tuple(sorted(counts("priority"), key=lambda v: (_leading(v[0]), v[0]))),
            places=tuple(
                sorted(
                    places,
                    key=lambda v: (_KIND_ORDER.get(kinds.get(v[0], "town"), 3), v[0]),
                )
            ),
            operations=tuple(sorted(counts("operation"))),
            kinds=tuple(sorted(self.store.counts_of_kinds(), key=lambda v: (-v[1], v[0]))),
            tree=tree(self.terms, dict(places), self._counts_of_forces(dict(counts("document")))),
        )

    def facets(self) -> Facets:
        """Values and numbers of passages, counted once."""
        with self._lock:
            return self._facets

    def _counts_of_forces(self, passages: Mapping[str, int]) -> dict[str, int]:
        return {f.name: sum(passages.get(d, 0) for d in f.documents) for f in self.forces}

    @cached_property
    def _terms_by_document(self) -> dict[str, Terms]:
        by_document = self.store.terms()
        return {d.id: by_document[d.id] for d in self.documents()}

    @cached_property
    def terms(self) -> tuple[Terms, ...]:
        """The distinct terms that the documents in use were read with."""
        return tuple({t.key: t for t in self._terms_by_document.values()}.values())

    @cached_property
    def forces(self) -> tuple[Force, ...]:
        """The forces of the documents in use, as far as a gazetteer names them."""
        return forces(self._terms_by_document)

    @cached_property
    def names(self) -> Names:
        """The names of operations, places and so on, for reading questions and filters."""
        from index.names import Names  # noqa: PLC0415 - RapidFuzz

        return Names(self)

    def rows(self, kind: str, values: tuple[str, ...]) -> Rows:
        """Ascending rows of the passages tagged with one of the values."""
        key = (kind, values)
        with self._lock:
            if self._tagged is not None:
                return self._tagged.rows(kind, values)
            if key not in self._rows:
                found = self.store.rows(kind, values)
                self._rows[key] = np.array(found, dtype=np.int64)
            return self._rows[key]

    def have(self, kind: str, values: tuple[str, ...], rows: Rows) -> NDArray[np.bool_]:
        """Which of some rows are tagged with one of the values."""
        with self._lock:
            if self._tagged is not None:
                return self._tagged.have(kind, values, rows)
        from index.tagged import among  # noqa: PLC0415

        return among(rows, self.rows(kind, values))

    @property
    def indexed(self) -> int:
        """Number of passages in the indexes."""
        return self.manifest.counts["indexed"]

    @property
    def lexical(self) -> LexicalIndex:
        """The lexical index."""
        with self._lock:
            return self._lexical

    @property
    def vectors(self) -> VectorIndex:
        """The vectors."""
        with self._lock:
            return self._vectors

    @property
    def related(self) -> RelatedWords:
        """The words of like meaning."""
        with self._lock:
            return self._related

    @cached_property
    def _tagged(self) -> Tagged | None:
        from index.tagged import Tagged  # noqa: PLC0415

        return Tagged(self.folder) if Tagged.written(self.folder) else None

    @cached_property
    def _related(self) -> RelatedWords:
        from index.related import RelatedWords  # noqa: PLC0415 - FAISS

        return RelatedWords(self.folder, self.manifest.encoder)

    @cached_property
    def _lexical(self) -> LexicalIndex:
        from index.lexical import LexicalIndex  # noqa: PLC0415 - when first searched

        return LexicalIndex(self.folder / generations.LEXICAL, self.indexed)

    @cached_property
    def _vectors(self) -> VectorIndex:
        from index.vectors import VectorIndex  # noqa: PLC0415 - FAISS

        return VectorIndex(self.folder / generations.VECTORS)


def _leading(label: str) -> int:
    number = label.partition(".")[0]
    return int(number) if number.isdigit() else 0
