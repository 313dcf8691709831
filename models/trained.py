"""Models that were trained here (`models.training`): their record, and what it registers.

Such a model stands in the folder of models under its own name. It is loaded by that name as a
registered one is, with the sha256 that was written down when it was trained.
"""

from __future__ import annotations

import json
import re

from models.folders import models_folder
from models.register import Artefact
from quarterline.errors import ModelError

TRAINED = "trained.json"
WEIGHTS = "model.safetensors"
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


def checked_name(name: str) -> str:
    """The name, which becomes a folder's; raises ModelError where it cannot be one."""
    if not _NAME.fullmatch(name):
        raise ModelError(
            f"a trained model cannot be called {name!r}; expected letters, digits, '.', '_' and "
            "'-', such as my-minilm"
        )
    return name


def trained_names() -> list[str]:
    """The names of the models that were trained here."""
    return sorted(path.parent.name for path in models_folder().glob(f"*/{TRAINED}"))


def trained(name: str) -> Artefact | None:
    """The model that was trained under this name; None where there is none.

    Raises ModelError where its record cannot be read.
    """
    path = models_folder() / name / TRAINED
    if not _NAME.fullmatch(name) or not path.is_file():
        return None
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return Artefact(
            name=name,
            source=record["source"],
            licence=record["licence"],
            package=record["base"],
            version="",
            folder=name,
            weights=WEIGHTS,
            sha256=record["sha256"],
            dimensions=record["dimensions"],
            pooling=record["pooling"],
            tokens=record["tokens"],
            files=tuple((file, digest) for file, digest in record["files"]),
            made="int8",
            trained=True,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{path} is no record of a trained model: {error!r}; train it again with: "
            f"python -m bench.train_encoder --name {name}"
        ) from error
