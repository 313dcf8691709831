"""Small made reports for the tests of `track`: names, places and themes read by the fake ingest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from extract.profiles import Profile
from index.fake import TERMS, FakeIngest
from quarterline.periods import Period, Quarter
from quarterline.records import Claim, Mention
from track.holdings import Holdings

FORCE = "Testshire"
PROFILE = Profile(force=FORCE, gazetteer=TERMS.gazetteer, themes=TERMS.themes)


def held(reports: Mapping[str, Sequence[str]], force: str = FORCE) -> Holdings:
    """Holdings of one report a quarter, each line a passage ("# 1 Title", "@ Place" as in
    `index.fake`); figures are left out, to be added by `with_claims`."""
    parts = [_read(quarter, lines, force) for quarter, lines in reports.items()]
    return Holdings(
        documents=tuple(p.document for p in parts),
        passages=tuple(x for p in parts for x in p.passages),
        mentions=tuple(x for p in parts for x in p.mentions),
        profiles={force: PROFILE},
    )


def both(one: Holdings, other: Holdings) -> Holdings:
    """The holdings of two forces together."""
    return Holdings(
        documents=one.documents + other.documents,
        passages=one.passages + other.passages,
        mentions=one.mentions + other.mentions,
        profiles={**one.profiles, **other.profiles},
    )


def with_claims(holdings: Holdings, claims: Iterable[Claim]) -> Holdings:
    """The same holdings with these figures."""
    return fresh(holdings, claims=tuple(claims))


def with_mentions(holdings: Holdings, mentions: Iterable[Mention]) -> Holdings:
    """The same holdings with other mentions."""
    return fresh(holdings, mentions=tuple(mentions))


def fresh(holdings: Holdings, **changes: object) -> Holdings:
    """A copy with changes and an empty memory."""
    return replace(holdings, _memo={}, **changes)  # type: ignore[arg-type]


def claim(
    holdings: Holdings,
    quarter: str,
    figure: str,
    measure: str,
    *,
    after: str = "",
    role: str = "level",
    period: str = "",
    unit: str = "count",
    series: str = "",
) -> Claim:
    """The figure as it stands in the report of a quarter, the first after some words."""
    document = next(d for d in holdings.documents if str(d.quarter) == quarter)
    start = document.text.index(figure, document.text.index(after) + len(after))
    passage = next(
        p for p in holdings.passages if p.document == document.id and p.start <= start < p.end
    )
    value = float(figure.replace(",", ""))
    return Claim(
        id=f"{document.id}:c{start}-{start + len(figure)}",
        document=document.id,
        passage=passage.id,
        start=start,
        end=start + len(figure),
        text=figure,
        value=value,
        low=value,
        high=value,
        unit=unit,
        measure=measure,
        series=series,
        role=role,
        period=_period(period),
    )


def _period(text: str) -> Period | None:
    if not text:
        return None
    return Quarter.parse(text).period if "Q" in text else Period.parse(text)


def _read(quarter: str, lines: Sequence[str], force: str):  # type: ignore[no-untyped-def]
    text = f"force: {force}\nquarter: {quarter}\n\n" + "\n".join(lines) + "\n"
    return FakeIngest().read(text.encode(), f"{quarter.replace(' ', '-')}.txt", None, None)
