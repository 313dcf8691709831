"""Which passages have which value: the tags of a generation as lists of rows, mapped.

The database holds the same tags (see `index.store`). To ask it for the rows of a quarter of a
large library makes a number of Python of each, which takes longer than all the rest of a search.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.arrays import load
from index.manifest import MEND
from index.tags import Tag
from quarterline.errors import DamagedLibraryError

NAME = "tags"

# Of so many times as many as are looked up, all are marked.
_SCATTERED = 16
# Rows, of 4 bytes each, that are kept of several values together.
_KEPT = 1_000_000

Rows = NDArray[np.int64]
_NO_ROWS = np.zeros(0, dtype=np.int32)


def write(folder: Path, tags: Iterable[Tag]) -> None:
    """Write tags, each (row, kind, value) once, into a generation's folder."""
    numbers: dict[tuple[str, str], int] = {}
    rows, keys = [], []
    for row, kind, value in tags:
        rows.append(row)
        keys.append(numbers.setdefault((kind, value), len(numbers)))
    held, of = np.array(rows, dtype=np.int32), np.array(keys, dtype=np.int32)
    order = np.lexsort((held, of))
    ends = np.cumsum(np.bincount(of, minlength=len(numbers))).tolist()
    np.save(folder / f"{NAME}.npy", held[order])
    spans: dict[str, dict[str, tuple[int, int]]] = {}
    for (kind, value), at in numbers.items():
        spans.setdefault(kind, {})[value] = (ends[at - 1] if at else 0, ends[at])
    (folder / f"{NAME}.json").write_text(json.dumps(spans, ensure_ascii=False), encoding="utf-8")


class Tagged:
    """The tags of a generation, for searching."""

    def __init__(self, folder: Path) -> None:
        self._together: dict[tuple[str, tuple[str, ...]], NDArray[np.int32]] = {}
        self._kept = 0
        try:
            spans = json.loads((folder / f"{NAME}.json").read_text(encoding="utf-8"))
            self._spans: dict[str, dict[str, tuple[int, int]]] = {
                kind: {value: (int(a), int(b)) for value, (a, b) in values.items()}
                for kind, values in spans.items()
            }
            self._rows = np.asarray(load(folder / f"{NAME}.npy", "r"))
        except (OSError, ValueError, TypeError, AttributeError, EOFError) as error:
            raise DamagedLibraryError(
                f"{folder / NAME}.npy cannot be read: {error}; {MEND}"
            ) from error
        last = max((b for v in self._spans.values() for _, b in v.values()), default=0)
        if last != len(self._rows):
            raise DamagedLibraryError(f"{folder / NAME}.json and .npy do not fit; {MEND}")

    @staticmethod
    def written(folder: Path) -> bool:
        """Whether a generation has them; earlier versions wrote none."""
        return (folder / f"{NAME}.json").is_file()

    def counts(self, kind: str) -> list[tuple[str, int]]:
        """The values of a kind in order, each with its number of passages."""
        return sorted((value, b - a) for value, (a, b) in self._spans.get(kind, {}).items())

    def rows(self, kind: str, values: Sequence[str]) -> Rows:
        """Ascending rows that have one of the values."""
        lists = [self._list(kind, value) for value in values]
        if len(lists) == 1:
            return lists[0].astype(np.int64)
        return np.unique(np.concatenate([np.zeros(0, np.int32), *lists])).astype(np.int64)

    def have(self, kind: str, values: Sequence[str], rows: Rows) -> NDArray[np.bool_]:
        """Which of some rows have one of the values."""
        key = (kind, tuple(values))
        held = self._together.get(key)
        if held is None:
            lists = [one for value in values if len(one := self._list(kind, value))]
            if sum(map(len, lists)) > _SCATTERED * len(rows):
                return _among_any(rows, lists)
            held = np.concatenate([_NO_ROWS, *lists])
            self._keep(key, held)
        # To mark all that have it takes less than to look so many up.
        last = max(int(held.max(initial=0)), int(rows.max(initial=0)))
        marked = np.zeros(last + 1, dtype=bool)
        marked[held] = True
        return marked[rows]

    def _keep(self, key: tuple[str, tuple[str, ...]], held: NDArray[np.int32]) -> None:
        """Questions ask for the same places over and over, each with what lies in it."""
        if self._kept > _KEPT:
            self._together.clear()
            self._kept = 0
        self._together[key] = held
        self._kept += len(held) + 1

    def _list(self, kind: str, value: str) -> NDArray[np.int32]:
        start, end = self._spans.get(kind, {}).get(value, (0, 0))
        return self._rows[start:end]


def _among_any(rows: Rows, lists: Sequence[NDArray[np.int32]]) -> NDArray[np.bool_]:
    found = np.zeros(len(rows), dtype=bool)
    # Of the type of the lists, or each of these would be copied to the other's.
    sought = rows.astype(np.int32)
    for held in lists:
        found |= among(sought, held)
    return found


def among(rows: NDArray[np.int32] | Rows, held: NDArray[np.int32] | Rows) -> NDArray[np.bool_]:
    """Which of `rows` are in `held`, which ascends; takes no time for what is not looked up."""
    if not len(held):
        return np.zeros(len(rows), dtype=bool)
    at = np.searchsorted(held, rows)
    at[at == len(held)] = 0
    return np.asarray(held[at] == rows)


def both(one: Rows, other: Rows) -> Rows:
    """What is in both of two ascending arrays, ascending."""
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    return small[among(small, large)]
