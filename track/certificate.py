"""What was searched, so that "nothing was found" can be checked and signed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.designators import canonical_name, printed_name
from quarterline.errors import NotFoundError, QueryError
from quarterline.periods import Quarter
from quarterline.records import Document, Passage
from track.citations import Citation
from track.holdings import Holdings
from track.register import register_of
from track.theme import places_of, profile_theme, theme_names

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Searched:
    """A report that was searched: how many of its passages, and how many held a term."""

    source: str
    quarter: str
    version: str
    sha256: str
    passages: int
    found: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was looked for, where, and what was found.

    `terms` were looked for as whole words, whatever their case and line breaks; a passage
    that names the operation, or holds a term of the theme, in another form counts too.
    `place` and `quarter` are "" when all were searched; `missing` are the quarters asked for,
    or between the reports, of which no report is held.
    """

    text: str
    terms: tuple[str, ...]
    place: str
    quarter: str
    reports: tuple[Searched, ...]
    missing: tuple[str, ...]
    found: tuple[Citation, ...]

    @property
    def passages(self) -> int:
        """Number of passages searched."""
        return sum(r.passages for r in self.reports)

    @property
    def words(self) -> str:
        """The finding in a sentence."""
        where = f" in {self.place}" if self.place else ""
        when = f" in {self.quarter}" if self.quarter else ""
        if not self.reports:
            none = f"No report is held for {self.quarter}"
            return f"{none}, so nothing can be said of {self.text}{where}."
        scope = f"{_count(len(self.reports), 'report')}, {_count(self.passages, 'passage')}"
        if not self.found:
            return f"No mention of {self.text}{where}{when} ({scope} searched)."
        return (
            f"{_count(len(self.found), 'mention')} of {self.text}{where}{when} ({scope} searched)."
        )

    def frame(self) -> pd.DataFrame:
        """One row a report searched."""
        import pandas as pd  # noqa: PLC0415 - only where a table is asked for

        return pd.DataFrame(
            [
                {
                    "source": r.source, "quarter": r.quarter, "version": r.version,
                    "sha256": r.sha256, "passages": r.passages, "found": r.found,
                }
                for r in self.reports
            ]
        )  # fmt: skip


def certify(holdings: Holdings, text: str, *, place: str = "", quarter: str = "") -> Certificate:
    """Look for an operation, a theme or any words, in all reports or in part of them.

    `place` is any name of a place in the gazetteer, and takes all that lies in it. Raises
    QueryError for no words or an unknown place, PeriodError for a malformed quarter.
    """
    if not text.strip():
        raise QueryError("nothing to look for; expected the name of an operation or some words")
    within = _place(holdings, place)
    when = Quarter.parse(quarter) if quarter else None
    names, terms = _terms(holdings, text)
    pattern = _pattern(terms)
    theme = profile_theme(holdings, text)
    found: list[Citation] = []
    reports = []
    for document in holdings.ordered:
        if when is not None and document.quarter != when:
            continue
        passages = [p for p in holdings.passages_of[document.id] if _lies(holdings, p, within)]
        held = [p for p in passages if _holds(holdings, p, names, pattern, theme)]
        found += [holdings.cite(p.id) for p in held]
        reports.append(_searched(document, passages, held))
    return Certificate(
        text=" ".join(text.split()),
        terms=terms,
        place=within,
        quarter=str(when) if when else "",
        reports=tuple(reports),
        missing=_missing(holdings, when),
        found=tuple(found),
    )


def _terms(holdings: Holdings, text: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The operations that `text` names, and the forms to look for."""
    known = register_of(holdings)
    theme = profile_theme(holdings, text)
    if theme is not None:
        return frozenset(), theme_names(holdings)[theme]
    try:
        operation = known.get(text)
    except NotFoundError:
        # "Operation X" is looked for as "X" too: reports drop the word.
        bare = printed_name(text)
        forms = dict.fromkeys([" ".join(text.split()), canonical_name(bare)])
        return frozenset(), tuple(f for f in forms if f)
    forms = dict.fromkeys([operation.name, *(a.text for a in operation.aliases)])
    return frozenset({operation.name}), tuple(forms)


def _pattern(terms: Sequence[str]) -> re.Pattern[str]:
    forms = (
        r"\s+".join(re.escape(w) for w in t.split()) for t in sorted(terms, key=len, reverse=True)
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)", re.IGNORECASE)


def _holds(
    holdings: Holdings,
    passage: Passage,
    names: frozenset[str],
    pattern: re.Pattern[str],
    theme: str | None,
) -> bool:
    if names:
        # The name is known: its mentions count, not the ordinary word that it also is.
        labelled = any(passage.id in holdings.labelled.get(name, ()) for name in names)
        return labelled or any(u.name in names for u in holdings.uses_in.get(passage.id, ()))
    if theme is not None:
        mentions = holdings.mentions_in.get(passage.id, ())
        return any(m.label == "THEME" and m.canonical == theme for m in mentions)
    return pattern.search(passage.text) is not None


def _place(holdings: Holdings, place: str) -> str:
    if not place:
        return ""
    for document in holdings.documents:
        found = holdings.profile(document.id).gazetteer.named(place)
        if found is not None:
            return found.name
    raise QueryError(f"{place!r} is no place of the profile; expected a district, an LPA or a town")


def _lies(holdings: Holdings, passage: Passage, place: str) -> bool:
    if not place:
        return True
    gazetteer = holdings.profile(passage.document).gazetteer
    return any(gazetteer.within(name, place) for name in places_of(holdings, passage))


def _searched(document: Document, passages: Sequence[Passage], held: Sequence[Passage]) -> Searched:
    return Searched(
        source=document.source,
        quarter=str(document.quarter) if document.quarter else "",
        version=document.version,
        sha256=document.sha256,
        passages=len(passages),
        found=len(held),
    )


def _missing(holdings: Holdings, when: Quarter | None) -> tuple[str, ...]:
    held = holdings.quarters
    if when is not None:
        return () if when in held else (str(when),)
    if not held:
        return ()
    found = []
    quarter = held[0]
    while quarter < held[-1]:
        quarter = quarter.shift(1)
        if quarter not in held:
            found.append(str(quarter))
    return tuple(found)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
