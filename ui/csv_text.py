"""Tables as CSV and rows, safe to open in a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.words import visible

if TYPE_CHECKING:
    import pandas as pd

# A spreadsheet takes a cell that begins so for a formula, and runs it (CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula gets an apostrophe in front."""
    if not isinstance(value, str):
        return value
    shown = visible(value)
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def to_csv(frame: pd.DataFrame, *, index: bool = False) -> str:
    """A table as CSV with a head row; every text is a text, also to a spreadsheet."""
    safe = frame.map(safe_cell).rename(columns=safe_cell)
    if index:
        safe = safe.rename(index=safe_cell)
    return str(safe.to_csv(index=index, lineterminator="\n")) if len(frame.columns) else ""
