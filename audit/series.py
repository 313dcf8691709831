"""One measure over the quarters: which statements of different reports are of one thing.

Two figures belong to one series when force, unit, places and operations are the same and
the normal forms of their measures are, or one adds words that the other's passage has too.
Anything less certain is left apart: a tie between unlike things would be a false alarm.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from rapidfuzz import fuzz

from audit.chains import Chain
from audit.fours import MOVED_TO
from audit.intervals import Interval, printed
from audit.ledger import Ledger
from audit.times import times
from quarterline.periods import Period, Quarter
from quarterline.records import Claim, Comparison, Document

_CANDIDATES = 60
_LARGE = 1000.0
_TELLING = 100.0  # smaller figures coincide too easily to tell one series by
_EMPTY_WORDS = frozenset(
    "january february march april may june july august september october november december "
    "q1 q2 q3 q4 quarter quarters year month end start previous last same corresponding "
    "preceding earlier change figure figures total number count date period level value "
    "other running cumulative overall since reduction increase decrease rise fall uplift drop "
    "growth difference gbp per_year period time recorded logged made force cent per percent".split()
)
# Who did it and that it was done: two reports may say this differently of one measure.
_DONE = frozenset(
    "officer handler contact team police seized recovered handled taken delivered issued "
    "completed conducted carried collected under".split()
)
_PREVIOUS = re.compile(
    r"\b(?:on|from|than|versus|vs\.?|compared\s+(?:with|to)|upon|against)\s+(?:the\s+)?"
    r"(?:previous|last|preceding)\s+quarter\b"
    r"|\bthe\s+(?:previous|preceding)\s+quarter\b|\bthe\s+quarter\s+before\b",
    re.I,
)
_NAMED_QUARTER = re.compile(r"\bQ[1-4]\b|\bquarter\s+[1-4]\b", re.I)
_SINCE = re.compile(r"\b(?:since|launch\w*|start\w*|began|begun|inception)\b", re.I)
_YEAR_AGO = re.compile(
    r"\b(?:a|one)\s+year\s+(?:ago|earlier|before)\b"
    r"|\b(?:same|corresponding)\s+(?:period|quarter|time|three\s+months)\b"
    r"(?:\s+(?:in|of|the))*\s+(?:last|previous|preceding|\d{4})",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What one report says of a measure in a period.

    `how`: "own" (a level), "quoted" (a baseline) or "implied" (level and change); `claims`
    are those it rests on, the first the one that would be corrected; `words` its sentence.
    `tokens` are the words of the measure where other figures of its statement give them,
    `sure` is whether the statement was read as a whole, its times among its words.
    """

    claims: tuple[Claim, ...]
    document: Document
    quarter: Quarter
    period: Period | None
    value: Interval
    how: str
    words: str
    tokens: frozenset[str] = frozenset()
    sure: bool = False

    @property
    def claim(self) -> Claim:
        """The first claim, by which the statement is named."""
        return self.claims[0]


@dataclass(frozen=True, slots=True)
class Series:
    """Statements of one measure, in the order of their reports' quarters.

    `reports` has the statements of each report, in the same order.
    """

    tokens: frozenset[str]
    statements: tuple[Statement, ...]
    reports: tuple[tuple[Statement, ...], ...]


_Key = tuple[str, str, frozenset[str], frozenset[str]]


def all_series(
    book: Ledger, read: Sequence[Chain] = (), parts: Set[str] = frozenset()
) -> list[Series]:
    """The series of all documents whose quarter is known.

    `read` are statements read whole; `parts` the ids of figures that are a part of what
    their words name ("of the 69,211 calls 7,889 were hoaxes"), which are no series of it.
    """
    groups: dict[_Key, dict[frozenset[str], list[Statement]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for statement in statements(book, read):
        claim = statement.claim
        if claim.id in parts:
            continue
        tokens = statement.tokens or key_tokens(claim)
        if not tokens:
            continue
        force = book.force(statement.document)
        key = (force, claim.unit, frozenset(claim.places), frozenset(claim.operations))
        groups[key][tokens].append(statement)
    found: list[Series] = []
    for by_tokens in groups.values():
        found.extend(_merged(book, by_tokens))
    return found


def key_tokens(claim: Claim) -> frozenset[str]:
    """The words of a measure that name a thing: no times, no words for counting."""
    words = {w for w in claim.series.split() if not w.isdigit() and w not in _EMPTY_WORDS}
    if "crime" in words:
        words -= {"offence"}
    return frozenset(words - _DONE if len(words - _DONE) > 1 else words)


def statements(book: Ledger, read: Sequence[Chain] = ()) -> Iterator[Statement]:
    """Every level and baseline, and every baseline that a level and its change imply."""
    held: set[str] = set()
    for chain in read:
        for statement in _of_chain(book, chain):
            fresh = not any(c.id in held for c in statement.claims if c is not chain.level)
            if fresh and not (statement.how == "own" and chain.level.id in held):
                held.update(c.id for c in statement.claims)
                yield statement
    for claim in book.claims.values():
        if claim.id in held:
            continue
        document = book.documents.get(claim.document)
        if document is None or document.quarter is None:
            continue
        if claim.role not in ("level", "baseline") or claim.unit == "position":
            continue
        low, _, words = book.sentence(claim)
        past = _is_past(claim, document)
        running = past and claim.role == "level" and _SINCE.search(words)
        how = "own" if claim.role == "level" and (running or not past) else "quoted"
        if how == "quoted" and not _quotes(book, claim, words[: claim.start - low]):
            continue
        yield Statement(
            claims=(claim,),
            document=document,
            quarter=document.quarter,
            # "since its start in October 2017, 372 …" is no figure of October 2017
            period=None if running else claim.period or _sole(words, document.quarter),
            value=printed(claim),
            how=how,
            words=words,
        )
    for comparison in book.comparisons:
        found = None if comparison.change in held else _implied(book, comparison)
        if found:
            yield found


def _sole(words: str, quarter: Quarter) -> Period | None:
    """The report's quarter, where a sentence names that and no other time."""
    named = list(times(words, quarter))
    own = bool(named) and all(t.quarter == quarter and not t.point for t in named)
    return quarter.period if own else None


def _of_chain(book: Ledger, chain: Chain) -> Iterator[Statement]:
    """The level of a statement, and its baseline as quoted or as implied by the change."""
    level = chain.level
    document = book.documents.get(level.document)
    if document is None or document.quarter is None or level.unit == "position":
        return
    quarter, words = document.quarter, book.sentence(level)[2]
    tokens = next((t for c in _members(chain) if (t := key_tokens(c))), frozenset())
    if chain.now:
        when = _dated(level, quarter, point=chain.point)
        yield Statement(
            (level,), document, quarter, when, printed(level), "own", words, tokens, True
        )
    if chain.when is None or not chain.now:
        return
    period = _dated(chain.baseline, chain.when, point=chain.point)
    if chain.baseline is not None:
        value = printed(chain.baseline)
        claims: tuple[Claim, ...] = (chain.baseline,)
        how = "quoted"
    elif chain.change is not None and len(chain.words) == 1 and chain.change.qualifier == "exact":
        size = printed(chain.change).magnitude
        value = printed(level) - size if chain.words[0] == "up" else printed(level) + size
        claims, how = (level, chain.change), "implied"
    else:
        return
    yield Statement(claims, document, quarter, period, value, how, words, tokens, True)


def _members(chain: Chain) -> list[Claim]:
    found = (chain.level, chain.baseline, chain.change, chain.percent)
    return [c for c in found if c is not None]


def _dated(claim: Claim | None, quarter: Quarter, *, point: bool) -> Period:
    """A quarter, its last day, or the month or day of it that a figure was dated to."""
    own = claim.period if claim is not None and not point else None
    if own is not None and own.days <= 31 and quarter.period.contains(own):
        return own
    return Period(quarter.period.end, quarter.period.end) if point else quarter.period


def _quotes(book: Ledger, claim: Claim, before: str) -> bool:
    """Whether a figure of an earlier time is surely quoted as such.

    As a baseline, or in a table's column of that time; in running text a level that was
    dated to the past may have been misread, and so has a baseline that "climbed to" it.
    """
    passage = book.passages.get(claim.passage)
    if claim.role == "level" and (passage is None or passage.kind != "row"):
        return False
    return MOVED_TO.search(before) is None


def _is_past(claim: Claim, document: Document) -> bool:
    """Whether a figure is of a time before the report's quarter, as in a table's old column."""
    quarter = document.quarter
    return (
        quarter is not None and claim.period is not None and claim.period.end < quarter.period.start
    )


def _implied(book: Ledger, comparison: Comparison) -> Statement | None:
    level, change = book.get(comparison.level), book.get(comparison.change)
    if level is None or change is None or comparison.baseline or change.unit != level.unit:
        return None
    document = book.documents.get(level.document)
    if document is None or document.quarter is None or change.direction not in ("up", "down"):
        return None
    if level.period is not None and level.period != document.quarter.period:
        return None
    if change.role != "change" or change.qualifier != "exact":
        return None
    period = earlier_period(_around(book, change), document.quarter)
    if period is None:
        return None
    size = printed(change).magnitude
    value = printed(level) - size if change.direction == "up" else printed(level) + size
    words = book.sentence(level)[2]
    return Statement((level, change), document, document.quarter, period, value, "implied", words)


def _around(book: Ledger, claim: Claim) -> str:
    """The words of a claim's sentence from shortly before it."""
    low, _, words = book.sentence(claim)
    return words[max(0, claim.start - low - 60) :]


def earlier_period(words: str, quarter: Quarter) -> Period | None:
    """The period that a change is from, where the words name exactly one."""
    if _NAMED_QUARTER.search(words):
        return None
    previous, year_ago = _PREVIOUS.search(words), _YEAR_AGO.search(words)
    if bool(previous) == bool(year_ago):
        return None
    return quarter.previous.period if previous else quarter.year_ago.period


def period_beside(words: str, place: int, quarter: Quarter) -> Period | None:
    """The earlier period that is named nearest to a place in a sentence, None if none is."""
    found = [
        (min(abs(m.start() - place), abs(m.end() - place)), period)
        for pattern, period in (
            (_PREVIOUS, quarter.previous.period),
            (_YEAR_AGO, quarter.year_ago.period),
        )
        for m in pattern.finditer(words)
    ]
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _merged(book: Ledger, by_tokens: dict[frozenset[str], list[Statement]]) -> Iterator[Series]:
    """Series by equal measures, joined where words or figures show that they are one."""
    joined = _by_words(book, by_tokens)
    for one, other in _by_figures(by_tokens):
        first, second = _root(joined, one), _root(joined, other)
        if first != second:
            joined[second] = first
    merged: dict[frozenset[str], list[Statement]] = defaultdict(list)
    for tokens, members in by_tokens.items():
        merged[_root(joined, tokens)].extend(members)
    for tokens, members in merged.items():
        ordered = sorted(members, key=lambda s: (s.quarter, s.document.id, s.claim.start))
        reports: dict[str, list[Statement]] = defaultdict(list)
        for statement in ordered:
            reports[statement.document.id].append(statement)
        yield Series(tokens, tuple(ordered), tuple(tuple(v) for v in reports.values()))


def _root(joined: dict[frozenset[str], frozenset[str]], tokens: frozenset[str]) -> frozenset[str]:
    while tokens in joined:
        tokens = joined[tokens]
    return tokens


def _by_words(
    book: Ledger, by_tokens: dict[frozenset[str], list[Statement]]
) -> dict[frozenset[str], frozenset[str]]:
    """Measures that only leave out what their passages say ("interactions" of the Live Chat)."""
    index: dict[str, list[frozenset[str]]] = defaultdict(list)
    for tokens in by_tokens:
        for token in tokens:
            index[token].append(tokens)
    joined: dict[frozenset[str], frozenset[str]] = {}
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


def _by_figures(
    by_tokens: dict[frozenset[str], list[Statement]],
) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """Measures that share a word and agree, to the unit, on the figures of two periods.

    "online reports" in a table is "online crime reports" in the text if both have 7,020
    for one quarter and 6,816 for another; two such accidents are not to be expected.
    """
    places: dict[tuple[Period, float], set[frozenset[str]]] = defaultdict(set)
    for tokens, members in by_tokens.items():
        for s in members:
            if s.period is not None and s.value.low == s.value.high and s.value.low >= _TELLING:
                places[s.period, s.value.low].add(tokens)
    met: dict[tuple[frozenset[str], frozenset[str]], dict[Period, float]] = defaultdict(dict)
    for (period, value), found in places.items():
        ordered = sorted(found, key=sorted)[:_CANDIDATES]
        for i, one in enumerate(ordered):
            for other in ordered[i + 1 :]:
                met[one, other][period] = value
    for (one, other), periods in met.items():
        if min(len(one), len(other)) < 2:
            continue  # "calls" alone would draw calls of every kind together
        kin = bool(one & other)
        # measures without a common word ("kits", "packs") must coincide more often
        large = sum(value >= _LARGE for value in periods.values())
        opposed = any(f"non{w}" in other for w in one) or any(f"non{w}" in one for w in other)
        if not opposed and ((kin and len(periods) >= 2) or large >= 3):
            yield one, other


def _says(book: Ledger, members: Iterable[Statement], words: frozenset[str]) -> bool:
    """Whether every passage of these statements has all the words (by their stems)."""
    for statement in members:
        text = book.passage_text(statement.claim.passage).casefold()
        # "non-emergency calls" are no emergency calls
        if not text or not all(re.search(rf"(?<!non-)\b{re.escape(w)}", text) for w in words):
            return False
    return True


def alike(first: str, second: str) -> float:
    """How alike two sentences are, 0 to 100, figures and dates apart."""
    return fuzz.token_sort_ratio(_bare(first), _bare(second))


def _bare(text: str) -> str:
    return re.sub(r"[^a-z ]+", " ", text.casefold())


def one_of(statements_: Iterable[Statement], words: str) -> Statement | None:
    """The only statement, or the one whose sentence is clearly the most alike; else None.

    One report may give a measure twice in other senses ("hours by Special Constables", of
    all and of a scheme), which only the sentence tells apart.
    """
    found = list(statements_)
    if not found:
        return None
    if len({(s.value.low, s.value.high) for s in found}) == 1:
        return found[0]
    scored = sorted(((alike(s.words, words), i) for i, s in enumerate(found)), reverse=True)
    if scored[0][0] < 70 or scored[0][0] - scored[1][0] < 15:
        return None
    return found[scored[0][1]]
