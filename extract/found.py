"""What a finder returns: a name and its place in one text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from quarterline.records import Mention, Passage


@dataclass(frozen=True, slots=True)
class Found:
    """A name found in a text.

    Offsets are 0-based, end exclusive, in characters of that text. `label`, `canonical`,
    `score`, `how` and `places` mean what they mean in `quarterline.records.Mention`.
    """

    start: int
    end: int
    text: str
    label: str
    canonical: str
    score: float = 1.0
    how: str = "exact"
    places: tuple[str, ...] = ()

    def overlaps(self, start: int, end: int) -> bool:
        """Whether any character of `start`..`end` (end exclusive) is a character of this."""
        return self.start < end and start < self.end

    def to_row(self) -> dict[str, Any]:
        """As plain values, for a spaCy document that is written to disk."""
        return {name: getattr(self, name) for name in self.__slots__}


def mention_id(document: str, start: int, end: int, label: str) -> str:
    """The id of a mention; offsets are those of the document."""
    return f"{document}:m{start}-{end}-{label}"


def as_mention(found: Found, passage: Passage) -> Mention:
    """A name found in `passage.text` as a record of the document."""
    start, end = passage.start + found.start, passage.start + found.end
    return Mention(
        id=mention_id(passage.document, start, end, found.label),
        document=passage.document,
        passage=passage.id,
        start=start,
        end=end,
        text=found.text,
        label=found.label,
        canonical=found.canonical,
        score=found.score,
        how=found.how,
        places=found.places,
    )


def without_overlaps(found: Iterable[Found], taken: Sequence[Found]) -> list[Found]:
    """Those of `found` that share no character with any of `taken`."""
    return [f for f in found if not any(t.overlaps(f.start, f.end) for t in taken)]


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """The names in order of first appearance, each once."""
    return tuple(dict.fromkeys(names))
