"""A theme across quarters: how much the reports speak of it, where, and what drives it.

A longer report is no rise: beside each count stands the number of passages of its reports,
and what is compared is the rate per 100 passages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from index.texts import squeeze, stem, tokens
from quarterline.errors import QueryError
from quarterline.periods import Quarter
from quarterline.records import Passage
from track.citations import Citation
from track.holdings import PLACES, Holdings, Sentence
from track.redline import FIGURE, Change, redline
from track.silence import Gap, gaps, states

if TYPE_CHECKING:
    import pandas as pd

BY_TERMS, BY_SEARCH, BY_WORDS = "terms of the theme", "search", "words"
# A passage counts for a profile's theme when it holds one of its terms.
MENTIONS = 1.0
_DRIVERS = 12


@dataclass(frozen=True, slots=True)
class ThemeQuarter:
    """One quarter of which a report is held.

    `passages` speak of the theme, of `total` in the quarter's reports; `rate` is per 100,
    `low` and `high` bound it (95%, Wilson's interval). `operations` and `places` count the
    passages among them that name each.
    """

    quarter: str
    documents: tuple[str, ...]
    passages: int
    total: int
    rate: float
    low: float
    high: float
    operations: tuple[tuple[str, int], ...]
    places: tuple[tuple[str, int], ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Momentum:
    """The last report held against the one held before it.

    `verdict` is up, down, or no clear change: the two intervals of the rate overlap so far
    that chance would do (each rate lies within the other's).
    """

    quarter: str
    before: str
    difference: float
    verdict: str

    @property
    def words(self) -> str:
        """The momentum in words."""
        sign = "+" if self.difference >= 0 else "−"
        return (
            f"{self.verdict}: {sign}{abs(self.difference):.1f} passages per 100 "
            f"in {self.quarter} against {self.before}"
        )


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme followed across the reports.

    `method` says how passages were found, `threshold` what made one count: for a profile's
    theme the number of its terms in the passage, for search the confidence of the hit.
    `recipe` says how to get the same count from the export. `undated` counts passages of
    reports without a quarter. `drivers` are sentences new in the last report.
    """

    text: str
    method: str
    threshold: float
    terms: tuple[str, ...]
    total: int
    undated: int
    quarters: tuple[ThemeQuarter, ...]
    momentum: Momentum | None
    drivers: tuple[Change, ...]
    gaps: tuple[Gap, ...]
    recipe: str

    def frame(self) -> pd.DataFrame:
        """One row a quarter, zero rows too."""
        import pandas as pd  # noqa: PLC0415 - only where a table is asked for

        return pd.DataFrame(
            [
                {
                    "quarter": q.quarter, "passages": q.passages, "of": q.total,
                    "per_100": round(q.rate, 2), "low": round(q.low, 2), "high": round(q.high, 2),
                    "operations": ", ".join(name for name, _ in q.operations),
                    "places": ", ".join(name for name, _ in q.places),
                }
                for q in self.quarters
            ]
        )  # fmt: skip

    def passages_frame(self) -> pd.DataFrame:
        """One row a passage that counts."""
        import pandas as pd  # noqa: PLC0415

        return pd.DataFrame(
            [
                {"quarter": q.quarter, "source": c.source, "passage": c.passage, "page": c.page,
                 "start": c.start, "end": c.end, "text": c.line}
                for q in self.quarters for c in q.citations
            ]
        )  # fmt: skip

    def counts_frame(self, of: str = "operations") -> pd.DataFrame:
        """`of` "operations" or "places": a row each, a column a quarter, zeros where none."""
        import pandas as pd  # noqa: PLC0415

        columns = {q.quarter: dict(getattr(q, of)) for q in self.quarters}
        names = sorted({name for counts in columns.values() for name in counts})
        table = {quarter: [c.get(n, 0) for n in names] for quarter, c in columns.items()}
        return pd.DataFrame(table, index=pd.Index(names, name=of))


def theme_names(holdings: Holdings) -> dict[str, tuple[str, ...]]:
    """The themes of the profiles of the forces whose reports are held, with their terms."""
    return holdings.once("themes", lambda: dict(_themes(holdings)))


def _themes(holdings: Holdings) -> Iterator[tuple[str, tuple[str, ...]]]:
    for document in {d.force: d for d in holdings.documents}.values():
        for theme in holdings.profile(document.id).themes:
            yield theme.name, theme.terms


def profile_theme(holdings: Holdings, text: str) -> str | None:
    """The name of the profile's theme that `text` names, whatever its case and hyphens."""
    wanted = squeeze(text)
    return next((name for name in theme_names(holdings) if squeeze(name) == wanted), None)


def theme_by_terms(holdings: Holdings, name: str, threshold: float = MENTIONS) -> Theme:
    """A theme of the profile, by its THEME mentions.

    `threshold` is the least number of them that makes a passage count. Raises QueryError
    for a name that is no theme's or a threshold below 1.
    """
    known = profile_theme(holdings, name)
    if known is None:
        raise QueryError(f"{name!r} is no theme of the profile; search for the words instead")
    if threshold < 1:
        raise QueryError(f"threshold {threshold:g} for a theme's terms; expected 1 or more")
    counted: Counter[str] = Counter()
    at: dict[str, list[int]] = {}
    for mention in holdings.mentions:
        if mention.label == "THEME" and mention.canonical == known:
            counted[mention.passage] += 1
            at.setdefault(mention.passage, []).append(mention.start)
    ids = {p for p, count in counted.items() if count >= threshold}
    recipe = (
        f"mentions.jsonl: rows with label THEME and canonical {known!r}; "
        f"passages with {threshold:g} or more of them, by document"
    )
    found = _Found(known, BY_TERMS, threshold, theme_names(holdings)[known], recipe)
    return _theme(
        holdings, found, ids, lambda s: any(s.start <= a < s.end for a in at.get(s.passage, ()))
    )


def theme_by_search(
    holdings: Holdings, text: str, confidences: Mapping[str, float], threshold: float
) -> Theme:
    """Any words, by what a search found: passage ids with the confidence of each hit.

    `threshold`, in 0..1, is the least confidence that counts. Raises QueryError for another.
    """
    if not 0 <= threshold <= 1:
        raise QueryError(f"threshold {threshold:g} for a search; expected 0 to 1")
    ids = {p for p, sure in confidences.items() if sure >= threshold and p in holdings.passage}
    stems = set(tokens(text))
    recipe = (
        f"quarterline search --queries FILE --json, with the query {text!r}: rows with "
        f"confidence {threshold:g} or more, by doc"
    )
    found = _Found(text, BY_SEARCH, threshold, tuple(text.split()), recipe)
    return _theme(holdings, found, ids, lambda s: bool(stems & set(tokens(s.text))))


def theme_by_words(holdings: Holdings, text: str) -> Theme:
    """Any words, where a passage has them next to each other, whatever their case."""
    words = r"\s+".join(re.escape(word) for word in text.split())
    pattern = re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE)
    ids = {p.id for p in holdings.passages if pattern.search(p.text)}
    recipe = (
        f"passages.jsonl: rows of another kind than objective whose text has {text!r} as whole "
        "words, by document"
    )
    found = _Found(text, BY_WORDS, 1.0, tuple(text.split()), recipe)
    return _theme(holdings, found, ids, lambda s: bool(pattern.search(s.text)))


@dataclass(frozen=True, slots=True)
class _Found:
    text: str
    method: str
    threshold: float
    terms: tuple[str, ...]
    recipe: str


def _theme(
    holdings: Holdings, found: _Found, ids: Collection[str], speaks: Callable[[Sentence], bool]
) -> Theme:
    quarters = tuple(_quarter(holdings, quarter, ids) for quarter in holdings.quarters)
    undated = {d.id for d in holdings.documents if d.quarter is None}
    drivers: tuple[Change, ...] = ()
    if quarters:
        last = quarters[-1]
        before = quarters[-2] if len(quarters) > 1 else None
        drivers = _drivers(
            _sentences(holdings, before.citations if before else (), speaks),
            _sentences(holdings, last.citations, speaks),
        )
    return Theme(
        text=found.text,
        method=found.method,
        threshold=found.threshold,
        terms=found.terms,
        total=len(ids),
        undated=sum(holdings.passage[p].document in undated for p in ids),
        quarters=quarters,
        momentum=momentum(quarters),
        drivers=drivers,
        gaps=gaps(states(holdings.quarters, ())),
        recipe=found.recipe,
    )


def _quarter(holdings: Holdings, quarter: Quarter, ids: Collection[str]) -> ThemeQuarter:
    documents = [d for d in holdings.ordered if d.quarter == quarter]
    all_passages = [p for d in documents for p in holdings.passages_of[d.id]]
    passages = [p for p in all_passages if p.id in ids]
    low, high = wilson(len(passages), len(all_passages))
    operations: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for passage in passages:
        operations.update({u.name for u in holdings.uses_in.get(passage.id, ())})
        places.update(places_of(holdings, passage))
    return ThemeQuarter(
        quarter=str(quarter),
        documents=tuple(d.id for d in documents),
        passages=len(passages),
        total=len(all_passages),
        rate=100 * len(passages) / len(all_passages) if all_passages else 0.0,
        low=low,
        high=high,
        operations=often(operations),
        places=often(places),
        citations=tuple(holdings.cite(p.id) for p in passages),
    )


def places_of(holdings: Holdings, passage: Passage) -> set[str]:
    """The places of a passage: its scope, and those that it names."""
    named = (m.canonical for m in holdings.mentions_in.get(passage.id, ()) if m.label in PLACES)
    return {*passage.places, *named}


def often(counted: Counter[str]) -> tuple[tuple[str, int], ...]:
    """Counts, most first, then by name."""
    return tuple(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def momentum(quarters: Sequence[ThemeQuarter]) -> Momentum | None:
    """The last report against the one before it; None while there is only one."""
    if len(quarters) < 2:
        return None
    before, last = quarters[-2:]
    clear = not (before.low <= last.rate <= before.high or last.low <= before.rate <= last.high)
    difference = last.rate - before.rate
    verdict = ("up" if difference > 0 else "down") if clear else "no clear change"
    return Momentum(last.quarter, before.quarter, difference, verdict)


def wilson(count: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's score interval of a share, per 100 (Wilson 1927); (0, 0) of nothing."""
    if not total:
        return (0.0, 0.0)
    share, square = count / total, z * z
    middle = share + square / (2 * total)
    half = z * sqrt(share * (1 - share) / total + square / (4 * total * total))
    scale = 1 + square / total
    return (max(0.0, 100 * (middle - half) / scale), min(100.0, 100 * (middle + half) / scale))


def _sentences(
    holdings: Holdings, passages: Sequence[Citation], speaks: Callable[[Sentence], bool]
) -> list[Citation]:
    found = []
    for citation in passages:
        sentences = holdings.sentences(citation.passage)
        spoken = [s for s in sentences if speaks(s)] or list(sentences[:1])
        found += [holdings.cite_sentence(s) for s in spoken]
    return found


def _drivers(before: Sequence[Citation], now: Sequence[Citation]) -> tuple[Change, ...]:
    """What is new in the last report, sentences with figures first."""
    new = [c for c in redline(before, now) if c.now is not None and c.kind != "unchanged"]
    new.sort(key=lambda c: -len(FIGURE.findall(c.now.line)) if c.now else 0)
    return tuple(new[:_DRIVERS])


def stems_of(text: str) -> set[str]:
    """The stems of a text's words, for measures and themes typed by a user."""
    return {stem(word.lower()) for word in squeeze(text).split()}
