"""What a sentence says of how far something is, in its own words.

Each status keeps the words, and whether they are said of what was done, of what is planned,
or denied. Rules, not a model: a reader must be able to see why.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from track.citations import Citation
from track.holdings import Holdings, Sentence

DONE, PLANNED, NEGATED = "done", "planned", "negated"
STATUSES = (
    "planned", "pilot", "launched", "continuing", "completed", "arrests", "charged", "sentenced",
)  # fmt: skip

# "pre-planned operation" and "plans" of a school are no plans for the operation.
_PATTERNS = {
    "planned": r"(?<!pre-)(?:planned|scheduled|anticipated|proposed)\b"
    r"|plans? (?:are|is) in place to"
    r"|(?:is|are) due to|looking to\b|once [\w\s-]{1,40}(?:eased|lifted)"
    # "This will ensure …" says what follows from the operation, not what is planned for it.
    r"|(?<!this )(?<!that )(?<!which )(?<!who )(?<!it )will (?:be )?[a-z]+"
    # But "After a trial, this will be actioned elsewhere" is: what is to begin is planned.
    r"|will be (?:actioned|piloted|launched|introduced|implemented|extended|expanded|rolled out)\b",
    # A trial at court is none: "pending trial", "a trial scheduled for January".
    "pilot": r"pilot(?:ed|ing|s)?\b|trial(?:led|ling)\b|trial operation\b|(?:a|successful) trial\b"
    r"(?! scheduled| date| at)",
    "launched": r"(?:re-?)?launch(?:ed|es)\b|went live|(?:is|are) now live|go(?:es)? live"
    r"|(?:has|have|had) been (?:also )?(?:created|established|commissioned|set up|introduced"
    r"|implemented|put in place)"
    r"|(?:was|were) (?:created|established|commissioned|set up|introduced|implemented|put in place)"
    r"|(?:have|has) implemented\b|(?:is|are) now being run|also been set up|commenced\b"
    r"|has produced\b",
    "continuing": r"continu(?:es|ed|e|ing)\b|ongoing"
    r"|tak(?:es|e) place regularly|remains? (?:in place|active)"
    r"|(?:is|are) being run|rolling operation|revolving operation|regularly work",
    "completed": r"(?:was|were|has|have|is|are)(?: been)?"
    r" (?:completed|concluded|closed|archived|disbanded)"
    r"|came to an end|has ended|ceased\b|finished\b",
    "arrests": r"arrest(?:s|ed)\b|(?:led|leading) to (?:the )?arrest\b|an arrest\b",
    "charged": r"(?<!in )charge(?:s|d)\b",
    "sentenced": r"sentence(?:s|d)?\b|custodial\b|imprison(?:ed|ment)\b|jailed\b",
}
_COMPILED = {kind: re.compile(rf"(?<![\w-])(?:{words})", re.I) for kind, words in _PATTERNS.items()}
_CLAUSE = re.compile(r"[;:]|,\s+(?:but|which|while|with|and)\b|\s(?:but|while|whereas)\s|\.\s")
_FUTURE = re.compile(
    r"\b(?:will|shall|to be|going to|due to|(?:is|are|was|were) (?:planned|scheduled|expected"
    r"|anticipated"
    r"|intended)|plans? to|planned to|aims? to|hopes? to|intends? to|would)\b",
    re.I,
)
_NEGATION = re.compile(
    r"\b(?:no|not|never|none|without|cannot|nobody|neither|nor|failed to|unable to|yet to)\b"
    r"|n['’]t\b",
    re.I,
)
_NEAR = 45


@dataclass(frozen=True, slots=True)
class Status:
    """How far it is, as worded. `kind` is one of STATUSES, `mode` done, planned or negated.

    `words` and `start`, `end` (characters of the document) are the words that say so;
    `sentence` is the sentence around them.
    """

    kind: str
    mode: str
    words: str
    start: int
    end: int
    sentence: Citation


def statuses(holdings: Holdings, sentence: Sentence) -> tuple[Status, ...]:
    """Every status that a sentence states, in reading order."""
    citation = holdings.cite_sentence(sentence)
    found = []
    for kind, pattern in _COMPILED.items():
        for match in pattern.finditer(sentence.text):
            found.append(
                Status(
                    kind=kind,
                    mode=mode_at(sentence.text, match.start(), kind == "planned"),
                    words=" ".join(match.group().split()),
                    start=sentence.start + match.start(),
                    end=sentence.start + match.end(),
                    sentence=citation,
                )
            )
    return tuple(sorted(found, key=lambda s: (s.start, s.kind)))


def mode_at(text: str, at: int, planned: bool = False) -> str:
    """Whether the words at offset `at` of `text` speak of what is done, planned or denied.

    Only the clause before them counts, and of it the nearest words.
    """
    start = max((m.end() for m in _CLAUSE.finditer(text, 0, at)), default=0)
    before = text[max(start, at - _NEAR) : at]
    if _NEGATION.search(before):
        return NEGATED
    return PLANNED if planned or _FUTURE.search(before) else DONE
