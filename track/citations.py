"""A citation: the words on which a statement of this room rests, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass

from quarterline.records import Document, Passage


@dataclass(frozen=True, slots=True)
class Citation:
    """Words of a report.

    `start`, `end` are 0-based characters of the document's text, end exclusive; `quote` has
    exactly `end - start` characters, line breaks turned into spaces as in `Passage.text`.
    `quarter` is "2019-20 Q3", or "" where the report's is not known; `page` counts from 1.
    """

    document: str
    source: str
    sha256: str
    quarter: str
    page: int | None
    passage: str
    start: int
    end: int
    quote: str

    @property
    def line(self) -> str:
        """The quote on one line, blanks single."""
        return " ".join(self.quote.split())

    @property
    def reference(self) -> str:
        """Where the quote stands, as a reader would look it up."""
        page = f", page {self.page}" if self.page is not None else ""
        quarter = f", {self.quarter}" if self.quarter else ""
        return f"{self.source}{quarter}{page}, characters {self.start} to {self.end}"


def cite(
    document: Document, passage: Passage, start: int | None = None, end: int | None = None
) -> Citation:
    """A citation of characters `start` to `end` of the document, by default the whole passage.

    Raises ValueError when the words do not lie in the passage.
    """
    first = passage.start if start is None else start
    last = passage.end if end is None else end
    if not passage.start <= first <= last <= passage.end:
        raise ValueError(
            f"characters {first} to {last} are not in passage {passage.id}, which has "
            f"{passage.start} to {passage.end}"
        )
    return Citation(
        document=document.id,
        source=document.source,
        sha256=document.sha256,
        quarter=str(document.quarter) if document.quarter else "",
        page=passage.page,
        passage=passage.id,
        start=first,
        end=last,
        quote=passage.text[first - passage.start : last - passage.start],
    )
