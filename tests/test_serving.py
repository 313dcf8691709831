"""The app in a process of its own: what is told when it does not answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from quarterline.errors import QuarterlineError
from quarterline.serving import free_port, started


def test_an_app_that_does_not_start_tells_why(tmp_path: Path) -> None:
    with (
        pytest.raises(QuarterlineError, match=r"(?s)did not start: .*No such command 'serve'"),
        started(["ui.cli", "serve"], free_port(), tmp_path / "log"),
    ):
        pass
