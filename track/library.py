"""The library as Python users meet it: `from quarterline import Library`.

The Library of `index`, which knows nothing of histories, with what this room can say of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from index import library

if TYPE_CHECKING:
    from track.commitments import Commitments
    from track.history import History
    from track.measure import Measure
    from track.register import Register
    from track.theme import Theme


class Library(library.Library):
    """A library of reports on disk, with the histories of what its reports speak of.

    Opened, written and read as `index.library.Library`; every answer of the methods below
    is a frozen record with `frame()` methods that give pandas tables.
    """

    def register(self) -> Register:
        """All operations and projects; see `track.register`."""
        import track  # noqa: PLC0415 - each history only where it is asked for

        return track.register(self)

    def operation(self, name: str) -> History:
        """The history of an operation; see `track.operation`. Raises NotFoundError."""
        import track  # noqa: PLC0415

        return track.operation(self, name)

    def theme(self, text: str, *, threshold: float | None = None, how: str = "auto") -> Theme:
        """A theme across quarters; see `track.theme`. Raises QueryError."""
        import track  # noqa: PLC0415

        return track.theme(self, text, threshold=threshold, how=how)

    def measure(self, text: str) -> Measure:
        """A figure across quarters; see `track.measure`. Raises QueryError, NotFoundError."""
        import track  # noqa: PLC0415

        return track.measure(self, text)

    def commitments(self, *, document: str = "") -> Commitments:
        """What was promised and what became of it; see `track.commitments`."""
        import track  # noqa: PLC0415

        return track.commitments(self, document=document)
