"""Build the demonstration reports from their Markdown sources.

Run from the repository's root: `python -m corpus.sample.build [FOLDER]`.
Without a folder the reports are written to `corpus/sample/reports/`.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from corpus.sample.blocks import parse
from corpus.sample.pdf import write_pdf
from corpus.sample.word import write_docx

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "source"
REPORTS = HERE / "reports"


@dataclass(frozen=True, slots=True)
class Sample:
    """One demonstration report: its source's name, its format, and what runs on each page."""

    name: str
    format: Literal["md", "pdf", "docx"]
    head: str = ""
    wide: bool = False

    @property
    def file(self) -> str:
        """The name of the built report."""
        return f"{self.name}.{self.format}"


SAMPLES = (
    Sample("2019-20-q3", "md"),
    Sample("2020-21-q1", "md"),
    Sample(
        "2020-21-q2",
        "docx",
        head="Police and Crime Plan 2016-2020 – Quarter 2, 2020/21 – demonstration copy",
    ),
    Sample(
        "2020-21-q4",
        "pdf",
        head="Police and Crime Plan 2016-2021 – Quarter 4, 2020/21 – demonstration copy",
        wide=True,
    ),
    Sample(
        "2023-24-q2",
        "pdf",
        head="Police and Crime Plan 2021-2024 – Quarter 2, 2023/24 – demonstration copy",
    ),
)


def build(folder: Path = REPORTS) -> list[Path]:
    """Write every report into a folder, which is made if missing; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    return [_write(sample, folder) for sample in SAMPLES]


def _write(sample: Sample, folder: Path) -> Path:
    source = SOURCES / f"{sample.name}.md"
    path = folder / sample.file
    if sample.format == "md":
        path.write_bytes(source.read_bytes())
        return path
    blocks = parse(source.read_text(encoding="utf-8"))
    title = f"Demonstration copy: Quarterly Update {sample.name}"
    if sample.format == "pdf":
        write_pdf(blocks, path, head=sample.head, title=title, wide=sample.wide)
    else:
        produced = datetime(2020, 10, 1)  # the report's own month, not the day of building
        write_docx(blocks, path, head=sample.head, title=title, produced=produced)
    return path


def main() -> None:
    """Build into the folder named on the command line, or into `reports/`."""
    for path in build(Path(sys.argv[1]) if len(sys.argv) > 1 else REPORTS):
        print(path)


if __name__ == "__main__":
    main()
