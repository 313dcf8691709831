"""ONNX files that are made here from registered weights: once, checked whenever they are read.

Beside each stands a record with its sha256, what it was made from and how, and its licence.
A file that is not as its record says, or was made by another recipe, is made anew.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from models.encoder import check_files, check_model
from models.folders import making, models_folder, write_whole
from models.register import Artefact

FILE = "model.onnx"
RECORD = "model.json"
LICENCE = "LICENCE.txt"
# To be raised whenever the graphs of `models.bert_graph` change: files are then made anew.
RECIPE = 1

# How long one process waits while another makes the same file, which takes two seconds.
LOCK_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Made:
    """A made file as it was read and found sound; `path` is None where it could not be kept."""

    data: bytes
    path: Path | None
    fresh: bool


def folder_for(model: Artefact) -> Path:
    """Where the file made from a model is kept."""
    return models_folder() / model.name


def made(model: Artefact) -> Made:
    """The ONNX file of a model, made now where there is no sound one.

    Any number of processes may ask at once: one makes it, the others wait. In a folder that
    cannot be written it is made in memory, each time. Raises ModelError when the weights are
    missing or altered.
    """
    folder = folder_for(model)
    data = _sound(model, folder)
    if data is not None:
        return Made(data, folder / FILE, fresh=False)

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with making(folder / ".lock", folder / FILE, LOCK_SECONDS):
            data = _sound(model, folder)
            if data is not None:
                return Made(data, folder / FILE, fresh=False)
            data = _make(model)
            _keep(model, folder, data)
            return Made(data, folder / FILE, fresh=True)
    except OSError:
        return Made(_make(model), None, fresh=True)


def _sound(model: Artefact, folder: Path) -> bytes | None:
    """The file's bytes, where its record speaks of it and of this model."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        data = (folder / FILE).read_bytes()
    except (OSError, ValueError):
        return None
    if not isinstance(record, dict) or record.get("made_from") != origin(model):
        return None
    return data if hashlib.sha256(data).hexdigest() == record.get("sha256") else None


def made_sha256(model: Artefact) -> str:
    """The sha256 of a model's file as its record tells it; empty where there is none."""
    try:
        record = json.loads((folder_for(model) / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return ""
    return str(record.get("sha256", "")) if isinstance(record, dict) else ""


def _make(model: Artefact) -> bytes:
    folder = check_model(model)
    check_files(model, folder)
    from models.bert_graph import bert  # noqa: PLC0415 - onnx, only where a file is made

    return bert(folder, model.made or "fp32")


def _keep(model: Artefact, folder: Path, data: bytes) -> None:
    record = {
        "name": model.name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "bytes": len(data),
        "licence": model.licence,
        "source": model.source,
        "made_from": origin(model),
        "made_with": {name: metadata.version(name) for name in ("numpy", "onnx", "safetensors")},
    }
    # The record last: one without its file, or beside an older one, is found out by the hash.
    write_whole(folder / FILE, data)
    write_whole(folder / LICENCE, _licence(model).encode())
    write_whole(folder / RECORD, (json.dumps(record, indent=1) + "\n").encode())


def origin(model: Artefact) -> dict[str, str | int]:
    """From what a model's file is made, and how: another answer asks for another file."""
    return {
        "package": f"{model.package}=={model.version}",
        "weights": model.weights,
        "sha256": model.sha256,
        "precision": model.made,
        "recipe": RECIPE,
    }


def _licence(model: Artefact) -> str:
    return (
        f"{model.name}: {FILE} was made by Quarterline from {model.weights} of\n"
        f"{model.source}\nas the package {model.package}=={model.version} carries it, under the "
        f"licence {model.licence}\n(https://www.apache.org/licenses/LICENSE-2.0). Changed: "
        f"written as an ONNX graph, {model.made}.\n"
    )
