"""The four figures of a comparison, read again where the sentence says otherwise.

A comparison comes as it was read from the text. Before a disagreement is raised, the words
and the numbers are asked whether another figure of the same passage was meant: an alarm
over a figure that was never compared costs more trust than a miss.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from audit.chains import Chain
from audit.completing import (
    baseline_before,
    baseline_from,
    baseline_in_bracket,
    percent_beside,
)
from audit.directions import worded
from audit.intervals import Interval, percent_change, printed, rounded
from audit.ledger import Ledger
from audit.wording import DOWN, UP
from quarterline.records import Claim

_FROM = re.compile(r"\bfrom\s+\Z", re.I)
_TO_FIGURE = re.compile(r"\bto\s+[£\d]")
_TO = re.compile(r"\bto\b", re.I)
# "the figure climbed to 3,880", "over the last quarter the figure was 98,609"
MOVED_TO = re.compile(
    r"\b(?:climb|rose|ris|increas|grew|grow|fell|fall|drop|declin|decreas|reduc|went|mov|chang)\w*"
    r"(?:\s+[a-z]+){0,3}\s+to\s+\Z"
    r"|\b(?:over|in|during|for|this)\s+(?:(?:the|this|last|reporting)\s+){0,3}(?:quarter|period)\s+"
    r"(?:the\s+figure|it)\s+(?:was|is|came\s+to|stood\s+at|reached)\s+\Z",
    re.I,
)
_IT_HAD_BEEN = re.compile(r"\b(?:it|there)\s+had\s+been\s+\Z", re.I)
_HAD_BEEN = re.compile(r"\b(?:had\s+been|was|were|had)\b", re.I)


@dataclass(frozen=True, slots=True)
class Four:
    """The four figures of a comparison, and which way the words say it went.

    `direction` is "none" where the words contradict each other or are silent; `words` has
    every direction that they give, `sure` is whether its statement was read as a whole.
    """

    level: Claim | None
    baseline: Claim | None
    change: Claim | None
    percent: Claim | None
    direction: str
    words: tuple[str, ...] = ()
    sure: bool = False


def all_fours(book: Ledger, read: Sequence[Chain]) -> Iterator[Four]:
    """The figures of every statement that reads as a whole, and of all other comparisons."""
    others = list(reread(book))
    pairs = {(f.level.id, f.baseline.id): f for f in others if f.level and f.baseline}
    held: set[str] = set()
    for chain in read:
        words = chain.words
        if chain.baseline is not None and not words:
            same = pairs.get((chain.level.id, chain.baseline.id))
            words = same.words if same else words
        direction = words[0] if len(words) == 1 else "none"
        yield Four(
            chain.level, chain.baseline, chain.change, chain.percent, direction, words, sure=True
        )
        moved = (chain.baseline, chain.change, chain.percent)
        held.update(c.id for c in moved if c is not None)
    for four in others:
        moved = (four.baseline, four.change, four.percent)
        if not any(c is not None and c.id in held for c in moved):
            yield four


def reread(book: Ledger) -> Iterator[Four]:
    """The figures of every comparison that has a level or a baseline."""
    for comparison in book.comparisons:
        level, baseline = book.get(comparison.level), book.get(comparison.baseline)
        change, share = book.get(comparison.change), book.get(comparison.percent_change)
        if any(c is not None and _is_change(book, c) for c in (level, baseline)):
            continue
        if level is not None and baseline is None and _is_past(book, level):
            level, baseline = _present(book, level), level
        elif level is not None and baseline is not None:
            level, baseline = _in_time(book, level, baseline)
            level = _owner(book, level, baseline) if level is not None else None
        if (
            level
            and baseline
            and (level.unit != baseline.unit or _of_another(book, level, baseline))
        ):
            baseline = None
        anchor = level or baseline
        if anchor is None:
            continue
        if change and not _same_kind(change, anchor):
            change = None
        if share and share.unit not in ("percent", "percentage_points"):
            share = None
        change = change if change is None or _of_this(book, change, level, baseline) else None
        share = share if share is None or _of_this(book, share, level, baseline) else None
        if change is not None and share is None:
            share = percent_beside(book, change)
        if level is not None and baseline is None:
            baseline = _beside(book, level, change, share)
        words = worded(book, comparison, level, baseline, change, share)
        direction = words[0] if len(words) == 1 else "none"
        yield _best(book, Four(level, baseline, change, share, direction, words))


def _of_another(book: Ledger, level: Claim, baseline: Claim) -> bool:
    """ "… 4,879 hours. The number of cadets fell from 184 to 177": no baseline of the hours."""
    low, _, words = book.sentence(baseline)
    if level.start >= low or level.passage != baseline.passage:
        return False
    lead = words[: baseline.start - low]
    return (
        _FROM.search(lead) is not None
        and _TO_FIGURE.search(words[baseline.end - low :]) is not None
    )


def _of_this(book: Ledger, moved: Claim, level: Claim | None, baseline: Claim | None) -> bool:
    """Whether a change belongs to these figures and not to others of its own sentence.

    "A rise of 29.8% was seen in cash, from £355,020 to £460,821" after a sentence on
    arrests is no change of the arrests.
    """
    low, high, _ = book.sentence(moved)
    given = [c for c in (level, baseline) if c is not None]
    if any(low <= c.start < high for c in given):
        return True
    own = [
        c
        for c in book.in_passage.get(moved.passage, ())
        if low <= c.start < high and c.role in ("level", "baseline") and c.unit != "percent"
    ]
    return not own


def _beside(book: Ledger, level: Claim, change: Claim | None, share: Claim | None) -> Claim | None:
    """The baseline of a change, where the words beside it say which figure it is."""
    moved = [c for c in (change, share) if c is not None]
    if not moved:
        return None
    last = max(moved, key=lambda c: c.start)
    return (
        baseline_in_bracket(book, last, level)
        or baseline_before(book, level)
        or baseline_from(book, level)
    )


def _is_change(book: Ledger, claim: Claim) -> bool:
    """Whether a figure is itself a change: by its role, or by the word before it."""
    low, _, words = book.sentence(claim)
    by = re.search(r"\bby\s+\Z", words[: claim.start - low], re.I) is not None
    return by or claim.role in ("change", "percent_change")


def _same_kind(change: Claim, anchor: Claim) -> bool:
    if anchor.unit == "percent":
        return change.unit in ("percent", "percentage_points")
    return change.unit == anchor.unit


# -------------------------------------------------------------------- what the sentence says


def _in_time(book: Ledger, level: Claim, baseline: Claim) -> tuple[Claim | None, Claim]:
    """The later figure first: by their periods, or by the words before a figure."""
    start, _, whole = book.sentence(baseline)
    if MOVED_TO.search(whole[: baseline.start - start]):
        return baseline, level
    document = book.documents.get(level.document)
    quarter = document.quarter.period if document and document.quarter else None
    if level.period and baseline.period:
        if baseline.period.end > level.period.end:
            return baseline, level
    elif level.period is None and quarter is not None and baseline.period == quarter:
        return baseline, level
    low, _, words = book.sentence(level)
    if _IT_HAD_BEEN.search(words[: level.start - low]):
        return _present(book, level), baseline
    return level, baseline


def _is_past(book: Ledger, level: Claim) -> bool:
    """Whether a level is of an earlier quarter: "in Quarter 1 it had been 221"."""
    low, _, words = book.sentence(level)
    before = words[: level.start - low]
    if _IT_HAD_BEEN.search(before):
        return True
    document = book.documents.get(level.document)
    if document is None or document.quarter is None or level.period is None:
        return False
    return level.period.end < document.quarter.period.start and bool(_HAD_BEEN.search(before))


def _present(book: Ledger, past: Claim) -> Claim | None:
    """The figure of this quarter that the sentence before gives."""
    low = book.sentence(past)[0]
    document = book.documents[past.document]
    before = [
        c
        for c in book.in_passage.get(past.passage, ())
        if c.start < low and c.role == "level" and c.unit == past.unit
    ]
    if not before or book.sentence(before[-1])[1] < low - 2:
        return None
    found = before[-1]
    quarter = document.quarter.period if document.quarter else None
    return found if found.period in (None, quarter) else None


def _owner(book: Ledger, level: Claim, baseline: Claim) -> Claim | None:
    """The level that a baseline belongs to, where its own sentence has one.

    "rose from 520 to 530" owns both its figures, whatever the sentence before spoke of.
    """
    low, high, _ = book.sentence(baseline)
    inside = [c for c in book.in_passage.get(baseline.passage, ()) if low <= c.start < high]
    after = [c for c in inside if c.start > baseline.end]
    if after and after[0].role == "level" and after[0].unit == baseline.unit:
        before = book.between(baseline.passage, low, baseline.start)
        between = book.between(baseline.passage, baseline.end, after[0].start)
        if re.search(r"\bfrom\s+\Z", before) and _TO.search(between):
            return after[0]
    if low <= level.start < high:
        return level
    # the comparison reaches over to another sentence, so its own level goes first
    own = [c for c in inside if c.role == "level" and c.start < baseline.start]
    if not own:
        return level
    return own[-1] if own[-1].unit == baseline.unit else None


# ------------------------------------------------------------------------ what the numbers say


def holds(level: Claim, baseline: Claim, change: Claim | None, percent: Claim | None) -> bool:
    """Whether level and baseline give the change and the percentage that are there."""
    lv, bv = printed(level), printed(baseline)
    if change is not None and not rounded(change).magnitude.meets((lv - bv).magnitude):
        return False
    if percent is not None and percent.unit == "percent":
        result = percent_change(lv, bv)
        if result is None or not rounded(percent).magnitude.meets(result.magnitude):
            return False
    return change is not None or percent is not None


def _best(book: Ledger, given: Four) -> Four:
    """The figures as they came, or others of the passage that fit where these do not.

    A whole change fits by chance about once in a thousand, a percentage with a decimal
    once in a few hundred, so what fits is what was meant.
    """
    level, baseline = given.level, given.baseline
    if level is None or baseline is None or (given.change is None and given.percent is None):
        return given
    if holds(level, baseline, given.change, given.percent):
        return given
    for first, second in _others(book, level, baseline):
        signed = printed(first) - printed(second)
        if (given.direction == UP and signed.high < 0) or (
            given.direction == DOWN and signed.low > 0
        ):
            continue
        if first.value != second.value and holds(first, second, given.change, given.percent):
            return replace(given, level=first, baseline=second)
    return given


def _others(book: Ledger, level: Claim, baseline: Claim) -> Iterator[tuple[Claim, Claim]]:
    """Other pairs of the passage in which one figure is kept; last the same pair turned round."""
    near = [
        c
        for c in book.in_passage.get(level.passage, ())
        if c.unit == level.unit
        and c.role in ("level", "baseline", "share")
        and c.qualifier == "exact"  # "over 5,500" would fit any change
        and c.id not in (level.id, baseline.id)
    ]
    for other in near:
        yield other, baseline
        yield level, other
        yield other, level
    yield baseline, level


def odd_one_out(given: Four) -> str:
    """Which of the four is out: "level", "baseline", "change", "percent", or "" if none alone."""
    level, baseline, change, share = given.level, given.baseline, given.change, given.percent
    if level is None or baseline is None or change is None or share is None:
        return ""
    if share.unit != "percent" or level.unit == "percent":
        return ""
    lv, bv, cv = printed(level), printed(baseline), printed(change).magnitude
    wanted = rounded(share).magnitude
    sums = {
        "percent": (lv - bv).magnitude.meets(cv),
        "change": meets(percent_change(lv, bv), wanted),
        "baseline": meets(over(cv, implied_baseline(given)), wanted),
        "level": meets(over(cv, bv), wanted),
    }
    if sum(sums.values()) == len(sums):
        return ""
    fitting = [name for name, fits in sums.items() if fits]
    return fitting[0] if len(fitting) == 1 else ""


def implied_baseline(given: Four) -> Interval | None:
    """The baseline that level and change imply, in the worded direction."""
    if given.level is None or given.change is None or given.direction not in (UP, DOWN):
        return None
    change = printed(given.change).magnitude
    level = printed(given.level)
    return level - change if given.direction == UP else level + change


def over(part: Interval, whole: Interval | None) -> Interval | None:
    """A part in percent of a whole; None where there is no positive whole."""
    if whole is None or whole.low <= 0:
        return None
    return (part / whole) * 100


def meets(result: Interval | None, wanted: Interval) -> bool:
    """Whether a result, without its sign, is what was wanted."""
    return result is not None and wanted.meets(result.magnitude)
