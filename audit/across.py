"""Ties across reports: what one says of a quarter against what another says of the same.

The report of the quarter itself has the first word. A later report that quotes another
figure, or implies one by its change, disagrees; so does a quarter whose figures are those
of the quarter before, word for word.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from audit import diagnosis as dia
from audit.baselines import comparable, other_quarter, percent_tie
from audit.intervals import Interval, coarse, coarse_step, point, printed, step
from audit.ledger import Finding, Ledger
from audit.series import Series, Statement, alike, exact, one_of, period_beside
from audit.wording import MINUS, during, figure, measure, number, plain, sentence, size, span
from quarterline.periods import Period, Quarter
from quarterline.records import Claim, Comparison

_STOCK = re.compile(
    r"\b(?:currently|at\s+present|now|retains?|there\s+(?:are|is)|has\s+\d|stands?\s+at)\b", re.I
)
_CUMULATIVE = re.compile(
    r"\b(?:[Tt]o\s+date|[Ss]o\s+far|[Ss]ince\s+(?:the\s+)?(?:launch|start|[A-Z]))"
)
_REPORTS_BACK = 4
_MAY_BE_ROUND = 100.0
_NOUGHTS = 100.0  # two noughts at the end
_ALIKE = 80  # of 100, for two sentences that say the same
_STANDING = 3  # digits from which one unchanged headcount is worth a question


def findings(book: Ledger, series: Sequence[Series]) -> Iterator[Finding]:
    """Ties of quoted and implied figures, and repeats."""
    for one in series:
        yield from _ties(book, one)
    yield from _repeats(book, series)


# ---------------------------------------------------------------------------------- tie-out


def _ties(book: Ledger, series: Series) -> Iterator[Finding]:
    by_period: dict[Period, list[Statement]] = defaultdict(list)
    for statement in series.statements:
        if statement.period is not None:
            by_period[statement.period].append(statement)
    for when, found in by_period.items():
        documents = list(dict.fromkeys(s.document.id for s in found))
        if len(documents) < 2:
            continue
        own = [s for s in found if s.how == "own" and s.quarter.period.contains(when)]
        # "under 9,500" beside a table's 9,402 is no second figure
        own = [s for s in own if exact(book, s.claim)] or own
        # an implied figure may itself be the slip, so it is never what another is held against
        quoted = [s for s in found if s.how == "quoted"]
        first = own or [s for s in quoted if s.document.id == quoted[0].document.id]
        if not first:
            continue
        for document in documents:
            if document == first[0].document.id:
                continue
            for later in (s for s in found if s.document.id == document):
                recent = when.end >= later.quarter.year_ago.period.start
                if later.how == "own" or not recent:
                    continue
                source = one_of([s for s in first if s.document.id != document], later.words)
                again = one_of(
                    [s for s in found if s.document.id == document and s.how == later.how],
                    source.words if source else "",
                )
                if source is not None and again is later:
                    if not exact(book, source.claim):
                        continue  # "some 15,000" was never meant to the unit
                    if later.how == "percent":
                        yield from percent_tie(source, later, when)
                    else:
                        yield from _tie(
                            book, source, later, when, other_quarter(series, later, when)
                        )


def _tie(
    book: Ledger, source: Statement, later: Statement, when: Period, other: Quarter | None
) -> Iterator[Finding]:
    claims = (*later.claims, source.claim)
    name = measure(source.claim)
    fits = later.value.meets(source.value)
    where = f"the report for {source.quarter}"
    if later.how == "implied":
        level, change = later.claims
        sign = MINUS if change.direction == "up" else "+"
        total = f"{plain(level)} {sign} {size(change)} = {number(later.value.middle)}"
        stated, result = abs(change.value), (printed(level) - source.value).magnitude
    else:
        total = f"{figure(later.claim)} against {figure(source.claim)}"
        stated, result = later.claim.value, source.value
    if fits:
        words = (
            f"The figure for {name} {during(when)}, {span(later.value, 1)}, is the one in {where}"
            + (f": {total}" if later.how == "implied" else "")
        )
        yield Finding(
            kind="restated",
            scope="cross",
            claims=claims,
            formula=total,
            stated=stated,
            result=result,
            verdict="agrees",
            explanation=sentence(words),
        )
        return
    if _may_be_round(source.claim) and coarse(source.claim, 1).meets(later.value):
        return  # "15,000" may have been rounded; 30 deaths and 110 knives were counted
    slip, grade = _tie_slip(source, later)
    if other is not None:
        slip = dia.Slip(dia.OTHER_QUARTER, f"it is the one that the report for {other} gave")
        grade = "wording"
    if slip is None and not comparable(source.value, later.value):
        return  # so far apart they may well count different things
    read_whole = source.sure and later.sure
    if not read_whole and _has(book, source, later.value):
        return
    if _of_other_time(book, later, when):
        return
    words = _contradiction(source, later, total, f"{name} {during(when)}")
    words += f"; {slip.words}" if slip else ""
    yield Finding(
        kind="restated",
        scope="cross",
        claims=claims,
        formula=total,
        stated=stated,
        result=result,
        verdict="disagrees",
        grade=grade,
        diagnosis=slip.name if slip else "restated without a word",
        explanation=sentence(words),
    )


def _may_be_round(claim: Claim) -> bool:
    """Whether a figure ends in so many noughts that it was hardly counted; one is an accident."""
    return claim.value >= _MAY_BE_ROUND and coarse_step(claim, 1) >= _NOUGHTS * step(claim)


def _contradiction(source: Statement, later: Statement, total: str, subject: str) -> str:
    where = f"the report for {source.quarter}"
    if later.how == "implied":
        return (
            f"The change of {plain(later.claims[1])} puts {subject} at "
            f"{number(later.value.middle)} ({total}), but {where} gave {figure(source.claim)}"
        )
    return (
        f"The report gives {figure(later.claim)} for {subject}, but {where} "
        f"gave {figure(source.claim)}"
    )


def _has(book: Ledger, source: Statement, value: Interval) -> bool:
    """Whether the earlier report's passage gives the later figure too, for what it was meant."""
    beside = book.in_passage.get(source.claim.passage, ())
    return any(printed(c) == value for c in beside if c.unit == source.claim.unit)


def _of_other_time(book: Ledger, later: Statement, when: Period) -> bool:
    """Whether the words beside a quoted figure speak of another quarter than it was dated to."""
    if later.how == "implied" or later.sure:
        return False
    low, _, words = book.sentence(later.claim)
    named = period_beside(words, later.claim.start - low, later.quarter)
    return named is not None and named != when


def _tie_slip(source: Statement, later: Statement) -> tuple[dia.Slip | None, str]:
    """The slip behind a disagreement; without one it may be a revision, so no error."""
    if later.how == "implied":
        level, change = later.claims
        sign = -1 if change.direction == "up" else 1
        found = dia.typing_slip(
            change, lambda _, x: (printed(level) + x * sign).meets(source.value)
        )
        if found and source.value.low == source.value.high:
            return dia.slip_of(found[0], change, found[1]), "error"
        return None, "wording"
    if coarse(later.claim).meets(source.value) or later.value.meets(coarse(source.claim)):
        return dia.Slip(dia.COARSE, "one of them is a round figure"), "rounding"
    if source.value.low != source.value.high:
        return None, "wording"  # some slip of the later figure always fits a round one
    found = dia.typing_slip(later.claim, lambda value, _: point(value).meets(source.value))
    if found:
        return dia.slip_of(found[0], later.claim, found[1]), "error"
    return None, "wording"


# ---------------------------------------------------------------------------------- repeats


def _repeats(book: Ledger, series: Sequence[Series]) -> Iterator[Finding]:
    """Sentences of a later report whose figures are those of an earlier quarter.

    The same headcount twice can be true, the same hours worked cannot be expected. One
    figure of a flow must have four digits, two or more in one sentence may be shorter.
    """
    pairs: dict[tuple[str, str, str, str], list[tuple[Statement, Statement]]] = defaultdict(list)
    for one in series:
        for old, new in _neighbours(one):
            low_old, low_new = book.sentence(old.claim)[0], book.sentence(new.claim)[0]
            key = (old.claim.passage, new.claim.passage, str(low_old), str(low_new))
            pairs[key].append((old, new))
    for same in pairs.values():
        old, new = same[0]
        if alike(old.words, new.words) < _ALIKE:
            continue
        low, high, _ = book.sentence(new.claim)
        inside = [c for c in book.in_passage.get(new.claim.passage, ()) if low <= c.start < high]
        if len(inside) > len({n.claim.id for _, n in same}):
            continue  # another figure of the sentence is new, so the sentence was not copied
        # four digits can come back by chance after some years
        far = new.quarter.shift(-_REPORTS_BACK).period.start > old.quarter.period.start
        strong = any(_digits(n.claim) >= (5 if far else 4) for _, n in same)
        flow = any(_is_flow(o, n) for o, n in same)
        if not strong and len(same) < 2 and (flow or _digits(new.claim) < _STANDING):
            continue
        # "over 105,000 members" says no more than that it is still as large
        if not flow and all(n.claim.qualifier != "exact" for _, n in same):
            continue
        yield _repeat(same, certain=strong and flow, flow=flow)


def _neighbours(series: Series) -> Iterator[tuple[Statement, Statement]]:
    """Own statements of each report beside those of some reports before it.

    The last earlier report with the same figure is the one that was copied from, which need
    not be the one just before.
    """
    reports = [[s for s in report if s.how == "own"] for report in series.reports]
    for index, report in enumerate(reports):
        for new in report:
            for before in reversed(reports[max(0, index - _REPORTS_BACK) : index]):
                old = one_of(before, new.words)
                if old is not None and old.quarter != new.quarter and _equal(old, new):
                    yield old, new
                    break


def _equal(old: Statement, new: Statement) -> bool:
    same = old.value == new.value and old.claim.qualifier == new.claim.qualifier
    return same and (old.period is None or old.period != new.period)


def _digits(claim: Claim) -> int:
    """Significant digits of a figure: "17,000" has two, "91,425" five."""
    return len(plain(claim).replace(",", "").replace(".", "").strip("0"))


def _is_flow(old: Statement, new: Statement) -> bool:
    """Whether the sentence counts something that happened, in both reports' own words."""
    if _CUMULATIVE.search(new.words):
        return _CUMULATIVE.search(old.words) is not None
    if _STOCK.search(new.words) or _STOCK.search(old.words):
        return False
    if old.period is None or new.period is None:
        return False
    return all(_lasts(s) for s in (old, new))


def _lasts(statement: Statement) -> bool:
    """Whether its period is a stretch within its own quarter, not a day or a head count's month."""
    return (
        statement.period is not None
        and statement.period.days > 31
        and statement.quarter.period.contains(statement.period)
    )


def _repeat(same: Sequence[tuple[Statement, Statement]], *, certain: bool, flow: bool) -> Finding:
    """Copied figures: one of four digits of a flow was left in, any other may be true.

    "Over 200 arrests to date", twice, may be so; a careful reader asks and accuses nobody.
    """
    old, new = same[0]
    figures = " and ".join(f"{figure(n.claim)} ({measure(n.claim)})" for _, n in same)
    plural = "figures are" if len(same) > 1 else "figure is"
    if certain:
        why = "a new quarter would be expected to have new ones"
    elif _CUMULATIVE.search(new.words):
        why = "either nothing was added since, or the sentence was carried over"
    elif flow:
        why = "either it came out the same, or the sentence was carried over"
    else:
        why = "either it stayed the same, or it was not counted again"
    words = (
        f"The {plural} the same as in the report for {old.quarter}, in nearly the same words: "
        f"{figures}; {why}"
    )
    claims = tuple(c for o, n in same for c in (n.claim, o.claim))
    return Finding(
        kind="repeated",
        scope="cross",
        claims=claims,
        formula=", ".join(f"{figure(n.claim)} = {figure(o.claim)}" for o, n in same),
        stated=new.claim.value,
        result=old.value,
        verdict="disagrees" if certain else "unclear",
        grade="wording",
        diagnosis=dia.PREVIOUS if certain else "",
        explanation=sentence(words),
    )


def in_comparison(book: Ledger, claim: Claim) -> tuple[Comparison, ...]:
    """Comparisons that set a claim against an earlier figure."""
    return tuple(
        c for c in book.of_claim.get(claim.id, ()) if c.baseline or c.change or c.percent_change
    )
