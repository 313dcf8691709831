"""The time that one file may take, on its whole way from text to records."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from quarterline.errors import LimitError

T = TypeVar("T")
_EVERY = 128


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

    def over(self, steps: Iterable[T]) -> Iterator[T]:
        """Steps of some microseconds, such as lines: asked at the first, then now and again."""
        for number, step in enumerate(steps):
            if number % _EVERY == 0:
                self.check()
            yield step


NEVER = Deadline("", math.inf)
"""For what is not bounded in time; may be asked in any thread."""
