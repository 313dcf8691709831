"""Numbers and sentences as a reader sees them: British English, the sum written out."""

from __future__ import annotations

import re
from datetime import date, timedelta

from audit.intervals import Interval
from quarterline.periods import Period
from quarterline.records import Claim

MINUS = "−"
TIMES = "×"
DIVIDED = "÷"
UP, DOWN, SAME = "up", "down", "unchanged"


def number(value: float, decimals: int | None = None) -> str:
    """A number with thousands separators: "16,795", "22.8"; no trailing noughts."""
    if decimals is None:
        decimals = 0 if float(value).is_integer() else 2
    text = f"{abs(value):,.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return (MINUS if value < 0 and text.strip("0.,") else "") + text


def figure(claim: Claim) -> str:
    """A claim's figure with its unit, without its words around."""
    text = " ".join(claim.text.split())
    return text if re.search(r"\d", text) else number(claim.value)


def plain(claim: Claim) -> str:
    """A claim's figure for a sum: as printed when it is a numeral, without % or currency."""
    text = figure(claim).strip("£$€%+ ")
    return text if re.fullmatch(r"[\d,.]+", text) else number(claim.value)


def size(claim: Claim) -> str:
    """The same of a change, whose sign the sum says by adding or taking away."""
    return plain(claim).lstrip(MINUS)


def span(interval: Interval, decimals: int = 2) -> str:
    """An interval in words: "22.8", or "22.7 to 22.9" when the inputs were coarse."""
    low, high = interval.bounds
    if low is None or high is None:
        return number(interval.middle, decimals)
    first, last = number(low, decimals), number(high, decimals)
    return first if first == last else f"{first} to {last}"


def percent(interval: Interval, decimals: int = 2) -> str:
    """A computed percentage: "22.8%"."""
    return f"{span(interval, decimals)}%"


def day(value: date) -> str:
    """A date as GOV.UK writes it: "1 April 2020"."""
    return f"{value.day} {value:%B %Y}"


def period(value: Period | None) -> str:
    """A period in words: whole months by their names, else from day to day."""
    if value is None:
        return "an undated time"
    if value.start == value.end:
        return day(value.start)
    months = value.start.day == 1 and (value.end + timedelta(days=1)).day == 1
    same_year = value.start.year == value.end.year
    if months and same_year and value.start.month == value.end.month:
        return f"{value.end:%B %Y}"
    if months:
        start = f"{value.start:%B}" if same_year else f"{value.start:%B %Y}"
        return f"{start} to {value.end:%B %Y}"
    start = f"{value.start.day} {value.start:%B}" if same_year else day(value.start)
    return f"{start} to {day(value.end)}"


def during(value: Period | None) -> str:
    """A period with its preposition: "in December 2019", "from July to September 2020"."""
    words = period(value)
    if value is None or value.start == value.end:
        return f"on {words}" if value else f"at {words}"
    return f"from {words}" if " to " in words else f"in {words}"


def measure(claim: Claim, fallback: str = "this figure") -> str:
    """What a claim counts, in the report's words."""
    text = " ".join((claim.measure or claim.series).split())
    return text or fallback


def sentence(text: str) -> str:
    """A sentence with a capital and a full stop."""
    text = " ".join(text.split())
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?")) else f"{text}."


def moved(direction: str) -> str:
    """A direction as a verb: "rose", "fell", "did not change"."""
    return {UP: "rose", DOWN: "fell"}.get(direction, "did not change")
