"""The time expression of a figure's own sentence that dates it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from extract.drafts import CHANGES, Draft, Sentence
from extract.endings import ending
from extract.periods import When
from extract.time_stated import DAYS, EARLIER, FLOW, time_of
from extract.units import TIME_UNITS
from quarterline.periods import Period, Quarter

UNDATED = re.compile(
    r"\b(?:currently|recent(?:ly)?|now|at\s+present|presently|remains?|average\s+\w+\s+is)\b", re.I
)
# "has now delivered 24 charges since …" tells what was done up to now, no state
_NOW = ending(r"\b(?:currently|(?<!has\s)(?<!have\s)now)\b[^,;()]{0,40}\Z", re.I)
_BEEN_FOR = ending(r"\b(?:has|have)\s+(?:now\s+)?been\b[^.;,]{0,40}\bfor\s+\Z", re.I)
_COMPARING = re.compile(r"\b(?:compared|versus|up\s+from|down\s+from|from)\b", re.I)
_NEXT_DAY = re.compile(r"\s*(?:,|,?\s*and|&)\s*(?:on\s+)?(?:the\s+)?", re.I)
LABELS = re.compile(r"\s*:\s*[£\d]")
_BREAK = re.compile(r";|\.(?!\d)|\b(?:compared|versus|than)\b", re.I)


@dataclass(slots=True)
class Story:
    """A passage being dated: its sentences, its figures and the report's quarter.

    `opened`: the day on which what the passage speaks of began ("launched on 24th May").
    """

    sentences: Sequence[Sentence]
    drafts: Sequence[Draft]
    quarter: Quarter | None
    opened: date | None = None

    def __post_init__(self) -> None:
        for sentence in self.sentences:
            for when in sentence.times:
                if when.period is not None and (when.opened or when.since):
                    self.opened = when.period.start
                    return

    def stated(self, draft: Draft) -> When | None:
        """The expression that stands right at a figure and says when it was."""
        return time_of(self.sentences, self.drafts, self.drafts.index(draft))

    def until_now(self) -> Period | None:
        """From the opening day to the quarter's end; None where one of them is unknown."""
        if self.opened is None or self.quarter is None or self.opened > self.quarter.period.end:
            return None
        return Period(self.opened, self.quarter.period.end)

    def is_future(self, when: When) -> bool:
        """Whether an expression lies after the report: it dates plans only."""
        if when.kind == "next_quarter":
            return True
        return (
            self.quarter is not None
            and when.period is not None
            and when.period.start > self.quarter.period.end
        )


def is_undated(sentence: Sentence, draft: Draft) -> bool:
    """Whether "currently" or "now" stands before the figure: a state without a date."""
    return _NOW.search(sentence.text[sentence.start : draft.start]) is not None


def lasting(story: Story, sentence: Sentence, draft: Draft) -> Period | None:
    """Since the day that the passage names, for "it has been live for 10 months"."""
    if draft.quantity.unit not in TIME_UNITS:
        return None
    left = sentence.text[sentence.start : draft.quantity.left]
    return story.until_now() if _BEEN_FOR.search(left) else None


def own_time(story: Story, sentence: Sentence, draft: Draft) -> When | None:
    """The expression that dates a figure: right after it, else before it, else after its list."""
    times = [t for t in sentence.times if draft.role == "target" or not story.is_future(t)]
    times = [t for t in times if t.since or not t.opened]
    # "4,123 (Q1: 3,987)": the quarter is that of the figure behind it
    times = [t for t in times if t.end <= draft.start or not LABELS.match(sentence.text, t.end)]
    times = [t for t in times if not _closed_before(sentence, t, draft)]
    if FLOW.search(f"{draft.noun} {draft.done}"):
        # "up from 176 at the end of June; 10 joined": they joined through the quarter
        times = [t for t in times if t.kind not in DAYS]
    stated = story.stated(draft)
    if stated in times and stated.kind not in (*EARLIER, "same") and not stated.by:
        return stated
    edge = next((d.quantity.left for d in story.drafts if d.start > draft.start), sentence.end)
    for when in times:
        if draft.end <= when.start < edge and _dates_after(sentence, draft, when):
            if ";" not in sentence.text[draft.end : when.start]:
                return when
            break
    before = [
        t
        for t in times
        if t.end <= draft.start
        and not (t.by and draft.role != "target")
        and not _spent(t, draft, story.drafts)
    ]
    if before:
        gap = sentence.text[before[-1].end : draft.end + 40]
        left_behind = ";" in gap[: draft.start - before[-1].end] and UNDATED.search(gap)
        return None if left_behind else _narrowest(sentence, before, draft)
    return next((t for t in times if _dates_list(story, sentence, draft, t)), None)


def _closed_before(sentence: Sentence, when: When, draft: Draft) -> bool:
    """ "104 arrests (Q4: 87), 42 charges": what a bracket dates ends with the bracket."""
    opened = sentence.text.rfind("(", sentence.start, when.start)
    if opened < 0 or when.end > draft.start:
        return False
    closes = sentence.text.find(")", opened)
    return when.end <= closes < draft.start and LABELS.match(sentence.text, when.end) is not None


def listed(sentence: Sentence, when: When) -> bool:
    """ "met on 4 April, 16 May and 20 June": none of the days is that of all that is told."""
    days = [t for t in sentence.times if t.kind == "day"]
    return any(
        _NEXT_DAY.fullmatch(sentence.text, min(when.end, t.end), max(when.start, t.start))
        for t in days
        if t is not when
    )


def _dates_after(sentence: Sentence, draft: Draft, when: When) -> bool:
    """Whether an expression after the figure dates it, and not something it is compared with."""
    if draft.role == "baseline":
        return not when.by
    if when.against or when.kind in EARLIER or (when.by and draft.role != "target"):
        return False
    return _COMPARING.search(sentence.text[draft.end : when.start]) is None


def _dates_list(story: Story, sentence: Sentence, draft: Draft, when: When) -> bool:
    """Whether an expression dates a list: "433 drink drivers and 499 … in the last quarter"."""
    if when.start < draft.end or when.against or when.by or when.kind in (*EARLIER, "same"):
        return False
    if _BREAK.search(sentence.text[draft.end : when.start]):
        return False
    return all(
        d.role in ("level", "share", draft.role) or (draft.role in CHANGES and d.role in CHANGES)
        for d in story.drafts
        if draft.start < d.start < when.start
    )


def _spent(when: When, draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether an expression before the figure belongs to an earlier one or to a comparison."""
    if when.against or when.kind in (*EARLIER, "next_quarter"):
        return True
    if draft.role in ("share", "rate"):
        return False
    # "increased to 519 in December 2019 … a further five planned intakes"
    owner = next((d for d in drafts if d.end <= when.start < d.end + 70), None)
    return (
        owner is not None
        and owner.sentence == draft.sentence
        and owner.role in ("baseline", "target")
    )


def _narrowest(sentence: Sentence, times: Sequence[When], draft: Draft) -> When:
    """Of the expressions before a figure those in its own clause win, the narrowest of them."""
    comma = sentence.text.rfind(",", sentence.start, draft.start)
    clause = [t for t in times if t.start > comma and t.period is not None]
    if len(clause) > 1:
        return min(clause, key=lambda t: t.period.days if t.period else 0)
    return times[-1]
