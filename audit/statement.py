"""What a sentence that is to be verified says: whose figures, of what, when and where.

It is read by the same pipeline as the reports, but on its own, so only dates that it states
itself count: there is no report whose quarter "last quarter" could be.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from audit.canonical import key_tokens
from extract.extractor import Extraction, Extractor
from extract.profiles import Profile, load_profile
from extract.series import normalise
from quarterline.errors import PeriodError
from quarterline.periods import Period, Quarter, month
from quarterline.records import Claim, Document, Mention, Passage

_TIMES = ("DATE", "QUARTER")
_PLACES = ("DISTRICT", "LPA", "PLACE")
_OPERATIONS = ("OPERATION", "PROJECT")
_FORCE = re.compile(
    r"\b(?P<name>(?:[A-Z][a-z]+\s+(?:(?:and|of)\s+)?){1,4})(?:Police|Constabulary)\b"
)
_NO_NAME = frozenset("The In By For At From And Our Their Local Of".split())
_NOT = re.compile(r"\b(?:not|never|neither|nor|hardly|cannot)\b|n[’']t\b", re.I)
# Whose wording says nothing of what was counted, so the passage need not have it.
_SAYING = frozenset(
    "took take taken taking saw seen see got get had has have made make handled "
    "handle received receive stood stand reached reach totalled total "
    "came come gave give rose rise risen fell fall fallen grew grow grown went go gone up down "
    "increased increase decreased decrease reduced reduce dropped drop climbed climb was were is "
    "are been be there it that this which who in on at of to by for from with than and or the a "
    "an as between during over under since until about around approximately some nearly almost "
    "exactly just more fewer less compared comparison against year years month months quarter "
    "quarters week weeks day days financial previous last same period three six nine twelve "
    "first second third fourth force police constabulary its their all also only both january "
    "february march april may june july august september october november december ending "
    "ended end start beginning q1 q2 q3 q4 figure figures number numbers reported recorded "
    "report record percent per cent point points  "
    "arrived stated quarterly annually did do does ".split()
)
# Made into "Q2 2020-21", which the reports' reading knows and is as long, so that offsets hold.
_YEAR_FIRST = re.compile(r"\b(\d{4}[-/]\d{2})(,?\s+)(Q[1-4])\b")
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_ENDING = re.compile(
    r"\b(?:quarter|three\s+months)\s+(?:to|ending|ended)\s+(?:(?:in|on)\s+)?(?:\d{1,2}\s+)?"
    rf"(?P<month>{_MONTH})\s+(?P<year>\d{{4}})\b",
    re.I,
)
_RANGE = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})\s+)?(?P<month>{_MONTH})(?:\s+(?P<year>\d{{4}}))?"
    r"\s*(?:to|and|until|[-–])\s*"
    rf"(?:(?P<last_day>\d{{1,2}})\s+)?(?P<last_month>{_MONTH})\s+(?P<last_year>\d{{4}})\b",
    re.I,
)
_MONTHS = (
    "january february march april may june july august september october november december"
).split()


@dataclass(frozen=True, slots=True)
class Stated:
    """One figure of a statement.

    `tokens` are the words of its measure in normal form, `words` the other words that must
    stand in a passage that bears it out; `agent` are those of `tokens` that say who did it
    ("by Special Constables"); `period` is None where the statement does not say.
    """

    claim: Claim
    tokens: frozenset[str]
    agent: frozenset[str]
    words: frozenset[str]
    period: Period | None
    places: frozenset[str]
    operations: frozenset[str]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as it was read; `problem` says why it cannot be verified, if so."""

    text: str
    force: str = ""
    figures: tuple[Stated, ...] = ()
    problem: str = ""


def read_statement(text: str, forces: Sequence[str], profiles: Mapping[str, Profile]) -> Statement:
    """Read a statement about one of the forces, by that force's profile."""
    force, problem = _force(text, forces, profiles)
    if not problem and _NOT.search(text):
        problem = "The sentence denies something, which the reports cannot be asked about."
    if problem:
        return Statement(text, force, problem=problem)
    profile = profiles.get(force) or load_profile(force)
    document_id = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
    plain = _YEAR_FIRST.sub(r"\3\2\1", text)
    passage = Passage(f"{document_id}#1", document_id, 0, len(plain), plain, 1, "paragraph")
    document = Document(document_id, "", "", "text/plain", plain, force=force)
    found = _extractor(profile).extract(document, [passage])
    figures = tuple(_stated(text, claim, found, force, profile) for claim in found.claims)
    return Statement(text, force, figures)


_KEPT: dict[int, Extractor] = {}
_MOST_KEPT = 4


def _extractor(profile: Profile) -> Extractor:
    """The pipeline for a profile; the last few are kept, since they take a while to make."""
    kept = _KEPT.get(id(profile))
    if kept is None or kept.profile is not profile:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        kept = _KEPT[id(profile)] = Extractor(profile)
    return kept


def _force(text: str, forces: Sequence[str], profiles: Mapping[str, Profile]) -> tuple[str, str]:
    """Whose figures are meant, or why that cannot be told."""
    named = []
    for force in forces:
        profile = profiles.get(force)
        names = (force, *(profile.aliases if profile else ()))
        if any(re.search(rf"\b{re.escape(name)}\b", text, re.I) for name in names if name):
            named.append(force)
    if len(named) > 1:
        return "", "The sentence names several forces; ask about one at a time."
    for match in _FORCE.finditer(text):
        words = [w for w in match["name"].split() if w not in _NO_NAME]
        known = any(words and " ".join(words).casefold() in f.casefold() for f in named)
        if words and not known and words[-1] not in ("and", "of"):
            other = f"{' '.join(words)} {match.group().split()[-1]}"
            return "", f"There is no report of {other} in the library."
    if named:
        return named[0], ""
    if len(forces) > 1:
        return "", f"The sentence does not say which force; expected one of {', '.join(forces)}."
    return (forces[0] if forces else ""), ""


def _stated(text: str, claim: Claim, found: Extraction, force: str, profile: Profile) -> Stated:
    alone = len(found.claims) == 1
    places = set(claim.places)
    operations = set(claim.operations)
    if alone or not places:
        places |= {m.canonical for m in found.mentions if m.label in _PLACES}
    if alone or not operations:
        operations |= {m.canonical for m in found.mentions if m.label in _OPERATIONS}
    tree = profile.gazetteer
    wide = {p for p in places if (place := tree.get(p)) and place.kind == "force"}
    for name in places:
        wide.update(tree.up(name))
    tokens = key_tokens(claim) - {"month"}
    return Stated(
        claim=claim,
        tokens=tokens,
        agent=tokens & frozenset(normalise(claim.measure.rpartition(" by ")[2]).split())
        if " by " in claim.measure
        else frozenset(),
        words=_words(text, found, force, profile) - tokens,
        period=_period(text, claim, found.mentions),
        places=frozenset(places - wide),
        operations=frozenset(operations),
    )


def _period(text: str, claim: Claim, mentions: Sequence[Mention]) -> Period | None:
    """When: the quarter that the statement names, where it names one, else the claim's date."""
    ending = list(_ENDING.finditer(text))
    if len(ending) == 1:
        last = _MONTHS.index(ending[0]["month"].casefold()) + 1
        if last % 3 == 0:
            return Quarter.of(date(int(ending[0]["year"]), last, 1)).period
    ranges = list(_RANGE.finditer(text))
    if len(ranges) == 1:
        return _range(ranges[0]) or claim.period
    times = [m for m in mentions if m.label in _TIMES]
    if len(times) == 1 and times[0].label == "QUARTER":
        try:
            return Quarter.parse(times[0].canonical).period
        except PeriodError:
            return claim.period
    return claim.period


def _range(match: re.Match[str]) -> Period | None:
    """ "1 April to 30 June 2020", "between July and September 2020"; None for no such days."""
    first = _MONTHS.index(match["month"].casefold()) + 1
    last = _MONTHS.index(match["last_month"].casefold()) + 1
    last_year = int(match["last_year"])
    year = int(match["year"]) if match["year"] else last_year - (first > last)
    try:
        end = month(last_year, last).end
        if match["last_day"]:
            end = end.replace(day=int(match["last_day"]))
        return Period(month(year, first).start.replace(day=int(match["day"] or 1)), end)
    except ValueError:
        return None


def _words(text: str, found: Extraction, force: str, profile: Profile) -> frozenset[str]:
    """Words that say what is meant, in normal form: not figures, times, names or the force."""
    kept = list(text)
    spans = [(c.start, c.end) for c in found.claims]
    spans += [
        (m.start, m.end) for m in found.mentions if m.label in (*_TIMES, *_PLACES, *_OPERATIONS)
    ]
    for name in (force, *profile.aliases):
        spans += [m.span() for m in re.finditer(rf"\b{re.escape(name)}\b", text, re.I) if name]
    for start, end in spans:
        kept[start:end] = " " * (end - start)
    bare = re.sub(r"\([^)]*\)", " ", "".join(kept))
    asked = [w for w in re.findall(r"[A-Za-z][A-Za-z’'-]*", bare) if w.casefold() not in _SAYING]
    words = normalise(" ".join(asked), abbreviations=dict(profile.abbreviations)).split()
    return frozenset(w for w in words if w not in _SAYING and not w.isdigit() and len(w) > 1)
