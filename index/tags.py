"""The values by which indexed passages are filtered and counted (see `index.store`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from index.texts import NAMED, PLACES, label, squeeze
from quarterline.places import Gazetteer
from quarterline.records import Document, Mention, Passage

Tag = tuple[int, str, str]

# A passage of fewer words names a subject and says nothing of it: a heading, a cell's label.
SHORT = 8


def priority_labels(
    reports: Iterable[tuple[Document, Sequence[Passage]]],
) -> dict[tuple[int, str], str]:
    """The label of each priority, by number and squeezed title.

    Plans renumber ("priority 1" is not the same in every plan), so the title belongs to it;
    reports vary its capitals and dashes, so the latest report's form stands for all.
    """
    labels: dict[tuple[int, str], str] = {}
    ordered = sorted(reports, key=lambda r: "" if r[0].quarter is None else str(r[0].quarter))
    for _, passages in ordered:
        for passage in passages:
            if passage.priority is not None:
                number, title = passage.priority.number, passage.priority.title
                labels[number, squeeze(title)] = label(number, title)
    return labels


def own_places(
    passage: Passage, mentions: Iterable[Mention], gazetteer: Gazetteer
) -> tuple[str, ...]:
    """The places of a passage: its scope, and what it names."""
    named = (m.canonical for m in mentions if m.label in PLACES)
    return tuple(
        name
        for name in dict.fromkeys((*passage.places, *named))
        if (place := gazetteer.get(name)) is None or place.kind != "force"
    )


def tags(
    rows: Mapping[str, int],
    reports: Sequence[tuple[Document, Sequence[Passage], Gazetteer]],
    mentions: Iterable[Mention],
) -> Iterator[Tag]:
    """Every (row, kind, value) of the indexed passages, each once.

    `rows` gives the index row of a passage's id; passages without one are left out.
    """
    by_passage: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_passage[mention.passage].append(mention)
    labels = priority_labels((document, passages) for document, passages, _ in reports)
    for document, passages, gazetteer in reports:
        of_all = [("document", document.id)]
        if document.quarter is not None:
            of_all.append(("quarter", str(document.quarter)))
        for passage in passages:
            row = rows.get(passage.id)
            if row is not None:
                for kind, value in of_all:
                    yield row, kind, value
                named = by_passage.get(passage.id, ())
                if named or passage.places or passage.priority is not None:
                    for kind, value in dict.fromkeys(_values(passage, gazetteer, named, labels)):
                        yield row, kind, value


def _values(
    passage: Passage,
    gazetteer: Gazetteer,
    mentions: Sequence[Mention],
    labels: Mapping[tuple[int, str], str],
) -> Iterator[tuple[str, str]]:
    if passage.priority is not None:
        yield "priority", labels[passage.priority.number, squeeze(passage.priority.title)]
    for place in own_places(passage, mentions, gazetteer):
        yield "own_place", place
        yield "place", place
        for outer in gazetteer.up(place):
            yield "place", outer
    if len(passage.text.split()) < SHORT:
        yield "length", "short"
    for mention in mentions:
        if mention.label in NAMED:
            yield "operation", mention.canonical
        elif mention.label == "THEME":
            yield "theme", mention.canonical
