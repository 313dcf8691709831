"""A generation's manifest: what it holds, from what it was built, and its own hash.

`seal`, the last field, is the sha256 of all bytes before it, so that one changed byte of the
manifest is told apart from a manifest of other content. `sources` is what a library cannot
be rebuilt without and no original tells: file names, the order of addition, what was given.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from quarterline.errors import DamagedLibraryError, LibraryError

SCHEMA = 2
# Schema 1 had neither seal nor sources; it is read as it is, and written as 2.
OLDEST = 1
MEND = "mend it with: quarterline doctor --repair"

_MARK = b'"seal": "'
_END = b'"\n}\n'


@dataclass(frozen=True, slots=True)
class Source:
    """A report that a generation was built from. `added` is an ISO 8601 time in UTC,
    `sequence` its place in the order of addition; `quarter` and `force` as the user gave them."""

    sha256: str
    name: str
    quarter: str
    force: str
    added: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds.

    `pipeline` names the state of the reading rooms, `profiles` that of each force's terms;
    `files` gives sha256 and bytes of every file but this one.
    """

    schema: int
    generation: int
    created: str
    encoder: str
    dimensions: int
    pipeline: str
    profiles: dict[str, str]
    counts: dict[str, int]
    files: dict[str, dict[str, Any]]
    sources: tuple[Source, ...] = ()


def render(manifest: Manifest) -> bytes:
    """The manifest's bytes, sealed."""
    record = {name: getattr(manifest, name) for name in Manifest.__slots__}
    record["sources"] = [[getattr(s, f.name) for f in fields(Source)] for s in manifest.sources]
    text = json.dumps(record, indent=1, ensure_ascii=False)
    return seal(text.removesuffix("\n}").encode("utf-8") + b",\n ")


def seal(body: bytes) -> bytes:
    """The bytes of an unclosed JSON object with the seal as its last field."""
    return body + _MARK + hashlib.sha256(body).hexdigest().encode("ascii") + _END


def parse(path: Path, root: Path) -> Manifest:
    """Read a manifest; raises DamagedLibraryError with the next step.

    That is raised for a damaged one, and for one of a schema that this version does not read;
    LibraryError where this user may not read it.
    """
    try:
        raw = path.read_bytes()
        data = json.loads(raw)
        schema = int(data["schema"])
    except FileNotFoundError:
        raise DamagedLibraryError(f"{path} is missing; {MEND}") from None
    except PermissionError:
        raise forbidden(path) from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedLibraryError(f"{path} cannot be read: {error}; {MEND}") from error
    if not OLDEST <= schema <= SCHEMA:
        raise DamagedLibraryError(_other(path, root, schema))
    if not _whole(raw, schema):
        raise DamagedLibraryError(f"{path} does not hash to the seal at its end; {MEND}")
    try:
        known = {name: data[name] for name in Manifest.__slots__ if name != "sources"}
        return Manifest(**known, sources=tuple(Source(*s) for s in data.get("sources", ())))
    except (KeyError, TypeError) as error:
        raise DamagedLibraryError(f"{path} cannot be read: no {error}; {MEND}") from error


def forbidden(path: Path) -> LibraryError:
    """The error to raise for a file that this user may not read: nothing is damaged."""
    return LibraryError(
        f"{path} cannot be read: permission denied; ask for the right to read the library, "
        "or name another one with --library"
    )


def schema_of(path: Path) -> int | None:
    """The schema that a manifest names, sound or not; None where it names none."""
    try:
        return int(json.loads(path.read_bytes())["schema"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _whole(raw: bytes, schema: int) -> bool:
    body, mark, _ = raw.rpartition(_MARK)
    if not mark:
        return schema == OLDEST
    return raw == seal(body)


def _other(path: Path, root: Path, schema: int) -> str:
    if schema > SCHEMA:
        return (
            f"the library at {root} has schema {schema} ({path}), this version reads up to "
            f"{SCHEMA}: it was built by a newer Quarterline; install that version, or name "
            "another library with --library"
        )
    return (
        f"the library at {root} has schema {schema} ({path}), this version reads {OLDEST} to "
        f"{SCHEMA}: it was built by an older Quarterline; bring it up to date, with all "
        "decisions and saved searches, by: quarterline doctor --repair"
    )
