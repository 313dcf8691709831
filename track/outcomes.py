"""What a later sentence says of a commitment: done, moved, missed, still planned."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from index.texts import stem
from quarterline.periods import Quarter
from quarterline.records import Claim
from track.evidence import Candidate, Subject
from track.holdings import Holdings
from track.promises import Promise, promise_in

DONE, MOVED, MISSED, STILL, MENTIONED = (
    "done",
    "moved",
    "missed",
    "still planned",
    "spoken of again",
)
NOT_MENTIONED, OPEN = "not mentioned", "no later report"
_RANKS = {MENTIONED: 0, STILL: 1, MOVED: 2, MISSED: 3, DONE: 3}

_DONE = re.compile(
    r"\b(?:launched|went live|now live|(?:is|are) now|now (?:have|has)|(?:has|have"
    r"|had) been (?!postponed|delayed|cancelled)"
    r"(?:\w+ly )?(?:created|established|introduced|implemented|launched|commissioned|set up"
    r"|put in place|delivered"
    r"|completed|recruited|extended|expanded|arrested|resulted|opened|held|formed|developed)"
    r"|(?:was|were) (?:created|established|introduced|implemented|launched|set up|put in place"
    r"|delivered|completed"
    r"|recruited|extended|held|formed|opened)|have (?:introduced|implemented|established"
    r"|launched|created)"
    r"|has (?:introduced|implemented|established|launched|resulted)|executed|commenced|began"
    r"|arrested)\b",
    re.IGNORECASE,
)
_NOT_DONE = re.compile(
    r"\b(?:cancelled|abandoned|withdrawn|suspended|stood down"
    r"|(?<!who )(?<!that )(?<!which )(?:has|have|had|was|were|did) not|not yet|unable to)\b",
    re.IGNORECASE,
)
# What an operation brings in is its own result, whatever words the sentence shares.
_RESULTS = re.compile(r"\b(?:arrest|execut|seiz|charg|result|recover)", re.IGNORECASE)
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|has|have|had|been|being|continues?(?: to)?"
    r"|continued(?: to)?)\s+(?:\w+ly\s+)?(\w+)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome and how it was read; a higher `rank` settles more."""

    outcome: str
    why: str

    @property
    def rank(self) -> int:
        """How much it settles."""
        return _RANKS[self.outcome]


def judge(holdings: Holdings, subject: Subject, candidate: Candidate) -> Verdict:
    """What a later sentence says of the commitment.

    Of a sentence that has only the operation's name in common with it ("an Operation X board
    has been established"), what was done is something else.
    """
    later = holdings.document[candidate.sentence.document].quarter
    again = _again(candidate, later)
    due = subject.promise.due
    done = _DONE.search(candidate.text)
    if again is not None and not (done and done.start() < again.start):
        if due is not None and again.due is not None and again.due.period.end > due.period.end:
            return Verdict(MOVED, f"due {due.words}, now {again.due.words}")
        if due is not None and again.due is None and later and due.period.end < later.period.start:
            return Verdict(MOVED, f"due {due.words}, still “{again.words}”")
        return Verdict(STILL, f"“{again.words}” again")
    refused = _NOT_DONE.search(candidate.text)
    if refused is not None and not (done and done.start() < refused.start()):
        return Verdict(MISSED, f"“{' '.join(refused.group().split())}”")
    if done is not None and (_beyond_the_name(subject, candidate) or _RESULTS.search(done.group())):
        return Verdict(DONE, f"“{' '.join(done.group().split())}”")
    verb = stem(subject.promise.words.split()[-1].lower())
    if subject.promise.words.lower().endswith(" with"):
        verb = stem(subject.promise.words.split()[-2].lower())
    for match in _AUXILIARY.finditer(candidate.text):
        if stem(match[1].lower()) == verb:
            return Verdict(DONE, f"“{' '.join(match.group().split())}”")
    return Verdict(MENTIONED, "spoken of, without saying what became of it")


def judge_figure(subject: Subject, target: Claim, figure: Claim, later: Quarter | None) -> Verdict:
    """A commitment to a number, held against what a later report counts."""
    low = figure.value if figure.low is None else figure.low
    if low >= target.value:
        return Verdict(DONE, f"{figure.text} against {target.text} announced")
    due = subject.promise.due
    if due is not None and later is not None and due.period.end <= later.period.end:
        return Verdict(MISSED, f"{figure.text} against {target.text} by {due.words}")
    return Verdict(MENTIONED, f"{figure.text} against {target.text} announced")


def _beyond_the_name(subject: Subject, candidate: Candidate) -> bool:
    """Whether the later words share more with the commitment than an operation's name."""
    name = {stem(w) for w in " ".join(("operation project", *subject.operations)).lower().split()}
    return any(not name.issuperset(shared.split()) for shared in candidate.shared)


def _again(candidate: Candidate, later: Quarter | None) -> Promise | None:
    """The commitment that the later words make in their turn, one with a date rather."""
    own = promise_in(candidate.sentence.text, later)
    whole = promise_in(candidate.text[len(candidate.sentence.text) :], later)
    if whole is not None and (own is None or (own.due is None and whole.due is not None)):
        at = len(candidate.sentence.text)
        return replace(whole, start=whole.start + at, end=whole.end + at)
    return own
