"""Where things are, and how large an input may be."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

LIBRARY_VARIABLE = "QUARTERLINE_LIBRARY"
ENGINE_VARIABLE = "QUARTERLINE_ENGINE"
RECORDS_VARIABLE = "QUARTERLINE_RECORDS"


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits on one document: sizes and memory in bytes, time in seconds."""

    bytes: int = 100 * 1024 * 1024
    pages: int = 2_000
    characters: int = 20_000_000
    passages: int = 100_000
    names: int = 2_000  # of operations and projects: each is held against those of other reports
    unpacked_bytes: int = 500 * 1024 * 1024
    seconds: float = 120.0
    memory: int = 3 * 1024 * 1024 * 1024


def library_path(given: str | os.PathLike[str] | None = None) -> Path:
    """The library's folder: as given, else `QUARTERLINE_LIBRARY`, else the user's data folder."""
    if given is not None:
        return Path(given)
    from_environment = os.environ.get(LIBRARY_VARIABLE)
    if from_environment:
        return Path(from_environment)
    return Path(platformdirs.user_data_dir("quarterline", appauthor=False)) / "library"


def engine_address(given: str | None = None) -> str:
    """The engine's address: as given, else `QUARTERLINE_ENGINE`; empty for none."""
    return given if given is not None else os.environ.get(ENGINE_VARIABLE, "")


def records_address(given: str | None = None) -> str:
    """The address of a server of records: as given, else `QUARTERLINE_RECORDS`; empty for none.

    It may hold a password: never show it (see `index.postgres.Postgres.address`).
    """
    return given if given is not None else os.environ.get(RECORDS_VARIABLE, "")
