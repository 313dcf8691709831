"""The auditor's recall as last measured, kept in the library's folder beside its generations.

One small JSON file, written whole or not at all. It tells which generation was measured: of a
library that changed since, it says how the auditor did on other reports, and is shown as that.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import quarterline
from index import disk
from index.selftest import SelfTest, Tally

NAME = "measured.json"


@dataclass(frozen=True, slots=True)
class Measured:
    """A self-test's result without the slips it missed.

    `generation` is the library's that was measured, `version` the program's that measured,
    `when` an ISO 8601 time in UTC.
    """

    generation: int
    version: str
    when: str
    result: SelfTest

    def holds_for(self, generation: int) -> bool:
        """Whether it was measured on this generation, by this version of the program."""
        return self.generation == generation and self.version == quarterline.__version__


def keep(library: Path, result: SelfTest, generation: int, when: str = "") -> Measured:
    """Keep a result in the library's folder in place of the one before.

    Raises LibraryError where the folder cannot be written.
    """
    now = when or datetime.now(UTC).isoformat(timespec="seconds")
    made = Measured(generation, quarterline.__version__, now, result)
    row = {
        "generation": made.generation,
        "version": made.version,
        "when": made.when,
        "seed": result.seed,
        "reports": result.reports,
        "kinds": [[t.kind, t.planted, t.found] for t in result.tallies],
    }
    target = library / NAME
    with disk.telling(target, "The library and its last measurement are untouched"):
        disk.replace(target, json.dumps(row, indent=1).encode("utf-8"))
    return made


def last(library: Path) -> Measured | None:
    """The result that was kept last; None if none was, or if the file cannot be read.

    It can be measured again at any time, so a damaged file is no damage to the library.
    """
    try:
        return _read(json.loads((library / NAME).read_bytes()))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _read(row: Mapping[str, Any]) -> Measured:
    tallies = tuple(Tally(str(k), int(p), int(f)) for k, p, f in row["kinds"])
    result = SelfTest(int(row["seed"]), int(row["reports"]), tallies, ())
    when = datetime.fromisoformat(row["when"]).isoformat(timespec="seconds")
    return Measured(int(row["generation"]), str(row["version"]), when, result)
