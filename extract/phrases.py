"""Noun phrases and verb groups, found on tagged tokens.

Positions are indexes into a list of tokens, end exclusive. The finder walks once from left
to right from where it is asked to start and looks only a few tokens ahead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract import lexicon as lex
from extract.tokens import Token, is_plural

_MAX_PHRASE = 16
_OPENING = {"(", "["}
_QUOTES = {"'", '"', "“", "”", "‘", "’"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: tokens `start` to `end`, and `head`, the index of the noun counted (-1: none)."""

    start: int
    end: int
    head: int


def noun_phrase(tokens: Sequence[Token], start: int, *, single: bool = False) -> Phrase:
    """The noun phrase that starts at `start`, with its "of" complement and short glosses.

    `single`: it counts one thing, so that a singular noun can be its head.
    """
    index, head = start, -1
    limit = min(len(tokens), start + _MAX_PHRASE)
    while index < limit:
        token = tokens[index]
        step = _step(tokens, index, head, start, single=single)
        if step == 0:
            break
        if token.tag == "noun" and step == 1:
            head = index
        index += step
    if head < 0:
        return Phrase(start, start, -1)
    end = _trim(tokens, head, index)
    if end < limit and tokens[end].lower == "of":
        inner = noun_phrase(tokens, skip_determiners(tokens, end + 1), single=True)
        if inner.head >= 0:
            end = inner.end
    return Phrase(start, end, head)


def _step(tokens: Sequence[Token], index: int, head: int, start: int, *, single: bool) -> int:
    """How many tokens from `index` on belong to the phrase; 0 where it ends."""
    token = tokens[index]
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    done = head >= 0 and (single or is_plural(tokens[head].lower))
    if token.tag == "noun":
        return 0 if head >= 0 and done and not _goes_on(tokens, index, head) else 1
    if token.tag == "adv":
        return 1 if head < 0 else 0
    if token.tag in ("ed", "ing"):
        if following is None or following.tag not in ("noun", "ed", "ing", "conj", "adv"):
            return 0
        if head < 0:
            return 1 if following.tag in ("noun", "ed", "ing", "adv") or _and_more(tokens, index + 1) else 0
        return 1 if not done and following.tag == "noun" else 0
    if token.text in ("/", "&") or token.lower == "and":
        return _joined(tokens, index, head, done=done)
    if token.text in _OPENING:
        return _gloss(tokens, index, head)
    if token.text in _QUOTES and following is not None and following.tag in ("noun", "ed") and head < 0:
        return 1
    return 0


def _goes_on(tokens: Sequence[Token], index: int, head: int) -> bool:
    """Whether a noun after a plural noun still belongs: "sports events", "Special Constables CSCs"."""
    token = tokens[index]
    if index != head + 1 and tokens[index - 1].text not in (")", "/"):
        return False
    if tokens[index - 1].text == ")" and not is_plural(token.lower):
        return False
    return tokens[head].lower not in ("people", "persons", "men", "women", "children", "calls", "offenders",
                                      "suspects", "drivers", "arrests", "officers", "vehicles", "countywide") and (
        is_plural(token.lower) or any(t.tag == "noun" and is_plural(t.lower) for t in tokens[index + 1 : index + 3])
    ) and token.lower not in ("countywide", "nationwide", "worldwide")


def _joined(tokens: Sequence[Token], index: int, head: int, *, done: bool) -> int:
    """Whether "and", "&" or "/" joins two modifiers of one noun ("drug and weapon offences")."""
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if following is None or following.tag not in ("noun", "ed", "adv", "ing"):
        return 0
    if tokens[index].text == "/" and head >= 0:
        return 1
    if done or index == 0:
        return 0
    return 1 if _and_more(tokens, index) else 0


def _and_more(tokens: Sequence[Token], index: int) -> bool:
    """Whether a plural noun follows soon, with only modifiers in between."""
    for token in tokens[index + 1 : index + 7]:
        if token.tag == "noun" and is_plural(token.lower):
            return True
        if token.tag not in ("noun", "ed", "adv", "ing", "conj") and token.text not in ("/", "(", ")"):
            return False
    return False


def _gloss(tokens: Sequence[Token], index: int, head: int) -> int:
    """Length of a short bracketed gloss such as "(KSI)" or "(101)", 0 if it is something else."""
    for length in range(2, 5):
        if index + length < len(tokens) and tokens[index + length].text in (")", "]"):
            inside = tokens[index + 1 : index + length]
            named = all(t.text[0].isupper() or t.text in ("101", "999", "111") for t in inside)
            return length + 1 if named and (head >= 0 or length == 2) else 0
    return 0


def _trim(tokens: Sequence[Token], head: int, end: int) -> int:
    """Cut trailing joiners and modifiers that ran past the last noun, gloss kept."""
    last = end - 1
    while last > head and tokens[last].text not in (")", "]"):
        last -= 1
    return last + 1


def skip_determiners(tokens: Sequence[Token], index: int) -> int:
    """The first token from `index` on that is no determiner or number."""
    while index < len(tokens) and tokens[index].tag in ("det", "num"):
        index += 1
    return index


def phrase_before(tokens: Sequence[Token], end: int) -> Phrase:
    """The noun phrase that ends right before `end`, back to a verb, a preposition other than "of"
    or the clause's start, without its determiner."""
    index = end - 1
    floor = max(0, end - _MAX_PHRASE)
    if index >= 0 and tokens[index].text == ")":
        while index > floor and tokens[index].text != "(":
            index -= 1
        index -= 1
    head = index
    while index >= floor and (
        tokens[index].tag in ("noun", "det", "num")
        or (tokens[index].lower == "of" and index > floor)
        or tokens[index].text in ("/", "&")
        or (tokens[index].tag in ("ed", "ing", "adv") and index < head and tokens[index + 1].tag in ("noun", "ed", "ing"))
        or (tokens[index].lower == "and" and index > floor and tokens[index - 1].tag == "noun" and tokens[index + 1].tag == "noun")
    ):
        index -= 1
    start = index + 1
    while start < end and (tokens[start].tag in ("det", "adv", "num") or tokens[start].lower in ("of", "and")):
        start += 1
    while head >= start and tokens[head].tag != "noun":
        head -= 1
    if head < start:
        return Phrase(end, end, -1)
    return Phrase(start, end, head)


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """Auxiliaries, adverbs and a main verb: tokens `start` to `end`, `verb` the main one (-1: none).

    `passive`: a form of "be" stands before a participle; `future`: a modal stands before it.
    """

    start: int
    end: int
    verb: int
    passive: bool
    future: bool
    perfect: bool


_BE = frozenset("is are was were be been being".split())
_HAVE = frozenset("has have had".split())
_WILL = frozenset("will would shall should".split())


def verb_group(tokens: Sequence[Token], start: int) -> VerbGroup | None:
    """The verb group that starts at `start`: "have been arrested", "were (adv) seized", "provided"."""
    index = start
    passive = future = perfect = False
    seen = 0
    while index < len(tokens) and tokens[index].tag in ("aux", "adv"):
        word = tokens[index].lower
        passive = word in _BE or (passive and word not in _HAVE)
        future = future or word in _WILL
        perfect = perfect or word in _HAVE
        seen += tokens[index].tag == "aux"
        index += 1
    if index < len(tokens) and tokens[index].tag in ("ed", "ing", "verb"):
        kind = tokens[index].tag
        return VerbGroup(start, index + 1, index, passive and kind == "ed", future, perfect)
    if seen and index < len(tokens) and future and tokens[index].lower in lex.BASE_VERBS:
        return VerbGroup(start, index + 1, index, False, future, perfect)
    return VerbGroup(start, index, -1, False, future, perfect) if seen else None


def participle(word: str) -> str:
    """The past participle of a past form ("took": "taken"), others as they are."""
    return lex.IRREGULAR.get(word.casefold(), word.casefold())
