"""`quarterline doctor`: versions, the model's hash, and the library's files."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from quarterline import __version__
from quarterline.errors import LibraryNotFoundError, QuarterlineError
from ui.cli_show import console
from ui.words import counted, one_line

if TYPE_CHECKING:
    from rich.console import Console

    from index.results import Health


def examine(path: Path) -> bool:
    """Print the state of everything; whether all is well."""
    out = console()
    _row(out, True, f"quarterline {__version__}, Python {platform.python_version()}")
    well = _model(out)
    try:
        from index.library import Library  # noqa: PLC0415

        health = Library(path).health()
    except LibraryNotFoundError:
        _row(out, True, f"No library at {path} yet; make one: quarterline add REPORTS_FOLDER")
        return well
    except QuarterlineError as error:
        from index.repair import problems  # noqa: PLC0415

        for words in dict.fromkeys([str(error), *problems(path)]):
            _row(out, False, words)
        return False
    _library(out, health)
    return well and health.ok


def mend(path: Path) -> None:
    """Mend the library and print what was found and done. Raises LibraryError where it cannot."""
    from index.library import Library  # noqa: PLC0415
    from ui.cli_show import watch  # noqa: PLC0415

    with watch() as progress:
        made = Library.repair(path, progress=progress)
    out = console()
    for problem in made.found:
        _row(out, False, problem)
    for words in made.done:
        _row(out, True, f"Mended: {words}")
    for words in made.lost:
        _row(out, False, f"Lost: {words}")
    if not (made.found or made.done):
        _row(out, True, f"Nothing to mend in {path}")
    out.print()


def _row(out: Console, well: bool, words: str) -> None:
    mark = Text("ok     ", style="green") if well else Text("wrong  ", style="bold red")
    out.print(mark.append(one_line(words), style="default not bold"), soft_wrap=True)


def _model(out: Console) -> bool:
    from models.encoder import check_model  # noqa: PLC0415
    from models.register import DEFAULT, artefact  # noqa: PLC0415

    try:
        check_model(artefact(DEFAULT))
    except QuarterlineError as error:
        _row(out, False, str(error))
        return False
    _row(out, True, f"Model {DEFAULT}: its sha256 is the registered one")
    return True


def _library(out: Console, health: Health) -> None:
    for name, version in health.packages:
        _row(out, True, f"{name} {version}")
    size = health.bytes / 1e6
    _row(
        out, True, f"Library {health.path}: generation {health.generation}, {size:,.1f} MB on disk"
    )
    _row(out, True, ", ".join(f"{name} {number:,}" for name, number in health.counts))
    for file in health.files:
        _row(out, not file.problem, f"{file.name}: {file.problem or f'{file.bytes:,} bytes'}")
    for attempt in health.failed:
        _row(out, True, f"Could not be added on {attempt.when}: {attempt.path}: {attempt.message}")
    if health.stale:
        reports = counted(health.stale, "report was", "reports were")
        _row(out, True, f"{reports} read by another version; add them again to refresh them")
    for problem in health.problems:
        _row(out, False, problem)
