"""Noun phrases and verb groups, found on tagged tokens.

Positions are indexes into a list of tokens, end exclusive. The finder walks once from left
to right from where it is asked to start and looks only a few tokens ahead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract import lexicon as lex
from extract.tokens import Token, is_plural

_NEVER_BEFORE_NOUN = frozenset(
    "received joined left said had made gave took went attended contributed provided died pleaded "
    "gained".split()
)
"""Past forms that are verbs after a number ("7 received financial penalties"), never adjectives."""
_MAX_PHRASE = 16
_OPENING = {"(", "["}
_PHONES = {"101", "999", "111"}
_QUOTES = {"'", '"', "“", "”", "‘", "’"}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase: tokens `start` to `end`; `head` indexes the noun counted (-1: none)."""

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
        step = _step(tokens, index, head, single=single)
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
            end = _of_list(tokens, inner.end)
    return Phrase(start, end, head)


def _of_list(tokens: Sequence[Token], end: int) -> int:
    """Past the rest of a list after "of": "heroin, crack and cocaine"."""
    index, joined = end, False
    while index + 1 < len(tokens) and index - end < 8:
        word, following = tokens[index], tokens[index + 1]
        if word.lower not in (",", "and") or following.tag != "noun" or following.text[0].isupper():
            break
        if index + 2 < len(tokens) and tokens[index + 2].tag in ("aux", "noun"):
            break
        index += 2
        if word.lower == "and":
            joined = True
            break
    return index if joined else end


def _step(tokens: Sequence[Token], index: int, head: int, *, single: bool) -> int:
    """How many tokens from `index` on belong to the phrase; 0 where it ends."""
    token = tokens[index]
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    done = head >= 0 and (single or is_plural(tokens[head].lower))
    if token.tag == "noun":
        full = head >= 0 and is_plural(tokens[head].lower)
        return int(not full or _goes_on(tokens, index, head))
    if token.tag == "adv":
        return int(head < 0 or tokens[index - 1].tag == "conj")
    if token.tag in ("ed", "ing"):
        return int(_modifies(tokens, index, head, done=done))
    if token.text in ("/", "&") or token.lower == "and":
        return _joined(tokens, index, head, done=done)
    if token.text in _OPENING:
        return _gloss(tokens, index, head)
    if following is None:
        return 0
    if token.text in _PHONES:
        return int(following.tag == "noun")  # "public 101 calls"
    return int(token.text in _QUOTES and following.tag in ("noun", "ed") and not done)


def _modifies(tokens: Sequence[Token], index: int, head: int, *, done: bool) -> bool:
    """Whether a participle stands before the noun ("recorded hate crimes"), not after it."""
    token = tokens[index]
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    if token.tag == "ed" and head >= 0 and not done and tokens[index - 1].tag in ("conj", "adv"):
        return _and_more(tokens, index)  # "Killed and seriously injured (KSI) casualties"
    if following is None or (head < 0 and token.lower in _NEVER_BEFORE_NOUN):
        return False
    if head >= 0:
        return not done and following.tag == "noun"
    if following.tag == "conj":
        return _and_more(tokens, index + 1)
    return following.tag in ("noun", "ed", "ing", "adv")


def _goes_on(tokens: Sequence[Token], index: int, head: int) -> bool:
    """Whether a noun after a plural noun still belongs: "sports events", "drugs lines"."""
    token = tokens[index]
    if index != head + 1 and tokens[index - 1].text not in (")", "/"):
        return False
    if tokens[index - 1].text == ")" and not is_plural(token.lower):
        return False
    if token.text[0].isupper() and tokens[head].text[0].islower():
        return False  # "four forces Sussex, Thames Valley"
    return (
        tokens[head].lower
        not in (
            "people",
            "persons",
            "men",
            "women",
            "children",
            "calls",
            "offenders",
            "suspects",
            "drivers",
            "arrests",
            "officers",
            "vehicles",
            "countywide",
        )
        and (
            is_plural(token.lower)
            or any(t.tag == "noun" and is_plural(t.lower) for t in tokens[index + 1 : index + 3])
        )
        and token.lower not in ("countywide", "nationwide", "worldwide")
    )


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
    for token in tokens[index + 1 : index + 9]:
        if token.tag == "noun" and is_plural(token.lower):
            return True
        if token.tag not in ("noun", "ed", "adv", "ing", "conj") and token.text not in (
            "/",
            "(",
            ")",
        ):
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
    """The noun phrase that ends right before `end`, without its determiner.

    It reaches back to a verb, a preposition other than "of" or the clause's start.
    """
    index = end - 1
    floor = max(0, end - _MAX_PHRASE)
    if index >= 0 and tokens[index].text == ")":
        while index > floor and tokens[index].text != "(":
            index -= 1
        index -= 1
    head = index
    while index >= floor:
        if _reaches_back(tokens, index, head, floor):
            index -= 1
        elif index < head and index - 2 > floor and _rung(tokens, index):
            index -= 3  # "the number of emergency (999) calls"
        else:
            break
    start = index + 1
    while start < end and (
        tokens[start].tag in ("det", "adv", "num") or tokens[start].lower in ("of", "and")
    ):
        start += 1
    while head >= start and tokens[head].tag != "noun":
        head -= 1
    if head < start:
        return Phrase(end, end, -1)
    return Phrase(start, end, head)


def _rung(tokens: Sequence[Token], index: int) -> bool:
    """Whether a telephone number in brackets ends at `index`."""
    return (
        tokens[index].text == ")"
        and tokens[index - 1].text in _PHONES
        and tokens[index - 2].text == "("
    )


def _reaches_back(tokens: Sequence[Token], index: int, head: int, floor: int) -> bool:
    """Whether a phrase that ends at `head` reaches back over the token at `index`."""
    token = tokens[index]
    if token.tag in ("noun", "det", "num") or token.text in ("/", "&"):
        return True
    if token.lower == "of":
        return index > floor
    if index >= head:
        return False
    before, after = tokens[index - 1] if index else None, tokens[index + 1]
    if token.lower == "and":
        return index > floor and before is not None and before.tag == after.tag == "noun"
    if token.tag not in ("ed", "ing", "adv") or after.tag not in ("noun", "ed", "ing"):
        return False
    # "were given average fines": a verb, no modifier
    return not (token.tag == "ed" and before is not None and before.tag in ("aux", "pron"))


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """Auxiliaries, adverbs and a main verb: tokens `start` to `end`; `verb` is the main one.

    `verb` is -1 where there is none, as in "are in checks".

    `passive`: a form of "be" stands before a participle; `future`: a modal stands before it.
    """

    start: int
    end: int
    verb: int
    passive: bool
    future: bool
    perfect: bool


_BE = frozenset("is are was were be been being".split())
_HAVE = frozenset("has have had having".split())
_WILL = frozenset("will would shall should".split())


def verb_group(tokens: Sequence[Token], start: int) -> VerbGroup | None:
    """The verb group that starts at `start`: "have been arrested", "provided"; None if none."""
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
