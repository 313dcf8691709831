"""Whose report it is, of which quarter and version, with the words that say so.

The cover is believed first, then running heads, then the text. A report that has lost its
cover tells its quarter by its dates: the months that it speaks of as its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from corpus.dates import MONTHS, covered, dated_months, quarter_names
from corpus.lines import split_lines
from corpus.outline import Outline, Role, outline
from quarterline.deadline import NEVER, Deadline
from quarterline.errors import IdentityError
from quarterline.periods import Quarter
from quarterline.records import Document, Evidence

if TYPE_CHECKING:
    from corpus.reading import Reading

ID_LENGTH = 12
_MAX_TITLE = 300

_NAME = r"(?:(?!Constabulary\b|Police\b)[A-Z][a-z]+|of|and|&)"
# "the Police and Crime Plan" is no force.
_FORCE = re.compile(
    rf"\b({_NAME}(?:[ -]{_NAME}){{0,4}})\s+(Police|Constabulary)\b"
    r"(?!\s*(?:and|,)[^.\n]{0,20}Crime Plan)"
)
# … but "Wessing Police and Crime Plan" is that of Wessing Police, where no force is named at all.
_PLAN_OF = re.compile(
    rf"\b({_NAME}(?:[ -]{_NAME}){{0,4}})[ ](Police)"
    r"(?=,?(?: Fire(?: and Rescue)?)?,? (?:and|&) Crime Plan)"
)
_NOT_A_FORCE = re.compile(
    r"\b(?:British|Transport|Military|Royal|Metropolitan|City|National|Regular|Special|Local|"
    r"Community|Roads?|The|Neighbourhood|Volunteer|Rural|Retired|Ministry|Defence|Civil|Nuclear|"
    r"Annual|Our|Chief|Strategic|Former|New|Other|District|Borough|Town|Team|Command)\b|"
    rf"\b(?:{'|'.join(MONTHS)})\b"
)
_YEARS = r"(?:19|20)\d\d\s*[-–/]\s*(?:20)?\d\d"
_PLAN = re.compile(
    rf"\b(Police(?:,? Fire(?: and Rescue)?)?,? (?:and|&) Crime Plan)\s*(?::\s*)?({_YEARS})?"
)
_VERSION = re.compile(r"\bVersion(?:\s*No\.?)?\s*(?::\s*)?(\d+(?:\.\d+){0,3})\b", re.I)
_MONTH = "|".join(MONTHS)
_DAY = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_MONTH})\s+\d{{4}}|\d{{1,2}}/\d{{1,2}}/\d{{4}}"
_PRODUCED = re.compile(
    rf"^(?:Produced|Published|Prepared|Date|Date produced|Issued)\s*(?::\s*)?({_DAY})\s*$",
    re.I | re.M,
)
# "ensitivity: Official": a converter may lose the first letter of a line.
_MARKING_LABEL = r"(?:S?ensitivity|Classification|Protective marking|GSC)"
_MARKING = re.compile(
    rf"^\W{{0,3}}{_MARKING_LABEL}\s*:\s*\W?(\w[\w -]{{2,30}}?)\W?\s*$|"
    r"^\W{0,3}(official(?:[ -]sensitive)?|secret|restricted)\W{0,3}$",
    re.I | re.M,
)
_TITLE = re.compile(r"\b(?:quarter|update|performance|progress|report)\w*\b", re.I)


@dataclass(frozen=True, slots=True)
class _Found:
    value: str
    start: int
    end: int
    how: str
    confidence: float


def identify(
    reading: Reading,
    source: str,
    sha256: str,
    *,
    quarter: Quarter | None = None,
    force: str | None = None,
    deadline: Deadline = NEVER,
) -> Document:
    """A `Document` with all that its text says of itself.

    `quarter` and `force` overrule what the text says. A field that the text does not tell
    stays empty (`quarter` None); nothing is guessed without evidence. Raises IdentityError
    if `force` is given and blank, LimitError when the time is over.
    """
    if force is not None and not force.strip():
        raise IdentityError("the force's name is empty; give a name such as --force 'Essex Police'")
    text = reading.text
    found = outline(text, split_lines(text, deadline), deadline=deadline)
    cover = _cover(found, deadline)
    told = {
        "force": _given(force) or _force(text, cover, deadline),
        "plan": _plan(text, cover, deadline),
        "title": _title(found, cover),
        "quarter": _given(quarter) or _quarter(found, text, cover, deadline),
        "version": _first(_VERSION, cover, "printed on the cover"),
        "produced": _first(_PRODUCED, cover, "printed on the cover"),
        "marking": _first(_MARKING, cover, "printed on the cover", str.capitalize),
    }
    value = {field: result.value if result else "" for field, result in told.items()}
    of = Quarter.parse(value["quarter"]) if value["quarter"] else None
    return Document(
        id=sha256[:ID_LENGTH],
        source=source,
        sha256=sha256,
        media_type=reading.media_type,
        text=text,
        force=value["force"],
        plan=value["plan"],
        title=value["title"],
        quarter=of,
        period=of.period if of else None,
        version=value["version"],
        produced=value["produced"],
        marking=value["marking"],
        pages=len(reading.pages),
        evidence=tuple(
            Evidence(field, r.value, text[r.start : r.end], r.start, r.end, r.how, r.confidence)
            for field, r in told.items()
            if r is not None
        ),
    )


def _given(value: object) -> _Found | None:
    return _Found(str(value), 0, 0, "given by the user", 1.0) if value else None


@dataclass(frozen=True, slots=True)
class _Cover:
    """The front matter as one text of the same length as the document up to its end."""

    text: str


def _cover(found: Outline, deadline: Deadline) -> _Cover:
    """The document's text up to the end of its front matter, everything else blanked out."""
    parts, position = [], 0
    for line in deadline.over(found.lines):
        if found.roles[line.number] is Role.FRONT:
            parts.append(re.sub(r"[^\n]", " ", found.text[position : line.start]))
            parts.append(found.text[line.start : line.end])
            position = line.end
    return _Cover("".join(parts))


def _first(
    pattern: re.Pattern[str], cover: _Cover, how: str, clean: Callable[[str], str] = str.strip
) -> _Found | None:
    match = pattern.search(cover.text)
    if match is None:
        return None
    group = next(i for i in range(1, (match.lastindex or 0) + 1) if match[i])
    return _Found(clean(match[group].strip()), match.start(group), match.end(group), how, 0.95)


def _force(text: str, cover: _Cover, deadline: Deadline) -> _Found | None:
    """The force that is named most often; a name on the cover counts tenfold."""
    counts: Counter[str] = Counter()
    places: dict[str, tuple[int, int]] = {}
    for match in deadline.over(_FORCE.finditer(text)):
        name, start = _force_name(match)
        if not name:
            continue
        on_cover = (
            match.end() <= len(cover.text) and cover.text[match.start() : match.end()].strip()
        )
        counts[name] += 10 if on_cover else 1
        places.setdefault(name, (start, match.end()))
    if not counts:
        return _force_of_plan(text)
    (name, count), *rest = counts.most_common(2)
    second = rest[0][1] if rest else 0
    start, end = places[name]
    how = f"named most often in the report ({count} against {second} for the next)"
    return _Found(name, start, end, how, round(count / (count + second), 2))


def _force_of_plan(text: str) -> _Found | None:
    for match in _PLAN_OF.finditer(text):
        name, start = _force_name(match)
        if name:
            return _Found(name, start, match.end(), "no force is named; its area's plan is", 0.6)
    return None


def _force_name(match: re.Match[str]) -> tuple[str, int]:
    """ "Essex Police" from a match; sentence-initial words before it are dropped."""
    words = re.split(r"([ -])", match[1])
    for index in range(0, len(words), 2):
        name = "".join(words[index:])
        if words[index] in ("and", "&", "of") or _NOT_A_FORCE.search(words[index]):
            continue
        if _NOT_A_FORCE.search(name):
            continue
        start = match.start() + len("".join(words[:index]))
        return f"{name} {match[2]}", start
    return "", match.start()


def _plan(text: str, cover: _Cover, deadline: Deadline) -> _Found | None:
    """The plan's name with its years: from the cover, else the reading that recurs most."""
    match = _PLAN.search(cover.text)
    if match:
        return _Found(_plan_name(match), match.start(), match.end(), "printed on the cover", 0.95)
    names: Counter[str] = Counter()
    spans: dict[str, tuple[int, int]] = {}
    for match in deadline.over(_PLAN.finditer(text)):
        if match[2]:
            name = _plan_name(match)
            names[name] += 1
            spans.setdefault(name, match.span())
    if not names:
        return None
    name, count = names.most_common(1)[0]
    start, end = spans[name]
    how = "named in the report's running heads or text"
    return _Found(name, start, end, how, round(0.9 * count / names.total(), 2))


def _plan_name(match: re.Match[str]) -> str:
    years = re.sub(r"\s*[-–/]\s*", "-", match[2]) if match[2] else ""
    return f"{match[1]} {years}".strip()


def _title(found: Outline, cover: _Cover) -> _Found | None:
    """The cover's line that names what this is ("Quarterly update …")."""
    for line in found.lines:
        if found.roles[line.number] is not Role.FRONT:
            continue
        words = found.words(line)
        if len(words) > _MAX_TITLE or not _TITLE.search(words):
            continue
        if not re.match(r"(?:data|produced|version|unit)\b", words, re.I):
            return _Found(words.strip(" *"), line.body, line.stop, "printed on the cover", 0.9)
    return None


def _quarter(found: Outline, text: str, cover: _Cover, deadline: Deadline) -> _Found | None:
    """The report's quarter: printed on the cover, in running heads, else from its dates."""
    printed = quarter_names(cover.text)
    closing = covered(cover.text)
    if printed:
        start, end, quarter = printed[0]
        agreed = [q for _, _, q in closing]
        if agreed and quarter not in agreed:
            how = f"printed on the cover, although it says data to the end of {agreed[0]}"
            return _Found(str(quarter), start, end, how, 0.5)
        how = "printed on the cover" + (", and its closing date agrees" if agreed else "")
        return _Found(str(quarter), start, end, how, 0.99 if agreed else 0.95)
    if closing:
        start, end, quarter = closing[0]
        return _Found(str(quarter), start, end, "the time that the cover says it covers", 0.9)
    heads = _head_quarters(found, deadline)
    if heads:
        (start, end, quarter), share = heads
        return _Found(
            str(quarter), start, end, "printed in the running heads", round(0.9 * share, 2)
        )
    return _quarter_of_dates(text, deadline)


def _head_quarters(
    found: Outline, deadline: Deadline
) -> tuple[tuple[int, int, Quarter], float] | None:
    votes: Counter[Quarter] = Counter()
    first: dict[Quarter, tuple[int, int, Quarter]] = {}
    for line in deadline.over(found.lines):
        if found.roles[line.number] is Role.FURNITURE:
            for start, end, quarter in quarter_names(found.words(line)):
                votes[quarter] += 1
                first.setdefault(quarter, (line.body + start, line.body + end, quarter))
    if not votes:
        return None
    quarter, count = votes.most_common(1)[0]
    return first[quarter], count / votes.total()


def _quarter_of_dates(text: str, deadline: Deadline) -> _Found | None:
    """The quarter whose months the text speaks of most, of the latest year it gives them.

    A report without a cover names its own months ("in April", "at the end of June", "on 24
    May") far more than others; the same months of the year before stand in comparisons, so
    the later year that recurs is the report's own.
    """
    months = dated_months(text, deadline)
    if len(months) < 3:
        return None
    by_number: Counter[int] = Counter()
    for _, _, month, year in months:
        by_number[(month - 4) // 3 % 4 + 1] += 2 if year is None else 1
    number, count = by_number.most_common(1)[0]
    own = [m for m in months if (m[2] - 4) // 3 % 4 + 1 == number and m[3] is not None]
    if not own:
        return None
    years: Counter[int] = Counter(
        Quarter.of(_day(year, month)).year for _, _, month, year in own if year is not None
    )
    best = max(years.values())
    start_year = max(year for year, votes in years.items() if votes * 2 >= best)
    quarter = Quarter(start_year, number)
    start, end = next(
        (s, e) for s, e, month, year in own if year and Quarter.of(_day(year, month)) == quarter
    )
    share = count / by_number.total()
    how = f"no cover: {round(share * 100)}% of the months that the text names lie in this quarter"
    return _Found(str(quarter), start, end, how, round(min(0.85, 0.3 + share), 2))


def _day(year: int, month: int) -> date:
    return date(year, month, 1)
