"""Comparisons of one level that a sentence splits in two, put together again.

"a decrease of 21,282 compared to the same quarter last year when 68,972 were taken" sets
the change against the baseline that follows it at once; read apart, the change would have
nothing to be checked with.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from quarterline.records import Claim, Comparison, Passage

_WHEN = (
    r"(?:(?:same|previous|last|preceding)\s+\w+(?:\s+(?:last|previous|before))?(?:\s+year)?"
    r"\s*(?:,?\s*when|,?\s*of|\()\s*)"
)
_LEADS_TO = re.compile(
    r"[\s,)]*(?:[a-z]+\s+){0,2}?(?:on|from|than|against|over|compared\s+(?:to|with))\s+"
    rf"(?:the\s+)?(?:figure\s+of\s+)?{_WHEN}?(?:the\s+)?",
    re.I,
)


def joined(
    comparisons: Iterable[Comparison],
    claims: Mapping[str, Claim],
    passages: Mapping[str, Passage],
) -> list[Comparison]:
    """The comparisons, with a change and the baseline right after it in one."""
    groups: dict[tuple[str, str], list[Comparison]] = defaultdict(list)
    order: list[tuple[str, str]] = []
    for comparison in comparisons:
        key = (comparison.passage, comparison.level or comparison.id)
        if key not in groups:
            order.append(key)
        groups[key].append(comparison)
    found: list[Comparison] = []
    for key in order:
        found.extend(_join(groups[key], claims, passages.get(key[0])))
    return found


def _join(
    group: Sequence[Comparison], claims: Mapping[str, Claim], passage: Passage | None
) -> list[Comparison]:
    if passage is None or len(group) < 2:
        return list(group)
    left = list(group)
    for changed in group:
        for based in group:
            if changed not in left or based not in left:
                continue
            if _belong(changed, based, claims, passage):
                left[left.index(based)] = _both(changed, based)
                left.remove(changed)
    return left


def _belong(
    changed: Comparison, based: Comparison, claims: Mapping[str, Claim], passage: Passage
) -> bool:
    if not changed.change or changed.baseline or not based.baseline or based.change:
        return False
    if changed.percent_change and based.percent_change:
        return False
    change, baseline = claims[changed.change], claims[based.baseline]
    last = change
    if changed.percent_change and claims[changed.percent_change].start > last.start:
        last = claims[changed.percent_change]
    if change.unit != baseline.unit or last.end > baseline.start:
        return False
    between = passage.text[last.end - passage.start : baseline.start - passage.start]
    return _LEADS_TO.fullmatch(between) is not None


def _both(changed: Comparison, based: Comparison) -> Comparison:
    direction = changed.direction if changed.direction != "none" else based.direction
    return replace(
        based,
        change=changed.change,
        percent_change=based.percent_change or changed.percent_change,
        start=min(changed.start, based.start),
        end=max(changed.end, based.end),
        text=max(changed.text, based.text, key=len),
        direction=direction,
    )
