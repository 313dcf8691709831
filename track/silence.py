"""When the reports stop speaking of something, and when there is no report to speak."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quarterline.periods import Quarter

MENTIONED, SILENT, NO_REPORT = "mentioned", "silent", "no report"


@dataclass(frozen=True, slots=True)
class Silence:
    """A run of held reports that do not mention it, after one that does.

    `last` is the quarter of the last mention before, `absent` the quarters of the silent
    reports, `missing` the quarters in between of which no report is held, `back` the
    quarter in which it is mentioned again, or "".
    """

    last: str
    absent: tuple[str, ...]
    missing: tuple[str, ...]
    back: str = ""

    @property
    def words(self) -> str:
        """The silence in words."""
        text = f"last mentioned {self.last}; absent from {listed(self.absent)}"
        if self.missing:
            text += f"; no report held for {listed(self.missing)}"
        return f"{text}; mentioned again {self.back}" if self.back else text


@dataclass(frozen=True, slots=True)
class Gap:
    """Quarters in a row of which the library holds no report: a gap of the library, which
    says nothing about what was done in them."""

    quarters: tuple[str, ...]

    @property
    def words(self) -> str:
        """The gap in words."""
        return f"no report held for {listed(self.quarters)}"


def states(held: Iterable[Quarter], mentioned: Iterable[Quarter]) -> dict[Quarter, str]:
    """Every calendar quarter from the first held to the last, with one of the three states."""
    have, named = sorted(set(held)), set(mentioned)
    if not have:
        return {}
    found = {}
    quarter = have[0]
    while quarter <= have[-1]:
        held_one = quarter in have
        found[quarter] = MENTIONED if quarter in named else SILENT if held_one else NO_REPORT
        quarter = quarter.shift(1)
    return found


def silences(by_quarter: dict[Quarter, str]) -> tuple[Silence, ...]:
    """Every silence after a first mention, oldest first."""
    found = []
    last: Quarter | None = None
    absent: list[str] = []
    missing: list[str] = []
    for quarter, state in sorted(by_quarter.items()):
        if state == MENTIONED:
            if last is not None and absent:
                found.append(Silence(str(last), tuple(absent), tuple(missing), str(quarter)))
            last, absent, missing = quarter, [], []
        elif last is not None:
            (absent if state == SILENT else missing).append(str(quarter))
    if last is not None and absent:
        found.append(Silence(str(last), tuple(absent), tuple(missing)))
    return tuple(found)


def gaps(by_quarter: dict[Quarter, str]) -> tuple[Gap, ...]:
    """Runs of quarters without a report, oldest first."""
    found: list[Gap] = []
    run: list[str] = []
    for quarter, state in sorted(by_quarter.items()):
        if state == NO_REPORT:
            run.append(str(quarter))
        elif run:
            found.append(Gap(tuple(run)))
            run = []
    return tuple(found)


def listed(quarters: Sequence[str]) -> str:
    """Quarters in a sentence; a run of four or more by its ends and its length."""
    items: list[str] = []
    for run in _runs([Quarter.parse(q) for q in quarters]):
        if len(run) > 3:
            items.append(f"{run[0]} to {run[-1]} ({len(run)} quarters)")
        else:
            items += [str(quarter) for quarter in run]
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))


def _runs(quarters: Sequence[Quarter]) -> list[list[Quarter]]:
    runs: list[list[Quarter]] = []
    for quarter in quarters:
        if runs and runs[-1][-1].shift(1) == quarter:
            runs[-1].append(quarter)
        else:
            runs.append([quarter])
    return runs
