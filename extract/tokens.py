"""Tokens, sentences and a small part-of-speech tagger made of word lists and neighbours.

The tagger knows just what the noun-phrase finder asks: where a noun phrase ends and which
verb governs it. Offsets are 0-based, end exclusive, in the text given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract import lexicon as lex
from extract.number_words import MAGNITUDES, TENS, UNITS


@dataclass(slots=True)
class Token:
    """A word, number or sign. `tag` is one of: num det prep to aux conj pron rel adv verb ed
    ing punct noun (nouns, names and adjectives alike); `lower` is the word in lower case.
    """

    start: int
    end: int
    text: str
    tag: str
    lower: str


_NUMBER = r"(?:US\$|[£$€¥])?\d+(?:[.,:]\d+)*+%?[a-zA-Z½¼¾]*+"
_TOKEN = re.compile(
    rf"{_NUMBER}(?:/\d+)*+|#?\w+(?:[-'’]\w+)*+(?:[’'](?=\s))?+|[½¼¾]|\.\.\.|[^\w\s]"
)
_END = re.compile(r"[.!?][\"'”’)]?(?=\s+[\"'“‘(£$]?[A-Z0-9#])|(?<=[a-z]{3})\.(?=\d+\s[A-Za-z])|\t")
# A full stop after these ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:Op|Ops|No|Nos|Mr|Mrs|Ms|Dr|St|Sgt|Insp|Supt|vs|approx|e\.g|i\.e|etc|cf|pop|Jan"
    r"|Feb|Mar"
    r"|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Co|Ltd|Inc|Prof|Gen|Col|Lt|Capt|Rev|Hon|Sir|fig|al"
    r"|[A-Z]))\.\Z"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """Offsets of the sentences of `text`; together they cover all of it."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if match.group() != "\t" and _ABBREVIATION.search(
            text[max(start, match.start() - 8) : match.start() + 1]
        ):
            continue
        spans.append((start, match.end()))
        start = match.end()
    if start < len(text):
        spans.append((start, len(text)))
    return spans


def tokenise(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of `text[start:end]`, tagged, with offsets in `text`."""
    found = list(_TOKEN.finditer(text, start, len(text) if end is None else end))
    words = [match.group() for match in found]
    lower = [*(word.casefold() for word in words), ""]
    tokens: list[Token] = []
    for index, (match, word) in enumerate(zip(found, words, strict=True)):
        tag = _tag(word, lower[index], tokens, lower[index + 1])
        tokens.append(Token(match.start(), match.end(), word, tag, lower[index]))
    return tokens


_NUMBER_WORDS = frozenset([*UNITS, *TENS, "hundred", *MAGNITUDES, "dozen"])
_LETTERED = frozenset("class category grade group type schedule band section block level".split())
_LISTS = (
    ("det", lex.DETERMINERS),
    ("aux", lex.AUXILIARIES),
    ("rel", lex.RELATIVES),
    ("pron", lex.PRONOUNS),
    ("adv", lex.ADVERBS),
    ("conj", lex.CONJUNCTIONS),
    ("prep", lex.PREPOSITIONS),
)
_CLOSED = {word: tag for tag, words in reversed(_LISTS) for word in words} | {"to": "to"}


def _tag(word: str, lower: str, before: list[Token], following: str) -> str:
    lower = lower.replace("’", "'")
    first = word[0]
    if lower in _NUMBER_WORDS:
        return "num"
    if word == "A" and before and before[-1].lower in _LETTERED:
        return "noun"  # "Class A drugs"
    if first.isdigit() or first in "£$€¥½¼¾" or (word.startswith("US$") and len(word) > 3):
        return "num"
    if not (first.isalnum() or first == "#"):
        return "conj" if word == "&" else "punct"
    closed = _CLOSED.get(lower)
    if closed and not (len(word) > 1 and word.isupper() and lower not in ("a", "the")):
        return _closed(closed, lower, before)
    if lower.endswith("ly") and lower not in lex.LY_NOUNS:
        return "adv"
    return _open(word, lower, before, following)


def _closed(tag: str, lower: str, before: list[Token]) -> str:
    if lower == "that" and before and before[-1].tag in ("noun", "num"):
        return "rel"
    return tag


def _open(word: str, lower: str, before: list[Token], following: str) -> str:
    previous = before[-1] if before else None
    capital = word[0].isupper() and previous is not None and previous.tag != "punct"
    if lower in lex.IRREGULAR and not capital:
        return "noun" if lower in _NOUN_TOO and _noun_here(previous, following) else "ed"
    if lower.endswith("ed") and len(lower) > 3 and lower not in lex.ED_NOUNS and not capital:
        return "ed"
    if lower.endswith("ing") and len(lower) > 4 and lower not in lex.ING_NOUNS and not capital:
        return "ing"
    if capital or previous is None:
        return "noun"
    if lower in lex.BASE_VERBS and _takes_verb(previous):
        return "verb"
    if (
        previous.tag == "to"
        and following
        and (following[0].isdigit() or following in lex.DETERMINERS)
    ):
        return "verb"  # "to fund 117 posts"
    if (
        lower in lex.THIRD_VERBS
        and previous.tag in ("noun", "pron", "rel")
        and (lower not in lex.NOUN_FORMS or (following and _opens_object(following, lower)))
        and not is_plural(previous.lower)
        and not _counted(before)
    ):
        return "verb"
    return "noun"


def _counted(before: list[Token]) -> bool:
    """Whether a number above one stands before a singular noun: "23 home visits this quarter"."""
    return len(before) > 1 and before[-2].tag == "num" and before[-2].lower not in ("1", "one")


_NOUN_TOO = frozenset("cost cut run set split spread shot hit read left found lead".split())
"""Irregular past forms that are nouns too ("salary cost of")."""


def _noun_here(previous: Token | None, following: str) -> bool:
    if previous is not None and previous.tag == "noun" and is_plural(previous.lower):
        return False  # "102 people left"
    return (
        previous is not None
        and previous.tag in ("noun", "det", "num")
        and (following in ("of", "for", "in", "is", "was", "", ".", ","))
    )


def _takes_verb(previous: Token) -> bool:
    """Whether a base form after this word is a verb: after to, a modal, a plural, a pronoun."""
    if previous.tag == "to" or previous.lower in lex.MODALS:
        return True
    return previous.lower in ("they", "we", "you", "i", "who", "people") or (
        previous.tag == "noun" and is_plural(previous.lower)
    )


def _opens_object(word: str, verb: str) -> bool:
    if verb == "stands" and word == "at":
        return True
    return word in lex.DETERMINERS or word[0].isdigit() or word in ("to", "that", "an")


def is_plural(word: str) -> bool:
    """Whether a noun counts more than one thing, by its ending and two short lists."""
    word = word.casefold().rstrip("'’")
    if word in lex.PLURALS:
        return True
    if len(word) < 3 or word in lex.SINGULAR_S:
        return False
    return word.endswith("s") and not word.endswith(("ss", "us", "is", "'s", "’s"))
