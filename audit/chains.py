"""The figures of one statement, each given its part by the words right beside it.

A statement is a sentence with those that take it up ("This is 42 fewer …", "A year ago the
figure was …"). It is read only where every figure in it has a part and exactly one is the
level: with a figure left over the reading would be a guess, and there is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from audit.intervals import step
from audit.ledger import Ledger
from audit.movements import movements
from audit.times import times, without_month_pairs
from quarterline.periods import Quarter
from quarterline.records import Claim, Passage

LEVEL, BASELINE, CHANGE, PERCENT = "level", "baseline", "change", "percent"
_NOUN = (
    r"(?:increase|decrease|reduction|rise|fall|drop|decline|growth|uplift|improvement"
    r"|deterioration|difference|change)"
)
VERB = (
    r"(?:increas\w+|decreas\w+|reduc(?:e|es|ed|ing)|ris(?:e|es|en|ing)|rose|fall(?:s|en|ing)?|fell"
    r"|drop(?:s|ped|ping)?|declin\w+|grew|grown?|climb\w*|went\s+(?:up|down)|gone\s+(?:up|down))"
)
_TAKES_UP = re.compile(
    r"\s*(?:(?:this|that|these)\s+(?:is|was|equates|represents|compares|means)\b|it\s+had\b"
    rf"|the\s+{_NOUN}\s+(?:is|was)\b|(?:measured|set)\s+against\b|against\b|by\s+comparison\b"
    r"|there\s+had\s+been\b|a\s+year\s+ago\b|compared\s+(?:with|to)\b"
    r"|the\s+(?:comparable\s+)?figure\s+for\b)",
    re.I,
)
_ANAPHOR = re.compile(
    r"\b(?:the\s+figure|it)\s+(?:was|had\s+been|stood|came|is|"
    rf"{VERB})\b|\bthere\s+had\s+been\b",
    re.I,
)
_SET_AGAINST = re.compile(r"\s*(?:compared\s+(?:with|to)|(?:set\s+|measured\s+)?against)\b", re.I)
_CHANGE_BEFORE = re.compile(
    rf"(?:\bby|(?<!made )\bup|\bdown|\b{_NOUN}\s+(?:of|is|was)"
    rf"|\b{_NOUN}\s+from\s[^.;,\d]*\bwas|\b{VERB})"
    r"\s*\(?\s*[+\-−]?\Z",
    re.I,
)
_CHANGE_AFTER = re.compile(
    r"\s*(?:percentage\s+points?\s*)?(?:\(\s*[\d.]+\s*(?:%|per\s*cent)\s*\)\s*)?"
    r"(?:(?:more|fewer|less|higher|lower|additional)\b|(?:up|down)\b(?=\s*(?:[.,;)]|\Z)))",
    re.I,
)
_BESIDE_CHANGE = re.compile(r"\s*(?:kg|hours|%)?\s*(?:\(|,|,?\s*or)\s*\Z", re.I)
_FROM = re.compile(r"\bfrom\s+\Z", re.I)
_A_YEAR_AGO = re.compile(r"\s*a\s+year\s+(?:earlier|ago|before)\b", re.I)
_THEN_HAD = re.compile(
    r"\b(?:quarter\s+before|(?:previous|preceding)\s+quarter|a\s+year\s+(?:ago|earlier|before))\s+"
    r"(?:had|saw|there\s+(?:were|had\s+been))\s+\Z",
    re.I,
)
_TO = re.compile(r"\b(?:to|reach|reached|reaching)\s+\Z", re.I)
_UP = re.compile(
    r"\b(?:(?<!taken )(?<!set )(?<!made )(?<!stepped )(?<!signed )(?<!follow )(?<!backed )"
    r"(?<!picked )up(?!\s+to\b|-)|(?:went|gone|goes)\s+up|higher|more|rose|risen"
    r"|ris(?:e|es|ing)|increas\w+"
    r"|grew|grown?|growth|climb\w*|uplift)\b",
    re.I,
)
_DOWN = re.compile(
    r"\b(?:down(?!load)|lower(?:ed)?|fewer|less|fell|fall(?:s|en|ing)?|decreas\w+|reduc\w+"
    r"|declin\w+|drop(?:s|ped|ping)?(?!-))\b",
    re.I,
)
_THAN = re.compile(r"\b(?:more|fewer|less|higher|lower)\s+than\s+(?P<the>the\s+)?\Z", re.I)
_LINE = re.compile(
    r"\s+(?:non-emergency|emergency|abandonment|calls?\s+abandon|line|service)", re.I
)
_ASKED = re.compile(r"\bn\s?=\s?\Z", re.I)
_COUNTED = ("count", "hours", "other:per_year")


@dataclass(frozen=True, slots=True)
class Chain:
    """One level against one earlier figure, as a statement gives them.

    `words` are the directions that the statement has for it; `when` is the quarter of the
    earlier figure where the words name exactly one; `now` whether the level is of the
    report's own quarter, `point` whether it was counted on a quarter's last day. `start` and
    `end` are document offsets of the whole statement.
    """

    level: Claim
    baseline: Claim | None
    change: Claim | None
    percent: Claim | None
    words: tuple[str, ...]
    when: Quarter | None
    point: bool
    now: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Part:
    claim: Claim
    part: str


def chains(book: Ledger) -> list[Chain]:
    """Every statement of the reports that can be read as a whole."""
    found: list[Chain] = []
    # "rose from 184 to 187, with 16 joiners and 13 leavers": these are checked as a sum
    apart = {c.id for one in movements(book) for c in (one.joined, one.left)}
    for passage in book.passages.values():
        claims = [c for c in book.in_passage.get(passage.id, ()) if c.id not in apart]
        if len(claims) < 2:
            continue
        document = book.documents.get(passage.document)
        quarter = document.quarter if document else None
        for low, high in statements(book, passage):
            whole = list(_statement(passage, claims, low, high, quarter))
            if not whole:
                for first, last in _apart(book, passage, low, high):
                    whole.extend(_statement(passage, claims, first, last, quarter))
            found.extend(whole)
    return found


def _apart(book: Ledger, passage: Passage, low: int, high: int) -> list[tuple[int, int]]:
    """The sentences of a statement that may each have a subject of its own.

    "9,648 were attended. Compared with April, orders fell by four to 75" are two things.
    """
    spans = [(a, b) for a, b in book.sentences(passage.id) if low <= a and b <= high]
    for first, last in spans[1:]:
        words = passage.text[first - passage.start : last - passage.start]
        if not _SET_AGAINST.match(words) or _ANAPHOR.search(words):
            return []
    return spans if len(spans) > 1 else []


def _statement(
    passage: Passage, claims: Sequence[Claim], low: int, high: int, quarter: Quarter | None
) -> Iterator[Chain]:
    inside = [c for c in claims if low <= c.start < high and _counts(passage, c)]
    if len(inside) > 1 and not any(run_together(passage, c) for c in inside):
        yield from _read(passage, inside, low, high, quarter)


def statements(book: Ledger, passage: Passage) -> Iterator[tuple[int, int]]:
    """Document offsets of each sentence with those that take it up."""
    place, end = passage.start, passage.end
    held: tuple[int, int] | None = None
    for low, high in book.sentences(passage.id):
        words = passage.text[low - place : high - place]
        inside = [c for c in book.in_passage.get(passage.id, ()) if low <= c.start < high]
        # "… stood at 8.2%, lower than a year ago, when it was 9%" has its own subject
        lead = words[: inside[0].start - low] if inside else ""
        if held is not None and (_TAKES_UP.match(words) or _ANAPHOR.search(lead)):
            held = (held[0], high)
            continue
        if held is not None:
            yield held
        held = (low, high)
    if held is not None:
        yield held[0], min(held[1], end)


def _counts(passage: Passage, claim: Claim) -> bool:
    """Whether a figure is no target, no standard ("within ten seconds"), no phone number and no
    number of those asked ("n=45")."""
    place = claim.start - passage.start
    before, after = (
        passage.text[max(0, place - 8) : place],
        passage.text[claim.end - passage.start :],
    )
    standard = before.endswith("within ") and claim.unit.startswith("other:")
    phone = claim.text in ("101", "999") and _LINE.match(after) is not None
    asked = _ASKED.search(before) is not None
    return claim.role != "target" and not (standard or phone or asked)


def run_together(passage: Passage, claim: Claim) -> bool:
    """Whether a figure swallowed the year before it: "2013-14, 906" is no 14,906."""
    before = passage.text[max(0, claim.start - passage.start - 1) : claim.start - passage.start]
    return before in ("-", "/", "–") and re.search(r",\s", claim.text) is not None


# ------------------------------------------------------------------------------- the parts


def _read(
    passage: Passage, inside: Sequence[Claim], low: int, high: int, quarter: Quarter | None
) -> Iterator[Chain]:
    text = passage.text[low - passage.start : high - passage.start]
    parts = _in_time(_parts(text, low, inside), text, low, quarter)
    levels = [p for p in parts if p.part == LEVEL]
    rest = [p for p in parts if p.part != LEVEL]
    if len(levels) != 1 or not rest or not _one_kind(levels[0].claim, rest):
        return
    level = levels[0].claim
    cut = _cut(text, low, rest)
    if cut is None:
        return
    groups = [(rest, low, high)]
    if cut:
        groups = [
            ([p for p in rest if p.claim.start < cut], low, cut),
            ([p for p in rest if p.claim.start >= cut], cut, high),
        ]
    for members, first, last in groups:
        by_part = {p.part: p.claim for p in members}
        region = text[first - low : last - low]
        yield Chain(
            level=level,
            baseline=by_part.get(BASELINE),
            change=by_part.get(CHANGE),
            percent=by_part.get(PERCENT),
            words=_directions(region, first, [p.claim for p in parts]),
            when=_when(region, quarter),
            point=_point(text, quarter),
            now=not _all_earlier(text, quarter),
            start=low,
            end=high,
        )


def _parts(text: str, low: int, inside: Sequence[Claim]) -> list[_Part]:
    found: list[_Part] = []
    for index, claim in enumerate(inside):
        last = inside[index - 1].end - low if index else 0
        before = text[last : claim.start - low]
        after = text[claim.end - low : claim.end - low + 80]
        part = _part(claim, before, after, found)
        # "57 fewer than the 2,260": it is the change that is fewer, the 2,260 is exact
        after_change = bool(found) and found[-1].part in (CHANGE, PERCENT)
        than = _THAN.search(before)
        own = than is not None and (after_change or than["the"] is not None)
        found.append(_Part(_exact(claim) if own and part == BASELINE else claim, part))
    return found


def _in_time(parts: list[_Part], text: str, low: int, quarter: Quarter | None) -> list[_Part]:
    """ "A year earlier the rate was 88.5%. This quarter it rose to 89.7%": the first is past."""
    levels = [p for p in parts if p.part == LEVEL]
    if quarter is None or len(levels) != 2 or any(p.part == BASELINE for p in parts):
        return parts
    first, second = (p.claim for p in levels)
    masked = without_month_pairs(text)
    stop = re.search(r"[.;]\s|\band\s", masked[first.end - low : second.start - low])
    if stop is None:
        return parts
    cut = first.end - low + stop.end()
    before = {t.quarter for t in times(text[:cut], quarter)}
    after = {t.quarter for t in times(text[cut:], quarter)}
    past: Claim | None = None
    if before and quarter not in before and after == {quarter}:
        past = first
    elif before == {quarter} and after and quarter not in after:
        past = second
    return [_Part(p.claim, BASELINE) if p.claim is past else p for p in parts]


def _exact(claim: Claim) -> Claim:
    half = step(claim) / 2 if claim.unit == "percent" or "." in claim.text else 0.0
    low, high = claim.value - half, claim.value + half
    return replace(claim, low=low, high=high, qualifier="exact")


def _part(claim: Claim, before: str, after: str, earlier: Sequence[_Part]) -> str:
    if claim.unit == "percentage_points":
        return CHANGE
    moved = _CHANGE_BEFORE.search(before) or _CHANGE_AFTER.match(after)
    if claim.unit == "percent":
        beside = bool(earlier) and earlier[-1].part == CHANGE and _BESIDE_CHANGE.fullmatch(before)
        if moved or beside or claim.role == "percent_change":
            return PERCENT
    elif moved or claim.role == "change":
        return CHANGE
    if _FROM.search(before) or _THEN_HAD.search(before) or _A_YEAR_AGO.match(after):
        return BASELINE
    if earlier and earlier[-1].part == PERCENT and before.endswith("(") and after.startswith(")"):
        return BASELINE
    if _TO.search(before) and (not earlier or earlier[-1].part != LEVEL):
        return LEVEL
    if claim.role == "baseline":
        return BASELINE
    return LEVEL if claim.role in ("level", "share", "rate") else claim.role


def _one_kind(level: Claim, rest: Sequence[_Part]) -> bool:
    """Whether all figures are of the level's kind: counts with counts, money with money."""
    for one in rest:
        unit = one.claim.unit
        if one.part == PERCENT:
            continue
        if one.part not in (BASELINE, CHANGE):
            return False
        if level.unit == "percent":
            if unit != ("percent" if one.part == BASELINE else "percentage_points"):
                return False
        elif unit != level.unit and not (unit in _COUNTED and level.unit in _COUNTED):
            return False
    return not level.unit.startswith(("per_", "position")) and not (
        level.unit.startswith("other:") and level.unit not in _COUNTED
    )


def _cut(text: str, low: int, rest: Sequence[_Part]) -> int | None:
    """Where the second comparison begins: 0 if there is only one, None if it is not certain."""
    if len({p.part for p in rest}) == len(rest):
        return 0
    masked = without_month_pairs(text)
    for pattern in (r"[.!?]\s+(?=[A-Z])", r";\s", r"\band\s"):
        found = []
        for one, other in pairwise(rest):
            gap = masked[one.claim.end - low : other.claim.start - low]
            match = re.search(pattern, gap)
            first = [p.part for p in rest if p.claim.start <= one.claim.start]
            second = [p.part for p in rest if p.claim.start >= other.claim.start]
            if match and len(set(first)) == len(first) and len(set(second)) == len(second):
                found.append(one.claim.end + match.end())
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None


# ------------------------------------------------------------------------ what the words say


def _directions(region: str, low: int, inside: Sequence[Claim]) -> tuple[str, ...]:
    """The directions that the words of a comparison give."""
    kept = list(region)
    for claim in inside:
        if claim.qualifier != "exact":  # "more than 380" moves nothing
            first, last = claim.start - low - 14, claim.start - low
            for index in range(max(0, first), max(0, last)):
                kept[index] = " "
    text = "".join(kept)
    found = {"up"} if _UP.search(text) else set()
    if _DOWN.search(text):
        found.add("down")
    return tuple(sorted(found))


def _when(region: str, quarter: Quarter | None) -> Quarter | None:
    """The only earlier quarter that a comparison names."""
    if quarter is None:
        return None
    found = {t.quarter for t in times(region, quarter)} - {quarter}
    return found.pop() if len(found) == 1 else None


def _point(text: str, quarter: Quarter | None) -> bool:
    return quarter is not None and any(t.point for t in times(text, quarter))


def _all_earlier(text: str, quarter: Quarter | None) -> bool:
    """Whether a statement names no time but earlier or later ones, twice or more."""
    if quarter is None:
        return True
    named = [t.quarter for t in times(text, quarter)]
    return len(named) > 2 and quarter not in named
