"""Copies of a furnished library to be damaged, and its contents as one value."""

from __future__ import annotations

import shutil
from dataclasses import astuple
from pathlib import Path
from typing import Any

from bench import faults_scenarios
from bench.faults_scenarios import library
from index.library import Library
from index.manifest import seal
from index.reviews import ReviewLog
from track.decisions import DecisionLog


def twin(root: Path, folder: Path) -> Path:
    """A copy of a library, to be damaged."""
    return Path(shutil.copytree(root, folder / "twin", symlinks=True))


def records(made: Library) -> dict[str, Any]:
    """Every record of a library, superseded versions too, and how each report came in."""
    store = made._snapshot.store
    held = {"holdings": [astuple(h) for h in store.holdings()], "superseded": store.superseded()}
    return faults_scenarios.records(made) | held


def users(root: Path) -> dict[str, Any]:
    """What only users could give again."""
    return {
        "searches": library(root).saved_searches(),
        "reviews": ReviewLog(root).read(),
        "decisions": DecisionLog(root).read(),
    }


def of_schema(path: Path, schema: int) -> None:
    """Let a manifest be of another schema; sealed from 2 on, as that one was."""
    body, _, _ = path.read_bytes().rpartition(b'"seal"')
    body = body.replace(b'"schema": 2', f'"schema": {schema}'.encode())
    path.write_bytes(seal(body) if schema > 1 else body.rstrip().rstrip(b",") + b"\n}\n")
