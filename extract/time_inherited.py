"""The period that a figure takes over from an earlier sentence, where its words lean on it."""

from __future__ import annotations

import re

from extract.drafts import Draft, Sentence
from extract.endings import ending
from extract.periods import When
from extract.time_own import LABELS, UNDATED, Story
from extract.time_stated import EARLIER
from quarterline.periods import Period

_LEANS = re.compile(
    r"\W*(?:(?:\d[\d,.]*%?|\w+)\s+of\s+(?:these|those|them|the)\b|of\s+(?:these|those|the)\b"
    r"|(?:this|these|those|that|it|they)\b"
    r"|the\s+(?:hours|team|operation\w*|contribution|activity|result|footage|offences|arrests"
    r"|searches|calls|figure|total)\b"
    r"|as\s+(?:a\s+)?result\b|in\s+(?:total|all|addition)\b|also\b|a\s+(?:total|further)\b"
    r"|an?\s+additional\b)",
    re.I,
)
_TOTAL = ending(r"(?:\A|,)\s*a\s+total\s+of\s+\Z", re.I)
# What an operation is about happened before it: "relating to a murder in May 2019".
_BACKGROUND = ending(
    r"\b(?:relat\w+\s+to|following|after|whereby|investigation\s+into|incident|murder|homicide"
    r"|attack)\b[^.;]{0,80}\Z",
    re.I,
)
_PERFECT = re.compile(
    r"\b(?:has|have)\s+(?:\w+ly\s+|also\s+|now\s+)?(?:been\s+)?\w+(?:ed|en|n|t|de)\b", re.I
)
_PRESENT = re.compile(
    r"\b(?:is|are|retains?|continues?|targets?|works?|provides?|includes?|seeks?|aims?|has"
    r"|have\s+(?!been)\w+ing)\b",
    re.I,
)
_FUTURE = re.compile(
    r"\b(?:will|would|planned|anticipated|is\s+to|are\s+to|ambition|target)\b", re.I
)
_DURING_THAT = re.compile(
    r"\bduring\s+(?:the|this|that)\s+(?:[\w-]+\s+){0,2}(?:operation|campaign|weeks?|weekend|event"
    r"|deployment|day|phase|intensification)\b",
    re.I,
)
_THIS_PERIOD = re.compile(r"this\s+period\b", re.I)
_SPANS = {
    "last_quarter",
    "this_quarter",
    "window",
    "months_to",
    "span",
    "first_of",
    "year_to_date",
    "quarter",
    "reporting",
    "months",
    "fy_named",
}
"""Kinds that span what goes on through them; "in November" only dates single events."""
_STOP = frozenset(
    "the this that with from have been were which their these those over under into during total "
    "also".split()
)
_PARTS = ("level", "share")


def inherited(story: Story, sentence: Sentence, draft: Draft) -> Period | None:
    """The period of an earlier figure or sentence that this one goes on with, None if none."""
    words = sentence.text[sentence.start : sentence.end]
    if _FUTURE.search(sentence.text[sentence.start : draft.end]):
        return None
    for other in reversed(story.drafts):
        before = other.sentence == draft.sentence and other.start < draft.start
        if before and other.role == "level" and other.period:
            return other.period
    if draft.sentence == 0 or UNDATED.search(words[: draft.end - sentence.start + 60][-120:]):
        return None
    if _DURING_THAT.search(words):
        return _last_stated(story, sentence)
    return _from_previous(story, sentence, draft)


def _from_previous(story: Story, sentence: Sentence, draft: Draft) -> Period | None:
    """The period of the sentence before, if the words or the tense go on with it."""
    words = sentence.text[sentence.start : sentence.end]
    left = sentence.text[sentence.start : draft.start]
    previous = _previous(story, draft, left)
    figure = _last_figure(story, previous)
    dated = [t for t in previous.times if _states(t) and not _of_baseline(story, previous, t)]
    times = [t for t in dated if not _BACKGROUND.search(previous.text[previous.start : t.start])]
    if dated and not times:
        return None
    first = times[0] if times else None
    if figure is not None:
        period, draft.timed = figure.period, figure.timed
    elif first is not None and not (first.opened and not first.since):
        period, draft.timed = first.period, first.kind
    else:
        return None
    if period is None or (first is not None and story.is_future(first)):
        return None
    if first is not None and first.since and not _PRESENT.search(words):
        return period
    if draft.elided or _LEANS.match(words) or _TOTAL.search(left):
        return period
    return period if _goes_on(previous, sentence, words, draft, period) else None


def _goes_on(
    previous: Sentence, sentence: Sentence, words: str, draft: Draft, period: Period
) -> bool:
    """Whether the tense lets the sentence go on with the time of the one before.

    A simple past does; a perfect only through a span of time and about the same things.
    """
    same = _overlaps(previous, sentence)
    if _PERFECT.search(words):
        return same and draft.timed in _SPANS and period.days > 27
    return same or not _PRESENT.search(words)


def _previous(story: Story, draft: Draft, left: str) -> Sentence:
    """The sentence before, or the one before that where the first only compares or explains."""
    previous = story.sentences[draft.sentence - 1]
    if draft.sentence < 2:
        return previous
    older = story.sentences[draft.sentence - 2]
    roles = {d.role for d in story.drafts if d.sentence == draft.sentence - 1}
    if "baseline" in roles and not roles & set(_PARTS):
        return older  # "… in the last quarter. Down from 223 …"
    if not previous.times and _TOTAL.search(left) and any(t.since for t in older.times):
        return older  # "Since 1st July … . Efforts … . A total of 22 people …"
    return previous


def _last_figure(story: Story, sentence: Sentence) -> Draft | None:
    """The last dated level or share of a sentence."""
    return next(
        (
            d
            for d in reversed(story.drafts)
            if story.sentences[d.sentence] is sentence and d.period and d.role in _PARTS
        ),
        None,
    )


def _of_baseline(story: Story, sentence: Sentence, when: When) -> bool:
    """ "87.4%, compared to 83.5% in 2013/14": the time is the earlier figure's alone."""
    own = [d for d in story.drafts if story.sentences[d.sentence] is sentence]
    labelled = LABELS.match(sentence.text, when.end)
    if labelled:  # "(Q2: 187)"
        return any(d.role == "baseline" and d.start == labelled.end() - 1 for d in own)
    before = [d for d in own if d.end <= when.start]
    return bool(before) and before[-1].role == "baseline"


def _states(when: When) -> bool:
    return when.period is not None and not when.against and not when.by and when.kind not in EARLIER


def _last_stated(story: Story, sentence: Sentence) -> Period | None:
    """The last period named before a sentence."""
    times = [
        t
        for s in story.sentences
        for t in s.times
        if t.end <= sentence.start and t.period is not None and not t.opened and not t.against
    ]
    return times[-1].period if times else None


def stated_before(story: Story, draft: Draft, position: int) -> Period | None:
    """What "in the same period" and "over this time" point back to.

    "During this period", where nothing else was named, is the reporting period.
    """
    for other in reversed(story.drafts):
        near = draft.sentence - other.sentence <= 2
        if other.start < position and other.period and other.role in _PARTS and near:
            return other.period
    times = [
        t for s in story.sentences for t in s.times if t.end <= position and t.period is not None
    ]
    if times:
        return times[-1].period
    if story.quarter is not None and _THIS_PERIOD.match(
        story.sentences[draft.sentence].text, position
    ):
        return story.quarter.period
    return None


def _overlaps(first: Sentence, second: Sentence) -> bool:
    """Whether two sentences share a content word, so that one may go on with the other."""
    one, other = (
        {
            t.lower[:6]
            for t in s.tokens
            if t.tag in ("noun", "ed") and len(t.text) > 3 and t.lower not in _STOP
        }
        for s in (first, second)
    )
    return bool(one & other)
