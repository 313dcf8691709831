"""The texts that are indexed, and the words they fall into."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter
from typing import Any

from index.stop_words import STOP_WORDS
from quarterline.records import Mention, Passage

NAMED = ("OPERATION", "PROJECT")
PLACES = ("DISTRICT", "LPA", "PLACE")
_CANONICAL = frozenset((*NAMED, *PLACES))

# Figures are one word without their sign and thousands commas, so that "£252,000", "252,000"
# and "252000" find one another; a decimal point is kept only between digits.
_FIGURE = r"\d+(?:,\d{3})*(?:\.\d+)?"
_LETTERS = r"[^\W\d_]+(?:['’][^\W\d_]+)?"
_WORD = re.compile(rf"(?P<figure>{_FIGURE})|(?P<letters>{_LETTERS})")
_PLAIN = re.compile(rf"{_FIGURE}|{_LETTERS}")  # the same, faster
# Where a sentence, a paragraph or a cell ends (`extract.sentences` looks with more care, and four
# times as long). All of its forms begin with one of four signs, so that a text is run through by
# a table of characters; of a row of stops only the first can begin one.
_STOP = re.compile(
    r"[.!?\n\t](?:(?<=\t)|(?<=\n)[^\S\n]*+\n|"
    r"(?<=[.!?])(?<![.!?]{2})[.!?]*+(?=[\"'’”)\]]*\s+[\"'‘“(]*[A-Z0-9£•#]))"
)
_POSSESSIVE = re.compile(r"['’]s?$")


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import Stemmer  # noqa: PLC0415

    return Stemmer.Stemmer("english")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a lower-case word (Snowball English)."""
    return str(_stemmer().stemWord(word))


def stems(words: Sequence[str]) -> list[str]:
    """The stems of many lower-case words."""
    return list(map(str, _stemmer().stemWords(words)))


def found_in(text: str, mark: str) -> list[str]:
    """The words of a text before `bare`, in order, and every `mark`, a blank."""
    return re.findall(rf"{_FIGURE}|{_LETTERS}|{mark}", text)


def bare(found: str) -> str:
    """A word as `words` gives it: a figure without commas, a word without its possessive."""
    return found.replace(",", "") if found[0].isdecimal() else _bare(found)


def words(text: str) -> list[str]:
    """The words of a text as written, in order, stop words included, figures normalised."""
    return [word for word, _ in stemmed(text)]


def lowered(text: str) -> list[str]:
    """The words of a text as `words` gives them, lower case."""
    return [bare(found).lower() for found in _PLAIN.findall(text)]


@lru_cache(maxsize=4096)
def stemmed(text: str) -> tuple[tuple[str, str], ...]:
    """The words of a text as `words` gives them, each with its stem.

    Remembered, since to say why a passage was found its words are looked at several times.
    """
    return tuple(map(_read, _PLAIN.findall(text)))


@lru_cache(maxsize=65536)
def _read(found: str) -> tuple[str, str]:
    # A library says the same words over and over.
    word = bare(found)
    return word, stem(word.lower())


@lru_cache(maxsize=65536)
def read_in(chunk: str) -> tuple[tuple[str, str], ...]:
    """The words of a chunk as `words` gives them, each with its stem.

    No word holds a blank, so a text's words are those of the chunks into which `str.split` parts
    it; these are taken apart the first time that they are met.
    """
    return tuple(map(_read, _PLAIN.findall(chunk)))


def read(text: str) -> list[tuple[str, str]]:
    """The words of a text as `words` gives them, each with its stem."""
    return [*chain.from_iterable(map(read_in, text.split()))]


def _bare(word: str) -> str:
    return word if word.isalpha() else _POSSESSIVE.sub("", word)


def located(text: str) -> list[tuple[int, int, str]]:
    """The words of a text that are no stop words: start, end (exclusive), and the stem."""
    found = []
    for match in _WORD.finditer(text):
        word = match["figure"] or _bare(match["letters"])
        low = word.replace(",", "").lower() if match["figure"] else word.lower()
        if low not in STOP_WORDS:
            found.append((match.start(), match.end(), stem(low)))
    return found


def sentences(text: str) -> tuple[frozenset[str], ...]:
    """The stems of each sentence, those of stop words included; none is empty."""
    said = (frozenset(map(_stem_of, read(part))) for part in _STOP.split(text))
    return tuple(stems for stems in said if stems)


_stem_of = itemgetter(1)


def tokens(text: str) -> list[str]:
    """The stems under which a text is indexed and sought: lower case, without stop words."""
    return [token for token in map(_token, _PLAIN.findall(text)) if token]


@lru_cache(maxsize=65536)
def _token(found: str) -> str:
    """The token of a word as it was found; none, an empty string, for a stop word."""
    word, root = _read(found)
    return "" if word.lower() in STOP_WORDS else root


def embedded_text(passage: Passage) -> str:
    """What the encoder is given: the labels of context before the text.

    In trials on annotated questions the labels helped and the whole heading hurt: a heading
    is shared by a page of passages and makes them all alike.
    """
    return labelled(" ".join(passage.text.split()), passage.context)


def labelled(text: str, context: Iterable[str]) -> str:
    """A text of single blanks with the labels that it stands under before it."""
    labels = [label for label in context if not text.startswith(label)]
    return f"{', '.join(labels)}: {text}" if labels else text


def lexical_text(passage: Passage, mentions: Iterable[Mention]) -> str:
    """What the words are taken from: text, labels, objective, and names as they should be."""
    return "\n".join([passage.text, *further_texts(passage, mentions)])


def further_texts(passage: Passage, mentions: Iterable[Mention]) -> list[str]:
    """What a passage is also found by: labels, objective, and names as they should be.

    The canonical names make a passage with a misspelt or short form findable by the right one.
    """
    found = [*passage.context, passage.objective] if passage.objective else [*passage.context]
    names = [m.canonical for m in mentions if m.label in _CANONICAL]
    if names or passage.places:
        low = passage.text.casefold()
        named = dict.fromkeys((*passage.places, *names))
        found += [name for name in named if name.casefold() not in low]
    return found


def indexed_tokens(passage: Passage, mentions: Iterable[Mention]) -> list[str]:
    """The stems of a passage as they are indexed: its own words count twice.

    What a passage says is worth more than the heading that it stands under, as in BM25F
    (Robertson, Zaragoza and Taylor, CIKM 2004); the headings are left in, since many a bullet
    does not say again what its objective is about.
    """
    own = tokens(passage.text)
    return [*own, *own, *tokens("\n".join(further_texts(passage, mentions)))]


def key(text: str) -> str:
    """A short hash of an embedded text, by which its vector is found again."""
    return hashlib.blake2b(text.encode("utf-8"), digest_size=12).hexdigest()


def label(number: int, title: str) -> str:
    """A priority as facets, filters and chips show it."""
    return f"{number}. {title}"


def squeeze(text: str) -> str:
    """Letters and digits only, lower case: for comparing titles and names as typed."""
    return " ".join(words(text)).casefold()


def join(items: Sequence[str]) -> str:
    """A list in a sentence: "a, b and c"."""
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))
