"""The library as Python users meet it: `from quarterline import Library`.

The Library of `index`, which knows nothing of histories, with what this room can say of it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

from index import library
from index.results import AddResult, Progress, Tell
from quarterline.collecting import collecting_seldom
from quarterline.errors import QuarterlineError
from quarterline.periods import Quarter
from quarterline.records import Document

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

    def add(
        self,
        paths: Iterable[str | os.PathLike[str]] | str | os.PathLike[str],
        *,
        quarter: Quarter | None = None,
        force: str | None = None,
        progress: Callable[[Progress], None] | None = None,
        workers: int = 1,
        scheduler: str = "",
    ) -> list[AddResult]:
        """As `index.library.Library.add`; then what reports promise and repeat is worked out
        and kept, so that it is at hand when asked for."""
        before = self._opened.number  # also where a server of records lags, and is brought along
        with collecting_seldom():
            results = super().add(
                paths,
                quarter=quarter,
                force=force,
                progress=progress,
                workers=workers,
                scheduler=scheduler,
            )
            if self.generation != before:
                if progress is not None:
                    done = len(results)
                    progress(Progress(done, done, "", "Following what was promised"))
                self._keep()
        return results

    def remove(self, document_id: str, *, progress: Tell | None = None) -> Document:
        """As `index.library.Library.remove`; no kept answer quotes the document any more."""
        with collecting_seldom():
            document = super().remove(document_id, progress=progress)
            if progress is not None:
                progress(Progress(1, 1, "", "Following what was promised"))
            self._keep()
        return document

    def _keep(self) -> None:
        import track  # noqa: PLC0415
        from track.kept import Kept  # noqa: PLC0415

        Kept(self).forget()
        # The reports are in the library whatever comes of this; who asks later will be told.
        with suppress(QuarterlineError):
            track.commitments(self)
            track.recycled(self)

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
