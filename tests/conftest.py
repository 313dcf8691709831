"""Fixtures that several test files share."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterline.places import Gazetteer, Place

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


@pytest.fixture(scope="session")
def corpus_files() -> list[Path]:
    """The real reports, which are not part of the repository."""
    files = sorted(CORPUS.glob("*.txt"))
    if not files:
        pytest.skip(f"the real reports are not at {CORPUS}")
    return files


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """A made-up county with two areas."""
    return Gazetteer(
        [
            Place("Wessing", "force"),
            Place("East LPA", "lpa", "Wessing", ("East Local Policing Area",)),
            Place("West LPA", "lpa", "Wessing", ("West Local Policing Area",)),
            Place("Harbury", "district", "East LPA"),
            Place("Castle Mere", "district", "East LPA", ("Castlemere",)),
            Place("Oldwick", "district", "West LPA"),
            Place("Saltmarsh Bay", "town", "Harbury"),
            Place("Oldwick Green", "town", "Oldwick"),
        ]
    )
