"""Quarterline reads quarterly police reports and finds every operation, place and figure in them.

The names below are the public surface; each is loaded when it is first used, so that
`import quarterline` stays quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extract.figures import extract_claims
    from quarterline.errors import QuarterlineError
    from quarterline.periods import Period, Quarter
    from quarterline.records import (
        Check,
        Claim,
        Comparison,
        Document,
        Mention,
        Passage,
    )
    from track.library import Library

__version__ = "0.1.0"

_HOMES = {
    "Library": "track.library",
    "QuarterlineError": "quarterline.errors",
    "Period": "quarterline.periods",
    "Quarter": "quarterline.periods",
    "Check": "quarterline.records",
    "Claim": "quarterline.records",
    "Comparison": "quarterline.records",
    "Document": "quarterline.records",
    "Mention": "quarterline.records",
    "Passage": "quarterline.records",
    "extract_claims": "extract.figures",
}

__all__ = [
    "Check",
    "Claim",
    "Comparison",
    "Document",
    "Library",
    "Mention",
    "Passage",
    "Period",
    "Quarter",
    "QuarterlineError",
    "extract_claims",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'quarterline' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
