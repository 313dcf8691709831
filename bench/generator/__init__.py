"""Fictional quarterly reports with all that is true of them, and slips planted on purpose.

`python -m bench.generator --seed 7 --quarters 24 --slips 2 FOLDER` writes them as text with
`truth.jsonl` beside them. Names, figures and sentences are made up; no real force is meant.
"""

from __future__ import annotations

from bench.generator.corpus import generate, make_world
from bench.generator.slips import KINDS
from bench.generator.truth import (
    GeneratedReport,
    PlantedSlip,
    TrueClaim,
    TrueComparison,
    TrueName,
    TruePassage,
)

__all__ = [
    "KINDS",
    "GeneratedReport",
    "PlantedSlip",
    "TrueClaim",
    "TrueComparison",
    "TrueName",
    "TruePassage",
    "generate",
    "make_world",
]
