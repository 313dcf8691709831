"""The rules by which a figure gets its role: the words right before or right after it.

Each rule is a pure function of a `Context`; `roles` asks them in their order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.directions import NOUN, VERB
from extract.drafts import Draft, Sentence
from quarterline.periods import Quarter


@dataclass(frozen=True, slots=True)
class Context:
    """What the rules see: the words of the sentence before and after, and the earlier figures."""

    draft: Draft
    left: str
    right: str
    earlier: Sequence[Draft]
    sentence: Sentence
    quarter: Quarter | None

    @property
    def proportion(self) -> bool:
        """Whether the figure is a percentage."""
        return self.draft.quantity.unit == "percent"


def _before(pattern: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?:{pattern})\s*(?:(?:an?|the|about|around|approximately|further|another|a\s+further"
        rf"|some|just|over|nearly|almost|total\s+of)\s+)*\Z",
        re.I,
    )


def _after(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{pattern})", re.I)


CHANGE_LEFT = _before(
    rf"\b{NOUN}s?\s+(?:in\s+[\w\s]{{1,40}}\s+)?of\s*\(?"
    rf"|\b{VERB}\s+(?:\w+ly\s+)?(?:back\s+)?by\s*\(?"
    rf"|\b(?:more|less|fewer|higher|lower)\s+by"
    rf"|\b{NOUN}\s*[:(]"
)
PERCENT_LEFT = _before(
    rf"\b(?:up|down|{VERB})\s*(?:\w+ly\s+)?(?:by\s+)?|\bincrease\s*\(|\bdecrease\s*\("
)
UP_DOWN_LEFT = _before(
    r"(?:^|[(,;–-]|\b(?:is|was|were|are|been))\s*(?:\w+ly\s+)?(?:up|down)(?:\s+by)?"
)
_CHANGE_RIGHT = _after(
    rf"(?:\w+(?:-\w+)*\s+){{0,2}}?(?:{NOUN}|uplift)s?\b(?!\s+rate)|(?:more|less|fewer|higher"
    rf"|lower|up|down|greater|smaller|worse|better)\b(?!\s+than\s+\d)"
    r"|year[\s-]on[\s-]year"
)
_MORE_RIGHT = _after(r"(?:more|less|fewer|higher|lower)\b(?P<rest>[^.;]{0,60})")
_EXTRA_RIGHT = _after(r"(?:additional|extra|further|fewer|less|more)\b[^();]{0,40}\)")
_RATE_LEFT = _before(
    r"\baverag(?:ing|es|ed)|\b(?:an?\s+|on\s+|the\s+)?(?:daily\s+|weekly\s+"
    r"|monthly\s+)?average(?:\s+of|\s+was|\s+is)?"
    r"|\b(?:mean|median)\s+of|\baverage\s+(?:\w+\s+){1,3}(?:of|is|was|at|were)"
    r"|\brates?\s+(?:of|at|is|was|were|stood\s+at|to|by|has\s+been)"
)
_RATE_RIGHT = _after(r"(?:on\s+average|days?\b)")
_AVERAGE_SUBJECT = re.compile(r"\bthe\s+average\s+\w+", re.I)
_COMPARED = _before(
    r"\bcompar(?:ed|es|ing)\s+(?:favourably\s+)?(?:to|with|against)|\b(?:versus|vs\.?"
    r"|as\s+against)|\bas\s+opposed\s+to|\bin\s+contrast\s+(?:to|with)"
)
_FROM_LEFT = _before(
    rf"\b(?:{VERB}|{NOUN}s?|up|down|higher|lower|more|less|fewer)\b[^.;()]{{0,60}}\bfrom"
)
_COMPARISON_OPENING = re.compile(
    r"^\s*(?:by\s+comparison|in\s+comparison|this\s+compares?\s+(?:to|with)|that\s+compares"
    r"|compared\s+(?:to|with)|the\s+previous|previously)\b",
    re.I,
)
_THAN_LEFT = re.compile(
    r"\b(?:than|versus|vs\.?|against|in\s+line\s+with|compared\s+(?:to|with)|similar\s+to"
    r"|same\s+as)\b[^.;]{0,60}\b(?:when|where|\()\s*(?:there\s+were\s+)?\Z",
    re.I,
)
_PREVIOUS_RECORD = re.compile(
    r"\b(?:previous|last|old|earlier)\s+(?:\w+\s+){0,3}(?:month|record|high|low|peak|figure"
    r"|total)\b[^.;]{0,20}\b(?:at|of|was|being)\s*\Z",
    re.I,
)
_IN_LINE = re.compile(
    r"\b(?:in\s+line\s+with|(?:as|than)\s+(?:in|over|during|for)|same\s+as)\b[^.;]{0,60}\(\s*\Z",
    re.I,
)
_SIGNED_LEFT = re.compile(r"\(\s*\+?\s*\Z")
_OR_LEFT = re.compile(r"%\s+or\s+\Z")
_OF_THESE_LEFT = re.compile(
    r"\b(?:of\s+(?:these|those|them|which|whom)|of\s+(?:these"
    r"|those)\s+\w+(?:\s+\w+)?),?\s+(?:\w+ly\s+|about\s+|around\s+|over\s+)?\Z",
    re.I,
)
# "Of the packages that have been actioned 55% …": the clause opens with the whole.
_OF_THE_LEFT = re.compile(
    r"(?:^|[,;:(])\s*of\s+the\s+(?!(?:year|quarter|month|week|day)\b)(?:(?!(?:has|have|had|was"
    r"|were|is|are|this)\b)[\w'-]+,?\s+){1,5}"
    r"(?:(?:that|who|which)\s+(?:have|has|had|were|are)\s+(?:been\s+)?\w+,?\s+)?\Z",
    re.I,
)
_OF_THESE_RIGHT = _after(
    r"(?:\(\d[\d,.%]*\)\s*)?of\s+(?:these|those|them|which|whom|the\s+(?:overall|total|same"
    r"|\w+\s+(?:arrests|people|officers))\b)"
)
_INCLUDING = _before(r"\b(?:including|includes|of\s+whom|with)")
_TARGET_LEFT = re.compile(
    r"(?<!\bto )\b(?:targets?|aims?|aiming|ambition|goal|aspiration|objective)\s+(?:of|to|is"
    r"|was|for)\b[^.;]{0,60}\Z"
    r"|\b(?:plans?|planning|planned|hopes?|hoping|expects?|intends?|proposes?|pledged?"
    r"|promised?|vowed|willing|forecast|forecasts|due|agreed)\s+to\s+(?!fund)[^.;]{0,90}\Z"
    r"|\b(?:will|would|shall)\s+(?:need\s+to\s+)?(?:\w+ly\s+)?(?:now\s+)?(?:be|see|have|grow"
    r"|rise|increase|reach|exceed|fall|deliver|recruit|hire|create|provide|get|receive|build"
    r"|open|cut|invest|spend|cost|add|train|employ|become|need|take)\b[^.;]{0,60}\Z"
    r"|\b(?:anticipated|expected|estimated|projected|forecast|predicted|scheduled|set"
    r"|likely)\s+(?:that\s+)?[^.;]{0,30}\bto\s+[^.;]{0,25}\Z"
    r"|\bneed(?:s|ed)?\s+to\s+(?:exceed|reach|be|grow\s+to|rise\s+to|fall\s+to)\s+(?:over\s+)?\Z",
    re.I,
)
_TARGET_RIGHT = _after(
    r"(?:(?!(?:with|in|for|of|and|at|to|on)\b)[\w/-]+\s+){0,4}?(?:planned|scheduled|targeted"
    r"|proposed|expected|pledged|promised)\b(?!\s+(?:operation|patrol))"
    r"|(?:[\w'-]+\s+){1,5}?will\s+be\s+\w+ed\b"
    r"|by\s+(?:the\s+end\s+of\s+)?(?:20\d\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov"
    r"|dec)\w*\s+20\d\d)\b"
)
_TO_DELIVER = re.compile(
    r"^\W*(?:deliver|recruit|increase|reduce|achieve|provide|create|ensure)\b[^.;]{0,40}\Z", re.I
)
_WITHIN = re.compile(r"\bwithin\b[^.;]{0,20}\Z", re.I)
_PAST_EVENT = re.compile(
    r"\b(?:was|were|had|did|pleaded|identified|arrested|died|led|\w+ed)\b", re.I
)
_PRESENT_SERVICE = re.compile(
    r"\b(?:can|should|must|will|to|ensures?|ensuring|aims?|goal|sees|target|receive|is|are)\b", re.I
)
_GLOSS_LEFT = re.compile(r"\(\s*\Z")
_GLOSS_RIGHT = re.compile(r"\s*(?:\)|of\s)")


def is_change(c: Context) -> bool:
    """An absolute difference: "a decrease of 472", "(1,206 more)", any percentage points."""
    if c.draft.quantity.unit == "percentage_points":
        return True
    if c.draft.quantity.unit == "count" and c.earlier and _OR_LEFT.search(c.left):
        return c.earlier[-1].role == "percent_change"  # "up 6.3% or 256"
    if not c.proportion and (c.left.endswith("+") or (c.draft.value < 0 and c.left.endswith("("))):
        return True  # "(+45 offences)"
    if c.proportion or (c.draft.quantity.qualifier == "up_to" and not CHANGE_LEFT.search(c.left)):
        return False
    if CHANGE_LEFT.search(c.left) or (UP_DOWN_LEFT.search(c.left) and _no_from(c)):
        return True
    more = None if _TARGET_RIGHT.match(c.right) else _MORE_RIGHT.match(c.right)
    if more and (re.search(r"\bthan\b", more["rest"]) or re.match(r"[^,;]{0,40}\)", more["rest"])):
        return True
    if re.match(
        r"\s*(?:more|additional|extra|further)\s+(?:\w+\s+){0,2}?(?:planned|scheduled|expected"
        r"|due)\b",
        c.right,
    ):
        return False
    return _GLOSS_LEFT.search(c.left) is not None and _EXTRA_RIGHT.match(c.right) is not None


def _no_from(c: Context) -> bool:
    return not re.match(r"\s*(?:from|to)\b", c.right)


def is_percent_change(c: Context) -> bool:
    """A percentage by which something rose or fell."""
    if not c.proportion:
        return False
    if c.draft.value < 0 or c.left.endswith("+"):
        return True
    if CHANGE_LEFT.search(c.left) or PERCENT_LEFT.search(c.left):
        return True
    last = c.earlier[-1] if c.earlier else None
    if last is not None and last.role == "change" and last.sentence == c.draft.sentence:
        # "a decrease of 1,957 calls (2.8%)"
        between = c.sentence.text[last.end : c.draft.start]
        if c.right.lstrip().startswith(")"):
            return re.fullmatch(r"[\w\s-]{0,30}\(\s*", between) is not None
    return _CHANGE_RIGHT.match(c.right) is not None


def is_baseline(c: Context) -> bool:
    """The earlier figure that another is compared with."""
    if _COMPARED.search(c.left) or _FROM_LEFT.search(c.left) or _THAN_LEFT.search(c.left):
        return True
    if _PREVIOUS_RECORD.search(c.left) or _IN_LINE.search(c.left):
        return True
    if _COMPARISON_OPENING.match(c.left) and any(d.role == "level" for d in c.earlier):
        return True
    return _dated_before(c)


def _dated_before(c: Context) -> bool:
    """A second figure of the sentence, dated to a year or a quarter ago by the words after it."""
    if c.quarter is not None and _GLOSS_LEFT.search(c.left) and c.earlier:
        # "88 (94 in Q1 2021/22)"
        inside = next((t for t in c.sentence.times if 0 <= t.start - c.draft.end < 5), None)
        same = c.earlier[-1].quantity.unit == c.draft.quantity.unit
        if inside and inside.period and same and c.earlier[-1].role == "level":
            return inside.period.end < c.quarter.period.start
    when = next((t for t in c.sentence.times if t.start >= c.draft.end), None)
    if (
        when is None
        or when.kind not in ("same_last", "same_named", "previous_quarter")
        or when.against
    ):
        return False
    following = c.sentence.text[c.draft.end : when.start]
    if re.search(
        r"\d|[.;(]|\b(?:up|down|compared|increase|decrease|rise|fall|versus|than|from|on)\b",
        following,
    ):
        return False
    return any(d.role == "level" and d.sentence == c.draft.sentence for d in c.earlier)


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
    last = _whole_before(c)
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


def _whole_before(c: Context) -> Draft | None:
    """The nearest earlier figure of the passage that this one could be a part of."""
    for draft in reversed(c.earlier):
        if draft.sentence < c.draft.sentence - 1:
            return None
        if draft.role in ("level", "share") and draft.quantity.unit in ("count", "percent"):
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
    if _RATE_LEFT.search(c.left):
        return True
    if quantity.unit == "hours" and re.match(r"\s*days?\b", c.right):
        return True
    return (
        _AVERAGE_SUBJECT.search(c.left) is not None
        or re.match(r"[^.;]{0,30}\bon\s+average\b", c.right) is not None
    )


def is_target(c: Context) -> bool:
    """What is planned or aimed at, and service standards ("within 24 hours")."""
    unit = c.draft.quantity.unit
    if _WITHIN.search(
        c.sentence.text[max(c.sentence.start, c.draft.start - 24) : c.draft.start]
    ) and unit in ("hours", "days", "other:minutes", "other:weeks", "months"):
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
    if _TARGET_LEFT.search(c.left) or _TARGET_RIGHT.match(c.right):
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


def _past_before(left: str) -> bool:
    return _PAST_EVENT.search(left[-120:]) is not None and not re.search(
        r"\b(?:can|will|should|sees?|to\s+receive|receives?)\b", left[-120:]
    )
