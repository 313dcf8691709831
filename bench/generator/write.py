"""Generated reports as files: the texts, their truth, and the county as a profile."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from bench.generator.names import County, profile_values
from bench.generator.truth import GeneratedReport, to_row

TRUTH = "truth.jsonl"


def write_reports(reports: Iterable[GeneratedReport], folder: Path) -> tuple[int, int]:
    """Write each report as UTF-8 text with "\\n", and a line of truth for each.

    Returns how many reports and how many slips were written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    count = slips = 0
    with (folder / TRUTH).open("w", encoding="utf-8", newline="\n") as truth:
        for report in reports:
            (folder / report.name).write_bytes(report.text.encode("utf-8"))
            row = to_row(report)
            del row["text"]
            truth.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
            slips += len(report.slips)
    return count, slips


def write_profile(county: County, path: Path) -> None:
    """The county's places as a profile file (TOML)."""
    values = profile_values(county)
    lines = [f"force = {_toml(values['force'])}", f"aliases = {_toml(values['aliases'])}"]
    areas = values["areas"]
    assert isinstance(areas, list)  # noqa: S101 - what profile_values makes
    for area in areas:
        lines += ["", "[[areas]]", *(f"{key} = {_toml(value)}" for key, value in area.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _toml(value: object) -> str:
    """Strings and lists of strings; JSON's notation is TOML's for both."""
    return json.dumps(value, ensure_ascii=False)
