"""From a file's bytes to records: the reading rooms below, wired together.

`Ingest` is what the library asks for; `ReportIngest` is the real one. Everything heavy is
imported when the first report is read, so that searching never waits for it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from extract.remembered import remembered
from index.terms import Terms
from quarterline.deadline import Deadline
from quarterline.errors import LimitError
from quarterline.periods import Quarter
from quarterline.plain import encodable
from quarterline.records import Check, Claim, Comparison, Document, Mention, Passage
from quarterline.settings import Limits

if TYPE_CHECKING:
    from types import TracebackType

    from extract.extractor import Extractor
    from extract.profiles.model import Profile


@dataclass(frozen=True, slots=True)
class Ingested:
    """What one report gave, before anything is known of the others.

    `terms` are those of the force's profile, by which questions are read; `abbreviations`
    (short form, words) are those that the report itself defines. `notes` say what else the
    file holds and was not read; they are told once, and not kept.
    """

    document: Document
    passages: tuple[Passage, ...]
    mentions: tuple[Mention, ...] = ()
    claims: tuple[Claim, ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    abbreviations: tuple[tuple[str, str], ...] = ()
    terms: Terms = field(default_factory=Terms)
    notes: tuple[str, ...] = ()


class Ingest(Protocol):
    """How reports are read. `version` changes whenever the same bytes might read otherwise.

    `limits` bound one report; others that read for this one hold to them too.
    """

    limits: Limits

    @property
    def version(self) -> str:
        """A name for the state of the reading rooms."""
        ...

    def read(self, data: bytes, name: str, quarter: Quarter | None, force: str | None) -> Ingested:
        """Read one report; raises a QuarterlineError that names the file."""
        ...

    def link(self, mentions: Sequence[Mention], passages: Sequence[Passage]) -> Sequence[Mention]:
        """The library-wide step over the mentions of all documents."""
        ...

    def check(
        self,
        documents: Sequence[Document],
        claims: Sequence[Claim],
        comparisons: Sequence[Comparison],
        passages: Sequence[Passage],
    ) -> Sequence[Check]:
        """The audit of all documents in use."""
        ...


class Reader(Protocol):
    """Where reports are read: in this process, or by others at the same time.

    A context manager; what it started ends with it.
    """

    @property
    def ahead(self) -> int:
        """How many files to send before the first is waited for; 1 or more."""
        ...

    def submit(
        self, data: bytes, name: str, quarter: Quarter | None, force: str | None
    ) -> Callable[[], Ingested]:
        """Send a file. What is given back waits for it: its records, or the error of reading.

        Raises EngineError where nobody is there to read, then or when it is waited for.
        """
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


@dataclass(frozen=True, slots=True)
class OwnReader:
    """Reads in this process, one file after another, when it is waited for."""

    ingest: Ingest
    ahead: int = 1

    def submit(
        self, data: bytes, name: str, quarter: Quarter | None, force: str | None
    ) -> Callable[[], Ingested]:
        """As in Reader."""
        return partial(self.ingest.read, data, name, quarter, force)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        return None


@dataclass
class ReportIngest:
    """Reads reports with the rooms of this house. One extractor is kept for each force.

    `limits.seconds` bounds both the time in which a file is made text and, on its own, the time
    in which the text is cut and read.
    """

    limits: Limits = field(default_factory=Limits)
    _extractors: dict[str, Extractor] = field(default_factory=dict, repr=False)

    @cached_property
    def version(self) -> str:
        """Hash over the code and data of the reading rooms and of the parsers they rest on.

        A constant that someone must remember to raise would sooner or later serve stale
        records; hashing some hundred small files takes a few milliseconds.
        """
        digest = hashlib.sha256()
        for room in ("quarterline", "corpus", "extract"):
            base = _room(room)
            for path in sorted(p for p in base.rglob("*") if p.suffix in (".py", ".toml")):
                if "sample" in path.relative_to(base).parts:
                    continue
                digest.update(path.relative_to(base).as_posix().encode() + b"\0")
                digest.update(path.read_bytes() + b"\0")
        for package in ("spacy", "pypdfium2", "python-docx", "lxml", "rapidfuzz"):
            digest.update(f"{package} {_version_of(package)}\0".encode())
        return digest.hexdigest()[:16]

    def read(self, data: bytes, name: str, quarter: Quarter | None, force: str | None) -> Ingested:
        """read -> identify -> load_profile -> segment -> extract.

        Raises LimitError for what is larger, or takes longer, than `limits` allow.
        """
        from corpus.identity import identify  # noqa: PLC0415 - readers load when first needed
        from corpus.isolated import read_isolated  # noqa: PLC0415
        from corpus.passages import segment  # noqa: PLC0415
        from extract.abbreviations import defined_abbreviations  # noqa: PLC0415
        from extract.extractor import Extractor  # noqa: PLC0415
        from extract.profiles import load_profile  # noqa: PLC0415

        name = encodable(name)
        reading = read_isolated(data, name, self.limits)
        deadline = Deadline(name, self.limits.seconds)
        digest = hashlib.sha256(data).hexdigest()
        document = identify(reading, name, digest, quarter=quarter, force=force, deadline=deadline)
        extractor = self._extractors.get(document.force)
        if extractor is None:
            extractor = Extractor(load_profile(document.force))
            self._extractors[document.force] = extractor
        profile = extractor.profile
        deadline.check()
        cut = segment(document, profile.gazetteer, reading.pages, self.limits, deadline)
        passages = cut.passages
        found = extractor.extract(document, passages, deadline)
        self._count_names(name, found.mentions)
        return Ingested(
            document=document,
            passages=passages,
            mentions=tuple(found.mentions),
            claims=tuple(found.claims),
            comparisons=tuple(found.comparisons),
            abbreviations=tuple(defined_abbreviations(p.text for p in passages).items()),
            terms=terms_of(profile, document),
            notes=reading.notes,
        )

    def _count_names(self, name: str, mentions: Sequence[Mention]) -> None:
        count = len({m.canonical for m in mentions if m.label in ("OPERATION", "PROJECT")})
        if count > self.limits.names:
            raise LimitError(
                f"{name}: it names {count:,} operations and projects; at most "
                f"{self.limits.names:,} are read. Split the file into smaller ones, or raise the "
                "limit on names."
            )

    def link(self, mentions: Sequence[Mention], passages: Sequence[Passage]) -> Sequence[Mention]:
        """Misspelt and unlabelled names resolved against all names of the library."""
        from extract.names import link_names  # noqa: PLC0415

        return link_names(mentions, passages)

    def check(
        self,
        documents: Sequence[Document],
        claims: Sequence[Claim],
        comparisons: Sequence[Comparison],
        passages: Sequence[Passage],
    ) -> Sequence[Check]:
        """The audit room's checks."""
        from audit import check  # noqa: PLC0415

        return check(documents, claims, comparisons, passages=passages)


# A text that says "police" so seldom, and names no force, is on something else: the vocabulary
# of policing would take its "crack" for a drug and its "shock" for none.
_SELDOM = 3


def terms_of(profile: Profile, document: Document) -> Terms:
    """What questions on a document are read with; the words of policing where it is on that."""
    if not document.force and document.text.casefold().count("police") < _SELDOM:
        return _plain(profile)
    return _of_policing(profile)


@remembered
def _plain(profile: Profile) -> Terms:
    return Terms(places=tuple(profile.gazetteer), eras=profile.eras)


@remembered
def _of_policing(profile: Profile) -> Terms:
    return Terms(
        places=tuple(profile.gazetteer),
        abbreviations=tuple(profile.abbreviations.items()),
        themes=profile.themes,
        concepts=profile.concepts,
        eras=profile.eras,
        forces=profile.forces,
    )


def _room(name: str) -> Path:
    """The folder of a top-level package, found without importing it."""
    return Path(__file__).resolve().parent.parent / name


def _version_of(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"
