"""Forms of words by which a figure leans on another, or stands apart from all before it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.directions import NOUN
from extract.drafts import Draft, Sentence, compatible
from extract.endings import ending

_OPENS_BACK = re.compile(
    r"\W*(?:this|that|these|it|an?|up|down|(?:in|over|during)\s+(?:the|this)|by\s+comparison|however"
    r"|set\s+against|measured\s+against|compared\s+(?:to|with)|against)\b",
    re.I,
)
_TURNS = re.compile(r"\b(?:however|but|although|though|whereas|yet)\b", re.I)
_ANSWERS = re.compile(rf"\W*the\s+(?:{NOUN}|difference)\s+(?:is|was)\s", re.I)
# "more calls than July", "emergency calls more than January or February"
_MORE_OF = re.compile(
    r"\s+(?:more|fewer|less)\s+(?!than\b)[^.;)]{1,50}\bthan\b"
    r"|\s+(?!than\b|more\b|fewer\b|less\b)[^.;,()]{1,40}?\s(?:more|fewer|less)\s+than\b"
)
# "80-90 a day now": of a moment, not spread over the time of any count
_MOMENT = re.compile(r"\s*(?:now|currently|at\s+(?:present|first|its\s+peak))\b", re.I)
_GLOSS_GAP = re.compile(r"\s*(?:of\s+(?:these|those|them|which)\s*)?\(\s*(?:\w+ly\s+)?")
# "28 hate crimes (2.4% of those recorded)", "50 … are managed, 42% of all those in the scheme"
_NOUN_GAP = re.compile(r"\s+[^.;:,()\d]{1,60}\(\s*(?:\w+ly\s+)?")
_OF_ALL_GAP = re.compile(r"\s+[^.;:,()\d]{1,80},\s+(?:or\s+|about\s+|around\s+)*")
_OF_LEFT = ending(r"\b(?:of|among)\s+(?:the\s+|all\s+|these\s+)?\Z", re.I)
_CLOSED = re.compile(r"\s*(?:\)|of\s+(?:all|those|the\s+total|everyone|everything)\b)", re.I)
_OF_ALL = re.compile(r"\s*of\s+(?:all|the\s+total|everyone|everything)\b", re.I)


def opens_back(before: str) -> bool:
    """Whether the words of a sentence before a figure point back ("This is …", "Up on …")."""
    return _OPENS_BACK.match(before) is not None


def turns(between: str) -> bool:
    """ "up 171 on last year, however below the 2019 baseline of 1,982": another comparison."""
    return _TURNS.search(between) is not None


def answers(before: str) -> bool:
    """ "The rise is 53, or 33%": the change of what the sentence before told."""
    return _ANSWERS.match(before) is not None


def own_subject(sentence: Sentence, draft: Draft) -> bool:
    """ "with August seeing 1,800 more calls than July": a change between two other things."""
    after = sentence.text[draft.end : draft.end + 70]
    return (
        draft.role == "change"
        and _MORE_OF.match(after) is not None
        and not any(t.against and 0 <= t.start - draft.end < 70 for t in sentence.times)
    )


_LEADS = re.compile(r"\)?[^.;:,()]{0,40}\bto\s+(?:reach\s+)?|[^.;:,]{0,60}:\s*")
_STARTING = re.compile(r"\W*(?:starting|beginning)\s+(?:out\s+)?(?:from|with|at)\s+", re.I)
_RATIO = re.compile(r"\b(?:proportion|percentage|rate)\b", re.I)
_OF_THEM = re.compile(r"\bof\s+(?:these|those|them|which|whom|the\s+total)\b", re.I)


def own_ratio(sentences: Sequence[Sentence], share: Draft, whole: Draft) -> bool:
    """ "… in East. The proportion of victims satisfied was 70%": no share of those in East.

    Its sentence names the ratio that the percentage is, and points to no whole.
    """
    if share.quantity.unit != "percent" or share.sentence == whole.sentence:
        return False
    own = sentences[share.sentence]
    words = own.text[own.start : own.end]
    return _RATIO.search(words) is not None and _OF_THEM.search(words) is None


def of_a_moment(sentence: Sentence, draft: Draft) -> bool:
    """Whether a rate is one of a single moment, also as an end of a range ("80-90 a day now")."""
    right = draft.quantity.right
    return _MOMENT.match(sentence.text, right) is not None


def goes_on_to(sentence: Sentence, draft: Draft, following: Draft) -> bool:
    """ "Fatalities rose from 13 to 14": the level comes next, whatever stood before."""
    if following.sentence != draft.sentence or following.role != "level":
        return False
    left = sentence.text[sentence.start : draft.quantity.left]
    between = sentence.text[draft.end : following.quantity.left]
    return (
        compatible(following, draft)
        and re.search(r"\bfrom\s+\Z", left, re.I) is not None
        and re.fullmatch(r"[^.;:,()]{0,40}\bto\s+", between) is not None
    )


def stands_apart(sentences: Sequence[Sentence], drafts: Sequence[Draft], index: int) -> bool:
    """Whether a baseline belongs to no figure before it."""
    draft = drafts[index]
    sentence = sentences[draft.sentence]
    if index + 1 < len(drafts) and goes_on_to(sentence, draft, drafts[index + 1]):
        return True
    # "Starting from 510, the Force took on 40": an account of its own
    if _STARTING.fullmatch(sentence.text[sentence.start : draft.start]):
        return True
    last = drafts[index - 1] if index else None
    # "80-90 a day now, where it began with around 10": ten a day
    return (
        last is not None
        and last.sentence == draft.sentence
        and last.quantity.unit.startswith("per_")
        and draft.quantity.unit == "count"
        and not draft.own
    )


def leads(sentences: Sequence[Sentence], drafts: Sequence[Draft], index: int) -> bool:
    """Whether the level of a change comes behind it, in the change's own sentence.

    "Up 1.8% on April: 230 sessions were held", "Orders fell by four (5.1%) to 75".
    """
    draft = drafts[index]
    text = sentences[draft.sentence].text
    for place in range(index + 1, min(index + 3, len(drafts))):
        other = drafts[place]
        if other.sentence != draft.sentence:
            return False
        if other.role in ("change", "percent_change"):
            continue
        between = text[drafts[place - 1].end : other.quantity.left]
        return other.role in ("level", "share", "rate") and _LEADS.fullmatch(between) is not None
    return False


def glosses(sentence: Sentence, draft: Draft, part: Draft) -> bool:
    """Whether a part and the percentage behind it are one: "28 … (2.4%)", "82.4% (2,014)".

    A percentage with a word of its own ("292 (33.5% female; …)") is another part of the figure
    before the bracket, and one of "122 out of 334 arrests (37%)" is not 334.
    """
    between = sentence.text[part.end : draft.start]
    before = sentence.text[max(sentence.start, part.quantity.left - 16) : part.quantity.left]
    after = sentence.text[draft.quantity.right : draft.quantity.right + 40]
    if draft.quantity.unit != "percent":
        return _GLOSS_GAP.fullmatch(between) is not None
    named = _NOUN_GAP.fullmatch(between) is not None and _OF_LEFT.search(before) is None
    if _GLOSS_GAP.fullmatch(between) or named:
        return _CLOSED.match(after) is not None
    return _OF_ALL_GAP.fullmatch(between) is not None and _OF_ALL.match(after) is not None


def paired(
    sentences: Sequence[Sentence], drafts: Sequence[Draft], index: int, candidates: Sequence[int]
) -> int:
    """The level of a bare baseline in a list of such, -1 if it stands in none.

    "433 for … and 499 for …, against 353 and 361": the first belongs to the first.
    """
    draft = drafts[index]
    if draft.role != "baseline" or draft.own:
        return -1
    first = last = index
    while first and _listed(sentences, drafts[first - 1], drafts[first]):
        first -= 1
    while last + 1 < len(drafts) and _listed(sentences, drafts[last], drafts[last + 1]):
        last += 1
    levels = [
        i
        for i in candidates
        if i < first and drafts[i].role == "level" and drafts[i].sentence == draft.sentence
    ]
    count = last - first + 1
    return levels[index - first - count] if 1 < count <= len(levels) else -1


def _listed(sentences: Sequence[Sentence], one: Draft, two: Draft) -> bool:
    """Whether two figures are bare baselines, one after the other in a list."""
    if not one.role == two.role == "baseline" or one.sentence != two.sentence:
        return False
    between = sentences[one.sentence].text[one.end : two.start]
    return not (one.own or two.own) and re.fullmatch(r"\s*(?:,|,?\s*and)\s+", between) is not None
