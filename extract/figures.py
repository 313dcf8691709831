"""Every figure of a passage, with all that it means; and of any English text.

The stages run in this order, each a pure function: numbers, quantities, periods, measures,
roles, links, dates, attribution.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from extract.attribution import attribute
from extract.drafts import Draft, Sentence
from extract.links import Group, link
from extract.measures import measure_all
from extract.periods import find_periods
from extract.quantities import Quantity, find_quantities
from extract.roles import assign_roles
from extract.series import normalise
from extract.settle import settle
from extract.tables import is_table_row, table_drafts
from extract.tokens import sentences as split_sentences
from extract.tokens import tokenise
from extract.when import date_all
from extract.windows import is_window
from quarterline.periods import Quarter
from quarterline.records import Claim, Comparison, Mention, Passage

_NAMES = ("OPERATION", "PROJECT", "INITIATIVE", "ORGANISATION")


def extract_figures(
    passage: Passage,
    quarter: Quarter | None,
    mentions: Sequence[Mention] = (),
    following: str = "",
    abbreviations: Mapping[str, str] | None = None,
) -> tuple[list[Claim], list[Comparison]]:
    """The claims of a passage and the comparisons between them, in reading order.

    `quarter` is the report's own, by which "in the last quarter" is resolved; with None only
    absolute dates are. `mentions`: those of the passage (offsets in the document). `following`:
    the text of the next passage, where a label may go on. `abbreviations`: short to full forms.
    """
    if is_table_row(passage):
        drafts, sentences, groups = table_drafts(passage, quarter, following)
    else:
        drafts, sentences, groups = prose_drafts(passage.text, quarter, _names(passage, mentions))
    about = attribute(passage, sentences, drafts, mentions)
    claims = [
        _claim(passage, draft, operations, places, abbreviations)
        for draft, (operations, places) in zip(drafts, about, strict=True)
    ]
    comparisons = [_comparison(passage, group, claims, drafts) for group in groups]
    return claims, comparisons


def prose_drafts(
    text: str,
    quarter: Quarter | None,
    names: Sequence[tuple[int, int]] = (),
    start: int = 0,
    end: int | None = None,
) -> tuple[list[Draft], list[Sentence], list[Group]]:
    """The figures of running text between `start` and `end`, fully read; offsets are in `text`.

    `names`: spans in which a number is part of a name.
    """
    stop = len(text) if end is None else end
    quantities = [
        q for q in find_quantities(text[start:stop])
        if not any(a < q.end + start and q.start + start < b for a, b in names)
    ]
    if start:
        quantities = [_moved(q, start) for q in quantities]
    if not quantities:
        return [], [], []
    sentences: list[Sentence] = []
    drafts: list[Draft] = []
    for left, right in split_sentences(text[start:stop]):
        left, right = left + start, right + start
        inside = [q for q in quantities if left <= q.start < right]
        times = [_time_moved(t, left) for t in find_periods(text[left:right], quarter)]
        tokens = tokenise(text, left, right) if inside else []
        sentences.append(Sentence(text, left, right, tokens, times))
        drafts.extend(
            Draft(q, len(sentences) - 1, unit=q.unit) for q in inside if not is_window(text, q, times)
        )
    measure_all(sentences, drafts)
    assign_roles(sentences, drafts, quarter)
    groups = link(sentences, drafts)
    for number, group in enumerate(groups):
        for index in group.members:
            drafts[index].group = number
    date_all(sentences, drafts, groups, quarter)
    settle(sentences, drafts, groups)
    return drafts, sentences, groups


def _moved(q: Quantity, by: int) -> Quantity:
    from dataclasses import replace

    number = replace(q.number, start=q.number.start + by, end=q.number.end + by)
    return replace(q, number=number, left=q.left + by, right=q.right + by)


def _time_moved(when: object, by: int):  # type: ignore[no-untyped-def]
    from dataclasses import replace

    return replace(when, start=when.start + by, end=when.end + by)  # type: ignore


def _names(passage: Passage, mentions: Sequence[Mention]) -> list[tuple[int, int]]:
    return [
        (m.start - passage.start, m.end - passage.start)
        for m in mentions
        if m.label in _NAMES and passage.start <= m.start < passage.end
    ]


def _claim(
    passage: Passage,
    draft: Draft,
    operations: tuple[str, ...],
    places: tuple[str, ...],
    abbreviations: Mapping[str, str] | None,
) -> Claim:
    start, end = passage.start + draft.start, passage.start + draft.end
    quantity = draft.quantity
    return Claim(
        id=f"{passage.document}:c{start}-{end}",
        document=passage.document,
        passage=passage.id,
        start=start,
        end=end,
        text=passage.text[draft.start : draft.end],
        value=quantity.value,
        low=quantity.low,
        high=quantity.high,
        unit=draft.unit,
        measure=draft.measure,
        series=normalise(draft.measure, draft.unit, abbreviations),
        role=draft.role,
        qualifier=quantity.qualifier,
        direction=draft.direction,
        period=draft.period,
        operations=operations,
        places=places,
    )


def _comparison(
    passage: Passage, group: Group, claims: Sequence[Claim], drafts: Sequence[Draft]
) -> Comparison:
    members = [claims[i] for i in group.members]
    start, end = min(c.start for c in members), max(c.end for c in members)
    level = claims[group.level] if group.level >= 0 else None
    rate = claims[group.rate] if group.rate >= 0 else None
    days = 0
    if rate is not None and level is not None and rate.unit == "per_day" and level.period is not None:
        days = level.period.days
    direction = next((claims[i].direction for i in (group.change, group.percent_change, group.level) if i >= 0 and claims[i].direction != "none"), "none")

    def name(index: int) -> str:
        return claims[index].id if index >= 0 else ""

    return Comparison(
        id=f"{passage.document}:x{start}-{end}",
        document=passage.document,
        passage=passage.id,
        start=start,
        end=end,
        text=passage.text[start - passage.start : end - passage.start],
        level=name(group.level),
        baseline=name(group.baseline),
        change=name(group.change),
        percent_change=name(group.percent_change),
        share=name(group.share),
        whole=name(group.whole),
        rate=name(group.rate),
        days=days,
        direction=direction,
    )


def extract_claims(text: str, quarter: Quarter | None = None) -> list[Claim]:
    """The claims of any English text, without a profile; offsets are in `text`."""
    document = hashlib.sha256(text.encode()).hexdigest()[:12]
    passage = Passage(f"{document}#1", document, 0, len(text), text, 1, "paragraph")
    return extract_figures(passage, quarter)[0]
