"""The rules by which a figure is the earlier one that another is compared with."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.directions import NOUN, VERB
from extract.drafts import CHANGES, Draft, Sentence, compatible
from extract.endings import ending
from extract.periods import When
from extract.role_context import Context, before
from extract.time_stated import COMPARING, DAYS, EARLIER, time_of
from quarterline.periods import Quarter

_ANY = r"(?:[^.;()]|\.\d)"  # a decimal point ends no clause
_COMPARED = before(
    r"\bcompar(?:e|ed|es|ing)\s+(?:favourably\s+)?(?:to|with|against)|\b(?:versus|vs\.?"
    r"|as\s+against|set\s+against|measured\s+against)|\bas\s+opposed\s+to"
    r"|\bin\s+contrast\s+(?:to|with)|\btaking\s+(?:\w+\s+){1,7}from|\bhaving\s+(?:been|begun(?:\s+it)?\s+at|started\s+at"
    r"|stood\s+at)"
)
_FROM_LEFT = before(
    rf"\b(?:{VERB}|{NOUN}s?|up|down|higher|lower|more|less|fewer)\b{_ANY}{{0,90}}\bfrom"
)
_COMPARISON_OPENING = re.compile(
    r"^\s*(?:by\s+comparison|in\s+comparison|this\s+compares?\s+(?:to|with)|that\s+compares"
    r"|compared\s+(?:to|with)|the\s+previous|previously)\b",
    re.I,
)
_THAN_LEFT = ending(
    r"\b(?:than|versus|vs\.?|against|in\s+line\s+with|compared\s+(?:to|with)|similar\s+to"
    r"|same\s+as|set\s+against)\b(?:[^.;]|\.\d){0,90}(?:\bwhen|\bwhere|\()\s*(?:there\s+were\s+|it\s+was\s+"
    r"|it\s+stood\s+at\s+)?\Z",
    re.I,
)
# "higher than the 8,869 of …", "five fewer than the 33 made in …", "on the 3,273 recorded at"
_THAN_THE = ending(
    r"\b(?:more|less|fewer|higher|lower|greater|smaller|up|down|better|worse)\s+(?:than|on)\s+the"
    rf"\s+\Z|\b{NOUN}\s+(?:of\s+\S{{1,12}}\s+(?:\w+\s+)?)?on\s+the\s+\Z",
    re.I,
)
_PREVIOUS_RECORD = ending(
    r"\b(?:previous|old|earlier)\s+(?:\w+\s+){0,3}(?:month|record|high|low|peak|figure"
    r"|total)\b[^.;]{0,20}\b(?:at|of|was|being)\s*\Z"
    r"|\blast\s+(?:\w+\s+)?(?:month|record|high|low|peak|figure|total)\b[^.;]{0,20}\b(?:at|of|was"
    r"|being)\s*\Z",
    re.I,
)
_IN_LINE = ending(
    r"\b(?:in\s+line\s+with|(?:as|than)\s+(?:in|over|during|for)|same\s+as)\b[^.;]{0,60}\(\s*\Z",
    re.I,
)
# "set against the last quarter's 67,590", "where it began with around 10"
_POSSESSIVE = ending(
    r"\b(?:against|than|with|to|on|from)\s+(?:the\s+)?(?:last|previous|preceding|prior|same)\s+(?:\w+\s+){0,2}?"
    r"(?:quarter|year|month|week|period)['’]s\s*\Z"
    r"|\b(?:where|when|whereas|though|having)\s+(?:(?:it|they)\s+)?(?:began|begun|started|opened)\s+(?:with|at|on)\s*\Z",
    re.I,
)
# "below the June 2019 baseline of 1,982 offences"
_CALLED = ending(r"\bbaseline(?:\s+figure)?(?:\s+(?:of|was|is|at)|:)\s+\Z", re.I)
# "increased by 6.4% (from 312 to 332)"
_FROM_BRACKET = ending(r"\(\s*from\s+\Z", re.I)
_GLOSS_LEFT = ending(r"\(\s*\Z")
_DATED_KINDS = (
    "quarter",
    "months",
    "months_to",
    "fy_named",
    "end_of",
    "day",
    "end_quarter",
)


def is_baseline(c: Context) -> bool:
    """The earlier figure that another is compared with."""
    if c.wordless:
        return _than_when(c) or c.dated_back or _dated_before(c)
    if _COMPARED.search(c.near) or _FROM_LEFT.search(c.left) or _than_when(c):
        return True
    if c.last is not None and c.last.role in CHANGES and _FROM_BRACKET.search(c.left):
        return True
    if (_POSSESSIVE.search(c.left) or _CALLED.search(c.left)) and _has_level(c):
        return True
    if _THAN_THE.search(c.near) and _has_level(c):
        return True
    if _PREVIOUS_RECORD.search(c.left) or _IN_LINE.search(c.left):
        return True
    if _opens_comparison(c):
        return True
    return c.dated_back or _dated_before(c)


def _than_when(c: Context) -> bool:
    """ "lower than in the same quarter (75,137)", "than in May, when there were 20".

    A bracket that opens with a figure of another unit says something else: "245 applications,
    from a more varied field than before (31% female; 18% BAME)".
    """
    if _THAN_LEFT.search(c.since_level) is None:
        return False
    if _GLOSS_LEFT.search(c.left) is None:
        return True
    return any(
        compatible(d, c.draft) or d.quantity.unit == c.draft.quantity.unit for d in c.earlier
    )


def _has_level(c: Context) -> bool:
    return any(d.role in ("level", "share", "rate", "change") for d in c.earlier)


def _opens_comparison(c: Context) -> bool:
    """ "This compares to 353 …": but "Compared with last year, offences fell by 2" does not."""
    match = _COMPARISON_OPENING.match(c.left)
    if match is None or not any(d.role == "level" for d in c.earlier):
        return False
    compared = match.group().casefold().strip().startswith("compared")
    return not (compared and "," in c.left)


def dated_back(
    sentences: Sequence[Sentence], drafts: Sequence[Draft], quarter: Quarter | None
) -> list[bool]:
    """For each figure whether its own time makes it the earlier one of a pair.

    "(previous quarter 5,209; same quarter last year 4,403)", "In the quarter before it had
    been 214": its time lies before the report's quarter, and a figure of the same unit that is
    not dated so stands in the same sentence or one beside it.
    """
    times = [time_of(sentences, drafts, i) for i in range(len(drafts))]
    back = [t is not None and _is_earlier(t, quarter) for t in times]
    return [
        back[i] and any(_partner(drafts, times, back, i, j) for j in range(max(0, i - 6), i + 7))
        for i in range(len(drafts))
    ]


def _is_earlier(when: When, quarter: Quarter | None) -> bool:
    if when.kind in EARLIER:
        return True
    return (
        quarter is not None
        and when.kind in _DATED_KINDS
        and when.period is not None
        and not when.since
        and when.period.end < quarter.period.start
    )


def _partner(
    drafts: Sequence[Draft],
    times: Sequence[When | None],
    back: Sequence[bool],
    index: int,
    other: int,
) -> bool:
    """Whether the figure at `other` can be the present one of the pair."""
    if not 0 <= other < len(drafts) or other == index or back[other]:
        return False
    draft, mate = drafts[index], drafts[other]
    if abs(draft.sentence - mate.sentence) > 1 or not (
        compatible(draft, mate) or compatible(mate, draft)
    ):
        return False
    mine, its = times[index], times[other]
    if mine is not None and mine.kind in DAYS:
        # headcounts: both are of a day
        return its is not None and its.kind in (*DAYS, "to_date")
    return True


def _dated_before(c: Context) -> bool:
    """A second figure of the sentence, dated to a year or a quarter ago by the words after it."""
    if c.quarter is not None and _GLOSS_LEFT.search(c.left) and c.earlier:
        # "88 (94 in Q1 2021/22)"
        inside = next((t for t in c.sentence.times if 0 <= t.start - c.draft.end < 5), None)
        same = c.earlier[-1].quantity.unit == c.draft.quantity.unit
        if inside and inside.period and same and c.earlier[-1].role == "level":
            return inside.period.end < c.quarter.period.start
    when = next((t for t in c.sentence.times if t.start >= c.draft.end), None)
    if when is None or when.kind not in EARLIER or when.against:
        return False
    following = c.sentence.text[c.draft.end : when.start]
    if re.search(r"\d|[.;(]", following) or COMPARING.search(following):
        return False
    return any(d.role == "level" and d.sentence == c.draft.sentence for d in c.earlier)
