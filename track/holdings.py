"""What a library holds, arranged for following names and subjects across quarters.

Everything in this room is a function of `Holdings`, which is made of records alone;
`holdings_of` makes it from a library and keeps it while the library stays the same.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary, ref

from extract.designators import DESIGNATOR, canonical_name, printed_name
from extract.profiles import Profile, load_profile
from extract.sentences import sentence_spans
from quarterline.errors import NotFoundError
from quarterline.periods import Quarter
from quarterline.records import Check, Claim, Document, Mention, Passage
from track.citations import Citation, cite
from track.decisions import Decision, DecisionLog, Names
from track.held_series import HeldSeries, Series

if TYPE_CHECKING:
    from index.library import Library

NAMED = ("OPERATION", "PROJECT")
PLACES = ("DISTRICT", "LPA", "PLACE")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a passage; `start`, `end` are characters of the document."""

    document: str
    passage: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Use:
    """A mention of an operation or project under the name that decisions give it.

    `form` is the name as printed, canonical; `quarter` is that of the report or "".
    """

    name: str
    form: str
    quarter: str
    mention: Mention


@dataclass(frozen=True)
class Later:
    """What is read from a library only when it is asked for, since most answers need none of
    it: the figures of a document (by id), and figures by what they count."""

    claims: Callable[[str], Iterable[Claim]]
    series: Callable[[], Series]


@dataclass(frozen=True)
class Holdings:
    """Records of the documents in use. Frozen; what is derived is computed once.

    `claims` and `checks` are empty where `later` gives them.
    """

    documents: tuple[Document, ...]
    passages: tuple[Passage, ...]
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...] = ()
    checks: tuple[Check, ...] = ()
    decisions: tuple[Decision, ...] = ()
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    later: Later | None = field(default=None, repr=False, compare=False)
    _memo: dict[str, object] = field(default_factory=dict, repr=False, compare=False)
    _lock: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)

    def once(self, key: str, make: Callable[[], T]) -> T:
        """What `make` returns, computed the first time that `key` is asked for."""
        with self._lock:
            if key not in self._memo:
                self._memo[key] = make()
            return self._memo[key]  # type: ignore[return-value]

    # ---- documents and quarters

    @cached_property
    def document(self) -> dict[str, Document]:
        """Documents by id."""
        return {d.id: d for d in self.documents}

    @cached_property
    def ordered(self) -> tuple[Document, ...]:
        """Documents by quarter, those without one last."""
        return tuple(sorted(self.documents, key=_when))

    @cached_property
    def quarters(self) -> tuple[Quarter, ...]:
        """The quarters of which a report is held, oldest first."""
        return tuple(sorted({d.quarter for d in self.documents if d.quarter is not None}))

    @cached_property
    def by_force(self) -> dict[str, list[Document]]:
        """The dated reports of each force, oldest first."""
        found: defaultdict[str, list[Document]] = defaultdict(list)
        for document in self.ordered:
            if document.quarter is not None:
                found[document.force].append(document)
        return dict(found)

    def quarter_of(self, document: str) -> str:
        """The quarter of a document, "" where it is not known."""
        quarter = self.document[document].quarter
        return str(quarter) if quarter else ""

    def reports_of(self, forces: Iterable[str]) -> tuple[Document, ...]:
        """The dated reports of the given forces, oldest first."""
        wanted = set(forces)
        return tuple(d for d in self.ordered if d.quarter is not None and d.force in wanted)

    def profile(self, document: str) -> Profile:
        """The profile of the document's force."""
        force = self.document[document].force
        found = self.profiles.get(force)
        return found if found is not None else self.once(f"profile {force}", lambda: _load(force))

    # ---- passages

    @cached_property
    def passage(self) -> dict[str, Passage]:
        """Passages by id."""
        return {p.id: p for p in self.passages}

    @cached_property
    def passages_of(self) -> dict[str, list[Passage]]:
        """Passages of each document, in reading order."""
        grouped: dict[str, list[Passage]] = {d.id: [] for d in self.documents}
        for passage in self.passages:
            grouped[passage.document].append(passage)
        return grouped

    def sentences(self, passage_id: str) -> tuple[Sentence, ...]:
        """The sentences of a passage, in order."""
        found = self._sentences.get(passage_id)
        if found is None:
            found = self._sentences[passage_id] = split_sentences(self.passage[passage_id])
        return found

    @cached_property
    def _sentences(self) -> dict[str, tuple[Sentence, ...]]:
        return {}

    def cite(self, passage_id: str, start: int | None = None, end: int | None = None) -> Citation:
        """A citation of a passage, or of characters of its document that lie in it."""
        passage = self.passage[passage_id]
        return cite(self.document[passage.document], passage, start, end)

    def cite_sentence(self, sentence: Sentence) -> Citation:
        """A citation of a sentence."""
        return self.cite(sentence.passage, sentence.start, sentence.end)

    # ---- mentions and claims

    @cached_property
    def mentions_in(self) -> dict[str, list[Mention]]:
        """Mentions of each passage that has some."""
        return _grouped(self.mentions)

    def claims_at(self, passage_id: str) -> Sequence[Claim]:
        """Claims of a passage, in reading order."""
        document = self.passage[passage_id].document
        return self._claims_of(document).get(passage_id, ())

    def _claims_of(self, document: str) -> dict[str, list[Claim]]:
        if self.later is None:
            return self.once("claims by passage", lambda: _grouped(self.claims))
        read = self.later.claims
        return self.once(f"claims of {document}", lambda: _grouped(tuple(read(document))))

    @property
    def series(self) -> Series:
        """The figures, by what they count."""
        if self.later is not None:
            return self.later.series()
        quarters = {d.id: self.quarter_of(d.id) for d in self.documents}
        return HeldSeries(self.passage, quarters, self.claims, self.checks)

    @cached_property
    def names(self) -> Names:
        """Names after the users' decisions."""
        return Names(self.decisions)

    @cached_property
    def uses(self) -> tuple[Use, ...]:
        """Every mention of an operation or project, by document and offset."""
        found = []
        for mention in self.mentions:
            if mention.label in NAMED:
                form, quarter = printed_name(mention.text), self.quarter_of(mention.document)
                name = self.names.resolve(mention.canonical, form, quarter)
                found.append(Use(name, form, quarter, mention))
        return tuple(found)

    @cached_property
    def uses_of(self) -> dict[str, list[Use]]:
        """Mentions of each operation, by name."""
        grouped: defaultdict[str, list[Use]] = defaultdict(list)
        for use in self.uses:
            grouped[use.name].append(use)
        return dict(grouped)

    @cached_property
    def uses_in(self) -> dict[str, list[Use]]:
        """Mentions of operations in each passage that has some."""
        grouped: defaultdict[str, list[Use]] = defaultdict(list)
        for use in self.uses:
            grouped[use.mention.passage].append(use)
        return dict(grouped)

    @cached_property
    def labelled(self) -> dict[str, list[str]]:
        """Passages that stand under a label such as "Operation X" and name no operation.

        Their words speak of the operation though they do not say so.
        """
        found: defaultdict[str, list[str]] = defaultdict(list)
        for passage in self.passages:
            if passage.context and passage.id not in self.uses_in:
                for label in passage.context:
                    if DESIGNATOR.match(label):
                        found[_label_name(label)].append(passage.id)
        return {n: ids for n, ids in found.items() if n in self.uses_of}

    def about(self, name: str, passage_id: str) -> tuple[Sentence, ...]:
        """The sentences of a passage that speak of an operation.

        From the first that names it to the end of the passage or to one that names only
        others; all, if the passage stands under the operation's own label.
        """
        sentences = self.sentences(passage_id)
        uses = self.uses_in.get(passage_id, [])
        if not any(use.name == name for use in uses):
            return sentences if passage_id in self.labelled.get(name, ()) else ()
        named: defaultdict[int, set[str]] = defaultdict(set)
        starts = [s.start for s in sentences]
        for use in uses:
            named[max(0, bisect_right(starts, use.mention.start) - 1)].add(use.name)
        found, speaking = [], False
        for number, sentence in enumerate(sentences):
            if number in named:
                speaking = name in named[number]
            if speaking:
                found.append(sentence)
        return tuple(found)

    @cached_property
    def passages_naming(self) -> dict[tuple[str, str], list[str]]:
        """Passages about each operation in each document: (name, document id) to ids."""
        found: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        for use in self.uses:
            found[use.name, use.mention.document][use.mention.passage] = None
        for name, ids in self.labelled.items():
            for key in ids:
                found[name, self.passage[key].document][key] = None
        return {key: list(ids) for key, ids in found.items()}

    def passages_about(self, name: str) -> tuple[Passage, ...]:
        """The passages that name an operation or stand under its label, in reading order."""
        ids = dict.fromkeys(use.mention.passage for use in self.uses_of.get(name, ()))
        ids |= dict.fromkeys(self.labelled.get(name, ()))
        rank = {d.id: n for n, d in enumerate(self.ordered)}
        found = (self.passage[i] for i in ids)
        return tuple(sorted(found, key=lambda p: (rank[p.document], p.start)))


def split_sentences(passage: Passage) -> tuple[Sentence, ...]:
    """The sentences of a passage; a table's cells each end one."""
    breaks = (cell.start - passage.start for cell in passage.cells)
    return tuple(
        Sentence(
            passage.document,
            passage.id,
            passage.start + start,
            passage.start + end,
            passage.text[start:end],
        )
        for start, end in sentence_spans(passage.text, breaks)
    )


_KEPT: WeakKeyDictionary[Library, tuple[tuple[int, int, int], Holdings]] = WeakKeyDictionary()
_KEPT_LOCK = threading.Lock()


def holdings_of(library: Library) -> Holdings:
    """The library's records, read once for each generation and state of the decisions."""
    log = DecisionLog(library.path)
    key = (library.generation, *log.stamp())
    with _KEPT_LOCK:
        kept = _KEPT.get(library)
        if kept is not None and kept[0] == key:
            return kept[1]
    # The plan's objectives are no part of what a report says happened, nor are their names.
    passages = tuple(p for p in library.passages() if not p.is_objective)
    held = {p.id for p in passages}
    made = Holdings(
        documents=tuple(library.documents()),
        passages=passages,
        mentions=tuple(m for m in library.mentions() if m.passage in held),
        decisions=log.read(),
        later=_later(library),
    )
    with _KEPT_LOCK:
        _KEPT[library] = (key, made)
    return made


def _later(library: Library) -> Later:
    # Holdings are kept for as long as their library lives: they must not be what keeps it alive.
    opened = ref(library)

    def claims(document: str) -> Iterable[Claim]:
        alive = opened()
        try:
            return alive.claims(document or None) if alive else ()
        except NotFoundError:  # taken out since these holdings were made
            return ()

    def series() -> Series:
        alive = opened()
        return alive.series() if alive else HeldSeries((), {}, (), ())

    return Later(claims, series)


def _load(force: str) -> Profile:
    return load_profile(force)


def _when(document: Document) -> tuple[bool, Quarter, str, str]:
    unknown = document.quarter is None
    quarter = document.quarter or Quarter(1, 1)
    return (unknown, quarter, document.force, document.source)


R = TypeVar("R", Mention, Claim)


def _grouped(records: Sequence[R]) -> dict[str, list[R]]:
    grouped: defaultdict[str, list[R]] = defaultdict(list)
    for record in records:
        grouped[record.passage].append(record)
    return dict(grouped)


def _label_name(label: str) -> str:
    name = printed_name(label)
    return canonical_name(name.partition(":")[0].partition(" (")[0])
