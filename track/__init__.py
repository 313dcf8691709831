"""Follows an operation, a theme, a figure or a promise across quarters.

Each function takes a `Library` and answers with frozen records that have `frame()` methods
giving pandas tables. The work is done by pure functions of records (`Holdings`); what is
asked for again is answered from memory while the library stays the same.
"""

from __future__ import annotations

from track.api import (
    certificate,
    commitments,
    decisions,
    dossier,
    join,
    matrix,
    measure,
    network,
    operation,
    recycled,
    register,
    rename,
    split,
    theme,
    undo,
)

__all__ = [
    "certificate",
    "commitments",
    "decisions",
    "dossier",
    "join",
    "matrix",
    "measure",
    "network",
    "operation",
    "recycled",
    "register",
    "rename",
    "split",
    "theme",
    "undo",
]
