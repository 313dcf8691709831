"""Every figure of a passage, with all that it means; and of any English text.

The stages run in this order, each a pure function: numbers, quantities, periods, measures,
roles, links, dates, attribution.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence

from extract.attribution import attribute
from extract.drafts import Draft
from extract.links import Group
from extract.periods import find_periods
from extract.prose import read_prose
from extract.series import normalise
from extract.tables import is_table_row, read_row
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
    names = _names(passage, mentions)
    if is_table_row(passage):
        read = read_row(passage, quarter, following, names)
    else:
        read = read_prose(passage.text, quarter, names)
        _date_by_label(passage, read.drafts, quarter)
    drafts = read.drafts
    about = attribute(passage, read.sentences, drafts, mentions)
    claims = [
        _claim(passage, draft, operations, places, abbreviations)
        for draft, (operations, places) in zip(drafts, about, strict=True)
    ]
    comparisons = [
        _comparison(passage, group, claims, _changed_elsewhere(group, read.groups))
        for group in read.groups
    ]
    return claims, comparisons


def _date_by_label(passage: Passage, drafts: Sequence[Draft], quarter: Quarter | None) -> None:
    """Undated levels under a label with a day or days of its own ("Weekend (05/06 – 07/06)")."""
    if not drafts:
        return
    label = passage.context[-1] if passage.context else ""
    days = [
        t.period
        for t in find_periods(label, quarter)
        if t.period is not None and t.period.days <= 31
    ]
    for draft in drafts:
        if len(days) == 1 and draft.period is None and draft.role in ("level", "share"):
            draft.period = days[0]


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
    measure = _labelled(passage, draft.measure)
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
        measure=measure,
        series=normalise(measure, draft.unit, abbreviations, places),
        role=draft.role,
        qualifier=quantity.qualifier,
        direction=draft.direction,
        period=draft.period,
        operations=operations,
        places=places,
    )


_LABEL = re.compile(r"\W*(?P<label>[A-Z][^:.\n]{2,40}):")


def _labelled(passage: Passage, measure: str) -> str:
    """A measure of a word or two takes the label that its bullet opens with, if it is no place.

    "**Extra Eyes:** … average fines" are the fines of Extra Eyes.
    """
    match = _LABEL.match(passage.text)
    if match is None or len(measure.split()) > 2 or not measure:
        return measure
    label = match["label"].strip(" *")
    placed = any(part in label for part in passage.places) or not passage.text.startswith("**")
    if placed or re.match(r"(?:Op|Ops|Operation|Project)\b", label):
        return measure
    return f"{measure} ({label})"


def _changed_elsewhere(group: Group, groups: Sequence[Group]) -> bool:
    """Whether the level's direction is told of another earlier figure than the group's own.

    "76,803, compared with 77,465 … . Set against … 67,590, they rose by 9,213": only the second
    comparison rose.
    """
    if max(group.change, group.percent_change) >= 0 or group.baseline < 0:
        return False
    return any(
        other is not group
        and other.level == group.level
        and max(other.change, other.percent_change) >= 0
        for other in groups
    )


def _comparison(
    passage: Passage, group: Group, claims: Sequence[Claim], changed_elsewhere: bool
) -> Comparison:
    members = [claims[i] for i in group.members]
    start, end = min(c.start for c in members), max(c.end for c in members)
    level = claims[group.level] if group.level >= 0 else None
    rate = claims[group.rate] if group.rate >= 0 else None
    days = 0
    if (
        rate is not None
        and level is not None
        and rate.unit == "per_day"
        and level.period is not None
    ):
        days = level.period.days
    direction = next(
        (
            claims[i].direction
            for i in (group.change, group.percent_change, -1 if changed_elsewhere else group.level)
            if i >= 0 and claims[i].direction != "none"
        ),
        "none",
    )

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
