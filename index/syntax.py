"""The exact parts of a question: phrases in quotation marks, and words with a minus before them.

They are kept to the letter or refused; what looks like the syntax of another search engine is
refused too, since to read it as plain words would answer another question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from quarterline.errors import QueryError

_QUOTED = r"[\"“”](?P<{name}>[^\"“”]*)[\"“”]"
_MINUS = re.compile(rf"(?<!\S)[-−](?:{_QUOTED.format(name='phrase')}|(?P<word>[^\W\d_][^\s\"“”]*))")
_PHRASE = re.compile(_QUOTED.format(name="phrase"))
_QUOTE = re.compile(r"[\"“”]")
_WILDCARD = re.compile(r"\w+[*?]\w+|\w*\*\w*")
_BOOLEAN = frozenset(("AND", "OR", "NOT", "NEAR"))
# Without one of these a question is plain words.
_SIGNS = frozenset('"“”-−*?:')
_FIELD = re.compile(
    r"\b(?:place|quarter|priority|operation|document|force|title|text):\S+", re.IGNORECASE
)
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Syntax:
    """`text` is the question as plain words; `phrases` must stand in a passage, `excluded`
    (words or phrases) must not."""

    text: str
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()


def parse(query: str) -> Syntax:
    """Take the exact parts out of a question. Raises QueryError for one that cannot be honoured.

    The words of a phrase stay in `text`, since they are looked for as well; excluded words do
    not.
    """
    text = " ".join(query.split())
    _refuse_foreign(text)
    if _SIGNS.isdisjoint(text):
        return Syntax(text)
    excluded = [
        _worded(m["phrase"] if m["word"] is None else m["word"], m.group())
        for m in _MINUS.finditer(text)
    ]
    rest = _MINUS.sub(" ", text)
    phrases = [_worded(m["phrase"], m.group()) for m in _PHRASE.finditer(rest)]
    rest = _PHRASE.sub(lambda m: f" {m['phrase']} ", rest)
    stray = _QUOTE.search(rest)
    if stray:
        raise QueryError(
            f"the quotation mark in {text!r} is not closed; put one on both sides of the phrase, "
            'such as "knife arch", or leave it out'
        )
    rest = " ".join(rest.split())
    if excluded and not _WORD.search(rest):
        raise QueryError(
            f"{text!r} only says what to leave out; add a word to look for, such as: ASB -Harlow"
        )
    return Syntax(rest, tuple(dict.fromkeys(phrases)), tuple(dict.fromkeys(excluded)))


def _worded(part: str, written: str) -> str:
    if not _WORD.search(part):
        raise QueryError(
            f"{written!r} has no word in it; put a word between the quotation marks or leave "
            "them out"
        )
    return " ".join(part.split()).rstrip(".,;:!?")


def _refuse_foreign(text: str) -> None:
    wild = _WILDCARD.search(text) if "*" in text or "?" in text else None
    if wild and _WORD.search(wild.group()):
        raise QueryError(
            f"{wild.group()!r} cannot be searched for: there are no wildcards, and other endings "
            "of a word are found without them; leave out the sign"
        )
    capitals = [word for word in text.split() if word in _BOOLEAN]
    # In a question that is all in capitals, OR is a word like the others.
    if capitals and not text.isupper():
        raise QueryError(
            f"{capitals[0]} is not read as an operator; all words are looked for anyway: put a "
            "minus before a word that must not occur, and quotation marks round a phrase that must"
        )
    field = _FIELD.search(text) if ":" in text else None
    if field:
        raise QueryError(
            f"{field.group()!r} cannot be read; to keep to a place, quarter, priority or operation "
            "use the filters (in a terminal: --place, --quarter, --priority, --operation)"
        )


def holds(text: str, phrase: str) -> bool:
    """Whether a text holds a phrase as whole words, whatever the case, hyphens and spaces."""
    return pattern(phrase).search(text) is not None


def pattern(phrase: str) -> re.Pattern[str]:
    """A pattern for a phrase: any white space or hyphen between words, either apostrophe."""
    words = (re.escape(word) for word in re.split(r"[\s-]+", phrase) if word)
    joined = re.sub("['’]", "['’]", r"[\s-]+".join(words))
    return re.compile(rf"(?<!\w){joined}(?!\w)", re.IGNORECASE)
