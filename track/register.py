"""The register of operations and projects, built from every report's mentions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extract.names import resolve_name
from quarterline.errors import NotFoundError
from quarterline.records import Mention, Passage
from track.citations import Citation
from track.holdings import Holdings, Use
from track.purpose import purpose
from track.relations import Relation, relations
from track.tables import table

if TYPE_CHECKING:
    import pandas as pd

_DESIGNATED = re.compile(r"^\W*(?:operation(?:al)?s?|ops?\.?|project)\s+", re.IGNORECASE)
_OPENED = re.compile(r"\s*\(")
_AT = re.compile(r"\b(?:at|outside|near)\s+(?:the\s+|an?\s+)?$", re.IGNORECASE)
_TEAM = re.compile(r"\s+teams?\W*$|\s+project\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Alias:
    """A form in which a name is printed. `name` is that form without its designator; `how`
    and `score` say why it counts as the operation; `evidence` is its first mention."""

    text: str
    name: str
    how: str
    score: float
    count: int
    evidence: Citation


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation or project of the register.

    `kinds` are OPERATION, PROJECT or both. `districts` and `lpas` are those in which its
    mentions lie, `places` all places as mentioned, most often first. `partners` and `theme`
    count passages. Quarters are "2019-20 Q3", oldest first.
    """

    name: str
    kinds: tuple[str, ...]
    aliases: tuple[Alias, ...]
    relations: tuple[Relation, ...]
    quarters: tuple[str, ...]
    mentions: int
    passages: int
    documents: tuple[str, ...]
    districts: tuple[str, ...]
    lpas: tuple[str, ...]
    places: tuple[tuple[str, int], ...]
    partners: tuple[tuple[str, int], ...]
    theme: str = ""
    theme_count: int = 0
    purpose: Citation | None = None

    @property
    def first_seen(self) -> str:
        """The first quarter whose report names it; "" when no such report has a quarter."""
        return self.quarters[0] if self.quarters else ""

    @property
    def last_seen(self) -> str:
        """The last quarter whose report names it."""
        return self.quarters[-1] if self.quarters else ""

    @property
    def misspellings(self) -> tuple[Alias, ...]:
        """The aliases that are taken for misspellings or joined by a decision."""
        return tuple(a for a in self.aliases if a.name != self.name)


@dataclass(frozen=True, slots=True)
class Register:
    """All operations and projects, by name."""

    operations: tuple[Operation, ...]

    def get(self, name: str) -> Operation:
        """The operation that a typed name stands for, misspelt too.

        Raises NotFoundError, which names the nearest ones, when there is none.
        """
        by_name = {o.name: o for o in self.operations}
        typed = " ".join(_TEAM.sub("", _DESIGNATED.sub("", name)).split()).upper()
        if typed in by_name:
            return by_name[typed]
        for operation in self.operations:
            if any(alias.name == typed for alias in operation.aliases):
                return operation
        near = resolve_name(typed, by_name)
        if near is not None:
            return by_name[near[0]]
        raise NotFoundError(
            f"no operation or project {name!r} in the reports{_nearest(typed, by_name)}; "
            "the register lists all of them"
        )

    def frame(self) -> pd.DataFrame:
        """One row an operation."""
        return table([_row(o) for o in self.operations], _COLUMNS)

    def aliases_frame(self) -> pd.DataFrame:
        """One row a form in which a name is printed, with its evidence."""
        rows: list[dict[str, object]] = [
            {
                "operation": o.name, "form": a.text, "name": a.name, "how": a.how,
                "score": a.score, "count": a.count, "source": a.evidence.source,
                "quarter": a.evidence.quarter, "start": a.evidence.start, "end": a.evidence.end,
                "quote": a.evidence.line,
            }
            for o in self.operations
            for a in o.aliases
        ]  # fmt: skip
        return table(rows, _ALIASES)

    def relations_frame(self) -> pd.DataFrame:
        """One row a relation, with the words that state it."""
        unique = dict.fromkeys(r for o in self.operations for r in o.relations)
        rows: list[dict[str, object]] = [
            {
                "child": r.child, "kind": r.kind, "parent": r.parent, "how": r.how,
                "score": r.score, "source": r.citation.source, "quarter": r.citation.quarter,
                "start": r.citation.start, "end": r.citation.end, "quote": r.citation.line,
            }
            for r in unique
        ]  # fmt: skip
        return table(rows, _RELATIONS)


_COLUMNS = (
    "name kinds first_seen last_seen quarters passages mentions districts lpas partners theme "
    "theme_count aliases relations purpose"
)
_ALIASES = "operation form name how score count source quarter start end quote"
_RELATIONS = "child kind parent how score source quarter start end quote"


def register_of(holdings: Holdings) -> Register:
    """The register of all operations and projects that the reports name."""
    return holdings.once("register", lambda: _register(holdings))


def _register(holdings: Holdings) -> Register:
    stated = relations(holdings)
    found = []
    for name in sorted(holdings.uses_of):
        related = tuple(r for r in stated if name in (r.child, r.parent))
        found.append(_operation(holdings, name, holdings.uses_of[name], related))
    return Register(tuple(found))


def _operation(
    holdings: Holdings, name: str, uses: Sequence[Use], related: tuple[Relation, ...]
) -> Operation:
    passages = holdings.passages_about(name)
    near = [m for p in passages for m in near_mentions(holdings, name, p.id)]
    themes = _by_passage(m for m in near if m.label == "THEME")
    force = {holdings.document[u.mention.document].force for u in uses}
    partners = _by_passage(
        m for m in near if m.label == "ORGANISATION" and m.canonical not in force
    )
    districts, lpas, places = _where(holdings, uses)
    rank = {d.id: n for n, d in enumerate(holdings.ordered)}
    documents = sorted({p.document for p in passages}, key=rank.__getitem__)
    return Operation(
        name=name,
        kinds=tuple(sorted({u.mention.label for u in uses})),
        aliases=_aliases(holdings, uses),
        relations=related,
        quarters=tuple(sorted({q for d in documents if (q := holdings.quarter_of(d))})),
        mentions=len(uses),
        passages=len(passages),
        documents=tuple(documents),
        districts=districts,
        lpas=lpas,
        places=places,
        partners=tuple(partners),
        theme=themes[0][0] if themes else "",
        theme_count=themes[0][1] if themes else 0,
        purpose=purpose(holdings, name),
    )


def near_mentions(holdings: Holdings, name: str, passage_id: str) -> Iterator[Mention]:
    """Mentions in the sentences that speak of the operation.

    "At the county council" is where something happened. What stands in brackets right behind
    another operation is that one's alone, and so is the body before a bracket that holds the
    other's name ("Kent Police (Operation X) and …").
    """
    passage = holdings.passage[passage_id]
    spans = [(s.start, s.end) for s in holdings.about(name, passage_id)]
    others = [u.mention for u in holdings.uses_in.get(passage_id, ()) if u.name != name]
    owned = [span for m in others if (span := _bracket(passage, m)) is not None]
    for mention in holdings.mentions_in.get(passage_id, ()):
        if not any(start <= mention.start < end for start, end in spans):
            continue
        if any(start < mention.start < end for start, end in owned):
            continue
        between = (
            passage.text[mention.end - passage.start : m.start - passage.start] for m in others
        )
        if mention.label != "ORGANISATION" or not (
            _AT.search(passage.text, 0, mention.start - passage.start)
            or any(_OPENED.fullmatch(text) for text in between)
        ):
            yield mention


def _bracket(passage: Passage, mention: Mention) -> tuple[int, int] | None:
    """The bracket that opens right behind a mention, in characters of the document."""
    at = mention.end - passage.start
    opened = _OPENED.match(passage.text, at)
    if opened is None:
        return None
    depth = 0
    for index in range(opened.end() - 1, len(passage.text)):
        depth += {"(": 1, ")": -1}.get(passage.text[index], 0)
        if depth == 0:
            return passage.start + opened.end() - 1, passage.start + index
    return None


def _by_passage(mentions: Iterable[Mention]) -> list[tuple[str, int]]:
    """Canonical names with the number of passages that hold them, most often first.

    Of equals the one named first: a report says what it is about before what came of it.
    """
    counted = Counter(name for name, _ in dict.fromkeys((m.canonical, m.passage) for m in mentions))
    return sorted(counted.items(), key=lambda item: -item[1])


def _where(
    holdings: Holdings, uses: Sequence[Use]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, int], ...]]:
    """Districts and LPAs in which the mentions lie, and the places as mentioned."""
    counted: Counter[str] = Counter()
    areas: dict[str, Counter[str]] = {"district": Counter(), "lpa": Counter()}
    seen = {(p, u.mention.passage, u.mention.document) for u in uses for p in u.mention.places}
    for name, _, document in sorted(seen):
        counted[name] += 1
        gazetteer = holdings.profile(document).gazetteer
        for area in dict.fromkeys((name, *gazetteer.up(name))):
            place = gazetteer.get(area)
            if place is not None and place.kind in areas:
                areas[place.kind][area] += 1
    return (
        tuple(n for n, _ in _often(areas["district"])),
        tuple(n for n, _ in _often(areas["lpa"])),
        tuple(_often(counted)),
    )


def _often(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))


def _aliases(holdings: Holdings, uses: Sequence[Use]) -> tuple[Alias, ...]:
    grouped: dict[str, list[Use]] = {}
    for use in uses:
        grouped.setdefault(" ".join(use.mention.text.split()), []).append(use)
    found = []
    for text, same in grouped.items():
        first = same[0]
        decided = first.name != first.mention.canonical
        how = f"joined to {first.name} by a decision" if decided else first.mention.how
        evidence = _sentence_around(holdings, first.mention)
        score = 1.0 if decided else first.mention.score
        found.append(Alias(text, first.form, how, score, len(same), evidence))
    return tuple(sorted(found, key=lambda a: (-a.count, a.text)))


def _sentence_around(holdings: Holdings, mention: Mention) -> Citation:
    for sentence in holdings.sentences(mention.passage):
        if sentence.start <= mention.start < sentence.end:
            end = max(sentence.end, mention.end)
            return holdings.cite(mention.passage, sentence.start, end)
    return holdings.cite(mention.passage, mention.start, mention.end)


def _nearest(typed: str, known: Iterable[str]) -> str:
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only for the message

    near = process.extract(typed, list(known), scorer=fuzz.ratio, limit=3, score_cutoff=50)
    return f" (nearest: {', '.join(name for name, _, _ in near)})" if near else ""


def _row(o: Operation) -> dict[str, object]:
    return {
        "name": o.name,
        "kinds": ", ".join(o.kinds),
        "first_seen": o.first_seen,
        "last_seen": o.last_seen,
        "quarters": ", ".join(o.quarters),
        "passages": o.passages,
        "mentions": o.mentions,
        "districts": ", ".join(o.districts),
        "lpas": ", ".join(o.lpas),
        "partners": ", ".join(name for name, _ in o.partners),
        "theme": o.theme,
        "theme_count": o.theme_count,
        "aliases": ", ".join(a.text for a in o.aliases),
        "relations": "; ".join(f"{r.child} {r.kind} {r.parent}" for r in o.relations),
        "purpose": o.purpose.line if o.purpose else "",
    }
