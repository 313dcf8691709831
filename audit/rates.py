"""Rates per day held against the count and the days behind it.

Days count both ends. A rate in whole numbers is a rounded one, so "34 a day" stands for
anything from 33.5 to 34.5.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Set
from datetime import date

from audit import diagnosis as dia
from audit.chains import run_together, statements
from audit.diagnosis import Slip
from audit.intervals import Interval, coarse, point, printed, rounded
from audit.ledger import Finding, Ledger
from audit.times import times
from audit.wording import DIVIDED, day, figure, measure, number, period, plain, sentence, span
from quarterline.periods import Period
from quarterline.records import Claim, Comparison, Document, Passage

_MONTHS = {name.casefold(): i for i, name in enumerate(calendar.month_name) if name}
_LAUNCH = re.compile(
    r"\b(?:launch(?:ed)?|started|began|opened|introduced|live|running|established)\s+(?:on|from|since)\s+"
    r"(?:the\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>[A-Z][a-z]+)"
    r"(?:\s+(?P<year>\d{4}))?",
)
_TO_DATE = re.compile(
    r"\b(?:to\s+date|so\s+far|since\s+(?:its\s+|the\s+)?launch|since\s+then)\b", re.I
)
_SINCE = re.compile(r"\b(?:since|launch\w*|from\s+\d|started|began|live\s+from)\b", re.I)
_DAY = re.compile(r"\b(?:a|per|each|every)\s+day\b|\bdaily\b", re.I)
_DAILY_BEFORE = re.compile(r"\bdaily\s+(?:average\s+(?:of\s+)?)?\Z", re.I)
_DAILY_AFTER = re.compile(
    r"(?:(?!\b(?:that\s+is|within|in)\s)[^.,;()]){0,70}?\b(?:a|per|each|every)\s+day\b", re.I
)
_AGE = re.compile(r"\b(?:live|running|in\s+place|open|operational)\s+for\s+\Z", re.I)


def findings(book: Ledger) -> Iterator[Finding]:
    """Rates per day of every comparison, and ages such as "live for 10 months"."""
    held: set[str] = set()
    for comparison in book.comparisons:
        rate, level = book.get(comparison.rate), book.get(comparison.level)
        if rate is None or level is None or rate.unit != "per_day" or level.unit != "count":
            continue
        found = _per_day(book, comparison, rate, level)
        if found:
            held.add(rate.id)
            yield found
    for claim in book.claims.values():
        if claim.unit == "months":
            yield from _age(book, claim)
    for passage in book.passages.values():
        if _DAY.search(passage.text):
            yield from _alone(book, passage, held)


def _alone(book: Ledger, passage: Passage, held: Set[str]) -> Iterator[Finding]:
    """A rate over the report's quarter, and the only count that its statement has."""
    document = book.documents.get(passage.document)
    if document is None or document.quarter is None:
        return
    for low, high in statements(book, passage):
        inside = [c for c in book.in_passage.get(passage.id, ()) if low <= c.start < high]
        text = passage.text[low - passage.start : high - passage.start]
        if len(inside) != 2 or any(c.id in held or run_together(passage, c) for c in inside):
            continue
        first, second = inside
        lead, gap = text[: first.start - low], text[first.end - low : second.start - low]
        rest = text[second.end - low :]
        rates = [
            c
            for c, before, after in ((first, lead, gap), (second, gap, rest))
            if (c.unit == "per_day" or (c.unit == "count" and c.role in ("level", "rate")))
            and (_DAILY_BEFORE.search(before) or _DAILY_AFTER.match(after))
        ]
        level = second if rates and rates[0] is first else first
        named = {t.quarter for t in times(text, document.quarter)}
        if len(rates) != 1 or level.unit != "count" or level.qualifier != "exact":
            continue
        if named == {document.quarter} and not _SINCE.search(text) and level.value > 1:
            over = document.quarter.period
            yield _rate(rates[0], level, over, over.days)


def launch(book: Ledger, claim: Claim) -> date | None:
    """The launch that the claim's passage names before it; the year may be the report's."""
    document = book.documents.get(claim.document)
    passage = book.passages.get(claim.passage)
    if document is None or document.period is None or passage is None:
        return None
    before = passage.text[: claim.start - passage.start]
    matches = list(_LAUNCH.finditer(before))
    if not matches:
        return None
    return _date(matches[-1], document)


def _date(match: re.Match[str], document: Document) -> date | None:
    month = _MONTHS.get(match["month"].casefold())
    if month is None or document.period is None:
        return None
    end = document.period.end
    years = [int(match["year"])] if match["year"] else [end.year, end.year - 1]
    for year in years:
        try:
            found = date(year, month, int(match["day"]))
        except ValueError:
            return None
        if found <= end:
            return found
    return None


def behind(book: Ledger, comparison: Comparison, level: Claim) -> tuple[Period | None, int]:
    """The period that a rate is over, and its days; 0 when it is not certain.

    "To date" runs from the launch that the passage names to the end of the quarter.
    """
    document = book.documents.get(level.document)
    if comparison.days > 0:
        return level.period, comparison.days
    words = book.sentence(level)[2]
    began = launch(book, level)
    if began and document and document.period and _TO_DATE.search(words):
        whole = Period(began, document.period.end)
        return whole, whole.days
    if level.period is None:
        return None, 0
    return level.period, level.period.days


def _per_day(book: Ledger, comparison: Comparison, rate: Claim, level: Claim) -> Finding | None:
    over, days = behind(book, comparison, level)
    return _rate(rate, level, over, days) if days >= 2 else None


def _rate(rate: Claim, level: Claim, over: Period | None, days: int) -> Finding:
    result = printed(level) / point(days)
    formula = f"{plain(level)} {DIVIDED} {days} days = {span(result)}"
    when = f" ({period(over)})" if over else ""
    if rounded(rate).meets(result):
        verdict, grade, slip = "agrees", "", None
        words = f"{figure(rate)} a day is right: {formula}{when}"
    else:
        verdict = "disagrees"
        slip = _slip(rate, level, days, result)
        grade = (
            "rounding"
            if slip and slip.name in (dia.TRUNCATED, dia.ROUNDED_UP, dia.COARSE)
            else "error"
        )
        words = f"The report gives {figure(rate)} a day for {measure(level)}, but {formula}{when}"
        words += f"; {slip.words}" if slip else ""
    return Finding(
        kind="rate_per_day",
        claims=(level, rate),
        formula=formula,
        stated=rate.value,
        result=result,
        verdict=verdict,
        grade=grade,
        diagnosis=slip.name if slip else "",
        explanation=sentence(words),
    )


def _slip(rate: Claim, level: Claim, days: int, result: Interval) -> Slip | None:
    slip = dia.rounding_slip(rate, result)
    if slip:
        return slip
    if coarse(rate, significant=1).meets(printed(level) / point(days)):
        return Slip(dia.COARSE, f"{figure(rate)} is a round figure")
    implied = printed(level) / rounded(rate)
    for other in (days - 1, days + 1, *range(28, 32), *range(59, 63), *range(89, 93)):
        if other != days and other > 0 and rounded(rate).meets(printed(level) / point(other)):
            return Slip(dia.DAYS, f"it would fit {other} days")
    if implied.low >= 1 and implied.high < days:
        fits = f"{number(implied.low, 0)} to {number(implied.high, 0)}"
        return Slip(dia.DAYS, f"it would fit {fits} days, not {days}")
    return None


def _age(book: Ledger, claim: Claim) -> Iterator[Finding]:
    """ "It has been live for 10 months": whole months from the launch to the quarter's end."""
    passage = book.passages.get(claim.passage)
    document = book.documents.get(claim.document)
    began = launch(book, claim)
    if passage is None or document is None or document.period is None or began is None:
        return
    if not _AGE.search(passage.text[: claim.start - passage.start]):
        return
    end = document.period.end
    months = (end.year - began.year) * 12 + end.month - began.month + (end.day - began.day) / 31
    result = Interval(float(int(months)), float(int(months) + 1))
    fits = rounded(claim).meets(result)
    formula = f"{day(began)} to {day(end)} is {int(months)} whole months"
    if not fits:
        return  # the report may have been written later than the quarter's end
    yield Finding(
        kind="other",
        claims=(claim,),
        formula=formula,
        stated=claim.value,
        result=point(float(int(months))),
        verdict="agrees",
        explanation=sentence(f"{figure(claim)} months is right: {formula}"),
    )
