"""Finds mentions of the plan's numbered priorities: "Priority 4", "Priorities 2 and 4"."""

from __future__ import annotations

import re

from extract.found import Found

_PRIORITY = re.compile(
    r"\b(?:Priority\s+(?P<one>\d{1,2})|Priorities\s+(?P<many>\d{1,2}(?:\s*(?:,|and|&)\s*\d{1,2})*))\b"
)
_NUMBER = re.compile(r"\d+")


def find_priorities(text: str) -> list[Found]:
    """Priorities named in `text`, left to right; canonical "Priority 4"."""
    found: list[Found] = []
    if "Priorit" not in text:
        return found
    for match in _PRIORITY.finditer(text):
        if match["one"]:
            found.append(_found(text, match.start(), match.end(), match["one"]))
            continue
        offset = match.start("many")
        for number in _NUMBER.finditer(match["many"]):
            start, end = offset + number.start(), offset + number.end()
            found.append(_found(text, start, end, number.group()))
    return found


def _found(text: str, start: int, end: int, number: str) -> Found:
    return Found(start, end, text[start:end], "PRIORITY", f"Priority {int(number)}")
