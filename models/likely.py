"""Vectors of what questions are likely to say, made once, so that search need not encode it.

To encode a word takes as long as half the rest of a question. The file stands beside the ONNX
file of the model that made it, with a record of its own; one that is not as its record says, or
that another model file made, is not read, and then words are encoded as they are asked for.
A row is a text, its scale, and its vector in sixteen bits a number: that changes no cosine by
more than a few millionths.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.encoder import Encoder
from models.folders import making, write_whole
from models.made import LOCK_SECONDS, folder_for, made, made_sha256, origin
from models.register import Artefact, artefact
from quarterline.errors import ModelError

FILE = "likely.npy"
RECORD = "likely.json"
LICENCE = "LICENCE-likely.txt"
# To be raised whenever the form of the file changes: it is then made anew.
RECIPE = 1
# Bytes of the longest text that is held, and how many are: 16 MB in all, of 384 dimensions.
LONGEST = 40
MOST = 20_000

_STEPS = 32_767

Vectors = NDArray[np.float32]
_reading = threading.Lock()


class Likely:
    """Texts and their unit vectors; `matrix` stays on disk until a row is asked for."""

    def __init__(self, rows: NDArray[Any]) -> None:
        self._rows = rows
        self._at = {text.decode(): at for at, text in enumerate(rows["text"].tolist())}

    @property
    def dimensions(self) -> int:
        """The length of each vector."""
        return int(self._rows.dtype["vector"].shape[0])

    def __len__(self) -> int:
        return len(self._at)

    def __contains__(self, text: str) -> bool:
        return text in self._at

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """The unit vectors of texts that are held, float32 (n, d); raises KeyError."""
        rows = self._rows[[self._at[text] for text in texts]]
        return np.asarray(rows["vector"] * rows["scale"][:, None], dtype=np.float32)


def make_likely(
    model: Artefact, texts: Iterable[str], load: Callable[[], Encoder]
) -> tuple[Path | None, bool]:
    """Make the file of a model's vectors of texts, unless a sound one of them is there.

    The first `MOST` texts of up to `LONGEST` bytes are held. Returns where it is, None where
    nothing can be kept, and whether it was made now. Raises ModelError as `made` does.
    """
    kept = [t for t in dict.fromkeys(texts) if t and len(t.encode()) <= LONGEST][:MOST]
    if made(model).path is None:
        return None, False
    folder = folder_for(model)

    try:
        with making(folder / ".likely.lock", folder / FILE, LOCK_SECONDS):
            record = _record(folder)
            if record.get("texts_sha256") == _digest(kept) and _sound(model, folder):
                return folder / FILE, False
            _keep(model, folder, kept, load().encode(kept))
            return folder / FILE, True
    except OSError:
        return None, False


def likely(name: str) -> Likely | None:
    """What is held for the model of that name; None where there is no sound file of it."""
    try:
        model = artefact(name)
    except ModelError:
        return None
    if not model.made:
        return None
    folder = folder_for(model)
    try:
        status = (folder / FILE).stat()
    except OSError:
        return None
    with _reading:
        return _read(model, folder, status.st_size, status.st_mtime_ns, made_sha256(model))


@lru_cache(maxsize=4)
def _read(model: Artefact, folder: Path, *_: object) -> Likely | None:
    """Hashed and read once in a process, while its size, its time and the model file stay."""
    if not _sound(model, folder):
        return None
    try:
        rows = np.load(folder / FILE, mmap_mode="r")
    except (OSError, ValueError):
        return None
    return Likely(rows) if rows.dtype == _row(model.dimensions) and rows.ndim == 1 else None


def _sound(model: Artefact, folder: Path) -> bool:
    """Whether the file is as its record says, of this model and of the model file beside it."""
    record = _record(folder)
    if record.get("made_from") != _origin(model):
        return False
    try:
        with (folder / FILE).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == record.get("sha256")
    except OSError:
        return False


def _record(folder: Path) -> dict[str, Any]:
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _origin(model: Artefact) -> dict[str, Any]:
    return {**origin(model), "model_file": made_sha256(model), "rows": RECIPE}


def _row(dimensions: int) -> np.dtype[Any]:
    return np.dtype([("text", f"S{LONGEST}"), ("scale", "<f4"), ("vector", "<i2", (dimensions,))])


def _keep(model: Artefact, folder: Path, texts: Sequence[str], matrix: Vectors) -> None:
    rows = np.zeros(len(texts), dtype=_row(model.dimensions))
    scale = np.abs(matrix).max(axis=1, initial=1e-12) / _STEPS
    rows["text"] = [text.encode() for text in texts]
    rows["scale"] = scale
    rows["vector"] = np.rint(matrix / scale[:, None])
    held = BytesIO()
    np.save(held, rows)
    data = held.getvalue()
    record = {
        "name": f"{model.name}, likely words",
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "texts": len(texts),
        "texts_sha256": _digest(texts),
        "licence": model.licence,
        "source": model.source,
        "made_from": _origin(model),
        "made_with": {"numpy": np.__version__},
    }
    # The record last: one without its file, or beside an older one, is found out by the hash.
    write_whole(folder / FILE, data)
    write_whole(folder / LICENCE, _licence(model).encode())
    write_whole(folder / RECORD, (json.dumps(record, indent=1) + "\n").encode())


def _digest(texts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _licence(model: Artefact) -> str:
    return (
        f"{model.name}: {FILE} was made by Quarterline with {model.source},\nas the package "
        f"{model.package}=={model.version} carries it, under the licence {model.licence}\n"
        "(https://www.apache.org/licenses/LICENSE-2.0). It holds that model's vectors of whole\n"
        "words of its own vocabulary and of Quarterline's vocabulary of policing, in sixteen\n"
        "bits a number.\n"
    )
