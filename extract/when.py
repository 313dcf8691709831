"""Which of the time expressions dates which figure; no period where none is stated or implied.

A level takes the expression that stands nearest in its own clause, else the one that opens
its sentence, else that of the sentence before if the words lean on it ("this resulted in …",
"the hours worked …"). A baseline takes only an expression of its own. A change, a share and
a rate take the period of the figure they belong to. "Currently" and "now" date nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from extract.drafts import Draft, Sentence
from extract.links import Group
from extract.periods import When
from quarterline.periods import Period, Quarter, shift_months

_UNDATED = re.compile(r"\b(?:currently|now|at\s+present|presently|remains?|average\s+\w+\s+is)\b", re.I)
_LEANS = re.compile(
    r"^\W*(?:(?:\d[\d,.]*%?|\w+)\s+of\s+(?:these|those|them|the)\b|of\s+(?:these|those|the)\b|this\b|these\b|those\b|that\b|it\b|they\b"
    r"|the\s+(?:hours|team|operation\w*|contribution|activity|result|footage|offences|arrests|searches|calls|figure|total)\b"
    r"|as\s+(?:a\s+)?result\b|in\s+(?:total|all)\b|in\s+addition\b|also\b|a\s+(?:total|further)\b|an?\s+additional\b)", re.I)
_BACKGROUND = re.compile(r"\b(?:relat\w+\s+to|following|after|whereby|investigation\s+into|incident|murder|homicide|attack)\b[^.;]{0,80}\Z", re.I)
_PERFECT = re.compile(r"\b(?:has|have)\s+(?:\w+ly\s+|also\s+|now\s+)?(?:been\s+)?\w+(?:ed|en|n|t|de)\b", re.I)
_PRESENT = re.compile(r"\b(?:is|are|retains?|continues?|targets?|works?|provides?|includes?|seeks?|aims?|has|have\s+(?!been)\w+ing)\b", re.I)
_FUTURE = re.compile(r"\b(?:will|would|planned|anticipated|is\s+to|are\s+to|ambition|target)\b", re.I)
_WINDOW = {"last_quarter", "this_quarter", "window", "months_to", "quarter", "reporting", "months", "fy_named"}
_ANAPHORS = re.compile(r"^(?:the\s+)?same\s+(?:period|time|quarter|point|months?)$|^(?:this|that)\s+(?:time|period)$|^these\s+(?:three\s+)?months$", re.I)


class _Dater:
    """Walks the figures of a passage in order and remembers the last period that was stated."""

    def __init__(self, sentences: Sequence[Sentence], drafts: Sequence[Draft], quarter: Quarter | None) -> None:
        self.sentences, self.drafts, self.quarter = sentences, drafts, quarter
        self.opened = self._opening()

    def _opening(self) -> date | None:
        """The day on which what the passage speaks of began ("launched on 24th May")."""
        for sentence in self.sentences:
            for when in sentence.times:
                if when.period is not None and (when.opened or when.since):
                    return when.period.start
        return None

    def run(self) -> None:
        for draft in self.drafts:
            if draft.role in ("level", "target", "share", "rate"):
                draft.period = self._period(draft)

    # --- one figure ---
    def _period(self, draft: Draft) -> Period | None:
        sentence = self.sentences[draft.sentence]
        own = self._own(sentence, draft)
        if own is not None:
            return self._read(own, draft)
        clause = sentence.text[_clause_start(sentence, draft) : draft.end + 60]
        if _UNDATED.search(clause) or draft.role == "target":
            return None
        return self._inherited(sentence, draft)

    def _own(self, sentence: Sentence, draft: Draft) -> When | None:
        """The expression of this sentence that dates the figure."""
        times = [t for t in sentence.times if t.kind not in ("next_quarter",) or draft.role == "target"]
        right_edge = self._next_start(draft, sentence)
        after = [t for t in times if t.start >= draft.end and t.start < right_edge and _usable(sentence, draft, t)]
        if after and not (sentence.text[draft.end : after[0].start].count(";")):
            return after[0]
        before = [t for t in times if t.end <= draft.start and not _spent(sentence, t, draft, self.drafts)]
        before = [t for t in before if not (t.against or (t.by and draft.role != "target"))]
        if before:
            if ";" in sentence.text[before[-1].end : draft.start] and _UNDATED.search(sentence.text[before[-1].end : draft.end + 40]):
                return None
            return before[-1]
        later = [
            t for t in times
            if t.start >= draft.end and not t.against and not t.by and t.kind not in ("same_last", "same_named", "previous_quarter", "same")
            and self._shared(sentence, draft, t)
        ]
        return later[0] if later else None

    def _next_start(self, draft: Draft, sentence: Sentence) -> int:
        """Where the next figure of the sentence begins that could own what follows."""
        return next((d.quantity.left for d in self.drafts if d.start > draft.start and d.sentence == draft.sentence), sentence.end)

    def _shared(self, sentence: Sentence, draft: Draft, when: When) -> bool:
        """Whether only list members stand between: "433 drink drivers and 499 … in the last quarter"."""
        between = [d for d in self.drafts if draft.start < d.start < when.start and d.sentence == draft.sentence]
        text = sentence.text[draft.end : when.start]
        if re.search(r"[;.]|\b(?:compared|versus|than)\b", text):
            return False
        return all(d.role in ("level", "share", draft.role) for d in between)

    def _read(self, when: When, draft: Draft) -> Period | None:
        if when.kind == "to_date":
            return self._to_date(draft)
        if when.kind == "same" and _ANAPHORS.match(" ".join(when.text.split())):
            return self._stated_before(draft, when.start)
        return when.period

    def _to_date(self, draft: Draft) -> Period | None:
        """From a beginning that the passage names to the quarter's end; nothing without one."""
        sentence = self.sentences[draft.sentence]
        beside = next((t.period for t in sentence.times if t.kind != "to_date" and t.period is not None and (t.since or not t.opened)), None)
        if beside is not None:
            return beside
        if self.opened is None or self.quarter is None or self.opened > self.quarter.period.end:
            return None
        return Period(self.opened, self.quarter.period.end)

    def _stated_before(self, draft: Draft, position: int) -> Period | None:
        """What "in the same period" and "over this time" point back to."""
        for other in reversed([d for d in self.drafts if d.start < position]):
            if other.period is not None and other.role in ("level", "share") and draft.sentence - other.sentence <= 2:
                return other.period
        times = [t for s in self.sentences for t in s.times if t.end <= position and t.period is not None]
        return times[-1].period if times else None

    def _inherited(self, sentence: Sentence, draft: Draft) -> Period | None:
        """The period of the sentence before, where this one goes on with its story."""
        own = next((d.period for d in reversed(self.drafts) if d.sentence == draft.sentence and d.start < draft.start and d.role == "level" and d.period), None)
        if own is not None and not _FUTURE.search(sentence.text[sentence.start : draft.end]):
            return own
        if draft.sentence == 0 or _FUTURE.search(sentence.text[sentence.start : draft.end + 30]):
            return None
        previous = self.sentences[draft.sentence - 1]
        figure = next((d for d in reversed(self.drafts) if d.sentence == draft.sentence - 1 and d.period and d.role in ("level", "share")), None)
        times = [t for t in previous.times if t.period is not None and not t.against and not t.by and not _BACKGROUND.search(previous.text[previous.start : t.start])]
        period = figure.period if figure is not None else times[0].period if times else None
        kind = next((t.kind for t in times), "")
        if period is None or (self.quarter is not None and period.start > self.quarter.period.end):
            return None
        words = sentence.text[sentence.start : sentence.end]
        if draft.elided or _LEANS.match(words):
            return None if times and figure is None and times[0].opened else period
        lasting = period.days > 27 and (kind in _WINDOW or not kind)
        if _PERFECT.search(words) and not (lasting and _overlaps(previous, sentence)):
            return None
        if _PRESENT.search(words) and not _overlaps(previous, sentence):
            return None
        return period if not (times and times[0].opened) else None


def _clause_start(sentence: Sentence, draft: Draft) -> int:
    found = max((sentence.text.rfind(mark, sentence.start, draft.start) for mark in (";", ". ", ") ")), default=-1)
    return max(sentence.start, found)


def _usable(sentence: Sentence, draft: Draft, when: When) -> bool:
    """Whether an expression after the figure dates it, and not something it is compared with."""
    between = sentence.text[draft.end : when.start]
    if draft.role == "baseline":
        return not when.by
    if when.against or when.kind in ("same_last", "same_named", "previous_quarter"):
        return False
    if when.by and draft.role != "target":
        return False
    return re.search(r"\b(?:compared|versus|up\s+from|down\s+from|from)\b", between) is None


def _spent(sentence: Sentence, when: When, draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether an expression before the figure belongs to an earlier one or to a comparison."""
    if when.kind in ("same_last", "same_named", "previous_quarter", "next_quarter"):
        return True
    if when.against:
        return True
    owner = next((d for d in drafts if d.sentence == draft.sentence and d.end <= when.start and when.start - d.end < 70), None)
    if owner is None or draft.role in ("share", "rate"):
        return False
    # "increased to 519 in December 2019 … a further five planned intakes"
    return owner.role in ("baseline", "target")


_STOP = frozenset("the this that with from have been were which their these those over under into during total also".split())


def _overlaps(first: Sentence, second: Sentence) -> bool:
    """Whether two sentences share a content word, so that one may go on with the other."""
    a, b = ({t.lower[:6] for t in s.tokens if t.tag in ("noun", "ed") and len(t.text) > 3 and t.lower not in _STOP} for s in (first, second))
    return bool(a & b)


def date_all(
    sentences: Sequence[Sentence], drafts: Sequence[Draft], groups: Sequence[Group], quarter: Quarter | None
) -> None:
    """Set `period` of every draft."""
    dater = _Dater(sentences, drafts, quarter)
    dater.run()
    for group in groups:
        level = drafts[group.level] if group.level >= 0 else None
        if group.baseline >= 0:
            draft = drafts[group.baseline]
            draft.period = _baseline_period(sentences[draft.sentence], draft, level, drafts, quarter)
        for index in group.members:
            draft = drafts[index]
            if draft.role in ("change", "percent_change") and draft.period is None:
                draft.period = level.period if level is not None else _change_period(dater, draft, quarter)
            elif draft.role in ("share", "rate") and index not in (group.level, group.whole):
                source = level if level is not None and group.level != index else None
                whole = drafts[group.whole] if group.whole >= 0 else source
                own = dater._own(sentences[draft.sentence], draft)
                if whole is not None and (draft.period is None or own is None):
                    draft.period = draft.period or whole.period
    for draft in drafts:
        if draft.role in ("change", "percent_change") and draft.period is None and draft.group < 0:
            draft.period = _change_period(dater, draft, quarter)
        elif draft.role == "baseline" and draft.group < 0 and draft.period is None:
            draft.period = _baseline_period(sentences[draft.sentence], draft, None, drafts, quarter)


def _change_period(dater: _Dater, draft: Draft, quarter: Quarter | None) -> Period | None:
    """A change without its level is of the reporting quarter if it is set against a quarter."""
    sentence = dater.sentences[draft.sentence]
    own = dater._own(sentence, draft)
    if own is not None:
        return dater._read(own, draft)
    if any(t.kind in ("same_last", "last_quarter", "previous_quarter") and t.against for t in sentence.times):
        return quarter.period if quarter else None
    return dater._inherited(sentence, draft) if not re.search(r"year[\s-]on[\s-]year", sentence.text[sentence.start:sentence.end]) else None


def _baseline_period(
    sentence: Sentence, draft: Draft, level: Draft | None, drafts: Sequence[Draft], quarter: Quarter | None
) -> Period | None:
    """The period that the words give the baseline, shifted from the level's where they say "same"."""
    following = next((d.quantity.left for d in drafts if d.start > draft.start and d.sentence == draft.sentence and d.role == "baseline"), sentence.end)
    after = next((t for t in sentence.times if draft.end <= t.start < following), None)
    if after is None:
        after = next((t for t in sentence.times if t.start >= draft.end), None)
    before = [t for t in sentence.times if t.end <= draft.start and (t.against or t.kind in ("same_last", "same_named", "previous_quarter", "month"))]
    when = after if after is not None and "(" not in sentence.text[draft.end : after.start] else before[-1] if before else None
    if when is None:
        return None
    base = level.period if level is not None and level.period is not None else None
    if when.kind == "same_last":
        return base.year_before() if base else when.period
    if when.kind == "same_named" and base is not None and when.period is not None:
        years = when.period.start.year - (quarter.period.start.year if quarter else when.period.start.year)
        return Period(shift_months(base.start, 12 * years), shift_months(base.end, 12 * years))
    if when.kind in ("same", "to_date"):
        return None
    return when.period
