"""What the tests of the command line share: a command run as a user runs it, and its output."""

from __future__ import annotations

import json
from typing import Any

from typer.testing import CliRunner, Result

from ui.cli import app


def run(*arguments: object, status: int = 0, typed: str | None = None) -> Result:
    """`quarterline` with those arguments, which must end with `status` and show no traceback."""
    result = CliRunner().invoke(
        app, [str(a) for a in arguments], prog_name="quarterline", input=typed
    )
    assert result.exit_code == status, result.output
    assert "Traceback" not in result.output
    return result


def rows(result: Result) -> list[dict[str, Any]]:
    """The output's lines, each one record in JSON."""
    return [json.loads(line) for line in result.stdout.splitlines()]
