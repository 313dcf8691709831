"""Reports added, removed, put back and read again in the background: pages can be left meanwhile.

What is begun in one session goes on when its browser is closed; one addition to a library waits
for another, since only one may write at a time.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quarterline.errors import QuarterlineError
from ui import shelf
from ui.words import one_line

if TYPE_CHECKING:
    from index.library import Library
    from index.results import AddResult, Progress
    from quarterline.records import Document

THREAD = "quarterline-adding"
_LOG = logging.getLogger("quarterline.ui")
_ONE_AT_A_TIME = threading.Lock()


@dataclass(slots=True)
class Addition:
    """Files on their way into the library: how far they are, then what became of each.

    `problem` says why none, or no more, of them were added; "" where all was done. `failed` is
    its title. `removed` is the report (name, content) that is being put back, if one is, or
    taken out (`removing`; `done` says that it was), if its content is held.
    """

    total: int
    failed: str = "The reports were not added"
    removed: tuple[str, bytes] | None = None
    removing: bool = False
    done: str = ""
    progress: Progress | None = None
    results: list[AddResult] = field(default_factory=list)
    problem: str = ""
    thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self.thread is not None and self.thread.is_alive()

    @property
    def share(self) -> float:
        """How far it is, 0 to 1."""
        if self.progress is None:
            return 0.0
        return min(self.progress.done / max(self.progress.total, 1), 1.0)


def start(library: Library, files: Sequence[tuple[str, bytes]]) -> Addition:
    """Begin to add files (name, content)."""
    made = Addition(len(files))
    return _begin(made, lambda tell: shelf.add_uploads(library, files, tell))


def put_back(library: Library, removed: tuple[str, bytes]) -> Addition:
    """Begin to add a report (name, content) that was removed."""
    made = Addition(1, f"{one_line(removed[0])} was not put back", removed)
    return _begin(made, lambda tell: shelf.add_uploads(library, [removed], tell))


def remove(library: Library, document: Document) -> Addition:
    """Begin to take a report out; what is needed to put it back is kept in mind."""
    name = one_line(document.source)
    content = shelf.original_bytes(library, document)
    removed = None if content is None else (document.source, content)
    made = Addition(1, f"{name} was not removed", removed, True, f"{name} was removed")
    return _begin(made, lambda tell: shelf.remove(library, document, tell))


def read_again(library: Library, document: Document, quarter: str, force: str) -> Addition:
    """Begin to read a report again under a quarter and force given by hand: `shelf.correct`."""
    made = Addition(1, f"{one_line(document.source)} was not read again")
    return _begin(made, lambda tell: shelf.correct(library, document, quarter, force, tell))


_Work = Callable[[Callable[["Progress"], None]], "list[AddResult]"]


def _begin(made: Addition, work: _Work) -> Addition:
    made.thread = threading.Thread(target=_run, args=(made, work), name=THREAD, daemon=True)
    made.thread.start()
    return made


def _run(made: Addition, work: _Work) -> None:
    def tell(progress: Progress) -> None:
        made.progress = progress

    try:
        with _ONE_AT_A_TIME:
            made.results = work(tell)
    except QuarterlineError as error:
        made.problem = str(error)
    except Exception:
        _LOG.exception("adding reports failed")
        made.problem = "an error that was not expected; the terminal has its details"
