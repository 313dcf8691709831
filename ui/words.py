"""The words a person reads, on the screen and in the terminal alike.

Everything here is pure. `visible` stands between the text of a report, which is data
from outside, and whatever shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from quarterline.periods import Period, Quarter
from quarterline.records import Document, Passage, Priority

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

# What a terminal or a browser would obey instead of showing: C0 and C1 controls (escape
# sequences), and the marks that reverse or hide text. Tab and line feed stay.
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2069\ufeff"
    r"\ud800-\udfff]"
)
KINDS = {"bullet": "Bullet points", "paragraph": "Paragraphs", "row": "Table rows"}
_FIELD_NAMES = {
    "force": "Force",
    "plan": "Plan",
    "title": "Title",
    "quarter": "Quarter",
    "period": "Period",
    "version": "Version",
    "produced": "Produced",
    "marking": "Marking",
}


def visible(text: str) -> str:
    """`text` with every control character turned into a sign that can be seen.

    Escape becomes "␛"; a mark that reverses the direction becomes "‹U+202E›". Tab and
    line feed stay, as does every character that is only shown.
    """
    return _CONTROLS.sub(_sign, text)


def _sign(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "␡"
    return f"‹U+{code:04X}›"


def one_line(text: str) -> str:
    """`text` made visible, its line breaks, tabs and repeated spaces turned into one space."""
    return " ".join(visible(re.sub(r"\s+", " ", text)).split())


def shorten(text: str, length: int) -> str:
    """The first words of `text`, at most `length` characters, with "…" where words are left out."""
    line = one_line(text)
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    space = len(cut) if line[length - 1] == " " else cut.rfind(" ")
    return (cut[:space] if space > length // 2 else cut).rstrip(" ,;:.") + "…"


def ending(text: str, length: int) -> str:
    """The last words of `text`, at most `length` characters, with "…" where words are left out."""
    line = one_line(text)
    if len(line) <= length:
        return line
    start = len(line) - length + 1
    cut = line[start:]
    space = -1 if line[start - 1] == " " else cut.find(" ")
    return "…" + (cut[space + 1 :] if 0 <= space < length // 2 else cut)


def sentence(text: str) -> str:
    """A message with a capital at its start and a stop at its end."""
    line = one_line(text)
    return f"{line[:1].upper()}{line[1:]}{'' if line[-1:] in '.?!:' else '.'}" if line else ""


def capital(text: str) -> str:
    """`text` with its first letter as a capital, the others as they are."""
    return f"{text[:1].upper()}{text[1:]}"


def counted(number: int, singular: str, plural: str = "") -> str:
    """A number with its noun: "1 passage", "2,480 passages"."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def listed(items: Sequence[str], most: int = 0) -> str:
    """Items in a sentence: "a", "a and b", "a, b and 3 more" (when there are more than `most`)."""
    shown = list(items)
    if most and len(shown) > most:
        shown = [*shown[:most], f"{len(shown) - most} more"]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def unique(items: Iterable[str]) -> list[str]:
    """The items in their order, each once, empty ones left out."""
    return [item for item in dict.fromkeys(items) if item]


def day(value: date) -> str:
    """A date in the style of GOV.UK: "1 April 2020"."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def day_of(when: str) -> str:
    """The day of an ISO 8601 time: "1 April 2020"; the text itself where it is none."""
    try:
        return day(date.fromisoformat(when[:10]))
    except ValueError:
        return one_line(when)


def span_of_days(period: Period) -> str:
    """A period in words: "1 October to 31 December 2019"."""
    first, last = period.start, period.end
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)} to {day(last)}"
    return f"{first.day} {_MONTHS[first.month - 1]} to {day(last)}"


def months_of(quarter: Quarter) -> str:
    """The months of a quarter: "October to December 2019"."""
    period = quarter.period
    return f"{_MONTHS[period.start.month - 1]} to {_MONTHS[period.end.month - 1]} {period.end.year}"


def quarter_name(quarter: Quarter | None) -> str:
    """A quarter as a heading: "Quarter 3, 2019-20"; "Quarter not known" where there is none."""
    if quarter is None:
        return "Quarter not known"
    return f"Quarter {quarter.number}, {str(quarter).split(' ', maxsplit=1)[0]}"


def quarter_words(quarter: str) -> str:
    """A quarter given as "2019-20 Q3" in words; "Quarter not known" for an empty one."""
    return quarter_name(Quarter.parse(quarter) if quarter else None)


def priority_name(priority: Priority | None) -> str:
    """A priority with its number: "Priority 5: Tackle gangs and organised crime"."""
    if priority is None:
        return ""
    title = one_line(priority.title)
    return f"Priority {priority.number}: {title}" if title else f"Priority {priority.number}"


def report_name(document: Document) -> str:
    """Whose report it is, or its file name where that is not known."""
    return one_line(document.force) or one_line(document.source)


def version_name(document: Document) -> str:
    """The version as printed, with its noun: "Version 2.2"; empty where none is printed."""
    version = one_line(document.version)
    if not version:
        return ""
    return version if version.lower().startswith("v") else f"Version {version}"


def field_name(field: str) -> str:
    """The name of a document's field as a person reads it."""
    return _FIELD_NAMES.get(field, field.replace("_", " ").capitalize())


def field_value(field: str, value: str) -> str:
    """The value of a document's field as a person reads it: quarters and periods in words."""
    try:
        if field == "quarter":
            quarter = Quarter.parse(value)
            return f"{quarter_name(quarter)} ({months_of(quarter)})"
        if field == "period":
            return span_of_days(Period.parse(value))
    except ValueError:
        pass
    return one_line(value)


def certainty(confidence: float) -> str:
    """How sure a reading is, in words: a number would promise more than it can keep."""
    if confidence >= 0.9:
        return "sure"
    if confidence >= 0.6:
        return "likely"
    return "a guess"


def where_named(passage: Passage) -> str:
    """The labels under which a passage stands: "South LPA › Southend".

    A label with which the passage itself begins ("Southend: …") is not said twice.
    """
    labels = [one_line(label).rstrip(":") for label in passage.context]
    start = one_line(passage.text[:200]).casefold()
    return " › ".join(label for label in labels if not start.startswith(label.casefold()))
