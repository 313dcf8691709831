"""Which of several versions of one report is in use."""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from datetime import date

from index.texts import squeeze
from quarterline.records import Document, Passage

# Two files that print neither a version nor a date, but share this much of their passages,
# are the same report (a Word file and its PDF). Less, and they are two reports of one quarter.
_SAME = 0.5

_NAMES = [name.lower() for name in calendar.month_name]
_MONTHS = {name[:cut]: n for n, name in enumerate(_NAMES) if name for cut in (3, len(name))}
_WRITTEN = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([A-Za-z]{3,9})\.?\s+(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_NUMERIC = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


def version_key(version: str) -> tuple[int, ...]:
    """The numbers of a printed version: "2.10" is (2, 10), which is above (2, 9)."""
    return tuple(int(number) for number in re.findall(r"\d{1,9}", version))


def produced_key(produced: str) -> date:
    """The day on which a report says it was produced; a month stands for its first day.

    Reads "January 2020", "2 October 2023", "02/10/2023" (day first) and ISO dates; anything
    else, or nothing, gives the earliest date there is.
    """
    if match := _ISO.search(produced):
        year, month, day = (int(g) for g in match.groups())
    elif match := _NUMERIC.search(produced):
        day, month, year = (int(g) for g in match.groups())
    elif match := _WRITTEN.search(produced):
        day, month, year = int(match[1] or 1), _MONTHS.get(match[2].lower(), 0), int(match[3])
    else:
        return date.min
    try:
        return date(year, month, day)
    except ValueError:
        return date.min


def supersede(
    reports: Sequence[tuple[Document, Sequence[Passage]]],
) -> dict[str, str]:
    """Ids of superseded documents, each with the id of the document in its place.

    `reports` are in the order of their addition. Documents of one force, quarter and plan
    are versions of one report: the highest version number is in use, then the latest date of
    production, then the one added last. A document whose force or quarter is not known
    supersedes nothing. Where neither number nor date tells two apart, or one does not name
    its plan, they count as one report only when they share at least half of their passages.
    """
    groups: dict[tuple[str, str], list[int]] = {}
    for order, (document, _) in enumerate(reports):
        if document.force and document.quarter is not None:
            key = (document.force.casefold(), str(document.quarter))
            groups.setdefault(key, []).append(order)
    replaced: dict[str, str] = {}
    for orders in groups.values():
        ranked = sorted(orders, key=lambda order: (_key(reports[order][0]), order), reverse=True)
        for place, order in enumerate(ranked):
            for better in ranked[:place]:
                newer, older = reports[better], reports[order]
                if newer[0].id not in replaced and _one_report(newer, older):
                    replaced[older[0].id] = newer[0].id
                    break
    return replaced


_Report = tuple[Document, Sequence[Passage]]


def _one_report(newer: _Report, older: _Report) -> bool:
    plans = squeeze(newer[0].plan), squeeze(older[0].plan)
    if all(plans) and plans[0] != plans[1]:
        return False
    told_apart = all(plans) and _key(newer[0]) != _key(older[0])
    return told_apart or _alike(newer[1], older[1])


def _key(document: Document) -> tuple[tuple[int, ...], date]:
    return version_key(document.version), produced_key(document.produced)


def _alike(one: Sequence[Passage], other: Sequence[Passage]) -> bool:
    first, second = ({squeeze(p.text) for p in passages} for passages in (one, other))
    return len(first & second) >= _SAME * max(1, min(len(first), len(second)))
