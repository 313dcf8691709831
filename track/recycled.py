"""Text that a report repeats from an earlier quarter, and what in it should have moved on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from quarterline.records import Document
from track.citations import Citation
from track.due import due_in
from track.holdings import Holdings, Sentence
from track.redline import FIGURE, Change, compare, figures_of, masked
from track.tables import table
from track.units import Shelves, Unit

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = (
    "quarter source start end unit kind times before first similarity changed stale text "
    "text_before"
)
# Likeness (RapidFuzz `fuzz.ratio`, 0 to 100, figures masked) from which a text is a repeat.
NEARLY = 85.0
# How many of the reports before it a report is held against.
REPORTS_BACK = 8

_CUMULATIVE = re.compile(r"\b(?:(?<![Uu]p )[Tt]o date|[Ss]o far|[Ss]ince [A-Z]\w+|[Ii]n total)\b")
_THIS_PERIOD = re.compile(
    r"\b(?:(?:in|over|during|across|for)\s+)?(?:the|this)\s+(?:last\s+|past\s+)?"
    r"(?:quarter|three months|six months|month|weekend|week)\b|\bthis (?:year|summer|month)\b",
    re.IGNORECASE,
)
_NEWNESS = re.compile(
    r"\b(?:new|newly|recent|recently|first|latest|just|upcoming|is now|are now|now live"
    r"|has taken place|(?:has|have) been (?:recruited|created|established|appointed|held))\b",
    re.IGNORECASE,
)
_NOT_COUNTED = re.compile(
    r"\b(?:19|20)\d\d(?:[/–-]\d\d)?\b|\b(?:101|999|24/7)\b|\b(?:three|six|twelve) months\b",
    re.IGNORECASE,
)
_SAME = 92.0


@dataclass(frozen=True, slots=True)
class Stale:
    """Words that should have moved on: `why` says what makes them doubtful."""

    words: str
    why: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """A passage, or a sentence of a passage that is not itself one, said before.

    `unit` is passage or sentence; `kind` word for word or nearly; `first` cites the
    earliest report of the chain, `before` the one that it was last said in, and `times` is
    the number of earlier reports that have it. `change` says what changed since `before`.
    """

    unit: str
    kind: str
    now: Citation
    before: Citation
    first: Citation
    times: int
    similarity: float
    change: Change
    stale: tuple[Stale, ...]


@dataclass(frozen=True, slots=True)
class Recycled:
    """All repeats, by report and place in it."""

    repeats: tuple[Repeat, ...]
    threshold: float

    def frame(self) -> pd.DataFrame:
        """One row a repeat."""
        rows: list[dict[str, object]] = [
            {
                "quarter": r.now.quarter, "source": r.now.source, "start": r.now.start,
                "end": r.now.end, "unit": r.unit, "kind": r.kind, "times": r.times,
                "before": r.before.quarter, "first": r.first.quarter,
                "similarity": round(r.similarity, 1), "changed": r.change.kind,
                "stale": "; ".join(f"{s.words}: {s.why}" for s in r.stale), "text": r.now.line,
                "text_before": r.before.line,
            }
            for r in self.repeats
        ]  # fmt: skip
        return table(rows, _COLUMNS)


def recycled_of(holdings: Holdings, document: str = "", threshold: float = NEARLY) -> Recycled:
    """Repeats in every report, or in one (by id), of what earlier reports of its force say."""
    key = f"recycled {document} {threshold}"
    return holdings.once(key, lambda: _recycled(holdings, document, threshold))


def stream_of(holdings: Holdings, threshold: float = NEARLY) -> Iterator[Repeat]:
    """The repeats of every report, in the order of `recycled_of`, each report's as soon as it
    has been read: of a thousand reports the first come at once, all take their time."""
    for document in _dated(holdings):
        yield from recycled_of(holdings, document, threshold).repeats


def _dated(holdings: Holdings) -> Iterator[str]:
    """The ids of the reports whose quarter is known, by force and quarter."""
    return (report.id for reports in holdings.by_force.values() for report in reports)


def _recycled(holdings: Holdings, document: str, threshold: float) -> Recycled:
    if not document:
        return Recycled(tuple(stream_of(holdings, threshold)), threshold)
    report = holdings.document[document]
    if report.quarter is None:
        return Recycled((), threshold)
    reports = holdings.by_force[report.force]
    before = reports[: reports.index(report)]
    earlier = [d.id for d in before if d.quarter != report.quarter][-REPORTS_BACK:]
    shelves = holdings.once("shelves", lambda: Shelves(holdings))
    return Recycled(tuple(_repeats(holdings, shelves, report, earlier, threshold)), threshold)


def _repeats(
    holdings: Holdings,
    shelves: Shelves,
    report: Document,
    earlier: Sequence[str],
    threshold: float,
) -> Iterator[Repeat]:
    whole: set[str] = set()
    seen: set[str] = set()
    older = [shelves.of(document) for document in reversed(earlier)]
    for unit in shelves.of(report.id).units:
        if (not unit.whole and unit.passage in whole) or unit.mask in seen:
            continue
        matches = [match for shelf in older if (match := shelf.best(unit, threshold)) is not None]
        if not matches:
            continue
        seen.add(unit.mask)
        if unit.whole:
            whole.add(unit.passage)
        yield _repeat(holdings, report, unit, matches)


def _repeat(
    holdings: Holdings, report: Document, unit: Unit, matches: Sequence[tuple[float, Unit]]
) -> Repeat:
    similarity, last = matches[0]
    now = holdings.cite(unit.passage, unit.start, unit.end)
    before = holdings.cite(last.passage, last.start, last.end)
    earliest = matches[-1][1]
    change = compare(before, now, similarity)
    return Repeat(
        unit="passage" if unit.whole else "sentence",
        kind="word for word" if change.kind == "unchanged" else "nearly",
        now=now,
        before=before,
        first=holdings.cite(earliest.passage, earliest.start, earliest.end),
        times=len(matches),
        similarity=similarity,
        change=change,
        stale=tuple(_stale(holdings, report, now, matches)),
    )


def _stale(
    holdings: Holdings, report: Document, now: Citation, matches: Sequence[tuple[float, Unit]]
) -> Iterator[Stale]:
    """What a repeat keeps that time should have changed."""
    for sentence in holdings.sentences(now.passage):
        if not (now.start <= sentence.start and sentence.end <= now.end):
            continue
        held = [
            holdings.passage[u.passage].document for _, u in matches if _says(holdings, u, sentence)
        ]
        if not held:
            continue
        quarter = holdings.quarter_of(held[0])
        # Figures that come back after a quarter with others were copied from the older report.
        returned = held[0] != holdings.passage[matches[0][1].passage].document
        if FIGURE.search(_undated(sentence.text)):
            flow = _CUMULATIVE.search(sentence.text) or _THIS_PERIOD.search(sentence.text)
            if flow:
                yield _at(sentence.start, flow, f"the same figures as in {quarter}")
            elif returned:
                figure = FIGURE.search(_undated(sentence.text))
                assert figure is not None  # noqa: S101 - found just above
                yield _at(sentence.start, figure, f"back at the figures of {quarter}")
        match = _NEWNESS.search(sentence.text)
        if match:
            yield _at(sentence.start, match, f"already so in {quarter}")
        due = due_in(sentence.text, report.quarter)
        if due is not None and report.quarter and due.period.end < report.quarter.period.start:
            start, end = sentence.start + due.start, sentence.start + due.end
            yield Stale(due.words, f"past by {report.quarter}", start, end)


def _says(holdings: Holdings, unit: Unit, sentence: Sentence) -> bool:
    """Whether an earlier text has the sentence, its figures too, with at most a word changed."""
    mask, figures = masked(sentence.text), figures_of(sentence.text)
    return any(
        unit.start <= old.start and old.end <= unit.end
        and (old.text == sentence.text or (
            figures_of(old.text) == figures and fuzz.ratio(mask, masked(old.text)) >= _SAME
        ))
        for old in holdings.sentences(unit.passage)
    )  # fmt: skip


def _undated(text: str) -> str:
    """A sentence without what only looks like a figure of the period: years, quarters, phases."""
    return _NOT_COUNTED.sub(lambda m: " " * len(m.group()), text)


def _at(offset: int, match: re.Match[str], why: str) -> Stale:
    words = " ".join(match.group().split())
    return Stale(words, why, offset + match.start(), offset + match.end())
