"""Text that a report repeats from an earlier quarter, and what in it should have moved on."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from quarterline.records import Document
from track.citations import Citation
from track.due import due_in
from track.holdings import Holdings, Sentence
from track.redline import FIGURE, Change, compare, masked

if TYPE_CHECKING:
    import pandas as pd

# Likeness (RapidFuzz `fuzz.ratio`, 0 to 100, figures masked) from which a text is a repeat.
NEARLY = 85.0
# Shorter texts repeat by chance: "Mental Health", "The operation continues."
_SHORTEST = 8
_SHINGLE = 4
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
        import pandas as pd  # noqa: PLC0415 - only where a table is asked for

        rows = [
            {
                "quarter": r.now.quarter, "source": r.now.source, "start": r.now.start,
                "end": r.now.end, "unit": r.unit, "kind": r.kind, "times": r.times,
                "before": r.before.quarter, "first": r.first.quarter,
                "similarity": round(r.similarity, 1), "changed": r.change.kind,
                "stale": "; ".join(f"{s.words}: {s.why}" for s in r.stale), "text": r.now.line,
            }
            for r in self.repeats
        ]  # fmt: skip
        return pd.DataFrame(rows)


def recycled_of(holdings: Holdings, document: str = "", threshold: float = NEARLY) -> Recycled:
    """Repeats in every report, or in one (by id), of what earlier reports of its force say."""
    key = f"recycled {document} {threshold}"
    return holdings.once(key, lambda: _recycled(holdings, document, threshold))


@dataclass(frozen=True, slots=True)
class _Unit:
    """A passage or sentence, ready to be compared."""

    passage: str
    start: int
    end: int
    mask: str
    whole: bool


def _recycled(holdings: Holdings, document: str, threshold: float) -> Recycled:
    by_force: defaultdict[str, list[Document]] = defaultdict(list)
    for held in holdings.ordered:
        if held.quarter is not None:
            by_force[held.force].append(held)
    found: list[Repeat] = []
    for reports in by_force.values():
        units = _Cache(holdings)
        for index, report in enumerate(reports):
            if not document or report.id == document:
                earlier = [d for d in reports[:index] if d.quarter != report.quarter]
                found += _repeats(holdings, units, report, earlier[-REPORTS_BACK:], threshold)
    return Recycled(tuple(found), threshold)


class _Cache:
    """The units of each report and the index of their shingles, made once."""

    def __init__(self, holdings: Holdings) -> None:
        self._holdings = holdings
        self._units: dict[str, list[_Unit]] = {}
        self._index: dict[str, dict[int, list[int]]] = {}

    def units(self, document: str) -> list[_Unit]:
        if document not in self._units:
            self._units[document] = list(_units(self._holdings, document))
        return self._units[document]

    def index(self, document: str) -> dict[int, list[int]]:
        """Shingle to the numbers of the units that have it; common ones say nothing."""
        if document not in self._index:
            index: defaultdict[int, list[int]] = defaultdict(list)
            for number, unit in enumerate(self.units(document)):
                for shingle in _shingles(unit.mask):
                    index[shingle].append(number)
            self._index[document] = {s: n for s, n in index.items() if len(n) <= 20}
        return self._index[document]


def _units(holdings: Holdings, document: str) -> Iterator[_Unit]:
    for passage in holdings.passages_of[document]:
        sentences = holdings.sentences(passage.id)
        for start, end, text, whole in (
            (passage.start, passage.end, passage.text, True),
            *((s.start, s.end, s.text, False) for s in sentences if len(sentences) > 1),
        ):
            mask = masked(text)
            if mask.count(" ") + 1 >= _SHORTEST:
                yield _Unit(passage.id, start, end, mask, whole)


def _shingles(mask: str) -> set[int]:
    words = mask.split()
    return {hash(tuple(words[i : i + _SHINGLE])) for i in range(len(words) - _SHINGLE + 1)}


def _repeats(
    holdings: Holdings,
    cache: _Cache,
    report: Document,
    earlier: Sequence[Document],
    threshold: float,
) -> Iterator[Repeat]:
    whole: set[str] = set()
    seen: set[str] = set()
    for unit in cache.units(report.id):
        if (not unit.whole and unit.passage in whole) or unit.mask in seen:
            continue
        matches = []
        for document in reversed(earlier):
            match = _best(cache, document.id, unit, threshold)
            if match is not None:
                matches.append(match)
        if not matches:
            continue
        seen.add(unit.mask)
        if unit.whole:
            whole.add(unit.passage)
        yield _repeat(holdings, report, unit, matches)


def _best(
    cache: _Cache, document: str, unit: _Unit, threshold: float
) -> tuple[float, _Unit] | None:
    index, units = cache.index(document), cache.units(document)
    shared: Counter[int] = Counter()
    shingles = _shingles(unit.mask)
    for shingle in shingles:
        shared.update(index.get(shingle, ()))
    best: tuple[float, _Unit] | None = None
    for number, count in shared.most_common(8):
        other = units[number]
        # Texts that are nearly alike share most of their runs of four words.
        if other.whole != unit.whole or count < max(2, len(shingles) // 4):
            continue
        score = fuzz.ratio(unit.mask, other.mask, score_cutoff=threshold)
        if score and (best is None or score > best[0]):
            best = (score, other)
    return best


def _repeat(
    holdings: Holdings, report: Document, unit: _Unit, matches: Sequence[tuple[float, _Unit]]
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
    holdings: Holdings, report: Document, now: Citation, matches: Sequence[tuple[float, _Unit]]
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


def _says(holdings: Holdings, unit: _Unit, sentence: Sentence) -> bool:
    """Whether an earlier text has the sentence, its figures too, with at most a word changed."""
    mask, figures = masked(sentence.text), FIGURE.findall(sentence.text.lower())
    return any(
        unit.start <= old.start and old.end <= unit.end
        and FIGURE.findall(old.text.lower()) == figures
        and fuzz.ratio(mask, masked(old.text)) >= _SAME
        for old in holdings.sentences(unit.passage)
    )  # fmt: skip


def _undated(text: str) -> str:
    """A sentence without what only looks like a figure of the period: years, quarters, phases."""
    return _NOT_COUNTED.sub(lambda m: " " * len(m.group()), text)


def _at(offset: int, match: re.Match[str], why: str) -> Stale:
    words = " ".join(match.group().split())
    return Stale(words, why, offset + match.start(), offset + match.end())
