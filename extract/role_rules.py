"""The rules by which a figure is a share or a rate: the words right before or after it.

Each rule is a pure function of a `Context`; `roles` asks them in their order.
"""

from __future__ import annotations

import re

from extract.drafts import Draft
from extract.endings import ending
from extract.role_context import Context, after, before
from extract.time_stated import FLOW

_RATE_LEFT = before(
    r"\baverag(?:ing|es|ed)|\b(?:an?\s+|on\s+|the\s+)?(?:daily\s+|weekly\s+"
    r"|monthly\s+)?average(?:\s+of|\s+was|\s+is)?"
    r"|\b(?:mean|median)\s+of|\baverage\s+(?:\w+\s+){1,3}(?:of|is|was|at|were)"
    r"|\brates?\s+(?:of|at|is|was|were|stood\s+at|to|by|has\s+been)"
)
# "The inflation rate fell to 3.2%", "cut its base rate by 0.25 percentage points to 4.75%"
_RATE_SUBJECT = ending(
    r"\brate\b(?!\s+of)(?:[^.;,()]|\.\d){0,60}\b(?:at|to|was|is|were|reached|averaged)\s+\Z",
    re.I,
)
_AIMED = re.compile(r"\b(?:targets?|aims?|goal|ambition|needs?|exceed)\b", re.I)
_RATE_RIGHT = after(r"(?:on\s+average|days?\b)")
_AVERAGE_SUBJECT = re.compile(r"\bthe\s+average\s+\w+", re.I)
_OF_THESE_LEFT = ending(
    r"\b(?:of\s+(?:these|those|them|which|whom)|of\s+(?:these"
    r"|those)\s+\w+(?:\s+\w+)?),?\s+(?:\w+ly\s+|about\s+|around\s+|over\s+)?\Z",
    re.I,
)
# "Of the packages that have been actioned 55% …": the clause opens with the whole.
_OF_THE_LEFT = ending(
    r"(?:^|[,;:(])\s*of\s+the\s+(?!(?:year|quarter|month|week|day)\b)(?:(?!(?:has|have|had|was"
    r"|were|is|are|this)\b)[\w'-]+,?\s+){1,5}"
    r"(?:(?:that|who|which)\s+(?:have|has|had|were|are)\s+(?:been\s+)?\w+,?\s+)?\Z",
    re.I,
)
_OF_THESE_RIGHT = after(
    r"(?:\(\d[\d,.%]*\)\s*)?of\s+(?:these|those|them|which|whom|the\s+(?:overall|total|same"
    r"|\w+\s+(?:arrests|people|officers))\b)"
)
_INCLUDING = before(r"\b(?:including|includes|of\s+whom|with)")
_FOR_RIGHT = re.compile(r"\s+(for|on|in|with|from|under|over|against)\s", re.I)
_MORE_AFTER = re.compile(r"\s+(?:more|others?)\s", re.I)
_GLOSS_LEFT = ending(r"\(\s*\Z")
_GLOSS_RIGHT = re.compile(r"\s*(?:\)|of\s)")


def is_share(c: Context) -> bool:
    """A part of a total: "of which", "of these", a count that glosses a percentage."""
    if c.draft.quantity.unit not in ("count", "percent", "hours", "gbp", "kg"):
        return False
    if _OF_THE_LEFT.search(c.left) or (_OF_THESE_LEFT.search(c.left) and not _names_whole(c)):
        return True
    if _OF_THESE_RIGHT.match(c.right):
        return not re.match(
            r"\s*of\s+(?:these|those)\b[^.;]{0,60}(?:,|\b)\s*(?:up|down)\s+from\b", c.right
        )
    if c.draft.elided and _sibling(c):
        return False
    last = _whole_before(c)
    if c.draft.elided and FLOW.match(c.draft.done):
        return False  # "28 left and 18 joined": two flows, no parts of one another
    if (c.draft.elided or c.draft.adjective) and last is not None and c.draft.value <= last.value:
        return True
    if _GLOSS_LEFT.search(c.left) and _GLOSS_RIGHT.match(c.right) and last is not None:
        # "82.4% (2,014)": the count glosses the percentage
        return bool(
            last.quantity.unit == "percent"
            and last.role == "share"
            and c.draft.quantity.unit == "count"
        )
    return bool(
        _INCLUDING.search(c.left)
        and re.search(r"\bincluding\s", c.left[-24:])
        and last is not None
        and last.quantity.unit == c.draft.quantity.unit
        and c.draft.value < last.value
        and re.match(r"\s*(?:for|of|against|who|in|on|under)\b", c.right)
    )


def _names_whole(c: Context) -> bool:
    """ "Of these six orders, four": six is the whole, said again."""
    return re.search(r"\bof\s+(?:these|those|the)\s+\Z", c.left, re.I) is not None


def _sibling(c: Context) -> bool:
    """ "900 for not wearing a seatbelt, 423 for careless driving": neither is a part."""
    last = c.last
    link = _FOR_RIGHT.match(c.right)
    if last is None or link is None or last.role != "level" or last.own:
        return False
    text = c.sentence.text[last.end : c.draft.start]
    return re.match(rf"\s+{link[1]}\s[^.;()]{{1,80}}(?:,|\band)\s", text, re.I) is not None


def _whole_before(c: Context) -> Draft | None:
    """The nearest earlier figure of the passage that this one could be a part of."""
    for draft in reversed(c.earlier):
        if draft.sentence < c.draft.sentence - 1:
            return None
        if draft.role in ("level", "share") and draft.quantity.unit in ("count", "percent"):
            if not draft.own and _MORE_AFTER.match(c.sentence.text, draft.end):
                return None  # "Ten more are trained, three are in training": a list, no whole
            if (c.draft.elided or c.draft.adjective) and (
                (draft.elided and not c.draft.adjective)
                or draft.adjective
                or draft.quantity.unit == "percent"
            ):
                continue
            return draft
    return None


def is_rate(c: Context) -> bool:
    """What the text calls a rate or an average, and figures per day, week or head."""
    quantity = c.draft.quantity
    if quantity.per or quantity.unit.startswith(("per_", "other:per_")) or "_per_" in quantity.unit:
        return True
    subject = c.proportion and _RATE_SUBJECT.search(c.left)
    if _RATE_LEFT.search(c.left) or (subject and not _AIMED.search(c.left)):
        return True
    if quantity.unit == "hours" and re.match(r"\s*days?\b", c.right):
        return True
    return (
        _AVERAGE_SUBJECT.search(c.left) is not None
        or re.match(r"[^.;]{0,30}\bon\s+average\b", c.right) is not None
    )
