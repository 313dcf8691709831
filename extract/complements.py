"""What stands to the right of a counted phrase: its complement and what was done with it."""

from __future__ import annotations

from collections.abc import Sequence

from extract import lexicon as lex
from extract.drafts import Draft, Sentence
from extract.phrases import (
    participle,
    verb_group,
)
from extract.tokens import Token

_MAX_DONE = 7
PARTICLES = {"out", "up", "off", "down", "over", "away"}
BREAKS = frozenset(
    "compared versus following including than because due since after before".split()
)
"""Words at which what is said of a figure ends and something else begins."""
_PAST_ONLY = frozenset("came went rose fell grew saw gave took became did".split())
"""Simple pasts that are no participles: "calls came in" are no calls come."""
_LINKS = frozenset(
    "in for on against to from at with by into as about under through of within regarding "
    "concerning via per between without".split()
)
_DANGLING = _LINKS | frozenset("and or & over total up down further another additional".split())
"""Words that no complement ends with."""
_JOINTS = ("/", "’", "'")


def predicate(sentence: Sentence, draft: Draft, index: int) -> None:
    """The complement and the verb that follow the phrase: "arrested for drug driving"."""
    tokens = sentence.tokens
    words: list[str] = []
    index = complement(sentence, index, words)
    index = _skip_aside(sentence, index)
    if index < len(tokens) and tokens[index].tag == "rel":
        return _finish(draft, words)
    group = verb_group(tokens, index)
    if group is None:
        return _finish(draft, words)
    if group.verb < 0:
        if any(
            t.lower in ("is", "are", "was", "were", "be", "been")
            for t in tokens[group.start : group.end]
        ):
            complement(sentence, group.end, words, copula=True)
        return _finish(draft, words)
    verb = tokens[group.verb]
    following = tokens[group.end] if group.end < len(tokens) else None
    if verb.lower in BREAKS and not group.passive:
        return _finish(draft, words)  # "had 123 referrals …, compared with 175"
    passive = group.passive or (group.verb == group.start and verb.lower not in _PAST_ONLY)
    draft.clause = group.passive and group.verb > group.start
    if (
        not group.passive
        and following is not None
        and following.tag in ("num", "det")
        and not group.perfect
    ):
        return _finish(draft, words)  # an active verb with an object of its own
    if verb.lower not in lex.LIGHT_VERBS or passive:
        draft.tail = _participle_words(sentence, group.verb, words)
    return _finish(draft, words)


def _participle_words(sentence: Sentence, verb: int, words: list[str]) -> int:
    tokens = sentence.tokens
    words.append(participle(tokens[verb].text) if tokens[verb].tag == "ed" else tokens[verb].text)
    index = verb + 1
    if index + 1 < len(tokens) and tokens[index].lower == "and" and tokens[index + 1].tag == "ed":
        words += ["and", tokens[index + 1].text]
        index += 2
    return complement(sentence, index, words, after_verb=True)


def _finish(draft: Draft, words: list[str]) -> None:
    draft.done = " ".join(words)


def _skip_aside(sentence: Sentence, index: int) -> int:
    """Past a bracket or a time expression that stands between the phrase and its verb."""
    tokens = sentence.tokens
    while index < len(tokens):
        if tokens[index].text == "(":
            close = next(
                (i for i in range(index, min(index + 14, len(tokens))) if tokens[i].text == ")"), -1
            )
            if close < 0:
                return index
            index = close + 1
        elif tokens[index].lower == "aged":  # "men aged between 19 and 43 were"
            index += 1
            while index < len(tokens) and tokens[index].tag not in ("aux", "ed", "verb", "punct"):
                index += 1
        elif sentence.in_time(index):
            index += 1
        else:
            return index
    return index


def complement(
    sentence: Sentence,
    index: int,
    words: list[str],
    *,
    copula: bool = False,
    after_verb: bool = False,
) -> int:
    """Add the complement at `index` to `words`; returns the index of the token after it.

    A complement is prepositional phrases, an infinitive or a participle, up to a boundary: a
    sign, a number, a relative, an auxiliary, a conjunction or a time. `copula`, `after_verb`:
    what stands before it; after them it may open with a noun too.
    """
    tokens = sentence.tokens
    if index >= len(tokens) or sentence.text.startswith("as well as ", tokens[index].start):
        return index
    taken = 0
    started = copula
    while index < len(tokens) and taken < _MAX_DONE:
        token = tokens[index]
        if token.text in _JOINTS and taken:
            index += 1
            continue
        if _ends(sentence, index, taken):
            break
        if not started and not _opens(token, after_verb=after_verb):
            break
        started = True
        if token.tag != "det":
            words.append(token.text)
            taken += 1
        index += 1
    while words and taken and words[-1].casefold() in _DANGLING:
        words.pop()
    return index


def _ends(sentence: Sentence, index: int, taken: int) -> bool:
    """Whether a complement ends before this token."""
    token = sentence.tokens[index]
    if sentence.in_time(index) or token.lower in BREAKS:
        return True
    if token.tag in ("punct", "num", "rel", "aux", "pron"):
        return token.lower not in ("having", "being")
    if token.tag == "conj":
        return not _conjoined(sentence.tokens, index, taken)
    last = index + 1 >= len(sentence.tokens)
    return token.lower in ("early", "late") and not last and sentence.in_time(index + 1)


def _opens(token: Token, *, after_verb: bool) -> bool:
    """Whether a complement can open with this token."""
    if token.tag == "to" or token.lower in _LINKS:
        return True
    if after_verb:
        return token.tag in ("adv", "noun", "det") or token.lower in PARTICLES
    return token.lower in ("relating", "linked", "involving", "leaving")


def _conjoined(tokens: Sequence[Token], index: int, taken: int) -> bool:
    """Whether a conjunction joins two words of one complement and no new clause."""
    if not taken or index + 1 >= len(tokens) or tokens[index].lower not in ("and", "&", "or"):
        return False
    following = tokens[index + 1]
    if following.tag not in ("noun", "ing") or tokens[index - 1].tag not in ("noun", "ing"):
        return False
    return not any(t.tag in ("aux", "verb") for t in tokens[index + 1 : index + 4])
