"""The time that is stated of one figure: right after it, or before it with no more than a verb."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.directions import VERB
from extract.drafts import Draft, Sentence
from extract.endings import ending
from extract.periods import When
from extract.units import TIME_UNITS

EARLIER = ("same_last", "same_named", "previous_quarter")
"""Kinds of expressions that name the time of a baseline."""
COMPARING = re.compile(
    r"\b(?:up|down|compared|increase|decrease|reduction|rise|rose|fall|fell|versus|than|from|on"
    r"|went|gone)\b",
    re.I,
)
# Between a time and the figure that it dates: "when it was", ": ", " had ", " officers made ".
_WHEN_LEFT = re.compile(
    r"\s*(?:\(\s*|,?\s+when\s+[^,;:.()\d]{1,30}\s"
    r"|,?\s+which\s+(?:had|saw|was|stood\s+at|recorded|brought)\s+)\Z",
    re.I,
)
DAYS = ("end_of", "day", "end_quarter")
"""Kinds of expressions that name one day, as headcounts are dated."""
FLOW = re.compile(
    r"\b(?:joined|left|recruited|gone|resigned|retired|appointed|opened|closed|born|died|departed"
    r"|starters|joiners|leavers|departures)\b",
    re.I,
)
"""Those who come and go: they are counted through a time, and are no parts of one another."""
# "over the quarter the figure rose to 315"
_GOES_TO = ending(rf"^[^,;:.()]*\b{VERB}\s+(?:up\s+|down\s+)?to\s+\Z", re.I)
_CLOSES = re.compile(r"\s*[);:,]")
_STATES_LEFT = re.compile(
    r"[\s:(]*\Z|[^;:.]{0,90}\b(?:had|was|were|been|saw|stood|made|recorded|\w+ed)\s+(?:at\s+)?\Z"
    r"|\s+[^;:.,]{0,60}\Z",
    re.I,
)


def stated_time(
    sentence: Sentence, draft: Draft, previous: Draft | None, following: Draft | None
) -> When | None:
    """The expression that dates a figure by standing right after it, or before it with a verb.

    `previous`, `following`: the figures before and after it in the sentence: an expression
    beyond them is theirs.
    """
    text = sentence.text
    floor = previous.end if previous else sentence.start
    ceiling = following.start if following else sentence.end
    for when in sentence.times:
        if draft.end <= when.start < ceiling:
            gap = text[draft.end : when.start]
            other = re.search(r"[;:.(),]|^\s*(?:and|but|while|whereas)\b", gap)
            own = " " if when.kind == "months" and gap.strip().casefold() == "from" else gap
            if not (other or COMPARING.search(own) or when.against):
                return when
            break
    for when in reversed(sentence.times):
        if when.end <= draft.start and when.start >= floor:
            gap = text[when.end : draft.quantity.left]
            if gap.endswith("(") and not _CLOSES.match(text, draft.quantity.right):
                return None  # "370 at the end of June (12 starters, 15 leavers)"
            if _WHEN_LEFT.fullmatch(gap):
                return when
            goes_to = _GOES_TO.search(gap) is not None
            comparing = (COMPARING.search(gap) or gap.endswith(" to ")) and not goes_to
            if when.against or comparing or not _STATES_LEFT.fullmatch(gap):
                return None
            return when
    return None


def time_of(sentences: Sequence[Sentence], drafts: Sequence[Draft], index: int) -> When | None:
    """The expression that is stated of the figure at `index` itself; see `stated_time`."""
    draft = drafts[index]
    beside: list[Draft | None] = []
    for step in (-1, 1):
        i = index + step
        # "the share of calls answered within ten seconds was 88.8%": a standard, no figure
        while 0 <= i < len(drafts) and is_standard(drafts[i]):
            i += step
        same = 0 <= i < len(drafts) and drafts[i].sentence == draft.sentence
        beside.append(drafts[i] if same else None)
    return stated_time(sentences[draft.sentence], draft, beside[0], beside[1])


def is_standard(draft: Draft) -> bool:
    """Whether a figure is the time of a standard of service: "within ten seconds"."""
    return draft.quantity.qualifier == "up_to" and draft.quantity.unit in TIME_UNITS
