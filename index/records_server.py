"""Which server holds the records of a library for several users, and bringing it up to date.

The library's folder stays the original: its SQLite file is what is sealed, checked and mended.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index import disk, generations
from index.manifest import MEND, Manifest
from index.rows import Rows, SqliteRows
from quarterline.errors import DamagedLibraryError, RecordsError
from quarterline.settings import RECORDS_VARIABLE

if TYPE_CHECKING:
    from index.postgres import Postgres
    from index.postgres_load import Copied, Listed

# In the library's folder: its name among the libraries of a server, and what was last loaded.
NOTE = "records.json"


@dataclass(frozen=True, slots=True)
class State:
    """What a server holds of a library: whether it is the generation in use, and all that it
    holds under the library's name."""

    address: str
    generation: int
    current: bool
    listed: tuple[Listed, ...]


def server_at(address: str) -> Postgres:
    """The server at an address; raises RecordsError for one that is none."""
    try:
        from index.postgres import Postgres  # noqa: PLC0415 - only for those who name one
    except ImportError as error:
        raise RecordsError(
            "the package psycopg is missing; install Quarterline with its extra: "
            'pip install "quarterline[cluster]"'
        ) from error
    return Postgres.at(address)


def rows_of(server: Postgres, root: Path, manifest: Manifest) -> Rows:
    """The rows of a generation; raises RecordsLagError where the server does not hold it."""
    from index.postgres import PostgresRows  # noqa: PLC0415

    held = server.find(_database(manifest))
    if held is None:
        raise server.lags(f"the library at {root} as it now is (generation {manifest.generation})")
    return PostgresRows(server, held)


def load(
    root: Path,
    server: Postgres | None,
    *,
    again: bool = False,
    progress: Callable[[int], None] = lambda done: None,
) -> Copied:
    """Bring a server to the generation in use; nothing is done where it holds it.

    Raises RecordsError when none is named or it does not answer, DamagedLibraryError for a file
    that is not as it was sealed.
    """
    from index.postgres_load import Generation, load  # noqa: PLC0415

    server = _named(server)
    manifest = _manifest(root)
    path = generations.folder_of(root, manifest.generation) / generations.DATABASE
    sha256 = _database(manifest)
    wanted = Generation(_name(root), manifest.generation, path, sha256)
    held = server.find(sha256)
    if again or held is None or held.schema != wanted.schema:
        if generations.sha256(path) != sha256:
            raise DamagedLibraryError(f"{path} does not hash to what was sealed; {MEND}")
        SqliteRows(path).close()  # of this version's tables, or an error that says what to do
    done = load(server, wanted, again=again, progress=progress)
    _note(root, wanted.library, server.address, wanted.number)
    return done


def state(root: Path, server: Postgres | None) -> State:
    """What a server holds of a library. Raises RecordsError when none is named or answers."""
    from index.postgres_load import listed  # noqa: PLC0415

    server = _named(server)
    manifest = _manifest(root)
    held = server.find(_database(manifest))
    known = {held.schema} if held is not None else set()
    every = listed(server) if server.has_list() else []
    own = [one for one in every if one.library == _noted(root) or one.schema in known]
    return State(server.address, manifest.generation, held is not None, tuple(own))


def _named(server: Postgres | None) -> Postgres:
    if server is None:
        from index.postgres import EXPECTED  # noqa: PLC0415

        raise RecordsError(
            f"no server of records was named; expected an address such as {EXPECTED}, given by "
            f"--records before the command, or by {RECORDS_VARIABLE}"
        )
    return server


def _manifest(root: Path) -> Manifest:
    number = generations.current(root)
    if number is None:
        raise generations.nothing_at(root)
    return generations.read_manifest(root, number)


def _database(manifest: Manifest) -> str:
    return str(manifest.files[generations.DATABASE]["sha256"])


def _name(root: Path) -> str:
    """The library's name among others: eight hexadecimal digits, made when first loaded."""
    name = _noted(root)
    if name:
        return name
    made = os.urandom(4).hex()
    _note(root, made, "", 0)
    return made


def _noted(root: Path) -> str:
    name = _read(root).get("library")
    whole = isinstance(name, str) and len(name) == 8 and set(name) <= set("0123456789abcdef")
    return str(name) if whole else ""


def _read(root: Path) -> dict[str, object]:
    try:
        noted = json.loads((root / NOTE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if isinstance(noted, dict) else {}


def _note(root: Path, name: str, address: str, generation: int) -> None:
    noted = {"library": name, "records": address, "generation": generation}
    if _read(root) == noted:  # as for those who may read the folder and not write to it
        return
    with disk.telling(root / NOTE, "The library is as it was"):
        disk.replace(root / NOTE, json.dumps(noted).encode() + b"\n")
