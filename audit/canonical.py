"""What a figure counts, in words that two reports share: the canonical form of a measure.

"Robbery offences", "robberies recorded" and "robberies that Wexshire Police recorded" are one
measure. Words fall away class by class, whose words they are, what was done, who did it, and
only while a word that names a thing is left: "officers" alone stays, since it is the thing.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import lru_cache

from audit.times import times
from extract.series import normalise
from quarterline.periods import Quarter
from quarterline.records import Claim

_MONTHS = "january february march april may june july august september october november december"
_EMPTY_WORDS = frozenset(
    f"{_MONTHS} q1 q2 q3 q4 quarter quarters year month end start previous last same corresponding "
    "preceding earlier point change figure figures total number count date period level value "
    "other running cumulative overall since reduction increase decrease rise fall uplift drop "
    "growth difference gbp per_year period time recorded logged made force cent per percent "
    "percentage within one two three four five six seven eight nine ten".split()
)
# Who did it and that it was done: two reports may say this differently of one measure.
_DONE = frozenset(
    "officer handler contact team police seized recovered handled taken delivered issued "
    "completed conducted carried collected under".split()
)
_DOING = frozenset(
    "seized recovered delivered issued completed conducted carried collected executed achieved "
    "brought hosted obtained secured detected processed given told shown show saw seen held "
    "undertaken performed produced taken involving involv enabled".split()
)
_COUNTING = frozenset("headcount strength registered establishment trained post member".split())
_WHO = frozenset("officer handler contact team staff operator under".split())
# how something is measured, which its unit says already
_RATIOS = frozenset({"proportion", "share", "rate", "weight", "amount", "quantity"})
_UNITS = frozenset("kg kilogram hours hour gbp".split())
_SAME = {
    "membership": "member",
    "incident": "report",
    "answer": "answered",
    "handled": "answered",
    "dealt": "answered",
    "satisfaction": "satisfied",
    "driving": "drive",
    "home": "residential",
    "dwelling": "residential",
}
_PARTED = {
    "abandonment": "abandonment call",
    "uninsured": "insurance without",
    "desktop": "based desk",
    "fatality": "death road",
}
# Words of a sentence that compare or tell, and name nothing.
_TELLING = frozenset(
    "rose rise risen fell fallen fall went gone go goes going up down grew grow grown climbed "
    "declined dropped reduced increased decreased improved stood stand reached came come against "
    "compared compare opposed more fewer less higher lower than while where when then there it so "
    "if also all about some each whole out having between during over after before until within "
    "made up ended began begun starting begin percentage point share proportion trend ago high "
    "low any one two three four five six seven eight nine ten small slight sharp similar versus "
    "set measured comparison compares shows figure reporting across county against equal means "
    "percent cent pp kg kilogram not but yet keeping busy thousand million joiner joined joining "
    "took take taking say do "
    "leaver left leaving starter departure recruited appointed resigned retired intake".split()
)
_KSI = frozenset({"killed", "seriously", "injured"})
# "The camera team recorded …": who did it, told by a verb that is no word for a change.
_DOER = re.compile(
    r"\b(?:[\w’'-]+\s+){0,2}(?:officers|staff|teams?|handlers|operators|desk|hub)\s+"
    r"(?!increas|decreas|dropp|declin|climb|reduc|improv|mov|chang)\w+ed\b",
    re.I,
)
_RUNG = r"(\d\s+|\b(?:of|to|for|the)\s+){}(?=\s+(?:\w+\s+)?calls?\b)"
_NUMBER = re.compile(r"[£+\-−]?\d[\d,.]*\s?(?:%|kg\b|k\b|m\b|st\b|nd\b|rd\b|th\b)?")


def key_tokens(claim: Claim) -> frozenset[str]:
    """The words of a measure that name a thing: no times, no words for counting."""
    words = {w for w in claim.series.split() if not w.isdigit() and w not in _EMPTY_WORDS}
    if "crime" in words:
        words -= {"offence"}
    return frozenset(words - _DONE if len(words - _DONE) > 1 else words)


_BY_STAFF = re.compile(
    r"\s+by\s+((?:[\w'’-]+\s+){0,3}(?:officers|staff|teams?|handlers|operators|desk|hub))\b", re.I
)
# "by Wexshire Constabulary": the force itself, of which all its figures are
_BY_FORCE = re.compile(r"\s+by\s+((?:[\w'’-]+\s+){1,4}(?:constabulary|police))\b", re.I)


def measured(claim: Claim, owner: frozenset[str] = frozenset()) -> frozenset[str]:
    """The canonical words of a figure's measure, without the staff who made or took it."""
    words = canonical(claim.series, owner)
    staff = _BY_STAFF.search(claim.measure)
    force = _BY_FORCE.search(claim.measure)
    if force and frozenset(force[1].casefold().split()) <= owner | {"police", "the"}:
        staff = staff or force
    rest = words - canonical(normalise(staff[1])) if staff else words
    return rest or words


@lru_cache(maxsize=65536)
def canonical(series: str, owner: frozenset[str] = frozenset()) -> frozenset[str]:
    """The canonical words of a normal form; empty where it names nothing.

    `owner` are the words of the force's name, which one report adds and another leaves out.
    """
    parted = " ".join(_PARTED.get(w, w) for w in series.split())
    words = {w for w in parted.split() if not w.isdigit() and w not in _EMPTY_WORDS}
    words = {_root(_SAME.get(w, w)) for w in words} - _UNITS
    if "member" in words and len(words) > 2:
        words -= {"scheme"}  # "membership of the watch scheme" is that of the watch
    if "satisfied" in words and len(words) > 2:
        words -= {"service"}  # victims satisfied with it are satisfied victims
    if words >= _KSI:
        words = words - _KSI | {"ksi"}
    if not words - _DOING - _COUNTING - {"answered"}:
        return frozenset()
    for weak in (owner, _DOING, _COUNTING, {"police"}, _WHO, {"offence"}, _RATIOS):
        if words - weak:
            words -= weak
    return frozenset(words)


def told(text: str, quarter: Quarter, owner: frozenset[str] = frozenset()) -> frozenset[str]:
    """The canonical words of a whole statement: its figures, times and comparing words left out.

    For a statement that is about one thing this is its measure, perhaps with a word too many.
    """
    kept = list(text)
    for time in times(text, quarter):
        kept[time.start : time.end] = " " * (time.end - time.start)
    said = "".join(kept)
    # the telephone number is no figure, and says which calls are meant
    for rung, kind in (("999", "emergency"), ("101", "nonemergency")):
        said = re.sub(_RUNG.format(rung), rf"\1{kind}", said, flags=re.I)
    bare = _NUMBER.sub(" ", _DOER.sub(" ", said))
    words = set(normalise(bare).split()) - _TELLING
    return canonical(" ".join(sorted(words)), owner)


def names_in(text: str, tokens: Set[str]) -> bool:
    """Whether a text has all words of a measure, by their stems."""
    low = text.casefold()
    return all(
        re.search(rf"(?<!non-)\b{re.escape(_stem(t))}", low) is not None or t in _spelt(low)
        for t in tokens
    )


@lru_cache(maxsize=4096)
def _spelt(text: str) -> frozenset[str]:
    return frozenset(_root(_SAME.get(w, w)) for w in normalise(text).split())


def _stem(token: str) -> str:
    return token[:-1] if token.endswith("y") and len(token) > 4 else token


def _root(word: str) -> str:
    """ "volunteering" is of volunteers; short words stay ("missing", "evening")."""
    return word[:-3] if len(word) > 7 and word.endswith("ing") else word
