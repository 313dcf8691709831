"""How operations stand to each other, as the reports word it.

"X (part of Y)", "X following Y", "X (version of Y)", "under the local operation name of X":
each is found by the words between two names, never by the names themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from track.citations import Citation
from track.holdings import Holdings, Use

PART, VERSION, FOLLOWS, LOCAL, ALIAS = (
    "part of",
    "version of",
    "follows",
    "local name of",
    "also known as",
)

_LEAD = r"(?:^|[\s(:,;–-])"
_SUPPORT = r"(?:\s+(?:the|a|an|our|wider|national|regional|force|county|ongoing|overall|main))*"
_OPEN = r"\s+[('\"‘“]?$"


@dataclass(frozen=True, slots=True)
class _Pattern:
    """Words that end right before the second name; `first_is_child` tells which is which."""

    kind: str
    words: re.Pattern[str]
    first_is_child: bool = True


def _between(words: str) -> re.Pattern[str]:
    return re.compile(rf"{_LEAD}(?:{words}){_SUPPORT}{_OPEN}", re.IGNORECASE)


_BETWEEN = (
    _Pattern(PART, _between(r"(?:a )?(?:part|strand|element|component|arm|phase|leg|branch) of")),
    _Pattern(PART, _between(r"which belongs to|belonging to|(?:sits|falls|sitting|falling|run"
        r"|runs|delivered) under")),
    _Pattern(VERSION, _between(r"(?:version|variant|form|equivalent|adaptation|expansion) of")),
    _Pattern(LOCAL, _between(r"local(?:\s+operation(?:al)?)?\s+name\s+(?:of|for)")),
    _Pattern(
        FOLLOWS,
        _between(
            r"following(?: on from)?|follow(?:s|ed)(?: on from)?|follow[- ]up to|successor (?:of"
            r"|to)"
            r"|(?:grew|grown|arose|arising|came|developed) (?:out of|from)|stem(?:s|med|ming) from"
            r"|built (?:up)?on|builds (?:up)?on|replac(?:es|ed|ing)|(?:has )?superseded"
        ),
    ),
    _Pattern(
        LOCAL,
        _between(r"(?:known|called|named|operating|run) locally as|locally (?:known|called"
            r"|named)(?: as)?"),
        first_is_child=False,
    ),
    _Pattern(
        ALIAS,
        _between(r"(?:also|formerly|previously|otherwise|now|originally) (?:known|called"
            r"|named)(?: as)?|formerly|renamed(?: as)?"),
    ),
    _Pattern(PART, _between(r"which (?:includes|comprises)|consisting of"), first_is_child=False),
)  # fmt: skip
# Nothing between the names but these words and their brackets may end a sentence, and the
# words must belong to the first name: a few may stand before them ("X: An operation following Y").
_TIED = re.compile(r"^[\s(:,;'\"’”–-]*(?:[\w'’-]+\s+){0,5}?$")
# "…, under the local operation name of X": the other name stands somewhere before.
_UNDER_NAME = re.compile(
    r"\bunder\s+(?:the|a)\s+local(?:\s+operation(?:al)?)?\s+name(?:\s+of)?\s+['\"‘“]?$",
    re.IGNORECASE,
)
# "Its latest phase, called Operation X locally, …"
_CALLED = re.compile(r"\b(?:called|known as|named)\s+['\"‘“]?$", re.IGNORECASE)
_LOCALLY = re.compile(r"['\"’”]?\s+locally\b", re.IGNORECASE)
_AFTER_FIRST = re.compile(r"\bfollowing\s+(?:on\s+from\s+)?['\"‘“]?$", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?P<base>.+?)\s+(?:II|III|IV|V|VI|2|3|4|5)$")
_REACH = 90


@dataclass(frozen=True, slots=True)
class Relation:
    """`child` stands to `parent` as `kind` says ("part of", "follows", …).

    `how` is "as worded", or "numbered name" where only the names suggest it and `score`
    is low.
    """

    kind: str
    child: str
    parent: str
    citation: Citation
    score: float = 1.0
    how: str = "as worded"


def relations(holdings: Holdings) -> tuple[Relation, ...]:
    """Every relation that the reports state, each once, with the first words that state it."""
    return holdings.once("relations", lambda: _relations(holdings))


def _relations(holdings: Holdings) -> tuple[Relation, ...]:
    rank = {d.id: n for n, d in enumerate(holdings.ordered)}

    def place(passage: str) -> tuple[int, int]:
        return rank[holdings.passage[passage].document], holdings.passage[passage].start

    found: dict[tuple[str, str, str], Relation] = {}
    passages = sorted(
        holdings.uses_in, key=place
    )  # fmt: skip
    for passage_id in passages:
        for relation in _in_passage(holdings, passage_id, holdings.uses_in[passage_id]):
            found.setdefault((relation.kind, relation.child, relation.parent), relation)
    pairs = {(r.child, r.parent) for r in found.values()}
    for name in sorted(holdings.uses_of):
        numbered = _numbered(holdings, name)
        if numbered is not None and (numbered.child, numbered.parent) not in pairs:
            found[(numbered.kind, numbered.child, numbered.parent)] = numbered
    return tuple(found.values())


def _in_passage(holdings: Holdings, passage_id: str, uses: Sequence[Use]) -> Iterator[Relation]:
    text, offset = holdings.passage[passage_id].text, holdings.passage[passage_id].start
    for number, later in enumerate(uses):
        start = later.mention.start - offset
        earlier = [u for u in uses[:number] if u.name != later.name]
        if not earlier:
            continue
        first = earlier[-1]
        between = text[first.mention.end - offset : start]
        if len(between) <= _REACH and "." not in between.rstrip(".("):
            yield from _by_words(holdings, first, later, between)
        if _UNDER_NAME.search(text[max(0, start - _REACH) : start]):
            yield _relation(holdings, LOCAL, later, first)
        if _CALLED.search(text[max(0, start - 30) : start]) and _LOCALLY.match(
            text, later.mention.end - offset
        ):
            yield _relation(holdings, LOCAL, later, first)
        opening = text[max(0, first.mention.start - offset - 30) : first.mention.start - offset]
        if _AFTER_FIRST.search(opening) and re.fullmatch(r"\s*,\s*(?:the\s+)?", between):
            yield _relation(holdings, FOLLOWS, later, first)


def _by_words(holdings: Holdings, first: Use, later: Use, between: str) -> Iterator[Relation]:
    for pattern in _BETWEEN:
        match = pattern.words.search(between)
        if match and _TIED.match(between[: match.start() + 1]):
            child, parent = (first, later) if pattern.first_is_child else (later, first)
            yield _relation(holdings, pattern.kind, child, parent)
            return


def _relation(holdings: Holdings, kind: str, child: Use, parent: Use) -> Relation:
    start = min(child.mention.start, parent.mention.start)
    end = max(child.mention.end, parent.mention.end)
    sentences = holdings.sentences(child.mention.passage)
    first = max((s.start for s in sentences if s.start <= start), default=start)
    last = min((s.end for s in sentences if s.end >= end), default=end)
    citation = holdings.cite(child.mention.passage, first, last)
    return Relation(kind, child.name, parent.name, citation)


def _numbered(holdings: Holdings, name: str) -> Relation | None:
    """SHIELD II beside SHIELD: shown together, kept as two."""
    match = _NUMBERED.match(name)
    if match is None or match["base"] not in holdings.uses_of:
        return None
    use = holdings.uses_of[name][0]
    citation = holdings.cite(use.mention.passage, use.mention.start, use.mention.end)
    return Relation(FOLLOWS, name, match["base"], citation, score=0.5, how="numbered name")
