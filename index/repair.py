"""A damaged or older library made whole: from its copies, and from the originals.

Nothing that only a user could give again is thrown away: damaged journals are kept aside, and
a generation is replaced only by one that was written whole.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from index import disk, generations, originals
from index.assemble import publish
from index.build import read
from index.ingest import Ingest
from index.journal import Journal
from index.manifest import OLDEST, SCHEMA, Manifest, Source, parse, schema_of
from index.results import FailedAttempt
from index.snapshot import Snapshot
from index.store import Holding, Store
from models.encoder import EncoderSource
from models.register import DEFAULT, REGISTER
from quarterline.errors import DamagedLibraryError, LibraryError, QuarterlineError
from quarterline.periods import Quarter

if TYPE_CHECKING:
    from models.encoder import Encoder

ASIDE = "damaged"
_WHAT = "SELECT sha256, source, given_quarter, given_force, added, sequence FROM holdings "
_SOURCES = _WHAT + "JOIN documents ON documents.id = holdings.document ORDER BY sequence"


@dataclass(slots=True)
class Repair:
    """What was found wrong, what was done about it, and what could not be saved: sentences."""

    found: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def problems(root: Path, verified: Mapping[str, str] | None = None) -> list[str]:
    """Everything that is wrong with the files of a library, each named; reads all of them.

    `verified` is what `generations.verify` said, where that was asked already.
    """
    found = [problem for path in journals(root) if (problem := Journal(path).problem())]
    found += [f"{p} {wrong}" for p in originals.listed(root) if (wrong := originals.problem(p))]
    try:
        number = generations.current(root)
        if number is None:
            raise generations.nothing_at(root)
        folder = generations.folder_of(root, number)
        if not folder.is_dir():
            return [*found, f"{root / 'CURRENT'} names {folder}, which is not there"]
        manifest = parse(folder / generations.MANIFEST, root)
    except LibraryError as error:
        return [*found, str(error)]
    wrong_files = generations.verify(root, manifest) if verified is None else verified
    found += [f"{folder / name} {wrong}" for name, wrong in wrong_files.items() if wrong]
    held = {path.name.partition(".")[0] for path in originals.listed(root)}
    found += [
        f"the original of {s.name} ({s.sha256[:12]}) is no longer in {root / originals.FOLDER}"
        for s in manifest.sources
        if s.sha256 not in held
    ]
    copy = generations.copy_of(root, number)
    if manifest.schema > OLDEST and copy.is_file():
        try:
            parse(copy, root)
        except DamagedLibraryError as error:
            found.append(str(error))
    return found


def journals(root: Path) -> list[Path]:
    """The journals of a library, those of which only the copy is left too."""
    folders = (root, root / generations.COPIES)
    return sorted({root / p.name for folder in folders for p in folder.glob("*.jsonl")})


def repair(
    root: Path,
    ingest: Ingest,
    encoder: Callable[[str], EncoderSource],
    stage: Callable[[str], None] = lambda stage: None,
) -> Repair:
    """Mend what is damaged, or bring an older library up to date; does nothing to a sound one.

    `encoder` gives the model for the name of the one that the library was built with, empty
    where that cannot be told.
    Raises LibraryNotFoundError where there is none, LibraryError for one that a newer version
    built or where nothing is left to rebuild from, LibraryLockedError while another writes.
    """
    if not root.is_dir() or not (generations.numbers(root) or originals.listed(root)):
        raise generations.nothing_at(root)
    safe = "What is not mended yet is as it was"
    with generations.writer(root, sweep=False), disk.telling(root, safe):
        _refuse_newer(root)
        made = Repair(found=problems(root))
        _mend_journals(root, made)
        number = _mend_manifest(root, made)
        if number is None or _needs_building(root, number):
            _rebuild(root, _Base(root), ingest, encoder, made, stage)
        elif not generations.copy_of(root, number).is_file():
            generations.keep_copy(root, number)
        return made


def _refuse_newer(root: Path) -> None:
    for number in reversed(generations.numbers(root)):
        path = generations.folder_of(root, number) / generations.MANIFEST
        copy = generations.copy_of(root, number)
        newer = all((schema_of(p) or 0) > SCHEMA for p in (path, copy) if p.is_file())
        if path.is_file() and newer:
            parse(path, root)  # raises, and says what to do


def _mend_journals(root: Path, made: Repair) -> None:
    for path in journals(root):
        journal = Journal(path)
        mended = journal.mend(root / ASIDE)
        if mended is None:
            continue
        kept = ", ".join(str(p) for p in mended.aside)
        made.done.append(f"{path}: {_lines(mended.kept)} kept; as it was: {kept}")
        made.lost += [f"{path}, line {n}: see {kept}" for n in mended.lost]


def _mend_manifest(root: Path, made: Repair) -> int | None:
    """Let CURRENT and the manifest of the newest generation be put back from their copies.

    Returns the generation in use, None where it cannot be told or read.
    """
    number = generations.named(root)
    used = generations.last_used(root)
    if number is None and used is None:
        # A library that was never swapped in, or one of schema 1 without its CURRENT.
        used = next((n for n in reversed(generations.numbers(root)) if _sound(root, n)), None)
    if number is None or (used is not None and not generations.folder_of(root, number).is_dir()):
        number = used
    if number is None:
        return None
    path, copy = (
        generations.folder_of(root, number) / generations.MANIFEST,
        generations.copy_of(root, number),
    )
    if _manifest(path, root) is None:
        if _manifest(copy, root) is None or not path.parent.is_dir():
            return None
        disk.replace(path, copy.read_bytes())
        made.done.append(f"{path} was put back from its copy")
    elif copy.is_file() and copy.read_bytes() != path.read_bytes():
        generations.keep_copy(root, number)
        made.done.append(f"{copy} was made anew")
    if generations.named(root) != number:
        generations.point(root, number)
        made.done.append(f"{root / 'CURRENT'} names generation {number} again")
    return number


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"


def _needs_building(root: Path, number: int) -> bool:
    manifest = _manifest(generations.folder_of(root, number) / generations.MANIFEST, root)
    if manifest is None or manifest.schema < SCHEMA:
        return True
    if any(generations.verify(root, manifest).values()):
        return True
    try:
        Snapshot(root, manifest)
    except DamagedLibraryError:
        return True
    return False


def _sound(root: Path, number: int) -> bool:
    manifest = _manifest(generations.folder_of(root, number) / generations.MANIFEST, root)
    return manifest is not None and not any(generations.verify(root, manifest).values())


def _manifest(path: Path, root: Path) -> Manifest | None:
    try:
        return parse(path, root)
    except LibraryError:
        return None


class _Base:
    """What is left of the generations, to rebuild from: the newest that tells its sources.

    Where that is not the newest that there was, the originals say which reports there are:
    those of a report that was removed are gone, those of one added since are `nameless`.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sources: list[Source] = []
        self.holdings: dict[str, Holding] = {}
        self.failures: list[FailedAttempt] = []
        self.nameless: list[str] = []
        self.teller = 0
        self.encoder = ""
        known = {*generations.numbers(root), *generations.copied(root)}
        newest = generations.named(root) or generations.last_used(root) or max(known, default=0)
        # Beyond CURRENT there is only what a killed writer never swapped in.
        known = {number for number in known if number <= newest}
        for number in sorted(known, reverse=True):
            self._take(number)
        if self.teller == max(known, default=-1):
            return
        kept = {path.name.partition(".")[0]: path.name for path in originals.listed(root)}
        self.sources = [source for source in self.sources if source.sha256 in kept]
        told = {source.sha256 for source in self.sources}
        after = max((source.sequence for source in self.sources), default=0) + 1
        self.nameless = [name for digest, name in kept.items() if digest not in told]
        self.sources += [
            Source(name.partition(".")[0], name, "", "", _now(), order)
            for order, name in enumerate(self.nameless, start=after)
        ]

    def _take(self, number: int) -> None:
        folder = generations.folder_of(self.root, number)
        paths = (folder / generations.MANIFEST, generations.copy_of(self.root, number))
        manifest = next((m for p in paths if (m := _manifest(p, self.root))), None)
        if manifest is not None:
            self.encoder = self.encoder or manifest.encoder
        database = folder / generations.DATABASE
        if manifest is not None:
            wrong = generations.verify(self.root, manifest)
            if not wrong.get(generations.DATABASE, "missing"):
                self._read(database)
        if self.teller:
            return
        if manifest is not None and manifest.schema > OLDEST:
            self.sources = list(manifest.sources)
        else:
            self.sources = list(_sources(database))
        if self.sources or (manifest is not None and not manifest.counts.get("documents")):
            self.teller = number

    def _read(self, database: Path) -> None:
        """Records that are whole spare reading their originals again, or stand in for them."""
        with suppress(QuarterlineError):  # of another layout
            store = Store(database)
            for holding in store.holdings():
                self.holdings.setdefault(holding.document.sha256, holding)
            self.failures = self.failures or store.failures()
            store.close()


def _sources(database: Path) -> Iterator[Source]:
    """What a database of any version, damaged perhaps, tells of its reports."""
    try:
        connection = sqlite3.connect(f"file:{quote(str(database))}?mode=ro&immutable=1", uri=True)
        try:
            yield from [Source(*row) for row in connection.execute(_SOURCES)]
        finally:
            connection.close()
    except sqlite3.Error:
        return


def _rebuild(
    root: Path,
    base: _Base,
    ingest: Ingest,
    encoder: Callable[[str], EncoderSource],
    made: Repair,
    stage: Callable[[str], None],
) -> None:
    made.lost += [
        f"the file name of {name}, and what was given with it; it bears the name of its original"
        for name in base.nameless
    ]
    holdings: list[Holding] = []
    for source in base.sources:
        stage(f"Reading {source.name}")
        try:
            holdings.append(_held(root, source, base, ingest))
        except Exception as error:
            path = originals.find(root, source.sha256)
            aside = f"; it is kept as {disk.set_aside(path, root / ASIDE)}" if path else ""
            made.lost.append(f"{source.name} ({source.sha256[:12]}): {error}{aside}")
    if not holdings and base.sources:
        raise LibraryError(
            f"nothing could be rebuilt from {root / originals.FOLDER}: {'; '.join(made.lost)}; "
            "restore the library from a copy, or add the reports to a new one"
        )
    number = publish(root, holdings, base.failures, ingest, encoder(base.encoder), None, stage)
    made.done.append(
        f"generation {number} was built from {len(holdings)} of {len(base.sources)} reports"
    )


def _held(root: Path, source: Source, base: _Base, ingest: Ingest) -> Holding:
    """A report's records: those that are whole, else read from the original."""
    held = base.holdings.get(source.sha256)
    path = originals.find(root, source.sha256)
    problem = originals.problem(path) if path is not None else "is no longer in the library"
    if held is not None:
        given = "" if held.given_quarter is None else str(held.given_quarter), held.given_force
        as_now = held.pipeline == ingest.version and given == (source.quarter, source.force)
        if as_now or problem:
            return held
    if problem or path is None:
        raise LibraryError(f"its original {problem}; add the report again")
    quarter = Quarter.parse(source.quarter) if source.quarter else None
    ingested = read(ingest, path.read_bytes(), source.name, quarter, source.force)
    return Holding(ingested, quarter, source.force, source.added, source.sequence, ingest.version)


def source_of(encoder: Encoder | None) -> Callable[[str], EncoderSource]:
    """The model to rebuild with: the one given, else that of which a library tells the name."""

    def source(built_with: str) -> EncoderSource:
        from models.encoder import load_encoder  # noqa: PLC0415

        if encoder is not None:
            return EncoderSource(encoder.name, lambda: encoder)
        name = built_with if built_with in REGISTER else DEFAULT
        return EncoderSource(name, lambda: load_encoder(name))

    return source


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
