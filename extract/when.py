"""Which of the time expressions dates which figure; no period where none is stated or implied.

A level takes the expression that stands nearest in its own clause, else the one that opens
its sentence, else that of the sentence before if the words lean on it ("this resulted in …",
"the hours worked …"). A baseline takes only an expression of its own. A change, a share and
a rate take the period of the figure they belong to. "Currently" and "now" date nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.drafts import CHANGES, Draft, Sentence
from extract.endings import ending
from extract.links import Group
from extract.periods import When
from extract.time_inherited import inherited, stated_before
from extract.time_own import UNDATED, Story, is_undated, lasting, listed, own_time
from extract.time_stated import DAYS, EARLIER, FLOW
from quarterline.periods import Period, Quarter, shift_months

_ANAPHOR = re.compile(
    r"(?:the\s+)?same\s+(?:period|time|quarter|point|months?)|(?:this|that)\s+(?:time|period)"
    r"|these\s+(?:three\s+)?months",
    re.I,
)
_NAMED_YEAR = re.compile(r"(?:19|20)\d\d")
_FINANCIAL_YEAR = re.compile(r"20\d\d\s?[/–-]\s?(?:20)?\d\d")
_BEFORE_THAT = re.compile(r"(?:the\s+)?(?:previous|preceding)\b", re.I)
_MONTH = 365.25 / 12  # days
_YEAR_ON_YEAR = re.compile(r"year[\s-]on[\s-]year", re.I)
_CLAUSE_MARKS = (";", ". ", ") ", "(")
_SO_FAR = ending(r"\b(?:has|have)\s+(?:now\s+)?(?:\w+ed|led|brought)\b[^.;]{0,60}\Z", re.I)


def date_all(
    sentences: Sequence[Sentence],
    drafts: Sequence[Draft],
    groups: Sequence[Group],
    quarter: Quarter | None,
) -> None:
    """Set `period` of every draft."""
    if not any(sentence.times for sentence in sentences):
        return
    story = Story(sentences, drafts, quarter)
    for draft in drafts:
        if draft.role not in ("baseline", *CHANGES):
            draft.period = _stated(story, draft)
    for group in groups:
        _date_group(story, group)
    for draft in drafts:
        if draft.period is None and draft.group < 0:
            if draft.role in CHANGES:
                draft.period = _change_period(story, draft)
            elif draft.role == "baseline":
                draft.period = _baseline_period(story, draft, None)


def _stated(story: Story, draft: Draft) -> Period | None:
    """The period of a level, target, share or rate by the words around it."""
    sentence = story.sentences[draft.sentence]
    if is_undated(sentence, draft):
        return None
    period = lasting(story, sentence, draft)
    if period is not None:
        return period
    if FLOW.search(f"{draft.noun} {draft.done}") and _spans_quarter(story, sentence):
        draft.timed = "this_quarter"
        return story.quarter.period if story.quarter else None
    own = own_time(story, sentence, draft)
    if own is not None:
        draft.timed = own.kind
        return None if own.kind == "day" and listed(sentence, own) else _read(story, own, draft)
    if _SO_FAR.search(sentence.text[sentence.start : draft.end]) and any(
        t.opened for t in sentence.times
    ):
        return story.until_now()  # "(launched in July 2012) has now resulted in 48 charges"
    marks = [sentence.text.rfind(mark, sentence.start, draft.start) for mark in _CLAUSE_MARKS]
    clause = sentence.text[max(sentence.start, *marks) : draft.end + 60]
    if UNDATED.search(clause) or draft.role == "target":
        return None
    return inherited(story, sentence, draft)


def _spans_quarter(story: Story, sentence: Sentence) -> bool:
    """ "172 at the end of the quarter, down from 176 at the end of the previous one; 10 joined"."""
    if story.quarter is None or any(t.kind not in DAYS for t in sentence.times):
        return False
    ends = {t.period.end for t in sentence.times if t.period is not None}
    return bool(ends & {story.quarter.period.end, story.quarter.previous.period.end})


def _read(story: Story, when: When, draft: Draft) -> Period | None:
    """What an expression stands for where it is used: "to date", "in the same period"."""
    if when.kind == "to_date":
        times = story.sentences[draft.sentence].times
        since = next((t for t in times if t.since and t.period is not None), None)
        if since is not None:
            return since.period
        spans = [t for t in times if t.kind != "to_date" and t.period and not t.opened]
        before = next((t for t in spans if t.start < when.start), None)
        return story.until_now() or (before.period if before is not None else None)
    if when.kind == "same" and _ANAPHOR.fullmatch(when.text):
        return stated_before(story, draft, when.start)
    return when.period


def _date_group(story: Story, group: Group) -> None:
    """Hand the level's period on to the changes, shares and rates of its comparison."""
    drafts, quarter = story.drafts, story.quarter
    level = drafts[group.level] if group.level >= 0 else None
    if group.baseline >= 0:
        baseline = drafts[group.baseline]
        if level is not None and level.period is None and quarter and _quarterly(story, baseline):
            level.period = quarter.period
        baseline.period = _baseline_period(story, baseline, level)
    for index in group.members:
        draft = drafts[index]
        if draft.period is not None:
            continue
        if draft.role in CHANGES:
            draft.period = level.period if level is not None else _change_period(story, draft)
        elif draft.role in ("share", "rate") and index not in (group.level, group.whole):
            source = drafts[group.whole] if group.whole >= 0 else level
            draft.period = source.period if source is not None else None


def _quarterly(story: Story, draft: Draft) -> bool:
    """Whether a baseline is dated to another quarter, so that its level is the report's own.

    "78,753 calls were taken compared to 76,803 the previous quarter".
    """
    times = story.sentences[draft.sentence].times
    after = next((t for t in times if 0 <= t.start - draft.end < 40), None)
    return after is not None and after.kind in EARLIER and "quarter" in after.text.casefold()


def _change_period(story: Story, draft: Draft) -> Period | None:
    """A change without its level is of the reporting quarter if it is set against a quarter."""
    sentence = story.sentences[draft.sentence]
    own = own_time(story, sentence, draft)
    if own is not None:
        return _read(story, own, draft)
    against = ("same_last", "last_quarter", "previous_quarter")
    if any(t.kind in against and t.against for t in sentence.times):
        return story.quarter.period if story.quarter else None
    if _YEAR_ON_YEAR.search(sentence.text, sentence.start, sentence.end):
        return None
    return inherited(story, sentence, draft)


def _baseline_period(story: Story, draft: Draft, level: Draft | None) -> Period | None:
    """The period that the words give a baseline, shifted from the level's where they say "same"."""
    when = _baseline_time(story, draft)
    if when is None or when.kind in ("same", "to_date"):
        return None
    base = level.period if level is not None else None
    if base is None or when.period is None:
        return when.period
    if when.kind == "same_last":
        return base.year_before()
    if when.kind == "same_named":
        return _shifted(base, 12 * _years_back(base, when.text))
    if when.kind == "window" and _BEFORE_THAT.match(when.text):
        months = round(when.period.days / _MONTH)
        if round(base.days / _MONTH) == months:
            return _shifted(base, -months)  # "in the previous 12 months", of a year to March
    return when.period


def _shifted(period: Period, months: int) -> Period:
    return Period(shift_months(period.start, months), shift_months(period.end, months))


def _years_back(base: Period, text: str) -> int:
    """From a level's period to "the same period in 2019", or of 2019/20: years, negative."""
    named = int(_NAMED_YEAR.findall(text)[0])
    of_finance = _FINANCIAL_YEAR.search(text) is not None
    own = base.start.year - (of_finance and base.start.month < 4)
    return named - own


def _baseline_time(story: Story, draft: Draft) -> When | None:
    """The expression after a baseline (past other baselines), else a past one before it."""
    sentence = story.sentences[draft.sentence]
    stated = story.stated(draft)
    if stated is not None:
        return stated
    after = next((t for t in sentence.times if t.start >= draft.end), None)
    if after is not None and "(" not in sentence.text[draft.end : after.start]:
        return after
    before = [
        t
        for t in sentence.times
        if t.end <= draft.start and (t.against or t.kind in (*EARLIER, "month"))
    ]
    return before[-1] if before else None
