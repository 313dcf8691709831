"""Finds named operations and projects in a text.

The rules rest on form, never on a list of names: a designator ("Operation", "Op.",
"Project") and what follows it, or a capitalised run that ends in "Project". What the
library knows of a name from elsewhere is the business of `extract.names`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from extract.designators import DESIGNATOR, ROMAN, WORD, canonical_name, is_capitals
from extract.found import Found, without_overlaps
from extract.initiatives import find_initiatives
from extract.profiles.model import Vocabulary
from extract.projects import find_projects

_NAME_WORD = re.compile(WORD)
_NEXT_WORD = re.compile(rf"\s+({WORD})")
_NUMERAL = re.compile(ROMAN, re.IGNORECASE)
# What is joined to a name and no part of it: "Heron's officers", "Heron-related arrests".
_JOINED = re.compile(r"(?:['’]s|-(?:[a-z]+ed|led|style|type|wide|specific))$")
_BODY = re.compile(r"\s+(?:Police|Constabulary|Council)\b")
_SUFFIX = re.compile(rf"\s+(?P<suffix>{ROMAN}|\d)(?![\w%.,:-]*\w)", re.IGNORECASE)
_AFTER_DIGIT = re.compile(
    r"\s*(?:$|[.,;:)\]]|(?:is|was|has|had|will|and|to|in|which|saw|continues?)\b)"
)
_LIST = re.compile(r"\s*(?:,\s*(?:and\s+)?|\s+and\s+|\s+&\s+|\s*/\s*)")
_BEFORE = re.compile(r"(\w+)\W*$")
_MOST_WORDS = 12  # of a name; a line of nothing but capitalised words is none


def find_operations(
    text: str,
    vocabulary: Vocabulary,
    abbreviations: Collection[str] = (),
    proper: Collection[str] = (),
) -> list[Found]:
    """Named operations, projects and initiatives of `text`, left to right, none overlapping.

    The span holds the designator and the name with its suffix, without quotes. `canonical`
    is the name in capitals, without designator. `abbreviations` are short forms that are
    no names ("operation ANPR cameras"); `proper` are names of places and organisations, in
    capitals, that end a name or describe a project ("Op Heron Southend", "the NHS project").
    """
    found = list(_labelled_before(text, vocabulary, frozenset(abbreviations), frozenset(proper)))
    found += without_overlaps(find_projects(text, vocabulary, abbreviations, proper), found)
    found += without_overlaps(find_initiatives(text, vocabulary), found)
    return sorted(found, key=lambda f: f.start)


def _labelled_before(
    text: str, vocabulary: Vocabulary, abbreviations: frozenset[str], proper: frozenset[str]
) -> Iterator[Found]:
    done = 0
    for match in DESIGNATOR.finditer(text):
        if match.start() < done:
            continue
        kind = match["kind"].rstrip(".")
        reader = _NameReader(text, kind, vocabulary, abbreviations, proper)
        end = reader.read(match.end())
        if end is None or _is_post(text, match.start(), kind, text[match.end() : end]):
            continue
        label = "PROJECT" if kind.lower() == "project" else "OPERATION"
        yield _found(text, match.start(), end, match.end(), label)
        done = end
        # "Operations X and Y", "Op X / Y": the second name has no designator of its own.
        while kind.lower() in ("operations", "ops") or text[end : end + 1] == "/":
            joint = _LIST.match(text, end)
            following = reader.read(joint.end(), listed=True) if joint else None
            if joint is None or following is None:
                break
            yield _found(text, joint.end(), following, joint.end(), label)
            done = end = following


def _found(text: str, start: int, end: int, name: int, label: str) -> Found:
    return Found(start, end, text[start:end], label, canonical_name(text[name:end]))


def _is_post(text: str, start: int, kind: str, name: str) -> bool:
    """Whether the designator belongs to words before it: "Head of Operations Jane Doe"."""
    before = _BEFORE.search(text[max(0, start - 30) : start])
    plural = kind.lower() in ("operations", "ops", "operational")
    capitals = is_capitals(name.split(maxsplit=1)[0])
    if not plural or capitals or before is None:
        return False
    return before[1][0].isupper() or before[1] == "of"


class _NameReader:
    """Reads the name that stands at a place, as a designator's kind allows it."""

    def __init__(
        self,
        text: str,
        kind: str,
        vocabulary: Vocabulary,
        abbreviations: frozenset[str],
        proper: frozenset[str],
    ) -> None:
        self.text, self.kind = text, kind
        self.vocabulary, self.abbreviations, self.proper = vocabulary, abbreviations, proper
        self.stops = vocabulary.units | vocabulary.stops
        self.heading = kind in ("OPERATION", "OPERATIONS", "PROJECT")

    def read(self, at: int, listed: bool = False) -> int | None:
        """Where the name that starts at `at` ends, or None if no name starts there."""
        first = _NAME_WORD.match(self.text, at)
        if first is None or not self._may_start(first, listed):
            return None
        end = at + len(_JOINED.sub("", first.group()))
        # A heading in capitals does not tell where its name ends: its first word is taken.
        if not first.group().isdigit() and not self.heading:
            end = self._more_words(end, is_capitals(first.group()))
        return self._with_suffix(end)

    def _may_start(self, first: re.Match[str], listed: bool) -> bool:
        word, lower = first.group(), first.group().lower()
        capitals = is_capitals(word)
        if word.isdigit():
            # A count is no name ("Project 2 teams"); "Project 360" is one.
            return self.kind in ("Project", "Operation") and len(word) >= 2
        if len(word) < 2 or (lower in self.vocabulary.units and not self._despite_unit(first)):
            return False
        if lower in self.vocabulary.stops and not self._despite_stop(first):
            return False
        if self.kind[0].islower() or self.kind == "Operational":
            return capitals and len(word) >= 4 and word not in self.abbreviations
        if self.kind == "Operations" and not (capitals or listed):
            return self._is_list(first.end())
        return True

    def _despite_unit(self, first: re.Match[str]) -> bool:
        """ "Operation SUPPORT" is a name, "Operation SUPPORT Group" and "ops ROOM" are none."""
        singular = self.kind in ("Operation", "Op", "Project")
        return singular and is_capitals(first.group()) and not self._unit_follows(first)

    def _despite_stop(self, first: re.Match[str]) -> bool:
        """A name may be a common noun ("Op Community"), but no function word ("Op. The")."""
        return len(first.group()) >= 6 and not self._unit_follows(first)

    def _unit_follows(self, first: re.Match[str]) -> bool:
        following = _NEXT_WORD.match(self.text, first.end())
        return bool(following and following[1].lower() in self.vocabulary.units)

    def _is_list(self, end: int) -> bool:
        """Whether "Operations Raptor" goes on as a list; else it is "Operations Planning"."""
        joint = _LIST.match(self.text, end)
        following = _NAME_WORD.match(self.text, joint.end()) if joint else None
        return bool(following and following.group().lower() not in self.vocabulary.units)

    def _more_words(self, end: int, capitals: bool) -> int:
        """The words that go on with a name: "Operation Vision Zero days", "Op BLUE SKY".

        To a name in capitals only words in capitals belong, to another only words that are
        capitalised and no more; units, fillers, numerals and abbreviations end it.
        """
        for _ in range(_MOST_WORDS - 1):
            match = _NEXT_WORD.match(self.text, end)
            if match is None:
                break
            word = match[1]
            if is_capitals(word) != capitals or len(word) < 3 or word in self.abbreviations:
                break
            if word.lower() in self.stops or _NUMERAL.fullmatch(word):
                break
            # "Op Heron Southend officers", "Operation Heron Kent Police"
            if word.upper() in self.proper or _BODY.match(self.text, match.end()):
                break
            end = match.start(1) + len(_JOINED.sub("", word))
            if end < match.end():
                break
        return end

    def _with_suffix(self, end: int) -> int:
        """SHIELD and SHIELD II are two operations; "Shield Ii" is a converter's SHIELD II."""
        match = _SUFFIX.match(self.text, end)
        if match is None:
            return end
        if match["suffix"].isdigit():
            # "Operation FALCON 3 was": a suffix; "Operation FALCON 3 arrests": a count.
            return match.end() if _AFTER_DIGIT.match(self.text, match.end()) else end
        return match.end() if match["suffix"][0].isupper() else end
