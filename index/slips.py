"""Slips as people make them, planted in a report's text at known places.

Each takes a check that agrees and changes one printed figure, or the word for its direction,
in the form in which it was printed: two digits swapped, a digit dropped or doubled, a change
divided by the new figure instead of the old, a daily number of the wrong number of days.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from audit.sums import Sum, sum_of
from audit.working import Records
from quarterline.records import Check, Claim, Document, Passage

SWAPPED = "Two digits swapped"
DROPPED = "A digit dropped"
DOUBLED = "A digit doubled"
DENOMINATOR = "Change divided by the new figure"
DAYS = "Wrong number of days"
DIRECTION = "Direction turned round"
KINDS = (SWAPPED, DROPPED, DOUBLED, DENOMINATOR, DAYS, DIRECTION)

_NUMERAL = re.compile(r"\d[\d,]*(?:\.\d+)?")
_STOP = re.compile(r"[.!?]\s+(?=[A-Z0-9])")
_TURNED = {
    "increase": "decrease", "increased": "decreased", "increases": "decreases",
    "increasing": "decreasing", "rise": "fall", "rose": "fell", "risen": "fallen",
    "rising": "falling", "up": "down", "more": "fewer", "higher": "lower",
    "grew": "shrank", "growth": "drop", "reduction": "increase", "reduced": "increased",
    "dropped": "rose", "drop": "rise",
}  # fmt: skip
_TURNED |= {after: before for before, after in _TURNED.items() if after not in _TURNED}
_DIRECTION = re.compile(rf"\b(?:{'|'.join(sorted(_TURNED, key=len, reverse=True))})\b", re.I)
_OTHER_DAYS = (30, 31, 60, 365)
_CONSTANTS = frozenset({"1", "100"})
_MOST = 12  # slips in one copy of a report


@dataclass(frozen=True, slots=True)
class Slip:
    """A change of `start`..`end` of a document's text from `was` to `now`.

    `about` is the figure that a change of a word speaks of, else the changed words.
    """

    kind: str
    start: int
    end: int
    was: str
    now: str
    about: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Case:
    """A check that agrees, its sum, and what may be changed."""

    check: Check
    sum: Sum
    claims: Mapping[str, Claim]
    passages: Mapping[str, Passage]
    document: str
    rng: random.Random

    def own(self) -> list[Claim]:
        """The figures of the sum that stand in the document, each once."""
        keys = [i.claim for i in self.sum.inputs]
        if self.sum.stated is not None:
            keys.append(self.sum.stated.claim)
        found = [self.claims[k] for k in dict.fromkeys(keys) if k]
        return [c for c in found if c.document == self.document and _NUMERAL.search(c.text)]

    def stated(self) -> Claim | None:
        """The figure that is held against the sum, where it stands in the document."""
        key = self.sum.stated.claim if self.sum.stated else ""
        return next((c for c in self.own() if c.id == key), None)


def plant(document: Document, records: Records, rng: random.Random) -> list[Slip]:
    """Slips of different passages and different checks of a document, in reading order.

    `records.checks` are those of the document as it stands.
    """
    claims = {c.id: c for c in records.claims}
    passages = {p.id: p for p in records.passages}
    checks = [c for c in records.checks if c.verdict == "agrees"]
    wrong = {
        claims[k].passage for c in records.checks if c.verdict != "agrees" for k in c.claims
        if k in claims
    }  # fmt: skip
    rng.shuffle(checks)
    taken: set[str] = set(wrong)
    found: list[Slip] = []
    for check in checks:
        worked = sum_of(check, claims)
        if worked is None or len(found) >= _MOST or not _certain(check, worked):
            continue
        touched = {claims[k].passage for k in check.claims}
        if touched & taken:
            continue
        case = _Case(check, worked, claims, passages, document.id, rng)
        slip = _slip(case)
        if slip is not None:
            found.append(slip)
            taken |= touched
    return sorted(found, key=lambda s: s.start)


def _certain(check: Check, worked: Sum) -> bool:
    """Whether the sum agrees and rests on printed figures alone.

    "44 ÷ 245 = 18%" with a 44 that the report does not print holds for any share.
    """
    told = all(i.claim or i.text in _CONSTANTS for i in worked.inputs)
    return worked.verdict() == "agrees" and (told or check.kind == "rate_per_day")


def apply(text: str, planted: Sequence[Slip]) -> tuple[str, list[tuple[int, int]]]:
    """The text with the slips, and where the figures that they are about now stand."""
    parts: list[str] = []
    place = 0
    for slip in planted:
        parts += [text[place : slip.start], slip.now]
        place = slip.end
    parts.append(text[place:])

    def moved(offset: int) -> int:
        grown = sum(len(s.now) - len(s.was) for s in planted if s.end <= offset)
        return offset + grown

    spans = []
    for slip in planted:
        low, high = slip.about
        if (low, high) == (slip.start, slip.end):
            start = moved(low)
            spans.append((start, start + len(slip.now)))
        else:
            spans.append((moved(low), moved(high)))
    return "".join(parts), spans


def _slip(case: _Case) -> Slip | None:
    """A slip of a kind chosen by chance among those that the check allows."""
    makers = list(_MAKERS.items())
    case.rng.shuffle(makers)
    for kind, make in makers:
        found = make(case, kind)
        if found is not None:
            return found
    return None


# --------------------------------------------------------------------------------- the kinds


def _digits(change: Callable[[str, random.Random], str]) -> Callable[[_Case, str], Slip | None]:
    def make(case: _Case, kind: str) -> Slip | None:
        if case.sum.stated is not None and case.sum.stated.way:
            return None
        own = case.own()
        case.rng.shuffle(own)
        for claim in own:
            match = _NUMERAL.search(claim.text)
            digits = re.sub(r"\D", "", match.group()) if match else ""
            if match is None or len(digits) < 2:
                continue
            slip = _changed(case, kind, claim, _reprint(match.group(), change(digits, case.rng)))
            if slip is not None:
                return slip
        return None

    return make


def _swap(digits: str, rng: random.Random) -> str:
    places = [
        n
        for n in range(len(digits) - 1)
        if digits[n] != digits[n + 1] and not (n == 0 and digits[1] == "0")
    ]
    if not places:
        return digits
    n = rng.choice(places)
    return digits[:n] + digits[n + 1] + digits[n] + digits[n + 2 :]


def _drop(digits: str, rng: random.Random) -> str:
    n = rng.randrange(1, len(digits))
    return digits[:n] + digits[n + 1 :]


def _double(digits: str, rng: random.Random) -> str:
    n = rng.randrange(len(digits))
    return digits[: n + 1] + digits[n:]


def _denominator(case: _Case, kind: str) -> Slip | None:
    """The change in percent of the level, where it should be of the baseline."""
    claim = case.stated()
    if case.check.kind != "percent_change" or claim is None:
        return None
    share = case.sum.value() / 100
    # Of the two figures one is (1 + share) times the other, whichever way it went.
    return _restated(case, kind, claim, abs(share / (1 + share)) * 100 if share > 0 else None)


def _days(case: _Case, kind: str) -> Slip | None:
    claim = case.stated()
    if case.check.kind != "rate_per_day" or claim is None or len(case.sum.inputs) < 2:
        return None
    days = case.sum.inputs[1].value
    other = case.rng.choice([d for d in _OTHER_DAYS if abs(d - days) > 5])
    return _restated(case, kind, claim, case.sum.value() * days / other)


def _restated(case: _Case, kind: str, claim: Claim, value: float | None) -> Slip | None:
    match = _NUMERAL.search(claim.text)
    if match is None or value is None or _number(match.group()) != abs(claim.value):
        return None
    decimals = len(match.group().partition(".")[2])
    return _changed(case, kind, claim, f"{value:,.{decimals}f}")


def _direction(case: _Case, kind: str) -> Slip | None:
    """The only word for a direction in the sentence, turned round."""
    if case.sum.stated is None or not case.sum.stated.way:
        return None
    own = [c for c in case.own() if c.passage in case.passages]
    if not own or own[0].document != case.document:
        return None
    claim, passage = own[0], case.passages[own[0].passage]
    place = claim.start - passage.start
    low = max((m.end() for m in _STOP.finditer(passage.text) if m.end() <= place), default=0)
    high = next(
        (m.start() for m in _STOP.finditer(passage.text) if m.start() >= place), len(passage.text)
    )
    words = list(_DIRECTION.finditer(passage.text, low, high))
    if len(words) != 1:
        return None
    word = words[0].group()
    now = _TURNED[word.casefold()]
    now = now.capitalize() if word[0].isupper() else now
    start = passage.start + words[0].start()
    return Slip(kind, start, start + len(word), word, now, (claim.start, claim.end))


_MAKERS: Mapping[str, Callable[[_Case, str], Slip | None]] = {
    SWAPPED: _digits(_swap),
    DROPPED: _digits(_drop),
    DOUBLED: _digits(_double),
    DENOMINATOR: _denominator,
    DAYS: _days,
    DIRECTION: _direction,
}


# ------------------------------------------------------------------------------- the printing


def _number(numeral: str) -> float:
    return float(numeral.replace(",", ""))


def _reprint(numeral: str, digits: str) -> str:
    """Other digits in the form of a numeral: its decimals, its thousands' commas."""
    decimals = len(numeral.partition(".")[2])
    whole, fraction = (digits[:-decimals], digits[-decimals:]) if decimals else (digits, "")
    if not whole or (len(whole) > 1 and whole[0] == "0"):
        return numeral
    grouped = "," in numeral or (len(whole) > 3 and len(numeral.partition(".")[0]) <= 3)
    shown = f"{int(whole):,}" if grouped else whole
    return f"{shown}.{fraction}" if fraction else shown


def _changed(case: _Case, kind: str, claim: Claim, numeral: str) -> Slip | None:
    """The slip, if the figure changed and the sum can no longer hold."""
    match = _NUMERAL.search(claim.text)
    if match is None or numeral == match.group() or not _number(numeral):
        return None
    value = abs(claim.value) * _number(numeral) / _number(match.group())
    try:
        if _with(case.sum, claim.id, value).verdict() != "disagrees":
            return None
    except ZeroDivisionError:
        return None
    start = claim.start + match.start()
    end = claim.start + match.end()
    return Slip(kind, start, end, match.group(), numeral, (start, end))


def _with(worked: Sum, key: str, value: float) -> Sum:
    """The sum with another value for a figure, as precisely printed."""
    inputs = tuple(
        replace(i, value=value, low=value - (i.value - i.low), high=value + (i.high - i.value))
        if i.claim == key
        else i
        for i in worked.inputs
    )
    stated = worked.stated
    if stated is not None and stated.claim == key:
        low, high = stated.value - stated.low, stated.high - stated.value
        stated = replace(stated, value=value, low=value - low, high=value + high)
    return Sum(worked.node, inputs, stated)
