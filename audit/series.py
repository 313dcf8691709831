"""What each report says of a measure in a period: its own figures, quoted ones, implied ones.

`audit.matching` puts those of one measure together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from audit.canonical import canonical, measured, names_in, told
from audit.chains import Chain
from audit.fours import MOVED_TO
from audit.intervals import Interval, point, printed, rounded
from audit.ledger import Ledger
from audit.times import times
from quarterline.periods import Period, Quarter
from quarterline.records import Claim, Comparison, Document

_PREVIOUS = re.compile(
    r"\b(?:on|from|than|versus|vs\.?|compared\s+(?:with|to)|upon|against)\s+(?:the\s+)?"
    r"(?:previous|last|preceding)\s+quarter\b"
    r"|\bthe\s+(?:previous|preceding)\s+quarter\b|\bthe\s+quarter\s+before\b",
    re.I,
)
_NAMED_QUARTER = re.compile(r"\bQ[1-4]\b|\bquarter\s+[1-4]\b", re.I)
_QUARTER_TOTAL = re.compile(
    r"\bquarter(?:ly)?\s+total\b|\btotal\s+(?:for|of)\s+the\s+quarter\b", re.I
)
_BOUND = re.compile(r"\b(?:fewer|less|more|lower|higher|greater)\s+than\s+\Z", re.I)
_PART_OF = re.compile(r"\s*(?:\([^()]{1,20}\)\s*)?(?:out\s+)?of\s+(?:the\s+|these\s+)?\d")
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

    `how`: "own" (a level), "quoted" (a baseline), "implied" (level and change), "percent"
    (level and percentage) or "undated" (a baseline whose time the words do not name);
    `claims` are those it rests on, the first the one that would be corrected; `words` its
    sentence.
    `tokens` are the words of the measure where other figures of its statement give them,
    `sure` is whether the statement was read as a whole, its times among its words; `loose`
    is whether `tokens` are all words of the statement, perhaps more than name the measure.
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
    loose: bool = False

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
        low, _, words = book.sentence(claim)
        if _PART_OF.match(words[claim.end - low :]):
            continue  # "3,085 of the 8,131 incidents were …": no figure of all incidents
        own_part = claim.role == "share" and _of_place(claim, words[claim.end - low :])
        if not (own_part or claim.role in ("level", "baseline")) or claim.unit == "position":
            continue
        past = _is_past(claim, document)
        level = claim.role != "baseline"
        running = past and level and _SINCE.search(words)
        how = "own" if level and (running or not past) else "quoted"
        if how == "quoted" and not _quotes(book, claim, words[: claim.start - low]):
            continue
        tokens, loose = _alone(book, claim, words, document.quarter)
        yield Statement(
            claims=(claim,),
            document=document,
            quarter=document.quarter,
            # "since its start in October 2017, 372 …" is no figure of October 2017
            period=None if running else claim.period or _when(book, claim, words, document.quarter),
            value=printed(claim),
            how=how,
            words=words,
            tokens=tokens,
            loose=loose,
        )
    for comparison in book.comparisons:
        found = None if comparison.change in held else _implied(book, comparison)
        if found:
            yield found


def _of_place(claim: Claim, after: str) -> bool:
    """ "118 in North Division, 108 in …": a part of the force's number is its place's own."""
    if claim.unit != "count" or len(claim.places) != 1:
        return False
    place = re.escape(claim.places[0])
    return re.match(rf"\s+(?:in|for|from|at)\s+(?:the\s+)?{place}", after) is not None


def _alone(book: Ledger, claim: Claim, words: str, quarter: Quarter) -> tuple[frozenset[str], bool]:
    """The words of a sentence with one figure that has none of its own ("volunteer hours")."""
    owner = owner_words(book, book.documents[claim.document])
    passage = book.passages.get(claim.passage)
    if (
        canonical(claim.series, owner)
        or passage is None
        or (passage.kind == "row" and passage.cells)
    ):
        return frozenset(), False
    low, high, _ = book.sentence(claim)
    inside = [c for c in book.in_passage.get(claim.passage, ()) if low <= c.start < high]
    tokens = told(words, quarter, owner) if len(inside) == 1 else frozenset()
    return tokens, bool(tokens)


def _when(book: Ledger, claim: Claim, words: str, quarter: Quarter) -> Period | None:
    """The report's quarter, where a sentence names that and no other time, or a column does."""
    passage = book.passages.get(claim.passage)
    if passage is not None and passage.kind == "row" and passage.cells:
        own = [c for c in passage.cells if c.start <= claim.start < c.end]
        head = own[0].heads[-1] if own and own[0].heads else ""
        months = [
            c.period
            for c in book.in_passage.get(claim.passage, ())
            if c.period is not None and c.period.days <= 31 and quarter.period.contains(c.period)
        ]
        total = _QUARTER_TOTAL.search(head) or ("total" in head.casefold() and len(months) == 3)
        return quarter.period if total else None
    named = list(times(words, quarter))
    sole = bool(named) and all(t.quarter == quarter and not t.point for t in named)
    return quarter.period if sole else None


def exact(book: Ledger, claim: Claim) -> bool:
    """Whether a figure of a report's own is meant to the unit: not "numbered fewer than 3,500"."""
    low, _, words = book.sentence(claim)
    return claim.qualifier == "exact" and _BOUND.search(words[: claim.start - low]) is None


def owner_words(book: Ledger, document: Document) -> frozenset[str]:
    """The words of the force's name, which say whose figures these are, not what they count."""
    return frozenset(re.findall(r"[a-z]+", book.force(document))) - {"police"}


def _of_chain(book: Ledger, chain: Chain) -> Iterator[Statement]:
    """The level of a statement, and its baseline as quoted or as implied by the change."""
    level = chain.level
    document = book.documents.get(level.document)
    if document is None or document.quarter is None or level.unit == "position":
        return
    quarter, words = document.quarter, book.sentence(level)[2]
    tokens, loose = _measure(book, chain, document)
    if chain.now:
        when = _dated(level, quarter, point=chain.point)
        yield Statement(
            (level,), document, quarter, when, printed(level), "own", words, tokens, True, loose
        )
    if not chain.now:
        return
    undated = chain.when is None
    if undated and _names_earlier(book, chain, quarter):
        return
    period = None
    if chain.when is not None:
        period = _dated(chain.baseline, chain.when, point=chain.point)
    for claims, value, how in _earlier(chain):
        if undated and how == "percent":
            continue
        named = "undated" if undated else how
        yield Statement(claims, document, quarter, period, value, named, words, tokens, True, loose)


def _names_earlier(book: Ledger, chain: Chain, quarter: Quarter) -> bool:
    """Whether a statement names other times than its own quarter, if not exactly one."""
    text = book.between(chain.level.passage, chain.start, chain.end)
    baseline = chain.baseline
    if baseline is not None and baseline.period not in (None, quarter.period):
        return True
    return any(t.quarter != quarter for t in times(text, quarter))


def _earlier(chain: Chain) -> Iterator[tuple[tuple[Claim, ...], Interval, str]]:
    """The earlier figure that a statement quotes, or implies by its change, or by its percent.

    With direction ± the earlier figure of level L is L ∓ change, or L / (1 ± percent / 100).
    """
    level = chain.level
    if chain.baseline is not None:
        yield (chain.baseline,), printed(chain.baseline), "quoted"
        return
    if len(chain.words) != 1:
        return
    up = chain.words[0] == "up"
    change, percent = chain.change, chain.percent
    if change is not None and change.qualifier == "exact":
        size = printed(change).magnitude
        yield (level, change), printed(level) - size if up else printed(level) + size, "implied"
    if percent is not None and percent.unit == "percent" and level.unit != "percent":
        factor = rounded(percent).magnitude * 0.01
        whole = point(1.0) + factor if up else point(1.0) - factor
        if percent.qualifier == "exact" and whole.low > 0 and printed(level).low > 0:
            yield (level, percent), printed(level) / whole, "percent"


def _measure(book: Ledger, chain: Chain, document: Document) -> tuple[frozenset[str], bool]:
    """What a whole statement is about: a figure's own words, else all that the statement says.

    "In Q1 4,879 visits were made. In Q2 the figure was 5,010": no figure but the first has
    words of its own, and a figure's words may have been taken from the sentence before.
    """
    assert document.quarter is not None  # noqa: S101
    owner = owner_words(book, document)
    text = book.between(chain.level.passage, chain.start, chain.end)
    level_unit = chain.level.unit
    for claim in _members(chain):
        tokens = measured(claim, owner)
        if tokens and (not text or names_in(text, tokens)):
            if len(tokens) > 1 or level_unit != "percent":
                return tokens, False
            # "… satisfied with the service at 72.4%": "service" alone names no percentage
            whole = told(text, document.quarter, owner) if text else tokens
            return (whole, True) if tokens < whole else (tokens, False)
    tokens = told(text, document.quarter, owner) if text else frozenset()
    return tokens, bool(tokens)


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
    if level is None or change is None or comparison.baseline:
        return None
    points = level.unit == "percent" and change.unit == "percentage_points"
    if change.unit != level.unit and not points:
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


def alike(first: str, second: str) -> float:
    """How alike two sentences are, 0 to 100, figures and dates apart."""
    return fuzz.token_sort_ratio(_bare(first), _bare(second))


_SIGNS = re.compile(r"[^a-z ]+")


@lru_cache(maxsize=16384)
def _bare(text: str) -> str:
    return _SIGNS.sub(" ", text.casefold())


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
