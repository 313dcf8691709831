"""The places of a library as a tree, widest first, and which reports a force's name stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.results import PlaceNode
from index.terms import Terms
from index.texts import squeeze
from quarterline.places import KINDS, Place

# The kind of a place that no gazetteer knows.
ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Force:
    """A force as its gazetteer names it, its other names, and the ids of its reports."""

    name: str
    aliases: tuple[str, ...]
    documents: tuple[str, ...]

    def is_called(self, name: str) -> bool:
        """Whether it has this name, whatever the case."""
        return squeeze(name) in map(squeeze, (self.name, *self.aliases))


def forces(terms: Mapping[str, Terms]) -> tuple[Force, ...]:
    """The forces whose reports are held, by name; `terms` are by document id."""
    found: dict[str, tuple[set[str], list[str]]] = {}
    for document, read_with in terms.items():
        for place in read_with.places:
            if place.kind == "force":
                aliases, documents = found.setdefault(place.name, (set(), []))
                aliases.update(place.aliases)
                documents.append(document)
    return tuple(
        Force(name, tuple(sorted(aliases)), tuple(documents))
        for name, (aliases, documents) in sorted(found.items())
    )


def tree(
    terms: Iterable[Terms], counts: Mapping[str, int], forces_counts: Mapping[str, int]
) -> tuple[PlaceNode, ...]:
    """The places that passages have, each under the place that it lies in.

    `counts` are passages by place (going down the tree), `forces_counts` those of each force's
    reports. Places without a passage are left out; those that no gazetteer knows stand last.
    """
    known: dict[str, Place] = {}
    for read_with in terms:
        for place in read_with.places:
            known.setdefault(place.name, place)
    inside: dict[str, list[str]] = {}
    tops = []
    for name in (*forces_counts, *counts):
        outer = known[name].parent if name in known else ""
        if outer and (outer in counts or outer in forces_counts):
            inside.setdefault(outer, []).append(name)
        else:
            tops.append(name)

    def node(name: str) -> PlaceNode:
        kind = known[name].kind if name in known else ELSEWHERE
        count = forces_counts.get(name, counts.get(name, 0))
        return PlaceNode(name, kind, count, _ordered(map(node, inside.get(name, ()))))

    return _ordered(map(node, dict.fromkeys(tops)))


def _ordered(nodes: Iterable[PlaceNode]) -> tuple[PlaceNode, ...]:
    kinds: Sequence[str] = (*KINDS, ELSEWHERE)
    return tuple(sorted(nodes, key=lambda n: (kinds.index(n.kind), n.name)))
