"""The audit of a library, and of a draft against it, gathered for showing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from audit.keys import Key, key_of
from audit.working import Opinion, Records, Working, gather
from index.ingest import Ingest, Ingested, ReportIngest
from index.reviews import ReviewLog, opinions
from index.texts import NAMED
from index.versions import supersede
from quarterline.errors import NoTextError, NotFoundError
from quarterline.periods import Quarter
from quarterline.records import Check, Claim, Mention

if TYPE_CHECKING:
    from audit.verify import Verification
    from index.library import Library

# A target that was missed is a finding, but no fault of the report that says so.
_NO_FAULT = "plan"


@dataclass(frozen=True, slots=True)
class Found:
    """A finding of the library by what a person typed."""

    key: Key
    check: Check


def records_of(library: Library) -> Records:
    """The records of all reports in use."""
    return Records(
        documents=tuple(library.documents()),
        passages=tuple(library.passages()),
        claims=tuple(library.claims()),
        comparisons=tuple(library.comparisons()),
        checks=tuple(library.checks()),
    )


def audit_library(
    library: Library,
    documents: Iterable[str] = (),
    *,
    links: Mapping[str, str] | None = None,
    measured: Sequence[tuple[str, int, int]] = (),
    made: datetime | None = None,
) -> Working:
    """The audit of the library, or of some of its reports (by any key of `document()`).

    `measured`: what the self-test found. Raises NotFoundError for a report that is not held.
    """
    records = records_of(library)
    chosen = [library.document(key) for key in documents]
    for document in chosen:
        newer = library.superseded_by(document.id)
        if newer:
            raise NotFoundError(
                f"{document.source} was replaced by {library.document(newer).source}; only "
                f"reports in use are audited, so ask for {newer}"
            )
    named = " and ".join(dict.fromkeys(d.source for d in chosen))
    return gather(
        records,
        title=f"Audit of {named}" if named else "Audit of the library",
        made=made or datetime.now(UTC),
        only=[d.id for d in chosen],
        opinions=_opinions(library, records),
        links=links,
        measured=measured,
    )


def find_finding(library: Library, ref: str) -> Found:
    """The finding that a person named: its ref or the beginning of it, or the check's id.

    Raises NotFoundError where none or several fit.
    """
    records = records_of(library)
    claims = {c.id: c for c in records.claims}
    documents = {d.id: d for d in records.documents}
    wanted = ref.strip().casefold()
    found: dict[str, Found] = {}
    for check in records.checks:
        if check.verdict == "agrees":
            continue
        key = key_of(check, claims, documents)
        if wanted and (key.content.startswith(wanted) or check.id.casefold() == wanted):
            found.setdefault(key.content, Found(key, check))
    if len(found) == 1:
        return next(iter(found.values()))
    several = ", ".join(f.key.ref for f in found.values())
    raise NotFoundError(
        f"{ref!r} names several findings: {several}; type more of it"
        if found
        else f"no finding {ref!r}; expected a name such as 1a2b3c4d, as `audit` gives it"
    )


def audit_draft(
    library: Library | None,
    data: bytes,
    name: str,
    *,
    quarter: Quarter | None = None,
    force: str | None = None,
    ingest: Ingest | None = None,
) -> Working:
    """The audit of a report before publication, alone and against the library's reports.

    Nothing is written. A report of the library that the draft would take the place of, or is
    a version of, is left out. Raises ReadError for a file that cannot be read.
    """
    reader = ingest or ReportIngest()
    draft = reader.read(data, name, quarter, force)
    if not draft.passages and draft.document.media_type.startswith("text/"):
        # A few pasted sentences have no layout of a report: each paragraph is taken as a bullet.
        draft = reader.read(_bullets(draft.document.text), name, quarter, force)
    if not draft.passages:
        raise NoTextError(
            f"{name} has text but no passage could be told apart in it; expected bullets, "
            "paragraphs or table rows"
        )
    held = records_of(library) if library is not None else Records((), (), (), (), ())
    left_out = _replaced(held, draft)
    records = _with(held, draft, left_out, reader, library)
    checks = reader.check(records.documents, records.claims, records.comparisons, records.passages)
    records = replace(records, checks=tuple(checks))
    notes = [f"{d.source} is left out: the draft is a version of it." for d in held.documents
             if d.id in left_out]  # fmt: skip
    if library is None:
        notes.append("There is no library, so the draft was only checked within itself.")
    if draft.document.quarter is None:
        notes.append(
            "The draft’s quarter is not known, so it was not checked against other reports; "
            "give it with --quarter."
        )
    return gather(
        records,
        title=f"Check of {name} before publication",
        made=datetime.now(UTC),
        only=[draft.document.id],
        opinions=_opinions(library, records) if library is not None else None,
        note=" ".join(notes),
    )


def disagrees(working: Working) -> bool:
    """Whether a figure disagrees: any finding but a target missed or a date moved."""
    return any(
        item.check.verdict == "disagrees" and item.grade != _NO_FAULT for item in working.items
    )


def _bullets(text: str) -> bytes:
    paragraphs = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text))
    return "\n".join(f"- {part}" for part in paragraphs if part).encode("utf-8", "replace")


def _opinions(library: Library, records: Records) -> dict[str, Opinion]:
    reviews = ReviewLog(library.path).read()
    if not reviews:
        return {}
    claims = {c.id: c for c in records.claims}
    documents = {d.id: d for d in records.documents}
    return opinions(reviews, (key_of(check, claims, documents) for check in records.checks))


def _replaced(held: Records, draft: Ingested) -> set[str]:
    """Ids of the library's reports of which the draft is a version."""
    same = {d.id for d in held.documents if d.id == draft.document.id}
    passages = {
        d.id: [p for p in held.passages if p.document == d.id]
        for d in held.documents
        if d.quarter == draft.document.quarter
    }
    rivals = [(d, passages[d.id]) for d in held.documents if d.id in passages and d.id not in same]
    for older, newer in supersede([*rivals, (draft.document, draft.passages)]).items():
        same |= {older, newer} - {draft.document.id}
    return same


def _with(
    held: Records,
    draft: Ingested,
    left_out: set[str],
    reader: Ingest,
    library: Library | None,
) -> Records:
    """The library's records and the draft's, its names linked with the library's."""
    known = [m for m in library.mentions() if m.document not in left_out] if library else []
    passages = tuple(p for p in held.passages if p.document not in left_out) + draft.passages
    linked = reader.link([*known, *draft.mentions], passages)
    return Records(
        documents=(*(d for d in held.documents if d.id not in left_out), draft.document),
        passages=passages,
        claims=(
            *(c for c in held.claims if c.document not in left_out),
            *_renamed(draft.claims, draft.mentions, linked),
        ),
        comparisons=(
            *(c for c in held.comparisons if c.document not in left_out),
            *draft.comparisons,
        ),
        checks=(),
    )


def _renamed(
    claims: Iterable[Claim], before: Iterable[Mention], after: Iterable[Mention]
) -> Iterable[Claim]:
    """Claims with the names to which their operations were resolved."""
    now = {(m.passage, m.start, m.end): m.canonical for m in after if m.label in NAMED}
    renamed = {
        (m.passage, m.canonical): now.get((m.passage, m.start, m.end), m.canonical)
        for m in before
        if m.label in NAMED
    }
    for claim in claims:
        names = tuple(
            dict.fromkeys(renamed.get((claim.passage, name), name) for name in claim.operations)
        )
        yield claim if names == claim.operations else replace(claim, operations=names)


def verify_statement(library: Library, statement: str) -> Verification:
    """Whether the library's reports bear a statement out (see `audit.verify`)."""
    from audit.verify import verify  # noqa: PLC0415 - spaCy
    from extract.profiles import load_profile  # noqa: PLC0415

    records = records_of(library)
    profiles = {force: load_profile(force) for force in {d.force for d in records.documents}}
    return verify(statement, records, profiles)
