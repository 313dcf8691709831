"""What stands to the left of a number: its verb, the verb's subject, the noun before it."""

from __future__ import annotations

import re

from extract import lexicon as lex
from extract.complements import PARTICLES
from extract.drafts import Draft, Sentence
from extract.endings import ending
from extract.phrases import (
    Phrase,
    participle,
    phrase_before,
)
from extract.units import TIME_UNITS

_BARE_NOUNS = {
    "total",
    "number",
    "figure",
    "average",
    "sum",
    "maximum",
    "minimum",
    "combined",
    "overall",
    "additional",
}
CHANGES = re.compile(
    r"^(?:increase|decrease|reduction|rise|fall|drop|decline|improvement|deterioration|growth"
    r"|uplift|change|surge|jump|cut|swing|gain|loss|difference|fewer|less|more|higher|lower|up"
    r"|down|points?)$"
)
_TRANSPARENT = {
    "total",
    "number",
    "further",
    "another",
    "additional",
    "estimated",
    "combined",
    "average",
    "minimum",
    "maximum",
    "extra",
    "the",
    "a",
    "an",
    "of",
    "some",
    "all",
    "these",
    "those",
    "its",
    "their",
    "just",
    "only",
    "also",
    "now",
}
_ASKED = {"applications", "application", "requests", "bids", "orders", "nominations", "referrals"}
_RECEIVING = {"had", "has", "seen", "saw"}
"""Light verbs whose subject still says whose the figures are ("Live Chat has seen …")."""
_COLON = ending(r"(?:^|[,.;]\s+|\band\s+)\s*([A-Z][^,.;:]{0,60}?)\s*:\s*\Z")
# A change in brackets behind what changed: "(-6.7%)", "(+18%)"; `draft.start` is at the sign or
# behind it.
_SIGNED = re.compile(r"\(?[+\-−](?=[\d£])")
_LENGTH = re.compile(r"(?:second|sec|minute|min|hour|day|week|month|year)s?")
_TIME_ENDS = re.compile(
    r"\s+(?:(?:in|over|during|for)\s+)?(?:this|the|the\s+last|last)\s+(?:quarter|month|year|week)\Z",
    re.I,
)
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had)\b")
_CLAUSE = 16  # words, at most, from the counting word to the end of its clause
_COUNTS = {"proportion", "share", "percentage", "number", "rate"}
_WORTHS = {"value", "cost", "price", "worth"}
_EVENTS = {
    "seizure": "seized",
    "recovery": "recovered",
    "arrest": "arrested",
    "arrests": "arrested",
    "execution": "executed",
    "reporting": "reported",
    "safeguarding": "safeguarded",
    "removal": "removed",
    "death": "deaths",
    "deaths": "deaths",
    "loss": "lost",
    "identification": "identified",
    "investigation": "investigation",
    "headcount": "headcount",
    "series": "series",
    "rape": "rape",
    "theft": "stolen",
    "delivery": "delivered",
    "conviction": "convicted",
}


def governor(sentence: Sentence, draft: Draft) -> None:
    """The verb before the number: "seized 16 weapons" are weapons seized, by the subject."""
    tokens = sentence.tokens
    index = sentence.index_at(draft.quantity.left) - 1
    while index >= 0 and (tokens[index].lower in _TRANSPARENT or tokens[index].tag == "det"):
        if tokens[index].lower == "of" and not (index and tokens[index - 1].lower in _BARE_NOUNS):
            break
        index -= 1
    if index >= 0 and tokens[index].tag == "verb" and index and tokens[index - 1].tag == "to":
        done = _past(tokens[index].lower)  # "agreeing to fund 117 posts"
        draft.done = draft.done or done
        return
    if (
        index >= 0
        and tokens[index].lower in PARTICLES
        and index > 0
        and tokens[index - 1].tag == "ed"
    ):
        index -= 1
    if index < 0 or tokens[index].tag not in ("ed", "ing"):
        if index > 0 and tokens[index].lower == "of":
            _of_event(sentence, draft, index)
        elif index > 0 and tokens[index].lower == "for" and tokens[index - 1].lower in _ASKED:
            draft.noun = f"{tokens[index - 1].text} for {draft.noun}"
        return
    verb = tokens[index]
    start = index
    while start > 0 and tokens[start - 1].tag in ("aux", "adv"):
        start -= 1
    subject = phrase_before(tokens, start)
    light = verb.lower in lex.LIGHT_VERBS
    if draft.done and not (light and not draft.done):
        done_first = draft.done.split()[0].casefold()
        if done_first.endswith("ed") or done_first in lex.IRREGULAR.values():
            return
    if not light and verb.tag == "ed":
        behind = tokens[index + 1]
        own = behind.start < draft.quantity.left  # "seized over £1.3m" is no seizing over
        particle = behind.text if own and behind.lower in PARTICLES else ""
        draft.done = " ".join(x for x in (participle(verb.text), particle, draft.done) if x)
    elif not light and verb.tag == "ing":
        draft.done = draft.done or _from_ing(verb.lower)
    if subject.head >= 0 and verb.tag == "ed" and (not light or verb.lower in _RECEIVING):
        draft.agent = sentence.between(subject.start, subject.end)


def _past(word: str) -> str:
    """The regular past form of a base form ("fund": "funded", "tackle": "tackled")."""
    if word in lex.LIGHT_VERBS or word in ("be", "have", "see", "get", "make", "take"):
        return ""
    return word + "d" if word.endswith("e") else word + "ed"


def _from_ing(word: str) -> str:
    """ "detecting" as "detected", for regular verbs."""
    stem = word[:-3]
    if stem.endswith(
        ("at", "it", "iz", "is", "ur", "uc", "id", "ud", "ag", "iv", "us", "as", "in", "ir")
    ) and stem not in ("detain", "visit", "train"):
        return stem + "ed"
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "sl":
        return stem + "ed"
    return stem + "ed" if stem else word


def _of_event(sentence: Sentence, draft: Draft, index: int) -> None:
    """ "the seizure of 40 plants" are plants seized; "the deaths of 39 people" are deaths."""
    word = sentence.tokens[index - 1].lower
    if word in _EVENTS and not draft.done:
        draft.done = _EVENTS[word]


def phrase_before_number(sentence: Sentence, draft: Draft) -> str:
    """The noun before the number ("fines of £440"), else the subject of its verb."""
    tokens = sentence.tokens
    index = sentence.index_at(draft.quantity.left)
    last = index - 1
    if last > 0 and tokens[last].text == "+" and tokens[last - 1].text == "(":
        last -= 1
    if last >= 0 and tokens[last].text in ("(", ":", "–", "-", ","):
        counted = draft.first and draft.quantity.unit == "count"
        if tokens[last].text == "(" and (counted or _SIGNED.match(sentence.text, draft.start - 1)):
            # "recruitment events (68 to date)", "Vehicle crime (-6.7%)"
            phrase = phrase_before(tokens, last)
            return sentence.between(phrase.start, phrase.end) if phrase.head >= 0 else ""
        if tokens[last].text != ":":
            return ""
        label = _COLON.search(sentence.text[sentence.start : draft.quantity.left])
        if label and _FINITE.search(label[1]):
            return ""  # "The trend is up: 51,862 hours …"
        return _TIME_ENDS.sub("", " ".join(label[1].split())) if label else ""
    while (
        last >= 0
        and (tokens[last].tag == "det" or tokens[last].lower in _TRANSPARENT)
        and tokens[last].lower not in ("of", "at", "to", "up")
    ):
        last -= 1
    if last >= 0 and tokens[last].lower in (
        "of",
        "at",
        "worth",
        "to",
        "by",
        "from",
        "than",
        "over",
    ):
        phrase = phrase_before(tokens, last)
        if phrase.head >= 0 and (
            sentence.in_time(phrase.head)
            or (
                _LENGTH.fullmatch(tokens[phrase.head].lower)
                and tokens[phrase.start - 1].tag == "num"
            )
        ):
            # "went from 13.9% in Q1 to 15.2%", "from 6 minutes to 3 minutes"
            return subject_of(sentence, phrase.start)
        bare = all(t.lower in _BARE_NOUNS for t in tokens[phrase.start : phrase.end])
        if phrase.head >= 0 and not bare and not CHANGES.match(tokens[phrase.head].lower):
            return _with_whole(sentence, phrase)
        if phrase.head >= 0 and CHANGES.match(tokens[phrase.head].lower):
            return ""
        last -= 1
    elif last >= 0 and tokens[last].tag == "noun" and draft.quantity.unit not in TIME_UNITS:
        phrase = phrase_before(tokens, last + 1)
        if phrase.head >= 0:
            return _with_whole(sentence, phrase)
    return subject_of(sentence, last)


def _counted(sentence: Sentence, phrase: Phrase) -> Phrase | None:
    """The whole of "proportion of victims (who are) satisfied with the service".

    `phrase` is its last noun; what is counted is the noun of which the participle is said.
    """
    tokens = sentence.tokens
    index = phrase.start - 1
    while index > 0 and tokens[index].tag == "det":
        index -= 1
    told = _told_of(sentence, phrase)
    if told is not None:
        return told
    if index < 2 or tokens[index].tag not in ("prep", "to") or tokens[index - 1].tag != "ed":
        return None
    index -= 1
    while index > 0 and tokens[index].tag in ("ed", "aux", "adv", "rel"):
        index -= 1
    outer = phrase_before(tokens, index + 1)
    words = [t.lower for t in tokens[outer.start : outer.end]]
    counted = outer.head >= 0 and "of" in words[1:] and words[words.index("of") - 1] in _COUNTS
    return Phrase(outer.start, phrase.end, outer.head) if counted else None


def _told_of(sentence: Sentence, phrase: Phrase) -> Phrase | None:
    """The whole of "share of people who think that police do well": a clause tells of whom."""
    tokens = sentence.tokens
    index, clause = phrase.start - 1, False
    while index > 0 and phrase.start - index < _CLAUSE and tokens[index].tag != "punct":
        clause = clause or tokens[index].tag == "rel"
        if clause and tokens[index].lower in _COUNTS and tokens[index + 1].lower == "of":
            outer = phrase_before(tokens, index + 1)
            return Phrase(outer.start, phrase.end, index) if outer.head >= 0 else None
        index -= 1
    return None


def _with_whole(sentence: Sentence, phrase: Phrase) -> str:
    """The phrase with what it qualifies: "arrests in a single month", "watches with a value of"."""
    tokens = sentence.tokens
    counted = _counted(sentence, phrase)
    if counted is not None:
        return sentence.between(counted.start, counted.end)
    before = phrase.start - 1
    while before > 0 and tokens[before].tag == "det":
        before -= 1
    own = sentence.between(phrase.start, phrase.end)
    if before < 1 or tokens[before].tag not in ("prep", "to"):
        return own
    link = tokens[before].lower
    end = before - 1 if tokens[before - 1].text == "," else before
    while link == "with" and end > 0 and tokens[end - 1].tag in ("ed", "aux"):
        end -= 1  # "drugs being seized with a street value of"
    outer = phrase_before(tokens, end)
    if outer.head < 0 or sentence.in_time(outer.head):
        return own
    if link == "with" and tokens[phrase.head].lower in _WORTHS:
        return f"{own} of {sentence.between(outer.start, outer.end)}"
    if link in ("in", "for", "on", "by", "at", "against") and end == before:
        return sentence.between(outer.start, phrase.end)
    return own


def subject_of(sentence: Sentence, index: int) -> str:
    """The subject of the verb at or before `index`, without leaving the clause; "" if none."""
    tokens = sentence.tokens
    floor = max(-1, index - 18)
    while index > floor and tokens[index].tag not in ("ed", "verb", "aux"):
        if tokens[index].text in (".", ";", ":", "("):
            return ""
        index -= 1
    if index <= floor:
        return ""
    start = index
    while start > 0 and tokens[start - 1].tag in ("aux", "adv", "ed", "to", "verb"):
        start -= 1
    phrase = _subject_phrase(sentence, start)
    return sentence.between(phrase.start, phrase.end) if phrase.head >= 0 else ""


def _subject_phrase(sentence: Sentence, end: int) -> Phrase:
    """The phrase before a verb, past a time expression or a bracket that stands between."""
    tokens = sentence.tokens
    index = end
    while index > 0 and (sentence.in_time(index - 1) or tokens[index - 1].text == ","):
        index -= 1
    done = index
    if (
        index > 2
        and tokens[index - 1].lower in PARTICLES
        and tokens[index - 2].tag == "ed"
        and tokens[index - 3].tag == "noun"
    ):
        index -= 2  # "the number of warrants carried out grew from"
    while index > 1 and tokens[index - 1].tag == "ed" and tokens[index - 2].tag == "noun":
        index -= 1  # "the number of reports received this quarter was": received belongs to it
    phrase = phrase_before(tokens, index)
    if phrase.head >= 0:
        start = phrase.start
        while start < phrase.head and sentence.in_time(start):
            start += 1  # "In the previous quarter the rate was"
        while start < phrase.head and tokens[start].tag == "det":
            start += 1
        phrase = Phrase(start, max(phrase.end, done) if done > index else phrase.end, phrase.head)
    link = phrase.start - 1
    while link > 0 and tokens[link].tag in ("det", "num"):
        link -= 1
    if phrase.head < 0 or link < 1:
        return phrase
    if tokens[link].tag in ("verb", "noun") and tokens[link - 1].tag == "to":
        link -= 1  # "the average time to answer a call was": the subject is the time
    counted = _counted(sentence, phrase)
    if counted is not None:
        return counted
    if tokens[link].lower in ("in", "for", "to", "by", "on", "at", "within", "against"):
        outer = phrase_before(tokens, link)
        if outer.head < 0 and tokens[link - 1].tag == "ed":
            outer = phrase_before(tokens, link - 1)  # "calls handled by the RC fell by"
        if outer.head >= 0:
            return Phrase(outer.start, phrase.end, outer.head)
    return phrase


def clause_words(sentence: Sentence, end: int, limit: int = 12) -> str:
    """The content words of the clause before `end`: subject, verb and object."""
    tokens = sentence.tokens
    start = end
    while start > 0 and end - start < limit + 8:
        token = tokens[start - 1]
        if token.tag == "rel" or token.text in (",", ";", ":", "–", "."):
            break
        start -= 1
    words = [
        t.text
        for i, t in enumerate(tokens[start:end], start)
        if t.tag not in ("det", "punct", "pron") and not sentence.in_time(i)
    ]
    return " ".join(words[-limit:])
