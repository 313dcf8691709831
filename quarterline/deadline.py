"""The time that one file may take, on its whole way from text to records."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from quarterline.errors import LimitError


@dataclass(frozen=True, slots=True)
class Deadline:
    """Asked between two steps whether a file has had its time; steps are short, so it ends soon.

    `seconds` are of this thread's processor time, from when the deadline is made: what else
    the machine does fails no file. Asking costs less than a microsecond, and works in any
    process, thread or Dask worker, since nothing is ended from outside. It must be asked in
    the thread that made it.
    """

    name: str
    seconds: float
    _end: float = field(init=False, repr=False, default=0.0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_end", time.thread_time() + self.seconds)

    def check(self) -> None:
        """Raise LimitError if the time is over."""
        if time.thread_time() > self._end:
            raise LimitError(
                f"{self.name}: finding what its text says took more than {self.seconds:g} seconds "
                "and was ended. Split the file into smaller ones, or raise the limit on time."
            )
