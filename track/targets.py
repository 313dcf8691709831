"""Commitments to a number: what later reports count of the same thing."""

from __future__ import annotations

import re

from extract.series import normalise
from index.texts import stem
from quarterline.records import Claim
from track.evidence import Subject
from track.holdings import Holdings

# The share of a target's words that a later figure's measure must bear.
_MEASURE = 0.7
# A level of the same report is the target's own measure only if it is of its size.
_SIZE = 2.0
_NEAR = 3.0
_DATE = re.compile(
    r"\b(?:by|in|before|during|from)\s+(?:the\s+)?(?:[A-Z]\w+\s+)?(?:19|20)\d\d\b.*", re.DOTALL
)


def targets(holdings: Holdings, subject: Subject) -> list[Claim]:
    """The figures at which the commitment aims: targets, else levels after its words."""
    sentence, promise = subject.sentence, subject.promise
    inside = [
        c
        for c in holdings.claims_at(sentence.passage)
        if sentence.start <= c.start and c.end <= sentence.end and c.unit == "count"
    ]
    aimed = [c for c in inside if c.role == "target"]
    after = [c for c in inside if c.start >= sentence.start + promise.start and c.role == "level"]
    return aimed or after


def counted(holdings: Holdings, subject: Subject, document: str) -> tuple[Claim, Claim] | None:
    """The target, and what a later report counts of the same thing; None where it counts
    nothing that is so for sure."""
    for target in targets(holdings, subject):
        own = _own_series(holdings, subject, target)
        wanted = _words(target.series or normalise(target.measure))
        said = _words(_said(subject, target))
        alike = [wanted, *map(_words, own)]
        best: tuple[float, float, int, Claim] | None = None
        for passage in holdings.passages_of[document]:
            for claim in holdings.claims_at(passage.id):
                if not _comparable(target, claim):
                    continue
                share = _share(wanted, said, own, claim)
                near = max(_jaccard(_words(claim.series), words) for words in alike)
                if share >= _MEASURE and (best is None or (share, near, -claim.start) > best[:3]):
                    best = (share, near, -claim.start, claim)
        if best is not None:
            return target, best[3]
    return None


def _comparable(target: Claim, claim: Claim) -> bool:
    """Whether a later figure can be the target's: a level in its unit, near it in size.

    Eleven of one kind of constable say nothing of 600 of another.
    """
    if claim.role != "level" or claim.unit != target.unit or not claim.series:
        return False
    return target.value / _NEAR <= claim.value <= target.value * _NEAR


def _jaccard(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one | other else 0.0


def _share(wanted: set[str], said: set[str], series: set[str], claim: Claim) -> float:
    """How surely a later figure counts what the target does, 0 to 2.

    Of the very series that the report counts beside its target: 2. All of its words among
    those of the announcement: 1 and more, the more words the surer. Else the share of the
    target's words that it bears.
    """
    words = _words(claim.series)
    if claim.series in series:
        return 2.0
    if len(words) >= 2 and words <= said:
        return 1.0 + len(words) / 100
    if len(wanted) < 2:
        return 0.0
    return len(wanted & words) / len(wanted)


def _own_series(holdings: Holdings, subject: Subject, target: Claim) -> set[str]:
    """Series of the report's own levels that share a word with the target and are of its size."""
    wanted = _words(target.series or normalise(target.measure))
    return {
        c.series
        for c in holdings.claims_at(subject.sentence.passage)
        if c.role == "level"
        and c.unit == target.unit
        and wanted & _words(c.series)
        and target.value / _SIZE <= c.value <= target.value * _SIZE
    }


def _said(subject: Subject, target: Claim) -> str:
    """The words of the announcement around its number, in the normal form of measures."""
    text = subject.sentence.text[subject.promise.end :]
    return normalise(re.sub(r"[\d,]+", " ", _DATE.sub("", text)), target.unit)


def _words(series: str) -> set[str]:
    return {stem(w) for w in series.split()} - {"number"}
