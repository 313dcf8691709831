"""An ingest for tests: a tiny format, no reader, no spaCy.

Lines `field: value` (force, plan, quarter, version, produced) open a text; after a blank line
every line is a passage. `# 5 Title` sets the priority, `@ Place, Place` the scope of what
follows. Words in capitals after "Operation" are operations, whole numbers are figures, names
of the gazetteer places, and the words of the terms' themes themes.
"""

from __future__ import annotations

import hashlib
import os
import re
import signal
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extract.profiles.model import Theme
from index.ingest import Ingested
from index.terms import Terms
from quarterline.errors import NoTextError
from quarterline.periods import Quarter
from quarterline.places import Place
from quarterline.records import (
    Check,
    Claim,
    Comparison,
    Document,
    Evidence,
    Mention,
    Passage,
    Priority,
)
from quarterline.settings import Limits

TERMS = Terms(
    places=(
        Place("Testshire", "force"),
        Place("South LPA", "lpa", "Testshire"),
        Place("Seaview", "district", "South LPA"),
        Place("Hilltop", "district", "South LPA"),
        Place("Sands", "town", "Seaview", ("Seaview Sands",)),
        Place("North LPA", "lpa", "Testshire"),
        Place("Moorland", "district", "North LPA"),
    ),
    abbreviations=(("ASB", "anti-social behaviour"),),
    themes=(Theme("burglary", ("burglar", "break-in")),),
)

_LINE = re.compile(r"[^\n]*")
_OPERATION = re.compile(r"Operation ([A-Z]{3,}(?: II)?)")
_FIGURE = re.compile(r"\b\d+\b")
_LABELS = {"lpa": "LPA", "district": "DISTRICT", "town": "PLACE"}


@dataclass
class FakeIngest:
    """Reads the format above. `reads` counts, and names, the files that were read.

    A text that holds `fail_on` meets a fault, one that holds `end_on` ends the process. No
    limit is held to.
    """

    version: str = "fake-1"
    terms: Terms = TERMS
    reads: list[str] = field(default_factory=list)
    fail_on: str = "BOOM"
    end_on: str = "SIGKILL"
    limits: Limits = field(default_factory=Limits)

    def read(self, data: bytes, name: str, quarter: Quarter | None, force: str | None) -> Ingested:
        """Read one text; NoTextError for an empty one, RuntimeError where it holds `fail_on`."""
        self.reads.append(name)
        text = data.decode("utf-8")
        if not text.strip():
            raise NoTextError(f"{name} is empty; expected a report with text")
        if self.fail_on in text:
            raise RuntimeError("a fault on purpose")
        if self.end_on in text:
            os.kill(os.getpid(), signal.SIGKILL)
        digest = hashlib.sha256(data).hexdigest()
        head, _, _ = text.partition("\n\n")
        given = dict(re.findall(r"^(\w+): (.*)$", head, re.MULTILINE))
        of = quarter or (Quarter.parse(given["quarter"]) if "quarter" in given else None)
        document = Document(
            id=digest[:12],
            source=name,
            sha256=digest,
            media_type="text/plain",
            text=text,
            force=force or given.get("force", ""),
            plan=given.get("plan", ""),
            quarter=of,
            period=of.period if of else None,
            version=given.get("version", ""),
            produced=given.get("produced", ""),
            evidence=(
                (Evidence("quarter", str(of), "", 0, 0, "as given", 1.0 if quarter else 0.8),)
                if of
                else ()
            ),
        )
        passages = tuple(_passages(document, len(head) + 2))
        return Ingested(
            document=document,
            passages=passages,
            mentions=tuple(m for p in passages for m in self._mentions(p)),
            claims=tuple(c for p in passages for c in _claims(p)),
            terms=self.terms,
        )

    def link(self, mentions: Sequence[Mention], passages: Sequence[Passage]) -> Sequence[Mention]:
        """Nothing is linked."""
        return mentions

    def check(
        self,
        documents: Sequence[Document],
        claims: Sequence[Claim],
        comparisons: Sequence[Comparison],
        passages: Sequence[Passage],
    ) -> Sequence[Check]:
        """Nothing is checked."""
        return ()

    def _mentions(self, passage: Passage) -> Iterator[Mention]:
        for m in _OPERATION.finditer(passage.text):
            yield _mention(passage, m.span(), "OPERATION", m[1], passage.places)
        for found in self.terms.gazetteer.find(passage.text):
            label = _LABELS[found.place.kind]
            yield _mention(passage, (found.start, found.end), label, found.place.name)
        for theme in self.terms.themes:
            for term in theme.terms:
                for m in re.finditer(re.escape(term), passage.text):
                    yield _mention(passage, m.span(), "THEME", theme.name)


def _passages(document: Document, start: int) -> Iterator[Passage]:
    order, priority = 0, None
    places: tuple[str, ...] = ()
    for m in _LINE.finditer(document.text, start):
        line = m.group()
        if line.startswith("# "):
            number, _, title = line[2:].partition(" ")
            priority = Priority(int(number), title)
        elif line.startswith("@"):
            places = tuple(name for p in line[1:].split(",") if (name := p.strip()))
        elif line.strip():
            order += 1
            yield Passage(
                id=f"{document.id}#{order}",
                document=document.id,
                start=m.start(),
                end=m.end(),
                text=line,
                order=order,
                kind="bullet",
                priority=priority,
                context=places,
                places=places,
            )


def _mention(
    passage: Passage,
    span: tuple[int, int],
    label: str,
    canonical: str,
    places: tuple[str, ...] = (),
) -> Mention:
    start, end = passage.start + span[0], passage.start + span[1]
    return Mention(
        id=f"{passage.document}:m{start}-{end}-{label}",
        document=passage.document,
        passage=passage.id,
        start=start,
        end=end,
        text=passage.text[span[0] : span[1]],
        label=label,
        canonical=canonical,
        places=places,
    )


def _claims(passage: Passage) -> Iterator[Claim]:
    for m in _FIGURE.finditer(passage.text):
        start, end = passage.start + m.start(), passage.start + m.end()
        yield Claim(
            id=f"{passage.document}:c{start}-{end}",
            document=passage.document,
            passage=passage.id,
            start=start,
            end=end,
            text=m.group(),
            value=float(m.group()),
            low=float(m.group()),
            high=float(m.group()),
            unit="count",
        )
