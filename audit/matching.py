"""Which statements are of one measure: series matched over the reports.

Force, unit, places and operations must be the same, and the canonical words of the measure.
Where one report has a word more than another ("visits to farms and smallholdings"), they are
joined if its passages say that word, or if their figures agree on more quarters than they
differ on. Anything less certain is left apart: a tie between unlike things is a false alarm.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from audit.canonical import measured, names_in
from audit.chains import Chain
from audit.ledger import Ledger
from audit.portions import Portion
from audit.series import Series, Statement, owner_words, statements
from quarterline.periods import Period
from quarterline.records import Claim

_HOURS = re.compile(r"^(?:the\s+)?(?:(?:total\s+)?number\s+of\s+)?(?:\w+\s+)?hours\b", re.I)
_CANDIDATES = 60
_LARGE = 1000.0
_TELLING = 100.0  # smaller figures coincide too easily to tell one series by

_FINE = 0.11  # the width of a percentage printed with a decimal

Tokens = frozenset[str]
_Key = tuple[str, str, frozenset[str], frozenset[str]]
_ByTokens = dict[Tokens, list[Statement]]


def all_series(
    book: Ledger, read: Sequence[Chain] = (), shared: Sequence[Portion] = ()
) -> list[Series]:
    """The series of all documents whose quarter is known.

    `read` are statements read whole. Of `shared` the part ("of the 69,211 calls 7,889 were
    hoaxes") is no series of what its words name, and the whole's words may be the part's.
    """
    parts = {p.part.id for p in shared}
    wholes = {p.whole.id for p in shared}
    groups: dict[_Key, _ByTokens] = defaultdict(lambda: defaultdict(list))
    loose: list[tuple[_Key, Tokens, Statement]] = []
    for statement in statements(book, read):
        claim = statement.claim
        if claim.id in parts:
            continue
        force = book.force(statement.document)
        tokens = statement.tokens or measured(claim, owner_words(book, statement.document))
        if not tokens:
            continue
        places = frozenset(_places(book, claim))
        key = (force, _unit(statement), places, frozenset(claim.operations))
        if statement.loose or claim.id in wholes:
            loose.append((key, tokens, statement))
        else:
            groups[key][tokens].append(statement)
    for key, tokens, statement in loose:
        known = groups[key]
        known[_best(known, tokens)].append(statement)
    found: list[Series] = []
    for by_tokens in groups.values():
        found.extend(_merged(book, by_tokens))
    return found


def _unit(statement: Statement) -> str:
    """The unit; a bare number of hours ("At 12,120, the hours of patrol …") is one of hours."""
    claim = statement.claim
    if claim.unit != "count" or not claim.measure:
        return claim.unit
    first = statement.tokens if statement.loose else frozenset(claim.measure.casefold().split()[:1])
    start = "|".join(re.escape(w) for w in sorted(first))
    of_them = re.search(rf"\bhours\s+(?:of|on|in)\s+(?:{start})", statement.words, re.I)
    return "hours" if of_them or _HOURS.search(claim.measure) else claim.unit


def _places(book: Ledger, claim: Claim) -> tuple[str, ...]:
    """A figure's places; none for a whole of which the sentence gives the places' parts.

    "Of the 665 recorded 195 were in the north, 237 in the south …": the 665 is of all.
    """
    if len(claim.places) < 2:
        return claim.places
    low, high, words = book.sentence(claim)
    beside = [
        c
        for c in book.in_passage.get(claim.passage, ())
        if low <= c.start < high and c.unit == claim.unit and c is not claim
    ]
    parts = [c for c in beside if c.start > claim.end]
    # a name that a line break parts has more than one space
    behind = " ".join(words[claim.end - low :].split())
    before = " ".join(words[: claim.end - low].split())
    named = all(place in behind and place not in before for place in claim.places)
    split = len(parts) == len(claim.places) and named
    if split and claim.role != "share" and sum(c.value for c in parts) <= claim.value * 1.5:
        return ()
    # "Ashby:" under "East LPA:" is of Ashby, whether or not the division is named above it
    text = " ".join(book.passage_text(claim.passage).split())
    inside = tuple(p for p in claim.places if p in text)
    return inside or claim.places[-1:]


def _best(known: _ByTokens, told: Tokens) -> Tokens:
    """The measure that a statement's words name; its own words where none is clearly named."""
    fitting = [
        t
        for t in known
        if t <= told and len(told - t) <= len(t) and (len(t) > 1 or len(told) == len(t))
    ]
    largest = [t for t in fitting if not any(t < other for other in fitting)]
    return largest[0] if len(largest) == 1 else told


# ----------------------------------------------------------------------------------- merging


def _merged(book: Ledger, by_tokens: _ByTokens) -> Iterator[Series]:
    """Series by equal measures, joined where words or figures show that they are one."""
    joined = _by_words(book, by_tokens)
    words: dict[Tokens, frozenset[str]] = defaultdict(frozenset)
    for tokens in by_tokens:
        words[_root(joined, tokens)] |= tokens
    for one, other in _by_figures(by_tokens):
        first, second = _root(joined, one), _root(joined, other)
        # "calls" may be joined with the emergency calls or with the others, not with both
        if first != second and not _opposed(words[first], words[second]):
            joined[second] = first
            words[first] |= words[second]
    merged: _ByTokens = defaultdict(list)
    for tokens, members in by_tokens.items():
        merged[_root(joined, tokens)].extend(members)
    for tokens, members in merged.items():
        ordered = sorted(members, key=lambda s: (s.quarter, s.document.id, s.claim.start))
        reports: dict[str, list[Statement]] = defaultdict(list)
        for statement in ordered:
            reports[statement.document.id].append(statement)
        yield Series(tokens, tuple(ordered), tuple(tuple(v) for v in reports.values()))


def _root(joined: dict[Tokens, Tokens], tokens: Tokens) -> Tokens:
    while tokens in joined:
        tokens = joined[tokens]
    return tokens


def _by_words(book: Ledger, by_tokens: _ByTokens) -> dict[Tokens, Tokens]:
    """Measures that only leave out what their passages say ("interactions" of the Live Chat)."""
    index: dict[str, list[Tokens]] = defaultdict(list)
    for tokens in by_tokens:
        for token in tokens:
            index[token].append(tokens)
    joined: dict[Tokens, Tokens] = {}
    for tokens, members in by_tokens.items():
        rarest = min(tokens, key=lambda t: (len(index[t]), t))
        wider = [
            other
            for other in index[rarest][-_CANDIDATES:]
            if tokens < other and _says(book, members, other - tokens)
        ]
        if len(wider) == 1:
            reports = {m.document.id for m in members}
            if not reports & {m.document.id for m in by_tokens[wider[0]]}:
                joined[tokens] = wider[0]
    return joined


@dataclass
class _Met:
    """On which periods two measures have the same figure, and the figure."""

    agree: dict[Period, float]

    def score(self, first: dict[Period, set[float]], second: dict[Period, set[float]]) -> int:
        """Periods on which they agree, less those on which both have a figure, another one."""
        both = first.keys() & second.keys()
        return 2 * len(self.agree) - len(both)


def _by_figures(by_tokens: _ByTokens) -> Iterator[tuple[Tokens, Tokens]]:
    """Measures whose words are akin and whose figures are the same.

    "online reports" in a table is "online crime reports" in the text if both have 7,020
    for one quarter and 6,816 for another; two such accidents are not to be expected. One is
    enough where all words of the one are words of the other. Figures that differ for the same
    period count against it, so that "calls answered" are not joined with "calls".
    """
    values: dict[Tokens, dict[Period, set[float]]] = defaultdict(lambda: defaultdict(set))
    places: dict[tuple[Period, float], set[Tokens]] = defaultdict(set)
    for tokens, members in by_tokens.items():
        for s in members:
            value = _printed(s)
            if s.period is None or value is None:
                continue
            values[tokens][s.period].add(value)
            if value >= _TELLING or len(tokens) > 1:
                places[s.period, value].add(tokens)
    met: dict[tuple[Tokens, Tokens], _Met] = {}
    for (period, value), found in places.items():
        ordered = sorted(found, key=sorted)[:_CANDIDATES]
        for i, one in enumerate(ordered):
            for other in ordered[i + 1 :]:
                met.setdefault((one, other), _Met({})).agree[period] = value
    for (one, other), both in met.items():
        if _akin(one, other, both.agree) and both.score(values[one], values[other]) > 0:
            yield one, other


def _printed(statement: Statement) -> float | None:
    """The figure as printed, where it is exact; a percentage by its thousandths.

    "68.5%" tells a series as well as a count of three digits does.
    """
    value = statement.value
    if statement.how in ("own", "quoted") and statement.claim.unit == "percent":
        return value.middle * 10 if 0 < value.high - value.low <= _FINE else None
    return value.low if value.low == value.high else None


def _akin(one: Tokens, other: Tokens, agree: dict[Period, float]) -> bool:
    """Whether so many equal figures are enough for measures of these words."""
    if _opposed(one, other):
        return False
    telling = sum(value >= _TELLING for value in agree.values())
    if one < other or other < one:
        # "calls" alone would draw calls of every kind together
        return telling >= 2 or (min(len(one), len(other)) > 1 and len(agree) >= 1)
    if min(len(one), len(other)) < 2:
        return False
    # measures without a common word ("kits", "packs") must coincide more often
    large = sum(value >= _LARGE for value in agree.values())
    if len(one & other) > 1 and max(len(one - other), len(other - one)) == 1 and telling:
        return True  # "Speed Watch volunteers", "Speed Watch membership"
    return (bool(one & other) and telling >= 2) or large >= 3


def _opposed(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether one is of what the other is not ("emergency", "non-emergency")."""
    return any(f"non{w}" in other for w in one) or any(f"non{w}" in one for w in other)


def _says(book: Ledger, members: Iterable[Statement], words: frozenset[str]) -> bool:
    """Whether every passage of these statements has all the words (by their stems)."""
    texts = (book.passage_text(s.claim.passage) for s in members)
    # "non-emergency calls" are no emergency calls
    return all(text and names_in(text, words) for text in texts)
