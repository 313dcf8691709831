"""Plans against what came of them: targets with a date, and promised dates that move."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from audit.canonical import measured
from audit.directions import way
from audit.ledger import Finding, Ledger
from audit.series import Series, owner_words
from audit.wording import figure, measure, period, plain, sentence
from quarterline.periods import Quarter
from quarterline.records import Claim, Document, Passage

_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_PART = {
    "early": 3,
    "spring": 5,
    "mid": 7,
    "summer": 8,
    "autumn": 11,
    "late": 12,
    "winter": 12,
    "the end of": 12,
}
_PROMISE = re.compile(
    r"\b(?:(?:planned|due|scheduled|expected|anticipated|intended|set)\s+(?:to\s+(?:be\s+)?\w+|for)|will)\b"
    r"[^.;]{0,80}?\b(?:in|from|by|for|until)?\s*(?P<when>(?P<part>early|mid|late|spring|summer|autumn|winter|"
    r"the\s+end\s+of)[\s-]+(?P<year>20\d\d)|(?P<month>"
    + "|".join(_MONTHS)
    + r")\s+(?P<myear>20\d\d))\b",
    re.I,
)
_FROM_FIRST = re.compile(
    r"\bfrom\s+(?P<when>(?P<part>early|mid|late|spring|summer|autumn|winter)[\s-]+(?P<year>20\d\d))\s+(?:this|it|they)\s+will\b",
    re.I,
)
_OPENING = 14  # words
_REPORTS_BACK = 4


@dataclass(frozen=True, slots=True)
class _Promise:
    passage: Passage
    quarter: Quarter
    start: int
    end: int
    when: str
    month: int  # months since year 0, of the last month that the words allow


def findings(book: Ledger, series: Sequence[Series]) -> Iterator[Finding]:
    """Targets whose date has come, and promises that moved."""
    yield from _aims(book)
    yield from _targets(book, series)
    yield from _moved(book)


# ------------------------------------------------------------------- a target beside the level


def _aims(book: Ledger) -> Iterator[Finding]:
    """ "384 cadets … will grow to over 400": the target lies where the word points.

    Only what agrees is said, since the level before may count something else.
    """
    for claim in book.claims.values():
        if claim.role != "target" or claim.direction not in ("up", "down"):
            continue
        before = [
            c
            for c in book.in_passage.get(claim.passage, ())
            if c.start < claim.start
            and c.role == "level"
            and c.unit == claim.unit
            and set(c.series.split()) & set(claim.series.split())
        ]
        if not before or way(claim, before[0]) != claim.direction:
            continue
        level = before[0]
        more = "more" if claim.direction == "up" else "less"
        text = f"{figure(claim)} is {more} than {figure(level)}"
        yield Finding(
            kind="direction",
            claims=(claim, level),
            formula=f"{plain(claim)} against {plain(level)}",
            stated=claim.direction,
            result=claim.direction,
            verdict="agrees",
            explanation=sentence(f"The target points {claim.direction}, and {text}"),
        )


# ---------------------------------------------------------------------------------- targets


def _targets(book: Ledger, series: Sequence[Series]) -> Iterator[Finding]:
    by_key: dict[tuple[str, str, frozenset[str], frozenset[str]], list[Series]] = defaultdict(list)
    for one in series:
        first, source = one.statements[0].claim, one.statements[0].document
        by_key[source.force, first.unit, frozenset(first.places), one.tokens].append(one)
    for claim in book.claims.values():
        document = book.documents.get(claim.document)
        if claim.role != "target" or document is None or document.quarter is None:
            continue
        if claim.period is None or claim.qualifier not in ("exact", "over", "at_least"):
            continue
        tokens = measured(claim, owner_words(book, document))
        key = (document.force, claim.unit, frozenset(claim.places), tokens)
        for one in by_key.get(key, []):
            yield from _target(claim, document, one)


def _target(claim: Claim, document: Document, series: Series) -> Iterator[Finding]:
    """The first number at or after the target's date."""
    assert claim.period is not None and document.quarter is not None  # noqa: S101
    due = claim.period.end
    later = [
        s
        for s in series.statements
        if s.how == "own"
        and s.quarter > document.quarter
        and (s.period.end if s.period else s.quarter.period.end) >= due
    ]
    if not later:
        return
    reached = later[0]
    met = reached.value.high >= claim.value
    name = measure(claim)
    text = (
        f"The target of {figure(claim)} for {name} by {period(claim.period)} was "
        f"{'met' if met else 'missed'}: the report for {reached.quarter} has "
        f"{figure(reached.claim)}"
    )
    yield Finding(
        kind="other",
        scope="cross",
        claims=(claim, reached.claim),
        formula=f"{figure(reached.claim)} against a target of {figure(claim)}",
        stated=claim.value,
        result=reached.value,
        verdict="agrees" if met else "disagrees",
        grade="plan",
        diagnosis="" if met else "target missed",
        explanation=sentence(text),
    )


# --------------------------------------------------------------------------- promised dates


def _promise(passage: Passage, quarter: Quarter) -> _Promise | None:
    """The only dated promise of a passage; None when it has none or several."""
    if "20" not in passage.text:
        return None  # no year
    found = [*_PROMISE.finditer(passage.text), *_FROM_FIRST.finditer(passage.text)]
    if len(found) != 1:
        return None
    match = found[0]
    groups = match.groupdict()
    if groups.get("month"):
        month = int(groups["myear"]) * 12 + _MONTHS.index(groups["month"].casefold())
    else:
        part = " ".join(match["part"].casefold().split())
        month = int(match["year"]) * 12 + _PART[part] - 1
    return _Promise(
        passage, quarter, match.start(), match.end(), " ".join(match["when"].split()), month
    )


def _moved(book: Ledger) -> Iterator[Finding]:
    """The same promise in a later report, with a later date."""
    by_force: dict[str, list[tuple[Document, list[_Promise]]]] = defaultdict(list)
    for key, passages in book.by_document.items():
        document = book.documents.get(key)
        if document is None or document.quarter is None:
            continue
        quarter = document.quarter
        found = [p for passage in passages if (p := _promise(passage, quarter))]
        by_force[document.force].append((document, found))
    for reports in by_force.values():
        reports.sort(key=lambda pair: (str(pair[0].quarter), pair[0].id))
        for index, (_, promises) in enumerate(reports):
            for new in promises:
                before = [p for _, ps in reports[max(0, index - _REPORTS_BACK) : index] for p in ps]
                old = _same(new, before)
                if old is not None and old.quarter != new.quarter and new.month > old.month:
                    yield _later(new, old)


def _same(new: _Promise, before: Sequence[_Promise]) -> _Promise | None:
    """The last earlier passage that speaks of the same thing in nearly the same words."""
    for old in reversed(before):
        if (
            fuzz.token_sort_ratio(_bare(old), _bare(new)) >= 70
            and old.passage.places == new.passage.places
        ):
            return old
    return None


def _bare(promise: _Promise) -> str:
    text = promise.passage.text.casefold().replace(promise.when.casefold(), " ")
    return re.sub(r"[^a-z ]+", " ", text)


def _opening(text: str) -> str:
    """The first words of a passage, by which a reader knows what is spoken of."""
    words = text.split()
    return " ".join(words[:_OPENING]) + (" …" if len(words) > _OPENING else "")


def _later(new: _Promise, old: _Promise) -> Finding:
    text = (
        f"The report for {old.quarter} promised this for {old.when}, the report for {new.quarter} "
        f"promises it for {new.when}: “{_opening(new.passage.text)}”"
    )
    windows = tuple(
        Passage(
            id=p.passage.id,
            document=p.passage.document,
            start=p.passage.start + p.start,
            end=p.passage.start + p.end,
            text=p.passage.text[p.start : p.end],
            order=p.passage.order,
            kind=p.passage.kind,
        )
        for p in (new, old)
    )
    return Finding(
        kind="other",
        scope="cross",
        claims=(),
        passages=windows,
        formula=f"{old.when} → {new.when}",
        stated=new.when,
        result=old.when,
        verdict="disagrees",
        grade="plan",
        diagnosis="promised date moved",
        explanation=sentence(text),
    )
