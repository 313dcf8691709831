"""Which engine a library uses beyond its own folder, and whether it holds what the library does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from index import disk
from index.engine import Loaded, points
from quarterline.errors import EngineError
from quarterline.settings import ENGINE_VARIABLE

if TYPE_CHECKING:
    from index.qdrant import Qdrant
    from index.snapshot import Snapshot

# In the library's folder: what was last loaded into which engine.
_LOADED = "engine.json"


def engine_at(address: str) -> Qdrant:
    """The engine at an address; raises EngineError for one that is none."""
    try:
        from index.qdrant import Qdrant  # noqa: PLC0415 - only for those who name an engine
    except ImportError as error:
        raise EngineError(
            "the package qdrant-client is missing; install Quarterline with its extra: "
            'pip install "quarterline[cluster]"'
        ) from error
    return Qdrant.at(address)


def load(
    snapshot: Snapshot,
    engine: Qdrant | None,
    *,
    shards: int = 1,
    replicas: int = 1,
    progress: Callable[[int], None] = lambda done: None,
) -> Loaded:
    """Bring an engine to what the library holds, and note that it does.

    Raises EngineError when the library was opened without one, or when it does not answer.
    """
    if engine is None:
        raise EngineError(
            "no engine was named; expected an address such as qdrant://127.0.0.1:6333, given "
            f"by --engine before the command, or by {ENGINE_VARIABLE}"
        )
    done = engine.load(
        points(snapshot),
        dimensions=snapshot.vectors.dimensions,
        shards=shards,
        replicas=replicas,
        progress=progress,
    )
    noted = {"engine": engine.address, "generation": snapshot.number}
    disk.replace(snapshot.root / _LOADED, json.dumps(noted).encode() + b"\n")
    return done


def check_loaded(snapshot: Snapshot, engine: Qdrant) -> None:
    """Raise EngineError unless the engine was loaded with the library as it now is.

    An engine that lags would leave out the latest reports without a word.
    """
    held = _noted(snapshot.root)
    if held != {"engine": engine.address, "generation": snapshot.number}:
        raise EngineError(
            f"the engine {engine.address} does not hold the library at {snapshot.root} as it now "
            f"is; bring it up to date with: quarterline --engine {engine.address} engine load"
        )


def _noted(root: Path) -> object:
    try:
        return json.loads((root / _LOADED).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
