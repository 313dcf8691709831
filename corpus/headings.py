"""What a line says of the plan: a priority's heading, "We will:", a contents entry.

All patterns read one line, trimmed, without Markdown's marks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from quarterline.records import Priority

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBER = rf"(?P<number>\d{{1,2}}|{'|'.join(_WORDS)})"
_KIND = r"(?:strategic\s+|policing\s+)?(?:priority|objective|theme|pillar|outcome|commitment)"
_SEPARATOR = r"\s*[-–—:.|]\s*"
_PRIORITY = re.compile(rf"{_KIND}\s+{_NUMBER}(?:{_SEPARATOR}(?P<title>\S.*))?$", re.I)
_PRIORITY_START = re.compile(rf"{_KIND}\s+{_NUMBER}{_SEPARATOR}(?P<title>[A-Z].*)$", re.I)

# "Working with and through the Board … we will: Support victims": the objective may follow.
_INTRO = re.compile(r"(?:[^:.]{0,250}\s)?we\s+will\s*:\s*(?P<rest>.*)$|we\s+will\s*$", re.I)
_INTRO_START = re.compile(
    r"(?:we\s+will|with|working|together|through|alongside|in\s+partnership|as|by)\b", re.I
)
_OBJECTIVE = re.compile(
    r"(?:[^.:]{0,60},?\s)?(?:our|the)\s+(?:objective|aim|ambition)\s+is\s+to\b", re.I
)
_CONTENTS = re.compile(r"(?:table\s+of\s+)?contents:?$", re.I)
_ENTRY = re.compile(
    r"(?P<title>.{3,150}?)(?:\s*[|\t]\s*|\s*\.{2,}\s*|\s+)"
    r"(?P<first>\d{1,3})(?:\s?[-–]\s?(?P<last>\d{1,3}))?(?:\s*[|\t].{0,40})?$"
)
_APPENDIX = re.compile(r"(?:annex|appendix|glossary|executive summary|foreword)\b", re.I)
# A line that ends with such a word goes on, whatever the next line begins with.
_OPEN_END = re.compile(
    r"(?:\b(?:a|an|and|as|at|by|for|from|in|including|into|its|of|on|or|our|per|that|the|their|this|to|which|with)|[,&(/–-])$",
    re.I,
)
MAX_HEADING = 160
_PLAN_VERBS = frozenset(
    "Boost Bring Build Campaign Challenge Champion Collaborate Continue Crack Create Cut Deliver "
    "Develop Disrupt Embed Encourage Engage Enhance Ensure Expand Explore Focus Foster Give Grow "
    "Help Identify Implement Improve Increase Introduce Invest Keep Maintain Make Maximise Prevent "
    "Prioritise Promote Protect Provide Recruit Reduce Reverse Safeguard Secure Strengthen Support "
    "Tackle Target Train Utilise Work".split()
)


# `[\s|]+$` would be tried from every blank of a long run: a line of blanks took the square of
# its length. All that `\s` matches, and the pipe:
_TRAILING = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "|"
_LONGEST_ENTRY = 600  # characters of a line of the contents, its dots included


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: the title and its first and last page."""

    title: str
    first: int
    last: int


_MARKS = re.compile(r"\*\*|__|^[#\s|]+")


@lru_cache(maxsize=1024)  # a line is asked whether it is this kind of heading, or that, or that
def unmarked(words: str) -> str:
    """The words without Markdown's emphasis, headings' marks and outer pipes."""
    return _MARKS.sub("", words.rstrip(_TRAILING)).strip()


def priority_heading(words: str) -> Priority | None:
    """`Priority(2, "Crack Down on …")` if the words are such a heading, else None.

    A sentence about a priority is none: a heading has no full stop and is short.
    """
    words = unmarked(words)
    if len(words) > MAX_HEADING or words.endswith((".", ";", ",")):
        return None
    match = _PRIORITY.match(words)
    if not match:
        return None
    number = match["number"].lower()
    value = int(number) if number.isdigit() else _WORDS.index(number) + 1
    return Priority(value, clean_title(match["title"] or ""))


def leading_priority(words: str) -> Priority | None:
    """The priority that a table's cell begins with, else None."""
    match = _PRIORITY_START.match(unmarked(words))
    if not match:
        return None
    number = match["number"].lower()
    value = int(number) if number.isdigit() else _WORDS.index(number) + 1
    return Priority(value, clean_title(match["title"]))


def clean_title(title: str) -> str:
    """One space between words; a trailing page number or rule dropped."""
    return re.sub(r"\s+", " ", title).strip(" -–—|:")


def intro(words: str) -> str | None:
    """The words behind "We will:" ("" when the line ends there), or None if it is no such line."""
    match = _INTRO.match(unmarked(words))
    return (match["rest"] or "") if match else None


def ends_open(words: str) -> bool:
    """Whether the words end in the middle of a phrase ("… the cycle of")."""
    return bool(_OPEN_END.search(words))


def is_intro_start(words: str) -> bool:
    """Whether a line can begin the sentence that ends in "we will:"."""
    return bool(_INTRO_START.match(unmarked(words)))


def broken_intro(words: str) -> str | None:
    """As `intro`, for the second half of one that was broken between "we" and "will:"."""
    match = re.match(r"will\s*:\s*(.*)$", unmarked(words))
    return match[1] if match else None


def is_objective(words: str) -> bool:
    """Whether the words open a priority's own statement ("Our objective is to …")."""
    return bool(_OBJECTIVE.match(unmarked(words)))


def is_contents(words: str) -> bool:
    """Whether the words are the title of a contents list."""
    return bool(_CONTENTS.match(unmarked(words)))


def contents_entry(words: str) -> Entry | None:
    """A contents line as an Entry, else None."""
    words = unmarked(words)
    match = _ENTRY.match(words) if len(words) <= _LONGEST_ENTRY else None
    if not match:
        return None
    first = int(match["first"])
    return Entry(match["title"].strip(" |."), first, int(match["last"] or first))


def is_appendix(words: str) -> bool:
    """Whether a heading opens a part that stands outside the priorities."""
    return bool(_APPENDIX.match(unmarked(words)))


def is_plan_sentence(words: str) -> bool:
    """Whether a sentence is one of the plan's own "We will" promises, without the "We will".

    It begins with a verb's base form ("Provide further investment …") and is one sentence.
    Where a table was flattened, such sentences are its first column.
    """
    words = unmarked(words)
    first, _, rest = words.partition(" ")
    return (
        first in _PLAN_VERBS
        and not re.match(r"(?:is|was|has|had|will|continues)\b", rest)  # "Work is ongoing"
        and 4 <= len(rest.split()) <= 60
        and not re.search(r"[.!?]\s+[A-Z]", rest)
        and " / " not in rest
    )
