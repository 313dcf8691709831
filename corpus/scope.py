"""The scope of each item: labels of its ancestors and the places that they name.

Nesting is often lost, so scope follows from labels as well as from levels: a label alone
on a bullet rules the bullets of its own level below it, until another label takes over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.labels import Label
from quarterline.places import Gazetteer


@dataclass(slots=True)
class _Frame:
    level: int
    label: str
    places: tuple[str, ...]
    sibling: bool  # rules bullets of its own level, not deeper ones
    lead_in: bool = False  # rules the list that follows it and nothing beyond


@dataclass(frozen=True, slots=True)
class Scope:
    """Labels (outermost first) and places (widest first) that hold for an item."""

    context: tuple[str, ...]
    places: tuple[str, ...]


class Scopes:
    """Keeps the labels in force while the items are walked in order."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._frames: list[_Frame] = []

    def clear(self) -> None:
        """A heading: no label goes on beyond it."""
        self._frames = []

    def paragraph(self, label: Label | None) -> Scope:
        """Scope of a paragraph; a label alone opens a scope for all that follows it."""
        if label is not None and label.alone and not label.lead_in:
            self._frames = [_Frame(-1, label.words, label.places, sibling=False)]
            return self._scope()
        self._frames = [f for f in self._frames if f.level < 0 and not f.lead_in]
        scope = self._scope(None if label is not None and label.lead_in else label)
        if label is not None and label.lead_in:
            self._frames.append(_Frame(-1, label.words, (), sibling=False, lead_in=True))
        return scope

    def bullet(self, level: int, label: Label | None, *, has_children: bool) -> Scope:
        """Scope of a bullet at `level`; `has_children`: the next bullet is deeper."""
        self._frames = [
            f for f in self._frames if f.level < level or (f.level == level and f.sibling)
        ]
        if label is not None:
            self._close_siblings(level, label)
        scope = self._scope(None if label is not None and label.lead_in else label)
        if label is not None and (label.alone or has_children):
            self._frames.append(_Frame(level, label.words, label.places, sibling=not has_children))
        return scope

    def _close_siblings(self, level: int, label: Label) -> None:
        """A labelled bullet ends the labels of its own level that do not hold its place."""
        if not label.places:
            # "Drug Drive: …" is no place and leaves "South LPA:" in force; alone it takes over.
            if label.alone:
                self._frames = [f for f in self._frames if f.level < level]
            return
        while self._frames and self._frames[-1].level == level:
            frame = self._frames[-1]
            if self._inside(label.places, frame.places):
                return
            self._frames.pop()

    def _inside(self, inner: Iterable[str], outer: tuple[str, ...]) -> bool:
        return bool(outer) and all(
            any(i != o and self._gazetteer.within(i, o) for o in outer) for i in inner
        )

    def _scope(self, label: Label | None = None) -> Scope:
        labels = [(f.label, f.places) for f in self._frames]
        if label is not None and (not labels or labels[-1][0] != label.words):
            labels.append((label.words, label.places))
        places = tuple(dict.fromkeys(p for _, found in labels for p in found))
        return Scope(tuple(words for words, _ in labels), places)
