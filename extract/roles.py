"""The role of a figure: level, baseline, change, percent_change, share, rate or target.

Each rule looks at the words right before or right after the number, in the order of
`_RULES`; what no rule takes is a level. Figures that lean on another one (a count in
brackets after its percentage, a part left without its noun) are settled at the end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from extract import directions
from extract.directions import NOUN, VERB, direction_of
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
        return self.draft.quantity.unit == "percent"


def _before(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{pattern})\s*(?:(?:an?|the|about|around|approximately|further|another|a\s+further|some|just|over|nearly|almost|total\s+of)\s+)*\Z", re.I)


def _after(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{pattern})", re.I)


_CHANGE_LEFT = _before(
    rf"\b{NOUN}s?\s+(?:in\s+[\w\s]{{1,40}}\s+)?of\s*\(?"
    rf"|\b{VERB}\s+(?:\w+ly\s+)?(?:back\s+)?by\s*\(?"
    rf"|\b(?:more|less|fewer|higher|lower)\s+by"
    rf"|\b{NOUN}\s*[:(]"
)
_PERCENT_LEFT = _before(
    rf"\b(?:up|down|{VERB})\s*(?:\w+ly\s+)?(?:by\s+)?|\bincrease\s*\(|\bdecrease\s*\("
)
_UP_DOWN_LEFT = _before(r"(?:^|[(,;–-]|\b(?:is|was|were|are|been))\s*(?:\w+ly\s+)?(?:up|down)(?:\s+by)?")
_CHANGE_RIGHT = _after(
    rf"(?:\w+(?:-\w+)*\s+){{0,2}}?(?:{NOUN}|uplift)s?\b(?!\s+rate)|(?:more|less|fewer|higher|lower|up|down|greater|smaller|worse|better)\b(?!\s+than\s+\d)"
    r"|year[\s-]on[\s-]year"
)
_MORE_RIGHT = _after(r"(?:more|less|fewer|higher|lower)\b(?P<rest>[^.;]{0,60})")
_EXTRA_RIGHT = _after(r"(?:additional|extra|further|fewer|less|more)\b[^();]{0,40}\)")
_RATE_LEFT = _before(
    r"\baverag(?:ing|es|ed)|\b(?:an?\s+|on\s+|the\s+)?(?:daily\s+|weekly\s+|monthly\s+)?average(?:\s+of|\s+was|\s+is)?"
    r"|\b(?:mean|median)\s+of|\baverage\s+(?:\w+\s+){1,3}(?:of|is|was|at|were)|\brates?\s+(?:of|at|is|was|were|stood\s+at|to|by|has\s+been)"
)
_RATE_RIGHT = _after(r"(?:on\s+average|days?\b)")
_AVERAGE_SUBJECT = re.compile(r"\bthe\s+average\s+\w+", re.I)
_COMPARED = _before(
    r"\bcompar(?:ed|es|ing)\s+(?:favourably\s+)?(?:to|with|against)|\b(?:versus|vs\.?|against)|\bas\s+opposed\s+to|\bin\s+contrast\s+(?:to|with)"
)
_FROM_LEFT = _before(
    rf"\b(?:{VERB}|{NOUN}s?|up|down|higher|lower|more|less|fewer)\b[^.;()]{{0,60}}\bfrom"
)
_COMPARISON_OPENING = re.compile(r"^\s*(?:by\s+comparison|in\s+comparison|this\s+compares?\s+(?:to|with)|that\s+compares|compared\s+(?:to|with)|the\s+previous|previously)\b", re.I)
_THAN_LEFT = re.compile(r"\b(?:than|versus|vs\.?|against|in\s+line\s+with|compared\s+(?:to|with)|similar\s+to|same\s+as)\b[^.;]{0,60}\b(?:when|where|\()\s*(?:there\s+were\s+)?\Z", re.I)
_PREVIOUS_RECORD = re.compile(r"\b(?:previous|last|old|earlier)\s+(?:\w+\s+){0,3}(?:month|record|high|low|year|figure|total|quarter)\b[^.;]{0,20}\b(?:at|of|was|being|with)\s*\Z", re.I)
_IN_LINE = re.compile(r"\bin\s+line\s+with\b[^.;]{0,60}\(\s*\Z", re.I)
_OF_THESE_LEFT = re.compile(r"\b(?:of\s+(?:these|those|them|which|whom)|of\s+(?:these|those)\s+\w+(?:\s+\w+)?|of\s+the\s+\w+[^.;()]{0,50}),?\s+(?:\w+ly\s+|about\s+|around\s+|over\s+)?\Z", re.I)
_OF_THESE_RIGHT = _after(r"(?:\(\d[\d,.%]*\)\s*)?of\s+(?:these|those|them|which|whom|the\s+(?:overall|total|same|\w+\s+(?:arrests|people|officers))\b)")
_INCLUDING = _before(r"\b(?:including|includes|of\s+whom|with)")
_TARGET_LEFT = re.compile(
    r"\b(?:target|aim|aims|aiming|ambition|goal|aspiration|objective)\b[^.;]{0,50}\Z"
    r"|\b(?:plans?|planning|planned|hopes?|hoping|expects?|intends?|proposes?|pledged?|promised?|vowed|willing|forecast|forecasts|due|agreed)\s+to\s+(?!fund)[^.;]{0,50}\Z"
    r"|\b(?:will|would|shall)\s+(?:need\s+to\s+)?(?:\w+ly\s+)?(?:now\s+)?(?:be|see|have|grow|rise|increase|reach|exceed|fall|deliver|recruit|hire|create|provide|get|receive|build|open|cut|invest|spend|cost|add|train|employ|become|need|take)\b[^.;]{0,60}\Z"
    r"|\b(?:anticipated|expected|estimated|projected|forecast|predicted|scheduled|set|likely)\s+(?:that\s+)?[^.;]{0,30}\bto\s+[^.;]{0,25}\Z"
    r"|\bneed(?:s|ed)?\s+to\s+(?:exceed|reach|be|grow\s+to|rise\s+to|fall\s+to)\s+(?:over\s+)?\Z", re.I)
_TARGET_RIGHT = _after(r"(?:[\w/-]+\s+){0,4}?(?:planned|scheduled|targeted|proposed|expected|pledged|promised)\b(?!\s+(?:operation|patrol))"
                       r"|by\s+(?:the\s+end\s+of\s+)?(?:20\d\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\s+20\d\d)\b")
_TO_DELIVER = re.compile(r"^\W*(?:deliver|recruit|increase|reduce|achieve|provide|create|ensure)\b[^.;]{0,40}\Z", re.I)
_WITHIN = re.compile(r"\bwithin\b[^.;]{0,20}\Z", re.I)
_PAST_EVENT = re.compile(r"\b(?:was|were|had|did|pleaded|identified|arrested|died|led|\w+ed)\b", re.I)
_PRESENT_SERVICE = re.compile(r"\b(?:can|should|must|will|to|ensures?|ensuring|aims?|goal|sees|target|receive|is|are)\b", re.I)
_GLOSS_LEFT = re.compile(r"\(\s*\Z")
_GLOSS_RIGHT = re.compile(r"\s*(?:\)|of\s)")


def _is_change(c: Context) -> bool:
    if c.draft.quantity.unit == "percentage_points":
        return True
    if c.proportion or c.draft.quantity.qualifier == "up_to" and not _CHANGE_LEFT.search(c.left):
        return False
    if _CHANGE_LEFT.search(c.left) or (_UP_DOWN_LEFT.search(c.left) and _no_from(c)):
        return True
    more = _MORE_RIGHT.match(c.right)
    if more and (re.search(r"\bthan\b", more["rest"]) or re.match(r"[^,;]{0,40}\)", more["rest"])):
        return True
    return _GLOSS_LEFT.search(c.left) is not None and _EXTRA_RIGHT.match(c.right) is not None


def _no_from(c: Context) -> bool:
    return not re.match(r"\s*(?:from|to)\b", c.right)


def _is_percent_change(c: Context) -> bool:
    if not c.proportion:
        return False
    if _CHANGE_LEFT.search(c.left) or _PERCENT_LEFT.search(c.left):
        return True
    return _CHANGE_RIGHT.match(c.right) is not None


def _is_baseline(c: Context) -> bool:
    if _COMPARED.search(c.left) or _FROM_LEFT.search(c.left) or _THAN_LEFT.search(c.left):
        return True
    if _PREVIOUS_RECORD.search(c.left) or _IN_LINE.search(c.left):
        return True
    if _COMPARISON_OPENING.match(c.left) and any(d.role == "level" for d in c.earlier):
        return True
    return _dated_before(c)


def _dated_before(c: Context) -> bool:
    """A second figure of the sentence, dated to a year or a quarter ago by the words after it."""
    when = next((t for t in c.sentence.times if t.start >= c.draft.end), None)
    if when is None or when.kind not in ("same_last", "same_named", "previous_quarter") or when.against:
        return False
    following = c.sentence.text[c.draft.end : when.start]
    if re.search(r"\d|[.;(]|\b(?:up|down|compared|increase|decrease|rise|fall|versus|than|from|on)\b", following):
        return False
    return any(d.role == "level" and d.sentence == c.draft.sentence for d in c.earlier)


def _is_share(c: Context) -> bool:
    if c.draft.quantity.unit not in ("count", "percent", "hours", "gbp", "kg"):
        return False
    if _OF_THESE_LEFT.search(c.left) and not _names_whole(c):
        return True
    if _OF_THESE_RIGHT.match(c.right):
        return not re.match(r"\s*of\s+(?:these|those)\b[^.;]{0,60}(?:,|\b)\s*(?:up|down)\s+from\b", c.right)
    last = _whole_before(c)
    if c.draft.elided and last is not None and c.draft.value <= last.value:
        return True
    if _GLOSS_LEFT.search(c.left) and _GLOSS_RIGHT.match(c.right) and last is not None:
        # "82.4% (2,014)": the count glosses the percentage
        return bool(last.quantity.unit == "percent" and last.role == "share" and c.draft.quantity.unit == "count")
    return bool(
        _INCLUDING.search(c.left)
        and re.search(r"\bincluding\s", c.left[-24:])
        and last is not None
        and last.quantity.unit == c.draft.quantity.unit
        and c.draft.value < last.value
        and re.match(r"\s*(?:for|of|against|who|in|on|under)\b", c.right)
    )


def _names_whole(c: Context) -> bool:
    """"Of these six orders, four": six is the whole, said again."""
    return re.search(r"\bof\s+(?:these|those|the)\s+\Z", c.left, re.I) is not None


def _whole_before(c: Context) -> Draft | None:
    """The nearest earlier figure of the passage that this one could be a part of."""
    for draft in reversed(c.earlier):
        if draft.sentence < c.draft.sentence - 1:
            return None
        if draft.role in ("level", "share") and draft.quantity.unit in ("count", "percent"):
            if c.draft.elided and (draft.elided or draft.quantity.unit == "percent"):
                continue
            return draft
    return None


def _is_rate(c: Context) -> bool:
    quantity = c.draft.quantity
    if quantity.per or quantity.unit.startswith(("per_", "other:per_")) or "_per_" in quantity.unit:
        return True
    if _RATE_LEFT.search(c.left):
        return True
    if quantity.unit == "hours" and re.match(r"\s*days?\b", c.right):
        return True
    return _AVERAGE_SUBJECT.search(c.left) is not None or re.match(r"[^.;]{0,30}\bon\s+average\b", c.right) is not None


def _is_target(c: Context) -> bool:
    unit = c.draft.quantity.unit
    if _WITHIN.search(c.sentence.text[max(c.sentence.start, c.draft.start - 24) : c.draft.start]) and unit in ("hours", "days", "other:minutes", "other:weeks", "months"):
        return not _past_before(c.left) or re.search(r"\b(?:ensure\w*|to|goal|target|can)\b[^.;]{0,80}\Z", c.left, re.I) is not None and not re.search(r"\bpleaded|\bhad\b", c.left)
    if unit in ("months", "years", "days") and re.search(r"\bfor\s+\Z", c.left):
        return False
    if _TARGET_LEFT.search(c.left) or _TARGET_RIGHT.match(c.right):
        return True
    if c.quarter is None:
        return False
    when = next((t for t in c.sentence.times if 0 <= t.start - c.draft.end <= 60), None)
    if when is None or when.period is None or re.search(r"\d|[.;]", c.sentence.text[c.draft.end : when.start]):
        return False
    return when.period.start > c.quarter.period.end or (when.by and when.period.end > c.quarter.period.end)


def _past_before(left: str) -> bool:
    return _PAST_EVENT.search(left[-120:]) is not None and not re.search(r"\b(?:can|will|should|sees?|to\s+receive|receives?)\b", left[-120:])


_RULES: tuple[tuple[str, Callable[[Context], bool]], ...] = (
    ("change", _is_change),
    ("percent_change", _is_percent_change),
    ("baseline", _is_baseline),
    ("share", _is_share),
    ("rate", _is_rate),
    ("target", _is_target),
)


def assign_roles(sentences: Sequence[Sentence], drafts: Sequence[Draft], quarter: Quarter | None) -> None:
    """Set `role`, and the direction of every change, of all drafts of a passage."""
    for position, draft in enumerate(drafts):
        sentence = sentences[draft.sentence]
        context = Context(
            draft,
            sentence.text[max(sentence.start, draft.start - 200) : draft.quantity.left],
            sentence.text[draft.quantity.right : min(sentence.end, draft.quantity.right + 120)],
            drafts[:position][-8:],
            sentence,
            quarter,
        )
        draft.role = next((role for role, rule in _RULES if rule(context)), _default(context))
        if draft.role in ("change", "percent_change"):
            draft.direction = _change_direction(context)
    _spread_baselines(sentences, drafts)


def _default(c: Context) -> str:
    """A percentage that is nothing else is a share; a range's ends stay together."""
    if c.proportion:
        last = c.earlier[-1] if c.earlier else None
        if last is not None and last.role == "baseline" and last.quantity.unit == "percent" and re.search(r"\bto\s+\Z", c.left):
            return "level"
        return "share"
    return "level"


def _change_direction(c: Context) -> str:
    """The word of change nearest to the figure; else its sign."""
    after = re.match(r"[^.;,]{0,40}", c.right)
    right = direction_of(after[0].split(")")[0] if after else "", last=False)
    near = direction_of(c.left[-70:])
    if _CHANGE_LEFT.search(c.left) or _UP_DOWN_LEFT.search(c.left) or _PERCENT_LEFT.search(c.left):
        first = near
    else:
        first = right if right != "none" else near
    if first == "none":
        first = near if near != "none" else right
    if first == "none" and c.draft.value < 0:
        return "down"
    return first


def _spread_baselines(sentences: Sequence[Sentence], drafts: Sequence[Draft]) -> None:
    """"This compares to 353 drink drivers and 361 drug drivers": the second is a baseline too."""
    for first, second in zip(drafts, drafts[1:], strict=False):
        if first.sentence != second.sentence or first.role != "baseline" or second.role != "level":
            continue
        between = sentences[first.sentence].text[first.end : second.start]
        if len(between) < 60 and re.search(r"\band\s+(?:\w+\s+)?\Z", between) and not re.search(r"[.;()]", between):
            second.role = "baseline"


__all__ = ["Context", "assign_roles", "directions"]
