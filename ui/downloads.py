"""The button that downloads a table: made only when it is pressed, so that pages do not wait."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from ui.csv_text import to_csv

if TYPE_CHECKING:
    import pandas as pd


def csv_button(label: str, name: str, frame: Callable[[], pd.DataFrame]) -> None:
    """A button that downloads what `frame` gives as `name`.csv."""
    st.download_button(
        label, lambda: to_csv(frame()).encode(), f"{name}.csv", "text/csv", on_click="ignore"
    )
