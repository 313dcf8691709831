"""What reports say will happen, and what later reports say of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from quarterline.records import Document
from track.citations import Citation
from track.evidence import Evidence, Subject
from track.holdings import Holdings, Sentence
from track.outcomes import (
    DONE,
    MENTIONED,
    MISSED,
    MOVED,
    NOT_MENTIONED,
    OPEN,
    STILL,
    judge,
    judge_figure,
)
from track.promises import Promise, promise_in
from track.tables import table
from track.targets import counted
from track.theme import places_of

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = (
    "quarter statement kind due due_words condition operations places outcome explanation "
    "last_quarter last_quote silent source start end id"
)
_EVIDENCE = "commitment quarter outcome why likeness source start end quote"
# How many later reports are searched: after that a plan is history, whatever became of it.
REPORTS_AHEAD = 8
# A name within so many characters of a passage's beginning is what the passage is about.
_LEADS = 60
_BACKWARD = re.compile(
    r"^(?:[\w\s,-]+:\s*)?(?:this|it|they|these|post|after|if|from [\w\s]+ this"
    r"|(?:the\s+)?roll-?\s?out)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What one later report says of a commitment. `outcome` is done, moved, missed, still
    planned or spoken of again; `why` says how that was read; `likeness` (0 to 1) how much of
    the commitment's subject the quoted words share; `shared` are the stems that tie them."""

    quarter: str
    outcome: str
    why: str
    citation: Citation
    likeness: float
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Commitment:
    """A statement that something will be done.

    `due` is the period in which or by which, "" when the text names none, `due_words` its
    words, `condition` what it depends on. `outcome` sums up all later reports: done, moved,
    missed, still planned, spoken of again, not mentioned, or no later report. `silent` are
    the quarters of later reports in which nothing was found; `nearest` what came nearest
    where nothing was found at all, for a reader to judge.
    """

    id: str
    quarter: str
    kind: str
    words: str
    statement: Citation
    due: str
    due_words: str
    condition: str
    operations: tuple[str, ...]
    places: tuple[str, ...]
    outcome: str
    explanation: str
    follow_ups: tuple[FollowUp, ...]
    silent: tuple[str, ...]
    nearest: Citation | None = None


@dataclass(frozen=True, slots=True)
class Commitments:
    """Commitments, oldest first."""

    commitments: tuple[Commitment, ...]

    def of(self, outcome: str) -> tuple[Commitment, ...]:
        """Those with one outcome."""
        return tuple(c for c in self.commitments if c.outcome == outcome)

    def frame(self) -> pd.DataFrame:
        """One row a commitment, with the last that was said of it."""
        return table([_row(c) for c in self.commitments], _COLUMNS)

    def evidence_frame(self) -> pd.DataFrame:
        """One row a commitment and later report that speaks of it."""
        rows: list[dict[str, object]] = [
            {
                "commitment": c.id, "quarter": f.quarter, "outcome": f.outcome, "why": f.why,
                "likeness": round(f.likeness, 2), "source": f.citation.source,
                "start": f.citation.start, "end": f.citation.end, "quote": f.citation.line,
            }
            for c in self.commitments
            for f in c.follow_ups
        ]  # fmt: skip
        return table(rows, _EVIDENCE)


def commitments_of(holdings: Holdings, document: str = "") -> Commitments:
    """The commitments of all reports, or of one (by id), with what later reports say of them."""
    return holdings.once(f"commitments {document}", lambda: _commitments(holdings, document))


def _commitments(holdings: Holdings, document: str) -> Commitments:
    by_force: defaultdict[str, list[Document]] = defaultdict(list)
    for held in holdings.ordered:
        if held.quarter is not None:
            by_force[held.force].append(held)
    evidence = holdings.once("evidence", lambda: Evidence(holdings))
    found: list[Commitment] = []
    for reports in by_force.values():
        for index, report in enumerate(reports):
            if document and report.id != document:
                continue
            later = [d for d in reports[index + 1 :] if d.quarter != report.quarter]
            for subject in _subjects(holdings, report):
                found.append(_follow(holdings, evidence, subject, later[:REPORTS_AHEAD]))
    return Commitments(tuple(sorted(found, key=in_order)))


def in_order(commitment: Commitment) -> tuple[str, str, int]:
    """By quarter, report, and place in it."""
    statement = commitment.statement
    return commitment.quarter, statement.document, statement.start


def _subjects(holdings: Holdings, report: Document) -> Iterator[Subject]:
    """The report's commitments; one that it makes twice in the same words counts once."""
    seen: set[str] = set()
    for passage in holdings.passages_of[report.id]:
        sentences = holdings.sentences(passage.id)
        for number, sentence in enumerate(sentences):
            promise = promise_in(sentence.text, report.quarter)
            if promise is None:
                continue
            key = " ".join(sentence.text.lower().split())
            # "This is planned to commence …" is said of different things in different places.
            key = f"{passage.id} {key}" if _BACKWARD.match(sentence.text) else key
            if key not in seen:
                seen.add(key)
                yield _subject(holdings, sentences, number, promise)


def _subject(
    holdings: Holdings, sentences: Sequence[Sentence], number: int, promise: Promise
) -> Subject:
    sentence = sentences[number]
    passage = holdings.passage[sentence.passage]
    backward = bool(_BACKWARD.match(sentence.text)) and number > 0
    uses = list(holdings.uses_in.get(passage.id, ()))
    named = [u.name for u in uses if sentence.start <= u.mention.start < sentence.end]
    alone = len({u.name for u in uses}) == 1
    if not named and alone and uses[0].mention.start - passage.start < _LEADS:
        # The passage is about the one operation that it opens with.
        lead = uses[0].name
        named = [lead] if sentence in holdings.about(lead, passage.id) else []
    return Subject(
        sentence=sentence,
        before=sentences[number - 1] if backward else None,
        promise=promise,
        operations=tuple(dict.fromkeys(named)),
        places=tuple(sorted(places_of(holdings, passage))),
    )


def _follow(
    holdings: Holdings, evidence: Evidence, subject: Subject, later: Sequence[Document]
) -> Commitment:
    report = holdings.document[subject.sentence.document]
    follow_ups: list[FollowUp] = []
    silent: list[str] = []
    nearest: list[Sentence] = []
    for document in later:
        found, close = _in_report(holdings, evidence, subject, document)
        if found is not None:
            follow_ups.append(found)
        else:
            silent.append(holdings.quarter_of(document.id))
            nearest += [close] if close is not None else []
    closest = max(nearest, key=lambda s: evidence.likeness(subject, s), default=None)
    outcome, explanation = _sum_up(subject, follow_ups, silent, bool(later))
    due = subject.promise.due
    sentence = subject.sentence
    return Commitment(
        id=f"{sentence.document}:k{sentence.start}-{sentence.end}",
        quarter=str(report.quarter),
        kind=subject.promise.kind,
        words=subject.promise.words,
        statement=holdings.cite(
            sentence.passage,
            subject.before.start if subject.before else sentence.start,
            sentence.end,
        ),
        due=str(due.period) if due else "",
        due_words=due.words if due else "",
        condition=subject.promise.condition,
        operations=subject.operations,
        places=subject.places,
        outcome=outcome,
        explanation=explanation,
        follow_ups=tuple(follow_ups),
        silent=tuple(silent),
        nearest=holdings.cite_sentence(closest) if closest and not follow_ups else None,
    )


def _in_report(
    holdings: Holdings, evidence: Evidence, subject: Subject, document: Document
) -> tuple[FollowUp | None, Sentence | None]:
    """What one later report says: its figure where the commitment is to a number, else the
    sentence that settles most. Beside it the sentence most alike, where nothing counts."""
    pair = counted(holdings, subject, document.id)
    if pair is not None:
        target, figure = pair
        sentence = next(
            s for s in holdings.sentences(figure.passage) if s.start <= figure.start < s.end
        )
        verdict = judge_figure(subject, target, figure, document.quarter)
        stated = FollowUp(
            quarter=str(document.quarter),
            outcome=verdict.outcome,
            why=verdict.why,
            citation=holdings.cite(sentence.passage, sentence.start, max(sentence.end, figure.end)),
            likeness=evidence.likeness(subject, sentence),
            shared=tuple(figure.series.split()),
        )
        return stated, None
    candidates, nearest = evidence.search(subject, document.id)
    if not candidates:
        return None, nearest
    judged = [(c, judge(holdings, subject, c)) for c in candidates]
    candidate, verdict = max(judged, key=lambda item: (item[1].rank, item[0].likeness))
    told = FollowUp(
        quarter=str(document.quarter),
        outcome=verdict.outcome,
        why=verdict.why,
        citation=holdings.cite(candidate.sentence.passage, candidate.start, candidate.end),
        likeness=candidate.likeness,
        shared=candidate.shared,
    )
    return told, nearest


def _sum_up(
    subject: Subject, follow_ups: Sequence[FollowUp], silent: Sequence[str], later: bool
) -> tuple[str, str]:
    """The outcome over all later reports: the first that settles it, else the last word."""
    if not later:
        return OPEN, "no later report is held"
    if not follow_ups:
        return NOT_MENTIONED, f"no later report held speaks of it: {', '.join(silent)}"
    for settled in (DONE, MISSED):
        for f in follow_ups:
            if f.outcome == settled:
                return settled, f"{f.quarter}: {f.why}"
    last = next((f for f in reversed(follow_ups) if f.outcome == MOVED), None)
    if last is None:
        last = next((f for f in reversed(follow_ups) if f.outcome == STILL), follow_ups[-1])
    return last.outcome, f"{last.quarter}: {last.why}"


def _row(c: Commitment) -> dict[str, object]:
    last = c.follow_ups[-1] if c.follow_ups else None
    return {
        "quarter": c.quarter, "statement": c.statement.line, "kind": c.kind, "due": c.due,
        "due_words": c.due_words, "condition": c.condition,
        "operations": ", ".join(c.operations), "places": ", ".join(c.places),
        "outcome": c.outcome, "explanation": c.explanation,
        "last_quarter": last.quarter if last else "",
        "last_quote": last.citation.line if last else "",
        "silent": ", ".join(c.silent), "source": c.statement.source,
        "start": c.statement.start, "end": c.statement.end, "id": c.id,
    }  # fmt: skip


__all__ = [
    "DONE", "MENTIONED", "MISSED", "MOVED", "NOT_MENTIONED", "OPEN", "STILL",
    "Commitment", "Commitments", "FollowUp", "commitments_of",
]  # fmt: skip
