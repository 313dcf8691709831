"""Shares of a whole: a percentage against its count, and whether whole numbers can give it."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set

from audit import diagnosis as dia
from audit.diagnosis import Slip
from audit.intervals import Interval, coarse, cut_down, point, printed, ratio, rounded, step
from audit.ledger import Finding, Ledger
from audit.portions import Portion
from audit.wording import DIVIDED, TIMES, figure, measure, number, percent, plain, sentence, span
from quarterline.records import Claim, Comparison

# "The reduction is 53, or 33%" and "57 incidents (down five, 8%)" give changes, not shares.
_CHANGES = frozenset("reduction decrease increase uplift rise fall drop growth change".split())
_MOVED = re.compile(
    r"\b(?:up|down|or|more|fewer|less|higher|lower|reduction|decrease|increase|uplift|rise|fall|drop)\b",
    re.I,
)
_OF_WHOLE = re.compile(
    r"\s+(?:[\w’'-]+\s+){0,3}(?:out\s+)?of\s+(?:(?:the|these|those|a\s+total\s+of)\s+)?", re.I
)
_MAX_WHOLE = 100_000  # above this some whole number gives nearly any percentage


def findings(book: Ledger, shared: Sequence[Portion] = ()) -> Iterator[Finding]:
    """Share against whole for every statement read whole, and every other comparison."""
    read = {p.share.id for p in shared}
    for portion in shared:
        yield from _share(portion.share, portion.part, portion.whole, sure=True)
    yield from _compared(book, read)


def _compared(book: Ledger, read: Set[str]) -> Iterator[Finding]:
    glosses: dict[str, list[tuple[Claim, Claim]]] = defaultdict(list)
    for comparison in book.comparisons:
        share, whole, part = (
            book.get(comparison.share),
            book.get(comparison.whole),
            book.get(comparison.level),
        )
        if share is None or comparison.baseline or share.id in read:
            continue
        if part is not None:
            whole = _out_of(book, part) or whole
            if whole is None and share.unit == "percent" and part.unit == "count":
                glosses[share.passage].append((part, share))
        if whole is None:
            continue
        if share.unit != "percent":
            if share.unit == whole.unit:
                yield from _part_of_whole(book, share, whole)
            continue
        if part is None:
            part = _gloss(book, comparison, share)
        if part is not None and part.unit == whole.unit:
            yield from _share(share, part, whole)
        elif part is None and whole.unit == "count":
            if _glosses(book, share, whole):
                glosses[share.passage].append((whole, share))
            elif _same_sentence(book, share, whole):
                yield from _feasible(share, whole)
    for pairs in glosses.values():
        yield from _same_whole(pairs)


def _gloss(book: Ledger, comparison: Comparison, share: Claim) -> Claim | None:
    """The count in brackets right after a percentage ("80% of these (381)")."""
    for claim in book.in_passage.get(comparison.passage, ()):
        if claim.unit == "count" and 0 < claim.start - share.end < 40:
            between = book.between(comparison.passage, share.end, claim.start)
            if re.fullmatch(r"\s*(?:[a-z]+\s+){0,3}\(\s*", between):
                return claim
    return None


def _out_of(book: Ledger, part: Claim) -> Claim | None:
    """The whole that follows its part at once: "49.6% (26 of 526)", "26 out of 526"."""
    for claim in book.in_passage.get(part.passage, ()):
        if claim.start > part.end and claim.unit == part.unit:
            between = book.between(part.passage, part.end, claim.start)
            return claim if re.fullmatch(r"\s+(?:out\s+)?of\s+(?:the\s+)?", between) else None
    return None


def _glosses(book: Ledger, share: Claim, count: Claim) -> bool:
    """Whether a bracketed percentage says what the count is of something else.

    "111 new constables (55%)" and "28 hate crimes (2.4% of recorded hate crimes)" do; "211
    applications (11.8% BAME)" names a part of the 211.
    """
    before = book.between(share.passage, count.end, share.start).rstrip()
    after = book.between(share.passage, share.end, share.end + 8)
    if re.match(r"\s*of\b", after) and "." not in before:
        return before.endswith(("(", ","))
    return before.endswith("(") and re.match(r"\s*\)", after) is not None


def _same_sentence(book: Ledger, share: Claim, whole: Claim) -> bool:
    """Whether a percentage follows its whole at once; in a later sentence it may have another.

    "41 packages … Of the packages that were actioned 55% …" is a share of fewer. A
    sentence that opens with a breakdown of the whole is as good.
    """
    between = book.between(share.passage, whole.end, share.start)
    if _MOVED.search(between) or set(whole.series.split()) & _CHANGES:
        return False
    if not between or re.search(r"[.;]\s", between) is None:
        return True
    return re.search(r"\bbreakdown\b", between, re.I) is not None


def _share(share: Claim, part: Claim, whole: Claim, *, sure: bool = False) -> Iterator[Finding]:
    """A share against its count; only where the words are `sure` can a part exceed its whole."""
    result = ratio(printed(part), printed(whole))
    if result is None:
        return
    if part.value > whole.value and not sure and _typed(share, part, whole) is None:
        return
    formula = f"{plain(part)} {DIVIDED} {plain(whole)} {TIMES} 100 = {percent(result)}"
    slip: Slip | None = None
    grade = ""
    if rounded(share).meets(result):
        verdict = "agrees"
        words = f"{figure(share)} is right: {formula}"
    else:
        verdict = "disagrees"
        slip, grade = _share_slip(share, part, whole, result)
        words = f"The report gives {figure(share)} for {measure(part)}, but {formula}"
        words += f"; {slip.words}" if slip else ""
    yield Finding(
        kind="share",
        claims=(whole, part, share),
        formula=formula,
        stated=share.value,
        result=result,
        verdict=verdict,
        grade=grade,
        diagnosis=slip.name if slip else "",
        explanation=sentence(words),
    )


def _share_slip(
    share: Claim, part: Claim, whole: Claim, result: Interval
) -> tuple[Slip | None, str]:
    slip = dia.rounding_slip(share, result)
    if slip:
        return slip, "rounding"
    loose = ratio(coarse(part), coarse(whole))
    if loose and rounded(share).meets(loose):
        return Slip(dia.COARSE, "the figures it rests on were rounded"), "rounding"
    if whole.value > part.value:
        other = ratio(printed(part), printed(whole) - printed(part))
        if other and rounded(share).meets(other):
            words = "it was worked out on the rest instead of on the whole"
            return Slip(dia.DENOMINATOR, words), "error"
    typed = _typed(share, part, whole)
    if typed:
        return typed, "error"
    digits = plain(share).replace(".", "")
    for text in dia.swaps(digits):
        value = float(text) * step(share)
        half = step(share) / 2
        if result.meets(Interval(value - half, value + half)):
            return dia.slip_of(dia.SWAPPED, share, round(value, 6)), "error"
    return None, "error"


def _typed(share: Claim, part: Claim, whole: Claim) -> Slip | None:
    """A typing slip in part or whole that makes the percentage fit.

    Two digits swapped only, since some other slip nearly always fits a rounded percentage;
    where the part is larger than its whole something is wrong, and any slip will do.
    """
    wanted = rounded(share)

    def fits_part(value: float, x: Interval) -> bool:
        found = ratio(x, printed(whole))
        return value <= whole.value and found is not None and wanted.meets(found)

    def fits_whole(value: float, x: Interval) -> bool:
        found = ratio(printed(part), x)
        return value >= part.value and found is not None and wanted.meets(found)

    names = {dia.SWAPPED}
    if part.value > whole.value:
        names |= {dia.DROPPED, dia.DOUBLED}
    for claim, fits in ((part, fits_part), (whole, fits_whole)):
        found = dia.typing_slip(claim, fits)
        if found and found[0] in names:
            return dia.slip_of(found[0], claim, found[1])
    return None


def _part_of_whole(book: Ledger, share: Claim, whole: Claim) -> Iterator[Finding]:
    """A part can be no more than its whole.

    A larger one is a disagreement only where the words beside the two are "… of the …".
    """
    part, total = printed(share), printed(whole)
    formula = f"{plain(share)} of {plain(whole)}"
    if part.high <= total.high:
        yield Finding(
            kind="other",
            claims=(whole, share),
            formula=formula,
            stated="part of the whole",
            result="part of the whole",
            verdict="agrees",
            explanation=sentence(f"{figure(share)} can be a part of {figure(whole)}"),
        )
    elif part.low > total.high and _OF_WHOLE.fullmatch(
        book.between(share.passage, share.end, whole.start)
    ):
        yield Finding(
            kind="other",
            claims=(whole, share),
            formula=formula,
            stated="part of the whole",
            result="more than the whole",
            verdict="disagrees",
            grade="error",
            diagnosis="part larger than the whole",
            explanation=sentence(
                f"{figure(share)} cannot be a part of {figure(whole)}, which is less"
            ),
        )


def _feasible(share: Claim, whole: Claim) -> Iterator[Finding]:
    """Whether any whole number out of the whole gives the percentage.

    A source: "the GRIM test", Brown and Heathers 2017, here for percentages of counts. Only
    exact wholes, and only where one printed step is less than one part of the whole.
    """
    total = printed(whole)
    if total.low != total.high or not 0 < whole.value <= _MAX_WHOLE or share.value > 100:
        return
    if share.qualifier != "exact" or not whole.value.is_integer():
        return
    size = int(whole.value)
    nearest = min(size, max(0, round(share.value * size / 100)))
    result = point(nearest * 100 / size)
    formula = f"{number(nearest)} {DIVIDED} {number(size)} {TIMES} 100 = {percent(result)}"
    common = {
        "kind": "share",
        "claims": (whole, share),
        "formula": formula,
        "stated": share.value,
        "result": result,
    }
    if _some_count(rounded(share), size):
        words = f"{figure(share)} of {plain(whole)} can be right: {formula}"
        yield Finding(**common, verdict="agrees", explanation=sentence(words))  # type: ignore[arg-type]
        return
    counts = (
        f"no whole number out of {plain(whole)} gives {figure(share)}: the nearest are "
        + " and ".join(_around(share.value, size))
    )
    if _some_count(cut_down(share), size):
        count = math.ceil(share.value * size / 100 - 1e-9)
        yield Finding(
            **(common | {"result": point(count * 100 / size)}),  # type: ignore[arg-type]
            verdict="disagrees",
            grade="rounding",
            diagnosis=dia.TRUNCATED,
            explanation=sentence(f"{counts}; the figure was cut off instead of rounded"),
        )
        return
    # the percentage may leave out those who did not say, so this alone proves no error
    yield Finding(**common, verdict="unclear", explanation=sentence(counts))  # type: ignore[arg-type]


def _some_count(wanted: Interval, size: int) -> bool:
    low = math.ceil(wanted.low * size / 100 - 1e-9)
    high = math.floor(wanted.high * size / 100 + 1e-9)
    return low <= high and high >= 0 and low <= size


def _around(value: float, size: int) -> list[str]:
    below = math.floor(value * size / 100)
    pairs = [(k, k * 100 / size) for k in (below, below + 1) if 0 <= k <= size]
    return [f"{number(k)} ({number(p, 2)}%)" for k, p in pairs]


def _same_whole(pairs: list[tuple[Claim, Claim]]) -> Iterator[Finding]:
    """ "28 … (2.4%)" and "19 … (1.6%)" of the same thing imply one and the same whole.

    The wholes must be called by the same words; a disagreement is left unclear, since the
    second percentage may be of the first count.
    """
    if len(pairs) < 2:
        return
    first_part, first_share = pairs[0]
    implied = printed(first_part) / rounded(first_share) * 100 if first_share.value > 0 else None
    for part, share in pairs[1:]:
        if implied is None or share.value <= 0 or share.measure.casefold() == "":
            continue
        result = ratio(printed(part), implied)
        if result is None or not rounded(share).meets(result):
            continue
        formula = f"{plain(part)} {DIVIDED} {span(implied, 0)} {TIMES} 100 = {percent(result)}"
        yield Finding(
            kind="share",
            claims=(first_part, first_share, part, share),
            formula=formula,
            stated=share.value,
            result=result,
            verdict="agrees",
            explanation=sentence(
                f"{figure(part)} ({figure(share)}) and {figure(first_part)} "
                f"({figure(first_share)}) fit one and the same total: {formula}"
            ),
        )
