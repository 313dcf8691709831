"""What the library answers with: search results, facets, what became of a file, health."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from index.confidence import NOTHING_SEEN, Signs
from quarterline.records import Claim, Document, Mention, Passage


@dataclass(frozen=True, slots=True)
class Filters:
    """What a search must keep to; an empty tuple asks for nothing.

    Values of one field are alternatives, fields are all required. `places` takes passages
    whose scope or mentions lie in one of them, going down the tree; `quarters` are
    `"2019-20 Q3"` or as people type them ("Q3 2019/20"); `priorities` are the values of
    `Library.facets()`, or a number ("5"), or words of the title; `documents` are ids,
    unique beginnings of ids, or source names; `kinds` are those of passages: "bullet",
    "paragraph" or "row", or in plain words ("table rows").
    """

    places: tuple[str, ...] = ()
    quarters: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return any(getattr(self, field) for field in Filters.__slots__)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was read in a question, which a user may take back.

    `kind`: place, operation, quarter, date, priority, abbreviation, spelling, concept, theme,
    phrase or excluded. `value` is what it was taken for, `typed` the words it was read from
    (empty where it follows from others). `key` is what `Library.search(without=)` takes.
    """

    kind: str
    value: str
    typed: str = ""

    @property
    def key(self) -> str:
        """Kind and value, as in "place:Southend"."""
        return f"{self.kind}:{self.value}"


@dataclass(frozen=True, slots=True)
class Understood:
    """What was read in a question. It raises matching passages; it never hides others.

    Only `phrases` (in quotation marks) and `excluded` (after a minus) are kept to the letter.
    `places`, `operations` and `priorities` are canonical names as the library holds them,
    `quarters` are `"2020-21 Q2"`. `corrections` pairs what was typed with what it was taken
    for; `expansions` an abbreviation with its words, or the other way round; `unknown`
    holds operations, other forces and places elsewhere that were asked for by name and that no
    report names; `themes` are subjects
    of policing whose vocabulary the question uses. `concepts` pairs the words typed with the
    concept of the field that they were taken for, whose other names are looked for too;
    `dates` the words that name a time with its period, "2020-06-01/2020-08-31". `parts` is all
    of it in one list, each part with the key by which it is taken back.
    """

    text: str
    places: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    quarters: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    corrections: tuple[tuple[str, str], ...] = ()
    expansions: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    concepts: tuple[tuple[str, str], ...] = ()
    dates: tuple[tuple[str, str], ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Also:
    """A passage of another report that says nearly the same; `likeness` in 0..1 of the words."""

    passage: Passage
    document: Document
    likeness: float


@dataclass(frozen=True, slots=True)
class Answer:
    """A figure that a report prints, which may be what was asked for. Nothing is computed.

    `claim.text` is the value as printed, `quote` the sentence that it stands in, `caveats` say
    in words where its period, place or operation is not the one asked for (none when all
    agree); `score` in 0..1 orders answers.
    """

    claim: Claim
    passage: Passage
    document: Document
    quote: str
    caveats: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found. `rank` counts from 1; `confidence` is the probability, in 0..1, that it
    answers, told from `signs`. `score` is on one scale for all questions: `Results.confidence`
    for the first hit, and for the others their share of its fused score. `why` says in words
    what matched. `also` are near copies of it in other reports, which have ranks of their
    own."""

    rank: int
    score: float
    confidence: float
    passage: Passage
    document: Document
    mentions: tuple[Mention, ...]
    why: tuple[str, ...]
    also: tuple[Also, ...] = ()
    signs: Signs = NOTHING_SEEN


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a question.

    `total` counts the passages that the filters let through and that share a word or a
    meaning with the question; `confidence` in 0..1 is how sure it is that the reports
    speak of what was asked. Below `index.search.UNSURE` the hits are only the nearest
    that there is, and a screen should say that nothing was found. `answers` are figures that
    reports print, best first, where the question asks for one.
    """

    query: Understood
    hits: tuple[Hit, ...]
    total: int
    confidence: float
    answers: tuple[Answer, ...] = ()

    def grouped(self) -> tuple[Hit, ...]:
        """The hits without those that are near copies of a hit before them."""
        shown: list[Hit] = []
        copies: set[str] = set()
        for hit in self.hits:
            if hit.passage.id not in copies:
                shown.append(hit)
                copies.update(also.passage.id for also in hit.also)
        return tuple(shown)


@dataclass(frozen=True, slots=True)
class PlaceNode:
    """A place with the places that lie in it; `count` takes in their passages.

    `kind` is one of `quarterline.places.KINDS`, or "elsewhere" where no gazetteer knows it.
    """

    name: str
    kind: str
    count: int
    inside: tuple[PlaceNode, ...] = ()


@dataclass(frozen=True, slots=True)
class Facets:
    """The values one can filter by, each with its number of passages.

    Quarters newest first, priorities by number and title, places widest first, operations by
    name, kinds of passages the most frequent first; `tree` has the places again, each with those
    that lie in it, under their force. Superseded documents are not counted.
    """

    quarters: tuple[tuple[str, int], ...]
    priorities: tuple[tuple[str, int], ...]
    places: tuple[tuple[str, int], ...]
    operations: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...] = ()
    tree: tuple[PlaceNode, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is: `done` of `total` files; `stage` in plain words."""

    done: int
    total: int
    source: str
    stage: str


Tell = Callable[[Progress], None]
"""Is told how far a batch is."""


@dataclass(frozen=True, slots=True)
class AddResult:
    """What became of one file.

    `status`: "added", "unchanged" (the same bytes are in the library), "replaced" (it takes
    the place of an older version, or was read again) or "failed", with the reason in
    `problem`. `operations` counts distinct operations and projects, `figures` the claims.
    """

    path: str
    status: str
    document: Document | None = None
    passages: int = 0
    operations: int = 0
    figures: int = 0
    problem: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FailedAttempt:
    """A file that could not be taken. `when` is an ISO 8601 time in UTC."""

    path: str
    sha256: str
    when: str
    error: str
    message: str


@dataclass(frozen=True, slots=True)
class FileHealth:
    """A file of the generation held against the manifest; `problem` is empty when it is well."""

    name: str
    bytes: int
    problem: str


@dataclass(frozen=True, slots=True)
class Health:
    """The state of a library, its model and the programme.

    `packages` and `counts` are (name, value) pairs; `bytes` is all that the library's folder
    takes on disk; `stale` counts documents read by another version of the reading rooms;
    `problems` says everything that is wrong, in sentences; nothing is when it is empty
    (files that could not be added are in `failed`, and are no fault of the library).
    """

    path: str
    generation: int
    created: str
    schema: int
    python: str
    packages: tuple[tuple[str, str], ...]
    encoder: str
    model: str
    files: tuple[FileHealth, ...]
    counts: tuple[tuple[str, int], ...]
    failed: tuple[FailedAttempt, ...]
    bytes: int
    stale: int
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems
