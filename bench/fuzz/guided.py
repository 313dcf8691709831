"""Executions led by coverage: atheris keeps what reached a new line of the readers.

atheris is installed with the extra `fuzz` (Linux and macOS). It ends its process when it is
done, so each format runs in a child. What it keeps stays in memory; a file that shows a fault
is written to the folder given.
"""

from __future__ import annotations

import importlib
import random
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.fuzz.seeds import seeds

_LONGEST = 200_000  # bytes of a changed file
_SLOW = 60  # seconds, after which libFuzzer ends an execution as a hang
_MEGABYTES = 4_000


def guided(form: str, runs: int, seed: int, out: Path) -> int:
    """Run in a child; 1 when it found a fault, whose file is in `out`."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for number, data in enumerate(seeds(form)):
            (Path(folder) / f"seed{number}").write_bytes(data)
        command = [
            *(sys.executable, "-m", "bench.fuzz.guided", form, folder),
            *(f"-runs={runs}", f"-seed={seed}", f"-max_len={_LONGEST}", f"-timeout={_SLOW}"),
            *(f"-rss_limit_mb={_MEGABYTES}", f"-artifact_prefix={out}/{form}-"),
            *("-print_final_stats=1", "-verbosity=1"),
        ]
        return 1 if subprocess.run(command, check=False).returncode else 0  # noqa: S603


def main() -> None:
    """In the child: `form`, the folder of seeds, and what libFuzzer is told."""
    atheris = importlib.import_module("atheris")  # optional, and without types
    form = sys.argv.pop(1)
    with atheris.instrument_imports(include=["corpus"]):
        from bench.fuzz.changes import changed  # noqa: PLC0415
        from bench.fuzz.check import execute  # noqa: PLC0415

    def one(data: bytes) -> None:
        if data:
            execute(data, f"a.{form}")

    def mutate(data: bytes, longest: int, seed: int) -> bytes:
        chance = random.Random(seed)  # noqa: S311 - no secret
        # aware of the container most times; libFuzzer's own edits else
        if data and chance.random() < 0.8:
            return changed(form, chance, bytes(data))[:longest]
        return bytes(atheris.Mutate(data, longest))

    atheris.Setup(sys.argv, one, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
