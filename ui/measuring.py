"""The auditor's recall, measured in the background: one measurement a library at a time.

A measurement takes a minute or more, in which its page can be left; all sessions see it. The
result is kept in the library's folder, so that it is still known when the app starts again.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from quarterline.errors import QuarterlineError

if TYPE_CHECKING:
    from pathlib import Path

    from index.selftest import SelfTest

_LOG = logging.getLogger("quarterline.ui")
_LOCK = threading.Lock()


@dataclass(slots=True)
class Measurement:
    """One run of the self-test: how far it is, then what it found or why it failed.

    `generation` is the library's that was measured, -1 where another version of the program
    measured it; `when` is an ISO 8601 time in UTC.
    """

    done: int = 0
    total: int = 0
    generation: int = -1
    result: SelfTest | None = None
    when: str = ""
    problem: str = ""
    thread: threading.Thread | None = None

    @property
    def running(self) -> bool:
        """Whether it goes on."""
        return self.thread is not None and self.thread.is_alive()

    @property
    def rows(self) -> tuple[tuple[str, int, int], ...]:
        """Kind of slip, planted and found, their sum last; nothing before the end."""
        return self.result.measured if self.result is not None else ()


@st.cache_resource(show_spinner=False)
def _all() -> dict[str, Measurement]:
    return {}


def last(path: Path) -> Measurement | None:
    """The measurement that runs or ran last over the library at `path`, if there is one.

    One that was kept in the library's folder counts too: made before the app was started, or
    on the command line since.
    """
    from index import measured  # noqa: PLC0415 - spaCy behind it

    known = _all().get(str(path))
    if known is not None and (known.running or known.problem):
        return known
    kept = measured.last(path)
    if kept is None or (known is not None and known.when >= kept.when):
        return known
    generation = kept.generation if kept.holds_for(kept.generation) else -1
    return Measurement(generation=generation, result=kept.result, when=kept.when)


def start(path: Path) -> Measurement:
    """Measure the library at `path`, or go on with the measurement that runs."""
    known = _all()
    with _LOCK:
        before = known.get(str(path))
        if before is not None and before.running:
            return before
        made = Measurement()
        made.thread = threading.Thread(
            target=_run, args=(path, made), name="quarterline-self-test", daemon=True
        )
        made.thread.start()
        known[str(path)] = made
    return made


def _run(path: Path, made: Measurement) -> None:
    from index import measured  # noqa: PLC0415 - spaCy behind all three
    from index.library import Library  # noqa: PLC0415
    from index.selftest import self_test  # noqa: PLC0415

    def tell(done: int, total: int, _source: str) -> None:
        made.done, made.total = done, total

    try:
        # A library of its own, which no session moves on to the next generation meanwhile.
        library = Library(path)
        made.generation = library.generation
        result = self_test(library, progress=tell)
        made.when = datetime.now(UTC).isoformat(timespec="seconds")
        made.result = result
        try:
            measured.keep(path, result, made.generation, made.when)
        except QuarterlineError as error:  # shown until the app is closed, then forgotten
            _LOG.warning("the measured recall could not be kept: %s", error)
    except QuarterlineError as error:
        made.problem = str(error)
    except Exception:
        _LOG.exception("the self-test failed")
        made.problem = "an error that was not expected; the terminal has its details"
    made.when = made.when or datetime.now(UTC).isoformat(timespec="seconds")
