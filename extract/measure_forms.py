"""Forms of words in which the measure stands in an unusual place."""

from __future__ import annotations

import re

from extract import lexicon as lex
from extract.complements import BREAKS, complement, predicate
from extract.drafts import Draft, Sentence
from extract.endings import ending
from extract.governors import clause_words, governor, subject_of
from extract.phrases import (
    Phrase,
    noun_phrase,
    participle,
    phrase_before,
    skip_determiners,
)
from extract.tokens import Token, is_plural

OF_THESE = re.compile(
    r"\s+of\s+(?:these|those|them|which|whom|the\s+(?:overall|total|same)\b)", re.I
)
_OF_THE_LEFT = ending(
    r"(?:^|[,;:(])\s*of\s+the\s+(?:\d[\d,]*\s+)?([^,.;()]{3,60}?)\s*,?\s+\Z", re.I
)
_FUNCTION = {"that", "which", "who", "have", "has", "been", "were", "was", "the", "are", "is"}
_BEFORE_ELIDED = ("punct", "conj", "prep", "rel", "noun", "ed", "pron")
_GENERIC = frozenset("areas times occasions ways categories stages phases cases counts".split())


def only_adjective(sentence: Sentence, draft: Draft, phrase: Phrase) -> bool:
    """ "(one full and three interim)": the noun they qualify was named before."""
    if draft.quantity.unit != "count" or is_plural(sentence.tokens[phrase.head].lower):
        return False
    start = sentence.text.rfind("(", sentence.start, draft.start)
    if start < 0 or ")" in sentence.text[start : draft.start]:
        return False
    edge = sentence.tokens[phrase.end - 1].end
    following = sentence.text[edge : edge + 6]
    return re.match(r"\)|\s+and\s|,", following) is not None


def widen(sentence: Sentence, draft: Draft) -> None:
    """A noun that says little alone ("in two areas", "on 49 occasions") takes its clause along."""
    index = sentence.index_at(draft.quantity.left) - 1
    if index < 1 or sentence.tokens[index].tag not in ("prep", "to"):
        return
    if draft.noun.casefold() in _GENERIC and not draft.done:
        words = clause_words(sentence, index)
        draft.noun = f"{draft.noun} {words}".strip()
    elif sentence.tokens[index].lower == "to" and " " not in draft.noun:
        phrase = phrase_before(sentence.tokens, index)  # "grew the network to over 800 Ambassadors"
        if (
            phrase.head >= 0
            and phrase.start > 0
            and sentence.tokens[phrase.start - 1].tag in ("ed", "verb", "det")
        ):
            draft.noun = f"{draft.noun} {sentence.between(phrase.start, phrase.end)}"


def within(sentence: Sentence, draft: Draft, after: int) -> bool:
    """ "X can happen within 24 hours of Y": the measure is the time from Y to X."""
    left = sentence.index_at(draft.quantity.left)
    if left >= len(sentence.tokens) or sentence.tokens[left].lower != "within":
        return False
    words: list[str] = []
    tokens = sentence.tokens
    if after < len(tokens) and tokens[after].lower == "of":
        complement(
            sentence, skip_determiners(tokens, after + 1), words, after_verb=True, copula=True
        )
    unit = draft.quantity.unit.removeprefix("other:")
    of = f"of {' '.join(words)} " if words else ""
    draft.noun = f"{unit} {of}{clause_words(sentence, left)}".strip()
    return True


def worked(sentence: Sentence, draft: Draft) -> bool:
    """ "provided 1,121 hours", "kept for 25 years": the unit with the verb and who did it."""
    tokens, unit = sentence.tokens, draft.quantity.unit.removeprefix("other:")
    index = sentence.index_at(draft.quantity.left) - 1
    if index > 2 and tokens[index].lower == "of" and tokens[index - 1].lower in ("period", "total"):
        index -= 3  # "for a period of 5 years"
    if after_words := re.match(
        r"\s+(?:later|earlier|before|after)\b",
        sentence.text[draft.quantity.right : draft.quantity.right + 12],
    ):
        draft.noun = f"{unit} {after_words[0].strip()}"
        return True
    if index >= 0 and tokens[index].lower == "for":
        subject = subject_of(sentence, index - 1)
        if subject or index > 1:
            verb = next(
                (t for t in reversed(tokens[max(0, index - 6) : index]) if t.tag == "ed"), None
            )
            done = (
                participle(verb.text)
                if verb is not None and verb.lower not in lex.LIGHT_VERBS
                else ""
            )
            draft.noun = " ".join(x for x in (unit, subject, done) if x)
            return True
        return False
    governor(sentence, draft)
    if draft.done:
        draft.noun = unit
        return True
    return False


def opens_with_whole(sentence: Sentence, draft: Draft, after: int) -> bool:
    """ "Of the 320 drivers stopped, 18 tested positive": a verb follows, and the noun was named."""
    if after >= len(sentence.tokens) or not starts_verb(sentence.tokens[after]):
        return False
    return _OF_THE_LEFT.search(sentence.text[sentence.start : draft.start]) is not None


def take_elided(sentence: Sentence, draft: Draft, after: int) -> None:
    """Find the noun of an elided figure in "of these (381) investigations", else its verb."""
    tokens = sentence.tokens
    match = OF_THESE.match(sentence.text[draft.quantity.right : draft.quantity.right + 30])
    if match:
        after = sentence.index_at(draft.quantity.right + match.end())
        if after + 2 < len(tokens) and tokens[after].text == "(" and tokens[after + 2].text == ")":
            after += 3
        phrase = noun_phrase(tokens, after, single=True)
        if phrase.head >= 0:
            draft.noun = sentence.between(phrase.start, phrase.end)
            after = phrase.end
    whole = _OF_THE_LEFT.search(sentence.text[sentence.start : draft.start])
    if whole:
        draft.noun = " ".join(w for w in whole[1].split() if w.casefold() not in _FUNCTION)
    predicate(sentence, draft, after)


def starts_verb(token: Token) -> bool:
    """Whether a verb group starts here."""
    return token.tag in ("aux", "verb", "ed")


def is_elided(sentence: Sentence, draft: Draft, after: int) -> bool:
    """Whether the noun was left out: "six have been charged", "three on suspicion"."""
    tokens, unit = sentence.tokens, draft.quantity.unit
    if unit not in ("count", "percent") or after >= len(tokens):
        return False
    if OF_THESE.match(sentence.text[draft.quantity.right : draft.quantity.right + 30]):
        return True
    before = sentence.text[max(0, draft.start - 14) : draft.start].casefold()
    if re.search(r"(?:of which|of whom|of these|of those|of them),?\s+\Z", before):
        return True
    if _OF_THE_LEFT.search(sentence.text[sentence.start : draft.start]) and starts_verb(
        tokens[after]
    ):
        return True
    if unit == "percent":
        return False
    token = tokens[after]
    if token.lower in BREAKS:
        return False  # "thefts totalled 3,211 compared to …"
    if token.tag in ("aux", "ed", "verb", "ing", "rel"):
        left = sentence.index_at(draft.quantity.left) - 1
        return left < 0 or tokens[left].tag in _BEFORE_ELIDED
    return (
        token.tag in ("prep", "to")
        and token.lower in ("for", "on", "in", "with", "from", "under", "over", "against")
        and (re.search(r"(?:,|and|including|;|\(|with)\s+\Z", before) is not None)
        and not sentence.in_time(after)
    )
