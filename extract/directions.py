"""The words of change, and which way they point."""

from __future__ import annotations

import re

_UP = (
    r"increas(?:e|es|ed|ing)|ris(?:e|es|en|ing)|rose|up|grew|grow(?:s|n|ing|th)?|higher|more"
    r"|climb(?:s|ed|ing)?"
    r"|jump(?:s|ed|ing)?|surg(?:e|es|ed|ing)|soar(?:s|ed|ing)?|uplift|upturn|gain(?:s|ed)?"
    r"|expand(?:s|ed)?|rall(?:y|ied)"
    r"|(?:more\s+than\s+|nearly\s+|almost\s+)?(?:doubled|trebled|tripled|quadrupled)"
    r"|improv(?:e|es|ed|ing|ement)|exceed(?:s|ed)?|greater|additional|extra|advanced?"
    r"|boost(?:s|ed|ing)?"
)
_DOWN = (
    r"decreas(?:e|es|ed|ing)|reduc(?:e|es|ed|ing|tion)|fall(?:s|en|ing)?|fell|drop(?:s|ped"
    r"|ping)?|down"
    r"|declin(?:e|es|ed|ing)|lower(?:ed)?|fewer|less|cut|slip(?:s|ped)?|slump(?:s|ed)?|shrank"
    r"|shrunk|shrink(?:s|ing)?"
    r"|plung(?:e|ed|ing)|tumbl(?:e|ed|ing)|slid|sank|sunk|deteriorat(?:e|es|ed|ing|ion)"
    r"|worsen(?:s|ed|ing)?|los(?:t|s|es)"
    r"|smaller|halved|shed|contract(?:s|ed|ing)?"
)
_WORD = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b", re.I)
CHANGE = rf"(?:{_UP}|{_DOWN})"
NOUN = (
    r"(?:increase|decrease|reduction|rise|fall|drop|decline|growth|uplift|gain|loss|cut|jump"
    r"|surge|improvement"
    r"|deterioration|change|upturn|slump|boost|swing|hike|dip)"
)
VERB = (
    r"(?:increas(?:e|es|ed|ing)|decreas(?:e|es|ed|ing)|reduc(?:e|es|ed|ing)|ris(?:e|es|en|ing)"
    r"|rose|fall(?:s|en|ing)?|fell|drop(?:s|ped|ping)?"
    r"|declin(?:e|es|ed|ing)|grew|grow(?:s|n|ing)?|climb(?:s|ed|ing)?|jump(?:s|ed|ing)?"
    r"|surg(?:e|ed|ing)|soar(?:ed|ing)?|slip(?:ped)?|slump(?:ed)?|plung(?:ed|ing)"
    r"|tumbl(?:ed|ing)|shrank|shrunk|cut|improv(?:e|es|ed|ing)|deteriorat(?:ed|ing)"
    r"|gain(?:ed)?|lower(?:ed)?|slid|sank|went|gone|go|changed|moved|expand(?:ed)?"
    r"|contract(?:ed)?|advanced?|jumped|boost(?:ed)?"
    r"|halved|doubled|trebled|tripled|quadrupled)"
)


def direction_of(words: str, *, last: bool = True) -> str:
    """Which way the last (or first) word of change in `words` points: up, down or none."""
    found = [m for m in _WORD.finditer(words) if not _not_change(words, m)]
    if not found:
        return "none"
    return "up" if (found[-1] if last else found[0])["up"] else "down"


def _not_change(words: str, match: re.Match[str]) -> bool:
    """ "up to 40" and "more than 40" are qualifiers, "signed up" and "carried up" other verbs."""
    after = words[match.end() : match.end() + 6].casefold()
    word = match.group().casefold()
    if word == "up":
        before = words[max(0, match.start() - 9) : match.start()].casefold()
        return (
            after.startswith(" to")
            or re.search(r"(?:sign|signed|set|take|took|pick\w*|kept|made|follow)\s+\Z", before)
            is not None
        )
    if word in ("more", "less", "fewer", "greater"):
        return after.startswith(" than")
    return False
