"""Answers as pandas tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def table(rows: Sequence[dict[str, object]], columns: str) -> pd.DataFrame:
    """Rows as a table; one without a row has its `columns` too, named with blanks between, so
    that a program may ask for them whatever the reports say."""
    import pandas as pd  # noqa: PLC0415 - only where a table is asked for

    return pd.DataFrame(rows, columns=None if rows else columns.split())
