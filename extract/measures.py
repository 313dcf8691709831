"""What a figure counts: the noun phrase, what was done with it, and by whom.

The phrase is looked for in this order: after the number ("59 people"), after its unit
("hours of patrols"), before it ("average fines of £440"), as the subject of its verb
("headcount stood at 530"). Where only a verb or a preposition follows ("six have been
charged"), the noun is that of an earlier figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.complements import predicate
from extract.directions import VERB
from extract.drafts import Draft, Sentence
from extract.endings import ending
from extract.figure_lists import share_lists, shares_head
from extract.governors import CHANGES, governor, phrase_before_number
from extract.measure_forms import (
    OF_THESE,
    is_elided,
    only_adjective,
    opens_with_whole,
    take_elided,
    widen,
    within,
    worked,
)
from extract.phrases import (
    Phrase,
    noun_phrase,
    skip_determiners,
)
from extract.series import same_series
from extract.tokens import Token
from extract.units import TIME_UNITS

__all__ = ["measure_all", "same_series"]

_POSTS = {"fte", "ftes", "wte", "wtes"}
_COUNTED_UNITS = {"other:penalty_points"}
_YEAR_ON_YEAR = re.compile(r"year[\s-]on[\s-]year", re.I)
_COMPARED_ALONE = re.compile(
    r"\s+(?:\(\s*\d[\d.,]*\s*%\s*\)\s*)?(?:more|fewer|less|higher|lower)(?:\s+than\b|\s*[,.;)]|\s*\Z)",
    re.I,
)
# "The number of hours of patrol was 8,939", "Volunteer hours totalled 2,229"
_COUNTS_HOURS = re.compile(
    r"(?:number\s+of\s+)?(?:[\w-]+\s+){0,3}hours(?:\s+(?:of|on|in)\b.{0,60}|\s+\w+ed)?", re.I
)
_SKIP_AFTER = {"+", "plus"}


def measure_all(sentences: Sequence[Sentence], drafts: Sequence[Draft]) -> None:
    """Fill in `noun`, `done`, `agent` and `elided` of every draft."""
    for position, draft in enumerate(drafts):
        sentence = sentences[draft.sentence]
        following = next(
            (d for d in drafts[position + 1 : position + 2] if d.sentence == draft.sentence), None
        )
        draft.first = position == 0 or drafts[position - 1].sentence != draft.sentence
        _measure(sentence, draft, following)
    share_lists(sentences, drafts)
    for draft in drafts:
        if draft.quantity.unit == "count" and _of_hours(sentences[draft.sentence], draft):
            draft.measure_in("hours")


# "Hours of duty have increased, with 42,722 logged": the subject is the hours.
_HOURS_OPEN = re.compile(
    r"\W{0,6}(?:from\s+\S{1,20}\s[^.;,]{0,60},\s+)?(?:the\s+)?(?:(?:total\s+)?number\s+of\s+)?"
    r"(?:[\w-]{1,30}\s+)?hours\b(?!\s+(?:later|after|earlier|before))",
    re.I,
)


def _of_hours(sentence: Sentence, draft: Draft) -> bool:
    """Whether a bare number counts the hours that its subject names."""
    if _COUNTS_HOURS.fullmatch(draft.noun):
        return True
    return not draft.own and _HOURS_OPEN.match(sentence.text, sentence.start) is not None


def _measure(sentence: Sentence, draft: Draft, following: Draft | None) -> None:
    tokens = sentence.tokens
    after = sentence.index_at(draft.quantity.right)
    while after < len(tokens) and tokens[after].text in _SKIP_AFTER:
        after += 1
    draft.after = after
    if (
        draft.quantity.qualifier == "up_to"
        and draft.quantity.unit in TIME_UNITS
        and within(sentence, draft, after)
    ):
        return
    if following is not None and shares_head(sentence, draft, following, after):
        draft.list_of = 1
        governor(sentence, draft)
        return
    aside = _ASIDE.match(sentence.text, draft.quantity.right) if draft.unit == "count" else None
    phrase = _phrase_after(sentence, draft, after)
    if aside and phrase.head < 0:
        phrase = _phrase_after(sentence, draft, sentence.index_at(aside.end()))
    if phrase.head >= 0 and sentence.tokens[phrase.head].lower in _POSTS:
        phrase = Phrase(phrase.start, phrase.start, -1)  # "Officer strength was 2,387 FTE"
    if phrase.head >= 0 and not opens_with_whole(sentence, draft, after):
        draft.noun = _noun_text(sentence, draft, phrase)
        draft.after = phrase.end
        draft.own = True
        draft.adjective = only_adjective(sentence, draft, phrase)
        predicate(sentence, draft, phrase.end)
        governor(sentence, draft)
        widen(sentence, draft)
        return
    if is_elided(sentence, draft, after):
        draft.elided = True
        take_elided(sentence, draft, after)
        return
    if draft.quantity.unit in TIME_UNITS and worked(sentence, draft):
        return
    if draft.quantity.unit in _COUNTED_UNITS:
        draft.noun = draft.quantity.unit.removeprefix("other:").replace("_", " ")
        return
    before = (
        _fronted(sentence, draft)
        or phrase_before_number(sentence, draft)
        or _whole_subject(sentence, draft)
    )
    if before:
        draft.noun = before
    if draft.noun and draft.quantity.unit not in ("percent", "percentage_points"):
        predicate(sentence, draft, after)


# "At 70.9% this quarter, the proportion of victims satisfied was …": the figure was put first
_AT = re.compile(r"\W*(?:at|with)\s+\Z", re.I)
_FRONTED = re.compile(
    r"[^.;:\d](?:[^.;:]{0,60}?),\s+(?P<subject>the\s+[^.;:,\d]{3,80}?)\s+(?:was|were|is|are|stood|rose|fell)\b"
    r"|,\s+(?P<other>the\s+[^.;:,\d]{3,80}?)\s+(?:was|were|is|are|stood|rose|fell)\b",
    re.I,
)


def _fronted(sentence: Sentence, draft: Draft) -> str:
    """The subject of a sentence that opens with its figure."""
    if not _AT.fullmatch(sentence.text[sentence.start : draft.quantity.left]):
        return ""
    match = _FRONTED.match(sentence.text, draft.quantity.right)
    words = (match["subject"] or match["other"]) if match else ""
    return re.sub(r"\Athe\s+", "", " ".join(words.split()), flags=re.I)


_TIME_SAID = re.compile(
    r"(?:last|this|next|(?:the\s+)?(?:previous|preceding|same))\s+(?:year|quarter|month|week)\b"
    r"(?!['’])",
    re.I,
)
_RATE_OF = ending(r"\b(?:rate|proportion|share|score|average)\s+of\s+\Z", re.I)
# "The percentage of victims who said that they were kept informed fell from 71.2%": no noun
# stands before the verb
_SUBJECT = ending(
    r"\b((?:proportion|share|percentage|number)\s+of\s+[^.;,()\d]{3,110}?)"
    rf"\s+(?:was|were|is|are|stood|stands|remain(?:s|ed)|has\s+been|{VERB})"
    r"(?:\s+(?:by|to|from|at))?\s+\Z",
    re.I,
)


# "The charge rate for rape has more than doubled, from 3.1%"
_OPENING = re.compile(
    r"\W*(?:the\s+)?([A-Za-z][^.;:,()\d]{2,100}?)\s+(?:(?:has|have|had|was|were|is|are)\s+)?"
    rf"(?:\w+ly\s+|more\s+than\s+|almost\s+)?(?:{VERB}|up|down)(?:\s+\w+ly)?,?\s+(?:from|to|by)\s+",
    re.I,
)


def _whole_subject(sentence: Sentence, draft: Draft) -> str:
    left = sentence.text[max(sentence.start, draft.quantity.left - 160) : draft.quantity.left]
    match = _SUBJECT.search(left) or _OPENING.fullmatch(
        sentence.text, sentence.start, draft.quantity.left
    )
    return " ".join(match[1].split()) if match else ""


# "45 of 60 (75%) actions", "230 (+12) casualties": the noun comes behind what was put between
_ASIDE = re.compile(
    r"(?:\s+(?:out\s+)?of\s+(?:the\s+)?\d[\d,]*)?\s*\([+\-−]?\d[\d.,]*\s?%?\)\s+(?=[A-Za-z])"
)


def _phrase_after(sentence: Sentence, draft: Draft, after: int) -> Phrase:
    """The phrase that follows the number or its unit."""
    tokens, quantity = sentence.tokens, draft.quantity
    none = Phrase(after, after, -1)
    if after < len(tokens) and (_TIME_SAID.match(sentence.text, tokens[after].start)):
        return none  # "compared to 3,890 last year"
    if _COMPARED_ALONE.match(sentence.text, quantity.right):
        return none  # "64 fewer than in", "11 more."
    if after >= len(tokens) or OF_THESE.match(sentence.text[quantity.right : quantity.right + 30]):
        return none
    rate = quantity.unit.startswith(("per_", "other:per_"))
    if rate and quantity.right > quantity.end:
        return none
    if quantity.unit in ("percent", "percentage_points"):
        if _RATE_OF.search(sentence.text[sentence.start : quantity.left]):
            return none  # "The solve rate of 46% remains"
        return _after_percent(sentence, after)
    on_duty = (
        quantity.unit == "hours" and tokens[after].lower == "on" and not sentence.in_time(after)
    )
    if tokens[after].lower == "of" or on_duty:
        # "hours of patrols"; in "26,938 of high visibility policing" the unit was left out
        inner = noun_phrase(tokens, skip_determiners(tokens, after + 1), single=True)
        return Phrase(after, inner.end, inner.head) if inner.head >= 0 else none
    if rate or quantity.unit == "count":
        return noun_phrase(tokens, after, single=draft.value == 1)
    return _after_unit(tokens, after)


def _after_unit(tokens: Sequence[Token], after: int) -> Phrase:
    """ "£252,000 worth of drugs", "£1,800 in cash", "£10,000 cash", "14 days' imprisonment"."""
    words = [t.lower for t in tokens[after : after + 2]]
    if words == ["worth", "of"]:
        return noun_phrase(tokens, skip_determiners(tokens, after + 2), single=True)
    if words[0] == "in" and words[-1] in ("cash", "fines", "damages", "funding"):
        return noun_phrase(tokens, after + 1, single=True)
    if tokens[after].tag == "noun":
        return noun_phrase(tokens, after, single=True)
    return Phrase(after, after, -1)


def _after_percent(sentence: Sentence, after: int) -> Phrase:
    """ "80% of the calls", "29% female", "18% increase in usage"."""
    tokens = sentence.tokens
    word = tokens[after].lower
    if word == "of":
        start = skip_determiners(tokens, after + 1)
        return noun_phrase(tokens, start, single=True)
    if _YEAR_ON_YEAR.match(sentence.text, tokens[after].start):
        return Phrase(after, after, -1)
    if CHANGES.match(word) or tokens[after].tag in ("adv",):
        for index in range(after, min(after + 3, len(tokens) - 1)):
            if tokens[index].lower == "in" and not sentence.in_time(index):
                return noun_phrase(tokens, skip_determiners(tokens, index + 1), single=True)
        return Phrase(after, after, -1)
    if word == "in" and not sentence.in_time(after):  # "a reduction of 14% in ASB"
        return noun_phrase(tokens, skip_determiners(tokens, after + 1), single=True)
    if tokens[after].tag == "noun":
        return noun_phrase(tokens, after, single=True)
    return Phrase(after, after, -1)


# "472 of that area's crime investigations": whose they are was said before
_OWNER = re.compile(
    r"\A(?:of\s+)?(?:this|that|these|those|last|previous)\s+(?:[a-z]+\s+)?[a-z]+\s?(?:['’]\s?s|s['’])\s+"
)
_COUNTED_TOO = re.compile(r"\A(?:the\s+)?\d[\d,]*\s+(?=[A-Za-z])")  # "Seven of the 12 districts"
_SAY_LITTLE = frozenset("more less fewer now further other such of extra".split())
"""Words at the start of a phrase that are no part of what is counted."""


def _noun_text(sentence: Sentence, draft: Draft, phrase: Phrase) -> str:
    """The words of a phrase, with the unit where it is a length of time."""
    tokens = sentence.tokens
    start = phrase.start
    while start < phrase.head and tokens[start].lower in _SAY_LITTLE:
        if tokens[start].lower == "of" and draft.quantity.unit == "hours":
            break
        start += 1
    text = _OWNER.sub("", sentence.between(start, phrase.end))
    text = _COUNTED_TOO.sub("", text)
    unit = draft.quantity.unit
    if unit == "hours" and text.startswith(("of ", "on ")):
        return f"hours {text}"
    if unit in TIME_UNITS:
        return f"{text} {unit.removeprefix('other:')}" if unit != "hours" else f"hours {text}"
    return text
