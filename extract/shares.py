"""Shares of a whole: which part and which whole a percentage belongs to.

Runs after the walk of `extract.links`: what the walk could not see from left to right (a whole
named behind its part, a part named behind its percentage) is put in here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.drafts import Draft, Sentence
from extract.endings import ending
from extract.links import Group

_COUNTED = ("count", "hours", "gbp", "kg")
# "Of the W …", "N out of W", "S of these W"
_OF_LEFT = ending(
    r"\b(?:of|out\s+of|among)\s+(?:the|all|these|those|its|our|their|a\s+total\s+of)?\s*\Z", re.I
)
# "N (S)", "S (N)", "N of them, or S", "N …, which is S", "N …, equal to S"
_GLOSS = re.compile(r"\s*(?:of\s+(?:these|those|them|which)\s*)?\(\s*(?:\w+ly\s+)?")
_RETOLD = re.compile(
    r"[^.;()]{0,60}?,?\s+(?:or|which\s+is|that\s+is|equal\s+to|equating\s+to|representing|this\s+is)"
    r"\s+(?:about\s+|around\s+|nearly\s+|over\s+)?"
)
_PART_OF = re.compile(
    r"(?:\s*\([^()]{1,12}\))?(?:\s+[\w-]+){0,4}?\s+(?:out\s+)?of\s+(?:the\s+|all\s+)?"
)
_CLOSED = re.compile(r"\s*\)")


def complete_shares(
    sentences: Sequence[Sentence], drafts: Sequence[Draft], groups: list[Group]
) -> None:
    """Give each percentage of a whole its part and its whole, where the words name them."""
    by_share = {group.share: group for group in groups if group.share >= 0}
    for index, draft in enumerate(drafts):
        if draft.role != "share" or draft.quantity.unit != "percent":
            continue
        group = by_share.get(index)
        whole = _named_whole(sentences, drafts, index)
        part = group.level if group is not None else -1
        if part < 0:
            part = _part(sentences, drafts, index, whole)
        if whole < 0:
            whole = group.whole if group is not None else -1
        if whole < 0 and part >= 0:
            whole = _whole_of_part(sentences, drafts, part)
        if part < 0 or whole < 0 or part == whole or drafts[part].value > drafts[whole].value:
            continue
        if group is None:
            group = Group()
            groups.append(group)
        lone = by_share.get(part)
        if lone is not None and lone is not group:
            groups.remove(lone)
        group.share, group.level, group.whole = index, part, whole
        group.members = sorted({index, part, whole})
        drafts[part].anchor = drafts[part].anchor if drafts[part].anchor != part else -1


def _near(drafts: Sequence[Draft], index: int) -> range:
    """Indexes of the figures of the same sentence, a few to either side."""
    first = last = index
    sentence = drafts[index].sentence
    while first > 0 and drafts[first - 1].sentence == sentence and index - first < 4:
        first -= 1
    while last + 1 < len(drafts) and drafts[last + 1].sentence == sentence and last - index < 4:
        last += 1
    return range(first, last + 1)


def _named_whole(sentences: Sequence[Sentence], drafts: Sequence[Draft], index: int) -> int:
    """The figure of the sentence that stands behind "of the", "out of"."""
    text = sentences[drafts[index].sentence].text
    start = sentences[drafts[index].sentence].start
    found = [
        i
        for i in _near(drafts, index)
        if i != index
        and drafts[i].quantity.unit in _COUNTED
        and drafts[i].role in ("level", "share")
        and _OF_LEFT.search(
            text[max(start, drafts[i].quantity.left - 24) : drafts[i].quantity.left]
        )
    ]
    return found[0] if len(found) == 1 else -1


def _part(sentences: Sequence[Sentence], drafts: Sequence[Draft], index: int, whole: int) -> int:
    """The count that says the same part as the percentage at `index`."""
    text = sentences[drafts[index].sentence].text
    near = [i for i in _near(drafts, index) if i not in (index, whole)]
    near = [i for i in near if drafts[i].quantity.unit in _COUNTED and drafts[i].role != "change"]
    for i in near:
        first, second = min(i, index), max(i, index)
        between = text[drafts[first].end : drafts[second].start]
        if second - first == 1 and (_GLOSS.fullmatch(between) or _RETOLD.fullmatch(between)):
            return i
        closed = _CLOSED.match(text, drafts[i].end)
        if i > index and closed and between.endswith("("):
            return i  # "29.7% of the 81,808 calls … were transferred (24,300)"
    for i in near:
        gap = text[drafts[i].end : drafts[whole].start] if whole > i else ""
        if gap and _PART_OF.fullmatch(gap):
            return i  # "122 out of 334 arrests (36.5%)"
    return -1


def _whole_of_part(sentences: Sequence[Sentence], drafts: Sequence[Draft], part: int) -> int:
    """ "There were 3,344 referrals, with 2,104 (62.9%) being accepted": the level before."""
    draft = drafts[part]
    sentence = sentences[draft.sentence]
    for i in range(part - 1, -1, -1):
        other = drafts[i]
        if other.sentence < draft.sentence - 1:
            return -1
        if other.role != "level" or other.quantity.unit != draft.quantity.unit:
            continue
        left = sentence.text[max(sentence.start, draft.quantity.left - 24) : draft.quantity.left]
        linked = re.search(
            r"(?:\bwith|\bincluding|\bof\s+(?:these|those|them|which|whom),?|;)\s+\Z", left, re.I
        )
        return i if linked and other.value >= draft.value else -1
    return -1
