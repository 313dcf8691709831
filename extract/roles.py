"""The role of a figure: level, baseline, change, percent_change, share, rate or target.

The rules of `role_rules` are asked in their order; what none takes is a level, or a share if
it is a percentage. A second member of a list of baselines is a baseline too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from extract.directions import direction_of
from extract.drafts import CHANGES, Draft, Sentence
from extract.endings import ending
from extract.role_baselines import dated_back, is_baseline
from extract.role_changes import (
    CHANGE_LEFT,
    MORE_BEHIND,
    PERCENT_LEFT,
    UP_DOWN_LEFT,
    is_change,
    is_percent_change,
)
from extract.role_context import Context
from extract.role_rules import is_rate, is_share
from extract.role_targets import is_target
from quarterline.periods import Quarter

_RULES: tuple[tuple[str, Callable[[Context], bool]], ...] = (
    ("change", is_change),
    ("percent_change", is_percent_change),
    ("baseline", is_baseline),
    ("share", is_share),
    ("rate", is_rate),
    ("target", is_target),
)


def assign_roles(
    sentences: Sequence[Sentence], drafts: Sequence[Draft], quarter: Quarter | None
) -> None:
    """Set `role`, and the direction of every change, of all drafts of a passage."""
    back = dated_back(sentences, drafts, quarter)
    for position, draft in enumerate(drafts):
        sentence = sentences[draft.sentence]
        context = Context(
            draft,
            sentence.text[max(sentence.start, draft.start - 200) : draft.quantity.left],
            sentence.text[draft.quantity.right : min(sentence.end, draft.quantity.right + 120)],
            drafts[max(0, position - 8) : position],
            sentence,
            quarter,
            back[position],
        )
        rules = () if context.bare else _RULES
        draft.role = next((role for role, rule in rules if rule(context)), _default(context))
        if draft.role in ("change", "percent_change"):
            draft.direction = _change_direction(context)
    _spread_baselines(sentences, drafts)


def _default(c: Context) -> str:
    """A percentage that is nothing else is a share; a range's ends stay together."""
    if c.proportion:
        last = c.earlier[-1] if c.earlier else None
        if (
            last is not None
            and last.role in ("baseline", "percent_change", "change")
            and last.quantity.unit == "percent"
            and re.search(r"\bto\s+\Z", c.left)
        ):
            return "level"
        return "share"
    return "level"


# "48 more than", "31 (34%) fewer than": the word right after the figure decides
_COMPARED_RIGHT = re.compile(
    r"\s*(?:\([^()]{1,12}\)\s*|\)\s*)?(more|less|fewer|higher|lower|greater|smaller|up|down"
    r"|slower|longer|quicker|faster|shorter)\b",
    re.I,
)
# Of a length of time, right behind it; elsewhere these words tell of no figure ("no longer").
_LENGTHS = {"slower": "up", "longer": "up", "quicker": "down", "faster": "down", "shorter": "down"}
# "2 fewer than Quarter 2 (18.2%)": the bracket says the same change again
_SAME_CHANGE = re.compile(
    r"(?:[^.;()%]|\.\d){0,80}\(\s*|[^.;()]{0,30},?\s+or\s+[^.;]{0,12}|\s*,\s*"
)


def _change_direction(c: Context) -> str:
    """The word of change nearest to the figure; else its sign."""
    if c.left.endswith("+"):
        return "up"
    compared = _COMPARED_RIGHT.match(c.right) or MORE_BEHIND.match(c.right)
    if compared:
        word = compared[1].casefold()
        return _LENGTHS.get(word) or direction_of(word)
    last = c.last
    if last is not None and last.role in CHANGES and _SAME_CHANGE.fullmatch(c.gap):
        return last.direction
    after = re.match(r"[^.;,]{0,40}", c.right)
    right = direction_of(after[0].split(")")[0] if after else "", last=False)
    near = direction_of(c.left[-70:])
    if CHANGE_LEFT.search(c.near) or UP_DOWN_LEFT.search(c.near) or PERCENT_LEFT.search(c.near):
        first = near
    else:
        first = right if right != "none" else near
    if first == "none":
        first = near if near != "none" else right
    if first == "none" and c.earlier and c.earlier[-1].role in ("change", "percent_change"):
        first = c.earlier[-1].direction
    if first == "none" and c.draft.value < 0:
        return "down"
    return first if first != "none" else direction_of(c.left)


def _spread_baselines(sentences: Sequence[Sentence], drafts: Sequence[Draft]) -> None:
    """ "This compares to 353 drink drivers and 361 drug drivers": the second is a baseline too."""
    for first, second in pairwise(drafts):
        _spread_back(sentences, first, second)
        if first.sentence != second.sentence or first.role != "baseline" or second.role != "level":
            continue
        between = sentences[first.sentence].text[first.end : second.start]
        if (
            len(between) < 60
            and re.search(r"\band\s+(?:\w+\s+)?\Z", between)
            and not re.search(r"[.;()]", between)
        ):
            second.role = "baseline"


_AGAINST = ending(r"\b(?:against|than|with|to|from)\s+\Z", re.I)


def _spread_back(sentences: Sequence[Sentence], first: Draft, second: Draft) -> None:
    """ "against 353 and 361 respectively in the same period in 2018": both are dated back."""
    if first.sentence != second.sentence or second.role != "baseline" or first.role != "level":
        return
    sentence = sentences[first.sentence]
    left = sentence.text[sentence.start : first.quantity.left]
    if not first.own and _AGAINST.search(left):
        between = sentence.text[first.end : second.start]
        if re.fullmatch(r"\s*(?:,|,?\s*and)\s+", between):
            first.role = "baseline"
