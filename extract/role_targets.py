"""The rule by which a figure is a target: planned, aimed at, or a standard of service."""

from __future__ import annotations

import re

from extract.endings import ending
from extract.role_context import Context, after

_TARGET_LEFT = ending(
    r"(?<!\bto )\b(?:targets?|aims?|aiming|ambition|goal|aspiration|objective)\s+(?:of|to|is"
    r"|was|for)\b[^.;]{0,60}\Z"
    r"|\b(?:plans?|planning|planned|hopes?|hoping|expects?|intends?|proposes?|pledged?"
    r"|promised?|vowed|willing|forecast|forecasts|due|agreed)\s+to\s+(?!fund)[^.;]{0,90}\Z"
    r"|\b(?:will|would|shall)\s+(?:need\s+to\s+)?(?:\w+ly\s+)?(?:now\s+)?(?:be|see|have|grow"
    r"|rise|increase|reach|exceed|fall|deliver|recruit|hire|create|provide|get|receive|build"
    r"|open|cut|invest|spend|cost|add|train|employ|become|need|take)\b[^.;]{0,60}\Z"
    r"|\b(?:anticipated|expected|estimated|projected|forecast|predicted|scheduled|set"
    r"|likely)\s+(?:that\s+)?[^.;]{0,30}\bto\s+[^.;]{0,25}\Z"
    r"|\bwill\s+(?:\w+ly\s+)?(?!continue|also)[a-z]+\s+(?:(?:up\s+to|over|around|about|nearly)\s+)?\Z"
    r"|\(\s*(?:\w+\s+)?target\s*[:=]?\s*\Z|\btarget\s*[:=(]\s*\Z"
    r"|\bneed(?:s|ed)?\s+to\s+(?:exceed|reach|be|grow\s+to|rise\s+to|fall\s+to)\s+(?:over\s+)?\Z",
    re.I,
)
TARGET_RIGHT = after(
    r"(?:(?!(?:with|in|for|of|and|at|to|on)\b)[\w/-]+\s+){0,4}?(?:planned|scheduled|targeted"
    r"|proposed|expected|pledged|promised)\b(?!\s+(?:operation|patrol))"
    r"|(?:[\w'-]+\s+){0,5}?(?:will|(?:is|are)\s+to)\s+be\s+(?:\w+ed|spent|built|made|cut|held|given)\b"
    r"|(?:[\w'-]+\s+){1,4}?will\s+(?:[a-z]+ly\s+)?(?!be\b|also\b|have\b|continue)[a-z]+\b"
    r"|(?:target|goal|ambition)\b"
    r"|by\s+(?:the\s+end\s+of\s+)?(?:20\d\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov"
    r"|dec)\w*\s+20\d\d)\b"
)
# What the words before a figure must hold a piece of for `_TARGET_LEFT` to be looked for.
_TARGET_WORDS = (
    "target aim ambition goal aspiration objective plan hop expect intend propos pledge promise "
    "vow will forecast due agreed would shall anticipated estimated projected predicted "
    "scheduled set likely need"
).split()
_TO_DELIVER = ending(
    r"^\W*(?:deliver|recruit|increase|reduce|achieve|provide|create|ensure)\b[^.;]{0,40}\Z", re.I
)
_WITHIN = ending(r"\b(?:within|in\s+(?:under|less\s+than))\b[^.;]{0,20}\Z", re.I)
_PAST_EVENT = re.compile(
    r"\b(?:was|were|had|did|pleaded|identified|arrested|died|led|\w+ed)\b", re.I
)
_PRESENT_SERVICE = re.compile(
    r"\b(?:can|should|must|will|to|ensures?|ensuring|aims?|goal|sees|target|receive|is|are)\b", re.I
)


def is_target(c: Context) -> bool:
    """What is planned or aimed at, and service standards ("within 24 hours")."""
    unit = c.draft.quantity.unit
    if _WITHIN.search(
        c.sentence.text[max(c.sentence.start, c.draft.start - 24) : c.draft.start]
    ) and unit in ("hours", "days", "other:seconds", "other:minutes", "other:weeks", "months"):
        if c.earlier and c.earlier[-1].quantity.unit == "percent":
            return True  # "answered 92% of calls within five minutes": a standard
        words = c.left if c.left.strip(" \n").casefold() not in ("", "within") else c.right
        return not _past_before(words) or (
            re.search(r"\b(?:ensure\w*|to|goal|target|can)\b[^.;]{0,80}\Z", c.left, re.I)
            is not None
            and not re.search(r"\bpleaded|\bhad\b", c.left)
        )
    if unit in ("months", "years", "days") and re.search(r"\bfor\s+\Z", c.left):
        return False
    if (not c.wordless and _aimed_at(c.left)) or TARGET_RIGHT.match(c.right):
        return True
    if c.quarter is None:
        return False
    when = next((t for t in c.sentence.times if 0 <= t.start - c.draft.end <= 60), None)
    if (
        when is None
        or when.period is None
        or re.search(r"\d|[.;]|\bwith\b", c.sentence.text[c.draft.end : when.start])
    ):
        return False
    return when.period.start > c.quarter.period.end or (
        when.by and when.period.end > c.quarter.period.end
    )


def _aimed_at(left: str) -> bool:
    lower = left.casefold()
    held = any(word in lower for word in _TARGET_WORDS)
    return held and _TARGET_LEFT.search(left) is not None


def _past_before(left: str) -> bool:
    return _PAST_EVENT.search(left[-120:]) is not None and not re.search(
        r"\b(?:can|will|should|must|sees?|to\s+receive|receives?)\b", left[-120:]
    )
