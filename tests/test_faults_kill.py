"""Kills, full disks and lost rights while a library is changed; the long form is
`python -m bench.faults`. QUARTERLINE_FAULTS=200 asks for as many kills of each change here."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bench.faults import main
from bench.faults_scenarios import CHANGES

INSTANTS = int(os.environ.get("QUARTERLINE_FAULTS", "0"))
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills need a forked process")


def faults(*options: object) -> list[str]:
    """In a process of its own: this one has threads, and a fork does not carry them over."""
    command = [sys.executable, "-m", "bench.faults", *map(str, options)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=3600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()[1:]


@pytest.mark.slow
def test_twenty_kills_while_adding_leave_the_old_library_or_the_new() -> None:
    rows = faults("--only", "add", "--instants", INSTANTS or 20, "--stride", 12)
    assert len(rows) == 7
    kinds = {"kill, instants", "kill, steps", "disk full", "read-only", "no permission"}
    assert all(any(kind in row for row in rows) for kind in kinds)


@pytest.mark.slow
@pytest.mark.parametrize("change", [c.name for c in CHANGES if c.name != "add"])
def test_no_other_change_can_be_caught_halfway(change: str) -> None:
    assert faults("--only", change, "--instants", INSTANTS or 2, "--stride", 25)


def test_a_change_of_no_such_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--only", "no such change"])
    assert "choose from" in capsys.readouterr().err
