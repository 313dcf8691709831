"""Which way a level went: by its comparison, or by the words that lead to it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extract.directions import NOUN, VERB, direction_of
from extract.drafts import Draft, Sentence
from extract.endings import LETTER, ending
from extract.links import Group

_MOVES = (
    r"\b(?:increas|risen|rose|rise|grow|grew|grown|reduc|fall|fell|drop|declin|decreas|climb"
    r"|jump|halved|doubled|trebled|tripled|quadrupled|up|down)\w*"
)
_WENT = re.compile(_MOVES, re.I)
_GOES_TO = ending(
    rf"{_MOVES}\b(?:[^.;,()]|[.,]\d){{0,110}}\bto\s+(?:reach\s+)?(?:over\s+|about\s+|around\s+|nearly\s+"
    r"|almost\s+|a\s+(?:total|record)\s+(?:of\s+)?)?\Z",
    re.I,
)
_CONTINUES = ending(
    r"\b(?:continues?|continued)\s+to\s+(?P<verb>grow|rise|increase|fall|decline"
    r"|decrease)\s+with\s+(?:approximately\s+|over\s+|about\s+|around\s+|nearly\s+)?\Z",
    re.I,
)
_THIS_CHANGE = re.compile(
    r"^\s*(?:this|the)\s+(?:\w+\s+)?(?P<word>increase|decrease|reduction|rise|fall|drop"
    r"|decline|growth)\b",
    re.I,
)


def direct_levels(
    sentences: Sequence[Sentence], drafts: Sequence[Draft], groups: Sequence[Group]
) -> None:
    """Set `direction` of every figure that is no change."""
    for group in groups:
        _direct_group(sentences, drafts, group)
    for draft in drafts:
        if draft.role in ("level", "target", "share", "rate") and draft.direction == "none":
            draft.direction = _own_direction(sentences[draft.sentence], draft)
    for first, second in pairwise(drafts):
        if (
            second.role == first.role == "level"
            and second.direction == "none"
            and _goes_to(sentences[first.sentence], first)
            and first.sentence == second.sentence
        ):
            between = sentences[first.sentence].text[first.end : second.start]
            if re.search(r",?\s+and\s+\Z", between) and len(between) < 40:
                second.direction = first.direction


def _direct_group(sentences: Sequence[Sentence], drafts: Sequence[Draft], group: Group) -> None:
    if group.level < 0:
        return
    level = drafts[group.level]
    if level.direction != "none":
        return
    for index in (group.change, group.percent_change):
        if index >= 0 and drafts[index].direction != "none":
            level.direction = drafts[index].direction
            return
    if group.baseline >= 0:
        baseline = drafts[group.baseline]
        sentence = sentences[baseline.sentence]
        begin = level.end if level.sentence == baseline.sentence else sentence.start
        words = sentence.text[begin : baseline.quantity.left]
        if re.search(r"\bfrom\b[^.;]{0,20}\Z", words) or _COMPARED_THAN.search(words):
            level.direction = direction_of(_COMPARED_THAN.sub(r" \1 ", words))
        if level.direction == "none" and baseline.sentence + 1 < len(sentences):
            following = sentences[baseline.sentence + 1]
            match = _THIS_CHANGE.match(following.text[following.start : following.end])
            if match:
                level.direction = direction_of(match["word"])


# "higher than the 8,869 of", "lower than in the same quarter (75,137)"
_COMPARED_THAN = re.compile(
    r"\b(higher|lower|more|less|fewer|greater|smaller|up|down)\s+(?:than|on)\b[^.;]{0,60}\Z", re.I
)
# "has gone down: 8.9% …", "have increased, with 62 executed", "The trend is up: 85 …"
_TREND = ending(
    rf"\b(?:has|have|is|are)\s+(?:\w+ly\s+|gone\s+)?(?P<verb>{VERB}|up|down)(?::|,\s+with)\s+\Z"
    # "a decrease in visits with about 900 a month"
    rf"|\b(?P<noun>{NOUN})\s+in\s+(?:[\w-]+\s+){{1,5}}?,?\s*with\s+\Z",
    re.I,
)


def _own_direction(sentence: Sentence, draft: Draft) -> str:
    left = sentence.text[max(sentence.start, draft.start - 160) : draft.quantity.left]
    if LETTER.search(left) is None:
        return "none"
    left = " ".join(left.split()) + " "
    trend = _TREND.search(left)
    if trend:
        return direction_of(trend["verb"] or trend["noun"])
    match = _CONTINUES.search(left)
    if match:
        return direction_of(match["verb"])
    if _GOES_TO.search(left):
        found = _WENT.findall(left)
        return direction_of(found[-1]) if found else "none"
    if (
        draft.role == "target"
        and draft.quantity.qualifier in ("over", "at_least")
        and re.search(
            r"\b(?:exceed|increase|grow|rise|reach)\b",
            sentence.text[max(sentence.start, draft.start - 90) : draft.start],
            re.I,
        )
    ):
        return "up"
    return "none"


def _goes_to(sentence: Sentence, draft: Draft) -> bool:
    left = sentence.text[max(sentence.start, draft.start - 120) : draft.quantity.left] + " "
    return LETTER.search(left) is not None and _GOES_TO.search(left) is not None
